"""Trends and chance: national drifts, area noise and COVID-19, added to outcomes and read by no driver."""

from __future__ import annotations

import math

from fourcapitals.equations.elementary import Array


def drift(level: float, rate: float, noise_sd: float, noise: float) -> float:
    """Random walk with drift, one step.

    Examples
    --------
    >>> drift(0.01, 0.005, 0.01, 0.0)
    0.015
    """
    return level + rate + noise_sd * noise


def autoregression(level: Array, persistence: float, noise_sd: float, noise: Array) -> Array:
    """First-order autoregression, one step.

    Parameters
    ----------
    level, noise : (..., area)
        Last year's value; standard normal.
    persistence, noise_sd : float

    Examples
    --------
    >>> import numpy as np
    >>> autoregression(np.array([1.0]), 0.9, 0.1, np.array([-1.0]))
    array([0.8])
    """
    return persistence * level + noise_sd * noise


def covid_weight(year: float, full_until: float, lasting_share: float, recovery_years: float) -> float:
    """Share of the COVID-19 shock that is felt in a year.

    Examples
    --------
    >>> covid_weight(2021.0, 2022.0, 0.5, 3.0), round(covid_weight(2025.0, 2022.0, 0.5, 3.0), 4)
    (1.0, 0.6839)
    """
    passing = math.exp(-max(year - full_until, 0.0) / recovery_years)
    return lasting_share + (1 - lasting_share) * passing


def covid_felt(weight: float, gradient: float, deprivation: Array) -> Array:
    """Factor on the national loss of expectancy to COVID-19.

    Parameters
    ----------
    weight : float
        From `covid_weight`.
    gradient : float, 1 per SD
    deprivation : (area,), SD

    Examples
    --------
    >>> import numpy as np
    >>> covid_felt(1.0, 0.15, np.array([0.0, 1.0]))
    array([1.  , 1.15])
    """
    return weight * (1 + gradient * deprivation)
