"""Rows of dots: a name, a point with the bars of its draws in one or more panels, and columns of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts import amounts, say
from fourcapitals.plots.parts.pen import BAND, COLOURS, HALF, INK, NEUTRAL, Pen, minus, round_ticks, style_ticks
from fourcapitals.vocabulary import NOTHING

LEAST_SHARE: Final = 1e-3
"""Of the largest value: what is smaller stands on the linear part of a logarithmic axis."""
LINEAR: Final = 0.8
"""Room of that part on one side of zero, in tenfold steps."""
APART: Final = 0.08
"""Inches between the words of two marks of a logarithmic axis."""
EMPTY: Final = (-1.0, 1.0)
"""Ends of an axis on which nothing differs from zero; it marks zero alone."""
FOOT: Final = 0.12
"""Inches between the upper edge of the rows and the baseline of the heads above them."""
STEP: Final = 1.25
"""From line to line, of the size of the type."""
CAPITALS: Final = 0.72
"""Height of a capital letter or figure, of the size of the type."""
SEEN: Final = 0.002
"""Of the largest value, a difference that can be seen between dots."""
PALE: Final = 0.5
"""White in the colour of the bar of half of the draws, on which the median stands out."""
MARKS_OF_DRAWS: Final = "Points are medians; thick bars hold 50% of draws, thin bars 80%"
"""How the marks of several draws are read."""
GAP: Final = 0.18
"""Inches between columns."""
BETWEEN: Final = 0.42
"""Inches between panels, whose marks have words beyond both ends."""
ALIKE: Final = 0.1
"""Of the largest effect, a gap below which the next one is not less in earnest."""
LINE: Final = "0.88"
"""Grey of the lines between rows."""


@dataclass(frozen=True)
class Spread:
    """The middle of the draws, and the ends between which half and 80% of them lie; one draw has a middle alone."""

    middle: float
    half: tuple[float, float] | None = None
    band: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value drawn."""
        return self.band or (self.middle, self.middle)

    def columns(self) -> dict[str, float]:
        """Give it as columns of the data; nothing stands for the ends of a single draw."""
        nothing = (np.nan, np.nan)
        (low_80, high_80), (low_50, high_50) = self.band or nothing, self.half or nothing
        return {"median": self.middle, "low_80": low_80, "low_50": low_50, "high_50": high_50, "high_80": high_80}


def spread_of(draws: Array) -> Spread:
    """Find the middle and the spread of draws.

    Examples
    --------
    >>> spread_of(np.array([0.0, 1.0, 2.0, 3.0, 4.0])).half
    (1.0, 3.0)
    """
    middle = float(np.median(draws))
    if len(draws) == 1:
        return Spread(middle)
    low, below, above, high = (float(each) for each in np.quantile(draws, (BAND[0], *HALF, BAND[1])))
    return Spread(middle, (below, above), (low, high))


def evenly(values: Sequence[float]) -> Callable[[float], str]:
    """Write a column of differences with like decimals: two figures of the largest; of what would vanish, the first.

    Examples
    --------
    >>> written = evenly([0.5, 0.099, 0.0])
    >>> written(0.5), written(0.099), written(0.0), written(0.002)
    ('+0.50', '+0.10', '0', '+0.002')
    """
    largest = max((abs(value) for value in values if abs(value) >= NOTHING), default=1.0)
    decimals = max(0, 1 - floor(log10(largest)))
    differ = max(values, default=0.0) - min(values, default=0.0) > SEEN * largest
    if differ and len(values) > 2 and len({round(value, decimals) for value in values}) == 1:
        decimals += 1  # Dots that differ beside figures that do not would look like a fault.

    def written(value: float) -> str:
        shown = f"{value:+,.{decimals}f}" if abs(value) >= 0.5 * 10**-decimals else amounts.end_of_band(value)
        return minus(shown)

    return written


def leaders(values: Mapping[str, float]) -> list[str]:
    """Find the largest and all that no real gap parts from it: a chart that names one alone claims it leads.

    Examples
    --------
    >>> leaders({"North": 3.31, "East": 3.33, "West": 0.5}), leaders({"North": 1.174, "East": 1.139})
    (['East', 'North'], ['North', 'East'])
    """
    order = sorted(values, key=lambda name: -abs(values[name]))
    first = order[:1]
    for name in order[1:]:
        if abs(values[first[-1]] - values[name]) > ALIKE * abs(values[order[0]]):
            break
        first.append(name)
    return first


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
    names = [head if head.startswith("P(") else say.decapitalised(head) for head in heads]
    return "; ".join(
        f"{row.name}: " + ", ".join(f"{name} {words}" for name, words in zip(names, row.columns, strict=True))
        for row in rows
    )


@dataclass(frozen=True)
class Field:
    """A panel of dots: its heading, its ends (beyond which a point becomes an arrow) and whether values have a sign."""

    heading: str
    limits: tuple[float, float]
    with_sign: bool = True
    linear_to: float | None = None
    """Where its axis is logarithmic on both sides of zero: up to where it is linear."""


def limits_of(spreads: Sequence[Spread], *, with_zero: bool = True) -> tuple[float, float]:
    """Choose ends that hold all values, with a little room."""
    ends = np.array([spread.ends for spread in spreads])
    low, high = float(ends[:, 0].min()), float(ends[:, 1].max())
    if with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < NOTHING:
        return EMPTY
    room = 0.06 * (high - low)
    return low - room, high + room


def signed_log_field(heading: str, spreads: Sequence[Spread], *, with_sign: bool = True) -> Field:
    """Make a panel for values that span orders of magnitude: logarithmic either side of zero, linear next to it.

    It is linear up to the power of ten below the smallest middle, or a thousandth of the largest value.

    Examples
    --------
    >>> signed_log_field("Days", [Spread(0.3), Spread(50.0, band=(-2.0, 90.0))]).linear_to
    0.1
    """
    ends = np.array([each for spread in spreads for each in (*spread.ends, spread.middle)])
    most = max(float(np.abs(ends).max()), NOTHING)
    middles = np.abs([spread.middle for spread in spreads])
    least = max(float(middles[middles >= NOTHING].min(initial=most)), LEAST_SHARE * most)
    linear_to = 10.0 ** floor(log10(least))
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
    room = 0.25 * linear_to
    limits = (1.35 * low - room, 1.35 * high + room)
    return Field(heading, limits, with_sign, linear_to)


def said_of_axis(field: Field, unit: str) -> str:
    """Say how an axis that is logarithmic on both sides of zero is to be read."""
    if field.linear_to is None:
        return ""
    return (
        "The axis is logarithmic: each line is ten times the one before, except next to zero, within "
        f"{amounts.with_unit(_plain(field.linear_to), unit)}, where it is linear; lengths of bars cannot be compared."
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
TYPE: Final[dict[str, Any]] = {"size": 10.5}
HEAD: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold"}


def measured(
    pen: Pen,
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
    names = [pen.wrapped(row.name, widest_name, **TYPE) for row in rows]
    name_width = max(pen.size(name, **TYPE)[0] if name else 0.0 for name in names)
    broken = [pen.wrapped(head, 0.95, **HEAD) for head in heads]
    column_widths = [
        max(pen.size(text, **TYPE)[0] for text in (*(row.columns[at] for row in rows), "00"))
        for at in range(len(heads))
    ]
    widths = [
        max(least, found, pen.size(head, **HEAD)[0] if head else 0.0)
        for found, head, least in zip(column_widths, broken, least_columns or [0.0] * len(heads), strict=True)
    ]
    count = len(fields)
    gaps = GAP * (len(widths) + (1.5 if name_width else 0.0)) + BETWEEN * (count - 1)
    field_width = (width - name_width - sum(widths) - gaps) / count
    # A heading may stand over columns of text that have none of their own.
    over = field_width if any(heads) else field_width + sum(widths) + GAP
    headings = [pen.wrapped(field.heading, over, **HEAD) for field in fields]
    lines = max(text.count("\n") + 1 if text else 0 for text in (*broken, *headings))
    step = STEP * TYPE["size"] / 72 * pen.scale
    head_room = lines * step + FOOT
    heights = np.array([(name.count("\n") + 1) * step + padding for name in names])
    return Grid(
        tuple(names), heights, name_width, tuple(widths), tuple(broken), tuple(headings), head_room, field_width
    )


def draw_rows(
    pen: Pen, grid: Grid, rows: Sequence[Row], fields: Sequence[Field], left: float, top: float
) -> list[Axes]:
    """Draw a table of dots below a height."""
    depth = float(grid.heights.sum())
    above = top - grid.head_room
    below = above - depth
    for name, middle in zip(grid.names, grid.middles, strict=True):
        write_beside(pen, name, left, above - float(middle))
    x = left + grid.name_width + (1.5 * GAP if grid.name_width else 0.0)
    drawn = []
    for position, (field, heading) in enumerate(zip(fields, grid.headings, strict=True)):
        write_above(pen, heading, x, above + FOOT)
        axes = pen.axes(x, below, grid.field_width, depth)
        _draw_field(axes, field, [row.spreads[position] for row in rows], rows, grid, pen)
        drawn.append(axes)
        x += grid.field_width + (BETWEEN if position < len(fields) - 1 else GAP)
    for column, (width, head) in enumerate(zip(grid.column_widths, grid.heads, strict=True)):
        x += width
        write_above(pen, head, x, above + FOOT, ha="right")
        for row, middle in zip(rows, grid.middles, strict=True):
            write_beside(pen, row.columns[column], x, above - float(middle), ha="right")
        x += GAP
    return drawn


def write_above(pen: Pen, text: str, x: float, y: float, *, ha: str = "left") -> float:
    """Write the lines of a head above the baseline of the last one; the height of all."""
    return _write_lines(pen, text, x, y, ha=ha, **HEAD)


def write_beside(pen: Pen, text: str, x: float, y: float, *, ha: str = "left") -> None:
    """Write the lines of a row so that the middle of their letters is at a height."""
    size = TYPE["size"] / 72 * pen.scale
    lower = (text.count("\n") * STEP + CAPITALS) * size / 2
    _write_lines(pen, text, x, y - lower, ha=ha, color=INK, **TYPE)


def _write_lines(pen: Pen, text: str, x: float, y: float, **font: Any) -> float:
    """Write each line on its own baseline: a box is only as deep as the letters that happen to be in it."""
    wide, high = pen.page
    step = STEP * font["size"] / 72 * pen.scale
    lines = text.split("\n") if text else []
    for at, line in enumerate(lines):
        place = y + step * (len(lines) - 1 - at)
        pen.chart.text(x / wide, place / high, line, va="baseline", **pen.scaled(font))
    return float(step * len(lines))


def _draw_field(axes: Axes, field: Field, spreads: Sequence[Spread], rows: Sequence[Row], grid: Grid, pen: Pen) -> None:
    low, high = field.limits
    axes.set_xlim(low, high)
    axes.set_ylim(float(grid.heights.sum()), 0)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="0.85", linewidth=0.8)
    for edge in np.cumsum(grid.heights)[:-1]:
        axes.axhline(edge, color=LINE, linewidth=0.6, zorder=0)
    style_ticks(axes, pen, TYPE["size"])
    axes.tick_params(axis="x", which="minor", length=0)
    if field.limits == EMPTY:
        axes.set_xticks([0.0], ["0"])
    elif field.linear_to is None:
        most = max(2, int(grid.field_width / (0.45 * pen.scale)))
        axes.set_xticks(*round_ticks(low, high, most=min(5, most), with_sign=field.with_sign))
    else:
        axes.set_xscale("symlog", linthresh=field.linear_to, linscale=LINEAR)
        _mark_decades(axes, field, grid.field_width, pen)
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


def _mark_decades(axes: Axes, field: Field, width: float, pen: Pen) -> None:
    """Draw a line at each power of ten on both sides of zero, and word those that have room (width in inches)."""
    linear_to = field.linear_to or 1.0
    low, high = field.limits
    powers = range(floor(log10(max(high, -low, linear_to))), round(log10(linear_to)) - 1, -1)
    decades = [sign * 10.0**power for power in powers for sign in (1, -1) if low <= sign * 10.0**power <= high]
    inches = width / (_stretched(high, linear_to) - _stretched(low, linear_to))
    words = {tick: _plain(tick, with_sign=field.with_sign) for tick in (0.0, *decades)}
    room = {tick: pen.size(said, **TYPE)[0] / 2 for tick, said in words.items()}

    def fits(marks: Sequence[float]) -> bool:
        return all(
            (_stretched(after, linear_to) - _stretched(before, linear_to)) * inches
            >= room[before] + room[after] + APART
            for before, after in pairwise(marks)
        )

    # The same decades on both sides of zero, evenly apart: every one, every second, ...
    worded = [0.0]
    for every in range(1, len(powers) + 1):
        kept = {10.0**power for at, power in enumerate(powers) if at % every == 0}
        worded = sorted([0.0, *(tick for tick in decades if abs(tick) in kept)])
        if fits(worded):
            break
    axes.set_xticks(sorted(worded), [words[tick] for tick in sorted(worded)])
    axes.set_xticks([tick for tick in decades if tick not in worded], minor=True)
    axes.grid(visible=True, axis="x", which="minor", color="0.85", linewidth=0.8)


def _plain(power: float, *, with_sign: bool = False) -> str:
    """Write a power of ten without an exponent."""
    decimals = max(0, -round(log10(abs(power)))) if power else 0
    return minus(f"{power:{'+' if with_sign and power else ''},.{decimals}f}")


def _stretched(value: float, linear_to: float) -> float:
    """Where a value stands on the axis, in tenfold steps."""
    size = abs(value) / linear_to
    near_zero = LINEAR / 0.9
    return float(np.sign(value)) * (size * near_zero if size <= 1 else near_zero + log10(size))
