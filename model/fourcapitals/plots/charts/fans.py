"""Fans of an ensemble: the level of the reference with its observed past, and a panel of differences a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.formatting import share_of_draws
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.end_labels import LINE, THREAD, Label, label_ends
from fourcapitals.plots.parts.lines import (
    ALIKE,
    Line,
    Panel,
    finely,
    largest,
    line_of_past,
    looks_of,
    on_one_scale,
    panel_of_differences,
    past_in_words,
    peak,
    projected,
    said_of_past,
    tidy,
    told_peak,
)
from fourcapitals.plots.parts.money_beside import MoneyBeside, money_beside
from fourcapitals.plots.parts.page import BAND, HALF, MARGIN, NEUTRAL, PROJECTED, WIDE, Page, frame, minus, open_page
from fourcapitals.plots.parts.panels import draw_panel
from fourcapitals.plots.parts.places import Place, observed
from fourcapitals.plots.parts.spreads import leaders
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.comparison import paired
from fourcapitals.results.difference_units import Scale, scale_asked
from fourcapitals.results.number_of_draws import too_few_draws
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome

HEIGHT: Final = 4.3
"""Inches of the level, and of the differences together where that leaves each its least."""
LEAST: Final = 1.62
"""Inches of a panel of differences with its heading."""
HALF_PAGE: Final = 5.2
"""Inches about, in which the name of a panel of differences is set; its second line has room in any case."""
YEARS: Final = 0.36
"""Inches of the years below the lowest panel."""
HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
SMALL: Final[dict[str, Any]] = {"size": 11, "linespacing": 1.15}
TICKS: Final = 0.78
"""Inches of the marks of an axis."""
NAMED: Final = ((WIDE, "95% of draws"), (BAND, "80% of draws"), (HALF, "50% of draws"))


@dataclass(frozen=True)
class _Change:
    """What one scenario changes: its panel, the label of its end and its numbers at the end."""

    scenario: str
    title: str
    scale: Scale
    panel: Panel
    found: pd.Series[Any]
    """Of `comparison.paired`."""

    @property
    def label(self) -> str:
        """Beside its end: the median, the band and how often nothing differs."""
        middle = float(self.found["difference"]) * self.scale.factor
        if "low_80" not in self.found:
            return amounts.amount(middle, self.scale.unit)
        if self.found["share_zero"] == 1:
            return "No difference\nin any draw"
        median = "0" if abs(middle) < NOTHING else amounts.amount(middle, self.scale.unit)
        lines = [f"Median {median}", f"80% of draws:\n{amounts.interval(*self._band, self.scale.unit)}"]
        if self.found["share_zero"] > 0:
            lines.append(f"zero in {share_of_draws(float(self.found['share_zero']))} of draws")
        return "\n".join(lines)

    @property
    def said(self) -> str:
        """The same within a sentence, with the unit and the peak."""
        unit, middle = self.scale.unit, float(self.found["difference"]) * self.scale.factor
        came_back = wording.peaked(peak(self.panel.lines[0]), unit)
        if "low_80" not in self.found:
            return f"{amounts.amount_with_unit(middle, unit)}{came_back}"
        if self.found["share_zero"] == 1:
            return "no difference in any draw"
        band = amounts.interval_with_unit(*self._band, unit)
        said = f"median {amounts.amount_with_unit(middle, unit)}{came_back}, 80% of draws {band}"
        zero = float(self.found["share_zero"])
        return f"{said}, zero in {share_of_draws(zero)} of draws" if zero > 0 else said

    @property
    def _band(self) -> tuple[float, float]:
        low, high = (float(self.found[end]) * self.scale.factor for end in ("low_80", "high_80"))
        return low, high


def draw_fans(
    ensemble: Results,
    outcome: str,
    place: Place,
    *,
    reference: str = "baseline",
    sex: str | None = None,
    unit: str | None = None,
) -> Chart:
    """Draw the fan of an outcome's level under the reference and, beside it, what up to four scenarios change.

    Levels and differences have panels of their own, and so has each scenario: bands that overlap cannot be told apart.

    Parameters
    ----------
    ensemble : ensemble
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    place : Place
        England or a region.
    reference, sex, unit
        As in `plots.projection`.

    Returns
    -------
    Chart
        With data ``panel, series, kind, year, value, low, high, unit, period`` (80% of draws) and, of the level,
        ``low_50, high_50, low_95, high_95``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario or sex, or the place is not held draw by draw.
    """
    stated = find_outcome(outcome)
    if len(ensemble.scenarios) == 1:
        reference = ensemble.scenarios[0]
    ensemble.scenario(reference)
    level = ensemble.levels(outcome, by=place.by, sex=sex, places=[place.code])
    level = level.isel(group=0).sel(scenario=reference)
    levels, labels = _level(ensemble, stated, level, observed(stated, place, sex), reference)
    changes = _changes(ensemble, stated, place, reference, sex, unit)
    words = _Words(ensemble, stated, place, sex, reference, level, levels, changes)
    caption = words.caption(labels)
    with open_page() as page:
        names = [page.wrapped(change.panel.heading, HALF_PAGE, size=11).count("\n") for change in changes]
        high = max(HEIGHT, (LEAST + LINE * (max([1, *names]) - 1)) * len(changes)) + YEARS
        top, bottom = frame(page, caption, room=high + 0.2)
        _draw(page, levels, labels, changes, reference_title=ensemble.titles[reference], top=top - 0.2, bottom=bottom)
    named = {} if place.by == "england" else {place.by: place.name}
    command = asking.in_python(
        "projection", ensemble, outcome=outcome, reference=reference, sex=sex, unit=unit, **named
    )
    return page.chart.carrying(caption, data=tidy([levels, *(change.panel for change in changes)]), command=command)


# What is shown


def _level(
    ensemble: Results, outcome: Outcome, level: xr.DataArray, past: pd.DataFrame, reference: str
) -> tuple[Panel, list[Label]]:
    """Give the panel of the level, and the labels of its median and of the upper edges of its bands."""
    scale, least, worded = wording.LEVELS[outcome.unit]
    line = projected(level, scale.factor, ensemble.titles[reference], (NEUTRAL, PROJECTED, "v"), fan=True)
    heading = f"Level under ‘{ensemble.titles[reference]}’, {scale.unit}"
    panel = finely(Panel("level", heading, scale.unit, (*line_of_past(past, scale.factor), line), worded, least))
    worded = panel.worded
    after = worded(float(line.values[-1]))
    ends = np.asarray(level.sel(year=END_YEAR).to_numpy(), np.float64) * scale.factor
    if len(ends) == 1 or _is_certain(level):
        return panel, [(float(line.values[-1]), after if len(ends) == 1 else f"{after}\nin every draw", NEUTRAL)]
    labels = [(float(line.values[-1]), f"Median\n{after}", NEUTRAL)]
    for shares, name in NAMED:
        low, high = (float(end) for end in np.quantile(ends, shares))
        labels.append((high, f"{name}:\n{worded(low).split()[0]} to {worded(high)}", NEUTRAL))
    return panel, labels


def _is_certain(level: xr.DataArray) -> bool:
    """Whether several draws have one and the same level."""
    return level.sizes["draw"] > 1 and float((level.max("draw") - level.min("draw")).max()) < NOTHING


def _changes(
    ensemble: Results, outcome: Outcome, place: Place, reference: str, sex: str | None, asked_unit: str | None
) -> list[_Change]:
    """Give a panel for each of the scenarios that change most, on one scale where that shows them all."""
    others = [name for name in ensemble.scenarios if name != reference]
    if not others:
        return []
    asked: dict[str, Any] = {"by": place.by, "sex": sex, "reference": reference, "places": [place.code]}
    change = ensemble.differences(outcome.name, **asked).isel(group=0)
    table = paired(ensemble, outcome.name, **asked)
    rows = {str(row["scenario"]): row for _, row in table.iterrows()}
    shown = largest(others, {name: float(rows[name]["difference"]) for name in others})
    sizes = {name: _size(rows[name]) for name in shown}
    together = max(sizes.values()) <= ALIKE * min(sizes.values())
    unit, looks = str(change.attrs["units"]), looks_of(shown, others)
    scale = scale_asked(unit, asked_unit, *(float(rows[name]["difference"]) for name in shown))
    made = []
    for name in shown:
        heading = ensemble.titles[name] + ("" if together or len(shown) == 1 else " (own scale)")
        look = {name: looks[name]}
        panel = panel_of_differences(f"difference, {name}", heading, scale, change, ensemble.titles, look)
        made.append(_Change(name, ensemble.titles[name], scale, panel, rows[name]))
    if together and max(sizes.values()) > NOTHING:
        shared = on_one_scale([each.panel for each in made])
        made = [replace(each, panel=panel) for each, panel in zip(made, shared, strict=True)]
    return made


def _size(found: pd.Series[Any]) -> float:
    """How far the band of a difference reaches, or the difference itself where there is one draw."""
    reach = [abs(float(found[name])) for name in ("low_80", "difference", "high_80") if name in found]
    return max(*reach, NOTHING)


# How it is drawn


def _draw(
    page: Page,
    level: Panel,
    labels: Sequence[Label],
    changes: Sequence[_Change],
    *,
    reference_title: str,
    top: float,
    bottom: float,
) -> None:
    """Set the level on the left and the differences one above the other on the right."""
    left, right = MARGIN, page.extent[0] - MARGIN
    gutter = max(page.size(text, **SMALL)[0] for _, text, _ in labels) + THREAD + 0.1
    beside = max((page.size(change.label, **SMALL)[0] for change in changes), default=0.0) + THREAD + 0.1
    room = right - left - gutter - TICKS
    if changes:
        room = (room - beside - TICKS - 0.25) / 2
    middle = left + TICKS + room + gutter + 0.25
    below = bottom + YEARS
    ends = [page.write(level.heading, left, top, TICKS + room + gutter, **HEADING)]
    if changes:
        heading = f"Difference from ‘{reference_title}’ in the same draw, {changes[0].scale.unit}"
        ends.append(page.write(heading, middle, top, right - middle, **HEADING))
    top = min(ends)
    axes = page.axes(left + TICKS, below, room, top - 0.3 - below)
    draw_panel(axes, level, page)
    label_ends(axes, page, labels)
    each = (top - below) / max(1, len(changes))
    # Equal rooms for the names make the panels equal, so that one scale looks like one.
    heads = [page.wrapped(change.panel.heading, right - middle, size=11) for change in changes]
    named = max((page.size(head, size=11, linespacing=1.25)[1] for head in heads), default=0.0)
    for at, (change, head) in enumerate(zip(changes, heads, strict=True)):
        upper, floor = top - at * each, top - (at + 1) * each
        room_above = 0.08 + named - page.size(head, size=11, linespacing=1.25)[1]
        page.write(head, middle, upper - room_above, right - middle, size=11)
        axes = page.axes(middle + TICKS, floor + 0.06, room, each - named - 0.25)
        draw_panel(axes, change.panel, page)
        if at < len(changes) - 1:
            axes.tick_params(labelbottom=False)
        line = change.panel.lines[0]
        label_ends(axes, page, [(float(line.values[-1]), change.label, line.colour)])


# What is said


@dataclass(frozen=True)
class _Words:
    """The words around the fans."""

    ensemble: Results
    outcome: Outcome
    place: Place
    sex: str | None
    reference: str
    level: xr.DataArray
    panel: Panel
    changes: Sequence[_Change]

    def title(self) -> str:
        """Say what the strongest scenario does, or where the level goes."""
        what = f"{self.outcome.said} in {self.place.name}"
        if not self.changes:
            line = self.panel.lines[-1]
            after = self.panel.worded(float(line.values[-1]))
            band = "" if line.low is None or line.high is None else _levels_of(self.panel, line)
            label = wording.capitalised(self.outcome.said)
            return f"{label} in {self.place.name} comes to {after} in {END_YEAR}{band}"
        strongest = max(self.changes, key=lambda change: abs(float(change.found["difference"])))
        effect = float(strongest.found["difference"])
        several = self.ensemble.draws > 1
        if abs(effect) < NOTHING:
            return f"By {END_YEAR}, no scenario changes {what}{' in the median draw' if several else ''}"
        unit, money = wording.unit_of_difference(self.outcome), self._money
        # Of unequal money the largest effect is no finding: it is named with its money, and leads nothing.
        alone = leaders({change.scenario: float(change.found["difference"]) for change in self.changes})[1:] == []
        most = " most" if len(self.changes) > 1 and alone and not money.differs else ""
        of_all = f"of {amounts.number(len(self.ensemble.scenarios) - 1)} scenarios, " if most else ""
        said = wording.changed(what, effect, unit, of_several=several, most=most, scale=strongest.scale)
        came_back = wording.peaked(told_peak(strongest.panel.lines[0], strongest.scale, unit), strongest.scale.unit)
        nothing = (
            wording.without_effect(float(strongest.found["share_zero"])) if "share_zero" in strongest.found else ""
        )
        than = wording.against(self.ensemble, self.reference)
        said += money.words(strongest.scenario)
        return f"By {END_YEAR}, {of_all}‘{strongest.title}’ {said}{than}{came_back}{nothing}"

    @property
    def _money(self) -> MoneyBeside:
        return money_beside(self.ensemble, reference=self.reference, place=self.place)

    def subtitle(self) -> list[str]:
        """Give the statistical subtitle, and what moves the level."""
        first = int(min(line.years[0] for line in self.panel.lines))
        path = self.level.median("draw")
        return [
            f"{wording.measure_of(self.outcome, self.sex)}, {self.place.name}, {first} to {END_YEAR}",
            *wording.falls_or_follows(self.outcome, path, cancels=wording.CANCELS if self.changes else "", fan=True),
        ]

    def notes(self) -> list[str]:
        """Give the lines under the chart: draws, how to read it, source and what rests on judgement."""
        draws = self.ensemble.draws
        said = [wording.said_of_draws(self.ensemble, "Lines are medians")]
        if _is_certain(self.level):
            path = self.level.isel(draw=0)
            held = float(path.max() - path.min()) < NOTHING
            level = f"held at its value of {BASE_YEAR}" if held else "the same"
            said.append(f"The level drawn is {level} in every draw: no uncertainty of it is modelled.")
        elif draws > 1:
            said.append("Bands of the level hold 50%, 80% and 95% of draws.")
        if self.changes and draws > 1:
            said.append("Bands of differences hold 80% of draws.")
        if len(self.changes) > 1:
            own = any("own scale" in change.panel.heading for change in self.changes)
            said.append(f"Panels of differences have {'their own scales' if own else 'one scale'}.")
        drawn = [change.scenario for change in self.changes]
        left = [name for name in self.ensemble.scenarios if name not in (*drawn, self.reference)]
        said += wording.largest_drawn(len(drawn), [self.ensemble.titles[name] for name in left])
        past, publisher = said_of_past(self.panel, self.outcome)
        beside = self._money.note(self.outcome, drawn, per_million=self.sex is None)
        said += [*past, *self._warnings(), *([beside] if beside else [])]
        lines = [" ".join(said), wording.source(self.ensemble, publisher)]
        return [*lines, *wording.rests_on(self.ensemble, drawn, outcome=self.outcome.name)]

    def _warnings(self) -> list[str]:
        if not self.changes or self.ensemble.draws == 1:
            return []
        table = pd.DataFrame([{**change.found, "scenario": change.title} for change in self.changes])
        return [f"{wording.capitalised(warning)}." for warning in too_few_draws(table, draws=self.ensemble.draws)]

    def caption(self, labels: Sequence[Label]) -> Caption:
        """Give all that is said around the chart."""
        path = self.panel.lines[-1]
        ends = "; ".join(text.replace("\n", " ") for _, text, _ in labels)
        said = (
            f"{self.panel.heading}: {self.panel.worded(float(path.values[0]))} in {BASE_YEAR}; in {END_YEAR}: {ends}."
        )
        described = [*past_in_words(self.panel), said]
        if self.changes:
            each = "; ".join(f"{change.title}: {change.said}" for change in self.changes)
            described.append(f"Differences from ‘{self.ensemble.titles[self.reference]}’ in {END_YEAR}: {each}.")
        return Caption(self.title(), self.subtitle(), self.notes(), "Fan chart", described)


def _levels_of(panel: Panel, line: Line) -> str:
    """Write the band of a level at its end."""
    if line.low is None or line.high is None:
        return ""
    low, high = panel.worded(float(line.low[-1])).split()[0], panel.worded(float(line.high[-1]))
    return minus(f" (80% of draws: {low} to {high})")
