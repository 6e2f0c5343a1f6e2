"""Place-based and people-based outcomes: of places, whoever lives there, and of the people of the base year.

Where households move, a scenario changes who lives in a place. Results hold outcomes of places under their usual names
and those of the people who lived there in the base year beside them; where nobody moves, both are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.axes import PEOPLE_BASED

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results

BASES: Final = ("place", "people")
CHANGED_BY_MOVES: Final = ("hle", "le", "employment", "long_term_sick", "income", "life_satisfaction")
"""Outcomes that other people change; GVA per hour is of workplaces and PM2.5 of the air."""
OF_AREAS: Final = "area_"
"""Opens the names of statistics of areas over draws, which are of places alone."""
PEOPLE_BASED_DIFFERENCE: Final = "people_based_difference"
"""Column of a difference of the people of the base year beside that of the place."""


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


@checked
def basis_line(results: Results) -> str:
    """Say on which basis outcomes are; nothing where no household moves.

    Parameters
    ----------
    results : Results
    """
    if results.basis == "people":
        return f"People-based: outcomes of the people who lived in each place in {results.years[0]}."
    if not holds_both(results):
        return ""
    return (
        "Place-based: outcomes of places, whoever lives there by then. Households move: for those who lived there in "
        f"{results.years[0]} England comes to the same, and other places do not."
    )


@checked
def basis_in_title(results: Results, *, outcome: str) -> str:
    """Say in few words of whom an outcome is; nothing where both bases are the same.

    Parameters
    ----------
    results : Results
    outcome : str
        Or one of its means over places, as in `is_changed_by_moves`.

    Returns
    -------
    str
        Follows the place in a title.
    """
    if not is_changed_by_moves(outcome):
        return ""
    if results.basis == "people":
        return f", of the people of {results.years[0]}"
    return ", of places" if holds_both(results) else ""


@checked
def with_people_based(table: pd.DataFrame, *, results: Results, outcome: str, **asked: Any) -> pd.DataFrame:
    """Put differences of the people of the base year beside those of places.

    Parameters
    ----------
    table : pandas.DataFrame
        From `comparison.paired`, place-based.
    results : Results
        That it is of.
    outcome : str
    **asked
        As in `comparison.paired`.

    Returns
    -------
    pandas.DataFrame
        With the column ``people_based_difference`` in ``unit``, not a number where it is not held; unchanged where both
        are the same.
    """
    from fourcapitals.results.comparison import paired

    if table.empty or results.basis == "people" or not holds_both(results) or not is_changed_by_moves(outcome):
        return table
    people, keys = on_basis(results, "people"), ["scenario", "group"]
    if asked.get("by") == "area" and not people.holds_areas:
        return table.assign(**{PEOPLE_BASED_DIFFERENCE: float("nan")})
    beside = paired(people, outcome, **asked)[[*keys, "difference"]]
    beside = beside.rename(columns={"difference": PEOPLE_BASED_DIFFERENCE})
    return table.merge(beside, on=keys, how="left", validate="one_to_one")
