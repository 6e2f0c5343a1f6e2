"""A round of the Levelling Up Fund, run many times by the model's own councils: who bids, how bids score, who wins.

Decisions, scores, awards and what councils learn are functions of `simulation.behaviour`, here over everybody who could
bid in the round. Only how many bids there were and how much money is taken from what was published of the whole round.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.competition_rounds import load_competition_rounds
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.draws import parameters_at, sobol_points
from fourcapitals.equations import bidding, investment
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.evidence.bidders import COUNCIL, Bidders, bidders_of, first_round, listed_districts
from fourcapitals.simulation.behaviour import councils as behaviour
from fourcapitals.simulation.noise import stream
from fourcapitals.simulation.state import Councils

RULE: Final = behaviour.stated_criteria(1.0, 1.0, 1.0, 1.0)
"""The fund's criteria, each once: need, quality by capacity and by wins, and what nothing here explains."""
ROUNDING: Final = 1e-9
"""Of a cost, so that who can just bear it is not kept away by the last digit."""
DEVIATES: Final = 3
"""Of a council: capacity, belief and the taste for what is seen, which bids do not ask."""


class RoundTerms(NamedTuple):
    """What is known of a whole round, England's part."""

    bids: int
    awards: int
    grant: float
    """£m: the mean award."""


def terms_of(number: int, awards_in_england: int, money_in_england: float) -> RoundTerms:
    """Give England's part of a round, at its share of the first.

    Parameters
    ----------
    number : {1, 2}
    awards_in_england : int
        Of the first round.
    money_in_england : float, £m
        Of the first round.

    Examples
    --------
    >>> terms_of(1, 76, 1351.4)
    RoundTerms(bids=221, awards=76, grant=17.8)
    """
    rounds = load_competition_rounds()
    first, own = rounds.round_1, (rounds.round_1, rounds.round_2)[number - 1]
    share = awards_in_england / first.awards
    awards = round(own.awards * share)
    return RoundTerms(
        bids=round(own.bids * share),
        awards=awards,
        grant=round(own.budget_gbp_m * money_in_england / first.budget_gbp_m / awards, 1),
    )


class RealCompetition(NamedTuple):
    """The competition as it was held: districts, who could bid, and what is known of both rounds."""

    places: pd.DataFrame
    """From `bidders.listed_districts`."""
    who: Bidders
    people: Array
    """(bidder,): of the districts that it may bid for."""
    positions: Array
    """(bidder, 2), metres; of councils."""
    terms: tuple[RoundTerms, RoundTerms]
    share_named: float
    """Of its districts that a winning bid of a county or combined authority names."""


def real_competition(baseline: Baseline) -> RealCompetition:
    """Lay out the competition as it was held.

    Parameters
    ----------
    baseline : Baseline

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> held = real_competition(load_baseline())
    >>> held.terms[0].bids, held.terms[1].awards, round(held.share_named, 2)
    (221, 80, 0.72)
    """
    places = listed_districts(baseline)
    who = bidders_of(places, baseline)
    bids = first_round()
    awards = bids.drop_duplicates("bid")
    money = float(awards["award_gbp"].sum()) / 1e6
    centres = baseline.areas[["easting_m", "northing_m"]].to_numpy(np.float64)
    joint = who.named[(who.awards > 0) & (who.kind != COUNCIL)]
    of_joint = bids[bids["bidder_code"].isin(who.codes[who.kind != COUNCIL])]["lad20_code"]
    named = places["lad20_code"].isin(of_joint).to_numpy() & joint.any(axis=0)
    return RealCompetition(
        places=places,
        who=who,
        people=who.named @ places["population"].to_numpy(np.float64),
        positions=np.where(who.area[:, None] >= 0, centres[who.area], 0.0),
        terms=(terms_of(1, len(awards), money), terms_of(2, len(awards), money)),
        share_named=float(named.sum() / joint.sum()),
    )


def parameter_draws(table: ParameterTable, draws: int, seed: int) -> list[Parameters]:
    """Draw complete sets of parameters, those of an ensemble of that seed but for unstable ones.

    Parameters
    ----------
    table : ParameterTable
    draws : int
    seed : int
    """

    def every() -> Iterator[Parameters]:
        block = 0
        while True:
            yield from parameters_at(table, sobol_points(table, seed, block)).parameters
            block += 1

    return list(islice(every(), draws))


def entrants(who: Bidders, people: Array, p: Parameters, deviates: Array) -> Councils:
    """Draw those who may bid as they stand before the first round.

    Parameters
    ----------
    who : Bidders
    people : (bidder,)
        Weights of the mean cut.
    p : Parameters
    deviates : (3, bidder), standard normal
        Of capacity, of belief and of the taste for what is seen.
    """
    capacity = investment.capacity(who.cut_share, weighted_mean(who.cut_share, people), p.capacity_per_cut)
    return behaviour.first_councils(capacity, deviates, p)


def bids_of(p: Parameters, terms: RoundTerms, councils: Councils, most: npt.NDArray[np.int64]) -> tuple[Array, float]:
    """Decide how many bids each makes, at the cost of a bid at which as many are made as were published.

    Parameters
    ----------
    p : Parameters
    terms : RoundTerms
    councils : Councils
    most : (bidder,)
        Bids that the rules allow.

    Returns
    -------
    bids : (bidder,)
    cost : float, £m
        Of a bid at full capacity.
    """
    slots = np.minimum(most, bidding.bid_slots(p.bids_at_full_capacity, councils.capacity))
    worth = bidding.expected_gain(councils.belief, terms.grant, p.award_worth)
    bearable = worth / bidding.effort(1.0, councils.capacity)
    order = np.argsort(-bearable, kind="stable")
    last = int(np.searchsorted(np.cumsum(slots[order]), terms.bids))
    cost = float(bearable[order[min(last, len(order) - 1)]])
    of_reference = (
        (1 - ROUNDING) * cost / bidding.cost_of_bid(1.0, terms.grant, p.bid_cost_grant, p.bid_cost_elasticity)
    )
    held = (p._replace(bid_cost=of_reference), terms.grant)
    bids = np.zeros(len(most))
    for project in range(int(min(most.max(), slots.max()))):
        may = np.asarray(most > project, np.float64)
        bids += behaviour.bid_or_not(held, councils.capacity, councils.belief, bids, may)
    return bids, cost


def hold_round(p: Parameters, terms: RoundTerms, need: Array, councils: Councils, bids: Array, chance: Array) -> Array:
    """Score every bid and award the round down their ranking.

    Parameters
    ----------
    p : Parameters
    terms : RoundTerms
    need : (bidder,), points
    councils : Councils
    bids : (bidder,)
    chance : (bidder, project), standard Gumbel

    Returns
    -------
    (bidder,), bids that won
    """
    bidder, project = np.nonzero(np.arange(chance.shape[1]) < bids[:, None])
    score = behaviour.score_of_bid(
        behaviour.assessed(RULE, p),
        need[bidder],
        councils.capacity[bidder],
        councils.wins[bidder],
        chance[bidder, project],
    )
    # As `rounds.award` goes down the ranking, all at once.
    best = np.argsort(-score, kind="stable")[: terms.awards]
    return np.bincount(bidder[best], minlength=len(bids)).astype(np.float64)


def districts_named(who: Bidders, won: Array, share_named: float, chance: Array) -> npt.NDArray[np.bool_]:
    """Say which districts are part of a winning bid.

    Parameters
    ----------
    who : Bidders
    won : (bidder,)
    share_named : float
        Of the districts of a county or combined authority, those that its winning bid names (`share_named`).
    chance : (bidder, district), between 0 and 1

    Returns
    -------
    (district,)
    """
    is_council = who.kind == COUNCIL
    names = who.named & (is_council[:, None] | (chance < share_named))
    found: npt.NDArray[np.bool_] = names[won > 0].any(axis=0)
    return found


def chance_of(seed: int, draw: int) -> np.random.Generator:
    """Give the randomness of one run of the rounds.

    Parameters
    ----------
    seed, draw : int
    """
    return stream(seed, draw, "real_round")


def first_round_chances(
    who: Bidders, people: Array, terms: RoundTerms, share_named: float, draws: list[Parameters], *, seed: int = 0
) -> Array:
    """Run the first round once for each draw of the parameters, and count the runs that each district wins in.

    Parameters
    ----------
    who : Bidders
    people : (bidder,)
    terms : RoundTerms
    share_named : float
    draws : list of Parameters
    seed : int

    Returns
    -------
    (district,), share of runs
    """
    parts = np.zeros(who.named.shape[1])
    for draw, p in enumerate(draws):
        chance = chance_of(seed, draw)
        councils = entrants(who, people, p, chance.standard_normal((DEVIATES, len(who.codes))))
        bids, _ = bids_of(p, terms, councils, who.most_bids)
        won = hold_round(p, terms, who.need, councils, bids, chance.gumbel(size=projects_of(who)))
        parts += districts_named(who, won, share_named, chance.random(who.named.shape))
    return parts / len(draws)


def projects_of(who: Bidders) -> tuple[int, int]:
    """Give the shape of the chance in a round: bidders, and the most bids that one may make.

    Parameters
    ----------
    who : Bidders
    """
    return len(who.codes), int(max(who.most_bids.max(), who.awards.max()))
