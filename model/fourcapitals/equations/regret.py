"""Regret: how much worse a choice turns out than the best would have been."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array


class Regrets(NamedTuple):
    """What each option may cost one who chose it."""

    of_each: Array
    """(option, draw), in the unit of the utility: what the best option of the draw would have given beyond it."""
    largest: Array
    """(option,), in that unit: over the draws; the option with the least has the minimax regret."""
    expected: Array
    """(option,), in that unit: mean over the draws."""


def regret(utility: Array) -> Regrets:
    """Set each option beside the best one of the same draw.

    Parameters
    ----------
    utility : (option, draw), any unit
        More is better.

    Returns
    -------
    Regrets
        In the unit of the utility, 0 where an option is the best.

    Notes
    -----
    ``max over options of utility - utility``. Source: Savage 1951, Journal of the American Statistical Association
    46:55-67.

    Examples
    --------
    >>> found = regret(np.array([[3.0, 2.5, 0.5], [2.0, 2.0, 2.0], [4.0, 1.0, 0.0]]))
    >>> found.of_each.tolist(), found.largest.tolist(), found.expected.round(4).tolist()
    ([[1.0, 0.0, 1.5], [2.0, 0.5, 0.0], [0.0, 1.5, 2.0]], [1.5, 2.0, 2.0], [0.8333, 0.8333, 1.1667])
    """
    lost: Array = np.asarray(utility, np.float64).max(axis=0) - utility
    return Regrets(lost, lost.max(axis=1), lost.mean(axis=1))
