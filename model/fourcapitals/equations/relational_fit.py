"""The shifts of a standard schedule that reproduce published life and healthy life expectancies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from fourcapitals.equations.checks import fault, refuse
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.standard import Standard, checked

_TOLERANCE = 1e-12
"""Years by which a fitted expectancy may miss its target: some ten times the rounding error of the sum."""

_THETA_REACH = 5.0
"""Largest shift of log mortality that is searched: rates 148 times higher or lower."""

_ETA_REACH = 40.0
"""Largest shift of the logit of good health that is searched: shares of 4e-18 from 0 or 1."""


def fit_relational(
    standard: Standard, life_expectancy: npt.ArrayLike, healthy_life_expectancy: npt.ArrayLike
) -> tuple[Array, Array]:
    """Find the theta and eta that reproduce a published life expectancy and healthy life expectancy.

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0, one sex.
    life_expectancy : (…), years
        At birth. Broadcast with the other target and with the leading axes of the standard.
    healthy_life_expectancy : (…), years
        At birth.

    Returns
    -------
    two of (…), log mortality and log odds of good health
        theta, then eta. Both targets are met to 1e-12 years.

    Raises
    ------
    ValueError
        Targets that no pair meets: missing values, healthy life expectancy not between 0 and life expectancy,
        life expectancy beyond the reach of the standard. The least within reach is where a closed band would
        leave no survivor: near 70 years for five-year bands up to age 90, less for narrower bands.

    Notes
    -----
    Life expectancy depends on theta alone and falls with it; given theta, healthy life expectancy rises with eta from
    0 to life expectancy. So the pair exists and is unique, and two safeguarded Newton searches find it, each element
    for itself (its result does not depend on the others in the array). Assumption A32 of ODD.md; source: Brass 1971.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> theta, eta = fit_relational(standard, [50.0, 60.0], [30.0, 30.0])
    >>> theta.round(6).tolist(), eta.round(6).tolist()
    ([0.093291, -0.105046], [0.260301, -0.139613])
    """
    where = "fit_relational"
    schedule = checked(where, standard)
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
    """Shift a schedule of good health on the logit scale until it gives a published healthy life expectancy.

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
    infant_fraction : float, share
        Part of the first band lived by those who die in it.

    Returns
    -------
    (…, age), share
        The schedule that meets the target to 1e-12 years.

    Raises
    ------
    ValueError
        Wrong shapes, rates or shares; a target that is not between 0 and the life expectancy.

    Notes
    -----
    ``expit(logit(good_health_share) + eta)`` with the eta that solves ``sum L share = healthy_life_expectancy``.
    Assumption A4 of ODD.md: no schedule by age is among the sources, only its level is published.

    Examples
    --------
    >>> from fourcapitals.equations.standard import person_years
    >>> shares = calibrate_good_health([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], 35.0, infant_fraction=0.5)
    >>> shares.round(4).tolist()
    [0.9346, 0.9346, 0.6135]
    >>> float((person_years([0.01, 0.0, 0.02], [1, 4], infant_fraction=0.5) * shares).sum().round(9))
    35.0
    """
    where = "calibrate_good_health"
    schedule = checked(where, Standard(widths, mortality_rate, good_health_share, infant_fraction))
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
