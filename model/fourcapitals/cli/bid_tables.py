"""Tables of bids for the screen: measures beside the twin, areas most and least likely to win, what a cut leaves."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import WIDE, table_of
from fourcapitals.results.bid_words import (
    JUDGED,
    JUDGED_IN_WORDS,
    difference_in_words,
    headline_of_bids,
    in_words,
    left_out_in_words,
    range_in_words,
)
from fourcapitals.scenario.temporary_cut import FUND

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results

UNITS: Final = ("years", "times", "points")
"""Words that stand behind a figure once in a row."""

_Row = Mapping[Hashable, Any]
_WINNING_AGAIN: Final = (
    "Winning again: 1 time is as often as all councils that could win in the same rounds. Correlation below 0: "
    "councils cut more win less per head than others of the same need."
)


def measures_table(measures: pd.DataFrame, results: Results, scenario: str, *, twin: str | None) -> Table:
    """Lay out the measures: median, middle 80% of draws, and the same of the twin.

    Parameters
    ----------
    measures : pandas.DataFrame
        From `results.measures_of_bids`.
    results : Results
    scenario : str
    twin : str, optional
    """
    rows = measures.to_dict("records")
    years = (results.period.first, results.period.end)
    by_name = {row["measure"]: row for row in rows}
    several = results.draws > 1
    columns = ["Measure", ">Median" if several else ">Value", *([">80% of draws"] if several else [])]
    columns += [">Twin", ">Difference"] if twin else []
    caption = [f"{_draws(results)} {_WINNING_AGAIN}"]
    if twin:
        caption.append(
            "Twin: the same with every behaviour off, same draws, in the unit of the first figure. Difference: paired "
            "by draw, in that unit, of shares in percentage points."
        )
    caption += [left_out_in_words(by_name), JUDGED_IN_WORDS]
    return table_of(
        columns,
        [_cells(row, several=several, twin=twin) for row in rows],
        title=headline_of_bids(results.titles[scenario], by_name, years=years, draws=results.draws),
        caption=" ".join(filter(None, caption)),
        piped=WIDE,
    )


def _cells(row: _Row, *, several: bool, twin: str | None) -> list[str]:
    unit = row["unit"]
    cells = [range_in_words(row["low"], row["high"], unit)] if several else []
    cells += [in_words(row["twin_value"], unit), difference_in_words(row["difference"], unit)] if twin else []
    return [row["label"], in_words(row["value"], unit), *(_without_unit(cell) for cell in cells)]


def _without_unit(cell: str) -> str:
    """A figure beside another that says the unit."""
    figures, _, word = cell.rpartition(" ")
    return figures if word in UNITS else cell


def _draws(results: Results) -> str:
    return f"Medians over {results.draws:,} draws." if results.draws > 1 else "One run."


def areas_table(areas: pd.DataFrame, results: Results, scenario: str, *, top: int) -> Table:
    """Lay out the areas most and least likely to win.

    Parameters
    ----------
    areas : pandas.DataFrame
        From `results.bids_by_area`.
    results : Results
    scenario : str
    top : int
        How many at each end.
    """
    records = areas.to_dict("records")
    ends = records if len(records) <= 2 * top else [*records[:top], *records[-top:]]
    rows = [
        (
            row["area_name"],
            fc.formatting.share_of_draws(row["probability_of_award"]),
            f"{row['bids']:.1f}",
            f"{row['awards']:.1f}",
            f"£{row['won_gbp_per_head']:,.0f}",
            "none" if isnan(row["first_award_year"]) else f"{row['first_award_year']:.0f}",
            f"{row['capacity_at_end']:.2f}",
        )
        for row in ends
    ]
    if len(ends) < len(records):
        rows.insert(top, ("...", "", "", "", "", "", ""))
    end = results.period.end
    return table_of(
        ("Area", f">P(award by {end})", ">Bids", ">Awards", ">Won per head", ">First award", f">Capacity {end}"),
        rows,
        title=f"Areas most and least likely to win an award by {end} under ‘{results.titles[scenario]}’ "
        f"({results.draws:,} draw{'s' * (results.draws > 1)}; {JUDGED})",
        caption="P: share of draws. Bids, awards and £ of 2019 per head: "
        f"means, {results.period.first} to {end}. First award: median year; none where most draws have none. Capacity: "
        "index from 0 to 1. --out FILE.csv writes all areas.",
        piped=WIDE,
    )


def trap_table(trap: pd.DataFrame, results: Results, scenario: str, *, cut: str) -> Table:
    """Lay out what a temporary cut leaves behind.

    Parameters
    ----------
    trap : pandas.DataFrame
        From `results.capacity_trap`.
    results : Results
    scenario : str
    cut : str
        The scenario after the cut.
    """
    fund = fc.appraisal.scenario_in(results, cut).funds[FUND]
    rows = [
        (
            str(row["year"]),
            f"{row['capacity_lost']:.3f}",
            in_words(row["share_left"], "share"),
            range_in_words(row["share_left_low"], row["share_left_high"], "share"),
            f"{row['bids_lost']:.1f}",
        )
        for row in trap.to_dict("records")
    ]
    last = trap.iloc[-1]
    left = in_words(float(last["share_left"]), "share")
    found = "takes no capacity" if isnan(last["share_left"]) else f"leaves {left} of the capacity lost still missing"
    return table_of(
        ("Year", ">Capacity lost", ">Still missing", ">80% of draws", ">Bids lost"),
        rows,
        title=f"A cut of council services to {trap.iloc[0]['year']:.0f} under ‘{results.titles[scenario]}’ {found} in "
        f"{last['year']:.0f} ({f'medians of {results.draws:,} draws' if results.draws > 1 else 'one draw'}; {JUDGED})",
        caption=f"{fund.source}. Against the same scenario without the cut, same draws; medians. Capacity lost: mean "
        "of councils, index from 0 to 1. Still missing: of what was missing in the last year of the cut; above 100% is "
        "a trap.",
        piped=WIDE,
    )
