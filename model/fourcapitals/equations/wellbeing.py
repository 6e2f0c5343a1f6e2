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
    """Mean life satisfaction, points from 0 to 10.

    Parameters
    ----------
    base : (area,), points
    income_change : (area,), log
    employment_change, good_health_change : (area,), share
    social : (area,), SD
    years_since_base : float
    noise : (area,)
        Standard normal.
    per_income, per_employment, per_good_health, per_social : float
    drift : float, points per year
    noise_sd : float, points

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
