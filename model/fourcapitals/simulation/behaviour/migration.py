"""Households that move house: eight cells of people in each area, and where they go at the end of a year.

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
from fourcapitals.equations.space import Choices
from fourcapitals.simulation.arrays import add_to, put
from fourcapitals.simulation.environment import Place

CELLS: Final = tuple(
    f"{health}, {age}, {degree}"
    for health in ("good health", "poor health")
    for age in ("under 45", "45 and over")
    for degree in ("no degree", "degree")
)
"""In the order of the axis."""
OF_A_HEALTH: Final = 4
"""Cells in good health, which come first, and cells in poor health."""


class Moves(NamedTuple):
    """How people of each cell move in the base year."""

    people: Array
    """(health, age and degree, area), people."""
    rate: Array
    """(health, age and degree, area), share of them that looks for a home in a year, within the area too."""
    choices: Choices
    """Of people in good and in poor health, the area itself among them."""


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
    choices = Choices(
        origin=origin,
        chosen=movers.destination,
        first=movers.first,
        share=listed / looking[:, origin],
        unlisted=unlisted / looking,
        into=_into(movers, (unlisted * readiness).sum(axis=1), middle, log_ratio),
    )
    rate = (looking[:, None, None] * often[..., None]).reshape(2, OF_A_HEALTH, count)
    return Moves(people.reshape(rate.shape), rate, choices)


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


def attraction(p: Parameters, place: Place, income: Array, employment: Array, social: Array) -> Array:
    """Weight of each area as a place to move to, relative to the base year.

    Parameters
    ----------
    p : Parameters
    place : Place
    income : (..., area), log
        Change since the base year that drivers have brought, at the end of the year.
    employment : (..., area), share of people aged 16-64
        As drivers bring it.
    social : (..., area), SD
        Change since the base year.
    """
    return equations.attraction(
        income_change=income,
        employment_change=employment - place.employment,
        social=social,
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
    usual = usual_moves(moves)
    for year in range(len(weights)):
        put(people[year + 1], move(people[year], weights[year], moves, usual))
    return people


def usual_moves(moves: Moves) -> Array:
    """Arrivals less departures of the base year, (health, age and degree, area), people."""
    return space.choose(moves.people, moves.rate, np.ones(moves.people.shape[2]), moves.choices)


def move(people: Array, weight: Array, moves: Moves, usual: Array) -> Array:
    """Who lives where after a year's moves.

    Parameters
    ----------
    people : (health, age and degree, area), people
    weight : (area,), ratio
        From `attraction`.
    moves : Moves
    usual : (health, age and degree, area), people
        From `usual_moves`.

    Returns
    -------
    (health, age and degree, area), people
        Of each cell as many as before; where nothing differs from the base year, the same.
    """
    after = space.choose(people, moves.rate, weight, moves.choices)
    for health in range(len(after)):
        for cell in range(len(after[health])):
            # Of the moves of the base year exactly nothing is left, so that what has not changed stays to the bit.
            add_to(after[health, cell], -1.0, usual[health, cell])
            add_to(after[health, cell], 1.0, people[health, cell])
    return after
