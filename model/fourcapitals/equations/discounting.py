"""Present values: what money and health of later years weigh today, at rates that may decline with time."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array


def discount_factors(years: Array, rates: Array, until: Array) -> Array:
    """Weights of later years at a rate that steps down with time.

    Parameters
    ----------
    years : (year,), years
        After the year that weighs 1; years before it weigh more.
    rates : (step,), 1 per year
        Above -1; the first counts from the beginning.
    until : (step,), years
        The last year after the first one in which a rate counts, ascending from above 0; the last rate goes on.

    Returns
    -------
    (year,), share

    Raises
    ------
    ValueError
        Rates of -1 or below, ends of steps that do not ascend, or other numbers of them; with every fault.

    Notes
    -----
    ``prod over steps of (1 + rate)^-(years inside the step)``. Source: HM Treasury, The Green Book (2022), annex 6:
    3.5% to year 30 and 3.0% from 31 to 75; for effects on health 1.5% and 1.29%.

    Examples
    --------
    >>> declining = np.array([0.035, 0.03]), np.array([30.0, 75.0])
    >>> discount_factors(np.array([0.0, 10.0, 16.0, 40.0]), *declining).round(6)
    array([1.      , 0.708919, 0.576706, 0.265105])
    """
    where = "discount_factors"
    years, rates, until = numbers(where, "years", years), numbers(where, "rates", rates), numbers(where, "until", until)
    if rates.ndim != 1 or rates.shape != until.shape or not len(rates):
        refuse(where, [f"rates {rates.shape}, until {until.shape}; expected as many ends as rates, one at least"])
    faults = fault("rates", rates, ~(np.isfinite(rates) & (rates > -1)), "more than -1")
    ends = np.concatenate([[0.0], until])
    faults += fault("until", until, ~(np.diff(ends) > 0), "ends that ascend from above 0")
    refuse(where, faults + fault("years", years, ~np.isfinite(years), "a finite number of years"))
    starts = ends[:-1].copy()
    starts[0], last = -np.inf, np.concatenate([until[:-1], [np.inf]])
    # Each step counts the years inside it; what lies before the first year compounds at the first rate.
    inside = np.clip(years[..., None], starts, last) - np.where(np.isinf(starts), 0.0, starts)
    factors: Array = np.exp(-(inside * np.log1p(rates)).sum(axis=-1))
    return factors


def present_value(flows: Array, factors: Array) -> Array:
    """Add up yearly flows, each with the weight of its year.

    Parameters
    ----------
    flows : (..., year), £m or years of health
    factors : (year,), share
        From `discount_factors`.

    Returns
    -------
    (...), in the unit of `flows`
        By definition ``sum flows x factors``.

    Examples
    --------
    >>> cost = np.array([100.0, 100.0, 0.0, 0.0, 0.0])
    >>> present_value(cost, discount_factors(np.arange(5.0), np.array([0.035]), np.array([30.0]))).round(6)
    np.float64(196.618357)
    """
    total: Array = np.asarray(flows) @ factors
    return total
