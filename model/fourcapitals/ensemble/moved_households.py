"""Households that move in the draws of a block: outcomes of places beside those of people, and wider places."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.movers import Movers
from fourcapitals.ensemble.summary import Summary, WiderPlaces
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation import compiled
from fourcapitals.simulation.behaviour.migration import attraction, people_of_years
from fourcapitals.simulation.composition import (
    Before,
    Composition,
    Migration,
    migration_of,
    observed_of_places,
    of_wider_places,
    of_years,
)
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Outcomes, PullFactors
from fourcapitals.vocabulary import OUTCOMES


class Households(NamedTuple):
    """What moves of one draw need."""

    migration: Migration
    wider: Before
    """Of England and its regions."""
    belongs: Array
    """(place, area), 1 where the area lies in the place."""
    environment: Environment


def households_of(movers: Movers, environment: Environment, wider_places: WiderPlaces) -> Households:
    """Work out what moves of a draw need.

    Parameters
    ----------
    movers : Movers
    environment : Environment
        Of the draw's numbers.
    wider_places : WiderPlaces
    """
    regions = np.arange(wider_places.of_england.shape[1])[:, None] == wider_places.region
    belongs = np.concatenate([np.ones((1, len(wider_places.region))), regions])
    migration = migration_of(movers, environment)
    return Households(migration, of_wider_places(migration.before, belongs), belongs, environment)


def of_places(outcomes: Outcomes, pull: PullFactors, households: Households) -> tuple[Outcomes, Composition]:
    """Outcomes of places from those of people, and what moves change of wider places.

    Parameters
    ----------
    outcomes : Outcomes
        Of the people of the base year, with a year axis before the others.
    pull : PullFactors
    households : Households
    """
    migration, environment = households.migration, households.environment
    p, movers = environment.parameters, migration.movers
    weights = attraction(p, environment.place, pull.income, pull.employment, pull.social)
    people = compiled.compile_function(people_of_years)(weights, migration.moves)
    change = of_years(people, migration.before, movers, p)
    wider = of_years(people @ households.belongs.T, households.wider, movers, p)
    return observed_of_places(outcomes, change), wider


def both(of_places: Summary, of_people: Summary, wider: Composition) -> Summary:
    """Give the summary of places: wider ones are all their people together, so that England is that of its people.

    Parameters
    ----------
    of_places, of_people : Summary
        Of outcomes by area on each basis.
    wider : Composition
        Of England and its regions.
    """
    places = of_people.places.copy()
    for index, outcome in enumerate(OUTCOMES):
        if outcome.name not in Composition._fields:
            continue
        change: Array = getattr(wider, outcome.name)
        own = (change.mean(axis=1) if outcome.by_sex else change).T
        places[index] = places[index] * np.exp(own) if outcome.change == "relative" else places[index] + own
    return of_places._replace(places=places, by_sex=of_people.by_sex)
