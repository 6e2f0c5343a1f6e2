"""How precise published figures of the base year are: standard errors of every outcome that has one, by place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.area_noise import noise_of
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.sampling_error import published_errors, published_standard_errors
from fourcapitals.data.statistics_errors import statistics_errors
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR, WINDOW
from fourcapitals.vocabulary import ENGLAND, SEXES

SURVEYED: Final = ("employment", "life_satisfaction")
"""Outcomes of a yearly survey that is published with intervals."""
PEOPLE: Final = 1e5
"""For which the error of a year's life expectancy is held."""
NESTED: Final = ("upper_tier_code", "region_code", "combined_authority_code", "integrated_care_board_code")


@checked
def published_precision(baseline: Baseline, outcome: str, codes: Sequence[str], *, sex: str | None = None) -> Array:
    """Give the standard error of a published figure of each place, in the unit of the outcome.

    Parameters
    ----------
    baseline : Baseline
    outcome : str
        Healthy life expectancy has that of its interval (of one sex; the mean of both where no sex is named); life
        expectancy that of the deaths of three years; employment and life satisfaction those of their intervals,
        sickness as a share of the same people. Accounts and air have none.
    codes : sequence of str
    sex : {"male", "female"}, optional

    Returns
    -------
    (place,), in the unit of the outcome
        Not a number where none is published.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> base = load_baseline()
    >>> [float(published_precision(base, name, ["E92000001"]).round(4)[0]) for name in ("hle", "le", "employment")]
    [0.0931, 0.0159, 0.001]
    >>> published_precision(base, "gva_per_hour", ["E92000001"])
    array([nan])
    """
    wanted = list(codes)
    if outcome == "hle":
        return published_errors(baseline, wanted) if sex is None else _healthy(baseline, wanted, sex)
    if outcome == "le":
        return _of_deaths(baseline, wanted, sex)
    if outcome in SURVEYED:
        return _surveyed(baseline, outcome, wanted)
    if outcome == "long_term_sick":
        work, sick = _level(baseline, "employment", wanted), _level(baseline, outcome, wanted)
        share: Array = _surveyed(baseline, "employment", wanted) * np.sqrt(sick * (1 - sick) / (work * (1 - work)))
        return share
    return np.full(len(wanted), np.nan)


def _healthy(baseline: Baseline, codes: list[str], sex: str) -> Array:
    return published_standard_errors(baseline, codes, sex=sex)


def _of_deaths(baseline: Baseline, codes: list[str], sex: str | None) -> Array:
    people = _people(baseline).reindex(codes).to_numpy(np.float64)
    of_both = noise_of(baseline.tables, baseline.period.base).life_error / np.sqrt(WINDOW * people / PEOPLE)
    error: Array = of_both if sex is None else of_both * np.sqrt(len(SEXES))
    return error


def _people(baseline: Baseline) -> pd.Series[float]:
    """People of the base year by code of every area and wider place."""
    areas = baseline.areas
    people = areas["population_2019"].astype(float)
    wider = [people.groupby(areas[column]).sum() for column in NESTED]
    return pd.concat([people, *wider, pd.Series({ENGLAND: float(people.sum())})]).groupby(level=0).first()


def _surveyed(baseline: Baseline, outcome: str, codes: list[str]) -> Array:
    table = _of_base_year(baseline, outcome)
    wider = ((table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR).to_dict()
    areas = dict(zip(baseline.codes, statistics_errors(baseline)[outcome], strict=True))
    return np.array([wider.get(code, areas.get(code, np.nan)) for code in codes], np.float64)


def _level(baseline: Baseline, outcome: str, codes: list[str]) -> Array:
    wider = _of_base_year(baseline, outcome)["value"].to_dict()
    areas = dict(zip(baseline.codes, getattr(baseline.arrays, outcome), strict=True))
    return np.array([wider.get(code, areas.get(code, np.nan)) for code in codes], np.float64)


def _of_base_year(baseline: Baseline, outcome: str) -> pd.DataFrame:
    table = baseline.tables["published"]
    chosen = table[(table["outcome"] == outcome) & (table["period"].astype(str) == str(baseline.period.base))]
    return chosen.set_index("code")
