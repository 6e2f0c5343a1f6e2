"""Stylised facts that take runs of their own: an earlier start, England's trend, the North, floor space."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from scipy import stats

from fourcapitals.appraisal.facts_of_figures import Fact
from fourcapitals.appraisal.facts_of_strategies import POUNDS, lowest_tenth
from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.data.earlier_years import FIRST_BASE_YEAR
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.fact_sources import load_fact_sources
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.sampling_error import published_reliability
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.productivity import jobs_in_premises
from fourcapitals.evidence.hindcasting import STARTS, parameters_until
from fourcapitals.evidence.prior_effects import one_use
from fourcapitals.results.mission_tests import HEALTH_YEAR, YEARS_MORE
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import NOTHING, PERIOD, SEXES, Say

NORTH: Final = ("E12000001", "E12000002", "E12000003")
"""North East, North West, Yorkshire and the Humber."""
WIDEST: Final = 64.0
"""Multiple of the spread of draws up to which the value that flips a fact is sought."""
STEPS: Final = 20
NEEDIEST: Final = 5
"""Boards of the NHS of which F15 is told."""
BUYING_NEAR_BY: Final = f"""
title = "Buying near by"
description = "The neediest boards of the NHS buy two fifths near by."
sources = ["By construction"]
[nhs_anchor]
source = "By construction"
grade = "J"
neediest_boards = {NEEDIEST}
local_share = {{ {PERIOD.appraisal_start} = 0.4 }}
"""


def facts_of_runs(baseline: Baseline, table: ParameterTable, draws: int, seed: int, say: Say | None) -> Iterator[Fact]:
    """Give the facts that take runs of their own.

    Parameters
    ----------
    baseline : Baseline
    table : ParameterTable
    draws, seed : int
        Of the parameters, and of shocks where a fact is about the future or the past itself.
    say : callable or None
    """
    told: tuple[tuple[str, Callable[[Baseline, ParameterTable, int, int], Fact]], ...] = (
        (f"F1: {draws} draws from {STARTS[0]}", _ranks_persist),
        (f"F11: council spending from {FIRST_BASE_YEAR}", _cuts_cost_life),
        ("F13: the North with the healthy life of the rest", _health_of_the_north),
        ("F15: the neediest boards of the NHS buy near by", _anchors_help_places),
        (f"F20: {draws} draws to {HEALTH_YEAR}", _trend_falls_short),
        ("F21: floor space in the lowest tenth", _jobs_leak),
    )
    for words, held in told:
        if say is not None:
            say(words)
        yield held(baseline, table, draws, seed)


def _ranks_persist(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F1: whether a run from an earlier start ranks upper tiers in 2017-19 as they were published."""
    begun = baseline.starting(STARTS[0])
    noise = parameters_until(STARTS[0], baseline)
    known = {name: noise[name].value for name in noise.parameters if name.endswith("_noise")}
    results = run_ensemble(
        "baseline",
        draws=max(draws, 1),
        seed=seed,
        keep="areas",
        baseline=begun,
        parameters=table.with_values(**known),
    )
    years = list(range(PERIOD.base - 2, PERIOD.base + 1))
    held = results.dataset["hle"].isel(scenario=0).sel(year=years).mean(["sex", "year"]).transpose("draw", "area")
    tier = begun.areas["upper_tier_code"].to_numpy(str)
    codes = np.unique(tier)
    inside = (tier == codes[:, None]) * begun.arrays.population
    levels = held.to_numpy() @ (inside / inside.sum(axis=1, keepdims=True)).T
    table_of = baseline.tables["published"]
    chosen = (table_of["outcome"] == "hle") & (table_of["period"].astype(str) == BASE_PERIOD)
    published = table_of[chosen & table_of["sex"].isin(SEXES)]
    figures = published.groupby("code")["value"].mean().reindex(codes).to_numpy(np.float64)
    ceiling = float(np.sqrt(published_reliability(baseline, codes.tolist())))
    wanted = load_fact_sources().criterion("F1") * ceiling
    middle = levels.mean(axis=0)

    def ranked(multiple: float) -> Array:
        wider = middle + multiple * (levels - middle)
        return np.array([stats.spearmanr(each, figures).statistic for each in wider])

    found = ranked(1.0)
    return Fact(
        "F1",
        f"Upper tiers keep their rank in healthy life expectancy from {begun.period.window} to {BASE_PERIOD}, as far "
        "as sampling noise lets it be seen",
        f"median rank correlation {np.median(found):.2f} with what was published, highest possible {ceiling:.2f}",
        float(np.mean(found >= wanted)),
        len(found),
        _spread_at(lambda multiple: float(np.median(ranked(multiple))), wanted),
    )


def _spread_at(middle_at: Callable[[float], float], wanted: float) -> str:
    """Say at how many times the spread of draws the median correlation crosses what is wanted."""
    holds = middle_at(1.0) >= wanted
    low, high = (1.0, WIDEST) if holds else (0.0, 1.0)
    if (middle_at(low) >= wanted) == (middle_at(high) >= wanted):
        return "no spread of the draws" if not holds else f"not at {WIDEST:.0f} times the spread of the draws"
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if middle_at(middle) >= wanted else (low, middle)
    return f"{(low + high) / 2:.1f} times the spread of the draws"


def _cuts_cost_life(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F11: whether what councils spent less since 2013 cost more life where deprivation is greater."""
    begun = baseline.starting(FIRST_BASE_YEAR)
    areas = begun.arrays
    order = np.argsort(-areas.deprivation)
    reached = np.cumsum(areas.population[order]) / areas.population.sum()
    most, least = order[reached <= 1 / 5], order[reached > 4 / 5]
    spent, held = (counterfactuals_of([], baseline=each, parameters=table) for each in (begun, begun.without_flows()))

    def change(numbers: Parameters) -> tuple[float, float, float]:
        paths = [each.at(numbers).reference.le[-1].mean(axis=0) for each in (spent, held)]
        moved = 12 * (paths[0] - paths[1])
        places = np.arange(len(moved)), most, least
        england, deprived, affluent = (
            float(np.average(moved[each], weights=areas.population[each])) for each in places
        )
        return england, deprived, affluent

    england, deprived, affluent = change(table.central())
    drawn = np.array([change(numbers) for numbers in drawn_parameters(draws, seed, baseline=begun, parameters=table)])
    holds = (drawn[:, 0] < -NOTHING) & (drawn[:, 1] < drawn[:, 2]) if draws else np.array([])
    return Fact(
        "F11",
        f"What councils spent less from {FIRST_BASE_YEAR} to {PERIOD.base} lowered life expectancy in {PERIOD.base}, "
        "and more in the most deprived fifth of England's people than in the least",
        f"central {england:+.2f} months in England, {deprived:+.2f} in the most and {affluent:+.2f} in the least "
        "deprived fifth; that cuts cost life at all is the model's input",
        float(holds.mean()) if draws else None,
        draws,
        "council effect of 0; above it where cuts fell decides",
    )


def _health_of_the_north(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F13: which share of the North's gap in output per hour its healthy life accounts for."""
    areas, north = baseline.arrays, baseline.areas["region_code"].isin(NORTH).to_numpy()
    output, health = (
        [float(np.average(values[which], weights=weights[which])) for which in (north, ~north)]
        for values, weights in ((areas.gva_per_hour, areas.hours), (areas.hle.mean(axis=0), areas.population))
    )
    gap, years = float(np.log(output[1] / output[0])), health[1] - health[0]
    shares = np.array(
        [
            numbers.output_per_healthy_year * years / gap
            for numbers in drawn_parameters(draws, seed, baseline=baseline, parameters=table)
        ]
    )
    central = table.central().output_per_healthy_year * years / gap
    part = load_fact_sources().criterion("F13")
    band = f"; 80% of draws {' to '.join(f'{each:.0%}' for each in np.quantile(shares, (0.1, 0.9)))}" if draws else ""
    return Fact(
        "F13",
        "With the healthy life expectancy of the rest of England the North would close some of its gap in GVA per hour",
        f"central {central:.0%} of a gap of {gap:.0%}{band}; that it is no loss is assumed",
        float(np.mean(shares > NOTHING)) if draws else None,
        draws,
        f"output_per_healthy_year at 0; {part:.0%} of the gap at {part * gap / years:.2g} log per year",
    )


def _anchors_help_places(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F15: whether buying near by gives work to the areas of the boards that do it, and hardly to England."""
    scenario = parse_scenario(BUYING_NEAR_BY, name="buying_near_by")
    strategies = counterfactuals_of(scenario, baseline=baseline, parameters=table)
    plan, areas = strategies.strategy(scenario.name).policy.nhs, baseline.arrays
    inside = np.zeros(len(baseline.codes)) if plan is None else plan.planned[-1] @ plan.boards

    def work(numbers: Parameters) -> tuple[float, float]:
        runs = strategies.at(numbers)
        change = (runs.outcomes(scenario.name).employment[-1] - runs.reference.employment[-1]) * areas.working_age
        return float(change @ inside), float(change.sum())

    central = table.central()
    near, england = work(central)
    drawn = np.array([work(each) for each in drawn_parameters(draws, seed, baseline=baseline, parameters=table)])
    most = load_fact_sources().criterion("F15")
    holds = (drawn[:, 0] > NOTHING) & (np.abs(drawn[:, 1]) < most * drawn[:, 0]) if draws else np.array([])
    free, _ = work(central._replace(local_price_premium=0.0))
    lost = free - near
    return Fact(
        "F15",
        f"Where the {NEEDIEST} boards of the NHS with the shortest healthy life buy more near by, more people of their "
        f"areas are in work by {PERIOD.end}, and England gains or loses less than {most:.0%} of that",
        f"central {near:+,.0f} people in their areas, {england:+,.0f} in England; they plan 40% of purchases near by "
        "instead of 30%; that others lose the work is assumed, and the price is taken from care",
        float(holds.mean()) if draws else None,
        draws,
        f"local_price_premium at {central.local_price_premium * free / lost:.2g}" if lost > 0 else "no premium",
    )


def _trend_falls_short(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F20: how likely trend, noise and COVID-19 alone bring the years that the mission asks for."""
    results = run_ensemble("baseline", draws=max(draws, 1), seed=seed, baseline=baseline, parameters=table)
    levels = results.levels("hle", years=[results.years[0], HEALTH_YEAR]).isel(scenario=0, group=0)
    gained = (levels.isel(year=1) - levels.isel(year=0)).to_numpy()
    lacking = (YEARS_MORE - float(np.median(gained))) / (HEALTH_YEAR - results.years[0])
    return Fact(
        "F20",
        f"Without new money England's healthy life expectancy is not {YEARS_MORE:g} years higher by {HEALTH_YEAR}",
        f"median change {np.median(gained):+.1f} years, 90% of draws "
        f"{' to '.join(f'{each:+.1f}' for each in np.quantile(gained, (0.05, 0.95)))}",
        float(np.mean(gained < YEARS_MORE)),
        len(gained),
        f"a trend steeper by {lacking:.2f} years a year",
    )


def _jobs_leak(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """F21: which share of the jobs in new premises becomes employment of those who live in the place."""
    chosen = lowest_tenth(baseline)
    scenario = one_use(
        "premises", pounds_per_head=POUNDS, baseline=baseline, areas=[baseline.codes[at] for at in chosen]
    )
    strategies = counterfactuals_of(scenario, baseline=baseline, parameters=table)
    areas = baseline.arrays

    def share(numbers: Parameters) -> float:
        runs = strategies.at(numbers)
        premises = runs.ending(scenario.name).capitals.premises - runs.ending(strategies.reference).capitals.premises
        located = jobs_in_premises(premises, areas.population, runs.numbers.premises_cost_per_job)[chosen].sum()
        change = runs.outcomes(scenario.name).employment[-1] - runs.reference.employment[-1]
        return float((change * areas.working_age)[chosen].sum() / located)

    central = share(table.central())
    drawn = np.array([share(each) for each in drawn_parameters(draws, seed, baseline=baseline, parameters=table)])
    drawn = drawn[np.isfinite(drawn)]
    most = load_fact_sources().criterion("F21")
    at = table.central().employment_share_of_jobs * most / central
    return Fact(
        "F21",
        f"Of the jobs in new premises of the tenth of districts with the shortest healthy life, fewer than {most:.0%} "
        "become employment of people who live there, by 2035",
        f"central {central:.0%}; the rest is taken from neighbours, held by commuters, or by people in work already",
        float(np.mean(drawn < most)) if len(drawn) else None,
        len(drawn),
        f"employment_share_of_jobs at {at:.2g}" if at <= 1 else "employment_share_of_jobs at no share up to 1",
    )


def delivered_by(baseline: Baseline, table: ParameterTable, year: int) -> float:
    """Share of what the funds of 2021 award up to a year that is delivered by its end, at central values.

    Parameters
    ----------
    baseline : Baseline
    table : ParameterTable
    year : int
    """
    from fourcapitals.simulation.run import simulate

    ledger = simulate("announced_2021", baseline=baseline, parameters=table).dataset
    awarded = float(ledger["award"].sel(year=slice(None, year)).sum())
    return 1 - float(ledger["in_delivery"].sel(year=year).sum()) / awarded
