"""What one area holds: its four capitals by indicator, its outcomes beside England's, its awards and its council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.vocabulary import Capital

if TYPE_CHECKING:
    from rich.table import Table

AWARD_LABELS = {
    "levelling_up_fund_round_1": "Levelling Up Fund, round 1",
    "town_deals": "Town Deal",
    "future_high_streets_fund": "Future High Streets Fund",
}
"""The published awards that the tables hold."""

# Column, label, unit, decimals, the published outcome and sex of England that it stands beside.
_OUTCOMES = (
    ("hle_male_years", "Healthy life expectancy, male, 2017-19", "years", 2, ("hle", "male")),
    ("hle_female_years", "Healthy life expectancy, female, 2017-19", "years", 2, ("hle", "female")),
    ("le_male_years", "Life expectancy, male, 2017-19", "years", 1, ("le", "male")),
    ("le_female_years", "Life expectancy, female, 2017-19", "years", 1, ("le", "female")),
    ("gva_per_hour_2019_gbp", "GVA per hour worked, 2019", "£", 2, ("gva_per_hour", "persons")),
    (
        "gdhi_per_head_2019_gbp",
        "Disposable household income per head, 2019",
        "£",
        0,
        ("gdhi_per_head", "persons"),
    ),
    ("employment_share_16_64", "Employment, ages 16-64, 2019", "%", 1, ("employment", "persons")),
    ("long_term_sick_share_16_64", "Long-term sick, ages 16-64, 2019", "%", 1, ("long_term_sick", "persons")),
    ("life_satisfaction_2019", "Life satisfaction, 2019", "0 to 10", 2, ("life_satisfaction", "persons")),
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
        ``area``, ``outcomes``, ``capitals``, ``awards``, ``council`` and ``notes``; plain values only.

    Examples
    --------
    >>> profile_of("E06000001")["area"]["name"]
    'Hartlepool'
    """
    baseline = baseline or load_baseline()
    row: dict[Any, Any] = baseline.areas.loc[code].to_dict()
    outcomes = []
    for column, label, unit, decimals, (outcome, sex) in _OUTCOMES:
        factor = 100 if unit == "%" else 1
        value = round(float(row[column]) * factor, decimals)
        england = round(baseline.published(outcome, sex=sex) * factor, decimals)
        outcomes.append({"outcome": label, "unit": unit, "value": value, "england": england})
    indicators = baseline.tables["indicators"].set_index(["capital", "indicator"])
    held = baseline.tables["capital_indicators"]
    held = held[held["code"] == code]
    capitals = [
        {
            "capital": capital,
            "indicator": str(indicators.loc[(capital, indicator), "label"]),
            "unit": str(indicators.loc[(capital, indicator), "unit"]),
            "value": float(value),
            "z_score": float(score),
            "imputed": imputed if isinstance(imputed, str) else "",
        }
        for capital, indicator, value, score, imputed in held[
            ["capital", "indicator", "value", "z_score", "imputed"]
        ].itertuples(index=False)
    ]
    awards = baseline.tables["awards"]
    won = awards[awards["code"] == code]
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
        "outcomes": outcomes,
        "capitals": capitals,
        "awards": [
            {
                "fund": AWARD_LABELS[fund],
                "place": str(place),
                "gbp_m": round(float(money) / 1e6, 3),
                "joint_bid": bool(joint),
            }
            for fund, place, money, joint in won[["fund", "place", "award_gbp", "joint"]].itertuples(index=False)
        ],
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


def profile_tables(profile: dict[str, Any]) -> list[Table]:
    """Lay a profile out for the screen."""
    from rich.table import Table

    area = profile["area"]
    outcomes = Table(
        title=f"{area['name']} ({area['code']}), {area['upper_tier']}, {area['region']}: "
        f"{area['population_2019']:,} people",
        caption=f"Deprivation: rank {area['deprivation_rank']} of 307 (1 = most deprived). "
        f"Levelling Up Fund category: {area['levelling_up_fund_category']}.",
        title_justify="left",
        caption_justify="left",
    )
    outcomes.add_column("Outcome")
    outcomes.add_column("Area", justify="right")
    outcomes.add_column("England", justify="right")
    outcomes.add_column("Unit")
    for row in profile["outcomes"]:
        outcomes.add_row(row["outcome"], f"{row['value']:,}", f"{row['england']:,}", row["unit"])

    capitals = Table(
        title="What it holds",
        caption="Standing: standard deviations from the mean of the 307 areas, signed so that more is better. "
        "No level of a capital is published for areas; these are indicators of it.",
        title_justify="left",
        caption_justify="left",
    )
    capitals.add_column("Capital")
    capitals.add_column("Indicator")
    capitals.add_column("Value", justify="right")
    capitals.add_column("Unit")
    capitals.add_column("Standing", justify="right")
    last = ""
    for row in sorted(profile["capitals"], key=lambda row: list(Capital).index(Capital(row["capital"]))):
        capital = Capital(row["capital"]).label
        value = f"{row['value']:,.4g}" + ("*" if row["imputed"] else "")
        capitals.add_row(
            "" if capital == last else capital, row["indicator"], value, row["unit"], f"{row['z_score']:+.1f}"
        )
        last = capital

    change = profile["council"]
    awards = Table(
        title="Money already awarded",
        caption=f"Council services beside education and public health, 2010/11 to 2017/18: "
        f"£{change['spending_change_gbp_per_head_2010_to_2017']:+,.0f} per head "
        f"({change['spending_change_percent']:+.1f}%), 2019 prices.",
        title_justify="left",
        caption_justify="left",
    )
    awards.add_column("Fund")
    awards.add_column("Place")
    awards.add_column("£m", justify="right")
    for row in profile["awards"]:
        awards.add_row(
            row["fund"],
            row["place"] + (" (share of a joint bid)" if row["joint_bid"] else ""),
            f"{row['gbp_m']:.1f}",
        )
    if not profile["awards"]:
        awards.add_row("none published in these funds", "", "")
    tables = [outcomes, capitals, awards]
    if profile["notes"]:
        notes = Table(title="Assumed or imputed", title_justify="left", show_header=False)
        notes.add_column("Note")
        for note in profile["notes"]:
            notes.add_row(note)
        tables.append(notes)
    return tables
