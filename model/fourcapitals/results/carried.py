"""What results carry of the areas that they were made with: people, wider places, deprivation and published levels.

Results of another baseline are then read with their own people. Files from before results carried them fall back to the
bundled baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.baseline import MONEY, Baseline, load_baseline
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.vocabulary import ENGLAND, OUTCOMES, SEXES

if TYPE_CHECKING:
    import xarray as xr

PUBLISHED_AS: Final = {"income": "gdhi_per_head"}
"""Outcomes that the table of published figures calls otherwise."""


def area_coordinates(baseline: Baseline) -> dict[str, Any]:
    """Give what is known about areas whatever the scenario, as coordinates of a dataset.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    dict
        ``area`` (codes), and by area: ``area_name``, ``upper_tier``, ``region``, ``combined_authority``,
        ``integrated_care_board`` and their names (empty where there is none); ``population`` and
        ``population_16_64``, people; ``hours_worked``, hours a week; ``imd_2019_score``, points; ``deprivation_fifth``,
        1 to 5; ``luf_group``, 1 to 3.
    """
    table, arrays = baseline.areas, baseline.arrays
    people = {"units": "people"}
    return {
        "area": list(table.index),
        "area_name": ("area", table["name"].to_list()),
        "upper_tier": ("area", table["upper_tier_code"].to_list()),
        "upper_tier_name": ("area", table["upper_tier_name"].to_list()),
        "region": ("area", table["region_code"].to_list()),
        "region_name": ("area", table["region_name"].to_list()),
        **_wider(table, "combined_authority", "integrated_care_board"),
        "population": ("area", arrays.population.copy(), {"long_name": "Population 2019", **people}),
        "population_16_64": ("area", arrays.working_age.copy(), {"long_name": "Population 2019, 16-64", **people}),
        "hours_worked": ("area", arrays.hours.copy(), {"long_name": "Hours worked 2019", "units": "hours a week"}),
        "imd_2019_score": (
            "area",
            table["imd_2019_score"].to_numpy(np.float64, copy=True),
            {"long_name": "Average deprivation score, Indices of Deprivation 2019", "units": "points"},
        ),
        "deprivation_fifth": (
            "area",
            deprivation_fifths(table).to_numpy(np.int64),
            {"long_name": "Fifth of England's people by the deprivation of their area, 1 the most deprived"},
        ),
        "luf_group": ("area", luf_groups(table), {"long_name": "Priority category of the Levelling Up Fund, 2021"}),
    }


def _wider(table: pd.DataFrame, *kinds: str) -> dict[str, Any]:
    """Codes and names of wider places that a baseline may lack."""
    return {
        f"{kind}{of}": ("area", table.get(column, pd.Series("", table.index)).fillna("").to_list())
        for kind in kinds
        for of, column in (("", f"{kind}_code"), ("_name", f"{kind}_name"))
    }


def deprivation_fifths(areas: pd.DataFrame) -> pd.Series[int]:
    """Part the areas into fifths of their people by deprivation, 1 the most deprived.

    Parameters
    ----------
    areas : pandas.DataFrame
        `Baseline.areas`.
    """
    table = areas.sort_values("imd_2019_score", ascending=False, kind="stable")
    people = table["population_2019"]
    middle = (people.cumsum() - people / 2) / people.sum()
    fifths: pd.Series[int] = (np.floor(5 * middle) + 1).astype(int)
    return fifths.loc[areas.index]


def luf_groups(areas: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Priority category of the Levelling Up Fund; where districts of two were merged, that of more people."""
    shares = areas[[f"luf_category_{category}_share" for category in (1, 2, 3)]].to_numpy(float)
    largest: npt.NDArray[np.int64] = shares.argmax(axis=1) + 1
    return largest


def areas_left_out(dataset: xr.Dataset) -> tuple[str, ...]:
    """Codes of areas of England that a dataset does not hold, as where somebody kept some of them.

    Parameters
    ----------
    dataset : xarray.Dataset
        With the coordinate ``area``.
    """
    held = {str(code) for code in dataset["area"].to_numpy()}
    return tuple(str(code) for code in _bundled_areas()["area"] if str(code) not in held)


def group_of_areas(by: str, areas: Sequence[str]) -> list[str]:
    """Codes of the groups that some areas of the bundled baseline belong to; empty for an area that is in none.

    Parameters
    ----------
    by : str
        One of the keys of `area_coordinates`.
    areas : sequence of str
        Codes.
    """
    known, wanted = _bundled_areas(), set(areas)
    return [str(group) for code, group in zip(known["area"], known[by][1], strict=True) if str(code) in wanted]


def carried(dataset: xr.Dataset, name: str) -> npt.NDArray[Any]:
    """Read what a dataset carries of its areas; what it does not carry is that of the bundled baseline.

    Parameters
    ----------
    dataset : xarray.Dataset
        With the coordinate ``area``.
    name : str
        One of the keys of `area_coordinates`.

    Raises
    ------
    UnknownName
        When the bundled baseline lacks an area.
    """
    if name in dataset.coords:
        return np.asarray(dataset[name].to_numpy())
    known = _bundled_areas()
    position = {str(code): at for at, code in enumerate(known["area"])}
    codes = [str(code) for code in dataset["area"].to_numpy()]
    missing = [code for code in codes if code not in position]
    if missing:
        raise UnknownName(*(unknown("area in the baseline", code, position) for code in missing))
    return np.asarray(known[name][1])[[position[code] for code in codes]]


@cache
def _bundled_areas() -> dict[str, Any]:
    return area_coordinates(load_baseline())


def published_levels(baseline: Baseline) -> dict[str, dict[str, float]]:
    """Give the published levels of the base year of England, its regions and its upper tiers.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    dict
        Code to level, by outcome; of outcomes held by sex also ``hle_male`` and the like, beside the mean of the sexes.
    """
    table, places = baseline.tables["published"], baseline.areas
    wanted = {ENGLAND, *places["region_code"], *places["upper_tier_code"]}
    periods, known = table["period"].astype(str), {baseline.period.window, str(baseline.period.base)}
    table = table.assign(period=periods)[table["code"].isin(wanted) & periods.isin(known)]
    table = table.drop_duplicates(["code", "outcome", "sex", "period"])
    found: dict[str, dict[str, float]] = {}
    for outcome in OUTCOMES:
        period = baseline.period.window if outcome.by_sex else str(baseline.period.base)
        name = PUBLISHED_AS.get(outcome.name, outcome.name)
        own = table[(table["outcome"] == name) & (table["period"] == period)]
        if name in MONEY and baseline.price != 1:
            own = own.assign(value=own["value"] * baseline.price)
        by_sex = {sex: _by_code(own[own["sex"] == sex]) for sex in (SEXES if outcome.by_sex else ("persons",))}
        first = by_sex[next(iter(by_sex))]
        both = [code for code in first if all(code in each for each in by_sex.values())]
        found[outcome.name] = {code: float(np.mean([each[code] for each in by_sex.values()])) for code in both}
        if outcome.by_sex:
            found |= {f"{outcome.name}_{sex}": levels for sex, levels in by_sex.items()}
    return found


def _by_code(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["code"].astype(str), table["value"].astype(float), strict=True))


@cache
def bundled_levels() -> Mapping[str, Mapping[str, float]]:
    """`published_levels` of the bundled baseline."""
    return published_levels(load_baseline())
