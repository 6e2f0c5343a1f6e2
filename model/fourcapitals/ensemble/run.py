"""Ensembles: many draws of parameters and shocks, all scenarios on each; run, stopped, resumed and extended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.areas_of_block import add_block
from fourcapitals.ensemble.recipe import Keep, Recipe, without
from fourcapitals.ensemble.record import carried_of, changed_files, header_of, other_versions, recipe_of_store
from fourcapitals.ensemble.store_place import claimed, disk_faults
from fourcapitals.ensemble.store_writer import Writer
from fourcapitals.ensemble.variance_by_letter import known_of_recipe, points_for, variance_by_letter
from fourcapitals.ensemble.verification import Verification, verify
from fourcapitals.ensemble.workers import Progress, Watch, WorkerPool
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.results.ensemble_arrays import Sizes, Totals, shape_of, variables_of
from fourcapitals.results.ensemble_labels import label
from fourcapitals.results.files import check_target
from fourcapitals.results.manifest import MOST_DRAWS, VARIANCE
from fourcapitals.results.results import Results
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import Scenario, load_scenario, parse_scenario
from fourcapitals.scenario.own_rules import rules_used
from fourcapitals.vocabulary import BLOCK, Say

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Progress", "Verification", "extend", "resume", "run_ensemble", "verify"]


MOST_IN_MEMORY: Final = 1 << 30
"""Bytes of a cube beyond which a store is asked for."""
CHECKPOINT_SECONDS: Final = 15.0
"""Longest wait before a checkpoint of a store is due."""
_CHECKPOINT_SHARE: Final = 0.02
"""Share of the time that checkpoints may take, where that lets them come sooner."""


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
            sink = _OnDisk(None, lambda: Writer.create(out, header, carried, overwrite=overwrite))
            return _fill(Path(out), sink, pool)
        memory = _Memory.of(header, carried, draws)
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
    return _fill(Path(path), _OnDisk(writer, kept=True), pool, check=frozenset({0} if others else ()))


def _fill(path: Path, sink: _OnDisk, pool: WorkerPool, *, check: frozenset[int] = frozenset()) -> Results:
    """Run what a store lacks, and some blocks to check them; whatever stops it, its last checkpoint or later stands."""
    try:
        with disk_faults(path, lambda: Store.open(path).draws if sink.kept else None):
            if sink.writer is not None:
                _mend(sink.writer, pool, check)
            try:
                pool.fill(sink)
            except (KeyboardInterrupt, BadInput, RuntimeError):
                # What is merged is whole: keep it.
                if sink.whole and sink.totals.draws:
                    sink.checkpoint()
                raise
            sink.checkpoint()
            points = points_for(pool.draws)
            if points > sum(sink.stored.manifest.get(VARIANCE, {}).get(each, 0) for each in ("points", "left_out")):
                sink.stored.manifest[VARIANCE] = _shared(pool, points)
                sink.checkpoint()
            sink.stored.publish_areas()
    finally:
        sink.close()
    return Store.open(path).results(totals=sink.totals)


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


# Where blocks go


@dataclass(eq=False)
class _Memory:
    """An ensemble that is kept in memory."""

    header: dict[str, Any]
    carried: xr.Dataset
    totals: Totals
    series: dict[str, Array]
    rejected: int = 0
    keeps_whole_blocks: bool = False

    @classmethod
    def of(cls, header: Mapping[str, Any], carried: xr.Dataset, draws: int) -> _Memory:
        shapes = {each.name: shape_of(each, Sizes.of(header)) for each in variables_of(header)}
        needed = sum(8 * draws * int(np.prod((shape[0], *shape[2:]))) for shape in shapes.values())
        if needed > MOST_IN_MEMORY:
            raise BadInput(
                f"{draws:,} draws of {len(header['scenarios'])} scenario(s) would take {needed / 1e9:.1f} GB of "
                "memory; give a store that grows on disk, such as --out runs.zarr, or fewer draws"
            )
        series = {name: np.empty((shape[0], draws, *shape[2:])) for name, shape in shapes.items()}
        empty = Totals.none(len(header["scenarios"]), len(header["areas"]), len(header["milestones"]))
        return cls({**header, "draws": draws}, carried, empty.narrowed(draws), series)

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        first = block * BLOCK
        for name, values in made["series"].items():
            self.series[name][:, first : first + counted] = values[:, :counted]
        self.rejected += made["rejected"]
        add_block(self.totals, made, counted)

    def results(self) -> Results:
        header = {**self.header, "draws_done": self.totals.draws, "rejected": self.rejected}
        return Results(label(header, self.series, self.totals.by_scenario(), self.carried))


@dataclass(eq=False)
class _OnDisk:
    """An ensemble that is kept in a store, committed from time to time.

    A new store is made when its first block is there: what is refused, or stopped before, leaves nothing but what was
    there.
    """

    writer: Writer | None
    create: Callable[[], Writer] | None = None
    """Makes it, where there is none yet."""
    kept: bool = False
    """Whether the store holds what was committed."""
    last: float = field(default_factory=time.monotonic)
    took: float = 0.0
    """Seconds that the last checkpoint took; 0 before the first, which is therefore due after the first block."""
    whole: bool = True
    """False while a block is half added, when an interrupt would leave counts of no whole number of draws."""
    keeps_whole_blocks: bool = True

    @property
    def stored(self) -> Writer:
        """Who writes the store, which is made where there is none."""
        if self.writer is None and self.create is not None:
            self.writer = self.create()
        return cast("Writer", self.writer)

    @property
    def totals(self) -> Totals:
        return Totals.none(0, 0) if self.writer is None else self.writer.totals

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        writer = self.stored
        writer.write_block(block, made["series"], made["rejected"])
        if counted < BLOCK:
            writer.keep_full_blocks()
        self.whole = False
        add_block(writer.totals, made, counted)
        self.whole = True
        if time.monotonic() - self.last > min(CHECKPOINT_SECONDS, self.took / _CHECKPOINT_SHARE):
            self.checkpoint()

    def checkpoint(self) -> None:
        begun = time.monotonic()
        self.stored.checkpoint()
        self.kept = True
        self.last = time.monotonic()
        self.took = self.last - begun

    def close(self) -> None:
        """Let others write; a store that holds no block goes."""
        if self.writer is not None:
            self.writer.close()
