"""A hexagon map of classes that have names rather than limits, with signs on some of the hexagons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.maps.beside import name_beside
from fourcapitals.plots.maps.cartogram import draw_boundaries, place_of, set_map
from fourcapitals.plots.maps.hexagons import corners, gaps
from fourcapitals.plots.parts.pen import INK, Pen

Mask = npt.NDArray[np.bool_]

MOST_WIDE: Final = 2.2
"""Inches of a line of the legend."""
CLEAR: Final = 0.42
"""Sides of a hexagon around a sign that threads leave free."""
ENTRY: Final[dict[str, Any]] = {"size": 10, "linespacing": 1.15}
HEADING: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold"}
LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "diamond": {"marker": "D", "markersize": 0.4, "markerfacecolor": "white", "markeredgecolor": INK},
    "dot": {"marker": "o", "markersize": 0.27, "markerfacecolor": "white", "markeredgecolor": INK},
    "ring": {"marker": "o", "markersize": 0.98, "markerfacecolor": "none", "markeredgecolor": INK},
}
"""Signs by name; sizes in sides of a hexagon."""


@dataclass(frozen=True)
class Category:
    """One colour of the map, with its words and how many places it has."""

    words: str
    colour: str


@dataclass(frozen=True)
class Sign:
    """A sign on some places, by its name in `LOOKS`, with its words."""

    look: str
    words: str
    where: Mask


@dataclass(frozen=True)
class CategoryMap:
    """Places in their areas, each of one category; an area of several places has a hexagon in as many parts.

    Parameters
    ----------
    areas : DataFrame
        All areas, with ``hexagon_q, hexagon_r, region_name``.
    within : (place,) of int
        Position of the area that holds each place.
    categories : sequence of Category
        In the order of the legend.
    category : (place,) of int
        Which each place is of.
    signs : sequence of Sign
    """

    areas: pd.DataFrame
    within: npt.NDArray[np.int64]
    categories: Sequence[Category]
    category: npt.NDArray[np.int64]
    signs: Sequence[Sign] = ()

    def parts(self) -> tuple[list[Array], Array]:
        """Give the outline of each place, and its middle, (place, 2)."""
        place = place_of(self.areas)
        outlines: list[Array] = [corners(place[[at]])[0] for at in self.within]
        spots = place[self.within]
        for at in np.flatnonzero(np.bincount(self.within, minlength=len(place)) > 1):
            members = np.flatnonzero(self.within == at)
            for member, part in zip(members, slices(place[at], len(members)), strict=True):
                outlines[member] = part
                spots[member] = place[at] + 0.62 * (part[1:].mean(axis=0) - place[at])
        return outlines, spots


def slices(middle: Array, count: int) -> list[Array]:
    """Cut a hexagon into as many slices of one angle, from its middle, clockwise from the top.

    Examples
    --------
    >>> [len(each) for each in slices(np.zeros(2), 2)]
    [5, 5]
    >>> slices(np.zeros(2), 3)[0].round(2).tolist()
    [[0.0, 0.0], [0.0, 1.0], [0.87, 0.5], [0.87, -0.5]]
    """
    turns = 90 - np.linspace(0, 360, count + 1)
    made = []
    for start, end in pairwise(turns):
        between = [turn for turn in range(90, -300, -60) if end + 1e-9 < turn < start - 1e-9]
        rim = np.deg2rad([start, *between, end])
        # How far the rim of a hexagon is from its middle in each direction; corners are at odd multiples of 30 degrees.
        far = np.cos(np.pi / 6) / np.cos(((rim + np.pi / 6) % (np.pi / 3)) - np.pi / 6)
        made.append(np.vstack([middle, middle + far[:, None] * np.column_stack([np.cos(rim), np.sin(rim)])]))
    return made


def draw_categories(
    pen: Pen,
    shown: CategoryMap,
    heading: str,
    named: Mapping[int, tuple[str, str]],
    bottom: float,
    top: float,
) -> None:
    """Draw the map between two heights, with its legend and the names of regions and of chosen places.

    Parameters
    ----------
    pen : Pen
    shown : CategoryMap
    heading : str
        Of the legend.
    named : mapping of int to tuple
        Positions of the places to name: the name, and what is said below it.
    bottom, top : float
        Inches.
    """
    axes, side = set_map(pen, place_of(shown.areas), bottom, top)
    outlines, spots = shown.parts()
    colours = [shown.categories[each].colour for each in shown.category]
    axes.add_collection(PolyCollection(outlines, facecolors=colours, edgecolors="white", linewidths=0.7, zorder=1))
    draw_boundaries(axes, shown.areas)
    for sign in shown.signs:
        axes.plot(*spots[sign.where].T, zorder=5.5, **_look(sign.look, side))
    filled = {"markerfacecolor": INK, "markeredgecolor": "white"}
    for at in named:
        # A thread may pass the signs of others.
        for sign in [each for each in shown.signs if each.where[at]][:1]:
            axes.plot(*spots[at], zorder=5.6, **{**_look(sign.look, side), **filled})
    floor, reach = _legend(axes, pen, shown, heading, side)
    clear = CLEAR * side * 72 if shown.signs else 0.0
    name_beside(axes, pen, shown.areas, named, side, floor, spots, clear, reach=reach)


def _look(name: str, side: float) -> dict[str, Any]:
    look = dict(LOOKS[name])
    return {**look, "markersize": look["markersize"] * side * 72, "markeredgewidth": 1.0, "linestyle": "none"}


def _legend(axes: Axes, pen: Pen, shown: CategoryMap, heading: str, side: float) -> tuple[float, float]:
    """Draw a box for each category that occurs and each sign, with its words; the height below, and its inches."""
    left, y = axes.get_xlim()[0], axes.get_ylim()[1]
    text = pen.wrapped(heading, MOST_WIDE + 0.44, **HEADING)
    axes.text(left, y, text, va="top", **HEADING)
    reach, high = pen.size(text, **HEADING)
    y -= (high + 0.15) / side
    entries: list[tuple[Category | Sign, str]] = [
        (each, each.words) for at, each in enumerate(shown.categories) if (shown.category == at).any()
    ]
    entries += [(each, each.words) for each in shown.signs if each.where.any()]
    if gaps(shown.areas["hexagon_q"].tolist(), shown.areas["hexagon_r"].tolist()):
        entries.append((Category("", "white"), "No area: a gap in the grid"))
    for entry, words in entries:
        said = pen.wrapped(words, MOST_WIDE, **ENTRY)
        wide, high = pen.size(said, **ENTRY)
        reach, high = max(reach, 0.44 + wide), max(high + 0.08, 0.27) / side
        middle = y - high / 2
        if isinstance(entry, Category):
            box = (left, middle - 0.1 / side)
            axes.add_patch(
                Rectangle(box, 0.34 / side, 0.2 / side, facecolor=entry.colour, edgecolor="0.45", linewidth=0.6)
            )
        else:
            axes.plot(left + 0.17 / side, middle, **_look(entry.look, side))
        axes.text(left + 0.44 / side, middle, said, va="center", color=INK, **ENTRY)
        y -= high
    return y - 0.1 / side, reach + 0.1
