"""Health: slow, fast and council responses, mortality from air, green space and habits, and the two shifts.

The shifts are those of a two-parameter relational life table: `theta` on log mortality and `eta` on the log odds of
good health (`life_expectancy`). Drivers are in years of healthy life expectancy, council services in years of life.
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
    gradient : float, log per SD

    Examples
    --------
    >>> need_weight(np.array([0.0, 1.0]), 0.0)
    array([1., 1.])
    """
    return exp(gradient * deprivation)


def healthy_years_per_spending(years_per_qaly: float, life_expectancy: float, cost_per_qaly: float) -> float:
    """Healthy life expectancy that £1 per head per year buys in steady state, in years.

    A population of N stationary people lives N healthy years a year for each `life_expectancy` years of healthy
    life expectancy.

    Examples
    --------
    >>> round(healthy_years_per_spending(1.0, 81.0, 13500.0), 4)
    0.006
    """
    return years_per_qaly * life_expectancy / cost_per_qaly


def slow_target(
    income_change: Array,
    employment_change: Array,
    housing: Array,
    social: Array,
    log_skills: Array,
    public_capital_ratio: Array,
    low_quality: Array,
    weight_income: Array,
    weight_social: Array,
    per_income: float,
    per_employment: float,
    per_housing: float,
    per_social: float,
    per_skills: float,
    per_public_capital: float,
    per_low_quality: float,
) -> Array:
    """Healthy life expectancy that living conditions would support in the long run, years.

    Parameters
    ----------
    income_change : (area,), log
    employment_change, low_quality : (area,), share
    housing : (area,), £ per head
    social : (area,), SD
    log_skills : (area,), log
        Skills stock over that of the base year.
    public_capital_ratio : (area,)
        Deviation over the base-year stock.
    weight_income, weight_social : (area,)
        Need weights, mean 1.
    per_income, per_employment, per_housing, per_social, per_skills, per_public_capital, per_low_quality : float
        Years per log, share, £1,000 per head, SD, log, log and share.

    Examples
    --------
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> slow_target(0.01 * one, zero, zero, zero, zero, zero, zero, one, one, 7.0, 28.0, 0.6, 0.8, 3.0, 1.0, 8.0)
    array([0.07])
    """
    income_and_work = per_income * income_change + per_employment * employment_change + per_housing * housing / 1000
    return (
        weight_income * income_and_work
        + weight_social * per_social * social
        + per_skills * log_skills
        + per_public_capital * log(1 + public_capital_ratio)
        - per_low_quality * low_quality
    )


def fast_target(
    public_health: Array,
    nhs: Array,
    weight_public_health: Array,
    weight_nhs: Array,
    per_public_health: float,
    per_nhs: float,
) -> Array:
    """Healthy life expectancy that health spending would support, years.

    Parameters
    ----------
    public_health, nhs : (area,), £ per head per year
        Delivered this year; NHS with what early years free.
    weight_public_health, weight_nhs : (area,)
        Need weights, mean 1.
    per_public_health, per_nhs : float, years per £ per head per year

    Examples
    --------
    >>> fast_target(np.array([10.0]), np.array([0.0]), np.ones(1), np.ones(1), 0.009, 0.006)
    array([0.09])
    """
    return weight_public_health * per_public_health * public_health + weight_nhs * per_nhs * nhs


def council_effect(
    estimate: float, multiple: float, speed: float, response_years: float, public_health_part: float
) -> float:
    """Long-run life expectancy per £100 per head per year of council services, years.

    The estimate is what a response of a few years shows, hence the divisor; the part that public health inside the
    council £ would explain is taken out, so that it is not counted twice.

    Parameters
    ----------
    estimate : float, years per £100 per head per year
    multiple : float
    speed : float, 1 per year
    response_years : float, years
    public_health_part : float, years per £100 per head per year

    Examples
    --------
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
    """Log mortality that air and green space would bring in the long run.

    Parameters
    ----------
    particulates : (area,), µg/m3
        Change since the base year.
    green : (area,), NDVI
    log_ratio_particulates : float
        Log mortality rate ratio per 10 µg/m3.
    log_ratio_green : float
        Log mortality hazard ratio per 0.1 NDVI.

    Examples
    --------
    >>> environment_mortality(np.array([-1.0]), np.zeros(1), np.log(1.06), 0.0).round(5)
    array([-0.00583])
    """
    return log_ratio_particulates / 10 * particulates + log_ratio_green / 0.1 * green


def risk_mortality(prevalence: Array, change: Array, ratio: Array) -> Array:
    """Log mortality that changed habits would bring in the long run.

    Parameters
    ----------
    prevalence, change : (risk, area) and (..., risk, area), share of adults
        Base year; dated change from the scenario's levers.
    ratio : (risk,)
        Mortality rate ratio of the exposed.

    Examples
    --------
    >>> risk_mortality(np.array([[0.15]]), np.array([[-0.15]]), np.array([2.2])).round(4)
    array([-0.1655])
    """
    excess = (ratio - 1).reshape(-1, 1)
    shift: Array = np.sum(log((1 + (prevalence + change) * excess) / (1 + prevalence * excess)), axis=-2)
    return shift


def risk_morbidity(change: Array, odds_ratio: Array) -> Array:
    """Log odds of good health that changed habits would bring in the long run.

    Parameters
    ----------
    change : (..., risk, area), share of adults
    odds_ratio : (risk,)
        Odds of good health of the exposed against the others.

    Examples
    --------
    >>> risk_morbidity(np.array([[-0.1]]), np.array([0.6])).round(4)
    array([0.0511])
    """
    shift: Array = np.sum(log(odds_ratio).reshape(-1, 1) * change, axis=-2)
    return shift


def mortality_shift(
    healthy_years: Array, council_years: Array, direct: Array, le_theta: Array, life_per_healthy_year: float
) -> Array:
    """Shift `theta` of log mortality.

    Parameters
    ----------
    healthy_years : (area,), years
        Slow and fast responses together, in healthy life expectancy.
    council_years : (sex, area), years
        Council response, in life expectancy.
    direct : (area,), log mortality
        From air, green space and habits.
    le_theta : (sex, area), years per unit
        Slope of life expectancy by theta.
    life_per_healthy_year : float

    Examples
    --------
    >>> zero = np.zeros((1, 1))
    >>> mortality_shift(np.array([0.1]), zero, np.zeros(1), np.array([[-10.991878]]), 0.55).round(8)
    array([[-0.00500369]])
    """
    return (life_per_healthy_year * healthy_years + council_years) / le_theta + direct


def good_health_shift(
    healthy_years: Array,
    council_years: Array,
    direct: Array,
    le_theta: Array,
    hle_theta: Array,
    hle_eta: Array,
    life_per_healthy_year: float,
    council_life_only: float,
) -> Array:
    """Shift `eta` of the log odds of good health, such that healthy life expectancy gains what is due.

    Parameters
    ----------
    healthy_years : (area,), years
    council_years : (sex, area), years
    direct : (area,), log odds
        From habits.
    le_theta, hle_theta, hle_eta : (sex, area)
        Slopes of life and healthy life expectancy by theta and eta.
    life_per_healthy_year : float
    council_life_only : float
        1 when council services only lengthen life, 0 when they reduce morbidity too.

    Examples
    --------
    >>> le_theta, hle_theta, hle_eta = np.array([[-10.991878]]), np.array([[-5.533867]]), np.array([[10.427304]])
    >>> zero = np.zeros((1, 1))
    >>> good_health_shift(np.array([0.1]), zero, np.zeros(1), le_theta, hle_theta, hle_eta, 0.55, 0.5).round(8)
    array([[0.0069347]])
    """
    by_mortality = hle_theta / le_theta
    social = healthy_years * (1 - life_per_healthy_year * by_mortality)
    council = (1 - council_life_only) * council_years * (1 / life_per_healthy_year - by_mortality)
    return (social + council) / hle_eta + direct
