"""Households that move house: eight cells of people in each area, where they go, and what that changes of the area.

Nobody is changed by a move. What drivers do to health, work and income they do to the people of an area; that an area
has other people afterwards is added to what is observed of it (`composition`). Births, deaths, ageing, moves across the
border and changes of health hold every area's cells at what they are in the base year, whatever a scenario does: only
moves beside those of the base year change them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.movers import Movers
from fourcapitals.equations import migration as equations
from fourcapitals.equations import space
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.relational import second_order_change
from fourcapitals.equations.space import Choices
from fourcapitals.simulation.arrays import add_to, put
from fourcapitals.simulation.environment import Environment, Place, SlopesBySex
from fourcapitals.simulation.state import Capitals, Outcomes, Responses

CELLS: Final = tuple(
    f"{health}, {age}, {degree}"
    for health in ("good health", "poor health")
    for age in ("under 45", "45 and over")
    for degree in ("no degree", "degree")
)
"""In the order of the axis."""
OF_A_HEALTH: Final = 4
"""Cells in good health, which come first, and cells in poor health."""
_BY_KIND: Final = (2, 2, 2)
"""Health, age, degree."""


class Moves(NamedTuple):
    """How people of each cell move in the base year."""

    people: Array
    """(health, age and degree, area), people."""
    rate: Array
    """(health, age and degree, area), share of them that looks for a home in a year, within the area too."""
    choices: Choices
    """Of people in good and in poor health, the area itself among them."""
    net: Array
    """(health, age and degree, area), people a year: arrivals less departures."""


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


def moves_of(movers: Movers, p: Parameters) -> Moves:
    """Work out the cells of each area and their moves of the base year, which sum to those counted.

    Parameters
    ----------
    movers : Movers
    p : Parameters
        One set of numbers.
    """
    people = _cells(movers, p)
    often = np.array([1.0, p.moves_at_45_and_over])[:, None] * np.array([1.0, p.moves_with_degree])
    readiness = (people * often[..., None]).sum(axis=(1, 2))
    where, log_ratio, origin = movers.deprivation, p.moves_to_affluence_of_poor_health, movers.origin
    middle = np.array(movers.into @ where)
    along = equations.rate_of_poor_health(where[origin], where[movers.destination], log_ratio, movers.span)
    elsewhere = equations.rate_of_poor_health(where, middle, log_ratio, movers.span)
    listed = _by_health(movers.listed, readiness[:, origin], along)
    unlisted = _by_health(movers.unlisted, readiness, elsewhere)
    count = len(movers.population)
    looking = np.array([np.bincount(origin, each, count) for each in listed]) + unlisted
    order = np.lexsort((movers.destination, origin))
    choices = Choices(
        origin=origin[order],
        chosen=movers.destination[order],
        first=np.searchsorted(origin[order], np.arange(count + 1)).astype(np.int64),
        share=np.ascontiguousarray((listed / looking[:, origin])[:, order]),
        unlisted=unlisted / looking,
        into=_into(movers, (unlisted * readiness).sum(axis=1), middle, log_ratio),
    )
    rate = (looking[:, None, None] * often[..., None]).reshape(2, OF_A_HEALTH, count)
    made = Moves(people.reshape(rate.shape), rate, choices, np.zeros(rate.shape))
    return made._replace(net=space.choose(made.people, rate, np.ones(count), choices))


def _cells(movers: Movers, p: Parameters) -> Array:
    """(health, age, degree, area), people."""
    good, degree = movers.good_health, movers.degree
    both = equations.in_good_health_with_degree(good, degree, p.good_health_odds_with_degree)
    shares = np.array([[good - both, both], [1 - good - degree + both, degree - both]])
    return np.swapaxes(shares, 1, 2) * movers.age[None, :, None] * movers.population


def _by_health(moves: Array, readiness: Array, ratio: Array) -> Array:
    """(health, ...), moves by those who are as ready to move as the young without degree."""
    good = moves / (readiness[0] + readiness[1] * ratio)
    return np.array([good, good * ratio])


def _into(movers: Movers, leaving: Array, middle: Array, log_ratio: float) -> Array:
    """(health, area): where moves to unlisted destinations go, both kinds together as counted."""
    poor = movers.into * equations.rate_of_poor_health(middle, movers.deprivation, log_ratio, movers.span)
    poor /= poor.sum()
    good = np.maximum(movers.into * leaving.sum() - poor * leaving[1], 0.0)
    return np.array([good / good.sum(), poor])


def attraction(p: Parameters, place: Place, capitals: Capitals, responses: Responses, employment: Array) -> Array:
    """Weight of each area as a place to move to, relative to the base year.

    Parameters
    ----------
    p : Parameters
    place : Place
    capitals : Capitals
    responses : Responses
        Both at the end of the year.
    employment : (area,), share of people aged 16-64
        Of the year, as drivers bring it.
    """
    return equations.attraction(
        income_change=responses.income,
        employment_change=employment - place.employment,
        social=capitals.social,
        per_income=p.migration_per_log_income,
        per_employment=p.migration_per_employment,
        per_social=p.migration_per_social_capital,
    )


def people_of_years(weights: Array, moves: Moves) -> Array:
    """Who lives where at the end of each year, the base year first.

    Parameters
    ----------
    weights : (year, area), ratio
        From `attraction`, of every year after the base year.
    moves : Moves

    Returns
    -------
    (year, health, age and degree, area), people
    """
    people = np.empty((len(weights) + 1, *moves.people.shape))
    put(people[0], moves.people)
    for year in range(len(weights)):
        put(people[year + 1], move(people[year], weights[year], moves))
    return people


def move(people: Array, weight: Array, moves: Moves) -> Array:
    """Who lives where after a year's moves.

    Parameters
    ----------
    people : (health, age and degree, area), people
    weight : (area,), ratio
        From `attraction`.
    moves : Moves

    Returns
    -------
    (health, age and degree, area), people
        Of each cell as many as before; where nothing differs from the base year, the same.
    """
    after = space.choose(people, moves.rate, weight, moves.choices)
    for health in range(len(after)):
        for cell in range(len(after[health])):
            # Of the moves of the base year exactly nothing is left, so that what has not changed stays to the bit.
            add_to(after[health, cell], -1.0, moves.net[health, cell])
            add_to(after[health, cell], 1.0, people[health, cell])
    return after


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
