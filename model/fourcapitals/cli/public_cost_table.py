"""What strategies cost the public, and who pays, as a table for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results

PERIODS: Final = ((2020, 2024), (2025, 2029), (2030, 2035))
"""Years that public cost is shown for; every year is in --json and --csv."""


def cost_table(costs: pd.DataFrame, results: Results) -> list[str | Table]:
    """Lay out what each strategy costs the public, by payer and years.

    Parameters
    ----------
    costs : pandas.DataFrame
        From `appraisal.public_cost`.
    results : Results
    """
    from fourcapitals.appraisal.public_cost import COST_IN_WORDS, bids_in_words

    if costs.empty:
        return ["Nobody pays anything: these strategies bring no new money."]
    periods = [(first, min(last, results.period.end)) for first, last in PERIODS if first <= results.period.end]

    def paid(own: pd.DataFrame) -> list[str]:
        parts = [own.loc[own["year"].between(*years), "gbp_m"].sum() for years in periods]
        return [_money(part) for part in (*parts, own["gbp_m"].sum())]

    cells = []
    for name, own in costs.groupby("scenario", sort=False):
        cells.append([str(name), *paid(own[own["counts"]])])
        for (payer, counts), each in own.groupby(["payer", "counts"], sort=False):
            cells.append([f"- {payer}", *(amount if counts else f"({amount})" for amount in paid(each))])
    heads = ("Scenario and who pays", *(f">{first}-{last % 100}" for first, last in periods), ">In all")
    caption = f"{COST_IN_WORDS} In brackets: no new cost. At central values. {bids_in_words(results)}".rstrip()
    return [table_of(heads, cells, title="Public cost by payer, £ of 2019, not discounted", caption=caption)]


def _money(gbp_m: float) -> str:
    return fc.formatting.readable_money(float(gbp_m))
