"""One draw of an ensemble: what all scenarios share in it, and each of them run on that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.ensemble.draws import StableBlock
from fourcapitals.ensemble.recipe import Job, Strategy
from fourcapitals.equations.elementary import Array
from fourcapitals.results.plausibility import Caution, Cautions, check_run, ends_of_limits, is_nowhere_beyond
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation import compiled
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.behaviour.joint_bids import assessed_once
from fourcapitals.simulation.compiled.layout import hand_over
from fourcapitals.simulation.devolution import decided
from fourcapitals.simulation.drawn_start import start_of_draw
from fourcapitals.simulation.environment import Environment, set_by
from fourcapitals.simulation.noise import council_deviates, draw_bid_shocks, draw_shocks, draw_statistics_errors
from fourcapitals.simulation.outcome_noise import OutcomeNoise, with_noise
from fourcapitals.simulation.state import Competition, Ending, Outcomes, Shocks, State


class OneDraw(NamedTuple):
    """What all scenarios share in a draw."""

    number: int
    begun: State
    """At the end of the base year, with the start that was drawn; trends as machine code takes them."""
    shocks: Shocks
    """Of all years."""
    noise: OutcomeNoise
    """Of income and employment, the base year first."""
    bids: dict[str, Array]
    """(year, area), by the name of each fund that takes bids."""
    setting: Environment
    """What the draw fixes, with the policy of a scenario without funds and levers."""
    handed: Environment
    """The same, as machine code takes it."""


class Ran(NamedTuple):
    """What a scenario comes to in a draw."""

    start: State
    people_based: Outcomes
    """With a year axis before the others, noise of outcomes included."""
    pull: Any
    """What pulls people (`schedule.project`)."""
    ending: Ending
    competition: Competition


def draw_of(job: Job, drawn: StableBlock, row: int, number: int) -> OneDraw:
    """Draw what all scenarios share.

    Parameters
    ----------
    job : Job
    drawn : StableBlock
        Of the draw's block.
    row : int
        Position in the block.
    number : int
        Of the draw in the ensemble.
    """
    size, years = len(job.baseline.arrays.population), len(job.baseline.period.simulated)
    seed = job.recipe.seed
    begun, shocks, noise = start_of_draw(
        job.strategies[0].start,
        draw_shocks(seed, number, areas=size, years=years),
        job.baseline.start,
        drawn.block.parameters[row],
        seed=seed,
        draw=number,
    )
    setting = drawn.settings[row]
    begun = begun._replace(trends=hand_over(begun.trends))
    return OneDraw(number, begun, shocks, noise, bid_shocks(job, number, size), setting, hand_over(setting))


def run_strategy(project: Callable[..., Any], job: Job, strategy: Strategy, one: OneDraw) -> Ran:
    """Run one scenario in a draw.

    Parameters
    ----------
    project : callable
        `schedule.project`, compiled.
    job : Job
    strategy : Strategy
    one : OneDraw
    """
    areas, seed = job.baseline.arrays, job.recipe.seed
    bids = _shocks_of_funds(strategy, one.bids, (len(job.baseline.period.simulated), len(areas.population)))
    start = strategy.start._replace(outcomes=one.begun.outcomes, trends=one.begun.trends)
    start = _with_actors(start, strategy, one.setting, seed, one.number)
    shocks = _statistics_errors(job, strategy, one.shocks, one.noise, one.number)
    terms = decided(strategy.terms, strategy.devolved, one.setting, seed, one.number)
    own = under_policy(one.handed, one.setting.parameters, strategy, areas)
    outcomes, ending, competition, pull = project(start, terms, own, shocks._replace(bids=assessed_once(bids, terms)))
    return Ran(start, with_noise(outcomes, one.noise), pull, ending, competition)


def under_policy(handed: Environment, numbers: Parameters, strategy: Strategy, areas: Areas) -> Environment:
    """Put what machine code takes of an environment under the policy of a scenario.

    Parameters
    ----------
    handed : Environment
        Of any policy (`layout.hand_over`).
    numbers : Parameters
        Of that environment.
    strategy : Strategy
    areas : Areas
    """
    settled = strategy.settled
    return handed._replace(**(set_by(strategy.policy, areas, numbers) if settled is None else settled))


def setting_after(one: OneDraw, policy: Policy) -> Environment:
    """What holds still after the last year of a scenario, when its levers have ended."""
    return one.setting._replace(councils_pay=policy.councils_pay)


def cautions_of(outcomes: Outcomes, strategy: Strategy, draw: int, baseline: Baseline) -> Cautions:
    """Refuse a run that gives what cannot be; say of one where it is barely so."""
    if compiled.compile_function(is_nowhere_beyond)(outcomes, ends_of_limits()):
        return {}
    name = strategy.scenario.name
    found = check_run(outcomes, who=f"{name}: draw {draw}", years=baseline.period.years, areas=baseline.areas)
    return {(name, each.outcome): Caution(abs(each.value - each.limit), line, 1) for each, line in found}


def _shocks_of_funds(strategy: Strategy, shocks: Mapping[str, Array], shape: tuple[int, int]) -> Array:
    """The shocks of bids of each row of a strategy's terms, (year, fund, area); zeros where nobody bids."""
    years, areas = shape
    bids = np.zeros((years, len(strategy.funds), areas))
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


def bid_shocks(job: Job, draw: int, areas: int) -> dict[str, Array]:
    """The shocks of every fund that takes bids, by its name: scenarios that share a fund share its shocks."""
    names = sorted({name for strategy in job.strategies for name in strategy.bidding})
    bids = draw_bid_shocks(job.recipe.seed, draw, areas=areas, years=job.sizes.years - 1, funds=names)
    return {name: bids[:, index] for index, name in enumerate(names)}
