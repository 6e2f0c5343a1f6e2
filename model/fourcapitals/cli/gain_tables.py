"""Which areas gain most and least, and why, as tables for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.formatting import areas_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results


def gains_tables(
    table: pd.DataFrame, results: Results, scenario: str, *, reference: str, year: int, top: int, by: str
) -> list[str | Table]:
    """Lay out the areas that gain most and least.

    Parameters
    ----------
    table : pandas.DataFrame
        From `results.gains.gains`.
    results : Results
    scenario, reference : str
    year, top : int
    by : {"gain", "total"}
        A head, or in total.
    """
    from fourcapitals.results.groupings import areas_in_part

    rank = "rank" if by == "gain" else "rank_total"
    ordered = table.sort_values(rank)
    title = results.titles[scenario]
    measure = (
        f"healthy life expectancy at birth in {year}, days" if by == "gain" else "healthy person-years, 2021 to 2035"
    )
    what = f"{measure}, against ‘{results.titles[reference]}’"
    rests = results.evidence[scenario].rstrip(".")
    note = f"New money: £ a head, 2020 to 2035. {rests[:1].upper()}{rests[1:]}."
    count = min(top, len(ordered))
    held = f" of the {len(ordered)} in these results" if areas_in_part(results) else ""
    tables: list[str | Table] = []
    for rows, end, most in ((ordered.head(count), "top", "most"), (ordered.tail(count), "bottom", "least")):
        draws = (
            f"Medians of {results.draws:,} draws. In {end} {top}: share of draws in which the area is among the {top} "
            f"that gain {most}. "
            if results.draws > 1
            else "One run at central values: no band. "
        )
        named = f"‘{title}’: the {areas_of(count)}{held} that gain{'s' * (count == 1)} {most}: {what}"
        tables.append(_listed(rows, named, f"{draws}{note}", by, f"{end} {top}"))
    return tables


def _listed(rows: pd.DataFrame, title: str, note: str, by: str, end: str) -> Table:
    """One end of the order, as "top 20"."""
    rank, name = ("rank", "gain_days") if by == "gain" else ("rank_total", "person_years")
    share = f"share_in_{end.split(maxsplit=1)[0]}{'' if by == 'gain' else '_total'}"
    many = f"{name}_low_80" in rows
    form = "+,.2f" if by == "gain" else ",.0f"
    cells = [
        (
            f"{row[rank]}",
            row["area_name"],
            _number(row[name], form),
            *([f"{_number(row[f'{name}_low_80'], form)} to {_number(row[f'{name}_high_80'], form)}"] if many else []),
            *([f"{row[share]:.0%}"] if many else []),
            f"{row['new_money_gbp_per_head']:,.0f}",
        )
        for row in rows.to_dict("records")
    ]
    bands = (">80% of draws", f">In {end}") if many else ()
    return table_of((">", "Area", ">Gain", *bands, ">£ a head"), cells, title=title, caption=note)


def _number(value: float, form: str) -> str:
    """Write a number in a form, one that rounds to nothing without a sign."""
    text = f"{value:{form}}"
    return text if any(digit in text for digit in "123456789") else text.lstrip("+-")


def channels_table(parts: pd.DataFrame, title: str, place: str, year: int, *, beside: str) -> Table:
    """Lay out why a place gains.

    Parameters
    ----------
    parts : pandas.DataFrame
        From `appraisal.channels.channels`.
    title, place : str
    year : int
    beside : str
        What draws say of the same gain, and its money (`gain_beside`).
    """
    cells = [
        (
            row["channel"],
            row["capital"],
            f"{row['gain_days']:+,.3g}",
            f"{row['england_days']:+,.3g}",
            f"{row['share']:.0%}",
            row["letters"],
        )
        for row in parts.to_dict("records")
    ]
    whole = parts["gain_days"].sum()
    return table_of(
        ("Money for", "Capital", ">Days here", ">Days in England", ">Share of here", "Letters"),
        cells,
        title=f"{place}: why ‘{title}’ changes healthy life expectancy in {year} by {whole:+,.3g} days at central "
        f"values, England's by {parts['england_days'].sum():+,.3g}",
        caption=f"{beside}Each use run alone at central values; ‘together’ is what all do beyond the sum. "
        f"{fc.data.load_evidence_letters().legend_of_uses}",
    )


def gain_beside(results: Results, scenario: str, *, area: str, reference: str, year: int) -> str:
    """Say what the table of gains says of an area, to stand beside its channels; nothing of results without areas.

    Parameters
    ----------
    results : Results
    scenario, reference : str
    area : str
        Its code; the code of a wider place has no row in that table.
    year : int
    """
    if not results.holds_areas:
        return ""
    gains = fc.results.gains(results, scenario=scenario, reference=reference, year=year).set_index("area")
    if area not in gains.index:
        return ""
    row, people = gains.loc[area], float(results.dataset["population"].sum())
    england = fc.results.extra_money(results, reference=reference)[scenario] * 1e6 / people
    said = f"New money 2020 to 2035: £{row['new_money_gbp_per_head']:,.0f} a head here, £{england:,.0f} in England. "
    if "gain_days_low_80" not in row:
        return said
    band = f"80% of them {row['gain_days_low_80']:+,.2f} to {row['gain_days_high_80']:+,.2f}"
    return f"Median of {results.draws:,} draws: {row['gain_days']:+,.2f} days ({band}). {said}"
