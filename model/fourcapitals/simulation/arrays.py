"""How arrays over areas are visited, written and lent; machine code has forms of its own for each (`compiled`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fourcapitals.equations.elementary import Array


def each_area(behaviour: Callable[..., Any], held: Any, *own: Any) -> Any:
    """Let every area act by itself.

    Parameters
    ----------
    behaviour : callable
        Takes `held` and one area's own numbers; gives numbers. Element by element: no area sees another.
    held
        What is the same for all areas.
    own : arrays over areas, or (named) tuples of them
        What each area has.

    Returns
    -------
    As `behaviour`, with arrays over areas.

    Examples
    --------
    >>> import numpy as np
    >>> each_area(lambda rate, stock: (1 - rate) * stock, 0.1, np.array([10.0, 20.0]))
    array([ 9., 18.])
    """
    return behaviour(held, *own)


def put(where: Array, values: Array) -> None:
    """Write values into a part of an array, of the same shape."""
    where[...] = values


def add_to(where: Array, part: float, values: Array) -> None:
    """Add a part of some values to an array over areas."""
    where += part * values


def lent(given: Any) -> Any:
    """Take arguments of a function to be read until it returns.

    In machine code nobody counts who holds what is lent. So only what a function was given may be lent, nothing that it
    made; and nothing lent, nor an array of it, may be returned or carried on: `kept` or a copy may.
    """
    return given


def kept(given: Any) -> Any:
    """Take a named tuple that is lent, to be returned or carried on."""
    return given
