"""How sure the order of strategies is: draws, regret, what it rests on and what would reverse it."""

from __future__ import annotations

import pandas as pd

from fourcapitals.appraisal.verdicts import MEANING, verdict_of
from fourcapitals.formatting import plain, share_of_draws
from fourcapitals.plots.charts.projection import projection as draw_projection
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Block, Paragraph, Picture, Section, Table
from fourcapitals.report.sections.answer import reversed_by
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import alone, amount, drawn, quoted
from fourcapitals.results.number_of_draws import too_few_draws
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR


def uncertainty(subject: Subject) -> Section:
    """Say how sure the order of strategies is."""
    with bare():
        blocks: list[Block] = [
            Picture("uncertainty_health", draw_projection(subject.results, reference=subject.reference)),
            Picture(
                "uncertainty_output",
                draw_projection(subject.results, outcome="gva_per_hour", reference=subject.reference),
            ),
        ]
    if not subject.several:
        more = subject.results.command_of_ensemble().replace("--draws 1 ", "--draws 1000 ")
        blocks.insert(
            0,
            Paragraph(
                f"{alone(subject.results).capitalize()} is one possible path and no forecast: bands and shares of "
                f"draws need several. Run: {more}",
                "absent",
            ),
        )
    if subject.others and subject.order:
        if subject.several:
            blocks.append(_choice(subject))
        blocks += _grounds(subject)
        warnings = too_few_draws(subject.in_england["hle"].reset_index(), draws=subject.results.draws)
        blocks += [Paragraph(line, "caution") for line in warnings]
    return Section("uncertainty", "Uncertainty", tuple(blocks))


def _choice(subject: Subject) -> Table:
    """How often each is the best, and what choosing it may cost."""
    rows = [
        (
            str(row["title"]),
            amount(row),
            share_of_draws(float(row["probability_best"])),
            plain(float(row["expected_regret"])),
            f"{plain(float(row['largest_regret']))}{', the least' if row['minimax'] else ''}",
        )
        for row in subject.choice.to_dict("records")
    ]
    return Table(
        name="uncertainty_choice",
        caption=f"Which strategy to choose: healthy person-years {APPRAISAL_START}-{END_YEAR % 100}{subject.per} in "
        f"England against {quoted(subject.against)}, how often each is the best, and the regret of choosing it",
        headings=("Strategy", "Brings", "Best of all", "Regret, mean of draws", "Regret, largest of draws"),
        rows=tuple(rows),
        data=subject.choice.reset_index(),
        note=f"{drawn(subject.results)} Regret: what the best of the draw would have brought beyond it.",
    )


def _grounds(subject: Subject) -> list[Block]:
    """What the order rests on, pair by pair, and what would reverse the first."""
    found = subject.verdicts
    if isinstance(found, str):
        return [Paragraph(found)]
    if found.empty:
        return [Paragraph("What their order rests on: at central values no two of them bring money.")]
    lead = f"{quoted(subject.title(subject.lead))}: {reversed_by(subject)}."
    return [Paragraph(lead, "lead"), _pairs(subject, found), Paragraph(MEANING)]


def _pairs(subject: Subject, found: pd.DataFrame) -> Table:
    rows = [
        (
            f"{subject.title(str(row['better']))} before {subject.title(str(row['worse']))}",
            f"{plain(float(row['value_better']))} against {plain(float(row['value_worse']))}",
            verdict_of(row),
        )
        for _, row in found.iterrows()
    ]
    return Table(
        name="uncertainty_pairs",
        caption=f"What the order of neighbours rests on, by {found.attrs['by']}, at central values",
        headings=("Pair", "Values", "Its lead"),
        rows=tuple(rows),
        data=found,
        note=f"What single number would reverse each: fourcapitals flips {' '.join(map(str, found.attrs['ranking']))}",
        folded=len(found) > 12,
    )
