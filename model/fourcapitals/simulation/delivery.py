"""Delivery lags: from awards to spending, and how much of that is effective and additional."""

from __future__ import annotations

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import investment
from fourcapitals.equations.delays import handed_on
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.arrays import add_to, multiply, put, put_result
from fourcapitals.vocabulary import ON_STOCK_ROUTE, STAGES

# Arrays, because machine code that looks something up in a tuple has a branch for each place of it.
_ON_STOCK_ROUTE, _STAGES = np.array(ON_STOCK_ROUTE), np.array(STAGES)


def deliver(stages: Array, awards: Array, delays: Array) -> tuple[Array, Array]:
    """Pass awards through the stages of delivery.

    Parameters
    ----------
    stages : (stage, area), £m
    awards : (use, area), £m
    delays : (use,), years

    Returns
    -------
    delivered : (use, area), £m
    stages : (stage, area), £m
    """
    delivered, after = np.zeros(awards.shape), np.zeros(stages.shape)
    first = 0
    for use in range(len(_STAGES)):
        last = first + _STAGES[use]
        pass_through_stages(delivered[use], after[first:last], stages[first:last], awards[use], delays[use])
        first = last
    return delivered, after


def mature(stages: Array, early_years: Array, delay: float) -> tuple[Array, Array]:
    """Pass early-years money (£ per head) on to the year when its children show the effect.

    Parameters
    ----------
    stages : (stage, area), £ per head
        Held at the end of last year.
    early_years : (area,), £ per head
        Net early-years money of the year.
    delay : float, years
        Mean time in the chain.
    """
    matured, after = np.zeros(early_years.shape), np.zeros(stages.shape)
    pass_through_stages(matured, after, stages, early_years, delay)
    return matured, after


def pass_through_stages(outflow: Array, after: Array, held: Array, inflow: Array, mean: float) -> None:
    """Pass one year's inflow through a chain of stages, each of which hands on the same share of what it held.

    Parameters
    ----------
    outflow : (area,), any unit
        Added to.
    after : (stage, area), same unit
        What each stage holds at the end of this year; added to.
    held : (stage, area), same unit
        What each stage held at the end of last year.
    inflow : (area,), same unit
    mean : float, years
        Mean time in the chain; at least the number of stages.

    Examples
    --------
    >>> held = np.zeros((3, 1))
    >>> for award in (100.0, 0.0, 0.0, 0.0, 0.0):
    ...     outflow, after = np.zeros(1), np.zeros((3, 1))
    ...     pass_through_stages(outflow, after, held, np.array([award]), 5.0)
    ...     held = after
    ...     print(outflow.round(2))
    [0.]
    [0.]
    [0.]
    [21.6]
    [25.92]
    """
    stages = len(held)
    if stages == 0:
        add_to(outflow, 1.0, inflow)
        return
    rate = handed_on(stages, mean)
    add_to(after[0], 1.0, inflow)
    for stage in range(stages):
        add_to(after[stage], 1 - rate, held[stage])
        add_to(after[stage + 1] if stage + 1 < stages else outflow, rate, held[stage])


def apply_money(
    p: Parameters, per_head: Array, absorptive_scale: Array, deadweight: Array, delivered: Array
) -> tuple[Array, Array]:
    """What of the money is effective and additional.

    Parameters
    ----------
    p : Parameters
    per_head : (area,), £ per head that £1m is
    absorptive_scale : (area,), £ per head per year
    deadweight : (use,), share
    delivered : (use, area), £m

    Returns
    -------
    net : (use, area), £ per head
        Effective and additional on the stock route; outcome routes rest on actual budgets and lose nothing.
    effective_share : (area,)
        On the stock route.
    """
    net = np.empty(delivered.shape)
    spend = np.zeros(per_head.shape)
    for use in range(len(net)):
        put(net[use], delivered[use])
        multiply(net[use], per_head)
        if _ON_STOCK_ROUTE[use]:
            add_to(spend, 1.0, net[use])
    share = np.empty(spend.shape)
    put_result(share, investment.effective_share, spend, p.minimum_effective_scale, absorptive_scale)
    for use in range(len(net)):
        if _ON_STOCK_ROUTE[use]:
            put_result(net[use], investment.net_of_deadweight, net[use], share, deadweight[use])
    return net, share
