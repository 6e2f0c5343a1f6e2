"""Need scored anew: statistics of the simulated world as they are published, late and with errors, and what they say.

In machine code these functions are compiled by themselves, so that they take no more than they need.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.competition_terms import Rescored
from fourcapitals.simulation.arrays import add_to, multiply, put, put_ranks
from fourcapitals.simulation.state import Outcomes


def need_of(stated: Array, published: Array, by: Rescored | None) -> Array:
    """Need of each fund, (fund, area), points: as stated, or by the statistics that are out when bids are scored.

    Parameters
    ----------
    stated : (fund, area), points
        On figures of the base year.
    published : (statistic, area)
        Of the last year that is out, the higher the greater the need.
    by : Rescored, or None
        None where no fund scores need anew. Machine code then has no more than the first lines.
    """
    if by is None:
        return stated
    if not np.any(by.weights):
        return stated
    need, score, ranks = np.zeros(stated.shape), np.empty(stated.shape[1]), np.empty(stated.shape[1])
    for statistic in range(len(published)):
        if np.sum(by.weights[:, statistic]) > 0:
            put_ranks(ranks, published[statistic])
            for area in range(len(ranks)):
                score[area] = by.normal_scores[int(ranks[area])]
            for fund in range(len(need)):
                add_to(need[fund], by.weights[fund, statistic], score)
    for fund in range(len(need)):
        if np.sum(by.weights[fund]) == 0:
            put(need[fund], stated[fund])
    return need


def years_at_once(years: int, lag: int, by: Rescored | None) -> int:
    """Budgets of how many years can be shared out before anyone responds to the first.

    Parameters
    ----------
    years : int
        All.
    lag : int, years
        After which statistics are out.
    by : Rescored, or None
        As in `need_of`.

    Examples
    --------
    >>> years_at_once(16, 1, None)
    16
    """
    if by is None:
        return years
    return lag if np.any(by.weights) else years


def publish(into: Array, seen: Outcomes, deprivation: Array, errors: Array, by: Rescored | None) -> None:
    """Write what is published of a year, in the order of `need.STATISTICS`, the higher the greater the need.

    Parameters
    ----------
    into : (statistic, area)
        Written to; 0 before.
    seen : Outcomes
        Of the year, before noise of income and employment.
    deprivation : (area,)
        As published once.
    errors : (statistic, area)
        Sampling errors and that noise, added; of income a factor instead. Empty for none.
    by : Rescored, or None
        As in `need_of`.
    """
    if by is None:
        return
    if not np.any(by.weights):
        return
    for sex in range(len(seen.hle)):
        add_to(into[0], -1.0 / len(seen.hle), seen.hle[sex])
        add_to(into[1], -1.0 / len(seen.le), seen.le[sex])
    add_to(into[2], -1.0, seen.gva_per_hour)
    add_to(into[3], -1.0, seen.income)
    add_to(into[4], -1.0, seen.employment)
    add_to(into[5], 1.0, seen.long_term_sick)
    add_to(into[6], -1.0, seen.life_satisfaction)
    add_to(into[7], 1.0, deprivation)
    for statistic in range(len(errors)):
        if statistic == 3:
            multiply(into[statistic], errors[statistic])
        else:
            add_to(into[statistic], 1.0, errors[statistic])
