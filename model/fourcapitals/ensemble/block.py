"""One block of an ensemble: all scenarios on the same 64 draws, reduced to what is kept.

What a block gives of a scenario depends on that scenario's own text, the seed, the number of the block, the data and
the parameters, and differences on the reference too: not on workers, on order, or on which other scenarios are asked
for.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.statistics_errors import statistics_errors
from fourcapitals.ensemble import summary
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.ensemble.life_sums import add_whole_life, regional_shares
from fourcapitals.ensemble.moved_households import Households, both, households_of, of_places
from fourcapitals.ensemble.summary import Spine, Summary, places_of, spine_of
from fourcapitals.equations.elementary import Array
from fourcapitals.results import area_bins
from fourcapitals.results.area_bins import (
    AREA_OUTCOMES,
    GRIDS,
    Bins,
    difference_bins,
    differences,
    level_bins,
    milestones_of,
)
from fourcapitals.results.axes import FOLLOWED, PEOPLE_BASED, from_published, published_start
from fourcapitals.results.bid_sums import Councils, measures_of_money
from fourcapitals.results.carried import published_levels
from fourcapitals.results.ensemble_arrays import BY_SEX, MISSION_SERIES, Sizes, Totals, shape_of, variables
from fourcapitals.results.plausibility import (
    Caution,
    Cautions,
    ImpossibleOutcome,
    check_run,
    note,
)
from fourcapitals.scenario.files import Scenario, parse_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.own_rules import RuleFile, take_rules
from fourcapitals.scenario.terms import Policy, Terms, terms_and_policy_of, with_rounds_alike
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.beginning import begin
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.behaviour.joint_bids import assessed_once
from fourcapitals.simulation.bids import councils_before, holds_bids, kept_of_bids
from fourcapitals.simulation.compiled.layout import hand_over
from fourcapitals.simulation.devolution import Devolved, decided, devolved_of
from fourcapitals.simulation.environment import Environment, environment_of, map_geography, with_policy
from fourcapitals.simulation.noise import council_deviates, draw_bid_shocks, draw_shocks, draw_statistics_errors
from fourcapitals.simulation.outcome_noise import OutcomeNoise, with_noise
from fourcapitals.simulation.state import Competition, Ending, Outcomes, Shocks, State, base_state
from fourcapitals.vocabulary import BLOCK, ENGLAND, OUTCOMES, SEXES, Say

Keep = Literal["summary", "areas"]


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
    files : tuple of (name of the scenario, name of the file, text)
        That the scenarios take money from.
    rules : tuple of (name, RuleFile)
        Of the user's own, that the scenarios use.
    """

    scenarios: tuple[tuple[str, str], ...]
    seed: int
    reference: str
    keep: Keep
    baseline: Baseline | None = None
    table: ParameterTable | None = None
    files: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[tuple[str, RuleFile], ...] = ()

    @property
    def key(self) -> str:
        """Address of the recipe, equal for equal recipes."""
        own = (
            self.baseline and (self.baseline.checksum, self.baseline.period, self.baseline.folder),
            self.table and self.table.checksum,
        )
        rules = tuple((name, rule.checksum) for name, rule in self.rules)
        asked = (self.scenarios, self.files, self.seed, self.reference, self.keep, own, rules)
        return hashlib.sha256(repr(asked).encode()).hexdigest()

    def read(self) -> tuple[Scenario, ...]:
        """Read the scenarios, with the files that they name."""
        files: dict[str, dict[str, str]] = {}
        for scenario, file, text in self.files:
            files.setdefault(scenario, {})[file] = text
        return tuple(parse_scenario(text, name=name, files=files.get(name)) for name, text in self.scenarios)


class Strategy(NamedTuple):
    """One scenario, ready to run."""

    scenario: Scenario
    funds: tuple[str, ...]
    """Of each row of the terms, the name of its fund."""
    bidding: tuple[str, ...]
    """The funds whose bids have shocks."""
    terms: Terms
    policy: Policy
    start: State
    """As machine code takes it (`layout.hand_over`)."""
    councils: Councils | None
    """What is known of them before anyone bids; None where nobody does."""
    devolved: Devolved | None
    """What bodies go by that decide in the place of the centre."""


class Job(NamedTuple):
    """A recipe with everything that all its blocks share worked out."""

    recipe: Recipe
    baseline: Baseline
    table: ParameterTable
    spine: Spine
    regional: Array
    """(area, region): people of each area as a share of its region's."""
    strategies: tuple[Strategy, ...]
    reference: int
    """Position of the scenario that differences are taken from."""
    moves: bool
    """Whether in some scenario households move."""
    sizes: Sizes
    statistics_errors: dict[str, Array]
    """(area,) each, where some scenario scores need anew."""
    starts: dict[str, Array]
    """(place,) or (sex,): published levels of the base year, by series."""

    @property
    def holds_bids(self) -> bool:
        """Whether councils bid in some scenario."""
        return any(strategy.councils is not None for strategy in self.strategies)


_jobs: dict[str, Job] = {}
_jobs_lock = threading.Lock()


def job_of(recipe: Recipe) -> Job:
    """Work a recipe out, once in each process."""
    key = recipe.key
    with _jobs_lock:
        if key not in _jobs:
            if len(_jobs) > 1:
                _jobs.clear()
            take_rules(recipe.rules)
            _jobs[key] = _worked_out(recipe)
        return _jobs[key]


def _worked_out(recipe: Recipe) -> Job:
    baseline, table = recipe.baseline or load_baseline(), recipe.table or load_parameters()
    table.check_priors_follow()
    strategies = []
    for scenario in recipe.read():
        terms, policy = terms_and_policy_of(scenario, baseline, table.deflator)
        funds = fund_names(scenario)
        strategies.append(
            Strategy(
                scenario,
                funds,
                tuple(fund for fund, bids in zip(funds, terms.competitive, strict=True) if bids > 0),
                terms,
                policy,
                hand_over(base_state(baseline.arrays, funds=len(funds), moves=scenario.households_move)),
                councils_before(scenario, baseline, terms) if holds_bids(scenario) else None,
                devolved_of(scenario, terms, policy, baseline),
            )
        )
    terms_alike = with_rounds_alike([each.terms for each in strategies])
    position = [name for name, _ in recipe.scenarios].index(recipe.reference)
    years, milestones = len(baseline.period.years), milestones_of(baseline.period)
    sizes = Sizes(len(strategies), len(places_of(baseline)), len(baseline.codes), years, len(milestones))
    starts, spine = _starts(baseline), spine_of(baseline)
    return Job(
        recipe=recipe,
        baseline=baseline,
        table=table,
        spine=spine,
        regional=regional_shares(spine),
        strategies=tuple(each._replace(terms=own) for each, own in zip(strategies, terms_alike, strict=True)),
        reference=position,
        moves=any(strategy.scenario.households_move for strategy in strategies),
        sizes=sizes,
        starts=starts,
        statistics_errors=statistics_errors(baseline) if any(each.rescored for each in terms_alike) else {},
    )


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
    areas = job.baseline.arrays
    project, summarise = machine_code()
    drawn = stable_block(job.table, areas, recipe.seed, block)
    series = {
        each.name: np.full(shape_of(each, job.sizes), np.nan)
        for each in variables(recipe.keep, both_bases=job.moves, competition=job.holds_bids)
    }
    size, years = len(areas.population), len(job.baseline.period.simulated)
    of_areas = _AreasOfBlock.empty(job, size)
    # Of one draw alone, so that little memory is held.
    seen = np.empty((len(job.strategies), len(AREA_OUTCOMES), job.sizes.milestones, size))
    cautions: Cautions = {}
    for row in range(BLOCK):
        draw = block * BLOCK + row
        faults: list[str] = []
        begun, noise, apart = begin(
            job.strategies[0].start,
            draw_shocks(recipe.seed, draw, areas=size, years=years),
            job.baseline.start,
            drawn.block.parameters[row],
            seed=recipe.seed,
            draw=draw,
        )
        shocks, settled = _bid_shocks(job, draw, size), hand_over(drawn.settings[row])
        runs: list[tuple[Ending, Environment]] = []
        households: Households | None = None
        for position, strategy in enumerate(job.strategies):
            bids = _shocks_of_funds(strategy, shocks, (years, len(strategy.funds), size))
            setting = with_policy(settled, areas, strategy.policy)
            start = strategy.start._replace(outcomes=begun.outcomes, trends=hand_over(begun.trends))
            start = _with_actors(start, strategy, drawn.settings[row], recipe.seed, draw)
            errors = _statistics_errors(job, strategy, noise, apart, draw)
            terms = decided(strategy.terms, strategy.devolved, drawn.settings[row], recipe.seed, draw)
            outcomes, ending, competition, pull = project(
                start, terms, setting, errors._replace(bids=assessed_once(bids, terms))
            )
            runs.append((ending, drawn.settings[row]._replace(councils_pay=strategy.policy.councils_pay)))
            people_based = with_noise(outcomes, apart)
            outcomes, wider = people_based, None
            if strategy.scenario.households_move:
                households = households or households_of(job.baseline.movers, drawn.settings[row], job.spine)
                outcomes, wider = of_places(people_based, pull, households)
            try:
                more = _cautions_of(outcomes, strategy, draw, job.baseline)
            except ImpossibleOutcome as error:
                faults += error.faults
                continue
            note(cautions, more if row < counted else {})
            _place_bids(series, (position, row), competition, start, drawn.settings[row], job)
            summed: Summary = summarise(outcomes, job.spine)
            if job.moves:
                of_people = summed if wider is None else summarise(people_based, job.spine)
                summed = summed if wider is None else both(summed, of_people, wider)
                _place(series, (position, row), of_people, people_based, PEOPLE_BASED)
            _place(series, (position, row), summed, outcomes)
            seen[position] = summed.areas
        if faults:
            raise ImpossibleOutcome(*faults)
        if draw < FOLLOWED:
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


def _cautions_of(outcomes: Outcomes, strategy: Strategy, draw: int, baseline: Baseline) -> Cautions:
    """Refuse a run that gives what cannot be; say of one where it is barely so."""
    name = strategy.scenario.name
    found = check_run(outcomes, who=f"{name}: draw {draw}", years=baseline.period.years, areas=baseline.areas)
    return {(name, each.outcome): Caution(abs(each.value - each.limit), line, 1) for each, line in found}


def _place_bids(
    series: Mapping[str, Array],
    at: tuple[int, int],
    competition: Competition,
    start: State,
    setting: Environment,
    job: Job,
) -> None:
    """Put down what is kept of the bids of a run, by its scenario and draw; nothing where councils do not bid."""
    strategy = job.strategies[at[0]]
    if strategy.councils is None:
        return
    act = strategy.policy.behaviour.councils > 0
    capacity = start.councils.capacity if act else setting.place.capacity
    known = strategy.councils._replace(capacity=capacity)
    kept = kept_of_bids(competition, strategy.terms, known, period=job.baseline.period, act=act)
    for name, values in kept.items():
        series[name][at] = values


def _measure_money(series: Mapping[str, Array], job: Job) -> None:
    """Measure how the money that bids won lies over areas, in all draws of a block at once."""
    for position, strategy in enumerate(job.strategies):
        if strategy.councils is not None:
            for name, values in measures_of_money(series["money_won"][position], strategy.councils).items():
                series[name][position] = values


def _shocks_of_funds(strategy: Strategy, shocks: Mapping[str, Array], shape: tuple[int, int, int]) -> Array:
    """The shocks of bids of each row of a strategy's terms, (year, fund, area); zeros where nobody bids."""
    bids = np.zeros(shape)
    for name in strategy.bidding:
        bids[:, strategy.funds.index(name)] = shocks[name]
    return bids


def _with_actors(start: State, strategy: Strategy, setting: Environment, seed: int, draw: int) -> State:
    """The state of the base year with councils as they begin in a draw, where there are rounds."""
    if strategy.terms.rounds is None:
        return start
    acts, areas = strategy.policy.behaviour.councils > 0, len(setting.place.capacity)
    return with_councils(start, setting, council_deviates(seed, draw, areas=areas, drawn=acts))


def _statistics_errors(job: Job, strategy: Strategy, shocks: Shocks, apart: OutcomeNoise, draw: int) -> Shocks:
    """The shocks of a draw with the errors of published statistics, where need is scored from them."""
    if strategy.terms.rescored is None:
        return shocks
    noise = apart.income[1:], apart.employment[1:]
    drawn = draw_statistics_errors(job.recipe.seed, draw, job.statistics_errors, *noise)
    return shocks._replace(statistics=drawn)


def _bid_shocks(job: Job, draw: int, areas: int) -> dict[str, Array]:
    """The shocks of every fund that takes bids, by its name: scenarios that share a fund share its shocks."""
    names = sorted({name for strategy in job.strategies for name in strategy.bidding})
    bids = draw_bid_shocks(job.recipe.seed, draw, areas=areas, years=job.sizes.years - 1, funds=names)
    return {name: bids[:, index] for index, name in enumerate(names)}


def _starts(baseline: Baseline) -> dict[str, Array]:
    """Published levels of the base year, by series: England and its regions, and England by sex."""
    published, places = published_levels(baseline), list(places_of(baseline))
    starts = {f"place_{outcome.name}": published_start(published, outcome.name, places) for outcome in OUTCOMES}
    for name in BY_SEX:
        by_sex = [published_start(published, f"{name}_{sex}", [ENGLAND]) for sex in SEXES]
        starts[f"{name}_by_sex"] = np.concatenate(by_sex)
    return starts


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


@dataclass(eq=False)
class _AreasOfBlock:
    """Bins of the areas in the draws of a block, (scenario, draw, outcome, milestone, area), and sums over draws."""

    base: dict[str, Array]
    reference: int
    level_bins: Bins
    difference_bins: Bins
    level_sums: Array
    difference_sums: Array

    @classmethod
    def empty(cls, job: Job, areas: int) -> Self:
        rest = (len(AREA_OUTCOMES), job.sizes.milestones, areas)
        bins, sums = (len(job.strategies), BLOCK, *rest), (len(job.strategies), *rest)
        return cls(
            base_levels(job.baseline),
            job.reference,
            np.empty(bins, np.uint16),
            np.empty(bins, np.uint16),
            np.zeros(sums),
            np.zeros(sums),
        )

    def take(self, row: int, seen: Array, *, counts: bool) -> None:
        """Take a draw of all scenarios, (scenario, outcome, milestone, area), into the bins, and sums if it counts."""
        for index, name in enumerate(AREA_OUTCOMES):
            grid, own = GRIDS[name], seen[:, index]
            change = differences(own, own[self.reference], grid)
            self.level_bins[:, row, index] = level_bins(own, self.base[name], grid)
            self.difference_bins[:, row, index] = difference_bins(change, grid)
            if counts:
                self.level_sums[:, index] += own
                self.difference_sums[:, index] += change

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The bins and the sums, by name."""
        names = ("level_bins", "difference_bins", "level_sums", "difference_sums")
        return {name: getattr(self, name) for name in names}


def base_levels(baseline: Baseline) -> dict[str, Array]:
    """Levels of the base year of the outcomes that are kept for every area, (area,) each; the mean of the sexes."""
    areas = baseline.arrays
    levels = {name: np.asarray(getattr(areas, name)) for name in AREA_OUTCOMES}
    return {name: values.mean(axis=0) if values.ndim > 1 else values for name, values in levels.items()}


def add_block(totals: Totals, made: Mapping[str, Any], counted: int) -> None:
    """Add the areas of one block to those of the blocks before.

    Counts are integers, so that their order cannot matter; sums are added in the order of the blocks.

    Parameters
    ----------
    totals : Totals
        Added to.
    made : mapping
        From `run_block`.
    counted : int, draws
        How many of the block count.
    """
    add = compiled.compile_function(area_bins.add_counts)
    for scenario in range(len(made["level_bins"])):
        add(totals.level_counts[scenario], made["level_bins"][scenario, :counted])
        add(totals.difference_counts[scenario], made["difference_bins"][scenario, :counted])
    totals.level_sums += made["level_sums"]
    totals.difference_sums += made["difference_sums"]
    totals.draws += counted


# Machine code


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
