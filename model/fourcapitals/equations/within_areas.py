"""The tenths of small areas by deprivation, rebuilt from area means and one slope within areas."""

from __future__ import annotations

from typing import Final

import numpy as np

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.disparity import slope_index
from fourcapitals.equations.elementary import Array

EVEN_SUM: Final = 1e-3
"""How far the shares of an area's people over tenths may sum from 1, as rounded in a table."""


def tenth_means(values: Array, shares: Array, people: Array, gradient: Array | float) -> Array:
    """Mean of each tenth of England's small areas by deprivation.

    Parameters
    ----------
    values : (..., area), any unit
        Mean of each area.
    shares : (area, tenth), share of the area's people
        From the most to the least deprived tenth; each area's sum to 1.
    people : (area,), people
    gradient : float or (...), in the unit of `values`
        Least less most deprived end of the order, within an area.

    Returns
    -------
    (..., tenth), in the unit of `values`

    Notes
    -----
    People of tenth k in area i have ``value_i + gradient (r_k - mean of r in i)``, r the midpoint of the tenth from 0
    to 1: one slope everywhere, which keeps each area's mean, by definition.

    Examples
    --------
    >>> halves = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> tenth_means(np.array([60.0, 66.0]), halves, np.ones(2), 10.0)
    array([60., 66.])
    >>> tenth_means(np.array([60.0, 66.0]), np.full((2, 2), 0.5), np.ones(2), 10.0)
    array([60.5, 65.5])
    """
    where = "tenth_means"
    values, shares, people = (
        numbers(where, name, array) for name, array in (("values", values), ("shares", shares), ("people", people))
    )
    if shares.ndim != 2 or values.shape[-1:] != shares.shape[:1] or people.shape != shares.shape[:1]:
        refuse(where, [f"values {values.shape}, shares {shares.shape}, people {people.shape}; expected the same areas"])
    sums = shares.sum(axis=1)
    faults = fault("shares", shares, ~((shares >= 0) & (shares <= 1)), "0 to 1")
    refuse(where, faults + fault("sum of shares", sums, ~(np.abs(sums - 1) < EVEN_SUM), "1"))
    place = (np.arange(shares.shape[1]) + 0.5) / shares.shape[1]
    apart = place - (shares @ place)[:, None]
    held = shares * people[:, None]
    slope = np.asarray(gradient, np.float64)[..., None]
    means: Array = (values @ held + slope * (apart * held).sum(axis=0)) / held.sum(axis=0)
    return means


def gradient_within(values: Array, shares: Array, people: Array, published: float) -> float:
    """The slope within areas with which the rebuilt tenths have a published slope index of inequality.

    Parameters
    ----------
    values : (area,), any unit
        Mean of each area.
    shares : (area, tenth), share of the area's people
    people : (area,), people
    published : float, in the unit of `values`
        Slope index over the tenths.

    Returns
    -------
    float, in the unit of `values`

    Notes
    -----
    The index of `tenth_means` is linear in the slope, by definition of both.

    Examples
    --------
    >>> even = np.full((2, 2), 0.5)
    >>> gradient_within(np.array([60.0, 66.0]), even, np.ones(2), 10.0)
    10.0
    """
    held = (np.asarray(shares) * np.asarray(people)[:, None]).sum(axis=0)
    at = [float(slope_index(tenth_means(values, shares, people, each), held).sii) for each in (0.0, 1.0)]
    if abs(at[1] - at[0]) < 1e-12:
        refuse("gradient_within", ["each area lies in one tenth; no slope within areas changes the index"])
    return (published - at[0]) / (at[1] - at[0])
