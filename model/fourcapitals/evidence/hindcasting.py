"""The model started in an earlier year, its forecasts of later years scored beside what history alone forecasts.

The numbers of noise and start are those of the years up to the start; what was published afterwards scores the
forecast. The form of noise and start was chosen with such scores in view (`vocabulary.FORM_WAS_SEEN`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.area_noise import noise_of, values_of_noise
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.recorded_changes import changes_of
from fourcapitals.data.relative_history import (
    RelativeHistory,
    area_history,
    healthy_life_expectancy_history,
    life_expectancy_history,
)
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.scores import skill_interval
from fourcapitals.errors import BadInput
from fourcapitals.evidence.forecast_scores import Scored, score_draws, score_normal, score_table, too_few_draws
from fourcapitals.evidence.published_draws import VARIABLES, published_draws
from fourcapitals.evidence.simple_forecasts import SIMPLE
from fourcapitals.evidence.simulated_panels import council_spending, later_funds
from fourcapitals.vocabulary import MODEL, Say

WITHOUT: Final = f"{MODEL}, spending held"
REFITTED: Final = f"{MODEL}, own region left out"
"""Noise and start of every region learned from the eight others."""
STARTS: Final = (2014, 2015)
"""Years that a hindcast can start in: two windows of healthy life expectancy lie before, a later one after."""
END: Final = 2019
DRAWS: Final = 400


class Hindcast(NamedTuple):
    """What a hindcast found, as tables."""

    scores: pd.DataFrame
    """`forecast_scores.score_table` of every outcome, and the skill over the best simple forecast."""
    regions: pd.DataFrame
    """CRPS and coverage of the model by region, all periods, beside the best simple forecast that never saw it."""
    spending: pd.DataFrame
    """Share of the score that what councils spent saves, on against held at the start, with its interval."""
    panels: pd.DataFrame
    """`simulated_panels.panel_rows`, of the change of life expectancy on council spending, and of the errors of the
    model on funds that began after the end of the hindcast (placebo: an effect of none is right)."""
    start: int
    end: int
    draws: int
    seed: int


@checked
def hindcast(
    *,
    start: int = 2014,
    end: int = END,
    draws: int = DRAWS,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    by_region: bool = False,
    say: Say | None = None,
) -> Hindcast:
    """Forecast from an earlier year what has been published since, and score it.

    Parameters
    ----------
    start : int
        2014 or 2015.
    end : int
        Last year that is forecast, to 2019.
    draws : int
    seed : int
    baseline : Baseline, optional
        Whose histories are started from and scored with; the bundled one by default.
    parameters : ParameterTable, optional
        The bundled priors by default. The noise of areas is as the years up to the start show it, unless it was
        changed.
    by_region : bool
        Score also each region's forecast with noise and start learned from the eight others (a minute more).
    say : callable, optional
        Told in words what is being done.

    Raises
    ------
    BadInput
        When there is no history before the start or after it, or one draw, which has no spread.
    """
    faults = [f"from: {start} is no start of a hindcast; choose 2014 or 2015"] if start not in STARTS else []
    first = (start if start in STARTS else STARTS[0]) + 3
    if not first <= end <= END:
        faults.append(f"to: {end} is no end of a hindcast; choose a year from {first} to {END}")
    faults += too_few_draws(draws)
    if faults:
        raise BadInput(*faults)
    whole = baseline or load_baseline()
    begun = whole.starting(start)
    multiple = parameters_until(start, whole, parameters).central().sampling_variance_multiple
    asked = _Asked(start, end, draws, seed, parameters, multiple, say or _nothing)
    targets = _targets(whole, asked)
    runs = {
        name: _members(given, targets, asked, name)
        for name, given in ((MODEL, begun), (WITHOUT, begun.without_flows()))
    }
    if by_region:
        runs[REFITTED] = _by_region_left_out(begun, targets, asked)
    parts = [
        _scored(each, {name: members[outcome] for name, members in runs.items()}, whole, asked)
        for outcome, each in targets.items()
    ]
    life = {name: runs[name]["le"] for name in (MODEL, WITHOUT)}
    return Hindcast(
        scores=pd.concat([part.scores for part in parts], ignore_index=True),
        regions=pd.concat([part.regions for part in parts], ignore_index=True),
        spending=pd.DataFrame([part.spending for part in parts]),
        panels=pd.concat(
            [council_spending(begun, *targets["le"], life), *(part.placebo for part in parts)], ignore_index=True
        ),
        start=start,
        end=end,
        draws=draws,
        seed=seed,
    )


def _nothing(_: str) -> None:
    return None


class _Asked(NamedTuple):
    """What is asked of each outcome."""

    start: int
    end: int
    draws: int
    seed: int
    parameters: ParameterTable | None
    sampling_multiple: float
    """Of healthy life expectancy."""
    say: Say

    def multiple(self, outcome: str) -> float:
        """How many times the published variance the sampling error of an outcome has."""
        return self.sampling_multiple if outcome == "hle" else 1.0


class _Targets(NamedTuple):
    """What was published of one outcome."""

    known: RelativeHistory
    """Up to the start."""
    wanted: RelativeHistory
    """After it."""


class _OfOutcome(NamedTuple):
    """What is found of one outcome."""

    scores: pd.DataFrame
    regions: pd.DataFrame
    spending: dict[str, object]
    placebo: pd.DataFrame


def _targets(baseline: Baseline, asked: _Asked) -> dict[str, _Targets]:
    """By outcome."""
    made = {"le": life_expectancy_history(baseline), "hle": healthy_life_expectancy_history(baseline)}
    made |= {name: area_history(baseline, name) for name in VARIABLES if name not in made}
    last = {outcome: asked.end - history.span + 1 for outcome, history in made.items()}
    return {
        outcome: _Targets(history.until(asked.start), history.starting(asked.start + 1, last[outcome]))
        for outcome, history in made.items()
    }


def _members(baseline: Baseline, targets: Mapping[str, _Targets], asked: _Asked, name: str) -> dict[str, Array]:
    """Draws of what would be published, by outcome, (draw, series, period)."""
    asked.say(f"{name}: {asked.draws} draws from {asked.start}")
    table = parameters_until(asked.start, baseline, asked.parameters)
    results = run_ensemble(
        "baseline", draws=asked.draws, seed=asked.seed, keep="areas", baseline=baseline, parameters=table
    )
    made = {}
    for outcome, each in targets.items():
        generator = np.random.default_rng([asked.seed, name == WITHOUT])
        made[outcome] = published_draws(results, baseline, *each, generator, asked.multiple(outcome))
    return made


def _by_region_left_out(baseline: Baseline, targets: Mapping[str, _Targets], asked: _Asked) -> dict[str, Array]:
    """As `_members`, the series of every region from a model that learned from the eight others."""
    made = {outcome: np.empty((asked.draws, *each.wanted.values.shape)) for outcome, each in targets.items()}
    for region in np.unique(baseline.areas["region_code"].to_numpy(str)):
        members = _members(baseline.without_region(region), targets, asked, f"without {region}")
        for outcome, each in targets.items():
            own = each.wanted.regions == region
            made[outcome][:, own] = members[outcome][:, own]
    return made


def _scored(each: _Targets, members: Mapping[str, Array], whole: Baseline, asked: _Asked) -> _OfOutcome:
    known, targets = each
    simple = SIMPLE[targets.outcome]
    scored = {name: score_normal(method(known, targets.first_years), targets.values) for name, method in simple.items()}
    best = min(simple, key=lambda each: float(scored[each].crps.mean()))
    scored |= {name: score_draws(values, targets.values) for name, values in members.items()}
    made = score_table(targets, scored, multiple=asked.multiple(targets.outcome), seed=asked.seed)
    beside = _over_best(targets, scored, best, asked.seed)
    return _OfOutcome(
        made.merge(beside, on=["outcome", "period", "forecast"]),
        _by_region(targets, scored, best),
        _spending(targets, scored, asked.seed),
        later_funds(whole, targets, members[MODEL]),
    )


def parameters_until(year: int, baseline: Baseline, parameters: ParameterTable | None = None) -> ParameterTable:
    """Give the priors with the noise of areas as the years up to one show it, at the estimate.

    Parameters
    ----------
    year : int
    baseline : Baseline
        With a table ``area_noise``.
    parameters : ParameterTable, optional
        The bundled one by default. A parameter of the noise that was changed stays as it is.
    """
    changed = changes_of(parameters).get("parameters", {})
    values = values_of_noise(noise_of(baseline.tables, year))
    # What history to 2019 leaves of priors stays out: a hindcast may not know it.
    table = (parameters or load_parameters()).from_priors()
    return table.with_values(**{name: value for name, value in values.items() if name not in changed})


def _over_best(targets: RelativeHistory, scored: Mapping[str, Scored], best: str, seed: int) -> pd.DataFrame:
    table = score_table(targets, scored, reference=best, seed=seed)
    names = {each: f"{each.replace('skill', 'skill_over_best')}" for each in ("skill", "skill_lower", "skill_upper")}
    kept = table[["outcome", "period", "forecast", *names]].rename(columns=names)
    return kept.assign(best_simple=best)


def _by_region(targets: RelativeHistory, scored: Mapping[str, Scored], best: str) -> pd.DataFrame:
    rows = []
    for region in np.unique(targets.regions):
        own = targets.regions == region
        lower, upper = scored[MODEL].lower[90][own], scored[MODEL].upper[90][own]
        held = (targets.values[own] >= lower) & (targets.values[own] <= upper)
        rows.append(
            {
                "outcome": targets.outcome,
                "region": region,
                "figures": held.size,
                "crps": float(scored[MODEL].crps[own].mean()),
                "crps_best_simple": float(scored[best].crps[own].mean()),
                "coverage_90": float(held.mean()),
            }
        )
    return pd.DataFrame(rows)


def _spending(targets: RelativeHistory, scored: Mapping[str, Scored], seed: int) -> dict[str, object]:
    skill = skill_interval(
        scored[MODEL].crps.mean(axis=1),
        scored[WITHOUT].crps.mean(axis=1),
        targets.codes.tolist(),
        generator=np.random.default_rng(seed),
    )
    return {"outcome": targets.outcome, **skill._asdict()}
