"""The figures of one area or wider place: indicators of its capitals, outcomes beside England's, awards, councils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.place_names import KINDS, Place

AWARD_LABELS: Final = {
    "levelling_up_fund_round_1": "Levelling Up Fund, round 1",
    "town_deals": "Town Deal",
    "future_high_streets_fund": "Future High Streets Fund",
}
"""The published awards that the tables hold."""


class _Outcome(NamedTuple):
    """A published outcome as a profile shows it."""

    column: str
    """Of the table of areas."""
    label: str
    unit: str
    """Shares are shown in %."""
    decimals: int
    published: tuple[str, str]
    """The outcome and the sex of England's figure that it stands beside."""
    weight: str = "population_2019"
    """Column of the table of areas by which the figures of several areas are averaged."""


_HOURS: Final = "hours_worked_per_week_2019"
_ADULTS: Final = "population_16_64_2019"
_OUTCOMES: Final = (
    _Outcome("hle_male_years", "Healthy life expectancy, male, 2017-19", "years", 2, ("hle", "male")),
    _Outcome("hle_female_years", "Healthy life expectancy, female, 2017-19", "years", 2, ("hle", "female")),
    _Outcome("le_male_years", "Life expectancy, male, 2017-19", "years", 1, ("le", "male")),
    _Outcome("le_female_years", "Life expectancy, female, 2017-19", "years", 1, ("le", "female")),
    _Outcome("gva_per_hour_2019_gbp", "GVA per hour worked, 2019", "£", 2, ("gva_per_hour", "persons"), _HOURS),
    _Outcome(
        "gdhi_per_head_2019_gbp", "Disposable household income per head, 2019", "£", 0, ("gdhi_per_head", "persons")
    ),
    _Outcome("employment_share_16_64", "Employment, ages 16-64, 2019", "%", 1, ("employment", "persons"), _ADULTS),
    _Outcome(
        "long_term_sick_share_16_64", "Long-term sick, ages 16-64, 2019", "%", 1, ("long_term_sick", "persons"), _ADULTS
    ),
    _Outcome("life_satisfaction_2019", "Life satisfaction, 2019", "0 to 10", 2, ("life_satisfaction", "persons")),
)
_NOTED: Final = {shown.column: shown.label for shown in _OUTCOMES} | {
    "median_weekly_pay_2019_gbp": "Median weekly pay, 2019",
    "risky_alcohol_share": "Adults who drink at a level of risk, share",
    "spending_change": "Change of council spending per head, 2010 to 2017",
}
"""Columns of which notes tell, as they are read."""


@checked
def profile_of(code: str, *, baseline: Baseline | None = None) -> dict[str, Any]:
    """Collect what is observed of one area.

    Parameters
    ----------
    code : str
        Code of an area of the spine.
    baseline : Baseline, optional

    Returns
    -------
    dict
        ``area``, ``outcomes``, ``capitals``, ``awards``, ``council`` and ``notes``; plain values only. Outcomes and
        indicators carry their units, awards are in £ million of cash, spending is in £ per head of 2019.

    Examples
    --------
    >>> profile_of("E06000001")["area"]["name"]
    'Hartlepool'
    """
    baseline = baseline or load_baseline()
    row: dict[Any, Any] = baseline.areas.loc[code].to_dict()
    return {
        "area": {
            "code": code,
            "name": str(row["name"]),
            "upper_tier": str(row["upper_tier_name"]),
            "region": str(row["region_name"]),
            "population_2019": int(row["population_2019"]),
            "deprivation_rank": int(row["imd_2019_rank"]),
            "levelling_up_fund_category": str(row["luf_category"]),
        },
        "outcomes": [_outcome(shown, row, baseline) for shown in _OUTCOMES],
        "capitals": _capitals(baseline.tables["capital_indicators"], baseline.tables["indicators"], code),
        "awards": _awards(baseline.tables["awards"], code),
        "council": {
            "spending_change_gbp_per_head_2010_to_2017": float(row["spending_change_gbp_per_head_2010_to_2017"]),
            "spending_change_percent": round(100 * float(row["spending_change_share"]), 1),
        },
        "notes": [
            _noted(note.strip())
            for column in ("imputed_outcomes", "imputed_council")
            if isinstance(row[column], str)
            for note in row[column].split(";")
        ],
    }


def _noted(note: str) -> str:
    """Write a note of the tables with the name that its column is read by.

    Examples
    --------
    >>> _noted("life_satisfaction_2019: published for 2018, not for 2019")
    'Life satisfaction, 2019: published for 2018, not for 2019'
    """
    column, colon, how = note.partition(": ")
    return f"{_NOTED.get(column, column)}{colon}{how}"


@checked
def profile_of_place(place: Place, *, baseline: Baseline | None = None) -> dict[str, Any]:
    """Collect what is observed of a wider place: published figures where there are some, else means of its areas.

    Outcomes are averaged as results are (by people, by people aged 16 to 64, by hours worked), indicators and council
    spending by people; awards are those to its areas.

    Parameters
    ----------
    place : Place
        From `places.find_place`; an area is told as by `profile_of`.
    baseline : Baseline, optional

    Returns
    -------
    dict
        As `profile_of`; ``area`` has ``kind`` and ``areas`` (code, name, people, rank of deprivation of each), and
        each outcome a ``basis``.

    Raises
    ------
    ValueError
        When the baseline lacks an area of the place.

    Examples
    --------
    >>> from fourcapitals.data.places import find_place
    >>> found = profile_of_place(find_place("Greater Manchester"))
    >>> found["area"]["population_2019"], len(found["area"]["areas"])
    (2835686, 10)
    """
    baseline = baseline or load_baseline()
    if place.kind == "area":
        return profile_of(place.code, baseline=baseline)
    codes = [code for code in baseline.codes if code in place.areas]
    if len(codes) < len(place.areas):
        raise ValueError(f"{place.name} holds areas that this baseline lacks")
    rows = baseline.areas.loc[codes]
    people = rows["population_2019"].to_numpy(np.float64)
    change, share = (
        float(np.average(rows[column], weights=people))
        for column in ("spending_change_gbp_per_head_2010_to_2017", "spending_change_share")
    )
    members = rows[["name", "population_2019", "imd_2019_rank"]].itertuples(name=None)
    return {
        "area": {
            "code": place.code,
            "name": place.name,
            "kind": KINDS[place.kind],
            "upper_tier": place.name,
            "region": " and ".join(dict.fromkeys(rows["region_name"].astype(str))),
            "population_2019": int(people.sum()),
            "areas": [
                {"code": str(code), "name": str(name), "population_2019": int(count), "deprivation_rank": int(rank)}
                for code, name, count, rank in members
            ],
        },
        "outcomes": [_outcome_of_place(shown, place, rows, baseline) for shown in _OUTCOMES],
        "capitals": _capitals_of_place(baseline, rows),
        "awards": _awards_of_place(baseline.tables["awards"], codes),
        "council": {
            "spending_change_gbp_per_head_2010_to_2017": round(change, 2),
            "spending_change_percent": round(100 * share, 1),
        },
        "notes": ["Indicators and council spending: means of its areas by people; * where some of them are imputed"],
    }


def _outcome_of_place(shown: _Outcome, place: Place, rows: pd.DataFrame, baseline: Baseline) -> dict[str, Any]:
    factor = 100 if shown.unit == "%" else 1
    outcome, sex = shown.published
    words = {"population_2019": "people", _HOURS: "hours worked", _ADULTS: "people aged 16 to 64"}[shown.weight]
    try:
        value, basis = baseline.published(outcome, code=place.code, sex=sex), "published"
    except KeyError:
        value = float(np.average(rows[shown.column], weights=rows[shown.weight]))
        basis = f"mean of its areas by {words}"
    return {
        "outcome": shown.label,
        "unit": shown.unit,
        "value": round(value * factor, shown.decimals),
        "england": round(baseline.published(outcome, sex=sex) * factor, shown.decimals),
        "basis": basis,
    }


def _capitals_of_place(baseline: Baseline, rows: pd.DataFrame) -> list[dict[str, Any]]:
    held = baseline.tables["capital_indicators"]
    held = held[held["code"].isin(rows.index)]
    weight = held["code"].map(rows["population_2019"])
    held = held.assign(value=held["value"] * weight, z_score=held["z_score"] * weight, weight=weight)
    summed = held.groupby(["capital", "indicator"], sort=False).agg(
        value=("value", "sum"), z_score=("z_score", "sum"), weight=("weight", "sum"), imputed=("imputed", "count")
    )
    table = summed.assign(
        code="",
        value=summed["value"] / summed["weight"],
        z_score=(summed["z_score"] / summed["weight"]).round(3),
        imputed=[f"imputed in {count} of its areas" if count else np.nan for count in summed["imputed"]],
    ).reset_index()
    return _capitals(table, baseline.tables["indicators"], "")


def _awards_of_place(awards: pd.DataFrame, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Sum the awards to the areas of a place by fund."""
    own = awards[awards["code"].isin(codes)]
    return [
        {
            "fund": AWARD_LABELS[str(fund)],
            "place": f"{number} award{'' if number == 1 else 's'} to its areas",
            "gbp_m": round(float(money) / 1e6, 3),
            "joint_bid": False,
        }
        for fund, number, money in own.groupby("fund", sort=False)["award_gbp"].agg(["size", "sum"]).itertuples()
    ]


def _outcome(shown: _Outcome, row: dict[Any, Any], baseline: Baseline) -> dict[str, Any]:
    factor = 100 if shown.unit == "%" else 1
    outcome, sex = shown.published
    return {
        "outcome": shown.label,
        "unit": shown.unit,
        "value": round(float(row[shown.column]) * factor, shown.decimals),
        "england": round(baseline.published(outcome, sex=sex) * factor, shown.decimals),
    }


def _capitals(held: pd.DataFrame, indicators: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    labels = indicators.set_index(["capital", "indicator"])
    columns = ["capital", "indicator", "value", "z_score", "imputed"]
    return [
        {
            "capital": capital,
            "indicator": str(labels.loc[(capital, indicator), "label"]),
            "unit": str(labels.loc[(capital, indicator), "unit"]),
            "value": float(value),
            "z_score": float(score),
            "imputed": imputed if isinstance(imputed, str) else "",
        }
        for capital, indicator, value, score, imputed in held.loc[held["code"] == code, columns].itertuples(index=False)
    ]


def _awards(awards: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    columns = ["fund", "place", "award_gbp", "joint"]
    return [
        {
            "fund": AWARD_LABELS[fund],
            "place": str(place),
            "gbp_m": round(float(money) / 1e6, 3),
            "joint_bid": bool(joint),
        }
        for fund, place, money, joint in awards.loc[awards["code"] == code, columns].itertuples(index=False)
    ]
