"""Simple forecasts of who wins in the Levelling Up Fund: what the list and deprivation alone say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.regression import logistic_regression

BASE_RATE: Final = "base rate"
GROUP: Final = "priority group"
DEPRIVATION: Final = "deprivation"
GROUP_AND_DEPRIVATION: Final = "priority group and deprivation"
WITH_PEOPLE: Final = "priority group, deprivation and population"
UKSPF: Final = "ukspf allocation per head"
FOLDS: Final = 10


class AwardForecast(NamedTuple):
    """Chance of each district to be part of a winning bid, each (district,)."""

    fitted: Array
    """By what was fitted to all districts."""
    held_out: Array
    """By what was fitted to the folds that the district is not in."""


def folds_of(places: pd.DataFrame, seed: int = 0, folds: int = FOLDS) -> npt.NDArray[np.int64]:
    """Part the districts into folds by chance; those of one upper tier, which joint bids tie, stay together.

    Parameters
    ----------
    places : DataFrame
        From `bidders.listed_districts`.
    seed : int
    folds : int

    Returns
    -------
    (district,), from 0
    """
    tiers, tier = np.unique(places["upper_tier"].to_numpy(np.str_), return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(tiers))
    return np.asarray((order % folds)[tier], np.int64)


def columns_of(places: pd.DataFrame) -> Mapping[str, Array]:
    """Give what each simple forecast knows of the districts, a constant first.

    Parameters
    ----------
    places : DataFrame

    Returns
    -------
    mapping of str to (district, column)
    """
    group = places["group"].to_numpy()
    ones = np.ones(len(places))
    groups = (ones, 1.0 * (group == 2), 1.0 * (group == 3))
    deprivation = places["deprivation"].to_numpy(np.float64)
    deprivation = (deprivation - deprivation.mean()) / deprivation.std()
    people = np.log(places["population"].to_numpy(np.float64))
    per_head = np.log(places["ukspf_per_head"].to_numpy(np.float64))
    return {
        BASE_RATE: ones[:, None],
        GROUP: np.column_stack(groups),
        DEPRIVATION: np.column_stack([ones, deprivation]),
        GROUP_AND_DEPRIVATION: np.column_stack([*groups, deprivation]),
        WITH_PEOPLE: np.column_stack([*groups, deprivation, people - people.mean()]),
        UKSPF: np.column_stack([ones, per_head / per_head.std()]),
    }


def simple_award_forecasts(places: pd.DataFrame, folds: npt.NDArray[np.int64]) -> dict[str, AwardForecast]:
    """Forecast the winners of the first round by logistic regressions on what was known before.

    Parameters
    ----------
    places : DataFrame
        From `bidders.listed_districts`.
    folds : (district,)
        From `folds_of`.

    Returns
    -------
    dict of str to AwardForecast

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> from fourcapitals.evidence.bidders import listed_districts
    >>> places = listed_districts(load_baseline())
    >>> found = simple_award_forecasts(places, folds_of(places))
    >>> sorted(set(found[GROUP].fitted.round(3).tolist()))
    [0.097, 0.194, 0.484]
    """
    won = places["won_round_1"].to_numpy(np.float64)
    found = {}
    for name, columns in columns_of(places).items():
        held_out = np.empty(len(won))
        for fold in np.unique(folds):
            inside = folds == fold
            held_out[inside] = expit(columns[inside] @ logistic_regression(won[~inside], columns[~inside]).coefficients)
        fitted = expit(columns @ logistic_regression(won, columns).coefficients)
        found[name] = AwardForecast(np.asarray(fitted), held_out)
    return found
