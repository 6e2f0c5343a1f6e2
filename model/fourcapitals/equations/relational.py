"""The relational life table: a standard schedule moved by two numbers, mortality by theta and good health by eta.

`relational_fit.fit_relational` finds the pair that reproduces a published life expectancy and healthy life expectancy;
`relational_expansion` gives the exact derivatives there, and `second_order_change` the changes of both expectancies
that a year computes from them. Age is the last axis of arrays, other axes are free.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.standard import Standard, checked


class RelationalExpansion(NamedTuple):
    """Derivatives of both expectancies at birth by theta (log mortality) and eta (logit of good health).

    The first seven stand in the order in which `second_order_change` takes them. All have the common shape of
    theta, eta and the leading axes of the standard; units are years per unit of theta or eta (logarithms, no
    unit), squared for the second derivatives. Symbols of the literature in brackets.

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


def relational_expectancies(standard: Standard, theta: npt.ArrayLike, eta: npt.ArrayLike) -> tuple[Array, Array]:
    """Life expectancy and healthy life expectancy at birth under the relational model, exactly.

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0, one sex.
    theta : (…), log mortality
        Positive is worse. Broadcast with `eta` and with the leading axes of the standard.
    eta : (…), log odds of good health
        Positive is better.

    Returns
    -------
    two of (…), years
        Life expectancy, then healthy life expectancy.

    Raises
    ------
    ValueError
        A standard with wrong shapes, rates or shares; theta or eta missing or infinite; theta so high that a
        closed band would leave no survivor, that is, a rate of 1 / (n a) or more.

    Notes
    -----
    Every mortality rate is multiplied by exp(theta), and eta is added to the logit of every good-health share; years
    lived L follow from the rates, and ``LE = sum L``, ``HLE = sum L share``. Assumption A32 of ODD.md.

    References
    ----------
    Brass W (1971), On the scale of mortality, in Biological aspects of demography. Sullivan DF (1971), HSMHA Health
    Reports 86:347-354.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> life, healthy = relational_expectancies(standard, [0.0, 0.1], [0.0, 0.0])
    >>> life.round(4).tolist(), healthy.round(4).tolist()
    ([54.4577, 49.6952], [29.2109, 26.8278])
    """
    where = "relational_expectancies"
    schedule = checked(where, standard)
    theta, eta = schedule.shifts(where, theta, eta)
    lived = schedule.lived(theta)
    return lived.sum(axis=-1), (lived * expit(schedule.logit_share + eta[..., np.newaxis])).sum(axis=-1)


def relational_expansion(standard: Standard, theta: npt.ArrayLike, eta: npt.ArrayLike) -> RelationalExpansion:
    """First and second derivatives of the relational model at a point, analytic.

    Parameters
    ----------
    standard : Standard
        Schedules at theta = eta = 0, one sex.
    theta : (…), log mortality
        The point, usually an area's fit of `relational_fit.fit_relational`.
    eta : (…), log odds of good health
        The point.

    Returns
    -------
    RelationalExpansion
        Each of the common shape of `theta`, `eta` and the leading axes of the standard, years per power of a shift.

    Raises
    ------
    ValueError
        As `relational_expectancies`.

    Notes
    -----
    Derivatives of ``LE = sum L(theta)`` and ``HLE = sum L(theta) expit(logit + eta)``, taken where each area and sex
    stands and not at England's schedule, since the response of healthy life to mortality differs by a factor of two
    between areas (D10 of ODD.md). Source: Brass 1971 for the model.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> expansion = relational_expansion(standard, 0.0, 0.0)
    >>> [round(float(derivative), 4) for derivative in expansion]
    [-50.0421, 49.9583, -25.0389, 12.8216, 24.9615, -12.5034, -0.3568, 0.2354]
    """
    where = "relational_expansion"
    schedule = checked(where, standard)
    theta, eta = schedule.shifts(where, theta, eta)
    lived, lived_theta, lived_theta_theta = schedule.lived_with_derivatives(theta)
    share = expit(schedule.logit_share + eta[..., np.newaxis])
    share_eta = share * (1 - share)
    share_eta_eta = share_eta * (1 - 2 * share)  # since d share / d eta = share (1 - share)
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
    """What small shifts change in life and healthy life expectancy, to second order.

    Parameters
    ----------
    le_theta : (…), years per log mortality
        First field of `RelationalExpansion`, as the next six are the others.
    le_theta_theta : (…), years per square of log mortality
    hle_theta : (…), years per log mortality
    hle_eta : (…), years per log odds
    hle_theta_theta : (…), years per square of log mortality
    hle_theta_eta : (…), years per log mortality and log odds
    hle_eta_eta : (…), years per square of log odds
    theta : (…), log mortality
        Shift from the point of the expansion.
    eta : (…), log odds of good health
        Shift from the point of the expansion.

    Returns
    -------
    two of (…), years
        Change of life expectancy, then of healthy life expectancy.

    Notes
    -----
    ``dLE = le_theta theta + le_theta_theta theta^2 / 2`` and ``dHLE = hle_theta theta + hle_eta eta
    + (hle_theta_theta theta^2 + 2 hle_theta_eta theta eta + hle_eta_eta eta^2) / 2``, Taylor's series.

    Why not the life table itself: a run would build 307 x 2 tables of 20 bands a year, and the expansion is within
    .002 years of them for theta within .05 and eta within .1. Why not first order alone: there it errs by up to .02
    years, 2% of the effect. Unchecked and free of calls, so that it compiles as it stands inside the yearly loop.
    Assumption A32 of ODD.md.

    Examples
    --------
    >>> standard = Standard([1, 4], [0.01, 0.0, 0.02], [0.9, 0.9, 0.5], infant_fraction=0.5)
    >>> expansion = relational_expansion(standard, 0.0, 0.0)
    >>> changes = second_order_change(*expansion[:7], 0.01, 0.02)
    >>> [round(float(change), 6) for change in changes]
    [-0.497923, 0.004719]
    """
    le_change = le_theta * theta + le_theta_theta * (theta * theta) / 2
    hle_change = (
        hle_theta * theta
        + hle_eta * eta
        + (hle_theta_theta * (theta * theta) + 2 * hle_theta_eta * theta * eta + hle_eta_eta * (eta * eta)) / 2
    )
    return le_change, hle_change
