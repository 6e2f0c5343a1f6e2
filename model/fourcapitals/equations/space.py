"""Sums over space: means under weights, and what areas send each other along links."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


def weighted_mean(values: Array, weights: Array) -> float:
    """Mean over areas under weights that need not sum to 1.

    Parameters
    ----------
    values, weights : (area,)

    Examples
    --------
    >>> float(weighted_mean(np.array([1.0, 4.0]), np.array([2.0, 1.0])))
    2.0
    """
    return np.sum(values * weights) / np.sum(weights)


def gather(receiver: Indices, sender: Indices, share: Array, values: Array) -> Array:
    """Sum what each area receives along sparse links.

    Parameters
    ----------
    receiver, sender : (link,)
        Positions of the areas that a link joins.
    share : (link,)
        Weight of the sender's value in the receiver's sum.
    values : (area,)
        What each area sends.

    Returns
    -------
    (area,)
        ``out[i] = sum over links to i of share * values[sender]``.

    Examples
    --------
    >>> gather(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0.9, 0.1, 1.0]), np.array([10.0, 20.0]))
    array([11., 20.])
    """
    return np.bincount(receiver, share * values[sender], len(values))


def market_shares(jobs: Array, distance: Array, decay: float) -> Array:
    """Share of each area's economic mass that lies in each other area.

    Parameters
    ----------
    jobs : (area,)
        Workplace jobs.
    distance : (area, area), km
        With the area's own internal distance on the diagonal.
    decay : float, km

    Returns
    -------
    (area, area)
        Rows sum to 1. Graham, Gibbons and Martin 2009 (exponential form).

    Examples
    --------
    >>> market_shares(np.array([1.0, 1.0]), np.array([[0.0, 30.0], [30.0, 0.0]]), 30.0).round(3)
    array([[0.731, 0.269],
           [0.269, 0.731]])
    """
    weight = jobs * np.exp(-distance / decay)
    return weight / weight.sum(axis=1).reshape(-1, 1)


def own_distance(square_kilometres: Array) -> Array:
    """Mean distance within an area taken as a disc, km.

    Examples
    --------
    >>> own_distance(np.array([np.pi * 9.0]))
    array([2.])
    """
    return 2 / 3 * np.sqrt(square_kilometres / np.pi)
