"""Wellbeing: life satisfaction from income, work, health and social capital."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


def life_satisfaction(
    base: Array,
    income_change: Array,
    employment_change: Array,
    good_health_change: Array,
    social: Array,
    years_since_base: float,
    noise: Array,
    per_income: float,
    per_employment: float,
    per_good_health: float,
    per_social: float,
    drift: float,
    noise_sd: float,
) -> Array:
    """Mean life satisfaction of an area.

    Parameters
    ----------
    base : (area,), points from 0 to 10
        Level of 2019.
    income_change : (area,), log income
        Change since 2019 that drivers bring.
    employment_change : (area,), share of people aged 16-64
        Change since 2019.
    good_health_change : (area,), share of life in good health
        Change since 2019.
    social : (area,), SD
        Social capital, deviation from 2019.
    years_since_base : float, years
    noise : (area,), standard deviations of `noise_sd`
        What the area's noise has added up to.
    per_income : float, points per log income
        `satisfaction_per_log_income`.
    per_employment : float, points per share
        `satisfaction_per_employment`.
    per_good_health : float, points per share
        `satisfaction_per_good_health`.
    per_social : float, points per SD
        `satisfaction_per_social_capital`.
    drift : float, points per year
        `satisfaction_drift`.
    noise_sd : float, points
        `satisfaction_noise`.

    Returns
    -------
    (area,), points from 0 to 10

    Notes
    -----
    The sum of the base level, of each change times its coefficient, of the drift and of the noise. Assumption A39 of
    ODD.md; sources: HM Treasury 2021, wellbeing guidance (health), British Household Panel Survey and Understanding
    Society (income), -0.46 points for an unemployed person (work), all from memory; none for social capital
    (judgement).

    Examples
    --------
    >>> import numpy as np
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> life_satisfaction(7.5 * one, 0.1 * one, zero, zero, zero, 1.0, zero, 0.3, 0.46, 0.9, 0.05, 0.0, 0.05)
    array([7.53])
    """
    return (
        base
        + per_income * income_change
        + per_employment * employment_change
        + per_good_health * good_health_change
        + per_social * social
        + drift * years_since_base
        + noise_sd * noise
    )
