"""Shares of a result's variance among groups of inputs: total effects on ranks, with resampled intervals."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from fourcapitals.equations.elementary import Array

RESAMPLES: Final = 200
LEVEL: Final = 0.95
"""Of the intervals."""


class VarianceShares(NamedTuple):
    """Shares of the variance, a number each group; they sum to 1."""

    share: Array
    low: Array
    high: Array


def total_effects(own: Array, exchanged: Array) -> Array:
    """Total-effect index of each group of inputs: what of the variance is left when all others are held.

    Jansen's estimator, ``mean((f(a) - f(a with the group from b))^2) / (2 var f)``.

    Parameters
    ----------
    own : (point,), any unit
        Results at the points a.
    exchanged : (group, point), the same unit
        Results with the inputs of one group taken from other points, b.

    Returns
    -------
    (group,), 1; of groups that act together the sum exceeds 1

    Notes
    -----
    Jansen 1999, Computer Physics Communications 117:35; Saltelli et al. 2010, ibid. 181:259, table 2 (f).
    """
    variance = np.var(np.concatenate([own, exchanged.ravel()]))
    effects: Array = np.mean((own - exchanged) ** 2, axis=-1) / (2 * variance)
    return effects


def variance_shares(own: Array, exchanged: Array, *, seed: int = 0) -> VarianceShares:
    """Share the spread of a result among groups of inputs: total effects on ranks, made to sum to 1.

    On ranks, so that a few extreme results do not decide alone.

    Parameters
    ----------
    own, exchanged
        As in `total_effects`; results must differ.
    seed : int
        Of the resampling of points that the intervals come from.
    """
    ranks = rankdata(np.concatenate([own[None], exchanged])).reshape(1 + len(exchanged), -1)
    points = len(own)

    def shares(chosen: npt.NDArray[np.int64]) -> Array:
        if (ranks[0, chosen] == ranks[1:, chosen]).all():
            return np.full(len(exchanged), np.nan)
        effects = total_effects(ranks[0, chosen], ranks[1:, chosen])
        summed: Array = effects / effects.sum()
        return summed

    stream = np.random.default_rng(seed)
    again = np.array([shares(stream.integers(points, size=points, dtype=np.int64)) for _ in range(RESAMPLES)])
    # Resamples that miss all points at which results differ have nothing to share.
    low, high = np.nanquantile(again, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    middle = shares(np.arange(points, dtype=np.int64))
    return VarianceShares(middle, np.minimum(low, middle), np.maximum(high, middle))
