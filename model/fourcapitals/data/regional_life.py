"""Life expectancy of regions and by deprivation: lines that areas have their own levels around, and what moves regions.

A region's level is a line and a first-order autoregression around it; what deprivation brings is a line. Both are known
from the windows up to the base year only so well, and a forecast carries that.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from fourcapitals.data.area_histories import AreaHistories
from fourcapitals.data.area_likelihoods import life_covariance, life_covariates
from fourcapitals.data.maximum_likelihood import Estimate, maximum
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import Posterior, autoregressive_covariance, condition, window_matrix

_ANY_LEVEL: Final = 100.0
"""Variance of a level of which nothing is known, years squared."""
_ANY_SLOPE: Final = 1.0
"""Variance of a slope of which nothing is known, (years per year) squared."""


def life_regression(past: AreaHistories) -> Array:
    """What regions and deprivation bring in each window, (sex, covariate, window), years."""
    learned = life_covariates(past)[past.counts]
    return np.array([np.linalg.lstsq(learned, sex[past.counts], rcond=None)[0] for sex in past.life])


def _regression_errors(past: AreaHistories, values: Array) -> Array:
    """(covariate, window, window): covariance of the errors of `life_regression`; values as of `estimate_regions`."""
    *latent, error = values
    windows = past.life.shape[-1]
    means = window_matrix(windows)
    of_areas = life_covariance(windows, *latent) + (error**2 / past.people[past.counts]).mean() * (means @ means.T)
    learned = life_covariates(past)[past.counts]
    precise: Array = np.diag(np.linalg.inv(learned.T @ learned))[:, None, None] * of_areas
    return precise


def _design(windows: int) -> Array:
    """(window, quantity): how windows follow from the years of the autoregression, a level and a slope."""
    return np.column_stack([window_matrix(windows), np.ones(windows), np.arange(windows) - (windows - 1.0)])


def _path(windows: int, persistence: float, noise: float) -> Array:
    from scipy.linalg import block_diag  # not imported where noise is not fitted

    any_line = np.diag([_ANY_LEVEL, _ANY_SLOPE])
    whole: Array = block_diag(autoregressive_covariance(windows + 2, persistence, noise), any_line)
    return whole


def estimate_regions(past: AreaHistories, values: Array) -> Estimate:
    """Estimate the innovation of regions, years.

    Parameters
    ----------
    past : AreaHistories
    values : (4,)
        Of areas: persistence, innovation, trend and sampling error, as in `area_noise.AreaNoise`; regions persist as
        their areas do.
    """
    found, errors = life_regression(past)[:, :-1], _regression_errors(past, values)[:-1]
    windows = found.shape[-1]
    design = _design(windows)

    def minus_log_likelihood(point: Array) -> float:
        path = _path(windows, values[0], float(np.exp(point[0])))
        covariance = design @ path @ design.T + errors
        inverse = np.linalg.inv(covariance)
        fit = np.einsum("scv,cvw,scw->", found, inverse, found)
        return float(0.5 * fit + 0.5 * len(found) * np.linalg.slogdet(covariance)[1].sum())

    return maximum(minus_log_likelihood, np.array([np.log(0.03)]), np.exp)


def regional_start(past: AreaHistories, values: Array, region_noise: float) -> Posterior:
    """Give what the windows say of regions and of deprivation in the base year.

    Parameters
    ----------
    past : AreaHistories
    values : (4,)
        As of `estimate_regions`.
    region_noise : float, years
        Innovation of regions.

    Returns
    -------
    Posterior
        (sex, covariate, 3) and (covariate, 3, 3): the autoregression in the base year, years; the line in the middle of
        the last window, years; its slope, years per year.
    """
    found, errors = life_regression(past), _regression_errors(past, values)
    windows = found.shape[-1]
    wanted = np.eye(windows + 4)[-3:]
    design = _design(windows)
    known = [
        condition(_path(windows, values[0], noise), design, errors[at], found[:, at], wanted)
        for at, noise in enumerate([*[region_noise] * (found.shape[1] - 1), 0.0])
    ]
    return Posterior(np.stack([each.mean for each in known], axis=1), np.array([each.covariance for each in known]))
