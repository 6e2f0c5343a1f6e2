"""What is published of a latent yearly path: windows of three years, smoothing, sampling errors; and what they tell.

A path is Gaussian: a first-order autoregression around its mean. Figures of overlapping windows share their years, and
so their sampling errors; `condition` gives what is known of a path once figures of it are.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from fourcapitals.equations.elementary import Array

WINDOW: Final = 3
"""Years that a published expectancy covers."""
NORMAL_95: Final = 1.96
"""Standard errors on either side within which 95% lie, as published intervals take them."""
INTERVAL_TO_STANDARD_ERROR: Final = 2 * NORMAL_95
"""Width of a 95% interval in standard errors."""


class Posterior(NamedTuple):
    """What is known of some quantities."""

    mean: Array
    """In their own units."""
    covariance: Array
    """In products of their units."""


def window_matrix(windows: int) -> Array:
    """Weights of the years in the means of three consecutive years.

    Parameters
    ----------
    windows : int, number of windows

    Returns
    -------
    (window, year), share
        With two more years than windows.

    Notes
    -----
    Source: ONS, healthy life expectancy, 2009-11 to 2017-19: figures are of three years. Assumption A37 of ODD.md.

    Examples
    --------
    >>> (3 * window_matrix(2)).round(9).tolist()
    [[1.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 1.0]]
    """
    means = np.zeros((windows, windows + WINDOW - 1))
    for window in range(windows):
        means[window, window : window + WINDOW] = 1 / WINDOW
    return means


def smoothing_matrix(years: int, side: float) -> Array:
    """Weights of a year and of the years beside it in a smoothed figure.

    Parameters
    ----------
    years : int, number of years
    side : float, share
        Weight of the year before and of the year after: `area_productivity_side`.

    Returns
    -------
    (year, year + 2), share

    Notes
    -----
    Source: ONS, Subregional productivity, June 2023: GVA per hour is published smoothed; the weight is estimated.
    Assumption A37 of ODD.md.

    Examples
    --------
    >>> smoothing_matrix(1, 0.2).round(9).tolist()
    [[0.2, 0.6, 0.2]]
    """
    means = np.zeros((years, years + 2))
    for year in range(years):
        means[year, year : year + 3] = side, 1 - 2 * side, side
    return means


def autoregressive_covariance(years: int, persistence: float, noise_sd: float) -> Array:
    """Covariance of a stationary first-order autoregression.

    Parameters
    ----------
    years : int, number of years
    persistence : float, share per year
        Below 1.
    noise_sd : float, unit of the path
        Of the yearly innovation.

    Returns
    -------
    (year, year), square of the unit of the path

    Notes
    -----
    ``noise_sd^2 persistence^|t - s| / (1 - persistence^2)``, by definition. Assumption A37 of ODD.md.

    Examples
    --------
    >>> autoregressive_covariance(2, 0.5, 3.0).tolist()
    [[12.0, 6.0], [6.0, 12.0]]
    """
    lag = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    covariance: Array = noise_sd**2 / (1 - persistence**2) * persistence**lag
    return covariance


def sampling_covariance(standard_errors: npt.ArrayLike, multiple: float = 1.0) -> Array:
    """Covariance of the sampling errors of overlapping windows.

    Parameters
    ----------
    standard_errors : (..., window), unit of the figures
        Published, of consecutive windows.
    multiple : float, multiple of the published variance
        `sampling_variance_multiple`, or 1.

    Returns
    -------
    (..., window, window), square of the unit of the figures

    Notes
    -----
    ``multiple max(0, 1 - |t - s| / 3) se_t se_s``: windows share the samples of the years that they share. Assumption
    A37 of ODD.md; source of the errors: 95% intervals of ONS, healthy life expectancy, to 2017-19.

    Examples
    --------
    >>> sampling_covariance([1.1, 1.0, 1.2, 1.0]).round(4).tolist()[0]
    [1.21, 0.7333, 0.44, 0.0]
    """
    errors = np.asarray(standard_errors, np.float64)
    apart = np.abs(np.subtract.outer(np.arange(errors.shape[-1]), np.arange(errors.shape[-1])))
    shared = np.maximum(0.0, 1 - apart / WINDOW)
    covariance: Array = multiple * shared * errors[..., :, None] * errors[..., None, :]
    return covariance


def observe(
    latent: Array,
    england: Array,
    standard_errors: Array,
    multiple: float,
    generator: np.random.Generator,
) -> Array:
    """Publish a latent path: window means less England's, with sampling errors that overlapping windows share.

    Parameters
    ----------
    latent : (..., place, year), years
    england : (..., year), years
        The path of England.
    standard_errors : (place, window), years
        Published, one for each window of three consecutive years; the windows end in the last years of the path.
    multiple : float, multiple of the published variance
        `sampling_variance_multiple`.
    generator : numpy.random.Generator, of standard normals

    Returns
    -------
    (..., place, window), years

    Notes
    -----
    The errors have the covariance of `sampling_covariance`. Assumption A37 of ODD.md; source of the errors: 95%
    intervals of ONS, healthy life expectancy, to 2017-19.

    Examples
    --------
    >>> path = np.array([[60.0, 61.0, 62.0, 63.0]])
    >>> observe(path, np.full(4, 60.0), np.zeros((1, 2)), 2.4, np.random.default_rng(0)).round(9).tolist()
    [[1.0, 2.0]]
    """
    windows = standard_errors.shape[-1]
    means = window_matrix(windows)
    relative = (latent - england[..., None, :])[..., -means.shape[1] :] @ means.T
    # The error of a window is that of its years, so that years in common are errors in common.
    of_years = generator.standard_normal((*relative.shape[:-1], means.shape[1])) @ means.T * np.sqrt(WINDOW)
    published: Array = relative + np.sqrt(multiple) * standard_errors * of_years
    return published


def condition(covariance: Array, design: Array, noise: Array, seen: Array, wanted: Array) -> Posterior:
    """Give what is known of a Gaussian path with mean 0 once figures of it are seen.

    Parameters
    ----------
    covariance : (path, path), products of the units of the path
        Of the path before.
    design : (figure, path), unit of the figure per unit of the path
        How figures follow from the path.
    noise : (..., figure, figure), products of the units of the figures
        Covariance of their errors.
    seen : (..., figure), units of the figures
        The figures, less their means.
    wanted : (quantity, path), unit of the quantity per unit of the path
        How what is asked for follows from the path.

    Returns
    -------
    Posterior, units of the quantities
        ``mean`` (..., quantity), ``covariance`` (..., quantity, quantity), in products of their units.

    Notes
    -----
    By definition of a conditional normal distribution: ``K = W C D' (D C D' + R)^-1``, mean ``K seen``, covariance
    ``W C W' - K D C W'``. What it is used for: assumption A37 of ODD.md.

    Examples
    --------
    A prior of variance 1 and a figure with an error of variance 3: a quarter of the figure is believed.

    >>> one = np.eye(1)
    >>> known = condition(one, one, 3 * one, np.array([8.0]), one)
    >>> known.mean.tolist(), known.covariance.tolist()
    ([2.0], [[0.75]])
    """
    of_figures = design @ covariance @ design.T + noise
    across = wanted @ covariance @ design.T
    of_each = np.broadcast_to(across.T, (*of_figures.shape[:-2], *across.T.shape))
    gain = np.swapaxes(np.linalg.solve(of_figures, of_each), -1, -2)
    mean = np.einsum("...qf,...f->...q", gain, seen)
    return Posterior(mean, wanted @ covariance @ wanted.T - gain @ across.T)


class SignificantChanges(NamedTuple):
    """How often two published figures would show a change at 5%."""

    threshold: float
    """Least difference of the two figures that is significant, in their unit."""
    higher: float
    """Chance that the later one is significantly higher."""
    lower: float
    """Chance that it is significantly lower."""


def significant_changes(change: Array, standard_error: float) -> SignificantChanges:
    """Give the chances with which two published figures would show true changes.

    Parameters
    ----------
    change : (draw,), any unit
        True, between the times of the two figures.
    standard_error : float, in the unit of `change`
        Of each of the two figures, which are independent; not a number where none is published.

    Returns
    -------
    SignificantChanges, in the unit of `change` and as probabilities
        Not a number without a standard error.

    Notes
    -----
    Their difference has the standard error ``d = sqrt(2) se``; the chance to show it is the mean over draws of
    ``Phi((change - 1.96 d) / d)``. By definition of a two-sided test at 5%.

    Examples
    --------
    Nothing changes: 2.5% on either side by chance alone. A change of just the threshold is shown half of the time.

    >>> found = significant_changes(np.zeros(3), 0.09)
    >>> round(found.threshold, 5), round(found.higher, 3), round(found.lower, 3)
    (0.24947, 0.025, 0.025)
    >>> round(significant_changes(np.array([0.24947]), 0.09).higher, 3)
    0.5
    """
    if not standard_error > 0:
        return SignificantChanges(float("nan"), float("nan"), float("nan"))
    of_two = float(np.sqrt(2)) * standard_error
    scaled = np.asarray(change, np.float64) / of_two
    higher, lower = (float(ndtr(sign * scaled - NORMAL_95).mean()) for sign in (1, -1))
    return SignificantChanges(NORMAL_95 * of_two, higher, lower)
