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
from fourcapitals.data.baseline import MONEY, Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.relative_history import (
    RelativeHistory,
    area_history,
    healthy_life_expectancy_history,
    life_expectancy_history,
)
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import NORMAL_95, observe
from fourcapitals.equations.regression import robust_least_squares
from fourcapitals.equations.scores import skill_interval
from fourcapitals.errors import BadInput
from fourcapitals.evidence.forecast_scores import Scored, score_draws, score_normal, score_table
from fourcapitals.evidence.simple_forecasts import SIMPLE
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import MODEL, SEXES, Say

WITHOUT: Final = f"{MODEL}, spending held"
STARTS: Final = (2014, 2015)
"""Years that a hindcast can start in: two windows of healthy life expectancy lie before, a later one after."""
END: Final = 2019
VARIABLES: Final[Mapping[str, str]] = {
    "le": "le",
    "hle": "hle",
    "gva_per_hour": "gva_per_hour",
    "gdhi_per_head": "income",
    "employment": "employment",
    "life_satisfaction": "life_satisfaction",
}
"""Of the results, by the name of the published history."""
DRAWS: Final = 400


class Hindcast(NamedTuple):
    """What a hindcast found, as tables."""

    scores: pd.DataFrame
    """`forecast_scores.score_table` of every outcome, and the skill over the best simple forecast."""
    regions: pd.DataFrame
    """CRPS and coverage of the model by region, all periods, beside the best simple forecast that never saw it."""
    spending: pd.DataFrame
    """Share of the score that what councils spent saves, on against held at the start, with its interval."""
    placebo: pd.DataFrame
    """Funds that began after the end of the hindcast, against the errors of the model: an effect of none is right."""
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
        The bundled priors by default, with the noise of areas as the years up to the start show it.
    say : callable, optional
        Told in words what is being done.

    Raises
    ------
    BadInput
        When there is no history before the start or after it.
    """
    faults = [f"from: {start} is no start of a hindcast; choose 2014 or 2015"] if start not in STARTS else []
    if not start + 3 <= end <= END:
        faults.append(f"to: {end} is no end of a hindcast; choose a year from {start + 3} to {END}")
    if faults:
        raise BadInput(*faults)
    whole = baseline or load_baseline()
    begun = whole.starting(start)
    table = parameters or parameters_until(start, whole)
    runs = {}
    for name, given in ((MODEL, begun), (WITHOUT, begun.without_flows())):
        if say is not None:
            say(f"{name}: {draws} draws from {start}")
        runs[name] = run_ensemble("baseline", draws=draws, seed=seed, keep="areas", baseline=given, parameters=table)
    multiple = noise_of(whole.tables, start).sampling_multiple
    parts = [
        _scored(history, runs, begun, whole, _Asked(start, end, seed, multiple if outcome == "hle" else 1.0))
        for outcome, history in _histories(whole).items()
    ]
    return Hindcast(
        scores=pd.concat([part.scores for part in parts], ignore_index=True),
        regions=pd.concat([part.regions for part in parts], ignore_index=True),
        spending=pd.DataFrame([part.spending for part in parts]),
        placebo=pd.DataFrame([part.placebo for part in parts]),
        start=start,
        end=end,
        draws=draws,
        seed=seed,
    )


class _Asked(NamedTuple):
    """What is asked of each outcome."""

    start: int
    end: int
    seed: int
    multiple: float
    """How many times the published variance its sampling error has."""


class _OfOutcome(NamedTuple):
    """What is found of one outcome."""

    scores: pd.DataFrame
    regions: pd.DataFrame
    spending: dict[str, object]
    placebo: dict[str, object]


def _scored(
    history: RelativeHistory, runs: Mapping[str, Results], baseline: Baseline, whole: Baseline, asked: _Asked
) -> _OfOutcome:
    known = history.until(asked.start)
    targets = history.starting(asked.start + 1, asked.end - history.span + 1)
    simple = SIMPLE[history.outcome]
    scored = {name: score_normal(method(known, targets.first_years), targets.values) for name, method in simple.items()}
    for position, (name, results) in enumerate(runs.items()):
        generator = np.random.default_rng([asked.seed, position])
        members = published_draws(results, baseline, known, targets, generator, asked.multiple)
        scored[name] = score_draws(members, targets.values)
    best = min(simple, key=lambda each: float(scored[each].crps.mean()))
    made = score_table(targets, scored, multiple=asked.multiple, seed=asked.seed)
    beside = _over_best(targets, scored, best, asked.seed)
    return _OfOutcome(
        made.merge(beside, on=["outcome", "period", "forecast"]),
        _by_region(targets, scored, best),
        _spending(targets, scored, asked.seed),
        _placebo(whole, targets, scored[MODEL]),
    )


def parameters_until(year: int, baseline: Baseline) -> ParameterTable:
    """Give the parameters with the noise of areas as the years up to one show it, at the estimate.

    Parameters
    ----------
    year : int
    baseline : Baseline
        The bundled one.
    """
    return load_parameters().with_values(**values_of_noise(noise_of(baseline.tables, year)))


def _histories(baseline: Baseline) -> dict[str, RelativeHistory]:
    made = {"le": life_expectancy_history(baseline), "hle": healthy_life_expectancy_history(baseline)}
    return made | {name: area_history(baseline, name) for name in VARIABLES if name not in made}


# What the model says would be published


def published_draws(
    results: Results,
    baseline: Baseline,
    known: RelativeHistory,
    targets: RelativeHistory,
    generator: np.random.Generator,
    multiple: float = 1.0,
) -> Array:
    """Draws of the figures that would be published, in the form of `targets`.

    Parameters
    ----------
    results : Results
        An ensemble with areas kept; its last scenario.
    baseline : Baseline
        That it ran on.
    known : RelativeHistory
        Up to the start: the last sampling errors are those that the forecast expects.
    targets : RelativeHistory
        Places and periods.
    generator : numpy.random.Generator
    multiple : float
        How many times the published variance the sampling error has.

    Returns
    -------
    (draw, series, period), years or natural logarithm
    """
    if targets.span > 1:
        return _windows(results, baseline, known, targets, generator, multiple)
    data = results.dataset.isel(scenario=-1).sel(year=targets.first_years.tolist())
    variable = VARIABLES[targets.outcome]
    values = data[variable].sel(area=targets.codes.tolist()).to_numpy()
    england = data[f"place_{variable}"].sel(place="E92000001").to_numpy()[:, None, :]
    relative: Array = np.log(values / england) if targets.outcome in MONEY else values - england
    noise = known.standard_errors[:, -1:] * generator.standard_normal(relative.shape)
    return relative + noise


def _windows(
    results: Results,
    baseline: Baseline,
    known: RelativeHistory,
    targets: RelativeHistory,
    generator: np.random.Generator,
    multiple: float = 1.0,
) -> Array:
    data = results.dataset.isel(scenario=-1)
    first, last = int(targets.first_years[0]), int(targets.last_years[-1])
    data = data.sel(year=list(range(first, last + 1)))
    tier = baseline.areas["upper_tier_code"].to_numpy()
    inside = (tier == np.unique(tier)[:, None]) * baseline.arrays.population
    weights = inside / inside.sum(axis=1, keepdims=True)
    errors = np.repeat(known.standard_errors[:, -1:], len(targets.first_years), axis=1)
    by_sex = np.split(errors, len(SEXES))
    parts = []
    for sex, own in zip(SEXES, by_sex, strict=True):
        latent = np.einsum("ua,day->duy", weights, data[targets.outcome].sel(sex=sex).to_numpy())
        england = data[f"{targets.outcome}_by_sex"].sel(sex=sex).to_numpy()
        parts.append(observe(latent, england, own, multiple, generator))
    return np.concatenate(parts, axis=1)


# What the scores are set beside


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


def _placebo(baseline: Baseline, targets: RelativeHistory, model: Scored) -> dict[str, object]:
    """Regress the errors of the last period on the money of funds that were announced after it, £100 a head."""
    money = baseline.tables["awards"].groupby("code")["award_gbp"].sum().reindex(list(baseline.codes)).fillna(0.0)
    people = baseline.areas["population_2019"]
    if targets.span > 1:
        tier = baseline.areas["upper_tier_code"]
        money, people = money.groupby(tier).sum(), people.groupby(tier).sum()
    hundreds = pd.Series(money / people / 100).reindex(targets.codes.tolist()).to_numpy(np.float64)
    errors = targets.values[:, -1] - model.mean[:, -1]
    region = [targets.regions == each for each in np.unique(targets.regions)]
    fit = robust_least_squares(errors, np.column_stack([hundreds, targets.deprivation, *region]).astype(float))
    estimate, error = float(fit.coefficients[0]), float(fit.standard_errors[0])
    return {
        "outcome": targets.outcome,
        "estimate": estimate,
        "lower": estimate - NORMAL_95 * error,
        "upper": estimate + NORMAL_95 * error,
    }
