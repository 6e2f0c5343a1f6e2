"""What the first round leaves of the priors of bids and scores: the recipe of the table ``luf_posterior``.

``python -m fourcapitals.evidence.bidding_fit`` compiles it (a minute or two) and prints what it leaves of each number.
Draws are weighed by how likely they make every bidder's having won or not, averaged over what councils may be
(capacity, belief); chance in the scores is integrated out: a bid wins when it scores above the level that leaves as
many winners as there were. Sampling is adaptive importance sampling: draws come from a distribution over the normal
scores of the priors that is moved, round by round, to where the weight is.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr
from scipy.stats import multivariate_t

from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.competition_rounds import load_competition_rounds
from fourcapitals.data.compile_tables import TABLES_FOLDER, write_checksums
from fourcapitals.data.compiled_tables import tables_checked
from fourcapitals.data.distributions import Prior
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.draws import keep_off_faces
from fourcapitals.ensemble.prior_quantiles import quantile
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.bidders import COMBINED, Bidders
from fourcapitals.evidence.real_round import DEVIATES, RealCompetition, real_competition
from fourcapitals.evidence.winners_likelihood import RoundLikelihood, hold_against

TABLE: Final = "luf_posterior"
FROM_TABLE: Final = ("initial_belief", "belief_spread", "capacity_spread", "capacity_per_cut")
"""Numbers that the winners are asked of too, whose priors in ``parameters.toml`` they do not move."""
RATIO: Final = "bid_cost_over_award_worth"
COLUMNS: Final = ("need_in_score", "capacity_in_quality", "bids_at_full_capacity", *FROM_TABLE, RATIO)
"""Of the table; weights of a score are over that of chance, and quality has weight 1."""
REPLICATES: Final = 48
"""Sets of councils that each draw of the fit is averaged over, the same for all draws."""
ROUNDS: Final = (400, 400, 800, 1600)
"""Draws of each round of sampling."""
KEPT: Final = 512
TEMPER: Final = (0.15, 0.4, 0.8, 1.0)
"""Power of the likelihood in the weights of each round, so that few draws do not decide where the next are."""
FREEDOM: Final = 5
"""Degrees of freedom of the t distribution that draws come from, whose tails are wider than a posterior's."""


def asked_of(table: ParameterTable) -> dict[str, Prior]:
    """Give the priors that the winners are held against, as they were before.

    Parameters
    ----------
    table : ParameterTable
    """
    return {**load_competition_rounds().before, **{name: table[name].priors[0] for name in FROM_TABLE}}


def with_numbers(p: Parameters, drawn: dict[str, float]) -> Parameters:
    """Put drawn numbers in place, weights of a score over that of chance.

    Parameters
    ----------
    p : Parameters
    drawn : dict of str to float
        By the names of `asked_of`.
    """
    chance = drawn["chance_in_score"]
    changed: dict[str, Any] = {name: drawn[name] for name in ("bids_at_full_capacity", *FROM_TABLE)}
    return p._replace(
        chance_in_score=1.0,
        quality_in_score=1.0,
        need_in_score=drawn["need_in_score"] / chance,
        capacity_in_quality=drawn["quality_in_score"] * drawn["capacity_in_quality"] / chance,
        **changed,
    )


def prior_draws(table: ParameterTable, normals: Array) -> list[Parameters]:
    """Turn normal scores of the priors into parameters, all else at central values.

    Parameters
    ----------
    table : ParameterTable
    normals : (draw, number), standard normal under the priors
    """
    asked, central = asked_of(table), table.central()
    points = keep_off_faces(ndtr(normals))
    columns = {name: quantile(prior, points[:, at]) for at, (name, prior) in enumerate(asked.items())}
    return [
        with_numbers(central, {name: float(values[row]) for name, values in columns.items()})
        for row in range(len(points))
    ]


def sample_posterior(
    held: RealCompetition,
    table: ParameterTable,
    *,
    seed: int = 0,
    rounds: tuple[int, ...] = ROUNDS,
    replicates: int = REPLICATES,
    kept: int = KEPT,
) -> tuple[pd.DataFrame, float]:
    """Sample what the winners of the first round leave of the priors.

    Parameters
    ----------
    held : RealCompetition
    table : ParameterTable
    seed : int
    rounds : tuple of int
        Draws of each round; the first come from the priors.
    replicates : int
        Sets of councils that each draw is averaged over.
    kept : int
        Draws to give, resampled by their weights.

    Returns
    -------
    draws : DataFrame
        ``draw`` and `COLUMNS`.
    effective_size : float
        Of the last round's draws.
    """
    chance = np.random.default_rng(seed)
    deviates = sets_of_councils(held.who, np.random.default_rng(seed), replicates)
    size = len(asked_of(table))
    centre, spread = np.zeros(size), np.eye(size)
    for turn, count in enumerate(rounds):
        proposal = multivariate_t(centre, spread, df=FREEDOM if turn else 10**6)
        normals = np.atleast_2d(proposal.rvs(count, random_state=chance))
        draws = prior_draws(table, normals)
        found = [hold_against(p, held, deviates) for p in draws]
        total = np.array([each.surprise.sum() for each in found])
        log_weight = TEMPER[min(turn, len(TEMPER) - 1) if turn + 1 < len(rounds) else -1] * total
        log_weight = log_weight - (normals**2).sum(axis=1) / 2 - proposal.logpdf(normals)
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        centre = weight @ normals
        spread = (normals - centre).T * weight @ (normals - centre) + 0.02 * np.eye(size)
    # Systematic resampling: each draw about as often as its weight says.
    at = np.searchsorted(np.cumsum(weight), (np.arange(kept) + chance.random()) / kept)
    at = chance.permutation(np.minimum(at, len(weight) - 1))
    rows = [
        {**{name: getattr(draws[row], name) for name in COLUMNS[:-1]}, RATIO: found[row].ratio} for row in at.tolist()
    ]
    return pd.DataFrame({"draw": np.arange(kept)}).join(pd.DataFrame(rows)), float(1 / (weight**2).sum())


def sets_of_councils(who: Bidders, chance: np.random.Generator, count: int) -> Array:
    """Draw what councils may be, the same for all draws of the parameters: (set, 3, bidder), standard normal.

    Parameters
    ----------
    who : Bidders
    chance : numpy.random.Generator
    count : int
    """
    half = chance.standard_normal((-(-count // 2), DEVIATES, len(who.codes)))
    return np.concatenate([half, -half])[:count]


def load_luf_posterior() -> pd.DataFrame:
    """Read the draws that the first round leaves: ``draw`` and `COLUMNS`."""
    return pd.read_csv(BytesIO(tables_checked()[TABLE]))


def after_the_winners(draws: list[Parameters], table: ParameterTable) -> list[Parameters]:
    """Put what the first round leaves into draws; numbers that a user has changed stay the user's.

    Parameters
    ----------
    draws : list of Parameters
    table : ParameterTable
        That they were drawn from.
    """
    posterior, usual = load_luf_posterior(), load_parameters()
    names = [name for name in COLUMNS[:-1] if table[name] == usual[name]]
    values: list[list[Any]] = posterior[names].to_numpy(np.float64).tolist()
    return [p._replace(**dict(zip(names, values[at % len(values)], strict=True))) for at, p in enumerate(draws)]


def held_out_chances(
    found: list[RoundLikelihood], who: Bidders, places: pd.DataFrame, folds: npt.NDArray[np.int64]
) -> Array:
    """Forecast each district by draws from which what its own fold taught has been taken away.

    Draws that the winners of all folds left are weighed by one over the chance that they gave to the fold's own bidders
    and to combined authorities, which lie in several folds.

    Parameters
    ----------
    found : list of RoundLikelihood
        Of draws that the first round left.
    who : Bidders
    places : DataFrame
    folds : (district,)

    Returns
    -------
    (district,), probability
    """
    of_tier = dict(zip(places["upper_tier"], folds, strict=True))
    fold_of = np.array([of_tier.get(tier, -1) for tier in who.tier])
    surprise, parts = np.array([each.surprise for each in found]), np.array([each.parts for each in found])
    chances = np.empty(len(folds))
    for fold in np.unique(folds):
        inside = folds == fold
        taken_away = -surprise[:, (fold_of == fold) | (who.kind == COMBINED)].sum(axis=1)
        weights = np.exp(taken_away - taken_away.max())
        chances[inside] = weights @ parts[:, inside] / weights.sum()
    return chances


def fit_table(posterior: pd.DataFrame, table: ParameterTable) -> pd.DataFrame:
    """Lay out what the winners leave of each number, beside what was believed before.

    Parameters
    ----------
    posterior : DataFrame
        From `sample_posterior` or `load_luf_posterior`.
    table : ParameterTable

    Returns
    -------
    DataFrame
        ``name, before_mean, before_sd, mean, sd, low, middle, high`` (95%). The ratio of cost to worth follows from the
        number of bids, and has no prior but that of the others.
    """
    normals = np.random.default_rng(0).standard_normal((4096, len(asked_of(table))))
    before = prior_draws(table, normals)
    rows = []
    for name in COLUMNS:
        values = posterior[name].to_numpy(np.float64)
        drawn = np.array([p.bid_cost / p.award_worth if name == RATIO else getattr(p, name) for p in before])
        low, middle, high = np.quantile(values, (0.025, 0.5, 0.975))
        rows.append(
            {
                "name": name,
                "before_mean": float(drawn.mean()) if name != RATIO else np.nan,
                "before_sd": float(drawn.std()) if name != RATIO else np.nan,
                "mean": float(values.mean()),
                "sd": float(values.std()),
                "low": float(low),
                "middle": float(middle),
                "high": float(high),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Compile the table and print what it leaves of each number."""
    table = load_parameters()
    posterior, size = sample_posterior(real_competition(load_baseline()), table)
    file = TABLES_FOLDER / f"{TABLE}.csv"
    posterior.to_csv(file, index=False, lineterminator="\n", float_format="%.5g")
    write_checksums(TABLES_FOLDER)
    print(fit_table(posterior, table).round(3).to_string(index=False))
    print(f"effective draws: {size:.0f} of {ROUNDS[-1]}")


if __name__ == "__main__":
    main()
