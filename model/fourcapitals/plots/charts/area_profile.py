"""What an area holds of the four capitals: a table of dots for each, all on one scale, within the page of an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from fourcapitals.plots.parts.dot_axes import Field
from fourcapitals.plots.parts.page import COLOURS, MARGIN, MARKERS, Page, minus
from fourcapitals.plots.parts.rows import AXIS_ROOM, GAP, Grid, Row, draw_rows, measured
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.vocabulary import Capital

PROFILE_HEADS: Final = 0.9
"""Inches of the profile beside its rows: its heading and the marks of its axis."""
CAPITAL_HEAD: Final = 0.26
"""Inches of the name of a capital."""
PROFILE: Final = 6.4
"""Inches wide."""
STANDING: Final = (-3.2, 3.2)
"""Standard deviations; scores are drawn in to within three or so."""
UNITS: Final = {
    "minutes": "{} min",
    "ratio": "{} : 1",
    "per 1,000 dwellings": "{} per 1,000",
    "per 1,000 people": "{} per 1,000",
    "per 100,000 people": "{} per 100,000",
    "score": "score {}",
    "index": "index {}",
    "mean on a scale of 0 to 10": "{} of 10",
    "micrograms per cubic metre": "{} µg/m³",
    "metres": "{} m",
    "tonnes CO2e per head": "{} t CO₂e",
}
"""How the figures of the profile are shown by their unit; shares are in %."""
HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
SMALL: Final[dict[str, Any]] = {"size": 10.5}


@dataclass(frozen=True)
class CapitalTable:
    """The indicators of one capital."""

    label: str
    rows: Sequence[Row]
    grid: Grid

    @property
    def height(self) -> float:
        """Inches of all: the name of the capital and its rows."""
        return self.grid.head_room + float(self.grid.heights.sum())


def profile_tables(page: Page, profile: dict[str, Any]) -> list[CapitalTable]:
    """Measure a table of dots for each capital, all with the same columns."""
    tables: list[CapitalTable] = []
    for capital, colour, marker in zip(Capital, COLOURS, MARKERS, strict=True):
        held = [each for each in profile["capitals"] if each["capital"] == capital.value]
        rows = [Row(each["indicator"], (Spread(each["z_score"]),), (_value(each),), colour, marker) for each in held]
        grid = measured(page, rows, [Field("", STANDING)], [""], PROFILE, widest_name=3.75, padding=0.055)
        tables.append(CapitalTable(capital.label, rows, grid))
    numbers = max(table.grid.column_widths[0] for table in tables)
    names = max(table.grid.name_width for table in tables)
    width = PROFILE - numbers - names - 2.5 * GAP
    return [
        replace(
            table,
            grid=replace(
                table.grid, column_widths=(numbers,), name_width=names, field_width=width, head_room=CAPITAL_HEAD
            ),
        )
        for table in tables
    ]


def draw_profile(page: Page, tables: Sequence[CapitalTable], top: float) -> None:
    """Draw the standing of the area by indicator, all capitals on one scale."""
    start = top
    top = page.write("What it holds: standing among the 307 areas", MARGIN, top, PROFILE, **HEADING) - 0.04
    imputed = any(row.columns[0].endswith("*") for table in tables for row in table.rows)
    words = f"Standard deviations from the mean of the areas; to the right is better{'. * imputed' if imputed else ''}"
    page.write(words, MARGIN, top, PROFILE, **SMALL)
    top = start - PROFILE_HEADS + AXIS_ROOM
    for at, table in enumerate(tables):
        page.write(table.label, MARGIN, top - 0.1, PROFILE, **{**SMALL, "weight": "bold"})
        axes = draw_rows(page, table.grid, table.rows, [Field("", STANDING)], MARGIN, top)[0]
        if at < len(tables) - 1:
            axes.tick_params(labelbottom=False, length=0)
            axes.spines["bottom"].set_visible(False)
        top -= table.height


def _value(held: dict[str, Any]) -> str:
    star = "*" if held["imputed"] else ""
    if held["unit"].startswith("share"):
        return f"{100 * held['value']:.1f}%{star}"
    value = held["value"]
    figure = minus(f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}")
    return UNITS[held["unit"]].format(figure) + star
