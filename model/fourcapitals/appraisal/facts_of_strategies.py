"""Stylised facts that compare strategies: in which share of draws one does more for each £, and what reverses it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from fourcapitals.appraisal.facts_of_figures import Fact
from fourcapitals.appraisal.reversals import flips
from fourcapitals.data.area_arrays import Indices
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.fact_sources import load_fact_sources
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import AnyScenario, counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.prior_effects import one_use
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.vocabulary import Say

POUNDS: Final = 10.0
"""£ per head a year on each use that is compared alone."""
TENTH: Final = 10
FURTHEST: Final = 1000.0
"""Multiple of a strategy's money up to which the value that flips a fact is sought."""
BY_2035: Final = "healthy_person_years"
WHOLE_LIFE: Final = "healthy_person_years_whole_life"


class Pair(NamedTuple):
    """A statement that one strategy brings more health per £ than another."""

    fact: str
    statement: str
    better: Callable[[Baseline], AnyScenario]
    worse: Callable[[Baseline], AnyScenario]
    utility: str = BY_2035


def _alone(use: str) -> Callable[[Baseline], AnyScenario]:
    return lambda baseline: one_use(use, pounds_per_head=POUNDS, baseline=baseline)


def _named(name: str) -> Callable[[Baseline], AnyScenario]:
    return lambda _: name


PAIRS: Final = (
    Pair(
        "F9",
        "By 2035 money in thirty areas brings England more healthy person-years per £ than its mix spread per head",
        _named("concentrated"),
        _named("per_head"),
    ),
    Pair(
        "F10",
        "By 2035 public health brings England more healthy person-years per £ than the NHS",
        _alone("public_health"),
        _alone("nhs"),
    ),
    Pair(
        "F14",
        "By 2035 early years and skills bring England more healthy person-years per £ than infrastructure",
        _named("early_years_and_skills"),
        _named("infrastructure_tilt"),
    ),
    Pair(
        "F14",
        "Over the whole life of what is bought early years and skills bring England more healthy person-years per £ "
        "than infrastructure",
        _named("early_years_and_skills"),
        _named("infrastructure_tilt"),
        WHOLE_LIFE,
    ),
    Pair(
        "F16",
        "By 2035 a stream of ten years brings England more healthy person-years per £ than a burst of three",
        _named("stream_10_years"),
        _named("burst_3_years"),
    ),
    Pair(
        "F19",
        "By 2035 a balanced mix brings England more healthy person-years per £ than a physical one",
        _named("balanced_four_capitals"),
        _named("infrastructure_tilt"),
    ),
    Pair(
        "F19",
        "By 2035 a balanced mix brings England more healthy person-years per £ than housing of better quality, which "
        "is physical too",
        _named("balanced_four_capitals"),
        _named("housing_quality"),
    ),
)


def facts_of_strategies(
    baseline: Baseline, table: ParameterTable, draws: int, seed: int, say: Say | None
) -> Iterator[Fact]:
    """Give the facts that compare strategies.

    Parameters
    ----------
    baseline : Baseline
    table : ParameterTable
    draws, seed : int
        Of the parameters.
    say : callable or None
    """
    yield _physical_alone(baseline, table, draws, seed)
    for utility in dict.fromkeys(pair.utility for pair in PAIRS):
        asked = [pair for pair in PAIRS if pair.utility == utility]
        if say is not None:
            say(", ".join(dict.fromkeys(pair.fact for pair in asked)) + f": what reverses {len(asked)} pairs")
        pairs = [(_loaded(pair.better(baseline)), _loaded(pair.worse(baseline))) for pair in asked]
        # In one ranking, so that what several pairs have in common is run once.
        found = flips(
            list({one.name: one for pair in pairs for one in pair}.values()),
            utility=utility,
            pairs=[(one.name, other.name) for one, other in pairs],
            draws=draws,
            seed=seed,
            baseline=baseline,
            parameters=table,
        )
        for pair, (one, _), row in zip(asked, pairs, found.to_dict("records"), strict=True):
            yield _compared(pair, one.name, row, draws)


def _loaded(scenario: AnyScenario) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)


def _compared(pair: Pair, better: str, row: dict[Hashable, Any], draws: int) -> Fact:
    """What a row of `flips` says of a statement."""
    as_stated = row["better"] == better
    holds = row["probability_better"] if as_stated else 1 - row["probability_better"]
    value = float(f"{row['flip_value']:.3g}")
    unit = "" if row["flip_unit"] == "1" else f" {row['flip_unit']}"
    return Fact(
        pair.fact,
        pair.statement,
        f"central: {'as stated' if as_stated else 'the other way'}, by {abs(row['advantage_percent']):.0f}%",
        float(holds),
        draws,
        f"{row['flip']} at {value:,g}{unit}" if row["flip"] else "no single number",
    )


def _physical_alone(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F3: whether physical investment alone raises health in the lowest tenth by a quarter of a year by 2035."""
    name = "infrastructure_tilt"
    strategies = counterfactuals_of(name, baseline=baseline, parameters=table)
    wanted = load_fact_sources().criterion("F3")
    lowest = lowest_tenth(baseline)
    people = baseline.arrays.population[lowest]

    def gain(change: Array) -> float:
        return float(np.average(change[-1][lowest], weights=people))

    drawn = [
        gain(strategies.at(numbers).healthy_years(name))
        for numbers in drawn_parameters(draws, seed, baseline=baseline, parameters=table)
    ]
    central = strategies.at(table.central())
    multiple = 1.0
    while multiple < FURTHEST and gain(central.healthy_years(name, scale=multiple)) < wanted:
        multiple *= 2
    return Fact(
        "F3",
        f"Physical investment alone raises healthy life expectancy in the lowest tenth of districts by less than "
        f"{wanted:g} years by 2035",
        f"central gain {1000 * gain(central.healthy_years(name)):.1f} thousandths of a year in 2035",
        float(np.mean(np.array(drawn) < wanted)) if drawn else None,
        draws,
        f"about {multiple:,.0f} times the money" if multiple < FURTHEST else f"not at {FURTHEST:,.0f} times the money",
    )


def lowest_tenth(baseline: Baseline) -> Indices:
    """Positions of the tenth of districts with the shortest healthy life in the base year, mean of the sexes.

    Parameters
    ----------
    baseline : Baseline
    """
    chosen: Indices = np.argsort(baseline.arrays.hle.mean(axis=0))[: len(baseline.codes) // TENTH]
    return chosen
