"""The bodies that decide what a fund's money buys where the centre leaves it to others, and how they share it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array

Indices = npt.NDArray[np.int64]

CENTRE: Final = "centre"
"""Who decides unless a fund says otherwise: its own shares of uses hold everywhere."""
_COLUMNS: Final = {"upper_tier": "upper_tier_code", "combined_authority": "combined_authority_code"}


def bodies_of(decided_by: str, baseline: Baseline) -> Indices:
    """Number the bodies that decide, and say of each area which one decides for it.

    Parameters
    ----------
    decided_by : str
        ``council``, the area's own; ``upper_tier``, its county or unitary council; ``combined_authority``, that of the
        area, or where it has none its upper tier.
    baseline : Baseline

    Returns
    -------
    (area,), number from 0 in the order of the first area of each

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> base = load_baseline()
    >>> [int(bodies_of(level, base).max()) + 1 for level in ("council", "upper_tier", "combined_authority")]
    [307, 150, 111]
    """
    own = np.array(baseline.codes, dtype=str)
    if decided_by in _COLUMNS:
        tier = baseline.areas["upper_tier_code"].fillna("").to_numpy(str)
        own = np.where(tier == "", own, tier)
        wider = baseline.areas[_COLUMNS[decided_by]].fillna("").to_numpy(str)
        own = np.where(wider == "", own, wider)
    _, first, number = np.unique(own, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number].astype(np.int64)


def shared_within(share: Array, own: Array, bodies: Indices) -> Array:
    """Share what the areas of each body have together anew between them.

    Parameters
    ----------
    share : (area,), of a fund's money
    own : (area,), of any money
        By the rule of the bodies; 0 or more.
    bodies : (area,), number from 0

    Returns
    -------
    (area,), of the fund's money
        The sum over each body stays; a body to none of whose areas its rule gives anything keeps the fund's shares.

    Examples
    --------
    >>> shared_within(np.array([0.6, 0.2, 0.2]), np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1])).tolist()
    [0.4, 0.4, 0.2]
    """
    pot, weight = np.bincount(bodies, share), np.bincount(bodies, own)
    part = np.divide(own, weight[bodies], out=np.zeros_like(own), where=weight[bodies] > 0)
    return np.where(weight[bodies] > 0, pot[bodies] * part, share)
