"""Earlier editions of the deprivation index, the spread of each area's people over England's tenths, deaths."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from fourcapitals.data.compilation.sources import SourceError, Sources, Spine

Array = npt.NDArray[np.float64]

SMALL_AREAS = 32_844
"""Lower-layer super output areas of England in the index of 2019; rank 1 is the most deprived."""
TENTHS = 10
STEEPEST = 200.0
ROUNDS = 100
CLOSE = 1e-4
MARGIN = 0.01


def compile_deprivation(sources: Sources, spine: Spine) -> dict[str, pd.DataFrame]:
    """Compile the tables of deprivation: earlier scores, tenths within areas, published inequality by deprivation."""
    return {
        "history_deaths": _deaths(sources, spine),
        "history_deprivation": _earlier_scores(sources, spine),
        "deprivation_tenths": _tenths(sources, spine),
        "slope_indices": _slope_indices(sources),
        "expectancy_by_tenth": _by_tenth(sources),
    }


def _earlier_scores(sources: Sources, spine: Spine) -> pd.DataFrame:
    source = sources.table("imd_2004_2007_2010_2015_ltla21.csv")
    parts = []
    for edition, rows in source.groupby("imd_year"):
        scores = rows.set_index("ltla21_code")["imd_average_score"]
        values = spine.average_2021(scores, f"IMD {edition}").round(3)
        parts.append(pd.DataFrame({"code": values.index, "year": edition, "value": values.to_numpy()}))
    return pd.concat(parts).sort_values(["code", "year"]).reset_index(drop=True)


def _deaths(sources: Sources, spine: Spine) -> pd.DataFrame:
    source = sources.table("deaths_total_ltla21_2015_2019.csv")
    parts = []
    for year, rows in source.groupby("year"):
        counts = rows.set_index("ltla21_code")["deaths"]
        values = spine.add_up(counts, spine.from_2021, f"deaths {year}").astype(int)
        parts.append(pd.DataFrame({"code": values.index, "year": year, "value": values.to_numpy()}))
    return pd.concat(parts).sort_values(["code", "year"]).reset_index(drop=True)


def _tenths(sources: Sources, spine: Spine) -> pd.DataFrame:
    index = sources.table("imd2019_lad19.csv").set_index("lad19_code")
    worst = spine.average_2019(index["imd_prop_lsoas_most_deprived_10pct"], "share in the most deprived tenth")
    # The published average counts 32,844 for the most deprived small area.
    rank = spine.average_2019(index["imd_average_rank"], "average rank")
    place = 1 - rank / SMALL_AREAS
    shares = shares_of_tenths(*(np.asarray(each, np.float64) for each in (place, worst, spine.population_2019)))
    table = pd.DataFrame({"code": list(spine.codes)})
    for tenth in range(TENTHS):
        table[f"tenth_{tenth + 1}_share"] = shares[:, tenth].round(5)
    return table


def shares_of_tenths(place: Array, worst: Array, people: Array) -> Array:
    """Spread the people of each area over England's tenths of small areas by deprivation.

    Of all spreads that keep each area's share in the most deprived tenth and its mean place, and give every tenth the
    same number of people, the one nearest to even (least relative entropy), by iterative scaling.

    Parameters
    ----------
    place : (area,), mean place of its people in the order of small areas
        0 the most deprived, 1 the least.
    worst : (area,), share of its small areas in the most deprived tenth
    people : (area,)

    Returns
    -------
    (area, tenth), share
        Rows sum to 1.

    Raises
    ------
    SourceError
        When the spreads do not come to rest.
    """
    middles = (np.arange(1, TENTHS) + 0.5) / TENTHS
    other = people * (1 - worst)
    rest = (place - worst * middles[0] / 3) / np.maximum(1 - worst, CLOSE)
    # Shares are of small areas, not of people: a common shift makes room for nine tenths that are equally full.
    rest += middles.mean() - np.average(rest, weights=other)
    rest = np.clip(rest, middles[0] + MARGIN, middles[-1] - MARGIN)
    factor = np.ones(TENTHS - 1)
    for _ in range(ROUNDS):
        spread = np.array([_tilted(factor, middles, mean) for mean in rest])
        held = other @ spread
        factor *= held.mean() / held
        if np.abs(held / held.mean() - 1).max() < CLOSE:
            return np.column_stack([worst, (1 - worst)[:, None] * spread])
    raise SourceError("tenths of deprivation: the spread over areas did not come to rest")


def _tilted(factor: Array, middles: Array, mean: float) -> Array:
    """Weights proportional to ``factor * exp(tilt * middle)`` whose mean place is the one given."""

    def weights(tilt: float) -> Array:
        raw = factor * np.exp(tilt * (middles - mean))
        normed: Array = raw / raw.sum()
        return normed

    tilt = brentq(lambda each: float(weights(each) @ middles) - mean, -STEEPEST, STEEPEST)
    return weights(float(tilt))


def _slope_indices(sources: Sources) -> pd.DataFrame:
    source = sources.table("sii_le_hle_dfle_england.csv")
    # The figure of 2014-16 is a gap between the end tenths, not a slope.
    source = source[source["measure"].isin(["HLE", "LE"]) & ~source["source"].str.contains("gap")]
    table = pd.DataFrame(
        {
            "outcome": source["measure"].str.lower(),
            "sex": source["sex"],
            "period": source["period"].str[:5] + source["period"].str[-2:],
            "value": source["sii_years"],
        }
    )
    return table.sort_values(["outcome", "sex", "period"]).reset_index(drop=True)


def _by_tenth(sources: Sources) -> pd.DataFrame:
    source = sources.table("hle_by_imd_decile_england_partial.csv")
    table = pd.DataFrame(
        {
            "period": source["period"].str[:5] + source["period"].str[-2:],
            "sex": source["sex"],
            "tenth": source["imd_decile"],
            "hle_years": source["hle_birth"].round(2),
        }
    )
    return table.sort_values(["sex", "period", "tenth"]).reset_index(drop=True)
