"""The figures of one area as tables for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.results.difference_units import readable, readable_range
from fourcapitals.vocabulary import BASE_YEAR, Capital, outcome_named

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


OF_DRAWS: Final = ("probability_better", "more_than", "probability_more", "share_zero", "sign_assumed")
"""What is said of the draws of a difference (`results.paired`)."""


def profile_tables(profile: Mapping[str, Any]) -> list[str | Table]:
    """Lay a profile out for the screen.

    Parameters
    ----------
    profile : mapping
        As `data.profile.profile_of` gives it.

    Returns
    -------
    list of Table
        Outcomes, indicators of the capitals, awards, and, where there are any, notes.
    """
    tables: list[str | Table] = [_outcomes(profile), _capitals(profile["capitals"]), _awards(profile)]
    if profile["notes"]:
        tables.append(table_of(("Note",), [(note,) for note in profile["notes"]], title="Assumed or imputed"))
    return tables


def alike_table(alike: pd.DataFrame) -> Table:
    """Lay out an area beside its statistical neighbours.

    Parameters
    ----------
    alike : pandas.DataFrame
        From `data.areas_alike`.
    """
    first, last = alike.iloc[0], len(alike)
    shown = ("hle", "gva_per_hour", "employment", "life_satisfaction")
    written = fc.formatting.level
    cells = [
        [
            row["area_name"],
            f"{row['distance']:.2f}",
            *(f"{written(row[name])} ({row[f'{name}_rank']})" for name in shown),
        ]
        for row in alike.to_dict("records")
    ]
    heads = [f">{outcome_named(name).short}, {outcome_named(name).unit}" for name in shown]
    return table_of(
        ("Area", ">Apart", *heads),
        cells,
        title=f"{first['area_name']} and the {last - 1} areas most like it, {BASE_YEAR}: outcomes, rank of {last} in "
        "brackets, 1 the highest",
        caption=f"Like it in {', '.join(fc.data.COMPARED_BY)}; apart: in standard deviations of all areas. Which "
        "numbers make areas alike, each weighing the same, is judgement [D]; neighbours by other lists differ. More "
        "outcomes: --json.",
    )


def projection_table(rows: Sequence[Mapping[str, Any]], reference: str, *, called: str) -> Table:
    """What scenarios bring an area by 2035, with bands where there are draws.

    Parameters
    ----------
    rows : sequence of mappings
        One a scenario and outcome, with ``level_2035`` and ``difference_2035``; of draws their medians, with
        ``..._low_80``, ``..._high_80`` and `OF_DRAWS`, each with ``_2035``.
    reference : str
        The scenario that differences are taken from.
    called : str
        How it is called in the title.
    """
    many = "probability_better_2035" in rows[0]
    chances = (">Better in 2035, share of draws", ">Better in 2035 by more than")
    heads = [">Level of 2035", *([">Level of 2035, 80% of draws"] if many else []), ">Difference of 2035"]
    heads += [">Difference of 2035, 80% of draws", *chances] if many else []
    assumed = f" {fc.results.ASSUMED_IN_WORDS}" if any(row.get("sign_assumed_2035") for row in rows) else ""
    return table_of(
        ("Scenario", "Outcome", *heads),
        [_projected(row, compared=row["scenario"] != reference, many=many) for row in rows],
        title=f"Projected to 2035, with the difference from {called}",
        caption=f"Medians of draws, and the range of the middle 80% of draws.{assumed}" if many else None,
    )


def people_based_line(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say what scenarios bring the people of the base year, where that is another thing; nothing where it is the same.

    Parameters
    ----------
    rows : sequence of mappings
        As in `projection_table`; with ``people_based_difference_2035`` where it is held.
    """
    told = [
        f"{row['scenario']}: {outcome_named(row['outcome']).label} "
        f"{readable(row['people_based_difference_2035'], row['unit_of_difference'])}"
        for row in rows
        if isfinite(row.get("people_based_difference_2035", float("nan")))
    ]
    return f"Difference of 2035 of the people who lived here in 2019: {'; '.join(told)}." if told else ""


def _projected(row: Mapping[str, Any], *, compared: bool, many: bool) -> list[str]:
    unit, written = row["unit_of_difference"], fc.formatting.level
    level = [written(row["level_2035"])]
    middle = row["difference_2035"]
    low, high = (row["difference_2035_low_80"], row["difference_2035_high_80"]) if many else (middle, middle)
    change = [readable(middle, unit, beside=max(low, high, key=abs)) if compared else "-"]
    if many:
        level.append(f"{written(row['level_2035_low_80'])} to {written(row['level_2035_high_80'])}")
        change.append(readable_range(low, high, unit, middle=middle) if compared else "-")
        change += _chances(row) if compared else ["-", "-"]
    return [row["scenario"], outcome_named(row["outcome"]).label, *level, *change]


def _chances(row: Mapping[str, Any]) -> list[str]:
    """How often the outcome is better in 2035, and by more than a small unit."""
    share = fc.formatting.share_of_draws
    better = share(row["probability_better_2035"])
    better += f", {fc.results.ASSUMED}" if row["sign_assumed_2035"] else ""
    return [better, f"{share(row['probability_more_2035'])} ({row['more_than_2035']})"]


def _outcomes(profile: Mapping[str, Any]) -> Table:
    area = profile["area"]
    if "areas" in area:
        return _outcomes_of_place(profile)
    return table_of(
        ("Outcome", ">Area", ">England", "Unit"),
        [(row["outcome"], f"{row['value']:,}", f"{row['england']:,}", row["unit"]) for row in profile["outcomes"]],
        title=f"{area['name']} ({area['code']}), {area['upper_tier']}, {area['region']}: "
        f"{area['population_2019']:,} people",
        caption=f"Deprivation: rank {area['deprivation_rank']} of 307 (1 = most deprived). "
        f"Levelling Up Fund category: {area['levelling_up_fund_category']}.",
    )


def _outcomes_of_place(profile: Mapping[str, Any]) -> Table:
    area = profile["area"]
    code = f" ({area['code']})" if area["code"] else ""
    named = fc.data.named_areas([each["code"] for each in area["areas"]])
    worst = min(area["areas"], key=lambda each: each["deprivation_rank"])
    return table_of(
        ("Outcome", ">Here", ">England", "Unit", "Basis"),
        [
            (row["outcome"], f"{row['value']:,}", f"{row['england']:,}", row["unit"], row["basis"])
            for row in profile["outcomes"]
        ],
        title=f"{area['name']}{code}, {area['kind']}: {area['population_2019']:,} people",
        caption=f"{named}. Most deprived of them: {worst['name']}, rank {worst['deprivation_rank']} of 307.",
    )


def _capitals(indicators: Sequence[Mapping[str, Any]]) -> Table:
    rows, last = [], ""
    for row in sorted(indicators, key=lambda row: list(Capital).index(Capital(row["capital"]))):
        capital = Capital(row["capital"]).label
        value = fc.formatting.level(row["value"]) + ("*" if row["imputed"] else "")
        named = "" if capital == last else capital
        rows.append((named, row["indicator"], value, row["unit"], f"{row['z_score']:+.1f}"))
        last = capital
    return table_of(
        ("Capital", "Indicator", ">Value", "Unit", ">Standing"),
        rows,
        title="What it holds",
        caption="Standing: standard deviations from the mean of the 307 areas, signed so that more is better. "
        "No level of a capital is published for areas; these are indicators of it.",
    )


def _awards(profile: Mapping[str, Any]) -> Table:
    change = profile["council"]
    rows = [
        (row["fund"], row["place"] + (" (share of a joint bid)" if row["joint_bid"] else ""), f"{row['gbp_m']:.1f}")
        for row in profile["awards"]
    ]
    gbp = change["spending_change_gbp_per_head_2010_to_2017"]
    return table_of(
        ("Fund", "Place", ">£m"),
        rows or [("none published in these funds", "", "")],
        title="Money already awarded",
        caption=f"Council services beside education and public health, 2010/11 to 2017/18: "
        f"{'-' if gbp < 0 else '+'}£{abs(gbp):,.0f} per head "
        f"({change['spending_change_percent']:+.1f}%), 2019 prices.",
    )
