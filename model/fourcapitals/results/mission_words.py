"""The missions in words: the table of `missions` as lines that can be read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.formatting import readable
from fourcapitals.results.mission_targets import BOTH_MET, BOTH_SEXES, MISSIONS, OUTPUT_UNIT
from fourcapitals.vocabulary import BASE_YEAR, NOTHING

if TYPE_CHECKING:
    import pandas as pd

PENNY: Final = 0.01
"""£ below which a change of pay is not told in figures."""


def mission_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `missions` as lines that can be read out.

    Parameters
    ----------
    table : pandas.DataFrame
        From `missions`.

    Returns
    -------
    list of str
        For each scenario a heading and one line a test; at the end the baseline year and methods.
    """
    lines = []
    for scenario, rows in table.groupby("scenario", sort=False):
        lines.append(f"{scenario}")
        lines += [f"  {_line(dict(row.items()))}" for _, row in rows.iterrows()]
    for mission, rows in table.groupby("mission", sort=False):
        methods = [str(method).split("; ") for method in rows["method"]]
        shared = [part for part in methods[0] if all(part in other for other in methods)]
        lines.append(f"{mission} {MISSIONS[str(mission)]}: against {BASE_YEAR}; {'; '.join(shared)}.")
    quantities = set(table["quantity"])
    if (table["draws"] == 1).any():
        lines.append(
            "One draw is one path and has no probability. Where noise is off every area follows one trend, so that the "
            "number of areas that rise is no forecast: over 2004-21 only 135 of 179 ITL3 areas rose in productivity."
        )
    lines.append(
        "True: the quantity itself, without sampling noise. Measured: as published figures with their noise would say."
        if "measured" in quantities
        else "All quantities are true ones, without the sampling noise of published figures."
    )
    return lines


def _line(row: dict[Any, Any]) -> str:
    who = "" if row["sex"] == "persons" else f", {row['sex']}{' sexes' if row['sex'] == BOTH_SEXES else ''}"
    name = f"{row['mission']} {row['test']}{who} ({row['quantity']})"
    if row["draws"] > 1:
        said = (
            f"{row['probability']:.0%} of {row['draws']} draws (95% Monte Carlo interval "
            f"{row['probability_low']:.1%} to {row['probability_high']:.1%})"
        )
    else:
        said = "met" if row["met"] else "not met"
    if row["unit"] != BOTH_MET:
        said += f"{', median' if row['draws'] > 1 else ':'} {_amount(row)}"
    if row["draws"] > 1 and not np.isnan(row["probability_helps"]):
        said += f"; helps in {row['probability_helps']:.0%} of draws"
    elif row["helps"] in {True, False}:
        said += _against(row)
    return f"{name}: {said}"


def _amount(row: dict[Any, Any]) -> str:
    if row["unit"] == "areas":
        return f"{row['value']:g} of {row['target']:g} areas"
    if row["mission"] == "M1":
        return f"{row['value']:+.2f} of {row['target']:+g} years"
    if abs(row["value"]) < NOTHING:
        return "gap unchanged"
    return f"gap {_size(row['value'], row['unit'])}"


def _against(row: dict[Any, Any]) -> str:
    if row["unit"] == BOTH_MET:
        return ""
    if abs(row["difference"]) < NOTHING:
        return "; no difference from the reference"
    changed = f"{row['difference']:+g} areas" if row["unit"] == "areas" else _size(row["difference"], row["unit"])
    return f"; {'helps' if row['helps'] else 'does not help'}, {changed} against the reference"


def _size(value: float, unit: str) -> str:
    if unit == OUTPUT_UNIT:
        sign = "+" if value > 0 else "-"
        return f"{sign}£{abs(value):.2f} an hour" if abs(value) >= PENNY else f"{sign}less than £0.01 an hour"
    return readable(value, unit)
