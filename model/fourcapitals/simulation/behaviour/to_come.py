"""What is still to come once the money has ended: the behaviours of a year, called on sums over all years to come."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.whole_life import total_to_come, total_with_last
from fourcapitals.simulation.behaviour.firms import Production, build_physical, produce
from fourcapitals.simulation.behaviour.health import health_response, health_to_come, shift_life_table
from fourcapitals.simulation.behaviour.households import Nation, Residents, Support, labour_and_income
from fourcapitals.simulation.behaviour.places import build_capitals, capitals_to_come
from fourcapitals.simulation.behaviour.year import Economy, Received
from fourcapitals.simulation.environment import Place, SlopesBySex
from fourcapitals.simulation.state import Capitals, Construction, Health, Physical, Responses


class Weights(NamedTuple):
    """How sums over years to come are taken."""

    factor: float
    """Weight of a year relative to the year before; 1 for no discounting."""
    part: float
    """What of the last year's state is taken, so that curves are straight lines."""


class ToCome(NamedTuple):
    """What feeds back from one year to the next, in sum over all years to come; each (area,)."""

    healthy_years: Array
    """Change of healthy life expectancy that drivers bring, years times years."""
    income: Array
    """Log income times years."""


class ConditionsToCome(NamedTuple):
    """The conditions that people live under, in sum over all years to come."""

    jobs: Array
    """(area,): workplace jobs, net, that residents take."""
    wage_pool: Array
    """(area,): log response of GVA per hour where they work."""
    support: Support


def before_each(weights: Weights, last: Responses, to_come: ToCome) -> Responses:
    """Sums of the two responses that feed back as they were a year before; of the others a step gives what it adds.

    Parameters
    ----------
    weights : Weights
    last : Responses
        At the end of the last year.
    to_come : ToCome
    """
    none = 0.0 * last.income
    return Responses(
        productivity=none,
        health=Health(none, none, none, none, none, none, none, none),
        healthy_years=total_with_last(weights.part * last.healthy_years, to_come.healthy_years, weights.factor),
        income=total_with_last(weights.part * last.income, to_come.income, weights.factor),
    )


def construction_to_come(
    held: tuple[Parameters, Weights], place: Place, last: Physical, physical: Physical
) -> Construction:
    """New physical capital and the jobs in it, in sum over all years to come.

    Parameters
    ----------
    held : Parameters, Weights
    place : Place
    last : Physical
        At the end of the last year.
    physical : Physical
        Investment under way, in sum over all years to come.
    """
    p, weights = held
    kept, none = 1 - p.physical_depreciation, 0.0 * last.housing
    total = Physical(
        transport=total_to_come(weights.part * last.transport, physical.transport, kept, weights.factor),
        premises=total_to_come(weights.part * last.premises, physical.premises, kept, weights.factor),
        housing=total_to_come(weights.part * last.housing, physical.housing, kept, weights.factor),
    )
    return build_physical(p, place, Physical(none, none, none), total)


def economy_to_come(
    held: tuple[Parameters, Weights],
    place: Place,
    last: Capitals,
    responses: Responses,
    physical: Physical,
    received: Received,
    to_come: ToCome,
) -> Economy:
    """Capitals and production, in sum over all years to come.

    Parameters
    ----------
    held : Parameters, Weights
    place : Place
    last : Capitals
        At the end of the last year.
    responses : Responses
        At the end of the last year.
    physical : Physical
        Investment under way, in sum over all years to come.
    received : Received
    to_come : ToCome
        Of the round of feedbacks before.
    """
    p, weights = held
    before = before_each(weights, responses, to_come)
    none = 0.0 * last.skills
    nothing = Capitals(none, none, none, none, none, none, none, none)
    added = build_capitals(p, place, nothing, physical, before, received.bought)
    capitals = capitals_to_come(p, last, added, weights.factor, weights.part)
    steps = produce(p, place, capitals, received.spillovers, before)
    kept = 1 - p.productivity_speed
    output = total_to_come(weights.part * responses.productivity, steps.output, kept, weights.factor)
    return Economy(capitals, Production(mass=steps.mass, log_skills=steps.log_skills, output=output))


def health_and_income_to_come(
    held: tuple[Parameters, Nation, Weights],
    place: Place,
    slopes: SlopesBySex,
    economy: Economy,
    responses: Responses,
    conditions: ConditionsToCome,
    to_come: ToCome,
) -> ToCome:
    """Healthy life expectancy and income, in sum over all years to come: one round of the feedbacks.

    Parameters
    ----------
    held : Parameters, Nation, Weights
    place : Place
    slopes : SlopesBySex
    economy : Economy
    responses : Responses
        At the end of the last year.
    conditions : ConditionsToCome
    to_come : ToCome
        Of the round before.
    """
    p, nation, weights = held
    year = p, nation
    before = before_each(weights, responses, to_come)
    capitals, production = economy.capitals, economy.production
    residents = Residents(
        jobs=conditions.jobs, wage_pool=conditions.wage_pool, tax_yield=place.tax_per_log_income * before.income
    )
    work = labour_and_income(year, place, capitals, production, residents, conditions.support, before)
    steps = health_response(year, place, capitals, production, work, conditions.support, before.health)
    health = health_to_come(p, responses.health, steps, weights.factor, weights.part)
    _, male, _ = shift_life_table(year, health, health.council_male, slopes.male)
    _, female, _ = shift_life_table(year, health, health.council_female, slopes.female)
    return ToCome(healthy_years=(male + female) / 2, income=work.income)
