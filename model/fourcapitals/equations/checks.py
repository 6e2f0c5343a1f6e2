"""What is wrong with the arrays given to a life table: every fault at once, with its place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array


def same_shape(where: str, **arrays: Array) -> tuple[Array, ...]:
    """Arrays in one shape; ages must agree, since one age for all is always a mistake.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    **arrays : (…, age), any unit
        By the name that the message gives them.

    Returns
    -------
    tuple of (…, age), in their units
        Broadcast, in the order given.

    Raises
    ------
    ValueError
        Different ages on the last axis, or leading axes that do not broadcast.

    Examples
    --------
    >>> [array.shape for array in same_shape("here", deaths=np.ones((2, 3)), population=np.ones(3))]
    [(2, 3), (2, 3)]
    """
    shapes = [array.shape for array in arrays.values()]
    named = ", ".join(f"{name} {shape}" for name, shape in zip(arrays, shapes, strict=True))
    if any(not shape for shape in shapes) or len({shape[-1:] for shape in shapes}) > 1:
        refuse(where, [f"shapes differ: {named}; expected the same ages on the last axis"])
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        raise ValueError(f"{where}: shapes differ: {named}; expected leading axes that broadcast") from None


def fault(name: str, values: Array, wrong: npt.NDArray[np.bool_], expected: str) -> list[str]:
    """Say where the first wrong value stands, what it is, how many more there are and what was expected.

    Parameters
    ----------
    name : str
        Of the argument.
    values : (…), any unit
    wrong : (…), true or false
        Which values are wrong; broadcast with `values`.
    expected : str
        What a right value would be.

    Returns
    -------
    list of str
        One message, or none where nothing is wrong.

    Examples
    --------
    >>> deaths = np.array([3.0, -1.0])
    >>> fault("deaths", deaths, deaths < 0, "0 or more")
    ['deaths[1] is -1; expected 0 or more']
    """
    values, wrong = np.broadcast_arrays(values, wrong)
    places = np.argwhere(wrong)
    if not len(places):
        return []
    place = f"[{', '.join(str(index) for index in places[0])}]" if wrong.ndim else ""
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return [f"{name}{place} is {values[tuple(places[0])]:.6g}{more}; expected {expected}"]


def refuse(where: str, faults: list[str]) -> None:
    """Raise an error with every fault, if there is any.

    Parameters
    ----------
    where : str
        Name of the calling function.
    faults : list of str
        From `fault`.

    Raises
    ------
    ValueError
        With one line a fault.

    Examples
    --------
    >>> refuse("here", ["deaths[1] is -1; expected 0 or more"])
    Traceback (most recent call last):
    ValueError: here: deaths[1] is -1; expected 0 or more
    """
    if faults:
        raise ValueError("\n".join(f"{where}: {fault}" for fault in faults))
