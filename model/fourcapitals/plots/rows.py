"""Rows of dots: a name, a point with the bars of its draws in one or more panels, and columns of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from fourcapitals.comparison import NOTHING
from fourcapitals.plots.pen import BAND, COLOURS, HALF, INK, NEUTRAL, Pen, minus, round_ticks

Array = npt.NDArray[np.float64]

LEAST_SHARE: Final = 1e-3
"""Of the largest value: what is smaller stands on the linear part of a logarithmic axis."""
LINEAR: Final = 0.8
"""Room of that part on one side of zero, in tenfold steps."""
TICK: Final = 0.42
"""Inches between two marks of a logarithmic axis."""
GAP: Final = 0.18
"""Inches between columns."""
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


@dataclass(frozen=True)
class Row:
    """One row: its name, its values in each panel and its columns of text."""

    name: str
    spreads: tuple[Spread, ...]
    columns: tuple[str, ...] = ()
    colour: str = COLOURS[0]
    marker: str = "o"
    hollow: bool = False


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
        low, high = low - 1.0, high + 1.0
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
        f"The axis is logarithmic: even steps are tenfold, linear only within {_plain(field.linear_to)} {unit} of "
        "zero; lengths of bars cannot be compared."
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
    sizes = [pen.size(name or "0", linespacing=1.15, **TYPE) for name in names]
    name_width = max(size[0] if name else 0.0 for name, size in zip(names, sizes, strict=True))
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
    gaps = len(widths) + count - 1 + (1.5 if name_width else 0.0)
    field_width = (width - name_width - sum(widths) - GAP * gaps) / count
    # A heading may stand over columns of text that have none of their own.
    over = field_width if any(heads) else field_width + sum(widths) + GAP
    headings = [pen.wrapped(field.heading, over, **HEAD) for field in fields]
    above = [pen.size(text, linespacing=1.25, **HEAD)[1] for text in (*broken, *headings) if text]
    head_room = max(above, default=0.0) + 0.16
    heights = np.array([size[1] + padding for size in sizes])
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
    wide, high = pen.page
    at = {"va": "center", "linespacing": 1.15, "color": INK, "fontsize": TYPE["size"] * pen.scale}
    for name, middle in zip(grid.names, grid.middles, strict=True):
        if name:
            pen.chart.text(left / wide, (above - middle) / high, name, ha="left", **at)
    x = left + grid.name_width + (1.5 * GAP if grid.name_width else 0.0)
    drawn = []
    for position, (field, heading) in enumerate(zip(fields, grid.headings, strict=True)):
        if heading:
            pen.write(heading, x, above + 0.08, grid.field_width, upward=True, **HEAD)
        axes = pen.axes(x, below, grid.field_width, depth)
        _draw_field(axes, field, [row.spreads[position] for row in rows], rows, grid, pen)
        drawn.append(axes)
        x += grid.field_width + GAP
    for column, (width, head) in enumerate(zip(grid.column_widths, grid.heads, strict=True)):
        x += width
        if head:
            pen.write(head, x, above + 0.08, width, upward=True, ha="right", **HEAD)
        for row, middle in zip(rows, grid.middles, strict=True):
            pen.chart.text(x / wide, (above - middle) / high, row.columns[column], ha="right", **at)
        x += GAP
    return drawn


def _draw_field(axes: Axes, field: Field, spreads: Sequence[Spread], rows: Sequence[Row], grid: Grid, pen: Pen) -> None:
    low, high = field.limits
    axes.set_xlim(low, high)
    axes.set_ylim(float(grid.heights.sum()), 0)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="0.85", linewidth=0.8)
    for edge in np.cumsum(grid.heights)[:-1]:
        axes.axhline(edge, color=LINE, linewidth=0.6, zorder=0)
    most = max(2, int(grid.field_width / (0.55 * pen.scale)))
    if field.linear_to is None:
        axes.set_xticks(*round_ticks(low, high, most=min(5, most), with_sign=field.with_sign))
    else:
        axes.set_xscale("symlog", linthresh=field.linear_to, linscale=LINEAR)
        axes.set_xticks(*_decades(field, grid.field_width))
        axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks([])
    axes.tick_params(labelsize=10.5 * pen.scale, labelfontfamily=mpl.rcParams["font.family"][0], length=4)
    axes.axvline(0, color=NEUTRAL, linewidth=1.3, zorder=1)
    for spread, row, middle in zip(spreads, rows, grid.middles, strict=True):
        for ends, width in ((spread.band, 1.6), (spread.half, 5)):
            if ends is not None:
                axes.plot(ends, (middle, middle), color=row.colour, linewidth=width, solid_capstyle="butt", zorder=2)
        inside = low <= spread.middle <= high
        marker = row.marker if inside else ">" if spread.middle > high else "<"
        edge = (high if spread.middle > high else low) + (low - high if spread.middle > high else high - low) * 0.02
        axes.plot(
            [spread.middle if inside else edge],
            [middle],
            marker=marker,
            markersize=8 if spread.band is None else 7,
            color=row.colour,
            markerfacecolor="white" if row.hollow else row.colour,
            markeredgecolor="white" if spread.band is not None and not row.hollow else row.colour,
            markeredgewidth=0.8 if spread.band is not None and not row.hollow else 1.2,
            linestyle="none",
            zorder=3,
        )


def _decades(field: Field, width: float) -> tuple[list[float], list[str]]:
    """Zero and powers of ten on both sides of it, those that have room (width in inches), the farthest first."""
    linear_to = field.linear_to or 1.0
    low, high = field.limits
    first = round(log10(linear_to))
    powers = range(floor(log10(max(high, -low, linear_to))), first - 1, -1)
    wanted = [sign * 10.0**power for power in powers for sign in (1, -1) if low <= sign * 10.0**power <= high]
    per_inch = (_stretched(high, linear_to) - _stretched(low, linear_to)) / width
    kept = [0.0]
    for tick in wanted:
        place = _stretched(tick, linear_to)
        if all(abs(place - _stretched(other, linear_to)) >= TICK * per_inch for other in kept):
            kept.append(tick)
    return sorted(kept), [_plain(tick, with_sign=field.with_sign) for tick in sorted(kept)]


def _plain(power: float, *, with_sign: bool = False) -> str:
    """Write a power of ten without an exponent."""
    decimals = max(0, -round(log10(abs(power)))) if power else 0
    return minus(f"{power:{'+' if with_sign and power else ''},.{decimals}f}")


def _stretched(value: float, linear_to: float) -> float:
    """Where a value stands on the axis, in tenfold steps."""
    size = abs(value) / linear_to
    near_zero = LINEAR / 0.9
    return float(np.sign(value)) * (size * near_zero if size <= 1 else near_zero + log10(size))
