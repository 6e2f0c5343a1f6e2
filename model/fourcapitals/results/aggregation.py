"""Outcomes of wider places: published levels of the base year, moved by the mean change of their areas.

Only changes add up over areas, so that a wider place has its published level in the base year and the weighted
mean change of its areas since (D6 of ODD.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.data.places import find_place
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.bases import holds_both
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import grouping_and_places, groups_of, members_of, not_held
from fourcapitals.vocabulary import ENGLAND, OUTCOME_NAMES, SEXES, Outcome, outcome_named

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

AT_ONCE: Final = 1 << 27
"""Bytes of areas that are read into memory at once."""


# Levels and differences


def levels_of(
    results: Results,
    outcome: str,
    *,
    by: str,
    sex: str | None,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
) -> xr.DataArray:
    """Give the level of an outcome in each place.

    Parameters
    ----------
    results : Results
    outcome, by, sex, places, years
        As in `Results.levels`, which this is the work of.
    """
    stated, asked = find_outcome(outcome), None if years is None else list(years)
    by, places = grouping_and_places(by, places)
    with_base = None if asked is None else list(dict.fromkeys((results.years[0], *asked)))
    means = means_of(results, stated, by=by, sex=sex, places=places, years=asked if by == "area" else with_base)
    if by == "area":
        level, source = means, ["the area's own"] * means.sizes["group"]
    else:
        base = means.sel(year=results.years[0], drop=True)
        known = results.published(stated.name, sex=sex)
        found = [known.get(str(code), np.nan) for code in means["group"].to_numpy()]
        start = xr.DataArray(found, dims="group", coords={"group": means["group"].to_numpy()}).fillna(base)
        level = start * (means / base) if stated.change == "relative" else start + (means - base)
        source = [f"mean of the areas by {stated.weight}" if np.isnan(value) else "published" for value in found]
        level = level if asked is None else level.sel(year=asked)
    level = level.transpose("scenario", "draw", "group", "year").assign_coords(level_source=("group", source))
    how = "mean change" if stated.change == "absolute" else "ratio of the means"
    return level.rename(stated.name).assign_attrs(
        long_name=stated.label,
        units=stated.unit,
        sex=_sex_words(stated, sex),
        level=f"level of the base year and the {how} of the areas since, weighted by {stated.weight}",
    )


def differences_of(
    results: Results,
    outcome: str,
    *,
    by: str,
    sex: str | None,
    reference: str,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
) -> xr.DataArray:
    """Give what each scenario changes against the reference, draw by draw.

    Parameters
    ----------
    results : Results
    outcome, by, sex, reference, places, years
        As in `Results.differences`, which this is the work of.
    """
    stated, name = find_outcome(outcome), results.scenario(reference)
    means = means_of(results, stated, by=by, sex=sex, places=places, years=years)
    against = means.sel(scenario=name, drop=True)
    relative = stated.change == "relative"
    # A published start is the same in every scenario, so that it leaves differences as they are.
    change = 100 * (means / against - 1) if relative else means - against
    return (
        change.transpose("scenario", "draw", "group", "year")
        .rename(stated.name)
        .assign_attrs(
            long_name=stated.label,
            units=stated.unit_of_difference,
            sex=_sex_words(stated, sex),
            reference=name,
        )
    )


def means_of(
    results: Results,
    outcome: Outcome,
    *,
    by: str,
    sex: str | None = None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> xr.DataArray:
    """Give the weighted mean of an outcome over the areas of each place.

    Parameters
    ----------
    results : Results
    outcome : Outcome
    by, sex, places, years
        As in `Results.levels`.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group, year), in the unit of the outcome, with ``group_name``.

    Raises
    ------
    UnknownName
        When there is no such grouping, sex or place, or what it needs is not held.
    """
    check_sex(outcome, sex)
    by, places = grouping_and_places(by, places)
    means = _means_held(results, outcome, by, sex)
    if means is not None:
        kept = means if places is None else means.isel(group=positions_of(means["group"].to_numpy(), places))
        return (kept if years is None else kept.sel(year=list(years))).load()
    codes, names = groups_of(results, by)
    chosen = list(names) if places is None else [list(names)[at] for at in positions_of(list(names), places)]
    if by == "area":
        at = np.flatnonzero(np.isin(codes, chosen))
        found = over_draws(results, outcome, lambda values: values.isel(area=at), sex=sex, years=years)
        found = found.rename(area="group")
    else:
        weight = xr.DataArray(carried(results.dataset, outcome.weight), dims="area")
        shares = members_of(codes, chosen) * weight
        shares = shares / shares.sum("area")
        found = over_draws(results, outcome, lambda values: sum_over(values, shares, "area"), sex=sex, years=years)
    found = found.reset_coords(drop=True).transpose("scenario", "draw", "group", "year")
    return found.assign_coords(group_name=("group", [names[code] for code in chosen]))


@checked
def mean_of_areas(results: Results, outcome: str) -> float | None:
    """Give the weighted mean of the areas of England in the base year, in the unit of the outcome.

    It is not England's published level (`levels_of`): ONS works healthy life expectancy out from all deaths and all
    answers of a place together. None where the results do not hold the areas' levels.

    Parameters
    ----------
    results : Results
    outcome : str
    """
    stated = find_outcome(outcome)
    if not results.holds_areas and outcome not in results.header.get("base_levels", {}):
        return None
    return float(np.average(results.base_levels(outcome), weights=carried(results.dataset, stated.weight)))


def _means_held(results: Results, outcome: Outcome, by: str, sex: str | None) -> xr.DataArray | None:
    """Means of England or the regions that results hold for every draw; nothing where areas are to be asked."""
    dataset = results.dataset
    # Where households move, a wide place is all its people together, and not the mean of its areas.
    holds_means = results.is_ensemble or holds_both(results)
    if not holds_means or by not in ("england", "region") or (sex is not None and by == "region"):
        return None
    if sex is not None:
        one = dataset[f"{outcome.name}_by_sex"].sel(sex=sex, drop=True).expand_dims(group=[ENGLAND])
        return one.assign_coords(group_name=("group", ["England"]))
    means = (
        dataset[f"place_{outcome.name}"]
        .rename(place="group", place_name="group_name")
        .drop_vars("title", errors="ignore")
    )
    held = means["group"].to_numpy().astype(str)
    if by == "region":
        # A region of which results lack areas has neither people nor money to go with its mean.
        return means.isel(group=np.flatnonzero(np.isin(held, list(groups_of(results, by)[1]))))
    return means.isel(group=np.flatnonzero(held == ENGLAND))


def positions_of(known: Sequence[str] | npt.NDArray[np.str_], wanted: Sequence[str]) -> npt.NDArray[np.int64]:
    """Positions of some places, in the order in which they are held."""
    held = [str(code) for code in known]
    for code in wanted:
        if code not in held:
            raise UnknownName(_why_not(code, held))
    return np.flatnonzero(np.isin(held, list(wanted)))


def _why_not(code: str, held: Sequence[str]) -> str:
    """Say that a place is none, or which of those that are known the results lack."""
    try:
        return not_held(find_place(code))
    except UnknownName:
        return unknown("place", code, held)


# Areas


def over_draws(
    results: Results,
    outcome: Outcome,
    reduced: Callable[[xr.DataArray], xr.DataArray],
    *,
    sex: str | None = None,
    years: Sequence[int] | None = None,
) -> xr.DataArray:
    """Reduce the areas of every draw, reading no more draws at once than fit into memory.

    Parameters
    ----------
    results : Results
    outcome : Outcome
    reduced : callable
        From (scenario, draw, area, year) to what is wanted, with the axis draw.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.
    years : sequence of int, optional
        All if left out.
    """
    parts = [reduced(values) for values in _area_values(results, outcome, sex, years)]
    return (
        parts[0]
        if len(parts) == 1
        else xr.concat(parts, dim="draw", coords="minimal", compat="override", join="override")
    )


def _area_values(
    results: Results, outcome: Outcome, sex: str | None, years: Sequence[int] | None
) -> Iterator[xr.DataArray]:
    held = results.area_variable(outcome.name).reset_coords(drop=True)
    if years is not None:
        held = held.sel(year=list(years))
    draws = held.sizes["draw"]
    step = max(1, int(AT_ONCE * draws // max(held.nbytes, 1)))
    for first in range(0, draws, step):
        values = held.isel(draw=slice(first, first + step))
        if outcome.by_sex:
            values = values.load().mean("sex") if sex is None else values.sel(sex=sex, drop=True)
        yield values.load()


def find_outcome(name: str) -> Outcome:
    """Find an outcome by its name.

    Raises
    ------
    UnknownName
        When there is none; with the nearest name.

    Examples
    --------
    >>> find_outcome("hle").label
    'Healthy life expectancy at birth'
    """
    if name not in OUTCOME_NAMES:
        raise UnknownName(unknown("outcome", name, OUTCOME_NAMES))
    return outcome_named(name)


def check_sex(outcome: Outcome, sex: str | None) -> None:
    """Refuse a sex that an outcome is not held for.

    Raises
    ------
    UnknownName
        When it is not.
    """
    if sex is not None and sex not in SEXES:
        raise UnknownName(unknown("sex", sex, SEXES))
    if sex is not None and not outcome.by_sex:
        raise UnknownName(f"{outcome.name} is not held by sex; leave sex out")


def _sex_words(outcome: Outcome, sex: str | None) -> str:
    if not outcome.by_sex:
        return "persons"
    return {None: "mean of males and females", "male": "males", "female": "females"}[sex]


def sum_over(values: xr.DataArray, weights: xr.DataArray, dim: str) -> xr.DataArray:
    """Add up products over one dimension."""
    summed: xr.DataArray = xr.dot(values, weights, dim=dim)
    return summed
