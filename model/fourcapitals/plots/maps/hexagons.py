"""A hexagon map of the areas: each the same size, in the place that the grid gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.labels import Box

WIDTH: Final = float(np.sqrt(3))
"""Of a hexagon whose sides are 1, standing on a corner."""
ROW: Final = 1.5
"""Between the middles of two rows."""


def middles(column: Array, row: Array) -> Array:
    """Place hexagons of an odd-r grid: odd rows stand half a hexagon to the right, and rows count northward.

    Parameters
    ----------
    column, row : (area,)

    Returns
    -------
    (area, 2), in sides of a hexagon

    Examples
    --------
    >>> middles(np.array([0, 0, 1]), np.array([0, 1, -1])).round(3).tolist()
    [[0.0, 0.0], [0.866, 1.5], [2.598, -1.5]]
    """
    column, row = np.asarray(column), np.asarray(row)
    return np.column_stack([WIDTH * (column + 0.5 * (row % 2)), ROW * row])


def corners(middle: Array) -> Array:
    """Give the six corners of each hexagon, (area, 6, 2), anticlockwise from the lower right.

    Examples
    --------
    >>> corners(np.array([[0.0, 0.0]]))[0, 2].round(3).tolist()
    [0.0, 1.0]
    """
    angle = np.deg2rad(-30 + 60 * np.arange(6))
    found: Array = middle[:, None, :] + np.column_stack([np.cos(angle), np.sin(angle)])[None, :, :]
    return found


def neighbours(column: int, row: int) -> list[tuple[int, int]]:
    """Give the six cells around a cell, anticlockwise from the right: the order of the sides of `corners`.

    Examples
    --------
    >>> neighbours(0, 0)
    [(1, 0), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1)]
    """
    shift = row % 2
    return [
        (column + 1, row),
        (column + shift, row + 1),
        (column + shift - 1, row + 1),
        (column - 1, row),
        (column + shift - 1, row - 1),
        (column + shift, row - 1),
    ]


def boundaries(column: Sequence[int], row: Sequence[int], region: Sequence[str]) -> tuple[Array, Array]:
    """Find the sides between areas of different regions, and those along the coast.

    Parameters
    ----------
    column, row, region : (area,)

    Returns
    -------
    tuple of array, each (side, 2, 2)
        From corner to corner; a side between two regions is given once.

    Examples
    --------
    >>> between, coast = boundaries([0, 1], [0, 0], ["North", "South"])
    >>> len(between), len(coast)
    (1, 10)
    """
    cells = {(int(q), int(r)): str(name) for q, r, name in zip(column, row, region, strict=True)}
    around = corners(middles(np.array(column), np.array(row)))
    between, coast = [], []
    for (cell, own), corner in zip(cells.items(), around, strict=True):
        for side, other in enumerate(neighbours(*cell)):
            ends = corner[[side, (side + 1) % 6]]
            if other not in cells:
                coast.append(ends)
            elif cells[other] != own and cell < other:
                between.append(ends)
    return np.array(between).reshape(-1, 2, 2), np.array(coast).reshape(-1, 2, 2)


def gaps(column: Sequence[int], row: Sequence[int]) -> list[tuple[int, int]]:
    """Find the cells that hold no area though all six around them do.

    Examples
    --------
    >>> column, row = zip(*neighbours(5, 5))
    >>> gaps(column, row)
    [(5, 5)]
    """
    cells = {(int(q), int(r)) for q, r in zip(column, row, strict=True)}
    free = {beside for cell in cells for beside in neighbours(*cell)} - cells
    return sorted(cell for cell in free if all(beside in cells for beside in neighbours(*cell)))


NORMALS: Final = np.array([np.cos(np.deg2rad([0.0, 60.0, 120.0])), np.sin(np.deg2rad([0.0, 60.0, 120.0]))])
"""(2, side): directions square to the sides of a hexagon."""


def cover_hexagons(at: Array, wide: float, high: float, middle: Array, *, gap: float = 0.0) -> npt.NDArray[np.bool_]:
    """Whether each box of a size overlaps one of several hexagons, or comes nearer than a gap.

    Parameters
    ----------
    at : (box, 2)
        Middles of the boxes.
    wide, high : float
        Half the width and the height of a box.
    middle : (hexagon, 2)
    gap : float

    Returns
    -------
    (box,)

    Examples
    --------
    >>> at = np.array([[0.0, 1.9], [0.0, 1.3]])
    >>> cover_hexagons(at, 0.4, 0.5, np.array([[0.0, 0.0]])).tolist()
    [False, True]
    >>> cover_hexagons(at[:1], 0.4, 0.5, np.array([[1.4, 0.0]])).tolist()
    [False]
    """
    away = np.asarray(middle)[None] - np.asarray(at)[:, None]
    # A line between two convex shapes can be laid along a side of one of them.
    found = np.abs(away[..., 1]) < high + 1 + gap
    reach = wide * np.abs(NORMALS[0]) + high * np.abs(NORMALS[1]) + WIDTH / 2
    for across, along, far in zip(*NORMALS, reach + gap, strict=True):
        found &= np.abs(across * away[..., 0] + along * away[..., 1]) < far
    return np.asarray(found.any(axis=1), np.bool_)


class RowEnd(NamedTuple):
    """A place beside the map where the name of a region can stand, and how far that is from the region."""

    box: Box
    on_right: bool
    far: float


STEP: Final = 0.25
"""Sides by which a name is moved to find room."""


def row_ends(place: Array, within: npt.NDArray[np.bool_], wide: float, high: float) -> list[RowEnd]:
    """Find where a name can stand at the ends of the rows of a region, clear of all hexagons; the nearest first.

    Parameters
    ----------
    place : (area, 2)
        Middles of all hexagons.
    within : (area,)
        Which of them the region holds.
    wide, high : float
        Of the name, in sides of a hexagon.
    """
    own, tried = place[within], []
    middle = own.mean(axis=0)
    for y in np.unique(own[:, 1]):
        row = place[np.isclose(place[:, 1], y)]
        for on_right, end in ((True, row[:, 0].max()), (False, row[:, 0].min())):
            if not (np.isclose(own[:, 0], end) & np.isclose(own[:, 1], y)).any():
                continue
            side = 1.0 if on_right else -1.0
            for above in ROW * np.array([0.0, 0.25, -0.25, 0.5, -0.5]):
                for out in np.arange(0.0, 4.0, STEP):
                    edge = end + side * (WIDTH / 2 + 0.35 + out)
                    box = Box(float(edge + side * wide / 2), float(y + above), wide / 2, high / 2)
                    far = abs(y + above - middle[1]) + 0.5 * abs(edge - middle[0]) + 2 * out + abs(above)
                    tried.append(RowEnd(box, on_right, float(far)))
    at = np.array([each.box[:2] for each in tried]).reshape(-1, 2)
    covered = cover_hexagons(at, wide / 2, high / 2, place, gap=0.2)
    found = [each for each, is_covered in zip(tried, covered, strict=True) if not is_covered]
    return sorted(found, key=lambda row_end: row_end.far)
