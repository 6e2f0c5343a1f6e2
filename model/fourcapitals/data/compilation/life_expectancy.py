"""Life expectancy of areas in the last windows, on the populations that the earlier windows were published on."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from fourcapitals.data.compilation.sources import Sources, Spine

LAST_WINDOWS: Final[Mapping[str, int]] = {"2017 - 19": 2019, "2018 - 20": 2020}
"""As the source by sex calls them; the last year of each, by which the other source calls it."""


def original_life_expectancy(sources: Sources, spine: Spine, period: str, sex: str) -> "pd.Series[float]":
    """Give the figures of a window by sex, years, before populations were revised after the Census of 2021.

    By sex it is at hand from OHID alone, which issued it anew on revised populations: its figures of Camden and
    Westminster are 2.5 years below those of the ONS Health Index, which is the mean of the sexes and agrees with ONS on
    the earlier windows to a hundredth. So the mean is the Health Index's, and the sexes differ as with OHID.

    Parameters
    ----------
    sources : Sources
    spine : Spine
    period : str
        One of `LAST_WINDOWS`.
    sex : {"male", "female"}
    """
    revised = sources.table("ohid_fingertips_series_long.csv.gz")
    revised = revised[(revised["indicator"] == "Life expectancy at birth") & (revised["period"] == period)]
    revised = revised[revised["area_code"].isin(list(spine.from_2021))]
    by_sex = {
        each: spine.average_2021(rows.set_index("area_code")["value"], f"life expectancy {period} {each}")
        for each, rows in revised.groupby(revised["sex"].str.lower())
    }
    original = sources.table("le_ltla21_health_index_2015_2020.csv")
    original = original[original["year"] == LAST_WINDOWS[period]].set_index("ltla21_code")
    mean = spine.complete(original["le_years_mean_of_male_female"], f"life expectancy {period}")
    return (mean + by_sex[sex] - (by_sex["male"] + by_sex["female"]) / 2).round(2)
