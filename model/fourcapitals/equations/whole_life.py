"""What is still to come when the money has ended: sums of geometric series, discounted or not.

A stock that wears out, a response that approaches its target and a stage that hands money on all keep the same share of
themselves from one year to the next, so that their sums over all years to come have a closed form.
"""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


def discount_factor(rate: float, years: float) -> float:
    """Weight of what happens some years later.

    Parameters
    ----------
    rate : float, 1 per year
        `health_discount_rate`; 0 for no discounting.
    years : float, years

    Returns
    -------
    float, share

    Notes
    -----
    ``(1 + rate)^-years``. Source: HM Treasury, The Green Book (2022), for effects on health.

    Examples
    --------
    >>> round(discount_factor(0.015, 10.0), 4)
    0.8617
    """
    weight: float = (1 + rate) ** -years
    return weight


def total_to_come(last: Array, added: Array, kept: float, factor: float) -> Array:
    """Sum of a quantity over all years to come, each later year weighing less by a factor.

    Parameters
    ----------
    last : (area,), any unit
        The quantity at the end of the last year.
    added : (area,), unit of `last` times years
        What is added to it in years to come, in sum, each year with its weight.
    kept : float, share
        Of the quantity that is left after a year.
    factor : float, share
        Weight of a year relative to the year before; 1 for no discounting.

    Returns
    -------
    (area,), unit of `last` times years

    Notes
    -----
    With ``x_k = kept x_(k-1) + a_k`` for k = 1, 2, ... the sum ``S = sum_k factor^k x_k`` is
    ``(factor kept x_0 + sum_k factor^k a_k) / (1 - factor kept)``, by definition of a geometric series.

    Examples
    --------
    £100 of stock that loses 5% a year is worth £1,900 for a year in all years to come:

    >>> import numpy as np
    >>> total_to_come(np.array([100.0]), np.zeros(1), 0.95, 1.0).round(6)
    array([1900.])
    """
    return (factor * kept * last + added) / (1 - factor * kept)


def total_with_last(last: Array, to_come: Array, factor: float) -> Array:
    """Sum over all years to come of what a quantity was one year before.

    Parameters
    ----------
    last : (area,), any unit
        At the end of the last year.
    to_come : (area,), unit of `last` times years
        From `total_to_come`.
    factor : float, share
        As in `total_to_come`.

    Returns
    -------
    (area,), unit of `last` times years

    Notes
    -----
    ``factor (last + to_come)``, by definition of the sum.

    Examples
    --------
    >>> import numpy as np
    >>> total_with_last(np.array([100.0]), np.array([1900.0]), 1.0)
    array([2000.])
    """
    return factor * (last + to_come)


def share_handed_on(rate: float, factor: Array) -> Array:
    """Share of what a stage holds that it has handed on when all years are over, each later year weighing less.

    Parameters
    ----------
    rate : float, share per year
        What it hands on in a year, from `delays.handed_on`.
    factor : (factor,), share
        Weight of a year relative to the year before; 1 for no discounting.

    Returns
    -------
    (factor,), share

    Notes
    -----
    ``factor rate / (1 - factor (1 - rate))``: in year k it hands on ``rate (1 - rate)^(k-1)``, with weight
    ``factor^k``; all of it without discounting. Assumption A10 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> share_handed_on(0.5, np.array([1.0, 0.98])).round(4)
    array([1.    , 0.9608])
    """
    return factor * rate / (1 - factor * (1 - rate))
