"""Panels of lines over the years drawn side by side: axes, bands, the base year, and a label at each end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from fourcapitals.plots.parts.end_labels import LINE, THREAD, height_of_labels, label_ends, labels_of
from fourcapitals.plots.parts.lines import Line, Panel, groups_of, limits_of, shows_nothing
from fourcapitals.plots.parts.page import (
    NEUTRAL,
    Page,
    round_ticks,
    style_ticks,
)
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR

HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
BETWEEN_YEARS: Final = 0.16
"""Inches between the figures of two years."""


def draw_panels(
    page: Page,
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
    tick_room, gap = 0.72 * page.scale, 0.25
    each = (right - left - gap * (len(panels) - 1)) / len(panels)
    headings = [page.wrapped(panel.heading, each, **HEADING) for panel in panels]
    heading_room = max(page.size(text, **HEADING)[1] for text in headings)
    above, below = top - heading_room - 0.32 * page.scale, bottom + 0.42 * page.scale
    most_lines = (above - below) / (LINE * page.scale)
    labels = [labels_of(panel, most_lines) for panel in panels]
    others = [labels_of(panel, most_lines) for panel in like]
    gutter = max(_width(page, text) for named in (*labels, *others) for _, text, _ in named) + THREAD + 0.1
    room = each - tick_room - gutter
    for panel, heading, named in zip(panels, headings, labels, strict=True):
        page.write(heading, left, top, right, **HEADING)
        axes = page.axes(left + tick_room, below, room, above - below)
        draw_panel(axes, panel, page)
        label_ends(axes, page, named)
        left += each + gap


def height_for(page: Page, panels: Sequence[Panel], width: float) -> float:
    """Give the inches that a row of panels needs, if no label is to run into another.

    Parameters
    ----------
    page : Page
    panels : sequence of Panel
    width : float
        Inches of the row.
    """
    each = (width - 0.25 * (len(panels) - 1)) / len(panels)
    heading = max(page.size(page.wrapped(panel.heading, each, **HEADING), **HEADING)[1] for panel in panels)
    return heading + (0.74 + max(height_of_labels(labels_of(panel, 0)) for panel in panels)) * page.scale


def _width(page: Page, text: str) -> float:
    return max(page.size(line, size=11)[0] for line in text.split("\n"))


def draw_panel(axes: Axes, panel: Panel, page: Page) -> None:
    """Draw the lines, bands and axes of a panel."""
    # Of lines that run together the last one, the reference where it is among them, stands for all.
    topmost = {max(group) for group in groups_of(panel)}
    for at, line in enumerate(panel.lines):
        _draw_line(axes, line, hidden=line.kind != "observed" and at not in topmost)
    low, high = limits_of(panel)
    first = min(line.years[0] for line in panel.lines)
    axes.set_ylim(low, high)
    axes.set_xlim(first - 0.3, END_YEAR)
    year = page.size(str(END_YEAR), size=11)[0] + BETWEEN_YEARS * page.scale
    axes.set_xticks(_years_marked(first, axes.get_position().width * page.extent[0] / year))
    axes.set_yticks(*(([0.0], ["0"]) if shows_nothing(panel) else round_ticks(low, high, with_sign=panel.differs)))
    style_ticks(axes, page)
    if panel.differs:
        axes.axhline(0, color=NEUTRAL, linewidth=1.2, zorder=2)
    else:
        _mark_base_year(axes, panel, page)


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


def _mark_base_year(axes: Axes, panel: Panel, page: Page) -> None:
    """Part what was observed from what is projected."""
    axes.axvline(BASE_YEAR, color="0.55", linewidth=1, zorder=1)
    base = panel.lines[-1]
    hollow: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": NEUTRAL, "markeredgewidth": 1.8}
    axes.plot(base.years[0], base.values[0], marker="o", markersize=8, clip_on=False, zorder=4, **hollow)
    above: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "va": "bottom",
        "fontsize": 10.5 * page.scale,
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
