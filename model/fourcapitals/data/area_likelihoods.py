"""How likely the histories of areas are under the model of their noise: linear and normal, so that each is exact.

Three processes, each a first-order autoregression relative to England: productivity, of which the published figure is
a mean of three years; life expectancy of each sex around a trend of the area, its region and its deprivation; and
good health of an upper tier, common to the sexes, which moves healthy life expectancy beside life expectancy. What is
published of the last two are three-year windows with sampling errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.area_histories import AreaHistories
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.likelihoods import gaussian_log_likelihood, restricted_fit
from fourcapitals.equations.observation import (
    autoregressive_covariance,
    sampling_covariance,
    smoothing_matrix,
    window_matrix,
)

_NONE: Final = 1e-9
"""Variance of an error that a figure without one is given, so that covariances can be inverted."""


def productivity_covariance(years: int, persistence: float, noise: float, side: float) -> Array:
    """Covariance of published productivity, (year, year)."""
    means = smoothing_matrix(years, side)
    covariance: Array = means @ autoregressive_covariance(years + 2, persistence, noise) @ means.T
    return covariance


def productivity_log_likelihood(
    productivity: Array, *, restricted: bool = False
) -> Callable[[float, float, float], float]:
    """Give the log-likelihood of productivity by its persistence, innovation (log) and the weight of years beside.

    Parameters
    ----------
    productivity : (area, year), log
        Published; each year's mean over areas is taken off.
    restricted : bool
        Count the mean that each year's figures determine: of so many areas, one less is free.
    """
    seen = productivity - productivity.mean(axis=0)
    areas, years = seen.shape
    products = seen.T @ seen

    def log_likelihood(persistence: float, noise: float, side: float) -> float:
        covariance = productivity_covariance(years, persistence, noise, side) + _NONE * np.eye(years)
        return gaussian_log_likelihood(products, areas - restricted, covariance)

    return log_likelihood


def life_covariance(windows: int, persistence: float, noise: float, trend: float) -> Array:
    """Covariance of the latent windows of life expectancy, (window, window), years squared; trends from the last."""
    means, since = window_matrix(windows), np.arange(windows) - (windows - 1.0)
    path = means @ autoregressive_covariance(windows + 2, persistence, noise) @ means.T
    covariance: Array = path + trend**2 * np.outer(since, since)
    return covariance


def life_covariates(past: AreaHistories) -> Array:
    """(area, covariate): regions and deprivation, around which areas have levels and trends of their own."""
    return np.column_stack([past.regions, past.deprivation])


def life_log_likelihood(
    past: AreaHistories, *, restricted: bool = False
) -> Callable[[float, float, float, float, float], float]:
    """Give the log-likelihood of life expectancy, less a constant, by what `AreaNoise` says of it.

    Its arguments are persistence, innovation, the standard deviation of the areas' own trends and the error of a year
    for 100,000 people (years), and the correlation of the sexes. Their sum and difference are independent of each
    other, with 1 + r and 1 - r of the variance of one.

    Parameters
    ----------
    past : AreaHistories
        Of which ``life``, ``people`` and the covariates count.
    restricted : bool
        Integrate the slopes of the covariates out, window by window, instead of taking off what least squares finds:
        with eleven slopes a window the errors would else come out 2% too small.
    """
    from scipy.linalg import eigh  # not imported where noise is not fitted

    covariates = life_covariates(past)
    men, women = past.life
    if not restricted:
        men, women = (sex - covariates @ np.linalg.lstsq(covariates, sex, rcond=None)[0] for sex in past.life)
    apart = ((men + women) / np.sqrt(2), (men - women) / np.sqrt(2))
    windows = past.life.shape[-1]
    means = window_matrix(windows)
    of_errors = means @ means.T

    def log_likelihood(persistence: float, noise: float, trend: float, error: float, together: float) -> float:
        # On the axes that variance of the path and of the errors share, figures of an area are independent.
        variance, axes = eigh(life_covariance(windows, persistence, noise, trend), of_errors)
        value = 0.0
        for series, share in zip(apart, (1 + together, 1 - together), strict=True):
            of_figures = share * variance + (error**2 / past.people)[:, None]
            turned = series @ axes
            if restricted:
                value += _integrated(turned, covariates, of_figures)
            else:
                value -= 0.5 * float((turned**2 / of_figures + np.log(of_figures)).sum())
        return value

    return log_likelihood


def _integrated(seen: Array, columns: Array, variance: Array) -> float:
    """Restricted log-likelihood, less a constant, of independent figures, (area, axis); each axis has slopes."""
    count = columns.shape[1]
    products = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
    weighed = ((1 / variance).T @ products).reshape(-1, count, count)
    pull = (seen / variance).T @ columns
    slopes = np.linalg.solve(weighed, pull[..., None])[..., 0]
    left = seen - columns @ slopes.T
    squares = float((left**2 / variance + np.log(variance)).sum())
    return -0.5 * (squares + float(np.linalg.slogdet(weighed)[1].sum()))


class Fitted(NamedTuple):
    """Healthy life expectancy explained, (sex, upper tier)."""

    log_likelihood: float
    mean: Array
    left: Array
    """(upper tier, figure): windows of men, then of women, less the mean and what moves with life expectancy."""
    covariance: Array
    """(upper tier, figure, figure)."""


def fit_healthy(past: AreaHistories, persistence: float, noise: float, multiple: float, per_life: float) -> Fitted:
    """Regress healthy life expectancy on sex, deprivation and life expectancy, under a covariance.

    Parameters
    ----------
    past : AreaHistories
    persistence, noise : float, share and years
    multiple : float
    per_life : float
        As the fields of `AreaNoise`.

    Returns
    -------
    Fitted
        With the restricted likelihood of what is left.
    """
    return healthy_fits(past)(persistence, noise, multiple, per_life)


def healthy_fits(past: AreaHistories) -> Callable[[float, float, float, float], Fitted]:
    """Give `fit_healthy` of one history, for many covariances.

    Parameters
    ----------
    past : AreaHistories
        Of which ``healthy`` and its errors, ``life_of_tiers``, ``people``, ``deprivation`` and ``tier_of_area`` count.
    """
    sexes, tiers, windows = past.healthy.shape
    member = past.tier_of_area[:, None] == np.arange(tiers)
    weight = member * past.people[:, None]
    counts = member[past.counts].any(axis=0)
    deprived = past.deprivation @ weight / weight.sum(axis=0)
    base = past.life_of_tiers[..., -1]
    by_window = np.zeros((tiers, sexes, windows, 5))
    for sex in range(sexes):
        by_window[:, sex, :, sex] = 1.0
        by_window[:, sex, :, 2] = deprived[:, None]
        by_window[:, sex, :, 3 + sex] = base[sex][:, None]
    moved = past.life_of_tiers - base[..., None]
    design = by_window.reshape(tiers, sexes * windows, -1)

    def fit(persistence: float, noise: float, multiple: float, per_life: float) -> Fitted:
        covariance = healthy_covariance(past.healthy_errors, persistence, noise, multiple)
        seen = np.moveaxis(past.healthy - per_life * moved, 1, 0).reshape(tiers, -1)
        found = restricted_fit(seen[counts], design[counts], covariance[counts])
        expected = design @ found.slopes
        mean = expected.reshape(tiers, sexes, windows)[..., -1].T
        return Fitted(found.log_likelihood, mean, seen - expected, covariance)

    return fit


def healthy_covariance(errors: Array, persistence: float, noise: float, multiple: float) -> Array:
    """Covariance of published good health, (upper tier, figure, figure), years squared: windows of men, then of women.

    Parameters
    ----------
    errors : (sex, upper tier, window), years
        Published standard errors.
    persistence, noise, multiple : float
        As the fields of `AreaNoise`.
    """
    sexes, tiers, windows = errors.shape
    means = window_matrix(windows)
    path = means @ autoregressive_covariance(windows + 2, persistence, noise) @ means.T
    covariance: Array = np.tile(path, (sexes, sexes))[None] + np.zeros((tiers, 1, 1))
    for sex in range(sexes):
        at = slice(sex * windows, (sex + 1) * windows)
        covariance[:, at, at] += sampling_covariance(errors[sex], multiple)
    return covariance
