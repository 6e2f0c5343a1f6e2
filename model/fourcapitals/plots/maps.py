"""Hexagon maps of the areas: levels, changes, differences, money per head and indicators of the capitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from fourcapitals.baseline import BASE_PERIOD, Baseline, load_baseline
from fourcapitals.comparison import NOTHING, aggregate, difference, find_outcome, scale_of, signed
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.hexagons import boundaries, corners, middles, shores
from fourcapitals.plots.money import new_money
from fourcapitals.plots.pen import INK, MARGIN, Pen, frame, minus, open_page, spread
from fourcapitals.plots.words import (
    LEVELS,
    PUBLISHERS,
    against,
    capitalised,
    check_choice,
    check_year,
    in_python,
    measure_of,
    name_of,
    others_than,
    rests_on_judgement,
    said_of_draws,
    source,
    unit_of_difference,
    with_unit,
)
from fourcapitals.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, Capital

Array = npt.NDArray[np.float64]
Show = Literal["level", "change", "money_per_head", "difference"]

SHOWN: Final = ("level", "change", "money_per_head", "difference")
BLUES: Final = ("#CFE3F5", "#98C4EC", "#5694CA", "#2A66A0", "#12436D")
"""From few to many; darker in steps that a grey print keeps."""
ORANGES: Final = ("#FBD3BD", "#F9A67C", "#F46A25", "#A83C05")
"""Below zero, towards the lowest."""
NONE: Final = "#EDEDED"
"""Of areas with nothing."""
PAGE: Final = (12.0, 10.0)
"""Inches."""
EXTREMES: Final = 3
"""Areas named at each end."""
SIDE: Final = 2.15
"""Inches on either side of the map for the names of areas."""


@dataclass(frozen=True)
class _Subject:
    """What a map shows: a number for each area in a unit, how it is worded, its classes and the words around it."""

    values: Array
    unit: str
    worded: Callable[[float], str]
    diverging: bool
    title: Callable[[_Ends], str]
    subtitle: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Ends:
    """The areas of the lowest and highest values, by name, and their values in words."""

    lowest: str
    highest: str
    least: str
    most: str
    rising: int
    falling: int
    count: int


@dataclass(frozen=True)
class _Class:
    """One colour of the map: the values that it stands for, from low (held) to high (left to the next)."""

    low: float
    high: float
    colour: str
    words: str


def plot_map(
    results_or_baseline: Results | Baseline,
    *,
    outcome: str = "hle",
    scenario: str | None = None,
    show: Show = "level",
    year: int = END_YEAR,
    reference: str = "baseline",
    indicator: str | None = None,
) -> Chart:
    """Draw a map in which every area is a hexagon of the same size.

    Parameters
    ----------
    results_or_baseline : Results or Baseline
        A baseline has levels of the base year and indicators alone.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    scenario : str, optional
        May be left out where the results hold only one that can be meant.
    show : {"level", "change", "money_per_head", "difference"}
        Level in the year; change since the base year; new money of 2020 to 2035 per head, less what it displaces;
        difference from the reference in the year. With several draws, their median (of money, their mean).
    year : int
    reference : str
        For differences.
    indicator : str, optional
        An indicator of a capital (``tables["indicators"]``) to draw instead: standard deviations from the mean of
        the areas, signed so that more is better.

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, value, unit``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, kind of map, year or indicator.
    BadInput
        When a baseline is asked for more than it holds, or the scenario is not clear.

    Examples
    --------
    >>> from fourcapitals.baseline import load_baseline
    >>> chart = plot_map(load_baseline(), outcome="gva_per_hour")
    >>> chart.data.set_index("area_name").loc["Hartlepool", "value"]
    np.float64(28.96)
    """
    check_choice("kind of map:", show, SHOWN)
    given = results_or_baseline
    if indicator is not None:
        subject = _indicator(given if isinstance(given, Baseline) else load_baseline(), indicator)
    elif isinstance(given, Baseline):
        if show != "level":
            raise BadInput(f"a baseline has levels alone; for a map of {show!r} give results")
        subject = _observed_level(given, outcome)
    else:
        check_year(given, year)
        subject = _projected(given, outcome, scenario, show, year, reference)
    areas = _areas(given)
    classes = _classes(subject)
    ends = _ends(subject, areas)
    title = subject.title(ends)
    with open_page(PAGE) as (chart, pen):
        top, bottom = frame(pen, title, [subject.subtitle], subject.notes)
        _draw(pen, areas, subject, classes, bottom, top)
    chart.data = pd.DataFrame(
        {
            "area": areas.index,
            "area_name": areas["name"].to_numpy(),
            "region_name": areas["region_name"].to_numpy(),
            "value": subject.values,
            "unit": subject.unit,
        }
    )
    chart.alt_text = _alt_text(title, subject, classes, areas)
    kind = "baseline" if isinstance(given, Baseline) else "results"
    chart.command = (
        in_python("plot_map", kind, indicator=indicator)
        if indicator is not None
        else in_python("plot_map", "baseline", outcome=outcome)
        if kind == "baseline"
        else in_python("plot_map", kind, outcome=outcome, scenario=scenario, show=show, year=year, reference=reference)
    )
    return chart


def _areas(given: Results | Baseline) -> pd.DataFrame:
    """Name, region and cell of each area, in the order of what is drawn."""
    if isinstance(given, Baseline):
        return given.areas
    return load_baseline().areas.loc[[str(code) for code in given.dataset["area"].to_numpy()]]


# What is shown


def _indicator(baseline: Baseline, name: str) -> _Subject:
    known = baseline.tables["indicators"].set_index("indicator")
    if name not in known.index:
        raise UnknownName(unknown("indicator", name, [str(each) for each in known.index]))
    stated = known.loc[name]
    table = baseline.tables["capital_indicators"]
    held = table[table["indicator"] == name].set_index("code").reindex(baseline.codes)
    label = str(stated["label"])
    capital = Capital(str(stated["capital"])).label
    better = "more" if int(stated["sign"]) > 0 else "less"
    release = f"{stated['publisher']}, {stated['release']}"
    imputed = int(held["imputed"].notna().sum())
    said = "Extreme values are drawn in to the 1st and 99th percentile."
    if imputed:
        said += f" {imputed} areas carry an imputed figure."
    return _Subject(
        held["z_score"].to_numpy(np.float64),
        "standard deviations",
        lambda value: minus(f"{value:+.1f} SD"),
        True,
        lambda ends: f"{label}: best in {ends.highest}, worst in {ends.lowest}",
        f"{capital} capital: standard deviations from the mean of the 307 areas; above zero is better ({better} of "
        f"it, {stated['unit']})",
        (said, f"Source: {release}."),
    )


def _observed_level(baseline: Baseline, outcome: str) -> _Subject:
    stated = find_outcome(outcome)
    held = getattr(baseline.arrays, outcome)
    values = held.mean(axis=0) if stated.by_sex else held
    scale, _, worded = LEVELS[stated.unit]
    when = BASE_PERIOD if stated.by_sex else str(BASE_YEAR)
    return _Subject(
        values * scale.factor,
        scale.unit,
        worded,
        False,
        lambda ends: _title_of_level(name_of(stated), when, ends),
        f"{measure_of(stated)}, 307 areas of England, {when}, {scale.unit}",
        (_of_districts(outcome), f"Source: {PUBLISHERS[outcome]}."),
    )


def _projected(results: Results, outcome: str, scenario: str | None, show: Show, year: int, reference: str) -> _Subject:
    stated = find_outcome(outcome)
    if show in {"difference", "money_per_head"}:
        chosen = _chosen(results, scenario, others_than(results, reference) if show == "difference" else None)
    else:
        chosen = _chosen(
            results, scenario, [reference] if scenario is None and reference in results.scenarios else None
        )
    if show == "money_per_head":
        return _money(results, chosen)
    titled = results.titles[chosen]
    draws = said_of_draws(results, "Medians")
    name = name_of(stated)
    if show == "level":
        level = aggregate(results, outcome, by="area").sel(scenario=chosen, year=year).median("draw").to_numpy()
        scale, _, worded = LEVELS[stated.unit]
        return _Subject(
            level * scale.factor,
            scale.unit,
            worded,
            False,
            lambda ends: _title_of_level(name, str(year), ends),
            f"{measure_of(stated)}, 307 areas of England, {year} under ‘{titled}’, {scale.unit}",
            (f"{draws} {_of_districts(outcome)}".strip(), source(results, f"base year, {PUBLISHERS[outcome]}")),
        )
    if show == "change":
        level = aggregate(results, outcome, by="area").sel(scenario=chosen)
        base = level.sel(year=BASE_YEAR)
        moved = level.sel(year=year) - base
        values = (100 * moved / base if stated.change == "relative" else moved).median("draw").to_numpy()
        what = f"change from {BASE_YEAR} under ‘{titled}’"
    else:
        found = difference(results, outcome, reference=reference, by="area").sel(scenario=chosen, year=year)
        values = found.median("draw").to_numpy()
        what = f"difference of ‘{titled}’ from ‘{results.titles[reference]}’"
    scale = scale_of(unit_of_difference(stated), float(np.abs(values).max()))
    against_what = "" if show == "change" else against(results, reference)
    notes = [draws, source(results), *(rests_on_judgement(results, [chosen]) if show == "difference" else [])]
    if show == "change" and name in {"healthy life expectancy", "life expectancy"}:
        notes[0] += " Most of the change is the assumed shock of COVID-19, the same in all scenarios."

    def title(ends: _Ends) -> str:
        if show == "difference":
            return _title_of_difference(titled, name, year, ends) + against_what
        way = f"rises in {ends.rising}" if ends.rising >= ends.falling else f"falls in {ends.falling}"
        return f"{capitalised(name)} {way} of {ends.count} areas, {BASE_YEAR} to {year}"

    return _Subject(
        np.asarray(values, np.float64) * scale.factor,
        scale.unit,
        lambda value: minus(with_unit(signed(value), scale.unit)) if abs(value) >= NOTHING else "no difference",
        True,
        title,
        f"{measure_of(stated)}, 307 areas of England, {year}: {what}, {scale.unit}",
        tuple(notes),
    )


def _money(results: Results, chosen: str) -> _Subject:
    per_head = new_money(results, chosen) * 1e6 / results.dataset["population"].to_numpy()
    titled = results.titles[chosen]
    diverging = bool((per_head < -0.005).any())

    def title(ends: _Ends) -> str:
        if not ends.rising and not ends.falling:
            return f"‘{titled}’ brings no new money"
        if not ends.rising:
            return f"‘{titled}’ takes most per head from {ends.lowest}: {ends.least.removeprefix('−')}"
        nothing = ends.count - ends.rising - ends.falling
        without = f"; {nothing} areas get nothing" if nothing else ""
        return f"‘{titled}’ gives most per head to {ends.highest}: {ends.most}{without}"

    less = ", less what it displaces" if diverging or (results.dataset["award"] < 0).any() else ""
    return _Subject(
        per_head,
        "£ per head, 2019 prices",
        lambda value: minus(f"{'-' if value < 0 else ''}£{abs(value):,.0f}"),
        diverging,
        title,
        f"New money per head under ‘{titled}’, 307 areas of England, 2020 to {END_YEAR} together, 2019 prices{less}",
        (
            f"People of mid-2019. {said_of_draws(results, 'Means of the draws')}",
            source(results, "population, ONS, mid-2019 estimates"),
            *rests_on_judgement(results, [chosen]),
        ),
    )


def _chosen(results: Results, scenario: str | None, can_be: Sequence[str] | None) -> str:
    if scenario is not None:
        return results.scenario(scenario)
    choices = list(can_be or results.scenarios)
    if len(choices) > 1:
        raise BadInput(f"name the scenario to draw; choose from {', '.join(choices)}")
    return choices[0]


def _of_districts(outcome: str) -> str:
    if outcome != "hle":
        return ""
    return "Districts within counties: the county's published figure + the district's offset of 2009-13."


def _title_of_level(name: str, when: str, ends: _Ends) -> str:
    least = ends.least.split(" ")[0]
    return f"{capitalised(name)}, {when}: from {least} in {ends.lowest} to {ends.most} in {ends.highest}"


def _title_of_difference(titled: str, name: str, year: int, ends: _Ends) -> str:
    if not ends.rising and not ends.falling:
        return f"‘{titled}’ changes {name} in no area by {year}"
    up = ends.rising >= ends.falling
    verb, count = ("raises", ends.rising) if up else ("lowers", ends.falling)
    where, size = (ends.highest, ends.most) if up else (ends.lowest, ends.least)
    return f"‘{titled}’ {verb} {name} in {count} of {ends.count} areas, most in {where} ({size} by {year})"


def _ends(subject: _Subject, areas: pd.DataFrame) -> _Ends:
    values = subject.values
    names = areas["name"].to_numpy()
    low, high = int(values.argmin()), int(values.argmax())
    return _Ends(
        str(names[low]),
        str(names[high]),
        subject.worded(float(values[low])),
        subject.worded(float(values[high])),
        int((values > NOTHING).sum()),
        int((values < -NOTHING).sum()),
        len(values),
    )


# How it is coloured


def _classes(subject: _Subject) -> list[_Class]:
    """Sort the areas into classes with round limits, each of about as many areas; zero divides where signs differ."""
    values = subject.values
    if not subject.diverging:
        positive = values[values > NOTHING]
        low = float(values.min())
        empty = [_Class(-np.inf, NOTHING, NONE, "none")] if len(positive) < len(values) else []
        inner = _round_limits(positive, len(BLUES)) if len(positive) else []
        start = NOTHING if empty else low
        return empty + _filled([start, *inner, float(values.max())], BLUES[-len(inner) - 1 :], subject)
    size = np.abs(values[np.abs(values) > NOTHING])
    inner = _round_limits(size, len(ORANGES)) if len(size) else []
    blues, oranges = BLUES[1:][-len(inner) - 1 :], ORANGES[-len(inner) - 1 :]
    classes: list[_Class] = []
    if (values < -NOTHING).any():
        lowest = float(values.min())
        down = [lowest, *(-limit for limit in reversed(inner) if -limit > lowest), -NOTHING]
        classes += _filled(down, list(reversed(oranges))[-len(down) + 1 :], subject)
    if (np.abs(values) <= NOTHING).any():
        classes.append(_Class(-NOTHING, NOTHING, NONE, "none"))
    if (values > NOTHING).any():
        highest = float(values.max())
        up = [NOTHING, *(limit for limit in inner if limit < highest), highest]
        classes += _filled(up, blues[: len(up) - 1], subject)
    return classes


def _round_limits(values: Array, count: int) -> list[float]:
    """Quantiles between classes, rounded to as few figures as keep them apart."""
    wanted = np.quantile(values, np.arange(1, count) / count)
    for figures in range(1, 7):
        limits = sorted({float(f"{limit:.{figures}g}") for limit in wanted})
        moved = (
            max(abs(np.searchsorted(np.sort(values), limits) / len(values) - np.arange(1, count) / count))
            if (len(limits) == count - 1)
            else 1.0
        )
        if moved < 0.05:
            return limits
    return sorted({float(limit) for limit in wanted if values.min() < limit < values.max()})


def _filled(limits: Sequence[float], colours: Sequence[str], subject: _Subject) -> list[_Class]:
    return [
        _Class(low, high, colour, _between(low, high, subject))
        for low, high, colour in zip(limits, limits[1:], colours, strict=False)
    ]


def _between(low: float, high: float, subject: _Subject) -> str:
    worded = [("0" if abs(end) <= NOTHING else _number(end, subject)) for end in (low, high)]
    return f"{worded[0]} to {worded[1]}"


def _number(value: float, subject: _Subject) -> str:
    if subject.unit.startswith("£"):
        return minus(
            f"{'-' if value < 0 else ''}£{abs(value):,.{0 if abs(value) >= 100 or value == int(value) else 2}f}"
        )
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return minus(f"{'+' if subject.diverging and value > 0 else ''}{text}")


def _colours(values: Array, classes: Sequence[_Class]) -> list[str]:
    """The colour of each area; a limit belongs to the class above it, the highest value to the last."""
    found = []
    for value in values:
        holding = [each for each in classes if each.low <= value < each.high]
        found.append((holding or [each for each in classes if each.low <= value <= each.high])[0].colour)
    return found


# How it is drawn


def _draw(
    pen: Pen, areas: pd.DataFrame, subject: _Subject, classes: Sequence[_Class], bottom: float, top: float
) -> None:
    place = middles(areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy())
    low, high = place.min(axis=0) - 1.2, place.max(axis=0) + 1.2
    wide, _ = pen.page
    room = (wide - 2 * MARGIN - 2 * SIDE, top - bottom - 0.35)
    side = min(room[0] / (high[0] - low[0]), room[1] / (high[1] - low[1]))
    width, height = side * (high[0] - low[0]), side * (high[1] - low[1])
    left = (wide - width) / 2
    # The axes span the page, so that names beside the map share its scale.
    axes = pen.axes(MARGIN, bottom + 0.15, wide - 2 * MARGIN, height)
    axes.set_xlim(low[0] - (left - MARGIN) / side, high[0] + (wide - MARGIN - left - width) / side)
    axes.set_ylim(low[1], high[1])
    axes.set_axis_off()
    colours = _colours(subject.values, classes)
    axes.add_collection(
        PolyCollection(list(corners(place)), facecolors=colours, edgecolors="white", linewidths=0.7, zorder=1)
    )
    between, coast = boundaries(areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist(), areas["region_name"].tolist())
    axes.add_collection(LineCollection(list(between), colors=INK, linewidths=1.7, capstyle="round", zorder=3))
    axes.add_collection(LineCollection(list(coast), colors="0.45", linewidths=0.9, capstyle="round", zorder=3))
    below = subject.values < -NOTHING
    if subject.diverging and below.any() and not below.all():
        # A sign beside the colour.
        for x, y in place[below]:
            axes.plot([x - 0.28, x + 0.28], [y, y], color=INK, linewidth=0.8, zorder=2)
    grey: dict[str, Any] = {"fontsize": 9.5, "color": "0.3", "style": "italic", "va": "center", "zorder": 4}
    for shore in shores(areas):
        name = "\n".join(shore.name.replace(" and The ", " and\nThe ").split("\n"))
        axes.text(shore.x, shore.y, name, ha="left" if shore.on_right else "right", **grey)
    _name_extremes(axes, pen, areas, subject, place, side)
    _legend(axes, pen, subject, classes, colours, side)


def _name_extremes(axes: Axes, pen: Pen, areas: pd.DataFrame, subject: _Subject, place: Array, side: float) -> None:
    """Name the areas of the highest and lowest values beside the map, each with a thread to its hexagon."""
    order = np.argsort(subject.values, kind="stable")
    named = [*order[:EXTREMES], *order[::-1][:EXTREMES]]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    centre = float(np.median(place[:, 0]))
    for on_right in (False, True):
        own = [at for at in named if (place[at, 0] > centre) == on_right]
        if not own:
            continue
        texts = [
            f"{pen.wrapped(str(areas['name'].iloc[at]), SIDE - 0.1, size=10)}\n{subject.worded(float(subject.values[at]))}"
            for at in own
        ]
        sizes = [pen.size(text, size=10, linespacing=1.15)[1] / side / (high - low) for text in texts]
        # The upper left is the legend's.
        ceiling = 1.0 if on_right else 0.62
        wanted = [min((place[at, 1] - low) / (high - low), ceiling) / ceiling for at in own]
        spots = spread(wanted, [size / ceiling for size in sizes], gap=0.02)
        for at, text, spot in zip(own, texts, spots, strict=True):
            y = low + spot * ceiling * (high - low)
            x = right - SIDE / side if on_right else left + SIDE / side
            axes.annotate(
                text,
                xy=(place[at, 0], place[at, 1]),
                xytext=(x, y),
                ha="left" if on_right else "right",
                va="center",
                fontsize=10,
                linespacing=1.15,
                color=INK,
                zorder=6,
                arrowprops={
                    "arrowstyle": "-",
                    "color": INK,
                    "linewidth": 1.0,
                    "relpos": (0.0 if on_right else 1.0, 0.5),
                    "shrinkA": 3,
                    "shrinkB": 0,
                },
            )
            axes.plot(*place[at], marker="o", markersize=4, color="white", markeredgecolor=INK, zorder=7)


def _legend(
    axes: Axes, pen: Pen, subject: _Subject, classes: Sequence[_Class], colours: Sequence[str], side: float
) -> None:
    """A box for each colour, the highest above, with its limits and the number of its areas."""
    left = axes.get_xlim()[0]
    y = axes.get_ylim()[1] - 0.2 / side
    heading = pen.wrapped(capitalised(subject.unit), 2.6, size=10.5, weight="bold")
    axes.text(left, y, heading, fontsize=10.5, weight="bold", va="top")
    y -= (pen.size(heading, size=10.5, weight="bold")[1] + 0.18) / side
    for each in reversed(classes):
        count = sum(colour == each.colour for colour in colours)
        box = Rectangle(
            (left, y - 0.2 / side), 0.34 / side, 0.2 / side, facecolor=each.colour, edgecolor="0.45", lw=0.6
        )
        axes.add_patch(box)
        if subject.diverging and each.high <= 0 and any(other.low >= 0 for other in classes):
            axes.plot([left + 0.12 / side, left + 0.22 / side], [y - 0.1 / side] * 2, color=INK, linewidth=0.9)
        areas = f"{count} area{'s' * (count != 1)}"
        axes.text(left + 0.44 / side, y - 0.1 / side, f"{each.words}: {areas}", fontsize=10, va="center", color=INK)
        y -= 0.27 / side


def _alt_text(title: str, subject: _Subject, classes: Sequence[_Class], areas: pd.DataFrame) -> str:
    order = np.argsort(subject.values, kind="stable")
    names = areas["name"].to_numpy()
    colours = _colours(subject.values, classes)
    low = "; ".join(f"{names[at]}, {subject.worded(float(subject.values[at]))}" for at in order[:EXTREMES])
    high = "; ".join(f"{names[at]}, {subject.worded(float(subject.values[at]))}" for at in order[::-1][:EXTREMES])
    sizes = "; ".join(f"{each.words}, {sum(c == each.colour for c in colours)} areas" for each in classes)
    regions = areas.assign(value=subject.values).groupby("region_name")["value"].mean().sort_values()
    return " ".join(
        [
            f"{title}.",
            f"Map of equal hexagons: {subject.subtitle}.",
            f"Lowest: {low}. Highest: {high}.",
            f"Classes: {sizes}.",
            f"The mean of the areas is lowest in {regions.index[0]} and highest in {regions.index[-1]}.",
            *subject.notes,
        ]
    )
