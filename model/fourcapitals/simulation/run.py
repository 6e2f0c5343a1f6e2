"""`simulate`: scenarios run to the end year on the same parameters and the same shocks, and their results labelled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.own_figures import own_figures_of
from fourcapitals.data.parameters import ParameterTable, load_parameters, numbers_of_run
from fourcapitals.data.recorded_changes import changes_of
from fourcapitals.equations.elementary import Array
from fourcapitals.results.axes import (
    AREA_WHOLE_LIFE,
    PLACE_WHOLE_LIFE,
    WHOLE_LIFE_LABEL,
    WHOLE_LIFE_UNIT,
    coordinates,
    named_axes,
    places_of_areas,
    with_places,
)
from fourcapitals.results.carried import area_coordinates, published_levels
from fourcapitals.results.ensemble_labels import files_record
from fourcapitals.results.plausibility import ImpossibleOutcome, check_run, own_inputs_told
from fourcapitals.results.recorded_inputs import FORMAT, NOISE_OFF
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.own_rules import rules_record
from fourcapitals.simulation.bids import holds_bids
from fourcapitals.simulation.both_bases import outcomes_of_people, taken_out, with_people_based
from fourcapitals.simulation.composition import migration_of
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.labelled_bids import BidsOfRun, bids_of_run, with_bids
from fourcapitals.simulation.labelled_jobs import with_nhs_jobs
from fourcapitals.simulation.ledger import Ledger, keep_books
from fourcapitals.simulation.money import RUNNING_COST, ledger_lines
from fourcapitals.simulation.noise import seed_of
from fourcapitals.simulation.responses import Society
from fourcapitals.simulation.schedule import ending_of
from fourcapitals.simulation.start import Start, start_of, years_of
from fourcapitals.simulation.state import Outcomes, State
from fourcapitals.simulation.whole_life import whole_life
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import ENGLAND, OUTCOMES, PRICE_YEAR

if TYPE_CHECKING:
    import xarray as xr

_CAPITALS: Final = {
    "transport": ("Transport stock, change since 2019", "£ per head, 2019 prices"),
    "premises": ("Premises stock, change since 2019", "£ per head, 2019 prices"),
    "housing": ("Housing-quality stock, change since 2019", "£ per head, 2019 prices"),
    "skills": ("Skills stock, change since 2019", "£ per person aged 16-64, 2019 prices"),
    "low_quality_jobs": ("Low-quality jobs, change since 2019", "share of residents' jobs"),
    "social": ("Social capital, change since 2019", "standard deviations between areas"),
    "green_space": ("Vegetation around homes, change since 2019", "NDVI"),
    "particulates": ("Fine particulate matter, change since 2019", "log"),
}


@checked
def simulate(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    *,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    seed: int | None = None,
) -> Results:
    """Run one or more scenarios from 2019 to 2035 on the same parameters and the same shocks.

    Parameters
    ----------
    scenarios : Scenario, name, path, or a sequence of them
    baseline : Baseline, optional
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    seed : int, optional
        None (the default) leaves noise off.

    Returns
    -------
    Results
        With one draw.

    Raises
    ------
    BadInput
        When both a table and one set of numbers are given.
    ImpossibleOutcome
        When an area would come to what cannot be (`results.plausibility`).
    ValueError
        When two scenarios have the same name.

    Examples
    --------
    >>> results = simulate(["baseline", "public_health_restored"])
    >>> results.scenarios
    ('baseline', 'public_health_restored')
    """
    import xarray as xr

    asked = [scenarios] if isinstance(scenarios, Scenario | str | Path) else list(scenarios)
    base, p = baseline or load_baseline(), numbers_of_run(parameters, numbers)
    loaded = [each if isinstance(each, Scenario) else load_scenario(each) for each in asked]
    move = any(each.households_move for each in loaded)
    runs: dict[str, _Run] = {}
    faults: list[str] = []
    for position, strategy in enumerate(loaded):
        if strategy.name in [each.name for each in loaded[:position]]:
            raise ValueError(f"scenario {strategy.name!r} is given twice; scenarios need different names")
        try:
            runs[strategy.name] = _run_of(strategy, base, p, seed, move=move)
        except ImpossibleOutcome as error:
            faults += error.faults
    if faults:
        with own_inputs_told(baseline, parameters):
            raise ImpossibleOutcome(*faults)
    published = published_levels(base)
    together, moved = taken_out(xr.concat([each.outcomes for each in runs.values()], dim="scenario"))
    dataset = with_places(together, "baseline", published=published, moved=moved)
    dataset = dataset.merge(xr.concat([each.lines for each in runs.values()], dim="line"))
    dataset = with_bids(dataset, {name: each.bids for name, each in runs.items() if each.bids is not None})
    dataset = with_nhs_jobs(dataset, {name: each.environment for name, each in runs.items()})
    titles = told_apart({each.name: each.title for each in loaded})
    dataset = named_axes(dataset.assign_coords(title=("scenario", list(titles.values()))))
    dataset.attrs = {
        **_attributes(base, p, seed),
        "scenario_files": json.dumps({each.name: each.text for each in loaded}),
        **files_record({each.name: each.file_record for each in loaded}),
        **({"rules": json.dumps(rules)} if (rules := rules_record(loaded)) else {}),
        "parameters": "central values with mean causal shares" if numbers is None else "given by the caller",
        "parameters_checksum": (numbers or parameters or load_parameters()).checksum,
        "parameters_changed": json.dumps(changes_of(parameters)),
        "published": json.dumps(published),
        "cautions": json.dumps([line for each in runs.values() for line in each.cautions]),
    }
    return Results(dataset)


class _Run(NamedTuple):
    """One scenario, run and labelled."""

    outcomes: xr.Dataset
    lines: xr.Dataset
    """Of the ledger."""
    bids: BidsOfRun | None
    """None where nobody bids."""
    environment: Environment
    cautions: list[str]


def check_outcomes(
    scenario: Scenario, *, baseline: Baseline | None = None, parameters: ParameterTable | None = None
) -> None:
    """Run a scenario at central values for what a run refuses alone: nothing of it is labelled or kept.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline, optional
    parameters : ParameterTable, optional

    Raises
    ------
    ImpossibleOutcome
        When an area would come to what cannot be (`results.plausibility`).
    """
    with own_inputs_told(baseline, parameters):
        _path_of(scenario, baseline or load_baseline(), numbers_of_run(parameters, None), None)


class _Path(NamedTuple):
    """One scenario's way through the years."""

    start: Start
    years: Sequence[tuple[State, Array]]
    """State and awards of every simulated year."""
    states: Sequence[State]
    """At the end of the base year, then of every year."""
    cautions: list[str]


def _path_of(strategy: Scenario, base: Baseline, p: Parameters, seed: int | None) -> _Path:
    """Run one scenario, and refuse it where it gives what cannot be."""
    start = start_of(strategy, baseline=base, numbers=p, seed=seed_of(seed))
    # What overflows ends as an outcome that cannot be, which is told with its place.
    with np.errstate(all="ignore"):
        years = years_of(start)
    states = [start.state, *(state for state, _ in years)]
    found = check_run(in_years(states), who=strategy.name, years=base.period.years, areas=base.areas)
    return _Path(start, years, states, [line for _, line in found])


def _run_of(strategy: Scenario, base: Baseline, p: Parameters, seed: int | None, *, move: bool) -> _Run:
    """Run one scenario, whose outcomes are on both bases where in some scenario households move."""
    start, path, states, cautions = _path_of(strategy, base, p, seed)
    last = states[-1]
    ending = ending_of(last.delivery, Society(last.capitals, last.responses, last.trends))
    run = label_outcomes(strategy, base, states)
    if move:
        run = with_people_based(run, states, start.migration or migration_of(base.movers, start.environment), p)
    summed = whole_life(
        outcomes_of_people(in_years(states), states, start.migration, p), ending, start.environment, base.period
    )
    books = books_of(start.environment, path)
    return _Run(
        outcomes=with_whole_life(run, summed, base),
        lines=ledger_lines(strategy, start.terms, base, p.deflator, books),
        bids=bids_of_run(strategy, base, start, path) if holds_bids(strategy) else None,
        environment=start.environment,
        cautions=cautions,
    )


def _attributes(baseline: Baseline, numbers: Parameters, seed: int | None) -> dict[str, str | int | float]:
    """What a file says of its inputs, whichever scenarios were run."""
    return {
        "format": FORMAT,
        "title": "Four capitals: projected outcomes of English local areas",
        "fourcapitals_version": version("fourcapitals"),
        "seed": NOISE_OFF if seed is None else int(seed),
        "data_checksum": baseline.checksum,
        **({"own_figures": json.dumps(own)} if (own := own_figures_of(baseline)) else {}),
        "life_expectancy_reference": numbers.life_expectancy_reference,
        "price_base": f"£ of {PRICE_YEAR}",
        "healthy_life_expectancy_series": f"ONS, original method; base {baseline.period.window}",
        "appraisal_start": baseline.period.appraisal_start,
        "appraisal_end": baseline.period.end,
    }


def with_whole_life(run: xr.Dataset, summed: Array, baseline: Baseline) -> xr.Dataset:
    """Add to a run what it comes to over the whole life of its effects: every area, and means of England and regions.

    Parameters
    ----------
    run : Dataset
        From `label_outcomes`.
    summed : (2, area), years of healthy life expectancy times years
        From `whole_life.whole_life`.
    baseline : Baseline
    """
    region, people = baseline.areas["region_code"].to_numpy(str), baseline.arrays.population
    places = run["place"].to_numpy()
    weight = ((places[:, None] == region) | (places[:, None] == ENGLAND)) * people
    means = (weight / weight.sum(axis=1, keepdims=True)) @ summed.T
    words = {"long_name": WHOLE_LIFE_LABEL, "units": WHOLE_LIFE_UNIT}
    of_places, of_areas = (("scenario", "draw", each, "sum_over_life") for each in ("place", "area"))
    return run.assign(
        {
            AREA_WHOLE_LIFE: (of_areas, summed.T[None, None], words),
            PLACE_WHOLE_LIFE: (of_places, means[None, None], words),
        }
    )


def in_years(states: Sequence[State]) -> Outcomes:
    """Put the outcomes of some years into one, with a year axis before the others.

    Parameters
    ----------
    states : sequence of State
    """
    return Outcomes(*(np.stack(each) for each in zip(*(state.outcomes for state in states), strict=True)))


def books_of(environment: Environment, path: Sequence[tuple[State, Array]]) -> Ledger:
    """Keep the books of a run.

    Parameters
    ----------
    environment : Environment
    path : sequence of (State, awards)
        Of every simulated year, as `start.years_of` gives them.
    """
    return keep_books(
        np.array([awards for _, awards in path]),
        np.array([state.money.effective_share for state, _ in path]),
        environment.delays,
        environment.deadweight,
    )


def label_outcomes(scenario: Scenario, baseline: Baseline, states: Sequence[State]) -> xr.Dataset:
    """Give one run's outcomes and capitals their axes and units.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    states : sequence of State
        At the end of the base year, then of every year.

    Returns
    -------
    Dataset
        Outcomes (scenario, draw, [sex,] area, year), one scenario and one draw, and ``running_cost`` (scenario, area,
        year); with what is known about the areas.
    """
    import xarray as xr

    variables: dict[str, Any] = {}

    def add(name: str, values: Sequence[Array], label: str, unit: str) -> None:
        by_area = ("sex", "area") if values[0].ndim > 1 else ("area",)
        dims = ("scenario", "draw", *by_area, "year")
        variables[name] = dims, np.stack(values, axis=-1)[None, None], {"long_name": label, "units": unit}

    for outcome in OUTCOMES:
        add(outcome.name, [getattr(state.outcomes, outcome.name) for state in states], outcome.label, outcome.unit)
    for name, (label, unit) in _CAPITALS.items():
        add(name, [getattr(state.capitals, name) for state in states], label, unit)
    running = np.stack([state.money.running_cost for state in states], axis=-1)
    variables["running_cost"] = ("scenario", "area", "year"), running[None], RUNNING_COST
    areas = baseline.areas
    places = places_of_areas(dict(zip(areas["region_code"], areas["region_name"], strict=True)))
    return xr.Dataset(
        variables,
        coordinates({scenario.name: scenario.title}, 1, places, baseline.period.years) | area_coordinates(baseline),
    )
