"""Exponential and logarithm, called by name so that compiled code can give them a form of its own (`compiled`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def exp(exponent: Array) -> Array:
    """Exponential, element by element.

    Parameters
    ----------
    exponent : (...), log

    Returns
    -------
    (...), ratio
        By definition; in compiled code within three units in the last place (D24 of ODD.md).

    Examples
    --------
    >>> exp(np.array([0.0, 1.0])).round(6)
    array([1.      , 2.718282])
    """
    return np.exp(exponent)


def log(number: Array) -> Array:
    """Natural logarithm, element by element.

    Parameters
    ----------
    number : (...), ratio
        Above 0.

    Returns
    -------
    (...), log
        By definition; in compiled code within three units in the last place (D24 of ODD.md).

    Examples
    --------
    >>> log(np.array([1.0, 2.0])).round(6)
    array([0.      , 0.693147])
    """
    return np.log(number)
