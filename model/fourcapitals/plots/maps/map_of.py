"""Hexagon maps of the areas: levels, changes, differences, money per head and indicators of the capitals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.place_names import Place
from fourcapitals.data.places import find_place
from fourcapitals.errors import BadInput
from fourcapitals.formatting import areas_of
from fourcapitals.plots.maps.beside import SIDE
from fourcapitals.plots.maps.classes import colours_of
from fourcapitals.plots.maps.draws import subject_of_draws
from fourcapitals.plots.maps.hexagon_map import LARGEST, draw_map, map_of_values
from fourcapitals.plots.maps.observed import indicator_of, observed_level
from fourcapitals.plots.maps.projected import Show, subject_of_runs
from fourcapitals.plots.maps.subject import ALL_AREAS, Subject, ends_of, in_region
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import MARGIN, frame, open_page
from fourcapitals.results.carried import areas_left_out
from fourcapitals.results.groupings import not_held
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR

SHOWN: Final = ("level", "change", "money_per_head", "difference", "better")
PAGE: Final = (12.0, 9.6)
"""Inches."""
LEAST_PAGE: Final = 3.2
"""Inches of a page beside its hexagons."""
LEAST_MAP: Final = 2.2
"""Inches of a map that its legend needs."""


@checked
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
        (`difference_units.units_of`); the one that suits their size if left out.

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
        When a baseline is asked for more than it holds, the scenario is not clear, or results hold one area.

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
        subject = indicator_of(given if isinstance(given, Baseline) else load_baseline(), indicator)
    elif isinstance(given, Baseline):
        if show != "level":
            raise BadInput(f"a baseline has levels alone; for a map of {show!r} give results")
        subject = observed_level(given, outcome)
    else:
        asking.check_year(given, year)
        if given.holds_areas or show == "money_per_head":
            subject = subject_of_runs(given, outcome, scenario, show, year, reference, unit)
        else:
            subject = subject_of_draws(given, outcome, scenario, show, year, reference, unit)
    areas = _areas(given)
    if isinstance(given, Results) and within is None:
        subject = _of_areas_held(subject, given)
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
    notes = [*subject.notes, *wording.on_inputs(inputs)]
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
    with open_page(size) as page:
        top, bottom = frame(page, caption)
        named = {at: (str(names[at]), words) for at, words in subject.named.items()}
        draw_map(page, shown, subject.heading, named, bottom, top)
    data = first_columns(areas).assign(value=subject.values, unit=subject.unit, **subject.beside)
    return page.chart.carrying(caption, data=data, command=command)


def kept_to(subject: Subject, areas: pd.DataFrame, place: Place) -> tuple[Subject, pd.DataFrame]:
    """Keep a subject and its areas to those of one place, and say so in its title and subtitle.

    Raises
    ------
    BadInput
        When the place is a single area, or some of its areas are not at hand.
    """
    at = np.flatnonzero(areas.index.isin(place.areas))
    if len(at) < len(place.areas) > 1:
        raise BadInput(f"within: {not_held(place)}")
    if len(at) < 2:
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
        subtitle=subject.subtitle.replace(ALL_AREAS, f"{len(at)} areas of {place.name}"),
    )
    return kept, areas.iloc[at]


def _of_areas_held(subject: Subject, results: Results) -> Subject:
    """Say in title and subtitle that results lack areas of England; all others stay as they are.

    Raises
    ------
    BadInput
        When they hold one area.
    """
    missing, count = len(areas_left_out(results.dataset)), results.dataset.sizes["area"]
    if not missing:
        return subject
    if count == 1:
        name = str(results.dataset["area_name"].to_numpy()[0])
        raise BadInput(f"a map needs several areas, and these results hold {name} alone; fourcapitals area shows it")
    title = subject.title
    return replace(
        subject,
        title=lambda ends: f"{count} of {count + missing} areas: {title(ends)}",
        subtitle=subject.subtitle.replace(ALL_AREAS, f"{count} of the {count + missing} areas of England"),
    )


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
