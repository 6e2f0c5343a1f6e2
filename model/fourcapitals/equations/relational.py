"""The relational life table: a standard schedule moved by two numbers, mortality by theta and good health by eta.

`fit_relational` finds the pair that reproduces a published life expectancy and healthy life expectancy;
`relational_expansion` gives the exact derivatives there, and `second_order_change` the changes of both expectancies
that the yearly loop computes from them. Age is the last axis of arrays, other axes are free.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from fourcapitals.equations.age_bands import (
    closed_band_widths,
    fault,
    fraction_lived_by_the_dying,
    probability_of_dying,
    refuse,
    same_shape,
    share_surviving,
    years_lived,
)
from fourcapitals.equations.elementary import Array

_TOLERANCE = 1e-12
"""Years by which a fitted expectancy may miss its target: some ten times the rounding error of the sum."""

_THETA_REACH = 5.0
"""Largest shift of log mortality that is searched: rates 148 times higher or lower."""

_ETA_REACH = 40.0
"""Largest shift of the logit of good health that is searched: shares of 4e-18 from 0 or 1."""


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
    infant_fraction : share
        Part of the first band lived by those who die in it; 0.5 for a table that does not start at birth.
    """

    widths: npt.ArrayLike
    mortality_rate: npt.ArrayLike
    good_health_share: npt.ArrayLike
    infant_fraction: float = 0.1


class RelationalExpansion(NamedTuple):
    """Derivatives of both expectancies at birth by theta (log mortality) and eta (logit of good health).

    The first seven stand in the order in which `second_order_change` takes them. All have the common shape of
    theta, eta and the leading axes of the standard; units are years per unit of theta or eta (logarithms, no
    unit), squared for the second derivatives. Symbols of ODD.md in brackets.

    Attributes
    ----------
    le_theta, le_theta_theta : years
        Of life expectancy [At, Att].
    hle_theta, hle_eta : years
        First derivatives of healthy life expectancy [Ht, He].
    hle_theta_theta, hle_theta_eta, hle_eta_eta : years
        Second derivatives of healthy life expectancy [Htt, Hte, Hee].
    good_health_eta : share
        Of the share of life lived in good health, by eta: `hle_eta` over life expectancy [gE].
    """

    le_theta: Array
    le_theta_theta: Array
    hle_theta: Array
    hle_eta: Array
    hle_theta_theta: Array
    hle_theta_eta: Array
    hle_eta_eta: Array
    good_health_eta: Array


def person_years(mortality_rate: npt.ArrayLike, widths: npt.ArrayLike, *, infant_fraction: float = 0.1) -> Array:
    """Years lived in each band per newborn, from mortality rates alone.

    Parameters
    ----------
    mortality_rate : (…, age), deaths per person-year
        0 or more; above 0 in the open band.
    widths : (age,) or (age - 1,), years
        Length of each band, the last ``np.inf`` or left out.
    infant_fraction : share
        Part of the first band lived by those who die in it.

    Returns
    -------
    (…, age), years
        They add up to life expectancy at birth.

    Raises
    ------
    ValueError
        As `relational_expectancies` for its standard.

    Examples
    --------
    >>> person_years([0.01, 0.0, 0.02], [1, 4], infant_fraction=0.5).round(6).tolist()
    [0.995025, 3.960199, 49.502488]
    """
    rate = np.asarray(mortality_rate, dtype=np.float64)
    schedule = _checked("person_years", Standard(widths, rate, np.full(rate.shape, 0.5), infant_fraction))
    return schedule.lived(np.zeros(()))


def relational_expectancies(standard: Standard, theta: npt.ArrayLike, eta: npt.ArrayLike) -> tuple[Array, Array]:
    """Life expectancy and healthy life expectancy at birth under the relational model, exactly.

    Every mortality rate of the standard is multiplied by exp(theta), and eta is added to the logit of every
    good-health share: a Brass-type model with two parameters.

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0.
    theta : (…), log mortality
        Positive is worse. Broadcast with `eta` and with the leading axes of the standard.
    eta : (…), logit of good health
        Positive is better.

    Returns
    -------
    (…), years
        Life expectancy, then healthy life expectancy.

    Raises
    ------
    ValueError
        A standard with wrong shapes, rates or shares; theta or eta missing or infinite; theta so high that a
        closed band would leave no survivor, that is, a rate of 1 / (n a) or more.

    References
    ----------
    Brass W (1971), On the scale of mortality, in Biological aspects of demography. ODD.md, submodel health.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> life, healthy = relational_expectancies(standard, [0.0, 0.1], [0.0, 0.0])
    >>> life.round(4).tolist(), healthy.round(4).tolist()
    ([54.4577, 49.6952], [29.2109, 26.8278])
    """
    where = "relational_expectancies"
    schedule = _checked(where, standard)
    theta, eta = schedule.shifts(where, theta, eta)
    lived = schedule.lived(theta)
    return lived.sum(axis=-1), (lived * expit(schedule.logit_share + eta[..., np.newaxis])).sum(axis=-1)


def fit_relational(
    standard: Standard, life_expectancy: npt.ArrayLike, healthy_life_expectancy: npt.ArrayLike
) -> tuple[Array, Array]:
    """Find the theta and eta that reproduce a published life expectancy and healthy life expectancy.

    Life expectancy depends on theta alone and falls with it; given theta, healthy life expectancy rises with
    eta from 0 to life expectancy. So the pair exists, is unique, and two safeguarded Newton searches find it,
    each element for itself (its result does not depend on the others in the array).

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0.
    life_expectancy, healthy_life_expectancy : (…), years
        At birth. Broadcast with each other and with the leading axes of the standard.

    Returns
    -------
    (…), log mortality and logit of good health
        theta, then eta. Both targets are met to 1e-12 years.

    Raises
    ------
    ValueError
        Targets that no pair meets: missing values, healthy life expectancy not between 0 and life expectancy,
        life expectancy beyond the reach of the standard. The least within reach is where a closed band would
        leave no survivor: near 70 years for five-year bands up to age 90, less for narrower bands.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> theta, eta = fit_relational(standard, [50.0, 60.0], [30.0, 30.0])
    >>> theta.round(6).tolist(), eta.round(6).tolist()
    ([0.093291, -0.105046], [0.260301, -0.139613])
    """
    where = "fit_relational"
    schedule = _checked(where, standard)
    life, healthy = schedule.broadcast(
        where, life_expectancy=life_expectancy, healthy_life_expectancy=healthy_life_expectancy
    )
    highest = np.minimum(schedule.theta_limit, _THETA_REACH)
    shortest = schedule.lived(highest).sum(axis=-1)
    longest = schedule.lived(np.full_like(highest, -_THETA_REACH)).sum(axis=-1)
    refuse(
        where,
        fault(
            "life_expectancy",
            life,
            ~((life >= shortest) & (life <= longest)),
            f"between {np.max(shortest):.4f} and {np.min(longest):.4f} years, the reach of this standard",
        )
        + fault(
            "healthy_life_expectancy",
            healthy,
            ~((healthy > 0) & (healthy < life)),
            "more than 0 years and less than the life expectancy",
        ),
    )

    def shortfall(theta: Array) -> tuple[Array, Array]:
        lived, slope, _ = schedule.lived_with_derivatives(theta)
        return life - lived.sum(axis=-1), -slope.sum(axis=-1)

    theta = _root(
        shortfall,
        where=where,
        name="life_expectancy",
        target=life,
        lowest=-_THETA_REACH,
        highest=highest,
    )
    return theta, _good_health_shift(where, schedule.lived(theta), schedule.logit_share, healthy)


def calibrate_good_health(
    widths: npt.ArrayLike,
    mortality_rate: npt.ArrayLike,
    good_health_share: npt.ArrayLike,
    healthy_life_expectancy: npt.ArrayLike,
    *,
    infant_fraction: float = 0.1,
) -> Array:
    """Shift a good-health schedule on the logit scale until it gives a published healthy life expectancy.

    Parameters
    ----------
    widths : (age,) or (age - 1,), years
        Length of each band, the last ``np.inf`` or left out.
    mortality_rate : (…, age), deaths per person-year
        Taken as given.
    good_health_share : (…, age), share
        Shape of the schedule by age, strictly between 0 and 1; its level is what is fitted.
    healthy_life_expectancy : (…), years
        At birth, to be reproduced.
    infant_fraction : share
        Part of the first band lived by those who die in it.

    Returns
    -------
    (…, age), share
        The schedule that meets the target to 1e-12 years.

    Raises
    ------
    ValueError
        Wrong shapes, rates or shares; a target that is not between 0 and the life expectancy.

    Examples
    --------
    >>> shares = calibrate_good_health([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], 35.0, infant_fraction=0.5)
    >>> shares.round(4).tolist()
    [0.9346, 0.9346, 0.6135]
    >>> float((person_years([0.01, 0.0, 0.02], [1, 4], infant_fraction=0.5) * shares).sum().round(9))
    35.0
    """
    where = "calibrate_good_health"
    schedule = _checked(where, Standard(widths, mortality_rate, good_health_share, infant_fraction))
    (healthy,) = schedule.broadcast(where, healthy_life_expectancy=healthy_life_expectancy)
    lived = schedule.lived(np.zeros_like(healthy))
    within = (healthy > 0) & (healthy < lived.sum(axis=-1))
    refuse(
        where,
        fault("healthy_life_expectancy", healthy, ~within, "more than 0 years and less than the life expectancy"),
    )
    eta = _good_health_shift(where, lived, schedule.logit_share, healthy)
    shares: Array = expit(schedule.logit_share + eta[..., np.newaxis])
    return shares


def relational_expansion(standard: Standard, theta: npt.ArrayLike, eta: npt.ArrayLike) -> RelationalExpansion:
    """First and second derivatives of the relational model at a point, analytic.

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0.
    theta, eta : (…), log mortality and logit of good health
        The point, usually an area's fit of `fit_relational`.

    Returns
    -------
    RelationalExpansion
        Each of the common shape of `theta`, `eta` and the leading axes of the standard.

    Raises
    ------
    ValueError
        As `relational_expectancies`.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> expansion = relational_expansion(standard, 0.0, 0.0)
    >>> [round(float(derivative), 4) for derivative in expansion]
    [-50.0421, 49.9583, -25.0389, 12.8216, 24.9615, -12.5034, -0.3568, 0.2354]
    """
    where = "relational_expansion"
    schedule = _checked(where, standard)
    theta, eta = schedule.shifts(where, theta, eta)
    lived, lived_theta, lived_theta_theta = schedule.lived_with_derivatives(theta)
    share = expit(schedule.logit_share + eta[..., np.newaxis])
    share_eta = share * (1 - share)
    share_eta_eta = share_eta * (1 - 2 * share)
    hle_eta = (lived * share_eta).sum(axis=-1)
    return RelationalExpansion(
        le_theta=lived_theta.sum(axis=-1),
        le_theta_theta=lived_theta_theta.sum(axis=-1),
        hle_theta=(lived_theta * share).sum(axis=-1),
        hle_eta=hle_eta,
        hle_theta_theta=(lived_theta_theta * share).sum(axis=-1),
        hle_theta_eta=(lived_theta * share_eta).sum(axis=-1),
        hle_eta_eta=(lived * share_eta_eta).sum(axis=-1),
        good_health_eta=hle_eta / lived.sum(axis=-1),
    )


def second_order_change(
    le_theta: Array,
    le_theta_theta: Array,
    hle_theta: Array,
    hle_eta: Array,
    hle_theta_theta: Array,
    hle_theta_eta: Array,
    hle_eta_eta: Array,
    theta: Array,
    eta: Array,
) -> tuple[Array, Array]:
    """Approximate, to second order, what small shifts change in life and healthy life expectancy.

    dLE = At theta + Att theta^2 / 2 and
    dHLE = Ht theta + He eta + (Htt theta^2 + 2 Hte theta eta + Hee eta^2) / 2,
    within .002 years of the exact model for theta within .05 and eta within .1. Unchecked and free of calls,
    so that it compiles as it stands inside the yearly loop; arrays or single numbers.

    Parameters
    ----------
    le_theta, le_theta_theta, hle_theta, hle_eta, hle_theta_theta, hle_theta_eta, hle_eta_eta : (…), years
        The first seven fields of `RelationalExpansion`.
    theta : (…), log mortality
        Shift from the point of the expansion.
    eta : (…), logit of good health
        Shift from the point of the expansion.

    Returns
    -------
    (…), years
        Change of life expectancy, then of healthy life expectancy.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> expansion = relational_expansion(standard, 0.0, 0.0)
    >>> changes = second_order_change(*expansion[:7], 0.01, 0.02)
    >>> [round(float(change), 6) for change in changes]
    [-0.497923, 0.004719]
    """
    le_change = le_theta * theta + le_theta_theta * theta**2 / 2
    hle_change = (
        hle_theta * theta
        + hle_eta * eta
        + (hle_theta_theta * theta**2 + 2 * hle_theta_eta * theta * eta + hle_eta_eta * eta**2) / 2
    )
    return le_change, hle_change


class _Schedule(NamedTuple):
    """A standard that has been checked, in arrays."""

    closed_widths: Array
    fraction: Array
    rate: Array
    logit_share: Array

    @property
    def theta_limit(self) -> Array:
        """Just below the theta at which the heaviest closed band leaves no survivor, by leading axis."""
        load = (self.closed_widths * self.fraction * self.rate[..., :-1]).max(axis=-1)
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(load) - 1e-9)

    def broadcast(self, where: str, **values: npt.ArrayLike) -> list[Array]:
        """Values in one shape with the leading axes of the standard."""
        arrays = [np.asarray(value, dtype=np.float64) for value in values.values()]
        try:
            shape = np.broadcast_shapes(self.rate.shape[:-1], *(array.shape for array in arrays))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(values, arrays, strict=True))
            message = f"{where}: shapes differ: {shapes}; expected shapes that broadcast with"
            raise ValueError(f"{message} the leading axes {self.rate.shape[:-1]} of the standard") from None
        return [np.broadcast_to(array, shape) for array in arrays]

    def shifts(self, where: str, theta: npt.ArrayLike, eta: npt.ArrayLike) -> list[Array]:
        """Theta and eta in one shape, refused where the model is not defined."""
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
        """Years lived in each band per newborn."""
        rate = self.rate * np.exp(theta)[..., np.newaxis]
        survivors = share_surviving(probability_of_dying(rate[..., :-1], self.closed_widths, self.fraction))
        return years_lived(survivors, rate[..., -1], self.closed_widths, self.fraction)

    def lived_with_derivatives(self, theta: Array) -> tuple[Array, Array, Array]:
        """Years lived in each band per newborn, and their first and second derivatives by theta."""
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


def _good_health_shift(where: str, lived: Array, logit_share: Array, target: Array) -> Array:
    """Shift of the logit of good health at which the healthy years reach the target."""

    def surplus(eta: Array) -> tuple[Array, Array]:
        shifted = logit_share + eta[..., np.newaxis]
        share = expit(shifted)
        # expit(-x), not 1 - expit(x), which is lost to rounding where nearly all are healthy.
        return (lived * share).sum(axis=-1) - target, (lived * share * expit(-shifted)).sum(axis=-1)

    return _root(
        surplus,
        where=where,
        name="healthy_life_expectancy",
        target=target,
        lowest=-_ETA_REACH,
        highest=np.asarray(_ETA_REACH),
    )


def _root(
    residual_and_slope: Callable[[Array], tuple[Array, Array]],
    *,
    where: str,
    name: str,
    target: Array,
    lowest: float,
    highest: Array,
) -> Array:
    """Root of a rising function, element by element: Newton's step, or half the bracket if that leaves it."""
    low, high = np.full(target.shape, lowest), np.array(np.broadcast_to(highest, target.shape))
    root = np.zeros(target.shape)
    for _ in range(200):
        residual, slope = residual_and_slope(root)
        unfinished = ~(np.abs(residual) <= _TOLERANCE)
        if not unfinished.any():
            return root
        low, high = np.where(residual < 0, root, low), np.where(residual > 0, root, high)
        step = root - residual / slope
        step = np.where((step > low) & (step < high), step, (low + high) / 2)
        # A finished element stays where it is, so that its value does not depend on its neighbours.
        root = np.where(unfinished, step, root)
    refuse(where, fault(name, target, unfinished, f"a value that this standard reaches to {_TOLERANCE:g} years"))
    return root


def _checked(where: str, standard: Standard) -> _Schedule:
    """Refuse a standard that is no life table, with every fault."""
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
    return _Schedule(closed, fraction, rate, np.asarray(logit(share)))
