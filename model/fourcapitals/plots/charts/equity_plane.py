"""The equity impact plane: what each strategy does to health, and to how unequal it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import BadInput
from fourcapitals.formatting import share_of_draws, signed
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.amounts import number
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.fairness_plane import LEAST_HIGH, SIZE, close_plane, open_plane
from fourcapitals.plots.parts.names_beside import names_beside
from fourcapitals.plots.parts.page import (
    COLOURS,
    INK,
    MARKERS,
    Page,
    frame,
    minus,
    open_page,
)
from fourcapitals.vocabulary import NOTHING

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Hashable, Any]
X, Y = "net_years", "slope_narrowing_days"
OFTEN: Final = 0.5
"""Share of draws from which a strategy is said to be healthier and fairer."""


@checked
def equity_plane(table: pd.DataFrame) -> Chart:
    """Draw each strategy's net health beside by how much it narrows the slope of health over deprivation.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.health_equity`.

    Returns
    -------
    Chart
        With the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table.
    """
    if not {X, Y, "title", "horizon", "groups"} <= set(table) or table.empty:
        raise BadInput("a table of appraisal.health_equity expected")
    rows = table.to_dict("records")
    caption = _caption(rows, table)
    with open_page() as page:
        top, bottom = frame(page, caption, room=LEAST_HIGH + 0.9)
        _draw(page, rows, bottom, top)
    opened = "results = fourcapitals.open_results('STORE')\ntable = fourcapitals.appraisal.health_equity(results)"
    command = asking.saved_in_python("equity_plane", "table", opened)
    return page.chart.carrying(caption, data=table.reset_index(drop=True), command=command)


def _caption(rows: Sequence[Row], table: pd.DataFrame) -> Caption:
    many = "share_both" in table
    horizon = str(rows[0]["horizon"])
    when = "over the whole life of effects" if horizon == "whole life" else f"by {horizon[3:]}"
    groups = "fifths of people by deprivation" if rows[0]["groups"] == "deprivation_fifth" else "regions by deprivation"
    return Caption(
        title=_title(rows, when, many=many),
        subtitle=[
            f"Healthy years of England {when}, net of what the money would have brought in the NHS, and change of the "
            f"slope index of a person’s healthy life over {groups}, against the reference"
        ],
        notes=[
            ("Points: medians; bars: 80% of draws, each by itself. " if many else "One draw. ")
            + "Higher: health is less unequal. What is forgone is taken from all people alike: judgement [D].",
            *([f"Best expected by aversion to inequality: {_choices(table)}."] if "choices" in table.attrs else []),
            f"Source: Four Capitals model. {load_evidence_letters().legend} Letters of each strategy's money: "
            "fourcapitals value STORE.",
        ],
        kind="Scatter chart",
        described=[_in_words(row, many=many) for row in rows],
    )


def _choices(table: pd.DataFrame) -> str:
    return "; ".join(f"from {aversion:.2g} ‘{title}’" for title, aversion in table.attrs["choices"])


def _title(rows: Sequence[Row], when: str, *, many: bool) -> str:
    """Say how many strategies are both healthier and fairer once their money's alternative is taken off."""
    if many:
        both = [row for row in rows if row["share_both"] > OFTEN]
        often = "in more than half of draws"
    else:
        both, often = [row for row in rows if row[X] > 0 and row[Y] > 0], "at central values"
    one = len(rows) == 1 or len(both) == 1
    does, its, narrows = ("adds", "its", "narrows") if one or not both else ("add", "their", "narrow")
    beside = (
        f"more health {when} than the NHS would with {its} money, and {narrows} its slope over deprivation, {often}"
    )
    if len(rows) == 1:
        doubt = "" if both else "It does not hold that "
        return f"{doubt}‘{rows[0]['title']}’ {does} {beside}"
    if len(both) == 1:
        return f"Of {number(len(rows))} strategies only ‘{both[0]['title']}’ {does} {beside}"
    count = wording.capitalised(number(len(both))) if both else "None"
    return f"{count} of {number(len(rows))} strategies {does} {beside}"


def _in_words(row: Row, *, many: bool) -> str:
    both = f", both in {share_of_draws(row['share_both'])} of draws" if many else ""
    # What is nothing but rounding is nothing.
    years, days = (signed(0.0 if abs(row[name]) < NOTHING else row[name]) for name in (X, Y))
    return minus(f"‘{row['title']}’: {years} healthy years, slope narrower by {days} days{both}.")


def _ends(row: Row, name: str) -> tuple[float, float]:
    return float(row.get(f"{name}_low_80", row[name])), float(row.get(f"{name}_high_80", row[name]))


def _draw(page: Page, rows: Sequence[Row], bottom: float, top: float) -> None:
    heading = "Slope narrower by, days of healthy life (up: fairer)"
    axes = open_plane(page, heading, bottom, top)
    points = np.array([[row[X] / 1000, row[Y]] for row in rows])
    ends = np.array([[np.array(_ends(row, X)) / 1000, _ends(row, Y)] for row in rows])
    for at, ((x, y), ((x_low, x_high), (y_low, y_high))) in enumerate(zip(points, ends, strict=True)):
        bar: dict[str, Any] = {"color": COLOURS[at % len(COLOURS)], "alpha": 0.6, "linewidth": 1.6, "zorder": 2}
        axes.plot([x_low, x_high], [y, y], **bar)
        axes.plot([x, x], [y_low, y_high], **bar)
        mark: dict[str, Any] = {"color": COLOURS[at % len(COLOURS)], "marker": MARKERS[at % len(MARKERS)]}
        axes.scatter([x], [y], s=SIZE, edgecolor=INK, linewidth=0.8, zorder=3, **mark)
    label = "Healthy years, net of what is forgone, thousands (right: healthier)"
    close_plane(axes, page, np.concatenate([ends[..., 0], ends[..., 1]]), label)
    colours = [COLOURS[at % len(COLOURS)] for at in range(len(rows))]
    names_beside(axes, page, [str(row["title"]) for row in rows], points, colours)
