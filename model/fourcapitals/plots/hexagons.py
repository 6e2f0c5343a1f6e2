"""A hexagon map of the areas: each the same size, in the place that the grid gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]

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


@dataclass(frozen=True)
class Shore:
    """Where the name of a region can stand beside the map: at the end of a row, to the left or the right."""

    name: str
    x: float
    y: float
    on_right: bool


def shores(areas: pd.DataFrame) -> list[Shore]:
    """Find for each region the free side of the map nearest to its middle.

    Parameters
    ----------
    areas : DataFrame
        With ``hexagon_q, hexagon_r, region_name``.
    """
    place = middles(areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy())
    found = []
    for name, members in areas.assign(x=place[:, 0], y=place[:, 1]).groupby("region_name", sort=True):
        middle_x, middle_y = members["x"].mean(), members["y"].mean()
        best: tuple[float, Shore] | None = None
        for on_right in (True, False):
            for y in np.unique(members["y"]):
                row = place[np.isclose(place[:, 1], y), 0]
                end = row.max() if on_right else row.min()
                if not np.isclose(members.loc[np.isclose(members["y"], y), "x"], end).any():
                    continue
                # A name of two lines keeps clear of the rows above and below.
                near = place[np.abs(place[:, 1] - y) <= (ROW if " and " in str(name) else 0.1), 0]
                free = near.max() + 1.3 if on_right else near.min() - 1.3
                shore = Shore(str(name), float(free), float(y), on_right)
                far = abs(y - middle_y) + 0.5 * abs(free - middle_x)
                if best is None or far < best[0]:
                    best = (far, shore)
        if best is not None:
            found.append(best[1])
    return found
