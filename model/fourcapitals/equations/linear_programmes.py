"""Linear programmes: sums over groups of columns as rows, the mean of the worst draws as rows, concave majorants."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array

Sparse = Any
"""A sparse array of SciPy's, which is imported where one is made."""


class TailRows(NamedTuple):
    """The mean of the worst draws as a linear programme: ``most @ (x, t, z) <= bound``, and what is maximised."""

    most: Sparse
    """(draw, column + 1 + draw)."""
    bound: Array
    """(draw,), in the unit of the values."""
    objective: Array
    """(column + 1 + draw,): of ``x`` nothing, of ``t`` 1, of each ``z`` less than nothing."""


def sums_of_groups(groups: npt.NDArray[np.int64], size: int) -> Sparse:
    """Rows that sum the columns of each group.

    Parameters
    ----------
    groups : (column,), positions
        The group of each column; -1 for none.
    size : int, groups
        How many there are.

    Returns
    -------
    (group, column), 0 or 1
        By definition ``rows @ x`` are the sums of ``x`` over each group.

    Examples
    --------
    >>> (sums_of_groups(np.array([0, 1, -1, 0]), 2) @ np.array([1.0, 2.0, 4.0, 8.0])).tolist()
    [9.0, 2.0]
    """
    from scipy.sparse import csr_array

    columns = np.flatnonzero(groups >= 0)
    return csr_array((np.ones(len(columns)), (groups[columns], columns)), shape=(size, len(groups)))


def mean_of_worst(values: Array, share: float) -> float:
    """Mean of the worst part of equally likely values, of which less is worse.

    Parameters
    ----------
    values : (draw,), any unit
    share : float, share of the draws
        How much of the distribution counts; a value on its edge counts in part.

    Returns
    -------
    float, in the unit of the values
        By ``max over t of t - mean(max(t - v, 0)) / share``, whose largest value is found at one of them.

    References
    ----------
    Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2, 2000, equation 4, for gains
    in place of losses.

    Examples
    --------
    >>> mean_of_worst(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), 0.4), mean_of_worst(np.array([5.0, 1.0, 3.0, 2.0]), 0.75)
    (1.5, 2.0)
    """
    return mean_of_worst_people(values, np.full(len(values), 1 / len(values)), share)


def mean_of_worst_people(values: Array, weights: Array, share: float) -> float:
    """Mean of the worst part of people, of values of places, of which less is worse.

    Parameters
    ----------
    values : (place,), any unit
    weights : (place,), share
        Of each place in all people; they sum to 1.
    share : float, share of the people
        A place on the edge counts in part.

    Returns
    -------
    float, in the unit of the values
        By ``max over t of t - sum(weights x max(t - v, 0)) / share``.

    References
    ----------
    Rockafellar and Uryasev 2000, as for `mean_of_worst`.

    Examples
    --------
    >>> round(mean_of_worst_people(np.array([60.0, 50.0, 70.0]), np.array([0.5, 0.1, 0.4]), 0.2), 9)
    55.0
    """
    at = np.asarray(values, np.float64)
    means = at - np.maximum(at[:, None] - at[None], 0.0) @ weights / share
    return float(means.max())


def tail_rows(returns: Array, constant: Array, share: float) -> TailRows:
    """Rows by which a linear programme maximises the mean of the worst part of its draws.

    Parameters
    ----------
    returns : (draw, column), any unit
        What each draw makes of one unit of each column.
    constant : (draw,), same unit
        What each draw has beside.
    share : float, share of the draws
        As in `mean_of_worst`.

    Returns
    -------
    TailRows
        ``t - (returns @ x) - z <= constant`` in each draw, with ``z`` of at least 0; what is maximised is
        ``t - sum(z) / (share x draws)``, at its best the mean of the worst.

    References
    ----------
    Rockafellar and Uryasev 2000, as for `mean_of_worst`, equation 17.

    Examples
    --------
    >>> from scipy.optimize import linprog
    >>> rows = tail_rows(np.array([[4.0, 1.0], [0.0, 1.0]]), np.zeros(2), 0.5)
    >>> budget = np.array([[1.0, 1.0, 0.0, 0.0, 0.0]])
    >>> free = [(0, None)] * 2 + [(None, None)] + [(0, None)] * 2
    >>> found = linprog(-rows.objective, rows.most, rows.bound, budget, [1.0], free)
    >>> found.x[:2].round(9).tolist(), round(-found.fun, 9)
    ([0.0, 1.0], 1.0)
    """
    from scipy.sparse import csr_array, eye_array, hstack

    draws, columns = returns.shape
    most = hstack([csr_array(-returns), csr_array(np.ones((draws, 1))), -eye_array(draws)], format="csr")
    objective = np.concatenate([np.zeros(columns), [1.0], np.full(draws, -1.0 / (share * draws))])
    return TailRows(most, np.asarray(constant, np.float64), objective)


def concave_majorant(gains: Array, widths: Array) -> Array:
    """Gains of the least concave curve through nothing that is nowhere below a piecewise straight one.

    Parameters
    ----------
    gains : (..., segment), any unit
        What each segment of the curve adds.
    widths : (segment,), any unit
        Of the segments, the same for all curves.

    Returns
    -------
    (..., segment), in the unit of `gains`
        By definition: at each end of a segment the largest of all chords of the curve over it. A programme that
        maximises fills such segments in their order; a curve that is concave stays as it is.

    References
    ----------
    Rockafellar, Convex Analysis, 1970, section 5 (of convex hulls, with the sign reversed).

    Examples
    --------
    >>> concave_majorant(np.array([0.0, 4.0, 1.0]), np.array([1.0, 1.0, 1.0])).tolist()
    [2.0, 2.0, 1.0]
    """
    reached = np.concatenate([np.zeros((*gains.shape[:-1], 1)), np.cumsum(gains, axis=-1)], axis=-1)
    ends = np.concatenate([[0.0], np.cumsum(widths)])
    highest = reached.copy()
    for low, at, high in combinations(range(len(ends)), 3):
        part = (ends[at] - ends[low]) / (ends[high] - ends[low])
        chord = (1 - part) * reached[..., low] + part * reached[..., high]
        highest[..., at] = np.maximum(highest[..., at], chord)
    found: Array = np.diff(highest, axis=-1)
    return found
