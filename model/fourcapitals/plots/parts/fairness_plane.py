"""A plane of what is brought, to the right, against how much fairer it is, up: a panel with zero on both axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.names_beside import LABELS
from fourcapitals.plots.parts.page import INK, MARGIN, NEUTRAL, Page, round_ticks, style_ticks

LEAST_HIGH: Final = 4.6
"""Inches of the panel."""
SIZE: Final = 60.0
"""Of a mark, square points."""
ROOM: Final = 0.08
"""Of what is drawn, left free on each side of it."""
MOST_NAMED: Final = 8
"""Marks that have a name where there are more."""
SMALL: Final = 26.0
"""Of a mark without a name, square points."""
QUIET: Final = "#767676"
"""Of marks without a name; read on white as well as text."""


def worth_naming(points: Array, first: Sequence[int] = (), *, most: int = MOST_NAMED) -> list[int]:
    """Choose which marks have a name: all where they are few, else those that a reader asks for.

    Parameters
    ----------
    points : (point, 2)
        More is better on both axes.
    first : sequence of int
        Marks that have a name before others.
    most : int
        Marks that have a name.

    Returns
    -------
    list of int
        The first ones, those that no other beats on both axes and the outermost; then those that only these beat, and
        so on until there is no room for another name.

    Examples
    --------
    >>> crowd = np.array([[5.0, 0.0], [0.0, 5.0], [1.0, 1.0], [0.9, 0.9], [-3.0, 0.5]])
    >>> worth_naming(crowd, most=3), worth_naming(crowd, [3], most=3), worth_naming(crowd, most=4)
    ([0, 1, 2], [0, 1, 3], [0, 1, 2, 4])
    """
    if len(points) <= most:
        return list(range(len(points)))
    outermost = [int(end) for each in points.T for end in (each.argmin(), each.argmax())]
    chosen = list(dict.fromkeys([*first, *_unbeaten(points, range(len(points))), *outermost]))
    while len(chosen) < most:
        chosen += _unbeaten(points, [at for at in range(len(points)) if at not in chosen])
    return sorted(chosen[:most])


def _unbeaten(points: Array, among: Sequence[int]) -> list[int]:
    """Of some marks those that no other of them beats on both axes, or on one and equals on the other."""
    own = points[list(among)]
    return [at for at, each in zip(among, own, strict=True) if not ((own >= each).all(1) & (own > each).any(1)).any()]


def open_plane(page: Page, heading: str, bottom: float, top: float) -> Axes:
    """Open the panel between two heights, with its heading above and room for names beside.

    Parameters
    ----------
    page : Page
    heading : str
        What stands on the upright axis.
    bottom, top : float, inches
    """
    top = page.write(heading, MARGIN, top - 0.05, 8.0, size=11, weight="bold") - 0.12
    left, floor = MARGIN + 0.6, bottom + 0.7
    return page.axes(left, floor, page.extent[0] - MARGIN - LABELS - left, top - floor)


def close_plane(axes: Axes, page: Page, points: Array, label: str) -> None:
    """Set the limits so that all points and zero lie within, and mark both axes with signs.

    Parameters
    ----------
    axes : Axes
    page : Page
    points : (point, 2)
        Every mark, and the ends of its bars.
    label : str
        What stands on the level axis.
    """
    lowest, highest = np.minimum(points.min(axis=0), 0.0), np.maximum(points.max(axis=0), 0.0)
    room = np.where(highest > lowest, ROOM * (highest - lowest), 1.0)
    axes.set_xlim(lowest[0] - room[0], highest[0] + room[0])
    axes.set_ylim(lowest[1] - room[1], highest[1] + room[1])
    axes.axhline(0, color=NEUTRAL, linewidth=1, zorder=1)
    axes.axvline(0, color=NEUTRAL, linewidth=1, zorder=1)
    axes.set_xticks(*round_ticks(*axes.get_xlim(), most=6, with_sign=True))
    axes.set_yticks(*round_ticks(*axes.get_ylim(), most=6, with_sign=True))
    axes.set_xlabel(label, fontsize=11 * page.scale, color=INK)
    style_ticks(axes, page)
    axes.grid(visible=False)
