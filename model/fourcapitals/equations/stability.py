"""Stability: how much of a change of health and income returns to itself, if it were held for ever."""

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
    """Steady response of health and income to last year's, held for ever (the loop matrix, one product).

    Parameters
    ----------
    health : (area,), years
    income : (area,), log
    population, base_employment : (area,)
    tax_per_log_income : (area,), £ per head per log income
        Council tax.
    commuting : Links
        To homes, from workplaces: share of the home's residents in work.
    weight_income : (area,)
        Need weight of income and work.
    council_years : (area,)
        Healthy life expectancy per £ per head of council money, mean of the sexes.
    output_per_log_skills : float
        Including what private capital adds.
    sickness_per_healthy_year, employment_per_sickness, output_per_healthy_year, skills_renewal,
    income_per_wage_pool, income_per_employment, pooled, healthy_years_per_income,
    healthy_years_per_employment, healthy_years_per_skills : float

    Returns
    -------
    health : (area,), years
    income : (area,), log

    Examples
    --------
    >>> import numpy as np
    >>> from fourcapitals.equations.space import links
    >>> one, zero = np.ones(1), np.zeros(1, dtype=np.int64)
    >>> rest = (one, one, 0 * one, links(zero, zero, one, 1), one, 0 * one)
    >>> h, i = loop_response(one, 0 * one, *rest, 0, 0, 0.01, 0, 0, 0.5, 0, 0, 7.0, 0, 0)
    >>> h.round(6), i
    (array([0.035]), array([0.005]))
    """
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
    """Healthy life expectancy per £ per head of council money, mean of the sexes.

    Parameters
    ----------
    years_per_100 : (sex,), years of life per £100 per head per year
    weight : (area,)
        Need weight of council services.
    le_theta, hle_theta : (sex, area)
    life_per_healthy_year, life_only : float

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
