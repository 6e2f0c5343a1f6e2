"""The yearly assessment: how often each outcome is better or worse than in the base year, and would figures show it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import decapitalised, of_draws, share_of_draws
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import INK, MARGIN, NEUTRAL, PAIR, Page, frame, open_page, style_ticks
from fourcapitals.results.assessment import GAP

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    *("scenario", "title", "name", "label", "measure", "sex", "year", "baseline_year", "draws"),
    *("probability_better", "probability_worse", "probability_seen_better", "probability_seen_worse"),
)
OF_BOTH: Final = ("both", "persons")
MOST_YEARS: Final = 3
HIGH: Final = 0.42
"""Inches of a row."""
NAMES: Final = 3.3
"""Inches of their names."""
BETWEEN: Final = 0.3
BAR: Final = 0.62
"""Of the height of a row."""
WORDED: Final = 0.16
"""Share of the width from which a part has its number in it."""
PALE: Final = "#D9D9D9"


@checked
def assessment(table: pd.DataFrame, *, scenario: str | None = None) -> Chart:
    """Draw how often each outcome of a place is better than in the base year, and what published figures would show.

    Parameters
    ----------
    table : pandas.DataFrame
        From `results.assessment`, of several draws; its first place.
    scenario : str, optional
        The reference if left out.

    Returns
    -------
    Chart
        Of up to three years side by side, with the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table, or of one draw, which has no chances.
    UnknownName
        When it holds no such scenario.
    """
    if not set(COLUMNS) <= set(table) or table.empty:
        raise BadInput("a table of results.assessment expected")
    if table["probability_better"].isna().all():
        raise BadInput("one draw has no chances to draw; run with --draws 200 or more")
    held = list(dict.fromkeys(table["scenario"]))
    wanted = str(table["reference"].iloc[0]) if scenario is None else scenario
    if wanted not in held:
        raise UnknownName(unknown("scenario in this assessment:", wanted, held))
    years = sorted(set(table["year"]))
    shown = table[(table["scenario"] == wanted) & table["sex"].isin(OF_BOTH) & (table["code"] == table["code"].iloc[0])]
    shown = shown[shown["year"].isin(years[:MOST_YEARS])].reset_index(drop=True)
    caption = _caption(shown, left_out=[str(year) for year in years[MOST_YEARS:]])
    names = list(dict.fromkeys(_name(row) for row in shown.to_dict("records")))
    with open_page() as page:
        top, bottom = frame(page, caption, room=HIGH * len(names) + 1.0)
        _draw(page, shown, names, top - 0.1, bottom)
    command = "fourcapitals missions STORE " + " ".join(f"--year {year}" for year in sorted(set(shown["year"])))
    return page.chart.carrying(caption, data=shown[list(COLUMNS)], command=f"{command} --out CHART")


def _name(row: dict[Any, Any]) -> str:
    label = str(row["label"]).split(",")[0].removesuffix(" at birth")
    return f"{label}: gap" if row["measure"] == GAP else label


def _caption(shown: pd.DataFrame, *, left_out: list[str]) -> Caption:
    place, title, base = (str(shown[name].iloc[0]) for name in ("name", "title", "baseline_year"))
    first, draws = shown[shown["measure"] != GAP].iloc[0], int(shown["draws"].iloc[0])
    return Caption(
        title=f"Under ‘{title}’, {_headline(dict(first.items()), place, base)}",
        subtitle=[
            f"{place}, {draws:,} draws: chance that two published figures differ significantly (5%); marks: truly worse"
        ],
        notes=[
            note
            for note in (
                f"Orange, left: figures would show it worse than in {base}; grey: they could not tell; blue, right: "
                "better. Upright mark: to its left the share of draws in which it is truly worse. Dotted outline: no "
                "standard error is published, so that nothing can be said of figures.",
                f"Not drawn: {', '.join(left_out)}." if left_out else "",
                "Levels hold COVID-19 and national trends, which are the same under every strategy. Source: Four "
                "Capitals model; ONS, OHID.",
            )
            if note
        ],
        kind="Stacked bars",
        described=[_described(row) for row in shown.to_dict("records")],
    )


def _headline(row: dict[Any, Any], place: str, base: str) -> str:
    """Say of the first outcome what figures would show, or where none have an error what is so."""
    said = decapitalised(str(row["label"]).split(",")[0].removesuffix(" at birth"))
    seen = "probability_seen_" if isfinite(row["probability_seen_better"]) else "probability_"
    side = max(("worse", "better"), key=lambda each: row[f"{seen}{each}"])
    chance = f"with a chance of {share_of_draws(row[seen + side])}"
    if seen == "probability_":
        return f"{said} in {place} is {side} in {row['year']} than in {base} in {of_draws(row[seen + side])}"
    return f"figures of {row['year']} would show {said} in {place} {side} than in {base} {chance}"


def _described(row: dict[Any, Any]) -> str:
    truly = f"{_name(row)}, {row['year']}: better in {of_draws(row['probability_better'])}"
    if _is_unchanged(row):
        truly = f"{_name(row)}, {row['year']}: no change in any draw"
    if not isfinite(row["probability_seen_better"]):
        return f"{truly}, no published error."
    better, worse = (share_of_draws(row[f"probability_seen_{side}"]) for side in ("better", "worse"))
    return f"{truly}, shown better {better}, worse {worse}."


def _is_unchanged(row: dict[Any, Any]) -> bool:
    return bool(row["probability_better"] + row["probability_worse"] == 0)


def _draw(page: Page, shown: pd.DataFrame, names: list[str], top: float, bottom: float) -> None:
    years = sorted(set(shown["year"]))
    left = MARGIN + NAMES
    width = (page.extent[0] - MARGIN - left - BETWEEN * (len(years) - 1)) / len(years)
    floor, high = bottom + 0.5, HIGH * len(names)
    for at, name in enumerate(names):
        y = floor + high - (at + 0.5) * HIGH
        page.write(name, MARGIN, y + 0.09, NAMES - 0.1, size=11)
    for at, year in enumerate(years):
        x = left + at * (width + BETWEEN)
        page.write(str(year), x, top, width, size=12.5, weight="bold")
        axes = page.axes(x, floor, width, high)
        own = {_name(row): row for row in shown[shown["year"] == year].to_dict("records")}
        for place, name in enumerate(names):
            if name in own:
                _draw_bar(axes, own[name], len(names) - 1 - place, page)
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.5, len(names) - 0.5)
        axes.set_yticks([])
        axes.grid(visible=False)
        axes.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
        style_ticks(axes, page)


def _draw_bar(axes: Axes, row: dict[Any, Any], y: float, page: Page) -> None:
    worse, better = row["probability_seen_worse"], row["probability_seen_better"]
    font: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10 * page.scale}
    if _is_unchanged(row):
        axes.text(0.5, y, "no change in any draw", color=INK, **font)
        return
    if not isfinite(worse):
        axes.barh(y, 1.0, height=BAR, color="white", edgecolor=NEUTRAL, linestyle=":", linewidth=1.0)
    else:
        parts = (
            (0.0, worse, PAIR[1], INK),
            (worse, 1 - worse - better, PALE, INK),
            (1 - better, better, PAIR[0], "white"),
        )
        for start, long, colour, ink in parts:
            axes.barh(y, long, left=start, height=BAR, color=colour)
            if long >= WORDED and colour != PALE:
                axes.text(start + long / 2, y, share_of_draws(float(long)), color=ink, **font)
    mark = float(row["probability_worse"])
    axes.plot([mark, mark], [y - 0.44, y + 0.44], color=INK, linewidth=2.4, clip_on=False, zorder=4)
