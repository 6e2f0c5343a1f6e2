"""What is wrong with the arrays given to a life table or a measure of inequality: every fault, with its place."""

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


def numbers(where: str, name: str, given: npt.ArrayLike) -> Array:
    """Take numbers and nothing that only looks like them.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    name : str
        Of the argument.
    given : (…), any unit

    Returns
    -------
    (…), in the unit of `given`

    Raises
    ------
    ValueError
        True and false, complex numbers, text, or a masked array, whose hidden values would count.

    Examples
    --------
    >>> numbers("here", "deaths", [1, 2])
    array([1., 2.])
    >>> numbers("here", "deaths", [True, False])
    Traceback (most recent call last):
    ValueError: here: deaths are true or false; expected numbers
    """
    if isinstance(given, np.ma.MaskedArray) and np.ma.getmaskarray(given).any():
        refuse(where, [f"{name} have masked values; fill them or leave their places out"])
    array = np.asarray(given)
    if array.dtype.kind == "b":
        refuse(where, [f"{name} are true or false; expected numbers"])
    if array.dtype.kind == "c":
        refuse(where, [f"{name} are complex; expected real numbers"])
    try:
        return array.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {name} are not numbers") from None


def measured(where: str, values: npt.ArrayLike, weights: npt.ArrayLike, *, least: str = "") -> tuple[Array, Array]:
    """Take the values of areas and their weights, for a measure of inequality.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    values : (..., area), any unit
    weights : (area,), people or another quantity
    least : {"", "0 or more", "more than 0"}
        What values may be; anything finite if left out.

    Returns
    -------
    values : (..., area), in their unit
    shares : (area,), share
        The weights over their sum.

    Raises
    ------
    ValueError
        Other areas than weights, values or weights that are not finite, values below the least, weights below 0 or
        all 0. All faults at once.

    Examples
    --------
    >>> measured("gini", [1.0, 2.0], [1.0, 3.0])[1].tolist()
    [0.25, 0.75]
    >>> measured("theil", [1.0, -2.0], [1.0, 3.0], least="0 or more")
    Traceback (most recent call last):
    ValueError: theil: values[1] is -2; expected 0 or more
    """
    values, weights = numbers(where, "values", values), numbers(where, "weights", weights)
    if weights.ndim != 1 or values.ndim < 1 or values.shape[-1] != len(weights):
        refuse(where, [f"values {values.shape}, weights {weights.shape}; expected (..., area) and (area,)"])
    wrong = ~np.isfinite(values)
    if least:
        wrong = wrong | ~(values > 0 if least == "more than 0" else values >= 0)
    faults = fault("values", values, wrong, least or "a finite number")
    faults += fault("weights", weights, ~(np.isfinite(weights) & (weights >= 0)), "0 or more")
    if not faults and not weights.sum() > 0:
        faults = ["all weights are 0; expected some weight"]
    refuse(where, faults)
    return values, weights / weights.sum()
