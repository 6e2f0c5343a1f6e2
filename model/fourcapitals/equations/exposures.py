"""What people are exposed to: air, green space and habits, as shifts of mortality and of the odds of good health."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array, log


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
    independent and multiply. Assumption A34 of ODD.md (cohort studies, from memory).

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
    Sum over risks of ``ln(odds_ratio) change``. Assumption A34 of ODD.md (surveys, from memory or judged).

    Examples
    --------
    >>> risk_morbidity(np.array([[-0.1]]), np.array([0.6])).round(4)
    array([0.0511])
    """
    shift: Array = np.sum(log(odds_ratio).reshape(-1, 1) * change, axis=-2)
    return shift
