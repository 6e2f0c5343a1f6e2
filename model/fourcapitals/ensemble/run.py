"""Ensembles: many draws of parameters and shocks, all scenarios on each; run, stopped, resumed and extended."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.destinations import InMemory, OnDisk
from fourcapitals.ensemble.recipe import Keep, Recipe, without
from fourcapitals.ensemble.record import carried_of, changed_files, header_of, other_versions, recipe_of_store
from fourcapitals.ensemble.store_place import claimed, disk_faults
from fourcapitals.ensemble.store_writer import Writer
from fourcapitals.ensemble.variance_by_letter import known_of_recipe, points_for, variance_by_letter
from fourcapitals.ensemble.verification import Verification, verify
from fourcapitals.ensemble.workers import Progress, Watch, WorkerPool
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.results.files import check_target
from fourcapitals.results.manifest import MOST_DRAWS, VARIANCE
from fourcapitals.results.results import Results
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import Scenario, load_scenario, parse_scenario
from fourcapitals.scenario.own_rules import rules_used
from fourcapitals.vocabulary import BLOCK, Say

__all__ = ["Progress", "Verification", "extend", "resume", "run_ensemble", "verify"]


# Running


@checked
def run_ensemble(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    *,
    draws: int,
    seed: int = 0,
    workers: int | None = None,
    out: str | Path | None = None,
    reference: str = "baseline",
    keep: Keep = "summary",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    overwrite: bool = False,
) -> Results:
    """Run scenarios on many draws of parameters and shocks, the same draws for all.

    Parameters
    ----------
    scenarios : Scenario, name, path, or a sequence of them
        The reference is run with them when it is not among them.
    draws : int
    seed : int
        Names the draws: equal seeds give equal draws, and more draws never change the first ones.
    workers : int, optional
        As many as there are processors; changes no number.
    out : str or Path, optional
        A file that ends in ``.nc`` takes one cube; any other name becomes a store, which grows block by block, and
        can be resumed and extended. Without it the cube stays in memory.
    reference : str
        The scenario that differences are taken from.
    keep : {"summary", "areas"}
        With areas, every outcome of every area and year is kept for every draw, beside the summary.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled priors by default.
    progress : callable, optional
        Told a `Progress` after each block.
    say : callable, optional
        Told in words what is to be known before the first block.
    executor : "threads", "processes", a Dask client or a concurrent.futures executor
    overwrite : bool
        Replace an output that exists.

    Returns
    -------
    Results
        Read from disk as far as is asked for where `out` names a store, else in memory.

    Raises
    ------
    BadInput
        When the scenarios, numbers or places asked for cannot be.

    Examples
    --------
    >>> results = run_ensemble("announced_2021", draws=64, workers=1)
    >>> results.draws, results.scenarios
    (64, ('baseline', 'announced_2021'))
    """
    draws = _whole(draws)
    recipe = recipe_of(scenarios, seed, reference, keep, baseline, parameters)
    in_one_file = out is not None and Path(out).suffix == ".nc"
    if out is not None and in_one_file:
        check_target(Path(out), overwrite=overwrite)
    # The name of a store is taken before any work is done, so that a second run is told at once.
    with nullcontext() if out is None or in_one_file else claimed(Path(out), overwrite=overwrite):
        pool = WorkerPool(recipe, draws, workers, executor, progress, say)
        header, carried = header_of(recipe) | {"draws": draws}, carried_of(recipe)
        if out is not None and not in_one_file:
            destination = OnDisk(None, lambda: Writer.create(out, header, carried, overwrite=overwrite))
            return _fill(Path(out), destination, pool)
        memory = InMemory.of(header, carried, draws)
        pool.fill(memory)
        if points := points_for(draws):
            memory.header[VARIANCE] = _shared(pool, points)
        results = memory.results()
        if out is not None:
            results.save(out, overwrite=overwrite)
        return results


@checked
def resume(
    path: str | Path,
    *,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Results:
    """Go on with a store that was stopped, and run damaged blocks again.

    Where it was made with other versions of Python, NumPy, SciPy or Numba, its first block is run again to see that
    they give the same bits.

    Parameters
    ----------
    path : str or Path
    workers, progress, say, executor
        As in `run_ensemble`.
    baseline, parameters
        Those that the store was made with, where they are not the bundled ones.

    Raises
    ------
    BadInput
        When it is no store, is being written, was made from other inputs than are at hand, or a block that is run
        again gives other numbers.
    """
    return _go_on(path, None, workers, progress, say, executor, baseline, parameters)


@checked
def extend(
    path: str | Path,
    *,
    draws: int,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Results:
    """Add draws to a store, up to a number; those it has stay as they are, to the bit.

    Parameters
    ----------
    path : str or Path
    draws : int
        In all.
    workers, progress, say, executor, baseline, parameters
        As in `resume`.

    Raises
    ------
    BadInput
        When it has or was asked for more already, and as `resume` does.
    """
    return _go_on(path, _whole(draws), workers, progress, say, executor, baseline, parameters)


def _go_on(
    path: str | Path,
    draws: int | None,
    workers: int | None,
    progress: Watch | None,
    say: Say | None,
    executor: Any,
    baseline: Baseline | None,
    parameters: ParameterTable | None,
) -> Results:
    store = Store.open(path)
    recipe, asked = recipe_of_store(store, baseline, parameters), store.manifest["draws"]
    if draws is not None and draws < asked:
        raise BadInput(f"{path}: has or was asked for {asked:,} draws; a store can be extended, not cut")
    pool = WorkerPool(recipe, draws or asked, workers, executor, progress, say)
    try:
        store.totals()
        whole = True
    except BadInput:
        whole = False
    if say is not None:
        for line in changed_files(store):
            say(line)
    others = other_versions(store)
    if others and say is not None:
        say(f"{path}: made with {'; '.join(others)}; its first block is run again to see that its numbers are the same")
    writer = Writer.reopen(path, draws=draws or 0, anew=not whole)
    return _fill(Path(path), OnDisk(writer, kept=True), pool, check=frozenset({0} if others else ()))


def _fill(path: Path, destination: OnDisk, pool: WorkerPool, *, check: frozenset[int] = frozenset()) -> Results:
    """Run what a store lacks, and some blocks to check them; whatever stops it, its last checkpoint or later stands."""
    try:
        with disk_faults(path, lambda: Store.open(path).draws if destination.kept else None):
            if destination.writer is not None:
                _mend(destination.writer, pool, check)
            try:
                pool.fill(destination)
            except (KeyboardInterrupt, BadInput, RuntimeError):
                # What is merged is whole: keep it.
                if destination.whole and destination.totals.draws:
                    destination.checkpoint()
                raise
            destination.checkpoint()
            points = points_for(pool.draws)
            if points > sum(
                destination.stored.manifest.get(VARIANCE, {}).get(each, 0) for each in ("points", "left_out")
            ):
                destination.stored.manifest[VARIANCE] = _shared(pool, points)
                destination.checkpoint()
            destination.stored.publish_areas()
    finally:
        destination.close()
    return Store.open(path).results(totals=destination.totals)


def _shared(pool: WorkerPool, points: int) -> dict[str, Any]:
    """Share the variance of each scenario's result by letter of evidence, and say that it takes a while.

    What is known beforehand, of scenarios that come with the model, is not worked out again.
    """
    known = known_of_recipe(pool.recipe)
    unknown = without(pool.recipe, known.get("shares", {}))
    if known and len(unknown.scenarios) == 1:
        return known
    if pool.say is not None:
        pool.say(f"Share of the uncertainty by strength of evidence: {points} pairs of points of the priors, noise off")
    found = variance_by_letter(replace(pool, recipe=unknown), points)
    return found | {"shares": {**known.get("shares", {}), **found["shares"]}}


def _mend(writer: Writer, pool: WorkerPool, check: frozenset[int]) -> None:
    """Run damaged blocks again, and some others to check them."""
    asked = sorted(check.union(Store.open(writer.path).damaged_blocks()))
    with closing(pool.results({block: BLOCK for block in asked if block < writer.blocks_done})) as again:
        for block, made in again:
            writer.write_block(block, made["series"], made["rejected"])


# What is asked for


def recipe_of(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    seed: int,
    reference: str,
    keep: Keep,
    baseline: Baseline | None,
    table: ParameterTable | None,
) -> Recipe:
    """Check what was asked for; the reference runs first when it is not among the scenarios.

    Arguments are those of `run_ensemble`.
    """
    asked = [scenarios] if isinstance(scenarios, Scenario | str | Path) else list(scenarios)
    faults: list[str] = []
    loaded: dict[str, Scenario] = {}
    for one in asked:
        try:
            scenario = one if isinstance(one, Scenario) else load_scenario(one)
        except BadInput as error:
            faults += error.faults
            continue
        if scenario.name in loaded:
            faults.append(f"scenario {scenario.name!r} is given twice; scenarios need different names")
        elif isinstance(one, Scenario) and parse_scenario(one.text, name=one.name, files=one.files) != one:
            faults.append(
                f"scenario {scenario.name!r} is not what its text says, so that it could not be run again; make it "
                "with parse_scenario"
            )
        loaded[scenario.name] = scenario
    if not asked:
        faults.append("no scenario is given; name at least one")
    if not faults and reference not in loaded:
        loaded = {reference: load_scenario(reference), **loaded}
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        faults.append(f"seed: a whole number from 0 expected, got {shown(seed)}")
    if keep not in ("summary", "areas"):
        faults.append(unknown("choice of what is kept", str(keep), ("summary", "areas")))
    if faults:
        raise BadInput(*faults)
    texts = tuple((scenario.name, scenario.text) for scenario in loaded.values())
    files = tuple((each.name, file, text) for each in loaded.values() for file, text in each.files.items())
    rules = rules_used(list(loaded.values()))
    return Recipe(texts, int(seed), reference, keep, baseline, table, files, rules)


def _whole(draws: int) -> int:
    """A number of draws that can be."""
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or not 1 <= draws <= MOST_DRAWS:
        raise BadInput(f"draws: a whole number from 1 to {MOST_DRAWS:,} expected, got {shown(draws)}")
    return int(draws)
