"""A run whose households move, labelled on both bases: outcomes of places and of the people of the base year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.results.axes import PEOPLE_BASED, people_label
from fourcapitals.simulation.behaviour.migration import CELLS
from fourcapitals.simulation.composition import Composition, Migration, of_people, of_wider_places, of_years
from fourcapitals.simulation.state import Outcomes, State
from fourcapitals.vocabulary import ENGLAND, outcome_named

if TYPE_CHECKING:
    import xarray as xr

    from fourcapitals.data.effective_numbers import Parameters

PEOPLE: Final = {"long_name": "People by health, age and degree, at the end of the year", "units": "people"}


def outcomes_of_people(
    outcomes: Outcomes, states: Sequence[State], migration: Migration | None, p: Parameters
) -> Outcomes:
    """Outcomes of the people of the base year, from those of places.

    Parameters
    ----------
    outcomes : Outcomes
        With a year axis before the others.
    states : sequence of State
        At the end of the base year, then of every year.
    migration : Migration or None
        None where households stay.
    p : Parameters
    """
    if migration is None:
        return outcomes
    return of_people(outcomes, of_years(_people(states, migration), migration.before, migration.movers, p))


def _people(states: Sequence[State], migration: Migration) -> Array:
    """(year, health, age and degree, area), people: at the end of each year, the base year first."""
    return np.array([state.people if len(state.people) else migration.moves.people for state in states])


def with_people_based(run: xr.Dataset, states: Sequence[State], migration: Migration, p: Parameters) -> xr.Dataset:
    """Add to the outcomes of a run those of the people of the base year, and who lives where.

    Parameters
    ----------
    run : Dataset
        One scenario and one draw, from `run.label_outcomes`.
    states : sequence of State
        At the end of the base year, then of every year.
    migration : Migration
    p : Parameters
        Of the run.

    Returns
    -------
    Dataset
        With ``people_based_hle`` and the like, ``people`` (scenario, draw, cell, area, year), and of wider places what
        other people change as ``moved_hle`` and the like (scenario, draw, place, year).
    """
    belongs, people = _belongs(run), _people(states, migration)
    changes = of_years(people, migration.before, migration.movers, p)
    wider = of_years(people @ belongs.T, of_wider_places(migration.before, belongs), migration.movers, p)
    added: dict[str, Any] = {}
    for name in Composition._fields:
        held, outcome = run[name], outcome_named(name)
        change = np.moveaxis(getattr(changes, name), 0, -1)
        of_people = held.to_numpy() * np.exp(-change) if name in _IN_LOGS else held.to_numpy() - change
        words = {"long_name": people_label(outcome.label), "units": outcome.unit}
        added[f"{PEOPLE_BASED}{name}"] = (held.dims, of_people, words)
        of_places = getattr(wider, name)
        of_places = of_places.mean(axis=1) if outcome.by_sex else of_places
        added[f"{MOVED}{name}"] = (("scenario", "draw", "place", "year"), of_places.T[None, None])
    cells = np.moveaxis(people.reshape(len(people), len(CELLS), -1), 0, -1)
    added["people"] = (("scenario", "draw", "cell", "area", "year"), cells[None, None], PEOPLE)
    return run.assign(added).assign_coords(cell=list(CELLS))


MOVED: Final = "moved_"
"""Opens the names of what other people change of wider places, as long as means over places are worked out."""
_IN_LOGS: Final = ("income",)


def taken_out(run: xr.Dataset) -> tuple[xr.Dataset, dict[str, Array] | None]:
    """Take what other people change of wider places out of a run.

    Parameters
    ----------
    run : Dataset
        From `with_people_based`, or without households that move.

    Returns
    -------
    Dataset, and a mapping of outcome to (scenario, draw, place, year) or None
    """
    names = [str(name) for name in run.data_vars if str(name).startswith(MOVED)]
    moved = {name.removeprefix(MOVED): run[name].to_numpy() for name in names}
    return run.drop_vars(names), moved or None


def _belongs(run: xr.Dataset) -> Array:
    """(place, area), 1 where the area lies in the place."""
    places, region = run["place"].to_numpy(), run["region"].to_numpy()
    lies: Array = ((places[:, None] == region) | (places[:, None] == ENGLAND)).astype(np.float64)
    return lies
