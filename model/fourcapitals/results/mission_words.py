"""The missions in words: the table of `missions` as lines that can be read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.formatting import plain
from fourcapitals.results.chances import ASSUMED
from fourcapitals.results.difference_units import negligible_in_words, readable, readable_range
from fourcapitals.results.mission_tests import (
    BOTH_MET,
    BOTH_SEXES,
    FOLLOWED,
    HOURS,
    INCOME_UNIT,
    MISSIONS,
    OUTPUT_UNIT,
    PEOPLE,
)
from fourcapitals.vocabulary import BASE_YEAR, NOTHING

if TYPE_CHECKING:
    import pandas as pd

PENNY: Final = 0.01
"""£ below which a change of pay is not told in figures."""


@checked
def mission_lines(table: pd.DataFrame, *, every: bool = True) -> list[str]:
    """Write the table of `missions` as lines that can be read out.

    Parameters
    ----------
    table : pandas.DataFrame
        From `missions`.
    every : bool
        Whether gaps are told in all their readings; else between tenths of places alone, ranked anew in each year, and
        the others are counted.

    Returns
    -------
    list of str
        For each scenario a heading and one line a test; at the end the baseline year and methods.
    """
    lines = []
    others = table["test"].str.contains("|".join((PEOPLE, HOURS, FOLLOWED)))
    for scenario, rows in (table if every else table[~others]).groupby("scenario", sort=False):
        lines.append(f"{scenario}")
        lines += [f"  {_line(dict(row.items()))}" for _, row in rows.iterrows()]
    for mission, rows in table.groupby("mission", sort=False):
        methods = [str(method).split("; ") for method in rows["method"]]
        shared = [part for part in methods[0] if all(part in other for other in methods)]
        number = rows["white_paper_mission"].iloc[0]
        lines.append(
            f"{mission} {MISSIONS[str(mission)]} (mission {number} of the White Paper): against {BASE_YEAR}; "
            f"{'; '.join(shared)}."
        )
    if not table["test"].str.contains(f"{PEOPLE}|{HOURS}").any():
        lines.append(
            "Tenths are of places by number; those of the people and of the hours worked, which do not jump when "
            "places that hardly differ change ranks, need an ensemble that keeps areas (--keep areas). So do the tests "
            "of employment and income in every area, M5 and M6."
        )
    if not every and others.any():
        lines.append(
            f"Left out: {others.sum()} lines of other readings of the gaps, between tenths of the people and of the "
            "hours worked, and with the places of the base year: --every."
        )
    quantities = set(table["quantity"])
    if (table["draws"] == 1).any():
        lines.append(
            "One draw is one path and has no probability. Where noise is off every area follows one trend, so that the "
            "number of areas that rise is no forecast: over 2004-21 only 135 of 179 ITL3 areas rose in productivity."
        )
    lines.append(
        "True: the quantity itself, without sampling noise. Measured: as published figures with their noise would say"
        + (
            "."
            if "M2" in set(table.loc[table["quantity"] == "measured", "mission"])
            else "; M2 with --keep areas alone."
        )
        if "measured" in quantities
        else "All quantities are true ones, without the sampling noise of published figures."
    )
    return lines


def _line(row: dict[Any, Any]) -> str:
    """One test: whether it is met, by how much, and what the scenario changes in it, each with its band."""
    many = row["draws"] > 1
    name = f"{row['mission']} {row['test']}{_WHO.get(row['sex'], '')} ({row['quantity']})"
    if not many:
        said = "met" if row["met"] else "not met"
    else:
        said = (
            f"met in {row['probability'] * row['draws']:.0f} of {row['draws']} draws (95% Monte Carlo interval "
            f"{row['probability_low']:.1%} to {row['probability_high']:.1%})"
        )
    if row["unit"] == BOTH_MET:
        return f"{name}: {said}{_help_of_both(row)}{_drift(row)}"
    amount = _amount(row["value"], row, widest=_widest(row, "value") if many else None)
    if many:
        amount = f"median {amount} (80% of draws: {_range(row, 'value')})"
    return f"{name}: {said}{', ' if many else ': '}{amount}{_against(row)}{_drift(row)}"


def _drift(row: dict[Any, Any]) -> str:
    """Say of a gap that narrows by the choice of its places that it does."""
    if row["quantity"] != "measured" or FOLLOWED not in row["test"]:
        return ""
    return f"; NOT a finding: places that the noise of {BASE_YEAR}'s figures put at the ends drift back by themselves"


_WHO: Final = {"male": ", males alone", "female": ", females alone", BOTH_SEXES: ", both sexes must"}


def _amount(value: float, row: dict[Any, Any], *, widest: float | None = None) -> str:
    if row["unit"] == "areas":
        return f"{value:.0f} of {row['target']:g} areas"
    if row["mission"] == "M1":
        return f"{value:+.2f} of {row['target']:+g} years"
    return "gap unchanged" if abs(value) < NOTHING else f"gap {_size(value, row['unit'], widest=widest)}"


def _range(row: dict[Any, Any], what: str) -> str:
    """Both ends of the middle 80% of draws, in the unit that suits the wider."""
    low, high = (float(row[f"{what}_{end}_80"]) for end in ("low", "high"))
    if row["unit"] == "areas":
        return f"{low:.0f} to {high:.0f}" if what == "value" else f"{low:+.0f} to {high:+.0f}"
    if row["unit"] == INCOME_UNIT:
        pounds = (f"{'-' if end < 0 else '+'}£{plain(abs(end))}" for end in (low, high))
        return " to ".join(pounds)
    if row["unit"] == OUTPUT_UNIT:
        small = max(abs(low), abs(high)) < PENNY
        pounds = (f"{'-' if end < 0 else '+'}£{abs(end):.2f}" for end in (low, high))
        return "less than £0.01 either way" if small else " to ".join(pounds)
    if row["mission"] == "M1" and what == "value":
        return f"{low:+.2f} to {high:+.2f}"
    return readable_range(low, high, row["unit"])


def _help_of_both(row: dict[Any, Any]) -> str:
    """Whether both parts move towards the mission; how far stands with each."""
    if row["draws"] > 1:
        share = row["probability_helps"]
        assumed = f", {ASSUMED}" if row["sign_assumed"] else ""
        return "" if np.isnan(share) else f"; brings both nearer in {share:.0%} of draws{assumed}"
    if row["helps"] not in {True, False}:
        return ""
    return f"; {'brings' if row['helps'] else 'does not bring'} both nearer"


def _against(row: dict[Any, Any]) -> str:
    """What the scenario changes against the reference draw by draw, with its band, and whether that helps."""
    if row["draws"] == 1 and row["helps"] not in {True, False}:
        return ""
    if row["draws"] > 1 and np.isnan(row["probability_helps"]):
        return ""
    if row["draws"] == 1:
        if abs(row["difference"]) < NOTHING:
            return "; no difference from the reference"
        changed = _changed(row["difference"], row["unit"])
        return f"; {'helps' if row['helps'] else 'does not help'}, {changed} against the reference"
    middle = _changed(row["difference"], row["unit"], widest=_widest(row, "difference"))
    said = f"; against the reference {middle} (80% of draws: {_range(row, 'difference')}), helps in"
    said += f" {row['probability_helps']:.0%} of draws{f' ({ASSUMED})' if row['sign_assumed'] else ''}"
    return (
        f"{said}, by more than {row['more_than']} in {row['probability_helps_more']:.0%}" if row["more_than"] else said
    )


def _widest(row: dict[Any, Any], what: str) -> float:
    """The largest of a median and the ends of its band, whose unit all three are written in."""
    return max((float(row[what + end]) for end in ("", "_low_80", "_high_80")), key=abs)


def _changed(value: float, unit: str, *, widest: float | None = None) -> str:
    """A difference, in the unit that suits the widest of those that it stands beside."""
    if unit == "areas":
        return f"{value:+.0f} areas"
    return "no difference" if abs(value) < NOTHING else _size(value, unit, widest=widest)


def _size(value: float, unit: str, *, widest: float | None = None) -> str:
    widest = value if widest is None else widest
    if unit == INCOME_UNIT:
        return f"{'+' if value > 0 else '-'}£{plain(abs(value))} a head"
    if unit == OUTPUT_UNIT:
        if abs(value) < PENNY:
            return f"less than £0.01 an hour {'more' if value > 0 else 'less'}"
        return f"{'+' if value > 0 else '-'}£{abs(value):.2f} an hour"
    return f"{readable(value, unit, beside=widest)}{' (negligible)' if negligible_in_words(widest, unit) else ''}"
