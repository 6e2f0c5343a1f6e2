"""The figures of one area as tables for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from fourcapitals.vocabulary import Capital


def profile_tables(profile: Mapping[str, Any]) -> list[Table]:
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
    tables = [_outcomes(profile), _capitals(profile["capitals"]), _awards(profile)]
    if profile["notes"]:
        notes = Table(title="Assumed or imputed", title_justify="left", show_header=False)
        notes.add_column("Note")
        for note in profile["notes"]:
            notes.add_row(note)
        tables.append(notes)
    return tables


def _table(title: str, caption: str, columns: Sequence[str], *, numbers: Sequence[str]) -> Table:
    """Open a table; the columns of numbers stand to the right."""
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left")
    return table


def _outcomes(profile: Mapping[str, Any]) -> Table:
    area = profile["area"]
    table = _table(
        f"{area['name']} ({area['code']}), {area['upper_tier']}, {area['region']}: {area['population_2019']:,} people",
        f"Deprivation: rank {area['deprivation_rank']} of 307 (1 = most deprived). "
        f"Levelling Up Fund category: {area['levelling_up_fund_category']}.",
        ("Outcome", "Area", "England", "Unit"),
        numbers=("Area", "England"),
    )
    for row in profile["outcomes"]:
        table.add_row(row["outcome"], f"{row['value']:,}", f"{row['england']:,}", row["unit"])
    return table


def _capitals(indicators: Sequence[Mapping[str, Any]]) -> Table:
    table = _table(
        "What it holds",
        "Standing: standard deviations from the mean of the 307 areas, signed so that more is better. "
        "No level of a capital is published for areas; these are indicators of it.",
        ("Capital", "Indicator", "Value", "Unit", "Standing"),
        numbers=("Value", "Standing"),
    )
    last = ""
    for row in sorted(indicators, key=lambda row: list(Capital).index(Capital(row["capital"]))):
        capital = Capital(row["capital"]).label
        value = f"{row['value']:,.4g}" + ("*" if row["imputed"] else "")
        table.add_row(
            "" if capital == last else capital, row["indicator"], value, row["unit"], f"{row['z_score']:+.1f}"
        )
        last = capital
    return table


def _awards(profile: Mapping[str, Any]) -> Table:
    change = profile["council"]
    table = _table(
        "Money already awarded",
        f"Council services beside education and public health, 2010/11 to 2017/18: "
        f"£{change['spending_change_gbp_per_head_2010_to_2017']:+,.0f} per head "
        f"({change['spending_change_percent']:+.1f}%), 2019 prices.",
        ("Fund", "Place", "£m"),
        numbers=("£m",),
    )
    for row in profile["awards"]:
        place = row["place"] + (" (share of a joint bid)" if row["joint_bid"] else "")
        table.add_row(row["fund"], place, f"{row['gbp_m']:.1f}")
    if not profile["awards"]:
        table.add_row("none published in these funds", "", "")
    return table
