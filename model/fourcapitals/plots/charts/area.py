"""One page on one area: its projections, what it holds of the four capitals, its key figures and its awards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data import places
from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.data.profile import profile_of_place
from fourcapitals.formatting import readable_money
from fourcapitals.plots.charts.money import new_money
from fourcapitals.plots.charts.projection import View, look_at
from fourcapitals.plots.parts import amounts, asking, say
from fourcapitals.plots.parts.asking import with_every_area
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field
from fourcapitals.plots.parts.lines import MOST_SERIES, said_of_past, tidy
from fourcapitals.plots.parts.panels import draw_panels, height_for
from fourcapitals.plots.parts.pen import COLOURS, MARGIN, MARKERS, Pen, frame, minus, open_page
from fourcapitals.plots.parts.places import Place, called, find_place, said_of_merged
from fourcapitals.plots.parts.rows import AXIS_ROOM, GAP, Grid, Row, draw_rows, measured
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR, Capital

KIND: Final = "One page of charts"
PAGE: Final = (10.5, 14.85)
"""Inches: the form of A4."""
SCALE: Final = 0.82
"""Of all text."""
LEAST_PANELS: Final = 2.75
"""Inches high, each pair of panels; more where the page has room."""
APART: Final = 0.2
"""Inches between pairs."""
PROFILE_HEADS: Final = 0.9
"""Inches of the profile beside its rows: its heading and the marks of its axis."""
CAPITAL_HEAD: Final = 0.26
"""Inches of the name of a capital."""
PROFILE: Final = 6.4
"""Inches wide."""
FIGURES: Final = MARGIN + PROFILE + 0.35
"""Inches from the left, where the figures stand beside the profile."""
MOST: Final = MOST_SERIES
"""Scenarios drawn, the same of all outcomes."""
SHOWN: Final = ("hle", "gva_per_hour")
STANDING: Final = (-3.2, 3.2)
"""Standard deviations; scores are drawn in to within three or so."""
IMPUTED: Final = {
    "Disposable household income": "gdhi_per_head",
    "Employment": "employment_share",
    "Long-term sick": "long_term_sick",
    "Life satisfaction": "life_satisfaction",
}
"""Key figures, and the notes of the profile that say they are not the area's own."""
UNITS: Final = {
    "minutes": "{} min",
    "ratio": "{} : 1",
    "per 1,000 dwellings": "{} per 1,000",
    "per 1,000 people": "{} per 1,000",
    "per 100,000 people": "{} per 100,000",
    "score": "score {}",
    "index": "index {}",
    "mean on a scale of 0 to 10": "{} of 10",
    "micrograms per cubic metre": "{} µg/m³",
    "metres": "{} m",
    "tonnes CO2e per head": "{} t CO₂e",
}
"""How the figures of the profile are shown by their unit; shares are in %."""
RUN_TOGETHER: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where words of a place are joined in the list of awards as published."""
HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
SMALL: Final[dict[str, Any]] = {"size": 10.5}


@checked
def area(results: Results, area: str, *, reference: str = "baseline", baseline: Baseline | None = None) -> Chart:
    """Draw one page on an area: its projections, what it holds of the four capitals, its key figures and awards.

    Parameters
    ----------
    results : Results
        Of single runs: an ensemble does not hold every area. With several draws lines are medians and bands hold 80%
        of draws.
    area : str
        By name or code; or a county, region, combined authority or integrated care board.
    reference : str
        The scenario that the others are compared with. With a single scenario only levels are drawn.
    baseline : Baseline, optional
        Whose observed figures are shown; the bundled one by default.

    Returns
    -------
    Chart
        With data ``outcome, panel, series, kind, year, value, low, high, unit, period`` of the lines, and of the
        profile ``panel`` (a capital), ``series`` (an indicator), ``value`` and ``standard_deviations``; then the key
        figures and the money (``outcome`` "key figures" and "money").

    Raises
    ------
    UnknownName
        When there is no such area or scenario, or an ensemble is given, which lacks areas draw by draw.
    """
    results = with_every_area(results, "plots.area")
    place = find_place(results, area, None)
    views = _views(results, place, reference)
    profile = profile_of_place(places.find_place(place.code), baseline=baseline)
    caption = Caption(_title(profile), _subtitle(profile), _notes(results, views, profile), KIND, _said(views, profile))
    with open_page(PAGE, scale=SCALE) as pen:
        tables = _profile_tables(pen, profile)
        right = pen.page[0] - MARGIN
        panels = max(LEAST_PANELS, *(height_for(pen, view.panels, right - MARGIN) + 0.4 for view in views))
        beside = _height_of_figures(pen, results, views[0].shown, profile)
        least = max(sum(table.height for table in tables) + PROFILE_HEADS, beside) + 2 * (panels + APART) + 0.2
        top, bottom = frame(pen, caption, least=least)
        high = panels + (top - bottom - least) / 2
        top -= 0.2
        for view in views:
            first = int(min(line.years[0] for line in view.panels[0].lines))
            measure = f"{say.measure_of(view.outcome)}, {first} to {END_YEAR}"
            below = pen.write(measure, MARGIN, top, right - MARGIN, **HEADING)
            others = [panel for other in views if other is not view for panel in other.panels]
            draw_panels(pen, view.panels, MARGIN, right, top - high, below - 0.1, like=others)
            top -= high + APART
        _draw_profile(pen, tables, top)
        _write_figures(pen, results, views[0].shown, profile, FIGURES, top)
    command = asking.in_python("area", results, area=area, reference=reference)
    return pen.chart.carrying(caption, data=_table(results, views, profile), command=command)


def _views(results: Results, place: Place, reference: str) -> list[View]:
    """Look at each outcome with the same scenarios: in turn, those that change each of them most."""
    alone = [look_at(results, outcome, place, reference=reference) for outcome in SHOWN]
    ranked = [sorted(view.ends, key=lambda name: -abs(view.ends[name])) for view in alone]
    chosen = list(dict.fromkeys(name for turn in zip(*ranked, strict=True) for name in turn))[:MOST]
    shown = [name for name in results.scenarios if name in chosen]
    return [look_at(results, outcome, place, reference=reference, only=shown) for outcome in SHOWN]


# What is said


def _title(profile: dict[str, Any]) -> str:
    male, female = profile["outcomes"][:2]
    own, england = ((male[who] + female[who]) / 2 for who in ("value", "england"))
    gap = own - england
    beside = f"{abs(gap):.1f} years {'more' if gap > 0 else 'fewer'} than England"
    if abs(gap) < 0.05:
        beside = "as many as England"
    # The figure of a district is its county's, with the district's offset.
    estimated = (
        profile["area"]["upper_tier"] != profile["area"]["name"] or male.get("basis", "published") != "published"
    )
    about = "an estimated " if estimated else ""
    return (
        f"{called(profile['area']['code'], profile['area']['name'])}: {about}{own:.1f} healthy years at birth in "
        f"{BASE_PERIOD}, {beside}"
    )


def _subtitle(profile: dict[str, Any]) -> list[str]:
    area = profile["area"]
    if "areas" in area:
        return [
            f"{say.capitalised(area['kind'])} of {amounts.number(len(area['areas']))} areas, {area['region']}; "
            f"{area['population_2019']:,} people in 2019. Healthy life expectancy of 2017-19, mean of males and females"
        ]
    where = area["region"] if area["upper_tier"] == area["name"] else f"{area['upper_tier']}, {area['region']}"
    return [
        f"{where}; {area['population_2019']:,} people in 2019; deprivation rank {area['deprivation_rank']} of 307 "
        f"(1 is most deprived). Healthy life expectancy of 2017-19, mean of males and females"
    ]


def _notes(results: Results, views: Sequence[View], profile: dict[str, Any]) -> list[str]:
    said = [say.said_of_draws(results, "Lines are medians; bands hold 80% of draws")]
    said += said_of_merged(profile["area"]["code"])
    if len(views[0].ends) > len(views[0].shown):
        said.append(
            f"Drawn are {amounts.number(MOST)} of {amounts.number(len(views[0].ends))} scenarios: in turn, those that "
            f"change healthy life expectancy and GVA most here by {END_YEAR}."
        )
    for view in views:
        path = view.level.sel(scenario=view.reference).median("draw")
        said += [
            f"{each}." for each in say.falls_or_follows(view.outcome, path, cancels=say.CANCELS if view.shown else "")
        ]
        if view.outcome.name == "hle" and not any(line.kind == "observed" for line in view.panels[0].lines):
            said.append(_of_start(profile))
        else:
            said += [each for each in said_of_past(view.panels[0], view.outcome)[0] if "axis" not in each]
    said.append("The axes of levels do not start at zero. No level of a capital is published for areas.")
    if any(abs(each["z_score"]) > STANDING[1] for each in profile["capitals"]):
        said.append("An arrow points to a standing beyond the axis.")
    publishers = "; ".join(f"{view.outcome.said}, {say.PUBLISHERS[view.outcome.name]}" for view in views)
    return [
        " ".join(said),
        say.source(results, publishers, "indicators and awards, as the data of the package list them"),
        *say.rests_on(results, views[0].shown),
    ]


def _of_start(profile: dict[str, Any]) -> str:
    """Say what the level of healthy life expectancy starts from where none is published for the place."""
    if "areas" not in profile["area"]:
        return (
            "Healthy life expectancy is not published for districts: the start is the county’s figure and the "
            "district’s offset of 2009-13."
        )
    return (
        f"Healthy life expectancy of this {profile['area']['kind']}: {profile['outcomes'][0]['basis']}. Standing: mean "
        "of its areas by people."
    )


# What is drawn


@dataclass(frozen=True)
class _Table:
    """The indicators of one capital."""

    label: str
    rows: Sequence[Row]
    grid: Grid

    @property
    def height(self) -> float:
        return self.grid.head_room + float(self.grid.heights.sum())


def _profile_tables(pen: Pen, profile: dict[str, Any]) -> list[_Table]:
    """Measure a table of dots for each capital, all with the same columns."""
    tables: list[_Table] = []
    for capital, colour, marker in zip(Capital, COLOURS, MARKERS, strict=True):
        held = [each for each in profile["capitals"] if each["capital"] == capital.value]
        rows = [Row(each["indicator"], (Spread(each["z_score"]),), (_value(each),), colour, marker) for each in held]
        grid = measured(pen, rows, [Field("", STANDING)], [""], PROFILE, widest_name=3.75, padding=0.055)
        tables.append(_Table(capital.label, rows, grid))
    numbers = max(table.grid.column_widths[0] for table in tables)
    names = max(table.grid.name_width for table in tables)
    width = PROFILE - numbers - names - 2.5 * GAP
    return [
        replace(
            table,
            grid=replace(
                table.grid, column_widths=(numbers,), name_width=names, field_width=width, head_room=CAPITAL_HEAD
            ),
        )
        for table in tables
    ]


def _draw_profile(pen: Pen, tables: Sequence[_Table], top: float) -> None:
    """Draw the standing of the area by indicator, all capitals on one scale."""
    start = top
    top = pen.write("What it holds: standing among the 307 areas", MARGIN, top, PROFILE, **HEADING) - 0.04
    imputed = any(row.columns[0].endswith("*") for table in tables for row in table.rows)
    words = f"Standard deviations from the mean of the areas; to the right is better{'. * imputed' if imputed else ''}"
    pen.write(words, MARGIN, top, PROFILE, **SMALL)
    top = start - PROFILE_HEADS + AXIS_ROOM
    for at, table in enumerate(tables):
        pen.write(table.label, MARGIN, top - 0.1, PROFILE, **{**SMALL, "weight": "bold"})
        axes = draw_rows(pen, table.grid, table.rows, [Field("", STANDING)], MARGIN, top)[0]
        if at < len(tables) - 1:
            axes.tick_params(labelbottom=False, length=0)
            axes.spines["bottom"].set_visible(False)
        top -= table.height


def _value(held: dict[str, Any]) -> str:
    star = "*" if held["imputed"] else ""
    if held["unit"].startswith("share"):
        return f"{100 * held['value']:.1f}%{star}"
    value = held["value"]
    figure = minus(f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}")
    return UNITS[held["unit"]].format(figure) + star


def _write_figures(
    pen: Pen, results: Results, shown: Sequence[str], profile: dict[str, Any], left: float, top: float
) -> float:
    """Write the key figures beside England's, the new money of the scenarios, the awards and the council's spending."""
    top = _write_key_figures(pen, profile, left, top)
    if shown:
        per_head = _money_per_head(results, shown, profile)
        lines = [
            (results.titles[name], minus(f"{'-' if money < 0 else ''}£{abs(money):,.0f}"))
            for name, money in per_head.items()
        ]
        top = _write_lines(pen, "New money per head, 2020 to 2035", lines, left, top)
    lines = [
        (_award(each) + (", share of a joint bid" if each["joint_bid"] else ""), readable_money(each["gbp_m"]))
        for each in profile["awards"]
    ]
    none = "None in the Levelling Up Fund (round 1), the Town Deals and the Future High Streets Fund"
    top = _write_lines(pen, "Money already awarded", lines or [(none, "")], left, top)
    change = profile["council"]["spending_change_gbp_per_head_2010_to_2017"]
    share = profile["council"]["spending_change_percent"]
    words = (
        f"Spending {'fell' if change < 0 else 'rose'} by £{abs(change):,.0f} per head ({abs(share):.0f}%) from 2010/11 "
        "to 2017/18, education and public health excluded, in 2019 prices"
    )
    return _write_lines(pen, "Council services", [(words, "")], left, top)


def _height_of_figures(pen: Pen, results: Results, shown: Sequence[str], profile: dict[str, Any]) -> float:
    """Give the inches that the figures take, by writing them and taking them away."""
    before = set(pen.chart.texts)
    height = -_write_figures(pen, results, shown, profile, FIGURES, 0.0)
    for text in set(pen.chart.texts) - before:
        text.remove()
    return height


def _write_key_figures(pen: Pen, profile: dict[str, Any], left: float, top: float) -> float:
    """Write each figure of the area beside that of England; the height below."""
    right = pen.page[0] - MARGIN
    width = right - left
    top = pen.write("Key figures", left, top, width, **HEADING) - 0.04
    strong = {**SMALL, "weight": "bold", "ha": "right"}
    pen.write("Here", right - 0.62, top, width, **strong)
    top = pen.write("England", right, top, width, **strong) - 0.05
    notes = " ".join(profile["notes"])
    for each in profile["outcomes"]:
        own, england = (_figure(each[who], each["unit"]) for who in ("value", "england"))
        label = str(each["outcome"])
        imputed = any(label.startswith(name) and words in notes for name, words in IMPUTED.items())
        pen.write(f"{own}{'*' if imputed else ''}", right - 0.62, top, width, ha="right", **SMALL)
        pen.write(england, right, top, width, ha="right", **SMALL)
        top = pen.write(label, left, top, width - 1.35, **SMALL) - 0.07
    return top


def _write_lines(pen: Pen, heading: str, lines: Sequence[tuple[str, str]], left: float, top: float) -> float:
    """Write a heading, and below it words with a figure on their right, where they have one; the height below."""
    right = pen.page[0] - MARGIN
    width = right - left
    top = pen.write(heading, left, top - 0.15, width, **HEADING) - 0.04
    for words, figure in lines:
        if figure:
            pen.write(figure, right, top, width, ha="right", **SMALL)
        top = pen.write(words, left, top, width - (0.75 if figure else 0.0), **SMALL) - 0.05
    return top


def _award(each: dict[str, Any]) -> str:
    return f"{each['fund']}: {_spaced(each['place'])}"


def _money_per_head(results: Results, shown: Sequence[str], profile: dict[str, Any]) -> dict[str, float]:
    """New money of each scenario here, £ a person of 2019."""
    area = profile["area"]
    held = [each["code"] for each in area.get("areas", [area])]
    at = np.flatnonzero(np.isin(results.dataset["area"].to_numpy().astype(str), held))
    people = area["population_2019"]
    return {name: float(new_money(results, name)[at].sum()) * 1e6 / people for name in shown}


def _spaced(place: str) -> str:
    """Part the words of a place that are run together as published.

    Examples
    --------
    >>> _spaced("MatrixAlbionCitycentre"), _spaced("Penzance")
    ('Matrix Albion Citycentre', 'Penzance')
    """
    return RUN_TOGETHER.sub(" ", place)


def _figure(value: float, unit: str) -> str:
    if unit == "£":
        return f"£{value:,.{2 if value < 1000 else 0}f}"
    if unit == "%":
        return f"{value:.1f}%"
    return f"{value:.2f}" if unit == "0 to 10" else f"{value:.1f}"


def _table(results: Results, views: Sequence[View], profile: dict[str, Any]) -> pd.DataFrame:
    lines = [tidy(view.panels).assign(outcome=view.outcome.name) for view in views]
    held = pd.DataFrame(
        {
            "outcome": "profile",
            "panel": [each["capital"] for each in profile["capitals"]],
            "series": [each["indicator"] for each in profile["capitals"]],
            "kind": ["imputed" if each["imputed"] else "observed" for each in profile["capitals"]],
            "value": [each["value"] for each in profile["capitals"]],
            "unit": [each["unit"] for each in profile["capitals"]],
            "standard_deviations": [each["z_score"] for each in profile["capitals"]],
        }
    )
    figures = [
        {"outcome": "key figures", "panel": who, "series": each["outcome"], "value": each[column], "unit": each["unit"]}
        for each in profile["outcomes"]
        for who, column in (("here", "value"), ("England", "england"))
    ]
    titles = views[0].titles
    money = [
        {"outcome": "money", "panel": "new money per head", "series": titles[name], "value": value, "unit": "£"}
        for name, value in _money_per_head(results, views[0].shown, profile).items()
    ]
    money += [
        {"outcome": "money", "panel": "awarded", "series": _award(each)} | {"value": each["gbp_m"], "unit": "£m"}
        for each in profile["awards"]
    ]
    change = profile["council"]["spending_change_gbp_per_head_2010_to_2017"]
    services = {"outcome": "money", "panel": "council services", "series": "change from 2010/11 to 2017/18"}
    money.append(services | {"value": change, "unit": "£ per head, 2019 prices"})
    whole = pd.concat([*lines, held, pd.DataFrame(figures + money)], ignore_index=True)
    return whole[["outcome", *(name for name in whole.columns if name != "outcome")]]


def _said(views: Sequence[View], profile: dict[str, Any]) -> list[str]:
    ranked = sorted(profile["capitals"], key=lambda each: float(each["z_score"]))
    low, high = (
        "; ".join(minus(f"{each['indicator']}, {each['z_score']:+.1f}") for each in some)
        for some in (ranked[:3], ranked[::-1][:3])
    )
    awards = "; ".join(
        f"{each['fund']}, {_spaced(each['place'])}, {readable_money(each['gbp_m'])}" for each in profile["awards"]
    )
    return [
        *(f"{view.title()}." for view in views),
        f"Standing in standard deviations from the mean of the areas, lowest: {low}; highest: {high}.",
        f"Money already awarded: {awards or 'none in these funds'}.",
    ]
