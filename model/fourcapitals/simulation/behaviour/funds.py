"""Who is given what: each fund's budget of a year by its formula, or among the best bids."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import add_positive, add_to, put
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Shocks, State


def decide(state: State, terms: Terms, environment: Environment, shocks: Shocks) -> Array:
    """Share out next year's budgets.

    Parameters
    ----------
    state : State
        At the end of last year.
    terms : Terms
    environment : Environment
    shocks : Shocks
        Of the year to come.

    Returns
    -------
    awards : (fund, area, use), £m of 2019
    """
    funds, areas = terms.share.shape
    awards = np.zeros((funds, areas, terms.split.shape[1]))
    population, capacity = environment.place.population, environment.place.capacity
    year = state.year - environment.base_year
    for fund in range(funds):
        by_use = np.zeros((terms.split.shape[1], areas))
        by_area = share_budget(year, fund, state.money.awarded[fund], terms, capacity, shocks.bids[fund])
        split_by_use(by_use, fund, by_area, terms, population)
        put(awards[fund], np.ascontiguousarray(by_use.T))
    return awards


def spend_budgets(
    year: int, awarded: Array, terms: Terms, environment: Environment, bids: Array
) -> tuple[Array, float]:
    """Share out all budgets of a year, and add what areas are given to what they had.

    Parameters
    ----------
    year : int
        Position in the terms.
    awarded : (fund, area), £m of 2019
        Given in the years before; written to.
    terms : Terms
    environment : Environment
    bids : (fund, area)
        Standard Gumbel.

    Returns
    -------
    awards : (use, area), £m of 2019
        Of all funds.
    tax : float, £m of 2019
        What households pay for them.
    """
    population = environment.place.population
    awards = np.zeros((terms.split.shape[1], len(population)))
    if len(environment.flows) > 0:
        put(awards, environment.flows[year])
    tax = 0.0
    for fund in range(len(terms.share)):
        by_area = share_budget(year, fund, awarded[fund], terms, environment.place.capacity, bids[fund])
        more = split_by_use(awards, fund, by_area, terms, population)
        add_positive(awarded[fund], by_area)
        tax += environment.tax_financed[fund] * more
    return awards, tax


def share_budget(year: int, fund: int, awarded: Array, terms: Terms, capacity: Array, shocks: Array) -> Array:
    """Share out one fund's budget of the year to come: by its formula, or among the best bids.

    Parameters
    ----------
    year, fund, awarded, terms, capacity, shocks
        As in `compete`.

    Returns
    -------
    (area,), £m of 2019
    """
    if terms.competitive[fund] > 0:
        return compete(year, fund, awarded, terms, capacity, shocks)
    by_formula = np.zeros(len(capacity))
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


def compete(year: int, fund: int, awarded: Array, terms: Terms, capacity: Array, shocks: Array) -> Array:
    """Rank the bids of a competition and give grants of fixed size until the budget binds.

    Parameters
    ----------
    year, fund : int
        Positions in the terms.
    awarded : (area,), £m
        What the fund has given so far.
    terms : Terms
    capacity : (area,)
        Of councils to bid, between 0 and 1.
    shocks : (area,)
        Standard Gumbel.

    Returns
    -------
    (area,), £m
        Ties go to the earlier code; what no bid takes rolls over or lapses, as the terms say.
    """
    pot = terms.budget[year, fund]
    if terms.rolls_over[fund] > 0:
        pot += np.sum(terms.budget[:year, fund]) - np.sum(awarded)
    minus_score = np.zeros(len(shocks))
    add_to(minus_score, -1.0, terms.need[fund])
    add_to(minus_score, -terms.capacity_weight[fund], capacity)
    add_to(minus_score, -terms.shock_weight[fund], shocks)
    money = np.zeros(len(shocks))
    # A pound's millionth forgives the rounding of what rolls over.
    while pot + 1e-12 >= terms.grant[fund]:
        best = -1
        for area in range(len(shocks)):
            may_win = terms.share[fund, area] > 0 and not (terms.once[fund] > 0 and awarded[area] > 0)
            if may_win and money[area] == 0 and (best < 0 or minus_score[area] < minus_score[best]):
                best = area
        if best < 0:
            break
        money[best] = terms.grant[fund]
        pot -= terms.grant[fund]
    return money
