"""Councils: whether they bid, what they learn from results, and how their capacity moves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import bidding, council_capacity
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Councils, State


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


def stated_criteria(need_weight: float, capacity_weight: float, wins_weight: float, chance_weight: float) -> Criteria:
    """Criteria as a rule states them.

    Parameters
    ----------
    need_weight, capacity_weight, wins_weight, chance_weight : float, points
        That of need beside what `Terms.need` holds of it.
    """
    return Criteria(need=need_weight, capacity=capacity_weight, wins=wins_weight, chance=chance_weight)


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
        Of capacity, of belief and of the taste for what is seen, which bids do not ask; 0 for councils that differ by
        cuts alone.
    p : Parameters
    """
    none = np.zeros(len(capacity))
    own = council_capacity.share_at(capacity, p.capacity_spread, deviates[0])
    return Councils(
        capacity=own,
        belief=council_capacity.share_at(none + p.initial_belief, p.belief_spread, deviates[1]),
        wins=none.copy(),
        bids=none.copy(),
        bid_cost=none.copy(),
        sustained=council_capacity.log_odds(own),
    )


def with_councils(state: State, environment: Environment, deviates: Array) -> State:
    """Give the state of the base year its councils, and what is published before the first year.

    Parameters
    ----------
    state : State
    environment : Environment
    deviates : (3, area), standard normal
        As in `first_councils`.
    """
    p = environment.parameters
    published = np.repeat(state.published[-1:], int(p.statistics_lag), axis=0)
    return state._replace(councils=first_councils(environment.place.capacity, deviates, p), published=published)


def bid_or_not(held: tuple[Parameters, float], capacity: Array, belief: Array, written: Array, may_win: Array) -> Array:
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
    (area,), 1 or 0
    """
    p, grant = held
    full = bidding.cost_of_bid(p.bid_cost, grant, p.bid_cost_grant, p.bid_cost_elasticity)
    cost = bidding.effort(full, capacity)
    gains = bidding.expected_gain(belief, grant, p.award_worth) >= cost
    # What costs nothing takes nobody's time.
    has_time = (written < bidding.bid_slots(p.bids_at_full_capacity, capacity)) | (cost <= 0)
    return may_win * (gains & has_time)


class Feedback(NamedTuple):
    """What a council meets in a year; each (area,)."""

    bids: Array
    """Its own."""
    won: Array
    """Awards that they won."""
    cost: Array
    """£m: of its bids at full capacity."""
    nearby_bids: Array
    """Of councils within reach, weighted by nearness."""
    nearby_won: Array
    services: Array
    """£ per head: new money for council services."""
    budget: Array
    """£ per head: spending on council services in 2017-18."""
    cut_share: Array
    """Share of spending lost from 2010/11 to 2017/18."""


def update_councils(p: Parameters, last: Councils, met: Feedback) -> tuple[Array, Array, Array]:
    """What results teach a council, and what a year of money, awards and bids makes of its capacity.

    Parameters
    ----------
    p : Parameters
    last : Councils
        At the end of last year.
    met : Feedback
        This year.

    Returns
    -------
    capacity, belief : (area,), from 0 to 1
    bid_cost : (area,), £m
        So far.
    """
    own = bidding.learned(last.belief, bidding.share_of(met.won, met.bids), np.sign(met.bids), p.learning_from_own_bids)
    nearby = bidding.share_of(met.nearby_won, met.nearby_bids)
    towards = council_capacity.sustained(
        held=last.sustained,
        restored=council_capacity.restored_share(met.services, met.budget, met.cut_share),
        wins=last.wins + met.won,
        bids=met.bids,
        per_share=p.capacity_per_cut,
        per_win=p.capacity_per_win,
        per_bid=p.capacity_per_bid,
    )
    return (
        council_capacity.moved_capacity(last.capacity, towards, p.capacity_speed),
        bidding.learned(own, nearby, np.sign(met.nearby_bids), p.learning_from_neighbours),
        last.bid_cost + bidding.effort(met.cost, last.capacity),
    )


def absorb(p: Parameters, scale: Array, in_2019: Array, capacity: Array, bids: Array) -> Array:
    """What an area absorbs in a year, £ per head, with the people that bidding leaves.

    Parameters
    ----------
    p : Parameters
    scale : (area,), £ per head per year
        At the capacity of 2019.
    in_2019, capacity : (area,), from 0 to 1
        Capacity then, and at the end of last year.
    bids : (area,)
        Of this year.
    """
    return scale * council_capacity.capacity_for_delivery(capacity, bids, p.capacity_per_bid) / in_2019
