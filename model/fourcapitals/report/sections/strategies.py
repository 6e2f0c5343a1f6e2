"""The strategies side by side: what each changes in England, for how much money, and how sure that is."""

from __future__ import annotations

from fourcapitals.plots.charts.strategies import strategies as draw_strategies
from fourcapitals.plots.parts.pen import bare
from fourcapitals.report.document import Block, Paragraph, Picture, Section
from fourcapitals.report.subject import Subject


def strategies(subject: Subject) -> Section:
    """Set the strategies side by side."""
    if not subject.others:
        return Section("strategies", "Strategies", (Paragraph(only_one(subject), "absent"),))
    with bare():
        chart = draw_strategies(subject.results, reference=subject.reference, measure=subject.measure)
    blocks: list[Block] = [Picture("strategies_health", chart)]
    return Section("strategies", "Strategies", tuple(blocks))


def only_one(subject: Subject) -> str:
    """Say that there is nothing to compare."""
    return (
        f"They hold {subject.results.called(subject.reference)} alone, so that nothing is compared. Run a strategy "
        f"beside it: fourcapitals run {subject.reference} balanced_four_capitals --draws 1000 --out FOLDER"
    )
