"""Place-based and people-based outcomes: of places, whoever lives there, and of the people of the base year.

Where households move, a scenario changes who lives in a place. Results hold outcomes of places under their usual names
and those of the people who lived there in the base year beside them; where nobody moves, both are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.axes import PEOPLE_BASED

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

Basis = Literal["place", "people"]
BASES: Final = ("place", "people")
CHANGED_BY_MOVES: Final = ("hle", "le", "employment", "long_term_sick", "income", "life_satisfaction")
"""Outcomes that other people change; GVA per hour is of workplaces and PM2.5 of the air."""
OF_AREAS: Final = "area_"
"""Opens the names of statistics of areas over draws, which are of places alone."""
BASIS_WORDS: Final = {
    "place": "Place-based: of places, whoever lives there; --basis people is of those who lived there in 2019.",
    "people": "People-based: of those who lived there in 2019; --basis place is of places, whoever lives there.",
}


def is_changed_by_moves(variable: str) -> bool:
    """Whether a variable of results differs between the bases.

    Parameters
    ----------
    variable : str
        Name of an outcome, of its means over places, or of a series of the missions.

    Examples
    --------
    >>> [is_changed_by_moves(name) for name in ("place_hle", "hle_gap_by_sex", "gva_gap", "pm25")]
    [True, True, False, False]
    """
    name = variable.removeprefix("place_").removesuffix("_by_sex")
    return name in CHANGED_BY_MOVES or name.startswith("hle_gap") or "life_satisfaction" in name


def holds_both(results: Results) -> bool:
    """Whether results hold outcomes on both bases: in some scenario households move.

    Parameters
    ----------
    results : Results
    """
    return any(str(name).startswith(PEOPLE_BASED) for name in results.dataset.data_vars)


def on_basis(results: Results, basis: str) -> Results:
    """Give the same results of places, or of the people of the base year, under the usual names.

    Where no household moves they are the same. Statistics of areas over draws are held of places alone.

    Parameters
    ----------
    results : Results
    basis : {"place", "people"}

    Raises
    ------
    UnknownName
        When there is no such basis.
    """
    if basis not in BASES:
        raise UnknownName(unknown("basis", basis, BASES))
    if basis == results.basis or (basis == "people" and not holds_both(results)):
        return results
    if basis == "place":
        raise UnknownName("these results are people-based; open them again for those of places")
    dataset = results.dataset
    own = {str(name): str(name).removeprefix(PEOPLE_BASED) for name in dataset.data_vars}
    renamed = {name: usual for name, usual in own.items() if name != usual}
    left_out = [name for name in own if name in renamed.values() or name.startswith(OF_AREAS)]
    people = dataset.drop_vars(left_out).rename_vars(renamed)
    return type(results)(people.assign_attrs(basis="people"))
