"""Whether draws of a Markov chain have settled, and how many independent draws they are worth."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array


def split_rhat(chains: Array) -> float:
    """Potential scale reduction of chains, each split into halves: 1 where all of them tell the same.

    Parameters
    ----------
    chains : (chain, step), any unit
        With an even number of steps; the middle one of an odd number is left out.

    Returns
    -------
    float, ratio
        Of the spread of all draws to that within halves; above 1.01 they have not settled.

    Notes
    -----
    ``sqrt(((n - 1) / n W + B / n) / W)`` over half chains of n steps, W the mean of their variances, B n times the
    variance of their means. Source: Gelman et al. 2013, Bayesian Data Analysis, third edition, section 11.4; the bound:
    Vehtari et al. 2021, Bayesian Analysis 16:667-718.

    Examples
    --------
    Halves (0, 2), (0, 2), (2, 4), (2, 4) have means 1, 1, 3, 3 and variances of 2: B / n is 4/3.

    >>> round(split_rhat(np.array([[0.0, 2.0, 0.0, 2.0], [2.0, 4.0, 2.0, 4.0]])), 6)
    1.080123
    """
    half = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :half], chains[:, -half:]])
    within = float(halves.var(axis=1, ddof=1).mean())
    between = float(halves.mean(axis=1).var(ddof=1))
    return float(np.sqrt(((half - 1) / half * within + between) / within))


def effective_size(weights: Array) -> float:
    """Number of equally weighted draws that weighted draws are worth.

    Parameters
    ----------
    weights : (draw,), any unit
        Not negative, not all 0.

    Returns
    -------
    float, number of draws

    Notes
    -----
    ``(sum w)^2 / sum w^2``. Source: Kong 1992, A note on importance sampling using standardized weights, University of
    Chicago, technical report 348.

    Examples
    --------
    >>> effective_size(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    return float(weights.sum() ** 2 / (weights**2).sum())
