"""From spending to effect: one dose response an area, deadweight, and the split of every £ for the ledger."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array

_SMALLEST = float(np.finfo(np.float64).tiny)


def capacity(cut_share: Array, mean_cut_share: float, slope: float) -> Array:
    """Council capacity from the cut of its spending, between 0 and 1.

    Parameters
    ----------
    cut_share : (area,)
        Share of council spending lost, 2010/11 to 2017/18.
    mean_cut_share : float
        Its mean over areas, by population.
    slope : float
        Assumption A7 of ODD.md.

    Examples
    --------
    >>> capacity(np.array([0.23]), 0.23, 2.0)
    array([0.5])
    """
    return 1 / (1 + np.exp(slope * (cut_share - mean_cut_share)))


def effective_share(spend: Array, minimum_scale: float, absorptive_scale: Array) -> Array:
    """Share of an area's spending on stocks that becomes effective (its dose response).

    Too thin a spend loses to the minimum effective scale, too thick a spend to the limits of absorption. One share
    holds for the area's total, so that two funds cannot each escape the threshold. A loss of money does as much as
    a gain of the same size (assumption A9 of ODD.md).

    Parameters
    ----------
    spend : (area,), £ per head per year
        New money delivered this year on all uses that become stocks; negative where more was taken away.
    minimum_scale : float, £ per head per year
        Spend at which half is effective; 0 for none.
    absorptive_scale : (area,), £ per head per year
        Spend at which saturation halves the effect; infinite for none.

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
    delivered : (area,), any money
    share_effective : (area,)
        From `effective_share`; 1 where estimates rest on actual budgets.
    deadweight : float

    Examples
    --------
    >>> net_of_deadweight(np.array([10.0]), np.array([0.8]), 0.25)
    array([6.])
    """
    return (1 - deadweight) * share_effective * delivered
