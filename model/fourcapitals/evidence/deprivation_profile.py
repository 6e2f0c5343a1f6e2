"""Healthy life expectancy by tenth of small areas, and the slope index of inequality, from what areas have.

Areas hide the deprivation within them. One slope within areas, the same everywhere, is solved so that the rebuilt index
of a published period is the published one; it then carries any other period, and any draw, to tenths.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.equations.disparity import slope_index
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.within_areas import gradient_within, tenth_means
from fourcapitals.vocabulary import SEXES

LATER: Final = "2018-20"
EARLIER: Final = "2011-13"


def tenth_shares(baseline: Baseline) -> Array:
    """Share of each area's people in each tenth of England's small areas by deprivation, (area, tenth)."""
    table = baseline.tables["deprivation_tenths"].set_index("code").reindex(list(baseline.codes))
    shares = table.to_numpy(np.float64)
    whole: Array = shares / shares.sum(axis=1, keepdims=True)
    return whole


def healthy_life_of_areas(baseline: Baseline, sex: str, period: str) -> Array:
    """Healthy life expectancy of each area in a published period: its upper tier's and its own fixed offset, years."""
    table = baseline.tables["published"]
    table = table[(table["outcome"] == "hle") & (table["sex"] == sex) & (table["period"].astype(str) == period)]
    of_tier = baseline.areas["upper_tier_code"].map(table.set_index("code")["value"]).to_numpy(np.float64)
    levels: Array = of_tier + baseline.areas[f"hle_offset_{sex}_years"].to_numpy(np.float64)
    return levels


def published_slope(baseline: Baseline, sex: str, period: str) -> float:
    """Published slope index of healthy life expectancy, years.

    Raises
    ------
    KeyError
        When there is none of that period.
    """
    table = baseline.tables["slope_indices"]
    found = table[(table["outcome"] == "hle") & (table["sex"] == sex) & (table["period"].astype(str) == period)]
    if found.empty:
        raise KeyError(f"no published slope index of {sex} for {period}")
    return float(found["value"].iloc[0])


def slope_within(baseline: Baseline, sex: str, *, solved_on: str = BASE_PERIOD) -> float:
    """Years of healthy life between the least and the most deprived end within an area, solved on one period.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> round(slope_within(load_baseline(), "male"), 1)
    20.0
    """
    levels = healthy_life_of_areas(baseline, sex, solved_on)
    people = baseline.arrays.population
    return gradient_within(levels, tenth_shares(baseline), people, published_slope(baseline, sex, solved_on))


def tenths(baseline: Baseline, levels: Array, sex: str, *, solved_on: str = BASE_PERIOD) -> Array:
    """Carry the levels of areas to England's tenths.

    Parameters
    ----------
    baseline : Baseline
    levels : (..., area), years
        Of any period, year or draw.
    sex : {"male", "female"}
    solved_on : str
        The published period on which the slope within areas is solved.

    Returns
    -------
    (..., tenth), years, the most deprived first
    """
    gradient = slope_within(baseline, sex, solved_on=solved_on)
    return tenth_means(levels, tenth_shares(baseline), baseline.arrays.population, gradient)


def rebuilt_slope(baseline: Baseline, levels: Array, sex: str, *, solved_on: str = BASE_PERIOD) -> Array:
    """Slope index of inequality over England's tenths from the levels of areas, (...), years; arguments as `tenths`."""
    held = tenth_shares(baseline).T @ baseline.arrays.population
    return slope_index(tenths(baseline, levels, sex, solved_on=solved_on), held).sii


def slope_table(baseline: Baseline, *, solved_on: str = BASE_PERIOD) -> pd.DataFrame:
    """Set rebuilt slope indices beside the published ones of every period and sex.

    Parameters
    ----------
    baseline : Baseline
    solved_on : str

    Returns
    -------
    DataFrame
        ``sex``, ``period``, ``published``, ``rebuilt``, ``error``, years.
    """
    table = baseline.tables["slope_indices"]
    known = set(baseline.tables["published"].query("outcome == 'hle'")["period"].astype(str))
    rows = []
    for sex in SEXES:
        own = table[(table["outcome"] == "hle") & (table["sex"] == sex)]
        for period in sorted(set(own["period"].astype(str)) & known):
            levels = healthy_life_of_areas(baseline, sex, period)
            rebuilt = float(rebuilt_slope(baseline, levels, sex, solved_on=solved_on))
            published = published_slope(baseline, sex, period)
            rows.append((sex, period, published, rebuilt, rebuilt - published))
    return pd.DataFrame(rows, columns=["sex", "period", "published", "rebuilt", "error"])
