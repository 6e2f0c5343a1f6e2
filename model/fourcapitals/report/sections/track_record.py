"""How well the model has done: its forecasts of figures since published, beside simple ones."""

from __future__ import annotations

from fourcapitals.evidence.known_hindcast import MADE_BY, known_hindcast
from fourcapitals.evidence.report_card import CARD_HEADS, card, card_lines, card_rows
from fourcapitals.plots.charts.report_card import report_card as draw_report_card
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Listing, Paragraph, Picture, Section, Table
from fourcapitals.report.subject import Subject


def track_record(subject: Subject) -> Section:
    """Say how well the model has done, whatever the results are of."""
    del subject
    found = known_hindcast()
    pooled = card(found)
    rows = card_rows(found)
    outcomes = [next(row[0] for row in reversed(rows[: at + 1]) if row[0]) for at in range(len(rows))]
    heads = tuple(head.removeprefix(">") for head in CARD_HEADS)
    table = Table(
        name="track_record_table",
        caption=f"Forecasts from {found.start} of figures to {found.end}: the model and simple forecasts, all years "
        "together",
        headings=("Outcome and forecast", *heads[2:]),
        rows=tuple((f"{outcome}: {row[1]}", *row[2:]) for outcome, row in zip(outcomes, rows, strict=True)),
        data=pooled,
        note="CRPS: mean distance of a forecast from the published figure; less is better. 90% held: published figures "
        f"within the middle 90% of the forecast. Worked out beforehand; to make it again: {MADE_BY}",
        folded=True,
    )
    with bare():
        chart = draw_report_card(pooled, start=found.start, end=found.end)
    return Section(
        "track-record",
        "Track record",
        (
            Paragraph(
                "None of this is evidence that the effects of money are right: it is a record of forecasting levels.",
                "lead",
            ),
            Picture("track_record_card", chart),
            Listing(tuple(card_lines(found))),
            table,
        ),
    )
