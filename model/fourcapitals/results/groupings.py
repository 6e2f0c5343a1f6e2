"""Groupings of areas: how they are named, which areas each place holds, and how many people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from fourcapitals.data.place_names import Place
from fourcapitals.data.places import find_place
from fourcapitals.errors import UnknownName, closest, unknown
from fourcapitals.formatting import areas_of
from fourcapitals.results.carried import areas_left_out, carried, group_of_areas
from fourcapitals.vocabulary import ENGLAND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


GROUPINGS: Final = (
    *("area", "upper_tier", "region", "england", "deprivation_fifth", "luf_group"),
    *("combined_authority", "integrated_care_board"),
)
ALSO_CALLED: Final = {
    "care_board": "integrated_care_board",
    "county": "upper_tier",
    "counties": "upper_tier",
    "district": "area",
    "icb": "integrated_care_board",
    "nation": "england",
}
"""Other names of groupings."""


def codes_of(results: Results) -> list[str]:
    """Codes of the areas."""
    return [str(code) for code in results.dataset.indexes["area"]]


def groups_of(results: Results, by: str) -> tuple[npt.NDArray[np.str_], dict[str, str]]:
    """Code of the group of each area, and the groups: code to name, in order of code.

    Of results that lack areas of England those groups alone that are whole: a part of one would bear its name.

    Raises
    ------
    UnknownName
        When there is no such grouping, no place of that name in the results, or no group that is whole.
    """
    found, areas = grouping_of(by), codes_of(results)
    if not isinstance(found, str):
        return _one_place(found, areas)
    by = found
    if by == "england":
        codes, names = [ENGLAND] * len(areas), ["England"] * len(areas)
    elif by == "deprivation_fifth":
        codes = [str(fifth) for fifth in carried(results.dataset, by)]
        ends = {"1": "Fifth 1, most deprived", "5": "Fifth 5, least deprived"}
        names = [ends.get(code, f"Fifth {code}") for code in codes]
    elif by == "luf_group":
        codes = [str(category) for category in carried(results.dataset, by)]
        names = [f"Levelling Up Fund category {code}" for code in codes]
    else:
        codes = [str(code) for code in carried(results.dataset, by)]
        names = [str(name) for name in carried(results.dataset, f"{by}_name")]
    pairs = dict(zip(codes, names, strict=True))
    if by == "area":
        return np.array(codes), {code: pairs[code] for code in codes}
    # An area that lies in none, as outside combined authorities, is in no group.
    parts = _parts(results, by)
    kept = [code for code in sorted(pairs) if code and code not in parts]
    if not kept and any(pairs):
        raise UnknownName(in_part(results, by))
    return np.array(codes), {code: pairs[code] for code in kept}


def _parts(results: Results, by: str) -> set[str]:
    """Codes of the groups of which results lack areas."""
    missing = areas_left_out(results.dataset)
    return {ENGLAND} if missing and by == "england" else set(group_of_areas(by, missing)) if missing else set()


def in_part(results: Results, by: str = "england", *, such_as: str = "--by area", told: str = "") -> str:
    """Say that results hold a part of England, of which nothing can be added up.

    Parameters
    ----------
    results : Results
        That lack areas of England.
    by : str
        The grouping that was asked for.
    such_as : str
        The option by which a part can be asked for.
    told : str
        What can't be told of a part, where it is not a sum.
    """
    held, missing = results.dataset.sizes["area"], len(areas_left_out(results.dataset))
    what = "people and money of England" if by == "england" else f"those of no whole {by.replace('_', ' ')}"
    told = told or f"{what} can't be added up"
    return (
        f"these results hold {areas_of(held)} of England and lack {missing}, so that {told}; ask for places "
        f"that are held ({such_as}), or give results that hold all areas"
    )


def areas_in_part(results: Results) -> str:
    """Say of which areas sums are, where results lack areas of England; empty where they lack none."""
    if not areas_left_out(results.dataset):
        return ""
    return f"of the {areas_of(results.dataset.sizes['area'])} that these results hold"


def check_whole(results: Results, *, told: str = "") -> None:
    """Refuse results that lack areas of England, where all of them are asked for.

    Parameters
    ----------
    results : Results
    told : str
        What can't be told of a part, where it is not a sum of money or people.

    Raises
    ------
    UnknownName
        When they do.
    """
    if areas_left_out(results.dataset):
        raise UnknownName(in_part(results, told=told))


def grouping_of(by: str) -> str | Place:
    """Find a grouping of areas by its name, or the one place that a name means.

    Raises
    ------
    UnknownName
        When there is neither.

    Examples
    --------
    >>> grouping_of("Integrated care board"), grouping_of("county"), grouping_of("Greater Manchester").kind
    ('integrated_care_board', 'upper_tier', 'combined_authority')
    """
    name = by.casefold().strip().replace(" ", "_").replace("-", "_")
    name = ALSO_CALLED.get(name, name)
    if name in GROUPINGS:
        return name
    try:
        return find_place(by)
    except UnknownName as error:
        if closest(by, GROUPINGS) is None and any(word in str(error) for word in ("; it is ", "; it holds ")):
            raise
        raise UnknownName(f"{unknown('grouping', by, GROUPINGS)}") from None


def grouping_and_places(by: str, places: Sequence[str] | None = None) -> tuple[str, Sequence[str] | None]:
    """Give the grouping in which a place stands, with the place; a grouping as it is, by its own name.

    Parameters
    ----------
    by : str
        As in `Results.levels`.
    places : sequence of str, optional
        Codes that were asked for.

    Examples
    --------
    >>> grouping_and_places("Greater Manchester"), grouping_and_places("county")
    (('combined_authority', ['E47000001']), ('upper_tier', None))
    """
    found = grouping_of(by)
    if isinstance(found, str):
        return found, places
    return (found.by, [found.code]) if found.by in GROUPINGS else (by, places)


def not_held(place: Place) -> str:
    """Say that results lack a place, whole or in part."""
    lacking = place.name if place.areas == (place.code,) else f"areas of {place.name}"
    return f"these results lack {lacking}; give results that hold all areas"


def _one_place(place: Place, areas: Sequence[str]) -> tuple[npt.NDArray[np.str_], dict[str, str]]:
    """Group the areas of one place, and leave out all others."""
    if not set(place.areas) <= set(areas):
        raise UnknownName(not_held(place))
    code = place.code or place.name
    return np.array([code if area in place.areas else "" for area in areas]), {code: place.name}


def members_of(codes: npt.NDArray[np.str_], groups: Sequence[str]) -> xr.DataArray:
    """(group, area): 1 where an area belongs to a group; areas in the order of their codes.

    Parameters
    ----------
    codes : (area,)
        Code of the group of each area.
    groups : sequence of str
    """
    belongs = (np.array(groups)[:, None] == codes[None, :]).astype(float)
    # Without the names of areas, which would be compared at each product.
    return xr.DataArray(belongs, dims=("group", "area"), coords={"group": list(groups)})


def people_of(results: Results, by: str) -> xr.DataArray:
    """(group,): people of each place in the base year."""
    codes, names = groups_of(results, by)
    people = carried(results.dataset, "population")
    return xr.DataArray(
        [float(people[codes == code].sum()) for code in names], dims="group", coords={"group": list(names)}
    )
