"""Councils: whether they bid, what they learn from results, and how their capacity moves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import bidding
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.state import Councils


class Criteria(NamedTuple):
    """What counts how much in the score of a bid, in points."""

    need: float
    """Per point of need, which holds the weight that the rule gives it."""
    capacity: float
    """Per unit of capacity."""
    wins: float
    """Per award won before."""
    chance: float
    """Per unit of standard Gumbel noise."""


def stated_criteria(capacity_weight: float, wins_weight: float, chance_weight: float) -> Criteria:
    """Criteria as a rule states them.

    Parameters
    ----------
    capacity_weight, wins_weight, chance_weight : float, points
    """
    return Criteria(need=1.0, capacity=capacity_weight, wins=wins_weight, chance=chance_weight)


def assessed(stated: Criteria, p: Parameters) -> Criteria:
    """Criteria as assessors take them: as stated, times what is not known of assessors.

    Parameters
    ----------
    stated : Criteria
    p : Parameters
    """
    return Criteria(
        need=stated.need * p.need_in_score,
        capacity=stated.capacity * (p.quality_in_score * p.capacity_in_quality),
        wins=stated.wins * (p.quality_in_score * p.wins_in_quality),
        chance=stated.chance * p.chance_in_score,
    )


def score_of_bid(criteria: Criteria, need: Array, capacity: Array, wins: Array, chance: Array) -> Array:
    """Score of a bid of each council, in points: the greatest win.

    Parameters
    ----------
    criteria : Criteria
    need : (area,), points
        Normal score of need, times the weight that the rule gives it.
    capacity : (area,), from 0 to 1
    wins : (area,), awards won before
    chance : (area,), standard Gumbel
    """
    quality = bidding.quality(capacity, wins, criteria.capacity, criteria.wins)
    return bidding.score(criteria.need * need, quality, chance, criteria.chance)


def first_councils(capacity: Array, deviates: Array, p: Parameters) -> Councils:
    """Councils before the first round.

    Parameters
    ----------
    capacity : (area,), from 0 to 1
        What cuts have left by 2019 (`investment.capacity`).
    deviates : (3, area), standard normal
        Of capacity, of belief and of the taste for visibility; 0 for councils that differ by cuts alone.
    p : Parameters
    """
    none = np.zeros(len(capacity))
    own = bidding.share_at(capacity, p.capacity_spread, deviates[0])
    return Councils(
        capacity=own,
        belief=bidding.share_at(none + p.initial_belief, p.belief_spread, deviates[1]),
        wins=none.copy(),
        bids=none.copy(),
        bid_cost=none.copy(),
        sustained=bidding.log_odds(own),
        visibility=deviates[2].copy(),
    )


def bid_or_not(
    held: tuple[Parameters, float], capacity: Array, belief: Array, written: Array, may_win: Array
) -> tuple[Array, Array]:
    """Whether a council bids in a round: where it expects to gain by it, and has a bid left to write.

    Parameters
    ----------
    held : Parameters, and the size of a grant, £m
    capacity, belief : (area,), from 0 to 1
    written : (area,)
        Bids of the year written before.
    may_win : (area,)
        1 for areas that may win from the fund.

    Returns
    -------
    bids : (area,), 1 or 0
    cost : (area,), £m
    """
    p, grant = held
    cost = bidding.effort(p.bid_cost, capacity)
    gains = bidding.expected_gain(belief, grant, p.award_worth) >= cost
    # What costs nothing takes nobody's time.
    has_time = (written < bidding.bid_slots(p.bids_at_full_capacity, capacity)) | (cost <= 0)
    bids = np.where(gains & has_time, may_win, 0.0)
    return bids, bids * cost


def look_back(
    p: Parameters, last: Councils, won: Array, nearby_bids: Array, nearby_won: Array, restored: Array
) -> tuple[Array, Array]:
    """What results teach a council, and what a year of bids, awards and restored money makes of its capacity.

    Parameters
    ----------
    p : Parameters
    last : Councils
        With the bids of this year, and awards up to it.
    won : (area,)
        Awards of this year.
    nearby_bids, nearby_won : (area,)
        Bids and awards of councils within reach, weighted by nearness.
    restored : (area,)
        New money for council services as a share of spending in 2010/11.

    Returns
    -------
    belief, capacity : (area,), from 0 to 1
    """
    by_own = bidding.learned(
        last.belief, bidding.share_of(won, last.bids), np.sign(last.bids), p.learning_from_own_bids
    )
    belief = bidding.learned(
        by_own, bidding.share_of(nearby_won, nearby_bids), np.sign(nearby_bids), p.learning_from_neighbours
    )
    towards = bidding.sustained(
        last.sustained,
        restored,
        last.wins,
        last.bids,
        per_share=p.capacity_per_cut,
        per_win=p.capacity_per_win,
        per_bid=p.capacity_per_bid,
    )
    return belief, bidding.moved_capacity(last.capacity, towards, p.capacity_speed)
