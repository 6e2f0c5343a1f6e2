"""Names beside a hexagon map: of chosen areas, each with a thread to its place, and of the regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.maps.hexagons import ROW, WIDTH, RowEnd, cover_hexagons, middles, row_ends
from fourcapitals.plots.parts.labels import FAULT, Box, Place, Room, near_line, settled
from fourcapitals.plots.parts.page import INK, Page

SIDE: Final = 1.75
"""Inches on either side of the map for the names of areas."""
NORTH: Final = 13
"""Row of the grid from which England is narrow, so that names stand nearer."""
NAME: Final[dict[str, Any]] = {"size": 10, "linespacing": 1.15}
REGION: Final[dict[str, Any]] = {"size": 9.5, "style": "italic", "linespacing": 1.15}
HALO: Final = [withStroke(linewidth=2.6, foreground="white")]
"""Around threads, so that they are seen on dark hexagons."""
BETWEEN: Final = Room(boxes=0.12)
"""Sides that names leave free between them."""
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
ROW_END: Final = 0.9
"""Sides between the coast and a name beside it."""
TRIES: Final = 3
GIVES_WAY: Final = 10.0
"""What it counts for that the name of a region has to give way."""


def name_beside(
    axes: Axes,
    page: Page,
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
    stand at the end of a row of theirs where no thread passes.

    Parameters
    ----------
    axes : Axes
        Of the map.
    page : Page
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
    texts = {at: f"{page.wrapped(name, SIDE - 0.15, **NAME)}\n{words}" for at, (name, words) in named.items()}
    choices: dict[int, list[Place]] = {}
    for at, text in texts.items():
        wide, tall = (each / side for each in page.size(text, **NAME))
        boxes = list(_boxes(axes, columns, place, wide / 2, tall / 2))
        covered = cover_hexagons(np.array([box[:2] for box, _ in boxes]), wide / 2, tall / 2, place, gap=0.25)
        free = [each for each, hides in zip(boxes, covered, strict=True) if not hides and not each[0].meets(legend)]
        found = [_place(at, *each, spots, texts, place) for each in free or boxes]
        choices[at] = [each for each in found if each is not None]
    regions = {
        name: _within_page(axes, row_ends(place, areas["region_name"].to_numpy() == name, *_size(page, name, side)))
        for name in _hardest_first(areas["region_name"])
    }
    names, at_row_end = _settled({at: found for at, found in choices.items() if found}, regions)
    for each in names:
        _write_area(axes, each, texts[each.at], clear / 72 / side)
    for region, row_end in at_row_end.items():
        _write_region(axes, region, row_end)


def _place(at: int, box: Box, on_right: bool, spots: Array, named: Mapping[int, str], place: Array) -> Place | None:
    """Give what speaks against a place of a name: its thread is long, crosses hexagons or passes other places named."""
    start, end = np.array([box.x + (-1 if on_right else 1) * (box.wide + 0.15), box.y]), spots[at]
    own = np.hypot(*(place - end).T) < ACROSS
    crossed = int(((near_line(place, start, end) < ACROSS) & ~own).sum())
    if crossed > MOST_CROSSED:
        return None
    others = spots[[each for each in named if each != at]]
    passed = int((near_line(others, start, end) < CLEAR).sum()) if len(others) else 0
    # A thread that climbs is longer than it is.
    across, along = np.abs(start - end)
    return Place(at, box, (start, end), float(across + 2 * along + CROSSED * crossed + FAULT * passed))


def _settled(
    choices: Mapping[int, Sequence[Place]], regions: Mapping[str, Sequence[RowEnd]]
) -> tuple[list[Place], dict[str, RowEnd]]:
    """Choose where names stand, clear of where the regions are best named, and where those stand beside them."""
    homes = {name: found[0].box for name, found in regions.items() if found}
    dear = dict.fromkeys(homes, GIVES_WAY)
    displaced = {at: [_displaced(each, homes) for each in places] for at, places in choices.items()}
    for _ in range(TRIES):
        weighed = {
            at: [
                replace(each, cost=each.cost + sum(dear[name] for name in gone))
                for each, gone in zip(places, displaced[at], strict=True)
            ]
            for at, places in choices.items()
        }
        names = list(settled(weighed, BETWEEN).values())
        at_row_end, without = _settled_regions(regions, names)
        if not without:
            break
        # No room is left for these; next time names leave them theirs.
        dear |= dict.fromkeys(without, FAULT)
    return names, at_row_end


def _displaced(place: Place, homes: Mapping[str, Box]) -> list[str]:
    """Name the regions that have to give way to a name and its thread."""
    line = place.thread or (np.zeros(2), np.zeros(2))
    return [name for name, home in homes.items() if home.meets(place.box, gap=0.3) or home.meets_line(*line)]


def _settled_regions(
    regions: Mapping[str, Sequence[RowEnd]], names: Sequence[Place]
) -> tuple[dict[str, RowEnd], list[str]]:
    """Choose where the names of regions stand beside those of areas; also the regions that have no room there."""
    taken, chosen, without = [each.box for each in names], {}, []
    for region, found in regions.items():
        if found:
            # They come with the nearest first.
            free = next((row_end for row_end in found if not _covered(row_end.box, taken, names)), None)
            chosen[region] = free or min(found, key=lambda at: FAULT * _covered(at.box, taken, names) + at.far)
            if free is None:
                without.append(region)
            taken.append(chosen[region].box)
    return chosen, without


def _covered(box: Box, taken: Sequence[Box], names: Sequence[Place]) -> int:
    """Count the threads that pass through a box, and the names that it covers, which is worse."""
    covered, grown = 10 * sum(box.meets(other, gap=0.3) for other in taken), box.grown(0.2)
    return covered + sum(grown.meets_line(*name.thread) for name in names if name.thread)


def _region(name: str) -> str:
    return name.replace(" and The ", " and\nThe ")


def _size(page: Page, region: str, side: float) -> tuple[float, float]:
    """Width and height of the name of a region, in sides of a hexagon."""
    wide, high = page.size(_region(region), **REGION)
    return wide / side, high / side


def _hardest_first(regions: pd.Series[str]) -> list[str]:
    """Name the regions from the smallest, which have the fewest places for it."""
    return [str(name) for name in regions.value_counts(ascending=True).index]


def _within_page(axes: Axes, found: Sequence[RowEnd]) -> list[RowEnd]:
    low, high = axes.get_xlim()
    return [
        row_end
        for row_end in found
        if low <= row_end.box.x - row_end.box.wide and row_end.box.x + row_end.box.wide <= high
    ]


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
                away = WIDTH / 2 + ROW_END + wide
                yield Box(end + (away if on_right else -away), float(y), wide, high), on_right
    for x, on_right in columns:
        for y in np.arange(low + high, top - high, STEPS):
            yield Box(x + (wide if on_right else -wide), float(y), wide, high), on_right


def _write_region(axes: Axes, name: str, row_end: RowEnd) -> None:
    _write(axes, _region(name), row_end.box, on_right=row_end.on_right, color="0.3", **REGION)


def _write(axes: Axes, text: str, box: Box, *, on_right: bool, **font: Any) -> None:
    """Write the lines of a name from the side that is nearer to the map."""
    edge, beside = (box.x - box.wide, "left") if on_right else (box.x + box.wide, "right")
    axes.text(edge, box.y, text, ha=beside, va="center", zorder=6, **font)


def _write_area(axes: Axes, name: Place, text: str, clear: float) -> None:
    start, spot = name.thread or (np.zeros(2), np.zeros(2))
    _write(axes, text, name.box, on_right=bool(start[0] < name.box.x), color=INK, **NAME)
    way = spot - start
    end = spot - way * min(1.0, clear / float(np.hypot(*way)))
    axes.plot(*zip(start, end, strict=True), color=INK, linewidth=1.0, path_effects=HALO, zorder=5)
    if not clear:
        axes.plot(*spot, marker="o", markersize=4, color="white", markeredgecolor=INK, zorder=7)
