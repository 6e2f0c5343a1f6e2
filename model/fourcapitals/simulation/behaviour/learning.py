"""A year of all councils: what bids leave to deliver with, and what is learned and built by its end.

In machine code these functions are compiled by themselves, so that they take no more than they need.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import bidding
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import Links, gather
from fourcapitals.simulation.arrays import add_to, put, put_answers
from fourcapitals.simulation.behaviour.councils import Feedback, absorb, update_councils
from fourcapitals.simulation.state import Competition, Councils


class Rounds(NamedTuple):
    """What the rounds of a year came to."""

    bids: Array
    """(fund, area): 1 where a council bid."""
    won: Array
    """(fund, area), £m of 2019: grants from funds that take bids."""
    grants: Array
    """(fund,), £m of 2019: size of a grant."""


def what_is_absorbed(
    scale: Array, in_2019: Array, capacity: Array, bids: Array, p: Parameters, rounds: Array | None
) -> Array:
    """Spending on stocks at which saturation halves its effect, (area,), £ per head per year, where councils act.

    Parameters
    ----------
    scale : (area,), £ per head per year
        At the capacity of 2019.
    in_2019, capacity : (area,), from 0 to 1
        Capacity then, and at the end of last year.
    bids : (fund, area)
        Of this year.
    p : Parameters
    rounds : (year, fund), or None
        As in `rounds.take_bids`.
    """
    if rounds is None:
        return scale
    now = np.empty((1, len(scale)))
    put_answers(now, absorb, p, scale, in_2019, capacity, over_funds(bids))
    absorbed: Array = now[0]
    return absorbed


def learn(
    councils: Councils,
    held: Rounds,
    services: Array,
    spending: tuple[Array, Array],
    near: Links,
    p: Parameters,
    acts: float,
    rounds: Array | None,
) -> Councils:
    """Councils at the end of a year: what results taught them, and what became of their capacity.

    Parameters
    ----------
    councils : Councils
        At the end of last year.
    held : Rounds
        Of this year.
    services : (area,), £ per head
        New money for council services this year.
    spending : (area,), £ per head in 2017-18; (area,), share lost from 2010/11
        On council services.
    near : Links
        Who lies within reach of whom.
    p : Parameters
    acts : float
        0 leaves what councils believe and can do as it is.
    rounds : (year, fund), or None
        As in `rounds.take_bids`.
    """
    if rounds is None:
        return councils
    made, awards, cost = over_funds(held.bids), np.zeros(held.bids.shape[1]), np.zeros(held.bids.shape[1])
    for fund in range(len(held.won)):
        one = bidding.cost_of_bid(p.bid_cost, held.grants[fund], p.bid_cost_grant, p.bid_cost_elasticity)
        add_to(cost, one, held.bids[fund])
        for area in range(len(awards)):
            if held.won[fund, area] > 0:
                awards[area] += held.bids[fund, area]
    new = np.empty((3, len(made)))
    if acts > 0:
        met = Feedback(made, awards, cost, gather(near, made), gather(near, awards), services, spending[0], spending[1])
        put_answers(new, update_councils, p, councils, met)
    wins = councils.wins.copy()
    add_to(wins, 1.0, awards)
    return Councils(
        capacity=new[0] if acts > 0 else councils.capacity,
        belief=new[1] if acts > 0 else councils.belief,
        wins=wins,
        bids=made,
        bid_cost=new[2] if acts > 0 else councils.bid_cost,
        sustained=councils.sustained,
    )


def record(
    into: Competition, year: int, held: Rounds, last: Councils, councils: Councils, rounds: Array | None
) -> None:
    """Write what councils did in a year.

    Parameters
    ----------
    into : Competition
        Written to.
    year : int
        Position.
    held : Rounds
        Of the year.
    last, councils : Councils
        At the end of last year and of this one.
    rounds : (year, fund), or None
        As in `rounds.take_bids`.
    """
    if rounds is None:
        return
    put(into.bids[year], held.bids)
    put(into.awards[year], held.won)
    put(into.capacity[year], councils.capacity)
    put(into.belief[year], councils.belief)
    put(into.bid_cost[year], councils.bid_cost)
    add_to(into.bid_cost[year], -1.0, last.bid_cost)


def over_funds(values: Array) -> Array:
    """Sum over funds: from (fund, area) to (area,)."""
    total = np.zeros(values.shape[1])
    for fund in range(len(values)):
        add_to(total, 1.0, values[fund])
    return total
