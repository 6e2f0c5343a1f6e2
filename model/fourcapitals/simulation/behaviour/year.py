"""An area's year: what its actors do, one after another, between the sums over space."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.behaviour.firms import Production, produce
from fourcapitals.simulation.behaviour.health import carried_on, expectancies_by_sex, health_response
from fourcapitals.simulation.behaviour.households import Nation, Residents, Support, labour_and_income
from fourcapitals.simulation.behaviour.places import Bought, Unforeseen, area_shocks, build_capitals, observe_outcomes
from fourcapitals.simulation.environment import Place, SlopesBySex
from fourcapitals.simulation.state import AreaShocks, Capitals, Physical, Responses, Spillovers


class Received(NamedTuple):
    """What the year brings before anyone responds."""

    bought: Bought
    spillovers: Spillovers


class Economy(NamedTuple):
    """The capitals of an area, and what firms make of them."""

    capitals: Capitals
    production: Production


class Conditions(NamedTuple):
    """The conditions that the people of an area live under in a year."""

    jobs: Array
    """(area,): workplace jobs, net, that residents take."""
    wage_pool: Array
    """(area,): log response of GVA per hour where they work."""
    support: Support
    shocks: AreaShocks
    """Of this year: standard normal, the sexes independent."""
    survey: Array
    """(area,): sampling error of life satisfaction, standard normal."""


class Seen(NamedTuple):
    """The outcomes of `state.Outcomes`, expectancies by sex; each (area,)."""

    hle_male: Array
    hle_female: Array
    le_male: Array
    le_female: Array
    gva_per_hour: Array
    employment: Array
    long_term_sick: Array
    income: Array
    life_satisfaction: Array
    pm25: Array


class EndOfYear(NamedTuple):
    """How a year ends for the people of an area."""

    responses: Responses
    shocks: AreaShocks
    """What they have added up to."""
    seen: Seen


def build_and_produce(
    p: Parameters, place: Place, last: Capitals, before: Responses, physical: Physical, received: Received
) -> Economy:
    """Capitals after this year's depreciation and investment, and what firms produce with them.

    Parameters
    ----------
    p : Parameters
    place : Place
    last : Capitals
    before : Responses
        Both at the end of last year.
    physical : Physical
        At the end of this year.
    received : Received
    """
    capitals = build_capitals(p, place, last, physical, before, received.bought)
    return Economy(capitals=capitals, production=produce(p, place, capitals, received.spillovers, before))


def work_and_health(
    held: tuple[Parameters, Nation],
    place: Place,
    slopes: SlopesBySex,
    economy: Economy,
    before: Responses,
    conditions: Conditions,
    last: AreaShocks,
) -> EndOfYear:
    """Work and income, health, length of life, shocks; what of that the next year reads, and what can be observed.

    Parameters
    ----------
    held : Parameters, Nation
    place : Place
    slopes : SlopesBySex
    economy : Economy
    before : Responses
        At the end of last year.
    conditions : Conditions
    last : AreaShocks
        What shocks had added up to at the end of last year.
    """
    p, _ = held
    capitals, production = economy.capitals, economy.production
    residents = Residents(
        jobs=conditions.jobs, wage_pool=conditions.wage_pool, tax_yield=place.tax_per_log_income * before.income
    )
    work = labour_and_income(held, place, capitals, production, residents, conditions.support, before)
    health = health_response(held, place, capitals, production, work, conditions.support, before.health)
    shocks = area_shocks(p, last, conditions.shocks)
    expectancies = expectancies_by_sex(held, place, slopes, health, shocks)
    unforeseen = Unforeseen(productivity=shocks.productivity, life_satisfaction=conditions.survey)
    seen = observe_outcomes(held, place, capitals, production, work, expectancies, unforeseen)
    return EndOfYear(
        responses=carried_on(None, production, work, health, expectancies),
        shocks=shocks,
        seen=Seen(
            hle_male=expectancies.male.hle,
            hle_female=expectancies.female.hle,
            le_male=expectancies.male.le,
            le_female=expectancies.female.le,
            gva_per_hour=seen.gva_per_hour,
            employment=seen.employment,
            long_term_sick=seen.long_term_sick,
            income=seen.income,
            life_satisfaction=seen.life_satisfaction,
            pm25=seen.pm25,
        ),
    )
