"""The strategies side by side: what each changes in England, for how much money, and how sure that is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fourcapitals.formatting import plain, readable_money, share_of_draws
from fourcapitals.plots.charts.regions import regions as draw_regions
from fourcapitals.plots.charts.strategies import strategies as draw_strategies
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Block, Paragraph, Picture, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import BETTER, amount, change, drawn, quoted
from fourcapitals.results.chances import ASSUMED_IN_WORDS
from fourcapitals.results.money import levers_of
from fourcapitals.results.whole_life import follows_whole_life, over_life, whole_life_lines
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR

LEVERS = " * Beside levers, whose sizes are assumed, in no draw varied, and whose cost is not counted."


def strategies(subject: Subject) -> Section:
    """Set the strategies side by side."""
    if not subject.others:
        return Section("strategies", "Strategies", (Paragraph(only_one(subject), "absent"),))
    verdicts = subject.verdicts
    with bare():
        chart = draw_strategies(
            subject.results,
            reference=subject.reference,
            measure=subject.measure,
            verdicts=None if isinstance(verdicts, str) else verdicts,
        )
        output = draw_strategies(
            subject.results, outcome="gva_per_hour", reference=subject.reference, measure=subject.measure
        )
    blocks: list[Block] = [
        Paragraph(
            "Totals of unequal money rank the money: strategies are put in the order of what each £1m of new money "
            "brings."
            if subject.by_pound
            else "Strategies of about the same money are put in the order of all that they bring.",
            "lead",
        ),
        Picture("strategies_health", chart),
        _table(subject),
        *_against_one(subject),
        *(Paragraph(line) for line in _later(subject)),
        Picture("strategies_output", output),
        _described(subject),
    ]
    with bare():
        blocks.append(Picture("strategies_by_region", draw_regions(subject.results, reference=subject.reference)))
    return Section("strategies", "Strategies", tuple(blocks))


def _against_one(subject: Subject) -> list[Paragraph]:
    """Say how one strategy is set against another, where there are several."""
    if len(subject.others) < 2:
        return []
    against = f"fourcapitals report {subject.source} --reference {subject.ranked[1]} --out report.html"
    return [Paragraph(f"What one brings beyond another of them, and whose gain is whose loss then: {against}")]


def only_one(subject: Subject) -> str:
    """Say that there is nothing to compare."""
    return (
        f"They hold {subject.results.called(subject.reference)} alone, so that nothing is compared. Run a strategy "
        f"beside it: fourcapitals run {subject.reference} balanced_four_capitals --draws 1000 --out FOLDER"
    )


def _table(subject: Subject) -> Table:
    """Money and effects of each strategy, in the order of the ranking."""
    health, output = subject.changes("hle"), subject.changes("gva_per_hour")
    life, levers = _over_life(subject), levers_of(subject.results)
    names = list(subject.ranked)
    rows, data = [], []
    for name in names:
        ranked, whole = subject.chosen.get(name), life.get(name, {})
        cells = [
            subject.title(name),
            readable_money(subject.money[name]) + ("*" if levers.get(name) else ""),
            "n/a" if ranked is None else amount(ranked),
            _number(whole.get(_LIFE_PER_POUND)),
            change(health[name]),
            change(output[name]),
        ]
        if subject.several:
            cells += [share_of_draws(health[name][f"probability_{each}"]) for each in ("better", "more")]
            cells.append("n/a" if ranked is None else share_of_draws(ranked["probability_best"]))
        rows.append(tuple(cells))
        data.append(
            {
                "scenario": name,
                "title": subject.title(name),
                "new_money_gbp_m": subject.money[name],
                **{f"hle_{key}": health[name].get(key) for key in _BANDS},
                **{f"gva_{key}": output[name].get(key) for key in _BANDS},
                **{key: value for key, value in whole.items() if key.startswith("healthy_person_years")},
                **({} if ranked is None else {f"ranked_{key}": ranked.get(key) for key in _RANKED}),
            }
        )
    better = ("HLE better", f"HLE better by more than {health[names[0]]['more_than']}") if subject.several else ()
    best = (f"Best of all{subject.per}",) if subject.several else ()
    years = f"Healthy person-years {APPRAISAL_START}-{END_YEAR % 100}{' per £1m' if subject.by_pound else ''}"
    return Table(
        name="strategies_table",
        caption=f"What each strategy changes in England by {END_YEAR} against {quoted(subject.against)}, and its money",
        headings=(
            "Strategy",
            "New money 2020-35, £ of 2019",
            years,
            "Healthy person-years per £1m, whole life, discounted",
            f"Healthy life expectancy (HLE) {END_YEAR}",
            f"GVA per hour {END_YEAR}",
            *better,
            *best,
        ),
        rows=tuple(rows),
        data=pd.DataFrame(data),
        note=f"{drawn(subject.results)}{_said_of_chances(subject)}{LEVERS if any(levers.values()) else ''}",
    )


_BANDS = ("difference", "low_80", "high_80", "unit", "probability_better", "probability_more")
_RANKED = ("difference", "low_80", "high_80", "unit", "probability_best", "expected_regret", "largest_regret")
_LIFE_PER_POUND = "healthy_person_years_whole_life_discounted_per_gbp_m"


def _over_life(subject: Subject) -> dict[str, dict[Any, Any]]:
    """What comes of each strategy over the whole life of its money; nothing where results do not hold it."""
    if not follows_whole_life(subject.results):
        return {}
    table = over_life(subject.results, reference=subject.reference).set_index("scenario")
    return {str(name): dict(row.items()) for name, row in table.iterrows()}


def _number(value: Any) -> str:
    return "n/a" if value is None or pd.isna(value) else plain(float(value))


def _said_of_chances(subject: Subject) -> str:
    if not subject.several:
        return ""
    assumed = any(row["sign_assumed"] for row in subject.changes("hle").values())
    return f" {BETTER} Best: in how many draws.{f' {ASSUMED_IN_WORDS}' if assumed else ''}"


def _later(subject: Subject) -> list[str]:
    """Say of what much is yet to come by the last year, and where the order over the whole life is another."""
    if not follows_whole_life(subject.results):
        return []
    table = over_life(subject.results, reference=subject.reference)
    titles = {name: quoted(title) for name, title in subject.results.titles.items()}
    return whole_life_lines(table, titles=titles, per_gbp=subject.by_pound, end=END_YEAR)


def _described(subject: Subject) -> Table:
    """What each scenario is, in the words of its file."""
    rows, data = [], []
    for name in (subject.reference, *subject.ranked):
        words = subject.description(name)
        rows.append((subject.title(name), name, words))
        data.append({"scenario": name, "title": subject.title(name), "description": words})
    return Table(
        name="strategies_described",
        caption="What each strategy is, before any result",
        headings=("Strategy", "Name in commands", "In words"),
        rows=tuple(rows),
        data=pd.DataFrame(data),
        note="All of one, with money, years, who gets it and who pays: fourcapitals describe NAME.",
        folded=True,
    )
