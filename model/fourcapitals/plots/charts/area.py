"""One page on one area: its projections, what it holds of the four capitals, its key figures and its awards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data import places
from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.data.profile import profile_of_place
from fourcapitals.formatting import readable_money
from fourcapitals.plots.charts.area_figures import (
    FIGURES,
    award_in_words,
    height_of_figures,
    money_per_head,
    words_apart,
    write_figures,
)
from fourcapitals.plots.charts.area_profile import (
    HEADING,
    PROFILE_HEADS,
    STANDING,
    draw_profile,
    profile_tables,
)
from fourcapitals.plots.charts.projection import View, look_at
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.asking import with_every_area
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.lines import MOST_SERIES, said_of_past, tidy
from fourcapitals.plots.parts.page import MARGIN, frame, minus, open_page
from fourcapitals.plots.parts.panels import draw_panels, height_for
from fourcapitals.plots.parts.places import Place, called, find_place, said_of_merged
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR

KIND: Final = "One page of charts"
PAGE: Final = (10.5, 14.85)
"""Inches: the form of A4."""
SCALE: Final = 0.82
"""Of all text."""
LEAST_PANELS: Final = 2.75
"""Inches high, each pair of panels; more where the page has room."""
APART: Final = 0.2
"""Inches between pairs."""
MOST: Final = MOST_SERIES
"""Scenarios drawn, the same of all outcomes."""
SHOWN: Final = ("hle", "gva_per_hour")


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
    with open_page(PAGE, scale=SCALE) as page:
        tables = profile_tables(page, profile)
        right = page.extent[0] - MARGIN
        panels = max(LEAST_PANELS, *(height_for(page, view.panels, right - MARGIN) + 0.4 for view in views))
        beside = height_of_figures(page, results, views[0].shown, profile)
        least = max(sum(table.height for table in tables) + PROFILE_HEADS, beside) + 2 * (panels + APART) + 0.2
        top, bottom = frame(page, caption, least=least)
        high = panels + (top - bottom - least) / 2
        top -= 0.2
        for view in views:
            first = int(min(line.years[0] for line in view.panels[0].lines))
            measure = f"{wording.measure_of(view.outcome)}, {first} to {END_YEAR}"
            below = page.write(measure, MARGIN, top, right - MARGIN, **HEADING)
            others = [panel for other in views if other is not view for panel in other.panels]
            draw_panels(page, view.panels, MARGIN, right, top - high, below - 0.1, like=others)
            top -= high + APART
        draw_profile(page, tables, top)
        write_figures(page, results, views[0].shown, profile, FIGURES, top)
    command = asking.in_python("area", results, area=area, reference=reference)
    return page.chart.carrying(caption, data=_table(results, views, profile), command=command)


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
            f"{wording.capitalised(area['kind'])} of {amounts.number(len(area['areas']))} areas, {area['region']}; "
            f"{area['population_2019']:,} people in 2019. Healthy life expectancy of 2017-19, mean of males and females"
        ]
    where = area["region"] if area["upper_tier"] == area["name"] else f"{area['upper_tier']}, {area['region']}"
    return [
        f"{where}; {area['population_2019']:,} people in 2019; deprivation rank {area['deprivation_rank']} of 307 "
        f"(1 is most deprived). Healthy life expectancy of 2017-19, mean of males and females"
    ]


def _notes(results: Results, views: Sequence[View], profile: dict[str, Any]) -> list[str]:
    said = [wording.said_of_draws(results, "Lines are medians; bands hold 80% of draws")]
    said += said_of_merged(profile["area"]["code"])
    if len(views[0].ends) > len(views[0].shown):
        said.append(
            f"Drawn are {amounts.number(MOST)} of {amounts.number(len(views[0].ends))} scenarios: in turn, those that "
            f"change healthy life expectancy and GVA most here by {END_YEAR}."
        )
    for view in views:
        path = view.level.sel(scenario=view.reference).median("draw")
        said += [
            f"{each}."
            for each in wording.falls_or_follows(view.outcome, path, cancels=wording.CANCELS if view.shown else "")
        ]
        if view.outcome.name == "hle" and not any(line.kind == "observed" for line in view.panels[0].lines):
            said.append(_of_start(profile))
        else:
            said += [each for each in said_of_past(view.panels[0], view.outcome)[0] if "axis" not in each]
    said.append("The axes of levels do not start at zero. No level of a capital is published for areas.")
    if any(abs(each["z_score"]) > STANDING[1] for each in profile["capitals"]):
        said.append("An arrow points to a standing beyond the axis.")
    publishers = "; ".join(f"{view.outcome.said}, {wording.PUBLISHERS[view.outcome.name]}" for view in views)
    return [
        " ".join(said),
        wording.source(results, publishers, "indicators and awards, as the data of the package list them"),
        *wording.rests_on(results, views[0].shown),
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
        for name, value in money_per_head(results, views[0].shown, profile).items()
    ]
    money += [
        {"outcome": "money", "panel": "awarded", "series": award_in_words(each)}
        | {"value": each["gbp_m"], "unit": "£m"}
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
        f"{each['fund']}, {words_apart(each['place'])}, {readable_money(each['gbp_m'])}" for each in profile["awards"]
    )
    return [
        *(f"{view.title()}." for view in views),
        f"Standing in standard deviations from the mean of the areas, lowest: {low}; highest: {high}.",
        f"Money already awarded: {awards or 'none in these funds'}.",
    ]
