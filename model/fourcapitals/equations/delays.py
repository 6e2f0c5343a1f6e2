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


def pass_stages(stages: Array, inflow: Array, mean: float) -> tuple[Array, Array]:
    """Pass one year's inflow through a chain of stages (an Erlang delay).

    Each stage hands on the same share of what it held at the end of last year, so that what leaves this year is
    read off last year's last stage.

    Parameters
    ----------
    stages : (stage, area)
        What each stage held at the end of last year, in any unit.
    inflow : (area,)
        What enters the first stage this year, same unit.
    mean : float, years
        Mean time in the chain; at least the number of stages.

    Returns
    -------
    outflow : (area,)
        What leaves the last stage this year.
    stages : (stage, area)
        What each stage holds at the end of this year.

    Examples
    --------
    >>> held = np.zeros((3, 1))
    >>> for award in (100.0, 0.0, 0.0, 0.0, 0.0):
    ...     out, held = pass_stages(held, np.array([award]), 5.0)
    ...     print(np.round(out, 2))
    [0.]
    [0.]
    [0.]
    [21.6]
    [25.92]
    """
    count = stages.shape[0]
    rate = count / mean
    after = stages * (1 - rate)
    after[0] += inflow
    for stage in range(1, count):
        after[stage] += rate * stages[stage - 1]
    return rate * stages[count - 1], after


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
