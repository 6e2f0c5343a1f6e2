"""Disparity between the ends: slopes over the social order, gaps between tenths, and the noise in both.

Arrays have the areas (or groups) on their last axis; leading axes, draws or years, are free. Weights are people, or
whatever the outcome is averaged by.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.checks import fault, measured, numbers, refuse
from fourcapitals.equations.elementary import Array

Indices = npt.NDArray[np.int64]
Ends = Literal["places", "weight"]

TENTH: Final = 0.1
HALF: Final = 0.5


# Slopes over the social order


class SlopeIndex(NamedTuple):
    """A weighted line through groups ordered from the most to the least deprived; each field over the leading axes."""

    sii: Array
    """Slope index of inequality: least less most deprived end of the line, in the outcome's unit."""
    intercept: Array
    """The most deprived end of the line."""
    rii: Array
    """Relative index: the least over the most deprived end, (intercept + sii) / intercept, as OHID defines it."""
    sii_over_mean: Array
    """The other relative index in use: sii over the mean."""


def slope_index(values: Array, weights: Array) -> SlopeIndex:
    """Fit the slope index of inequality.

    Parameters
    ----------
    values : (..., group), any unit
        Outcome of each group, from the most to the least deprived.
    weights : (group,), people

    Returns
    -------
    SlopeIndex
        Of (...), in the unit of `values` and as ratios.

    Notes
    -----
    Weighted least squares of the value on the group's midpoint in the cumulative population. Source: Low and
    Low 2004, Journal of Public Health 26:388-395, as OHID takes it (UKHSA, R package PHEindicatormethods, phe_sii,
    whose published test cases it meets). Over whole areas the index is much flatter than the published one over small
    areas, which sees deprivation within them (ODD.md, Left out, and why).

    Examples
    --------
    >>> people = np.array([120.0, 100.0, 100.0, 80.0, 100.0])
    >>> fit = slope_index(np.array([52.0, 56.0, 60.0, 63.0, 68.0]), people)
    >>> fit.sii.round(6), fit.rii.round(6), fit.sii_over_mean.round(6)
    (np.float64(20.08016), np.float64(1.407141), np.float64(0.338278))
    """
    values, share = measured("slope_index", values, weights)
    place = np.cumsum(share) - share / 2
    spread = place - share @ place
    if (share > 0).sum() < 2:
        refuse("slope_index", ["only one group has people; expected two at least, to lay a line through"])
    mean = values @ share
    slope = (values @ (share * spread)) / (share @ spread**2)
    intercept = mean - slope * (share @ place)
    return SlopeIndex(slope, intercept, (intercept + slope) / intercept, slope / mean)


# The gap between the ends


def absolute_gap(
    values: Array,
    weights: Array,
    *,
    fraction: float = TENTH,
    fixed_order: Indices | None = None,
    ends: Ends = "places",
) -> Array:
    """Subtract the mean of the lowest areas from the mean of the highest.

    Parameters
    ----------
    values : (..., area), any unit
    weights : (area,), people or hours
        For the means of both ends.
    fraction : float, share
        Share of the areas at each end; at least one area.
    fixed_order : (area,), position of an area, optional
        Positions of the areas from the lowest to the highest, in the base year say, so that the same areas are
        followed. Ranked anew along the last axis if left out; ties go to the earlier area. Following the extreme
        areas of a noisy base shows a narrowing that is no more than regression to the mean.
    ends : {"places", "weight"}
        Whether each end holds that share of the number of areas, as the mission counts, or of the weight, the area
        on the edge in part. By number, the weighted mean jumps when two areas that hardly differ change places over
        the edge; by weight it does not, so that small effects and ties are safe with it.

    Returns
    -------
    (...), in the unit of `values`

    Notes
    -----
    By definition of the government's mission of 2022, as the Health Foundation described it: the mean of the highest
    tenth of areas less that of the lowest.

    Examples
    --------
    >>> absolute_gap(np.array([[57.0, 60.0, 71.0], [58.0, 70.0, 69.0]]), np.ones(3))
    array([14., 12.])
    >>> absolute_gap(np.array([58.0, 70.0, 69.0]), np.ones(3), fixed_order=np.array([0, 1, 2]))
    np.float64(11.0)
    """
    where = "absolute_gap"
    if not 0 < fraction <= HALF:
        refuse(where, [f"fraction is {fraction!r}; expected a share above 0 and up to 0.5, such as 0.1"])
    if ends not in get_args(Ends):
        refuse(where, [f"ends is {ends!r}; expected 'places' or 'weight'"])
    values, share = measured(where, values, weights)
    order = np.argsort(values, axis=-1, kind="stable") if fixed_order is None else _order(where, fixed_order, values)
    order = np.broadcast_to(order, values.shape)
    inside = np.take_along_axis(values, order, axis=-1)
    weight = share[order]
    if ends == "weight":
        reached = np.cumsum(weight, axis=-1)
        low = np.clip(fraction - (reached - weight), 0.0, weight)
        high = np.clip(reached - (1 - fraction), 0.0, weight)
    else:
        count, place = places_in(fraction, values.shape[-1]), np.arange(values.shape[-1])
        low = np.where(place < count, weight, 0.0)
        high = np.where(place >= len(place) - count, weight, 0.0)

    def mean(held: Array) -> Array:
        weighted: Array = (inside * held).sum(axis=-1) / held.sum(axis=-1)
        return weighted

    return mean(high) - mean(low)


def _order(where: str, given: Indices, values: Array) -> Indices:
    """Positions of areas in an order, each once."""
    order = np.asarray(given)
    if order.shape[-1:] != values.shape[-1:] or (np.sort(order, axis=-1) != np.arange(values.shape[-1])).any():
        refuse(where, ["fixed_order is no order of the areas; expected the position of each, once"])
    return order


def reliability(values: Array, standard_errors: Array) -> Array:
    """Give the share of the variance between areas that is not sampling noise.

    Parameters
    ----------
    values : (..., area), any unit
        As measured, with sampling error.
    standard_errors : (..., area), in the unit of `values`

    Returns
    -------
    (...), share from 0 to 1
        0 where noise could explain all.

    Notes
    -----
    ``1 - mean(standard_errors^2) / variance(values)``, by definition of reliability in classical test theory.

    Examples
    --------
    >>> reliability(np.array([58.0, 62.0, 66.0]), np.array([1.0, 1.0, 1.0])).round(4)
    np.float64(0.9062)
    """
    where = "reliability"
    values, errors = numbers(where, "values", values), numbers(where, "standard_errors", standard_errors)
    refuse(
        where,
        fault("values", values, ~np.isfinite(values), "a finite number")
        + fault("standard_errors", errors, ~(np.isfinite(errors) & (errors >= 0)), "0 or more"),
    )
    noise, variance = (errors**2).mean(axis=-1), values.var(axis=-1)
    # Where noise could explain the whole variance, or there is none, the estimate would fall below 0.
    kept: Array = np.maximum(0.0, 1 - np.divide(noise, variance, where=variance > 0, out=np.ones_like(noise / 1.0)))
    return kept


def noise_corrected_gap(gap: Array, kept: Array) -> Array:
    """Shrink a gap between ends that were ranked by noisy figures.

    Parameters
    ----------
    gap : (...), any unit
        From `absolute_gap`.
    kept : (...), share from 0 to 1
        From `reliability`.

    Returns
    -------
    (...), in the unit of `gap`

    Notes
    -----
    ``gap sqrt(kept)``: areas ranked by noisy figures look further apart than they are, in a normal distribution by the
    ratio of the measured to the true standard deviation; by definition of the reliability.

    Examples
    --------
    A true spread of 2.8 under a measured one of 2.994:

    >>> round(float(noise_corrected_gap(np.array(10.47), np.array((2.8 / 2.994) ** 2))), 2)
    9.79
    """
    corrected: Array = gap * np.sqrt(kept)
    return corrected


def places_in(fraction: float, places: int) -> int:
    """How many places make up a fraction of them; one at least.

    Parameters
    ----------
    fraction : float, share
    places : int, places

    Returns
    -------
    int, places
        By definition the product, rounded.

    Examples
    --------
    >>> places_in(0.1, 150), places_in(0.1, 3)
    (15, 1)
    """
    return max(1, round(fraction * places))
