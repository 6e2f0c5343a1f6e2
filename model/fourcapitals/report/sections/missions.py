"""The government's missions of 2022: what the strategies do towards those that the model can test."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fourcapitals.errors import UnknownName
from fourcapitals.formatting import plain, readable
from fourcapitals.report.document import Block, Listing, Paragraph, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import drawn, percent, quoted
from fourcapitals.results.mission_targets import FOLLOWED, HOURS, MISSIONS, PEOPLE
from fourcapitals.results.mission_targets import missions as test_missions

UNIT_OF_TEST = {"years": "years", "%": "%"}


def missions(subject: Subject) -> Section:
    """Say what the strategies do towards the missions."""
    title = "Missions"
    try:
        table = test_missions(subject.results, reference=subject.reference)
    except UnknownName as error:
        return Section("missions", title, (Paragraph(f"{error.faults[0]}.", "absent"),))
    others = table["test"].str.contains("|".join((PEOPLE, HOURS, FOLLOWED)))
    shown = table[~others & (table["quantity"] == "true")]
    blocks: list[Block] = [
        Paragraph(
            "Of the twelve missions of the Levelling Up White Paper of 2022, the model can test those on healthy life "
            "expectancy (7), output per hour (1) and life satisfaction (8). A mission is met in a draw where the whole "
            "of it is; what a strategy does towards it is told beside the case without it.",
            "lead",
        ),
        _table(subject, shown, table),
        Listing(
            tuple(
                f"{name} {MISSIONS[str(name)]}: {rows['method'].iloc[0]}."
                for name, rows in shown.groupby("mission", sort=False)
            )
        ),
        Paragraph(
            "True: what the model says of places; what surveys would measure, with their sampling error, and gaps "
            f"between tenths of the people: fourcapitals missions {subject.source} --every"
        ),
    ]
    return Section("missions", title, tuple(blocks))


def _table(subject: Subject, shown: pd.DataFrame, whole: pd.DataFrame) -> Table:
    """A row a test: the reference, the strategy that leads and the one that moves it most."""
    lead = subject.lead if subject.others and subject.order else None
    own = shown[shown["scenario"] == subject.reference]
    rows = []
    for test in own.to_dict("records"):
        same = shown[
            (shown["mission"] == test["mission"]) & (shown["test"] == test["test"]) & (shown["sex"] == test["sex"])
        ].set_index("scenario")
        cells = [f"{test['mission']} {test['test']}, {test['sex']}", _value(test), _met(test)]
        if lead is not None:
            row = same.loc[lead].to_dict()
            cells += [_moved(row), _met(row), _helps(row)]
        rows.append(tuple(cells))
    named = quoted(subject.title(lead)) if lead is not None else ""
    beside = (f"{named} changes it by", f"Met under {named}", f"{named} helps") if lead is not None else ()
    against = quoted(subject.against)
    return Table(
        name="missions_table",
        caption=f"The government's missions of 2022 under {against}{f' and under {named}' if named else ''}",
        headings=("Mission and test", f"Under {against}", f"Met under {against}", *beside),
        rows=tuple(rows),
        data=whole,
        note=f"{drawn(subject.results)} Met, helps: in how many draws. All strategies: fourcapitals missions "
        f"{subject.source}",
    )


def _value(row: Any) -> str:
    if row["test"].startswith("up in every area by"):
        return f"{row['value']:.0f} of {row['target']:.0f} areas"
    if row["sex"] == "both" or " and " in row["test"]:
        return "-"
    return f"{plain(row['value'])} {row['unit']}"


def _moved(row: Any) -> str:
    if pd.isna(row["difference"]):
        return "-"
    if row["test"].startswith("up in every area by"):
        return f"{row['difference']:+.0f} areas" if row["difference"] else "no difference"
    return readable(float(row["difference"]), str(row["unit"]))


def _met(row: Any) -> str:
    if pd.notna(row["probability"]):
        return percent(float(row["probability"]))
    return "yes" if row["met"] else "no"


def _helps(row: Any) -> str:
    if pd.notna(row["probability_helps"]):
        said = percent(float(row["probability_helps"]))
        return f"{said}, assumed" if row["sign_assumed"] else said
    return "-" if row["helps"] is None or pd.isna(row["helps"]) else "yes" if row["helps"] else "no"
