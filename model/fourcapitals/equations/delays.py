"""Delays: money in stages of delivery, and responses that approach their target a step a year."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


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
    >>> import numpy as np
    >>> mean_delay(np.array([3.0]), np.array([5.0]), np.array([1.0]))
    array([5.])
    """
    return stages + (usual - stages) * factor


def handed_on(stages: int, mean: float) -> float:
    """Share of what it held at the end of last year that each stage of a chain hands on in a year.

    Parameters
    ----------
    stages : int
    mean : float, years
        Mean time in the chain; at least the number of stages.

    Examples
    --------
    >>> handed_on(3, 5.0)
    0.6
    """
    return stages / mean


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
    >>> import numpy as np
    >>> approach(np.array([0.0]), np.array([10.0]), 0.3)
    array([3.])
    """
    return current + speed * (target - current)
