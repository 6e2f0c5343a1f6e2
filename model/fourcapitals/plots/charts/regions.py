"""What scenarios change in each region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import TYPE, Field, limits_of
from fourcapitals.plots.parts.lines import ALIKE, MOST_SERIES, largest, looks_of
from fourcapitals.plots.parts.money_beside import money_beside
from fourcapitals.plots.parts.page import MARGIN, Page, frame, minus, open_page
from fourcapitals.plots.parts.rows import GAP, HEAD, STEP, Row, draw_rows, measured, write_above
from fourcapitals.plots.parts.spreads import MARKS_OF_DRAWS, Spread, evenly, leaders, spread_of
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.difference_units import Scale, negligible_in_words, scale_asked
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR, ENGLAND, NOTHING, Outcome

WITH_BANDS: Final = 2
"""Scenarios up to which the bands also stand in figures."""
APART: Final = 0.3
"""Inches between panels."""
EVEN: Final = 0.9
"""Smallest over largest effect of the regions from which no region is named above the others."""
MOST_NAMED: Final = 3
"""Regions that lead together at most; of more, the range says what differs."""
WEIGHTS: Final = {
    "population": "population",
    "hours_worked": "hours worked",
    "population_16_64": "population aged 16 to 64",
}
"""How the weights of outcomes are said."""


@checked
def regions(
    results: Results,
    *,
    scenario: str | Sequence[str] | None = None,
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
    unit: str | None = None,
) -> Chart:
    """Draw what up to four scenarios change in each region, a panel a scenario, by the strongest of them.

    All panels have one unit, and one scale unless the effects differ so much that the smaller could not be seen;
    each panel then has its own and says so.

    Parameters
    ----------
    results : Results or ensemble
        With several draws points are medians, and bars hold 50% and 80% of draws.
    scenario : str or sequence of str, optional
        One to four scenarios of the results; if left out, the four that change most, the largest first.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that they are compared with.
    year : int
    unit : str, optional
        In which differences are written, such as "days", so that all charts of a deck have the same
        (`difference_units.units_of`); the one that suits their size if left out.

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
    asking.check_year(results, year)
    found = _effects(results, _asked(results, scenario, reference), stated, reference, year)
    found = replace(found, asked_unit=unit)
    names = list(found.names)
    views = _views(results, found, reference)
    subtitle = (
        f"{wording.measure_of(stated)}, regions of England, {year}: difference from ‘{results.titles[reference]}’, "
        f"{found.scale.unit}"
    )
    left_out = 0 if scenario is not None else len(asking.others_than(results, reference)) - len(names)
    caption = Caption(
        title=_title(results, found, stated, reference, year),
        subtitle=[subtitle],
        notes=_notes(results, found, stated, left_out, reference, year),
        kind="Dot chart",
        described=[_in_words(view, found) for view in views],
    )
    with open_page() as page:
        _draw(page, views, caption)
    data = pd.concat([_table(view, found) for view in views], ignore_index=True)
    asked = names[0] if len(names) == 1 else names
    command = asking.in_python(
        "regions", results, scenario=asked, outcome=outcome, reference=reference, year=year, unit=unit
    )
    return page.chart.carrying(caption, data=data, command=command)


@dataclass(frozen=True)
class _Effects:
    """Draws of the effect of each scenario in each region and England, the regions by the strongest scenario's."""

    unit: str
    names: tuple[str, ...]
    regions: dict[str, str]
    draws: dict[tuple[str, str], Array]
    asked_unit: str | None = None

    def middles(self, name: str) -> dict[str, float]:
        """The effect in each region: the median of its draws."""
        return {code: float(np.median(self.draws[name, code])) for code in self.regions if code != ENGLAND}

    def largest(self, name: str) -> float:
        """The effect of the region that changes most."""
        return max(self.middles(name).values(), key=abs)

    @property
    def strongest(self) -> str:
        """The scenario that changes most."""
        return max(self.names, key=lambda name: abs(self.largest(name)))

    @property
    def scale(self) -> Scale:
        """One unit, so that panels can be compared."""
        return scale_asked(self.unit, self.asked_unit, *(self.largest(name) for name in self.names))

    @property
    def far_apart(self) -> bool:
        """Whether the smallest effects could not be seen at the scale of the largest."""
        sizes = [abs(self.largest(name)) for name in self.names]
        seen = [size for size in sizes if size >= NOTHING]
        return bool(seen) and max(seen) > ALIKE * min(seen)

    def written(self, name: str) -> Callable[[float], str]:
        """How the differences of a scenario are written, in the unit of the chart."""
        return evenly([middle * self.scale.factor for middle in self.middles(name).values()])

    @property
    def even(self) -> bool:
        """Whether the strongest scenario does about the same in every region."""
        effects = list(self.middles(self.strongest).values())
        low, high = min(effects, key=abs), max(effects, key=abs)
        return abs(high) >= NOTHING and low / high >= EVEN


@dataclass(frozen=True)
class _View:
    """One panel: a scenario, its heading and its rows."""

    scenario: str
    title: str
    field: Field
    rows: tuple[Row, ...]


def _asked(results: Results, scenario: str | Sequence[str] | None, reference: str) -> list[str] | None:
    """Check the scenarios asked for; none where the results are to choose."""
    asking.others_than(results, reference)
    if scenario is None:
        return None
    names = [scenario] if isinstance(scenario, str) else list(scenario)
    for name in names:
        results.scenario(name)
    if not 1 <= len(names) <= MOST_SERIES:
        raise BadInput(f"give one to four scenarios, not {len(names)}")
    if len(set(names)) < len(names):
        raise BadInput("a scenario is given twice")
    if reference in names:
        raise BadInput(f"{reference!r} is the reference; leave it out")
    return names


def _effects(results: Results, asked: list[str] | None, outcome: Outcome, reference: str, year: int) -> _Effects:
    by_region = results.differences(outcome.name, reference=reference, by="region").sel(year=year)
    whole = results.differences(outcome.name, reference=reference).sel(year=year)
    titles = dict(zip(by_region["group"].values.tolist(), by_region["group_name"].values.tolist(), strict=True))
    names = asked or asking.others_than(results, reference)
    draws = {
        (name, str(code)): np.asarray(table.sel(scenario=name, group=code).to_numpy(), np.float64)
        for name in names
        for table in (by_region, whole)
        for code in table["group"].to_numpy()
    }
    found = _Effects(wording.unit_of_difference(outcome), tuple(names), titles, draws)
    if asked is None:
        sizes = {name: abs(found.largest(name)) for name in names}
        kept = sorted(largest(names, sizes), key=lambda name: -sizes[name])
        found = replace(found, names=tuple(kept))
    by_size = found.middles(found.strongest)
    sign = np.sign(found.largest(found.strongest))
    order = sorted(titles, key=lambda code: -sign * by_size[code])
    return replace(found, regions={code: titles[code] for code in order} | {ENGLAND: "England"})


def _views(results: Results, found: _Effects, reference: str) -> list[_View]:
    names, scale, own = found.names, found.scale, found.far_apart
    # A scenario keeps its colour and marker in all charts of the results, whatever its rank.
    looks = looks_of(names, [name for name in results.scenarios if name != reference])
    spreads = {name: [spread_of(found.draws[name, code] * scale.factor) for code in found.regions] for name in names}
    together = [spread for each in spreads.values() for spread in each]
    views = []
    for at, name in enumerate(names):
        title = results.titles[name]
        written = found.written(name)
        limits = limits_of(spreads[name] if own else together)
        # The subtitle holds the unit: a long one would break into a column of words over a narrow panel.
        short = "" if len(scale.unit) > amounts.SHORT else f"In {scale.unit}"
        heading = "Own scale" if own else short
        if len(names) == 1:
            heading = f"Difference, {scale.unit}"
        rows = tuple(
            Row(
                region if at == 0 else "",
                (spread,),
                _columns(spread, written, with_band=len(names) <= WITH_BANDS),
                looks[name][0],
                looks[name][2],
                hollow=code == ENGLAND,
            )
            for (code, region), spread in zip(found.regions.items(), spreads[name], strict=True)
        )
        views.append(_View(name, title, Field(heading, limits), rows))
    return views


def _columns(spread: Spread, written: Callable[[float], str], *, with_band: bool) -> tuple[str, ...]:
    middle = written(spread.middle)
    return (middle,) if spread.band is None or not with_band else (middle, _band(spread.band, written))


def _band(ends: tuple[float, float], written: Callable[[float], str]) -> str:
    wide = max(map(abs, ends))
    low, high = (written(end) if abs(end) >= amounts.VANISHING * wide else "0" for end in ends)
    return low if low == high else f"{low} to {high}"


def _draw(page: Page, views: Sequence[_View], caption: Caption) -> None:
    """Set the panels side by side, the regions named once."""
    width = page.extent[0] - 2 * MARGIN
    names = max(page.size(row.name, **TYPE)[0] for row in views[0].rows) + 1.5 * GAP
    each = (width - names - APART * (len(views) - 1)) / len(views)
    widths = [each + (names if at == 0 else 0.0) for at in range(len(views))]
    columns = list(zip(*(row.columns for view in views for row in view.rows), strict=True))
    several = views[0].rows[0].spreads[0].band is not None
    heads = (["Median"] if several else [""]) + ["80% of draws"] * (len(columns) - 1)
    # One width of the columns of numbers gives all panels one width.
    numbers = [max(page.size(text, **TYPE)[0] for text in column) for column in columns]
    grids = [
        measured(page, view.rows, [view.field], heads, room, widest_name=names, least_columns=numbers)
        for view, room in zip(views, widths, strict=True)
    ]
    head_room = max(grid.head_room for grid in grids)
    grids = [replace(grid, head_room=head_room) for grid in grids]
    titles = [page.wrapped(view.title, each, **HEAD) for view in views] if len(views) > 1 else []
    above = max((text.count("\n") + 1 for text in titles), default=0) * STEP * HEAD["size"] / 72
    top, _ = frame(page, caption, room=grids[0].room + above + 0.35)
    top -= 0.25 + above
    for text, place in zip(titles, np.cumsum([MARGIN + names] + [each + APART] * (len(views) - 1)), strict=False):
        write_above(page, text, float(place), top + 0.02)
    left = MARGIN
    for view, grid, room in zip(views, grids, widths, strict=True):
        draw_rows(page, grid, view.rows, [view.field], left, top)
        left += room + APART


def _title(results: Results, found: _Effects, outcome: Outcome, reference: str, year: int) -> str:
    name, what = found.strongest, outcome.said
    who, by = f"‘{results.titles[name]}’", f"by {year}{wording.against(results, reference)}"
    several, effect = results.draws > 1, found.largest(name)
    if abs(effect) < NOTHING:
        none = f"None of {amounts.number(len(found.names))} strategies changes {what} in any region {by}"
        return none if len(found.names) > 1 else f"{who} changes {what} in no region {by}"
    if negligible_in_words(effect, found.unit, found.scale):
        changes = wording.changed(what, effect, found.unit, of_several=several, scale=found.scale)
        return f"{who} {changes} in any region {by}"
    # Draws without effect are those in which nothing differs anywhere.
    by += money_beside(results, reference=reference, year=year).words(name)
    assumed = wording.by_assumption(results, name)
    by += wording.without_effect(float(np.mean(np.abs(found.draws[name, ENGLAND]) < NOTHING)))
    effects = {code: middle * found.scale.factor for code, middle in found.middles(name).items()}
    verb = f"{who} {'raises' if effect > 0 else 'lowers'} {what}"
    first = leaders(effects)
    if found.even or len(first) > MOST_NAMED:
        return _title_of_all(found, who, verb, what, by, assumed=assumed, of_several=several)
    size = amounts.by_how_much(
        _range([effects[code] for code in first], found.written(name)), found.scale.unit, of_several=several
    )
    return f"{verb} most in {_places([found.regions[code] for code in first])}{assumed}, {size} {by}"


def _title_of_all(found: _Effects, who: str, verb: str, what: str, by: str, *, assumed: str, of_several: bool) -> str:
    """Give the range over the regions, where no few of them are ahead of the others by a real gap."""
    name, factor, unit = found.strongest, found.scale.factor, found.scale.unit
    effects = [middle * factor for middle in found.middles(name).values()]
    low, high = min(effects), max(effects)
    if low < 0 < high:
        ends = amounts.with_unit(" to ".join(amounts.ends_of_band(low, high)), unit)
        return minus(f"{who} moves {what} by {ends}, depending on the region{assumed}, {by}")
    size = _range(effects, found.written(name))
    told = amounts.by_how_much(size, unit, of_several=of_several, about=" to " not in size)
    if not found.even:
        return f"{verb} {told}, depending on the region{assumed}, {by}"
    return f"{verb} about equally in all regions{assumed}, {told} {by}"


def _range(effects: Sequence[float], written: Callable[[float], str]) -> str:
    """Write the smallest and the largest effect as the column beside the dots does."""
    return " to ".join(
        dict.fromkeys(written(effect) for effect in sorted(effects, key=abs)[:: max(1, len(effects) - 1)])
    )


def _places(regions: Sequence[str]) -> str:
    """Name one or two regions, or count them."""
    if len(regions) > 2:
        return f"{amounts.number(len(regions))} regions"
    names = [f"the {name}" if name[:2] in {"No", "So", "Ea", "We"} else name for name in regions]
    # Yorkshire and The Humber has an "and" of its own.
    joint = ", and " if any(" and " in name for name in names) else " and "
    return joint.join(names)


def _notes(results: Results, found: _Effects, outcome: Outcome, left_out: int, reference: str, year: int) -> list[str]:
    titles = results.titles
    many = len(found.names) > 1
    order = f"Regions are ordered by the effect of ‘{titles[found.strongest]}’, the largest first"
    if not many:
        order = "Regions are ordered by effect, the largest first"
    if found.even:
        order += f", but differ so little{' in that effect' if many else ''} that their order means little"
    said = [
        wording.said_of_draws(results, MARKS_OF_DRAWS),
        f"{order}; each holds the mean change of its areas, weighted by {WEIGHTS[outcome.weight]}. Hollow: England.",
    ]
    if many:
        own = "Effects differ so much that each panel has its own scale."
        said.append(own if found.far_apart else "All panels have one scale.")
    if left_out > 0:
        count = len(found.names)
        said.append(
            f"Drawn are {amounts.number(count)} of {count + left_out} strategies, those that change "
            f"{outcome.said} most."
        )
    beside = money_beside(results, reference=reference, year=year).note(outcome, found.names)
    said += [beside] if beside else []
    said.append(wording.said_of_pattern(results, found.names))
    return [" ".join(said), wording.source(results), *wording.rests_on(results, found.names, outcome=outcome.name)]


def _table(view: _View, found: _Effects) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "scenario": view.scenario,
                "title": view.title,
                "region": code,
                "region_name": region,
                **row.spreads[0].columns(),
                "unit": found.scale.unit,
            }
            for (code, region), row in zip(found.regions.items(), view.rows, strict=True)
        ]
    )


def _in_words(view: _View, found: _Effects) -> str:
    written = found.written(view.scenario)
    each = [
        f"{region}, {row.columns[0]}" + (f" (80% of draws: {_band(band, written)})" if band else "")
        for region, row in zip(found.regions.values(), view.rows, strict=True)
        for band in (row.spreads[0].band,)
    ]
    return f"{view.title}, {found.scale.unit}: {'; '.join(each)}."
