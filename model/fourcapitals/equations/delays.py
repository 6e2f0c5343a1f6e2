"""Delays: delivery of money in stages, and responses that approach their target by a fixed share a year."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


def mean_delay(stages: Array, usual: Array, factor: Array) -> Array:
    """Mean time from award to use.

    Parameters
    ----------
    stages : (use,), stages of a year each
        Number of stages of delivery, which is also the shortest possible delay in years.
    usual : (use,), years
        `mean_delay` of parameters.toml.
    factor : (use,), ratio
        Factor on the delay beyond the minimum, `delay_factor`.

    Returns
    -------
    (use,), years

    Notes
    -----
    ``stages + (usual - stages) factor``: no factor brings the delay below the minimum. Assumption A10 of ODD.md;
    source: Public Accounts Committee 2024 (HC 424) for the 2021 funds, judgement by kind of use.

    Examples
    --------
    Of 5 years in 3 stages, twice the delay beyond the minimum makes 7:

    >>> import numpy as np
    >>> mean_delay(np.array([3.0, 3.0]), np.array([5.0, 5.0]), np.array([1.0, 2.0]))
    array([5., 7.])
    """
    return stages + (usual - stages) * factor


def handed_on(stages: int, mean: float) -> float:
    """Share of what a stage of delivery held at the end of last year that it passes on in a year.

    Parameters
    ----------
    stages : int, stages of delivery
    mean : float, years
        Mean time in the whole chain; at least one year a stage.

    Returns
    -------
    float, share per year

    Notes
    -----
    ``stages / mean``: a chain of equal stages, each emptied at a constant rate (a discrete Erlang delay), holds money
    for `mean` years on average. Assumption A10 of ODD.md.

    Examples
    --------
    >>> handed_on(3, 5.0)
    0.6
    """
    return stages / mean


def approach(current: Array, target: Array, speed: float) -> Array:
    """Move a response towards its target by a fixed share of the remaining distance.

    Parameters
    ----------
    current : (..., area), any unit
        The response at the end of last year.
    target : (..., area), in the unit of `current`
        What the response would be in the long run.
    speed : float, share of the distance per year
        One of `productivity_speed`, `slow_health_speed`, `fast_health_speed` and `risk_speed`.

    Returns
    -------
    (..., area), in the unit of `current`

    Notes
    -----
    ``current + speed (target - current)``, partial adjustment: after n years at a constant target
    ``1 - (1 - speed)^n`` of the distance is covered. Assumption A30 of ODD.md for health; speeds are judgement but for
    Alexiou et al. 2021 (council services, within four years).

    Examples
    --------
    >>> import numpy as np
    >>> approach(np.array([0.0]), np.array([10.0]), 0.3)
    array([3.])
    """
    return current + speed * (target - current)
