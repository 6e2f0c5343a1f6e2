"""What came over what was projected: fans of a place's outcomes with the published figures on them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.lines import MOST_SERIES
from fourcapitals.plots.parts.page import (
    BAND,
    COLOURS,
    HALF,
    MARGIN,
    NEUTRAL,
    PROJECTED,
    Page,
    frame,
    open_page,
    round_ticks,
    style_ticks,
)
from fourcapitals.vocabulary import ENGLAND

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results

COLUMNS: Final = ("projection", "scenario", "code", "outcome", "sex", "observed", "lower_80", "upper_80", "scored")
HIGH: Final = 2.9
"""Inches of a panel."""
BESIDE: Final = 0.5
"""Inches between panels."""
BOTH: Final = "both"
NORMAL_95: Final = 1.96
AROUND: Final = 2
"""Years drawn beyond the last figure."""


@dataclass(frozen=True)
class _Fan:
    """One outcome of the place: the fan, where results hold it, and its figures."""

    heading: str
    unit: str
    figures: pd.DataFrame
    factor: float
    years: Array | None
    middle: Array | None
    bands: tuple[tuple[Array, Array], ...]


@checked
def outturn(figures: pd.DataFrame, *, results: Results | None = None, place: str | None = None) -> Chart:
    """Draw what was published of one place over the fan of what was projected.

    Parameters
    ----------
    figures : pandas.DataFrame
        ``figures`` of `evidence.outturn`; its first projection is drawn.
    results : Results, optional
        Of that projection, for the fan of every year; bands of the figures alone where left out, as of a forecast on
        file.
    place : str, optional
        Code or name; England where it has figures, else the first place of the file.

    Returns
    -------
    Chart
        Of up to four outcomes, with the figures drawn as data.

    Raises
    ------
    BadInput
        When it is no such table.
    UnknownName
        When the place has no figure that is scored.
    """
    if not set(COLUMNS) <= set(figures) or not figures["scored"].any():
        raise BadInput("the figures of evidence.outturn expected, some of them scored")
    first = figures[figures["scored"]].iloc[0]
    own = figures[(figures["projection"] == first["projection"]) & (figures["scenario"] == first["scenario"])]
    own = own[own["scored"]]
    code = _code(own, place)
    here = own[own["code"] == code]
    groups = [rows for _, rows in here.groupby(["outcome", "sex"], sort=False)]
    fans = [_fan(rows, results) for rows in groups[:MOST_SERIES]]
    drawn = here[here.index.isin([index for fan in fans for index in fan.figures.index])]
    caption = _caption(drawn, own, fans, left_out=len(groups) - len(fans))
    with open_page() as page:
        rows = (len(fans) + 1) // 2
        top, bottom = frame(page, caption, room=rows * (HIGH + 0.55) + 0.1)
        _draw(page, fans, top - 0.15, bottom, rows)
    command = "fourcapitals outturn STORE --observed FILE --out CHART"
    return page.chart.carrying(caption, data=drawn.reset_index(drop=True), command=command)


def _code(own: pd.DataFrame, place: str | None) -> str:
    held = list(dict.fromkeys(own["code"]))
    if place is None:
        return ENGLAND if ENGLAND in held else str(held[0])
    names = dict(zip(own["name"].str.casefold(), own["code"], strict=True))
    found = place if place in held else names.get(place.casefold())
    if found is None:
        raise UnknownName(unknown("place with a scored figure:", place, list(dict.fromkeys(own["name"]))))
    return str(found)


def _fan(rows: pd.DataFrame, results: Results | None) -> _Fan:
    first = rows.iloc[0]
    share = first["unit"] == "share"
    factor, unit = (100.0, "%") if share else (1.0, str(first["unit"]))
    sex = "" if first["sex"] in {BOTH, "persons"} else f", {first['sex']}s"
    heading = f"{first['label'].split(',')[0]}{sex}, {unit}"
    if results is None:
        return _Fan(heading, unit, rows, factor, None, None, ())
    levels = results.levels(
        str(first["outcome"]),
        by=str(first["code"]) if first["code"] != ENGLAND else "england",
        sex=None if first["sex"] == BOTH else str(first["sex"]),
    )
    path = levels.isel(group=0).sel(scenario=first["scenario"]).transpose("draw", "year")
    values = factor * path.to_numpy()
    kept = path["year"].to_numpy() <= rows["last_year"].max() + AROUND
    years, values = path["year"].to_numpy()[kept].astype(np.float64), values[:, kept]
    ends = () if len(values) == 1 else tuple(tuple(np.quantile(values, share, axis=0)) for share in (BAND, HALF))
    return _Fan(heading, unit, rows, factor, years, np.median(values, axis=0), ends)


def _caption(here: pd.DataFrame, own: pd.DataFrame, fans: list[_Fan], *, left_out: int) -> Caption:
    name, title = str(here["name"].iloc[0]), str(here["title"].iloc[0])
    many = here["place"].notna().any()
    inside = int(here["observed"].between(here["lower_80"], here["upper_80"]).sum())
    count = len(here)
    figures = f"{count} published figure{'s' * (count != 1)}"
    headline = (
        f"{name}: {inside} of {figures} within the middle 80% of what ‘{title}’ projected"
        if many
        else f"{name}: {figures} beside the one path of ‘{title}’"
    )
    every = int(own["observed"].between(own["lower_80"], own["upper_80"]).sum())
    notes = [
        "Shaded: 80% and 50% of draws of the true level, median dashed. Bars through figures: 95% of their sampling "
        "error; lines along the years: pooled years. Hollow: outside the middle 80% of what would be published, which "
        "allows for the sampling error too."
        if many
        else "Dashed: the path of central values, which has no chances.",
        f"All places: {every} of {len(own)} figures within 80%." if many and len(own) > count else "",
        f"Not drawn: {left_out} more outcomes of {name}." if left_out else "",
        "£ of 2019. Source: Four Capitals model; figures as the file gives them.",
    ]
    described = [
        f"{fan.heading}: " + "; ".join(_told(row, fan.factor) for row in fan.figures.to_dict("records")) + "."
        for fan in fans
    ]
    return Caption(
        title=headline,
        subtitle=[f"Levels that were published since, over those projected, {name}"],
        notes=[note for note in notes if note],
        kind="Fan chart with observed figures",
        described=described,
    )


def _told(row: dict[Any, Any], factor: float) -> str:
    median = "" if not isfinite(row["median"]) else f", median projected {factor * row['median']:.4g}"
    return f"{row['period']} published {factor * row['observed']:.4g}{median}"


def _draw(page: Page, fans: list[_Fan], top: float, bottom: float, rows: int) -> None:
    columns = min(2, len(fans))
    width = (page.extent[0] - 2 * MARGIN - BESIDE * (columns - 1)) / columns
    high = (top - bottom) / rows
    for at, fan in enumerate(fans):
        left = MARGIN + (at % 2) * (width + BESIDE)
        upper = top - (at // 2) * high
        below = page.write(fan.heading, left, upper, width, size=12.5, weight="bold")
        axes = page.axes(left + 0.72, upper - high + 0.45, width - 0.8, below - 0.12 - (upper - high + 0.45))
        _draw_fan(axes, fan, page)


def _draw_fan(axes: Axes, fan: _Fan, page: Page) -> None:
    if fan.years is not None and fan.middle is not None:
        for lower, upper in fan.bands:
            axes.fill_between(fan.years, lower, upper, color=NEUTRAL, alpha=0.15, linewidth=0)
        axes.plot(fan.years, fan.middle, color=NEUTRAL, linestyle=PROJECTED, linewidth=2)
    for row in fan.figures.to_dict("records"):
        _draw_figure(axes, row, fan)
    low, high = axes.get_ylim()
    axes.set_yticks(*round_ticks(low, high))
    axes.set_ylim(low, high)
    first, last = axes.get_xlim()
    years = list(range(int(np.ceil(first)), int(last) + 1))
    step = max(1, round(len(years) / 6))
    axes.set_xticks(years[::step], [str(year) for year in years[::step]])
    style_ticks(axes, page)


def _draw_figure(axes: Axes, row: dict[Any, Any], fan: _Fan) -> None:
    middle, value = (row["first_year"] + row["last_year"]) / 2, fan.factor * row["observed"]
    if fan.years is None:
        for level, width in ((90, 6.0), (50, 12.0)):
            ends = [fan.factor * row[f"{end}_{level}"] for end in ("lower", "upper")]
            axes.plot([middle, middle], ends, color=NEUTRAL, alpha=0.25, linewidth=width, solid_capstyle="butt")
        axes.plot([middle], [fan.factor * row["median"]], marker="_", markersize=16, color=NEUTRAL)
    error = row["standard_error"]
    if isfinite(error) and error > 0:
        half = NORMAL_95 * fan.factor * error
        axes.plot([middle, middle], [value - half, value + half], color=COLOURS[0], linewidth=1.4, zorder=3)
    if row["last_year"] > row["first_year"]:
        axes.plot([row["first_year"], row["last_year"]], [value, value], color=COLOURS[0], linewidth=1.4, zorder=3)
    inside = not isfinite(row["lower_80"]) or row["lower_80"] <= row["observed"] <= row["upper_80"]
    face = COLOURS[0] if inside else "white"
    axes.plot(
        [middle], [value], marker="o", markersize=8, color=COLOURS[0], markerfacecolor=face, markeredgewidth=1.8,
        zorder=4, clip_on=False, linestyle="none",
    )  # fmt: skip
