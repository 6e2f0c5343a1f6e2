"""One block of an ensemble: all scenarios on the same 64 draws, reduced to what is kept.

What a block gives of a scenario depends on that scenario's own text, the seed, the number of the block, the data and
the parameters, and differences on the reference too: not on workers, on order, or on which other scenarios are asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from fourcapitals.ensemble import summary
from fourcapitals.ensemble.areas_of_block import AreasOfBlock
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.ensemble.life_sums import add_whole_life
from fourcapitals.ensemble.moved_households import Households, both, households_of, of_places
from fourcapitals.ensemble.recipe import Job, Keep, Recipe, Strategy, job_of
from fourcapitals.ensemble.runs_of_draw import OneDraw, Ran, cautions_of, draw_of, run_strategy, setting_after
from fourcapitals.ensemble.summary import Summary
from fourcapitals.equations.elementary import Array
from fourcapitals.results import area_bins
from fourcapitals.results.axes import FOLLOWED, PEOPLE_BASED, from_published
from fourcapitals.results.bid_sums import measures_of_money
from fourcapitals.results.ensemble_arrays import BY_SEX, MISSION_SERIES, shape_of, variables
from fourcapitals.results.mission_tests import MISSION_OUTCOMES
from fourcapitals.results.plausibility import (
    Cautions,
    ImpossibleOutcome,
    ends_of_limits,
    is_nowhere_beyond,
    note,
    own_inputs_told,
)
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.behaviour.centre import excess_of
from fourcapitals.simulation.bids import kept_of_bids
from fourcapitals.simulation.environment import Environment, environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.state import Ending, Outcomes
from fourcapitals.vocabulary import BLOCK, OUTCOME_NAMES, OUTCOMES, SEXES, Say


class Reduced(NamedTuple):
    """What is kept of one scenario in one draw."""

    values: dict[str, Array]
    """By the name of its variable (`ensemble_arrays.variables`): those that a run gives by itself."""
    areas: Array
    """(outcome, milestone, area), of `area_bins.AREA_OUTCOMES`."""
    ending: Ending
    setting: Environment
    """What holds still after the last year."""
    cautions: Cautions
    areas_of_missions: Mapping[str, Array]
    """By outcome, ([sex,] area, year): what the missions ask of areas, where that is held."""


MachineCode = tuple[Callable[..., Any], Callable[..., Any]]
"""From `machine_code`."""
Known = Mapping[int, Reduced]
"""Of a draw: the scenarios that are known beforehand, by their position."""
Runs = tuple[OneDraw, Sequence[Reduced]]
"""A draw, and what all scenarios come to in it."""


def run_block(recipe: Recipe, block: int, counted: int = BLOCK, *, rest: bool = True) -> dict[str, Any]:
    """Run all scenarios on one block of draws.

    Parameters
    ----------
    recipe : Recipe
    block : int
    counted : int
        How many of the draws, from the first, enter the sums of areas; the last block of an ensemble may be partial.
    rest : bool
        Whether the others are run too, as a store keeps them that may be extended; else they are not numbers.

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
    job, code = job_of(recipe), machine_code()
    drawn = stable_block(job.table, job.baseline.arrays, recipe.seed, block)
    ones = (draw_of(job, drawn, row, block * BLOCK + row) for row in range(BLOCK if rest else counted))
    runs = ((one, runs_in(job, one, {}, code)) for one in ones)
    return put_together(job, runs, counted) | {"rejected": int(drawn.attempts.sum())}


def put_together(
    job: Job, runs: Iterable[Runs], counted: int = BLOCK, *, follow: bool = True, names: Collection[str] | None = None
) -> dict[str, Any]:
    """Put together what the scenarios come to in the draws of a block.

    Parameters
    ----------
    job : Job
    runs : iterable of Runs
        Of the draws of a block, in order; rows of those that are missing at its end are not numbers.
    counted : int
        As in `run_block`.
    follow : bool
        Whether effects are followed after the last year; their sums are else not numbers.
    names : collection of str, optional
        Of the series that are wanted alone, of those that runs give by themselves, and no areas; all by default.

    Returns
    -------
    dict
        As of `run_block`, without ``rejected``.
    """
    series = {
        each.name: np.full(shape_of(each, job.sizes), np.nan)
        for each in variables(job.recipe.keep, both_bases=job.moves, competition=job.holds_bids)
        if names is None or each.name in names
    }
    of_areas = None if names is not None else AreasOfBlock.empty(job, len(job.baseline.codes))
    cautions: Cautions = {}
    rows = 0
    for row, (one, reduced) in enumerate(runs):
        for position, each in enumerate(reduced):
            note(cautions, each.cautions if row < counted else {})
            _place(series, (position, row), each.values)
        if follow and one.number < FOLLOWED:
            ends = [(each.ending, each.setting) for each in reduced]
            add_whole_life(
                series, row, ends, wider_places=job.wider_places, shares=job.regional, period=job.baseline.period
            )
        if of_areas is not None:
            of_areas.take(row, np.array([each.areas for each in reduced]), counts=row < counted)
        rows = row + 1
    _start_from_published(series, job.starts)
    if of_areas is None:
        return {"cautions": cautions, "series": series}
    _measure_money(series, job, rows)
    return {"cautions": cautions, "series": series, **of_areas.arrays()}


def runs_in(
    job: Job, one: OneDraw, known: Known, code: MachineCode, *, mission_years: Sequence[int] = ()
) -> list[Reduced]:
    """Run the scenarios of a job in one draw, but those that are known.

    Parameters
    ----------
    job : Job
    one : OneDraw
    known : mapping of position to Reduced
    code : tuple
        From `machine_code`.
    mission_years : sequence of int
        Positions of the years of which areas are held for the missions; none by default.

    Raises
    ------
    ImpossibleOutcome
        When one gives what cannot be; with those of all.
    """
    runs: list[Reduced] = []
    faults: list[str] = []
    households: Households | None = None
    for position, strategy in enumerate(job.strategies):
        if position in known:
            runs.append(known[position])
            continue
        if strategy.scenario.households_move:
            households = households or households_of(job.baseline.movers, one.setting, job.wider_places)
        try:
            runs.append(_reduced(job, strategy, one, households, code, mission_years))
        except ImpossibleOutcome as error:
            faults += error.faults
    if faults:
        with own_inputs_told(job.baseline, job.table):
            raise ImpossibleOutcome(*faults)
    return runs


def _reduced(
    job: Job,
    strategy: Strategy,
    one: OneDraw,
    households: Households | None,
    code: MachineCode,
    mission_years: Sequence[int],
) -> Reduced:
    """Run one scenario in one draw, and reduce it to what is kept."""
    project, summarise = code
    ran = run_strategy(project, job, strategy, one)
    outcomes, wider = ran.people_based, None
    if strategy.scenario.households_move and households is not None:
        outcomes, wider = of_places(ran.people_based, ran.pull, households)
    cautions = cautions_of(outcomes, strategy, one.number, job.baseline)
    summed: Summary = summarise(outcomes, job.wider_places)
    values = _bids_of(ran, strategy, one.setting, job)
    if wider is not None:
        of_people: Summary = summarise(ran.people_based, job.wider_places)
        summed = both(summed, of_people, wider)
        values |= {
            f"{PEOPLE_BASED}{name}": kept
            for name, kept in _kept_of(of_people, ran.people_based, job.recipe.keep).items()
        }
    values |= _kept_of(summed, outcomes, job.recipe.keep)
    asked = _areas_of(outcomes, MISSION_OUTCOMES, mission_years) if mission_years else {}
    return Reduced(values, summed.areas, ran.ending, setting_after(one, strategy.policy), cautions, asked)


def _bids_of(ran: Ran, strategy: Strategy, setting: Environment, job: Job) -> dict[str, Array]:
    """What is kept of the bids of a run; nothing where councils do not bid."""
    if strategy.councils is None:
        return {}
    act = strategy.policy.behaviour.councils > 0
    capacity = ran.start.councils.capacity if act else setting.place.capacity
    known = strategy.councils._replace(capacity=capacity)
    kept = kept_of_bids(
        ran.competition,
        strategy.terms,
        known,
        period=job.baseline.period,
        behaviour=strategy.policy.behaviour,
        tolerated=setting.parameters.concentration_tolerated,
        excess=compiled.compile_function(excess_of),
    )
    return dict(kept)


def _measure_money(series: Mapping[str, Array], job: Job, rows: int) -> None:
    """Measure how the money that bids won lies over areas, in all draws of a block at once.

    Bits depend on how many draws are measured together, so that those that are missing are stood in for by the first.
    """
    for position, strategy in enumerate(job.strategies):
        if strategy.councils is not None:
            won = series["money_won"][position]
            won = np.concatenate([won[:rows], np.repeat(won[:1], len(won) - rows, axis=0)])
            for name, values in measures_of_money(won, strategy.councils).items():
                series[name][position, :rows] = values[:rows]


def _kept_of(summed: Summary, outcomes: Outcomes, keep: Keep) -> dict[str, Array]:
    """What is kept of a run on one basis, by name."""
    found = {f"place_{outcome.name}": summed.places[index] for index, outcome in enumerate(OUTCOMES)}
    found |= {f"{outcome}_by_sex": summed.by_sex[index] for index, outcome in enumerate(BY_SEX)}
    for index, name in enumerate(("hle_gap", "hle_gap_fixed")):
        found |= {f"{name}_by_sex": summed.gaps[index, : len(SEXES)], name: summed.gaps[index, len(SEXES)]}
    for values, named in zip(summed.missions, MISSION_SERIES[-len(summed.missions) :], strict=True):
        found[named.name] = values
    if keep == "areas":
        found |= _areas_of(outcomes, OUTCOME_NAMES)
    return found


def _areas_of(outcomes: Outcomes, names: Iterable[str], years: Sequence[int] | slice = slice(None)) -> dict[str, Array]:
    """Outcomes of every area by name, ([sex,] area, year)."""
    return {name: np.moveaxis(getattr(outcomes, name)[years], 0, -1) for name in names}


def _place(series: Mapping[str, Array], at: tuple[int, int], values: Mapping[str, Array]) -> None:
    """Write what is kept of a run at its scenario and row; where nobody moves both bases are the same."""
    for name, kept in values.items():
        if name in series:
            series[name][at] = kept
        if (people_based := f"{PEOPLE_BASED}{name}") in series and people_based not in values:
            series[people_based][at] = kept


def _start_from_published(series: dict[str, Any], starts: Mapping[str, Array]) -> None:
    """Begin the levels of wide places at what is published of them, in all scenarios and draws of a block."""
    relative = {f"place_{outcome.name}" for outcome in OUTCOMES if outcome.change == "relative"}
    for name, start in starts.items():
        for own in (name, f"{PEOPLE_BASED}{name}"):
            if own in series:
                series[own] = from_published(series[own], start, relative=name in relative)


def machine_code() -> MachineCode:
    """`schedule.project` and `summary.summarise`, compiled."""
    return compiled.compile_function(schedule.project), compiled.compile_function(summary.summarise)


def warm_up(job: Job, say: Say | None = None) -> None:
    """Have the machine code ready before workers ask for it, and say so when that takes long."""
    needed = (schedule.project, summary.summarise, area_bins.add_counts, is_nowhere_beyond)
    if say is not None and (slow := compiled.what_is_compiled(*needed)):
        say(slow)
    # Runs with rounds have a machine code of their own, and all scenarios of a job have rounds or none has.
    if (has_rounds := job.strategies[0].terms.rounds is not None) in _WARM:
        return
    project, summarise = machine_code()
    strategy, size = job.strategies[0], len(job.baseline.codes)
    central, areas = job.table.central(), job.baseline.arrays
    setting = environment_of(areas, central, map_geography(areas, central), strategy.policy)
    noise = draw_shocks(0, 0, areas=size, years=job.sizes.years - 1, funds=strategy.funds)
    outcomes, *_ = project(strategy.start, strategy.terms, setting, noise)
    summarise(outcomes, job.wider_places)
    compiled.compile_function(is_nowhere_beyond)(outcomes, ends_of_limits())
    compiled.compile_function(area_bins.add_counts)(
        np.zeros((1, 1, 1, 1), np.uint16), np.zeros((1, 1, 1, 1), np.uint16)
    )
    _WARM.add(has_rounds)


_WARM: Final[set[bool]] = set()
"""Whether machine code with and without rounds is ready in this process."""
