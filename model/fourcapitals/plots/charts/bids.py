"""What comes of councils' bids: each measure with its draws, beside that of the twin in which nobody chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.caption import Caption, in_sentences
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of
from fourcapitals.plots.parts.page import MARGIN, NEUTRAL, SIZE, Page, frame, minus, open_page
from fourcapitals.plots.parts.rows import Grid, Row, draw_rows, measured
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.awarded import lines_of_bids
from fourcapitals.results.bid_words import (
    JUDGED_IN_WORDS,
    headline_of_bids,
    in_words,
    left_out_in_words,
    range_in_words,
)
from fourcapitals.results.competition import measures_of_bids

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

COLUMNS: Final = 2
APART: Final = 0.5
"""Inches between the columns of panels."""
BELOW: Final = 0.12
"""Inches between one panel and the next."""
WIDEST: Final = 1.5
"""Inches of the name of a row at most."""
IN_PERCENT: Final = {"share": 100.0}
"""Units whose axis is in %."""
UNITS: Final = {"share": "%", "ratio": "times", "index, 0 to 1": "0 to 1", "correlation": "−1 to 1", "years": ""}
"""How units stand in headings, where not as they are."""
HOW_READ: Final = (
    "Winning again: 1 is as often as all councils that could win in the same rounds. Correlation: below 0, councils "
    "that were cut more win less per head than others of the same need."
)
OWN: Final = "This scenario"
TWIN: Final = "Twin"


@checked
def bids(results: Results, *, scenario: str, twin: str | None = None) -> Chart:
    """Draw the emergent measures of a scenario in which councils bid, beside those of its twin.

    Parameters
    ----------
    results : Results
    scenario : str
    twin : str, optional
        The same scenario with every behaviour off, run on the same draws.

    Returns
    -------
    Chart
        With the table of `results.measures_of_bids` as data.

    Raises
    ------
    UnknownName
        When the results lack a scenario.
    BadInput
        When they hold no bids of it.
    """
    table = measures_of_bids(results, scenario=scenario, twin=twin)
    rows = {row["measure"]: row for row in table.to_dict("records")}
    titled, draws = results.titles[scenario], results.draws
    years = (results.period.first, results.period.end)
    marks = "Points: medians; bars: 80% of draws." if draws > 1 else "One draw."
    beside = " Twin: the same scenario with every behaviour off, on the same draws." if twin else ""
    caption = Caption(
        title=headline_of_bids(titled, rows, years=years, draws=draws),
        subtitle=[
            f"What comes of the bids of {len(results.dataset['area'])} councils under ‘{titled}’, "
            f"{years[0]} to {years[1]}"
        ],
        notes=[
            in_sentences([f"{marks}{beside} {HOW_READ}", left_out_in_words(rows)]),
            *lines_of_bids(results, scenarios=[scenario], titled=True),
            JUDGED_IN_WORDS,
            wording.source(results),
        ],
        kind="Dot chart, a panel for each measure",
        described=[_in_words(rows.values())],
    )
    with open_page(SIZE) as page:
        panels = [_Panel(page, row, with_twin=twin is not None) for row in rows.values()]
        columns = [panels[: -(-len(panels) // COLUMNS)], panels[-(-len(panels) // COLUMNS) :]]
        room = max(sum(panel.grid.room + BELOW for panel in column) for column in columns)
        top, _ = frame(page, caption, room=room + 0.2)
        for at, column in enumerate(columns):
            left, upper = MARGIN + at * (_width(page) + APART), top - 0.1
            for panel in column:
                draw_rows(page, panel.grid, panel.rows, [panel.field], left, upper)
                upper -= panel.grid.room + BELOW
    command = asking.in_python("bids", results, scenario=scenario, twin=twin)
    return page.chart.carrying(caption, data=table, command=command)


def _width(page: Page) -> float:
    """Inches of a column of panels."""
    return (page.extent[0] - 2 * MARGIN - APART * (COLUMNS - 1)) / COLUMNS


class _Panel:
    """One measure: a row for the scenario and one for its twin, on an axis of their own."""

    def __init__(self, page: Page, row: Mapping[Any, Any], *, with_twin: bool) -> None:
        factor = IN_PERCENT.get(row["unit"], 1.0)
        self.rows = [Row(OWN, (_spread(row, "", factor),), (_words(row, ""),))]
        if with_twin:
            of_twin = (_spread(row, "twin_", factor),), (_words(row, "twin_"),)
            self.rows.append(Row(TWIN, *of_twin, colour=NEUTRAL, hollow=True))
        known = [row.spreads[0] for row in self.rows if not isnan(row.spreads[0].middle)]
        heading = ", ".join(filter(None, (row["label"], UNITS.get(row["unit"], row["unit"]))))
        self.field = Field(heading, limits_of(known) if known else (-1.0, 1.0), with_sign=row["unit"] == "correlation")
        self.grid: Grid = measured(page, self.rows, [self.field], [""], _width(page), widest_name=WIDEST)


def _spread(row: Mapping[Any, Any], prefix: str, factor: float) -> Spread:
    middle, low, high = (factor * row[f"{prefix}{name}"] for name in ("value", "low", "high"))
    return Spread(middle, band=(low, high) if row["draws"] > 1 else None)


def _words(row: Mapping[Any, Any], prefix: str) -> str:
    return minus(in_words(row[f"{prefix}value"], row["unit"]))


def _in_words(rows: Iterable[Mapping[Any, Any]]) -> str:
    """Say every measure with its range, and that of the twin."""
    said = []
    for row in rows:
        own = f"{row['label']}: {in_words(row['value'], row['unit'])}"
        if row["draws"] > 1:
            own += f" ({range_in_words(row['low'], row['high'], row['unit'])})"
        if "twin_value" in row:
            own += f", twin {in_words(row['twin_value'], row['unit'])}"
        said.append(minus(own))
    return f"{'; '.join(said)}."
