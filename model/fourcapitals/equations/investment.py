"""From spending to effect: council capacity, one dose response for an area, and deadweight."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array

_SMALLEST = float(np.finfo(np.float64).tiny)


def capacity(cut_share: Array, mean_cut_share: float, slope: float) -> Array:
    """Council capacity, from the cut of the council's spending.

    Parameters
    ----------
    cut_share : (area,), share of spending
        Council spending per head lost from 2010/11 to 2017/18.
    mean_cut_share : float, share of spending
        Its mean over areas, by population.
    slope : float, log odds of capacity per share cut
        `capacity_per_cut`.

    Returns
    -------
    (area,), index from 0 to 1
        One half at the mean cut.

    Notes
    -----
    ``1 / (1 + exp(slope (cut_share - mean_cut_share)))``, a logistic curve. Assumption A7 of ODD.md; the evidence is
    qualitative: Industrial Strategy Council 2021 (judgement).

    Examples
    --------
    >>> capacity(np.array([0.23, 0.73]), 0.23, 2.0).round(4)
    array([0.5   , 0.2689])
    """
    return 1 / (1 + np.exp(slope * (cut_share - mean_cut_share)))


def effective_share(spend: Array, minimum_scale: float, absorptive_scale: Array) -> Array:
    """Share of an area's spending on stocks that becomes effective: its dose response.

    Parameters
    ----------
    spend : (area,), £ per head per year
        New money delivered this year on all uses that become stocks; negative where more was taken away.
    minimum_scale : float, £ per head per year
        `minimum_effective_scale`: spend at which half is effective; 0 for no threshold.
    absorptive_scale : (area,), £ per head per year
        `absorptive_scale` by relative capacity: spend at which saturation halves the effect; infinite for none.

    Returns
    -------
    (area,), share from 0 to 1

    Notes
    -----
    ``spend^2 / (spend^2 + minimum_scale^2) / (1 + |spend| / absorptive_scale)``. The first factor is the loss of
    spending too small for its place, the second the limit of absorption. One share holds for the area's total, so that
    two funds cannot each escape the threshold. A loss of money does as much as a gain of the same size.

    Assumptions A6 and A9 of ODD.md; sources: Becker, Egger and von Ehrlich 2012 (saturation), none for the threshold
    (a structural switch, judgement).

    Examples
    --------
    >>> effective_share(np.array([23.0, 0.0]), 6.0, np.array([250.0, 250.0])).round(6)
    array([0.857402, 0.      ])
    >>> effective_share(np.array([23.0]), 0.0, np.array([np.inf]))
    array([1.])
    >>> effective_share(np.array([-23.0]), 6.0, np.array([250.0])).round(6)
    array([0.857402])
    """
    square = spend * spend
    # 0/0 is 0: no spend has no effect, whatever the scale.
    return (
        square / np.maximum(square + minimum_scale * minimum_scale, _SMALLEST) / (1 + np.abs(spend) / absorptive_scale)
    )


def net_of_deadweight(delivered: Array, share_effective: Array, deadweight: float) -> Array:
    """Effective money that would not have been spent anyway.

    Parameters
    ----------
    delivered : (area,), money in any unit
    share_effective : (area,), share
        From `effective_share`; 1 where estimates rest on actual budgets.
    deadweight : float, share
        `deadweight` of the capital.

    Returns
    -------
    (area,), in the unit of `delivered`

    Notes
    -----
    ``(1 - deadweight) share_effective delivered``. Assumption A11 of ODD.md; source: HCA Additionality Guide 2014
    (ready-reckoners, from memory).

    Examples
    --------
    >>> net_of_deadweight(np.array([10.0]), np.array([0.8]), 0.25)
    array([6.])
    """
    return (1 - deadweight) * share_effective * delivered
