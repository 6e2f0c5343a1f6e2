"""On which evidence results rest: letters of what money buys, and shares of the uncertainty by letter."""

from __future__ import annotations

import pandas as pd

from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.evidence.use_letters import use_letters
from fourcapitals.formatting import share_of_draws
from fourcapitals.report.document import Block, Paragraph, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.results.evidence_shares import CAUTION, RESULTS_SHARED, how_settled, shares_of_variance
from fourcapitals.results.money import spending_by_use
from fourcapitals.vocabulary import END_YEAR, LETTERS, POUND


def evidence(subject: Subject) -> Section:
    """Say on which evidence results rest."""
    letters = load_evidence_letters()
    blocks: list[Block] = [
        Paragraph(letters.legend, "lead"),
        _uses(subject),
        _shares(subject),
        Paragraph(CAUTION, "caution"),
    ]
    settled = how_settled(subject.results)
    if settled:
        blocks.append(Paragraph(f"How far the shares are known: {settled}"))
    return Section("evidence", "Evidence", tuple(blocks))


def _uses(subject: Subject) -> Table:
    """The letters of what money buys, of the uses that some strategy buys."""
    spent = spending_by_use(subject.results)
    bought = set(spent[spent["new_money_gbp_m"].abs() >= POUND]["use"])
    found = use_letters()
    found = found[found["use"].isin(bought)] if bought else found
    aspects = load_evidence_letters().aspects
    rows = [
        (str(own["label"].iloc[0]), *(str(mark) for mark in own.set_index("respect").loc[list(aspects), "mark"]))
        for _, own in found.groupby("use", sort=False)
    ]
    return Table(
        name="evidence_uses",
        caption="How strong the evidence is for each use of money in these strategies, in five respects",
        headings=("Use of money", *(name.replace("_", " ").capitalize() for name in aspects)),
        rows=tuple(rows),
        data=found,
        note="A minus: an effect was looked for and not found. Finding and source of each: fourcapitals evidence USE",
    )


def _shares(subject: Subject) -> Table:
    """The shares of the uncertainty of each strategy, by letter."""
    rows, data = [], []
    for name in subject.ranked:
        cells = [subject.title(name)]
        for result, label in RESULTS_SHARED.items():
            shares = shares_of_variance(subject.results, name, result=result)
            cells += [share_of_draws(shares[letter][0]) if letter in shares else "n/a" for letter in LETTERS]
            data += [
                {
                    "scenario": name,
                    "result": label,
                    "letter": letter,
                    "share": each[0],
                    "low_95": each[1],
                    "high_95": each[2],
                }
                for letter, each in shares.items()
            ]
        rows.append(tuple(cells))
    short = {"hle_years": "HLE", "gva_percent": "GVA"}
    return Table(
        name="evidence_shares",
        caption=f"Of the uncertainty of what each strategy does to England's healthy life expectancy (HLE) and GVA per "
        f"hour (GVA) by {END_YEAR}, the share that rests on each letter",
        headings=("Strategy", *(f"{short[result]} {letter}" for result in RESULTS_SHARED for letter in LETTERS)),
        rows=tuple(rows),
        data=pd.DataFrame(data),
        note="n/a: not held for a strategy of one's own or changed parameters below 200 draws; fourcapitals evidence "
        "NAME works it out.",
    )
