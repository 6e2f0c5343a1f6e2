"""Welfare under aversion to inequality: Atkinson, Kolm, equity weights, and the aversion at which a choice flips.

Arrays have the areas (or groups) on their last axis; leading axes, draws or years, are free. Weights are people, or
whatever the outcome is averaged by.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp

from fourcapitals.equations.checks import fault, measured, numbers, refuse
from fourcapitals.equations.elementary import Array

ATKINSON_AVERSION: Final = 10.95
"""Median aversion to inequality of health in a survey of 244 people (Robson 2017), seen."""


SMALL_EXPONENT: Final = 0.1
"""Below this, a mean of exponentials is taken by what they differ from 1."""


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
        0 or more.
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
    where = "atkinson"
    values, share = measured(where, values, weights, least="0 or more")
    if not 0 <= aversion < np.inf:
        refuse(where, [f"aversion is {aversion!r}; expected 0 or more"])
    mean = np.asarray(values @ share)
    # Relative to the mean, so that high powers of small or large numbers stay within range.
    ratio = np.divide(values, mean[..., None], where=mean[..., None] > 0, out=np.ones_like(values))
    # Areas without people would only add the logarithm of a 0 that nobody lives with.
    peopled = share > 0
    with np.errstate(divide="ignore"):
        logs = np.log(ratio[..., peopled])
    relative = np.exp(_log_of_power_mean(logs, share[peopled], 1 - aversion))
    return EqualisedHealth(np.asarray(mean * relative)[()], np.asarray(1 - relative)[()])


def _log_of_power_mean(logs: Array, share: Array, power: float) -> Array:
    """``ln((sum w exp(power x))^(1 / power))``, continuous in the power: at 0 the mean of the logarithms x."""
    if power == 0:
        return np.asarray(logs @ share)
    if (np.abs(power * logs) < SMALL_EXPONENT).all():
        # Close to 0 the sum is 1 but for what a difference of floats would lose.
        return np.asarray(np.log1p(np.expm1(power * logs) @ share) / power)
    return np.asarray(logsumexp(power * logs, b=share, axis=-1) / power)


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
    where = "kolm"
    values, share = measured(where, values, weights)
    if not 0 < aversion < np.inf:
        refuse(where, [f"aversion is {aversion!r}; expected more than 0"])
    mean = np.asarray(values @ share)
    cost = -_log_of_power_mean(values - mean[..., None], share, -aversion)
    return EqualisedHealth(np.asarray(mean - cost)[()], cost[()])


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
    where = "equity_weights"
    values = numbers(where, "values", values)
    faults = fault("values", values, ~(np.isfinite(values) & (values > 0)), "more than 0")
    if reference is not None and not 0 < reference < np.inf:
        faults.append(f"reference is {reference!r}; expected more than 0")
    if not np.isfinite(aversion):
        faults.append(f"aversion is {aversion!r}; expected a number")
    refuse(where, faults)
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
