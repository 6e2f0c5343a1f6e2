"""Tables and lines of the command evidence: letters of uses, what each contributes, the parameters behind a result."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.data.evidence_letters import ASPECTS, NONE_FOUND
from fourcapitals.formatting import readable_money, signed, written, written_in_full
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import USE_NAMES

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

WIDTH: Final = 78
HEADS: Final = dict(zip(ASPECTS, ("Health", "Output", "Cost", "Transfer", "Timing"), strict=True))
"""Short for the respects in which a use has letters."""
LEADING: Final = 0.05
"""Of a strategy's result: uses that contribute less are not told of in words."""
SHOWN: Final = 15
"""Parameters that are printed."""


def letters_table(letters: pd.DataFrame) -> Table:
    """Set the letters of `use_letters` out, a row a use."""
    questions = dict(zip(letters["respect"], letters["question"], strict=True))
    rows = [[str(own["label"].iloc[0]), *own["mark"]] for _, own in letters.groupby("use", sort=False)]
    asked = " ".join(f"{HEADS[name]}: {question}" for name, question in questions.items())
    return table_of(
        ("Use of money", *HEADS.values()),
        rows,
        title="How strong the evidence is, by use of money",
        caption=f"{fc.data.load_evidence_letters().legend} {asked}",
    )


def findings_lines(letters: pd.DataFrame, *, sources: bool = True) -> Iterator[str]:
    """Write what each letter rests on, a paragraph each, by use."""
    for _, own in letters.groupby("use", sort=False):
        yield str(own["label"].iloc[0])
        for row in own.to_dict("records"):
            seen = "" if row["seen"] else "; not seen"
            source = f" ({row['source']}{seen})" if sources and row["source"] != NONE_FOUND else ""
            yield from _paragraph(f"{HEADS[row['respect']]} {row['mark']}: {row['finding']}{source}", "  ")


def _paragraph(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False)


def leading_findings(parts: pd.DataFrame) -> Iterator[str]:
    """Write what the effects of the uses rest on that contribute most to a strategy, and where all of it is told."""
    shares = parts[[f"{each}_share" for each in fc.evidence.CONTRIBUTED]].abs().max(axis=1)
    leading = [use for use in parts["use"][shares >= LEADING] if use in USE_NAMES]
    letters = fc.evidence.use_letters(leading)
    effects = letters[letters["respect"].isin(("effect_on_health", "effect_on_output"))]
    yield f"What the uses rest on that contribute {LEADING:.0%} or more to one of these:"
    yield from findings_lines(effects, sources=False)
    yield from _paragraph(f"Cost, transfer, timing and all sources: fourcapitals evidence USE, such as {leading[0]}.")


def contributions_table(table: pd.DataFrame) -> Table:
    """Set what each use contributes beside its share of the money."""
    total = table["new_money_gbp_m"].sum()
    rows = [
        [
            f"taken from {row['label']}" if row["taken"] else row["label"],
            *(_percent(row[f"{each}_share"]) for each in ("money", *fc.evidence.CONTRIBUTED)),
            row["letters"] or "-",
        ]
        for row in table.to_dict("records")
    ]
    return table_of(
        (
            *("Use of money", ">Of the £", ">Healthy years", ">Whole life", ">Whole life, discounted"),
            *(">HLE 2035", ">GVA 2035", "Letters"),
        ),
        rows,
        title=f"{table.attrs['title']} ({readable_money(total)}): what each use contributes",
        caption="Shares of what the strategy changes in England against the baseline, at central values, noise off, "
        "each use run alone; together: what they do beyond the sum. Healthy years: healthy person-years 2021 to 2035; "
        "whole life: until what was bought has worn out; HLE: healthy life expectancy at birth; GVA: per hour worked. "
        "Letters: effect on health, effect on output, "
        f"cost, transfer, timing. {fc.data.load_evidence_letters().legend}",
    )


def _percent(share: float) -> str:
    return "-" if np.isnan(share) else "under 1%" if 0 < abs(share) < 0.005 else f"{100 * share:.0f}%"


def parameters_behind_table(table: pd.DataFrame) -> Table:
    """Set the leading parameters out, with values, ranges, letters and leverage."""
    rows = [
        [
            row["parameter"],
            f"{written_in_full(row['value'], row['parameter_unit'])} ({written(row['low'], row['parameter_unit'])} to "
            f"{written(row['high'], row['parameter_unit'])})",
            row["letter"],
            row["source_read"],
            f"{100 * row['leverage']:.0f}%",
        ]
        for row in table.head(SHOWN).to_dict("records")
    ]
    more = f"{len(table) - SHOWN} more move it less (--json, or --out CSV). " if len(table) > SHOWN else ""
    return table_of(
        ("Parameter", "Value (95% of the prior)", "Evidence", "Source", ">Leverage"),
        rows,
        title=f"What moves it: {table['outcome'].iloc[0]}",
        caption=f"{more}Leverage: how far the effect moves between 5% and 95% of one prior, all others central, as a "
        "share of the effect at central values. Source: how far it was read; which it is: fourcapitals parameters "
        "NAME.",
    )


def at_worst_line(table: pd.DataFrame, utility: str) -> str:
    """Say how the effect would change if every number of judgement were at the end that hurts."""
    from fourcapitals.ensemble.utilities import UTILITIES

    central, found = table.attrs["central"], table.attrs["at_worst"].get("D", np.nan)
    scale = scale_of(UTILITIES[utility].unit, central)
    now = f"{signed(central * scale.factor)} {scale.unit}"
    if np.isnan(found):
        return "If every number that is judgement (D) stood at the end that hurts, feedbacks would not die out."
    then = f"{signed(found * scale.factor)} {scale.unit}"
    return (
        f"If every number that is judgement (D) stood at the end of its prior that hurts (5% or 95%), the effect at "
        f"central values would be {then} instead of {now}."
    )


def shares_lines(found: Mapping[str, Any], name: str) -> list[str]:
    """Say how much of the uncertainty of a strategy's results rests on each letter, and how far that is known."""
    from fourcapitals.results.evidence_shares import CAUTION, settled

    shares = fc.results.read_shares(found, scenario=name)
    line = fc.results.in_a_line(shares)
    if not line:
        return ["No number moves its results, so that there is no uncertainty to share."]
    return [f"Evidence that its uncertainty rests on, share of variance: {line}", f"{CAUTION} {settled(found)}"]
