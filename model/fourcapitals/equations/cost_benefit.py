"""Costs against benefits in money: the net present social value and the benefit-cost ratio."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array


def net_present_value(benefits: Array, costs: Array) -> Array:
    """What society gains beyond what the public pays.

    Parameters
    ----------
    benefits : (...), £m
        Present value; private costs count against it.
    costs : (...), £m
        Present value of public costs.

    Returns
    -------
    (...), £m
        By definition ``benefits - costs``.

    Examples
    --------
    >>> net_present_value(np.array([127.599497 + 235.324167]), np.array([196.618357])).round(6)
    array([166.305307])
    """
    return benefits - costs


def benefit_cost_ratio(benefits: Array, costs: Array) -> Array:
    """Benefits for each £ of public cost.

    Parameters
    ----------
    benefits : (...), £m
        Present value.
    costs : (...), £m
        Present value of public costs.

    Returns
    -------
    (...), ratio
        Not a number where the public pays nothing or saves, of which a ratio says nothing.

    Notes
    -----
    ``benefits / costs``, over public costs alone. Source: HM Treasury, The Green Book (2022), chapter 5.

    Examples
    --------
    >>> benefit_cost_ratio(np.array([362.923663, 10.0]), np.array([196.618357, 0.0])).round(6)
    array([1.845828,      nan])
    """
    benefits, costs = np.broadcast_arrays(np.asarray(benefits, np.float64), np.asarray(costs, np.float64))
    ratio: Array = np.divide(benefits, costs, where=costs > 0, out=np.full(benefits.shape, np.nan))
    return ratio


def value_at_par(costs: Array, other_benefits: Array, effects: Array) -> Array:
    """What a unit of an effect must be worth for benefits to equal costs.

    Parameters
    ----------
    costs : (...), £m
        Present value of public costs.
    other_benefits : (...), £m
        Present value of benefits that have their price already.
    effects : (...), any unit
        Present value of the effect whose worth is asked.

    Returns
    -------
    (...), £m per unit of the effect
        Unbounded where there is no effect to pay for; below 0 where other benefits alone exceed the cost.

    Notes
    -----
    ``(costs - other_benefits) / effects``, a switching value. Source: HM Treasury, The Green Book (2022), chapter 5.

    Examples
    --------
    >>> value_at_par(np.array([100.0, 100.0]), np.array([40.0, 0.0]), np.array([1000.0, 0.0]))
    array([0.06,  inf])
    """
    left, effects = np.broadcast_arrays(np.asarray(costs - other_benefits), np.asarray(effects, np.float64))
    without = np.where(left == 0, np.nan, np.copysign(np.inf, left))
    worth: Array = np.divide(left, effects, where=effects != 0, out=without)
    return worth
