"""Panels of lines over the years: levels and differences, with bands of the draws and a label at each end."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from fourcapitals.baseline import BASE_PERIOD
from fourcapitals.comparison import NOTHING
from fourcapitals.plots.pen import (
    BAND,
    COLOURS,
    DASHES,
    HALF,
    INK,
    MARKERS,
    NEUTRAL,
    PAIR,
    WIDE,
    Pen,
    round_ticks,
    spread,
)
from fourcapitals.plots.words import NUMBERS, PUBLISHERS
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, Outcome

Array = npt.NDArray[np.float64]

MOST_SERIES: Final = 4
"""Scenarios of one chart of lines."""
ALIKE: Final = 8.0
"""Largest over smallest scenario up to which all can be read on one scale."""
THREAD: Final = 0.32
"""Inches between the end of a line and its label."""
MOST_LINES: Final = 16
"""Of all labels of a panel together."""
LINE: Final = 0.19
"""Inches of a line of a label."""
HEADS: Final = 0.9
"""Inches of a panel that its heading and the years take."""


@dataclass(frozen=True)
class Line:
    """One line of a panel, in the unit of the panel."""

    series: str
    kind: str
    years: Array
    values: Array
    colour: str
    dashes: Any
    marker: str
    low: Array | None = None
    high: Array | None = None
    periods: tuple[str, ...] = ()
    half: tuple[Array, Array] | None = None
    """Ends between which half of the draws lie."""
    wide: tuple[Array, Array] | None = None
    """Ends between which 95% of the draws lie."""


@dataclass(frozen=True)
class Panel:
    """One set of axes: its name in the data, its heading, its unit, its lines and how an end is labelled."""

    name: str
    heading: str
    unit: str
    lines: tuple[Line, ...]
    worded: Callable[[float], str]
    least: float = 0.0
    """The smallest step that a worded level shows."""
    differs: bool = False
    """Whether it shows differences, which start from zero."""
    ends: tuple[float, float] | None = None
    """Ends of the axis, where panels share them; else those that suit the panel."""


def projected(
    values: xr.DataArray,
    factor: float,
    series: str,
    look: tuple[str, Any, str],
    *,
    start: int = BASE_YEAR,
    fan: bool = False,
) -> Line:
    """One scenario over the years: the median of the draws, the band of 80% of them and, of a fan, 50% and 95%."""
    values = values.sel(year=slice(start, None)) * factor
    low = high = half = wide = None
    if values.sizes["draw"] > 1:
        low, high = _ends_of(values, BAND)
        half, wide = (_ends_of(values, HALF), _ends_of(values, WIDE)) if fan else (None, None)
    middle = np.asarray(values.median("draw").to_numpy())
    years = np.asarray(values["year"].to_numpy(), float)
    return Line(series, "projection", years, middle, *look, low, high, half=half, wide=wide)


def _ends_of(values: xr.DataArray, shares: tuple[float, float]) -> tuple[Array, Array]:
    low, high = (np.asarray(values.quantile(share, dim="draw").to_numpy()) for share in shares)
    return low, high


def line_of_past(observed: pd.DataFrame, factor: float) -> list[Line]:
    """Give the line of the observed past; none where nothing was observed."""
    if not len(observed):
        return []
    years, values = (observed[column].to_numpy(float) for column in ("year", "value"))
    periods = tuple(observed["period"])
    return [Line("Observed", "observed", years, values * factor, NEUTRAL, "-", "o", periods=periods)]


def said_of_past(panel: Panel, outcome: Outcome) -> tuple[list[str], str]:
    """Say how the observed past of a level is to be read, and who published it."""
    observed = [line for line in panel.lines if line.kind == "observed"]
    said = []
    if observed and any("-" in period for period in observed[0].periods):
        said.append(f"Observed: three-year averages at their middle year; the projection starts from {BASE_PERIOD}.")
    elif not observed and outcome.name == "hle":
        said.append("Healthy life expectancy is not published for districts; the start is estimated.")
    said.append("The axis of levels does not start at zero.")
    return said, f"{'observed' if observed else 'level of the base year'}, {PUBLISHERS[outcome.name]}"


def largest(names: Sequence[str], ends: dict[str, float], *, most: int = MOST_SERIES) -> list[str]:
    """Keep the scenarios of the largest differences, in the order given."""
    kept = sorted(names, key=lambda name: -abs(ends[name]))[:most]
    return [name for name in names if name in kept]


def looks_of(shown: Sequence[str]) -> dict[str, tuple[str, Any, str]]:
    """Give each scenario its colour, dashes and marker."""
    colours = PAIR if len(shown) == 2 else COLOURS
    return {name: (colours[at], DASHES[at], MARKERS[at]) for at, name in enumerate(shown)}


def draw_panels(pen: Pen, panels: Sequence[Panel], left: float, right: float, bottom: float, top: float) -> None:
    """Set panels side by side in the room given, each with its heading above and its labels to the right."""
    most_lines = min(MOST_LINES, int((top - bottom - HEADS * pen.scale) / (LINE * pen.scale)))
    labels = [_labels(panel, most_lines) for panel in panels]
    gutters = [max(pen.size(text, size=11)[0] for _, text, _ in each) + THREAD + 0.1 for each in labels]
    tick_room, gap = 0.72 * pen.scale, 0.25
    room = (right - left - sum(gutters) - tick_room * len(panels) - gap * (len(panels) - 1)) / len(panels)
    headings = [
        pen.wrapped(panel.heading, tick_room + room + gutter, size=12.5, weight="bold")
        for panel, gutter in zip(panels, gutters, strict=True)
    ]
    heading_room = max(pen.size(text, size=12.5, weight="bold")[1] for text in headings)
    above, below = top - heading_room - 0.32 * pen.scale, bottom + 0.42 * pen.scale
    for panel, heading, each, gutter in zip(panels, headings, labels, gutters, strict=True):
        pen.write(heading, left, top, right, size=12.5, weight="bold")
        axes = pen.axes(left + tick_room, below, room, above - below)
        draw_panel(axes, panel, pen)
        label_ends(axes, pen, each)
        left += tick_room + room + gutter + gap


def draw_panel(axes: Axes, panel: Panel, pen: Pen) -> None:
    """Draw the lines, bands and axes of a panel."""
    for line in panel.lines:
        hidden = line is not panel.lines[-1] and _run_together(panel)
        if line.low is not None and line.high is not None and not hidden:
            axes.fill_between(line.years, line.low, line.high, color=line.colour, alpha=0.15, linewidth=0)
        for ends in (line.half, line.wide):
            if ends is not None:
                axes.fill_between(line.years, *ends, color=line.colour, alpha=0.15, linewidth=0)
        observed = line.kind == "observed"
        axes.plot(
            line.years,
            line.values,
            color=line.colour,
            linestyle=line.dashes,
            linewidth=2.2,
            marker=line.marker,
            markersize=4.5 if observed else 7,
            markevery=None if observed else [len(line.years) - 1],
            clip_on=False,
            zorder=3,
        )
    low, high = _limits(panel)
    first = min(line.years[0] for line in panel.lines)
    axes.set_ylim(low, high)
    axes.set_xlim(first - 0.3, END_YEAR)
    axes.set_xticks(_years_marked(first, axes.get_position().width * pen.page[0] / pen.scale))
    axes.set_yticks(*round_ticks(low, high, with_sign=panel.differs))
    axes.tick_params(labelsize=11 * pen.scale, labelfontfamily=mpl.rcParams["font.family"][0], length=4)
    if panel.differs:
        axes.axhline(0, color=NEUTRAL, linewidth=1.2, zorder=2)
        return
    axes.axvline(BASE_YEAR, color="0.55", linewidth=1, zorder=1)
    base = panel.lines[-1]
    axes.plot(
        base.years[0],
        base.values[0],
        marker="o",
        markersize=8,
        markerfacecolor="white",
        markeredgecolor=NEUTRAL,
        markeredgewidth=1.8,
        zorder=4,
    )
    kinds = {line.kind for line in panel.lines}
    above: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "va": "bottom",
        "fontsize": 10.5 * pen.scale,
        "color": "0.3",
    }
    if "observed" in kinds:
        axes.annotate("observed", (BASE_YEAR, 1), xytext=(-6, 3), ha="right", **above)
    axes.annotate("projected", (BASE_YEAR, 1), xytext=(6, 3), ha="left", **above)


def _years_marked(first: float, width: float) -> list[int]:
    """Base year, end year, and round years where their figures have room (width in inches)."""
    apart = max(2.0, 0.45 * (END_YEAR - first) / width)
    step = 5 if apart < 5 else 10
    fixed = (BASE_YEAR, END_YEAR)
    rounded = [year for year in range(1990, END_YEAR, step) if year >= first]
    return sorted([*fixed, *(year for year in rounded if min(abs(year - each) for each in fixed) >= apart)])


def on_one_scale(panels: Sequence[Panel]) -> list[Panel]:
    """Give panels of one unit the same ends."""
    ends = [_limits(panel) for panel in panels]
    shared = (min(low for low, _ in ends), max(high for _, high in ends))
    return [replace(panel, ends=shared) for panel in panels]


def _limits(panel: Panel) -> tuple[float, float]:
    if panel.ends is not None:
        return panel.ends
    parts = [
        part
        for line in panel.lines
        for part in (line.values, line.low, line.high, *(line.half or ()), *(line.wide or ()))
        if part is not None
    ]
    values = np.concatenate(parts)
    low, high = float(values.min()), float(values.max())
    if panel.differs:
        low, high = min(low, 0.0), max(high, 0.0)
        if high - low < NOTHING:
            low, high = -1.0, 1.0
    else:
        # A level that hardly moves must not look as if it did.
        least = 0.04 * abs(high)
        spare = max(0.0, least - (high - low)) / 2
        low, high = low - spare, high + spare
    edge = 0.07 * (high - low)
    at_zero = panel.differs
    return (low if at_zero and low == 0 else low - edge), (high if at_zero and high == 0 else high + edge)


def _run_together(panel: Panel) -> bool:
    """Whether the levels of the scenarios cannot be told apart at the scale of the panel."""
    ends = [float(line.values[-1]) for line in panel.lines if line.kind == "projection"]
    low, high = _limits(panel)
    return not panel.differs and len(ends) > 1 and max(ends) - min(ends) < 0.12 * (high - low)


Label = tuple[float, str, str]


def _labels(panel: Panel, most_lines: int) -> list[Label]:
    """Labels of the ends: height, text, colour; one for all levels that cannot be told apart."""
    projected = [line for line in panel.lines if line.kind == "projection"]
    ends = [float(line.values[-1]) for line in projected]
    if _run_together(panel):
        who = NUMBERS[len(ends)].capitalize()
        lowest, highest = panel.worded(min(ends)), panel.worded(max(ends))
        told_apart = lowest != highest and max(ends) - min(ends) >= panel.least / 2
        said = f"{lowest.split()[0]} to {highest}" if told_apart else panel.worded(ends[-1])
        return [(float(np.mean(ends)), f"{who}\nscenarios\n{said}", NEUTRAL)]
    for width in (21, 28, 36):
        texts = ["\n".join([*textwrap.wrap(line.series, width), panel.worded(line.values[-1])]) for line in projected]
        if sum(text.count("\n") + 1 for text in texts) <= most_lines:
            break
    return [(end, text, line.colour) for end, text, line in zip(ends, texts, projected, strict=True)]


def label_ends(axes: Axes, pen: Pen, labels: Sequence[Label], *, at_x: float = END_YEAR) -> None:
    """Write each label beside the end of its line, moved as little as keeps them apart, with a thread between."""
    to_share = axes.transData + axes.transAxes.inverted()
    width, height = axes.get_position().width * pen.page[0], axes.get_position().height * pen.page[1]
    sizes = [pen.size(text, size=11, linespacing=1.15)[1] / height for _, text, _ in labels]
    wanted = [float(to_share.transform((at_x, end))[1]) for end, _, _ in labels]
    for (end, text, colour), at in zip(labels, spread(wanted, sizes, gap=0.1 / height), strict=True):
        axes.annotate(
            text,
            xy=(at_x, end),
            xycoords="data",
            xytext=(1 + THREAD / width, at),
            textcoords="axes fraction",
            va="center",
            ha="left",
            fontsize=11 * pen.scale,
            linespacing=1.15,
            color=INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 1.4,
                "relpos": (0, 0.5),
                "shrinkA": 2,
                "shrinkB": 5,
            },
        )


def tidy(panels: Sequence[Panel]) -> pd.DataFrame:
    """Give what panels show: ``panel, series, kind, year, value, low, high, unit, period``.

    Where a line has them, also ``low_50, high_50, low_95, high_95``.
    """
    parts = [
        pd.DataFrame(
            {
                "panel": panel.name,
                "series": line.series,
                "kind": line.kind,
                "year": line.years,
                "value": line.values,
                "low": np.nan if line.low is None else line.low,
                "high": np.nan if line.high is None else line.high,
                "unit": panel.unit,
                "period": line.periods or [f"{year:.0f}" for year in line.years],
                **({"low_50": line.half[0], "high_50": line.half[1]} if line.half else {}),
                **({"low_95": line.wide[0], "high_95": line.wide[1]} if line.wide else {}),
            }
        )
        for panel in panels
        for line in panel.lines
    ]
    return pd.concat(parts, ignore_index=True)
