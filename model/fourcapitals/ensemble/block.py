"""One block of an ensemble: all scenarios on the same 64 draws, reduced to what is kept.

What a block gives of a scenario depends on that scenario's own text, the seed, the number of the block, the data and
the parameters, and differences on the reference too: not on workers, on order, or on which other scenarios are asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from fourcapitals.ensemble import summary
from fourcapitals.ensemble.areas_of_block import AreasOfBlock
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.ensemble.life_sums import add_whole_life
from fourcapitals.ensemble.moved_households import Households, both, households_of, of_places
from fourcapitals.ensemble.recipe import Job, Recipe, job_of
from fourcapitals.ensemble.runs_of_draw import Ran, cautions_of, draw_of, run_strategy, setting_after
from fourcapitals.ensemble.summary import Summary
from fourcapitals.equations.elementary import Array
from fourcapitals.results import area_bins
from fourcapitals.results.area_bins import AREA_OUTCOMES
from fourcapitals.results.axes import FOLLOWED, PEOPLE_BASED, from_published
from fourcapitals.results.bid_sums import measures_of_money
from fourcapitals.results.ensemble_arrays import BY_SEX, MISSION_SERIES, shape_of, variables
from fourcapitals.results.plausibility import Cautions, ImpossibleOutcome, note
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.bids import kept_of_bids
from fourcapitals.simulation.environment import Environment, environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.state import Ending, Outcomes
from fourcapitals.vocabulary import BLOCK, OUTCOMES, SEXES, Say


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
        ``rejected``, how many unstable draws were replaced; ``cautions``, outcomes a little beyond what can be;
        ``series``, the arrays of `ensemble_arrays.variables`, (scenario, draw, ...); of areas ``level_bins`` and
        ``difference_bins`` (scenario, draw, outcome, milestone, area), and ``level_sums`` and ``difference_sums``
        without the draw.

    Raises
    ------
    ImpossibleOutcome
        When a draw gives what cannot be.
    """
    job = job_of(recipe)
    project, summarise = machine_code()
    drawn = stable_block(job.table, job.baseline.arrays, recipe.seed, block)
    series = {
        each.name: np.full(shape_of(each, job.sizes), np.nan)
        for each in variables(recipe.keep, both_bases=job.moves, competition=job.holds_bids)
    }
    of_areas = AreasOfBlock.empty(job, len(job.baseline.codes))
    # Of one draw alone, so that little memory is held.
    seen = np.empty((len(job.strategies), len(AREA_OUTCOMES), job.sizes.milestones, len(job.baseline.codes)))
    cautions: Cautions = {}
    for row in range(BLOCK):
        one = draw_of(job, drawn, row, block * BLOCK + row)
        faults: list[str] = []
        runs: list[tuple[Ending, Environment]] = []
        households: Households | None = None
        for position, strategy in enumerate(job.strategies):
            ran = run_strategy(project, job, strategy, one)
            runs.append((ran.ending, setting_after(one, strategy.policy)))
            outcomes, wider = ran.people_based, None
            if strategy.scenario.households_move:
                households = households or households_of(job.baseline.movers, one.setting, job.spine)
                outcomes, wider = of_places(ran.people_based, ran.pull, households)
            try:
                more = cautions_of(outcomes, strategy, one.number, job.baseline)
            except ImpossibleOutcome as error:
                faults += error.faults
                continue
            note(cautions, more if row < counted else {})
            at = position, row
            _place_bids(series, at, ran, one.setting, job)
            summed: Summary = summarise(outcomes, job.spine)
            if job.moves:
                of_people = summed if wider is None else summarise(ran.people_based, job.spine)
                summed = summed if wider is None else both(summed, of_people, wider)
                _place(series, at, of_people, ran.people_based, PEOPLE_BASED)
            _place(series, at, summed, outcomes)
            seen[position] = summed.areas
        if faults:
            raise ImpossibleOutcome(*faults)
        if one.number < FOLLOWED:
            add_whole_life(series, row, runs, spine=job.spine, shares=job.regional, period=job.baseline.period)
        of_areas.take(row, seen, counts=row < counted)
    _start_from_published(series, job.starts)
    _measure_money(series, job)
    return {
        "cautions": cautions,
        "rejected": int(drawn.attempts.sum()),
        "series": series,
        **of_areas.arrays(),
    }


def _place_bids(series: Mapping[str, Array], at: tuple[int, int], ran: Ran, setting: Environment, job: Job) -> None:
    """Put down what is kept of the bids of a run, by its scenario and draw; nothing where councils do not bid."""
    strategy = job.strategies[at[0]]
    if strategy.councils is None:
        return
    act = strategy.policy.behaviour.councils > 0
    capacity = ran.start.councils.capacity if act else setting.place.capacity
    known = strategy.councils._replace(capacity=capacity)
    kept = kept_of_bids(ran.competition, strategy.terms, known, period=job.baseline.period, act=act)
    for name, values in kept.items():
        series[name][at] = values


def _measure_money(series: Mapping[str, Array], job: Job) -> None:
    """Measure how the money that bids won lies over areas, in all draws of a block at once."""
    for position, strategy in enumerate(job.strategies):
        if strategy.councils is not None:
            for name, values in measures_of_money(series["money_won"][position], strategy.councils).items():
                series[name][position] = values


def _place(
    series: Mapping[str, Array], at: tuple[int, int], summed: Summary, outcomes: Outcomes, basis: str = ""
) -> None:
    """Write what is kept of a run at its scenario and row; under names that open with the basis, those there are."""
    found = {f"place_{outcome.name}": summed.places[index] for index, outcome in enumerate(OUTCOMES)}
    found |= {f"{outcome}_by_sex": summed.by_sex[index] for index, outcome in enumerate(BY_SEX)}
    for index, name in enumerate(("hle_gap", "hle_gap_fixed")):
        found |= {f"{name}_by_sex": summed.gaps[index, : len(SEXES)], name: summed.gaps[index, len(SEXES)]}
    for values, named in zip(summed.missions, MISSION_SERIES[-len(summed.missions) :], strict=True):
        found[named.name] = values
    found |= {outcome.name: np.moveaxis(getattr(outcomes, outcome.name), 0, -1) for outcome in OUTCOMES}
    for name, values in found.items():
        if f"{basis}{name}" in series:
            series[f"{basis}{name}"][at] = values


def _start_from_published(series: dict[str, Any], starts: Mapping[str, Array]) -> None:
    """Begin the levels of wide places at what is published of them, in all scenarios and draws of a block."""
    relative = {f"place_{outcome.name}" for outcome in OUTCOMES if outcome.change == "relative"}
    for name, start in starts.items():
        for own in (name, f"{PEOPLE_BASED}{name}"):
            if own in series:
                series[own] = from_published(series[own], start, relative=name in relative)


def machine_code() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """`schedule.project` and `summary.summarise`, compiled."""
    return compiled.compile_function(schedule.project), compiled.compile_function(summary.summarise)


def warm_up(job: Job, say: Say | None = None) -> None:
    """Have the machine code ready before workers ask for it, and say so when that takes long."""
    needed = (schedule.project, summary.summarise, area_bins.add_counts)
    if say is not None and (slow := compiled.what_is_compiled(*needed)):
        say(slow)
    project, summarise = machine_code()
    strategy, size = job.strategies[0], len(job.baseline.codes)
    central, areas = job.table.central(), job.baseline.arrays
    setting = environment_of(areas, central, map_geography(areas, central), strategy.policy)
    noise = draw_shocks(0, 0, areas=size, years=job.sizes.years - 1, funds=strategy.funds)
    outcomes, *_ = project(strategy.start, strategy.terms, setting, noise)
    summarise(outcomes, job.spine)
    compiled.compile_function(area_bins.add_counts)(
        np.zeros((1, 1, 1, 1), np.uint32), np.zeros((1, 1, 1, 1), np.uint16)
    )
