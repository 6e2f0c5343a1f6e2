"""The gap between the highest and the lowest tenth of places over time, and what scenarios change in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from fourcapitals.baseline import load_baseline
from fourcapitals.comparison import NOTHING, find_outcome
from fourcapitals.disparities import place_values
from fourcapitals.inequality import absolute_gap, noise_corrected_gap
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.given import AnyResults, with_every_area
from fourcapitals.plots.panels import (
    MOST_SERIES,
    Line,
    Panel,
    draw_panels,
    largest,
    looks_of,
    on_one_scale,
    projected,
    tidy,
)
from fourcapitals.plots.pen import MARGIN, NEUTRAL, PROJECTED, frame, minus, open_page
from fourcapitals.plots.words import (
    LEVELS,
    NUMBERS,
    PUBLISHERS,
    against,
    amount,
    capitalised,
    in_python,
    measure_of,
    name_of,
    others_than,
    rests_on_judgement,
    said_of_draws,
    source,
    with_unit,
)
from fourcapitals.precision import published_reliability
from fourcapitals.readable import Scale, scale_of, signed
from fourcapitals.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, SEXES, Outcome

Array = npt.NDArray[np.float64]

PAGE: Final = (12.0, 10.2)
"""Inches."""
PENCE: Final = 0.1
"""£ below which a gap is told in pence."""


@dataclass(frozen=True)
class _Gap:
    """One way to follow the gap: its name in the data, its heading, its level by scenario and its observed past."""

    name: str
    heading: str
    level: xr.DataArray
    past: dict[str, float]


def plot_inequality(results: AnyResults, *, outcome: str = "hle", reference: str = "baseline") -> Chart:
    """Draw what scenarios change in the gap between places, and the gap itself with its observed past.

    The gap is the mean of the highest tenth of places less that of the lowest: of upper tiers for life and healthy
    life expectancy, as the mission counts it, else of areas. It is followed in two ways: with the places ranked
    anew each year, and with those that were at the ends in the base year.

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
    results = with_every_area(results, "plot_inequality", "plot_regions or plot_map")
    stated = find_outcome(outcome)
    others = others_than(results, reference)
    gaps, codes = _gaps(results, stated)
    changes = [gap.level - gap.level.sel(scenario=reference, drop=True) for gap in gaps]
    at_end = changes[0].sel(year=END_YEAR).median("draw")
    ends = {name: float(at_end.sel(scenario=name)) for name in others}
    shown = largest(others, ends)
    tallest = max(float(np.abs(change.sel(scenario=shown).median("draw")).max()) for change in changes)
    scale = _scale(stated.unit, tallest)
    upper = [_change_panel(results, gap, change, shown, scale) for gap, change in zip(gaps, changes, strict=True)]
    lower = [_level_panel(results, stated, gap, shown, reference) for gap in gaps]
    upper, lower = on_one_scale(upper), on_one_scale(lower)
    title = _title(results, stated, shown, ends, reference)
    places = "upper tiers" if _by(stated) == "upper_tier" else "areas"
    subtitle = [
        f"{measure_of(stated)}, {places} of England, {BASE_YEAR} to {END_YEAR}: mean of the highest tenth "
        f"({max(1, round(0.1 * len(codes)))} of {len(codes)}) less mean of the lowest, weighted by "
        f"{stated.weight.replace('_', ' ')}"
    ]
    notes = _notes(results, stated, gaps[0], codes, shown, others)
    with open_page(PAGE) as (chart, pen):
        top, bottom = frame(pen, title, subtitle, notes)
        middle = bottom + 0.47 * (top - bottom)
        right = pen.page[0] - MARGIN
        draw_panels(pen, upper, MARGIN, right, middle + 0.1, top - 0.22)
        draw_panels(pen, lower, MARGIN, right, bottom, middle - 0.1)
    chart.data = tidy([*upper, *lower])
    chart.alt_text = _alt_text(title, subtitle, upper, lower, notes)
    chart.command = in_python("plot_inequality", results, outcome=outcome, reference=reference)
    return chart


def _by(outcome: Outcome) -> str:
    return "upper_tier" if outcome.name in {"hle", "le"} else "area"


def _gaps(results: Results, outcome: Outcome) -> tuple[list[_Gap], list[str]]:
    values, weights, codes = place_values(results, outcome, by="upper_tier" if _by(outcome) == "upper_tier" else "area")
    levels = values.to_numpy()
    base = np.argsort(levels[0, 0, results.years.index(BASE_YEAR)], kind="stable")
    past = _published(codes) if outcome.name == "hle" else {}
    coordinates = {name: values[name].to_numpy() for name in ("scenario", "draw", "year")}
    places = "upper tiers" if _by(outcome) == "upper_tier" else "areas"
    ways = (
        ("ranked anew", f"{capitalised(places)} ranked anew each year", None),
        ("same places", f"The {places} of {BASE_YEAR} followed", base),
    )
    return [
        _Gap(
            name,
            heading,
            xr.DataArray(absolute_gap(levels, weights, fixed_order=order), coordinates, ("scenario", "draw", "year")),
            {period: float(absolute_gap(found, weights, fixed_order=order)) for period, found in past.items()},
        )
        for name, heading, order in ways
    ], codes


def _published(codes: Sequence[str]) -> dict[str, Array]:
    """Published healthy life expectancy of upper tiers by period, mean of the sexes, up to the base period."""
    table = load_baseline().tables["published"]
    table = table[(table["level"] == "upper_tier") & (table["outcome"] == "hle") & table["sex"].isin(SEXES)]
    table = table.assign(period=table["period"].astype(str))
    means = table.groupby(["period", "code"])["value"].mean().unstack("code").reindex(columns=list(codes)).dropna()
    return {str(period): row.to_numpy(np.float64) for period, row in means.iterrows() if int(str(period)[:4]) < 2019}


def _scale(unit: str, largest_change: float) -> Scale:
    if unit.startswith("£"):
        return Scale(100.0, "pence, 2019 prices") if largest_change < PENCE else Scale(1.0, unit)
    return scale_of(unit, largest_change)


def _change_panel(results: Results, gap: _Gap, change: xr.DataArray, shown: Sequence[str], scale: Scale) -> Panel:
    looks = looks_of(shown)
    lines = tuple(
        projected(change.sel(scenario=name), scale.factor, results.titles[name], looks[name]) for name in shown
    )
    heading = f"{gap.heading}: change in the gap, {scale.unit}"
    return Panel(
        f"change, {gap.name}", heading, scale.unit, lines, lambda value: amount(value, scale.unit), differs=True
    )


def _level_panel(results: Results, outcome: Outcome, gap: _Gap, shown: Sequence[str], reference: str) -> Panel:
    scale, least, worded = LEVELS[outcome.unit]
    unit = "percentage points" if scale.unit == "%" else scale.unit
    looks = looks_of(shown)
    lines = []
    if gap.past:
        periods = tuple(gap.past)
        years = np.array([float(period[:4]) + 1 for period in periods])
        values = np.array(list(gap.past.values())) * scale.factor
        lines.append(Line("Observed", "observed", years, values, NEUTRAL, "-", "o", periods=periods))
    for name in [*shown[: MOST_SERIES - 1], reference]:
        colour, marker = (NEUTRAL, "v") if name == reference else (looks[name][0], looks[name][2])
        look = (colour, PROJECTED, marker)
        lines.append(projected(gap.level.sel(scenario=name), scale.factor, results.titles[name], look))
    heading = f"{gap.heading}: level of the gap, {unit}"
    return Panel(f"level, {gap.name}", heading, unit, tuple(lines), worded, least)


def _title(results: Results, outcome: Outcome, shown: Sequence[str], ends: dict[str, float], reference: str) -> str:
    what = f"the gap in {name_of(outcome)}"
    sizes = sorted((ends[name] for name in shown if abs(ends[name]) >= NOTHING), key=abs)
    one = f"‘{results.titles[shown[0]]}’"
    who = one if len(shown) == 1 else f"{NUMBERS[len(shown)]} scenarios"
    tail = against(results, reference)
    if not sizes:
        return f"By {END_YEAR}, {who} {'does' if len(shown) == 1 else 'do'} not change {what}{tail}"
    scale = _scale(outcome.unit, abs(sizes[-1]))
    unit = scale.unit.removesuffix(", 2019 prices")
    if sizes[0] * sizes[-1] > 0 and all(size * sizes[0] > 0 for size in sizes):
        if len(sizes) < len(shown):
            who = f"{NUMBERS[len(sizes)]} of {who}"
        low, high = (signed(abs(size) * scale.factor).removeprefix("+") for size in (sizes[0], sizes[-1]))
        verb = ("widen" if sizes[0] > 0 else "narrow") + ("s" if len(sizes) == 1 else "")
        size = with_unit(high if low == high else f"{low} to {high}", unit)
        return f"By {END_YEAR}, {who} {verb} {what} by {size}{tail}"
    low, high = (signed(size * scale.factor) for size in (min(sizes), max(sizes)))
    return f"By {END_YEAR}, {who} move {what} by {minus(with_unit(f'{low} to {high}', unit))}{tail}"


def _notes(
    results: Results, outcome: Outcome, gap: _Gap, codes: list[str], shown: Sequence[str], others: Sequence[str]
) -> list[str]:
    said = [said_of_draws(results, "Lines are medians; bands hold 80% of draws"), "Above zero, the gap widens."]
    if len(others) > len(shown):
        said.append(f"Drawn are the {NUMBERS[MOST_SERIES]} scenarios of {len(others)} that change the gap most.")
    if gap.past:
        base = float(gap.level.isel(scenario=0, draw=0).sel(year=BASE_YEAR))
        corrected = float(noise_corrected_gap(np.array(base), published_reliability(load_baseline(), codes)))
        said.append(
            f"Sampling noise overstates the gap of the base period, {base:.1f} years: about {corrected:.1f} without "
            "it. Places chosen for a noisy extreme look less extreme in other years, which alone bends the observed "
            "gap of the same places."
        )
    said.append("The axes of levels do not start at zero.")
    what = "observed" if gap.past else "level of the base year"
    return [
        " ".join(said),
        source(results, f"{what}, {PUBLISHERS[outcome.name]}"),
        *rests_on_judgement(results, shown),
    ]


def _alt_text(
    title: str, subtitle: Sequence[str], upper: Sequence[Panel], lower: Sequence[Panel], notes: Sequence[str]
) -> str:
    said = [f"{title}.", f"Line chart in four panels: {subtitle[0]}."]
    for panel in upper:
        ends = "; ".join(f"{line.series}, {panel.worded(line.values[-1])}" for line in panel.lines)
        said.append(f"{panel.heading}, {END_YEAR}: {ends}.")
    for panel in lower:
        path = panel.lines[-1]
        said.append(
            f"{panel.heading}, {path.series}: {panel.worded(path.values[0])} in {BASE_YEAR}, "
            f"{panel.worded(path.values[-1])} in {END_YEAR}."
        )
    return " ".join([*said, *notes])
