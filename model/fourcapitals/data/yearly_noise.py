"""The noise of outcomes with one figure a year, by maximum likelihood: income, employment and life satisfaction.

An area's figure is what region and deprivation let expect, a first-order autoregression beside that, and the sampling
error of the survey as published. Income comes from accounts without one; an error of its own would be estimated at 0.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from fourcapitals.data.area_histories import AreaHistories
from fourcapitals.data.maximum_likelihood import Estimate, maximum
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import Posterior, autoregressive_covariance, condition

_NONE: Final = 1e6
"""Variance of a figure that there is not."""


class YearlyNoise(NamedTuple):
    """The noise of one outcome."""

    persistence: float
    noise: float
    """Innovation, in the unit of the outcome."""


class YearlyFigures(NamedTuple):
    """What was published of one outcome."""

    seen: Array
    """(area, year): less the mean of all areas in the year; not a number where there is none."""
    errors: Array
    """(area, year): standard errors, in the unit of the outcome."""
    covariates: Array
    """(area, covariate): around which the areas have levels of their own."""
    counts: npt.NDArray[np.bool_]
    """(area,): whether the noise and the regression are learned from it."""


class YearlyStart(NamedTuple):
    """What is known of one outcome in the base year."""

    known: Posterior
    """(area, 1) and (area, 1, 1): the autoregression in the base year."""
    mean: Array
    """(area,): what the covariates let expect, less the last published figure."""


def yearly_figures(past: AreaHistories) -> dict[str, YearlyFigures]:
    """Give what was published, by the name that the fields of `area_noise.AreaNoise` begin with.

    Parameters
    ----------
    past : AreaHistories
    """
    around = np.column_stack([past.regions, past.deprivation])
    given = {
        "income": (past.income, np.zeros_like(past.income)),
        "employment": (past.employment, past.employment_errors),
        "satisfaction": (past.satisfaction, past.satisfaction_errors),
    }
    return {
        name: YearlyFigures(seen - np.nanmean(seen, axis=0), errors, around, past.counts)
        for name, (seen, errors) in given.items()
    }


class _Fitted(NamedTuple):
    minus_log_likelihood: float
    mean: Array
    """(area,): of the covariates."""
    left: Array
    """(area, year), 0 where there is no figure."""
    errors: Array
    """(area, year, year): covariance."""


def _fit(figures: YearlyFigures, noise: YearlyNoise) -> _Fitted:
    """Regress on the covariates under the covariance of the noise, with the restricted likelihood of what is left."""
    areas, years = figures.seen.shape
    known = np.isfinite(figures.seen)
    seen = np.where(known, figures.seen, 0.0)
    variance = np.where(known, np.nan_to_num(figures.errors) ** 2, _NONE)
    errors = np.zeros((areas, years, years))
    errors[:, np.arange(years), np.arange(years)] = variance
    root = np.linalg.cholesky(autoregressive_covariance(years, noise.persistence, noise.noise) + errors)
    ones, held = np.moveaxis(np.linalg.solve(root, np.stack([np.ones_like(seen), seen], axis=-1)), -1, 0)
    learned = figures.covariates * figures.counts[:, None]
    precision = (learned * (ones**2).sum(axis=1)[:, None]).T @ learned
    mean = figures.covariates @ np.linalg.solve(precision, learned.T @ (ones * held).sum(axis=1))
    scaled = (held - mean[:, None] * ones)[figures.counts]
    value = 0.5 * (scaled**2).sum() + np.log(np.diagonal(root[figures.counts], axis1=1, axis2=2)).sum()
    value += 0.5 * np.linalg.slogdet(precision)[1]
    return _Fitted(float(value), mean, np.where(known, seen - mean[:, None], 0.0), errors)


def estimate_yearly(figures: YearlyFigures, start: YearlyNoise) -> Estimate:
    """Estimate the noise of one outcome.

    Parameters
    ----------
    figures : YearlyFigures
    start : YearlyNoise
        Where the search begins.

    Returns
    -------
    Estimate
        In the order of `YearlyNoise`.
    """

    def back(point: Array) -> Array:
        return np.array([expit(point[0]), np.exp(point[1])])

    def minus_log_likelihood(point: Array) -> float:
        return _fit(figures, YearlyNoise(*map(float, back(point)))).minus_log_likelihood

    return maximum(minus_log_likelihood, np.array([logit(start.persistence), np.log(start.noise)]), back)


def yearly_start(figures: YearlyFigures, noise: YearlyNoise) -> YearlyStart:
    """Give what the figures say of where areas stand in the last of their years.

    An area without any figure stands where it is said to be.

    Parameters
    ----------
    figures : YearlyFigures
    noise : YearlyNoise
    """
    fitted = _fit(figures, noise)
    years = figures.seen.shape[1]
    path = autoregressive_covariance(years, noise.persistence, noise.noise)
    known = condition(path, np.eye(years), fitted.errors, fitted.left, np.eye(years)[-1:])
    has = np.isfinite(figures.seen)
    last = years - 1 - has[:, ::-1].argmax(axis=1)
    published = np.where(has.any(axis=1), figures.seen[np.arange(len(has)), last], fitted.mean + known.mean[:, 0])
    return YearlyStart(known, fitted.mean - published)
