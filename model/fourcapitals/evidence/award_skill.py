"""How good forecasts of the winners were: scores with intervals beside simple ones, and calibration by group."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.event_scores import brier_score, calibration_by_group, log_score
from fourcapitals.evidence.award_forecasts import BASE_RATE, GROUP_AND_DEPRIVATION, AwardForecast

FITTED: Final = "fitted to it"
HELD_OUT: Final = "held out"
RESAMPLES: Final = 1000
LEVEL: Final = 0.95
LEAST: Final = 1e-4
"""The log score takes a chance below this as this, and one above 1 less this: thousands of seeds tell no less."""
BINS: Final = (0.1, 0.2, 0.3, 0.45)
"""Ends of the classes of probability in which forecasts are held against what happened."""
MEASURES: Final = ("brier", "log", "auc")
BETTER_IF_MORE: Final = {"brier": -1, "log": -1, "auc": 1}


def skill_table(
    places: pd.DataFrame,
    forecasts: Mapping[str, AwardForecast],
    folds: npt.NDArray[np.int64],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Score forecasts of who is part of a winning bid, each as fitted to all districts and held out by folds.

    Parameters
    ----------
    places : DataFrame
        From `bidders.listed_districts`.
    forecasts : mapping of str to AwardForecast
        The base rate, and group with deprivation, among them.
    folds : (district,)
        Areas under the curve of held-out forecasts are of pairs within a fold, whose forecasts are of one fit.
    seed : int
        Of the bootstrap, whose blocks are upper tiers.
    resamples : int

    Returns
    -------
    DataFrame
        ``forecast, fit, districts, mean``; ``brier, log, auc`` each with ``_lower`` and ``_upper`` (95%); ``skill``,
        the share of the base rate's Brier score saved, likewise; and ``_over_reference`` of each measure: better, above
        0, or worse than group with deprivation, fitted alike.
    """
    won = places["won_round_1"].to_numpy(np.float64)
    weights = _resampled(places["upper_tier"].to_numpy(np.str_), resamples, seed)
    rows: list[dict[str, Any]] = []
    for fit, field, within in ((FITTED, "fitted", np.zeros_like(folds)), (HELD_OUT, "held_out", folds)):
        found = {name: _measured(getattr(each, field), won, within, weights) for name, each in forecasts.items()}
        for name, own in found.items():
            chance = getattr(forecasts[name], field)
            row: dict[str, Any] = {"forecast": name, "fit": fit, "districts": len(won), "mean": float(chance.mean())}
            for measure in MEASURES:
                row |= _with_ends(measure, own[measure])
            row |= _with_ends("skill", 1 - own["brier"] / found[BASE_RATE]["brier"])
            for measure, sign in BETTER_IF_MORE.items():
                row |= _with_ends(
                    f"{measure}_over_reference", sign * (own[measure] - found[GROUP_AND_DEPRIVATION][measure]) + 0.0
                )
            rows.append(row)
    return pd.DataFrame(rows)


def calibration_table(places: pd.DataFrame, chance: Array) -> pd.DataFrame:
    """Hold a forecast against what happened, by priority group and by class of probability.

    Parameters
    ----------
    places : DataFrame
    chance : (district,), probability

    Returns
    -------
    DataFrame
        ``by, group, districts, forecast, happened``, and ``lower, upper``: 95% of what would happen by chance, were the
        forecast right and districts independent.
    """
    won = places["won_round_1"].to_numpy(np.float64)
    tables = {
        "priority group": (places["group"].to_numpy(np.int64), {number: str(number) for number in (1, 2, 3)}),
        "probability": (np.searchsorted(BINS, chance, side="right"), dict(enumerate(_bin_names()))),
    }
    rows = []
    for by, (group, names) in tables.items():
        for number, row in calibration_by_group(chance, won, group).items():
            inside = chance[group == number]
            half = 1.96 * float(np.sqrt((inside * (1 - inside)).sum())) / row.events
            rows.append(
                {
                    "by": by,
                    "group": names[number],
                    "districts": row.events,
                    "forecast": row.forecast,
                    "happened": row.happened,
                    "lower": max(0.0, row.forecast - half),
                    "upper": min(1.0, row.forecast + half),
                }
            )
    return pd.DataFrame(rows)


def _bin_names() -> list[str]:
    ends = [f"{100 * each:.0f}" for each in BINS]
    return [
        f"under {ends[0]}%",
        *(f"{a} to {b}%" for a, b in pairwise(ends)),
        f"{ends[-1]}% or more",
    ]


def _resampled(blocks: npt.NDArray[np.str_], resamples: int, seed: int) -> Array:
    """(1 + resample, district): all districts once, then how often each resample of blocks holds them."""
    names, block = np.unique(blocks, return_inverse=True)
    chance = np.full(len(names), 1 / len(names))
    drawn = np.random.default_rng(seed).multinomial(len(names), chance, size=resamples)
    return np.vstack([np.ones(len(blocks)), drawn[:, block]])


def _measured(chance: Array, won: Array, within: npt.NDArray[np.int64], weights: Array) -> dict[str, Array]:
    """Give (1 + resample,) of each measure; the first is of the districts themselves."""
    event = won > 0
    pairs = (within[event][:, None] == within[~event][None, :]).astype(float)
    # Rounding must not order what is the same.
    right = (1 + np.sign(np.round(chance[event][:, None] - chance[~event][None, :], 12))) / 2 * pairs
    of_events, of_others = weights[:, event], weights[:, ~event]
    total = weights.sum(axis=1)
    kept = np.clip(chance, LEAST, 1 - LEAST)
    return {
        "brier": weights @ brier_score(chance, won) / total,
        "log": weights @ log_score(kept, won) / total,
        "auc": ((of_events @ right) * of_others).sum(axis=1) / ((of_events @ pairs) * of_others).sum(axis=1),
    }


def _with_ends(name: str, values: Array) -> dict[str, float]:
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(values[1:], [tail, 1 - tail])
    return {name: float(values[0]), f"{name}_lower": float(lower), f"{name}_upper": float(upper)}
