"""Names of chosen marks of a scatter, set where they cover neither each other nor lines nor marks that have a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.labels import FAULT, Box, Place, Room, near_line, readable, settled
from fourcapitals.plots.parts.page import INK, Page

NAME: Final[dict[str, Any]] = {"size": 10}
FAR: Final = (4.0, 10.0, 18.0, 28.0, 46.0, 70.0, 100.0, 140.0)
"""Dots of the screen between a mark and its name."""
BESIDE: Final = FAR[0] + 2.0
"""Dots from the edge of a mark within which its name needs no thread."""
ROOM: Final = 7.0
"""Dots between a name and the edge of another mark that no name covers, at least where there is room."""
AROUND: Final = np.deg2rad(np.arange(0, 360, 15))
COVERED: Final = 2.0
"""Dots from the edge of a mark within which a name covers it."""
BETWEEN: Final = Room(boxes=4.0, around=3.0, threads=6.0)
"""Dots that names and their threads leave free."""
SEEN: Final = 0.5
"""Of the radius of the larger of two marks: nearer to each other than this, one name could be either's."""
LIKE: Final = 0.75
"""Radius of a mark against that of another from which the two can be confused."""


def write_names(
    page: Page,
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
    page : Page
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
    per_point = page.chart.dpi / 72
    # One at a time: what is no number in one direction would be none in the other.
    x, y = axes.transData.transform((border or 0.0, level or 0.0))
    bounds = axes.get_window_extent(page.renderer)
    placement = _Placement(
        marks=axes.transData.transform(points),
        radii=np.asarray(radii, np.float64) * per_point,
        bounds=(bounds.x0 + 2, bounds.y0 + 2, bounds.x1 - 2, bounds.y1),
        border=np.nan if border is None else float(x),
        level=np.nan if level is None else float(y),
    )
    clear = {at: name for at, name in names.items() if not placement.coincides(at)}
    placement.bare.extend({*clear, *bare})
    choices = {}
    for at, name in clear.items():
        wide, high = (each * page.chart.dpi / 2 for each in page.size(name, **NAME))
        choices[at] = [place for place in placement.places(at, wide, high) if place.cost < FAULT]
    # Of names that have no room together the first is written.
    kept = readable(settled({at: places for at, places in choices.items() if places}, BETWEEN), BETWEEN)
    to_data = axes.transData.inverted().transform
    for place in kept:
        x, y = to_data(place.box[:2])
        halo = [withStroke(linewidth=2.5, foreground="white")]
        axes.text(x, y, names[place.at], ha="center", va="center", color=INK, zorder=6, path_effects=halo, **NAME)
        if place.thread is not None:
            axes.plot(*to_data(np.array(place.thread)).T, color=INK, linewidth=0.9, zorder=5)
    return [place.at for place in kept]


@dataclass
class _Placement:
    """What stands on the panel, in dots of the screen: marks, the lines that no name crosses, and marks left bare."""

    marks: Array
    radii: Array
    bounds: tuple[float, float, float, float]
    border: float
    level: float
    bare: list[int] = field(default_factory=list)
    """Marks that no name covers."""

    def coincides(self, at: int) -> bool:
        """Whether another mark of like size or larger stands on the same spot."""
        apart = np.hypot(*(self.marks - self.marks[at]).T)
        near = (apart < SEEN * np.maximum(self.radii, self.radii[at])) & (self.radii >= LIKE * self.radii[at])
        return bool(near.sum() > 1)

    def places(self, at: int, wide: float, high: float) -> Iterator[Place]:
        """Where a name of a half width and height may stand around a mark."""
        for far in FAR:
            for angle in AROUND:
                away = self.radii[at] + far
                x, y = self.marks[at] + np.array([np.cos(angle), np.sin(angle)]) * (away + np.array([wide, high]))
                box = Box(float(x), float(y), wide, high)
                thread = self._thread(at, box)
                # A name reads best beside its mark, less well above or below.
                yield Place(at, box, thread, self._cost(at, box, thread, far) + abs(np.sin(angle)))

    def _thread(self, at: int, box: Box) -> tuple[Array, Array] | None:
        """The thread from the edge of a mark to its name; none where they stand side by side."""
        dot = self.marks[at]
        near = np.clip(dot, (box.x - box.wide, box.y - box.high), (box.x + box.wide, box.y + box.high))
        length = float(np.hypot(*(near - dot)))
        if length <= self.radii[at] + BESIDE:
            return None
        return dot + self.radii[at] / length * (near - dot), near

    def _cost(self, at: int, box: Box, thread: tuple[Array, Array] | None, far: float) -> float:
        """How ill a name stands in a place; a fault where it would cover a line or a mark that is left bare."""
        left, right, below, above = box.x - box.wide, box.x + box.wide, box.y - box.high, box.y + box.high
        own_side = np.sign(self.marks[at, 0] - self.border)
        away = box.away_from(self.marks) - self.radii
        bare = np.isin(np.arange(len(self.marks)), self.bare)
        if (
            left < self.bounds[0]
            or below < self.bounds[1]
            or right > self.bounds[2]
            or above > self.bounds[3]
            or any(np.sign(x - self.border) == -own_side for x in (left - 4, right + 4))
            or below - 3 < self.level < above + 3
            or bool((away[bare] < COVERED).any())
        ):
            return FAULT
        others = np.arange(len(self.marks)) != at
        passed = np.zeros(len(self.marks), bool) if thread is None else (near_line(self.marks, *thread) < 3) & others
        # Beside another's mark, a name is taken for that mark's.
        through = passed.sum() + 9 * (passed & bare).sum() + 10 * (bare & others & (away < ROOM)).sum()
        return far + 30.0 * int((away < COVERED).sum()) + 6.0 * int(through)
