"""How people and firms respond in a year: trends, capitals, production, work, health and what is observed of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.parameters import Parameters
from fourcapitals.equations import space, trends
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.arrays import each_area, laid_out
from fourcapitals.simulation.behaviour.households import Nation, Residents, Support
from fourcapitals.simulation.behaviour.places import Bought, area_shocks
from fourcapitals.simulation.behaviour.year import Met, Received, Seen, build_and_produce, work_and_live
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import (
    AreaShocks,
    Capitals,
    NewCapital,
    Responses,
    Shocks,
    Spillovers,
    Trends,
)
from fourcapitals.vocabulary import (
    ADULT_SKILLS,
    CLEAN_AIR,
    COMMUNITY,
    COUNCIL_SERVICES,
    CULTURE,
    GREEN_SPACE,
    HOUSEHOLD_INCOME,
    JOB_QUALITY,
    NHS,
    PUBLIC_HEALTH,
)


class Society(NamedTuple):
    """What people and firms carry from one year to the next."""

    capitals: Capitals
    responses: Responses
    trends: Trends


def respond(
    year: int,
    last: Society,
    capital: NewCapital,
    spillovers: Spillovers,
    tax: float,
    environment: Environment,
    shocks: Shocks,
) -> tuple[Society, Seen]:
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
    Society, Seen
        At the end of this year.
    """
    p, place, before = environment.parameters, environment.place, last.responses
    tax_yield = place.tax_per_log_income * before.income
    trend = move_trends(p, last.trends, float(year), shocks)
    nation = nation_of(year, trend, tax_yield, tax, environment)
    received = laid_out(Received(bought=bought_in(capital), spillovers=spillovers))
    economy = each_area(build_and_produce, p, place, last.capitals, before, capital.physical, received)
    residents = Residents(
        jobs=spillovers.jobs_for_residents,
        wage_pool=space.gather(environment.geography.commute_of_residents, economy.production.output),
        tax_yield=tax_yield,
    )
    met = Met(residents=residents, support=support_in(year, capital, environment), survey=shocks.life_satisfaction)
    slopes = environment.slopes
    life = each_area(work_and_live, (p, nation), place, slopes, economy, before, laid_out(met), trend.areas)
    return Society(capitals=economy.capitals, responses=life.responses, trends=trend), life.seen


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
    male, female = shocks.area_health[0], shocks.area_health[1]
    return Trends(
        productivity=trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, shocks.productivity),
        health=trends.drift(last.health, p.health_drift, p.health_noise, shocks.health),
        areas=each_area(area_shocks, p, last.areas, laid_out(AreaShocks(shocks.area_productivity, male, female))),
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
        years_since_base=year - environment.base_year,
        productivity=trend.productivity,
        health=trend.health,
        covid=trend.covid,
        mean_tax_yield=np.sum(tax_yield * environment.place.population) / environment.population,
        tax_per_income=tax * 1e6 / environment.income,
        councils_pay=environment.councils_pay,
        per_public_health=environment.per_public_health,
        per_nhs=environment.per_nhs,
        council_effect=environment.council_effect,
        log_ratio_particulates=np.log(environment.parameters.mortality_ratio_of_particulates),
        log_ratio_green=np.log(environment.parameters.mortality_ratio_of_greenness),
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
        risk_mortality=environment.risk_mortality[year - environment.base_year - 1],
        risk_good_health=environment.risk_good_health[year - environment.base_year - 1],
    )
