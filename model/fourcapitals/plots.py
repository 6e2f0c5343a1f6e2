"""Charts: levels with their observed past, and differences between scenarios at a scale that shows them.

In the style of the Government Analysis Function: direct labels, at most four scenarios, colour never the only cue.
A chart carries its data, its alt text and the command that makes it again, and `save_figure` writes all of them.
"""

from __future__ import annotations

import os
import shlex
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator

from fourcapitals.baseline import BASE_PERIOD, load_baseline
from fourcapitals.comparison import (
    ENGLAND,
    NOTHING,
    PUBLISHED_AS,
    Scale,
    aggregate,
    difference,
    find_outcome,
    scale_of,
    signed,
    spending,
)
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.places import find_area
from fourcapitals.results import Results, check_target
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, SEXES, Outcome

Array = npt.NDArray[np.float64]

MOST_SERIES: Final = 4
COLOURS: Final = ("#12436D", "#28A197", "#801650", "#F46A25")
PAIR: Final = ("#12436D", "#F46A25")
INK: Final = "#1A1A1A"
"""Of text: not every colour of the palette can be read as text on white."""
NEUTRAL: Final = "#3D3D3D"
"""Of the observed past and of the reference."""
DASHES: Final[tuple[Any, ...]] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)))
PROJECTED: Final = (0, (4, 2))
MARKERS: Final = ("o", "s", "^", "D")
BAND: Final = (0.1, 0.9)
"""Quantiles of the draws between which a band lies: 80% of draws."""

SIZE: Final = (12.0, 7.2)
"""Inches."""
THREAD: Final = 0.32
"""Inches between the end of a line and its label."""
MOST_LINES: Final = 16
"""Of all labels of a panel together."""
FONTS: Final = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")
FORMATS: Final = (".png", ".svg", ".pdf")
DOTS_PER_INCH: Final = 150

PUBLISHERS: Final = {
    "hle": "ONS, Health state life expectancies, release of 4 March 2022, original method",
    "le": "ONS and OHID, life expectancy at birth",
    "gva_per_hour": "ONS, Subregional productivity, June 2023, smoothed; in 2019 prices by the GDP deflator",
    "employment": "ONS, Annual Population Survey",
    "long_term_sick": "ONS, Annual Population Survey, derived and provisional",
    "income": "ONS, Gross disposable household income; in 2019 prices by the GDP deflator",
    "life_satisfaction": "ONS, Personal well-being, years from April",
    "pm25": "Defra, by way of the ONS Health Index",
}
IN_CURRENT_PRICES: Final = ("gva_per_hour", "income")
LEVELS: Final[dict[str, tuple[Scale, float, Callable[[float], str]]]] = {
    "years": (Scale(1.0, "years"), 0.1, "{:.1f} years".format),
    "£, 2019 prices": (Scale(1.0, "£, 2019 prices"), 0.01, lambda level: f"£{level:,.{2 if level < 1000 else 0}f}"),
    "share": (Scale(100.0, "%"), 0.1, "{:.1f}%".format),
    "points, 0 to 10": (Scale(1.0, "points, 0 to 10"), 0.01, "{:.2f} points".format),
    "µg/m3": (Scale(1.0, "µg/m3"), 0.1, "{:.1f} µg/m3".format),
}
"""Of each unit: what a level is shown in, the least that is shown, and how it is worded."""
NUMBERS: Final = ("no", "one", "two", "three", "four")


class Chart(Figure):
    """A matplotlib figure with the data drawn, its description in words, and the command that makes it again."""

    data: pd.DataFrame
    """Tidy: ``panel, series, kind, year, value, low, high, unit, period``."""
    alt_text: str
    command: str

    def _repr_png_(self) -> bytes:
        """Show the chart in a notebook without pyplot."""
        content = BytesIO()
        self.savefig(content, format="png")
        return content.getvalue()


@dataclass(frozen=True)
class Place:
    """What a chart is of: a grouping of `comparison`, a code and a name."""

    by: str
    code: str
    name: str


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


@dataclass(frozen=True)
class Panel:
    """One set of axes: its name in the data, its heading, its unit, its lines and how an end is labelled."""

    name: str
    heading: str
    unit: str
    lines: tuple[Line, ...]
    worded: Callable[[float], str]
    least: float = 0.0
    """The smallest step that a worded level shows."""


def plot_projection(
    results: Results,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    sex: str | None = None,
    area: str | None = None,
    region: str | None = None,
) -> Chart:
    """Draw the level of an outcome with its observed past and, beside it, what each scenario changes.

    Parameters
    ----------
    results : Results
        With several draws the lines are medians and the bands hold 80% of draws.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with. With a single scenario only levels are drawn.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.
    area, region : str, optional
        One area, by name or code, or one region; England if both are left out.

    Returns
    -------
    Chart
        A `matplotlib.figure.Figure` that also holds ``data``, ``alt_text`` and ``command``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, sex, area or region.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> chart = plot_projection(fc.simulate("baseline"), outcome="gva_per_hour", area="Hartlepool")
    >>> chart.data.query("kind == 'observed'")["year"].min()
    np.float64(2004.0)
    """
    stated = find_outcome(outcome)
    place = _place(results, area, region)
    others = [name for name in results.scenarios if name != reference]
    if len(results.scenarios) == 1:
        reference, others = results.scenarios[0], []
    results.scenario(reference)
    ends = {}
    if others:
        change = _of_place(difference(results, outcome, reference=reference, by=place.by, sex=sex), place)
        at_end = change.sel(year=END_YEAR).median("draw")
        ends = {name: float(at_end.sel(scenario=name)) for name in others}
        kept = sorted(others, key=lambda name: -abs(ends[name]))[:MOST_SERIES]
        shown = [name for name in others if name in kept]
        looks = _looks(shown)
    else:
        shown, looks = [], {}
    looks[reference] = (NEUTRAL, PROJECTED, "v")
    observed = _observed(stated, place, sex)
    level = _of_place(aggregate(results, outcome, by=place.by, sex=sex), place)
    levels = _level_panel(results, stated, level, observed, looks, reference, ends)
    panels = [levels]
    if shown:
        panels.append(_difference_panel(results, change, looks, shown, reference))
    words = _Words(results, stated, place, sex, reference, tuple(shown), ends, panels, level)
    with style.context("afcharts.afcharts"), mpl.rc_context({"font.family": [_font()], "font.size": 12}):
        chart = Chart(figsize=SIZE, dpi=DOTS_PER_INCH)
        _draw(chart, panels, words)
    chart.data = _tidy(panels)
    chart.alt_text = words.alt_text()
    chart.command = _command(results, outcome, reference, sex, area, region)
    return chart


def save_figure(figure: Figure, path: str | Path, *, overwrite: bool = False) -> tuple[Path, Path, Path]:
    """Write a chart as a picture, and beside it the data drawn (.csv) and the alt text and command (.txt).

    Each file is written whole or not at all.

    Parameters
    ----------
    figure : Figure
        That `plot_projection` gave.
    path : str or Path
        Ends in .png, .svg or .pdf.
    overwrite : bool
        Whether files that exist may be replaced.

    Returns
    -------
    tuple of Path
        Picture, data and text.

    Raises
    ------
    BadInput
        When the ending is another, a file exists, or a file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        ending = f"not {target.suffix!r}" if target.suffix else "and this name has no ending"
        raise BadInput(f"{path}: a figure is written as .png, .svg or .pdf, {ending}")
    if not isinstance(figure, Chart):
        raise TypeError("save_figure takes the chart that plot_projection gave, with its data")
    targets = (target, target.with_suffix(".csv"), target.with_suffix(".txt"))
    _check_targets(targets, overwrite=overwrite)
    text = f"{figure.alt_text}\n\nTo make it again:\n{figure.command.replace('CHART', shlex.quote(target.name))}\n"
    contents = (
        _picture(figure, target.suffix.lower()),
        figure.data.to_csv(index=False, float_format="%.10g", lineterminator="\n").encode("utf-8"),
        text.encode("utf-8"),
    )
    for each, content in zip(targets, contents, strict=True):
        _write(each, content)
    return targets


def _check_targets(targets: Sequence[Path], *, overwrite: bool) -> None:
    faults: list[str] = []
    for each in targets:
        try:
            check_target(each, overwrite=overwrite)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)


def _picture(figure: Figure, suffix: str) -> bytes:
    """Render without a date, so that the same results give the same file."""
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    content = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "fourcapitals"}):
        figure.savefig(content, format=suffix[1:], dpi=DOTS_PER_INCH, metadata=undated[suffix])
    return content.getvalue()


def _write(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, target)
    except OSError as error:
        raise BadInput(f"{target}: cannot be written: {error.strerror or error}") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


# What is drawn


def _place(results: Results, area: str | None, region: str | None) -> Place:
    if area is not None and region is not None:
        raise BadInput("give an area or a region, not both")
    dataset = results.dataset
    if region is not None:
        pairs = zip(dataset["region"].to_numpy(), dataset["region_name"].to_numpy(), strict=True)
        regions = {str(name): str(code) for code, name in pairs}
        for name, code in regions.items():
            if region.casefold() in (name.casefold(), code.casefold()):
                return Place("region", code, name)
        raise UnknownName(unknown("region", region, regions))
    if area is None:
        return Place("england", ENGLAND, "England")
    codes = [str(code) for code in dataset["area"].to_numpy()]
    names = [str(name) for name in dataset["area_name"].to_numpy()]
    for code, name in zip(codes, names, strict=True):
        if area.casefold() in (name.casefold(), code.casefold()):
            return Place("area", code, name)
    code = find_area(area)
    if code not in codes:
        raise UnknownName(unknown("area in these results:", area, names))
    return Place("area", code, names[codes.index(code)])


def _of_place(values: xr.DataArray, place: Place) -> xr.DataArray:
    return values.sel(group=place.code)


def _looks(shown: Sequence[str]) -> dict[str, tuple[str, Any, str]]:
    colours = PAIR if len(shown) == 2 else COLOURS
    return {name: (colours[at], DASHES[at], MARKERS[at]) for at, name in enumerate(shown)}


def _observed(outcome: Outcome, place: Place, sex: str | None) -> pd.DataFrame:
    """Observed past of a place: period, year (the middle of the period) and value, in the unit of the results."""
    baseline = load_baseline()
    name = PUBLISHED_AS.get(outcome.name, outcome.name)
    wanted = ["persons"] if not outcome.by_sex else list(SEXES) if sex is None else [sex]
    own_table = {"le": "history_life_expectancy"}.get(name, f"history_{name}")
    if place.by != "area" or outcome.name == "hle":
        # Healthy life expectancy is published for upper tiers, some of which are areas.
        table = baseline.tables["published"].query("code == @place.code and outcome == @name")
        table = table.assign(period=table["period"].astype(str))
    elif own_table in baseline.tables:
        table = baseline.tables[own_table].query("code == @place.code")
        if "start_year" in table:
            ends = [f"{year}-{(year + 2) % 100:02d}" for year in table["start_year"]]
            table = table.assign(period=ends)
        else:
            table = table.assign(period=table["year"].astype(str), sex="persons")
    else:
        return pd.DataFrame({"period": [], "year": [], "value": []})
    table = table[table["sex"].isin(wanted)]
    by_period = table.groupby("period")["value"].agg(["mean", "count"])
    by_period = by_period[by_period["count"] == len(wanted)]
    first = by_period.index.str[:4].astype(int)
    years = np.where(by_period.index.str.contains("-"), first + 1, first)
    past = pd.DataFrame({"period": by_period.index, "year": years, "value": by_period["mean"].to_numpy()})
    if outcome.name in IN_CURRENT_PRICES:
        deflator = baseline.tables["deflator"].set_index("year")["index_2019"]
        past = past[past["year"].isin(deflator.index)]
        past["value"] = past["value"] * 100 / deflator.loc[past["year"]].to_numpy()
    return past[past["year"] <= BASE_YEAR].sort_values("year")


def _projected(
    values: xr.DataArray, factor: float, series: str, look: tuple[str, Any, str], *, start: int = BASE_YEAR
) -> Line:
    """One scenario over the years: the median of the draws, and the band of 80% of them."""
    values = values.sel(year=slice(start, None)) * factor
    low = high = None
    if values.sizes["draw"] > 1:
        low, high = (np.asarray(values.quantile(share, dim="draw").to_numpy()) for share in BAND)
    middle = np.asarray(values.median("draw").to_numpy())
    return Line(series, "projection", np.asarray(values["year"].to_numpy(), float), middle, *look, low, high)


def _level_panel(
    results: Results,
    outcome: Outcome,
    level: xr.DataArray,
    observed: pd.DataFrame,
    looks: dict[str, tuple[str, Any, str]],
    reference: str,
    ends: dict[str, float],
) -> Panel:
    scale, least, worded = LEVELS[outcome.unit]
    lines = []
    if len(observed):
        lines.append(
            Line(
                "Observed",
                "observed",
                observed["year"].to_numpy(float),
                observed["value"].to_numpy(float) * scale.factor,
                NEUTRAL,
                "-",
                "o",
                periods=tuple(observed["period"]),
            )
        )
    others = sorted((name for name in looks if name != reference), key=lambda name: -abs(ends[name]))
    for name in [*others[: MOST_SERIES - 1], reference]:
        colour, _, marker = looks[name]
        lines.append(
            _projected(level.sel(scenario=name), scale.factor, results.titles[name], (colour, PROJECTED, marker))
        )
    return Panel("level", f"Level, {scale.unit}", scale.unit, tuple(lines), worded, least)


def _difference_panel(
    results: Results,
    change: xr.DataArray,
    looks: dict[str, tuple[str, Any, str]],
    shown: Sequence[str],
    reference: str,
) -> Panel:
    middle = change.sel(scenario=list(shown)).median("draw")
    scale = scale_of(str(change.attrs["units"]), float(np.abs(middle).max()))
    lines = tuple(
        _projected(change.sel(scenario=name), scale.factor, results.titles[name], looks[name]) for name in shown
    )
    return Panel(
        "difference",
        f"Difference from ‘{results.titles[reference]}’, {scale.unit}",
        scale.unit,
        lines,
        lambda value: _amount(value, scale.unit),
    )


def _amount(value: float, unit: str) -> str:
    if abs(value) < NOTHING:
        return "no difference"
    # A long unit stands in the heading alone.
    shown = unit if unit == "%" else f" {unit}" if len(unit) <= 9 else ""
    return _minus(f"{signed(value)}{shown}")


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _tidy(panels: Sequence[Panel]) -> pd.DataFrame:
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
            }
        )
        for panel in panels
        for line in panel.lines
    ]
    return pd.concat(parts, ignore_index=True)


def _command(
    results: Results, outcome: str, reference: str, sex: str | None, area: str | None, region: str | None
) -> str:
    """Give the commands that make the chart again; what they cannot ask for, in Python."""
    names = " ".join(shlex.quote(name) for name in results.scenarios)
    if sex is None and region is None and results.dataset.sizes["draw"] == 1:
        where = "" if area is None else f" --area {shlex.quote(area)}"
        return (
            f"fourcapitals run {names} --reference {shlex.quote(reference)} --out results.nc\n"
            f"fourcapitals plot results.nc --outcome {outcome} --reference {shlex.quote(reference)}{where} --out CHART"
        )
    asked = {"outcome": outcome, "reference": reference, "sex": sex, "area": area, "region": region}
    given = ", ".join(f"{key}={value!r}" for key, value in asked.items() if value is not None)
    return (
        'results = fourcapitals.load_results("results.nc")\n'
        f"fourcapitals.plots.save_figure(fourcapitals.plot_projection(results, {given}), 'CHART')"
    )


# What is said


@dataclass(frozen=True)
class _Words:
    """The words of one chart, made from its numbers."""

    results: Results
    outcome: Outcome
    place: Place
    sex: str | None
    reference: str
    shown: tuple[str, ...]
    ends: dict[str, float]
    panels: Sequence[Panel]
    level: xr.DataArray

    @property
    def name(self) -> str:
        """The outcome within a sentence."""
        label = self.outcome.label.split(",")[0].removesuffix(" at birth")
        return label if label[:2].isupper() else label[0].lower() + label[1:]

    @property
    def where(self) -> str:
        """The place within a title; England goes without saying."""
        return "" if self.place.by == "england" else f" in {self.place.name}"

    @property
    def against(self) -> str:
        """The reference within a title; the baseline goes without saying."""
        return "" if self.reference == "baseline" else f" against ‘{self.titles[self.reference]}’"

    @property
    def titles(self) -> dict[str, str]:
        return dict(self.results.titles)

    def title(self) -> str:
        if self.shown:
            return f"By {END_YEAR}, {self._what_changes()}{self.against}"
        worded = self.panels[0].worded
        line = self.panels[0].lines[-1]
        before, after = worded(line.values[0]), worded(line.values[-1])
        label = self.name[0].upper() + self.name[1:]
        if before == after:
            return f"{label} in {self.place.name} stays at {after} to {END_YEAR}"
        verb = "rises" if line.values[-1] > line.values[0] else "falls"
        return f"{label} in {self.place.name} {verb} from {before} in {BASE_YEAR} to {after} in {END_YEAR}"

    def _what_changes(self) -> str:
        ends = [self.ends[name] for name in self.shown]
        count = len(ends)
        moved = sorted(end for end in ends if abs(end) >= NOTHING)
        what = f"{self.name}{self.where}"
        one = f"‘{self.titles[self.shown[0]]}’"
        who = one if count == 1 and len(one) <= 42 else f"{NUMBERS[count]} scenario{'s' * (count > 1)}"
        if not moved:
            return f"{who} {'do' if count > 1 else 'does'} not change {what}"
        if len(moved) < count:
            who = f"{NUMBERS[len(moved)]} of {who}"
        ended = "" if len(moved) > 1 else "s"
        scale = scale_of(self.unit_of_difference, max(moved, key=abs))
        unit = scale.unit if scale.unit == "%" else f" {scale.unit}"
        if moved[0] < 0 < moved[-1]:
            low, high = (signed(end * scale.factor) for end in (moved[0], moved[-1]))
            return _minus(f"{who} move{ended} {what} by {low} to {high}{unit}")
        low, high = (signed(end * scale.factor)[1:] for end in sorted((abs(moved[0]), abs(moved[-1]))))
        verb = "raise" if moved[0] > 0 else "lower"
        return f"{who} {verb}{ended} {what} by {high if low == high else f'{low} to {high}'}{unit}"

    @property
    def unit_of_difference(self) -> str:
        return "%" if self.outcome.change == "relative" else self.outcome.unit

    def subtitle(self) -> list[str]:
        sex = {None: "mean of males and females", "male": "males", "female": "females"}[self.sex]
        first = int(min(line.years[0] for line in self.panels[0].lines))
        parts = [self.outcome.label, *([sex] if self.outcome.by_sex else []), self.place.name]
        lines = [f"{', '.join(parts)}, {first} to {END_YEAR}, {self.panels[0].unit}"]
        cancels = ", equal in all scenarios, so that differences are free of it" if self.shown else ""
        path = self.level.sel(scenario=self.reference).median("draw")
        if self.outcome.name in {"hle", "le"} and float(path[1] - path[0]) < -0.1:
            lines.append(
                f"The fall after {BASE_YEAR} is the assumed shock of COVID-19: "
                f"the largest uncertainty of the level{cancels}"
            )
        elif self.outcome.name in {"gva_per_hour", "income"}:
            lines.append(f"The level follows an assumed national trend of productivity{cancels}")
        return lines

    def notes(self) -> list[str]:
        """Give the lines under the chart: draws, how to read it, source and what rests on judgement."""
        draws = self.results.dataset.sizes["draw"]
        said = [
            "Central values, noise off: one possible path, not a forecast."
            if draws == 1 and self.results.dataset.attrs.get("seed", "noise off") == "noise off"
            else "One draw: one possible path, not a forecast."
            if draws == 1
            else f"Lines are medians; bands hold 80% of draws ({draws:,} draws)."
        ]
        missing = [name for name in self.results.scenarios if name not in (*self.shown, self.reference)]
        if missing and self.shown:
            said.append(
                f"Drawn are the {NUMBERS[MOST_SERIES]} largest differences of {len(missing) + len(self.shown)} "
                f"in {END_YEAR}; not drawn: {'; '.join(self.titles[name] for name in missing)}."
            )
        if len(self.shown) == MOST_SERIES:
            said.append("Levels are drawn for the reference and the three largest differences.")
        observed = [line for line in self.panels[0].lines if line.kind == "observed"]
        if observed and any("-" in period for period in observed[0].periods):
            said.append(
                f"Observed: three-year averages at their middle year; the projection starts from {BASE_PERIOD}."
            )
        elif not observed and self.outcome.name == "hle":
            said.append("Healthy life expectancy is not published for districts; the start is estimated.")
        said.append("The axis of levels does not start at zero.")
        publisher = PUBLISHERS[self.outcome.name]
        version = self.results.dataset.attrs.get("fourcapitals_version", "")
        what = "observed" if observed else "level of the base year"
        lines = [
            " ".join(said),
            f"Source: projection, Four Capitals model {version}; {what}, {publisher}.",
        ]
        if self.shown:
            shares = spending(self.results)["judgement_share"]
            known = {name: shares[name] for name in self.shown if not np.isnan(shares[name])}
            if known:
                each = "; ".join(f"{self.titles[name]}, {100 * share:.0f}% of £" for name, share in known.items())
                lines.append(f"Rests on judgement: {each}.")
        return lines

    def alt_text(self) -> str:
        """Describe the chart in words."""
        level = self.panels[0]
        path = level.lines[-1]
        said = [f"{self.title()}."]
        said.append(f"Line chart{' in two panels' if self.shown else ''}: {self.subtitle()[0]}.")
        said += [
            f"Observed: {level.worded(line.values[0])} in {line.periods[0]}, "
            f"{level.worded(line.values[-1])} in {line.periods[-1]}."
            for line in level.lines
            if line.kind == "observed"
        ]
        said.append(
            f"Projected under {path.series}: {level.worded(path.values[0])} in {BASE_YEAR}, lowest "
            f"{level.worded(path.values.min())}, {level.worded(path.values[-1])} in {END_YEAR}."
        )
        if self.shown:
            panel = self.panels[1]
            ends = "; ".join(f"{line.series}, {panel.worded(line.values[-1])}" for line in panel.lines)
            said.append(f"{panel.heading.removesuffix(f', {panel.unit}')} in {END_YEAR}, {panel.unit}: {ends}.")
        said += self.notes()
        return " ".join(said)


# How it is drawn


def _font() -> str:
    known = set(fontManager.get_font_names())
    return next((name for name in FONTS if name in known), "DejaVu Sans")


def _draw(chart: Chart, panels: Sequence[Panel], words: _Words) -> None:
    """Set words above and below, and the panels with their labels in the room between."""
    canvas = FigureCanvasAgg(chart)
    pen = _Pen(chart, canvas.get_renderer())  # type: ignore[no-untyped-call]
    wide, high = SIZE
    margin = 0.35
    top = high - 0.3
    top = pen.write(words.title(), margin, top, wide - 2 * margin, size=18, weight="bold")
    top -= 0.08
    for said in words.subtitle():
        top = pen.write(said, margin, top, wide - 2 * margin, size=12.5) - 0.03
    bottom = 0.2
    for said in reversed(words.notes()):
        strong = said.startswith("Rests on judgement")
        bottom = pen.write(
            said,
            margin,
            bottom,
            wide - 2 * margin,
            size=10,
            upward=True,
            weight="bold" if strong else "normal",
        )
        bottom += 0.04
    labels = [_labels(panel) for panel in panels]
    gutters = [max(pen.size(text, size=11)[0] for _, text, _ in each) + THREAD + 0.1 for each in labels]
    tick_room, gap = 0.72, 0.25
    room = (wide - 2 * margin - sum(gutters) - tick_room * len(panels) - gap * (len(panels) - 1)) / len(panels)
    left = margin
    headings = [
        pen.wrapped(p.heading, tick_room + room + g, size=12.5, weight="bold")
        for p, g in zip(panels, gutters, strict=True)
    ]
    heading_room = max(pen.size(text, size=12.5, weight="bold")[1] for text in headings)
    above, below = top - 0.22 - heading_room - 0.32, bottom + 0.42
    for panel, heading, each, gutter in zip(panels, headings, labels, gutters, strict=True):
        pen.write(heading, left, top - 0.22, wide, size=12.5, weight="bold")
        axes = chart.add_axes(((left + tick_room) / wide, below / high, room / wide, (above - below) / high))
        _draw_panel(axes, panel)
        _label_ends(axes, pen, each)
        left += tick_room + room + gutter + gap


class _Pen:
    """Writes and measures text, in inches."""

    def __init__(self, chart: Chart, renderer: Any) -> None:
        self.chart, self.renderer = chart, renderer

    def size(self, text: str, **font: Any) -> tuple[float, float]:
        """Width and height of a text."""
        written = self.chart.text(0, 0, text, **font)
        box = written.get_window_extent(self.renderer)
        written.remove()
        return box.width / self.chart.dpi, box.height / self.chart.dpi

    def wrapped(self, text: str, width: float, **font: Any) -> str:
        """Break a text into lines no wider than a width."""
        words = text.split()
        widths = [self.size(word, **font)[0] for word in words]
        space = self.size("a a", **font)[0] - self.size("aa", **font)[0]
        lines = _broken(words, widths, space, width)
        narrower = width
        while len(lines) > 1 and narrower > width / 2:
            # Lines of like length, so that no word stands alone.
            narrower -= 0.1
            even = _broken(words, widths, space, narrower)
            if len(even) > len(lines):
                break
            lines = even
        return "\n".join(lines)

    def write(self, text: str, x: float, y: float, width: float, *, upward: bool = False, **font: Any) -> float:
        """Write a text below (or above) a height; the height at which it ends."""
        wide, high = SIZE
        broken = text if "\n" in text else self.wrapped(text, width, **font)
        written = self.chart.text(
            x / wide, y / high, broken, va="bottom" if upward else "top", ha="left", linespacing=1.25, **font
        )
        box = written.get_window_extent(self.renderer)
        return float(box.y1 if upward else box.y0) / self.chart.dpi


def _broken(words: Sequence[str], widths: Sequence[float], space: float, width: float) -> list[str]:
    lines, filled = [words[0]], widths[0]
    for word, its_width in zip(words[1:], widths[1:], strict=True):
        if filled + space + its_width > width:
            lines.append(word)
            filled = its_width
        else:
            lines[-1] += f" {word}"
            filled += space + its_width
    return lines


def _draw_panel(axes: Axes, panel: Panel) -> None:
    for line in panel.lines:
        hidden = line is not panel.lines[-1] and _run_together(panel)
        if line.low is not None and line.high is not None and not hidden:
            axes.fill_between(line.years, line.low, line.high, color=line.colour, alpha=0.15, linewidth=0)
        observed = line.kind == "observed"
        axes.plot(
            line.years,
            line.values,
            color=line.colour,
            linestyle=line.dashes,
            linewidth=2.2,
            marker=line.marker,
            markersize=4.5 if observed else 7,
            markevery=None if observed else [len(line.years) - 1],
            clip_on=False,
            zorder=3,
        )
    low, high = _limits(panel)
    first = min(line.years[0] for line in panel.lines)
    axes.set_ylim(low, high)
    axes.set_xlim(first - 0.3, END_YEAR)
    axes.set_xticks(_years_marked(first, axes.get_position().width * SIZE[0]))
    ticks = [tick for tick in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= tick <= high]
    axes.set_yticks(ticks, _ticks_in_words(ticks, with_sign=panel.name == "difference"))
    axes.tick_params(labelsize=11, labelfontfamily=mpl.rcParams["font.family"][0], length=4)
    if panel.name == "difference":
        axes.axhline(0, color=NEUTRAL, linewidth=1.2, zorder=2)
        return
    axes.axvline(BASE_YEAR, color="0.55", linewidth=1, zorder=1)
    base = panel.lines[-1]
    axes.plot(
        base.years[0],
        base.values[0],
        marker="o",
        markersize=8,
        markerfacecolor="white",
        markeredgecolor=NEUTRAL,
        markeredgewidth=1.8,
        zorder=4,
    )
    kinds = {line.kind for line in panel.lines}
    above: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "va": "bottom",
        "fontsize": 10.5,
        "color": "0.3",
    }
    if "observed" in kinds:
        axes.annotate("observed", (BASE_YEAR, 1), xytext=(-6, 3), ha="right", **above)
    axes.annotate("projected", (BASE_YEAR, 1), xytext=(6, 3), ha="left", **above)


def _years_marked(first: float, width: float) -> list[int]:
    """Base year, end year, and round years where their figures have room (width in inches)."""
    apart = max(2.0, 0.45 * (END_YEAR - first) / width)
    step = 5 if apart < 5 else 10
    fixed = (BASE_YEAR, END_YEAR)
    rounded = [year for year in range(1990, END_YEAR, step) if year >= first]
    return sorted([*fixed, *(year for year in rounded if min(abs(year - each) for each in fixed) >= apart)])


def _limits(panel: Panel) -> tuple[float, float]:
    parts = [part for line in panel.lines for part in (line.values, line.low, line.high) if part is not None]
    values = np.concatenate(parts)
    low, high = float(values.min()), float(values.max())
    if panel.name == "difference":
        low, high = min(low, 0.0), max(high, 0.0)
        if high - low < NOTHING:
            low, high = -1.0, 1.0
    else:
        # A level that hardly moves must not look as if it did.
        least = 0.04 * abs(high)
        spare = max(0.0, least - (high - low)) / 2
        low, high = low - spare, high + spare
    edge = 0.07 * (high - low)
    at_zero = panel.name == "difference"
    return (low if at_zero and low == 0 else low - edge), (high if at_zero and high == 0 else high + edge)


def _ticks_in_words(ticks: Sequence[float], *, with_sign: bool) -> list[str]:
    step = ticks[1] - ticks[0]
    decimals = next(places for places in range(9) if abs(step * 10**places - round(step * 10**places)) < 1e-6)
    sign = "+" if with_sign else ""
    return [_minus(f"{tick:{sign},.{decimals}f}") if abs(tick) > step / 1e6 else "0" for tick in ticks]


def _run_together(panel: Panel) -> bool:
    """Whether the levels of the scenarios cannot be told apart at the scale of the panel."""
    ends = [float(line.values[-1]) for line in panel.lines if line.kind == "projection"]
    low, high = _limits(panel)
    return panel.name == "level" and len(ends) > 1 and max(ends) - min(ends) < 0.12 * (high - low)


Label = tuple[float, str, str]


def _labels(panel: Panel) -> list[Label]:
    """Labels of the ends: height, text, colour; one for all levels that cannot be told apart."""
    projected = [line for line in panel.lines if line.kind == "projection"]
    ends = [float(line.values[-1]) for line in projected]
    if _run_together(panel):
        who = NUMBERS[len(ends)].capitalize()
        lowest, highest = panel.worded(min(ends)), panel.worded(max(ends))
        told_apart = lowest != highest and max(ends) - min(ends) >= panel.least / 2
        said = f"{lowest.split()[0]} to {highest}" if told_apart else panel.worded(ends[-1])
        return [(float(np.mean(ends)), f"{who}\nscenarios\n{said}", NEUTRAL)]
    for width in (21, 28, 36):
        texts = ["\n".join([*textwrap.wrap(line.series, width), panel.worded(line.values[-1])]) for line in projected]
        if sum(text.count("\n") + 1 for text in texts) <= MOST_LINES:
            break
    return [(end, text, line.colour) for end, text, line in zip(ends, texts, projected, strict=True)]


def _label_ends(axes: Axes, pen: _Pen, labels: Sequence[Label]) -> None:
    """Write each label beside the end of its line, moved as little as keeps them apart, with a thread between."""
    low, high = axes.get_ylim()
    width, height = axes.get_position().width * SIZE[0], axes.get_position().height * SIZE[1]
    sizes = [pen.size(text, size=11, linespacing=1.15)[1] / height for _, text, _ in labels]
    wanted = [(end - low) / (high - low) for end, _, _ in labels]
    for (end, text, colour), at in zip(labels, spread(wanted, sizes, gap=0.1 / height), strict=True):
        axes.annotate(
            text,
            xy=(END_YEAR, end),
            xycoords="data",
            xytext=(1 + THREAD / width, at),
            textcoords="axes fraction",
            va="center",
            ha="left",
            fontsize=11,
            linespacing=1.15,
            color=INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 1.4,
                "relpos": (0, 0.5),
                "shrinkA": 2,
                "shrinkB": 5,
            },
        )


def spread(wanted: Sequence[float], sizes: Sequence[float], *, gap: float = 0.0) -> list[float]:
    """Move labels up and down as little as keeps them apart, and within 0 and 1 when there is room.

    Parameters
    ----------
    wanted : sequence of float
        Height of each label's middle, as a share of the axes.
    sizes : sequence of float
        Height of each label.
    gap : float
        Room between two labels.

    Examples
    --------
    >>> [round(middle, 6) for middle in spread([0.5, 0.5, 0.9], [0.2, 0.2, 0.2])]
    [0.4, 0.6, 0.9]
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    # Groups of touching labels: the bottom of each group, its height, its members.
    groups: list[tuple[float, float, list[int]]] = []
    for at in order:
        height, members = sizes[at], [at]
        bottom = max(0.0, min(wanted[at] - height / 2, 1.0 - height))
        while groups and groups[-1][0] + groups[-1][1] + gap > bottom:
            _, under, lower = groups.pop()
            members = lower + members
            height = under + gap + height
            offsets = np.cumsum([0.0, *(sizes[each] + gap for each in members[:-1])])
            bottoms = [wanted[each] - sizes[each] / 2 for each in members]
            bottom = max(0.0, min(float(np.mean(np.array(bottoms) - offsets)), 1.0 - height))
        groups.append((bottom, height, members))
    middles = [0.0] * len(wanted)
    for bottom, _, members in groups:
        below = bottom
        for each in members:
            middles[each] = below + sizes[each] / 2
            below += sizes[each] + gap
    return middles
