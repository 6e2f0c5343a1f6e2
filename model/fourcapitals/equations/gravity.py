"""Gravity of flows: how moves between places fall with distance when each place keeps its totals."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

_ROUNDS: Final = 5000
_CLOSE: Final = 1e-8
"""By how much of itself a total may miss its own."""
_DECAYS: Final = (-1.0, 3.0)
"""That are searched."""


class Gravity(NamedTuple):
    """A doubly constrained gravity model of flows and how well it fits."""

    distance_decay: float
    """Fall of log flow with log distance."""
    fitted: Array
    """(origin, destination), in the unit of the flows; 0 within a place."""
    explained: float
    """Share of the deviance of flows without distance that distance explains."""
    within_factor_two: float
    """Share of all that flows which goes along pairs whose fitted flow is within half to twice."""


def constants(weights: Array, out: Array, into: Array) -> tuple[Array, Array]:
    """Find a constant of each row and column with which a table sums to given totals.

    Parameters
    ----------
    weights : (origin, destination), any unit
        Not negative; what is 0 stays 0.
    out : (origin,), any unit of flow
        Sums of the rows.
    into : (destination,), the same unit of flow
        Sums of the columns; both sum to the same.

    Returns
    -------
    two of (origin or destination,), the unit of flow of the totals over that of the weights
        Of the rows, then of the columns.

    Raises
    ------
    ValueError
        When no constants meet the totals.

    Notes
    -----
    Iterative proportional fitting. Source: Deming and Stephan 1940.

    Examples
    --------
    >>> weights = np.array([[1.0, 1.0], [1.0, 3.0]])
    >>> rows, columns = constants(weights, np.array([4.0, 4.0]), np.array([4.0, 4.0]))
    >>> (rows[:, None] * weights * columns).round(3)
    array([[2.536, 1.464],
           [1.464, 2.536]])
    """
    columns = np.ones(len(into))
    for _ in range(_ROUNDS):
        rows: Array = out / (weights @ columns)
        columns = into / (rows @ weights)
        if np.abs(rows * (weights @ columns) - out).max() <= _CLOSE * out.max():
            return rows, columns
    raise ValueError("constants: rows and columns do not come to their totals together; is a row or a column empty?")


def deviance(flows: Array, fitted: Array) -> float:
    """Deviance of Poisson flows from what a model fits.

    Parameters
    ----------
    flows : (...), moves
    fitted : (...), moves
        Above 0 where flows are.

    Returns
    -------
    float, twice the log likelihood
        That of the flows themselves less that of the model.

    Notes
    -----
    ``2 sum(flow ln(flow / fitted) - (flow - fitted))``. Source: McCullagh and Nelder 1989.

    Examples
    --------
    >>> round(deviance(np.array([4.0, 0.0]), np.array([2.0, 1.0])), 4)
    3.5452
    """
    some = flows > 0
    logs = np.log(flows[some] / fitted[some])
    return float(2 * (flows[some] @ logs - (flows - fitted).sum()))


def fit_gravity(flows: Array, distance: Array) -> Gravity:
    """Fit how moves between places fall with distance, by maximum likelihood, each place keeping its totals.

    Parameters
    ----------
    flows : (origin, destination), moves
        Not negative; those within a place, on the diagonal, do not count.
    distance : (origin, destination), km
        Above 0 off the diagonal.

    Returns
    -------
    Gravity

    Raises
    ------
    ValueError
        When flows or distances are of other shapes or signs, or no decay fits.

    Notes
    -----
    ``flow_ij = a_i b_j distance_ij^-decay``, Poisson; the constants a and b meet the sums of rows and columns, and the
    decay the mean log distance of a move. Sources: Wilson 1967; Flowerdew and Aitkin 1982.

    Examples
    --------
    >>> distance = np.array([[0.0, 10.0, 40.0], [10.0, 0.0, 20.0], [40.0, 20.0, 0.0]])
    >>> flows = np.array([[0.0, 16.0, 1.0], [16.0, 0.0, 4.0], [1.0, 4.0, 0.0]])
    >>> fit_gravity(flows, distance).fitted.round(2)
    array([[ 0., 16.,  1.],
           [16.,  0.,  4.],
           [ 1.,  4.,  0.]])
    """
    where = "fit_gravity"
    flows, distance = numbers(where, "flows", flows), numbers(where, "distance", distance)
    apart = ~np.eye(len(flows), dtype=bool)
    if flows.shape != apart.shape or distance.shape != apart.shape:
        refuse(where, [f"flows {flows.shape}, distance {distance.shape}; expected as many origins as destinations"])
    from scipy.optimize import brentq  # takes long to import, and a run fits nothing

    faults = fault("flows", flows, ~(flows >= 0), "0 or more")
    refuse(where, faults + fault("distance", distance, ~(distance > 0) & apart, "above 0 between places"))
    flows = np.where(apart, flows, 0.0)
    logs = np.log(np.where(apart, distance, 1.0))
    out, into = flows.sum(axis=1), flows.sum(axis=0)
    mean = (flows * logs).sum()

    def fitted(decay: float) -> Array:
        weights = np.where(apart, np.exp(-decay * logs), 0.0)
        rows, columns = constants(weights, out, into)
        return rows[:, None] * weights * columns

    decay = float(brentq(lambda each: float((fitted(each) * logs).sum() - mean), *_DECAYS, xtol=1e-6))
    found = fitted(decay)
    explained = 1 - deviance(flows[apart], found[apart]) / deviance(flows[apart], fitted(0.0)[apart])
    return Gravity(decay, found, explained, share_within(flows[apart], found[apart], 2.0))


def share_within(flows: Array, fitted: Array, factor: float) -> float:
    """Share of what flows along pairs whose fitted flow is within a factor of it.

    Parameters
    ----------
    flows : (...), moves
    fitted : (...), moves
    factor : float, ratio
        Above 1.

    Returns
    -------
    float, share of all moves

    Notes
    -----
    By definition: pairs count by their flow.

    Examples
    --------
    >>> share_within(np.array([10.0, 30.0]), np.array([15.0, 90.0]), 2.0)
    0.25
    """
    close = (fitted <= factor * flows) & (factor * fitted >= flows)
    return float(flows[close].sum() / flows.sum())
