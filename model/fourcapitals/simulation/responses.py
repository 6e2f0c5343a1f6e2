"""How people and firms respond in a year: trends, capitals, production, work, health and what is observed of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import space, trends
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.arrays import each_area, laid_out, sum_of_products
from fourcapitals.simulation.behaviour.households import Nation, Support
from fourcapitals.simulation.behaviour.places import Bought
from fourcapitals.simulation.behaviour.year import Conditions, Received, Seen, build_and_produce, work_and_health
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
    trend = move_trends(p, last.trends, float(year), shocks)
    nation = nation_of(year, trend, before.income, tax, environment)
    new, at = capital.construction.physical, year - environment.base_year - 1
    received = laid_out(Received(bought=bought_of(capital.net, capital.matured_skills), spillovers=spillovers))
    economy = each_area(build_and_produce, p, place, last.capitals, before, new, received)
    conditions = laid_out(
        Conditions(
            jobs=spillovers.jobs_for_residents,
            wage_pool=space.gather(environment.geography.commute_of_residents, economy.production.output),
            support=support_of(
                capital.net,
                capital.matured_nhs,
                environment.hired[at],
                environment.risk_mortality[at],
                environment.risk_good_health[at],
            ),
            shocks=shocks_of_areas(shocks),
            survey=shocks.life_satisfaction,
        )
    )
    life = each_area(
        work_and_health, (p, nation), place, environment.slopes, economy, before, conditions, last.trends.areas
    )
    trend = Trends(trend.productivity, trend.health, life.shocks, trend.covid, trend.covid_life)
    return Society(capitals=economy.capitals, responses=life.responses, trends=trend), life.seen


def move_trends(p: Parameters, last: Trends, year: float, shocks: Shocks) -> Trends:
    """National drifts and COVID-19; what shocks of areas add up to moves with the areas (`year.work_and_health`).

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
    return Trends(
        productivity=trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, shocks.productivity),
        health=trends.drift(last.health, p.health_drift, p.health_noise, shocks.health),
        areas=last.areas,
        covid=trends.covid_weight(
            year,
            p.covid_first_year,
            p.covid_full_from,
            p.covid_full_until,
            p.covid_lasting_share,
            p.covid_recovery_years,
        ),
        covid_life=trends.covid_weight(
            year,
            p.covid_first_year,
            p.covid_first_year,
            p.covid_life_full_until,
            p.covid_life_lasting_share,
            p.covid_life_recovery_years,
        ),
    )


def shocks_of_areas(shocks: Shocks) -> AreaShocks:
    """The shocks of areas in a year, by name."""
    return AreaShocks(
        productivity=shocks.area_productivity,
        health_male=shocks.area_health[0],
        health_female=shocks.area_health[1],
        good_health_male=shocks.area_good_health[0],
        good_health_female=shocks.area_good_health[1],
    )


def nation_of(year: int, trend: Trends, income: Array, tax: float, environment: Environment) -> Nation:
    """What is the same for all areas in a year.

    Parameters
    ----------
    year : int
        Calendar year.
    trend : Trends
    income : (area,), log
        Change of income at the end of last year, which moves the yield of council tax.
    tax : float, £m of 2019
        What households pay for the awards.
    environment : Environment
    """
    place = environment.place
    tax_yield = sum_of_products(place.tax_per_log_income, income, place.population)
    return Nation(
        years_since_base=year - environment.base_year,
        productivity=trend.productivity,
        health=trend.health,
        covid=trend.covid,
        covid_life=trend.covid_life,
        mean_tax_yield=tax_yield / environment.population,
        tax_per_income=tax * 1e6 / environment.income,
        councils_pay=environment.councils_pay,
        per_public_health=environment.per_public_health,
        per_nhs=environment.per_nhs,
        mortality_per_budget_year=environment.mortality_per_budget_year,
        council_effect=environment.council_effect,
        log_ratio_particulates=np.log(environment.parameters.mortality_ratio_of_particulates),
        log_ratio_green=np.log(environment.parameters.mortality_ratio_of_greenness),
    )


def bought_of(net: Array, matured: Array) -> Bought:
    """The part of money that becomes stock beside physical capital, £ per head.

    Parameters
    ----------
    net : (use, area), £ per head
        Effective and additional.
    matured : (area,), £ per head
        Early-years money whose children reach working age.
    """
    return Bought(
        adult_skills=net[ADULT_SKILLS],
        matured_early_years=matured,
        job_quality=net[JOB_QUALITY],
        community=net[COMMUNITY],
        culture=net[CULTURE],
        green_space=net[GREEN_SPACE],
        clean_air=net[CLEAN_AIR],
    )


def support_of(net: Array, matured: Array, hired: Array, risk_mortality: Array, risk_good_health: Array) -> Support:
    """The part of money that reaches people as it is (£ per head), people hired, and changed habits.

    Parameters
    ----------
    net : (use, area), £ per head
        Effective and additional.
    matured : (area,), £ per head
        Early-years money that lowers NHS use.
    hired, risk_mortality, risk_good_health : (area,)
        As in `Environment`, of one year.
    """
    return Support(
        household_income=net[HOUSEHOLD_INCOME],
        job_quality=net[JOB_QUALITY],
        council_services=net[COUNCIL_SERVICES],
        public_health=net[PUBLIC_HEALTH],
        nhs=net[NHS],
        matured_early_years=matured,
        hired=hired,
        risk_mortality=risk_mortality,
        risk_good_health=risk_good_health,
    )
