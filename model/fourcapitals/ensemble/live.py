"""A strategy that is changed and run again at once: the reference, draws and noise are held, and only it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.areas_of_block import add_block, base_levels
from fourcapitals.ensemble.block import Known, Runs, machine_code, put_together, runs_in, warm_up
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.ensemble.one_thread import one_thread
from fourcapitals.ensemble.recipe import Job, beside, job_of
from fourcapitals.ensemble.record import carried_of_job, header_beside, header_of_job
from fourcapitals.ensemble.run import recipe_of
from fourcapitals.ensemble.runs_of_draw import OneDraw, bid_shocks, draw_of
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown
from fourcapitals.results import area_bins
from fourcapitals.results.area_bins import (
    AREA_OUTCOMES,
    DIFFERENCE_BINS,
    GRIDS,
    LEVEL_BINS,
    Bins,
    Counts,
    difference_bins,
    differences,
    level_bins,
)
from fourcapitals.results.axes import PEOPLE_BASED, PLACE_WHOLE_LIFE
from fourcapitals.results.ensemble_arrays import Totals, variables
from fourcapitals.results.ensemble_labels import label
from fourcapitals.results.mission_tests import HEALTH_YEAR, MISSION_OUTCOMES, MISSION_YEAR
from fourcapitals.results.plausibility import Cautions, caution_lines, note
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.simulation import compiled
from fourcapitals.simulation.money import money_of
from fourcapitals.vocabulary import BLOCK, Say

if TYPE_CHECKING:
    import xarray as xr

MOST_HELD: Final = 512
"""Draws that are held in memory at most, about a megabyte each; more are for `run_ensemble`."""


class _Held(NamedTuple):
    """A block of draws with the runs of the reference."""

    ones: tuple[OneDraw, ...]
    known: tuple[Known, ...]
    rejected: int


Blocks = Sequence[Sequence[Runs]]
"""Of each block, the runs of its draws."""


@dataclass(frozen=True, eq=False)
class LiveRun:
    """A strategy beside the reference on the draws that a `Live` holds.

    Parameters
    ----------
    job : Job
        Of the reference and the strategy.
    blocks : sequence
        What both come to in each draw.
    labelled : callable
        Puts names and units on arrays.
    """

    job: Job
    blocks: Blocks = field(repr=False)
    labelled: Callable[[Job, Mapping[str, Array], Iterable[Totals]], Results] = field(repr=False)

    @property
    def scenario(self) -> Scenario:
        """The strategy."""
        return self.job.strategies[-1].scenario

    @cached_property
    def _made(self) -> list[dict[str, Any]]:
        """Of each block what `put_together` gives."""
        with one_thread():
            return [put_together(self.job, runs, len(runs), follow=False) for runs in self.blocks]

    @cached_property
    def series(self) -> Mapping[str, Array]:
        """The variables of an ensemble by their names, (scenario, draw, ...), the reference first.

        Without the whole life of effects, which takes longer than all the rest: `results` has it.
        """
        return self._joined([made["series"] for made in self._made])

    def _joined(self, parts: Sequence[Mapping[str, Array]]) -> Mapping[str, Array]:
        """Set the series of the blocks behind each other."""
        return {
            name: np.concatenate([part[name][:, : len(runs)] for part, runs in zip(parts, self.blocks, strict=True)], 1)
            for name in parts[0]
        }

    def series_of(self, *names: str, follow: bool = False) -> Mapping[str, Array]:
        """Put a few of the `series` together, in the time of these alone.

        Parameters
        ----------
        names : str
            Of variables that each run gives by itself, such as "place_hle".
        follow : bool
            Whether effects are followed after the last year.

        Returns
        -------
        mapping of name to (scenario, draw, ...)
        """
        with one_thread():
            made = [put_together(self.job, runs, len(runs), follow=follow, names=names) for runs in self.blocks]
        return self._joined([each["series"] for each in made])

    @property
    def totals(self) -> Iterator[Totals]:
        """Areas of all outcomes, of one scenario after the other as they take much memory; the reference first."""
        names = ("level_bins", "difference_bins", "level_sums", "difference_sums")
        draws = sum(map(len, self.blocks))
        for at in range(len(self.job.strategies)):
            totals = Totals.none(1, self.job.sizes.areas, self.job.sizes.milestones).narrowed(draws)
            for made, runs in zip(self._made, self.blocks, strict=True):
                add_block(totals, {name: made[name][at : at + 1] for name in names}, len(runs))
            yield totals

    def counts(self, what: str, *, outcome: str, scenario: int = 1) -> Counts:
        """Count the areas of one outcome into bins.

        Parameters
        ----------
        what : {"level", "difference"}
        outcome : str
            One of `area_bins.AREA_OUTCOMES`.
        scenario : int
            0 for the reference, 1 for the strategy.

        Returns
        -------
        (milestone, area, bin)
        """
        bins = LEVEL_BINS if what == "level" else DIFFERENCE_BINS
        counted = np.zeros((1, self.job.sizes.milestones, self.job.sizes.areas, bins), np.uint16)
        add = compiled.compile_function(area_bins.add_counts)
        for runs in self.blocks:
            add(counted, self._bins(what, outcome, scenario, runs)[:, None])
        found: Counts = counted[0]
        return found

    def _bins(self, what: str, outcome: str, scenario: int, runs: Sequence[Runs]) -> Bins:
        """The bins of the areas of one outcome in the draws of a block, (draw, milestone, area)."""
        at, grid = AREA_OUTCOMES.index(outcome), GRIDS[outcome]
        own = np.array([reduced[scenario].areas[at] for _, reduced in runs])
        if what == "level":
            return level_bins(own, base_levels(self.job.baseline)[outcome], grid)
        reference = np.array([reduced[self.job.reference].areas[at] for _, reduced in runs])
        return difference_bins(differences(own, reference, grid), grid)

    @property
    def cautions(self) -> tuple[str, ...]:
        """Outcomes a little beyond what can be, a line each."""
        found: Cautions = {}
        for runs in self.blocks:
            for _, reduced in runs:
                for each in reduced:
                    note(found, each.cautions)
        return caution_lines(found, sum(map(len, self.blocks)))

    @cached_property
    def results(self) -> Results:
        """What `run_ensemble` gives of the reference and the strategy on these draws, to the bit."""
        needed = (PLACE_WHOLE_LIFE, "place_hle", f"{PEOPLE_BASED}place_hle")
        followed = self.series_of(*needed, follow=True)
        return self.labelled(self.job, {**self.series, PLACE_WHOLE_LIFE: followed[PLACE_WHOLE_LIFE]}, self.totals)

    @property
    def results_of_missions(self) -> Results:
        """`results` in the base year and the years of the missions, with every area of what the missions ask."""
        stated = {each.name: each for each in variables("areas")}
        draws = [reduced for runs in self.blocks for _, reduced in runs]
        held = {}
        for name in MISSION_OUTCOMES:
            values = np.array([[each.areas_of_missions[name] for each in reduced] for reduced in draws])
            words = {"long_name": stated[name].label, "units": stated[name].unit}
            held[name] = (("scenario", "draw", *stated[name].axes), np.swapaxes(values, 0, 1), words)
        base = self.job.baseline.period.base
        years = [base + after for after in _mission_years(self.job)]
        return Results(self.results.dataset.sel(year=years).assign(held))


@dataclass(eq=False)
class Live:
    """What runs of strategies share, held so that each new one takes the time of its own runs alone.

    From `live`. Not for several threads at a time.

    Parameters
    ----------
    job : Job
        Of the reference.
    draws : int
    workers : int
        Threads that the draws of a run are shared among.
    """

    job: Job
    draws: int
    workers: int = 1
    _held: list[_Held] = field(default_factory=list, repr=False)

    @property
    def reference(self) -> Scenario:
        """The scenario that differences are taken from."""
        return self.job.strategies[0].scenario

    def run(self, scenario: Scenario | str | Path) -> LiveRun:
        """Run a strategy on the draws that are held.

        Parameters
        ----------
        scenario : Scenario, name or path

        Returns
        -------
        LiveRun

        Raises
        ------
        BadInput
            When the scenario has a fault, is the reference, or in some draw gives what cannot be.

        Examples
        --------
        >>> made = live("balanced_health_need", draws=2).run("public_health_restored")
        >>> made.results.scenarios, made.results.draws
        (('baseline', 'public_health_restored'), 2)
        """
        asked = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        if asked.name == self.reference.name:
            raise BadInput(f"{asked.name}: is what strategies are compared with; give another, or another name")
        job, code = beside(self.job, asked), machine_code()

        def runs_of(one: OneDraw, known: Known) -> Runs:
            own = one._replace(bids=bid_shocks(job, one.number, job.sizes.areas))
            return one, runs_in(job, own, known, code, mission_years=_mission_years(job))

        with one_thread():
            blocks = [tuple(self._sharing(runs_of, held.ones, held.known)) for held in self._held]
        return LiveRun(job, blocks, self._labelled)

    def _labelled(self, job: Job, series: Mapping[str, Array], totals: Iterable[Totals]) -> Results:
        rejected = sum(held.rejected for held in self._held)
        of_run = {"draws": self.draws, "draws_done": self.draws, "rejected": rejected}
        header = header_beside(self._header, job) | of_run
        carried = carried_of_job(job, {self.reference.name: self._money})
        return Results(label(header, series, totals, carried))

    @cached_property
    def _sharing(self) -> Callable[..., Iterable[Runs]]:
        """What does as `map` does, with the draws shared among threads; machine code lets several work at a time."""
        # Kept: each new thread would take memory of its own.
        return map if self.workers == 1 else ThreadPoolExecutor(self.workers, "live").map

    @cached_property
    def _header(self) -> Mapping[str, Any]:
        return header_of_job(self.job)

    @cached_property
    def _money(self) -> xr.Dataset:
        return money_of(self.reference, self.job.baseline, self.job.table.central())


@checked
def live(
    scenario: Scenario | str | Path | None = None,
    *,
    draws: int = BLOCK,
    seed: int = 0,
    workers: int = 1,
    reference: Scenario | str = "baseline",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Live:
    """Hold what runs of strategies share, and run each new one in the time of its own runs alone.

    Parameters
    ----------
    scenario : Scenario, name or path, optional
        Run once, so that what it needs of machine code is ready.
    draws : int
        At most `MOST_HELD`: all that they share is kept in memory.
    seed : int
        Names the draws, as in `run_ensemble`.
    workers : int
        Threads that the draws of a run are shared among; changes no number.
    reference : Scenario, name or path
        The scenario that differences are taken from.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled priors by default.
    say : callable, optional
        Told in words what takes long before the first run.

    Returns
    -------
    Live

    Raises
    ------
    BadInput
        When there cannot be so many draws or workers, or there is no such scenario.

    Examples
    --------
    >>> held = live(draws=2)
    >>> one, other = (held.run(name).results for name in ("health_need", "concentrated"))
    >>> one.reference == other.reference == "baseline"
    True
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or not 1 <= draws <= MOST_HELD:
        raise BadInput(f"draws: a whole number from 1 to {MOST_HELD} expected, got {shown(draws)}")
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise BadInput(f"workers: a whole number from 1 expected, got {shown(workers)}")
    beside = reference if isinstance(reference, Scenario) else load_scenario(reference)
    job = job_of(recipe_of(beside, seed, beside.name, "summary", baseline, parameters))
    warm_up(job, say)
    with one_thread():
        held = [_hold(job, block, min(BLOCK, draws - first)) for block, first in enumerate(range(0, draws, BLOCK))]
    made = Live(job, draws, workers, held)
    if scenario is not None:
        made.run(scenario)
    return made


def _hold(job: Job, block: int, counted: int) -> _Held:
    """Work out what the draws of a block share, and run the reference on them."""
    drawn, code = stable_block(job.table, job.baseline.arrays, job.recipe.seed, block), machine_code()
    ones = tuple(draw_of(job, drawn, row, block * BLOCK + row) for row in range(counted))
    known = tuple(dict(enumerate(runs_in(job, one, {}, code, mission_years=_mission_years(job)))) for one in ones)
    return _Held(ones, known, int(drawn.attempts.sum()))


def _mission_years(job: Job) -> list[int]:
    """Positions of the base year and of the years of the missions, as far as they are projected."""
    years = job.baseline.period.years
    return [0, *(years.index(year) for year in (MISSION_YEAR, HEALTH_YEAR) if year in years[1:])]
