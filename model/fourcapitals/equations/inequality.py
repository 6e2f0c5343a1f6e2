"""Measures of inequality: Theil's indices and the concentration of a quantity.

Arrays have the areas (or groups) on their last axis; leading axes, draws or years, are free. Weights are people, or
whatever the outcome is averaged by. `disparity` compares the ends, `welfare` counts an aversion to inequality.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from fourcapitals.equations.checks import fault, measured, numbers, refuse
from fourcapitals.equations.elementary import Array

HALF: Final = 0.5


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
