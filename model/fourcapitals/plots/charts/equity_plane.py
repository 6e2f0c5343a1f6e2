"""The equity impact plane: what each strategy does to health, and to how unequal it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import of_draws, readable_money, signed
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.amounts import number
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.fairness_plane import (
    LEAST_HIGH,
    QUIET,
    SIZE,
    SMALL,
    close_plane,
    open_plane,
    worth_naming,
)
from fourcapitals.plots.parts.names_beside import height_of_names, names_beside
from fourcapitals.plots.parts.page import (
    COLOURS,
    INK,
    MARKERS,
    Page,
    frame,
    minus,
    open_page,
)
from fourcapitals.results.measures import is_unequal
from fourcapitals.vocabulary import NOTHING, POUND

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Hashable, Any]
X, Y, COST = "net_years", "slope_narrowing_days", "present_cost_gbp_m"
OFTEN: Final = 0.5
"""Share of draws from which a strategy is said to be healthier and fairer."""


class _Plane(NamedTuple):
    """Where strategies stand, and in what: in all, or for each £ of public cost."""

    points: Array
    """(strategy, 2): healthy years, and days by which the slope is narrower."""
    ends: Array
    """(strategy, 2, 2): of each of them the lower and the upper end of the middle 80% of draws."""
    named: Sequence[int]
    """Strategies that have a name; the others are drawn small."""
    by_pound: bool
    """For each £1m, and each £1bn, of public cost."""

    @property
    def per(self) -> tuple[str, str]:
        """What stands behind healthy years, and behind days."""
        return (" for each £1m", " for each £1bn") if self.by_pound else ("", "")


@checked
def equity_plane(table: pd.DataFrame) -> Chart:
    """Draw each strategy's net health beside by how much it narrows the slope of health over deprivation.

    For each £ of public cost where strategies cost unequal sums, as totals then show how large they are and nothing
    else. Of many strategies those have a name that are the best at some aversion to inequality, or healthier and fairer
    more often than not, the outermost, and those that none or few others beat in both.

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
    plane = _plane(rows, [str(title) for title, _ in table.attrs.get("choices", ())])
    caption = _caption(rows, table, plane)
    with open_page() as page:
        names = _names(rows, plane)
        top, bottom = frame(page, caption, room=max(LEAST_HIGH, height_of_names(page, names)) + 0.9)
        _draw(page, names, plane, bottom, top)
    opened = "results = fourcapitals.open_results('STORE')\ntable = fourcapitals.appraisal.health_equity(results)"
    command = asking.saved_in_python("equity_plane", "table", opened)
    return page.chart.carrying(caption, data=table.reset_index(drop=True), command=command)


def _plane(rows: Sequence[Row], chosen: Sequence[str]) -> _Plane:
    """Put strategies on the plane; those that are the best at some aversion to inequality have a name in any case."""
    points = np.array([[row[X], row[Y]] for row in rows], dtype=np.float64)
    ends = np.array([[_ends(row, name) for name in (X, Y)] for row in rows], dtype=np.float64)
    cost = np.abs([float(row.get(COST, 0.0)) for row in rows])
    by_pound = len(rows) > 1 and bool((cost >= POUND).all()) and is_unequal(cost.tolist())
    if by_pound:
        size = np.column_stack([cost, cost / 1000])
        points, ends = points / size, ends / size[..., None]
    first = [at for at, row in enumerate(rows) if str(row["title"]) in chosen]
    often = [at for at, row in enumerate(rows) if row.get("share_both", 0.0) > OFTEN]
    return _Plane(points, ends, worth_naming(points, [*first, *often]), by_pound)


def _ends(row: Row, name: str) -> tuple[float, float]:
    return float(row.get(f"{name}_low_80", row[name])), float(row.get(f"{name}_high_80", row[name]))


def _caption(rows: Sequence[Row], table: pd.DataFrame, plane: _Plane) -> Caption:
    many = "share_both" in table
    horizon = str(rows[0]["horizon"])
    when = "over the whole life of effects" if horizon == "whole life" else f"by {horizon[3:]}"
    groups = "fifths of people by deprivation" if rows[0]["groups"] == "deprivation_fifth" else "regions by deprivation"
    years, days = plane.per
    of_cost = " of public cost, present value," if plane.by_pound else ","
    return Caption(
        title=_title(rows, when, many=many),
        subtitle=[
            f"Healthy years of England {when}{years}{of_cost} net of what the money would have brought in the NHS, and "
            f"change of the slope index of a person’s healthy life over {groups}{days}, against the reference"
        ],
        notes=[
            ("Points: medians; bars: 80% of draws, each by itself. " if many else "One draw. ")
            + "Higher: health is less unequal. What is forgone is taken from all people alike: judgement [D].",
            *_beside(rows, plane),
            *([f"Best expected by aversion to inequality: {_choices(table)}."] if "choices" in table.attrs else []),
            f"Source: Four Capitals model. {load_evidence_letters().legend} Letters of each strategy's money: "
            "fourcapitals value STORE.",
        ],
        kind="Scatter chart",
        described=[_in_words(row, point, plane, many=many) for row, point in zip(rows, plane.points, strict=True)],
    )


def _beside(rows: Sequence[Row], plane: _Plane) -> list[str]:
    """Say who has no name, and for which strategies a £ is one that is taken away."""
    said = []
    if len(plane.named) < len(rows):
        said.append(
            "With a name: the outermost, and those that none or few others beat in both. Grey, without bars: all "
            "others; the data of the chart name them."
        )
    taken = [f"‘{row['title']}’" for row in rows if plane.by_pound and float(row[COST]) < 0]
    if taken:
        said.append(f"For each £ that is taken away: {', '.join(taken)}.")
    return said


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
        f"more health in England {when} than the NHS would with {its} {_cost(rows)}, and {narrows} its slope over "
        f"deprivation, {often}"
    )
    if len(rows) == 1:
        doubt = "" if both else "It does not hold that "
        return f"{doubt}‘{rows[0]['title']}’ {does} {beside}"
    if len(both) == 1:
        return f"Of {number(len(rows))} strategies only ‘{both[0]['title']}’ {does} {beside}"
    count = wording.capitalised(number(len(both))) if both else "None"
    return f"{count} of {number(len(rows))} strategies {does} {beside}"


def _cost(rows: Sequence[Row]) -> str:
    """Say what the strategies cost, from the least to the most, where the table has it."""
    costs = sorted(float(row[COST]) for row in rows if COST in row)
    if not costs:
        return "money"
    least, most = (readable_money(each, 2) for each in (costs[0], costs[-1]))
    return minus(f"{least if least == most else f'{least} to {most}'} of public cost")


def _in_words(row: Row, point: Array, plane: _Plane, *, many: bool) -> str:
    both = f", both in {of_draws(row['share_both'])}" if many else ""
    # What is nothing but rounding is nothing.
    years, days = (signed(0.0 if abs(each) < NOTHING else float(each)) for each in point)
    per_years, per_days = plane.per
    return minus(f"‘{row['title']}’: {years} healthy years{per_years}, slope narrower by {days} days{per_days}{both}.")


def _names(rows: Sequence[Row], plane: _Plane) -> list[str]:
    """Give the names beside the panel: of those that have one, and how many have none."""
    others = len(rows) - len(plane.named)
    unnamed = [f"{others} other strategies, in grey"] if others > 1 else ["One other strategy, in grey"] * others
    return [*(str(rows[at]["title"]) for at in plane.named), *unnamed]


def _draw(page: Page, names: Sequence[str], plane: _Plane, bottom: float, top: float) -> None:
    per_years, per_days = plane.per
    unit = " of public cost" if plane.by_pound else ""
    axes = open_plane(page, f"Slope narrower by, days of healthy life{per_days}{unit} (up: fairer)", bottom, top)
    scale = np.array([1.0 if plane.by_pound else 1000.0, 1.0])
    points, ends = plane.points / scale, plane.ends / scale[:, None]
    quiet = [at for at in range(len(points)) if at not in plane.named]
    axes.scatter(points[quiet, 0], points[quiet, 1], s=SMALL, color=QUIET, edgecolor="white", linewidth=0.4, zorder=2)
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(plane.named))]
    for place, at in enumerate(plane.named):
        (x, y), ((x_low, x_high), (y_low, y_high)) = points[at], ends[at]
        bar: dict[str, Any] = {"color": colours[place], "alpha": 0.6, "linewidth": 1.6, "zorder": 2.5}
        axes.plot([x_low, x_high], [y, y], **bar)
        axes.plot([x, x], [y_low, y_high], **bar)
        # Of eight marks no two look alike.
        marker = MARKERS[(place + place // len(COLOURS)) % len(MARKERS)]
        mark: dict[str, Any] = {"color": colours[place], "marker": marker}
        axes.scatter([x], [y], s=SIZE, edgecolor=INK, linewidth=0.8, zorder=3, **mark)
    label = f"Healthy years{per_years}{unit}, net of what is forgone{'' if unit else ', thousands'} (right: healthier)"
    shown = ends[list(plane.named)]
    close_plane(axes, page, np.concatenate([shown[..., 0], shown[..., 1], points[quiet]]), label)
    if quiet:
        # The mark of those without a name that stands most among them.
        apart = np.abs(points[quiet] - np.median(points[quiet], axis=0)) @ (1 / np.ptp(points, axis=0).clip(NOTHING))
        threads = [*plane.named, quiet[int(apart.argmin())]]
    else:
        threads = list(plane.named)
    names_beside(axes, page, names, points[threads], [*colours, QUIET])
