"""Ensembles: many draws of parameters and chance, all scenarios on each, over workers; stopped, resumed, extended.

The unit of work is a block of 64 draws with all scenarios. What a block gives depends on the scenarios' own texts,
the seed and the number of the block alone: not on workers, on order, or on which other scenarios are asked for.
"""

from __future__ import annotations

import hashlib
import os
import platform
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import FunctionType
from typing import Any, Final, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from fourcapitals import compiled, schedule, summary
from fourcapitals.baseline import Baseline, load_baseline
from fourcapitals.chance import draw_bids, draw_noise
from fourcapitals.comparison import PUBLISHED_AS
from fourcapitals.draws import BLOCK, stable_block
from fourcapitals.faults import BadInput, shown, unknown
from fourcapitals.parameters import ParameterTable, load_parameters
from fourcapitals.results import check_target
from fourcapitals.scenario import Scenario, load_scenario, parse_scenario
from fourcapitals.setting import Policy, Setting, Terms, map_geography, settle
from fourcapitals.state import State, base_state
from fourcapitals.store import (
    Cube,
    EnsembleResults,
    Store,
    Totals,
    Writer,
    check_store_target,
    checksum_of,
    label,
    shape_of,
    told,
    variables,
)
from fourcapitals.summary import (
    AREA_OUTCOMES,
    BY_SEX,
    GRIDS,
    MILESTONES,
    MISSION_SERIES,
    QUANTILES,
    Spine,
    Summary,
    difference_bins,
    differences,
    level_bins,
    places_of,
    resolution_of,
    spine_of,
)
from fourcapitals.terms import YEARS, policy_of, terms_of
from fourcapitals.vocabulary import OUTCOMES, SEXES

Array = npt.NDArray[np.float64]
Keep = Literal["summary", "areas"]

MOST_IN_MEMORY: Final = 1 << 30
"""Bytes of a cube beyond which a store is asked for."""
CHECKPOINT_SECONDS: Final = 15.0
_SCIENCE: Final = (
    "allocation",
    "baseline",
    "behaviour",
    "chance",
    "draws",
    "ensemble",
    "parameters",
    "prices",
    "scenario_schema",
    "schedule",
    "setting",
    "state",
    "summary",
    "terms",
    "vocabulary",
)


class Progress(NamedTuple):
    """How far an ensemble has come."""

    blocks_done: int
    blocks: int
    draws_done: int
    draws: int
    seconds: float
    draws_per_second: float
    """Since this run began; 0 before the first block."""
    seconds_left: float


Watch = Callable[[Progress], None]
Say = Callable[[str], None]


# One block


@dataclass(frozen=True, eq=False)
class Recipe:
    """All that a worker needs to make any block of an ensemble, small enough to be sent with each.

    Parameters
    ----------
    scenarios : tuple of (name, text)
    seed : int
    reference : str
    keep : {"summary", "areas"}
    baseline, table
        None for those that the package carries.
    """

    scenarios: tuple[tuple[str, str], ...]
    seed: int
    reference: str
    keep: Keep
    baseline: Baseline | None = None
    table: ParameterTable | None = None

    @property
    def key(self) -> str:
        """Address of the recipe, equal for equal recipes."""
        own = (self.baseline and self.baseline.checksum, self.table and self.table.checksum)
        return hashlib.sha256(repr((self.scenarios, self.seed, self.reference, self.keep, own)).encode()).hexdigest()


class _Strategy(NamedTuple):
    """One scenario, ready to run."""

    funds: tuple[str, ...]
    bidding: tuple[str, ...]
    """The funds whose luck is drawn."""
    terms: Terms
    policy: Policy
    start: State


class _Job(NamedTuple):
    """A recipe with everything that all its blocks share worked out."""

    recipe: Recipe
    baseline: Baseline
    table: ParameterTable
    spine: Spine
    strategies: tuple[_Strategy, ...]
    reference: int
    header: Mapping[str, Any]


_jobs: dict[str, _Job] = {}
_jobs_lock = threading.Lock()


def _job_of(recipe: Recipe) -> _Job:
    """Work a recipe out, once in each process."""
    key = recipe.key
    with _jobs_lock:
        if key not in _jobs:
            if len(_jobs) > 1:
                _jobs.clear()
            _jobs[key] = _worked_out(recipe)
        return _jobs[key]


def _worked_out(recipe: Recipe) -> _Job:
    baseline, table = recipe.baseline or load_baseline(), recipe.table or load_parameters()
    scenarios = [parse_scenario(text, name=name) for name, text in recipe.scenarios]
    strategies = []
    for scenario in scenarios:
        terms = terms_of(scenario, baseline, table.deflator)
        funds = tuple(scenario.funds)
        strategies.append(
            _Strategy(
                funds,
                tuple(name for name, bids in zip(funds, terms.competitive, strict=True) if bids > 0),
                terms,
                policy_of(scenario, baseline, terms),
                base_state(baseline.arrays, funds=len(funds)),
            )
        )
    position = [name for name, _ in recipe.scenarios].index(recipe.reference)
    header = _header_of(recipe, scenarios, baseline, table)
    return _Job(recipe, baseline, table, spine_of(baseline), tuple(strategies), position, header)


def run_block(recipe: Recipe, block: int, counted: int = BLOCK) -> dict[str, Any]:
    """Run all scenarios on one block of draws.

    Parameters
    ----------
    recipe : Recipe
    block : int
    counted : int
        How many of the draws, from the first, enter the sums of areas; the last block of an ensemble may be partial.

    Returns
    -------
    dict
        ``rejected``, how many unstable draws were replaced; ``series``, the arrays of `store.variables`, (scenario,
        draw, ...); of areas ``level_bins`` and ``difference_bins`` (scenario, draw, outcome, milestone, area), and
        ``level_sums`` and ``difference_sums`` without the draw.
    """
    job = _job_of(recipe)
    areas = job.baseline.arrays
    project, summarise = _compiled()
    drawn = stable_block(job.table, areas, recipe.seed, block)
    series = {each.name: np.empty(shape_of(each, job.header)) for each in variables(recipe.keep)}
    size, years = len(areas.population), len(YEARS)
    shown_areas = np.empty((len(job.strategies), BLOCK, len(AREA_OUTCOMES), len(MILESTONES), size))
    for row in range(BLOCK):
        draw = block * BLOCK + row
        noise = draw_noise(recipe.seed, draw, areas=size, years=years)
        luck = _luck(job, draw, size)
        for position, strategy in enumerate(job.strategies):
            bids = np.zeros((years, len(strategy.funds), size))
            for name in strategy.bidding:
                bids[:, strategy.funds.index(name)] = luck[name]
            setting = _under(strategy.policy, drawn.settings[row], job)
            outcomes = project(strategy.start, strategy.terms, setting, noise._replace(bids=bids))
            summed: Summary = summarise(outcomes, job.spine)
            _place(series, position, row, summed)
            shown_areas[position, row] = summed.areas
            if recipe.keep == "areas":
                for outcome in OUTCOMES:
                    values = getattr(outcomes, outcome.name)
                    series[f"area_{outcome.name}"][position, row] = np.moveaxis(values, 0, -1)
    if not np.isfinite(shown_areas).all():
        scenario, row = np.argwhere(~np.isfinite(shown_areas))[0, :2].tolist()
        raise RuntimeError(f"draw {block * BLOCK + row}: scenario {recipe.scenarios[scenario][0]!r} is not finite")
    return {
        "rejected": int(drawn.attempts.sum()),
        "series": series,
        **_count_areas(shown_areas, job, counted),
    }


def _under(policy: Policy, setting: Setting, job: _Job) -> Setting:
    """One draw's setting under the policy of one scenario."""
    if policy.prevalence_change.any():
        # The parameters of a setting hold vectors as tuples; settling takes them as arrays.
        p = setting.parameters
        arrays: dict[str, Any] = {name: np.array(value) for name, value in p._asdict().items() if np.ndim(value)}
        return settle(job.baseline.arrays, p._replace(**arrays), setting.geography, policy)
    return setting._replace(tax_financed=policy.tax_financed, councils_pay=policy.councils_pay)


def _luck(job: _Job, draw: int, areas: int) -> dict[str, Array]:
    """The luck of every fund that takes bids, by its name: scenarios that share a fund share its luck."""
    names = sorted({name for strategy in job.strategies for name in strategy.bidding})
    bids = draw_bids(job.recipe.seed, draw, areas=areas, years=len(YEARS), funds=names)
    return {name: bids[:, index] for index, name in enumerate(names)}


def _place(series: Mapping[str, Array], scenario: int, row: int, summed: Summary) -> None:
    for index, outcome in enumerate(OUTCOMES):
        series[outcome.name][scenario, row] = summed.places[index]
    for index, name in enumerate(BY_SEX):
        series[f"{name}_by_sex"][scenario, row] = summed.by_sex[index]
    for index, name in enumerate(("hle_gap", "hle_gap_fixed")):
        series[f"{name}_by_sex"][scenario, row] = summed.gaps[index, : len(SEXES)]
        series[name][scenario, row] = summed.gaps[index, len(SEXES)]
    for values, named in zip(summed.missions, MISSION_SERIES[-len(summed.missions) :], strict=True):
        series[named.name][scenario, row] = values


def _count_areas(values: Array, job: _Job, counted: int) -> dict[str, npt.NDArray[Any]]:
    """Bins and sums of areas of all scenarios, one scenario at a time."""
    levels, moved = np.empty(values.shape, np.uint16), np.empty(values.shape, np.uint16)
    shape = (values.shape[0], *values.shape[2:])
    level_sums, difference_sums = np.empty(shape), np.empty(shape)
    base = _base_levels(job.baseline)
    for scenario in range(len(values)):
        for index, name in enumerate(AREA_OUTCOMES):
            own, against = values[scenario, :, index], values[job.reference, :, index]
            change = differences(own, against, GRIDS[name])
            levels[scenario, :, index] = level_bins(own, base[name], GRIDS[name])
            moved[scenario, :, index] = difference_bins(change, GRIDS[name])
            level_sums[scenario, index] = np.add.reduce(own[:counted], axis=0)
            difference_sums[scenario, index] = np.add.reduce(change[:counted], axis=0)
    return {
        "level_bins": levels,
        "difference_bins": moved,
        "level_sums": level_sums,
        "difference_sums": difference_sums,
    }


def _base_levels(baseline: Baseline) -> dict[str, Array]:
    areas = baseline.arrays
    levels = {name: np.asarray(getattr(areas, name)) for name in AREA_OUTCOMES}
    return {name: values.mean(axis=0) if values.ndim > 1 else values for name, values in levels.items()}


def add_block(totals: Totals, made: Mapping[str, Any], counted: int) -> None:
    """Add the areas of one block to those of the blocks before.

    Counts are integers, so that their order cannot matter; sums are added in the order of the blocks.
    """
    add = _count()
    for scenario in range(len(made["level_bins"])):
        add(totals.level_counts[scenario], made["level_bins"][scenario, :counted])
        add(totals.difference_counts[scenario], made["difference_bins"][scenario, :counted])
    totals.level_sums += made["level_sums"]
    totals.difference_sums += made["difference_sums"]
    totals.draws += counted


# Machine code


@cache
def _register() -> None:
    from numba.extending import register_jitable

    for function in vars(summary).values():
        if isinstance(function, FunctionType) and function.__module__ == summary.__name__:
            register_jitable(error_model="numpy")(function)


@cache
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    _register()
    return compiled.compile_function(schedule.project), compiled.compile_function(summary.summarise)


@cache
def _count() -> Callable[..., Any]:
    _register()
    count: Callable[..., Any] = compiled.compile_function(summary.add_counts)
    return count


def _warm_up(job: _Job, say: Say | None) -> None:
    """Have the machine code ready before workers ask for it, and say so when that takes long."""
    from platformdirs import user_cache_path

    if say is not None and not any((user_cache_path("fourcapitals") / compiled.source_checksum()).glob("**/*.nbc")):
        say("Compiling the model for this machine, once: about half a minute")
    project, summarise = _compiled()
    strategy, size = job.strategies[0], len(job.baseline.codes)
    central, areas = job.table.central(), job.baseline.arrays
    setting = settle(areas, central, map_geography(areas, central), strategy.policy)
    noise = draw_noise(0, 0, areas=size, years=len(YEARS), funds=strategy.funds)
    summarise(project(strategy.start, strategy.terms, setting, noise), job.spine)
    _count()(np.zeros((1, 1, 1, 1), np.uint32), np.zeros((1, 1, 1, 1), np.uint16))


# What goes in


def _header_of(
    recipe: Recipe, scenarios: Sequence[Scenario], baseline: Baseline, table: ParameterTable
) -> dict[str, Any]:
    """What a store records of its inputs."""
    places = places_of(baseline)
    published = {outcome.name: _published(baseline, outcome.name, places, None) for outcome in OUTCOMES}
    for name in BY_SEX:
        published |= {f"{name}_{sex}": _published(baseline, name, places, sex) for sex in SEXES}
    return {
        "fourcapitals_version": version("fourcapitals"),
        "made_with": {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "numba")}},
        "scenarios": [{"name": each.name, "title": each.title, "text": each.text} for each in scenarios],
        "reference": recipe.reference,
        "seed": recipe.seed,
        "draws": 0,
        "draws_of_a_block": BLOCK,
        "keep": recipe.keep,
        "parameters_checksum": table.checksum,
        "data_checksum": baseline.checksum,
        "code_checksum": code_checksum(),
        "places": places,
        "areas": {str(code): str(name) for code, name in baseline.areas["name"].items()},
        "published": published,
        "base_levels": {name: values.tolist() for name, values in _base_levels(baseline).items()},
        "area_bins": {name: resolution_of(name) for name in AREA_OUTCOMES},
        "quantiles": list(QUANTILES),
        "milestones": list(MILESTONES),
    }


def _published(baseline: Baseline, outcome: str, places: Mapping[str, str], sex: str | None) -> dict[str, float | None]:
    """Published levels of the base year by place; None where there is none."""
    by_sex = outcome in BY_SEX
    wanted = ("persons",) if not by_sex else SEXES if sex is None else (sex,)
    found: dict[str, float | None] = {}
    for code in places:
        try:
            each = [baseline.published(PUBLISHED_AS.get(outcome, outcome), code=code, sex=one) for one in wanted]
            found[code] = float(np.mean(each))
        except KeyError:
            found[code] = None
    return found


@cache
def code_checksum() -> str:
    """Checksum of the modules that numbers depend on.

    Examples
    --------
    >>> len(code_checksum())
    64
    """
    folder = Path(schedule.__file__).parent
    sources = [folder / f"{name}.py" for name in _SCIENCE] + sorted((folder / "equations").glob("*.py"))
    digest = hashlib.sha256()
    for source in sources:
        if source.is_file():
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _recipe_of(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    seed: int,
    reference: str,
    keep: Keep,
    baseline: Baseline | None,
    table: ParameterTable | None,
) -> Recipe:
    """Check what was asked for; the reference runs first when it is not among the scenarios."""
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
        elif isinstance(one, Scenario) and parse_scenario(one.text, name=one.name) != one:
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
    return Recipe(texts, int(seed), reference, keep, baseline, table)


def _check_draws(draws: int) -> None:
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or not 1 <= draws <= 10_000_000:
        raise BadInput(f"draws: a whole number from 1 to 10,000,000 expected, got {shown(draws)}")


# Where blocks go


class _Sink(Protocol):
    @property
    def totals(self) -> Totals: ...

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None: ...


@dataclass(eq=False)
class _Memory:
    """An ensemble that is kept in memory."""

    header: dict[str, Any]
    totals: Totals
    series: dict[str, Array]
    rejected: int = 0

    @classmethod
    def of(cls, header: Mapping[str, Any], draws: int) -> _Memory:
        shapes = {each.name: shape_of(each, header) for each in variables(header["keep"])}
        needed = sum(8 * draws * int(np.prod((shape[0], *shape[2:]))) for shape in shapes.values())
        if needed > MOST_IN_MEMORY:
            raise BadInput(
                f"{draws:,} draws of {len(header['scenarios'])} scenario(s) would take {needed / 1e9:.1f} GB of "
                "memory; give a store that grows on disk, such as --out runs.zarr, or fewer draws"
            )
        series = {name: np.empty((shape[0], draws, *shape[2:])) for name, shape in shapes.items()}
        totals = Totals.none(len(header["scenarios"]), len(header["areas"]))
        return cls({**header, "draws": draws}, totals, series)

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        first = block * BLOCK
        for name, values in made["series"].items():
            self.series[name][:, first : first + counted] = values[:, :counted]
        self.rejected += made["rejected"]
        add_block(self.totals, made, counted)

    def cube(self) -> Cube:
        header = {**self.header, "draws_done": self.totals.draws, "rejected": self.rejected}
        return Cube(label(header, self.series, self.totals))


@dataclass(eq=False)
class _OnDisk:
    """An ensemble that is kept in a store, committed from time to time."""

    writer: Writer
    last: float = field(default_factory=time.monotonic)
    whole: bool = True
    """False while a block is half added, when an interrupt would leave counts of no whole number of draws."""

    @property
    def totals(self) -> Totals:
        return self.writer.totals

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        self.writer.write_block(block, made["series"], made["rejected"])
        if counted < BLOCK:
            self.writer.keep_full_blocks()
        self.whole = False
        add_block(self.writer.totals, made, counted)
        self.whole = True
        if time.monotonic() - self.last > CHECKPOINT_SECONDS:
            self.checkpoint()

    def checkpoint(self) -> None:
        self.writer.checkpoint()
        self.last = time.monotonic()


# Running


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
) -> EnsembleResults:
    """Run scenarios on many draws of parameters and chance, the same draws for all.

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
        Told in words what takes long before the first block.
    executor : "threads", "processes", a Dask client or a concurrent.futures executor
    overwrite : bool
        Replace an output that exists.

    Returns
    -------
    EnsembleResults
        A `Store` where `out` names one, else a `Cube`.

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
    _check_draws(draws)
    recipe = _recipe_of(scenarios, seed, reference, keep, baseline, parameters)
    in_one_file = out is not None and Path(out).suffix == ".nc"
    if out is not None and in_one_file:
        check_target(Path(out), overwrite=overwrite)
    elif out is not None:
        check_store_target(Path(out), overwrite=overwrite)
    run = _Run(recipe, draws, workers, executor, progress, say)
    job = _job_of(recipe)
    if out is None or in_one_file:
        memory = _Memory.of(job.header, draws)
        run.into(memory)
        cube = memory.cube()
        if out is not None:
            cube.save(out, overwrite=overwrite)
        return cube
    writer = Writer.create(out, {**job.header, "draws": draws}, overwrite=overwrite)
    return _fill(writer, run)


def resume(
    path: str | Path,
    *,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Store:
    """Go on with a store that was stopped, and run damaged blocks again.

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
        When it is no store, is being written, or was made from other inputs than are at hand.
    """
    return _go_on(path, None, workers, progress, say, executor, baseline, parameters)


def extend(
    path: str | Path,
    draws: int,
    *,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Store:
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
        When it has as many already, and as `resume` does.
    """
    _check_draws(draws)
    return _go_on(path, draws, workers, progress, say, executor, baseline, parameters)


def _go_on(
    path: str | Path,
    draws: int | None,
    workers: int | None,
    progress: Watch | None,
    say: Say | None,
    executor: Any,
    baseline: Baseline | None,
    parameters: ParameterTable | None,
) -> Store:
    store = Store.open(path)
    recipe, asked = _recipe_of_store(store, baseline, parameters), store.manifest["draws"]
    if draws is not None and draws < asked:
        raise BadInput(f"{path}: has or was asked for {asked:,} draws; a store can be extended, not cut")
    run = _Run(recipe, draws or asked, workers, executor, progress, say)
    try:
        store.totals()
        whole = True
    except BadInput:
        whole = False
    return _fill(Writer.reopen(path, draws=draws or 0, anew=not whole), run)


def _fill(writer: Writer, run: _Run) -> Store:
    """Run what a store lacks; whatever stops it, the store stands at its last checkpoint or later."""
    path, sink = writer.path, _OnDisk(writer)
    try:
        with told(path, lambda: Store.open(path).draws):
            damaged = [block for block in Store.open(path).damaged_blocks() if block < writer.blocks_done]
            with closing(run.results(dict.fromkeys(damaged, BLOCK))) as again:
                for block, made in again:
                    writer.write_block(block, made["series"], made["rejected"])
            try:
                run.into(sink)
            except (KeyboardInterrupt, BadInput, RuntimeError):
                # What is merged is whole: keep it.
                if sink.whole:
                    sink.checkpoint()
                raise
            sink.checkpoint()
            writer.publish_areas()
    finally:
        writer.close()
    return Store.open(path)


@dataclass(eq=False)
class _Run:
    """Blocks handed to workers and taken back in their order."""

    recipe: Recipe
    draws: int
    workers: int | None
    executor: Any
    progress: Watch | None
    say: Say | None

    def __post_init__(self) -> None:
        if self.workers is not None and (not isinstance(self.workers, int) or self.workers < 1):
            raise BadInput(f"workers: a whole number from 1 expected, got {shown(self.workers)}")
        if isinstance(self.executor, str) and self.executor not in ("threads", "processes"):
            raise BadInput(unknown("executor", self.executor, ("threads", "processes")))

    def into(self, sink: _Sink) -> None:
        """Run all blocks that a sink lacks."""
        begun, already = time.monotonic(), sink.totals.draws
        last = -(-self.draws // BLOCK)
        if already >= self.draws:
            return
        counts = {block: min(BLOCK, self.draws - block * BLOCK) for block in range(already // BLOCK, last)}
        with closing(self.results(counts)) as made_blocks:
            for block, made in made_blocks:
                sink.take(block, made, counts[block])
                self._tell(block + 1, last, sink.totals.draws, already, time.monotonic() - begun)

    def results(self, counts: Mapping[int, int]) -> Generator[tuple[int, dict[str, Any]]]:
        """Run blocks and give them in their order, so that sums are the same however work was shared.

        Only a few are out or wait at a time, so that memory does not grow with the ensemble.

        Parameters
        ----------
        counts : mapping of block to the number of its draws that count
        """
        if not counts:
            return
        _warm_up(_job_of(self.recipe), self.say)
        with self._submitting() as (submit, ahead):
            todo = iter(counts.items())
            waiting = deque((block, submit(block, counted)) for block, counted in islice(todo, ahead))
            while waiting:
                block, future = waiting.popleft()
                made = future.result()
                waiting.extend((other, submit(other, counted)) for other, counted in islice(todo, 1))
                yield block, made
                del made, future

    def _tell(self, done: int, blocks: int, draws: int, already: int, seconds: float) -> None:
        if self.progress is not None:
            rate = (draws - already) / seconds if seconds > 0 else 0.0
            left = (self.draws - draws) / rate if rate else 0.0
            self.progress(Progress(done, blocks, draws, self.draws, seconds, rate, left))

    @contextmanager
    def _submitting(self) -> Iterator[tuple[Callable[[int, int], Any], int]]:
        """Give a way to hand a block out, and how many may be out at a time."""
        workers = self.workers or _processors()
        if isinstance(self.executor, str):
            pool: Executor = (
                ThreadPoolExecutor(workers, "ensemble")
                if self.executor == "threads"
                else ProcessPoolExecutor(workers, get_context("spawn"))
            )
            try:
                yield lambda block, counted: pool.submit(run_block, self.recipe, block, counted), workers + 1
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
            return
        given = self.executor
        if type(given).__module__.split(".")[0] == "distributed":
            threads = max(1, sum(given.nthreads().values()))
            yield lambda block, counted: given.submit(run_block, self.recipe, block, counted, pure=False), 2 * threads
            return
        if not hasattr(given, "submit"):
            raise BadInput("executor: 'threads', 'processes', a Dask client or an executor expected")
        yield lambda block, counted: given.submit(run_block, self.recipe, block, counted), workers + 1


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _recipe_of_store(store: Store, baseline: Baseline | None, table: ParameterTable | None) -> Recipe:
    """Read what a store was made from, and check that the same inputs are at hand."""
    header = store.manifest
    at_hand = {
        "data_checksum": (baseline or load_baseline()).checksum,
        "parameters_checksum": (table or load_parameters()).checksum,
        "code_checksum": code_checksum(),
    }
    words = {"data_checksum": "data", "parameters_checksum": "parameters", "code_checksum": "code of the model"}
    other = [words[name] for name, checksum in at_hand.items() if header[name] != checksum]
    if other:
        raise BadInput(
            f"{store.path}: was made with other {' and other '.join(other)} (fourcapitals "
            f"{header['fourcapitals_version']}); go on with those, or run it anew"
        )
    texts = tuple((each["name"], each["text"]) for each in header["scenarios"])
    return Recipe(texts, header["seed"], header["reference"], header["keep"], baseline, table)


# Verifying


@dataclass(frozen=True)
class Verification:
    """What was found when a store was checked; sound when there is no fault."""

    blocks: int
    """In the store; every chunk was compared with its checksum."""
    run_again: tuple[int, ...]
    """Blocks that were run again and compared bit by bit."""
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong."""
        return not self.faults


def verify(
    path: str | Path,
    sample: int | None = 3,
    *,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Verification:
    """Check every checksum of a store, and run a sample of its blocks again.

    Parameters
    ----------
    path : str or Path
    sample : int, optional
        How many blocks to run again, spread evenly; None for all, which also makes the counts of areas anew.
    workers, progress, say, executor, baseline, parameters
        As in `resume`.

    Raises
    ------
    BadInput
        When it is no store, or was made from other inputs than are at hand.
    """
    store = Store.open(path)
    recipe = _recipe_of_store(store, baseline, parameters)
    blocks = -(-store.draws // BLOCK)
    faults = [f"block {block}: does not agree with its checksums" for block in store.damaged_blocks()]
    kept = None
    try:
        kept = store.totals()
        if (kept.difference_counts.sum(axis=-1) != store.draws).any():
            faults.append(f"areas: the counts are not those of {store.draws} draws")
    except BadInput as error:
        faults += error.faults
    evenly = np.linspace(0, blocks - 1, min(blocks, sample or blocks)).astype(int).tolist()
    chosen = list(range(blocks)) if sample is None else sorted(set(evenly))
    made_again = Totals.none(len(store.scenarios), len(store.manifest["areas"]))
    run = _Run(recipe, store.draws, workers, executor, progress, say)
    counts = {block: min(BLOCK, store.draws - block * BLOCK) for block in chosen}
    with closing(run.results(counts)) as results:
        for block, made in results:
            faults += _unlike(store, block, made)
            add_block(made_again, made, counts[block])
    if sample is None and kept is not None:
        pairs = zip(kept.arrays().items(), made_again.arrays().values(), strict=True)
        faults += [f"areas: {name} are not those of the blocks" for (name, a), b in pairs if not np.array_equal(a, b)]
    return Verification(blocks, tuple(chosen), tuple(faults))


def _unlike(store: Store, block: int, made: Mapping[str, Any]) -> Iterator[str]:
    """Name what a block that was run again does not share with the store."""
    for variable in variables(store.manifest["keep"]):
        if checksum_of(made["series"][variable.name]) != store.manifest["blocks"][block]["chunks"][variable.name]:
            yield f"block {block}: {variable.name} is not what the model gives"
