"""What the live page says of one place, as HTML: the chain from money to effect there, and the areas like it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from fourcapitals.appraisal.explanation import built_in_words, explain
from fourcapitals.data.areas_alike import areas_alike
from fourcapitals.data.place_names import MERGED
from fourcapitals.data.places import find_place
from fourcapitals.errors import BadInput
from fourcapitals.formatting import signed
from fourcapitals.report.live_page.differences import fund_titles
from fourcapitals.report.live_page.exploration import OWN, Exploration
from fourcapitals.report.live_page.panels import paragraphs, table
from fourcapitals.report.live_page.view import View
from fourcapitals.vocabulary import ENGLAND, NOTHING

if TYPE_CHECKING:
    from fourcapitals.data.place_names import Place


def place_page(exploration: Exploration, view: View, asked: str) -> dict[str, Any]:
    """Say of one place what the strategy changes there, by what chain, and which areas are like it."""
    place = find_place(asked)
    scenario = exploration.scenario(view.one, name=OWN)
    job = exploration.live.job
    chain = explain(scenario, place=asked, reference=exploration.reference, baseline=job.baseline, parameters=job.table)
    return {
        "code": _code_shown(exploration, place),
        "name": place.name,
        "html": f"<h3>{escape(place.name)}</h3>"
        + paragraphs(
            f"In these figures {place.name} holds the {name} too."
            for name, area in MERGED.values()
            if area == place.code
        )
        + _held(exploration, place)
        + _chain(
            chain,
            fund_titles(scenario),
            "" if view.other is None else f"‘{scenario.title}’: ",
        )
        + _alike(exploration, place),
    }


def _code_shown(exploration: Exploration, place: Place) -> str:
    """The code of a place whose bands are held; of any other that of England."""
    return place.code if place.code in exploration.places or place.code in exploration.areas else ENGLAND


def _held(exploration: Exploration, place: Place) -> str:
    if _code_shown(exploration, place) == place.code:
        return ""
    names = [exploration.areas[code] for code in place.areas]
    return paragraphs(
        [
            "The result above is of England: bands are held of it, its regions and its areas alone. "
            f"{place.name} holds {', '.join(names)}."
        ]
    )


def _chain(chain: Any, titles: Mapping[str, str], whose: str) -> str:
    several = len(set(chain["fund"]) - {""}) > 1
    rows = [
        (
            f"{titles.get(row['fund'], row['fund'])}: {row['label']}" if several and row["fund"] else str(row["label"]),
            f"{row['awarded_gbp_m']:,.2f}",
            f"{row['new_gbp_m']:,.2f}",
            built_in_words(row) or "–",
            signed(row["income_percent"]),
            signed(row["employment_points"]),
            signed(row["hle_days"]),
            signed(row["gva_percent"]),
            row["letters"] or "–",
        )
        for row in chain.to_dict("records")
        if row["awarded_gbp_m"] or abs(row["hle_days"]) > NOTHING or abs(row["gva_percent"]) > NOTHING
    ]
    whole = chain.attrs
    return table(
        f"{whose}{whole['place']}, from award to effect in {whole['year']}, central values; in all healthy life "
        f"{signed(whole['hle_days'])} days, GVA per hour {signed(whole['gva_percent'])}%",
        (
            *("Fund and use", "Awarded, £m", "New, £m", "Built", "Income, %", "In work, points", "HLE, days"),
            *("GVA/hour, %", "Letters"),
        ),
        rows,
    )


def _alike(exploration: Exploration, place: Place) -> str:
    if place.code not in exploration.areas:
        return ""
    try:
        alike = areas_alike(place.code, count=8, baseline=exploration.live.job.baseline)
    except BadInput as error:
        return paragraphs(error.faults)
    rows = [
        (str(row["area_name"]), f"{row['hle']:.1f}", f"{row['gva_per_hour']:.1f}", f"{row['employment']:.1%}")
        for _, row in alike.iterrows()
    ]
    return table(
        f"{place.name} beside the 8 areas most like it in eight numbers that are no outcomes, 2019",
        ("Area", "HLE, years", "GVA per hour, £", "In work"),
        rows,
    )
