"""Competitions for money: what a bid is expected to bring and costs, how it scores, and what councils learn from it.

All functions work element by element, on arrays over areas or on numbers.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array


def expected_gain(belief: Array, grant: float, worth: float) -> Array:
    """What a council expects a bid to bring.

    Parameters
    ----------
    belief : (area,), from 0 to 1
        Chance that the bid wins, as the council believes.
    grant : float, £m
        Size of the grant.
    worth : float, £ per £
        `award_worth`: what £1 of a grant is worth to a council.

    Returns
    -------
    (area,), £m

    Notes
    -----
    ``belief grant worth``. Assumption A48 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> expected_gain(np.array([0.34, 0.0]), 20.0, 0.1).round(3)
    array([0.68, 0.  ])
    """
    return belief * grant * worth


def cost_of_bid(cost: float, grant: float, reference: float, elasticity: float) -> float:
    """What a bid costs at full capacity, more for a larger grant.

    Parameters
    ----------
    cost : float, £m
        `bid_cost`, for a grant of the reference size.
    grant : float, £m
        Size of the grant.
    reference : float, £m
        `bid_cost_grant`.
    elasticity : float, log per log
        `bid_cost_elasticity`.

    Returns
    -------
    float, £m

    Notes
    -----
    ``cost (grant / reference)^elasticity``. Assumption A48 of ODD.md; source of `bid_cost`: Local Government
    Association.

    Examples
    --------
    >>> cost_of_bid(0.03, 5.0, 20.0, 0.5)
    0.015
    """
    relative: float = (grant / reference) ** elasticity
    return cost * relative


def effort(cost: Array | float, capacity: Array) -> Array:
    """What a bid costs a council, dearer where fewer people can write it.

    Parameters
    ----------
    cost : float or (area,), £m
        From `cost_of_bid`, at full capacity.
    capacity : (area,), above 0, up to 1

    Returns
    -------
    (area,), £m

    Notes
    -----
    ``cost / capacity``. Assumption A48 of ODD.md; source of `bid_cost`: Local Government Association.

    Examples
    --------
    >>> effort(0.03, np.array([0.5, 1.0]))
    array([0.06, 0.03])
    """
    return cost / capacity


def bid_slots(at_full_capacity: float, capacity: Array) -> Array:
    """How many bids a council can write in a year.

    Parameters
    ----------
    at_full_capacity : float, bids per year
        `bids_at_full_capacity`.
    capacity : (area,), from 0 to 1

    Returns
    -------
    (area,), whole numbers

    Notes
    -----
    ``at_full_capacity capacity``, rounded, halves upwards. Assumption A48 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> bid_slots(3.0, np.array([0.5, 0.1, 1.0]))
    array([2., 0., 3.])
    """
    return np.floor(at_full_capacity * capacity + 0.5)


def quality(capacity: Array, wins: Array, per_capacity: float, per_win: float) -> Array:
    """Quality of a bid, by who writes it and what they have won before.

    Parameters
    ----------
    capacity : (area,), from 0 to 1
    wins : (area,), awards won so far
    per_capacity : float, points
        `capacity_in_quality` times the weight that the rule gives it.
    per_win : float, points per award
        `wins_in_quality` times the weight that the rule gives it.

    Returns
    -------
    (area,), points

    Notes
    -----
    ``per_capacity capacity + per_win wins``. Assumption A49 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> quality(np.array([0.5]), np.array([2.0]), 1.0, 0.2)
    array([0.9])
    """
    return per_capacity * capacity + per_win * wins


def score(need: Array, bid_quality: Array, chance: Array, chance_weight: float) -> Array:
    """Score of a bid: the greatest win.

    Parameters
    ----------
    need : (area,), points
        Normal score of need, times its weights.
    bid_quality : (area,), points
        From `quality`, times its weights.
    chance : (area,), standard Gumbel
        What assessors see in a bid that nothing here explains.
    chance_weight : float, points

    Returns
    -------
    (area,), points

    Notes
    -----
    ``need + bid_quality + chance_weight chance``. With Gumbel noise the chance that one of two bids scores higher is
    logistic in the difference of what is systematic. Assumption A49 of ODD.md; source: Levelling Up Fund, technical
    note (four criteria of equal weight: characteristics of place, strategic fit, economic case, deliverability).

    Examples
    --------
    >>> score(np.array([1.0, 0.0]), np.array([0.5, 0.9]), np.array([0.0, 1.0]), 1.0)
    array([1.5, 1.9])
    """
    return need + bid_quality + chance_weight * chance


def learned(belief: Array, share_won: Array, has_seen: Array, speed: float) -> Array:
    """A belief about the chance of winning after results have been seen.

    Parameters
    ----------
    belief : (area,), from 0 to 1
        Before.
    share_won : (area,), from 0 to 1
        Of the bids seen: the council's own, or its neighbours'.
    has_seen : (area,), 1 or 0
        Whether there were any.
    speed : float, from 0 to 1
        `learning_from_own_bids` or `learning_from_neighbours`.

    Returns
    -------
    (area,), from 0 to 1

    Notes
    -----
    ``belief + speed has_seen (share_won - belief)``. Assumption A50 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> learned(np.array([0.4, 0.4, 0.4]), np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]), 0.3).round(2)
    array([0.58, 0.28, 0.4 ])
    """
    return belief + speed * has_seen * (share_won - belief)


def share_of(won: Array, bids: Array) -> Array:
    """Share of bids that won; 0 where there were none.

    Parameters
    ----------
    won, bids : (area,), a number of bids
        Of the council, or of its neighbours weighted by nearness.

    Returns
    -------
    (area,), from 0 to 1

    Notes
    -----
    ``won / bids``, by definition.

    Examples
    --------
    >>> share_of(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    array([0.5, 0. ])
    """
    return won / np.maximum(bids, np.finfo(np.float64).tiny)
