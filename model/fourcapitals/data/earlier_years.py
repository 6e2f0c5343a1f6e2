"""The tables of an earlier base year, from the histories that the package carries: nothing later enters.

What has no history keeps its figure of 2019 and decides no outcome by itself: jobs and hours (weights), commuting,
council tax, health risks, fine particles, and the share of people who are aged 16 to 64.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.errors import UnknownName
from fourcapitals.vocabulary import SEXES, Period

FIRST_BASE_YEAR: Final = 2013
"""The first three-year window of healthy life expectancy ends here."""
_FIRST_OUTTURN: Final = 2010

Tables = Mapping[str, pd.DataFrame]


def tables_of(tables: Tables, period: Period) -> dict[str, pd.DataFrame]:
    """Give the tables of an earlier base year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The package's own, of 2019.
    period : Period
        Whose base year lies between 2013 and 2018.

    Returns
    -------
    dict of str to DataFrame
        The same tables, with the columns of the base year beside those of 2019, money in pounds of 2019, and a table
        ``flows`` (code, year, use, gbp_m): what councils spent on services in each year less the base year, £m of 2019.

    Raises
    ------
    UnknownName
        When the histories do not reach back so far.
    """
    if not FIRST_BASE_YEAR <= period.base < 2019:
        raise UnknownName(f"no histories for a base year of {period.base}; choose from {FIRST_BASE_YEAR} to 2019")
    return {
        **tables,
        "areas": _areas(tables, period.base),
        "outcomes": _outcomes(tables, period),
        "councils": _councils(tables, period.base),
        "life_tables": _life_tables(tables, period.base),
        "flows": _flows(tables, period),
    }


def _in_year(tables: Tables, name: str, year: int) -> pd.Series[float]:
    """Figures of one year, or the last before it that an area has."""
    history = tables[f"history_{name}"]
    known = history[history["year"] <= year].dropna(subset=["value"]).sort_values("year")
    found: pd.Series[float] = known.groupby("code")["value"].last().reindex(tables["areas"]["code"])
    return found


def price_of(tables: Tables, year: int) -> float:
    """Pounds of 2019 in a pound of a year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    year : int
    """
    level = tables["deflator"].set_index("year")["index_2019"]
    return float(level[2019] / level[year])


def _areas(tables: Tables, base: int) -> pd.DataFrame:
    areas = tables["areas"].set_index("code")
    share = areas["population_16_64_2019"] / areas["population_2019"]
    people = _in_year(tables, "population", base)
    editions = tables["history_deprivation"]
    # An edition is published after the years that it measures: that of 2015 is of 2012-13.
    edition = int(editions.loc[editions["year"] <= base + 1, "year"].max())
    added = {
        f"population_{base}": people,
        f"population_16_64_{base}": share * people,
        f"imd_{edition}_score": editions[editions["year"] == edition].set_index("code")["value"],
    }
    return areas.assign(**added).reset_index()


def _outcomes(tables: Tables, period: Period) -> pd.DataFrame:
    table, base = tables["outcomes"].set_index("code"), period.base
    upper = tables["areas"].set_index("code")["upper_tier_code"]
    published, lives = tables["published"], tables["history_life_expectancy"]
    price = price_of(tables, base)
    made = table.assign(
        **{
            f"gva_per_hour_{base}_gbp": price * _in_year(tables, "gva_per_hour", base),
            f"gdhi_per_head_{base}_gbp": price * _in_year(tables, "gdhi_per_head", base),
            f"median_weekly_pay_{base}_gbp": price
            * _in_year(tables, "weekly_pay", base).fillna(table["median_weekly_pay_2019_gbp"]),
            f"life_satisfaction_{base}": _in_year(tables, "life_satisfaction", base).fillna(
                table["life_satisfaction_2019"]
            ),
            f"hours_worked_per_week_{base}": table["hours_worked_per_week_2019"],
            f"pm25_{base}_ugm3": table["pm25_2019_ugm3"],
            "employment_share_16_64": _in_year(tables, "employment", base),
            "long_term_sick_share_16_64": _in_year(tables, "long_term_sick", base).fillna(
                table["long_term_sick_share_16_64"]
            ),
        }
    )
    window = published[(published["outcome"] == "hle") & (published["period"].astype(str) == period.window)]
    for sex in SEXES:
        of_upper = upper.map(window[window["sex"] == sex].set_index("code")["value"])
        made[f"upper_tier_hle_{sex}_years"] = of_upper
        made[f"hle_{sex}_years"] = of_upper + table[f"hle_offset_{sex}_years"]
        own = lives[(lives["sex"] == sex) & (lives["start_year"] == base - 2)]
        made[f"le_{sex}_years"] = own.set_index("code")["value"]
    return made.reset_index()


def _councils(tables: Tables, base: int) -> pd.DataFrame:
    """Spending of the base year, and the share of it lost by then, to the same mean as that of 2010 to 2017.

    Spending on public health stays that of 2017-18: it came to councils in 2013, in parts.
    """
    table = tables["councils"].set_index("code")
    first, last = (_in_year(tables, "council_spending", year) for year in (_FIRST_OUTTURN, base))
    lost = 1 - last / first
    people = tables["areas"].set_index("code")["population_2019"]
    mean = np.average(table["cut_share"], weights=people)
    share = mean * lost / np.average(lost, weights=people)
    return table.assign(cut_share=share, spending_gbp_per_head=last).reset_index()


def _life_tables(tables: Tables, base: int) -> pd.DataFrame:
    history = tables["history_life_tables"]
    own = history[history["start_year"] == base - 2].drop(columns="start_year")
    shares = tables["life_tables"][["sex", "age", "good_health_share"]]
    return own.merge(shares, on=["sex", "age"], validate="one_to_one")


def _flows(tables: Tables, period: Period) -> pd.DataFrame:
    """Spending of councils on services less that of the base year; between years without outturns on a straight line.

    After the last outturn it stays. An area without one follows the mean of the others.
    """
    wide = tables["history_council_spending"].pivot_table(index="code", columns="year", values="value")
    wide = wide.reindex(tables["areas"]["code"])
    typical = (wide.div(wide[_FIRST_OUTTURN], axis=0)).mean()
    wide = wide.fillna(pd.DataFrame(np.outer(wide[_FIRST_OUTTURN], typical), wide.index, wide.columns))
    known = wide.columns.to_numpy(np.float64)
    people = _in_year(tables, "population", period.base).to_numpy(np.float64)
    years = (period.base, *period.simulated)
    per_head = np.array([np.interp(years, known, row) for row in wide.to_numpy(np.float64)])
    change = (per_head[:, 1:] - per_head[:, :1]) * people[:, None] / 1e6
    return pd.DataFrame(
        {
            "code": np.repeat(wide.index, change.shape[1]),
            "year": np.tile(list(period.simulated), len(wide)),
            "use": "council_services",
            "gbp_m": change.ravel(),
        }
    )
