"""Welfare under aversion to inequality: Atkinson, Kolm, equity weights, and the aversion at which a choice flips.

Arrays have the areas (or groups) on their last axis; leading axes, draws or years, are free. Weights are people, or
whatever the outcome is averaged by.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.inequality import shares_of

ATKINSON_AVERSION: Final = 10.95
"""Median aversion to inequality of health in a survey of 244 people (Robson 2017), grade S."""


class EqualisedHealth(NamedTuple):
    """What health is worth once its inequality counts."""

    ede: Array
    """Equally distributed equivalent: the level that, held by all, would be worth as much; in the outcome's unit."""
    cost: Array
    """The index, what inequality costs: Atkinson's as a share of the mean, Kolm's in the outcome's unit."""


def atkinson(values: Array, weights: Array, aversion: float) -> EqualisedHealth:
    """Atkinson's index and its equally distributed equivalent.

    Parameters
    ----------
    values : (..., area), any unit
        Positive.
    weights : (area,), people
    aversion : float, 1 per log of the outcome
        To relative inequality: 0 counts none, 1 gives the geometric mean.

    Returns
    -------
    EqualisedHealth
        Of (...): the equivalent in the unit of `values`, the cost as a share of the mean.

    Notes
    -----
    ``ede = (sum w x^(1 - aversion))^(1 / (1 - aversion))`` and ``cost = 1 - ede / mean``, w the shares of the weights.
    Source: Atkinson 1970, Journal of Economic Theory 2:244-263.

    Examples
    --------
    >>> health = np.array([52.0, 56.0, 60.0, 63.0, 68.0])
    >>> worth = atkinson(health, np.ones(5), 10.95)
    >>> worth.ede.round(6), worth.cost.round(6)
    (np.float64(57.200845), np.float64(0.043464))
    """
    values, share = np.asarray(values, np.float64), shares_of(weights)
    mean = values @ share
    # Relative to the mean, so that high powers of small or large numbers stay within range.
    ratio = values / mean[..., None]
    if aversion == 1:
        relative = np.exp(np.log(ratio) @ share)
    else:
        relative = (ratio ** (1 - aversion) @ share) ** (1 / (1 - aversion))
    return EqualisedHealth(np.asarray(mean * relative)[()], np.asarray(1 - relative)[()])


def kolm(values: Array, weights: Array, aversion: float) -> EqualisedHealth:
    """Kolm's index and its equally distributed equivalent, blind to what is added to all alike.

    Parameters
    ----------
    values : (..., area), any unit
    weights : (area,), people
    aversion : float, 1 per unit of the outcome
        To absolute inequality; above 0.

    Returns
    -------
    EqualisedHealth
        Of (...), both in the unit of `values`.

    Notes
    -----
    ``cost = ln(sum w exp(-aversion (x - mean))) / aversion`` and ``ede = mean - cost``. Source: Kolm 1976, Journal of
    Economic Theory 12:416-442.

    Examples
    --------
    >>> kolm(np.array([52.0, 56.0, 60.0, 63.0, 68.0]), np.ones(5), 0.15).ede.round(6)
    np.float64(57.680097)
    """
    values, share = np.asarray(values, np.float64), shares_of(weights)
    mean = values @ share
    cost = np.log(np.exp(-aversion * (values - mean[..., None])) @ share) / aversion
    return EqualisedHealth(mean - cost, cost)


def equity_weights(values: Array, aversion: float, *, reference: float | None = None) -> Array:
    """Weigh a small gain of each area as Atkinson's aversion does.

    Parameters
    ----------
    values : (..., area), any unit
        Positive.
    aversion : float, 1 per log of the outcome
    reference : float, in the unit of `values`, optional
        The level whose gains weigh 1; the highest value if left out.

    Returns
    -------
    (..., area), weight of a unit of gain

    Notes
    -----
    ``(values / reference)^-aversion``, the marginal welfare of Atkinson 1970. Source of the default aversion elsewhere:
    Robson 2017, median of a survey.

    Examples
    --------
    >>> equity_weights(np.array([52.0, 56.0, 60.0, 63.0, 68.0]), 10.95).round(2)
    array([18.87,  8.38,  3.94,  2.31,  1.  ])
    """
    values = np.asarray(values, np.float64)
    top = values.max(axis=-1, keepdims=True) if reference is None else reference
    weighed: Array = (values / top) ** -aversion
    return weighed


def aversion_of_indifference(first: Array, second: Array, weights: Array, *, highest: float = 50.0) -> float:
    """Find the aversion to inequality at which the choice between two distributions flips.

    Parameters
    ----------
    first : (area,), any unit
        Health under one choice.
    second : (area,), in the unit of `first`
        Health under the other.
    weights : (area,), people
    highest : float, 1 per log of the outcome
        The largest aversion to look at.

    Returns
    -------
    float, 1 per log of the outcome
        Not a number where the same choice is better all the way from 0 to the highest.

    Notes
    -----
    Root of the difference of both `atkinson` equivalents. Source: Atkinson 1970; 10.95 is the median aversion to
    inequality of health in Robson 2017.

    Examples
    --------
    >>> health = np.array([52.0, 56.0, 60.0, 63.0, 68.0])
    >>> for_all, for_poorest = health + 0.3, health + np.array([1.0, 0.3, 0.0, 0.0, 0.0])
    >>> round(aversion_of_indifference(for_all, for_poorest, np.ones(5)), 2)
    1.33
    """

    def better(aversion: float) -> float:
        return float(atkinson(first, weights, aversion).ede - atkinson(second, weights, aversion).ede)

    if better(0.0) * better(highest) >= 0:
        return float("nan")
    return float(brentq(better, 0.0, highest, xtol=1e-9))
