"""Lines over the years, and panels of them: what they show, between which ends, and how it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.data.baseline import BASE_PERIOD
from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts import amounts, wording
from fourcapitals.plots.parts.page import (
    BAND,
    COLOURS,
    DASHES,
    HALF,
    MARKERS,
    NEUTRAL,
    PAIR,
    PROJECTED,
    WIDE,
    round_ticks,
)
from fourcapitals.results.difference_units import Scale, negligible_in_words
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome

MOST_SERIES: Final = 4
"""Scenarios of one chart of lines."""
ALIKE: Final = 8.0
"""Largest over smallest scenario up to which all can be read on one scale."""
NEAR: Final = 0.015
"""Of the height of a panel, within which the lines of two levels cover each other."""
PEAK: Final = 1.5
"""Times the end, from which on a peak is told."""
UNTRUE: Final = 0.5
"""Of the step between two levels, what rounding may add to it or take off."""
DECIMALS: Final = re.compile(r"\d(?:\.(\d+))?(?![\d,.])")
"""The decimals of a number in words."""
FINEST: Final = 3
"""Decimals that the labels of levels take at most beyond the usual."""


Look = tuple[str, Any, str]
"""Colour, dashes and marker of a line."""


@dataclass(frozen=True)
class Line:
    """One line of a panel, in the unit of the panel."""

    series: str
    kind: str
    years: Array
    values: Array
    colour: str
    dashes: Any
    marker: str
    low: Array | None = None
    high: Array | None = None
    periods: tuple[str, ...] = ()
    half: tuple[Array, Array] | None = None
    """Ends between which half of the draws lie."""
    wide: tuple[Array, Array] | None = None
    """Ends between which 95% of the draws lie."""


@dataclass(frozen=True)
class Panel:
    """One set of axes: its name in the data, its heading, its unit, its lines and how an end is labelled."""

    name: str
    heading: str
    unit: str
    lines: tuple[Line, ...]
    worded: Callable[..., str]
    least: float = 0.0
    """The smallest step that a worded level shows."""
    differs: bool = False
    """Whether it shows differences, which start from zero."""
    ends: tuple[float, float] | None = None
    """Ends of the axis, where panels share them; else those that suit the panel."""


def projected(
    values: xr.DataArray,
    factor: float,
    series: str,
    look: Look,
    *,
    start: int = BASE_YEAR,
    fan: bool = False,
) -> Line:
    """One scenario over the years: the median of the draws, the band of 80% of them and, of a fan, 50% and 95%."""
    values = values.sel(year=slice(start, None)) * factor
    low = high = half = wide = None
    if values.sizes["draw"] > 1:
        low, high = _ends_of(values, BAND)
        half, wide = (_ends_of(values, HALF), _ends_of(values, WIDE)) if fan else (None, None)
    middle = np.asarray(values.median("draw").to_numpy())
    years = np.asarray(values["year"].to_numpy(), float)
    return Line(series, "projection", years, middle, *look, low, high, half=half, wide=wide)


def panel_of_differences(
    name: str, heading: str, scale: Scale, change: xr.DataArray, titles: Mapping[str, str], looks: Mapping[str, Look]
) -> Panel:
    """Make a panel of what scenarios change, a line each, in the order of their looks."""
    lines = tuple(
        projected(change.sel(scenario=each), scale.factor, titles[each], look) for each, look in looks.items()
    )
    return Panel(name, heading, scale.unit, lines, partial(amounts.amount, unit=scale.unit), differs=True)


def lines_of_levels(
    level: xr.DataArray, factor: float, titles: Mapping[str, str], looks: Mapping[str, Look], reference: str
) -> list[Line]:
    """Give the lines of levels of scenarios, all dashed, that of the reference last."""
    colours = {name: (colour, PROJECTED, marker) for name, (colour, _, marker) in looks.items() if name != reference}
    colours[reference] = (NEUTRAL, PROJECTED, "v")
    return [projected(level.sel(scenario=name), factor, titles[name], look) for name, look in colours.items()]


def _ends_of(values: xr.DataArray, shares: tuple[float, float]) -> tuple[Array, Array]:
    low, high = (np.asarray(values.quantile(share, dim="draw").to_numpy()) for share in shares)
    return low, high


def line_of_past(observed: pd.DataFrame, factor: float) -> list[Line]:
    """Give the line of the observed past; none where nothing was observed."""
    if not len(observed):
        return []
    years, values = (observed[column].to_numpy(float) for column in ("year", "value"))
    periods = tuple(observed["period"])
    return [Line("Observed", "observed", years, values * factor, NEUTRAL, "-", "o", periods=periods)]


def said_of_past(panel: Panel, outcome: Outcome) -> tuple[list[str], str]:
    """Say how the observed past of a level is to be read, and who published it."""
    observed = [line for line in panel.lines if line.kind == "observed"]
    said = []
    if observed and any("-" in period for period in observed[0].periods):
        said.append(
            f"Observed: three-year averages at their middle year; the projection starts, in {BASE_YEAR}, from that of "
            f"{BASE_PERIOD}."
        )
    elif not observed and outcome.name == "hle":
        said.append("Healthy life expectancy is not published for districts; the start is estimated.")
    said.append("The axis of levels does not start at zero.")
    return said, f"{'observed' if observed else 'level of the base year'}, {wording.PUBLISHERS[outcome.name]}"


def largest(names: Sequence[str], ends: dict[str, float], *, most: int = MOST_SERIES) -> list[str]:
    """Keep the scenarios of the largest differences, in the order given."""
    kept = sorted(names, key=lambda name: -abs(ends[name]))[:most]
    return [name for name in names if name in kept]


def looks_of(shown: Sequence[str], among: Sequence[str] = ()) -> dict[str, Look]:
    """Give each scenario its colour, dashes and marker: its own among those of the results, whatever its rank.

    Of more scenarios than there are looks some share one; where they meet, the later takes the next that is free.

    Examples
    --------
    >>> [look[2] for look in looks_of(["b", "d"], among=["a", "b", "c", "d"]).values()]
    ['s', 'D']
    >>> [look[2] for look in looks_of(["a", "e"], among=["a", "b", "c", "d", "e"]).values()]
    ['o', 's']
    """
    order = list(among) or list(shown)
    colours = PAIR if len(order) == 2 else COLOURS
    looks: dict[str, int] = {}
    for name in sorted(shown, key=order.index):
        wanted = order.index(name) % MOST_SERIES
        free = ((wanted + further) % MOST_SERIES for further in range(MOST_SERIES))
        looks[name] = next(place for place in free if place not in looks.values())
    return {name: (colours[looks[name]], DASHES[looks[name]], MARKERS[looks[name]]) for name in shown}


def on_one_scale(panels: Sequence[Panel]) -> list[Panel]:
    """Give panels of one unit the same ends."""
    ends = [limits_of(panel) for panel in panels]
    shared = (min(low for low, _ in ends), max(high for _, high in ends))
    return [replace(panel, ends=shared) for panel in panels]


def _values(panel: Panel) -> Array:
    """All that a panel shows: lines and the ends of bands."""
    parts = [
        part
        for line in panel.lines
        for part in (line.values, line.low, line.high, *(line.half or ()), *(line.wide or ()))
        if part is not None
    ]
    return np.concatenate(parts)


def shows_nothing(panel: Panel) -> bool:
    """Whether a panel of differences has none to show."""
    return panel.differs and panel.ends is None and float(np.abs(_values(panel)).max()) < NOTHING


def limits_of(panel: Panel) -> tuple[float, float]:
    """Give the ends of the axis of a panel: those that are set, else those that suit what it shows."""
    if panel.ends is not None:
        return panel.ends
    values = _values(panel)
    low, high = float(values.min()), float(values.max())
    if panel.differs:
        low, high = (-1.0, 1.0) if shows_nothing(panel) else (min(low, 0.0), max(high, 0.0))
    else:
        # A level that hardly moves must not look as if it did.
        least = 0.04 * abs(high)
        spare = max(0.0, least - (high - low)) / 2
        low, high = low - spare, high + spare
    edge = 0.07 * (high - low)
    at_zero = panel.differs
    return (low if at_zero and low == 0 else low - edge), (high if at_zero and high == 0 else high + edge)


def groups_of(panel: Panel) -> list[list[int]]:
    """Places of the projected lines, the lowest end first; levels whose ends run together stand together."""
    ends = {at: float(line.values[-1]) for at, line in enumerate(panel.lines) if line.kind == "projection"}
    low, high = limits_of(panel)
    near = 0.0 if panel.differs else NEAR * (high - low)
    groups: list[list[int]] = []
    for at in sorted(ends, key=lambda each: ends[each]):
        if groups and ends[at] - ends[groups[-1][-1]] < near:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def finely(panel: Panel) -> Panel:
    """Give the labels of levels the decimals of their axis, and as many as make the steps between them true."""
    low, high = limits_of(panel)
    ticks = [mark.partition(".")[2] for mark in round_ticks(low, high)[1]]
    usual = len(DECIMALS.findall(panel.worded(high))[0])
    ends = [float(np.mean([panel.lines[at].values[-1] for at in group])) for group in groups_of(panel)]
    decimals = max(usual, *(len(mark) for mark in ticks))
    while decimals < usual + FINEST and any(
        abs(round(above, decimals) - round(below, decimals) - (above - below)) > UNTRUE * (above - below)
        for below, above in pairwise(ends)
    ):
        decimals += 1
    return replace(panel, worded=partial(panel.worded, decimals=decimals), least=10.0**-decimals)


def differences_in_words(panel: Panel) -> str:
    """Say where the lines of a panel of differences end, with the peaks that they come back from."""
    ends = "; ".join(
        f"{line.series}, {amounts.amount_with_unit(float(line.values[-1]), panel.unit)}"
        f"{wording.peaked(peak(line), panel.unit)}"
        for line in panel.lines
    )
    return f"{panel.heading.removesuffix(f', {panel.unit}')}, {END_YEAR}: {ends}."


def level_in_words(panel: Panel) -> str:
    """Say from where to where the last line of a panel of levels goes, which is that of the reference."""
    path, worded = panel.lines[-1], panel.worded
    lowest = "" if path.values.argmin() in (0, len(path.values) - 1) else f"lowest {worded(path.values.min())}, "
    return (
        f"{panel.heading}, {path.series}: {worded(path.values[0])} in {BASE_YEAR}, {lowest}{worded(path.values[-1])} "
        f"in {END_YEAR}."
    )


def past_in_words(panel: Panel) -> list[str]:
    """Say where the observed line of a panel begins and ends, if it has one."""
    return [
        f"Observed: {panel.worded(line.values[0])} in {line.periods[0]}, {panel.worded(line.values[-1])} in "
        f"{line.periods[-1]}."
        for line in panel.lines
        if line.kind == "observed"
    ]


def peak(line: Line) -> tuple[int, float] | None:
    """Year and size of the largest difference, where that at the end is much smaller."""
    at = int(np.abs(line.values).argmax())
    largest, end = float(line.values[at]), float(line.values[-1])
    return (int(line.years[at]), largest) if abs(largest) > max(PEAK * abs(end), NOTHING) else None


def told_peak(line: Line, scale: Scale, unit: str) -> tuple[int, float] | None:
    """Give a peak for a title; none where it is itself hardly anything."""
    found = peak(line)
    return None if found is None or negligible_in_words(found[1] / scale.factor, unit) else found


def tidy(panels: Sequence[Panel]) -> pd.DataFrame:
    """Give what panels show: ``panel, series, kind, year, value, low, high, unit, period``.

    Where a line has them, also ``low_50, high_50, low_95, high_95``.
    """
    parts = [
        pd.DataFrame(
            {
                "panel": panel.name,
                "series": line.series,
                "kind": line.kind,
                "year": line.years,
                "value": line.values,
                "low": np.nan if line.low is None else line.low,
                "high": np.nan if line.high is None else line.high,
                "unit": panel.unit,
                "period": line.periods or [f"{year:.0f}" for year in line.years],
                **({"low_50": line.half[0], "high_50": line.half[1]} if line.half else {}),
                **({"low_95": line.wide[0], "high_95": line.wide[1]} if line.wide else {}),
            }
        )
        for panel in panels
        for line in panel.lines
    ]
    return pd.concat(parts, ignore_index=True)
