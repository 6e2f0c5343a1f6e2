"""Where a run starts: a scenario's terms, the environment, the shocks and the state of the base year; and its years."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.statistics_errors import statistics_errors
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.policy import terms_and_policy_of
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.behaviour.funds import bids_of, decide
from fourcapitals.simulation.behaviour.joint_bids import assessed_once
from fourcapitals.simulation.composition import Migration, after_moves, migration_of
from fourcapitals.simulation.devolution import decided, devolved_of
from fourcapitals.simulation.drawn_start import start_of_draw
from fourcapitals.simulation.environment import Environment, environment_of, map_geography
from fourcapitals.simulation.noise import council_deviates, draw_shocks, draw_statistics_errors, no_shocks
from fourcapitals.simulation.outcome_noise import OutcomeNoise, in_year, no_outcome_noise
from fourcapitals.simulation.schedule import advance
from fourcapitals.simulation.state import Shocks, State, base_state


class Start(NamedTuple):
    """What a run takes."""

    terms: Terms
    environment: Environment
    shocks: Shocks
    """Of all years."""
    state: State
    """At the end of the base year."""
    noise: OutcomeNoise
    """Of income and employment, the base year first."""
    migration: Migration | None
    """None where households stay."""


def start_of(
    scenario: Scenario, *, baseline: Baseline, numbers: Parameters, seed: int | None = None, draw: int = 0
) -> Start:
    """Give what a run of a scenario takes.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    numbers : Parameters
        One set of numbers.
    seed : int, optional
        None leaves shocks off.
    draw : int
        Number of the draw; without a seed it changes nothing.
    """
    areas, funds = baseline.arrays, fund_names(scenario)
    state = base_state(areas, funds=len(funds))
    terms, policy = terms_and_policy_of(scenario, baseline, numbers.deflator)
    size, years = len(areas.population), len(baseline.period.simulated)
    if seed is None:
        shocks = no_shocks(areas=size, years=years, funds=len(funds))
        noise = no_outcome_noise(areas=size, years=years)
    else:
        shocks = draw_shocks(seed, draw, areas=size, years=years, funds=funds)
        state, shocks, noise = start_of_draw(state, shocks, baseline.start, numbers, seed=seed, draw=draw)
    if seed is not None and terms.rescored is not None:
        shocks = shocks._replace(
            statistics=draw_statistics_errors(
                seed, draw, statistics_errors(baseline), noise.income[1:], noise.employment[1:]
            )
        )
    environment = environment_of(areas, numbers, map_geography(areas, numbers), policy)
    deviates = council_deviates(seed, draw, areas=size, drawn=policy.behaviour.councils > 0)
    migration = migration_of(baseline.movers, environment) if scenario.households_move else None
    if migration is not None:
        state = state._replace(people=migration.moves.people)
    return Start(
        terms=decided(terms, devolved_of(scenario, terms, policy, baseline), environment, seed, draw),
        environment=environment,
        shocks=shocks._replace(bids=assessed_once(shocks.bids, terms)),
        state=with_councils(in_year(state, noise, 0), environment, deviates),
        noise=noise,
        migration=migration,
    )


def years_of(start: Start) -> list[tuple[State, Array]]:
    """Carry the state of a start through all years.

    It is what a Mesa model without decisions and councils of its own steps through, to the bit (`model.FourCapitals`),
    without Mesa and its agents, which take longer to import than the years to run.

    Returns
    -------
    list of (State, awards)
        At the end of each simulated year, and what funds gave in it, (fund, area, use), £m of 2019.
    """
    state, path = start.state, []
    for position in range(len(start.terms.budget)):
        shocks = at_year(start.shocks, position)
        bids = bids_of(state, start.terms, start.environment)
        awards = decide(state, start.terms, start.environment, shocks, bids)
        state = advance(state, awards, start.environment, shocks, start.terms, bids)
        if start.migration is not None:
            state = after_moves(state, start.migration, start.environment)
        state = in_year(state, start.noise, position + 1)
        path.append((state, awards))
    return path
