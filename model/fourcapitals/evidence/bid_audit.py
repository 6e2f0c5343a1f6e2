"""The model's competition against the real one: its skill at the first round's winners, and a second round to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.errors import BadInput
from fourcapitals.evidence.award_forecasts import AwardForecast, folds_of, simple_award_forecasts
from fourcapitals.evidence.award_skill import calibration_table, skill_table
from fourcapitals.evidence.bidding_fit import (
    after_the_winners,
    asked_of,
    fit_table,
    held_out_chances,
    load_luf_posterior,
    prior_draws,
    sets_of_councils,
)
from fourcapitals.evidence.real_round import (
    RoundTerms,
    first_round_chances,
    parameter_draws,
    real_competition,
)
from fourcapitals.evidence.second_round import second_round_chances, second_round_table
from fourcapitals.evidence.winners_likelihood import hold_against
from fourcapitals.vocabulary import MODEL, Say

BEFORE: Final = "model, before the winners were seen"
DRAWS: Final = 1000
SETS: Final = 16
"""Sets of councils that chances are averaged over."""
FOLLOWED: Final = 128
"""Draws of which chances are worked out without chance in the scores, for forecasts held out or before the fit."""


@dataclass(frozen=True)
class BidAudit:
    """How the model's competition stands beside the winners of the first round and simple forecasts of them.

    Parameters
    ----------
    scores : DataFrame
        Of `award_skill.skill_table`.
    calibration : DataFrame
        Of the model, by `award_skill.calibration_table`.
    fit : DataFrame
        What the winners leave of the numbers of bids and scores (`bidding_fit.fit_table`).
    places : DataFrame
        The districts with ``probability`` (fitted) and ``probability_held_out``.
    terms : RoundTerms
    draws, seed : int
    """

    scores: pd.DataFrame = field(repr=False)
    calibration: pd.DataFrame = field(repr=False)
    fit: pd.DataFrame = field(repr=False)
    places: pd.DataFrame = field(repr=False)
    terms: RoundTerms
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        tables = {name: getattr(self, name) for name in ("scores", "calibration", "fit", "places")}
        return {
            "round": 1,
            "england": self.terms._asdict(),
            "draws": self.draws,
            "seed": self.seed,
            **{
                name: table.astype(object).where(table.notna(), None).to_dict("records")
                for name, table in tables.items()
            },
        }


def _check(draws: int, seed: int) -> None:
    """Refuse runs that cannot be made."""
    faults = [] if draws >= 1 else [f"draws: 1 or more expected, got {draws}"]
    faults += [] if seed >= 0 else [f"seed: 0 or more expected, got {seed}"]
    if faults:
        raise BadInput(*faults)


@checked
def audit_bids(
    *,
    draws: int = DRAWS,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> BidAudit:
    """Hold the model's competition against the published winners of the Levelling Up Fund's first round.

    Parameters
    ----------
    draws : int
        Runs of the round, each with parameters of its own.
    seed : int
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
    say : callable, optional

    Returns
    -------
    BidAudit

    Raises
    ------
    BadInput
        When there is no draw, or the seed is negative.
    """
    _check(draws, seed)
    held = real_competition(baseline or load_baseline())
    table = parameters or load_parameters()
    folds = folds_of(held.places)
    if say is not None:
        say(f"{draws} runs of the first round")
    first = held.terms[0]
    draws_of = after_the_winners(parameter_draws(table, draws, seed), table)
    # Other sets than those that the fit has seen.
    deviates = sets_of_councils(held.who, np.random.default_rng((seed, 1)), SETS)
    left = after_the_winners([table.central()] * FOLLOWED, table)
    found = [hold_against(p, held, deviates) for p in left]
    own = AwardForecast(
        first_round_chances(held.who, held.people, first, held.share_named, draws_of, seed=seed),
        held_out_chances(found, held.who, held.places, folds),
    )
    normals = np.random.default_rng(seed).standard_normal((FOLLOWED, len(asked_of(table))))
    unfitted = np.mean([hold_against(p, held, deviates).parts for p in prior_draws(table, normals)], axis=0)
    forecasts = {**simple_award_forecasts(held.places, folds), MODEL: own, BEFORE: AwardForecast(unfitted, unfitted)}
    return BidAudit(
        scores=skill_table(held.places, forecasts, folds, seed=seed),
        calibration=calibration_table(held.places, own.held_out),
        fit=fit_table(load_luf_posterior(), table),
        places=held.places.assign(probability=own.fitted, probability_held_out=own.held_out),
        terms=first,
        draws=draws,
        seed=seed,
    )


@checked
def forecast_second_round(
    *,
    draws: int = DRAWS,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Forecast who is part of a winning bid in a second round, given the published winners of the first alone.

    Parameters
    ----------
    draws : int
    seed : int
    baseline : Baseline, optional
    parameters : ParameterTable, optional
    say : callable, optional

    Returns
    -------
    DataFrame
        A row for each of the 314 districts of the list: ``lad20_code, name, lad21_code`` (its council of April 2021)``,
        area`` (of the model)``, group, won_round_1, probability`` and ``probability_no_second_award``, where who won in
        the first round may not bid.

    Raises
    ------
    BadInput
        When there is no draw, or the seed is negative.
    """
    _check(draws, seed)
    held, table = real_competition(baseline or load_baseline()), parameters or load_parameters()
    if say is not None:
        say(f"{draws} runs of a second round")
    found = second_round_chances(
        held.who,
        held.positions,
        held.people,
        held.terms,
        held.share_named,
        after_the_winners(parameter_draws(table, draws, seed), table),
        seed=seed,
    )
    return second_round_table(held.places, found)
