"""How a hexagon map is coloured and drawn: classes, boundaries of regions, names of the extreme areas, the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from fourcapitals.comparison import NOTHING
from fourcapitals.plots.hexagons import ROW, boundaries, corners, middles, shores
from fourcapitals.plots.pen import INK, MARGIN, Pen, minus, spread

Array = npt.NDArray[np.float64]

BLUES: Final = ("#CFE3F5", "#98C4EC", "#5694CA", "#2A66A0", "#12436D")
"""From few to many; darker in steps that a grey print keeps."""
ORANGES: Final = ("#FBD3BD", "#F9A67C", "#F46A25", "#A83C05")
"""Below zero, towards the lowest."""
NONE: Final = "#EDEDED"
"""Of areas with nothing."""
SIDE: Final = 1.75
"""Inches on either side of the map for the names of areas."""
NORTH: Final = 13
"""Row of the grid from which England is narrow, so that names stand nearer."""
NAME: Final[dict[str, Any]] = {"size": 10, "linespacing": 1.15}
REGION: Final[dict[str, Any]] = {"size": 9.5, "style": "italic", "linespacing": 1.15}


# How it is coloured


@dataclass(frozen=True)
class Class:
    """One colour of the map: the values that it stands for, from low (held) to high (left to the next)."""

    low: float
    high: float
    colour: str
    words: str
    middle: float = 0.0
    """What divides the colours."""

    @property
    def is_below(self) -> bool:
        """Whether it holds values below the middle."""
        return self.low < self.middle - NOTHING and self.high <= self.middle


def classes_of(values: Array, *, unit: str, diverging: bool) -> list[Class]:
    """Sort values into classes of about as many areas with round limits; where signs differ, zero divides.

    Parameters
    ----------
    values : (area,)
    unit : str
        What begins with "£" is worded in pounds.
    diverging : bool
        Whether zero is the middle of the colours; the same colour then means the same size on either side.

    Examples
    --------
    >>> [each.words for each in classes_of(np.arange(1.0, 11.0), unit="years", diverging=False)]
    ['1 to 2.8', '2.8 to 4.6', '4.6 to 6.4', '6.4 to 8.2', '8.2 to 10']
    """
    size = np.abs(values[np.abs(values) > NOTHING])
    count = len(ORANGES) if diverging else len(BLUES)
    inner = _round_limits(size, count, unit, signed=diverging) if len(size) else []
    blues, oranges = list(BLUES[-len(inner) - 1 :]), list(ORANGES[-len(inner) - 1 :])
    below, above = values[values < -NOTHING], values[values > NOTHING]
    classes: list[Class] = []
    if len(below):
        end = _start(-below, whole=len(below) == len(values)) * -1
        down = [float(below.min()), *(-each for each in reversed(inner) if below.min() < -each < end), end]
        classes += _filled(down, oranges[: len(down) - 1][::-1], unit, signed=diverging)
    if len(below) + len(above) < len(values):
        classes.append(Class(-NOTHING, NOTHING, NONE, "None"))
    if len(above):
        start = _start(above, whole=len(above) == len(values))
        up = [start, *(each for each in inner if start < each < above.max()), float(above.max())]
        classes += _filled(up, blues[: len(up) - 1] if diverging else blues[-len(up) + 1 :], unit, signed=diverging)
    return classes


LIKELY: Final = (0.0, 5.0, 20.0, 50.0, 80.0, 95.0, 100.0)
"""Limits of classes of shares of draws, in %."""
EVEN: Final = 50.0


def classes_of_chances(values: Array) -> list[Class]:
    """Sort shares of draws, in %, into fixed classes on both sides of a half; those without an area are left out.

    Examples
    --------
    >>> [each.words for each in classes_of_chances(np.array([3.0, 50.0, 97.0]))]
    ['Under 5%', '50%', '95% or more']
    """
    colours = (*ORANGES[:0:-1], BLUES[1], BLUES[2], BLUES[4])
    words = ("Under 5%", "5% to 20%", "20% to 50%", "50% to 80%", "80% to 95%", "95% or more")
    made = [
        Class(low, high, colour, text, EVEN)
        for low, high, colour, text in zip(LIKELY[:-1], LIKELY[1:], colours, words, strict=True)
    ]
    made.insert(3, Class(EVEN - NOTHING, EVEN + NOTHING, NONE, "50%", EVEN))
    found = colours_of(values, made)
    return [each for each in made if each.colour in found]


def _start(sizes: Array, *, whole: bool) -> float:
    """Where the first class begins: at the smallest value if all areas are far from zero, else at zero."""
    smallest = float(sizes.min())
    return smallest if whole and smallest > 0.05 * float(sizes.max()) else 0.0


def _round_limits(values: Array, count: int, unit: str, *, signed: bool) -> list[float]:
    """Quantiles between classes, with as few figures as keep the classes of about equal number, and told apart."""
    wanted = np.quantile(values, np.arange(1, count) / count)
    ranked = np.sort(values)
    limits = [float(limit) for limit in wanted]
    for figures in range(1, 7):
        rounded = [float(f"{limit:.{figures}g}") for limit in wanted]
        moved = np.abs(np.searchsorted(ranked, rounded) - np.searchsorted(ranked, wanted)).max() / len(values)
        if len(set(rounded)) == len(rounded) and moved < 0.05:
            limits = rounded
            break
    kept: list[float] = []
    seen = {_number(float(end), unit, signed=signed) for end in (values.min(), values.max())}
    for limit in sorted(limits):
        words = _number(limit, unit, signed=signed)
        if words not in seen:
            kept.append(limit)
            seen.add(words)
    return kept


def _filled(limits: Sequence[float], colours: Sequence[str], unit: str, *, signed: bool) -> list[Class]:
    classes = []
    for low, high, colour in zip(limits[:-1], limits[1:], colours, strict=True):
        first, last = (_number(end, unit, signed=signed) for end in (low, high))
        classes.append(Class(low, high, colour, first if first == last else f"{first} to {last}"))
    return classes


def _number(value: float, unit: str, *, signed: bool) -> str:
    if abs(value) <= NOTHING:
        return "£0" if unit.startswith("£") else "0"
    sign = "-" if value < 0 else "+" if signed and not unit.startswith("£") else ""
    size = abs(value)
    pounds = unit.startswith("£")
    if pounds:
        text = f"{size:,.2f}" if size < 10 and size != int(size) else f"{size:,.0f}"
    elif size >= 1000:
        text = f"{size:,.0f}"
    else:
        text = f"{size:.{max(0, 2 - floor(log10(size)))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return minus(f"{sign}{'£' if pounds else ''}{text}")


def colours_of(values: Array, classes: Sequence[Class]) -> list[str]:
    """Give the colour of each area; a limit belongs to the class above it, the highest value to the last."""
    found = []
    for value in values:
        if any(each.colour == NONE and each.low <= value <= each.high for each in classes):
            found.append(NONE)
            continue
        holding = [each for each in classes if each.colour != NONE and each.low <= value < each.high]
        found.append((holding or [classes[-1]])[0].colour)
    return found


# How it is drawn


@dataclass(frozen=True)
class Cartogram:
    """What a map holds: the areas with their cells and regions, a value of each, and the classes of the values."""

    areas: pd.DataFrame
    values: Array
    classes: Sequence[Class]
    diverging: bool
    middle: float = 0.0
    """What divides the colours; areas below it have a sign, where others lie above."""

    @property
    def place(self) -> Array:
        """Middle of each hexagon, (area, 2)."""
        return middles(self.areas["hexagon_q"].to_numpy(), self.areas["hexagon_r"].to_numpy())


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
    colours = colours_of(cartogram.values, cartogram.classes)
    axes.add_collection(
        PolyCollection(list(corners(place)), facecolors=colours, edgecolors="white", linewidths=0.7, zorder=1)
    )
    areas = cartogram.areas
    cells = (areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist())
    between, coast = boundaries(*cells, areas["region_name"].tolist())
    axes.add_collection(LineCollection(list(between), colors=INK, linewidths=1.7, capstyle="round", zorder=3))
    axes.add_collection(LineCollection(list(coast), colors="0.45", linewidths=0.9, capstyle="round", zorder=3))
    away = cartogram.values - cartogram.middle
    if any(each.is_below for each in cartogram.classes) and (away > NOTHING).any():
        # A sign beside the colour.
        for x, y in place[away < -NOTHING]:
            axes.plot([x - 0.28, x + 0.28], [y, y], color=INK, linewidth=0.8, zorder=2)
    floor = _legend(axes, pen, cartogram, heading, colours, side)
    texts = {at: f"{_wrapped(pen, str(areas['name'].iloc[at]))}\n{words}" for at, words in named.items()}
    _names(axes, pen, cartogram, texts, side, floor)


def _wrapped(pen: Pen, name: str) -> str:
    return pen.wrapped(name, SIDE - 0.15, **NAME)


class _Item(NamedTuple):
    """A name beside the map: the area it leads to, or None for a region, its text, its height and its size."""

    at: int | None
    text: str
    y: float
    size: float


def _names(axes: Axes, pen: Pen, cartogram: Cartogram, texts: dict[int, str], side: float, floor: float) -> None:
    """Name the extreme areas in columns beside the map, each with a thread to its hexagon, and the regions."""
    place = cartogram.place
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    centre, north = float(np.median(place[:, 0])), ROW * NORTH - 0.1
    coast = float(place[place[:, 1] > north, 0].min()) if (place[:, 1] > north).any() else left
    # Where each column begins, whether it runs to the right, and its ends.
    columns = (
        (right - SIDE / side, True, low, high),
        (left + SIDE / side, False, low, floor),
        (coast - 2.2, False, north, high),
    )
    column_of = {at: 0 if place[at, 0] > centre else 1 if place[at, 1] <= north else 2 for at in texts}
    regions = list(shores(cartogram.areas))
    for column, (x, on_right, bottom, top) in enumerate(columns):
        items = [
            _Item(at, text, float(place[at, 1]), pen.size(text, **NAME)[1] / side)
            for at, text in texts.items()
            if column_of[at] == column
        ]
        beside = []
        for shore in regions:
            wide, high_ = (each / side for each in pen.size(_region(shore.name), **REGION))
            reach = shore.x + wide > x if on_right else shore.x - wide < x
            near = bottom <= shore.y <= top and shore.on_right == on_right
            if items and near and reach and (on_right or shore.x > x - SIDE / side):
                items.append(_Item(None, shore.name, shore.y, high_))
                beside.append(shore)
        regions = [shore for shore in regions if shore not in beside]
        height = top - bottom
        spots = spread(
            [(item.y - bottom) / height for item in items],
            [item.size / height for item in items],
            gap=0.08 / side / height,
        )
        for item, spot in zip(items, spots, strict=True):
            y = bottom + spot * height
            if item.at is None:
                shore = next(each for each in beside if each.name == item.text)
                _write_region(axes, item.text, shore.x, y, on_right=on_right)
            else:
                _write_area(axes, item.text, (x, y), place[item.at], on_right=on_right)
    for shore in regions:
        _write_region(axes, shore.name, shore.x, shore.y, on_right=shore.on_right)


def _region(name: str) -> str:
    return name.replace(" and The ", " and\nThe ")


def _write_region(axes: Axes, name: str, x: float, y: float, *, on_right: bool) -> None:
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    side = "left" if on_right else "right"
    axes.text(x, y, _region(name), ha=side, va="center", color="0.3", bbox=behind, zorder=6, **REGION)


def _write_area(axes: Axes, text: str, where: tuple[float, float], hexagon: Array, *, on_right: bool) -> None:
    axes.annotate(
        text,
        xy=(float(hexagon[0]), float(hexagon[1])),
        xytext=where,
        ha="left" if on_right else "right",
        va="center",
        color=INK,
        zorder=5,
        arrowprops={
            "arrowstyle": "-",
            "color": INK,
            "linewidth": 1.0,
            "relpos": (0.0 if on_right else 1.0, 0.5),
            "shrinkA": 3,
            "shrinkB": 0,
        },
        **NAME,
    )
    axes.plot(*hexagon, marker="o", markersize=4, color="white", markeredgecolor=INK, zorder=7)


def _legend(axes: Axes, pen: Pen, cartogram: Cartogram, heading: str, colours: Sequence[str], side: float) -> float:
    """Draw a box for each colour, the highest above, with its limits and the number of its areas; the height below."""
    left = axes.get_xlim()[0]
    y = axes.get_ylim()[1]
    font: dict[str, Any] = {"size": 10.5, "weight": "bold"}
    text = pen.wrapped(heading, 2.6, **font)
    axes.text(left, y, text, va="top", **font)
    y -= (pen.size(text, **font)[1] + 0.15) / side
    both = len({each.is_below for each in cartogram.classes}) > 1
    for each in reversed(cartogram.classes):
        count = sum(colour == each.colour for colour in colours)
        corner = (left, y - 0.2 / side)
        axes.add_patch(
            Rectangle(corner, 0.34 / side, 0.2 / side, facecolor=each.colour, edgecolor="0.45", linewidth=0.6)
        )
        if both and each.is_below:
            axes.plot([left + 0.12 / side, left + 0.22 / side], [y - 0.1 / side] * 2, color=INK, linewidth=0.9)
        said = f"{each.words}: {count} area{'s' * (count != 1)}"
        axes.text(left + 0.44 / side, y - 0.1 / side, said, size=10, va="center", color=INK)
        y -= 0.27 / side
    return y - 0.1 / side
