"""What an ensemble records of what went in: scenarios, their money, checksums, versions, published levels."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.own_figures import check_same_figures, own_figures_of
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.recorded_changes import changes_of
from fourcapitals.ensemble.areas_of_block import base_levels
from fourcapitals.ensemble.recipe import Job, Recipe, job_of
from fourcapitals.ensemble.summary import places_of
from fourcapitals.errors import BadInput
from fourcapitals.results.area_bins import AREA_OUTCOMES, QUANTILES, milestones_of, resolution_of
from fourcapitals.results.carried import area_coordinates, published_levels
from fourcapitals.results.ensemble_arrays import Sizes
from fourcapitals.results.manifest import MANIFEST
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.money_from_file import MOST_BYTES
from fourcapitals.scenario.own_rules import check_rules, rules_record, rules_used
from fourcapitals.simulation.money import money_of
from fourcapitals.text import checksum_of
from fourcapitals.vocabulary import BLOCK, ENGLAND, NOTHING

if TYPE_CHECKING:
    import xarray as xr

_SCIENCE: Final = (
    "data/area_arrays.py",
    "data/area_histories.py",
    "data/area_likelihoods.py",
    "data/area_noise.py",
    "data/baseline.py",
    "data/care_boards.py",
    "data/compiled_tables.py",
    "data/distributions.py",
    "data/earlier_years.py",
    "data/effective_numbers.py",
    "data/filtered_start.py",
    "data/maximum_likelihood.py",
    "data/movers.py",
    "data/packaged_toml.py",
    "data/parameter_rows.py",
    "data/parameters.py",
    "data/posterior.py",
    "data/place_names.py",
    "data/places.py",
    "data/prices.py",
    "data/regional_life.py",
    "data/sampling_error.py",
    "data/statistics_errors.py",
    "data/table_checks.py",
    "data/yearly_noise.py",
    "ensemble/areas_of_block.py",
    "ensemble/block.py",
    "ensemble/draws.py",
    "ensemble/feedbacks.py",
    "ensemble/life_sums.py",
    "ensemble/moved_households.py",
    "ensemble/prior_quantiles.py",
    "ensemble/recipe.py",
    "ensemble/runs_of_draw.py",
    "ensemble/summary.py",
    "equations/*.py",
    "results/area_bins.py",
    "results/axes.py",
    "results/bid_sums.py",
    "results/carried.py",
    "scenario/allocation.py",
    "scenario/behaviour_table.py",
    "scenario/bodies.py",
    "scenario/checked_values.py",
    "scenario/competition_terms.py",
    "scenario/extra_money.py",
    "scenario/file_schema.py",
    "scenario/files.py",
    "scenario/fund_rows.py",
    "scenario/money_from_file.py",
    "scenario/money_table.py",
    "scenario/need.py",
    "scenario/named_files.py",
    "scenario/nhs_plan.py",
    "scenario/nhs_tables.py",
    "scenario/own_rules.py",
    "scenario/policy.py",
    "scenario/rule_tables.py",
    "scenario/rule_weights.py",
    "scenario/terms.py",
    "simulation/arrays.py",
    "simulation/drawn_start.py",
    "simulation/composition.py",
    "simulation/behaviour/*.py",
    "simulation/bids.py",
    "simulation/compiled/*.py",
    "simulation/delivery.py",
    "simulation/devolution.py",
    "simulation/environment.py",
    "simulation/noise.py",
    "simulation/outcome_noise.py",
    "simulation/schedule.py",
    "simulation/construction.py",
    "simulation/responses.py",
    "simulation/state.py",
    "simulation/whole_life.py",
    "vocabulary.py",
)
"""Modules that numbers come from."""
_TAKEN: Final = (ENGLAND, NOTHING)
"""What those modules take from modules of words and figures, which may change without moving a number."""


def header_of(recipe: Recipe) -> dict[str, Any]:
    """Write down what goes into an ensemble.

    Parameters
    ----------
    recipe : Recipe

    Returns
    -------
    dict
        Of plain values, as JSON holds them.
    """
    return header_of_job(job_of(recipe))


def header_of_job(job: Job) -> dict[str, Any]:
    """Write down what goes into an ensemble whose recipe is worked out, as `header_of`."""
    recipe, baseline, table = job.recipe, job.baseline, job.table
    places, changes = places_of(baseline), changes_of(table)
    return {
        "fourcapitals_version": version("fourcapitals"),
        "made_with": versions(),
        **_of_scenarios(job),
        "reference": recipe.reference,
        "seed": recipe.seed,
        "draws": 0,
        "draws_of_a_block": BLOCK,
        "keep": recipe.keep,
        "parameters_checksum": table.checksum,
        **({"parameters": changes} if changes else {}),
        "data_checksum": baseline.checksum,
        **({"own_figures": own} if (own := own_figures_of(baseline)) else {}),
        "code_checksum": code_checksum(),
        "places": places,
        "areas": {str(code): str(name) for code, name in baseline.areas["name"].items()},
        "published": published_levels(baseline),
        "life_expectancy_reference": table.central().life_expectancy_reference,
        "base_levels": {name: values.tolist() for name, values in base_levels(baseline).items()},
        "area_bins": {name: resolution_of(name) for name in AREA_OUTCOMES},
        "quantiles": list(QUANTILES),
        "milestones": list(milestones_of(baseline.period)),
        "period": asdict(baseline.period),
        "whole_life": True,
    }


def header_beside(header: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """Give the header of a job whose scenarios alone are others than those that a header is of.

    Parameters
    ----------
    header : mapping
        From `header_of_job`.
    job : Job
    """
    of_scenarios = ("rules", "both_bases", "competition")
    return {name: value for name, value in header.items() if name not in of_scenarios} | _of_scenarios(job)


def _of_scenarios(job: Job) -> dict[str, Any]:
    """What of a header follows from the scenarios."""
    scenarios = [strategy.scenario for strategy in job.strategies]
    return {
        "scenarios": [_stated(each) for each in scenarios],
        **({"rules": rules} if (rules := rules_record(scenarios)) else {}),
        **({"both_bases": True} if job.moves else {}),
        **({"competition": True} if job.holds_bids else {}),
    }


def _stated(scenario: Scenario) -> dict[str, Any]:
    """What a scenario states: its file, and the files that it names, each with its checksum."""
    stated: dict[str, Any] = {"name": scenario.name, "title": scenario.title, "text": scenario.text}
    return {**stated, "files": scenario.file_record} if scenario.files else stated


def carried_of(recipe: Recipe) -> xr.Dataset:
    """Give what results carry whatever the draw: what is known about areas, and the ledger at central values.

    Parameters
    ----------
    recipe : Recipe

    Returns
    -------
    xarray.Dataset
        ``award`` (line, area, year) and the other parts of the ledger, ``running_cost`` (scenario, area, year), £m of
        2019, with the coordinates of `carried.area_coordinates`.
    """
    return carried_of_job(job_of(recipe))


def carried_of_job(job: Job, known: Mapping[str, xr.Dataset] | None = None) -> xr.Dataset:
    """Give what results carry whatever the draw, as `carried_of`.

    Parameters
    ----------
    job : Job
    known : mapping of scenario to xarray.Dataset
        Money from `simulation.money.money_of` that need not be worked out again.
    """
    import xarray as xr

    numbers, known = job.table.central(), known or {}
    scenarios = [strategy.scenario for strategy in job.strategies]
    each = [known[one.name] if one.name in known else money_of(one, job.baseline, numbers) for one in scenarios]
    lines = xr.concat([money.drop_vars(["scenario", "running_cost"]) for money in each], dim="line")
    running = xr.concat([money["running_cost"] for money in each], dim="scenario")
    return lines.assign(running_cost=running).assign_coords(area_coordinates(job.baseline))


def versions() -> dict[str, str]:
    """Versions of what the bits of an ensemble rest on beside our own code: SciPy scrambles the draws."""
    return {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "scipy", "numba")}}


def other_versions(store: Store) -> tuple[str, ...]:
    """Say what of `versions` is another here than where a store was made."""
    made_with = store.manifest["made_with"]
    return tuple(
        f"{name} {made_with.get(name, 'of a version not recorded')}, here {here}"
        for name, here in versions().items()
        if made_with.get(name) != here
    )


@cache
def code_checksum() -> str:
    """Checksum of the modules that numbers depend on.

    Examples
    --------
    >>> len(code_checksum())
    64
    """
    folder = Path(__file__).parents[1]
    digest = hashlib.sha256(repr(_TAKEN).encode())
    for source in (source for pattern in _SCIENCE for source in sorted(folder.glob(pattern))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def recipe_of_store(store: Store, baseline: Baseline | None = None, table: ParameterTable | None = None) -> Recipe:
    """Read what a store was made from, and check that the same inputs are at hand.

    Raises
    ------
    BadInput
        When they are not; with those that differ.
    """
    header = store.manifest
    check_rules(header.get("rules") or {}, who=str(store.path))
    baseline = check_same_figures(header.get("own_figures") or {}, baseline=baseline, who=str(store.path))
    if table is None:
        table = _table_of(store)
    at_hand = {
        "data_checksum": (baseline or load_baseline()).checksum,
        "parameters_checksum": table.checksum,
        "code_checksum": code_checksum(),
    }
    words = {"data_checksum": "data", "parameters_checksum": "parameters", "code_checksum": "code of the model"}
    other = [words[name] for name, checksum in at_hand.items() if header[name] != checksum]
    if header.get("period") not in (None, asdict((baseline or load_baseline()).period)):
        other.append("years")
    if other:
        raise BadInput(
            f"{store.path}: was made with other {' and other '.join(other)} (fourcapitals "
            f"{header['fourcapitals_version']}); go on with those, or run it anew"
        )
    texts = tuple((each["name"], each["text"]) for each in header["scenarios"])
    recipe = Recipe(texts, header["seed"], header["reference"], header["keep"], baseline, table, _files_of(store))
    recipe = replace(recipe, rules=rules_used(recipe.read())) if "rules" in header else recipe
    own, given = Sizes.of(header), job_of(recipe).sizes
    if own != given:
        others = [f"{a} {name} for {b}" for name, a, b in zip(Sizes._fields, own, given, strict=True) if a != b]
        raise BadInput(f"{store.path / MANIFEST}: was changed: it has {', '.join(others)}; restore it from a copy")
    return recipe


def _files_of(store: Store) -> tuple[tuple[str, str, str], ...]:
    """The files that the scenarios of a store take money from, checked against their checksums."""
    files, faults = [], []
    for scenario in store.manifest["scenarios"]:
        for file, kept in scenario.get("files", {}).items():
            if checksum_of(kept["text"]) != kept["checksum"]:
                what = f"{file} of scenario {scenario['name']!r}"
                faults.append(f"{store.path}: {what} is not what was recorded; restore the store, or run it anew")
            files.append((scenario["name"], file, kept["text"]))
    if faults:
        raise BadInput(*faults)
    return tuple(files)


def changed_files(store: Store) -> tuple[str, ...]:
    """Say which files that scenarios take money from lie in the current folder with another text than the store holds.

    The store keeps their texts, as it keeps those of the scenarios, and goes on with them.

    Parameters
    ----------
    store : Store
    """
    return tuple(
        f"{file} has changed since; {store.path} goes on with the text that it holds (SHA-256 {kept['checksum'][:12]})"
        for scenario in store.manifest["scenarios"]
        for file, kept in scenario.get("files", {}).items()
        if os.path.isfile(file)
        and Path(file).stat().st_size <= MOST_BYTES
        and checksum_of(Path(file).read_text("utf-8-sig", errors="replace")) != kept["checksum"]
    )


def _table_of(store: Store) -> ParameterTable:
    """The table of parameters that a store was made with: the package's, with what was changed."""
    try:
        return table_of(store.manifest.get("parameters") or {})
    except BadInput as error:
        raise BadInput(*(f"{store.path}: {fault}" for fault in error.faults)) from None
