"""The ledger: every £ has a fund, a year, an area and a use, and what became of it.

Delivery is linear in money and the effective share is one for an area's total, so that a fund's part of everything
is worked out after the run, exactly, by passing its own awards through the same stages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.delivery import deliver
from fourcapitals.vocabulary import ON_STOCK_ROUTE, STAGES


@dataclass(frozen=True, eq=False)
class Ledger:
    """What became of every award, £m of 2019, each (year, fund, area, use).

    Cumulatively, in every year, ``gross = net + deadweight + ineffective + in_delivery``.

    Parameters
    ----------
    gross : awarded in the year
    net : delivered in the year, effective and additional
    deadweight : delivered in the year, effective, but it would have been spent anyway
    ineffective : delivered in the year, lost to too thin or too thick a spend
    in_delivery : awarded and not delivered by the end of the year
    """

    gross: Array
    net: Array
    deadweight: Array
    ineffective: Array
    in_delivery: Array

    def gap(self) -> Array:
        """Money that the books do not account for by the end of each year; zero but for rounding."""
        spent = (self.net + self.deadweight + self.ineffective).cumsum(axis=0)
        return np.asarray(self.gross.cumsum(axis=0) - spent - self.in_delivery)


def keep_books(awards: Array, effective_share: Array, delays: Array, deadweight: Array) -> Ledger:
    """Follow each fund's awards through delivery to their effect.

    Parameters
    ----------
    awards : (year, fund, area, use), £m of 2019
    effective_share : (year, area)
        From the run: one share for all stock-route money of an area and year.
    delays : (use,), years
    deadweight : (use,)

    Examples
    --------
    >>> awards = np.zeros((6, 1, 1, 14))
    >>> awards[0, 0, 0, 0] = 100.0
    >>> books = keep_books(awards, np.ones((6, 1)), np.full(14, 5.0), np.full(14, 0.3))
    >>> books.net[:, 0, 0, 0].round(3).tolist()
    [0.0, 0.0, 0.0, 15.12, 18.144, 14.515]
    >>> bool(abs(books.gap()).max() < 1e-9)
    True
    """
    years, *each, uses = awards.shape
    delivered, held = np.zeros_like(awards), np.zeros_like(awards)
    last_stage = np.cumsum(STAGES)
    # No area sees another, so that an area of one fund stands beside the same of another.
    stages = np.zeros((sum(STAGES), *each))
    for year in range(years):
        out, stages = deliver(stages, np.moveaxis(awards[year], -1, 0), delays)
        delivered[year] = np.moveaxis(out, 0, -1)
        for use in range(uses):
            held[year, ..., use] = stages[last_stage[use] - STAGES[use] : last_stage[use]].sum(axis=0)
    share = np.where(ON_STOCK_ROUTE, effective_share[:, None, :, None], 1.0)
    return Ledger(
        gross=awards,
        net=(1 - deadweight) * share * delivered,
        deadweight=deadweight * share * delivered,
        ineffective=(1 - share) * delivered,
        in_delivery=held,
    )
