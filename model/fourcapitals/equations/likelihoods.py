"""How likely figures are under a linear model whose errors are normal and hang together in a known way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array


class RestrictedFit(NamedTuple):
    """Slopes that fit best, what they leave, and how likely that is."""

    log_likelihood: float
    slopes: Array
    """(column,), unit of the figures per unit of the column."""
    left: Array
    """(..., figure), unit of the figures."""


def gaussian_log_likelihood(products: Array, count: int, covariance: Array) -> float:
    """Log-likelihood of independent series with mean 0 and one covariance.

    Parameters
    ----------
    products : (figure, figure), square of the unit of the figures
        Sum over the series of the products of their figures.
    count : int, number of series
    covariance : (figure, figure), square of the unit of the figures

    Returns
    -------
    float, log

    Notes
    -----
    ``-1/2 (tr(C^-1 S) + count (log|C| + n log 2 pi))``, by definition of a normal distribution.

    Examples
    --------
    A series of one figure, 2, under a variance of 4:

    >>> round(gaussian_log_likelihood(np.array([[4.0]]), 1, np.array([[4.0]])), 6)
    -2.112086
    """
    root = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(root, products)
    trace = float(np.trace(np.linalg.solve(root, scaled.T)))
    normal = 2 * np.log(np.diag(root)).sum() + len(covariance) * np.log(2 * np.pi)
    return float(-0.5 * (trace + count * normal))


def restricted_fit(seen: Array, columns: Array, covariance: Array) -> RestrictedFit:
    """Generalised least squares, and the restricted log-likelihood: slopes that are not known are integrated out.

    Parameters
    ----------
    seen : (..., figure), any unit
        Figures; those of one place along the last axis, places independent of each other.
    columns : (..., figure, column), any units
        What their means are linear in.
    covariance : (..., figure, figure), square of the unit of the figures

    Returns
    -------
    RestrictedFit
        ``log_likelihood`` (log), ``slopes`` in the unit of the figures per unit of each column, ``left`` in the unit of
        the figures.

    Notes
    -----
    ``-1/2 (r' C^-1 r + log|C| + log|X' C^-1 X| + (n - k) log 2 pi)``, by definition of a normal distribution with a
    flat prior of the slopes. Source: Patterson and Thompson 1971, Biometrika 58:545-554; Harville 1974, Biometrika
    61:383-385.

    Examples
    --------
    Two figures around one unknown level, variance 1: what is left is half their difference each.

    >>> fit = restricted_fit(np.array([1.0, 3.0]), np.ones((2, 1)), np.eye(2))
    >>> fit.slopes.round(9).tolist(), fit.left.round(9).tolist(), round(fit.log_likelihood, 6)
    ([2.0], [-1.0, 1.0], -2.265512)
    """
    figures, count = columns.shape[-2:]
    inverse = np.linalg.inv(covariance).reshape(-1, figures, figures)
    of_each, flat = columns.reshape(-1, figures, count), seen.reshape(-1, figures)
    weighed = np.swapaxes(of_each, -1, -2) @ inverse
    precision = (weighed @ of_each).sum(axis=0)
    slopes = np.linalg.solve(precision, (weighed @ flat[..., None]).sum(axis=0)[:, 0])
    left = seen - columns @ slopes
    rest = left.reshape(-1, figures)
    squares = float(((inverse @ rest[..., None])[..., 0] * rest).sum())
    determinants = float(np.sum(np.linalg.slogdet(covariance)[1]) + np.linalg.slogdet(precision)[1])
    normal = (seen.size - count) * np.log(2 * np.pi)
    return RestrictedFit(float(-0.5 * (squares + determinants + normal)), slopes, left)


def random_walk_log_likelihood(seen: Array, means: Array, errors: Array, drift: float, noise_sd: float) -> float:
    """Restricted log-likelihood of figures of a random walk with drift whose level is not known.

    Parameters
    ----------
    seen : (figure,), any unit
    means : (figure, year), share
        Weights of the years in each figure, each row adding up to 1.
    errors : (figure, figure), square of the unit of the figures
        Covariance of the errors of observation.
    drift : float, unit of the figures per year
    noise_sd : float, unit of the figures
        Of the yearly innovation.

    Returns
    -------
    float, log

    Notes
    -----
    `restricted_fit` of ``seen - drift M t`` around one level under ``noise^2 M min(s, t) M' + errors``: the local level
    model. Source: Durbin and Koopman 2012, Time Series Analysis by State Space Methods, second edition, chapter 2.

    Examples
    --------
    Two figures without error, a step of 2 where 2 was to be expected, and noise of 1:

    >>> round(random_walk_log_likelihood(np.array([0.0, 2.0]), np.eye(2), np.zeros((2, 2)), 2.0, 1.0), 6)
    -0.918939
    """
    since = np.arange(means.shape[1], dtype=np.float64)
    # Counted from a year before the first, so that the first figure has a variance; the level takes it up.
    walk = np.minimum.outer(since + 1, since + 1)
    covariance = noise_sd**2 * means @ walk @ means.T + errors
    level = np.ones((len(seen), 1))
    return restricted_fit(seen - drift * (means @ since), level, covariance).log_likelihood
