"""The twelve missions and the yearly assessment as tables for the screen."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.results.difference_units import readable, readable_range

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results

OF_BOTH: Final = ("both", "persons")
COVERED: Final = {
    "modelled": "Modelled",
    "in part": "Modelled in part",
    "acted on": "Acted on, not measured",
    "not modelled": "Not modelled",
}
PENNY: Final = 0.01
"""£ below which a change is not told in figures."""


def twelve_tables(table: pd.DataFrame) -> list[str | Table]:
    """Lay out the twelve missions: what was promised, and what of it is modelled.

    Parameters
    ----------
    table : pandas.DataFrame
        From `results.twelve_missions`.
    """
    rows = [
        (f"{row['number']} {row['name']}", f"{row['goal']}. By {_years(row)}.", _covered(row))
        for row in table.to_dict("records")
    ]
    caption = (
        "After HM Government, Levelling Up the United Kingdom, February 2022, as reported by others; sources and "
        "measures: --json or --csv FILE. M1 to M6: tests of fourcapitals missions STORE."
    )
    return [table_of(("Mission", "Goal", "In the model"), rows, title="The twelve missions", caption=caption)]


def _covered(row: dict[Any, Any]) -> str:
    tests = f" ({row['tests']})" if row["tests"] else ""
    modelled = str(row["modelled"])
    return f"{COVERED[row['coverage']]}{tests}. {modelled[0].upper()}{modelled[1:]}. Not: {row['left_out']}."


def _years(row: dict[Any, Any]) -> str:
    import pandas as pd

    health = row["health_year"]
    return f"{row['target_year']}" if pd.isna(health) else f"{row['target_year']} and {health}"


def assessment_tables(
    table: pd.DataFrame, results: Results, *, reference: str, every: bool = False
) -> list[str | Table]:
    """Lay out the yearly assessment: where the reference stands, and what each strategy changes.

    Parameters
    ----------
    table : pandas.DataFrame
        From `results.assessment`.
    results : Results
    reference : str
    every : bool
        Whether the sexes are told apart.
    """
    told = table if every else table[table["sex"].isin(OF_BOTH)]
    parts: list[str | Table] = []
    for year in sorted(set(told["year"])):
        rows = told[told["year"] == year]
        parts.append(_standing(rows[rows["scenario"] == reference], results, reference, year))
        others = [name for name in results.scenarios if name != reference]
        parts += [_changed(rows[rows["scenario"] == name], results, reference, year) for name in others]
    return [*parts, *fc.results.assessment_lines(told)]


def _standing(rows: pd.DataFrame, results: Results, reference: str, year: int) -> Table:
    many, places = results.draws > 1, len(set(rows["code"])) > 1
    base = results.years[0]
    heads = ["Measure", f">{base}", f">{year}", f">Change since {base}"]
    heads += [">80% of draws", ">Better in", ">Figures show better", ">Figures show worse"] if many else []
    cells = []
    for row in rows.to_dict("records"):
        cell = [_measure(row, places=places), _level(row["base_level"], row), _level(row["level"], row)]
        cell.append(_amount(row["change"], row["unit_of_change"]))
        if many:
            shares = ("probability_better", "probability_seen_better", "probability_seen_worse")
            cell += [_band(row, "change"), *(fc.formatting.share_of_draws(row[name]) for name in shares)]
        cells.append(cell)
    caption = (
        f"Medians of {results.draws:,} draws. Better: than in {base}. Figures show: chance that the figures published "
        f"of {base} and {year} differ by more than chance at 5%; n/a where no standard error is published. No "
        "difference: the model gives England's figure no trend and no chance of its own."
        if many
        else "One draw: no chances."
    )
    return table_of(
        heads, cells, title=f"Yearly assessment {year}{_of(rows)}: {results.called(reference)}", caption=caption
    )


def _changed(rows: pd.DataFrame, results: Results, reference: str, year: int) -> Table:
    many, places = results.draws > 1, len(set(rows["code"])) > 1
    heads = ["Measure", ">Difference"]
    heads += [">80% of draws", ">Better in"] if many else []
    heads += [">Too small for figures"]
    cells = []
    for row in rows.to_dict("records"):
        cell = [_measure(row, places=places), _amount(row["difference"], row["unit_of_change"])]
        if many:
            share = fc.formatting.share_of_draws(row["probability_better_than_reference"])
            cell += [_band(row, "difference"), f"{share}*" if row["sign_assumed"] else share]
        times = row["times_too_small"]
        short = "n/a" if isnan(times) else "no" if times <= 1 else f"{fc.formatting.plain(times, 2)} times"
        cells.append([*cell, short])
    name = str(rows["scenario"].iloc[0])
    caption = "Too small: how many times the difference would have to be for two published figures to show it at 5%."
    caption += " *: sign assumed." if rows["sign_assumed"].any() else ""
    title = f"What {results.called(name)} changes by {year}{_of(rows)}, against {results.called(reference)}"
    return table_of(heads, cells, title=title, caption=caption)


def _of(rows: pd.DataFrame) -> str:
    """The place of a table, for its title; nothing where rows name theirs."""
    names = set(rows["name"])
    return "" if len(names) > 1 else f", {names.pop()}"


def _measure(row: dict[Any, Any], *, places: bool) -> str:
    what = f"{row['label'].split(',')[0].removesuffix(' at birth')}"
    sex = "" if row["sex"] in OF_BOTH else f", {row['sex']}s"
    where = f"{row['name']}: " if places else ""
    gap = ": gap between places" if row["measure"] != "level" else ""
    return f"{where}{what}{sex}{gap}"


def _level(value: float, row: dict[Any, Any]) -> str:
    unit = str(row["unit"])
    if unit.startswith("£"):
        return f"£{fc.formatting.level(value)}"
    return f"{fc.formatting.level(100 * value)}%" if unit == "share" else fc.formatting.level(value)


def _amount(value: float, unit: str) -> str:
    if not unit.startswith("£"):
        return readable(value, unit)
    if abs(value) < PENNY:
        return "less than £0.01"
    return f"{'-' if value < 0 else '+'}£{fc.formatting.plain(abs(value))}"


def _band(row: dict[Any, Any], what: str) -> str:
    low, high, unit = row[f"{what}_low_80"], row[f"{what}_high_80"], str(row["unit_of_change"])
    if unit.startswith("£"):
        small = max(abs(low), abs(high)) < PENNY
        return "less than £0.01 either way" if small else f"{_amount(low, unit)} to {_amount(high, unit)}"
    return readable_range(low, high, unit, middle=row[what])
