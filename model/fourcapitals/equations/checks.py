"""What is wrong with the arrays given to a life table: every fault at once, with its place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array


def same_shape(where: str, **arrays: Array) -> tuple[Array, ...]:
    """Arrays in one shape; ages must agree, since one age for all is always a mistake."""
    shapes = [array.shape for array in arrays.values()]
    named = ", ".join(f"{name} {shape}" for name, shape in zip(arrays, shapes, strict=True))
    if any(not shape for shape in shapes) or len({shape[-1:] for shape in shapes}) > 1:
        refuse(where, [f"shapes differ: {named}; expected the same ages on the last axis"])
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        raise ValueError(f"{where}: shapes differ: {named}; expected leading axes that broadcast") from None


def fault(name: str, values: Array, wrong: npt.NDArray[np.bool_], expected: str) -> list[str]:
    """Say where the first wrong value stands, what it is, how many more there are and what was expected."""
    values, wrong = np.broadcast_arrays(values, wrong)
    places = np.argwhere(wrong)
    if not len(places):
        return []
    place = f"[{', '.join(str(index) for index in places[0])}]" if wrong.ndim else ""
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return [f"{name}{place} is {values[tuple(places[0])]:.6g}{more}; expected {expected}"]


def refuse(where: str, faults: list[str]) -> None:
    """Raise a ValueError with every fault, if there is any."""
    if faults:
        raise ValueError("\n".join(f"{where}: {fault}" for fault in faults))
