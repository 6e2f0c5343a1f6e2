"""How a hexagon map is drawn: hexagons, boundaries of regions, signs, names and the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.maps.beside import SIDE, name_beside
from fourcapitals.plots.maps.classes import Class, below_others, colours_of
from fourcapitals.plots.maps.hexagons import boundaries, corners, gaps, middles
from fourcapitals.plots.parts.pen import INK, MARGIN, Pen
from fourcapitals.vocabulary import NOTHING

LOW: Final = 0.38
"""Sides below the middle of a hexagon at which its minus sign stands, clear of dots and of threads along a row."""
HEADING: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold"}
ENTRY: Final[dict[str, Any]] = {"size": 10}
REMARK: Final[dict[str, Any]] = {"size": 9}
SAME_SIZE: Final = 1.2
"""Classes of which none has more than so many times the areas of another hold about as many."""
EQUAL: Final = "Classes of about as many areas each"


@dataclass(frozen=True)
class Cartogram:
    """What a map holds: the areas with their cells and regions, a value of each, and the classes of the values."""

    areas: pd.DataFrame
    values: Array
    classes: Sequence[Class]
    diverging: bool
    middle: float = 0.0
    """What divides the colours; areas below it have a sign, where others lie above."""
    near: float = NOTHING
    """What counts as nothing, on either side of the middle."""

    @property
    def place(self) -> Array:
        """Middle of each hexagon, (area, 2)."""
        return place_of(self.areas)


def place_of(areas: pd.DataFrame) -> Array:
    """Give the middle of the hexagon of each area, (area, 2)."""
    return middles(areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy())


def draw_cartogram(
    pen: Pen,
    cartogram: Cartogram,
    heading: str,
    named: Mapping[int, str],
    bottom: float,
    top: float,
) -> None:
    """Draw the map between two heights, with its legend and the names of regions and of the extreme areas.

    Parameters
    ----------
    pen : Pen
    cartogram : Cartogram
    heading : str
        Of the legend.
    named : mapping of int to str
        Positions of the areas to name, and their values in words.
    bottom, top : float
        Inches.
    """
    place = cartogram.place
    axes, side = set_map(pen, place, bottom, top)
    colours = colours_of(cartogram.values, cartogram.classes)
    axes.add_collection(
        PolyCollection(list(corners(place)), facecolors=colours, edgecolors="white", linewidths=0.7, zorder=1)
    )
    draw_boundaries(axes, cartogram.areas)
    # A sign beside the colour.
    for x, y in place[below_others(cartogram.values, cartogram.middle, cartogram.near)]:
        axes.plot([x - 0.28, x + 0.28], [y - LOW] * 2, color=INK, linewidth=0.9, zorder=6)
    floor, reach = _legend(axes, pen, cartogram, heading, colours, side)
    names = cartogram.areas["name"].tolist()
    texts = {at: (names[at], words) for at, words in named.items()}
    name_beside(axes, pen, cartogram.areas, texts, side, floor, reach=reach)


def set_map(pen: Pen, place: Array, bottom: float, top: float) -> tuple[Axes, float]:
    """Set axes for hexagons between two heights, with room for names beside; also the inches of a hexagon's side."""
    low, high = place.min(axis=0) - 1.2, place.max(axis=0) + 1.2
    wide, _ = pen.page
    room = (wide - 2 * MARGIN - 2 * SIDE, top - bottom - 0.35)
    side = min(room[0] / (high[0] - low[0]), room[1] / (high[1] - low[1]))
    width, height = side * (high[0] - low[0]), side * (high[1] - low[1])
    left = (wide - width) / 2
    # The axes span the page, so that names beside the map share its scale.
    axes = pen.axes(MARGIN, bottom + 0.15, wide - 2 * MARGIN, height)
    axes.set_xlim(low[0] - (left - MARGIN) / side, high[0] + (wide - MARGIN - left - width) / side)
    axes.set_ylim(low[1], high[1])
    axes.set_axis_off()
    return axes, side


def draw_boundaries(axes: Axes, areas: pd.DataFrame) -> None:
    """Draw the coast and the boundaries between regions."""
    cells = (areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist())
    between, coast = boundaries(*cells, areas["region_name"].tolist())
    axes.add_collection(LineCollection(list(between), colors=INK, linewidths=1.7, capstyle="round", zorder=3))
    axes.add_collection(LineCollection(list(coast), colors="0.45", linewidths=0.9, capstyle="round", zorder=3))


def _legend(
    axes: Axes, pen: Pen, cartogram: Cartogram, heading: str, colours: Sequence[str], side: float
) -> tuple[float, float]:
    """Draw a box for each colour, the highest above, with its limits and the number of its areas.

    Returns
    -------
    floor, reach : float
        Its height below, in sides of a hexagon, and its width, in inches.
    """
    left = axes.get_xlim()[0]
    y = axes.get_ylim()[1]
    text = pen.wrapped(heading, 2.6, **HEADING)
    axes.text(left, y, text, va="top", **HEADING)
    wide, high = pen.size(text, **HEADING)
    y -= (high + 0.15) / side
    signs = below_others(cartogram.values, cartogram.middle, cartogram.near).any()
    entries = [(each.colour, each.is_below and signs, _worded(each, colours)) for each in reversed(cartogram.classes)]
    if gaps(cartogram.areas["hexagon_q"].tolist(), cartogram.areas["hexagon_r"].tolist()):
        entries.append(("white", False, "No area: a gap in the grid"))
    for colour, sign, said in entries:
        corner = (left, y - 0.2 / side)
        axes.add_patch(Rectangle(corner, 0.34 / side, 0.2 / side, facecolor=colour, edgecolor="0.45", linewidth=0.6))
        if sign:
            axes.plot([left + 0.12 / side, left + 0.22 / side], [y - 0.1 / side] * 2, color=INK, linewidth=0.9)
        axes.text(left + 0.44 / side, y - 0.1 / side, said, va="center", color=INK, **ENTRY)
        wide = max(wide, 0.44 + pen.size(said, **ENTRY)[0])
        y -= 0.27 / side
    counts = [colours.count(each.colour) for each in cartogram.classes]
    if len(counts) > 1 and max(counts) <= SAME_SIZE * min(counts):
        axes.text(left, y - 0.1 / side, EQUAL, va="center", color="0.3", **REMARK)
        wide = max(wide, pen.size(EQUAL, **REMARK)[0])
        y -= 0.27 / side
    return y - 0.1 / side, wide + 0.1


def _worded(each: Class, colours: Sequence[str]) -> str:
    count = colours.count(each.colour)
    return f"{each.words}: {count} area{'s' * (count != 1)}"
