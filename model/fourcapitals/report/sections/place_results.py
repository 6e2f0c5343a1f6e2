"""What strategies bring to one place: levels and differences by the last year, and the years on the way."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fourcapitals.errors import BadInput
from fourcapitals.formatting import level, share_of_draws
from fourcapitals.plots.charts.projection import projection as draw_projection
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Block, Paragraph, Picture, Section, Table
from fourcapitals.report.place_subject import OUTCOMES, PlaceSubject
from fourcapitals.report.wording import BETTER, change, drawn, quoted
from fourcapitals.results.bases import basis_line
from fourcapitals.vocabulary import END_YEAR, outcome_named


def place_results(subject: PlaceSubject) -> Section:
    """Say what strategies bring to the place."""
    blocks: list[Block] = []
    for outcome in OUTCOMES:
        blocks.append(_table(subject, outcome))
        if outcome != OUTCOMES[-1]:
            chart, why = _chart(subject, outcome)
            blocks += [*([Paragraph(why, "caution")] if why else []), Picture(f"place_{outcome}", chart)]
    line = basis_line(subject.results)
    if line:
        blocks.append(Paragraph(line))
    if not subject.held:
        blocks.append(Paragraph(_how_to_hold(subject), "absent"))
    return Section("strategies", f"What strategies bring {subject.place.name}", tuple(blocks))


def _how_to_hold(subject: PlaceSubject) -> str:
    asked = subject.whole.results.command_of_ensemble(keep_areas=True)
    return f"Bands over draws of this place need every area of every draw: {asked}"


def _chart(subject: PlaceSubject, outcome: str) -> tuple[Chart, str]:
    """Draw the years on the way: of the results where they hold them, else of the central run, and say so."""
    name = subject.place.code or subject.place.name
    asked: Any = {"outcome": outcome, "reference": subject.whole.reference, "area": name}
    with bare():
        try:
            return draw_projection(subject.whole.results, **asked), ""
        except BadInput:
            why = (
                "The picture is of one run at central values, made on the spot: these results do not hold every year "
                f"of {subject.place.name} draw by draw. Its figures are not the medians of the table."
            )
            return draw_projection(subject.central, **asked), why


def _table(subject: PlaceSubject, outcome: str) -> Table:
    stated, levels, changes = outcome_named(outcome), subject.levels(outcome), subject.changes(outcome)
    rows = []
    for name, row in levels.items():
        found = changes.get(name)
        cells = [
            subject.whole.title(name),
            _level(row),
            "-" if found is None else change(found),
        ]
        if subject.several:
            cells.append("-" if found is None else share_of_draws(float(found["probability_better"])))
        rows.append(tuple(cells))
    return Table(
        name=f"place_{outcome}_table",
        caption=f"{stated.label} in {subject.place.name} in {END_YEAR}, and its difference from "
        f"{quoted(subject.whole.against)}",
        headings=(
            "Strategy",
            f"Level in {END_YEAR}, {stated.unit}",
            f"Difference in {END_YEAR}",
            *(("Better",) if subject.several else ()),
        ),
        rows=tuple(rows),
        data=pd.DataFrame(
            [
                {**row, **{f"change_{key}": each for key, each in changes.get(name, {}).items()}}
                for name, row in levels.items()
            ]
        ),
        note=f"{drawn(subject.results)} Levels carry COVID-19 and the trend; differences do not."
        f"{f' {BETTER}' if subject.several else ''}",
    )


def _level(row: dict[str, float]) -> str:
    if "low_80" not in row:
        return level(row["level"])
    return f"{level(row['level'])} ({level(row['low_80'])} to {level(row['high_80'])})"
