"""What money does for health: public health and the NHS by their estimates, council services by theirs.

Estimates for health budgets are elasticities of mortality, turned into healthy years: both sides of the estimate are
kept. Those for council services are in years of life.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array, log


def healthy_years_per_spending(years_per_qaly: float, life_expectancy: float, cost_per_qaly: float) -> float:
    """Healthy life expectancy that £1 per head per year buys in steady state.

    Parameters
    ----------
    years_per_qaly : float, years per QALY
        `healthy_years_per_qaly`.
    life_expectancy : float, years
        `life_expectancy_reference`.
    cost_per_qaly : float, £ per QALY
        `public_health_cost_per_qaly` or `nhs_cost_per_qaly`.

    Returns
    -------
    float, years per £ per head per year

    Notes
    -----
    ``years_per_qaly life_expectancy / cost_per_qaly``: in a stationary population of N people, N / life_expectancy are
    born a year, so that a year of healthy life expectancy is worth N / life_expectancy healthy years a year, and £1 per
    head, £N, buys N / cost_per_qaly. Assumptions A26 and A27 of ODD.md; sources: Martin, Lomas and Claxton 2020, Martin
    et al. 2021 and 2023.

    Examples
    --------
    >>> round(healthy_years_per_spending(1.0, 81.0, 13500.0), 4)
    0.006
    """
    return years_per_qaly * life_expectancy / cost_per_qaly


def mortality_per_healthy_year(
    years_per_qaly: float, life_expectancy: float, qalys_per_death: float, deaths_per_head: float
) -> float:
    """Fall of log mortality that comes with each year of healthy life expectancy from a health budget.

    Parameters
    ----------
    years_per_qaly : float, years per QALY
        `healthy_years_per_qaly`.
    life_expectancy : float, years
        `life_expectancy_reference`.
    qalys_per_death : float, QALYs per death averted
        `qalys_per_death_averted`.
    deaths_per_head : float, 1 per year
        `deaths_per_head`.

    Returns
    -------
    float, log mortality per year

    Notes
    -----
    ``1 / (years_per_qaly life_expectancy qalys_per_death deaths_per_head)``: the budgets' effects were estimated on
    deaths and turned into QALYs, so that each QALY stands for a part of a death averted. It takes the same share of all
    deaths as the published elasticity times the percentage of the budget, since £1 per head, N pounds, averts ``N /
    (cost_per_qaly qalys_per_death)`` of ``deaths_per_head N`` deaths. Assumption A29 of ODD.md; source: Martin, Lomas
    and Claxton 2020 (£69,414 per death averted at £4,845 per QALY).

    Examples
    --------
    At 11 years of life per log mortality, a healthy year brings about 1.07 years of life:

    >>> round(11 * mortality_per_healthy_year(1.0, 81.0, 14.3, 0.0089), 2)
    1.07
    """
    return 1 / (years_per_qaly * life_expectancy * qalys_per_death * deaths_per_head)


def at_constant_elasticity(extra: Array, budget: Array | float, followed: float) -> Array:
    """Money on top of a budget, counted by what it does: as much as so many £ would do at the margin.

    Parameters
    ----------
    extra : (area,), £ per head per year
        More, or less, than the budget of today.
    budget : (area,), £ per head per year
        Of today: what the estimate of the marginal £ was made on.
    followed : float, share of the budget
        `budget_cut_followed`: cuts are followed so far; beyond, each further £ harms as much as the last one followed.

    Returns
    -------
    (area,), £ per head per year

    Notes
    -----
    ``budget ln(1 + extra / budget)``: estimates for health budgets are elasticities, a percent of effect for a percent
    of budget, so that each further £ does less. At the margin it is ``extra`` itself; ten budgets more do 2.4 times
    what one budget would at the margin. Assumption A26 of ODD.md; sources: Martin, Lomas and Claxton 2020 and Martin
    et al. 2021 (elasticities of mortality), Alexiou et al. 2021 for councils (per £: there the form is an assumption).

    Examples
    --------
    >>> at_constant_elasticity(np.array([0.0, 0.6, 60.0, -60.0]), np.full(4, 60.0), 0.5).round(3)
    array([   0.   ,    0.597,   41.589, -101.589])
    """
    relative = extra / budget
    kept, beyond = np.maximum(relative, -followed), np.minimum(relative + followed, 0.0)
    equal: Array = budget * (log(1 + kept) + beyond / (1 - followed))
    return equal


def fast_target(
    public_health: Array,
    nhs: Array,
    weight_public_health: Array,
    weight_nhs: Array,
    per_public_health: float,
    per_nhs: float,
) -> Array:
    """Change of healthy life expectancy that health spending would support.

    Parameters
    ----------
    public_health : (area,), £ per head per year
        Delivered this year, by what it does (`at_constant_elasticity`).
    nhs : (area,), £ per head per year
        Delivered this year, with what early years free, by what it does.
    weight_public_health : (area,), ratio
        Need weight, mean 1.
    weight_nhs : (area,), ratio
        Need weight, mean 1.
    per_public_health : float, years per £ per head per year
        From `healthy_years_per_spending`.
    per_nhs : float, years per £ per head per year
        From `healthy_years_per_spending`.

    Returns
    -------
    (area,), years

    Notes
    -----
    ``weight_public_health per_public_health public_health + weight_nhs per_nhs nhs``. Assumptions A26 and A31 of
    ODD.md; sources: as `healthy_years_per_spending` (2020 to 2023).

    Examples
    --------
    >>> fast_target(np.array([10.0]), np.array([0.0]), np.ones(1), np.ones(1), 0.009, 0.006)
    array([0.09])
    """
    return weight_public_health * per_public_health * public_health + weight_nhs * per_nhs * nhs


def council_effect(
    estimate: float, multiple: float, speed: float, response_years: float, public_health_part: float
) -> float:
    """Long-run life expectancy by council services.

    Parameters
    ----------
    estimate : float, years of life per £100 per head per year
        `life_years_per_council_spending` of one sex.
    multiple : float, ratio
        `council_effect_multiple`.
    speed : float, 1 per year
        `fast_health_speed`.
    response_years : float, years
        `council_response_years`: length of the response that the estimate measures.
    public_health_part : float, years of life per £100 per head per year
        What public health inside the council £ would explain.

    Returns
    -------
    float, years of life per £100 per head per year
        Not below 0.

    Notes
    -----
    ``max(0, multiple estimate / (1 - (1 - speed)^response_years) - public_health_part)``. The estimate is what a
    response of four years shows, hence the divisor; public health is taken out so that it is not counted twice.
    Assumption A28 of ODD.md; sources: Alexiou et al. 2021 (2013 to 2017), Martin et al. 2021 (the multiple).

    Examples
    --------
    At a speed of 30% a year, four years show 76% of the response:

    >>> round(council_effect(0.1, 1.0, 0.3, 4.0, 0.0), 4)
    0.1316
    """
    in_the_long_run = multiple * estimate / (1 - (1 - speed) ** float(response_years))
    return max(float(in_the_long_run) - public_health_part, 0.0)
