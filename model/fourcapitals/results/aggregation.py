"""Outcomes of wider places: published levels of the base year, moved by the mean change of their areas.

Only changes add up over areas, so that a wider place has its published level in the base year and the weighted
mean change of its areas since (D6 of ODD.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from fourcapitals.data.baseline import load_baseline
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.results import Results, Summarised
from fourcapitals.vocabulary import BASE_YEAR, ENGLAND, OUTCOME_NAMES, SEXES, Outcome, outcome_named

GROUPINGS: Final = ("area", "upper_tier", "region", "england", "deprivation_fifth", "luf_group")

PUBLISHED_AS: Final = {"income": "gdhi_per_head"}
"""Outcomes that the table of published figures calls otherwise."""


def aggregate(
    results: Results | Summarised, outcome: str, *, by: str = "england", sex: str | None = None
) -> xr.DataArray:
    """Give the level of an outcome in each area or wider place.

    Parameters
    ----------
    results : Results
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    by : str
        One of `GROUPINGS`.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group, year). The coordinate ``group_name`` names the groups; ``level_source`` says
        whether a level starts from the published figure or, where none is published, from the weighted mean
        of the areas; an area's level is its own.

    Raises
    ------
    UnknownName
        When there is no such outcome, grouping or sex.

    Notes
    -----
    Published levels, fifths of deprivation and categories of the Levelling Up Fund are those of the bundled
    baseline, whatever baseline the results come from; an ensemble carries the published levels of its own.
    """
    stated = find_outcome(outcome)
    if not isinstance(results, Results):
        level = results.levels(outcome, sex=sex, places=kept_places(results, by))
        return level.assign_attrs(sex=_sex_words(stated, sex))
    values = values_of(results, stated, sex)
    codes, names = groups_of(results, by)
    if by == "area":
        level = values.rename(area="group")
        source = ["the area's own"] * len(names)
    else:
        means = _weighted_mean(values, codes, list(names), results.dataset[stated.weight])
        base = means.sel(year=BASE_YEAR)
        found = [_published(stated, code, sex) for code in names]
        start = xr.DataArray(found, dims="group", coords={"group": list(names)}).fillna(base)
        level = start * (means / base) if stated.change == "relative" else start + (means - base)
        source = [f"mean of the areas by {stated.weight}" if np.isnan(value) else "published" for value in found]
    level = level.transpose("scenario", "draw", "group", "year").reset_coords(drop=True)
    level = level.assign_coords(
        group_name=("group", list(names.values())),
        level_source=("group", source),
    )
    return level.rename(stated.name).assign_attrs(
        long_name=stated.label,
        units=stated.unit,
        sex=_sex_words(stated, sex),
        level="level of the base year + mean change of the areas since, weighted by " + stated.weight
        if stated.change == "absolute"
        else "level of the base year x ratio of the means of the areas, weighted by " + stated.weight,
    )


def kept_places(results: Summarised, by: str) -> list[str]:
    """Codes of England or of the regions, which an ensemble keeps draw by draw.

    Raises
    ------
    UnknownName
        When there is no such grouping, or an ensemble does not keep it.
    """
    if by not in GROUPINGS:
        raise UnknownName(unknown("grouping", by, GROUPINGS))
    if by not in ("england", "region"):
        raise UnknownName(
            f"an ensemble keeps England and the regions draw by draw, and areas as quantiles in 2025, 2030 and 2035; "
            f"{by} is not among them: choose from england, region, or draw a map"
        )
    return [code for code in results.places if (code == ENGLAND) == (by == "england")]


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


def values_of(results: Results, outcome: Outcome, sex: str | None) -> xr.DataArray:
    """(scenario, draw, area, year): one sex, or the mean of both."""
    values = results.dataset[outcome.name]
    if sex is not None and sex not in SEXES:
        raise UnknownName(unknown("sex", sex, SEXES))
    if not outcome.by_sex:
        if sex is not None:
            raise UnknownName(f"{outcome.name} is not held by sex; leave sex out")
        return values
    return values.mean("sex") if sex is None else values.sel(sex=sex, drop=True)


def _sex_words(outcome: Outcome, sex: str | None) -> str:
    if not outcome.by_sex:
        return "persons"
    return {None: "mean of males and females", "male": "males", "female": "females"}[sex]


def groups_of(results: Results, by: str) -> tuple[npt.NDArray[np.str_], dict[str, str]]:
    """Code of the group of each area, and the groups: code to name, in order of code."""
    if by not in GROUPINGS:
        raise UnknownName(unknown("grouping", by, GROUPINGS))
    dataset = results.dataset
    areas = [str(code) for code in dataset["area"].to_numpy()]
    if by == "england":
        codes, names = [ENGLAND] * len(areas), ["England"] * len(areas)
    elif by == "deprivation_fifth":
        codes = [str(fifth) for fifth in _looked_up(_deprivation_fifths(), areas)]
        ends = {"1": "Fifth 1, most deprived", "5": "Fifth 5, least deprived"}
        names = [ends.get(code, f"Fifth {code}") for code in codes]
    elif by == "luf_group":
        codes = [str(category) for category in _looked_up(_luf_categories(), areas)]
        names = [f"Levelling Up Fund category {code}" for code in codes]
    else:
        codes = areas if by == "area" else [str(code) for code in dataset[by].to_numpy()]
        names = [str(name) for name in dataset[f"{by}_name"].to_numpy()]
    pairs = dict(zip(codes, names, strict=True))
    return np.array(codes), {code: pairs[code] for code in (codes if by == "area" else sorted(pairs))}


def _looked_up(table: pd.Series[int], areas: list[str]) -> list[int]:
    missing = [code for code in areas if code not in table.index]
    if missing:
        raise UnknownName(*(unknown("area in the baseline", code, table.index) for code in missing))
    return table.loc[areas].to_list()


def _deprivation_fifths() -> pd.Series[int]:
    """Fifths of England's people by the deprivation of their area, 1 the most deprived."""
    table = load_baseline().areas.sort_values("imd_2019_score", ascending=False, kind="stable")
    people = table["population_2019"]
    middle = (people.cumsum() - people / 2) / people.sum()
    fifths: pd.Series[int] = (np.floor(5 * middle) + 1).astype(int)
    return fifths


def _luf_categories() -> pd.Series[int]:
    """Priority category of the Levelling Up Fund; where districts of two were merged, that of more people."""
    table = load_baseline().areas
    shares = table[[f"luf_category_{category}_share" for category in (1, 2, 3)]].to_numpy(float)
    return pd.Series(shares.argmax(axis=1) + 1, index=table.index)


def members_of(codes: npt.NDArray[np.str_], groups: list[str]) -> xr.DataArray:
    """(group, area): 1 where an area belongs to a group."""
    belongs = (np.array(groups)[:, None] == codes[None, :]).astype(float)
    return xr.DataArray(belongs, dims=("group", "area"), coords={"group": groups})


def _weighted_mean(
    values: xr.DataArray, codes: npt.NDArray[np.str_], groups: list[str], weight: xr.DataArray
) -> xr.DataArray:
    shares = members_of(codes, groups) * weight.reset_coords(drop=True)
    return sum_over(values.reset_coords(drop=True), shares / shares.sum("area"), "area")


def sum_over(values: xr.DataArray, weights: xr.DataArray, dim: str) -> xr.DataArray:
    """Add up products over one dimension."""
    summed: xr.DataArray = xr.dot(values, weights, dim=dim)
    return summed


def _published(outcome: Outcome, code: str, sex: str | None) -> float:
    """Look up the published level of the base year; not a number where none is published."""
    baseline = load_baseline()
    name = PUBLISHED_AS.get(outcome.name, outcome.name)
    wanted = ("persons",) if not outcome.by_sex else SEXES if sex is None else (sex,)
    try:
        return float(np.mean([baseline.published(name, code=code, sex=each) for each in wanted]))
    except KeyError:
        return float("nan")
