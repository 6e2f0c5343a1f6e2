"""Age bands: their widths, the probability of dying in them, survivors and years lived."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.checks import fault, refuse
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
