"""How likely one draw makes the winners of the first round: chances to win, averaged over what councils may be."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.bidders import COUNCIL, Bidders
from fourcapitals.evidence.real_round import RULE, RealCompetition, bids_of, entrants
from fourcapitals.simulation.behaviour import councils as behaviour

STEPS: Final = 24
"""Halvings of the range of the level that a bid must score above."""
FAR: Final = 20.0
"""Points by which the ends of that range lie beyond all scores."""
LEAST: Final = 1e-3


class RoundLikelihood(NamedTuple):
    """What one draw makes of the first round, averaged over sets of councils."""

    surprise: Array
    """(bidder,): log chance of its having won or not."""
    parts: Array
    """(district,): chance to be part of a winning bid."""
    ratio: float
    """£m per £: cost of a bid over the worth of £1 of a grant at which as many bid as were published."""


def hold_against(p: Parameters, held: RealCompetition, deviates: Array) -> RoundLikelihood:
    """Hold one draw of the parameters against the winners of the first round.

    Parameters
    ----------
    p : Parameters
    held : RealCompetition
    deviates : (set, 3, bidder), standard normal
    """
    who, terms = held.who, held.terms[0]
    capacity, bids, costs = [], [], []
    for each in deviates:
        councils = entrants(who, held.people, p, each)
        made, cost = bids_of(p, terms, councils, who.most_bids)
        capacity.append(councils.capacity)
        bids.append(made)
        costs.append(cost)
    chance = chance_to_win(points_of(p, who, np.array(capacity)), np.array(bids), terms.awards)
    wins = np.clip(chance.mean(axis=0), LEAST, 1 - LEAST)
    surprise = np.log(np.where(who.awards > 0, wins, 1 - wins))
    return RoundLikelihood(
        surprise, _part_of(who, chance, held.share_named).mean(axis=0), float(np.mean(costs)) / p.award_worth
    )


def points_of(p: Parameters, who: Bidders, capacity: Array) -> Array:
    """Give what is systematic in a score of the first round, over the spread of chance.

    Parameters
    ----------
    p : Parameters
    who : Bidders
    capacity : (set, bidder), from 0 to 1

    Returns
    -------
    (set, bidder), points
    """
    criteria = behaviour.assessed(RULE, p)
    none = np.zeros_like(capacity)
    points: Array = behaviour.score_of_bid(criteria, who.need, capacity, none, none) / criteria.chance
    return points


def chance_to_win(points: Array, bids: Array, awards: int) -> Array:
    """Give everybody's chance to win at least one award, over standard Gumbel chance in the scores.

    Parameters
    ----------
    points : (set, bidder)
        What is systematic in a score, over the spread of chance.
    bids : (set, bidder)
    awards : int

    Returns
    -------
    (set, bidder), probability
    """
    chance: Array = 1 - (1 - chance_of_a_bid(points, bids, awards)) ** bids
    return chance


def chance_of_a_bid(points: Array, bids: Array, awards: int) -> Array:
    """Give the chance that a bid of each bidder scores above the level that leaves as many winners as there are awards.

    Parameters
    ----------
    points, bids, awards
        As in `chance_to_win`.

    Returns
    -------
    (set, bidder), probability
    """
    low = points.min(axis=1, keepdims=True) - FAR
    high = points.max(axis=1, keepdims=True) + FAR
    for _ in range(STEPS):
        level = (low + high) / 2
        too_many = (bids * _above(level - points)).sum(axis=1, keepdims=True) > awards
        low, high = np.where(too_many, level, low), np.where(too_many, high, level)
    return _above((low + high) / 2 - points)


def _above(distance: Array) -> Array:
    """Chance that standard Gumbel noise lies above a level."""
    return np.asarray(-np.expm1(-np.exp(-np.clip(distance, -FAR, 3 * FAR))))


def _part_of(who: Bidders, chance: Array, share_named: float) -> Array:
    """(set, district): chance to be part of a winning bid of any of those who may bid for it."""
    share = np.where(who.kind == COUNCIL, 1.0, share_named)
    # Few may bid for a district.
    named = csr_array(who.named.astype(np.float64))
    no_part = np.asarray(np.log1p(-np.minimum(share * chance, 1 - LEAST**2)) @ named, np.float64)
    part: Array = -np.expm1(no_part)
    return part
