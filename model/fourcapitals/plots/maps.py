"""Hexagon maps of the areas: levels, changes, differences, money per head and indicators of the capitals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.baseline import BASE_PERIOD, Baseline, load_baseline
from fourcapitals.comparison import NOTHING, aggregate, difference, find_outcome
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.cartogram import Cartogram, Class, classes_of, colours_of, draw_cartogram
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.given import AnyResults
from fourcapitals.plots.map_of_draws import (
    chance_subject,
    chosen_scenario,
    difference_subject,
    level_subject,
    subject_of_draws,
    worded_difference,
)
from fourcapitals.plots.money import new_money
from fourcapitals.plots.pen import frame, minus, open_page
from fourcapitals.plots.subject import Ends, Subject, counted, ends_of, of_districts, title_of_level
from fourcapitals.plots.words import (
    LEVELS,
    PUBLISHERS,
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
)
from fourcapitals.readable import scale_of
from fourcapitals.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, Capital, Outcome

Array = npt.NDArray[np.float64]
Show = Literal["level", "change", "money_per_head", "difference", "better"]

SHOWN: Final = ("level", "change", "money_per_head", "difference", "better")
PAGE: Final = (12.0, 9.6)
"""Inches."""


def plot_map(
    results_or_baseline: AnyResults | Baseline,
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

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, value, unit``; of the differences of an ensemble also ``low_80,
        high_80, share_higher, share_zero``.

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
        if isinstance(given, Results):
            subject = _projected(given, outcome, scenario, show, year, reference)
        else:
            subject = subject_of_draws(given, outcome, scenario, show, year, reference)
    areas = _areas(given)
    classes = subject.classes or classes_of(subject.values, unit=subject.unit, diverging=subject.diverging)
    ends = ends_of(subject, areas)
    title = subject.title(ends)
    with open_page(PAGE) as (chart, pen):
        top, bottom = frame(pen, title, [subject.subtitle], subject.notes)
        cartogram = Cartogram(areas, subject.values, classes, subject.diverging, subject.middle)
        draw_cartogram(pen, cartogram, subject.heading, subject.lowest | subject.highest, bottom, top)
    chart.data = pd.DataFrame(
        {
            "area": areas.index,
            "area_name": areas["name"].to_numpy(),
            "region_name": areas["region_name"].to_numpy(),
            "value": subject.values,
            "unit": subject.unit,
            **subject.beside,
        }
    )
    chart.alt_text = _alt_text(title, subject, classes, areas)
    if isinstance(given, Baseline):
        asked = {"outcome": outcome} if indicator is None else {"indicator": indicator}
        chart.command = in_python("plot_map", None, **asked)
    elif indicator is not None:
        chart.command = in_python("plot_map", given, indicator=indicator)
    else:
        chart.command = in_python(
            "plot_map", given, outcome=outcome, scenario=scenario, show=show, year=year, reference=reference
        )
    return chart


def _areas(given: AnyResults | Baseline) -> pd.DataFrame:
    """Name, region and cell of each area, in the order of what is drawn."""
    if isinstance(given, Baseline):
        return given.areas
    codes = given.dataset["area"] if isinstance(given, Results) else given.quantiles()["area"]
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
    said = "Extreme values are drawn in to the 1st and 99th percentile."
    if imputed:
        said += f" {imputed} areas carry an imputed figure."
    return Subject(
        held["z_score"].to_numpy(np.float64),
        "standard deviations",
        "Standard deviations",
        lambda value: minus(f"{value:+.1f} SD"),
        True,
        lambda ends: f"{label}: best in {ends.highest}, worst in {ends.lowest}",
        f"{Capital(stated['capital']).label} capital, {stated['unit']}: standard deviations from the mean of the "
        "307 areas, signed so that above zero is better",
        (said, f"Source: {release}."),
        breaks_ties=float(stated["sign"]) * held["value"].to_numpy(np.float64),
    )


def _observed_level(baseline: Baseline, outcome: str) -> Subject:
    stated = find_outcome(outcome)
    held = getattr(baseline.arrays, outcome)
    values = held.mean(axis=0) if stated.by_sex else held
    scale, _, worded = LEVELS[stated.unit]
    when = BASE_PERIOD if stated.by_sex else str(BASE_YEAR)
    return Subject(
        values * scale.factor,
        scale.unit,
        capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(name_of(stated), when, ends),
        f"{measure_of(stated)}, 307 areas of England, {when}, {scale.unit}",
        tuple(filter(None, (of_districts(outcome), f"Source: {PUBLISHERS[outcome]}."))),
    )


def _projected(results: Results, outcome: str, scenario: str | None, show: Show, year: int, reference: str) -> Subject:
    stated = find_outcome(outcome)
    if show in {"difference", "better"}:
        can_be = others_than(results, reference)
    else:
        can_be = [reference] if show != "money_per_head" and reference in results.scenarios else []
    chosen = chosen_scenario(results, scenario, can_be)
    if show == "money_per_head":
        return _money(results, chosen)
    if show == "better":
        return _better(results, stated, chosen, year, reference)
    titled = results.titles[chosen]
    draws = said_of_draws(results, "Medians")
    name = name_of(stated)
    if show == "level":
        found = aggregate(results, outcome, by="area").sel(scenario=chosen, year=year).median("draw").to_numpy()
        return level_subject(results, stated, chosen, year, found)
    if show == "difference":
        moved = difference(results, outcome, reference=reference, by="area").sel(scenario=chosen, year=year)
        return difference_subject(results, stated, chosen, year, reference, moved.median("draw").to_numpy(), draws)
    level = aggregate(results, outcome, by="area").sel(scenario=chosen)
    base = level.sel(year=BASE_YEAR)
    moved = level.sel(year=year) - base
    values = (100 * moved / base if stated.change == "relative" else moved).median("draw").to_numpy()
    what = f"change from {BASE_YEAR} under ‘{titled}’"
    scale = scale_of(unit_of_difference(stated), float(np.abs(values).max()))
    notes = [draws, source(results)]
    if name in {"healthy life expectancy", "life expectancy"}:
        notes[0] += " Most of the change is the assumed shock of COVID-19, the same in all scenarios."

    def title(ends: Ends) -> str:
        up = ends.rising >= ends.falling
        where = counted(ends.rising if up else ends.falling, ends.count)
        return f"{capitalised(name)} {'rises' if up else 'falls'} in {where}, {BASE_YEAR} to {year}"

    return Subject(
        np.asarray(values, np.float64) * scale.factor,
        scale.unit,
        f"Change, {scale.unit}",
        worded_difference(scale.unit),
        True,
        title,
        f"{measure_of(stated)}, 307 areas of England, {year}: {what}, {scale.unit}",
        tuple(notes),
    )


def _better(results: Results, outcome: Outcome, chosen: str, year: int, reference: str) -> Subject:
    if results.draws == 1:
        raise BadInput("a map of P(better) needs draws; run an ensemble: fourcapitals run ... --draws 200")
    moved = difference(results, outcome.name, reference=reference, by="area").sel(scenario=chosen, year=year)
    gains = outcome.better * moved.transpose("draw", "group").to_numpy()
    same = np.abs(gains) < NOTHING
    better = (gains >= NOTHING).mean(axis=0) + same.mean(axis=0) / 2
    return chance_subject(results, outcome, chosen, year, reference, better, {"share_zero": same.mean(axis=0)})


def _money(results: Results, chosen: str) -> Subject:
    per_head = new_money(results, chosen) * 1e6 / results.dataset["population"].to_numpy()
    titled = results.titles[chosen]
    diverging = bool((per_head < -0.005).any())

    def title(ends: Ends) -> str:
        if not ends.rising and not ends.falling:
            return f"‘{titled}’ brings no new money"
        if not ends.rising:
            return f"‘{titled}’ takes most per head from {ends.lowest}: {ends.least.removeprefix('−')}"
        nothing = ends.count - ends.rising - ends.falling
        without = f"; {nothing} areas get nothing" if nothing else ""
        return f"‘{titled}’ gives most per head to {ends.highest}: {ends.most}{without}"

    less = ", less what it displaces" if diverging or (results.dataset["award"] < 0).any() else ""
    return Subject(
        per_head,
        "£ per head, 2019 prices",
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


def _alt_text(title: str, subject: Subject, classes: Sequence[Class], areas: pd.DataFrame) -> str:
    names = areas["name"].to_numpy()
    colours = colours_of(subject.values, classes)
    ends = [
        f"{word}: {'; '.join(f'{names[at]}, {words}' for at, words in named.items())}."
        for word, named in (("Lowest", subject.lowest), ("Highest", subject.highest))
        if named
    ]
    sizes = "; ".join(f"{each.words}, {sum(c == each.colour for c in colours)} areas" for each in classes)
    regions = areas.assign(value=subject.values).groupby("region_name")["value"].mean().sort_values()
    return " ".join(
        [
            f"{title}.",
            f"Map of equal hexagons: {subject.subtitle}.",
            *ends,
            f"Classes: {sizes}.",
            f"The mean of the areas is lowest in {regions.index[0]} and highest in {regions.index[-1]}.",
            *subject.notes,
        ]
    )
