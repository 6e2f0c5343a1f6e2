"""What is kept of the bids and awards of a run: sums of each council, of each year, and the measures of the whole.

Runs and ensembles hold them for scenarios in which councils compete for money or choose what they do; what they do not
hold is not a number. `competition` asks them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.equations.competition import (
    award_gini,
    bid_cost_share,
    never_won_share,
    partial_rank_correlation,
    persistence,
    years_to_first_award,
)
from fourcapitals.equations.elementary import Array


class Kept(NamedTuple):
    """One array that is kept, with axes scenario and draw before its own."""

    name: str
    axes: tuple[str, ...]
    label: str
    unit: str


OF_COUNCILS: Final = (
    Kept("bids_made", ("area",), "Bids of the council, all years", "bids"),
    Kept("awards_won", ("area",), "Awards that the council won by bidding, all years", "awards"),
    Kept("money_won", ("area",), "Money that the council won by bidding, all years", "£m, 2019 prices"),
    Kept("first_award_year", ("area",), "Year of the council's first award; not a number where none", "calendar year"),
    Kept("capacity_at_end", ("area",), "Capacity of the council to bid and deliver, last year", "index, 0 to 1"),
    Kept("belief_at_end", ("area",), "Chance of winning that the council expects of a bid, last year", "share"),
)
OF_YEARS: Final = (
    Kept("bids_by_year", ("year",), "Bids of all councils", "bids"),
    Kept("awards_by_year", ("year",), "Awards to all councils that bid", "awards"),
    Kept("bid_cost_by_year", ("year",), "Cost of all bids", "£m, 2019 prices"),
    Kept("mean_capacity", ("year",), "Capacity of councils to bid and deliver, mean of councils", "index, 0 to 1"),
)
MEASURES: Final = (
    Kept("award_gini", (), "Gini coefficient of money won per head", "index, 0 to 1"),
    Kept("never_won_share", (), "Councils that never win", "share"),
    Kept("years_to_first_award", (), "Years until the first award, or the end", "years"),
    Kept("persistence_of_winners", (), "Chance that a winner wins again, over that of all councils", "ratio"),
    Kept("bid_cost", (), "Cost of all bids", "£m, 2019 prices"),
    Kept("bid_cost_share", (), "Cost of all bids as a share of what is won", "share"),
    Kept(
        "award_cut_correlation", (), "Rank correlation of money won per head with past cuts, need held", "correlation"
    ),
)
"""The emergent measures of one scenario, declared beforehand: nothing in the model is set so that they come out."""
KEPT: Final = (*OF_COUNCILS, *OF_YEARS, *MEASURES)


OF_MONEY: Final = ("award_gini", "award_cut_correlation")
"""Measures that `measures_of_money` takes of many draws at once."""


class Bidding(NamedTuple):
    """What councils did and got in one run; years are those in which money can be given, without the base year."""

    bids: Array
    """(year, fund, area), 1 where the council bid."""
    awards: Array
    """(year, fund, area), £m of 2019: what it won by bidding."""
    may_bid: Array
    """(year, fund, area), 1 where a round was held in which the council could have bid."""
    cost: Array
    """(year, area), £m of 2019: of its bids."""
    capacity: Array
    """(year, area), index from 0 to 1: at the end of the year."""
    belief: Array
    """(year, area), share: the chance of winning that it expects, at the end of the year."""


class Councils(NamedTuple):
    """What is known of councils before anyone bids."""

    population: Array
    """(area,), people."""
    past_cuts: Array
    """(area,), share of council spending lost."""
    need: Array
    """(area,), any unit: by the rule of the competition."""
    capacity: Array
    """(area,), index from 0 to 1: in the base year."""


def bid_sums(bidding: Bidding, councils: Councils, *, first_year: int) -> dict[str, Array]:
    """Sum the bids and awards of one run.

    Parameters
    ----------
    bidding : Bidding
    councils : Councils
    first_year : int, calendar year
        Of the years in `bidding`.

    Returns
    -------
    dict
        Of each name in `KEPT` but those of `measures_of_money` its array: (area,), (year,) with the base year first, or
        a number. Where no round was held there is nothing to measure, and the measures are not a number.
    """
    won, wins = bidding.awards.sum(axis=1), bidding.awards > 0
    total, cost = won.sum(axis=0), np.asarray(bidding.cost.sum())
    years = first_year + np.arange(len(won))
    first = np.where(total > 0, years[(won > 0).argmax(axis=0)], np.nan)
    may_win = np.any(bidding.may_bid > 0, axis=1)
    held = np.any(may_win, axis=1)
    made: dict[str, Array] = {
        "bids_made": bidding.bids.sum(axis=(0, 1)),
        "awards_won": wins.sum(axis=(0, 1)),
        "money_won": total,
        "first_award_year": first,
        "capacity_at_end": bidding.capacity[-1],
        "belief_at_end": bidding.belief[-1],
        "bids_by_year": _from_base(0.0, bidding.bids.sum(axis=(1, 2))),
        "awards_by_year": _from_base(0.0, wins.sum(axis=(1, 2))),
        "bid_cost_by_year": _from_base(0.0, bidding.cost.sum(axis=1)),
        "mean_capacity": _from_base(councils.capacity.mean(), bidding.capacity.mean(axis=1)),
    }
    if held.any():
        made |= {
            "never_won_share": never_won_share(total),
            "years_to_first_award": years_to_first_award(first, int(years[held][0]), int(years[-1])),
            "persistence_of_winners": persistence(won[held] > 0, may_win[held]).ratio,
            "bid_cost": cost,
            "bid_cost_share": bid_cost_share(cost, total.sum()),
        }
    return {each.name: _plain(made.get(each.name, np.nan)) for each in KEPT if each.name not in OF_MONEY}


def measures_of_money(won: Array, councils: Councils) -> dict[str, Array]:
    """Measure how money that was won lies over areas, of many draws at once.

    Parameters
    ----------
    won : (..., area), £m
        In all years.
    councils : Councils

    Returns
    -------
    dict
        Of each name in `OF_MONEY` its array, (...); not a number where nothing was won.
    """
    per_head = won / councils.population
    found = {
        "award_gini": award_gini(won, councils.population),
        "award_cut_correlation": partial_rank_correlation(per_head, councils.past_cuts, councils.need),
    }
    return {name: _plain(found[name]) for name in OF_MONEY}


def _plain(values: Array | float) -> Array:
    """Numbers of which what is not a number has one form: bits of others would change a checksum."""
    return np.where(np.isnan(values), np.nan, values)


def _from_base(base: float, years: Array) -> Array:
    """Put the base year before the others."""
    return np.concatenate([[base], years])
