"""Joint bids: councils of one upper tier bid together, and share the work of a bid and its grant by population."""

from __future__ import annotations

from typing import Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Indices, Terms

HALF: Final = 0.5 - 1e-9
"""Of the people of those who would bid together, less rounding."""


def mean_of_bidders(values: Array, lead: Indices, part: Array) -> Array:
    """What those who bid together have in the mean by population, the same for each of them.

    Parameters
    ----------
    values : (area,), any unit
    lead : (area,)
        Position of the first area of those with which it bids; its own where it bids alone.
    part : (area,), share of the people of those who bid together

    Returns
    -------
    (area,), unit of the values

    Examples
    --------
    >>> mean_of_bidders(np.array([1.0, 5.0, 7.0]), np.array([0, 0, 2]), np.array([0.75, 0.25, 1.0]))
    array([2., 2., 7.])
    """
    together, mean = np.zeros(len(values)), np.zeros(len(values))
    for area in range(len(values)):
        together[lead[area]] += part[area] * values[area]
    for area in range(len(values)):
        mean[area] = together[lead[area]]
    return mean


def assessed_once(shocks: Array, terms: Terms) -> Array:
    """Give those who bid together one shock: a bid is assessed once, however many write it.

    Parameters
    ----------
    shocks : (year, fund, area)
        Of bids.
    terms : Terms

    Returns
    -------
    (year, fund, area)
        That of the first of them.
    """
    if not len(terms.lead):
        return shocks
    return np.take_along_axis(shocks, np.broadcast_to(terms.lead, shocks.shape), axis=2)
