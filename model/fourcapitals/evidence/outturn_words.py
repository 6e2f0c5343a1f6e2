"""What came of projections, in lines that can be read out."""

from __future__ import annotations

from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.evidence.outturn import Outturn
from fourcapitals.formatting import plain
from fourcapitals.vocabulary import CLEAR_SKILL, NOTHING

if TYPE_CHECKING:
    import pandas as pd

MOST_REASONS: Final = 12
"""Kinds of figures that cannot be scored that are told one by one."""


@checked
def outturn_lines(found: Outturn) -> list[str]:
    """Say how projections did beside the simplest forecast and each other, and what could not be scored.

    Parameters
    ----------
    found : Outturn
    """
    lines = [_verdict(row) for row in found.scores.to_dict("records")]
    lines += [line for row in found.scores.to_dict("records") if (line := _beside_first(row, found.scores))]
    lines += _unscored(found.figures)
    lines.append(
        "CRPS: mean distance of what would be published from what was, less half that between draws; less is better. "
        "Skill: share of the simple forecast's that is saved; simple: the last figure that was out, with the spread of "
        "past changes over as many years. In 80%: share of figures within the middle 80% of draws."
    )
    sources = set(found.figures.loc[found.figures["scored"], "error_of"])
    if "none published" in sources:
        lines.append("Figures without a published sampling error are scored as if they had none.")
    if "the base year" in sources:
        lines.append("Figures without an error of their own are given that of the place's figure of the base year.")
    if found.draws == 1:
        lines.append("A run at central values is one path: it has a distance, and no chances that could be right.")
    return lines


def _verdict(row: dict[Any, Any]) -> str:
    """Whether one projection beat the simple forecast."""
    count = row["figures"]
    what = f"{row['scenario']}, {row['outcome']} ({count} figure{'s' * (count != 1)})"
    skill, low, high = (float(row[name]) for name in ("skill", "skill_lower", "skill_upper"))
    if not isfinite(skill):
        return f"{what}: no simple forecast to set it beside."
    if not isfinite(low):
        said = "of too few places to tell luck from skill, against"
    elif low > CLEAR_SKILL:
        said = "clearly better than"
    else:
        said = "clearly worse than" if high < -CLEAR_SKILL else "not told apart from"
    return f"{what}: {said} the last figure that was out (skill {_percent(row, 'skill')})."


def _beside_first(row: dict[Any, Any], scores: pd.DataFrame) -> str:
    saved = float(row["skill_over_first"])
    if not isfinite(saved):
        return ""
    first = scores[scores["outcome"] == row["outcome"]].iloc[0]
    name, other = (f"{each['projection']}, {each['scenario']}" for each in (row, first))
    if abs(saved) < NOTHING:
        return f"{row['outcome']}: {name} has the CRPS of {other}."
    better = "less" if saved > 0 else "more"
    signs = {**row, "skill_over_first": abs(saved)}
    if saved < 0:
        signs |= {
            "skill_over_first_lower": -float(row["skill_over_first_upper"]),
            "skill_over_first_upper": -float(row["skill_over_first_lower"]),
        }
    return (
        f"{row['outcome']}: the CRPS of {name} is {_percent(signs, 'skill_over_first')} {better} than that of {other}."
    )


def _percent(row: dict[Any, Any], name: str) -> str:
    value, low, high = (100 * float(row[f"{name}{end}"]) for end in ("", "_lower", "_upper"))
    band = f" (95% of resampled places: {plain(low, 2)}% to {plain(high, 2)}%)" if isfinite(low) else ""
    return f"{plain(value, 2)}%{band}"


def _unscored(figures: pd.DataFrame) -> list[str]:
    """Say which figures could not be scored and why, those of one reason together."""
    left = figures[~figures["scored"]].drop_duplicates(["line", "why_not"]).sort_values(["why_not", "line"])
    kinds = [
        (str(why), [int(line) for _, line in rows])
        for why, rows in groupby(zip(left["why_not"], left["line"], strict=True), key=lambda each: each[0])
    ]
    told = [f"Not scored, {_named(lines)}: {why}." for why, lines in kinds[:MOST_REASONS]]
    rest = sum(len(lines) for _, lines in kinds[MOST_REASONS:])
    return told + ([f"Not scored, {rest} more figures: --csv FILE says why of each."] if rest else [])


def _named(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:5]))
    return f"line {shown}" if len(lines) == 1 else f"lines {shown}{f' and {len(lines) - 5} more' * (len(lines) > 5)}"
