"""Who would win in a second round: the model's councils after the published winners of the first.

Each draw takes councils as they may have been before the first round, given who won in it and who did not; then they
learn from the results, and hold a round of the second's size. No winner of the second round is known to it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.bidders import COUNCIL, Bidders
from fourcapitals.evidence.real_round import (
    DEVIATES,
    RoundTerms,
    bids_of,
    chance_of,
    districts_named,
    entrants,
    hold_round,
    projects_of,
)
from fourcapitals.evidence.winners_likelihood import chance_of_a_bid, points_of
from fourcapitals.simulation.behaviour import councils as behaviour
from fourcapitals.simulation.state import Councils

CANDIDATES: Final = 16
"""Worlds of a draw from which each bidder takes the one that goes with what came of its bids."""
YEARS_BETWEEN: Final = 2
"""From the results of the first round to those of the second; in the second of these years nobody bids before it."""


class SecondRound(NamedTuple):
    """Share of the draws in which a district is part of a winning bid; each (district,)."""

    open_to_all: Array
    no_second_award: Array
    """Who has won in the first round may not bid."""


def second_round_chances(
    who: Bidders,
    positions: Array,
    people: Array,
    terms: tuple[RoundTerms, RoundTerms],
    share_named: float,
    draws: list[Parameters],
    *,
    seed: int = 0,
) -> SecondRound:
    """Hold the second round once for each draw of the parameters, after the first as it came out.

    Parameters
    ----------
    who : Bidders
    positions : (bidder, 2), metres
        Of councils, by which they learn from each other.
    people : (bidder,)
    terms : two RoundTerms
        Of both rounds.
    share_named : float
    draws : list of Parameters
    seed : int
    """
    counts = np.zeros((2, who.named.shape[1]))
    first, second = terms
    has_won = who.awards > 0
    for draw, p in enumerate(draws):
        chance = chance_of(seed, draw)
        councils = after_the_first(who, positions, people, first, p, chance)
        luck, named = chance.gumbel(size=projects_of(who)), chance.random(who.named.shape)
        for variant, most in enumerate((who.most_bids, np.where(has_won, 0, who.most_bids))):
            bids, _ = bids_of(p, second, councils, most)
            won = hold_round(p, second, who.need, councils, bids, luck)
            counts[variant] += districts_named(who, won, share_named, named)
    return SecondRound(*(counts / len(draws)))


def after_the_first(
    who: Bidders, positions: Array, people: Array, terms: RoundTerms, p: Parameters, chance: np.random.Generator
) -> Councils:
    """Draw councils before the first round given who won in it, and let them learn from it.

    Parameters
    ----------
    who : Bidders
    positions : (bidder, 2), metres
    people : (bidder,)
    terms : RoundTerms
        Of the first round.
    p : Parameters
    chance : numpy.random.Generator
    """
    before, bids = given_the_winners(who, people, terms, p, chance)
    won = who.awards.astype(np.float64)
    weight = _nearness(who, positions, p)
    none = np.zeros(len(bids))
    last = before._replace(wins=none, bids=bids)
    for year in range(YEARS_BETWEEN):
        of_year, won_in_year = (bids, won) if year == 0 else (0 * bids, 0 * won)
        met = behaviour.Feedback(
            bids=of_year,
            won=won_in_year,
            cost=none,
            nearby_bids=weight @ of_year,
            nearby_won=weight @ won_in_year,
            services=none,
            budget=none + 1.0,
            cut_share=none,
        )
        capacity, belief, cost = behaviour.update_councils(p, last, met)
        last = last._replace(
            capacity=capacity, belief=belief, bid_cost=cost, bids=of_year, wins=last.wins + won_in_year
        )
    return last


def given_the_winners(
    who: Bidders, people: Array, terms: RoundTerms, p: Parameters, chance: np.random.Generator
) -> tuple[Councils, Array]:
    """Draw councils and their bids in the first round, given the published winners.

    Each bidder takes one of several worlds, by the chance that so many of its bids would have won there; bidders are
    independent given the level that bids had to reach.

    Parameters
    ----------
    who, people, terms, p, chance
        As in `after_the_first`.

    Returns
    -------
    councils : Councils
    bids : (bidder,)
        No fewer than the awards.
    """
    worlds = [entrants(who, people, p, chance.standard_normal((DEVIATES, len(who.codes)))) for _ in range(CANDIDATES)]
    bids = np.array([bids_of(p, terms, each, who.most_bids)[0] for each in worlds])
    capacity = np.array([each.capacity for each in worlds])
    chance_of_each = chance_of_a_bid(points_of(p, who, capacity), bids, terms.awards)
    likely = np.asarray(stats.binom.pmf(who.awards, bids, chance_of_each))
    # Who won more than any world allows took the world in which it bids most.
    likely = np.where(likely.sum(axis=0) > 0, likely, 1.0 * (bids == bids.max(axis=0)))
    reached = np.cumsum(likely, axis=0) / likely.sum(axis=0)
    taken = (reached < chance.random(len(who.codes))).sum(axis=0)
    column = np.arange(len(who.codes))
    stacked = (np.array(each)[taken, column] for each in zip(*worlds, strict=True))
    return Councils(*stacked), np.maximum(bids[taken, column], who.awards)


def _nearness(who: Bidders, positions: Array, p: Parameters) -> Array:
    """(bidder, bidder): weight of councils within reach of a council, as in `simulation.environment`."""
    apart = np.hypot(*(positions[:, None, :] - positions[None, :, :]).T) / 1000
    near = (apart <= p.neighbour_reach) & ~np.eye(len(positions), dtype=bool)
    both = (who.kind == COUNCIL)[:, None] & (who.kind == COUNCIL)[None, :]
    weight: Array = np.where(near & both, np.exp(-apart / p.neighbour_decay), 0.0)
    return weight


def second_round_table(places: pd.DataFrame, found: SecondRound) -> pd.DataFrame:
    """Lay out the forecast, a row for each district of the list.

    Parameters
    ----------
    places : DataFrame
        From `bidders.listed_districts`.
    found : SecondRound

    Returns
    -------
    DataFrame
        ``lad20_code, name, lad21_code, area, group, won_round_1, probability, probability_no_second_award``.
    """
    kept = places[["lad20_code", "name", "lad21_code", "area", "group", "won_round_1"]]
    return kept.assign(
        probability=found.open_to_all.round(4), probability_no_second_award=found.no_second_award.round(4)
    )
