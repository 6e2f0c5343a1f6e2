"""Statements of the literature and the briefing, held against data and draws: how likely each is, and what flips it.

No fact is an input: a fact fixes what is compared, never what comes out. Those that neither the data nor the model can
speak to are listed with the reason.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from fourcapitals.appraisal.facts_of_figures import Fact, facts_of_figures
from fourcapitals.appraisal.facts_of_moves import facts_of_moves
from fourcapitals.appraisal.facts_of_runs import delivered_by, facts_of_runs
from fourcapitals.appraisal.facts_of_strategies import facts_of_strategies
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.fact_sources import load_fact_sources
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.formatting import share_of_draws
from fourcapitals.vocabulary import PERIOD, Say

DRAWS: Final = 200
SPENT_BY: Final = 2023
"""The year of the figure on the spending of the funds, which the data do not hold."""
NOT_TESTED: Final = "not tested"
UNTOLD: Final = {
    "F12": "what was spent by area from 1999 to 2010, and how long people lived there before 2001, is not in the data",
}
"""Facts that are not tested, with the reason."""


@checked
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
        Of the parameters and shocks, for the facts that rest on the model; of sampling errors and resamples of
        districts, for those of published figures.
    baseline : Baseline, optional
    parameters : ParameterTable, optional
    say : callable, optional

    Returns
    -------
    DataFrame
        ``fact, statement, source, found, holds`` (the share of draws or resamples; 1 or 0 for a fact that figures
        decide; blank where not tested)``, draws, flips_at``.
    """
    base, table = baseline or load_baseline(), parameters or load_parameters()
    rows = [
        *facts_of_figures(base, draws, seed),
        *facts_of_strategies(base, table, draws, seed, say),
        *facts_of_runs(base, table, draws, seed, say),
        *facts_of_moves(base, table, draws, seed),
        _spend_out(base, table),
        *(Fact(fact, NOT_TESTED, why, None) for fact, why in UNTOLD.items()),
    ]
    found = pd.DataFrame(rows, columns=list(Fact._fields))
    made = found.sort_values("fact", key=lambda each: each.str[1:].astype(int), kind="stable").reset_index(drop=True)
    made.insert(2, "source", [load_fact_sources().facts[fact].source for fact in made["fact"]])
    made.attrs["inputs"] = input_lines(baseline=baseline, parameters=parameters)
    return made


def _spend_out(baseline: Baseline, table: ParameterTable) -> Fact:
    """F8: what the model says of a figure that lies after its data."""
    share = delivered_by(baseline, table, SPENT_BY)
    return Fact(
        "F8",
        NOT_TESTED,
        f"what the funds had spent by September {SPENT_BY} lies after the data, which end in {PERIOD.base}; at central "
        f"values {share:.0%} of what is awarded by the end of that year is delivered by then",
        None,
    )


@checked
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


@checked
def fact_lines(table: pd.DataFrame) -> list[str]:
    """Say how to read the table.

    Parameters
    ----------
    table : DataFrame
        From `stylised_facts`.
    """
    tested = table.loc[table["holds"].notna(), "fact"].nunique()
    return [
        f"{tested} facts tested, {table['fact'].nunique() - tested} not. A share is one of draws of priors and shocks "
        "(how likely the model makes the statement, not how true it is) or, for published figures, of draws of their "
        "sampling errors or of resamples of districts; yes and no are of figures without either. Flips at: the one "
        "number that alone turns the statement round, at the value given; of two strategies the one that has most of "
        "its prior beyond that value.",
    ]
