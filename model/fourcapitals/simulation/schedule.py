"""The order of a year: one definition, state in, state out.

`funds.decide` says which fund gives how much to which area for which use; `advance` carries the world through the
year. `arrays.each_area` asks every area to act by itself (`behaviour`); what areas do to each other are the sums over
space between those calls.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.data.parameters import Parameters
from fourcapitals.equations import space, trends
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import each_area, kept, lent, put
from fourcapitals.simulation.behaviour.funds import spend_budgets
from fourcapitals.simulation.behaviour.households import (
    Health,
    Help,
    Luck,
    Nation,
    Work,
    build_capitals,
    build_works,
    live,
    offer_jobs,
    produce,
    wander,
)
from fourcapitals.simulation.delivery import apply_money, deliver, mature
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.noise import at_year
from fourcapitals.simulation.state import (
    Capitals,
    Delivery,
    Money,
    NewCapital,
    Outcomes,
    Physical,
    Responses,
    Shocks,
    Spillovers,
    State,
    Trends,
)
from fourcapitals.vocabulary import (
    ADULT_SKILLS,
    BASE_YEAR,
    CLEAN_AIR,
    COMMUNITY,
    CONNECTIVITY,
    COUNCIL_SERVICES,
    CULTURE,
    EARLY_YEARS,
    FIRST_YEAR,
    GREEN_SPACE,
    HOUSEHOLD_INCOME,
    HOUSING,
    JOB_QUALITY,
    NHS,
    PREMISES,
    PUBLIC_HEALTH,
    SEXES,
)


def advance(state: State, awards: Array, environment: Environment, shocks: Shocks) -> State:
    """Carry the world through one year.

    Parameters
    ----------
    state : State
        At the end of last year.
    awards : (fund, area, use), £m of 2019
        What funds give this year, from `funds.decide` or from anyone else.
    environment : Environment
    shocks : Shocks

    Returns
    -------
    State
        At the end of this year.
    """
    tax = 0.0
    for fund in range(awards.shape[0]):
        tax += environment.tax_financed[fund] * np.sum(awards[fund])
    total = by_use(awards)
    return carry(state, total, state.money.awarded + np.maximum(awards, 0.0).sum(axis=2), tax, environment, shocks)


def by_use(awards: Array) -> Array:
    """Sum awards over funds: from (fund, area, use) to (use, area), £m of 2019."""
    total = np.zeros((awards.shape[2], awards.shape[1]))
    for fund in range(awards.shape[0]):
        total += awards[fund].T
    return total


def carry(state: State, awards: Array, awarded: Array, tax: float, environment: Environment, shocks: Shocks) -> State:
    """Carry the world through one year, all funds together.

    Parameters
    ----------
    state : State
    awards : (use, area), £m of 2019
        Of all funds.
    awarded : (fund, area), £m of 2019
        Given in all years so far, this one included; what a fund takes from another budget does not count.
    tax : float, £m of 2019
        What households pay for them.
    environment : Environment
    shocks : Shocks
    """
    last = state.capitals
    delivery, delivered, share, works = build(
        state.delivery, Physical(last.transport, last.premises, last.housing), awards, environment
    )
    ties = connect(works.jobs.reshape((1, -1)), works.physical.transport.reshape((1, -1)), environment)
    capitals, responses, trend, outcomes = respond(
        state.year + 1,
        (last, state.responses, state.trends),
        works,
        ties_of_year(ties, 0),
        tax,
        environment,
        shocks,
    )
    return State(
        state.year + 1,
        delivery,
        Money(delivered, share, works.running_cost, awarded),
        capitals,
        responses,
        trend,
        outcomes,
    )


def build(
    last: Delivery, physical: Physical, awards: Array, environment: Environment
) -> tuple[Delivery, Array, Array, NewCapital]:
    """What a year's money builds and buys, whatever people make of it.

    Parameters
    ----------
    last : Delivery
        At the end of last year.
    physical : Physical
        At the end of last year.
    awards : (use, area), £m of 2019
    environment : Environment

    Returns
    -------
    delivery : Delivery
        At the end of this year.
    delivered : (use, area), £m
    effective_share : (area,)
    works : NewCapital
    """
    p, place = environment.parameters, environment.place
    delivered, stages = deliver(last.stages, awards, environment.delays)
    net, share = apply_money(p, place.per_head, place.absorptive_scale, environment.deadweight, delivered)
    skills, early_to_skills = mature(last.early_to_skills, net[EARLY_YEARS], p.early_years_to_skills_delay)
    nhs, early_to_nhs = mature(last.early_to_nhs, net[EARLY_YEARS], p.early_years_to_nhs_delay)
    now, jobs, running_cost = each_area(
        build_works, p, place, physical, Physical(net[CONNECTIVITY], net[PREMISES], net[HOUSING])
    )
    works = NewCapital(net, skills, nhs, now, jobs, running_cost)
    return Delivery(stages, early_to_skills, early_to_nhs), delivered, share, works


def connect(own_jobs: Array, transport: Array, environment: Environment) -> Spillovers:
    """What areas' works do to each other, for some years at once.

    Parameters
    ----------
    own_jobs : (year, area)
        Workplace jobs in new premises, before displacement.
    transport : (year, area), £ per head
    environment : Environment

    Returns
    -------
    Spillovers
        Each (year, area).
    """
    near = environment.geography
    of_neighbours = space.gather_years(near.neighbour, own_jobs)
    jobs, share, cut = np.empty_like(own_jobs), np.empty_like(own_jobs), np.empty_like(own_jobs)
    for year in range(len(own_jobs)):
        net, of_2019, travel_cut = each_area(
            offer_jobs, environment.parameters, environment.place, own_jobs[year], of_neighbours[year], transport[year]
        )
        put(jobs[year], net)
        put(share[year], of_2019)
        put(cut[year], travel_cut)
    cut_of_others = space.spread(near.mass_distances, cut)
    jobs_of_others = space.spread(near.mass_shares, share)
    return Spillovers(cut, cut_of_others, jobs_of_others, space.gather_years(near.commute_of_jobs, jobs))


def respond(
    year: int,
    last: tuple[Capitals, Responses, Trends],
    works: NewCapital,
    ties: Spillovers,
    tax: float,
    environment: Environment,
    shocks: Shocks,
) -> tuple[Capitals, Responses, Trends, Outcomes]:
    """How people and firms respond in a year.

    Parameters
    ----------
    year : int
    last : Capitals, Responses, Trends
        At the end of last year.
    works : NewCapital
    ties : Spillovers
        Each (area,).
    tax : float, £m of 2019
        What households pay for the awards.
    environment : Environment
    shocks : Shocks

    Returns
    -------
    Capitals, Responses, Trends, Outcomes
        At the end of this year.
    """
    last, works, ties = lent(last), lent(works), lent(ties)
    p, place, net = environment.parameters, environment.place, works.net
    _, responses, trends_before = last
    trend = move_trends(p, trends_before, float(year), shocks)
    capitals = each_area(
        build_capitals,
        p,
        place,
        last[0],
        works.physical,
        responses.income,
        (
            net[ADULT_SKILLS],
            works.matured_skills,
            net[JOB_QUALITY],
            net[COMMUNITY],
            net[CULTURE],
            net[GREEN_SPACE],
            net[CLEAN_AIR],
        ),
    )
    mass, log_skills, output = each_area(
        produce,
        p,
        place,
        capitals,
        (ties.travel_cut, ties.cut_of_others, ties.jobs_of_others),
        responses.productivity,
        responses.healthy_years,
    )
    tax_yield = place.tax_per_log_income * responses.income
    nation = Nation(
        year - BASE_YEAR,
        trend.productivity,
        trend.health,
        trend.covid,
        np.sum(tax_yield * place.population) / environment.population,
        tax * 1e6 / environment.income,
        environment.councils_pay,
        environment.per_public_health,
        environment.per_nhs,
        environment.council_effect,
    )
    wage_pool = space.gather(environment.geography.commute_of_residents, output)
    male, female = environment.slopes
    health_now, felt, seen = each_area(
        live,
        (p, nation),
        place,
        male,
        female,
        capitals,
        Work(
            log_skills,
            output,
            mass,
            ties.jobs_for_residents,
            wage_pool,
            responses.healthy_years,
            tax_yield,
        ),
        Help(
            net[HOUSEHOLD_INCOME],
            net[JOB_QUALITY],
            net[COUNCIL_SERVICES],
            net[PUBLIC_HEALTH],
            net[NHS],
            works.matured_nhs,
            environment.risk_mortality[year - FIRST_YEAR],
            environment.risk_good_health[year - FIRST_YEAR],
        ),
        last_health(responses),
        Luck(trend.area_productivity, trend.area_health[0], trend.area_health[1], shocks.life_satisfaction),
    )
    healthy_years, income = felt
    hle_male, hle_female, le_male, le_female, gva, employment, sick, incomes, satisfaction, pm25 = seen
    return (
        capitals,
        Responses(
            output,
            health_now.slow,
            health_now.fast,
            by_sex(health_now.council_male, health_now.council_female),
            health_now.environment_mortality,
            health_now.risk_mortality,
            health_now.risk_good_health,
            healthy_years,
            income,
        ),
        trend,
        Outcomes(
            by_sex(hle_male, hle_female),
            by_sex(le_male, le_female),
            gva,
            employment,
            sick,
            incomes,
            satisfaction,
            pm25,
        ),
    )


def by_sex(male: Array, female: Array) -> Array:
    """Put two arrays over areas into one over sex and area."""
    both = np.empty((2, len(male)))
    put(both[0], male)
    put(both[1], female)
    return both


def last_health(last: Responses) -> Health:
    """Last year's responses of health, council services by sex."""
    return Health(
        last.slow_health,
        last.fast_health,
        last.council_health[0],
        last.council_health[1],
        last.environment_mortality,
        last.risk_mortality,
        last.risk_good_health,
    )


def move_trends(p: Parameters, last: Trends, year: float, shocks: Shocks) -> Trends:
    """National drifts, area shocks, COVID-19."""
    area_productivity, male, female = each_area(
        wander,
        p,
        (last.area_productivity, last.area_health[0], last.area_health[1]),
        (shocks.area_productivity, shocks.area_health[0], shocks.area_health[1]),
    )
    return Trends(
        trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, shocks.productivity),
        trends.drift(last.health, p.health_drift, p.health_noise, shocks.health),
        area_productivity,
        by_sex(male, female),
        trends.covid_weight(year, p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years),
    )


def project(state: State, terms: Terms, environment: Environment, shocks: Shocks) -> Outcomes:
    """Run all years of the terms' budgets and keep the outcomes.

    Parameters
    ----------
    state : State
        At the end of the base year.
    terms : Terms
    environment : Environment
    shocks : Shocks
        With a year axis (`chance`).

    Returns
    -------
    Outcomes
        Each with a year axis before the others: the base year, then every year of the budgets.
    """
    years, areas = terms.budget.shape[0], state.outcomes.hle.shape[1]
    if len(environment.tax_financed) != len(terms.share):
        raise ValueError("project: the environment is of a policy with other funds than the terms")
    # What is built depends on no response, so that the sums over space can be taken for all years at once.
    works = empty_works(years, terms.split.shape[1], areas)
    taxes = np.zeros(years)
    delivery, awarded = kept(state.delivery), state.money.awarded.copy()
    physical = Physical(state.capitals.transport, state.capitals.premises, state.capitals.housing)
    for year in range(years):
        awards, taxes[year] = spend_budgets(year, awarded, terms, environment, shocks.bids[year])
        delivery, _, _, now = build(delivery, physical, awards, environment)
        physical = now.physical
        keep_works(works, year, now)
    ties = connect(works.jobs, works.physical.transport, environment)
    outcomes = empty_outcomes(years + 1, areas)
    keep_outcomes(outcomes, 0, kept(state.outcomes))
    last = (kept(state.capitals), kept(state.responses), kept(state.trends))
    for year in range(years):
        capitals, responses, trend, seen = respond(
            state.year + 1 + year,
            last,
            works_of_year(works, year),
            ties_of_year(ties, year),
            taxes[year],
            environment,
            at_year(shocks, year),
        )
        last = (capitals, responses, trend)
        keep_outcomes(outcomes, year + 1, seen)
    return outcomes


# Years one after another


def ties_of_year(ties: Spillovers, year: int) -> Spillovers:
    """Take one year, counted from 0, out of the ties of some."""
    return Spillovers(
        ties.travel_cut[year], ties.cut_of_others[year], ties.jobs_of_others[year], ties.jobs_for_residents[year]
    )


def empty_works(years: int, uses: int, areas: int) -> NewCapital:
    """Room for the works of some years: a year axis before each axis of `NewCapital`."""
    rest = np.empty((7, years, areas))
    return NewCapital(
        np.empty((years, uses, areas)), rest[0], rest[1], Physical(rest[2], rest[3], rest[4]), rest[5], rest[6]
    )


def keep_works(works: NewCapital, year: int, now: NewCapital) -> None:
    """Write one year's works into those of all years."""
    put(works.net[year], now.net)
    put(works.matured_skills[year], now.matured_skills)
    put(works.matured_nhs[year], now.matured_nhs)
    put(works.physical.transport[year], now.physical.transport)
    put(works.physical.premises[year], now.physical.premises)
    put(works.physical.housing[year], now.physical.housing)
    put(works.jobs[year], now.jobs)
    put(works.running_cost[year], now.running_cost)


def works_of_year(works: NewCapital, year: int) -> NewCapital:
    """Take one year, counted from 0, out of the works of some."""
    physical = works.physical
    return NewCapital(
        works.net[year],
        works.matured_skills[year],
        works.matured_nhs[year],
        Physical(physical.transport[year], physical.premises[year], physical.housing[year]),
        works.jobs[year],
        works.running_cost[year],
    )


def empty_outcomes(years: int, areas: int) -> Outcomes:
    """Room for the outcomes of some years."""
    rest = np.empty((6, years, areas))
    return Outcomes(
        np.empty((years, len(SEXES), areas)),
        np.empty((years, len(SEXES), areas)),
        rest[0],
        rest[1],
        rest[2],
        rest[3],
        rest[4],
        rest[5],
    )


def keep_outcomes(outcomes: Outcomes, year: int, now: Outcomes) -> None:
    """Write one year's outcomes into those of all years."""
    put(outcomes.hle[year], now.hle)
    put(outcomes.le[year], now.le)
    put(outcomes.gva_per_hour[year], now.gva_per_hour)
    put(outcomes.employment[year], now.employment)
    put(outcomes.long_term_sick[year], now.long_term_sick)
    put(outcomes.income[year], now.income)
    put(outcomes.life_satisfaction[year], now.life_satisfaction)
    put(outcomes.pm25[year], now.pm25)
