"""The order of a year: one definition, state in, state out.

`funds.decide` allocates budgets: which fund gives how much to which area for which use; `advance` carries the state
through the year. `arrays.each_area` asks every area to act by itself (`behaviour`); what areas do to each other are the
sums over space between those calls.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.parameters import Parameters
from fourcapitals.equations import space, trends
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year, each_area, empty_years, kept, lent, put, write_year
from fourcapitals.simulation.behaviour.firms import Production, build_physical, offer_jobs, produce
from fourcapitals.simulation.behaviour.funds import spend_budgets
from fourcapitals.simulation.behaviour.health import Health, LifeTable, health_response, life_expectancies
from fourcapitals.simulation.behaviour.households import Nation, Residents, Support, Work, labour_and_income
from fourcapitals.simulation.behaviour.places import (
    AreaShocks,
    Bought,
    Observed,
    area_shocks,
    build_capitals,
    observe_outcomes,
)
from fourcapitals.simulation.delivery import apply_money, deliver, mature
from fourcapitals.simulation.environment import Environment
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
    no_new_capital,
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
)


class Built(NamedTuple):
    """What has become of money by the end of a year."""

    delivery: Delivery
    delivered: Array
    """(use, area), £m."""
    effective_share: Array
    """(area,): of spending on stocks."""
    capital: NewCapital


class Society(NamedTuple):
    """What people and firms carry from one year to the next."""

    capitals: Capitals
    responses: Responses
    trends: Trends


def advance(state: State, awards: Array, environment: Environment, shocks: Shocks) -> State:
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

    Returns
    -------
    State
        At the end of this year.
    """
    tax = 0.0
    for fund in range(awards.shape[0]):
        tax += environment.tax_financed[fund] * np.sum(awards[fund])
    awarded = state.money.awarded + np.maximum(awards, 0.0).sum(axis=2)
    return carry(state, by_use(awards), awarded, tax, environment, shocks)


def by_use(awards: Array) -> Array:
    """Sum awards over funds: from (fund, area, use) to (use, area), £m of 2019."""
    total = np.zeros((awards.shape[2], awards.shape[1]))
    for fund in range(awards.shape[0]):
        total += awards[fund].T
    return total


def carry(state: State, awards: Array, awarded: Array, tax: float, environment: Environment, shocks: Shocks) -> State:
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
    environment : Environment
    shocks : Shocks
        Of this year.
    """
    built = build(state.delivery, physical_of(state.capitals), awards, environment)
    capital = built.capital
    spillovers = connect(capital.jobs.reshape((1, -1)), capital.physical.transport.reshape((1, -1)), environment)
    society, outcomes = respond(
        state.year + 1,
        Society(capitals=state.capitals, responses=state.responses, trends=state.trends),
        capital,
        at_year(spillovers, 0),
        tax,
        environment,
        shocks,
    )
    return State(
        year=state.year + 1,
        delivery=built.delivery,
        money=Money(
            delivered=built.delivered,
            effective_share=built.effective_share,
            running_cost=capital.running_cost,
            awarded=awarded,
        ),
        capitals=society.capitals,
        responses=society.responses,
        trends=society.trends,
        outcomes=outcomes,
    )


def physical_of(capitals: Capitals) -> Physical:
    """The physical stocks among all, £ per head."""
    return Physical(transport=capitals.transport, premises=capitals.premises, housing=capitals.housing)


def project(state: State, terms: Terms, environment: Environment, shocks: Shocks) -> Outcomes:
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

    Raises
    ------
    ValueError
        When the environment was made for another number of funds.
    """
    if len(environment.tax_financed) != len(terms.share):
        raise ValueError("project: the environment is of a policy with other funds than the terms")
    # What is built depends on no response, so that the sums over space can be taken for all years at once.
    capital, taxes = build_years(state, terms, environment, shocks)
    spillovers = connect(capital.jobs, capital.physical.transport, environment)
    society = Society(kept(state.capitals), kept(state.responses), kept(state.trends))
    outcomes: Outcomes = empty_years(kept(state.outcomes), len(taxes) + 1)
    write_year(outcomes, 0, kept(state.outcomes))
    for year in range(len(taxes)):
        society, seen = respond(
            state.year + 1 + year,
            society,
            at_year(capital, year),
            at_year(spillovers, year),
            taxes[year],
            environment,
            at_year(kept(shocks), year),
        )
        write_year(outcomes, year + 1, seen)
    return outcomes


# What money builds


def build_years(state: State, terms: Terms, environment: Environment, shocks: Shocks) -> tuple[NewCapital, Array]:
    """Allocate and build all years' budgets, whatever anyone makes of it.

    Parameters
    ----------
    state, terms, environment, shocks
        As in `project`.

    Returns
    -------
    capital : NewCapital
        With a year axis before the others.
    taxes : (year,), £m of 2019
        What households pay for the awards.
    """
    years, uses, areas = terms.budget.shape[0], terms.split.shape[1], state.outcomes.hle.shape[1]
    capital, taxes = empty_years(no_new_capital(uses=uses, areas=areas), years), np.zeros(years)
    delivery, awarded, physical = kept(state.delivery), state.money.awarded.copy(), physical_of(state.capitals)
    for year in range(years):
        awards, taxes[year] = spend_budgets(year, awarded, terms, environment, shocks.bids[year])
        built = build(delivery, physical, awards, environment)
        delivery, physical = built.delivery, built.capital.physical
        write_year(capital, year, built.capital)
    return capital, taxes


def build(last: Delivery, physical: Physical, awards: Array, environment: Environment) -> Built:
    """What a year's money builds and buys, before anyone responds to it.

    Parameters
    ----------
    last : Delivery
        At the end of last year.
    physical : Physical
        At the end of last year.
    awards : (use, area), £m of 2019
    environment : Environment
    """
    p, place = environment.parameters, environment.place
    delivered, stages = deliver(last.stages, awards, environment.delays)
    net, share = apply_money(p, place.per_head, place.absorptive_scale, environment.deadweight, delivered)
    skills, early_to_skills = mature(last.early_to_skills, net[EARLY_YEARS], p.early_years_to_skills_delay)
    nhs, early_to_nhs = mature(last.early_to_nhs, net[EARLY_YEARS], p.early_years_to_nhs_delay)
    bought = Physical(transport=net[CONNECTIVITY], premises=net[PREMISES], housing=net[HOUSING])
    construction = each_area(build_physical, p, place, physical, bought)
    return Built(
        delivery=Delivery(stages=stages, early_to_skills=early_to_skills, early_to_nhs=early_to_nhs),
        delivered=delivered,
        effective_share=share,
        capital=NewCapital(
            net=net,
            matured_skills=skills,
            matured_nhs=nhs,
            physical=construction.physical,
            jobs=construction.jobs,
            running_cost=construction.running_cost,
        ),
    )


def connect(own_jobs: Array, transport: Array, environment: Environment) -> Spillovers:
    """What areas' new capital does to each other, for some years at once.

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
        offer = each_area(
            offer_jobs,
            environment.parameters,
            environment.place,
            own_jobs[year],
            of_neighbours[year],
            transport[year],
        )
        put(jobs[year], offer.jobs)
        put(share[year], offer.share_of_jobs)
        put(cut[year], offer.travel_cut)
    return Spillovers(
        travel_cut=cut,
        cut_of_others=space.spread(near.mass_distances, cut),
        jobs_of_others=space.spread(near.mass_shares, share),
        jobs_for_residents=space.gather_years(near.commute_of_jobs, jobs),
    )


# How people and firms respond


def respond(
    year: int,
    last: Society,
    capital: NewCapital,
    spillovers: Spillovers,
    tax: float,
    environment: Environment,
    shocks: Shocks,
) -> tuple[Society, Outcomes]:
    """How people and firms respond in a year.

    Parameters
    ----------
    year : int
        Calendar year.
    last : Society
        At the end of last year.
    capital : NewCapital
    spillovers : Spillovers
        Each (area,).
    tax : float, £m of 2019
        What households pay for the awards.
    environment : Environment
    shocks : Shocks
        Of this year.

    Returns
    -------
    Society, Outcomes
        At the end of this year.
    """
    last, capital, spillovers = lent(last), lent(capital), lent(spillovers)
    p, place, before = environment.parameters, environment.place, last.responses
    tax_yield = place.tax_per_log_income * before.income
    trend = move_trends(p, last.trends, float(year), shocks)
    nation = nation_of(year, trend, tax_yield, tax, environment)
    bought, support = bought_in(capital), support_in(year, capital, environment)
    capitals = each_area(build_capitals, p, place, last.capitals, capital.physical, before.income, bought)
    production = each_area(produce, p, place, capitals, spillovers, before.productivity, before.healthy_years)
    residents = Residents(
        jobs=spillovers.jobs_for_residents,
        wage_pool=space.gather(environment.geography.commute_of_residents, production.output),
        last_healthy_years=before.healthy_years,
        tax_yield=tax_yield,
    )
    work = each_area(labour_and_income, (p, nation), place, capitals, production, residents, support)
    health = each_area(health_response, (p, nation), place, capitals, production, work, support, last_health(before))
    male, female = life_tables(nation, health, trend, environment)
    unforeseen = trend.area_productivity, shocks.life_satisfaction
    seen = each_area(
        observe_outcomes, (p, nation), place, capitals, production, work, (male.eta, female.eta), unforeseen
    )
    responses = responses_of(production, work, health, male, female)
    return Society(capitals=capitals, responses=responses, trends=trend), outcomes_of(male, female, seen)


def move_trends(p: Parameters, last: Trends, year: float, shocks: Shocks) -> Trends:
    """National drifts, area shocks, COVID-19.

    Parameters
    ----------
    p : Parameters
    last : Trends
        At the end of last year.
    year : float
        Calendar year.
    shocks : Shocks
        Of this year.
    """
    of_areas = each_area(
        area_shocks,
        p,
        AreaShocks(last.area_productivity, last.area_health[0], last.area_health[1]),
        AreaShocks(shocks.area_productivity, shocks.area_health[0], shocks.area_health[1]),
    )
    return Trends(
        productivity=trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, shocks.productivity),
        health=trends.drift(last.health, p.health_drift, p.health_noise, shocks.health),
        area_productivity=of_areas.productivity,
        area_health=by_sex(of_areas.health_male, of_areas.health_female),
        covid=trends.covid_weight(year, p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years),
    )


def nation_of(year: int, trend: Trends, tax_yield: Array, tax: float, environment: Environment) -> Nation:
    """What is the same for all areas in a year.

    Parameters
    ----------
    year : int
        Calendar year.
    trend : Trends
    tax_yield : (area,), £ per head
        Change of the council-tax yield.
    tax : float, £m of 2019
        What households pay for the awards.
    environment : Environment
    """
    return Nation(
        years_since_base=year - BASE_YEAR,
        productivity=trend.productivity,
        health=trend.health,
        covid=trend.covid,
        mean_tax_yield=np.sum(tax_yield * environment.place.population) / environment.population,
        tax_per_income=tax * 1e6 / environment.income,
        councils_pay=environment.councils_pay,
        per_public_health=environment.per_public_health,
        per_nhs=environment.per_nhs,
        council_effect=environment.council_effect,
    )


def bought_in(capital: NewCapital) -> Bought:
    """The part of a year's money that becomes stock beside physical capital, £ per head."""
    net = capital.net
    return Bought(
        adult_skills=net[ADULT_SKILLS],
        matured_early_years=capital.matured_skills,
        job_quality=net[JOB_QUALITY],
        community=net[COMMUNITY],
        culture=net[CULTURE],
        green_space=net[GREEN_SPACE],
        clean_air=net[CLEAN_AIR],
    )


def support_in(year: int, capital: NewCapital, environment: Environment) -> Support:
    """The part of a year's money that reaches people as it is (£ per head), and changed habits."""
    net = capital.net
    return Support(
        household_income=net[HOUSEHOLD_INCOME],
        job_quality=net[JOB_QUALITY],
        council_services=net[COUNCIL_SERVICES],
        public_health=net[PUBLIC_HEALTH],
        nhs=net[NHS],
        matured_early_years=capital.matured_nhs,
        risk_mortality=environment.risk_mortality[year - FIRST_YEAR],
        risk_good_health=environment.risk_good_health[year - FIRST_YEAR],
    )


def last_health(last: Responses) -> Health:
    """Last year's responses of health, council services by sex."""
    return Health(
        slow=last.slow_health,
        fast=last.fast_health,
        council_male=last.council_health[0],
        council_female=last.council_health[1],
        environment_mortality=last.environment_mortality,
        risk_mortality=last.risk_mortality,
        risk_good_health=last.risk_good_health,
    )


def life_tables(nation: Nation, health: Health, trend: Trends, environment: Environment) -> tuple[LifeTable, LifeTable]:
    """How men and women live in every area, by sex."""
    p, place = environment.parameters, environment.place
    of_men, of_women = environment.slopes
    covid_healthy, covid = p.covid_healthy_life_shock, p.covid_life_shock
    male = each_area(
        life_expectancies,
        (p, nation, covid_healthy[0], covid[0]),
        place,
        of_men,
        health,
        health.council_male,
        trend.area_health[0],
    )
    female = each_area(
        life_expectancies,
        (p, nation, covid_healthy[1], covid[1]),
        place,
        of_women,
        health,
        health.council_female,
        trend.area_health[1],
    )
    return male, female


def responses_of(production: Production, work: Work, health: Health, male: LifeTable, female: LifeTable) -> Responses:
    """What productivity and health hand to the next year."""
    return Responses(
        productivity=production.output,
        slow_health=health.slow,
        fast_health=health.fast,
        council_health=by_sex(health.council_male, health.council_female),
        environment_mortality=health.environment_mortality,
        risk_mortality=health.risk_mortality,
        risk_good_health=health.risk_good_health,
        healthy_years=(male.healthy_years + female.healthy_years) / 2,
        income=work.income,
    )


def outcomes_of(male: LifeTable, female: LifeTable, seen: Observed) -> Outcomes:
    """The outcomes of a year, expectancies by sex."""
    return Outcomes(
        hle=by_sex(male.hle, female.hle),
        le=by_sex(male.le, female.le),
        gva_per_hour=seen.gva_per_hour,
        employment=seen.employment,
        long_term_sick=seen.long_term_sick,
        income=seen.income,
        life_satisfaction=seen.life_satisfaction,
        pm25=seen.pm25,
    )


def by_sex(male: Array, female: Array) -> Array:
    """Put two arrays over areas into one over sex and area."""
    both = np.empty((2, len(male)))
    put(both[0], male)
    put(both[1], female)
    return both
