"""What one place holds, and the places most like it."""

from __future__ import annotations

import pandas as pd

from fourcapitals.data.areas_alike import COMPARED_BY, areas_alike
from fourcapitals.formatting import level, plain
from fourcapitals.report.document import Block, Listing, Paragraph, Section, Table
from fourcapitals.report.place_subject import PlaceSubject
from fourcapitals.vocabulary import BASE_YEAR, outcome_named

COMPARED = ("hle", "gva_per_hour", "employment", "life_satisfaction")
PENCE_TO = 1000
"""Pounds from which money is written without pence."""


def place_profile(subject: PlaceSubject) -> Section:
    """Say what the place holds, and set it beside those most like it."""
    blocks: list[Block] = [_outcomes(subject)]
    if subject.place.kind == "area":
        blocks.append(_alike(subject))
    else:
        blocks.append(
            Paragraph(
                f"Statistical neighbours are of single areas; {subject.place.name} holds {len(subject.place.areas)}.",
                "absent",
            )
        )
    blocks.append(_capitals(subject))
    notes = tuple(map(str, subject.profile["notes"]))
    if notes:
        blocks += [Paragraph("Assumed or imputed:"), Listing(notes)]
    return Section("profile", f"What {subject.place.name} holds, and the areas most like it", tuple(blocks))


def _outcomes(subject: PlaceSubject) -> Table:
    found = subject.profile["outcomes"]
    rows = tuple((row["outcome"], _valued(row, "value"), _valued(row, "england")) for row in found)
    return Table(
        name="place_outcomes",
        caption=f"Published outcomes of {subject.place.name} beside England's",
        headings=("Outcome", subject.place.name, "England"),
        rows=rows,
        data=pd.DataFrame(found),
    )


def _valued(row: dict[str, float], name: str) -> str:
    unit, value = str(row["unit"]), f"{row[name]:,}"
    if unit == "£":
        return f"£{row[name]:,.{0 if abs(row[name]) >= PENCE_TO else 2}f}"
    if unit == "0 to 10":
        return f"{row[name]:.2f} of 10"
    return f"{value}%" if unit == "%" else f"{value} {unit}"


def _headed(name: str) -> str:
    short = outcome_named(name).short
    return f"{short[0].upper()}{short[1:]}, {outcome_named(name).unit}"


def _alike(subject: PlaceSubject) -> Table:
    found = areas_alike(subject.place.code, baseline=subject.baseline)
    rows = tuple(
        (
            str(row["area_name"]),
            f"{row['distance']:.2f}",
            *(f"{level(row[name])} ({row[f'{name}_rank']})" for name in COMPARED),
        )
        for row in found.to_dict("records")
    )
    return Table(
        name="place_alike",
        caption=f"{subject.place.name} and the {len(found) - 1} areas most like it, {BASE_YEAR}: outcomes, and in "
        f"brackets the rank of {len(found)}, 1 the highest",
        headings=("Area", "Apart", *map(_headed, COMPARED)),
        rows=rows,
        data=found,
        note=f"Like it in {', '.join(COMPARED_BY)}; apart: in standard deviations of all areas. Which numbers make "
        "areas alike is judgement [D].",
    )


def _capitals(subject: PlaceSubject) -> Table:
    found = subject.profile["capitals"]
    rows = tuple(
        (
            row["indicator"],
            row["capital"],
            f"{plain(row['value'])} {row['unit']}",
            f"{row['z_score']:+.1f}",
            row["imputed"] or "published",
        )
        for row in found
    )
    return Table(
        name="place_capitals",
        caption=f"What {subject.place.name} holds of the four capitals",
        headings=("Indicator", "Capital", "Value", "Standard deviations from the mean of areas", "Source"),
        rows=rows,
        data=pd.DataFrame(found),
        note="Signed so that more is better.",
        folded=True,
    )
