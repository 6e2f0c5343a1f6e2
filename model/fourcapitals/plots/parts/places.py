"""The place that a chart is of, and its observed past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.data import places
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.places import MERGED, area_name
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.carried import PUBLISHED_AS
from fourcapitals.results.groupings import groups_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, ENGLAND, SEXES, Outcome

IN_CURRENT_PRICES: Final = ("gva_per_hour", "income")


@dataclass(frozen=True)
class Place:
    """What a chart is of: a grouping of `comparison`, a code and a name."""

    by: str
    code: str
    name: str


WHOLE: Final = Place("england", ENGLAND, "England")
"""England."""


def find_place(results: Results, area: str | None, region: str | None) -> Place:
    """Find an area, a wider place or a region by name or code; England where neither is given.

    Raises
    ------
    UnknownName
        When there is none.
    BadInput
        When both are given.
    """
    if area is not None and region is not None:
        raise BadInput("give an area or a region, not both")
    dataset = results.dataset
    if region is not None:
        return _find_region({name: code for code, name in groups_of(results, "region")[1].items()}, region)
    if area is None:
        return WHOLE
    codes = [str(code) for code in dataset["area"].to_numpy()]
    names = [str(name) for name in dataset["area_name"].to_numpy()]
    for code, name in zip(codes, names, strict=True):
        if area.casefold() in (name.casefold(), code.casefold()):
            return Place("area", code, called(code, name))
    found = places.find_place(area)
    if not set(found.areas) <= set(codes):
        raise UnknownName(unknown("area in these results:", area, names))
    if found.kind == "area":
        return Place("area", found.code, called(found.code, names[codes.index(found.code)]))
    return Place(found.by, found.code or found.name, found.name)


def _find_region(regions: dict[str, str], wanted: str) -> Place:
    for name, code in regions.items():
        if wanted.casefold() in (name.casefold(), code.casefold()):
            return Place("region", code, name)
    raise UnknownName(unknown("region", wanted, regions))


def called(code: str, name: str) -> str:
    """Name an area within a sentence: without the rank after the comma, and with what it holds of others.

    Examples
    --------
    >>> called("E06000010", "Kingston upon Hull, City of"), called("E09000012", "Hackney")
    ('Kingston upon Hull', 'Hackney with the City of London')
    """
    merged = [district for district, home in MERGED.values() if home == code and district not in name]
    plain = name.removesuffix(", City of").removesuffix(", County of")
    return f"{plain} with the {' and the '.join(merged)}" if merged else plain


def said_of_merged(code: str) -> list[str]:
    """Name the districts that an area holds because they are too small to be modelled alone.

    Examples
    --------
    >>> said_of_merged("E06000052"), said_of_merged("E06000001")
    (['Cornwall includes the Isles of Scilly, too small to be modelled alone.'], [])
    """
    return [
        f"{area_name(code)} includes the {name}, too small to be modelled alone."
        for name, home in MERGED.values()
        if home == code
    ]


def of_place(values: xr.DataArray, place: Place) -> xr.DataArray:
    """Take the values of a place out of those of all."""
    return values.sel(group=place.code)


def observed(outcome: Outcome, place: Place, sex: str | None) -> pd.DataFrame:
    """Observed past of a place: period, year (the middle of the period) and value, in the unit of the results."""
    baseline = load_baseline()
    name = PUBLISHED_AS.get(outcome.name, outcome.name)
    wanted = ["persons"] if not outcome.by_sex else list(SEXES) if sex is None else [sex]
    own_table = {"le": "history_life_expectancy"}.get(name, f"history_{name}")
    if place.by != "area" or outcome.name == "hle":
        # Healthy life expectancy is published for upper tiers, some of which are areas.
        table = baseline.tables["published"].query("code == @place.code and outcome == @name")
        table = table.assign(period=table["period"].astype(str))
    elif own_table in baseline.tables:
        table = baseline.tables[own_table].query("code == @place.code")
        if "start_year" in table:
            ends = [f"{year}-{(year + 2) % 100:02d}" for year in table["start_year"]]
            table = table.assign(period=ends)
        else:
            table = table.assign(period=table["year"].astype(str), sex="persons")
    else:
        return pd.DataFrame({"period": [], "year": [], "value": []})
    table = table[table["sex"].isin(wanted)]
    by_period = table.groupby("period")["value"].agg(["mean", "count"])
    by_period = by_period[by_period["count"] == len(wanted)]
    first = by_period.index.str[:4].astype(int)
    years = np.where(by_period.index.str.contains("-"), first + 1, first)
    past = pd.DataFrame({"period": by_period.index, "year": years, "value": by_period["mean"].to_numpy()})
    if outcome.name in IN_CURRENT_PRICES:
        deflator = baseline.tables["deflator"].set_index("year")["index_2019"]
        past = past[past["year"].isin(deflator.index)]
        past["value"] = past["value"] * 100 / deflator.loc[past["year"]].to_numpy()
    return past[past["year"] <= BASE_YEAR].sort_values("year")
