"""Names beside a hexagon map: of chosen areas, each with a thread to its place, and of the regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.maps.hexagons import ROW, WIDTH, Box, Shore, middles, shores
from fourcapitals.plots.parts.pen import INK, Pen

SIDE: Final = 1.75
"""Inches on either side of the map for the names of areas."""
NORTH: Final = 13
"""Row of the grid from which England is narrow, so that names stand nearer."""
NAME: Final[dict[str, Any]] = {"size": 10, "linespacing": 1.15}
REGION: Final[dict[str, Any]] = {"size": 9.5, "style": "italic", "linespacing": 1.15}
HALO: Final = [withStroke(linewidth=2.6, foreground="white")]
"""Around threads, so that they are seen on dark hexagons."""
STEPS: Final = 0.4
"""Sides between the heights that are tried for a name."""
CLEAR: Final = 0.45
"""Sides around a place that the thread of another leaves free."""
ACROSS: Final = 0.8
"""Sides from the middle of a hexagon within which a thread crosses it."""
CROSSED: Final = 1.5
"""What a hexagon that is crossed counts for, in sides of a thread."""
MOST_CROSSED: Final = 7
"""Hexagons that a thread crosses at most; a place that needs more has no name."""
SHORE: Final = 0.9
"""Sides between the coast and a name beside it."""
FAULT: Final = 1000.0
"""What a crossing counts for, in sides of a thread."""
TRIES: Final = 3
GIVES_WAY: Final = 10.0
"""What it counts for that the name of a region has to give way."""


@dataclass(frozen=True)
class _Name:
    """The name of an area as it could stand: its box, the end of its thread and the place that it leads to."""

    at: int
    text: str
    box: Box
    on_right: bool
    spot: Array

    @property
    def start(self) -> Array:
        return np.array([self.box.x + (-1 if self.on_right else 1) * (self.box.wide + 0.15), self.box.y])

    @property
    def thread(self) -> tuple[Array, Array]:
        return self.start, self.spot


def name_beside(
    axes: Axes,
    pen: Pen,
    areas: pd.DataFrame,
    named: Mapping[int, tuple[str, str]],
    *,
    side: float,
    floor: float,
    spots: Array,
    clear: float,
    reach: float,
) -> None:
    """Name chosen areas in columns beside the map, each with a thread to its place, and the regions.

    Names stand where threads are short, cross neither each other nor a name, and pass no other place; the regions'
    stand at their shore where no thread passes.

    Parameters
    ----------
    axes : Axes
        Of the map.
    pen : Pen
    areas : DataFrame
        All areas of the map.
    named : mapping of int to tuple
        Positions of what to name: the name, and what is said below it.
    side : float
        Inches of a hexagon's side.
    floor : float
        Height, in sides, below which the lower left is free.
    spots : (spot, 2)
        Where threads end.
    clear : float
        Points around a spot that threads leave free; at 0 they end in a dot.
    reach : float
        Inches from the left that are taken above that height.
    """
    place = middles(areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy())
    low, high = axes.get_xlim()[0], axes.get_ylim()[1]
    legend = Box(low + reach / side / 2, (high + floor) / 2, reach / side / 2, (high - floor) / 2)
    columns = _columns(axes, place, side)
    choices = {}
    for at, (name, words) in named.items():
        text = f"{pen.wrapped(name, SIDE - 0.15, **NAME)}\n{words}"
        wide, tall = (each / side for each in pen.size(text, **NAME))
        boxes = list(_boxes(axes, columns, place, wide / 2, tall / 2))
        clear_of = [each for each in boxes if not each[0].covers_hexagon(place, gap=0.25) and not each[0].meets(legend)]
        choices[at] = sorted((_Name(at, text, *each, spots[at]) for each in clear_of or boxes), key=_length)
    regions = {
        name: _within_page(axes, shores(place, areas["region_name"].to_numpy() == name, *_size(pen, name, side)))
        for name in _hardest_first(areas["region_name"])
    }
    homes = {name: found[0].box for name, found in regions.items() if found}
    dear: dict[str, float] = {}
    for _ in range(TRIES):
        names = _settled(choices, [(home, dear.get(name, GIVES_WAY)) for name, home in homes.items()], place)
        at_shore, without = _settled_regions(regions, names)
        if not without:
            break
        # No room is left for these; next time names leave them theirs.
        dear |= dict.fromkeys(without, FAULT)
    for each in names:
        _write_area(axes, each, clear / 72 / side)
    for region, shore in at_shore.items():
        _write_region(axes, region, shore)


def _settled_regions(
    regions: Mapping[str, Sequence[Shore]], names: Sequence[_Name]
) -> tuple[dict[str, Shore], list[str]]:
    """Choose where the names of regions stand beside those of areas; also the regions that have no room there."""
    taken, chosen, without = [each.box for each in names], {}, []
    for region, found in regions.items():
        if found:
            chosen[region] = min(found, key=lambda shore: FAULT * _covered(shore.box, taken, names) + shore.far)
            if _covered(chosen[region].box, taken, names):
                without.append(region)
            taken.append(chosen[region].box)
    return chosen, without


def _region(name: str) -> str:
    return name.replace(" and The ", " and\nThe ")


def _size(pen: Pen, region: str, side: float) -> tuple[float, float]:
    """Width and height of the name of a region, in sides of a hexagon."""
    wide, high = pen.size(_region(region), **REGION)
    return wide / side, high / side


def _hardest_first(regions: pd.Series[str]) -> list[str]:
    """Name the regions from the smallest, which have the least shore."""
    return [str(name) for name in regions.value_counts(ascending=True).index]


def _within_page(axes: Axes, found: Sequence[Shore]) -> list[Shore]:
    low, high = axes.get_xlim()
    return [shore for shore in found if low <= shore.box.x - shore.box.wide and shore.box.x + shore.box.wide <= high]


def _covered(box: Box, taken: Sequence[Box], names: Sequence[_Name]) -> int:
    """Count the threads that pass through a box, and the names that it covers, which is worse."""
    roomy = box._replace(wide=box.wide + 0.2, high=box.high + 0.2)
    return 10 * sum(box.meets(other, gap=0.3) for other in taken) + sum(
        roomy.meets_line(*each.thread) for each in names
    )


def _write_region(axes: Axes, name: str, shore: Shore) -> None:
    edge = shore.box.x + (-shore.box.wide if shore.on_right else shore.box.wide)
    beside = "left" if shore.on_right else "right"
    axes.text(edge, shore.box.y, _region(name), ha=beside, va="center", color="0.3", zorder=6, **REGION)


def _columns(axes: Axes, place: Array, side: float) -> tuple[tuple[float, bool], ...]:
    """Give where each column of names begins, and whether it runs to the right."""
    (left, right), north = axes.get_xlim(), ROW * NORTH - 0.1
    coast = float(place[place[:, 1] > north, 0].min()) if (place[:, 1] > north).any() else left
    return (right - SIDE / side, True), (left + SIDE / side, False), (coast - 2.2, False)


def _boxes(
    axes: Axes, columns: Sequence[tuple[float, bool]], place: Array, wide: float, high: float
) -> Iterator[tuple[Box, bool]]:
    """Give all places of a name of a half width and height in the columns, and along the coast."""
    low, top = axes.get_ylim()
    for y in np.arange(low + high, top - high, STEPS):
        near = place[np.abs(place[:, 1] - y) < high + ROW, 0]
        if len(near):
            for end, on_right in ((float(near.max()), True), (float(near.min()), False)):
                away = WIDTH / 2 + SHORE + wide
                yield Box(end + (away if on_right else -away), float(y), wide, high), on_right
    for x, on_right in columns:
        for y in np.arange(low + high, top - high, STEPS):
            yield Box(x + (wide if on_right else -wide), float(y), wide, high), on_right


def _length(name: _Name) -> float:
    """Length of a thread; one that climbs is longer than it is."""
    across, along = np.abs(name.start - name.spot)
    return float(across + 2 * along)


def _settled(choices: Mapping[int, Sequence[_Name]], homes: Sequence[tuple[Box, float]], place: Array) -> list[_Name]:
    """Choose where names stand, clear of each other and of where regions are best named: the best of several tries."""
    worth = _Worth({at: names[0].spot for at, names in choices.items()}, homes, place)
    found = [_settled_in(order, choices, worth) for order in _orders(choices)]
    best = _swapped(min(found, key=worth.of_all), choices, worth)
    return [name for name in best.values() if worth.crossed(name) <= MOST_CROSSED]


def _swapped(chosen: dict[int, _Name], choices: Mapping[int, Sequence[_Name]], worth: _Worth) -> dict[int, _Name]:
    """Let names change places two by two where that is better for all."""
    for one, other in combinations(choices, 2):
        tried = dict(chosen)
        for at, goal in ((one, chosen[other]), (other, chosen[one])):
            tried[at] = min(choices[at], key=lambda name: abs(name.start - goal.start).sum())
        tried = _settled_in([one, other], choices, worth, tried)
        if worth.of_all(tried) < worth.of_all(chosen):
            chosen = tried
    return _settled_in(list(choices), choices, worth, chosen)


def _orders(choices: Mapping[int, Sequence[_Name]]) -> Iterator[list[int]]:
    """Take the names from each side of the map, and those of the shortest and of the longest threads first."""
    first = {at: names[0] for at, names in choices.items()}
    for measure in (
        {at: float(name.spot[0]) for at, name in first.items()},
        {at: float(name.spot[1]) for at, name in first.items()},
        {at: _length(name) for at, name in first.items()},
    ):
        order = sorted(measure, key=measure.__getitem__)
        yield order
        yield order[::-1]


def _settled_in(
    order: Sequence[int],
    choices: Mapping[int, Sequence[_Name]],
    worth: _Worth,
    start: Mapping[int, _Name] | None = None,
) -> dict[int, _Name]:
    """Give each name in turn the best place beside the others, until none wants to move."""
    chosen = dict(start or {})
    for _ in range(6):
        before = dict(chosen)
        for at in order:
            best, least = choices[at][0], np.inf
            for name in choices[at]:
                if _length(name) >= least:
                    break
                cost = worth.of(name, chosen)
                if cost < least:
                    best, least = name, cost
            chosen[at] = best
        if before == chosen:
            break
    return chosen


@dataclass(frozen=True)
class _Worth:
    """What speaks against a place of a name: its thread is long, or it runs into something."""

    spots: Mapping[int, Array]
    homes: Sequence[tuple[Box, float]]
    """Where regions are best named, and what it counts for that they give way."""
    place: Array
    """Middles of all hexagons."""
    counted: dict[tuple[int, Box], int] = field(default_factory=dict)
    """Hexagons crossed, once counted."""

    def of_all(self, chosen: Mapping[int, _Name]) -> float:
        """What speaks against all names together."""
        return sum(self.of(each, chosen) for each in chosen.values())

    def crossed(self, name: _Name) -> int:
        """Count the hexagons that a thread crosses before it reaches its own."""
        key = (name.at, name.box)
        if key not in self.counted:
            way = name.spot - name.start
            share = np.clip((self.place - name.start) @ way / float(way @ way), 0.0, 1.0)
            away = np.hypot(*(name.start + share[:, None] * way - self.place).T)
            own = np.hypot(*(self.place - name.spot).T) < ACROSS
            self.counted[key] = int(((away < ACROSS) & ~own).sum())
        return self.counted[key]

    def of(self, name: _Name, chosen: Mapping[int, _Name]) -> float:
        start, end = name.thread
        count = sum(_distance(spot, start, end) < CLEAR for at, spot in self.spots.items() if at != name.at)
        for other in chosen.values():
            if other.at == name.at:
                continue
            # Names that cover each other cannot be read at all.
            count += 10 * name.box.meets(other.box, gap=0.12)
            count += name.box.meets_line(*other.thread) + other.box.meets_line(start, end)
            count += _cross(start, end, *other.thread)
        way = sum(dear for home, dear in self.homes if home.meets(name.box, gap=0.3) or home.meets_line(start, end))
        return _length(name) + CROSSED * self.crossed(name) + FAULT * count + way


def _distance(spot: Array, start: Array, end: Array) -> float:
    """How far a spot is from a line between two others."""
    way = end - start
    share = float(np.clip(np.dot(spot - start, way) / np.dot(way, way), 0.0, 1.0))
    return float(np.hypot(*(start + share * way - spot)))


def _cross(start: Array, end: Array, begin: Array, stop: Array) -> bool:
    """Whether two lines cross."""

    def turn(a: Array, b: Array, c: Array) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    return (
        turn(start, end, begin) * turn(start, end, stop) < 0 and turn(begin, stop, start) * turn(begin, stop, end) < 0
    )


def _write_area(axes: Axes, name: _Name, clear: float) -> None:
    edge = name.box.x + (-name.box.wide if name.on_right else name.box.wide)
    beside = "left" if name.on_right else "right"
    axes.text(edge, name.box.y, name.text, ha=beside, va="center", color=INK, zorder=6, **NAME)
    way = name.spot - name.start
    end = name.spot - way * min(1.0, clear / float(np.hypot(*way)))
    axes.plot(*zip(name.start, end, strict=True), color=INK, linewidth=1.0, path_effects=HALO, zorder=5)
    if not clear:
        axes.plot(*name.spot, marker="o", markersize=4, color="white", markeredgecolor=INK, zorder=7)
