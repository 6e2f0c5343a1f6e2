"""The figures of one area: indicators of its capitals, outcomes beside England's, its awards and its council."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

from fourcapitals.data.baseline import Baseline, load_baseline

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


_OUTCOMES: Final = (
    _Outcome("hle_male_years", "Healthy life expectancy, male, 2017-19", "years", 2, ("hle", "male")),
    _Outcome("hle_female_years", "Healthy life expectancy, female, 2017-19", "years", 2, ("hle", "female")),
    _Outcome("le_male_years", "Life expectancy, male, 2017-19", "years", 1, ("le", "male")),
    _Outcome("le_female_years", "Life expectancy, female, 2017-19", "years", 1, ("le", "female")),
    _Outcome("gva_per_hour_2019_gbp", "GVA per hour worked, 2019", "£", 2, ("gva_per_hour", "persons")),
    _Outcome(
        "gdhi_per_head_2019_gbp", "Disposable household income per head, 2019", "£", 0, ("gdhi_per_head", "persons")
    ),
    _Outcome("employment_share_16_64", "Employment, ages 16-64, 2019", "%", 1, ("employment", "persons")),
    _Outcome("long_term_sick_share_16_64", "Long-term sick, ages 16-64, 2019", "%", 1, ("long_term_sick", "persons")),
    _Outcome("life_satisfaction_2019", "Life satisfaction, 2019", "0 to 10", 2, ("life_satisfaction", "persons")),
)


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
            note.strip()
            for column in ("imputed_outcomes", "imputed_council")
            if isinstance(row[column], str)
            for note in row[column].split(";")
        ],
    }


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
