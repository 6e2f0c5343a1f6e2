"""Sums over space: weighted means, and spatial spillovers along links between areas."""

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
    values : (area,), any unit
    weights : (area,), people, hours or another quantity
        Not negative, not all zero.

    Returns
    -------
    float, in the unit of `values`
        By definition ``sum(values weights) / sum(weights)``; a single number, which is why compiled code and NumPy
        agree on it only to rounding (D24 of ODD.md).

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
    receiver : (link,), position of an area
        Who receives along each link.
    sender : (link,), position of an area
        Who sends along each link.
    share : (link,), share
        Weight of the sender's value in the receiver's sum.
    areas : int, areas

    Returns
    -------
    Links
        Sorted by receiver, then sender, so that sums are taken in one order whatever the order given; by definition of
        a sparse matrix in rows.

    Examples
    --------
    >>> links(np.array([1, 0]), np.array([0, 1]), np.array([0.5, 0.2]), 2).first
    array([0, 1, 2])
    """
    order = np.lexsort((sender, receiver))
    first = np.searchsorted(receiver[order], np.arange(areas + 1))
    return Links(receiver[order].astype(np.int64), sender[order].astype(np.int64), share[order], first.astype(np.int64))


class Choices(NamedTuple):
    """Which area people of some kinds choose, in order of the areas that they come from."""

    origin: Indices
    """(link,): position of the area that they come from; ascending."""
    chosen: Indices
    """(link,): position of the area that is chosen."""
    first: Indices
    """(area + 1,): position of each origin's first link; the last entry counts the links."""
    share: Array
    """(kind, link): probability of the choice."""
    unlisted: Array
    """(kind, area): probability, at each origin, of all choices that are not listed together."""
    into: Array
    """(kind, area): share of these that each area has."""


def gather(along: Links, values: Array) -> Array:
    """Sum what each area receives along sparse links.

    Parameters
    ----------
    along : Links
    values : (area,), any unit
        What each area sends.

    Returns
    -------
    (area,), in the unit of `values`

    Notes
    -----
    ``received[i] = sum over links to i of share values[sender]``, a sparse matrix product. Along commuting links:
    assumption A16 of ODD.md; source: Census 2011.

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
    values : (year, area), any unit
        What each area sends.

    Returns
    -------
    (year, area), in the unit of `values`
        `gather` of each year: assumption A16 of ODD.md along commuting links.

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


def choose(people: Array, rate: Array, weight: Array, listed: Choices) -> Array:
    """Arrivals less departures, where some of the people of each area choose an area by its weight.

    Parameters
    ----------
    people : (kind, group, area), people
    rate : (kind, group, area), share of people
        Who choose, to stay among other things.
    weight : (area,), ratio
        Of each area as a choice, to that at which the probabilities hold.
    listed : Choices

    Returns
    -------
    (kind, group, area), people
        Of each group they sum to 0.

    Notes
    -----
    ``probability[j | i] = p[i, j] weight[j] / sum_j (the same)``, ``p = share + unlisted into``: a multinomial logit
    with constants of every pair. Source: McFadden 1974.

    Examples
    --------
    >>> ways = links(np.array([0, 0, 1]), np.array([0, 1, 1]), np.zeros(3), 2)
    >>> ends, none = (ways.receiver, ways.sender, ways.first), np.zeros((1, 2))
    >>> listed = Choices(*ends, share=np.array([[0.5, 0.5, 1.0]]), unlisted=none, into=none)
    >>> choose(np.ones((1, 1, 2)), np.full((1, 1, 2), 0.3), np.array([1.0, 2.0]), listed)
    array([[[-0.2,  0.2]]])
    """
    count, net = len(weight), -rate * people
    for kind, share in enumerate(listed.share):
        wide, flow = listed.into[kind] * weight, share * weight[listed.chosen]
        found = np.bincount(listed.origin, flow, count) + listed.unlisted[kind] * wide.sum()
        for group, going in enumerate(rate[kind] * people[kind] / found):
            net[kind, group] += np.bincount(listed.chosen, flow * going[listed.origin], count)
            net[kind, group] += wide * (going * listed.unlisted[kind]).sum()
    return net


def thin(shares: Array, keep: float) -> Links:
    """Retain each receiver's largest shares as links and spread the rest over them in proportion.

    Parameters
    ----------
    shares : (receiver, sender), share
        Not negative.
    keep : float, share
        Part of each row's sum that the retained links must reach.

    Returns
    -------
    Links
        Each receiver's shares sum to what they summed to before.

    Notes
    -----
    A table of all pairs of areas grows with the square of their number, and most pairs are too far apart to matter:
    commuting links to 95% of each area's flow are 5% of all pairs (D3 of ODD.md).

    Examples
    --------
    >>> thin(np.array([[0.75, 0.25, 0.0], [0.05, 0.05, 0.9], [0.0, 0.5, 0.5]]), 0.9).share.round(3)
    array([0.75, 0.25, 1.  , 0.5 , 0.5 ])
    """
    # Equal shares stay in the order of the areas, so that the same links are retained on every machine.
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    total = ranked.sum(axis=1, keepdims=True)
    before = np.cumsum(ranked, axis=1) - ranked
    # A link counts while those before it fall short; the margin is for the rounding of their sum.
    kept = before < keep * total * (1 - 1e-12)
    ranked = np.where(kept, ranked, 0.0)
    ranked *= total / ranked.sum(axis=1, keepdims=True)
    receiver, rank = np.nonzero(kept)
    return links(receiver, order[receiver, rank], ranked[receiver, rank], len(shares))


def spread(shares: Array | Links, values: Array) -> Array:
    """Sum what each area receives from all others, for some years at once.

    Parameters
    ----------
    shares : (sender, receiver) or Links, share
        Weight of the sender's value in the receiver's sum; as links where a table of all pairs would be too big.
    values : (year, sender), any unit

    Returns
    -------
    (year, receiver), in the unit of `values`
        By definition ``received[t, j] = sum_i values[t, i] shares[i, j]``.

    Examples
    --------
    >>> spread(np.array([[0.75, 0.0], [0.25, 1.0]]), np.array([[4.0, 8.0]]))
    array([[5., 8.]])
    """
    return gather_years(shares, values) if isinstance(shares, Links) else values @ shares


def market_shares(jobs: Array, distance: Array, decay: float) -> Array:
    """Share of each area's economic mass that lies in each area.

    Parameters
    ----------
    jobs : (area,), jobs
        By workplace, 2019.
    distance : (area, area), km
        Between centroids, with the area's own internal distance on the diagonal.
    decay : float, km
        `economic_mass_decay`.

    Returns
    -------
    (area, area), share
        Rows sum to 1.

    Notes
    -----
    ``shares[i, j] = jobs[j] exp(-distance[i, j] / decay) / sum_k (the same)``. Assumption A15 of ODD.md; source:
    Graham, Gibbons and Martin 2009 (exponential form; the decay is judgement).

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
    """Mean distance of an area's points from its centre, the area taken as a disc.

    Parameters
    ----------
    square_kilometres : (area,), km2

    Returns
    -------
    (area,), km

    Notes
    -----
    ``2/3 sqrt(square_kilometres / pi)``, by definition of the mean over a disc. Assumption A15 of ODD.md.

    Examples
    --------
    A disc with a radius of 3 km:

    >>> own_distance(np.array([np.pi * 9.0]))
    array([2.])
    """
    return 2 / 3 * np.sqrt(square_kilometres / np.pi)
