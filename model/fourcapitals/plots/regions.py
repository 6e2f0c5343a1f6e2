"""What scenarios change in each region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.comparison import ENGLAND, NOTHING, difference, find_outcome
from fourcapitals.faults import BadInput
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.given import AnyResults
from fourcapitals.plots.panels import ALIKE, MOST_SERIES
from fourcapitals.plots.pen import COLOURS, MARGIN, MARKERS, PAIR, Pen, fitted, minus, open_page
from fourcapitals.plots.rows import GAP, TYPE, Field, Row, Spread, draw_rows, limits_of, measured, spread_of
from fourcapitals.plots.strategies import DRAWS
from fourcapitals.plots.words import (
    against,
    check_year,
    in_python,
    interval,
    measure_of,
    name_of,
    others_than,
    rests_on_judgement,
    said_of_draws,
    source,
    unit_of_difference,
    with_unit,
)
from fourcapitals.readable import Scale, scale_of, signed
from fourcapitals.vocabulary import END_YEAR, Outcome

Array = npt.NDArray[np.float64]

WITH_BANDS: Final = 2
"""Scenarios up to which the bands also stand in figures."""
APART: Final = 0.3
"""Inches between panels."""


def plot_regions(
    results: AnyResults,
    *,
    scenario: str | Sequence[str],
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
) -> Chart:
    """Draw what up to four scenarios change in each region, a panel a scenario.

    All panels have one scale, unless the effects differ so much that the smaller could not be seen; each panel
    then has its own and says so.

    Parameters
    ----------
    results : Results or ensemble
        With several draws points are medians, and bars hold 50% and 80% of draws.
    scenario : str or sequence of str
        One to four scenarios of the results.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that they are compared with.
    year : int

    Returns
    -------
    Chart
        With data ``scenario, title, region, region_name, median, low_80, low_50, high_50, high_80, unit``; England
        stands among the regions.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario or year.
    BadInput
        When the scenarios are none, too many, repeated, or include the reference.
    """
    stated = find_outcome(outcome)
    check_year(results, year)
    names = _chosen(results, [scenario] if isinstance(scenario, str) else list(scenario), reference)
    found = _effects(results, names, stated, reference, year)
    views = _views(results, names, found)
    title = _title(results, names, stated, found, reference, year)
    units = {view.scale.unit for view in views}
    shown = units.pop() if len(units) == 1 else "each panel in its own unit"
    subtitle = (
        f"{measure_of(stated)}, regions of England, {year}: difference from ‘{results.titles[reference]}’, {shown}"
    )
    notes = _notes(results, names, stated, own_scales=found.far_apart)
    with open_page() as (chart, pen):
        _draw(pen, views, title, subtitle, notes)
    chart.data = pd.concat([_table(view, found) for view in views], ignore_index=True)
    chart.alt_text = _alt_text(title, subtitle, views, notes)
    asked = names[0] if len(names) == 1 else names
    chart.command = in_python("plot_regions", results, scenario=asked, outcome=outcome, reference=reference, year=year)
    return chart


@dataclass(frozen=True)
class _Effects:
    """Draws of the effect of each scenario in each region and England, the regions by the first scenario's effect."""

    unit: str
    regions: dict[str, str]
    draws: dict[tuple[str, str], Array]

    def middle(self, name: str, code: str) -> float:
        return float(np.median(self.draws[name, code]))

    def largest(self, name: str) -> float:
        return max(abs(self.middle(name, code)) for code in self.regions if code != ENGLAND)

    @property
    def far_apart(self) -> bool:
        """Whether the smallest effects could not be seen at the scale of the largest."""
        sizes = [self.largest(name) for name in dict.fromkeys(name for name, _ in self.draws)]
        return max(sizes) > ALIKE * min(sizes)


@dataclass(frozen=True)
class _View:
    """One panel: a scenario, the unit of its scale, its heading and its rows."""

    scenario: str
    title: str
    scale: Scale
    field: Field
    rows: tuple[Row, ...]


def _chosen(results: AnyResults, names: list[str], reference: str) -> list[str]:
    others_than(results, reference)
    for name in names:
        results.scenario(name)
    if not 1 <= len(names) <= MOST_SERIES:
        raise BadInput(f"give one to four scenarios, not {len(names)}")
    if len(set(names)) < len(names):
        raise BadInput("a scenario is given twice")
    if reference in names:
        raise BadInput(f"{reference!r} is the reference; leave it out")
    return names


def _effects(results: AnyResults, names: list[str], outcome: Outcome, reference: str, year: int) -> _Effects:
    by_region = difference(results, outcome.name, reference=reference, by="region").sel(year=year)
    whole = difference(results, outcome.name, reference=reference).sel(year=year)
    titles = dict(zip(by_region["group"].values.tolist(), by_region["group_name"].values.tolist(), strict=True))
    draws = {
        (name, str(code)): np.asarray(table.sel(scenario=name, group=code).to_numpy(), np.float64)
        for name in names
        for table in (by_region, whole)
        for code in table["group"].to_numpy()
    }
    order = sorted(titles, key=lambda code: -float(np.median(draws[names[0], code])))
    regions = {code: titles[code] for code in order} | {ENGLAND: "England"}
    return _Effects(unit_of_difference(outcome), regions, draws)


def _views(results: AnyResults, names: list[str], found: _Effects) -> list[_View]:
    own = found.far_apart
    largest = max(found.largest(name) for name in names)
    colours = PAIR if len(names) == 2 else COLOURS
    scales = [scale_of(found.unit, found.largest(name) if own else largest) for name in names]
    spreads = [
        [spread_of(found.draws[name, code] * scale.factor) for code in found.regions]
        for name, scale in zip(names, scales, strict=True)
    ]
    together = [spread for each in spreads for spread in each]
    views = []
    for at, (name, scale, each) in enumerate(zip(names, scales, spreads, strict=True)):
        title = results.titles[name]
        heading = f"{title}, {scale.unit}{' (own scale)' if own else ''}"
        rows = tuple(
            Row(
                region if at == 0 else "",
                (spread,),
                _columns(spread, with_band=len(names) <= WITH_BANDS),
                colours[at],
                MARKERS[at],
                hollow=code == ENGLAND,
            )
            for (code, region), spread in zip(found.regions.items(), each, strict=True)
        )
        views.append(_View(name, title, scale, Field(heading, limits_of(each if own else together)), rows))
    return views


def _columns(spread: Spread, *, with_band: bool) -> tuple[str, ...]:
    middle = minus(signed(spread.middle)) if abs(spread.middle) >= NOTHING else "0"
    return (middle,) if spread.band is None or not with_band else (middle, interval(*spread.band, ""))


def _draw(pen: Pen, views: Sequence[_View], title: str, subtitle: str, notes: Sequence[str]) -> None:
    """Set the panels side by side, the regions named once."""
    width = pen.page[0] - 2 * MARGIN
    names = max(pen.size(row.name, **TYPE)[0] for row in views[0].rows) + 1.5 * GAP
    each = (width - names - APART * (len(views) - 1)) / len(views)
    widths = [each + (names if at == 0 else 0.0) for at in range(len(views))]
    columns = list(zip(*(row.columns for view in views for row in view.rows), strict=True))
    heads = [""] if len(columns) == 1 else ["Median", "80% of draws"]
    # One width of the columns of numbers gives all panels one width.
    numbers = [max(pen.size(text, **TYPE)[0] for text in column) for column in columns]
    grids = [
        measured(pen, view.rows, [view.field], heads, room, widest_name=names, least_columns=numbers)
        for view, room in zip(views, widths, strict=True)
    ]
    head_room = max(grid.head_room for grid in grids)
    grids = [replace(grid, head_room=head_room) for grid in grids]
    top, _ = fitted(pen, title, [subtitle], notes, grids[0].room + 0.3)
    left = MARGIN
    for view, grid, room in zip(views, grids, widths, strict=True):
        draw_rows(pen, grid, view.rows, [view.field], left, top - 0.2)
        left += room + APART


def _title(results: AnyResults, names: list[str], outcome: Outcome, found: _Effects, reference: str, year: int) -> str:
    name = names[0]
    what = name_of(outcome)
    inside = [code for code in found.regions if code != ENGLAND]
    strongest = max(inside, key=lambda code: abs(found.middle(name, code)))
    effect = found.middle(name, strongest)
    against_what = against(results, reference)
    if abs(effect) < NOTHING:
        return f"‘{results.titles[name]}’ changes {what} in no region by {year}{against_what}"
    scale = scale_of(found.unit, effect)
    size = with_unit(signed(abs(effect) * scale.factor)[1:], scale.unit)
    verb = "raises" if effect > 0 else "lowers"
    where = f"{'the ' if found.regions[strongest][:2] in {'No', 'So', 'Ea', 'We'} else ''}{found.regions[strongest]}"
    return f"‘{results.titles[name]}’ {verb} {what} most in {where}, by {size} by {year}{against_what}"


def _notes(results: AnyResults, names: list[str], outcome: Outcome, *, own_scales: bool) -> list[str]:
    weight = outcome.weight.replace("_", " ")
    said = [
        said_of_draws(results, DRAWS),
        f"Regions stand by the effect of ‘{results.titles[names[0]]}’ and hold the mean change of their areas, "
        f"weighted by {weight}. Hollow: England.",
    ]
    if len(names) > 1:
        said.append(
            "Effects differ so much that each panel has its own scale." if own_scales else "All panels have one scale."
        )
    return [" ".join(said), source(results), *rests_on_judgement(results, names)]


def _table(view: _View, found: _Effects) -> pd.DataFrame:
    nothing = (np.nan, np.nan)
    return pd.DataFrame(
        [
            {
                "scenario": view.scenario,
                "title": view.title,
                "region": code,
                "region_name": region,
                "median": row.spreads[0].middle,
                "low_80": (row.spreads[0].band or nothing)[0],
                "low_50": (row.spreads[0].half or nothing)[0],
                "high_50": (row.spreads[0].half or nothing)[1],
                "high_80": (row.spreads[0].band or nothing)[1],
                "unit": view.scale.unit,
            }
            for (code, region), row in zip(found.regions.items(), view.rows, strict=True)
        ]
    )


def _said(row: Row) -> str:
    return f"{row.columns[0]} (80% of draws: {row.columns[1]})" if len(row.columns) > 1 else row.columns[0]


def _alt_text(title: str, subtitle: str, views: Sequence[_View], notes: Sequence[str]) -> str:
    regions = [row.name for row in views[0].rows]
    said = [
        f"{view.title}, {view.scale.unit}: "
        + "; ".join(f"{region}, {_said(row)}" for region, row in zip(regions, view.rows, strict=True))
        + "."
        for view in views
    ]
    return " ".join([f"{title}.", f"Dot chart: {subtitle}.", *said, *notes])
