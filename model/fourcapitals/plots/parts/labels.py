"""The one engine of labels: where words can stand beside lines, marks and hexagons so that all can be read.

A label at the end of a line moves up and down alone (`apart`). Any other has places to choose from, each with what
speaks against it by itself; `settled` finds the places that are best together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array

FAULT: Final = 1000.0
"""What it counts for that a label runs into another: more than any place by itself."""
ROUNDS: Final = 6
"""How often each label may move before the others are taken as they stand."""


def apart(wanted: Sequence[float], sizes: Sequence[float], *, gap: float = 0.0) -> list[float]:
    """Move labels up and down as little as keeps them apart, and within 0 and 1 when there is room.

    Parameters
    ----------
    wanted : sequence of float
        Height of each label's middle, as a share of the axes.
    sizes : sequence of float
        Height of each label.
    gap : float
        Room between two labels.

    Examples
    --------
    >>> [round(middle, 6) for middle in apart([0.5, 0.5, 0.9], [0.2, 0.2, 0.2])]
    [0.4, 0.6, 0.9]
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    # Groups of touching labels: the bottom of each group, its height, its members.
    groups: list[tuple[float, float, list[int]]] = []
    for at in order:
        height, members = sizes[at], [at]
        bottom = max(0.0, min(wanted[at] - height / 2, 1.0 - height))
        while groups and groups[-1][0] + groups[-1][1] + gap > bottom:
            _, under, lower = groups.pop()
            members = lower + members
            height = under + gap + height
            offsets = np.cumsum([0.0, *(sizes[each] + gap for each in members[:-1])])
            bottoms = [wanted[each] - sizes[each] / 2 for each in members]
            bottom = max(0.0, min(float(np.mean(np.array(bottoms) - offsets)), 1.0 - height))
        groups.append((bottom, height, members))
    middles = [0.0] * len(wanted)
    for bottom, _, members in groups:
        below = bottom
        for each in members:
            middles[each] = below + sizes[each] / 2
            below += sizes[each] + gap
    return middles


class Box(NamedTuple):
    """A rectangle, by its middle and its half width and height."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Box, *, gap: float = 0.0) -> bool:
        """Whether it overlaps another, or comes nearer than a gap."""
        across, along = abs(self.x - other.x), abs(self.y - other.y)
        return across < self.wide + other.wide + gap and along < self.high + other.high + gap

    def grown(self, by: float) -> Box:
        """The same with some room around it."""
        return self._replace(wide=self.wide + by, high=self.high + by)

    def meets_line(self, start: Array, end: Array) -> bool:
        """Whether a straight line passes through it.

        Examples
        --------
        >>> box = Box(0.0, 0.0, 1.0, 1.0)
        >>> box.meets_line(np.array([-2.0, 0.0]), np.array([2.0, 1.5])), box.meets_line(np.full(2, 2.0), np.full(2, 3))
        (True, False)
        """
        # Asked thousands of times for a map; NumPy's numbers, one by one, take ten times as long as Python's.
        (x, y), (to_x, to_y) = map(float, start), map(float, end)
        first, last = 0.0, 1.0
        of_x, of_y = (x - float(self.x), to_x - x, float(self.wide)), (y - float(self.y), to_y - y, float(self.high))
        for from_, step, half in (of_x, of_y):
            if abs(step) < 1e-12:
                if abs(from_) > half:
                    return False
                continue
            near, far = sorted(((-half - from_) / step, (half - from_) / step))
            first, last = max(first, near), min(last, far)
        return bool(first <= last)

    def away_from(self, spots: Array) -> Array:
        """How far it is from each of several spots, (spot,); 0 for those inside."""
        beyond = np.maximum(np.abs(spots - (self.x, self.y)) - (self.wide, self.high), 0.0)
        return np.asarray(np.hypot(*beyond.T))


@dataclass(frozen=True)
class Place:
    """Where a label could stand: its box, the thread to what it names, and what speaks against it by itself."""

    at: int
    """Which label."""
    box: Box
    thread: tuple[Array, Array] | None
    """From the label to its spot; none where they stand side by side."""
    cost: float


@dataclass(frozen=True)
class Room:
    """What labels leave free, in the unit of their boxes: between two, around one for threads, between threads."""

    boxes: float
    around: float = 0.0
    threads: float = 0.0

    def faults(self, one: Place, other: Place) -> int:
        """Count what is wrong between two labels; if they cover each other, they cannot be read at all."""
        count = 10 * one.box.meets(other.box, gap=self.boxes)
        count += other.thread is not None and one.box.grown(self.around).meets_line(*other.thread)
        count += one.thread is not None and other.box.grown(self.around).meets_line(*one.thread)
        if one.thread is not None and other.thread is not None:
            count += _between(one.thread, other.thread) <= self.threads
        return int(count)


def settled(choices: Mapping[int, Sequence[Place]], room: Room) -> dict[int, Place]:
    """Choose a place for each label that are best together: the best of several orders, then two by two.

    Parameters
    ----------
    choices : mapping of int to sequence of Place
        The places of each label, of which it has one at least.
    room : Room
        What labels leave free.
    """
    if not choices:
        return {}
    by_cost = {at: sorted(places, key=lambda place: place.cost) for at, places in choices.items()}
    known: dict[tuple[int, int], int] = {}

    def faults_of(one: Place, other: Place) -> int:
        """What is wrong between two, looked at once: each order meets the same places."""
        pair = id(one), id(other)
        if pair not in known:
            known[pair] = known[pair[::-1]] = room.faults(one, other)
        return known[pair]

    def cost(place: Place, chosen: Mapping[int, Place], most: float = np.inf) -> float:
        """What speaks against a place beside the others, counted no further than to where it is too much."""
        faults = 0
        for other in chosen.values():
            if place.cost + FAULT * faults >= most:
                break
            faults += faults_of(place, other) if other.at != place.at else 0
        return place.cost + FAULT * faults

    def of_all(chosen: Mapping[int, Place]) -> float:
        return sum(cost(each, chosen) for each in chosen.values())

    def improved(order: Sequence[int], start: Mapping[int, Place] | None = None) -> dict[int, Place]:
        """Give each label in turn the best place beside the others, until none wants to move."""
        chosen = dict(start or {})
        for _ in range(ROUNDS):
            before = dict(chosen)
            for at in order:
                best, least = by_cost[at][0], np.inf
                for place in by_cost[at]:
                    if place.cost >= least:
                        break
                    found = cost(place, chosen, least)
                    if found < least:
                        best, least = place, found
                chosen[at] = best
            if before == chosen:
                break
        return chosen

    best = min((improved(order) for order in _orders(by_cost)), key=of_all)
    for one, other in combinations(by_cost, 2):
        tried = dict(best)
        for at, goal in ((one, best[other]), (other, best[one])):
            tried[at] = min(by_cost[at], key=lambda place: np.hypot(place.box.x - goal.box.x, place.box.y - goal.box.y))
        tried = improved([one, other], tried)
        if of_all(tried) < of_all(best):
            best = tried
    return improved(list(by_cost), best)


def readable(chosen: Mapping[int, Place], room: Room) -> list[Place]:
    """Leave out labels that run into one that comes before them."""
    kept: list[Place] = []
    for place in chosen.values():
        if not any(room.faults(place, other) for other in kept):
            kept.append(place)
    return kept


def _orders(choices: Mapping[int, Sequence[Place]]) -> Iterator[list[int]]:
    """Take labels as given, from each side, and those first that have the best or the worst of places."""
    yield list(choices)
    first = {at: places[0] for at, places in choices.items()}
    for measure in (
        {at: place.box.x for at, place in first.items()},
        {at: place.box.y for at, place in first.items()},
        {at: place.cost for at, place in first.items()},
    ):
        order = sorted(measure, key=measure.__getitem__)
        yield order
        yield order[::-1]


def near_line(spots: Array, start: Array, end: Array) -> Array:
    """How far each spot is from a line between two others, (spot,).

    Examples
    --------
    >>> near_line(np.array([[0.0, 1.0], [5.0, 0.0]]), np.zeros(2), np.array([2.0, 0.0])).tolist()
    [1.0, 3.0]
    """
    (x, y), (way_x, way_y) = map(float, start), map(float, end - start)
    across, along = spots[:, 0] - x, spots[:, 1] - y
    share = (across * way_x + along * way_y) / max(way_x**2 + way_y**2, 1e-12)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    return np.asarray(np.hypot(across - share * way_x, along - share * way_y))


def _between(one: tuple[Array, Array], other: tuple[Array, Array]) -> float:
    """How far two lines are from each other; 0 where they cross."""
    (start, end), (begin, stop) = one, other

    def turn(a: Array, b: Array, c: Array) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    sides = turn(start, end, begin) * turn(start, end, stop), turn(begin, stop, start) * turn(begin, stop, end)
    if max(sides) < 0:
        return 0.0
    return float(min(near_line(np.array(other), *one).min(), near_line(np.array(one), *other).min()))
