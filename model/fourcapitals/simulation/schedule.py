"""The order of a year: one definition, state in, state out.

`funds.decide` allocates budgets: which fund gives how much to which area for which use; `advance` carries the state
through the year. `arrays.each_area` asks every area to act by itself (`behaviour`); what areas do to each other are the
sums over space between those calls.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year, empty_years, handed_over, laid_out, put, put_each
from fourcapitals.simulation.behaviour.learning import Rounds
from fourcapitals.simulation.behaviour.need import publish, years_at_once
from fourcapitals.simulation.construction import (
    Underway,
    absorbed_by,
    after,
    build,
    build_years,
    connect,
    empty_competition,
    jobs_and_transport,
    physical_of,
)
from fourcapitals.simulation.environment import Environment, with_areas_laid_out
from fourcapitals.simulation.responses import Society, respond
from fourcapitals.simulation.state import (
    AreaShocks,
    Capitals,
    Competition,
    Delivery,
    Ending,
    Health,
    Money,
    Outcomes,
    PullFactors,
    Responses,
    Shocks,
    State,
    Trends,
)

_CAPITALS: Final = len(Capitals._fields)
_RESPONSES: Final = len(Responses._fields) - 1 + len(Health._fields)
"""Numbers of an area, health counted one by one."""


def advance(
    state: State, awards: Array, environment: Environment, shocks: Shocks, terms: Terms | None = None, bids: Any = None
) -> State:
    """Carry the state through one year.

    Parameters
    ----------
    state : State
        At the end of last year.
    awards : (fund, area, use), £m of 2019
        What funds give this year, from `funds.decide` or from anyone else.
    environment : Environment
    shocks : Shocks
        Of this year.
    terms : Terms, optional
        Of which bids were taken.
    bids : (fund, area), optional
        1 where a council bid for an award; none if left out.

    Returns
    -------
    State
        At the end of this year.
    """
    tax = 0.0
    for fund in range(awards.shape[0]):
        tax += environment.tax_financed[fund] * np.sum(awards[fund])
    awarded = state.money.awarded + np.maximum(awards, 0.0).sum(axis=2)
    bids = np.zeros(awarded.shape) if bids is None else bids
    won = np.where(bids > 0, awards.clip(0.0).sum(axis=2), 0.0)
    held = Rounds(bids, won, np.zeros(len(bids)) if terms is None else terms.grant)
    return carry(state, by_use(awards), awarded, tax, held, environment, shocks, terms)


def out_next(
    published: Array, outcomes: Outcomes, environment: Environment, shocks: Shocks, terms: Terms | None
) -> Array:
    """Statistics that are out or will be at the end of a year, (year, statistic, area), the oldest first."""
    if terms is None or terms.rescored is None:
        return published
    new = np.zeros(published.shape[1:])
    publish(new, outcomes, environment.place.deprivation, shocks.statistics, terms.rescored)
    return np.concatenate([published[1:], new[None]])


def by_use(awards: Array) -> Array:
    """Sum awards over funds: from (fund, area, use) to (use, area), £m of 2019."""
    total = np.zeros((awards.shape[2], awards.shape[1]))
    for fund in range(awards.shape[0]):
        total += awards[fund].T
    return total


def carry(
    state: State,
    awards: Array,
    awarded: Array,
    tax: float,
    held: Rounds,
    environment: Environment,
    shocks: Shocks,
    terms: Terms | None,
) -> State:
    """Carry the state through one year, all funds together.

    Parameters
    ----------
    state : State
        At the end of last year.
    awards : (use, area), £m of 2019
        Of all funds.
    awarded : (fund, area), £m of 2019
        Given in all years so far, this one included; what a fund takes from another budget does not count.
    tax : float, £m of 2019
        What households pay for them.
    held : Rounds
        Of this year.
    environment : Environment
    shocks : Shocks
        Of this year.
    terms : Terms, optional
        Of which bids were taken.
    """
    if len(environment.flows) > 0:
        awards = awards + environment.flows[state.year - environment.base_year]
    absorbed = absorbed_by(state.councils, held.bids, held.bids, environment)
    built = build(state.delivery, physical_of(state.capitals), awards, absorbed, environment)
    capital, new = built.capital, built.capital.construction
    at = state.year - environment.base_year
    moved = environment.moved_jobs[at : at + 1], environment.moved_share[at : at + 1]
    own = new.jobs.reshape((1, -1)), new.physical.transport.reshape((1, -1))
    spillovers = connect(*own, *moved, environment)
    society, seen = respond(
        state.year + 1,
        Society(capitals=state.capitals, responses=state.responses, trends=state.trends),
        capital,
        at_year(spillovers, 0),
        tax,
        environment,
        shocks,
    )
    outcomes = at_year(empty_years(state.outcomes, 1), 0)
    put_each(outcomes_in_order(outcomes), seen)
    return State(
        year=state.year + 1,
        delivery=built.delivery,
        money=Money(
            delivered=built.delivered,
            effective_share=built.effective_share,
            running_cost=new.running_cost,
            awarded=awarded,
        ),
        capitals=society.capitals,
        responses=society.responses,
        trends=society.trends,
        outcomes=outcomes,
        councils=after(state.councils, held, held.bids, capital, environment),
        bids=held.bids,
        published=out_next(state.published, outcomes, environment, shocks, terms),
        people=state.people,
    )


def project(
    state: State, terms: Terms, environment: Environment, shocks: Shocks
) -> tuple[Outcomes, Ending, Competition, PullFactors]:
    """Run all years of the terms' budgets and keep the outcomes.

    Parameters
    ----------
    state : State
        At the end of the base year.
    terms : Terms
    environment : Environment
    shocks : Shocks
        With a year axis (`noise`).

    Returns
    -------
    Outcomes
        Each with a year axis before the others: the base year, then every year of the budgets.
    Ending
        What goes on working after the last of them.
    Competition
        What councils did; no years where no fund takes bids and no council acts.
    PullFactors
        What draws households to areas; no years where they stay.

    Raises
    ------
    ValueError
        When the environment was made for another number of funds.
    """
    if len(environment.tax_financed) != len(terms.share):
        raise ValueError("project: the environment is of a policy with other funds than the terms")
    environment = with_areas_laid_out(environment)
    (funds, areas), years = terms.share.shape, len(terms.budget)
    competition = empty_competition(0 if terms.rounds is None else years, funds, areas)
    ahead, lag, last = state.year - environment.base_year, len(state.published), state.trends
    published = np.zeros((lag + years, *state.published.shape[1:]))
    for year in range(lag):
        put(published[year], state.published[year])
    underway = Underway(
        state.delivery,
        laid_out(physical_of(handed_over(Capitals, state.capitals))),
        state.money.awarded.copy(),
        state.councils,
    )
    society = Society(
        capitals=handed_over(Capitals, state.capitals),
        responses=handed_over(Responses, state.responses),
        trends=Trends(last.productivity, last.health, handed_over(AreaShocks, last.areas), last.covid, last.covid_life),
    )
    outcomes: Outcomes = empty_years(state.outcomes, years + 1)
    put_each(outcomes_in_order(at_year(outcomes, 0)), outcomes_in_order(state.outcomes))
    pull = no_pull_factors(years if len(state.people) > 0 else 0, state.people.shape[2])
    # What is built before any response is read can be built, and summed over space, for all those years at once.
    block = years_at_once(years, lag, terms.rescored)
    for first in range(0, years, block):
        until = min(first + block, years)
        capital, taxes, underway = build_years(
            (first, until), underway, published, terms, environment, shocks, competition
        )
        jobs, transport = jobs_and_transport(capital)
        spillovers = connect(
            jobs,
            transport,
            environment.moved_jobs[ahead + first : ahead + until],
            environment.moved_share[ahead + first : ahead + until],
            environment,
        )
        for year in range(first, until):
            society, seen = respond(
                state.year + 1 + year,
                society,
                capital[year - first],
                at_year(spillovers, year - first),
                taxes[year - first],
                environment,
                at_year(shocks, year),
            )
            now = at_year(outcomes, year + 1)
            put_each(outcomes_in_order(now), seen)
            publish(published[lag + year], now, environment.place.deprivation, shocks.statistics[year], terms.rescored)
            if len(pull.income) > 0:
                put(pull.income[year], society.responses.income)
                put(pull.employment[year], outcomes.employment[year + 1])
                put(pull.social[year], society.capitals.social)
    return outcomes, ending_of(underway.delivery, society), competition, pull


def no_pull_factors(years: int, areas: int) -> PullFactors:
    """Make room for what draws households to areas."""
    return PullFactors(np.empty((years, areas)), np.empty((years, areas)), np.empty((years, areas)))


def ending_of(delivery: Delivery, society: Society) -> Ending:
    """What goes on working after the last year of a run, as arrays over areas."""
    carried = np.empty((_CAPITALS + _RESPONSES, delivery.stages.shape[1]))
    put_each(carried[:_CAPITALS], society.capitals)
    put_each(carried[_CAPITALS:], society.responses)
    return Ending(delivery, carried)


def outcomes_in_order(outcomes: Outcomes) -> tuple[Array, ...]:
    """Arrays over areas in the order of `year.Seen`: expectancies by sex, then the outcomes of both sexes."""
    return (
        outcomes.hle[0],
        outcomes.hle[1],
        outcomes.le[0],
        outcomes.le[1],
        outcomes.gva_per_hour,
        outcomes.employment,
        outcomes.long_term_sick,
        outcomes.income,
        outcomes.life_satisfaction,
        outcomes.pm25,
    )
