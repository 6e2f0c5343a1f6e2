"""Hexagon maps of the areas: levels, changes, differences, money per head and indicators of the capitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.baseline import BASE_PERIOD, Baseline, load_baseline
from fourcapitals.comparison import NOTHING, aggregate, difference, find_outcome, scale_of, signed
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.cartogram import Cartogram, Class, classes_of, colours_of, draw_cartogram
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.money import new_money
from fourcapitals.plots.pen import frame, minus, open_page
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
EXTREMES: Final = 3
"""Areas named at each end."""
PAGE: Final = (12.0, 9.6)
"""Inches."""


@dataclass(frozen=True)
class _Subject:
    """What a map shows: a number for each area in a unit, how it is worded, its classes and the words around it."""

    values: Array
    unit: str
    heading: str
    worded: Callable[[float], str]
    diverging: bool
    title: Callable[[_Ends], str]
    subtitle: str
    notes: tuple[str, ...]
    breaks_ties: Array | None = None
    """Orders areas of one value."""

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """Positions of the areas from the lowest to the highest."""
        ties = np.zeros_like(self.values) if self.breaks_ties is None else self.breaks_ties
        return np.lexsort((ties, self.values))

    @property
    def lowest(self) -> dict[int, str]:
        """The areas to name at the lower end, with their values in words; none where many share that end."""
        return self._ends(self.order)

    @property
    def highest(self) -> dict[int, str]:
        """The areas to name at the upper end, with their values in words; none where many share that end."""
        return self._ends(self.order[::-1])

    def _ends(self, order: npt.NDArray[np.int64]) -> dict[int, str]:
        words = {int(at): self.worded(float(self.values[at])) for at in order[: EXTREMES + 1]}
        if len(set(words.values())) == 1 and self.breaks_ties is None:
            return {}
        return dict(list(words.items())[:EXTREMES])


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
    classes = classes_of(subject.values, unit=subject.unit, diverging=subject.diverging)
    ends = _ends(subject, areas)
    title = subject.title(ends)
    with open_page(PAGE) as (chart, pen):
        top, bottom = frame(pen, title, [subject.subtitle], subject.notes)
        cartogram = Cartogram(areas, subject.values, classes, subject.diverging)
        draw_cartogram(pen, cartogram, subject.heading, subject.lowest | subject.highest, bottom, top)
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
    stated = {str(key): str(value) for key, value in known.loc[name].items()}
    table = baseline.tables["capital_indicators"]
    held = table[table["indicator"] == name].set_index("code").reindex(baseline.codes)
    label = stated["label"]
    release = f"{stated['publisher']}, {stated['release']}"
    imputed = int(held["imputed"].notna().sum())
    said = "Extreme values are drawn in to the 1st and 99th percentile."
    if imputed:
        said += f" {imputed} areas carry an imputed figure."
    return _Subject(
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


def _observed_level(baseline: Baseline, outcome: str) -> _Subject:
    stated = find_outcome(outcome)
    held = getattr(baseline.arrays, outcome)
    values = held.mean(axis=0) if stated.by_sex else held
    scale, _, worded = LEVELS[stated.unit]
    when = BASE_PERIOD if stated.by_sex else str(BASE_YEAR)
    return _Subject(
        values * scale.factor,
        scale.unit,
        capitalised(scale.unit),
        worded,
        False,
        lambda ends: _title_of_level(name_of(stated), when, ends),
        f"{measure_of(stated)}, 307 areas of England, {when}, {scale.unit}",
        tuple(filter(None, (_of_districts(outcome), f"Source: {PUBLISHERS[outcome]}."))),
    )


def _projected(results: Results, outcome: str, scenario: str | None, show: Show, year: int, reference: str) -> _Subject:
    stated = find_outcome(outcome)
    if show == "difference":
        can_be = others_than(results, reference)
    else:
        can_be = [reference] if show != "money_per_head" and reference in results.scenarios else []
    chosen = _chosen(results, scenario, can_be)
    if show == "money_per_head":
        return _money(results, chosen)
    titled = results.titles[chosen]
    draws = said_of_draws(results, "Medians")
    name = name_of(stated)
    if show == "level":
        found = aggregate(results, outcome, by="area").sel(scenario=chosen, year=year).median("draw").to_numpy()
        scale, _, worded = LEVELS[stated.unit]
        return _Subject(
            found * scale.factor,
            scale.unit,
            capitalised(scale.unit),
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
        moved = difference(results, outcome, reference=reference, by="area").sel(scenario=chosen, year=year)
        values = moved.median("draw").to_numpy()
        what = f"difference of ‘{titled}’ from ‘{results.titles[reference]}’"
    scale = scale_of(unit_of_difference(stated), float(np.abs(values).max()))
    against_what = "" if show == "change" else against(results, reference)
    notes = [draws, source(results), *(rests_on_judgement(results, [chosen]) if show == "difference" else [])]
    if show == "change" and name in {"healthy life expectancy", "life expectancy"}:
        notes[0] += " Most of the change is the assumed shock of COVID-19, the same in all scenarios."

    def title(ends: _Ends) -> str:
        if show == "difference":
            return _title_of_difference(titled, name, year, ends) + against_what
        up = ends.rising >= ends.falling
        where = _counted(ends.rising if up else ends.falling, ends.count)
        return f"{capitalised(name)} {'rises' if up else 'falls'} in {where}, {BASE_YEAR} to {year}"

    return _Subject(
        np.asarray(values, np.float64) * scale.factor,
        scale.unit,
        f"{show.capitalize()}, {scale.unit}",
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


def _chosen(results: Results, scenario: str | None, can_be: Sequence[str]) -> str:
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


def _counted(areas: int, count: int) -> str:
    return f"all {count} areas" if areas == count else f"{areas} of {count} areas"


def _title_of_level(name: str, when: str, ends: _Ends) -> str:
    most = ends.most.split(" ")[0]
    return f"{capitalised(name)}, {when}: from {ends.least} in {ends.lowest} to {most} in {ends.highest}"


def _title_of_difference(titled: str, name: str, year: int, ends: _Ends) -> str:
    if not ends.rising and not ends.falling:
        return f"‘{titled}’ changes {name} in no area by {year}"
    up = ends.rising >= ends.falling
    verb, count = ("raises", ends.rising) if up else ("lowers", ends.falling)
    where, size = (ends.highest, ends.most) if up else (ends.lowest, ends.least)
    return f"‘{titled}’ {verb} {name} in {_counted(count, ends.count)}, most in {where} ({size} by {year})"


def _ends(subject: _Subject, areas: pd.DataFrame) -> _Ends:
    values = subject.values
    names = areas["name"].to_numpy()
    low, high = int(subject.order[0]), int(subject.order[-1])
    return _Ends(
        str(names[low]),
        str(names[high]),
        subject.worded(float(values[low])),
        subject.worded(float(values[high])),
        int((values > NOTHING).sum()),
        int((values < -NOTHING).sum()),
        len(values),
    )


def _alt_text(title: str, subject: _Subject, classes: Sequence[Class], areas: pd.DataFrame) -> str:
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
