"""The efficiency-equity frontier: what a budget can bring for each narrowing of the gap, with strategies beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import BadInput
from fourcapitals.formatting import plain, signed
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.fairness_plane import LEAST_HIGH, SIZE, close_plane, open_plane
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
from fourcapitals.results.difference_units import DAYS_A_YEAR, scale_of
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd

NEEDED: Final = ("kind", "title", "efficiency", "narrowing_years", "uses", "judged_share")


class _Axis(NamedTuple):
    """How efficiency is written: its words, and the factor to the unit they name."""

    words: str
    noun: str
    factor: float


@checked
def frontier(table: pd.DataFrame) -> Chart:
    """Draw the frontier, and strategies with the same money beside.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.frontier`.

    Returns
    -------
    Chart
        With the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table.
    """
    if not {*NEEDED} <= {*table} or "money" not in table.attrs or not (table["kind"] == "frontier").any():
        raise BadInput("a table of appraisal.frontier expected")
    axis = _axis(table)
    caption = _caption(table, axis)
    named = [str(title) for title in table["title"]]
    with open_page() as page:
        high = max(LEAST_HIGH, height_of_names(page, named))
        top, bottom = frame(page, caption, room=high + 1.1)
        _draw(page, table, axis, bottom, top)
    command = asking.saved_in_python("frontier", "table", "table = fourcapitals.appraisal.frontier()")
    return page.chart.carrying(caption, data=table.reset_index(drop=True), command=command)


def _axis(table: pd.DataFrame) -> _Axis:
    name, unit = str(table.attrs["efficiency"]), str(table.attrs["unit"])
    largest = float(table["efficiency"].abs().max())
    if name.startswith("healthy_person_years"):
        horizon = f"2021 to {END_YEAR}" if name == "healthy_person_years" else "whole life of what is bought"
        horizon += ", discounted" if name.endswith("discounted") else ""
        return _Axis(f"Healthy person-years, {horizon}, thousands", f"healthy person-years ({horizon})", 1e-3)
    scale = scale_of(unit, largest)
    if name == "hle_years":
        words = f"Gain in healthy life expectancy of England in {END_YEAR}, {scale.unit}"
        return _Axis(words, f"gain in healthy life expectancy in {END_YEAR}", scale.factor)
    return _Axis(f"GVA per hour in {END_YEAR}, {scale.unit}", f"gain in GVA per hour in {END_YEAR}", scale.factor)


def _caption(table: pd.DataFrame, axis: _Axis) -> Caption:
    limits = "; ".join(table.attrs["limits"])
    plans = table[table["kind"] == "frontier"]
    ends = [plans.iloc[0], plans.iloc[-1]]
    strategies = table[table["kind"] == "strategy"]
    notes = [
        "Right: more; up: the gap is narrower. Plans: the best found for each narrowing, priced by the model.",
        f"{ends[0]['title']}: {ends[0]['uses']}. {ends[1]['title']}: {ends[1]['uses']}.",
    ]
    if len(strategies):
        notes.append(
            "Strategies: their money multiplied to the same sum, in their own years and places, without the limits of "
            "the plans."
        )
    low, high = plans["judged_share"].min(), plans["judged_share"].max()
    judged = f"{100 * low:.0f}%" if high - low < 0.005 else f"{100 * low:.0f}% to {100 * high:.0f}%"
    notes.append(
        f"{judged} of the plans’ money is on uses whose effect is judged. What would flip one: fourcapitals optimise."
    )
    inputs = wording.on_inputs(table.attrs.get("inputs", ()))
    notes += ["Source: Four Capitals model.", *inputs, load_evidence_letters().legend_of_uses]
    return Caption(
        title=_title(plans, axis, str(table.attrs["money"])),
        subtitle=[
            f"What {table.attrs['money']} (2019 prices) brings, and by how much it narrows the gap in healthy life "
            f"expectancy in {END_YEAR} between the best and worst tenth of upper-tier areas; central values; {limits}"
        ],
        notes=notes,
        kind="Scatter chart with a line",
        described=[_in_words(row, axis) for _, row in table.iterrows()],
    )


def _title(plans: pd.DataFrame, axis: _Axis, money: str) -> str:
    most = float(plans["efficiency"].max())
    gap = f"the gap in healthy life expectancy in {END_YEAR}"
    if len(plans) == 1:
        return f"One plan of {money} both brings the most {axis.noun} and narrows {gap} most"
    if most <= 0:
        return f"No plan of {money} that was found brings any {axis.noun}"
    if float(plans["narrowing_years"].max()) <= 0:
        return f"No plan of {money} that was found narrows {gap}"
    lost = [100 * (1 - float(each) / most) for each in plans["efficiency"]]
    said = f"Narrowing {gap} most costs {_percent(lost[-1])} of the {axis.noun} that {money} could bring"
    part = float(plans["narrowing_years"].iloc[-2] / plans["narrowing_years"].iloc[-1])
    return (
        f"{said}; {100 * part:.0f}% as much costs {_percent(lost[-2])}"
        if lost[-2] < lost[-1] / 2 and part > 0
        else said
    )


def _percent(value: float) -> str:
    return "less than 1%" if value < 0.5 else f"{value:.0f}%"


def _in_words(row: pd.Series[Any], axis: _Axis) -> str:
    value = plain(float(row["efficiency"]) * axis.factor)
    days = signed(DAYS_A_YEAR * float(row["narrowing_years"]))
    return minus(f"‘{row['title']}’: {value}, gap narrower by {days} days: {row['uses']}.")


def _draw(page: Page, table: pd.DataFrame, axis: _Axis, bottom: float, top: float) -> None:
    heading = f"Gap in {END_YEAR} narrower by, days of healthy life expectancy (up: fairer)"
    axes = open_plane(page, heading, bottom, top)
    points = np.column_stack(
        [table["efficiency"].to_numpy(np.float64) * axis.factor, DAYS_A_YEAR * table["narrowing_years"].to_numpy()]
    )
    best = (table["kind"] == "frontier").to_numpy()
    axes.plot(*points[best].T, color=COLOURS[0], linewidth=2.0, zorder=2)
    others = iter(range(1, len(table) + 1))
    looks = [(COLOURS[0], MARKERS[0]) if each else _look(next(others)) for each in best]
    for point, (colour, marker) in zip(points, looks, strict=True):
        look: dict[str, Any] = {"color": colour, "marker": marker, "edgecolor": INK}
        axes.scatter(point[0], point[1], s=SIZE, linewidth=0.8, zorder=3, clip_on=False, **look)
    close_plane(axes, page, points, axis.words)
    names_beside(axes, page, [str(title) for title in table["title"]], points, [colour for colour, _ in looks])


def _look(at: int) -> tuple[str, Any]:
    return COLOURS[1 + at % (len(COLOURS) - 1)], MARKERS[1 + at % (len(MARKERS) - 1)]
