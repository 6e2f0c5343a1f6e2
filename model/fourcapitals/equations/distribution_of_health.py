"""Distributional cost-effectiveness: health that a programme brings each group, less what its money would have brought.

Arrays have the groups on their last axis.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.welfare import atkinson


def net_health(gain: Array, cost: Array, cost_of_health: Array, share: Array) -> Array:
    """Health gained by each group, less the health that the money would have brought elsewhere.

    Parameters
    ----------
    gain : (..., group), years of health
    cost : (...), £
    cost_of_health : (...), £ per year of health
        Of the budget that the money is taken from.
    share : (group,), share
        Of the health forgone that falls on each group; sums to 1.

    Returns
    -------
    (..., group), years of health

    Notes
    -----
    ``gain - share cost / cost_of_health``. Source: Asaria, Griffin and Cookson 2016, Medical Decision Making 36:8-19.

    Examples
    --------
    >>> net_health(np.array([60.0, 40.0]), np.array(1e6), np.array(2e4), np.array([0.5, 0.5])).tolist()
    [35.0, 15.0]
    """
    forgone = np.asarray(cost, np.float64) / cost_of_health
    left: Array = gain - np.asarray(forgone)[..., None] * share
    return left


def equity_weighted_gain(health: Array, change: Array, people: Array, aversion: float) -> Array:
    """What a change of health is worth to each person when inequality counts.

    Parameters
    ----------
    health : (group,), years a person
        Without the change; above 0.
    change : (..., group), years a person
    people : (group,), people
    aversion : float, 1 per log of health
        Atkinson's; 0 counts no inequality.

    Returns
    -------
    (...), years a person
        Change of the equally distributed equivalent.

    Notes
    -----
    ``ede(health + change) - ede(health)`` by `atkinson`. Source: Asaria, Griffin and Cookson 2016, Medical Decision
    Making 36:8-19.

    Examples
    --------
    >>> health, alike = np.array([52.0, 56.0, 60.0, 63.0, 68.0]), np.ones(5)
    >>> changes = np.array([[0.3, 0.3, 0.3, 0.3, 0.3], [1.0, 0.3, 0.0, 0.0, 0.0]])
    >>> [equity_weighted_gain(health, changes, alike, each).round(6).tolist() for each in (0.0, 10.95)]
    [[0.3, 0.26], [0.311476, 0.621447]]
    """
    with_change = atkinson(health + np.asarray(change), people, aversion).ede
    gain: Array = with_change - atkinson(health, people, aversion).ede
    return gain
