"""What strategies cost and who pays, and what the money buys: value for money under official guidance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fourcapitals.appraisal.cost_effectiveness import acceptability_curves, cost_effectiveness
from fourcapitals.appraisal.health_equity import health_equity
from fourcapitals.appraisal.public_cost import COST_IN_WORDS, public_cost
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.appraisal.value_for_money import NOT_VALUED, value_for_money, why_no_whole_life
from fourcapitals.errors import BadInput
from fourcapitals.formatting import plain, readable_money, share_of_draws
from fourcapitals.plots.charts.acceptability import acceptability as draw_acceptability
from fourcapitals.plots.charts.equity_plane import equity_plane as draw_equity_plane
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.compact_numbers import compact, millions, pounds, two_figures, with_band
from fourcapitals.report.document import Block, Paragraph, Picture, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import drawn, quoted


def money(subject: Subject) -> Section:
    """Say what strategies cost, and what the money buys."""
    title = "Money"
    if not subject.others:
        return Section("money", title, (Paragraph("Nothing is compared, so that nothing is bought.", "absent"),))
    settings = appraisal_settings()
    blocks: list[Block] = [
        Paragraph(
            "A ratio of benefits to costs is one row of several: who gains and what it rests on stand beside it, as "
            "the Green Book Review of 2025 asks.",
            "lead",
        ),
        _cost(subject),
        Paragraph(COST_IN_WORDS),
    ]
    try:
        blocks += _worth(subject, settings)
    except BadInput as error:
        blocks.append(Paragraph(f"{error.faults[0]}.", "absent"))
    return Section("money", title, tuple(blocks))


def _cost(subject: Subject) -> Table:
    """Who pays, in all years."""
    found = subject.in_order(public_cost(subject.results))
    sums = found.groupby(["scenario", "payer", "counts"], sort=False)["gbp_m"].sum().reset_index()
    rows = [
        (
            subject.title(str(row["scenario"])),
            str(row["payer"]),
            readable_money(float(row["gbp_m"])),
            "yes" if row["counts"] else "no: money moved",
        )
        for row in sums.to_dict("records")
    ]
    return Table(
        name="money_cost",
        caption="What each strategy costs the public from 2020 to 2035, by who pays, £ of 2019",
        headings=("Strategy", "Who pays", "2020 to 2035", "Counts as new cost"),
        rows=tuple(rows),
        data=found,
        note="At central values; by year: fourcapitals value " + f"{subject.source} --table cost --csv cost.csv",
    )


def _worth(subject: Subject, settings: AppraisalSettings) -> list[Block]:
    """Value for money, cost-effectiveness and whose health, over the whole life where that is known."""
    asked: Any = {"reference": subject.reference, "settings": settings, "baseline": subject.baseline}
    table = value_for_money(subject.results, **asked)
    blocks: list[Block] = [
        _value(subject, table),
        Paragraph(NOT_VALUED, "caution"),
        *(Paragraph(str(note), "caution") for note in table.attrs.get("notes", [])),
        Paragraph(settings.line()),
    ]
    later: Any = {**asked, "whole_life": not why_no_whole_life(subject.results, settings)}
    effects = cost_effectiveness(subject.results, **later)
    blocks.append(_effectiveness(subject, effects))
    equity = health_equity(subject.results, **later)
    if not subject.several:
        why = "How often a strategy is the best at a price of health needs several draws: run with --draws 1000."
        return [*blocks, Paragraph(why, "absent")]
    curves = acceptability_curves(subject.results, **later)
    price = min(settings.qaly_gbp, float(curves["gbp_per_qaly"].max()))
    with bare():
        blocks.append(Picture("money_acceptability", draw_acceptability(curves, price=price)))
        blocks.append(Picture("money_equity", draw_equity_plane(equity)))
    return blocks


def _value(subject: Subject, table: pd.DataFrame) -> Table:
    """A row a strategy and horizon."""
    rows = []
    for row in subject.in_order(table).to_dict("records"):
        cells = [
            subject.title(str(row["scenario"])),
            str(row["horizon"]),
            readable_money(float(row["present_cost_gbp_m"])),
            with_band(row, "healthy_years", compact),
            with_band(row, "gbp_per_healthy_year", pounds),
            with_band(row, "npsv_gbp_m", millions),
            f"{with_band(row, 'bcr', two_figures)} {row['bcr_band']}".strip(),
            str(row["letters_health"] or "no money"),
        ]
        if subject.several:
            cells.insert(7, share_of_draws(float(row["share_bcr_above_1"])))
        rows.append(tuple(cells))
    return Table(
        name="money_value",
        caption=f"Value for money of each strategy in England against {quoted(subject.against)}, present values, £ of "
        "2019",
        headings=(
            "Strategy",
            "Horizon",
            "Public cost",
            "Healthy years",
            "£ for a healthy year",
            "Net present value",
            "Benefits for each £1",
            *(("More than £1 back",) if subject.several else ()),
            "Evidence of effect on health, by money",
        ),
        rows=tuple(rows),
        data=table,
        note=f"{drawn(subject.results)} Letters: A agreeing studies, B contested or single studies, C associations and "
        "models, D judgement.",
    )


def _effectiveness(subject: Subject, table: pd.DataFrame) -> Table:
    """Which strategies are worth choosing between, if one of them is chosen."""
    rows = []
    for row in table.to_dict("records"):
        price = row["gbp_per_qaly_incremental"]
        cells = [
            str(row["title"]),
            readable_money(float(row["present_cost_gbp_m"])),
            compact(float(row["qalys"])),
            str(row["standing"]),
            "–" if pd.isna(price) else pounds(float(price)),
            with_band(row, "net_benefit_gbp_m", millions),
        ]
        if subject.several:
            cells.append(share_of_draws(float(row["probability_best"])))
        rows.append(tuple(cells))
    expected = f"{drawn(subject.results)} "
    if subject.several:
        expected = (
            f"Expected: the mean of {subject.results.draws:,} draws, by which one choice is made, where other tables "
            "give medians; in brackets 80% of draws. "
        )
    return Table(
        name="money_effectiveness",
        caption="If one strategy is chosen: which buys further health at the lowest price, "
        f"{table['horizon'].iloc[0]}, £ of 2019",
        headings=(
            "Strategy",
            "Public cost",
            "QALYs, expected",
            "Standing",
            "£ for each further QALY",
            "Net benefit, expected",
            *(("Best of all",) if subject.several else ()),
        ),
        rows=tuple(rows),
        data=table,
        note=f"{expected}Dominated: another brings more for less; extendedly dominated: a mix of two "
        f"others does. Net benefit: QALYs at £{plain(appraisal_settings().qaly_gbp)} less the public cost.",
    )
