"""What the winners of the first round leave of the priors of scores, and what they cannot tell.

Run as a program, it prints the rows that ``parameters.toml`` records:

    python -m fourcapitals.evidence.bidding_fit

Only two numbers order bids: the weights of need and of capacity beside the spread of chance. Their prior draws are
weighed by how likely they make the bidders that won, averaged over worlds that differ in all that the winners are not
asked about (capacity, belief, bids). Within a world chance is integrated out: a bid wins when it scores above the level
that leaves as many winners as there were.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats.qmc import Sobol

from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.competition_rounds import load_competition_rounds
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.draws import keep_off_faces
from fourcapitals.ensemble.prior_quantiles import quantile
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.bidders import COMBINED, COUNCIL, Bidders
from fourcapitals.evidence.real_round import (
    RoundTerms,
    bids_of,
    chance_of,
    entrants,
    parameter_draws,
    real_competition,
)

WEIGHTS: Final = 128
"""Draws of the two weights; a power of 2."""
WORLDS: Final = 64
RECORDED: Final = (512, 128)
"""Weights and worlds of the fit that ``parameters.toml`` records."""
STEPS: Final = 24
"""Halvings of the range of the level that a bid must score above."""
FAR: Final = 20.0
"""Points by which the ends of that range lie beyond all scores."""
LEAST: Final = 1e-3


class Worlds(NamedTuple):
    """Everything that may differ between two rounds but the weights of a score; each (world, bidder) unless said."""

    capacity: Array
    bids: Array
    cost_over_worth: Array
    """(world,), £m per £: cost of a bid over the worth of £1 at which as many bid as were published."""


class BiddingFit(NamedTuple):
    """Draws of the weights, and what the winners make of each."""

    need: Array
    """(draw,), points per point of chance: weight of need in a score."""
    capacity: Array
    """(draw,): weight of capacity."""
    wins: Array
    """(draw, bidder): chance to win at least one award."""
    surprise: Array
    """(draw, bidder): log chance of what came of each."""
    parts: Array
    """(draw, district): chance to be part of a winning bid."""

    def weights(self, known: npt.NDArray[np.bool_]) -> Array:
        """Weigh the draws by what came of some bidders.

        Parameters
        ----------
        known : (bidder,)

        Returns
        -------
        (draw,), sum to 1
        """
        total = self.surprise[:, known].sum(axis=1)
        weights = np.exp(total - total.max()) if known.any() else np.ones(len(total))
        share: Array = weights / weights.sum()
        return share


def worlds_of(
    who: Bidders, people: Array, terms: RoundTerms, table: ParameterTable, seed: int, *, count: int = WORLDS
) -> Worlds:
    """Draw worlds of what the winners are not asked about.

    Parameters
    ----------
    who : Bidders
    people : (bidder,)
    terms : RoundTerms
    table : ParameterTable
    seed : int
    count : int
        How many.
    """
    capacity, bids, ratio = [], [], []
    for draw, p in enumerate(parameter_draws(table, count, seed)):
        councils = entrants(who, people, p, chance_of(seed, draw))
        made, cost = bids_of(p, terms, councils, who.most_bids)
        capacity.append(councils.capacity)
        bids.append(made)
        ratio.append(cost / p.award_worth)
    return Worlds(np.array(capacity), np.array(bids), np.array(ratio))


def chance_to_win(points: Array, bids: Array, awards: int) -> Array:
    """Give everybody's chance to win at least one award, over standard Gumbel chance in the scores.

    Parameters
    ----------
    points : (world, bidder)
        What is systematic in a score, over the spread of chance.
    bids : (world, bidder)
    awards : int

    Returns
    -------
    (world, bidder), probability
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
    (world, bidder), probability
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
    return np.asarray(-np.expm1(-np.exp(-np.clip(distance, -FAR, FAR))))


def fit_bidding(
    who: Bidders, worlds: Worlds, terms: RoundTerms, share_named: float, *, weights: int = WEIGHTS, seed: int = 0
) -> BiddingFit:
    """Hold draws of the weights against the winners of the first round.

    Parameters
    ----------
    who : Bidders
    worlds : Worlds
    terms : RoundTerms
    share_named : float
        Of its districts that a winning bid of a county or combined authority names.
    weights : int
        Draws, a power of 2.
    seed : int
    """
    before = load_competition_rounds().before
    points = keep_off_faces(Sobol(len(before), rng=np.random.default_rng(seed)).random(weights))
    drawn = {name: quantile(prior, points[:, axis]) for axis, (name, prior) in enumerate(before.items())}
    need = drawn["need_in_score"] / drawn["chance_in_score"]
    capacity = drawn["quality_in_score"] * drawn["capacity_in_quality"] / drawn["chance_in_score"]
    won = who.awards > 0
    wins, parts = [], []
    for per_need, per_capacity in zip(need, capacity, strict=True):
        chance = chance_to_win(per_need * who.need + per_capacity * worlds.capacity, worlds.bids, terms.awards)
        wins.append(chance.mean(axis=0))
        parts.append(_part_of(who, chance, share_named).mean(axis=0))
    of_bidders = np.clip(np.array(wins), LEAST, 1 - LEAST)
    return BiddingFit(need, capacity, of_bidders, np.log(np.where(won, of_bidders, 1 - of_bidders)), np.array(parts))


def _part_of(who: Bidders, chance: Array, share_named: float) -> Array:
    """(world, district): chance to be part of a winning bid of any of those who may bid for it."""
    share = np.where(who.kind == COUNCIL, 1.0, share_named)
    # Few may bid for a district.
    named = csr_array(who.named.astype(np.float64))
    no_part = np.asarray(np.log1p(-np.minimum(share * chance, 1 - LEAST**2)) @ named, np.float64)
    part: Array = -np.expm1(no_part)
    return part


def held_out_chances(fit: BiddingFit, who: Bidders, places: pd.DataFrame, folds: npt.NDArray[np.int64]) -> Array:
    """Forecast each district by the weights that the winners of other folds leave.

    Combined authorities, which lie in several folds, are no part of what is known.

    Parameters
    ----------
    fit : BiddingFit
    who : Bidders
    places : DataFrame
    folds : (district,)

    Returns
    -------
    (district,), probability
    """
    of_tier = dict(zip(places["upper_tier"], folds, strict=True))
    fold_of = np.array([of_tier.get(tier, -1) for tier in who.tier])
    chances = np.empty(len(folds))
    for fold in np.unique(folds):
        inside = folds == fold
        known = (fold_of != fold) & (who.kind != COMBINED)
        chances[inside] = fit.weights(known) @ fit.parts[:, inside]
    return chances


def fit_table(fit: BiddingFit, worlds: Worlds) -> pd.DataFrame:
    """Lay out what the winners leave of each number, beside what was believed before.

    Parameters
    ----------
    fit : BiddingFit
    worlds : Worlds

    Returns
    -------
    DataFrame
        ``name, before_mean, before_sd, mean, sd, low, middle, high`` (95%)``, effective_size``. The ratio of cost to
        worth follows from the number of bids alone.
    """
    weights = fit.weights(np.ones(fit.wins.shape[1], bool))
    even, size = np.full(len(weights), 1 / len(weights)), float(1 / (weights**2).sum())
    rows = [
        _row("need_in_score / chance_in_score", fit.need, even, weights) | {"effective_size": size},
        _row("quality_in_score capacity_in_quality / chance_in_score", fit.capacity, even, weights)
        | {"effective_size": size},
    ]
    ratio = worlds.cost_over_worth
    alike = np.full(len(ratio), 1 / len(ratio))
    rows.append(_row("bid_cost / award_worth", ratio, alike, alike) | {"effective_size": float(len(ratio))})
    return pd.DataFrame(rows)


def _row(name: str, values: Array, before: Array, after: Array) -> dict[str, object]:
    def moments(weights: Array) -> tuple[float, float]:
        mean = float(weights @ values)
        return mean, float(np.sqrt(weights @ (values - mean) ** 2))

    order = np.argsort(values)
    reached = np.cumsum(after[order])
    low, middle, high = (float(values[order][np.searchsorted(reached, level)]) for level in (0.025, 0.5, 0.975))
    (mean_before, sd_before), (mean, sd) = moments(before), moments(after)
    return {
        "name": name,
        "before_mean": mean_before,
        "before_sd": sd_before,
        "mean": mean,
        "sd": sd,
        "low": low,
        "middle": middle,
        "high": high,
    }


def recorded_fit() -> pd.DataFrame:
    """Fit to the first round as ``parameters.toml`` records it: half a minute."""
    held = real_competition(load_baseline())
    weights, count = RECORDED
    worlds = worlds_of(held.who, held.people, held.terms[0], load_parameters(), 0, count=count)
    return fit_table(fit_bidding(held.who, worlds, held.terms[0], held.share_named, weights=weights), worlds)


if __name__ == "__main__":
    print(recorded_fit().round(3).to_string(index=False))
