"""Cost-effectiveness of options of which one is chosen: ratios without those dominated, net benefit, acceptability.

Arrays have the options on their last axis, the draws before it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

ON_FRONTIER: Final = 0
DOMINATED: Final = 1
EXTENDEDLY: Final = 2


class Frontier(NamedTuple):
    """Which options may be worth their cost, and at what price for a unit of effect."""

    standing: npt.NDArray[np.int64]
    """(option,): `ON_FRONTIER`, `DOMINATED` by one that does as much for no more, or `EXTENDEDLY` dominated by two."""
    ratio: Array
    """(option,), £ per unit of effect beyond the option before it on the frontier; not a number elsewhere and for the
    first."""
    previous: npt.NDArray[np.int64]
    """(option,): position of that option, -1 for none."""


def incremental_ratios(costs: Array, effects: Array) -> Frontier:
    """Order options by effect, drop those dominated, then those extendedly dominated, and take incremental ratios.

    Parameters
    ----------
    costs : (option,), £
    effects : (option,), any unit

    Returns
    -------
    Frontier
        Of options that are equal the first stays.

    Raises
    ------
    ValueError
        Other numbers of costs and effects, or values that are not finite.

    Notes
    -----
    An option is dominated where another costs no more and does no less; extendedly, where the ratio to the option
    before it exceeds that of the next. Source: Karlsson and Johannesson 1996, PharmacoEconomics 9:113-120.

    Examples
    --------
    >>> found = incremental_ratios(np.array([0.0, 100.0, 250.0, 400.0]), np.array([0.0, 20.0, 26.0, 60.0]))
    >>> found.ratio, found.standing.tolist()
    (array([nan, 5. , nan, 7.5]), [0, 0, 2, 0])
    """
    where = "incremental_ratios"
    costs, effects = numbers(where, "costs", costs), numbers(where, "effects", effects)
    if costs.ndim != 1 or costs.shape != effects.shape or not len(costs):
        refuse(where, [f"costs {costs.shape}, effects {effects.shape}; expected one of each for every option"])
    faults = fault("costs", costs, ~np.isfinite(costs), "a finite number")
    refuse(where, faults + fault("effects", effects, ~np.isfinite(effects), "a finite number"))
    standing = np.full(len(costs), ON_FRONTIER)
    left: list[int] = []
    # From the cheapest on, one that adds no effect is dominated; of the same cost only the most effective counts.
    for option in map(int, np.lexsort((-effects, costs))):
        if left and effects[option] <= effects[left[-1]]:
            standing[option] = DOMINATED
            continue
        while len(left) > 1 and _slope(costs, effects, left[-2], left[-1]) >= _slope(costs, effects, left[-1], option):
            standing[left.pop()] = EXTENDEDLY
        left.append(option)
    ratio, previous = np.full(len(costs), np.nan), np.full(len(costs), -1)
    for before, option in pairwise(left):
        ratio[option], previous[option] = _slope(costs, effects, before, option), before
    return Frontier(standing, ratio, previous)


def _slope(costs: Array, effects: Array, first: int, second: int) -> float:
    return float((costs[second] - costs[first]) / (effects[second] - effects[first]))


def net_benefit(effects: Array, costs: Array, worth: float) -> Array:
    """What effects are worth beyond what they cost.

    Parameters
    ----------
    effects : (..., option), any unit
    costs : (..., option), £
    worth : float, £ per unit of effect
        What is paid for a unit at most.

    Returns
    -------
    (..., option), £
        By definition ``worth x effects - costs``.

    Examples
    --------
    >>> net_benefit(np.array([[0.0, 5.0], [0.0, 10.0]]), np.array([0.0, 50.0]), 10.0).tolist()
    [[0.0, 0.0], [0.0, 50.0]]
    """
    worth_of_all: Array = worth * np.asarray(effects) - costs
    return worth_of_all


def acceptability(benefit: Array) -> Array:
    """Share of draws in which each option has the highest net benefit; of options that tie the first counts.

    Parameters
    ----------
    benefit : (draw, option), £
        From `net_benefit`, the options in order of cost: a draw in which more money gains nothing speaks for less.

    Returns
    -------
    (option,), share
        They sum to 1.

    Notes
    -----
    By definition. Source of the curve that it gives over a range of worths: Fenwick, Claxton and Sculpher 2001, Health
    Economics 10:779-787.

    Examples
    --------
    >>> acceptability(np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 2.0], [1.0, 0.0]])).tolist()
    [0.5, 0.5]
    """
    share: Array = np.bincount(benefit.argmax(axis=1), minlength=benefit.shape[1]) / len(benefit)
    return share


def probability_best(utility: Array) -> Array:
    """Share of draws in which each option is the best; options that tie share the draw.

    Parameters
    ----------
    utility : (draw, option), any unit
        More is better.

    Returns
    -------
    (option,), share
        They sum to 1, by definition.

    Examples
    --------
    >>> probability_best(np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 2.0], [1.0, 0.0]])).tolist()
    [0.375, 0.625]
    """
    best = utility == utility.max(axis=-1, keepdims=True)
    share: Array = (best / best.sum(axis=-1, keepdims=True)).mean(axis=0)
    return share


def best_expected(utility: Array) -> int:
    """Position of the option with the highest mean, whose curve of acceptability is the frontier.

    Parameters
    ----------
    utility : (draw, option), any unit

    Returns
    -------
    int, position of the option
        The first of equals. By definition; it need not be the option that is best most often.

    Examples
    --------
    >>> best_expected(np.array([[0.0, -1.0], [0.0, -1.0], [0.0, 5.0]]))
    1
    """
    return int(utility.mean(axis=0).argmax())
