"""The histories of areas and upper tiers relative to England, up to a year, as the model of their noise takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR
from fourcapitals.vocabulary import ENGLAND, SEXES

Tables = Mapping[str, pd.DataFrame]

PEOPLE: Final = 1e5
"""Unit of the people that a sampling error belongs to."""
CENSUS: Final = 2011
"""Year of the last Census before the figures: populations of places, carried on from it, drift until the next."""


class AreaHistories(NamedTuple):
    """What was published of areas less England's, up to a year; expectancies by three-year windows."""

    productivity: Array
    """(area, year): log of GVA per hour over England's, 2004 on."""
    life: Array
    """(sex, area, window): life expectancy, windows from 2001-03 on, on the populations of the last of them."""
    healthy: Array
    """(sex, upper tier, window): healthy life expectancy, windows from 2011-13 on."""
    healthy_errors: Array
    """(sex, upper tier, window): published standard errors, years."""
    life_of_tiers: Array
    """(sex, upper tier, window): life expectancy of the same windows."""
    income: Array
    """(area, year): log of disposable income per head, £ of the year, 1997 on."""
    employment: Array
    """(area, year): employment share, 2004 on; not a number where none is published, as of the next three."""
    employment_errors: Array
    """(area, year): published standard errors, share."""
    satisfaction: Array
    """(area, year): life satisfaction, points, 2011 on."""
    satisfaction_errors: Array
    """(area, year): published standard errors, points."""
    people: Array
    """(area,): 100,000 people."""
    workers: Array
    """(area,): share of England's people aged 16 to 64."""
    earned: Array
    """(area,): share of England's disposable income."""
    output: Array
    """(area,): share of England's output."""
    regions: Array
    """(area, region): 1 for its region; one that is left out is taken as the mean of the others."""
    counts: npt.NDArray[np.bool_]
    """(area,): whether noise and regressions are learned from it; all but those of a region that is left out."""
    deprivation: Array
    """(area,): Indices of Deprivation of the time, mean 0, standard deviation 1."""
    tier_of_area: npt.NDArray[np.int64]
    """(area,): position of the upper tier."""
    tiers: tuple[str, ...]


def histories_until(tables: Tables, year: int) -> AreaHistories:
    """Gather the histories of areas; no figure of a later year enters.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The compiled tables; a table ``left_out`` (region_code) names regions that nothing is learned from.
    year : int
    """
    areas = tables["areas"].set_index("code")
    tiers, position = np.unique(areas["upper_tier_code"].to_numpy(str), return_inverse=True)
    people = _wide(tables["history_population"], "year")[year].reindex(areas.index).to_numpy(np.float64)
    published = tables["published"]
    of_england = published[published["code"] == ENGLAND]
    output = _wide(tables["history_gva_per_hour"], "year").loc[:, :year].reindex(areas.index)
    england = of_england[of_england["outcome"] == "gva_per_hour"].astype({"period": int}).set_index("period")["value"]
    life = np.array([_life(tables, of_england, sex, year, areas.index) for sex in SEXES])
    of_tiers = [_healthy(published, sex, year, tiers) for sex in SEXES]
    healthy, errors = (np.array(each) for each in zip(*of_tiers, strict=True))
    windows = healthy.shape[-1]
    member = (position[:, None] == np.arange(len(tiers))) * people[:, None]
    share = member / member.sum(axis=0)
    editions = tables["history_deprivation"]
    edition = editions.loc[editions["year"] <= year + 1, "year"].max()
    score = editions[editions["year"] == edition].set_index("code")["value"].reindex(areas.index).to_numpy(np.float64)
    hours = tables["outcomes"].set_index("code")["hours_worked_per_week_2019"].reindex(areas.index)
    produced = hours.to_numpy(np.float64) * output[year].to_numpy(np.float64)
    # As the baseline of the year weighs them, so that England stays where it is.
    typical = people * (areas["population_16_64_2019"] / areas["population_2019"])
    of_working_age = np.asarray(areas.get(f"population_16_64_{year}", typical), np.float64)
    income = _wide(tables["history_gdhi_per_head"], "year").loc[:, :year].reindex(areas.index).to_numpy(np.float64)
    earned = people * income[:, -1]
    employment, satisfaction = (
        _surveyed(tables[f"history_{name}"], year, areas.index) for name in ("employment", "life_satisfaction")
    )
    regions, counts = _regions(tables, areas["region_code"])
    return AreaHistories(
        productivity=np.log(output.to_numpy(np.float64) / england.loc[output.columns].to_numpy(np.float64)),
        life=life,
        healthy=healthy,
        healthy_errors=errors,
        life_of_tiers=np.einsum("saw,at->stw", life[..., -windows:], share),
        income=np.log(income),
        employment=employment[0],
        employment_errors=employment[1],
        satisfaction=satisfaction[0],
        satisfaction_errors=satisfaction[1],
        people=people / PEOPLE,
        workers=of_working_age / of_working_age.sum(),
        earned=earned / earned.sum(),
        output=produced / produced.sum(),
        regions=regions,
        counts=counts,
        deprivation=(score - score.mean()) / score.std(),
        tier_of_area=position.astype(np.int64),
        tiers=tuple(map(str, tiers)),
    )


def counted(past: AreaHistories) -> AreaHistories:
    """The histories of the areas that noise and regressions are learned from.

    Parameters
    ----------
    past : AreaHistories
    """
    own = past.counts
    if own.all():
        return past
    tiers, position = np.unique(past.tier_of_area[own], return_inverse=True)
    by_area = {
        name: getattr(past, name)[own]
        for name, values in past._asdict().items()
        if isinstance(values, np.ndarray) and len(values) == len(own)
    }
    by_tier = {name: getattr(past, name)[:, tiers] for name in ("healthy", "healthy_errors", "life_of_tiers")}
    return past._replace(
        **by_area | by_tier | {"life": past.life[:, own], "tier_of_area": position.astype(np.int64)},
        tiers=tuple(past.tiers[tier] for tier in tiers),
    )


def _regions(tables: Tables, codes: pd.Series[str]) -> tuple[Array, npt.NDArray[np.bool_]]:
    left_out = set(tables["left_out"]["region_code"]) if "left_out" in tables else set()
    counts = ~codes.isin(left_out).to_numpy(bool)
    regions = pd.get_dummies(codes).drop(columns=sorted(left_out)).to_numpy(np.float64, copy=True)
    regions[~counts] = 1 / regions.shape[1]
    return regions, counts


def _wide(table: pd.DataFrame, columns: str) -> pd.DataFrame:
    return table.pivot_table(index="code", columns=columns, values="value")


def _surveyed(table: pd.DataFrame, year: int, codes: pd.Index) -> tuple[Array, Array]:
    """Figures and their standard errors, (area, year) each; an error that is not published is the mean of its year."""
    made = table.assign(error=(table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR)
    values, errors = (
        made.pivot_table(index="code", columns="year", values=name).loc[:, :year].reindex(codes)
        for name in ("value", "error")
    )
    return values.to_numpy(np.float64), errors.fillna(errors.mean()).to_numpy(np.float64)


def _life(tables: Tables, of_england: pd.DataFrame, sex: str, year: int, codes: pd.Index) -> Array:
    table = tables["history_life_expectancy"]
    own = table[(table["sex"] == sex) & (table["start_year"] <= year - 2)]
    wide = _wide(own, "start_year").reindex(codes)
    england = of_england[(of_england["outcome"] == "le") & (of_england["sex"] == sex)]
    known = pd.Series(england["value"].to_numpy(), england["period"].str[:4].astype(int))
    revised = own.pivot_table(index="code", columns="start_year", values="revised_by").reindex(codes)
    carried = carried_back(revised.to_numpy(np.float64), np.asarray(wide.columns, np.float64) + 1)
    relative: Array = wide.to_numpy(np.float64) + carried - known.loc[wide.columns].to_numpy(np.float64)
    return relative


def carried_back(revised_by: Array, middle: Array) -> Array:
    """What puts windows of length of life on the populations of the last one, where that was issued anew.

    Parameters
    ----------
    revised_by : (area, window), years
        By which each figure lies above the one first issued; nothing in windows that were issued once.
    middle : (window,), year
        The middle of each window.

    Returns
    -------
    (area, window), years
        Nothing before the Census; from there the difference of the last window in proportion to the years since, as
        populations between two censuses are revised. Nothing for windows that were issued anew themselves.

    Examples
    --------
    >>> carried_back(np.array([[0.0, 0.0, 0.0, 1.4]]), np.array([2010.0, 2011.0, 2016.0, 2018.0])).round(9).tolist()
    [[0.0, 0.0, 1.0, 0.0]]
    """
    share = np.clip((middle - CENSUS) / (middle[-1] - CENSUS), 0.0, 1.0)
    once: Array = ~revised_by.any(axis=0) * share * revised_by[:, -1:]
    return once


def _healthy(published: pd.DataFrame, sex: str, year: int, tiers: npt.NDArray[np.str_]) -> tuple[Array, Array]:
    table = published[(published["outcome"] == "hle") & (published["sex"] == sex)].copy()
    table["start_year"] = table["period"].str[:4].astype(int)
    table["error"] = (table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR
    table = table[table["start_year"] <= year - 2]
    wide = _wide(table, "start_year")
    errors = table.pivot_table(index="code", columns="start_year", values="error")
    return (wide - wide.loc[ENGLAND]).reindex(tiers).to_numpy(np.float64), errors.reindex(tiers).to_numpy(np.float64)
