"""Exponential and logarithm, called by name so that machine code can give them a form of its own (`compiled`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def exp(exponent: Array) -> Array:
    """Exponential, element by element.

    Examples
    --------
    >>> exp(np.array([0.0, 1.0])).round(6)
    array([1.      , 2.718282])
    """
    return np.exp(exponent)


def log(number: Array) -> Array:
    """Natural logarithm, element by element.

    Examples
    --------
    >>> log(np.array([1.0, 2.0])).round(6)
    array([0.      , 0.693147])
    """
    return np.log(number)
