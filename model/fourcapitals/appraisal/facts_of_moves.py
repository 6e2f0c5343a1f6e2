"""Stylised facts of moves of house: what the moves of the base year alone do to deprived areas."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import brentq

from fourcapitals.appraisal.facts_of_figures import Fact
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.files import load_scenario
from fourcapitals.simulation.behaviour.migration import usual_moves
from fourcapitals.simulation.composition import composition, migration_of
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.start import start_of

YEARS: Final = 20
"""Of moves, nobody falling ill, ageing or dying meanwhile."""
TENTH: Final = 0.1
REACH: Final = 1.0
"""Log ratios between minus and plus this are searched for the one at which moves leave the gap as it is."""


def gap_by_moves(baseline: Baseline, environment: Environment, p: Parameters) -> float:
    """Change of the gap in healthy life expectancy that 20 years of the moves of the base year bring, years.

    The gap is that between the least and the most deprived tenth of the people, by areas; who moves keeps age, health
    and degree.

    Parameters
    ----------
    baseline : Baseline
    environment : Environment
        Of the areas.
    p : Parameters
    """
    migration = migration_of(baseline.movers, environment._replace(parameters=p))
    moves = migration.moves
    people = moves.people
    for _ in range(YEARS):
        people = people + usual_moves(moves._replace(people=people))
    change: Array = composition(people, migration.before, migration.movers, p).hle.mean(axis=0)
    weight = baseline.arrays.population
    order = np.argsort(-baseline.arrays.deprivation)
    held = np.cumsum(weight[order]) / weight.sum()
    most, least = order[held <= TENTH], order[held > 1 - TENTH]
    return float(np.average(change[least], weights=weight[least]) - np.average(change[most], weights=weight[most]))


def facts_of_moves(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> list[Fact]:
    """Give the facts that rest on moves of house.

    Parameters
    ----------
    baseline : Baseline
    table : ParameterTable
    draws, seed : int
    """
    central = table.central()
    environment = start_of(load_scenario("baseline"), baseline=baseline, numbers=central).environment
    numbers = drawn_parameters(draws, seed, baseline=baseline, parameters=table)
    found = np.array([gap_by_moves(baseline, environment, p) for p in numbers])

    def at(ratio: float) -> float:
        return gap_by_moves(baseline, environment, central._replace(moves_to_affluence_of_poor_health=ratio))

    turns = at(-REACH) > 0 > at(REACH)
    even = float(brentq(at, -REACH, REACH, xtol=1e-3)) if turns else REACH
    low, middle, high = np.quantile(found, (0.1, 0.5, 0.9))
    return [
        Fact(
            "F22",
            "Moves of house sort the healthy out of deprived areas",
            f"{YEARS} years of the moves of {baseline.period.base} alone change the gap in healthy life expectancy "
            f"between the least and the most deprived tenth by {middle:+.1f} years (median; middle 80% {low:+.1f} to "
            f"{high:+.1f}); levels and trends hold that already",
            float((found > 0).mean()),
            draws,
            f"moves_to_affluence_of_poor_health {'at' if turns else 'nowhere to'} {even:.2f} (log ratio); nearer to 0 "
            "moves narrow the gap",
        )
    ]
