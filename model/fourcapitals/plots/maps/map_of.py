"""Hexagon maps of the areas: levels, changes, differences, money per head and indicators of the capitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import floor, log10
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import BASE_PERIOD, Baseline, load_baseline
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.place_names import Place
from fourcapitals.data.places import find_place
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.plots.charts.money import new_money, said_of_money
from fourcapitals.plots.maps.beside import SIDE
from fourcapitals.plots.maps.classes import are_alike, areas_of, colours_of
from fourcapitals.plots.maps.draws import (
    APART,
    SLIGHT,
    Asked,
    chance_subject,
    chosen_scenario,
    difference_subject,
    heading_of,
    level_subject,
    subject_of_draws,
)
from fourcapitals.plots.maps.hexagon_map import LARGEST, draw_map, map_of_values
from fourcapitals.plots.maps.subject import (
    End,
    Subject,
    ends_of,
    in_region,
    of_districts,
    of_sampling,
    places_in,
    title_of_change,
    title_of_level,
    title_of_money,
)
from fourcapitals.plots.parts import amounts, asking, say
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.pen import MARGIN, frame, minus, open_page
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.carried import carried
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Capital

Show = Literal["level", "change", "money_per_head", "difference", "better"]

SHOWN: Final = ("level", "change", "money_per_head", "difference", "better")
PAGE: Final = (12.0, 9.6)
"""Inches."""
LEAST_PAGE: Final = 3.2
"""Inches of a page beside its hexagons."""
LEAST_MAP: Final = 2.2
"""Inches of a map that its legend needs."""
BY_MUCH: Final = "Draws differ in it by many %."
"""Said of the change of a level that follows a trend, of which one run shows one path."""
OF_SHOCK: Final = ", most of it the assumed shock of COVID-19"
OF_TREND: Final = ", nearly all of it the assumed national trend"
"""What the title of a change adds where the reference changes nearly as much."""
MOST_PLACES: Final = 2
"""Decimals of a change."""
NEARLY: Final = 0.05
"""A change that differs from that of the reference by so small a share of itself is nearly all the reference's."""
IN_LABELS: Final = ("minutes", "metres", "per 1,000 people", "per 100,000 people", "per 1,000 dwellings")
"""Units of indicators that stand beside each figure; others stand in the subtitle alone."""
HALF_A_PENNY: Final = 0.005
"""£."""


def map_of(
    results_or_baseline: Results | Baseline,
    *,
    outcome: str = "hle",
    scenario: str | None = None,
    show: Show = "level",
    year: int = END_YEAR,
    reference: str = "baseline",
    indicator: str | None = None,
    within: str | None = None,
    unit: str | None = None,
) -> Chart:
    """Draw a map in which every area is a hexagon of the same size.

    Parameters
    ----------
    results_or_baseline : Results, ensemble or Baseline
        A baseline has levels of the base year and indicators alone. An ensemble has levels, differences and P(better)
        in 2025, 2030 and 2035, of healthy life expectancy, life expectancy, GVA per hour and life satisfaction.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    scenario : str, optional
        May be left out where the results hold only one that can be meant.
    show : {"level", "change", "money_per_head", "difference", "better"}
        Level in the year; change since the base year; new money of 2020 to 2035 per head, less what it displaces;
        difference from the reference in the year. With several draws, their median (of money, their mean), or the
        share of draws in which the scenario is better than the reference; one in which nothing differs counts half.
    year : int
    reference : str
        For differences.
    indicator : str, optional
        An indicator of a capital (``tables["indicators"]``) to draw instead: standard deviations from the mean of
        the areas, signed so that more is better.
    within : str, optional
        A county, region, combined authority or integrated care board, by name or code, whose areas alone are drawn.
    unit : str, optional
        In which differences are written, such as "days", so that all charts of a deck have the same
        (`formatting.units_of`); the one that suits their size if left out.

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, value, unit``; of the differences of an ensemble also ``low_80,
        high_80, share_higher, share_zero`` and ``least_kept``, up to which a size is kept as negligible; of an
        indicator also ``raw_value, raw_unit``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, kind of map, year or indicator.
    BadInput
        When a baseline is asked for more than it holds, or the scenario is not clear.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> chart = map_of(load_baseline(), outcome="gva_per_hour")
    >>> chart.data.set_index("area_name").loc["Hartlepool", "value"]
    np.float64(28.96)
    """
    asking.check_choice("kind of map:", show, SHOWN)
    given = results_or_baseline
    if indicator is not None:
        subject = _indicator(given if isinstance(given, Baseline) else load_baseline(), indicator)
    elif isinstance(given, Baseline):
        if show != "level":
            raise BadInput(f"a baseline has levels alone; for a map of {show!r} give results")
        subject = _observed_level(given, outcome)
    else:
        asking.check_year(given, year)
        if given.holds_areas or show == "money_per_head":
            subject = _projected(given, outcome, scenario, show, year, reference, unit)
        else:
            subject = subject_of_draws(given, outcome, scenario, show, year, reference, unit)
    areas = _areas(given)
    if within is not None:
        subject, areas = kept_to(subject, areas, find_place(within))
    asked: dict[str, Any] = {"indicator": indicator}
    if indicator is None:
        asked = {"outcome": outcome}
        if not isinstance(given, Baseline):
            asked |= {"scenario": scenario, "show": show, "year": year, "reference": reference, "unit": unit}
    asked |= {} if within is None else {"within": within}
    command = asking.in_python("map_of", None if isinstance(given, Baseline) else given, **asked)
    inputs = input_lines(baseline=given) if isinstance(given, Baseline) else ()
    return map_of_subject(subject, areas, command, _page(areas), inputs=inputs)


def _page(areas: pd.DataFrame) -> tuple[float, float]:
    """Size of a page, inches: no higher than its hexagons need."""
    rows, columns = (int(np.ptp(areas[f"hexagon_{axis}"])) + 1 for axis in ("r", "q"))
    side = min(LARGEST, (PAGE[0] - 2 * (MARGIN + SIDE)) / (np.sqrt(3) * columns))
    return PAGE[0], min(PAGE[1], LEAST_PAGE + max(1.5 * side * rows, LEAST_MAP))


def map_of_subject(
    subject: Subject,
    areas: pd.DataFrame,
    command: str,
    size: tuple[float, float] = PAGE,
    *,
    inputs: Sequence[str] = (),
) -> Chart:
    """Draw the map of a subject, with the words around it; all areas in the order of its values.

    Inputs that are not the package's are said in its notes.
    """
    notes = [*subject.notes, *say.on_inputs(inputs)]
    if subject.why_one_colour:
        notes[0] += f" {subject.why_one_colour}"
    shown = map_of_values(areas, subject.values, subject.classes, middle=subject.middle, near=subject.near)
    caption = Caption(
        title=subject.title(ends_of(subject, areas)),
        subtitle=[subject.subtitle],
        notes=notes,
        kind="Map of equal hexagons",
        described=_described(subject, areas),
    )
    names = areas["name"].to_numpy()
    with open_page(size) as pen:
        top, bottom = frame(pen, caption)
        named = {at: (str(names[at]), words) for at, words in subject.named.items()}
        draw_map(pen, shown, subject.heading, named, bottom, top)
    data = first_columns(areas).assign(value=subject.values, unit=subject.unit, **subject.beside)
    return pen.chart.carrying(caption, data=data, command=command)


def kept_to(subject: Subject, areas: pd.DataFrame, place: Place) -> tuple[Subject, pd.DataFrame]:
    """Keep a subject and its areas to those of one place, and say so in its title and subtitle.

    Raises
    ------
    BadInput
        When the place is a single area, or some of its areas are not at hand.
    """
    at = np.flatnonzero(areas.index.isin(place.areas))
    if len(at) < max(2, len(place.areas)):
        raise BadInput(f"within: {place.name} is not several areas of this map; give a county, region or the like")
    if len(at) == len(areas):
        return subject, areas
    shown, title = subject.shown, subject.title
    kept = replace(
        subject,
        values=subject.values[at],
        breaks_ties=None if subject.breaks_ties is None else subject.breaks_ties[at],
        shown=None if shown is None else lambda position: shown(int(at[position])),
        beside={name: column[at] for name, column in subject.beside.items()},
        title=lambda ends: f"{place.name}: {title(ends)}",
        subtitle=subject.subtitle.replace("307 areas of England", f"{len(at)} areas of {place.name}"),
    )
    return kept, areas.iloc[at]


def first_columns(areas: pd.DataFrame) -> pd.DataFrame:
    """Begin the data of a map: the code, name and region of each area."""
    return pd.DataFrame(
        {
            "area": areas.index,
            "area_name": areas["name"].to_numpy(),
            "region_name": areas["region_name"].to_numpy(),
        }
    )


def _areas(given: Results | Baseline) -> pd.DataFrame:
    """Name, region and cell of each area, in the order of what is drawn."""
    if isinstance(given, Baseline):
        return given.areas
    codes = given.dataset["area"]
    return load_baseline().areas.loc[[str(code) for code in codes.to_numpy()]]


# What is shown


def _indicator(baseline: Baseline, name: str) -> Subject:
    known = baseline.tables["indicators"].set_index("indicator")
    if name not in known.index:
        raise UnknownName(unknown("indicator", name, [str(each) for each in known.index]))
    stated = {str(key): str(value) for key, value in known.loc[name].items()}
    table = baseline.tables["capital_indicators"]
    held = table[table["indicator"] == name].set_index("code").reindex(baseline.codes)
    label = stated["label"]
    release = f"{stated['publisher']}, {stated['release']}"
    imputed = int(held["imputed"].notna().sum())
    raw = held["value"].to_numpy(np.float64)
    worded = _raw(stated["unit"], raw)
    said = "Extreme values are drawn in to the 1st and 99th percentile; labels give figures as published."
    if "Annual Population Survey" in stated["publisher"] or "Active Lives" in stated["publisher"]:
        said += f" {of_sampling('employment')}"
    if imputed:
        said += f" {imputed} areas carry an imputed figure."
    return Subject(
        held["z_score"].to_numpy(np.float64),
        "standard deviations",
        "Standard deviations",
        lambda value: minus(f"{value:+.1f} SD"),
        True,
        lambda ends: (
            f"{label}: best in {_who(ends.high)} ({ends.high.words}), worst in {_who(ends.low)} ({ends.low.words})"
        ),
        f"{Capital(stated['capital']).label} capital, {stated['unit']}: standard deviations from the mean of the "
        "307 areas, signed so that above zero is better",
        (said, f"Source: {release}."),
        # What prints as zero is neither above nor below the mean.
        near=0.05,
        breaks_ties=float(stated["sign"]) * raw,
        shown=lambda at: worded(float(raw[at])),
        beside={"raw_value": raw, "raw_unit": np.full(len(raw), stated["unit"])},
    )


def _who(end: End) -> str:
    return end.name if end.same == 1 else areas_of(end.same)


def _raw(unit: str, values: Array) -> Callable[[float], str]:
    """Give the words of the figures of an indicator: shares in %, others with their unit where it is short.

    Examples
    --------
    >>> _raw("share of adults", np.array([0.034, 0.264]))(0.034), _raw("minutes", np.array([3.22, 33.2]))(3.22)
    ('3.4%', '3.2 minutes')
    """
    if unit.startswith("share"):
        return lambda value: f"{100 * value:.1f}%"
    places = max(0, 2 - floor(log10(float(np.median(np.abs(values))))))
    tail = f" {unit}" if unit in IN_LABELS else ""
    return lambda value: minus(f"{value:,.{places}f}{tail}")


def _observed_level(baseline: Baseline, outcome: str) -> Subject:
    stated = find_outcome(outcome)
    held = getattr(baseline.arrays, outcome)
    values = held.mean(axis=0) if stated.by_sex else held
    scale, _, worded = say.LEVELS[stated.unit]
    when = BASE_PERIOD if stated.by_sex else str(BASE_YEAR)
    return Subject(
        values * scale.factor,
        scale.unit,
        say.capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(stated.said, when, ends),
        f"{say.measure_of(stated)}, 307 areas of England, {when}, {scale.unit}",
        tuple(filter(None, (of_districts(outcome), of_sampling(outcome), f"Source: {say.PUBLISHERS[outcome]}."))),
        places=places_in(worded(float(values.max()) * scale.factor)),
    )


def _projected(
    results: Results,
    outcome: str,
    scenario: str | None,
    show: Show,
    year: int,
    reference: str,
    unit: str | None,
) -> Subject:
    stated = find_outcome(outcome)
    if show in {"difference", "better"}:
        can_be = asking.others_than(results, reference)
    else:
        can_be = [reference] if show != "money_per_head" and reference in results.scenarios else []
    chosen = chosen_scenario(results, scenario, can_be)
    if show == "money_per_head":
        return _money(results, chosen)
    asked = Asked(results, stated, chosen, year, reference, unit)
    if show == "better":
        return _better(asked)
    if show == "change":
        return _change(asked)
    if show == "level":
        found = results.levels(outcome, by="area").sel(scenario=chosen, year=year).median("draw").to_numpy()
        return level_subject(asked, found)
    moved = results.differences(outcome, reference=reference, by="area").sel(scenario=chosen, year=year)
    low, middle, high = (moved.quantile(share, "draw").to_numpy() for share in (0.1, 0.5, 0.9))
    bands = {"low_80": low, "high_80": high} if results.draws > 1 else {}
    return difference_subject(asked, middle, bands)


def _change(asked: Asked) -> Subject:
    results, outcome, relative = asked.results, asked.outcome, asked.outcome.change == "relative"
    level = results.levels(outcome.name, by="area")
    base = level.sel(year=BASE_YEAR)
    moved = level.sel(year=asked.year) - base
    change = (100 * moved / base if relative else moved).median("draw")
    values = np.asarray(change.sel(scenario=asked.scenario).to_numpy(), np.float64)
    scale = asked.scale(float(np.abs(values).max()))
    middle, figures, trend, tail = float(np.median(values)), _figures(values * scale.factor), "", ""
    medians = " (medians of draws)" if results.draws > 1 else ""
    path = level.sel(scenario=asked.scenario).median("draw").mean("group").to_numpy()
    follows = say.falls_or_follows(outcome, path, cancels="")
    if follows:
        trend = f"{follows[0]}.{f' {BY_MUCH}' if relative and results.draws == 1 else ''}"
    if follows and asked.reference in results.scenarios:
        without = float(change.sel(scenario=asked.reference).median())
        gap = abs(middle - without)
        if gap <= NEARLY * abs(middle):
            tail = OF_SHOCK if "shock" in trend else OF_TREND
        if asked.scenario != asked.reference:
            if figures is not None and gap * scale.factor > NOTHING:
                # As many decimals as show what the scenario changes.
                figures = min(max(figures, -floor(log10(gap * scale.factor))), MOST_PLACES)
            other = _change_in_words(without * scale.factor, unit=scale.unit, figures=figures)
            trend += f" Under ‘{asked.beside}’ the median of the areas is {other}."
    return Subject(
        values * scale.factor,
        scale.unit,
        heading_of("Change", scale.unit, outcome),
        partial(_change_in_words, unit=scale.unit, figures=figures),
        True,
        lambda ends: title_of_change(say.capitalised(asked.name), asked.year, ends) + tail + medians,
        asked.measured(f": change from {BASE_YEAR} under ‘{asked.title}’, {scale.unit}"),
        tuple(filter(None, (say.said_of_draws(results, "Medians"), trend, *asked.sources()))),
        near=SLIGHT[asked.unit] * scale.factor,
        apart=APART,
        better=outcome.better,
        places=figures or 0,
        beside_map=lambda value: amounts.amount(value, scale.unit),
    )


def _change_in_words(value: float, *, unit: str, figures: int | None) -> str:
    if figures is None or abs(value) < NOTHING:
        return amounts.amount_with_unit(value, unit)
    return minus(amounts.with_unit(f"{value:+,.{figures}f}", unit))


def _figures(values: Array) -> int | None:
    """Decimals of three figures of values that are alike; nothing of others."""
    middle = abs(float(np.median(values)))
    if middle < NOTHING or not are_alike(values, APART):
        return None
    return max(0, 2 - floor(log10(middle)))


def _better(asked: Asked) -> Subject:
    if asked.results.draws == 1:
        raise BadInput("a map of P(better) needs draws; run an ensemble: fourcapitals run ... --draws 200")
    moved = asked.results.differences(asked.outcome.name, reference=asked.reference, by="area")
    gains = moved.sel(scenario=asked.scenario, year=asked.year).transpose("draw", "group").to_numpy()
    shares = {
        "share_higher": (gains >= NOTHING).mean(axis=0),
        "share_zero": (np.abs(gains) < NOTHING).mean(axis=0),
    }
    return chance_subject(asked, shares, np.median(gains, axis=0))


def _money(results: Results, chosen: str) -> Subject:
    per_head = new_money(results, chosen) * 1e6 / carried(results.dataset, "population")
    titled = results.titles[chosen]
    return Subject(
        per_head,
        "£ per head, 2019 prices",
        "£ per head, 2019 prices",
        lambda value: minus(f"{'-' if value < 0 else ''}£{abs(value):,.0f}"),
        bool((per_head < -HALF_A_PENNY).any()),
        lambda ends: f"{title_of_money(titled, ends)} ({BASE_YEAR + 1}-{END_YEAR % 100})",
        f"New money per head under ‘{titled}’, 307 areas of England, 2020 to {END_YEAR} together, 2019 prices, "
        "less what it displaces",
        (
            f"People of mid-2019. {said_of_money(results, chosen)}",
            say.source(results, "population, ONS, mid-2019 estimates"),
        ),
        near=HALF_A_PENNY,
        apart=APART,
        exact=True,
    )


def _described(subject: Subject, areas: pd.DataFrame) -> list[str]:
    names = areas["name"].to_numpy()
    colours = colours_of(subject.values, subject.classes)
    ends = [
        f"{word}: {'; '.join(f'{names[at]}, {words}' for at, words in named.items())}."
        for word, named in (("Lowest", subject.lowest), ("Highest", subject.highest))
        if named
    ]
    sizes = "; ".join(f"{each.words}, {areas_of(colours.count(each.colour))}" for each in subject.classes)
    return [*ends, f"Classes: {sizes}.", *_of_regions(subject, areas)]


def _of_regions(subject: Subject, areas: pd.DataFrame) -> list[str]:
    """Name the regions of the lowest and the highest mean, where they can be told apart."""
    means = areas.assign(value=subject.values).groupby("region_name")["value"].mean().sort_values()
    low, high = float(means.iloc[0]), float(means.iloc[-1])
    same = subject.worded(low) == subject.worded(high) or high - low <= subject.apart * max(abs(low), abs(high))
    if same or max(abs(low), abs(high)) <= subject.near or subject.is_even:
        return []
    lowest, highest = in_region(str(means.index[0])), in_region(str(means.index[-1]))
    return [f"The mean of the areas is lowest in {lowest} and highest in {highest}."]
