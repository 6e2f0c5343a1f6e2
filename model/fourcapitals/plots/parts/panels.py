"""Panels of lines over the years: levels and differences, with bands of the draws and a label at each end."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from fourcapitals.data.baseline import BASE_PERIOD
from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import Scale, hardly
from fourcapitals.plots.parts import amounts, say
from fourcapitals.plots.parts.labels import apart
from fourcapitals.plots.parts.pen import (
    BAND,
    COLOURS,
    DASHES,
    HALF,
    INK,
    MARKERS,
    NEUTRAL,
    PAIR,
    PROJECTED,
    WIDE,
    Pen,
    round_ticks,
    style_ticks,
    typeset,
)
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome

MOST_SERIES: Final = 4
"""Scenarios of one chart of lines."""
ALIKE: Final = 8.0
"""Largest over smallest scenario up to which all can be read on one scale."""
THREAD: Final = 0.32
"""Inches between the end of a line and its label."""
HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
LINE: Final = 0.19
"""Inches of a line of a label."""
NEAR: Final = 0.015
"""Of the height of a panel, within which the lines of two levels cover each other."""
PEAK: Final = 1.5
"""Times the end, from which on a peak is told."""
BETWEEN: Final = 0.5
"""Lines between two labels."""
BETWEEN_YEARS: Final = 0.16
"""Inches between the figures of two years."""
UNTRUE: Final = 0.5
"""Of the step between two levels, what rounding may add to it or take off."""
DECIMALS: Final = re.compile(r"\d(?:\.(\d+))?(?![\d,.])")
"""The decimals of a number in words."""
FINEST: Final = 3
"""Decimals that the labels of levels take at most beyond the usual."""


Look = tuple[str, Any, str]
"""Colour, dashes and marker of a line."""


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
    worded: Callable[..., str]
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
    look: Look,
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


def panel_of_differences(
    name: str, heading: str, scale: Scale, change: xr.DataArray, titles: Mapping[str, str], looks: Mapping[str, Look]
) -> Panel:
    """Make a panel of what scenarios change, a line each, in the order of their looks."""
    lines = tuple(
        projected(change.sel(scenario=each), scale.factor, titles[each], look) for each, look in looks.items()
    )
    return Panel(name, heading, scale.unit, lines, partial(amounts.amount, unit=scale.unit), differs=True)


def lines_of_levels(
    level: xr.DataArray, factor: float, titles: Mapping[str, str], looks: Mapping[str, Look], reference: str
) -> list[Line]:
    """Give the lines of levels of scenarios, all dashed, that of the reference last."""
    colours = {name: (colour, PROJECTED, marker) for name, (colour, _, marker) in looks.items() if name != reference}
    colours[reference] = (NEUTRAL, PROJECTED, "v")
    return [projected(level.sel(scenario=name), factor, titles[name], look) for name, look in colours.items()]


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
        said.append(
            f"Observed: three-year averages at their middle year; the projection starts, in {BASE_YEAR}, from that of "
            f"{BASE_PERIOD}."
        )
    elif not observed and outcome.name == "hle":
        said.append("Healthy life expectancy is not published for districts; the start is estimated.")
    said.append("The axis of levels does not start at zero.")
    return said, f"{'observed' if observed else 'level of the base year'}, {say.PUBLISHERS[outcome.name]}"


def largest(names: Sequence[str], ends: dict[str, float], *, most: int = MOST_SERIES) -> list[str]:
    """Keep the scenarios of the largest differences, in the order given."""
    kept = sorted(names, key=lambda name: -abs(ends[name]))[:most]
    return [name for name in names if name in kept]


def looks_of(shown: Sequence[str], among: Sequence[str] = ()) -> dict[str, Look]:
    """Give each scenario its colour, dashes and marker: its own among those of the results, whatever its rank.

    Of more scenarios than there are looks some share one; where they meet, the later takes the next that is free.

    Examples
    --------
    >>> [look[2] for look in looks_of(["b", "d"], among=["a", "b", "c", "d"]).values()]
    ['s', 'D']
    >>> [look[2] for look in looks_of(["a", "e"], among=["a", "b", "c", "d", "e"]).values()]
    ['o', 's']
    """
    order = list(among) or list(shown)
    colours = PAIR if len(order) == 2 else COLOURS
    looks: dict[str, int] = {}
    for name in sorted(shown, key=order.index):
        wanted = order.index(name) % MOST_SERIES
        free = ((wanted + further) % MOST_SERIES for further in range(MOST_SERIES))
        looks[name] = next(place for place in free if place not in looks.values())
    return {name: (colours[looks[name]], DASHES[looks[name]], MARKERS[looks[name]]) for name in shown}


def draw_panels(
    pen: Pen,
    panels: Sequence[Panel],
    left: float,
    right: float,
    bottom: float,
    top: float,
    *,
    like: Sequence[Panel] = (),
) -> None:
    """Set panels of one width side by side in the room given, each with its heading above and labels to its right.

    In inches, and not by constrained layout: that was tried, and asks for stand-ins for labels whose heights are only
    known once the axes have theirs, chooses years before their room is known, and sets headings off the margin.

    Panels that stand in another row, ``like`` which these are laid out, get the same widths.
    """
    tick_room, gap = 0.72 * pen.scale, 0.25
    each = (right - left - gap * (len(panels) - 1)) / len(panels)
    headings = [pen.wrapped(panel.heading, each, **HEADING) for panel in panels]
    heading_room = max(pen.size(text, **HEADING)[1] for text in headings)
    above, below = top - heading_room - 0.32 * pen.scale, bottom + 0.42 * pen.scale
    most_lines = (above - below) / (LINE * pen.scale)
    labels = [labels_of(panel, most_lines) for panel in panels]
    others = [labels_of(panel, most_lines) for panel in like]
    gutter = max(_width(pen, text) for named in (*labels, *others) for _, text, _ in named) + THREAD + 0.1
    room = each - tick_room - gutter
    for panel, heading, named in zip(panels, headings, labels, strict=True):
        pen.write(heading, left, top, right, **HEADING)
        axes = pen.axes(left + tick_room, below, room, above - below)
        draw_panel(axes, panel, pen)
        label_ends(axes, pen, named)
        left += each + gap


def height_for(pen: Pen, panels: Sequence[Panel], width: float) -> float:
    """Give the inches that a row of panels needs, if no label is to run into another.

    Parameters
    ----------
    pen : Pen
    panels : sequence of Panel
    width : float
        Inches of the row.
    """
    each = (width - 0.25 * (len(panels) - 1)) / len(panels)
    heading = max(pen.size(pen.wrapped(panel.heading, each, **HEADING), **HEADING)[1] for panel in panels)
    return heading + (0.74 + max(height_of_labels(labels_of(panel, 0)) for panel in panels)) * pen.scale


def height_of_labels(labels: Sequence[Label]) -> float:
    """Give the inches that labels beside the ends of lines take, one below the other."""
    return LINE * (sum(text.count("\n") + 1 + BETWEEN for _, text, _ in labels) - BETWEEN)


def _width(pen: Pen, text: str) -> float:
    return max(pen.size(line, size=11)[0] for line in text.split("\n"))


def draw_panel(axes: Axes, panel: Panel, pen: Pen) -> None:
    """Draw the lines, bands and axes of a panel."""
    # Of lines that run together the last one, the reference where it is among them, stands for all.
    topmost = {max(group) for group in _groups(panel)}
    for at, line in enumerate(panel.lines):
        _draw_line(axes, line, hidden=line.kind != "observed" and at not in topmost)
    low, high = _limits(panel)
    first = min(line.years[0] for line in panel.lines)
    axes.set_ylim(low, high)
    axes.set_xlim(first - 0.3, END_YEAR)
    year = pen.size(str(END_YEAR), size=11)[0] + BETWEEN_YEARS * pen.scale
    axes.set_xticks(_years_marked(first, axes.get_position().width * pen.page[0] / year))
    axes.set_yticks(*(([0.0], ["0"]) if _is_nothing(panel) else round_ticks(low, high, with_sign=panel.differs)))
    style_ticks(axes, pen)
    if panel.differs:
        axes.axhline(0, color=NEUTRAL, linewidth=1.2, zorder=2)
    else:
        _mark_base_year(axes, panel, pen)


def _draw_line(axes: Axes, line: Line, *, hidden: bool) -> None:
    """Draw a line with its bands; one that runs with others has no band of 80% and no marker."""
    bands = (None if hidden or line.low is None or line.high is None else (line.low, line.high), line.half, line.wide)
    for ends in bands:
        if ends is not None:
            axes.fill_between(line.years, *ends, color=line.colour, alpha=0.15, linewidth=0)
    observed = line.kind == "observed"
    axes.plot(
        line.years,
        line.values,
        color=line.colour,
        linestyle=line.dashes,
        linewidth=2.2,
        marker="none" if hidden else line.marker,
        markersize=4.5 if observed else 7,
        markevery=None if observed else [len(line.years) - 1],
        clip_on=False,
        zorder=3,
    )


def _mark_base_year(axes: Axes, panel: Panel, pen: Pen) -> None:
    """Part what was observed from what is projected."""
    axes.axvline(BASE_YEAR, color="0.55", linewidth=1, zorder=1)
    base = panel.lines[-1]
    hollow: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": NEUTRAL, "markeredgewidth": 1.8}
    axes.plot(base.years[0], base.values[0], marker="o", markersize=8, clip_on=False, zorder=4, **hollow)
    above: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "va": "bottom",
        "fontsize": 10.5 * pen.scale,
        "color": "0.3",
    }
    if any(line.kind == "observed" for line in panel.lines):
        axes.annotate("observed", (BASE_YEAR, 1), xytext=(-6, 3), ha="right", **above)
    axes.annotate("projected", (BASE_YEAR, 1), xytext=(6, 3), ha="left", **above)


def _years_marked(first: float, room: float) -> list[int]:
    """Base and end year, the first and round years, where their figures have room (of the panel, in words of a year).

    Examples
    --------
    >>> _years_marked(2004, 8.0), _years_marked(2019, 3.0)
    ([2004, 2010, 2015, 2019, 2025, 2030, 2035], [2019, 2025, 2035])
    """
    apart = max(2.0, (END_YEAR - first) / room)
    marked = [BASE_YEAR, END_YEAR]
    for year in (int(first), *range(1990, END_YEAR, 10), *range(1995, END_YEAR, 10)):
        if year >= first and min(abs(year - other) for other in marked) >= apart:
            marked.append(year)
    return sorted(marked)


def on_one_scale(panels: Sequence[Panel]) -> list[Panel]:
    """Give panels of one unit the same ends."""
    ends = [_limits(panel) for panel in panels]
    shared = (min(low for low, _ in ends), max(high for _, high in ends))
    return [replace(panel, ends=shared) for panel in panels]


def _values(panel: Panel) -> Array:
    """All that a panel shows: lines and the ends of bands."""
    parts = [
        part
        for line in panel.lines
        for part in (line.values, line.low, line.high, *(line.half or ()), *(line.wide or ()))
        if part is not None
    ]
    return np.concatenate(parts)


def _is_nothing(panel: Panel) -> bool:
    """Whether a panel of differences has none to show."""
    return panel.differs and panel.ends is None and float(np.abs(_values(panel)).max()) < NOTHING


def _limits(panel: Panel) -> tuple[float, float]:
    if panel.ends is not None:
        return panel.ends
    values = _values(panel)
    low, high = float(values.min()), float(values.max())
    if panel.differs:
        low, high = (-1.0, 1.0) if _is_nothing(panel) else (min(low, 0.0), max(high, 0.0))
    else:
        # A level that hardly moves must not look as if it did.
        least = 0.04 * abs(high)
        spare = max(0.0, least - (high - low)) / 2
        low, high = low - spare, high + spare
    edge = 0.07 * (high - low)
    at_zero = panel.differs
    return (low if at_zero and low == 0 else low - edge), (high if at_zero and high == 0 else high + edge)


def _groups(panel: Panel) -> list[list[int]]:
    """Places of the projected lines, the lowest end first; levels whose ends run together stand together."""
    ends = {at: float(line.values[-1]) for at, line in enumerate(panel.lines) if line.kind == "projection"}
    low, high = _limits(panel)
    near = 0.0 if panel.differs else NEAR * (high - low)
    groups: list[list[int]] = []
    for at in sorted(ends, key=lambda each: ends[each]):
        if groups and ends[at] - ends[groups[-1][-1]] < near:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def finely(panel: Panel) -> Panel:
    """Give the labels of levels the decimals of their axis, and as many as make the steps between them true."""
    low, high = _limits(panel)
    ticks = [mark.partition(".")[2] for mark in round_ticks(low, high)[1]]
    usual = len(DECIMALS.findall(panel.worded(high))[0])
    ends = [float(np.mean([panel.lines[at].values[-1] for at in group])) for group in _groups(panel)]
    decimals = max(usual, *(len(mark) for mark in ticks))
    while decimals < usual + FINEST and any(
        abs(round(above, decimals) - round(below, decimals) - (above - below)) > UNTRUE * (above - below)
        for below, above in pairwise(ends)
    ):
        decimals += 1
    return replace(panel, worded=partial(panel.worded, decimals=decimals), least=10.0**-decimals)


Label = tuple[float, str, str]
"""Height of an end, the text beside it and the colour of the thread between."""


def labels_of(panel: Panel, most_lines: float) -> list[Label]:
    """Label the ends of the lines of a panel, the lowest first: one label for levels that run together.

    Parameters
    ----------
    panel : Panel
    most_lines : float
        Of text that there is room for; labels are as narrow as that allows.
    """
    groups = _groups(panel)
    longest = max((len(word) for line in panel.lines for word in line.series.split()), default=0)
    for width in (21, 28, 36):
        if width < longest and width < 36:
            continue
        texts = [_text(panel, group, width) for group in groups]
        if sum(text.count("\n") + 1 + BETWEEN for text in texts) <= most_lines + BETWEEN:
            break
    heights = [float(np.mean([panel.lines[at].values[-1] for at in group])) for group in groups]
    colours = [panel.lines[max(group)].colour for group in groups]
    return list(zip(heights, texts, colours, strict=True))


def _text(panel: Panel, group: Sequence[int], width: int) -> str:
    """Name up to two lines with their ends; of more, the reference, how many others, and between which ends."""
    lines = [panel.lines[at] for at in sorted(group, reverse=True)]
    said = [panel.worded(float(line.values[-1])) for line in lines]
    if len(lines) == 1:
        return "\n".join([*in_lines(lines[0].series, width), said[0]])
    ends = sorted(float(line.values[-1]) for line in lines)
    lowest, highest = panel.worded(ends[0]), panel.worded(ends[-1])
    # Levels that differ by less than half a step and yet round apart would show several times the effect.
    told_apart = lowest != highest and ends[-1] - ends[0] >= panel.least / 2
    if len(lines) == 2 and told_apart:
        by_height = sorted(group, key=lambda at: -float(panel.lines[at].values[-1]))
        return "\n".join(_text(panel, [at], width) for at in by_height)
    if len(lines) == 2:
        return "\n".join(
            [f"Both {said[0]}:", *in_lines(f"{lines[0].series};", width), *in_lines(lines[1].series, width)]
        )
    with_reference = max(group) == len(panel.lines) - 1
    who = (
        f"{lines[0].series} and {amounts.NUMBERS[len(lines) - 1]} others"
        if with_reference
        else f"{amounts.NUMBERS[len(lines)]} others"
    )
    between = f"{lowest.split()[0]} to {highest}" if told_apart else said[0]
    return "\n".join([*in_lines(who, width), between])


def differences_in_words(panel: Panel) -> str:
    """Say where the lines of a panel of differences end, with the peaks that they come back from."""
    ends = "; ".join(
        f"{line.series}, {amounts.amount_with_unit(float(line.values[-1]), panel.unit)}"
        f"{say.peaked(peak(line), panel.unit)}"
        for line in panel.lines
    )
    return f"{panel.heading.removesuffix(f', {panel.unit}')}, {END_YEAR}: {ends}."


def level_in_words(panel: Panel) -> str:
    """Say from where to where the last line of a panel of levels goes, which is that of the reference."""
    path, worded = panel.lines[-1], panel.worded
    lowest = "" if path.values.argmin() in (0, len(path.values) - 1) else f"lowest {worded(path.values.min())}, "
    return (
        f"{panel.heading}, {path.series}: {worded(path.values[0])} in {BASE_YEAR}, {lowest}{worded(path.values[-1])} "
        f"in {END_YEAR}."
    )


def past_in_words(panel: Panel) -> list[str]:
    """Say where the observed line of a panel begins and ends, if it has one."""
    return [
        f"Observed: {panel.worded(line.values[0])} in {line.periods[0]}, {panel.worded(line.values[-1])} in "
        f"{line.periods[-1]}."
        for line in panel.lines
        if line.kind == "observed"
    ]


def in_lines(text: str, width: int) -> list[str]:
    """Break a text into the fewest lines of so many letters, of like length; a word that is longer is broken.

    Examples
    --------
    >>> in_lines("All that the briefing asks for", 28)
    ['All that the', 'briefing asks for']
    >>> in_lines("as_everywhere_else", 10)
    ['as_everywh', 'ere_else']
    """
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    for narrower in range(width - 1, max(map(len, text.split()), default=0) - 1, -1):
        even = textwrap.wrap(text, narrower, break_long_words=False, break_on_hyphens=False)
        if len(even) > len(lines):
            break
        lines = even
    return lines


def peak(line: Line) -> tuple[int, float] | None:
    """Year and size of the largest difference, where that at the end is much smaller."""
    at = int(np.abs(line.values).argmax())
    largest, end = float(line.values[at]), float(line.values[-1])
    return (int(line.years[at]), largest) if abs(largest) > max(PEAK * abs(end), NOTHING) else None


def told_peak(line: Line, scale: Scale, unit: str) -> tuple[int, float] | None:
    """Give a peak for a title; none where it is itself hardly anything."""
    found = peak(line)
    return None if found is None or hardly(found[1] / scale.factor, unit) else found


def label_ends(axes: Axes, pen: Pen, labels: Sequence[Label], *, at_x: float = END_YEAR) -> None:
    """Write each label beside the end of its line, moved as little as keeps them apart, with a thread between."""
    to_share = axes.transData + axes.transAxes.inverted()
    width, height = axes.get_position().width * pen.page[0], axes.get_position().height * pen.page[1]
    pitch = LINE * pen.scale / height
    sizes = [pitch * (text.count("\n") + 1) for _, text, _ in labels]
    wanted = [float(to_share.transform((at_x, end))[1]) for end, _, _ in labels]
    for (end, text, colour), at in zip(labels, apart(wanted, sizes, gap=BETWEEN * pitch), strict=True):
        axes.annotate(
            "",
            xy=(at_x, end),
            xycoords="data",
            xytext=(1 + (THREAD - 0.04) / width, at),
            textcoords="axes fraction",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 5},
        )
        # Lines of their own, since matplotlib spaces the lines of one text by the letters in them.
        lines = text.split("\n")
        for below, line in enumerate(lines):
            axes.text(
                1 + THREAD / width,
                at + ((len(lines) - 1) / 2 - below - 0.29) * pitch,
                typeset(line),
                transform=axes.transAxes,
                va="baseline",
                ha="left",
                fontsize=11 * pen.scale,
                color=INK,
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
