"""Delays: money in stages of delivery, and responses that approach their target a step a year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def mean_delay(stages: Array, usual: Array, factor: Array) -> Array:
    """Time from award to use.

    Parameters
    ----------
    stages : (use,)
        Number of stages, which is also the shortest possible delay in years.
    usual : (use,), years
        Mean delay from award to use.
    factor : (use,)
        Factor on the delay beyond the minimum.

    Returns
    -------
    (use,), years

    Examples
    --------
    >>> mean_delay(np.array([3.0]), np.array([5.0]), np.array([1.0]))
    array([5.])
    """
    return stages + (usual - stages) * factor


def pass_stage(rate: float, held: Array, inflow: Array) -> tuple[Array, Array]:
    """Pass one year's inflow through one stage.

    Parameters
    ----------
    rate : float, 1 per year
        Share of what it held at the end of last year that it hands on.
    held, inflow : (area,), any unit
        At the end of last year; this year.

    Returns
    -------
    outflow, held : (area,)
        This year; at the end of this year.

    Examples
    --------
    >>> pass_stage(0.6, np.array([100.0]), np.array([10.0]))
    (array([60.]), array([50.]))
    """
    return rate * held, held * (1 - rate) + inflow


def approach(current: Array, target: Array, speed: float) -> Array:
    """Move a response towards its target by a fixed share of the distance.

    Parameters
    ----------
    current, target : (..., area)
        Last year's response and this year's target, same unit.
    speed : float, 1 per year
        Share of the distance covered in one year.

    Examples
    --------
    >>> approach(np.array([0.0]), np.array([10.0]), 0.3)
    array([3.])
    """
    return current + speed * (target - current)
