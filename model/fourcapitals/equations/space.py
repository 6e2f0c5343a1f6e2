"""Sums over space: means under weights, and what areas send each other along links."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array

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


class Links(NamedTuple):
    """Sparse links between areas, in order of the areas that receive along them."""

    receiver: Indices
    """(link,): position of the area that receives; ascending."""
    sender: Indices
    """(link,): position of the area that sends."""
    share: Array
    """(link,): weight of the sender's value in the receiver's sum."""
    first: Indices
    """(area + 1,): position of each receiver's first link; the last entry counts the links."""


def links(receiver: Indices, sender: Indices, share: Array, areas: int) -> Links:
    """Put links into the order of their receivers.

    Parameters
    ----------
    receiver, sender : (link,)
        Positions of the areas that a link joins.
    share : (link,)
    areas : int
        How many areas there are.

    Examples
    --------
    >>> links(np.array([1, 0]), np.array([0, 1]), np.array([0.5, 0.2]), 2).first
    array([0, 1, 2])
    """
    order = np.lexsort((sender, receiver))
    first = np.searchsorted(receiver[order], np.arange(areas + 1))
    return Links(receiver[order].astype(np.int64), sender[order].astype(np.int64), share[order], first.astype(np.int64))


def gather(along: Links, values: Array) -> Array:
    """Sum what each area receives along sparse links.

    Parameters
    ----------
    along : Links
    values : (area,)
        What each area sends.

    Returns
    -------
    (area,)
        ``out[i] = sum over links to i of share * values[sender]``.

    Examples
    --------
    >>> along = links(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0.9, 0.1, 1.0]), 2)
    >>> gather(along, np.array([10.0, 20.0]))
    array([11., 20.])
    """
    received: Array = np.bincount(along.receiver, along.share * values[along.sender], len(values))  # type: ignore[assignment]
    return received


def gather_years(along: Links, values: Array) -> Array:
    """Sum what each area receives along sparse links, for some years at once.

    Parameters
    ----------
    along : Links
    values : (year, area)
        What each area sends.

    Returns
    -------
    (year, area)
        `gather` of each year.

    Examples
    --------
    >>> along = links(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0.9, 0.1, 1.0]), 2)
    >>> gather_years(along, np.array([[10.0, 20.0], [0.0, 10.0]]))
    array([[11., 20.],
           [ 1., 10.]])
    """
    received = np.empty_like(values)
    for year in range(len(values)):
        received[year] = gather(along, values[year])
    return received


def thin(shares: Array, keep: float) -> Links:
    """Keep each receiver's largest shares as links and spread the rest over them in proportion.

    Parameters
    ----------
    shares : (receiver, sender)
        Not negative.
    keep : float
        Part of each row's sum that the links kept must reach.

    Examples
    --------
    >>> thin(np.array([[0.75, 0.25, 0.0], [0.05, 0.05, 0.9], [0.0, 0.5, 0.5]]), 0.9).share.round(3)
    array([0.75, 0.25, 1.  , 0.5 , 0.5 ])
    """
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    total = ranked.sum(axis=1, keepdims=True)
    before = np.cumsum(ranked, axis=1) - ranked
    kept = before < keep * total * (1 - 1e-12)
    ranked = np.where(kept, ranked, 0.0)
    ranked *= total / ranked.sum(axis=1, keepdims=True)
    receiver, rank = np.nonzero(kept)
    return links(receiver, order[receiver, rank], ranked[receiver, rank], len(shares))


def spread(shares: Array | Links, values: Array) -> Array:
    """Sum what each area receives from all others, for some years at once.

    Parameters
    ----------
    shares : (sender, receiver), or Links
        Weight of the sender's value in the receiver's sum; as links where a table of all pairs would be too big.
    values : (year, sender)

    Returns
    -------
    (year, receiver)

    Examples
    --------
    >>> spread(np.array([[0.75, 0.0], [0.25, 1.0]]), np.array([[4.0, 8.0]]))
    array([[5., 8.]])
    """
    return gather_years(shares, values) if isinstance(shares, Links) else values @ shares


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
    shares: Array = weight / weight.sum(axis=1).reshape(-1, 1)
    return shares


def own_distance(square_kilometres: Array) -> Array:
    """Mean distance within an area taken as a disc, km.

    Examples
    --------
    >>> own_distance(np.array([np.pi * 9.0]))
    array([2.])
    """
    return 2 / 3 * np.sqrt(square_kilometres / np.pi)
