"""Measures of inequality: slopes over the social order, gaps between the ends, Theil's indices, concentration.

Arrays have the areas (or groups) on their last axis; leading axes, draws or years, are free. Weights are people, or
whatever the outcome is averaged by. `welfare` has the measures that need an aversion to inequality.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

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


# Entropy


class TheilParts(NamedTuple):
    """Theil's index between groups and within them; the two add up to the whole."""

    between: Array
    within: Array


def theil(values: Array, weights: Array) -> Array:
    """Theil's index of inequality.

    Parameters
    ----------
    values : (..., area), any unit
        0 or more.
    weights : (area,), people

    Returns
    -------
    (...), log
        0 where all areas are equal.

    Notes
    -----
    ``sum w (x / mean) ln(x / mean)``, w the shares of the weights, where 0 ln 0 is 0. Source: Theil 1967, Economics and
    information theory.

    Examples
    --------
    >>> theil(np.array([20.0, 25.0, 30.0, 35.0, 60.0]), np.ones(5)).round(8)
    np.float64(0.07670017)
    """
    values, share = measured("theil", values, weights, least="0 or more")
    mean = (values @ share)[..., None]
    ratio = np.divide(values, mean, where=mean > 0, out=np.ones_like(values))
    return np.asarray(xlogy(ratio, ratio) @ share)[()]


def mean_log_deviation(values: Array, weights: Array) -> Array:
    """Theil's second index, the mean log deviation.

    Parameters
    ----------
    values : (..., area), any unit
        Positive.
    weights : (area,), people

    Returns
    -------
    (...), log
        0 where all areas are equal.

    Notes
    -----
    ``ln(mean) - mean of ln``. Source: Theil 1967, Economics and information theory.

    Examples
    --------
    >>> mean_log_deviation(np.array([20.0, 25.0, 30.0, 35.0, 60.0]), np.ones(5)).round(8)
    np.float64(0.0732609)
    """
    values, share = measured("mean_log_deviation", values, weights, least="more than 0")
    deviation: Array = np.log(values @ share) - np.log(values) @ share
    return deviation


def theil_decomposition(values: Array, weights: Array, groups: npt.NDArray[np.str_] | list[str]) -> TheilParts:
    """Split Theil's index into inequality between groups of areas and within them.

    Parameters
    ----------
    values : (..., area), any unit
        0 or more.
    weights : (area,), people
    groups : (area,), name of a group
        Its region, say.

    Returns
    -------
    TheilParts
        Of (...), log; they add up to `theil`.

    Notes
    -----
    ``between = sum_g s_g ln(mean_g / mean)`` and ``within = sum_g s_g theil_g``, s_g the group's share of the total.
    Source: Theil 1967, Economics and information theory.

    Examples
    --------
    >>> x, alike = np.array([20.0, 25.0, 30.0, 35.0, 60.0]), np.ones(5)
    >>> parts = theil_decomposition(x, alike, ["a", "a", "a", "b", "b"])
    >>> parts.between.round(8), parts.within.round(8)
    (np.float64(0.05119835), np.float64(0.02550182))
    """
    where = "theil_decomposition"
    values, share = measured(where, values, weights, least="0 or more")
    named = np.asarray(groups)
    if named.shape != share.shape:
        refuse(where, [f"groups {named.shape}; expected the name of a group for each of {len(share)} areas"])
    mean = values @ share
    between, within = np.zeros_like(mean), np.zeros_like(mean)
    for group in np.unique(named[share > 0]):
        inside = named == group
        own = values[..., inside]
        own_mean = own @ shares_of(share[inside])
        ratio = np.divide(own_mean, mean, where=mean > 0, out=np.ones_like(mean))
        portion = share[inside].sum() * ratio
        between = between + xlogy(portion, ratio)
        within = within + portion * theil(own, share[inside])
    return TheilParts(between, within)


# Concentration


def concentration_index(values: Array, weights: Array, ranked_by: Array) -> Array:
    """Concentration of a quantity over areas ordered by another.

    Parameters
    ----------
    values : (..., area), any unit per head
    weights : (area,), people
    ranked_by : (area,) or (..., area), any unit
        Orders the areas from the worst off to the best; areas that tie share their rank.

    Returns
    -------
    (...), index from -1 to 1
        Negative where more goes to the worse off.

    Notes
    -----
    ``2 cov(value, rank) / mean``, the rank as midpoint of the area in the cumulative weight. Source: Kakwani, Wagstaff
    and van Doorslaer 1997, Journal of Econometrics 77:87-103.

    Examples
    --------
    >>> income = np.array([10.0, 15.0, 20.0, 25.0, 30.0])
    >>> concentration_index(np.array([60.0, 45.0, 30.0, 20.0, 10.0]), np.ones(5), income).round(6)
    np.float64(-0.30303)
    """
    where = "concentration_index"
    values, share = measured(where, values, weights)
    ranked = numbers(where, "ranked_by", ranked_by)
    if ranked.shape[-1:] != share.shape:
        refuse(where, [f"ranked_by {ranked.shape}; expected a value for each of {len(share)} areas"])
    refuse(where, fault("ranked_by", ranked, np.isnan(ranked), "a number to rank by"))
    place = _places(ranked, share)
    mean = values @ share
    refuse(where, fault("mean of the values", mean, mean == 0, "not 0, over which the index is taken"))
    index: Array = 2 * ((values * (place - 0.5)) @ share) / mean
    return index


def gini(values: Array, weights: Array) -> Array:
    """Gini's coefficient.

    Parameters
    ----------
    values : (..., area), any unit per head
        0 or more: with losses beside gains the coefficient has no bounds and no meaning.
    weights : (area,), people

    Returns
    -------
    (...), index from 0 to 1

    Notes
    -----
    The concentration of a quantity over its own order, by definition. Source: Gini 1912, in the covariance form.

    Examples
    --------
    >>> gini(np.array([10.0, 15.0, 20.0, 25.0, 30.0]), np.ones(5)).round(6)
    np.float64(0.2)
    """
    values, _ = measured("gini", values, weights, least="0 or more")
    return concentration_index(values, weights, values)


def kakwani(values: Array, income: Array, weights: Array) -> Array:
    """Kakwani's index of progressivity.

    Parameters
    ----------
    values : (..., area), any unit per head
        Payments, or money received.
    income : (..., area), any unit per head
    weights : (area,), people

    Returns
    -------
    (...), index from -2 to 1
        For payments, positive is progressive; for money received, negative favours the poor.

    Notes
    -----
    Concentration of the quantity over income less the Gini of income. Source: Kakwani 1977, Economic Journal 87:71-80.

    Examples
    --------
    >>> income, payments = np.array([10.0, 15.0, 20.0, 25.0, 30.0]), np.array([1.0, 1.4, 1.8, 2.2, 2.6])
    >>> kakwani(payments, income, np.ones(5)).round(6)
    np.float64(-0.022222)
    """
    return concentration_index(values, weights, income) - gini(income, weights)


def shares_of(weights: Array) -> Array:
    """Weights as shares of their sum.

    Parameters
    ----------
    weights : (area,), people or another quantity

    Returns
    -------
    (area,), share
        By definition ``weights / sum(weights)``.

    Examples
    --------
    >>> shares_of(np.array([1.0, 3.0])).tolist()
    [0.25, 0.75]
    """
    weights = np.asarray(weights, np.float64)
    shares: Array = weights / weights.sum()
    return shares


def _places(ranked_by: Array, share: Array) -> Array:
    """Midpoint of each area in the cumulative weight of areas ordered by a value, ties together."""
    rows = ranked_by.reshape(-1, ranked_by.shape[-1])
    places = np.empty_like(rows)
    for row, place in zip(rows, places, strict=True):
        _, group = np.unique(row, return_inverse=True)
        held = np.bincount(group, share)
        place[:] = (np.cumsum(held) - held / 2)[group]
    return places.reshape(ranked_by.shape)


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
