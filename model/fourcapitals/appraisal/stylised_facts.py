"""Statements of the literature and the briefing, held against data and draws: how likely each is, and what flips it.

No fact is an input: a fact fixes what is compared, never what comes out. Those that neither the data nor the model can
speak to are listed with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from fourcapitals.appraisal.reversals import flips
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.evidence.deprivation_profile import EARLIER, LATER, slope_table
from fourcapitals.evidence.prior_effects import one_use
from fourcapitals.formatting import share_of_draws
from fourcapitals.results.audit import audit_rule
from fourcapitals.results.luf_audit import audit_luf
from fourcapitals.vocabulary import Say

GAIN: Final = 0.25
"""Years of healthy life expectancy that the lowest tenth would gain for a strategy to level health up."""
POUNDS: Final = 10.0
"""£ per head a year on each use that is compared alone."""
TENTH: Final = 10
DRAWS: Final = 200
FURTHEST: Final = 1000.0
"""Multiple of a strategy's money up to which the value that flips a fact is sought."""
UNTOLD: Final = {
    "F1": "ranks of areas from an earlier start: fourcapitals hindcast",
    "F7": "capacity and bids: the rules of agents are not estimated",
    "F8": "spend-out of the funds by September 2023 lies after the data",
    "F11": "deaths by council cuts: the effect is the model's input; see the council regression of hindcast",
    "F12": "spending of 1999-2010 by area is not in the data",
    "F13": "a share of the North's gap needs a decomposition that priors alone would decide",
    "F15": "national effects of local purchasing are outside the model",
    "F20": "the chance of five more years needs shocks: fourcapitals missions of an ensemble",
    "F21": "jobs by workplace are no outcome of a run",
    "F22": "migration is outside the model",
}
"""Facts that are not tested, with the reason."""
COLUMNS: Final = ("fact", "statement", "found", "holds", "draws", "flips_at")


class Pair(NamedTuple):
    """A statement that one strategy brings more health per £ than another."""

    fact: str
    statement: str
    better: Callable[[Baseline], AnyScenario]
    worse: Callable[[Baseline], AnyScenario]


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
)


def stylised_facts(
    *,
    draws: int = DRAWS,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Hold the facts against data and draws.

    Parameters
    ----------
    draws, seed : int
        Of the parameters, for the facts that rest on the model.
    baseline : Baseline, optional
    parameters : ParameterTable, optional
    say : callable, optional

    Returns
    -------
    DataFrame
        ``fact, statement, found, holds`` (1 or 0 for a fact of the data, else the share of draws; blank where not
        tested)``, draws, flips_at``.
    """
    base, table = baseline or load_baseline(), parameters or load_parameters()
    rows = [*_of_data(base), *_of_pairs(base, table, draws, seed, say), _lowest_tenth(base, table, draws, seed)]
    rows += [(fact, "not tested", why, None, 0, "") for fact, why in UNTOLD.items()]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values("fact", key=lambda each: each.str[1:].astype(int)).reset_index(drop=True)


Fact = tuple[str, str, str, float | None, int, str]


def _of_data(baseline: Baseline) -> Iterator[Fact]:
    """The facts that published figures decide alone."""
    slopes = slope_table(baseline, solved_on=EARLIER).set_index(["sex", "period"])
    errors = [float(slopes["error"][sex, LATER]) for sex in ("male", "female")]
    said = f"{LATER} from {EARLIER}: {errors[0]:+.1f} years men, {errors[1]:+.1f} women"
    yield (
        "F2",
        f"The slope of healthy life expectancy over deprivation is that of {EARLIER} in {LATER}, within a year",
        said,
        float(max(map(abs, errors)) < 1),
        0,
        "",
    )
    audit = audit_luf(baseline)
    outside = int(audit.places["left_out"].sum())
    said = f"{outside} of the {audit.lowest} districts lowest in male healthy life expectancy are not in category 1"
    yield "F4", "The fund's list leaves out districts in the poorest health", said, float(outside > 0), 0, ""
    both = int(audit.places["deprived_left_out"].sum())
    said = f"{both} deprived districts below England's healthy life expectancy stand in categories 2 and 3"
    yield "F5", "It leaves out districts that are deprived and in poor health", said, float(both > 0), 0, ""
    moved = audit_rule("luf_index", baseline=baseline, against="health_need").moved_share or 0.0
    yield (
        "F6",
        "Criteria of health would move money",
        f"{100 * moved:.0f}% of the pot changes place",
        float(moved > 0),
        0,
        "",
    )
    areas = baseline.areas
    sick = stats.spearmanr(areas["long_term_sick_share_16_64"], areas["hle_male_years"] + areas["hle_female_years"])
    said = f"rank correlation {sick.statistic:.2f} over {len(areas)} areas"
    yield "F17", "Long-term sickness is higher where healthy life is shorter", said, float(sick.statistic < 0), 0, ""
    cuts = stats.spearmanr(areas["imd_2019_score"], areas["cut_gbp_per_head"])
    said = f"rank correlation {cuts.statistic:.2f} of deprivation and £ a head cut, 2010 to 2017"
    yield "F18", "More deprived councils were cut more", said, float(cuts.statistic > 0), 0, ""


def _of_pairs(baseline: Baseline, table: ParameterTable, draws: int, seed: int, say: Say | None) -> Iterator[Fact]:
    for pair in PAIRS:
        if say is not None:
            say(f"{pair.fact}: {pair.statement}")
        one, other = pair.better(baseline), pair.worse(baseline)
        row = flips([one, other], draws=draws, seed=seed, baseline=baseline, parameters=table).iloc[0].to_dict()
        name = one if isinstance(one, str) else getattr(one, "name", "")
        as_stated = row["better"] == name
        holds = row["probability_better"] if as_stated else 1 - row["probability_better"]
        said = f"central: {'as stated' if as_stated else 'the other way'}, by {abs(row['advantage_percent']):.0f}%"
        value = float(f"{row['flip_value']:.3g}")
        unit = "" if row["flip_unit"] == "1" else f" {row['flip_unit']}"
        at = f"{row['flip']} at {value:,g}{unit}" if row["flip"] else "no single number"
        yield pair.fact, pair.statement, said, float(holds), draws, at


def _lowest_tenth(baseline: Baseline, table: ParameterTable, draws: int, seed: int) -> Fact:
    """Ask whether physical investment alone raises health in the lowest tenth by a quarter of a year by 2035 (F3)."""
    name = "infrastructure_tilt"
    strategies = counterfactuals_of(name, baseline=baseline, parameters=table)
    lowest = np.argsort(baseline.arrays.hle.mean(axis=0))[: len(baseline.codes) // TENTH]
    people = baseline.arrays.population[lowest]

    def gain(change: Array) -> float:
        return float(np.average(change[-1][lowest], weights=people))

    drawn = [
        gain(strategies.at(numbers).healthy_years(name))
        for numbers in drawn_parameters(draws, seed, baseline=baseline, parameters=table)
    ]
    central = strategies.at(table.central())
    multiple = 1.0
    while multiple < FURTHEST and gain(central.healthy_years(name, scale=multiple)) < GAIN:
        multiple *= 2
    reached = (
        f"about {multiple:,.0f} times the money" if multiple < FURTHEST else f"not at {FURTHEST:,.0f} times the money"
    )
    said = f"central gain {1000 * gain(central.healthy_years(name)):.1f} thousandths of a year in 2035"
    holds = float(np.mean(np.array(drawn) < GAIN)) if drawn else None
    statement = (
        f"Physical investment alone raises healthy life expectancy in the lowest tenth of districts by less than "
        f"{GAIN} years by 2035"
    )
    return "F3", statement, said, holds, draws, reached


def fact_rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Give the rows for the screen: fact, statement, what was found, whether it holds, what flips it.

    Parameters
    ----------
    table : DataFrame
        From `stylised_facts`.
    """

    def held(row: dict[str, Any]) -> str:
        if pd.isna(row["holds"]):
            return ""
        return share_of_draws(row["holds"]) if row["draws"] else ("yes" if row["holds"] else "no")

    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    return [(row["fact"], row["statement"], row["found"], held(row), row["flips_at"]) for row in rows]


def fact_lines(table: pd.DataFrame) -> list[str]:
    """Say how to read the table.

    Parameters
    ----------
    table : DataFrame
        From `stylised_facts`.
    """
    tested = int(table["holds"].notna().sum())
    return [
        f"{tested} facts tested, {len(table) - tested} not. Share of draws: how likely the priors make the statement, "
        "not how true it is; facts of the data hold or not. Flips at: the one number that alone turns the central "
        "order round, at the value given, and has most of its prior beyond it.",
    ]
