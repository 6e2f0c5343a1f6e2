"""What it would be worth to know: all that is uncertain, or one number of it, before an option is chosen.

Utilities have the draws on their first axis and the options on their last.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import ndtri

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

DEGREE: Final = 4
"""Of the polynomial in a number's rank by which its say in the utilities is fitted."""
SPIKE: Final = 0.1
"""Share of draws with one value from which that value has a mean of its own in the fit."""


def value_of_perfect_information(utility: Array) -> float:
    """What knowing everything beforehand would add to the expected utility of the choice.

    Parameters
    ----------
    utility : (draw, option), any unit

    Returns
    -------
    float, in the unit of `utility`
        0 or more.

    Notes
    -----
    ``mean over draws of the best - best of the means``. Source: Raiffa and Schlaifer 1961, Applied statistical
    decision theory.

    Examples
    --------
    >>> first, second = np.array([5.0, 10.0, 2.0, 12.0, 6.0]), np.array([12.0, 8.0, 15.0, 4.0, 6.0])
    >>> utility = 10 * np.stack([0 * first, first, second], axis=1) - np.array([0.0, 50.0, 80.0])
    >>> value_of_perfect_information(utility)
    28.0
    """
    utility = _checked("value_of_perfect_information", utility)
    return max(float(utility.max(axis=1).mean() - utility.mean(axis=0).max()), 0.0)


def value_of_partial_information(utility: Array, number: Array) -> float:
    """What knowing one number beforehand would add to the expected utility of the choice.

    Parameters
    ----------
    utility : (draw, option), any unit
    number : (draw,), any unit
        The number in each draw.

    Returns
    -------
    float, in the unit of `utility`
        From 0 to the value of perfect information. A number without any say has a small value above 0, by chance: set
        it beside that of a number that was shuffled.

    Raises
    ------
    ValueError
        Other draws of the number than of the utilities, or values that are not finite.

    Notes
    -----
    ``mean over draws of the best fitted utility - best of the means``, where each option's utility less that of the
    first is regressed on the number: a polynomial of degree `DEGREE` in its rank, the normal score of the rank, and a
    mean of its own for a value that a tenth of draws share. Source: Strong, Oakley and Brennan 2014, Medical Decision
    Making 34:311-326, whose regression is a spline.

    Examples
    --------
    >>> number = np.linspace(-1.0, 1.0, 401)
    >>> sure = np.stack([0 * number, number], axis=1)
    >>> round(value_of_partial_information(sure, number), 3), round(value_of_perfect_information(sure), 3)
    (0.251, 0.251)
    """
    where = "value_of_partial_information"
    utility, number = _checked(where, utility), numbers(where, "number", number)
    if number.shape != utility.shape[:1]:
        refuse(where, [f"number {number.shape}, utility {utility.shape}; expected a number for each draw"])
    refuse(where, fault("number", number, ~np.isfinite(number), "a finite number"))
    columns = _columns_of(number)
    beyond = utility - utility[:, :1]
    fitted = columns @ np.linalg.lstsq(columns, beyond, rcond=None)[0]
    gain = float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())
    return min(max(gain, 0.0), value_of_perfect_information(utility))


def _columns_of(number: Array) -> Array:
    """(draw, column): what utilities are regressed on, from the rank of the number; ties share their rank."""
    values, place, count = np.unique(number, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - count / 2)[place] / len(number)
    degree = min(DEGREE, len(values) - 1)
    columns = np.asarray(np.polynomial.legendre.legvander(2 * rank - 1, degree), np.float64)
    if len(values) > degree + 1:
        columns = np.column_stack([columns, ndtri(rank)])
        most = int(count.argmax())
        if count[most] >= SPIKE * len(number):
            columns = np.column_stack([columns, place == most])
    return columns


def _checked(where: str, utility: Array) -> Array:
    utility = numbers(where, "utility", utility)
    if utility.ndim != 2 or not utility.size:
        refuse(where, [f"utility {utility.shape}; expected (draw, option), one of each at least"])
    refuse(where, fault("utility", utility, ~np.isfinite(utility), "a finite number"))
    return utility
