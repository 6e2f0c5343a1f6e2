"""A scatter of places in groups: colour and shape by group, some made strong, some ringed, with lines that divide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.naming import write_names
from fourcapitals.plots.parts.page import INK, MARGIN, NEUTRAL, PAIR, Page, round_ticks, style_ticks

Mask = npt.NDArray[np.bool_]

GUTTER: Final = 1.6
"""Inches to the right of the panel, for the words of lines across."""
KEY: Final = 0.27
"""Inches of a line of the key."""
WORDS: Final[dict[str, Any]] = {"size": 10.5}
SIZE: Final = 42.0
"""Of a mark, square points; strong ones are larger."""
STRONG: Final = 66.0
RING: Final = 170.0


@dataclass(frozen=True)
class Group:
    """The marks of one group, and their words in the key."""

    words: str
    colour: str
    marker: str


@dataclass(frozen=True)
class Scatter:
    """What a scatter holds.

    Parameters
    ----------
    points : (place, 2)
    groups : sequence of Group
        In the order of the key.
    group : (place,) of int
    strong : (place,) of bool
        Outlined in ink and larger.
    ringed : (place,) of bool
    labels : tuple of str
        Of both axes.
    keys : tuple of str
        What strong and what ringed marks are; empty where the groups say it.
    across : sequence of tuple
        Height, words and whether they stand above the height, of lines across; it is shaded below the
        first.
    upright : sequence of tuple
        Place and words of upright lines.
    names : mapping of int to str
        Positions of the marks to name.
    """

    points: Array
    groups: Sequence[Group]
    group: npt.NDArray[np.int64]
    strong: Mask
    ringed: Mask
    labels: tuple[str, str]
    keys: tuple[str, str]
    across: Sequence[tuple[float, str, bool]]
    upright: Sequence[tuple[float, str]]
    names: Mapping[int, str]


def draw_scatter(page: Page, shown: Scatter, bottom: float, top: float) -> None:
    """Draw the scatter between two heights, its key above it."""
    top = _draw_key(page, shown, top - 0.1) - 0.12
    top = page.write(shown.labels[1], MARGIN, top, page.extent[0] - 2 * MARGIN, size=11, weight="bold")
    top -= 0.35 if shown.upright else 0.15
    left, below = MARGIN + 0.5, bottom + 0.75
    width, height = page.extent[0] - MARGIN - GUTTER - left, top - below
    axes = page.axes(left, below, width, height)
    low, high = shown.points.min(axis=0), shown.points.max(axis=0)
    room = 0.035 * (high - low)
    axes.set_xlim(low[0] - room[0], high[0] + room[0])
    axes.set_ylim(low[1] - room[1], high[1] + room[1])
    _draw_lines(page, axes, shown)
    for strong in (False, True):
        for at, group in enumerate(shown.groups):
            chosen = (shown.group == at) & (shown.strong == strong)
            axes.scatter(*shown.points[chosen].T, zorder=3 if strong else 2, clip_on=False, **_look(group, strong))
    x, y = shown.points[shown.ringed].T
    axes.scatter(x, y, s=RING, facecolor="none", edgecolor=INK, lw=1.2, zorder=4, clip_on=False)
    axes.set_xticks(*round_ticks(*axes.get_xlim(), most=8))
    axes.set_yticks(*round_ticks(*axes.get_ylim(), most=4))
    style_ticks(axes, page)
    axes.grid(visible=False)
    wide, high_ = page.extent
    page.chart.text((left + width / 2) / wide, (below - 0.36) / high_, shown.labels[0], ha="center", va="top", size=11)
    size = np.where(shown.ringed, RING, np.where(shown.strong, STRONG, SIZE))
    write_names(
        page,
        axes,
        shown.points,
        np.sqrt(size / np.pi),
        shown.names,
        level=shown.across[0][0],
        bare=np.flatnonzero(shown.strong | shown.ringed).tolist(),
    )


def _look(group: Group, strong: bool) -> dict[str, Any]:
    edge: dict[str, Any] = {"edgecolor": INK, "lw": 1.3} if strong else {"edgecolor": "0.45", "lw": 0.5}
    return {"s": STRONG if strong else SIZE, "color": group.colour, "marker": group.marker, **edge}


def _draw_lines(page: Page, axes: Axes, shown: Scatter) -> None:
    """Shade below the first line across, draw the others, and word them beside and above the panel."""
    width = axes.get_position().width * page.extent[0]
    height = axes.get_position().height * page.extent[1]
    axes.axhspan(axes.get_ylim()[0], shown.across[0][0], color=PAIR[1], alpha=0.09, linewidth=0, zorder=0)
    for at, (y, words, above) in enumerate(shown.across):
        axes.axhline(y, color="0.5" if not at else NEUTRAL, linewidth=1, linestyle="-" if not at else (0, (5, 3)))
        said = page.wrapped(words, GUTTER - 0.1, **WORDS)
        axes.annotate(
            said,
            (1.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(6, 2 if above else -2),
            textcoords="offset points",
            va="bottom" if above else "top",
            color=INK,
            linespacing=1.15,
            **WORDS,
        )
    for x, words in shown.upright:
        axes.axvline(x, color="0.5", linewidth=1, linestyle=(0, (1, 2)), zorder=1)
        share = axes.transAxes.inverted().transform(axes.transData.transform((x, 0.0)))[0]
        axes.text(share + 0.04 / width, 1 + 0.05 / height, words, transform=axes.transAxes, va="bottom", **WORDS)


def _draw_key(page: Page, shown: Scatter, top: float) -> float:
    """Explain the marks in lines from left to right; the height below."""
    strong_groups = [bool(shown.strong[shown.group == at].all()) for at in range(len(shown.groups))]
    entries: list[tuple[dict[str, Any], str]] = [
        (_look(group, strong_groups[at]), group.words)
        for at, group in enumerate(shown.groups)
        if (shown.group == at).any()
    ]
    hollow: dict[str, Any] = {"marker": "o", "facecolor": "none", "edgecolor": INK}
    shapes = [shown.groups[at].marker for at in shown.group[shown.strong]]
    shape = max(dict.fromkeys(shapes), key=shapes.count, default="o")
    looks = ({**hollow, "marker": shape, "s": STRONG, "lw": 1.3}, {**hollow, "s": RING, "lw": 1.2})
    marked = zip((shown.strong, shown.ringed), looks, shown.keys, strict=True)
    entries += [(look, words) for where, look, words in marked if words and where.any()]
    wide = page.extent[0] - 2 * MARGIN
    x, line, spots = 0.12, 0, []
    for _, words in entries:
        length = 0.2 + page.size(words, **WORDS)[0] + 0.3
        if x > 0.12 and x + length > wide + 0.3:
            x, line = 0.12, line + 1
        spots.append((x, line))
        x += length
    high = KEY * (line + 1)
    axes = page.axes(MARGIN, top - high, wide, high)
    axes.set_xlim(0, wide)
    axes.set_ylim(-high, 0)
    axes.set_axis_off()
    for (look, words), (at, row) in zip(entries, spots, strict=True):
        y = -KEY * (row + 0.5)
        axes.scatter([at], [y], clip_on=False, **look)
        axes.text(at + 0.2, y, words, va="center", color=INK, **WORDS)
    return top - high
