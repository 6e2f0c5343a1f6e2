"""What a sensitivity analysis found, in words: its rows, those that lead, and which numbers turn the effect round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.formatting import signed, written
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import TIE

if TYPE_CHECKING:
    import pandas as pd


NEGLIGIBLE: Final = 0.01
"""Of the largest effect: numbers below are not named, and held at their medians in a Sobol analysis."""
SHOWN: Final = 15
"""Rows that are printed."""


@checked
def sensitivity_rows(table: pd.DataFrame) -> tuple[tuple[str, ...], list[list[str]]]:
    """Give the headings and rows of a table to be printed, the first `SHOWN` of it.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time` or `global_sensitivity`.
    """
    if "swing" in table:
        scale = scale_of(str(table["unit"].iloc[0]), *table[["effect_low", "effect_high"]].to_numpy().ravel().tolist())
        heads = ("Parameter", ">5%", ">95%", f">Effect at 5%, {scale.unit}", ">Effect at 95%", "Evidence")
        return heads, [
            [
                row["parameter"],
                *(written(row[end], row["parameter_unit"]) for end in ("tried_low", "tried_high")),
                *(_signed(row[end] * scale.factor) for end in ("effect_low", "effect_high")),
                row["letter"],
            ]
            for row in _leading(table).to_dict("records")
        ]
    if "total" in table:
        return ("Parameter", ">Share of variance, total", ">95% interval", ">Alone", "Evidence"), [
            _of_shares(row, "total", "alone", 1.0) for row in _leading(table).to_dict("records")
        ]
    scale = scale_of(str(table["unit"].iloc[0]), float(table["mean_absolute_effect"].max()))
    rows = _leading(table).to_dict("records")
    return ("Parameter", f">Mean movement, {scale.unit}", ">95% interval", ">Spread", "Evidence"), [
        _of_shares(row, "mean_absolute_effect", "spread", scale.factor) for row in rows
    ]


def _leading(table: pd.DataFrame) -> pd.DataFrame:
    """The first rows, without those that move it by less than 1% of the first."""
    first = next(each for each in ("swing", "total", "mean_absolute_effect") if each in table)
    found: pd.DataFrame = table[table[first] >= NEGLIGIBLE * table[first].max()].head(SHOWN)
    return found


def _of_shares(row: dict[Any, Any], middle: str, other: str, factor: float) -> list[str]:
    low, high, first, second = (f"{factor * row[each]:.3g}" for each in ("low", "high", middle, other))
    return [row["parameter"], first, f"{low} to {high}", second, row["letter"]]


def _signed(value: float) -> str:
    return "unstable" if np.isnan(value) else signed(value)


@checked
def turning_lines(table: pd.DataFrame) -> list[str]:
    """Say of which numbers the effect turns on the way, so that at central values it lies beyond both ends.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time`.
    """
    ends, central = table[["effect_low", "effect_high"]], table["central"]
    within = (table["value"] > table["tried_low"]) & (table["value"] < table["tried_high"]) & ends.notna().all(axis=1)
    most, least = ends.max(axis=1), ends.min(axis=1)
    slack = TIE * (np.maximum(most, central) - np.minimum(least, central))
    lines = []
    for word, turns in (
        ("more", within & (central > most + slack)),
        ("less", within & (central < least - slack)),
    ):
        if turns.any():
            names = ", ".join(table.loc[turns, "parameter"])
            lines.append(f"At its central value {word} than at either end, since the effect turns in between: {names}.")
    return lines


@checked
def sensitivity_notes(table: pd.DataFrame) -> list[str]:
    """Say what a table of sensitivity is of, and how far it can be relied on.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time` or `global_sensitivity`.
    """
    first = table.iloc[0]
    others = len(table) - len(_leading(table))
    more = f"{others} more move it less (--json). " if others else ""
    if "swing" in table:
        scale = scale_of(str(first["unit"]), float(first["central"]))
        return [
            f"{more}Effect at central values: {signed(first['central'] * scale.factor)} {scale.unit}. Each number "
            "alone at 5% and 95% of its prior, all others central, noise off; no interaction is seen (--method sobol).",
            *table.attrs.get("turns", ()),
        ]
    attrs = table.attrs
    settled = "settled" if attrs["converged"] else "NOT settled: the order of near ones may be chance; raise --size"
    held = f" {attrs['held']} numbers that hardly move it are held at their medians." if attrs["held"] else ""
    lost = f" {attrs['unstable']} unstable points took the central effect." if attrs["unstable"] else ""
    return [
        f"{more}{attrs['runs']:,} runs, all numbers over their priors, noise off. Widest 95% interval "
        f"{attrs['widest']:.2g}: {settled}.{held}{lost} It says where the spread comes from, not whether its middle is "
        "right."
    ]
