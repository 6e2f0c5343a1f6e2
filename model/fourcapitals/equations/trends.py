"""Trends and shocks: national drifts, area noise and COVID-19, added to outcomes and read by no driver."""

from __future__ import annotations

import math

from fourcapitals.equations.elementary import Array


def drift(level: float, rate: float, noise_sd: float, noise: float) -> float:
    """One year of a random walk with drift.

    Parameters
    ----------
    level : float, log or years
        National level at the end of last year: log productivity, or years of healthy life expectancy.
    rate : float, unit of `level` per year
        `productivity_drift` or `health_drift`, constant in a draw.
    noise_sd : float, unit of `level`
        `productivity_noise` or `health_noise`.
    noise : float, standard normal

    Returns
    -------
    float, unit of `level`

    Notes
    -----
    ``level + rate + noise_sd noise``. Assumption A37 of ODD.md; sources: ONS Labour productivity (2% a year before
    2008, 0.3% in the decade to 2019) and ONS healthy life expectancy, 2009-11 to 2017-19.

    Examples
    --------
    >>> drift(0.01, 0.005, 0.01, 0.0)
    0.015
    """
    return level + rate + noise_sd * noise


def autoregression(level: Array, persistence: float, noise_sd: float, noise: Array) -> Array:
    """One year of a first-order autoregression around zero.

    Parameters
    ----------
    level : (..., area), log or years
        Deviation of each area at the end of last year: log productivity, or years of life or healthy life expectancy.
    persistence : float, share per year
        `area_productivity_persistence`, `area_health_persistence` or `area_good_health_persistence`.
    noise_sd : float, unit of `level`
        `area_productivity_noise`, `area_health_noise` or `area_good_health_noise`.
    noise : (..., area), standard normal

    Returns
    -------
    (..., area), unit of `level`

    Notes
    -----
    ``persistence level + noise_sd noise``. Assumption A37 of ODD.md; persistence and noise by maximum likelihood
    on the histories of areas (table ``area_noise``).

    Examples
    --------
    >>> import numpy as np
    >>> autoregression(np.array([1.0]), 0.9, 0.1, np.array([-1.0]))
    array([0.8])
    """
    return persistence * level + noise_sd * noise


def covid_weight(
    year: float, begins: float, full_from: float, full_until: float, lasting_share: float, recovery_years: float
) -> float:
    """Share of the COVID-19 shock that is felt in a year.

    Parameters
    ----------
    year : float, calendar year
    begins : float, calendar year
        `covid_first_year`: before it nothing is felt.
    full_from, full_until : float, calendar year
        First and last year of the full shock: `covid_full_from` and `covid_full_until` for healthy life expectancy;
        `covid_first_year` and `covid_life_full_until` for life expectancy.
    lasting_share : float, share of the shock
        `covid_lasting_share` or `covid_life_lasting_share`.
    recovery_years : float, years
        `covid_recovery_years` or `covid_life_recovery_years`: time in which the passing part falls to 1/e.

    Returns
    -------
    float, share of the shock

    Notes
    -----
    From the year before `begins` to `full_from` it rises on a straight line; then
    ``lasting_share + (1 - lasting_share) exp(-max(year - full_until, 0) / recovery_years)``. Two processes, since life
    expectancy fell at once and recovered while healthy life expectancy fell later: assumption A38 of ODD.md; sizes from
    ONS, persistence judgement.

    Examples
    --------
    Nothing before it begins, half on the way, and three years after the last full year the passing half has fallen to
    1/e of itself:

    >>> covid_weight(2019.0, 2020.0, 2021.0, 2022.0, 0.5, 3.0), covid_weight(2020.0, 2020.0, 2021.0, 2022.0, 0.5, 3.0)
    (0.0, 0.5)
    >>> round(covid_weight(2025.0, 2020.0, 2021.0, 2022.0, 0.5, 3.0), 4)
    0.6839
    """
    risen = min(max((year - begins + 1) / (full_from - begins + 1), 0.0), 1.0)
    passing = math.exp(-max(year - full_until, 0.0) / recovery_years)
    return risen * (lasting_share + (1 - lasting_share) * passing)


def covid_felt(weight: float, gradient: float, deprivation: Array) -> Array:
    """Factor on the national COVID-19 shock to life and healthy life expectancy.

    Parameters
    ----------
    weight : float, share of the shock
        From `covid_weight`.
    gradient : float, 1 per SD
        `covid_gradient`.
    deprivation : (area,), SD
        Index of Multiple Deprivation 2019, mean 0 and standard deviation 1 by population.

    Returns
    -------
    (area,), share of the national shock

    Notes
    -----
    ``weight (1 + gradient deprivation)``. Assumption A38 of ODD.md; source: Public Health England 2021 (gap in life
    expectancy up by 1.0 and 0.6 years in 2020).

    Examples
    --------
    >>> import numpy as np
    >>> covid_felt(1.0, 0.15, np.array([0.0, 1.0]))
    array([1.  , 1.15])
    """
    return weight * (1 + gradient * deprivation)
