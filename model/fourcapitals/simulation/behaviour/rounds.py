"""Rounds in which councils bid for grants: who bids, what is put up, how bids score and which win.

In machine code these functions are compiled by themselves, so that they take no more than they need.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.concentration import need_multiple
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.policy import Behaviour
from fourcapitals.scenario.terms import Indices, Terms
from fourcapitals.simulation.arrays import add_to, put_answers
from fourcapitals.simulation.behaviour.centre import CAPS_WINNERS, RAISES_NEED, excess_of
from fourcapitals.simulation.behaviour.councils import assessed, bid_or_not, score_of_bid, stated_criteria
from fourcapitals.simulation.behaviour.joint_bids import HALF, mean_of_bidders
from fourcapitals.simulation.state import Councils


class Contest(NamedTuple):
    """What bids are judged by; each (area,)."""

    need: Array
    """Points, with the weight that the rule gives it."""
    capacity: Array
    """Of councils, from 0 to 1: at the end of last year."""
    in_2019: Array
    """The same in 2019, which counts where councils do not act."""
    wins: Array
    """Awards won before."""
    awarded: Array
    """£m of 2019: what the fund has given before."""
    people: Array
    shocks: Array
    """Standard Gumbel."""


def take_bids(
    year: int,
    awarded: Array,
    councils: Councils,
    terms: Terms,
    rounds: Array | None,
    p: Parameters,
    behaviour: Behaviour,
    people: Array,
) -> Array:
    """Who bids in the rounds of a year: every area that may win, or those whose councils find it worth the effort.

    Councils that choose look at funds in the order of `chosen_bids`.

    Parameters
    ----------
    year : int
        Position in the terms.
    awarded : (fund, area), £m of 2019
        Given in the years before.
    councils : Councils
        At the end of last year.
    terms : Terms
    rounds : (year, fund), or None
        Those of the terms. Of None, machine code has no more than the first lines of such a function.
    p : Parameters
    behaviour : Behaviour
    people : (area,)

    Returns
    -------
    (fund, area)
        1 where a council bids; where councils bid together, the part of the bid that each writes.
    """
    bids = np.zeros(terms.share.shape)
    if rounds is None:
        return bids
    funds, areas = terms.share.shape
    is_open = np.zeros(funds)
    for fund in range(funds):
        pot = money_of_round(year, fund, awarded[fund], terms, rounds) if terms.competitive[fund] > 0 else -1.0
        if not pays_a_grant(pot, terms.grant[fund]) or terms.competitive[fund] == 0:
            continue
        is_open[fund] = 1.0
        once = terms.once[fund] > 0
        if behaviour.centre == CAPS_WINNERS:
            once = once or excess_of(awarded[fund], people, p.concentration_tolerated) > 0
        for area in range(areas):
            if terms.share[fund, area] > 0 and not (once and awarded[fund, area] > 0):
                bids[fund, area] = 1.0
    if behaviour.councils > 0:
        bids = chosen_bids(year, bids, is_open, councils, terms, p)
    if len(terms.lead) > 0:
        for fund in range(funds):
            would = mean_of_bidders(bids[fund], terms.lead[fund], terms.part[fund])
            for area in range(areas):
                bids[fund, area] = terms.part[fund, area] if would[area] >= HALF else 0.0
    return bids


def chosen_bids(year: int, may_win: Array, is_open: Array, councils: Councils, terms: Terms, p: Parameters) -> Array:
    """Bids of councils that choose, (fund, area).

    They look at larger grants first. At pots with grants of one size each looks in their order, but begins with another
    than the council beside it, and every year with the next, so that no pot goes without bids for its name.

    Parameters
    ----------
    year : int
        Position in the terms.
    may_win : (fund, area)
        1 for areas that may win.
    is_open : (fund,)
        1 for funds with a round in this year.
    councils : Councils
        At the end of last year.
    terms : Terms
    p : Parameters
    """
    funds, areas = may_win.shape
    bids, written, asked, answer = np.zeros((funds, areas)), np.zeros(areas), np.zeros(areas), np.zeros((1, areas))
    seen = np.ones(funds) - is_open
    for _ in range(funds):
        first = next_round(seen, terms)
        if first < 0:
            break
        alike = 0
        for fund in range(funds):
            if seen[fund] == 0 and terms.grant[fund] == terms.grant[first]:
                alike += 1
        for turn in range(alike):
            place = 0
            for fund in range(funds):
                if seen[fund] == 0 and terms.grant[fund] == terms.grant[first]:
                    for area in range(areas):
                        asked[area] = may_win[fund, area] if (place + area + year) % alike == turn else 0.0
                    held = (p, terms.grant[fund])
                    put_answers(answer, bid_or_not, held, councils.capacity, councils.belief, written, asked)
                    add_to(bids[fund], 1.0, answer[0])
                    add_to(written, 1.0, answer[0])
                    place += 1
        for fund in range(funds):
            if terms.grant[fund] == terms.grant[first]:
                seen[fund] = 1.0
    return bids


def next_round(seen: Array, terms: Terms) -> int:
    """Which fund that takes bids councils look at next, its position; -1 when they have seen all.

    Parameters
    ----------
    seen : (fund,)
        1 for funds that they have looked at.
    terms : Terms
    """
    found = -1
    for fund in range(len(seen)):
        waits = terms.competitive[fund] > 0 and seen[fund] == 0
        if waits and (found < 0 or terms.grant[fund] > terms.grant[found]):
            found = fund
    return found


def money_of_round(year: int, fund: int, awarded: Array, terms: Terms, rounds: Array) -> float:
    """What a fund puts up in a year's round, £m of 2019: its budgets since the last one, and what rolls over.

    Parameters
    ----------
    year, fund : int
        Positions in the terms.
    awarded : (area,), £m of 2019
        What the fund has given so far.
    terms : Terms
    rounds : (year, fund)
        Those of the terms.

    Returns
    -------
    float, £m of 2019
        Below 0 in a year without a round.
    """
    if rounds[year, fund] == 0:
        return -1.0
    first = year
    while first > 0 and rounds[first - 1, fund] == 0:
        first -= 1
    pot = np.sum(terms.budget[first : year + 1, fund])
    if terms.rolls_over[fund] > 0:
        pot += np.sum(terms.budget[:first, fund]) - np.sum(awarded)
    return pot


def pays_a_grant(pot: float, grant: float) -> bool:
    """Whether money is enough for a grant, both in £m; a pound's millionth forgives the rounding of what rolls over."""
    return pot + 1e-12 >= grant


def compete(
    year: int,
    fund: int,
    awarded: Array,
    bids: Array,
    terms: Terms,
    rounds: Array | None,
    contest: Contest,
    held: tuple[Parameters, Behaviour],
) -> Array:
    """Give a fund's grants of a year to its best bids, (area,), £m of 2019.

    Parameters
    ----------
    year, fund, awarded, terms, rounds
        As in `money_of_round`.
    bids : (area,)
        1 where the council bids.
    contest : Contest
    held : Parameters, Behaviour
    """
    money = np.zeros(len(bids))
    if rounds is None:
        return money
    score, pot = scores(fund, terms, contest, held), money_of_round(year, fund, awarded, terms, rounds)
    ranked = bids.copy()
    if len(terms.lead) > 0:
        score = mean_of_bidders(score, terms.lead[fund], terms.part[fund])
        for area in range(len(bids)):
            if terms.lead[fund, area] != area:
                ranked[area] = 0.0
    room = np.zeros(0)
    if len(terms.region) > 0:
        room = terms.most_of_round[fund] * pot
    award(money, score, ranked, terms.grant[fund], pot, Limits(terms.region, room))
    if len(terms.lead) > 0:
        # From the last on, so that the first of those who bid together is shared last.
        for area in range(len(money) - 1, -1, -1):
            money[area] = terms.part[fund, area] * money[terms.lead[fund, area]]
    return money


def scores(fund: int, terms: Terms, contest: Contest, held: tuple[Parameters, Behaviour]) -> Array:
    """Score of a bid of each area, (area,), points; awards won before count where councils act.

    Parameters
    ----------
    fund : int
        Position in the terms.
    terms, contest, held
        As in `compete`.
    """
    p, behaviour = held
    need_weight = 1.0
    if behaviour.centre == RAISES_NEED:
        excess = excess_of(contest.awarded, contest.people, p.concentration_tolerated)
        need_weight = need_multiple(excess, p.need_weight_rise)
    criteria = stated_criteria(
        need_weight,
        terms.capacity_weight[fund],
        terms.past_wins_weight[fund] * behaviour.councils,
        terms.shock_weight[fund],
    )
    if behaviour.assessors > 0:
        criteria = assessed(criteria, p)
    capacity = contest.capacity if behaviour.councils > 0 else contest.in_2019
    points = np.empty((1, len(capacity)))
    put_answers(points, score_of_bid, criteria, contest.need, capacity, contest.wins, contest.shocks)
    score: Array = points[0]
    return score


class Limits(NamedTuple):
    """What of a round is not for the taking of the best bid; empty arrays where regions do not matter."""

    region: Indices
    """(bid,): number of the bid's region."""
    room: Array
    """(region,), £m: once a region has won this much it wins no more."""


NO_LIMITS: Final = Limits(np.zeros(0, np.int64), np.zeros(0))


def award(money: Array, score: Array, bids: Array, grant: float, pot: float, limits: Limits) -> None:
    """Give grants of one size down the ranking of bids until the money binds.

    Parameters
    ----------
    money : (bid,), £m
        Written to: 0 before, the grant for those that win after.
    score : (bid,)
        The greatest wins; ties go to the first.
    bids : (bid,)
        More than 0 for bids that are made.
    grant, pot : float, £m
    limits : Limits
        Its room is written to.

    Examples
    --------
    >>> money, score, bids = np.zeros(4), np.array([1.0, 3.0, 2.0, 9.0]), np.array([1.0, 1.0, 1.0, 0.0])
    >>> award(money, score, bids, 20.0, 50.0, NO_LIMITS)
    >>> money
    array([ 0., 20., 20.,  0.])
    """
    regions = len(limits.room) > 0
    while pays_a_grant(pot, grant):
        best = -1
        for bid in range(len(score)):
            may_win = bids[bid] > 0 and money[bid] == 0
            if regions:
                may_win = may_win and limits.room[limits.region[bid]] > 0
            if may_win and (best < 0 or score[bid] > score[best]):
                best = bid
        if best < 0:
            break
        money[best] = grant
        pot -= grant
        if regions:
            limits.room[limits.region[best]] -= grant
