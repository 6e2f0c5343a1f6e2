"""A standard schedule of mortality and good health by age, and the years lived under it, with their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from fourcapitals.equations.age_bands import (
    closed_band_widths,
    fraction_lived_by_the_dying,
    probability_of_dying,
    share_surviving,
    years_lived,
)
from fourcapitals.equations.checks import fault, refuse, same_shape
from fourcapitals.equations.elementary import Array


class Standard(NamedTuple):
    """The schedules that the relational model moves, usually those of England, one sex.

    Attributes
    ----------
    widths : (age,), years
        Length of each band; the open one is ``np.inf`` or left out.
    mortality_rate : (…, age), deaths per person-year
        0 or more; above 0 in the open band.
    good_health_share : (…, age), share
        Part of the band in good or very good health, strictly between 0 and 1.
    infant_fraction : float, share
        Part of the first band lived by those who die in it; 0.5 for a table that does not start at birth.
    """

    widths: npt.ArrayLike
    mortality_rate: npt.ArrayLike
    good_health_share: npt.ArrayLike
    infant_fraction: float = 0.1


def person_years(mortality_rate: npt.ArrayLike, widths: npt.ArrayLike, *, infant_fraction: float = 0.1) -> Array:
    """Years lived in each band per newborn, from mortality rates alone.

    Parameters
    ----------
    mortality_rate : (…, age), deaths per person-year
        0 or more; above 0 in the open band.
    widths : (age,) or (age - 1,), years
        Length of each band, the last ``np.inf`` or left out.
    infant_fraction : float, share
        Part of the first band lived by those who die in it.

    Returns
    -------
    (…, age), years
        They add up to life expectancy at birth.

    Raises
    ------
    ValueError
        As `relational.relational_expectancies` for its standard.

    Notes
    -----
    `age_bands.years_lived` of one newborn. Source: Chiang 1968.

    Examples
    --------
    >>> person_years([0.01, 0.0, 0.02], [1, 4], infant_fraction=0.5).round(6).tolist()
    [0.995025, 3.960199, 49.502488]
    """
    rate = np.asarray(mortality_rate, dtype=np.float64)
    schedule = checked("person_years", Standard(widths, rate, np.full(rate.shape, 0.5), infant_fraction))
    return schedule.lived(np.zeros(()))


class Schedule(NamedTuple):
    """A standard that has been checked, in arrays.

    Attributes
    ----------
    closed_widths : (closed band,), years
    fraction : (closed band,), share
        Part of each closed band that those who die in it live.
    rate : (…, age), deaths per person-year
    logit_share : (…, age), log odds of good health
    """

    closed_widths: Array
    fraction: Array
    rate: Array
    logit_share: Array

    @property
    def theta_limit(self) -> Array:
        """Largest theta of the model, by leading axis of the standard: (…), log mortality.

        Just below the shift at which nobody survives the closed band with the highest load; ``q`` reaches 1 where
        ``n a M exp(theta)`` does.
        """
        load = (self.closed_widths * self.fraction * self.rate[..., :-1]).max(axis=-1)
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(load) - 1e-9)

    def broadcast(self, where: str, **values: npt.ArrayLike) -> list[Array]:
        """Values in one shape with the leading axes of the standard.

        Parameters
        ----------
        where : str
            Name of the calling function, for the message.
        **values : (…), any unit
            By the name that the message gives them.

        Returns
        -------
        list of (…), in their units

        Raises
        ------
        ValueError
            Shapes that do not broadcast.
        """
        arrays = [np.asarray(value, dtype=np.float64) for value in values.values()]
        try:
            shape = np.broadcast_shapes(self.rate.shape[:-1], *(array.shape for array in arrays))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(values, arrays, strict=True))
            message = f"{where}: shapes differ: {shapes}; expected shapes that broadcast with"
            raise ValueError(f"{message} the leading axes {self.rate.shape[:-1]} of the standard") from None
        return [np.broadcast_to(array, shape) for array in arrays]

    def shifts(self, where: str, theta: npt.ArrayLike, eta: npt.ArrayLike) -> list[Array]:
        """Theta and eta in one shape, refused where the model is not defined.

        Parameters
        ----------
        where : str
            Name of the calling function, for the message.
        theta : (…), log mortality
        eta : (…), log odds of good health

        Returns
        -------
        list of (…), log mortality and log odds of good health

        Raises
        ------
        ValueError
            A missing or infinite value, or theta above `theta_limit`.
        """
        theta, eta = self.broadcast(where, theta=theta, eta=eta)
        limit = self.theta_limit
        reason = f"a number of at most {np.min(limit):.4f}, beyond which a closed band leaves no survivor"
        refuse(
            where,
            fault("theta", theta, ~(np.isfinite(theta) & (theta <= limit)), reason)
            + fault("eta", eta, ~np.isfinite(eta), "a number"),
        )
        return [theta, eta]

    def lived(self, theta: Array) -> Array:
        """Years lived in each band per newborn, with every mortality rate multiplied by exp(theta).

        Parameters
        ----------
        theta : (…), log mortality

        Returns
        -------
        (…, age), years
        """
        rate = self.rate * np.exp(theta)[..., np.newaxis]
        survivors = share_surviving(probability_of_dying(rate[..., :-1], self.closed_widths, self.fraction))
        return years_lived(survivors, rate[..., -1], self.closed_widths, self.fraction)

    def lived_with_derivatives(self, theta: Array) -> tuple[Array, Array, Array]:
        """Years lived in each band per newborn, and their first and second derivatives by theta, analytic.

        Parameters
        ----------
        theta : (…), log mortality

        Returns
        -------
        three of (…, age), years per power of log mortality
        """
        widths, fraction = self.closed_widths, self.fraction
        rate = self.rate * np.exp(theta)[..., np.newaxis]
        closed, last = rate[..., :-1], rate[..., -1]
        # The rate is its own derivative by theta, hence every derivative here is an expression in the rate.
        load = widths * (1 - fraction) * closed
        death = probability_of_dying(closed, widths, fraction)
        death_1 = widths * closed / (1 + load) ** 2
        death_2 = death_1 * (1 - load) / (1 + load)
        hazard_1 = death_1 / (1 - death)
        hazard_2 = death_2 / (1 - death) + hazard_1**2
        none = np.zeros_like(rate[..., :1])
        log_survival_1 = np.concatenate([none, -np.cumsum(hazard_1, axis=-1)], axis=-1)
        log_survival_2 = np.concatenate([none, -np.cumsum(hazard_2, axis=-1)], axis=-1)
        survival = share_surviving(death)
        survival_1 = survival * log_survival_1
        survival_2 = survival * (log_survival_1**2 + log_survival_2)
        # Years lived are linear in survivors but for the open band, which also divides by its rate.
        lived = years_lived(survival, last, widths, fraction)
        lived_1 = years_lived(survival_1, last, widths, fraction)
        lived_2 = years_lived(survival_2, last, widths, fraction)
        lived_2[..., -1] += lived[..., -1] - 2 * lived_1[..., -1]
        lived_1[..., -1] -= lived[..., -1]
        return lived, lived_1, lived_2


def checked(where: str, standard: Standard) -> Schedule:
    """Turn a standard into arrays, refused with every fault where it is no life table.

    Parameters
    ----------
    where : str
        Name of the calling function, for the message.
    standard : Standard

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        Shapes that do not match; rates or shares outside their range; a closed band that nobody would survive.

    Notes
    -----
    A closed band is survived while ``n a M < 1``, by definition of `age_bands.probability_of_dying`.

    Examples
    --------
    >>> checked("here", Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5])).closed_widths
    array([1., 4.])
    """
    rate = np.asarray(standard.mortality_rate, dtype=np.float64)
    share = np.asarray(standard.good_health_share, dtype=np.float64)
    rate, share = same_shape(where, mortality_rate=rate, good_health_share=share)
    closed = closed_band_widths(where, standard.widths, rate.shape[-1])
    fraction = fraction_lived_by_the_dying(where, standard.infant_fraction, closed)
    limit = 1 / np.maximum(closed * fraction, np.finfo(np.float64).tiny)
    refuse(
        where,
        fault("mortality_rate", rate, ~(np.isfinite(rate) & (rate >= 0)), "0 or more")
        + fault("mortality_rate in the open band", rate[..., -1], rate[..., -1] == 0, "more than 0")
        + fault(
            "mortality_rate",
            rate[..., :-1],
            np.isfinite(rate[..., :-1]) & (rate[..., :-1] >= limit),
            "below 1 / (n a) in a closed band, or none survives it",
        )
        + fault("good_health_share", share, ~((share > 0) & (share < 1)), "more than 0 and less than 1"),
    )
    return Schedule(closed, fraction, rate, np.asarray(logit(share)))
