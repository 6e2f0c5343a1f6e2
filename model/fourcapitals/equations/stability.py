"""Stability of the feedback loop: how health and income respond to a lasting change of health and income."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import Links, gather, weighted_mean


def loop_response(
    health: Array,
    income: Array,
    population: Array,
    base_employment: Array,
    tax_per_log_income: Array,
    commuting: Links,
    weight_income: Array,
    council_years: Array,
    sickness_per_healthy_year: float,
    employment_per_sickness: float,
    output_per_healthy_year: float,
    output_per_log_skills: float,
    skills_renewal: float,
    income_per_wage_pool: float,
    income_per_employment: float,
    pooled: float,
    healthy_years_per_income: float,
    healthy_years_per_employment: float,
    healthy_years_per_skills: float,
) -> tuple[Array, Array]:
    """Steady response of health and income to a lasting change of both: one product with the loop matrix.

    Parameters
    ----------
    health : (area,), years
        Lasting change of healthy life expectancy.
    income : (area,), log income
        Lasting change of income.
    population : (area,), people
    base_employment : (area,), share of people aged 16-64
        Level of 2019.
    tax_per_log_income : (area,), £ per head per year per log income
        Council tax times `council_tax_per_log_income`.
    commuting : Links
        To homes, from workplaces: share of the home's residents in work.
    weight_income : (area,), ratio
        Need weight of income and work, mean 1.
    council_years : (area,), years per £ per head per year
        Healthy life expectancy by council money, mean of the sexes (`council_healthy_years`).
    sickness_per_healthy_year : float, share of people aged 16-64 per year
    employment_per_sickness : float, share employed per share sick
    output_per_healthy_year : float, log GVA per hour per year
    output_per_log_skills : float, log GVA per hour per log skills
        Including what private capital adds.
    skills_renewal : float, log skills per log income
        `skills_renewal_per_log_income`.
    income_per_wage_pool : float, log income per log GVA per hour
        `income_per_log_wage_pool`.
    income_per_employment : float, log income per log employment
        `income_per_log_employment`.
    pooled : float, share of the yield
        `council_tax_pooling`.
    healthy_years_per_income : float, years per log income
        `healthy_years_per_log_income`.
    healthy_years_per_employment : float, years per share
    healthy_years_per_skills : float, years per log skills
        `healthy_years_per_log_skills`.

    Returns
    -------
    health : (area,), years
    income : (area,), log income

    Notes
    -----
    The year's equations at rest, linear in small changes: health lowers sickness and raises output, these raise
    employment and income, and income raises skills, council tax and so health again. Every coefficient is nonnegative,
    so that the yearly map is stable exactly when the spectral radius of this matrix is below 1 (section 7.13 of
    ODD.md). Follows from assumptions A17, A18, A19, A23, A28 and A30 of ODD.md.

    Examples
    --------
    One area, health to output (.01 a year), output to income (.5), income to health (7 years per log):

    >>> import numpy as np
    >>> from fourcapitals.equations.space import links
    >>> one, zero = np.ones(1), np.zeros(1, dtype=np.int64)
    >>> rest = (one, one, 0 * one, links(zero, zero, one, 1), one, 0 * one)
    >>> h, i = loop_response(one, 0 * one, *rest, 0, 0, 0.01, 0, 0, 0.5, 0, 0, 7.0, 0, 0)
    >>> h.round(6), i
    (array([0.035]), array([0.005]))
    """
    # Employment is taken in shares of people, and divided by its base only where income takes it in logs.
    employed = employment_per_sickness * sickness_per_healthy_year * health
    skills = skills_renewal * income
    output = output_per_healthy_year * health + output_per_log_skills * skills
    pool = gather(commuting, output)
    income_out = income_per_wage_pool * pool + income_per_employment * employed / base_employment
    tax = tax_per_log_income * income
    council = (1 - pooled) * tax + pooled * weighted_mean(tax, population)
    health_out = (
        weight_income * (healthy_years_per_income * income_out + healthy_years_per_employment * employed)
        + healthy_years_per_skills * skills
        + council_years * council
    )
    return health_out, income_out


def council_healthy_years(
    years_per_100: Array,
    weight: Array,
    le_theta: Array,
    hle_theta: Array,
    life_per_healthy_year: float,
    life_only: float,
) -> Array:
    """Healthy life expectancy by council money, mean of the sexes.

    Parameters
    ----------
    years_per_100 : (sex,), years of life per £100 per head per year
        From `health_spending.council_effect`.
    weight : (area,), ratio
        Need weight of council services, mean 1.
    le_theta : (sex, area), years per log mortality
        Slope of life expectancy.
    hle_theta : (sex, area), years per log mortality
        Slope of healthy life expectancy.
    life_per_healthy_year : float, years per year
        `life_year_per_healthy_year`.
    life_only : float, 0 to 1
        `council_effect_on_life_only`: 1 when council services only lengthen life.

    Returns
    -------
    (area,), years per £ per head per year

    Notes
    -----
    Mean over the sexes of ``years_per_100 / 100 weight (slope + (1 - life_only) (1 / life_per_healthy_year - slope))``
    with ``slope = hle_theta / le_theta``: `health.good_health_shift` for council services alone. Assumption A28 of
    ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> slopes = -np.ones((2, 1))
    >>> council_healthy_years(np.array([0.1, 0.1]), np.ones(1), 2 * slopes, slopes, 0.5, 1.0)
    array([0.0005])
    """
    by_mortality = hle_theta / le_theta
    healthy = by_mortality + (1 - life_only) * (1 / life_per_healthy_year - by_mortality)
    per_pound = years_per_100.reshape(-1, 1) / 100 * weight * healthy
    mean: Array = per_pound.sum(axis=0) / len(years_per_100)
    return mean
