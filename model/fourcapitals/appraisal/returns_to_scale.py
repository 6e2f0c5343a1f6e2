"""What strategies do at multiples of their money, and where that goes beyond what is spent or tested today.

Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import Parameters, ParameterTable
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, Say, counterfactuals_for, runs_at
from fourcapitals.ensemble.utilities import UTILITIES
from fourcapitals.errors import BadInput
from fourcapitals.evidence.prior_effects import evidence_grade
from fourcapitals.formatting import plain, readable_money, readable_years
from fourcapitals.vocabulary import END_YEAR, POUND, USE_NAMES

MULTIPLES: Final = (1.0, 3.0, 10.0, 30.0, 100.0)
CONSTANT: Final = 0.9
"""Returns per £ below this share of those at the strategy's own size are no longer constant."""
TWICE: Final = 2.0
"""Estimates on actual budgets are unsafe beyond this multiple of today's spend (ODD.md, Weak points)."""
LIFE_TABLE_YEARS: Final = 1.3
"""The life tables are followed by an expansion that is tested up to 5% more deaths and 0.1 in the log odds of good
health (ODD.md, 7.9), which together are about this many years of healthy life expectancy."""
BEYOND_LIFE_TABLE: Final = "; an order of magnitude only: further than the life tables are tested"

# Today's spend


class TodaysSpend(NamedTuple):
    """What is spent today on a budget that the outcome route adds to."""

    gbp_per_head: float
    """A year, £ of 2019."""
    grade: str
    source: str


def todays_spend(baseline: Baseline) -> dict[str, TodaysSpend]:
    """Give today's spend per head on the three budgets whose estimates rest on actual spending.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> {use: round(spend.gbp_per_head) for use, spend in todays_spend(load_baseline()).items()}
    {'public_health': 59, 'nhs': 2310, 'council_services': 721}
    """
    people = float(baseline.arrays.population.sum())
    councils = baseline.history("council_spending")
    last = int(councils["year"].max())
    by_area = councils[councils["year"] == last].set_index("code")["value"]
    weight = pd.Series(baseline.arrays.population, index=list(baseline.codes)).reindex(by_area.index)
    return {
        "public_health": TodaysSpend(3_300e6 / people, "M", "public health grant of England, about £3.3bn a year"),
        "nhs": TodaysSpend(130_000e6 / people, "B", "Dixon and Everest 2021: NHS of England, about £130bn a year"),
        "council_services": TodaysSpend(
            float(np.average(by_area, weights=weight)),
            "S",
            f"DLUHC revenue outturn {last}-{(last + 1) % 100}: service expenditure less education and public health",
        ),
    }


class Money(NamedTuple):
    """What a multiple of a strategy's money comes to."""

    gbp_m_a_year: float
    """Mean of the years with money."""
    years: int
    beyond: tuple[str, ...]
    """Budgets that reach twice today's spend in England in some year."""
    beyond_areas: int
    """Areas in which some budget does."""


def money_of(counterfactuals: Counterfactuals, name: str, multiple: float) -> Money:
    """Say what a multiple of a strategy's money comes to, and which budgets it doubles.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.
    multiple : float, times the stated money
    """
    money = counterfactuals.money(name, scale=multiple)
    people = counterfactuals.baseline.arrays.population
    yearly = money.sum(axis=(1, 2))
    spent = np.abs(counterfactuals.money(name)).sum(axis=(1, 2)) >= POUND
    per_head = 1e6 * money / people
    beyond, areas = [], np.zeros(len(people), dtype=bool)
    for use, today in todays_spend(counterfactuals.baseline).items():
        position = USE_NAMES.index(use)
        most = (TWICE - 1) * today.gbp_per_head
        if (1e6 * money[:, position].sum(axis=1) / people.sum() > most).any():
            beyond.append(use)
        areas |= (per_head[:, position] > most).any(axis=0)
    years = int(spent.sum())
    return Money(float(yearly.sum() / years) if years else 0.0, years, tuple(beyond), int(areas.sum()))


# Dose and response


def scale(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    multiples: Sequence[float] = MULTIPLES,
    *,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Run strategies at multiples of their money: the dose response, every nonlinearity kept.

    Levers without money stay as they are at every multiple.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    multiples : sequence of float
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and multiple: ``scenario, multiple``; ``gbp_m_a_year`` (mean of the years with money),
        ``money_years`` (how many), ``new_money_gbp_m`` in all; the utilities of `utilities.UTILITIES`;
        ``healthy_person_years_per_gbp_m``; ``returns``, that as a share of what the strategy's own size gives, and
        ``constant_returns``, whether it is 90% or more; ``beyond_twice_today``, the budgets on the outcome route
        that reach twice today's spend in England, and ``areas_beyond``, in how many areas some budget does;
        ``beyond_life_table``, whether some area changes by more than the life tables are tested for; ``grade``;
        ``values``.
    """
    if not multiples or any(not np.isfinite(multiple) or multiple <= 0 for multiple in multiples):
        raise BadInput("multiples: numbers above 0 expected")
    counterfactuals = counterfactuals_for(scenarios, parameters, say)
    runs, values = runs_at(counterfactuals, parameters, numbers)
    rows = []
    for name in counterfactuals.names:
        own = runs.effects(name).of("healthy_person_years", per_gbp=True)
        for multiple in multiples:
            effects, money = runs.effects(name, scale=multiple), money_of(counterfactuals, name, multiple)
            per_gbp = effects.of("healthy_person_years", per_gbp=True)
            returns = per_gbp / own if own else float("nan")
            rows.append(
                {
                    "scenario": name,
                    "multiple": float(multiple),
                    "gbp_m_a_year": money.gbp_m_a_year,
                    "money_years": money.years,
                    "new_money_gbp_m": effects.new_money_gbp_m,
                    **{utility: getattr(effects, utility) for utility in UTILITIES},
                    "healthy_person_years_per_gbp_m": per_gbp,
                    "returns": returns,
                    "constant_returns": bool(returns >= CONSTANT),
                    "beyond_twice_today": ", ".join(money.beyond),
                    "areas_beyond": money.beyond_areas,
                    "beyond_life_table": bool(effects.largest_change_years > LIFE_TABLE_YEARS),
                    "grade": evidence_grade(counterfactuals, name, parameters),
                    "values": values,
                }
            )
    return pd.DataFrame(rows)


def scale_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `scale`, one line a multiple."""
    lines = []
    for name, rows in table.groupby("scenario", sort=False):
        lines.append(f"{name}, multiples of its money ({rows['values'].iloc[0]}) [{rows['grade'].iloc[0]}]")
        for _, row in rows.iterrows():
            text = (
                f"  x{plain(row['multiple'])}: {readable_money(row['gbp_m_a_year'])} a year "
                f"for {row['money_years']} years, {readable_years(row['hle_years'])} of HLE in {END_YEAR}, "
                f"{row['healthy_person_years']:,.0f} healthy person-years"
            )
            if np.isfinite(row["returns"]):
                text += f", returns per £ {row['returns']:.1%}"
                text += "" if row["constant_returns"] else " (no longer constant)"
            if row["beyond_twice_today"]:
                text += f"; beyond twice today's spend: {row['beyond_twice_today']}"
            elif row["areas_beyond"]:
                text += f"; beyond twice today's spend in {row['areas_beyond']} areas"
            lines.append(text + (BEYOND_LIFE_TABLE if row["beyond_life_table"] else ""))
    return lines
