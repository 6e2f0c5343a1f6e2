"""What the other people of a place change of what is observed of it, where households move."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.movers import Movers
from fourcapitals.equations import migration as equations
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.relational import second_order_change
from fourcapitals.simulation.behaviour.migration import Moves, attraction, move, moves_of, usual_moves
from fourcapitals.simulation.environment import Environment, SlopesBySex
from fourcapitals.simulation.state import Outcomes, State

_BY_KIND: Final = (2, 2, 2)
"""Health, age, degree."""


class Composition(NamedTuple):
    """What the other people of a place change of what is observed of it."""

    hle: Array
    """(..., sex, place), years."""
    le: Array
    """(..., sex, place), years."""
    employment: Array
    """(..., place), share of people aged 16-64."""
    long_term_sick: Array
    """(..., place), share of people aged 16-64."""
    income: Array
    """(..., place), log."""
    life_satisfaction: Array
    """(..., place), points."""


class Before(NamedTuple):
    """What composition is measured against: the people of areas, or of wider places, in the base year."""

    people: Array
    """(health, age and degree, place), people."""
    age: Array
    """(age, place), share of people."""
    slopes: SlopesBySex
    """Of the life tables, each (place,)."""
    employment: Array
    """(place,), share of people aged 16-64."""
    long_term_sick: Array
    """(place,), share of people aged 16-64."""


class Migration(NamedTuple):
    """All that moves of one draw need."""

    movers: Movers
    moves: Moves
    before: Before


def migration_of(movers: Movers, environment: Environment) -> Migration:
    """Work out what moves of a draw need.

    Parameters
    ----------
    movers : Movers
    environment : Environment
        Of the draw's numbers, on the same areas.
    """
    moves, place = moves_of(movers, environment.parameters), environment.place
    by_age = moves.people.reshape(*_BY_KIND, -1).sum(axis=(0, 2))
    before = Before(
        people=moves.people,
        age=by_age / by_age.sum(axis=0),
        slopes=environment.slopes,
        employment=place.employment,
        long_term_sick=place.long_term_sick,
    )
    return Migration(movers, moves, before)


def of_wider_places(areas: Before, belongs: Array) -> Before:
    """What composition of wider places is measured against: all their people together.

    Parameters
    ----------
    areas : Before
    belongs : (place, area), 1 where the area lies in the place, else 0
    """
    people = areas.people.sum(axis=(0, 1))

    def mean(values: Array) -> Array:
        held: Array = belongs @ (people * values) / (belongs @ people)
        return held

    return Before(
        people=areas.people @ belongs.T,
        age=np.array([mean(share) for share in areas.age]),
        slopes=SlopesBySex(*(type(sex)(*map(mean, sex)) for sex in areas.slopes)),
        employment=mean(areas.employment),
        long_term_sick=mean(areas.long_term_sick),
    )


def composition(people: Array, before: Before, movers: Movers, p: Parameters) -> Composition:
    """What other people change of what is observed of areas, or of wider places.

    Parameters
    ----------
    people : (..., health, age and degree, place), people
    before : Before
        Of the same places.
    movers : Movers
    p : Parameters

    Returns
    -------
    Composition
        At the ages of the base year: that other ages come changes no expectancy.
    """
    good, degree = _shares(people)
    good_before, degree_before = _shares(before.people)
    eta = equations.log_odds_change(good, good_before)
    theta = equations.mortality_change(good, good_before, p.mortality_ratio_of_poor_health)
    changes = [
        second_order_change(
            *slopes[2:],
            theta=np.einsum("a,...ai->...i", movers.weight_of_mortality[sex], theta),
            eta=np.einsum("a,...ai->...i", movers.weight_of_health[sex], eta),
        )
        for sex, slopes in enumerate(before.slopes)
    ]
    healthy = (before.age * (good - good_before)).sum(axis=-2)
    in_good_health = (before.age * good_before).sum(axis=-2)
    with_degree = (before.age * (degree - degree_before)).sum(axis=-2)
    sick = equations.sickness_change(in_good_health + healthy, in_good_health, before.long_term_sick)
    employed = p.employment_gap_of_degree * with_degree - p.employment_per_sickness * sick
    earned = p.income_per_log_employment * np.log1p(employed / before.employment)
    return Composition(
        hle=np.stack([hle for _, hle in changes], axis=-2),
        le=np.stack([le for le, _ in changes], axis=-2),
        employment=employed,
        long_term_sick=sick,
        income=p.income_gap_of_degree * with_degree + earned,
        life_satisfaction=p.satisfaction_gap_of_good_health * healthy,
    )


def _shares(people: Array) -> tuple[Array, Array]:
    """(..., age, place) each: share in good health, and with a degree."""
    by_kind = people.reshape(*people.shape[:-3], *_BY_KIND, people.shape[-1])
    everyone = by_kind.sum(axis=(-4, -2))
    return by_kind[..., 0, :, :, :].sum(axis=-2) / everyone, by_kind[..., 1, :].sum(axis=-3) / everyone


def observed_of_places(outcomes: Outcomes, change: Composition) -> Outcomes:
    """Outcomes of places: those of the people who lived there in the base year, and what other people change.

    Parameters
    ----------
    outcomes : Outcomes
        People-based.
    change : Composition
    """
    return outcomes._replace(
        hle=outcomes.hle + change.hle,
        le=outcomes.le + change.le,
        employment=outcomes.employment + change.employment,
        long_term_sick=outcomes.long_term_sick + change.long_term_sick,
        income=outcomes.income * np.exp(change.income),
        life_satisfaction=outcomes.life_satisfaction + change.life_satisfaction,
    )


def after_moves(state: State, migration: Migration, environment: Environment) -> State:
    """Give a state its households: those of last year are seen in its outcomes, and move by what drivers brought.

    Parameters
    ----------
    state : State
        At the end of the year, with the outcomes of the people of the base year and without noise of outcomes; its
        people are those at the end of last year.
    migration : Migration
    environment : Environment
    """
    p, outcomes = environment.parameters, state.outcomes
    weight = attraction(p, environment.place, state.responses.income, outcomes.employment, state.capitals.social)
    change = composition(state.people, migration.before, migration.movers, p)
    return state._replace(
        outcomes=observed_of_places(outcomes, change),
        people=move(state.people, weight, migration.moves, usual_moves(migration.moves)),
    )


def of_years(people: Array, before: Before, movers: Movers, p: Parameters) -> Composition:
    """Composition of every year: who moves at the end of a year is seen from the next year on.

    Parameters
    ----------
    people : (year, health, age and degree, place), people
        At the end of each year, the base year first.
    before : Before
        Of the same places.
    movers : Movers
    p : Parameters

    Returns
    -------
    Composition
        (year, ...)
    """
    # Against the people as they are summed here, so that where nobody moves exactly nothing changes.
    return composition(np.concatenate([people[:1], people[:-1]]), before._replace(people=people[0]), movers, p)


def of_people(outcomes: Outcomes, change: Composition) -> Outcomes:
    """Outcomes of the people who lived there in the base year, from those of places: the way back.

    Parameters
    ----------
    outcomes : Outcomes
        Place-based.
    change : Composition
    """
    return observed_of_places(outcomes, Composition(*(-values for values in change)))
