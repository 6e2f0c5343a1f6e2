"""Names of chosen marks of a scatter, set where they cover neither each other nor lines nor marks that have a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.pen import INK, Pen

Box = tuple[float, float, float, float]

NAME: Final[dict[str, Any]] = {"size": 10}
FAR: Final = (4.0, 10.0, 18.0, 28.0, 46.0, 70.0, 100.0, 140.0)
"""Dots of the screen between a mark and its name."""
BESIDE: Final = FAR[0] + 2.0
"""Dots from the edge of a mark within which its name needs no thread."""
ROOM: Final = 7.0
"""Dots between a name and the edge of another mark that no name covers, at least where there is room."""
AROUND: Final = np.deg2rad(np.arange(0, 360, 15))
SEEN: Final = 0.5
"""Of the radius of the larger of two marks: nearer to each other than this, one name could be either's."""
LIKE: Final = 0.75
"""Radius of a mark against that of another from which the two can be confused."""


def write_names(
    pen: Pen,
    axes: Axes,
    points: Array,
    radii: Array,
    names: Mapping[int, str],
    *,
    border: float | None = None,
    level: float | None = None,
    bare: Sequence[int] = (),
) -> list[int]:
    """Write names near their marks, the first ones first, with a thread where the name stands off.

    A mark that coincides with another has no name, nor has one beside which there is no room.

    Parameters
    ----------
    pen : Pen
    axes : Axes
        With their limits set.
    points : (mark, 2)
        Where all marks stand, in the units of the axes.
    radii : (mark,)
        Of the marks, in points.
    names : mapping of int to str
        Positions of the marks to name.
    border, level : float, optional
        An upright line and one across. No name crosses them, and names stay on their mark's side of the upright one.
    bare : sequence of int
        Positions of marks that no name covers, beside those that have a name.

    Returns
    -------
    list of int
        Positions of the marks that could be named.
    """
    per_point = pen.chart.dpi / 72
    # One at a time: what is no number in one direction would be none in the other.
    x, y = axes.transData.transform((border or 0.0, level or 0.0))
    at_x, at_y = np.nan if border is None else x, np.nan if level is None else y
    bounds = axes.get_window_extent(pen.renderer)
    page = _Page(
        axes.transData.transform(points),
        np.asarray(radii, np.float64) * per_point,
        (bounds.x0 + 2, bounds.y0 + 2, bounds.x1 - 2, bounds.y1),
        float(at_x),
        float(at_y),
    )
    clear = {at: name for at, name in names.items() if not page.coincides(at)}
    page.bare.extend({*clear, *bare})
    written = []
    for at, name in clear.items():
        wide, high = (each * pen.chart.dpi for each in pen.size(name, **NAME))
        places = [(page.cost(at, box, far), box) for far, box in page.places(at, wide, high)]
        cost, box = min(places, default=(np.inf, (0.0, 0.0, 0.0, 0.0)))
        if not np.isfinite(cost):
            continue
        written.append(at)
        page.boxes.append(box)
        to_data = axes.transData.inverted().transform
        x, y = to_data(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        halo = [withStroke(linewidth=2.5, foreground="white")]
        axes.text(x, y, name, ha="center", va="center", color=INK, zorder=6, path_effects=halo, **NAME)
        thread = page.thread(at, box)
        if len(thread):
            page.threads.append(thread)
            axes.plot(*to_data(thread[[0, -1]]).T, color=INK, linewidth=0.9, zorder=5)
    return written


@dataclass
class _Page:
    """What stands on the panel, in dots of the screen: marks, lines, and the names and threads written so far."""

    marks: Array
    radii: Array
    bounds: Box
    border: float
    level: float
    bare: list[int] = field(default_factory=list)
    """Marks that no name covers."""
    boxes: list[Box] = field(default_factory=list)
    threads: list[Array] = field(default_factory=list)

    def coincides(self, at: int) -> bool:
        """Whether another mark of like size or larger stands on the same spot."""
        apart = np.hypot(*(self.marks - self.marks[at]).T)
        near = (apart < SEEN * np.maximum(self.radii, self.radii[at])) & (self.radii >= LIKE * self.radii[at])
        return bool(near.sum() > 1)

    def places(self, at: int, wide: float, high: float) -> Iterator[tuple[float, Box]]:
        """Where a name of a width and height may stand around a mark."""
        for far in FAR:
            for angle in AROUND:
                away = self.radii[at] + far
                x, y = self.marks[at] + np.array([np.cos(angle), np.sin(angle)]) * (away + np.array([wide, high]) / 2)
                yield far, (float(x - wide / 2), float(y - high / 2), float(x + wide / 2), float(y + high / 2))

    def thread(self, at: int, box: Box) -> Array:
        """The thread between a mark and its name, dot by dot; empty where they stand side by side."""
        dot = self.marks[at]
        near = np.clip(dot, box[:2], box[2:])
        length = float(np.hypot(*(near - dot)))
        if length <= self.radii[at] + BESIDE:
            return np.empty((0, 2))
        along = np.linspace(self.radii[at] / length, 1.0, max(2, int(length / 2)))
        thread: Array = dot + along[:, None] * (near - dot)
        return thread

    def cost(self, at: int, box: Box, far: float) -> float:
        """How ill a name stands in a place; infinite where it would cover a line, a name, a thread or a named mark."""
        thread = self.thread(at, box)
        own_side = np.sign(self.marks[at, 0] - self.border)
        forbidden = (
            box[0] < self.bounds[0]
            or box[1] < self.bounds[1]
            or box[2] > self.bounds[2]
            or box[3] > self.bounds[3]
            or any(np.sign(x - self.border) == -own_side for x in (box[0] - 4, box[2] + 4))
            or box[1] - 3 < self.level < box[3] + 3
            or any(_meet(box, other) for other in self.boxes)
            or any(_inside(each, box, 3).any() for each in self.threads)
            or (len(thread) and any(_inside(thread, other, 2).any() for other in self.boxes))
            or any(_gap(thread, other) < 6 for other in self.threads)
            or bool(self._covered(box, self.bare).any())
        )
        if forbidden:
            return float(np.inf)
        others = [each for each in range(len(self.marks)) if each != at]
        passed = [each for each in others if len(thread) and (np.hypot(*(thread - self.marks[each]).T) < 3).any()]
        through = len(passed) + 9 * sum(each in self.bare for each in passed)
        # Beside another's mark, a name is taken for that mark's.
        through += 10 * int(self._covered(box, [each for each in self.bare if each != at], ROOM).sum())
        return far + 30.0 * int(self._covered(box, range(len(self.marks))).sum()) + 6.0 * through

    def _covered(self, box: Box, which: Sequence[int], room: float = 2.0) -> npt.NDArray[np.bool_]:
        """Which marks a box would cover, or come nearer to than some room."""
        marks = self.marks[list(which)]
        near = np.clip(marks, box[:2], box[2:])
        covered: npt.NDArray[np.bool_] = np.hypot(*(near - marks).T) < self.radii[list(which)] + room
        return covered


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] + 4 and other[0] < one[2] + 4 and one[1] < other[3] + 3 and other[1] < one[3] + 3


def _inside(thread: Array, box: Box, room: float) -> npt.NDArray[np.bool_]:
    """Which dots of a thread are in a box or nearer to it than a room."""
    within = (thread > np.array(box[:2]) - room) & (thread < np.array(box[2:]) + room)
    return np.asarray(within.all(axis=1))


def _gap(one: Array, other: Array) -> float:
    """Least distance between two threads; infinite where there is none."""
    if not len(one) or not len(other):
        return float(np.inf)
    return float(np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min())
