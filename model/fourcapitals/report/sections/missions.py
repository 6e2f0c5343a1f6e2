"""The government's missions of 2022: what the strategies do towards those that the model can test."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fourcapitals.errors import UnknownName
from fourcapitals.formatting import plain, share_of_draws
from fourcapitals.plots.charts.assessment import assessment as draw_assessment
from fourcapitals.report.document import Block, Listing, Paragraph, Picture, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import drawn, quoted
from fourcapitals.results.assessment import HORIZONS, LEVEL, assessment, assessment_lines
from fourcapitals.results.difference_units import readable
from fourcapitals.results.mission_targets import missions as test_missions
from fourcapitals.results.mission_tests import FOLLOWED, HOURS, MISSIONS, PEOPLE
from fourcapitals.results.twelve_missions import twelve_missions

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
            "expectancy (7), and in part those on pay, employment and productivity (1) and wellbeing (8); the last "
            "table says what of the others it follows. A mission is met in a draw where the whole "
            "of it is; what a strategy does towards it is told beside the case without it.",
            "lead",
        ),
        _table(subject, shown, table),
        Listing(
            tuple(
                f"{_number(rows.iloc[0])}, {name} in commands. {MISSIONS[str(name)]}: {rows['method'].iloc[0]}."
                for name, rows in shown.groupby("mission", sort=False)
            )
        ),
        Paragraph(
            "These tests are of what the model says of places, without sampling error; those of what surveys would "
            f"measure, and of gaps between tenths of the people: fourcapitals missions {subject.source} --every"
        ),
    ]
    return Section("missions", title, (*blocks, *_assessed(subject), _twelve(subject)))


def _assessed(subject: Subject) -> list[Block]:
    """The yearly assessment of England: soon and at the end, and whether published figures could tell."""
    years = [year for year in (HORIZONS[0], HORIZONS[-1]) if year in subject.results.years]
    if not years:
        return [Paragraph("These results hold no year that a yearly assessment is made of.", "absent")]
    table = assessment(subject.results, years=years, reference=subject.reference)
    blocks: list[Block] = [Paragraph(line) for line in assessment_lines(table)]
    if subject.several:
        blocks.insert(0, Picture("missions_assessment", draw_assessment(table)))
    told = table[table["sex"].isin(("both", "persons")) & (table["scenario"] == subject.reference)]
    lead = subject.lead if subject.others and subject.order else None
    own = table[table["scenario"] == lead].set_index(["outcome", "measure", "sex", "year"])
    rows = []
    for row in told.to_dict("records"):
        name = f"{row['label']}{'' if row['measure'] == LEVEL else ', gap between places'}, {row['year']}"
        cells = [name, f"{plain(row['base_level'], 4)} {row['unit']}", _size(row["change"], row), _better(row)]
        if lead is not None:
            by_lead = own.loc[[(row["outcome"], row["measure"], row["sex"], row["year"])]].iloc[0].to_dict()
            times = by_lead["times_too_small"]
            short = "-" if pd.isna(times) else "no" if times <= 1 else f"{plain(times, 2)} times"
            cells += [_size(by_lead["difference"], row), short]
        rows.append(tuple(cells))
    named = quoted(subject.title(lead)) if lead is not None else ""
    beside = (f"{named} changes it by", "Too small for figures to show") if lead is not None else ()
    base = subject.results.years[0]
    blocks.append(
        Table(
            name="missions_yearly",
            caption=f"Yearly assessment of England under {quoted(subject.against)}, against {base}",
            headings=("Measure and year", f"In {base}", "Change since", "Better in", *beside),
            rows=tuple(rows),
            data=table,
            note=f"{drawn(subject.results)} Better in: share of draws. Too small: how many times the difference would "
            "have to be for two published figures to show it at 5%.",
            folded=True,
        )
    )
    return blocks


def _size(value: float, row: Any) -> str:
    return _written(float(value), str(row["unit_of_change"]))


def _written(value: float, unit: str) -> str:
    """A change with its unit; money in £, and none below a penny in figures."""
    if not unit.startswith("£"):
        return readable(value, unit)
    what = unit.removeprefix("£").split(",")[0]
    return f"less than £0.01{what}" if abs(value) < 0.01 else f"{'-' if value < 0 else '+'}£{plain(abs(value))}{what}"


def _better(row: Any) -> str:
    return "-" if pd.isna(row["probability_better"]) else share_of_draws(float(row["probability_better"]))


def _twelve(subject: Subject) -> Table:
    """All twelve missions, and what of each is modelled."""
    table = twelve_missions(subject.results)
    rows = tuple(
        (
            f"{row['number']} {row['name']}",
            f"{row['goal']}.",
            str(row["coverage"]),
            f"{row['modelled']}.",
            f"{row['left_out']}.",
        )
        for row in table.to_dict("records")
    )
    return Table(
        name="missions_twelve",
        caption="The twelve missions of the Levelling Up White Paper, and what of each is modelled",
        headings=("Mission", "Goal, by 2030 unless said", "In the model", "What is followed", "What is not"),
        rows=rows,
        data=table,
        note="After HM Government, Levelling Up the United Kingdom, February 2022, as reported by others; acted on: "
        "money or rules act on it and its own measure is not projected.",
        folded=True,
    )


def _table(subject: Subject, shown: pd.DataFrame, whole: pd.DataFrame) -> Table:
    """A row a test: the reference, the strategy that leads and the one that moves it most."""
    lead = subject.lead if subject.others and subject.order else None
    several = lead is not None and subject.several and len(subject.others) > 1
    own = shown[shown["scenario"] == subject.reference]
    rows = []
    for test in own.to_dict("records"):
        same = shown[
            (shown["mission"] == test["mission"]) & (shown["test"] == test["test"]) & (shown["sex"] == test["sex"])
        ].set_index("scenario")
        cells = [f"{_number(test)}: {test['test']}, {test['sex']}", _value(test), _met(test)]
        if lead is not None:
            row = same.loc[lead].to_dict()
            cells += [_moved(row), _met(row), _helps(row)]
            if several:
                cells.append(_most_often(subject, same))
        rows.append(tuple(cells))
    named = quoted(subject.title(lead)) if lead is not None else ""
    beside = (f"{named} changes it by", f"Met under {named}", f"{named} helps") if lead is not None else ()
    most = (f"Met most often, of {len(subject.others)}",) if several else ()
    against = quoted(subject.against)
    middle = f"{drawn(subject.results)} "
    if subject.several:
        shares = "Met, helps" if lead is not None else "Met"
        middle = f"{drawn(subject.results, bands=False)} {shares}: in how many draws. "
    return Table(
        name="missions_table",
        caption=f"The government's missions of 2022 under {against}{f' and under {named}' if named else ''}",
        headings=("Mission and test", f"Under {against}", f"Met under {against}", *beside, *most),
        rows=tuple(rows),
        data=whole,
        note=f"{middle}All strategies: fourcapitals missions {subject.source}",
    )


def _number(row: Any) -> str:
    """The White Paper's own number of the mission that a test belongs to."""
    return f"Mission {row['white_paper_mission']}"


def _most_often(subject: Subject, tests: pd.DataFrame) -> str:
    """Under which strategy a mission is met in most draws, where any meets it more often than the reference."""
    often = tests["probability"].astype(float)
    others = often.drop(subject.reference)
    if others.max() <= often[subject.reference]:
        return "none more often"
    return f"{share_of_draws(float(others.max()))}: {quoted(subject.title(str(others.idxmax())))}"


def _value(row: Any) -> str:
    if row["test"].startswith("up in every area by"):
        return f"{row['value']:.0f} of {row['target']:.0f} areas"
    if row["sex"] == "both" or " and " in row["test"]:
        return "-"
    return _written(float(row["value"]), str(row["unit"]))


def _moved(row: Any) -> str:
    if pd.isna(row["difference"]):
        return "-"
    if row["test"].startswith("up in every area by"):
        return f"{row['difference']:+.0f} areas" if row["difference"] else "no difference"
    return _written(float(row["difference"]), str(row["unit"]))


def _met(row: Any) -> str:
    if pd.notna(row["probability"]):
        return share_of_draws(float(row["probability"]))
    return "yes" if row["met"] else "no"


def _helps(row: Any) -> str:
    if pd.notna(row["probability_helps"]):
        said = share_of_draws(float(row["probability_helps"]))
        return f"{said}, assumed" if row["sign_assumed"] else said
    return "-" if row["helps"] is None or pd.isna(row["helps"]) else "yes" if row["helps"] else "no"
