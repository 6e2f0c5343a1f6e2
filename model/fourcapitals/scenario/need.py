"""Measures of need that allocation rules rest on: statistics of areas, their normal scores, published indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, unknown

STATISTICS: Final[Mapping[str, int]] = {
    "hle": -1,
    "le": -1,
    "gva_per_hour": -1,
    "income": -1,
    "employment": -1,
    "long_term_sick": 1,
    "life_satisfaction": -1,
    "deprivation": 1,
}
"""Statistics that a rule can name, with the sign that makes a higher value a greater need."""


def rank_normal(metric: Array) -> Array:
    """Turn a metric into normal scores of its ranks: mean 0, no outliers, ties alike.

    Parameters
    ----------
    metric : (area,), any unit

    Examples
    --------
    >>> rank_normal(np.array([10.0, 1000.0, 20.0])).round(3)
    array([-0.967,  0.967,  0.   ])
    """
    return np.asarray(ndtri((pd.Series(metric).rank().to_numpy() - 0.5) / len(metric)))


def normal_scores(count: int) -> Array:
    """Give the normal score of each place among some areas, places doubled so that ties can lie between two.

    Parameters
    ----------
    count : int, areas

    Examples
    --------
    >>> normal_scores(3).round(3)
    array([-0.967, -0.431,  0.   ,  0.431,  0.967])
    """
    return np.asarray(ndtri((np.arange(2 * count - 1) / 2 + 0.5) / count))


def weights_of(statistics: Mapping[str, float]) -> Array:
    """Give the weight of each statistic in a need, in the order of `STATISTICS`; they sum to 1.

    Parameters
    ----------
    statistics : mapping of name to weight
    """
    weights = np.array([statistics.get(name, 0.0) for name in STATISTICS])
    total = weights.sum()
    return weights / total if total > 0 else weights


def statistic(baseline: Baseline, name: str) -> Array:
    """One observed statistic by area; the mean of the sexes where held by sex.

    Raises
    ------
    UnknownName
        When there is none of that name.
    """
    if name not in STATISTICS:
        raise UnknownName(unknown("statistic", name, STATISTICS))
    values: Array = getattr(baseline.arrays, name)
    return values.mean(axis=0) if values.ndim == 2 else values


def indicator(baseline: Baseline, name: str) -> Array:
    """One indicator of a capital by area, in its own unit (see the indicators table)."""
    table = baseline.tables["capital_indicators"]
    values = table[table["indicator"] == name].set_index("code")["value"]
    return values.reindex(list(baseline.codes)).to_numpy(np.float64)


def economic_resilience_index(baseline: Baseline) -> Array:
    """Lack of economic resilience: productivity, income, unemployment, skills and density, equally weighted.

    The five measures of the UK Community Renewal Fund (briefing, Box 3); higher is less resilient.
    """
    areas = baseline.areas
    density = areas["population_2019"].to_numpy(np.float64) / areas["area_km2"].to_numpy(np.float64)
    needs = (
        -baseline.arrays.gva_per_hour,
        -baseline.arrays.income,
        indicator(baseline, "unemployment_share"),
        -indicator(baseline, "level_3_or_above_share"),
        -density,
    )
    lack: Array = np.mean([rank_normal(need) for need in needs], axis=0)
    return lack


def levelling_up_index(baseline: Baseline) -> Array:
    """Need as the Levelling Up Fund scored it in England, as far as published metrics allow.

    Economy (productivity, unemployment, skills) 50 and transport (travel time to employment) 25, the published
    weights. Regeneration (25) rested on vacancy rates that are not published by area: its weight goes to the
    others in proportion, so that they count two thirds and one third.
    """
    economy = np.mean(
        [
            rank_normal(-baseline.arrays.gva_per_hour),
            rank_normal(indicator(baseline, "unemployment_share")),
            rank_normal(-indicator(baseline, "level_3_or_above_share")),
        ],
        axis=0,
    )
    transport = rank_normal(indicator(baseline, "public_transport_minutes_to_employment"))
    index: Array = (50 * economy + 25 * transport) / 75
    return index


def worst(need: Array, count: int) -> Array:
    """Give 1 for the areas of greatest need, 0 for the others; ties go to the earlier code.

    Parameters
    ----------
    need : (area,), any unit
    count : int
    """
    chosen = np.zeros(len(need))
    chosen[np.argsort(-need, kind="stable")[:count]] = 1.0
    return chosen
