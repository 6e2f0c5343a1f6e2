"""Health: slow, fast and council responses, mortality from air, green space and habits, and the two shifts.

The shifts are those of a two-parameter relational life table: `theta` on log mortality and `eta` on the log odds of
good health (`relational`). Drivers are in years of healthy life expectancy, council services in years of life.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array, exp, log


def need_weight(deprivation: Array, gradient: float) -> Array:
    """Return to one £ by deprivation, before division by its mean.

    Parameters
    ----------
    deprivation : (area,), SD
        Index of Multiple Deprivation 2019, mean 0 and standard deviation 1 by population.
    gradient : float, log return per SD
        One of `need_gradient_council`, `need_gradient_public_health`, `need_gradient_nhs`,
        `need_gradient_social_capital` and `need_gradient_income`.

    Returns
    -------
    (area,), ratio

    Notes
    -----
    ``exp(gradient deprivation)``. Assumption A31 of ODD.md; source: Barr 2014 (NHS funding and amenable deaths), no
    estimate for the others.

    Examples
    --------
    >>> need_weight(np.array([0.0, 1.0]), 0.0)
    array([1., 1.])
    """
    return exp(gradient * deprivation)


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


def slow_target(
    income_change: Array,
    recipients_income_change: Array,
    employment_change: Array,
    social: Array,
    log_skills: Array,
    public_capital_ratio: Array,
    low_quality: Array,
    weight_income: Array,
    weight_social: Array,
    per_income: float,
    per_recipients_income: float,
    per_employment: float,
    per_social: float,
    per_skills: float,
    per_public_capital: float,
    per_low_quality: float,
) -> Array:
    """Change of healthy life expectancy that living conditions would support in the long run.

    Parameters
    ----------
    income_change : (area,), log income
        Change since 2019, transfers to households apart.
    recipients_income_change : (area,), log income
        What transfers change of the income of those who receive them (`work_and_income.recipients_income`).
    employment_change : (area,), share of people aged 16-64
        Change since 2019.
    social : (area,), SD
        Social capital, deviation from 2019.
    log_skills : (area,), log skills
        Skills stock over that of 2019.
    public_capital_ratio : (area,), ratio
        Deviation of public capital over its stock of 2019.
    low_quality : (area,), share of residents' jobs
        Change since 2019.
    weight_income : (area,), ratio
        Need weight of income and work, mean 1.
    weight_social : (area,), ratio
        Need weight of social capital, mean 1.
    per_income : float, years per log income
        `healthy_years_per_log_income`.
    per_recipients_income : float, years per log income
        `healthy_years_per_log_income_of_recipients`.
    per_employment : float, years per share
        `healthy_years_per_employment`.
    per_social : float, years per SD
        `healthy_years_per_social_capital`.
    per_skills : float, years per log skills
        `healthy_years_per_log_skills`.
    per_public_capital : float, years per log public capital
        `healthy_years_per_log_public_capital`.
    per_low_quality : float, years per share
        `healthy_years_per_low_quality_job`.

    Returns
    -------
    (area,), years

    Notes
    -----
    ``weight_income (per_income income_change + per_recipients_income recipients_income_change
    + per_employment employment_change) + weight_social per_social social + per_skills log_skills
    + per_public_capital ln(1 + public_capital_ratio) - per_low_quality low_quality``.

    Assumptions A20, A25, A30 and A31 of ODD.md; sources: Barr 2012 (income and work), Holt-Lunstad 2010 (social ties of
    individuals), Chandola and Zhang 2018 (poor work); the rest judgement or from memory.

    Examples
    --------
    1% more income at 7 years per log:

    >>> zero, one = np.zeros(1), np.ones(1)
    >>> slow_target(0.01 * one, zero, zero, zero, zero, zero, zero, one, one, 7.0, 7.0, 28.0, 0.8, 3.0, 1.0, 8.0)
    array([0.07])
    """
    income_and_work = (
        per_income * income_change
        + per_recipients_income * recipients_income_change
        + per_employment * employment_change
    )
    return (
        weight_income * income_and_work
        + weight_social * per_social * social
        + per_skills * log_skills
        + per_public_capital * log(1 + public_capital_ratio)
        - per_low_quality * low_quality
    )


def housing_target(housing: Array, weight_income: Array, per_housing: float) -> Array:
    """Change of healthy life expectancy that better housing would support in the long run.

    Parameters
    ----------
    housing : (area,), £ per head
        Stock of housing quality, deviation from 2019.
    weight_income : (area,), ratio
        Need weight of income and work, mean 1.
    per_housing : float, years per £1,000 per head
        `healthy_years_per_housing_stock`.

    Returns
    -------
    (area,), years

    Notes
    -----
    ``weight_income per_housing housing / 1000``, approached at `housing_health_speed`: cold and damp show in hospital
    admissions within a few years. Assumption A30 of ODD.md; sources: Hamilton et al. 2015, Rodgers 2018.

    Examples
    --------
    >>> housing_target(np.array([100.0]), np.ones(1), 0.3)
    array([0.03])
    """
    return weight_income * per_housing * housing / 1000


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


def environment_mortality(
    particulates: Array,
    green: Array,
    log_ratio_particulates: float,
    log_ratio_green: float,
) -> Array:
    """Change of log mortality that air and green space would bring in the long run.

    Parameters
    ----------
    particulates : (area,), µg/m3
        Change since 2019.
    green : (area,), NDVI
        Change since 2019.
    log_ratio_particulates : float, log mortality per 10 µg/m3
        Logarithm of `mortality_ratio_of_particulates`.
    log_ratio_green : float, log mortality per 0.1 NDVI
        Logarithm of `mortality_ratio_of_greenness`.

    Returns
    -------
    (area,), log mortality

    Notes
    -----
    ``log_ratio_particulates particulates / 10 + log_ratio_green green / 0.1``: cohort studies estimate log-linear
    hazards, so that ratios multiply. Assumption A22 of ODD.md; sources: COMEAP (as reported in 2022), Rojas-Rueda 2019.

    Examples
    --------
    1 µg/m3 less at a ratio of 1.06 per 10 µg/m3:

    >>> environment_mortality(np.array([-1.0]), np.zeros(1), np.log(1.06), 0.0).round(5)
    array([-0.00583])
    """
    return log_ratio_particulates / 10 * particulates + log_ratio_green / 0.1 * green


def risk_mortality(prevalence: Array, change: Array, ratio: Array) -> Array:
    """Change of log mortality that changed habits would bring in the long run.

    Parameters
    ----------
    prevalence : (risk, area), share of adults
        Level of 2019.
    change : (..., risk, area), share of adults
        Dated change from the scenario's levers.
    ratio : (risk,), ratio
        `mortality_ratio_of_risk`: mortality rate of the exposed over that of the others.

    Returns
    -------
    (..., area), log mortality

    Notes
    -----
    Sum over risks of ``ln((1 + (prevalence + change) (ratio - 1)) / (1 + prevalence (ratio - 1)))``: the mean rate of a
    population of which a share is exposed, after over before, as in population attributable fractions. Risks are
    independent and multiply. Assumption A34 of ODD.md (cohort studies, grade M).

    Examples
    --------
    Nobody of 15% smokes any longer, at a ratio of 2.2:

    >>> risk_mortality(np.array([[0.15]]), np.array([[-0.15]]), np.array([2.2])).round(4)
    array([-0.1655])
    """
    # One risk a row, whatever the number of areas.
    excess = (ratio - 1).reshape(-1, 1)
    shift: Array = np.sum(log((1 + (prevalence + change) * excess) / (1 + prevalence * excess)), axis=-2)
    return shift


def risk_morbidity(change: Array, odds_ratio: Array) -> Array:
    """Change of the log odds of good health that changed habits would bring in the long run.

    Parameters
    ----------
    change : (..., risk, area), share of adults
        Dated change from the scenario's levers.
    odds_ratio : (risk,), ratio
        `good_health_odds_of_risk`: odds of good health of the exposed over those of the others.

    Returns
    -------
    (..., area), log odds of good health

    Notes
    -----
    Sum over risks of ``ln(odds_ratio) change``. Assumption A34 of ODD.md (surveys, grade M/J).

    Examples
    --------
    >>> risk_morbidity(np.array([[-0.1]]), np.array([0.6])).round(4)
    array([0.0511])
    """
    shift: Array = np.sum(log(odds_ratio).reshape(-1, 1) * change, axis=-2)
    return shift


def mortality_shift(
    healthy_years: Array,
    budget_years: Array,
    council_years: Array,
    direct: Array,
    le_theta: Array,
    life_per_healthy_year: float,
    mortality_per_budget_year: float,
) -> Array:
    """Shift theta of log mortality that makes life expectancy gain what is due.

    Parameters
    ----------
    healthy_years : (area,), years of healthy life expectancy
        Responses to living conditions and housing together.
    budget_years : (area,), years of healthy life expectancy
        Response to public health and the NHS.
    council_years : (sex, area), years of life expectancy
        Council response.
    direct : (area,), log mortality
        From air, green space and habits.
    le_theta : (sex, area), years per log mortality
        Slope of life expectancy by theta, negative.
    life_per_healthy_year : float, years per year
        `life_year_per_healthy_year`.
    mortality_per_budget_year : float, log mortality per year
        From `mortality_per_healthy_year`.

    Returns
    -------
    (sex, area), log mortality

    Notes
    -----
    ``(life_per_healthy_year healthy_years + council_years) / le_theta - mortality_per_budget_year budget_years
    + direct``: a year of healthy life expectancy from living conditions brings a fixed part of a year of life, and the
    slope turns years into a shift; health budgets were estimated on mortality, and enter as such. Assumptions A29 and
    A32 of ODD.md; sources: slope indices of inequality of ONS and Mayhew 2023 for the part, Brass 1971 for the shift.

    Examples
    --------
    >>> zero = np.zeros((1, 1))
    >>> mortality_shift(np.array([0.1]), 0, zero, np.zeros(1), np.array([[-10.991878]]), 0.55, 0.1).round(8)
    array([[-0.00500369]])
    """
    by_years = (life_per_healthy_year * healthy_years + council_years) / le_theta
    return by_years - mortality_per_budget_year * budget_years + direct


def good_health_shift(
    healthy_years: Array,
    budget_years: Array,
    council_years: Array,
    direct: Array,
    le_theta: Array,
    hle_theta: Array,
    hle_eta: Array,
    life_per_healthy_year: float,
    mortality_per_budget_year: float,
    council_life_only: float,
) -> Array:
    """Shift eta of the log odds of good health that makes healthy life expectancy gain what is due.

    Parameters
    ----------
    healthy_years : (area,), years of healthy life expectancy
        Responses to living conditions and housing together.
    budget_years : (area,), years of healthy life expectancy
        Response to public health and the NHS.
    council_years : (sex, area), years of life expectancy
        Council response.
    direct : (area,), log odds of good health
        From habits.
    le_theta : (sex, area), years per log mortality
        Slope of life expectancy by theta.
    hle_theta : (sex, area), years per log mortality
        Slope of healthy life expectancy by theta.
    hle_eta : (sex, area), years per log odds
        Slope of healthy life expectancy by eta.
    life_per_healthy_year : float, years per year
        `life_year_per_healthy_year`.
    mortality_per_budget_year : float, log mortality per year
        From `mortality_per_healthy_year`.
    council_life_only : float, 0 to 1
        `council_effect_on_life_only`: 1 when council services only lengthen life, 0 when they reduce morbidity too.

    Returns
    -------
    (sex, area), log odds of good health

    Notes
    -----
    ``(healthy_years (1 - life_per_healthy_year slope) + budget_years (1 + mortality_per_budget_year hle_theta)
    + (1 - council_life_only) council_years (1 / life_per_healthy_year - slope)) / hle_eta + direct``
    with ``slope = hle_theta / le_theta``: what longer lives do not bring by themselves must come from better
    health at given ages. Assumptions A28, A29 and A32 of ODD.md; sources: Alexiou et al. 2021 against Stokes 2022 on
    council services, Sullivan 1971 for the measure.

    Examples
    --------
    >>> le_theta, hle_theta, hle_eta = np.array([[-10.991878]]), np.array([[-5.533867]]), np.array([[10.427304]])
    >>> zero = np.zeros((1, 1))
    >>> good_health_shift(np.array([0.1]), 0, zero, np.zeros(1), le_theta, hle_theta, hle_eta, 0.55, 0.1, 0.5).round(8)
    array([[0.0069347]])
    """
    # Of each year of life that lower mortality brings, so much is healthy by itself.
    by_mortality = hle_theta / le_theta
    social = healthy_years * (1 - life_per_healthy_year * by_mortality)
    budgets = budget_years * (1 + mortality_per_budget_year * hle_theta)
    council = (1 - council_life_only) * council_years * (1 / life_per_healthy_year - by_mortality)
    return (social + budgets + council) / hle_eta + direct
