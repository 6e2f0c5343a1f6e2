"""Levels with their observed past and, beside them, what each scenario changes at a scale that shows it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.formatting import signed
from fourcapitals.plots.charts.fans import draw_fans
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.lines import (
    MOST_SERIES,
    Panel,
    differences_in_words,
    finely,
    largest,
    level_in_words,
    line_of_past,
    lines_of_levels,
    looks_of,
    panel_of_differences,
    past_in_words,
    said_of_past,
    tidy,
    told_peak,
)
from fourcapitals.plots.parts.money_beside import MoneyBeside, money_beside
from fourcapitals.plots.parts.page import MARGIN, frame, minus, open_page
from fourcapitals.plots.parts.panels import draw_panels, height_for
from fourcapitals.plots.parts.places import Place, find_place, observed, of_place, said_of_merged
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.difference_units import Scale, negligible_in_words, scale_asked
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome

ROOM: Final = 4.4
"""Inches of the panels at least."""


@checked
def projection(
    results: Results,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    sex: str | None = None,
    area: str | None = None,
    region: str | None = None,
    unit: str | None = None,
) -> Chart:
    """Draw the level of an outcome with its observed past and, beside it, what each scenario changes.

    Parameters
    ----------
    results : Results or ensemble
        With several draws the lines are medians and the bands hold 80% of draws. Of an ensemble the level of the
        reference is a fan of 50%, 80% and 95% of draws, and each scenario has a panel for its differences.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with. With a single scenario only levels are drawn.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.
    area, region : str, optional
        One area, by name or code, or one region; England if both are left out. An ensemble has no areas draw by draw.
    unit : str, optional
        In which differences are written, such as "days", so that all charts of a deck have the same
        (`difference_units.units_of`); the one that suits their size if left out.

    Returns
    -------
    Chart
        A `matplotlib.figure.Figure` that also holds ``data``, ``alt_text`` and ``command``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, sex, area, region or unit.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> chart = projection(fc.simulate("baseline"), outcome="gva_per_hour", area="Hartlepool")
    >>> chart.data.query("kind == 'observed'")["year"].min()
    np.float64(2004.0)
    """
    place = find_place(results, area, region)
    if results.is_ensemble:
        return draw_fans(results, outcome, place, reference=reference, sex=sex, unit=unit)
    view = look_at(results, outcome, place, reference=reference, sex=sex, unit=unit)
    caption = view.caption()
    with open_page() as page:
        needed = height_for(page, view.panels, page.extent[0] - 2 * MARGIN) + 0.22
        top, bottom = frame(page, caption, least=max(ROOM, needed))
        draw_panels(page, view.panels, MARGIN, page.extent[0] - MARGIN, bottom, top - 0.22)
    asked = {"outcome": outcome, "reference": reference, "sex": sex, "area": area, "region": region, "unit": unit}
    return page.chart.carrying(caption, data=tidy(view.panels), command=_command(results, asked))


def look_at(
    results: Results,
    outcome: str,
    place: Place,
    *,
    reference: str = "baseline",
    sex: str | None = None,
    most: int = MOST_SERIES,
    only: Sequence[str] | None = None,
    unit: str | None = None,
) -> View:
    """Gather the panels of a place and the numbers that its words are made of; of some scenarios only, if told.

    Parameters
    ----------
    results : Results
    outcome : str
    place : Place
    reference, sex, unit
        As in `projection`.
    most : int
        Scenarios that are drawn, at most.
    only : sequence of str, optional
        Those instead of the ones that change most.
    """
    stated = find_outcome(outcome)
    others = [name for name in results.scenarios if name != reference]
    if len(results.scenarios) == 1:
        reference, others = results.scenarios[0], []
    results.scenario(reference)
    ends = {}
    if others:
        change = of_place(results.differences(outcome, reference=reference, by=place.by, sex=sex), place)
        at_end = change.sel(year=END_YEAR).median("draw")
        ends = {name: float(at_end.sel(scenario=name)) for name in others}
        shown = largest(others, ends, most=most) if only is None else list(only)
        looks = looks_of(shown, others)
    else:
        shown, looks = [], {}
    level = of_place(results.levels(outcome, by=place.by, sex=sex), place)
    scale, least, worded = wording.LEVELS[stated.unit]
    strongest = sorted(looks, key=lambda name: -abs(ends[name]))[: MOST_SERIES - 1]
    levels = lines_of_levels(level, scale.factor, results.titles, {name: looks[name] for name in strongest}, reference)
    lines = (*line_of_past(observed(stated, place, sex), scale.factor), *levels)
    panels = [finely(Panel("level", f"Level, {scale.unit}", scale.unit, lines, worded, least))]
    told = Scale(1.0, stated.unit_of_difference)
    if shown:
        told = scale = scale_asked(str(change.attrs["units"]), unit, *(ends[name] for name in shown))
        heading = f"Difference from ‘{results.titles[reference]}’, {scale.unit}"
        panels.append(panel_of_differences("difference", heading, scale, change, results.titles, looks))
    return View(
        results=results,
        outcome=stated,
        place=place,
        sex=sex,
        reference=reference,
        shown=tuple(shown),
        ends=ends,
        panels=panels,
        level=level,
        scale=told,
    )


def _command(results: Results, asked: Mapping[str, str | None]) -> str:
    """Give the commands that make the chart again; what they cannot ask for, in Python."""
    if asked["sex"] or asked["region"] or results.draws > 1 or results.input_lines:
        return asking.in_python("projection", results, **asked)
    names = shlex.join(results.scenario_arguments())
    options = {f"--{name}": each for name in ("outcome", "reference", "area", "unit") if (each := asked[name])}
    run = f"fourcapitals run {names} --reference {shlex.quote(options['--reference'])} --out results.nc"
    said = shlex.join(part for option in options.items() for part in option)
    return f"{run}\nfourcapitals plot results.nc {said} --out CHART"


@dataclass(frozen=True)
class View:
    """What one chart shows of a place, and the words made from its numbers."""

    results: Results
    outcome: Outcome
    place: Place
    sex: str | None
    reference: str
    shown: tuple[str, ...]
    ends: dict[str, float]
    panels: Sequence[Panel]
    level: xr.DataArray
    scale: Scale
    """Of the differences, in the panel and in the title."""

    @property
    def name(self) -> str:
        """The outcome within a sentence."""
        return self.outcome.said

    @property
    def where(self) -> str:
        """The place within a title."""
        return f" in {self.place.name}"

    @property
    def money(self) -> MoneyBeside:
        """What stands beside differences where the money of scenarios differs."""
        return money_beside(self.results, reference=self.reference, place=self.place)

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario."""
        return dict(self.results.titles)

    def title(self) -> str:
        """Say what the chart shows."""
        if self.shown:
            return f"By {END_YEAR}, {self._what_changes()}{wording.against(self.results, self.reference)}"
        worded = self.panels[0].worded
        line = self.panels[0].lines[-1]
        before, after = worded(line.values[0]), worded(line.values[-1])
        label = wording.capitalised(self.name)
        if before == after:
            return f"{label} in {self.place.name} stays at {after} to {END_YEAR}"
        verb = "rises" if line.values[-1] > line.values[0] else "falls"
        return f"{label} in {self.place.name} {verb} from {before} in {BASE_YEAR} to {after} in {END_YEAR}"

    def _what_changes(self) -> str:
        ends, unit = {name: self.ends[name] for name in self.shown}, wording.unit_of_difference(self.outcome)
        what, count, several = f"{self.name}{self.where}", len(self.shown), self.results.draws > 1
        if count == 1:
            panel, effect = self.panels[1], ends[self.shown[0]]
            said = wording.changed(what, effect, unit, of_several=several, scale=self.scale)
            came_back = wording.peaked(told_peak(panel.lines[0], self.scale, unit), panel.unit)
            return f"‘{self.titles[self.shown[0]]}’ {said}{came_back}{self.money.words(self.shown[0])}"
        of_all = len(self.results.scenarios) - 1
        strongest = list(self.shown) == largest(list(self.ends), self.ends, most=count)
        who = f"the {amounts.NUMBERS[count]} strongest of {amounts.number(of_all)} scenarios"
        if count == of_all:
            who = f"{amounts.NUMBERS[count]} scenarios"
        elif not strongest:
            who = f"the {amounts.NUMBERS[count]} scenarios drawn"
        moved = sorted(end for end in ends.values() if abs(end) >= NOTHING)
        if not moved:
            return f"{who} do not change {what}"
        if len(moved) == 1:
            name = next(name for name, end in ends.items() if abs(end) >= NOTHING)
            said = wording.changed(what, moved[0], unit, of_several=several, scale=self.scale)
            return f"one of {who}, ‘{self.titles[name]}’, {said}{self.money.words(name)}"
        if len(moved) < count:
            who = f"{amounts.NUMBERS[len(moved)]} of {who}"
        scale, medians = self.scale, "medians of " if several else ""
        little = negligible_in_words(max(moved, key=abs), unit, scale)
        if little:
            return f"{who} hardly change {what} ({little})"
        if moved[0] < 0 < moved[-1]:
            between = f"{signed(moved[0] * scale.factor)} to {signed(moved[-1] * scale.factor)}"
            said = f"{who} move {what} by {medians}{amounts.with_unit(between, scale.unit)}"
        else:
            between = amounts.size_of([end * scale.factor for end in moved])
            verb = "raise" if moved[0] > 0 else "lower"
            said = f"{who} {verb} {what} by {medians}{amounts.with_unit(between, scale.unit)}"
        return minus(said) + self.money.words(*(name for name, end in ends.items() if abs(end) >= NOTHING))

    def subtitle(self) -> list[str]:
        """Give the statistical subtitle, and what moves the level."""
        first = int(min(line.years[0] for line in self.panels[0].lines))
        measure = wording.measure_of(self.outcome, self.sex)
        path = self.level.sel(scenario=self.reference).median("draw")
        return [
            f"{measure}, {self.place.name}, {first} to {END_YEAR}, {self.panels[0].unit}",
            *wording.falls_or_follows(self.outcome, path, cancels=wording.CANCELS if self.shown else ""),
        ]

    def notes(self) -> list[str]:
        """Give the lines under the chart: draws, how to read it, source and what rests on judgement."""
        said = [wording.said_of_draws(self.results, "Lines are medians; bands hold 80% of draws")]
        missing = [name for name in self.results.scenarios if name not in (*self.shown, self.reference)]
        said += wording.largest_drawn(len(self.shown), [self.titles[name] for name in missing])
        if len(self.shown) == MOST_SERIES:
            reference = f"‘{self.titles[self.reference]}’"
            said.append(f"Levels are drawn for {reference} and the three largest differences.")
        said += said_of_merged(self.place.code)
        past, publisher = said_of_past(self.panels[0], self.outcome)
        beside = self.money.note(self.outcome, self.shown, per_million=self.sex is None)
        lines = [" ".join([*said, *past, *([beside] if beside else [])]), wording.source(self.results, publisher)]
        return [*lines, *wording.rests_on(self.results, self.shown, outcome=self.outcome.name)]

    def caption(self) -> Caption:
        """Give all that is said around the chart."""
        level, *differences = self.panels
        return Caption(
            title=self.title(),
            subtitle=self.subtitle(),
            notes=self.notes(),
            kind=f"Line chart{' in two panels' if differences else ''}",
            described=[*past_in_words(level), level_in_words(level), *map(differences_in_words, differences)],
        )
