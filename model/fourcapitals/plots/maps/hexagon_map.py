"""How a hexagon map is drawn: hexagons of classes, boundaries of regions, signs, names and the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import areas_of
from fourcapitals.plots.maps.beside import SIDE, name_beside
from fourcapitals.plots.maps.classes import Class, below_others, colours_of
from fourcapitals.plots.maps.hexagons import boundaries, corners, gaps, middles
from fourcapitals.plots.parts.page import INK, MARGIN, Page
from fourcapitals.vocabulary import NOTHING

Mask = npt.NDArray[np.bool_]

MOST_WIDE: Final = 2.2
"""Inches of a line of the legend."""
BOX: Final = (0.34, 0.2)
"""Inches of a colour of the legend."""
BESIDE_BOX: Final = 0.44
"""Inches from the left of a box to its words."""
LARGEST: Final = 0.42
"""Inches of the side of a hexagon at most, where few are drawn."""
CLEAR: Final = 0.42
"""Sides of a hexagon around a sign that threads leave free."""
LOW: Final = 0.38
"""Sides below the middle of a hexagon at which its minus sign stands, clear of dots and of threads along a row."""
ENTRY: Final[dict[str, Any]] = {"size": 10, "linespacing": 1.15}
HEADING: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold"}
REMARK: Final[dict[str, Any]] = {"size": 9}
SAME_SIZE: Final = 1.2
"""Classes of which none has more than so many times the areas of another hold about as many."""
EQUAL: Final = "Classes of about as many areas each"
LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "diamond": {"marker": "D", "markersize": 0.4, "markerfacecolor": "white", "markeredgecolor": INK},
    "dot": {"marker": "o", "markersize": 0.27, "markerfacecolor": "white", "markeredgecolor": INK},
    "ring": {"marker": "o", "markersize": 0.98, "markerfacecolor": "none", "markeredgecolor": INK},
}
"""Signs by name; sizes in sides of a hexagon."""


@dataclass(frozen=True)
class Category:
    """One colour of the map, its words in the legend, and whether its hexagons have a minus sign."""

    words: str
    colour: str
    minus: bool = False


@dataclass(frozen=True)
class Sign:
    """A sign on some places, by its name in `LOOKS`, with its words."""

    look: str
    words: str
    where: Mask


@dataclass(frozen=True)
class HexagonMap:
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
    below : (place,) of bool, optional
        Which places have a minus sign beside their colour.
    remark : str
        Below the legend.
    """

    areas: pd.DataFrame
    within: npt.NDArray[np.int64]
    categories: Sequence[Category]
    category: npt.NDArray[np.int64]
    signs: Sequence[Sign] = ()
    below: Mask | None = None
    remark: str = ""

    @property
    def middles(self) -> Array:
        """Middle of the hexagon of each area, (area, 2)."""
        return middles(self.areas["hexagon_q"].to_numpy(), self.areas["hexagon_r"].to_numpy())

    def parts(self) -> tuple[list[Array], Array]:
        """Give the outline of each place, and its middle, (place, 2)."""
        place = self.middles
        outlines: list[Array] = [corners(place[[at]])[0] for at in self.within]
        spots = place[self.within]
        for at in np.flatnonzero(np.bincount(self.within, minlength=len(place)) > 1):
            members = np.flatnonzero(self.within == at)
            for member, part in zip(members, slices(place[at], len(members)), strict=True):
                outlines[member] = part
                spots[member] = place[at] + 0.62 * (part[1:].mean(axis=0) - place[at])
        return outlines, spots


def map_of_values(
    areas: pd.DataFrame, values: Array, classes: Sequence[Class], *, middle: float = 0.0, near: float = NOTHING
) -> HexagonMap:
    """Give each area the category of its value.

    Parameters
    ----------
    areas : DataFrame
    values : (area,)
    classes : sequence of Class
        From the lowest values to the highest.
    middle : float
        What divides the colours; areas below it have a sign, where others lie above.
    near : float
        What counts as nothing, on either side of the middle.
    """
    order = [each.colour for each in reversed(classes)]
    category = np.array([order.index(colour) for colour in colours_of(values, classes)])
    below = below_others(values, middle, near)
    counts = np.bincount(category, minlength=len(order))
    categories = [
        Category(f"{each.words}: {areas_of(count)}", each.colour, bool(each.is_below and below.any()))
        for each, count in zip(reversed(classes), counts.tolist(), strict=True)
    ]
    alike = len(counts) > 1 and counts.max() <= SAME_SIZE * counts.min()
    return HexagonMap(areas, np.arange(len(areas)), categories, category, below=below, remark=EQUAL if alike else "")


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


def draw_map(
    page: Page, shown: HexagonMap, heading: str, named: Mapping[int, tuple[str, str]], bottom: float, top: float
) -> None:
    """Draw the map between two heights, with its legend and the names of regions and of chosen places.

    Parameters
    ----------
    page : Page
    shown : HexagonMap
    heading : str
        Of the legend.
    named : mapping of int to tuple
        Positions of the places to name: the name, and what is said below it.
    bottom, top : float
        Inches.
    """
    axes, side = _set_map(page, shown.middles, bottom, top)
    outlines, spots = shown.parts()
    colours = [shown.categories[each].colour for each in shown.category]
    axes.add_collection(PolyCollection(outlines, facecolors=colours, edgecolors="white", linewidths=0.7, zorder=1))
    _draw_boundaries(axes, shown.areas)
    # Colour is never the only cue.
    for x, y in spots[shown.below] if shown.below is not None else ():
        axes.plot([x - 0.28, x + 0.28], [y - LOW] * 2, color=INK, linewidth=0.9, zorder=6)
    for sign in shown.signs:
        axes.plot(*spots[sign.where].T, zorder=5.5, **_look(sign.look, side))
    filled = {"markerfacecolor": INK, "markeredgecolor": "white"}
    for at in named:
        # A thread may pass the signs of others.
        for sign in [each for each in shown.signs if each.where[at]][:1]:
            axes.plot(*spots[at], zorder=5.6, **{**_look(sign.look, side), **filled})
    floor, reach = _legend(axes, page, shown, heading, side)
    clear = CLEAR * side * 72 if shown.signs else 0.0
    name_beside(axes, page, shown.areas, named, side=side, floor=floor, spots=spots, clear=clear, reach=reach)


def _set_map(page: Page, place: Array, bottom: float, top: float) -> tuple[Axes, float]:
    """Set axes for hexagons between two heights, with room for names beside; also the inches of a hexagon's side."""
    low, high = place.min(axis=0) - 1.2, place.max(axis=0) + 1.2
    wide, _ = page.extent
    room = (wide - 2 * MARGIN - 2 * SIDE, top - bottom - 0.35)
    side = min(room[0] / (high[0] - low[0]), room[1] / (high[1] - low[1]), LARGEST)
    width, height = side * (high[0] - low[0]), side * (high[1] - low[1])
    left = (wide - width) / 2
    # The axes span the page, so that names beside the map share its scale.
    axes = page.axes(MARGIN, bottom + 0.15, wide - 2 * MARGIN, height)
    axes.set_xlim(low[0] - (left - MARGIN) / side, high[0] + (wide - MARGIN - left - width) / side)
    axes.set_ylim(low[1], high[1])
    axes.set_axis_off()
    return axes, side


def _draw_boundaries(axes: Axes, areas: pd.DataFrame) -> None:
    """Draw the coast and the boundaries between regions."""
    cells = (areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist())
    between, coast = boundaries(*cells, areas["region_name"].tolist())
    axes.add_collection(LineCollection(list(between), colors=INK, linewidths=1.7, capstyle="round", zorder=3))
    axes.add_collection(LineCollection(list(coast), colors="0.45", linewidths=0.9, capstyle="round", zorder=3))


def _look(name: str, side: float) -> dict[str, Any]:
    look = dict(LOOKS[name])
    return {**look, "markersize": look["markersize"] * side * 72, "markeredgewidth": 1.0, "linestyle": "none"}


def _legend(axes: Axes, page: Page, shown: HexagonMap, heading: str, side: float) -> tuple[float, float]:
    """Draw a box for each category that occurs and each sign, with its words.

    Returns
    -------
    floor, reach : float
        Its height below, in sides of a hexagon, and its width, in inches.
    """
    left, y = axes.get_xlim()[0], axes.get_ylim()[1]
    text = page.wrapped(heading, MOST_WIDE + BESIDE_BOX, **HEADING)
    axes.text(left, y, text, va="top", **HEADING)
    reach, high = page.size(text, **HEADING)
    y -= (high + 0.15) / side
    entries: list[Category | Sign] = [each for at, each in enumerate(shown.categories) if (shown.category == at).any()]
    entries += [each for each in shown.signs if each.where.any()]
    if gaps(shown.areas["hexagon_q"].tolist(), shown.areas["hexagon_r"].tolist()):
        entries.append(Category("No area: a gap in the grid", "white"))
    for entry in entries:
        said = page.wrapped(entry.words, MOST_WIDE, **ENTRY)
        wide, high = page.size(said, **ENTRY)
        reach, high = max(reach, BESIDE_BOX + wide), max(high + 0.08, 0.27) / side
        _draw_entry(axes, entry, left, y - high / 2, side)
        axes.text(left + BESIDE_BOX / side, y - high / 2, said, va="center", color=INK, **ENTRY)
        y -= high
    if shown.remark:
        axes.text(left, y - 0.1 / side, shown.remark, va="center", color="0.3", **REMARK)
        reach = max(reach, page.size(shown.remark, **REMARK)[0])
        y -= 0.27 / side
    return y - 0.1 / side, reach + 0.1


def _draw_entry(axes: Axes, entry: Category | Sign, left: float, middle: float, side: float) -> None:
    """Draw what an entry of the legend explains: a box of colour, or a sign."""
    wide, high = (each / side for each in BOX)
    if isinstance(entry, Sign):
        axes.plot(left + wide / 2, middle, **_look(entry.look, side))
        return
    corner = (left, middle - high / 2)
    axes.add_patch(Rectangle(corner, wide, high, facecolor=entry.colour, edgecolor="0.45", linewidth=0.6))
    if entry.minus:
        axes.plot([left + 0.12 / side, left + 0.22 / side], [middle] * 2, color=INK, linewidth=0.9)
