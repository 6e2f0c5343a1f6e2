"""Age bands: their widths, who survives them, years lived in them, and the wording of what is wrong with them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array


def probability_of_dying(closed_rate: Array, closed_widths: Array, fraction: Array) -> Array:
    """Probability of dying in each closed band (Chiang), from its rate and the fraction that the dying live of it."""
    return closed_widths * closed_rate / (1 + closed_widths * (1 - fraction) * closed_rate)


def share_surviving(closed_death: Array) -> Array:
    """Share of newborns that reaches each band."""
    born = np.ones_like(closed_death[..., :1])
    return np.concatenate([born, np.cumprod(1 - closed_death, axis=-1)], axis=-1)


def years_lived(survivors: Array, open_rate: Array, closed_widths: Array, fraction: Array) -> Array:
    """Years lived in each band by the survivors who enter it."""
    closed = closed_widths * ((1 - fraction) * survivors[..., 1:] + fraction * survivors[..., :-1])
    return np.concatenate([closed, (survivors[..., -1] / open_rate)[..., np.newaxis]], axis=-1)


def closed_band_widths(where: str, widths: npt.ArrayLike, bands: int) -> Array:
    """Widths of all bands but the open one."""
    given = np.asarray(widths, dtype=np.float64)
    closed = given[:-1] if given.ndim == 1 and given.size and np.isposinf(given[-1]) else given
    if closed.ndim != 1 or closed.size + 1 != bands or bands < 2:
        refuse(
            where,
            [
                f"widths has shape {given.shape} for {bands} age bands; expected one width per band, "
                f"at least one closed band and then the open one (np.inf, or left out)"
            ],
        )
    refuse(where, fault("widths", closed, ~(np.isfinite(closed) & (closed > 0)), "more than 0 years, finite"))
    return closed


def fraction_lived_by_the_dying(where: str, infant_fraction: float, closed_widths: Array) -> Array:
    """Fraction of each closed band that those who die in it live: a half, but for infants."""
    first = np.asarray(infant_fraction, dtype=np.float64)
    refuse(where, fault("infant_fraction", first, ~((first >= 0) & (first <= 1)), "0 to 1"))
    fraction = np.full(closed_widths.shape, 0.5)
    fraction[0] = infant_fraction
    return fraction


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
