"""Rows of dots: a name, a point with the bars of its draws in one or more panels, and columns of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import decapitalised
from fourcapitals.plots.parts.dot_axes import EMPTY, LINEAR, TYPE, Field, mark_decades
from fourcapitals.plots.parts.page import COLOURS, INK, NEUTRAL, Page, round_ticks, style_ticks
from fourcapitals.plots.parts.spreads import Spread

FOOT: Final = 0.12
"""Inches between the upper edge of the rows and the baseline of the heads above them."""
STEP: Final = 1.25
"""From line to line, of the size of the type."""
CAPITALS: Final = 0.72
"""Height of a capital letter or figure, of the size of the type."""
PALE: Final = 0.5
"""White in the colour of the bar of half of the draws, on which the median stands out."""
GAP: Final = 0.18
"""Inches between columns."""
BETWEEN: Final = 0.42
"""Inches between panels, whose marks have words beyond both ends."""
LINE: Final = "0.88"
"""Grey of the lines between rows."""


@dataclass(frozen=True)
class Row:
    """One row: its name, its values in each panel and its columns of text."""

    name: str
    spreads: tuple[Spread, ...]
    columns: tuple[str, ...] = ()
    colour: str = COLOURS[0]
    marker: str = "o"
    hollow: bool = False


def rows_in_words(heads: Sequence[str], rows: Sequence[Row]) -> str:
    """Say what the columns of text hold, row by row; a head that begins with a symbol keeps its capital.

    Examples
    --------
    >>> rows_in_words(["Median", "P(better)"], [Row("York", (), ("+2", "90%")), Row("Hull", (), ("+1", "70%"))])
    'York: median +2, P(better) 90%; Hull: median +1, P(better) 70%'
    """
    names = [head if head.startswith("P(") else decapitalised(head) for head in heads]
    return "; ".join(
        f"{row.name}: " + ", ".join(f"{name} {words}" for name, words in zip(names, row.columns, strict=True))
        for row in rows
    )


@dataclass(frozen=True)
class Grid:
    """Where the rows and columns of a table of dots stand, in inches; rows are measured from the top."""

    names: tuple[str, ...]
    """Names of the rows, broken into lines."""
    heights: Array
    name_width: float
    column_widths: tuple[float, ...]
    heads: tuple[str, ...]
    headings: tuple[str, ...]
    head_room: float
    field_width: float

    @property
    def room(self) -> float:
        """Height of all: heads, rows and the axis below."""
        return self.head_room + float(self.heights.sum()) + AXIS_ROOM

    @property
    def middles(self) -> Array:
        """Depth of the middle of each row below the first row's upper edge."""
        middles: Array = np.cumsum(self.heights) - self.heights / 2
        return middles


AXIS_ROOM: Final = 0.45
"""Inches below the rows for the marks of the axis."""
HEAD: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold"}


def measured(
    page: Page,
    rows: Sequence[Row],
    fields: Sequence[Field],
    heads: Sequence[str],
    width: float,
    *,
    widest_name: float,
    least_columns: Sequence[float] = (),
    padding: float = 0.15,
) -> Grid:
    """Measure a table of dots within a width."""
    names = [page.wrapped(row.name, widest_name, **TYPE) for row in rows]
    name_width = max(page.size(name, **TYPE)[0] if name else 0.0 for name in names)
    broken = [page.wrapped(head, 0.95, **HEAD) for head in heads]
    column_widths = [
        max(page.size(text, **TYPE)[0] for text in (*(row.columns[at] for row in rows), "00"))
        for at in range(len(heads))
    ]
    widths = [
        max(least, found, page.size(head, **HEAD)[0] if head else 0.0)
        for found, head, least in zip(column_widths, broken, least_columns or [0.0] * len(heads), strict=True)
    ]
    count = len(fields)
    gaps = GAP * (len(widths) + (1.5 if name_width else 0.0)) + BETWEEN * (count - 1)
    field_width = (width - name_width - sum(widths) - gaps) / count
    # A heading may stand over columns of text that have none of their own.
    over = field_width if any(heads) else field_width + sum(widths) + GAP
    headings = [page.wrapped(field.heading, over, **HEAD) for field in fields]
    lines = max(text.count("\n") + 1 if text else 0 for text in (*broken, *headings))
    step = STEP * TYPE["size"] / 72 * page.scale
    head_room = lines * step + FOOT
    heights = np.array([(name.count("\n") + 1) * step + padding for name in names])
    return Grid(
        tuple(names), heights, name_width, tuple(widths), tuple(broken), tuple(headings), head_room, field_width
    )


def draw_rows(
    page: Page, grid: Grid, rows: Sequence[Row], fields: Sequence[Field], left: float, top: float
) -> list[Axes]:
    """Draw a table of dots below a height."""
    depth = float(grid.heights.sum())
    above = top - grid.head_room
    below = above - depth
    for name, middle in zip(grid.names, grid.middles, strict=True):
        write_beside(page, name, left, above - float(middle))
    x = left + grid.name_width + (1.5 * GAP if grid.name_width else 0.0)
    drawn = []
    for position, (field, heading) in enumerate(zip(fields, grid.headings, strict=True)):
        write_above(page, heading, x, above + FOOT)
        axes = page.axes(x, below, grid.field_width, depth)
        _draw_field(axes, field, [row.spreads[position] for row in rows], rows, grid, page)
        drawn.append(axes)
        x += grid.field_width + (BETWEEN if position < len(fields) - 1 else GAP)
    for column, (width, head) in enumerate(zip(grid.column_widths, grid.heads, strict=True)):
        x += width
        write_above(page, head, x, above + FOOT, ha="right")
        for row, middle in zip(rows, grid.middles, strict=True):
            write_beside(page, row.columns[column], x, above - float(middle), ha="right")
        x += GAP
    return drawn


def write_above(page: Page, text: str, x: float, y: float, *, ha: str = "left") -> float:
    """Write the lines of a head above the baseline of the last one; the height of all."""
    return _write_lines(page, text, x, y, ha=ha, **HEAD)


def write_beside(page: Page, text: str, x: float, y: float, *, ha: str = "left") -> None:
    """Write the lines of a row so that the middle of their letters is at a height."""
    size = TYPE["size"] / 72 * page.scale
    lower = (text.count("\n") * STEP + CAPITALS) * size / 2
    _write_lines(page, text, x, y - lower, ha=ha, color=INK, **TYPE)


def _write_lines(page: Page, text: str, x: float, y: float, **font: Any) -> float:
    """Write each line on its own baseline: a box is only as deep as the letters that happen to be in it."""
    wide, high = page.extent
    step = STEP * font["size"] / 72 * page.scale
    lines = text.split("\n") if text else []
    for at, line in enumerate(lines):
        place = y + step * (len(lines) - 1 - at)
        page.chart.text(x / wide, place / high, line, va="baseline", **page.scaled(font))
    return float(step * len(lines))


def _draw_field(
    axes: Axes, field: Field, spreads: Sequence[Spread], rows: Sequence[Row], grid: Grid, page: Page
) -> None:
    low, high = field.limits
    axes.set_xlim(low, high)
    axes.set_ylim(float(grid.heights.sum()), 0)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="0.85", linewidth=0.8)
    for edge in np.cumsum(grid.heights)[:-1]:
        axes.axhline(edge, color=LINE, linewidth=0.6, zorder=0)
    style_ticks(axes, page, TYPE["size"])
    axes.tick_params(axis="x", which="minor", length=0)
    if field.limits == EMPTY:
        axes.set_xticks([0.0], ["0"])
    elif field.linear_to is None:
        most = max(2, int(grid.field_width / (0.45 * page.scale)))
        axes.set_xticks(*round_ticks(low, high, most=min(5, most), with_sign=field.with_sign))
    else:
        axes.set_xscale("symlog", linthresh=field.linear_to, linscale=LINEAR)
        mark_decades(axes, field, grid.field_width, page)
    axes.set_yticks([])
    axes.axvline(0, color=NEUTRAL, linewidth=1.3, zorder=1)
    for spread, row, middle in zip(spreads, rows, grid.middles, strict=True):
        _draw_spread(axes, field, spread, row, float(middle))


def _draw_spread(axes: Axes, field: Field, spread: Spread, row: Row, y: float) -> None:
    """Draw the bars of 50% and 80% of draws and, in front of them, the median; beyond the panel an arrow."""
    low, high = field.limits
    pale = tuple(PALE + (1 - PALE) * part for part in to_rgb(row.colour))
    for ends, width, colour in ((spread.half, 9.0, pale), (spread.band, 1.6, row.colour)):
        if ends is not None:
            axes.plot(ends, (y, y), color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    x, marker = spread.middle, row.marker
    if not low <= x <= high:
        inward = 0.02 * (high - low)
        x, marker = (high - inward, ">") if x > high else (low + inward, "<")
    outlined = spread.band is not None and not row.hollow
    axes.plot(
        [x],
        [y],
        marker=marker,
        markersize=8.0 if spread.band is None else 6.5,
        color=row.colour,
        markerfacecolor="white" if row.hollow else row.colour,
        markeredgecolor="white" if outlined else row.colour,
        markeredgewidth=0.8 if outlined else 1.2,
        linestyle="none",
        zorder=3,
        clip_on=False,
    )
