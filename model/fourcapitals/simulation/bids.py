"""What is kept of the bids and awards of a run, in runs and in ensembles: who could bid, and what was known before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.results.bid_sums import OF_YEARS, Bidding, Councils, bid_sums
from fourcapitals.scenario.competition_terms import need_stated
from fourcapitals.scenario.files import Competitive, Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.policy import Behaviour
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.behaviour.centre import CAPS_WINNERS, excess_of
from fourcapitals.simulation.behaviour.rounds import money_of_round, pays_a_grant
from fourcapitals.simulation.state import Competition
from fourcapitals.vocabulary import POUND, Period


def holds_bids(scenario: Scenario) -> bool:
    """Say whether a scenario has bids to keep: a fund is competed for, or councils choose.

    Parameters
    ----------
    scenario : Scenario
    """
    return takes_bids(scenario) or (scenario.behaviour is not None and scenario.behaviour.councils)


def takes_bids(scenario: Scenario) -> bool:
    """Say whether some fund of a scenario is competed for.

    Parameters
    ----------
    scenario : Scenario
    """
    return any(isinstance(fund.allocation, Competitive) for fund in scenario.funds.values())


def need_of_bids(scenario: Scenario, baseline: Baseline, terms: Terms) -> Array:
    """Need of each area by the rules that bids are scored by, whatever weight it has in the score.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    terms : Terms

    Returns
    -------
    (area,), standard deviations
        Of several funds the mean, by their money; of none 0.
    """
    need, weight = np.zeros(len(baseline.codes)), 0.0
    for index, row in enumerate(rows_of(scenario)):
        rule = row.fund.allocation
        if isinstance(rule, Competitive):
            money = float(np.maximum(terms.budget[:, index], 0.0).sum())
            need += money * need_stated(rule, baseline)
            weight += money
    return need / weight if weight else need


def councils_before(scenario: Scenario, baseline: Baseline, terms: Terms) -> Councils:
    """Give what is known of councils before anyone bids; their capacity of the base year, which is drawn, is missing.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    terms : Terms
    """
    areas = baseline.arrays
    need = need_of_bids(scenario, baseline, terms)
    return Councils(areas.population, areas.cut_share, need, np.full(len(need), np.nan))


def kept_of_bids(
    competition: Competition,
    terms: Terms,
    councils: Councils,
    *,
    period: Period,
    behaviour: Behaviour,
    tolerated: float,
    excess: Callable[[Array, Array, float], float] = excess_of,
) -> dict[str, Array]:
    """Sum the bids and awards of a run to the last year of money.

    Parameters
    ----------
    competition : Competition
        What councils did.
    terms : Terms
    councils : Councils
        What is known of them before anyone bids.
    period : Period
    behaviour : Behaviour
        Where councils do not choose, their capacity stays, and they believe nothing.
    tolerated : float, index from 0 to 1
        `concentration_tolerated`, by a centre that caps winners.
    excess : callable
        As `capped` takes it.

    Returns
    -------
    dict
        As `bid_sums.bid_sums` gives it; years after the last one of money are not a number.
    """
    years = period.end - period.base
    bids, awards = competition.bids[:years], competition.awards[:years]
    capacity, belief = competition.capacity[:years], competition.belief[:years]
    if not behaviour.councils:
        capacity, belief = np.broadcast_to(councils.capacity, capacity.shape), np.full_like(belief, np.nan)
    may = may_bid(awards, terms)
    if behaviour.centre == CAPS_WINNERS:
        may *= ~capped(awards, councils.population, tolerated, excess=excess)
    bidding = Bidding(bids, awards, may, competition.bid_cost[:years], capacity, belief)
    kept = bid_sums(bidding, councils, first_year=period.first)
    later = np.full(len(period.years) - years - 1, np.nan)
    return kept | {each.name: np.concatenate([kept[each.name], later]) for each in OF_YEARS}


def may_bid(awards: Array, terms: Terms) -> Array:
    """Who could bid in each round, before a centre that is not blind: whoever the fund gives to and does not shut out.

    Parameters
    ----------
    awards : (year, fund, area), £m
        What funds that take bids gave.
    terms : Terms

    Returns
    -------
    (year, fund, area)
        1 where it could: in years in which the fund takes bids and has money for a grant.
    """
    before = np.cumsum(awards, axis=0) - awards
    held = np.asarray(np.any(awards > 0, axis=2))
    rounds = np.ones(held.shape) if terms.rounds is None else terms.rounds
    # No more than all budgets so far, less what was given of those that roll over; few rounds give nothing.
    most = np.cumsum(terms.budget[: len(awards)], axis=0) - terms.rolls_over * before.sum(axis=2)
    perhaps = ~held & (terms.competitive > 0) & (most > terms.grant - POUND)
    for year, fund in np.argwhere(perhaps).tolist():
        pot = money_of_round(year, fund, before[year, fund], terms, rounds)
        held[year, fund] = pays_a_grant(pot, terms.grant[fund])
    shut_out = (before > 0) & (terms.once > 0)[:, None]
    return (held[:, :, None] & (terms.share > 0) & ~shut_out).astype(np.float64)


def capped(
    awards: Array, people: Array, tolerated: float, *, excess: Callable[[Array, Array, float], float] = excess_of
) -> npt.NDArray[np.bool_]:
    """Who sits out a round because a centre that caps winners finds the fund's awards too concentrated.

    Parameters
    ----------
    awards : (year, fund, area), £m
        What funds that take bids gave.
    people : (area,)
    tolerated : float, index from 0 to 1
    excess : callable
        `centre.excess_of`, or its machine code: it meets every pair of areas.

    Returns
    -------
    (year, fund, area)
    """
    before = np.cumsum(awards, axis=0) - awards
    out = np.zeros(awards.shape, np.bool_)
    for year, fund in np.argwhere(before.any(axis=2)).tolist():
        if excess(before[year, fund], people, tolerated) > 0:
            out[year, fund] = before[year, fund] > 0
    return out
