"""Efficiency and equity: what each strategy brings beside what it does to the gap between places."""

from __future__ import annotations

import shlex
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.frontier import STRATEGIES
from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import readable_money
from fourcapitals.report.document import Paragraph, Section, Table
from fourcapitals.report.sections.strategies import LEVERS
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import change, drawn, listed, quoted
from fourcapitals.results.gaps import inequality_over_time
from fourcapitals.results.money import levers_of
from fourcapitals.vocabulary import END_YEAR, POUND

TITLE: Final = "Efficiency and equity"
GAP: Final = "hle_gap"
"""The array of an ensemble that holds the gap between places."""
FIRST: Final = "nothing beats it in both"
NO_MONEY: Final = "no new money"


def efficiency_and_equity(subject: Subject) -> Section:
    """Say which strategies bring more health, which narrow the gap between places, and which no other beats in both."""
    if not subject.others:
        return Section("equity", TITLE, (Paragraph("Nothing is compared, so that nothing is weighed.", "absent"),))
    table = _table(subject, _gaps(subject))
    levers = levers_of(subject.results)
    names = table.data.loc[table.data["standing"] == FIRST, "scenario"].astype(str)
    beside = " (beside levers whose cost is not counted)"
    first = [f"{quoted(subject.title(name))}{beside if levers.get(name) else ''}" for name in names]
    what = "for each £1m of new money" if subject.by_pound else "in sum"
    by = " and by medians" if subject.several else ""
    drawn_by = ["fourcapitals", "frontier", *_bundled(subject), "--most-each", "0.3", "--out", "frontier.png"]
    return Section(
        "equity",
        TITLE,
        (
            Paragraph(
                "A strategy can bring more healthy life to England, or narrow the gap in it between places. In "
                f"{END_YEAR} no other strategy here does more of both, {what}{by}, than {listed(first)}.",
                "lead",
            ),
            table,
            Paragraph(
                "What the same money could bring at most for each narrowing of the gap, strategies as points beside, "
                "is no part of these results: an optimiser works it out in about a minute."
            ),
            Paragraph(shlex.join(drawn_by), "command"),
        ),
    )


def _gaps(subject: Subject) -> dict[str, Array]:
    """Change of the gap between places in the last year by strategy, (draw,), years; less than nothing is narrower."""
    held = subject.results.dataset
    if GAP in held:
        gaps = held[GAP].sel(year=END_YEAR)
        change_of = gaps - gaps.sel(scenario=subject.reference)
        return {name: change_of.sel(scenario=name).to_numpy().ravel() for name in subject.others}
    found = inequality_over_time(subject.results, "hle", reference=subject.reference)
    found = found[(found["measure"] == "gap") & (found["year"] == END_YEAR)]
    return {name: found.loc[found["scenario"] == name, "difference"].to_numpy(np.float64) for name in subject.others}


def _table(subject: Subject, gaps: dict[str, Array]) -> Table:
    """Each strategy's gain of England and change of the gap, and whether another does more of both."""
    health = subject.changes("hle")
    data = pd.DataFrame(
        [
            {
                "scenario": name,
                "title": subject.title(name),
                "new_money_gbp_m": subject.money[name],
                **{f"hle_{key}": health[name].get(key) for key in _BANDS},
                **{f"gap_{key}": each for key, each in _band(gaps[name], several=subject.several).items()},
            }
            for name in subject.ranked
        ]
    )
    data["standing"] = _standing(subject, data)
    levers = levers_of(subject.results)
    rows = tuple(
        (
            str(row["title"]),
            readable_money(float(row["new_money_gbp_m"])) + ("*" if levers.get(str(row["scenario"])) else ""),
            change(health[str(row["scenario"])]),
            change({key: row[f"gap_{key}"] for key in _BANDS}),
            str(row["standing"]),
        )
        for row in data.to_dict("records")
    )
    per = " for each £1m of new money" if subject.by_pound else ""
    return Table(
        name="equity_table",
        caption=f"Healthy life expectancy (HLE) of England in {END_YEAR} and the gap in it between places under each "
        f"strategy, against {quoted(subject.against)}",
        headings=(
            "Strategy",
            "New money 2020-35, £ of 2019",
            f"HLE of England {END_YEAR}",
            f"Gap between places {END_YEAR} (minus: narrower)",
            f"Does more of both{per}",
        ),
        rows=rows,
        data=data,
        note=f"{drawn(subject.results)} Gap: mean of the best less that of the worst tenth of upper-tier areas, ranked "
        "anew in each draw. Does more of both: of the strategies that do more for England's HLE and for the gap"
        f"{per}, the one that does most for HLE. Returns do not grow in step with money."
        f"{LEVERS if any(levers.values()) else ''}",
    )


_BANDS: Final = ("difference", "low_80", "high_80", "unit")


def _band(values: Array, *, several: bool) -> dict[str, Any]:
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9]) if several else (np.nan, values[0], np.nan)
    return {"difference": float(middle), "low_80": float(low), "high_80": float(high), "unit": "years"}


def _standing(subject: Subject, data: pd.DataFrame) -> list[str]:
    """Of each strategy which other does more of both, by medians; for each £ where strategies are ranked so."""
    money = data["new_money_gbp_m"].to_numpy(np.float64)
    counts = money >= POUND if subject.by_pound else np.ones(len(data), dtype=bool)
    size = np.where(counts, money, 1.0) if subject.by_pound else np.ones(len(data))
    does = np.column_stack([data["hle_difference"], -data["gap_difference"]]).astype(np.float64) / size[:, None]
    said = []
    for own, is_counted in zip(does, counts, strict=True):
        better = np.flatnonzero((does > own).all(axis=1) & counts)
        if not is_counted:
            said.append(NO_MONEY)
        else:
            said.append(str(data["title"].iloc[better[does[better, 0].argmax()]]) if len(better) else FIRST)
    return said


def _bundled(subject: Subject) -> list[str]:
    """The strategies that the command of the frontier can draw: those of money alone that come with the package."""
    return [name for name in subject.ranked if name in STRATEGIES]
