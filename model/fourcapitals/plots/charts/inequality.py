"""The gap between the places of the highest and of the lowest tenth of people, and what scenarios change in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import BASE_PERIOD, load_baseline
from fourcapitals.data.sampling_error import published_reliability
from fourcapitals.equations.disparity import absolute_gap, noise_corrected_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.asking import with_every_area
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.lines import (
    MOST_SERIES,
    Line,
    Look,
    Panel,
    differences_in_words,
    finely,
    largest,
    level_in_words,
    lines_of_levels,
    looks_of,
    on_one_scale,
    panel_of_differences,
    said_of_past,
    tidy,
    told_peak,
)
from fourcapitals.plots.parts.money_beside import money_beside
from fourcapitals.plots.parts.page import MARGIN, NEUTRAL, frame, open_page
from fourcapitals.plots.parts.panels import draw_panels, height_for
from fourcapitals.plots.parts.places import IN_CURRENT_PRICES
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.carried import PUBLISHED_AS
from fourcapitals.results.difference_units import Scale, negligible_in_words, scale_asked
from fourcapitals.results.gaps import place_values, usual_places
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, SEXES, Outcome

ROOM: Final = 7.8
"""Inches of the four panels."""


@dataclass(frozen=True)
class _Gap:
    """One way to follow the gap: its name in the data, its heading, its level by scenario and its observed past."""

    name: str
    heading: str
    level: xr.DataArray
    past: dict[str, float]
    by_places: float
    """In the base year, by a tenth of the number of places."""


@checked
def inequality(
    results: Results, *, outcome: str = "hle", reference: str = "baseline", unit: str | None = None
) -> Chart:
    """Draw what scenarios change in the gap between places, and the gap itself with its observed past.

    The gap is the mean of the highest places that hold a tenth of the people less that of the lowest: upper tiers
    for life and healthy life expectancy, else areas. A place on the edge counts in part, so that the gap does not jump
    when two places that hardly differ change places. It is followed in two ways: with the places ranked anew each
    year, and with those that were at the ends in the base year.

    Parameters
    ----------
    results : Results
        Of single runs: an ensemble does not hold every area. With several draws lines are medians and bands hold 80%
        of draws. At most four scenarios are drawn, those
        that change the gap most.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with.
    unit : str, optional
        In which differences are written, such as "days", so that all charts of a deck have the same
        (`difference_units.units_of`); the one that suits their size if left out.

    Returns
    -------
    Chart
        With data ``panel, series, kind, year, value, low, high, unit, period``.

    Raises
    ------
    UnknownName
        When there is no such outcome or scenario, or an ensemble is given, which lacks areas draw by draw.
    BadInput
        When the results hold the reference alone.
    """
    results = with_every_area(results, "plots.inequality")
    stated = find_outcome(outcome)
    others = asking.others_than(results, reference)
    gaps, codes = _gaps(results, stated)
    changes = [gap.level - gap.level.sel(scenario=reference, drop=True) for gap in gaps]
    ends = [_ends(change, others) for change in changes]
    # The places of the base year tell what is done for them; ranked anew, who is at the ends changes too.
    same = ends[0]
    shown = largest(others, same)
    looks = looks_of(shown, others)
    scale = scale_asked(stated.unit, unit, *(each[name] for each in ends for name in shown))
    beside = f"difference of the gap from ‘{results.titles[reference]}’, {scale.unit}"
    upper = [
        panel_of_differences(f"change, {gap.name}", f"{gap.heading}: {beside}", scale, change, results.titles, looks)
        for gap, change in zip(gaps, changes, strict=True)
    ]
    drawn = sorted(shown, key=lambda name: -abs(same[name]))[: MOST_SERIES - 1]
    lower = [_level_panel(results, stated, gap, {name: looks[name] for name in drawn}, reference) for gap in gaps]
    upper, lower = on_one_scale(upper), [finely(panel) for panel in on_one_scale(lower)]
    alike = _draw_alike(upper) and _draw_alike(lower)
    if alike:
        upper, lower = ([_of_both(panels[0], gaps[0])] for panels in (upper, lower))
    caption = Caption(
        title=_title(results, stated, upper[0], same, reference, scale),
        subtitle=_subtitle(stated, lower[0], gaps[0].level.sel(scenario=reference).median("draw"), alike=alike),
        notes=_notes(results, stated, gaps, codes, shown, ends, reference=reference, level=lower[0], alike=alike),
        kind=f"Line chart in {'two' if alike else 'four'} panels",
        described=[*map(differences_in_words, upper), *map(level_in_words, lower)],
    )
    with open_page() as page:
        needed = max(height_for(page, row, page.extent[0] - 2 * MARGIN) for row in (upper, lower))
        top, bottom = frame(page, caption, room=max(ROOM, 2 * needed + 0.42))
        middle = (bottom + top - 0.22) / 2
        right = page.extent[0] - MARGIN
        draw_panels(page, upper, MARGIN, right, middle + 0.1, top - 0.22, like=lower)
        draw_panels(page, lower, MARGIN, right, bottom, middle - 0.1, like=upper)
    command = asking.in_python("inequality", results, outcome=outcome, reference=reference, unit=unit)
    return page.chart.carrying(caption, data=tidy([*upper, *lower]), command=command)


def _places(outcome: Outcome) -> str:
    return "upper tiers" if usual_places(outcome) == "upper_tier" else "areas"


def _ends(change: xr.DataArray, names: Sequence[str]) -> dict[str, float]:
    at_end = change.sel(year=END_YEAR).median("draw")
    return {name: float(at_end.sel(scenario=name)) for name in names}


def _gaps(results: Results, outcome: Outcome) -> tuple[list[_Gap], list[str]]:
    """Follow the gap with places ranked anew and with those of the base year."""
    values, weights, codes = place_values(results, outcome, by=usual_places(outcome))
    levels = values.to_numpy()
    base = np.argsort(levels[0, 0, results.years.index(BASE_YEAR)], kind="stable")
    past = _observed(outcome, codes)
    coordinates = {name: values[name].to_numpy() for name in ("scenario", "draw", "year")}
    places = _places(outcome)
    ways = (
        ("same places", f"The {places} of {BASE_YEAR} followed", base),
        ("ranked anew", f"{wording.capitalised(places)} ranked anew each year", None),
    )

    def gap(found: Array, order: npt.NDArray[np.int64] | None) -> Array:
        return absolute_gap(found, weights, fixed_order=order, ends="weight")

    return [
        _Gap(
            name,
            heading,
            xr.DataArray(gap(levels, order), coordinates, ("scenario", "draw", "year")),
            {period: float(gap(found, order)) for period, found in past.items()},
            float(absolute_gap(levels[0, 0, results.years.index(BASE_YEAR)], weights)),
        )
        for name, heading, order in ways
    ], codes


def _observed(outcome: Outcome, codes: Sequence[str]) -> dict[str, Array]:
    """Observed values of all places by period, without a break up to the base year."""
    baseline = load_baseline()
    held = f"history_{PUBLISHED_AS.get(outcome.name, outcome.name)}"
    if outcome.name == "hle":
        table = baseline.tables["published"]
        table = table[(table["level"] == "upper_tier") & (table["outcome"] == "hle") & table["sex"].isin(SEXES)]
    elif usual_places(outcome) == "area" and held in baseline.tables:
        table = baseline.tables[held].rename(columns={"year": "period"})
    else:
        return {}
    table = table.assign(period=table["period"].astype(str))
    means = table.groupby(["period", "code"])["value"].mean().unstack("code").reindex(columns=list(codes)).dropna()
    means = means[means.index.str[:4].astype(int) <= BASE_YEAR]
    if outcome.name in IN_CURRENT_PRICES:
        deflator = baseline.tables["deflator"].set_index("year")["index_2019"]
        means = means[means.index.astype(int).isin(deflator.index)]
        means = means.mul(100 / deflator.loc[means.index.astype(int)].to_numpy(), axis=0)
    # The years without a gap up to the base year; where some place has none for a while, what came before is left out.
    years = means.index.str[:4].astype(int) + means.index.str.contains("-")
    unbroken = [int(year) + at for at, year in enumerate(years[::-1])]
    means = means[[each == BASE_YEAR for each in unbroken][::-1]]
    return {str(period): row.to_numpy(np.float64) for period, row in means.iterrows()}


def _level_panel(results: Results, outcome: Outcome, gap: _Gap, looks: Mapping[str, Look], reference: str) -> Panel:
    scale, least, worded = wording.LEVELS[outcome.unit]
    unit = scale.unit
    if unit == "%":
        unit, worded = "percentage points", lambda level, decimals=1: f"{level:.{decimals}f} points"
    lines = lines_of_levels(gap.level, scale.factor, results.titles, looks, reference)
    if gap.past:
        periods = tuple(gap.past)
        years = np.array([float(period[:4]) + ("-" in period) for period in periods])
        values = np.array(list(gap.past.values())) * scale.factor
        lines.insert(0, Line("Observed", "observed", years, values, NEUTRAL, "-", "o", periods=periods))
    return Panel(f"level, {gap.name}", f"{gap.heading}: level of the gap, {unit}", unit, tuple(lines), worded, least)


def _draw_alike(panels: Sequence[Panel]) -> bool:
    """Whether two panels show the same lines."""
    first, second = panels
    return len(first.lines) == len(second.lines) and all(
        np.array_equal(one.years, other.years) and np.allclose(one.values, other.values, rtol=1e-6, atol=NOTHING)
        for one, other in zip(first.lines, second.lines, strict=True)
    )


def _of_both(panel: Panel, gap: _Gap) -> Panel:
    """Head a panel that stands for both ways to follow the gap."""
    heading = panel.heading.removeprefix(f"{gap.heading}: ")
    return replace(panel, heading=f"{wording.capitalised(heading)} (the same either way of ranking)")


# What is said


def _title(
    results: Results, outcome: Outcome, panel: Panel, ends: dict[str, float], reference: str, scale: Scale
) -> str:
    """Say how much wider or narrower than under the reference the gap comes to be, of the places of the base year."""
    what = f"the gap in {outcome.said} between England's highest and lowest tenth"
    than = f"than ‘{results.titles[reference]}’"
    money, median = money_beside(results, reference=reference), results.draws > 1
    lines = {name: line for line in panel.lines for name, title in results.titles.items() if title == line.series}
    moved = sorted((name for name in lines if abs(ends[name]) >= NOTHING), key=lambda name: -abs(ends[name]))
    count = len(lines)
    who = f"‘{results.titles[next(iter(lines))]}’" if count == 1 else f"{amounts.NUMBERS[count]} scenarios"
    if count < len(ends):
        who = f"the {amounts.NUMBERS[count]} strongest of {amounts.number(len(ends))} scenarios"
    unit = scale.unit.removesuffix(", 2019 prices")

    def course(name: str) -> str:
        return wording.peaked(told_peak(lines[name], scale, outcome.unit), unit)

    if not moved:
        return f"By {END_YEAR}, {who} {'does' if count == 1 else 'do'} not change {what}"
    little = negligible_in_words(ends[moved[0]], outcome.unit, scale)
    if little:
        said = f"{who} hardly {'changes' if count == 1 else 'change'} {what} ({little})"
        return f"By {END_YEAR}, {said}{course(moved[0]) if count == 1 else ''}"

    def size(*names: str) -> str:
        said = amounts.with_unit(amounts.size_of([ends[name] * scale.factor for name in names]), unit)
        return f"{'medians of' if ' to ' in said else 'a median of'} {said}" if median else said

    def side(name: str) -> str:
        return "wider" if ends[name] > 0 else "narrower"

    first = moved[0]
    other = next((name for name in moved if side(name) != side(first)), None)
    if other is not None or len(moved) == 1:
        said = f"‘{results.titles[first]}’ leaves {what} {size(first)} {side(first)} {than}{money.words(first)}"
        if other is None:
            return f"By {END_YEAR}, {said}{course(first)}"
        return f"By {END_YEAR}, {said}, ‘{results.titles[other]}’ {size(other)} {side(other)}{money.words(other)}"
    who = f"{amounts.NUMBERS[len(moved)]} of {who}" if len(moved) < count else who
    return f"By {END_YEAR}, {who} leave {what} {size(*moved)} {side(first)} {than}{money.words(*moved)}"


def _subtitle(outcome: Outcome, level: Panel, path: xr.DataArray, *, alike: bool) -> list[str]:
    first = int(min(line.years[0] for line in level.lines))
    title = "" if alike else f". The title tells of those of {BASE_YEAR}"
    return [
        f"{wording.measure_of(outcome)}, England, {first} to {END_YEAR}. Gap: mean of the highest {_places(outcome)} "
        f"that hold a tenth of {_who(outcome)} less mean of the lowest that do{title}",
        *_what_moves(outcome, path),
    ]


def _who(outcome: Outcome) -> str:
    called = wording.WEIGHTS[outcome.weight]
    return called if called.startswith("hours") else f"the {called}"


def _what_moves(outcome: Outcome, path: xr.DataArray) -> list[str]:
    if outcome.name in {"hle", "le"} and abs(float(path[1] - path[0])) > 0.1:
        return [f"The jump after {BASE_YEAR} is the assumed shock of COVID-19{wording.CANCELS}"]
    return wording.falls_or_follows(outcome, path, cancels=wording.CANCELS)


def _notes(
    results: Results,
    outcome: Outcome,
    gaps: Sequence[_Gap],
    codes: list[str],
    shown: Sequence[str],
    ends: Sequence[dict[str, float]],
    *,
    reference: str,
    level: Panel,
    alike: bool,
) -> list[str]:
    titles = results.titles
    same, anew = ends
    said = [wording.said_of_draws(results, "Lines are medians; bands hold 80% of draws")]
    said.append(f"Above zero, the gap is wider than under ‘{titles[reference]}’.")
    if alike:
        said.append(f"The {_places(outcome)} of {BASE_YEAR}, or those ranked anew each year, give the same.")
    if len(same) > len(shown):
        said.append(
            f"Drawn are the {amounts.NUMBERS[MOST_SERIES]} scenarios of {amounts.number(len(same))} that change the "
            "gap most."
        )
    if len(shown) == MOST_SERIES:
        said.append(f"Levels are drawn for ‘{titles[reference]}’ and the three largest differences.")
    apart = [titles[name] for name in shown if same[name] * anew[name] < -(NOTHING**2)]
    if apart:
        said.append(f"Ranked anew, the gap moves the other way under: {'; '.join(apart)}.")
    beside = money_beside(results, reference=reference).note(outcome, shown, per_million=False)
    said += [beside] if beside else []
    said.append(wording.said_of_pattern(results, shown))
    past, publisher = said_of_past(level, outcome)
    said += past
    if outcome.name == "hle":
        counted = gaps[0].by_places
        corrected = float(noise_corrected_gap(np.array(counted), published_reliability(load_baseline(), codes)))
        said.append(
            f"By a tenth of the number of places, as the mission counts, the gap of {BASE_PERIOD} is {counted:.1f} "
            f"years; sampling noise overstates it: about {corrected:.1f} without."
        )
    if gaps[0].past:
        said.append(
            "Places chosen for a noisy extreme look less extreme in other years, which alone bends the observed gap of "
            "the same places."
        )
    return [" ".join(said), wording.source(results, publisher), *wording.rests_on(results, shown, outcome=outcome.name)]
