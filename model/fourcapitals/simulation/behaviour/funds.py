"""Who is given what: each fund's budget of a year by its formula, or among the best bids."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import add_positive, add_to, put
from fourcapitals.simulation.behaviour.need import need_of
from fourcapitals.simulation.behaviour.rounds import Contest, compete, take_bids
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Councils, Shocks, State


def decide(state: State, terms: Terms, environment: Environment, shocks: Shocks, bids: Array | None = None) -> Array:
    """Share out next year's budgets.

    Parameters
    ----------
    state : State
        At the end of last year.
    terms : Terms
    environment : Environment
    shocks : Shocks
        Of the year to come.
    bids : (fund, area), optional
        Of the year to come, 1 where a council bids; those of `bids_of` if left out.

    Returns
    -------
    awards : (fund, area, use), £m of 2019
    """
    funds, areas = terms.share.shape
    awards = np.zeros((funds, areas, terms.split.shape[1]))
    year = state.year - environment.base_year
    bids = bids_of(state, terms, environment) if bids is None else bids
    need = need_of(terms.need, state.published[0], terms.rescored)
    for fund in range(funds):
        by_use = np.zeros((terms.split.shape[1], areas))
        awarded = state.money.awarded[fund]
        contest = contest_of(need[fund], state.councils, awarded, environment, shocks.bids[fund])
        by_area = share_budget(year, fund, awarded, terms, bids[fund], contest, environment)
        split_by_use(by_use, fund, by_area, terms, environment.place.population)
        put(awards[fund], np.ascontiguousarray(by_use.T))
    return awards


def bids_of(state: State, terms: Terms, environment: Environment) -> Array:
    """Who bids in the year to come, (fund, area): 1 where a council does.

    Parameters
    ----------
    state : State
        At the end of last year.
    terms : Terms
    environment : Environment
    """
    year, p = state.year - environment.base_year, environment.parameters
    people, behaviour = environment.place.population, environment.behaviour
    return take_bids(year, state.money.awarded, state.councils, terms, terms.rounds, p, behaviour, people)


def spend_budgets(
    year: int, awarded: Array, councils: Councils, need: Array, terms: Terms, environment: Environment, shocks: Array
) -> tuple[Array, float, Array, Array]:
    """Share out all budgets of a year, and add what areas are given to what they had.

    Parameters
    ----------
    year : int
        Position in the terms.
    awarded : (fund, area), £m of 2019
        Given in the years before; written to.
    councils : Councils
        At the end of last year.
    need : (fund, area), points
    terms : Terms
    environment : Environment
    shocks : (fund, area)
        Standard Gumbel, of bids.

    Returns
    -------
    awards : (use, area), £m of 2019
        Of all funds.
    tax : float, £m of 2019
        What households pay for them.
    bids : (fund, area)
        1 where a council bid.
    won : (fund, area), £m of 2019
        What funds that take bids gave.
    """
    population = environment.place.population
    awards = np.zeros((terms.split.shape[1], len(population)))
    if len(environment.flows) > 0:
        put(awards, environment.flows[year])
    tax, p, behaviour = 0.0, environment.parameters, environment.behaviour
    bids = take_bids(year, awarded, councils, terms, terms.rounds, p, behaviour, population)
    won = np.zeros(bids.shape)
    for fund in range(len(terms.share)):
        contest = contest_of(need[fund], councils, awarded[fund], environment, shocks[fund])
        by_area = share_budget(year, fund, awarded[fund], terms, bids[fund], contest, environment)
        more = split_by_use(awards, fund, by_area, terms, population)
        add_positive(awarded[fund], by_area)
        add_to(won[fund], terms.competitive[fund], by_area)
        tax += environment.tax_financed[fund] * more
    return awards, tax, bids, won


def contest_of(need: Array, councils: Councils, awarded: Array, environment: Environment, shocks: Array) -> Contest:
    """What the bids of one fund are judged by.

    Parameters
    ----------
    need : (area,), points
    councils : Councils
        At the end of last year.
    awarded : (area,), £m of 2019
        What the fund has given before.
    environment : Environment
    shocks : (area,)
        Standard Gumbel.
    """
    place = environment.place
    return Contest(need, councils.capacity, place.capacity, councils.wins, awarded, place.population, shocks)


def share_budget(
    year: int,
    fund: int,
    awarded: Array,
    terms: Terms,
    bids: Array,
    contest: Contest,
    environment: Environment,
) -> Array:
    """Share out one fund's budget of the year to come: by its formula, or among the best bids.

    Parameters
    ----------
    year, fund, awarded, terms
        As in `rounds.money_of_round`.
    bids : (area,)
        1 where the council bids.
    contest : Contest
        What bids are judged by.
    environment : Environment

    Returns
    -------
    (area,), £m of 2019
    """
    if terms.competitive[fund] > 0:
        held = environment.parameters, environment.behaviour
        return compete(year, fund, awarded, bids, terms, terms.rounds, contest, held)
    by_formula = np.zeros(len(bids))
    add_to(by_formula, terms.budget[year, fund], terms.share[fund])
    return by_formula


def split_by_use(awards: Array, fund: int, by_area: Array, terms: Terms, population: Array) -> float:
    """Add one fund's money to awards, use by use, and take what it displaces from another budget.

    Parameters
    ----------
    awards : (use, area), £m of 2019
        Written to.
    fund : int
    by_area : (area,), £m of 2019
    terms : Terms
    population : (area,)
        A displaced budget is taken by head.

    Returns
    -------
    float, £m of 2019
        What all areas have more for it.
    """
    total, more = np.sum(by_area), 0.0
    for use in range(len(awards)):
        part = terms.split[fund, use]
        if part != 0:
            if len(terms.local_split) > 0:
                add_to(awards[use], terms.local_split[fund, use], by_area)
            else:
                add_to(awards[use], part, by_area)
            more += part * total
    displaced = terms.displaced_use[fund]
    if displaced >= 0:
        add_to(awards[displaced], -total / np.sum(population), population)
        more -= total
    return more
