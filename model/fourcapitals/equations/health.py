"""Health: what living conditions and housing support in the long run, and the two shifts that responses add up to.

The shifts are those of a two-parameter relational life table: `theta` on log mortality and `eta` on the log odds of
good health (`relational`). Drivers are in years of healthy life expectancy, council services in years of life; what
money does for health stands in `health_spending`, what air, green space and habits do in `exposures`.
"""

from __future__ import annotations

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
    >>> import numpy as np
    >>> need_weight(np.array([0.0, 1.0]), 0.0)
    array([1., 1.])
    """
    return exp(gradient * deprivation)


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

    >>> import numpy as np
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
    >>> import numpy as np
    >>> housing_target(np.array([100.0]), np.ones(1), 0.3)
    array([0.03])
    """
    return weight_income * per_housing * housing / 1000


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
        From `health_spending.mortality_per_healthy_year`.

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
    >>> import numpy as np
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
        From `health_spending.mortality_per_healthy_year`.
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
    >>> import numpy as np
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
