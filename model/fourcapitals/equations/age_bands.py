"""Age bands: their widths, the probability of dying in them, survivors and years lived."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

INFANT_FRACTION = 0.1
"""Part of its first year that an infant who dies in it lives, as a share (UKHSA, PHEindicatormethods)."""


def probability_of_dying(closed_rate: Array, closed_widths: Array, fraction: Array) -> Array:
    """Probability of dying in each closed band, from its mortality rate.

    Parameters
    ----------
    closed_rate : (…, closed band), deaths per person-year
        Central rate M.
    closed_widths : (closed band,), years
        Length n of each band.
    fraction : (closed band,), share
        Part a of the band that those who die in it live.

    Returns
    -------
    (…, closed band), probability

    Notes
    -----
    ``q = n M / (1 + n (1 - a) M)``. Source: Chiang 1968.

    Examples
    --------
    At 2 deaths per 100 person-years, lived half by the dying, 9.5% die within five years:

    >>> probability_of_dying(np.array([0.02]), np.array([5.0]), np.array([0.5])).round(4)
    array([0.0952])
    """
    return closed_widths * closed_rate / (1 + closed_widths * (1 - fraction) * closed_rate)


def share_surviving(closed_death: Array) -> Array:
    """Share of newborns that reaches each band.

    Parameters
    ----------
    closed_death : (…, closed band), probability
        Of dying in each band, from `probability_of_dying`.

    Returns
    -------
    (…, band), share
        1 for the first band; one band more than given, the open one.

    Notes
    -----
    ``l_next = l (1 - q)``. Source: Chiang 1968.

    Examples
    --------
    >>> share_surviving(np.array([0.1, 0.5]))
    array([1.  , 0.9 , 0.45])
    """
    born = np.ones_like(closed_death[..., :1])
    return np.concatenate([born, np.cumprod(1 - closed_death, axis=-1)], axis=-1)


def years_lived(survivors: Array, open_rate: Array, closed_widths: Array, fraction: Array) -> Array:
    """Years lived in each band, by newborns of whom a share reaches it.

    Parameters
    ----------
    survivors : (…, band), share or people
        Who reach each band.
    open_rate : (…), deaths per person-year
        Mortality rate of the open band.
    closed_widths : (closed band,), years
        Length n of each closed band.
    fraction : (closed band,), share
        Part a of the band that those who die in it live.

    Returns
    -------
    (…, band), years
        Per newborn for shares, in total for people.

    Notes
    -----
    ``L = n ((1 - a) l_next + a l)``, and ``L = l / M`` in the open band, where everyone dies at a constant rate.
    Source: Chiang 1968.

    Examples
    --------
    Half of 100 newborns die within ten years, lived half by them; the others live 20 years more on average:

    >>> years_lived(np.array([100.0, 50.0]), np.array(0.05), np.array([10.0]), np.array([0.5]))
    array([ 750., 1000.])
    """
    closed = closed_widths * ((1 - fraction) * survivors[..., 1:] + fraction * survivors[..., :-1])
    return np.concatenate([closed, (survivors[..., -1] / open_rate)[..., np.newaxis]], axis=-1)


def closed_band_widths(where: str, widths: npt.ArrayLike, bands: int) -> Array:
    """Widths of all bands but the open one.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    widths : (band,) or (closed band,), years
        The last ``np.inf`` or left out.
    bands : int, bands
        How many there are with the open one.

    Returns
    -------
    (closed band,), years
        By definition all but the last.

    Raises
    ------
    ValueError
        Another number of widths than of bands, or a width that is not above 0 and finite.

    Examples
    --------
    >>> closed_band_widths("here", [1, 4, np.inf], 3)
    array([1., 4.])
    """
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


def fraction_lived_by_the_dying(where: str, infant_fraction: npt.ArrayLike | None, closed_widths: Array) -> Array:
    """Part of each closed band that those who die in it live.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    infant_fraction : share or (closed band,), share, optional
        Of the first band, or of every band; 0.1 for a first band of one year and one half for any other if left out.
    closed_widths : (closed band,), years

    Returns
    -------
    (closed band,), share
        One half in all other bands unless given, where deaths spread evenly; infants die early in their first year.

    Raises
    ------
    ValueError
        A share outside 0 to 1, or as many as there are not bands.

    Notes
    -----
    Source: UKHSA, R package PHEindicatormethods (phe_life_expectancy): 0.1 for infants; Chiang 1968.

    Examples
    --------
    >>> fraction_lived_by_the_dying("here", 0.1, np.array([1.0, 4.0, 5.0]))
    array([0.1, 0.5, 0.5])
    """
    if infant_fraction is None:
        infant_fraction = INFANT_FRACTION if closed_widths[0] == 1 else 0.5
    given = numbers(where, "infant_fraction", infant_fraction)
    if given.ndim and given.shape != closed_widths.shape:
        refuse(where, [f"infant_fraction has shape {given.shape}; expected one share or {closed_widths.shape}"])
    refuse(where, fault("infant_fraction", given, ~((given >= 0) & (given <= 1)), "0 to 1"))
    fraction = np.full(closed_widths.shape, 0.5)
    fraction[: None if given.ndim else 1] = given
    return fraction
