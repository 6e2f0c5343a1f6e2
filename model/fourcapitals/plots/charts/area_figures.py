"""The figures of an area within its page: beside England's, new money per head, awards and the council's spending."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fourcapitals.formatting import readable_money
from fourcapitals.plots.charts.area_profile import (
    HEADING,
    PROFILE,
    SMALL,
)
from fourcapitals.plots.charts.money import new_money
from fourcapitals.plots.parts.page import MARGIN, Page, minus
from fourcapitals.results.results import Results

FIGURES: Final = MARGIN + PROFILE + 0.35
"""Inches from the left, where the figures stand beside the profile."""
IMPUTED: Final = {
    "Disposable household income": "gdhi_per_head",
    "Employment": "employment_share",
    "Long-term sick": "long_term_sick",
    "Life satisfaction": "life_satisfaction",
}
"""Key figures, and the notes of the profile that say they are not the area's own."""
RUN_TOGETHER: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where words of a place are joined in the list of awards as published."""


def write_figures(
    page: Page, results: Results, shown: Sequence[str], profile: dict[str, Any], left: float, top: float
) -> float:
    """Write the key figures beside England's, the new money of the scenarios, the awards and the council's spending."""
    top = _write_key_figures(page, profile, left, top)
    if shown:
        per_head = money_per_head(results, shown, profile)
        lines = [
            (results.titles[name], minus(f"{'-' if money < 0 else ''}£{abs(money):,.0f}"))
            for name, money in per_head.items()
        ]
        top = _write_lines(page, "New money per head, 2020 to 2035", lines, left, top)
    lines = [
        (award_in_words(each) + (", share of a joint bid" if each["joint_bid"] else ""), readable_money(each["gbp_m"]))
        for each in profile["awards"]
    ]
    none = "None in the Levelling Up Fund (round 1), the Town Deals and the Future High Streets Fund"
    top = _write_lines(page, "Money already awarded", lines or [(none, "")], left, top)
    change = profile["council"]["spending_change_gbp_per_head_2010_to_2017"]
    share = profile["council"]["spending_change_percent"]
    words = (
        f"Spending {'fell' if change < 0 else 'rose'} by £{abs(change):,.0f} per head ({abs(share):.0f}%) from 2010/11 "
        "to 2017/18, education and public health excluded, in 2019 prices"
    )
    return _write_lines(page, "Council services", [(words, "")], left, top)


def height_of_figures(page: Page, results: Results, shown: Sequence[str], profile: dict[str, Any]) -> float:
    """Give the inches that the figures take, by writing them and taking them away."""
    before = set(page.chart.texts)
    height = -write_figures(page, results, shown, profile, FIGURES, 0.0)
    for text in set(page.chart.texts) - before:
        text.remove()
    return height


def _write_key_figures(page: Page, profile: dict[str, Any], left: float, top: float) -> float:
    """Write each figure of the area beside that of England; the height below."""
    right = page.extent[0] - MARGIN
    width = right - left
    top = page.write("Key figures", left, top, width, **HEADING) - 0.04
    strong = {**SMALL, "weight": "bold", "ha": "right"}
    page.write("Here", right - 0.62, top, width, **strong)
    top = page.write("England", right, top, width, **strong) - 0.05
    notes = " ".join(profile["notes"])
    for each in profile["outcomes"]:
        own, england = (_figure(each[who], each["unit"]) for who in ("value", "england"))
        label = str(each["outcome"])
        imputed = any(label.startswith(name) and words in notes for name, words in IMPUTED.items())
        page.write(f"{own}{'*' if imputed else ''}", right - 0.62, top, width, ha="right", **SMALL)
        page.write(england, right, top, width, ha="right", **SMALL)
        top = page.write(label, left, top, width - 1.35, **SMALL) - 0.07
    return top


def _write_lines(page: Page, heading: str, lines: Sequence[tuple[str, str]], left: float, top: float) -> float:
    """Write a heading, and below it words with a figure on their right, where they have one; the height below."""
    right = page.extent[0] - MARGIN
    width = right - left
    top = page.write(heading, left, top - 0.15, width, **HEADING) - 0.04
    for words, figure in lines:
        if figure:
            page.write(figure, right, top, width, ha="right", **SMALL)
        top = page.write(words, left, top, width - (0.75 if figure else 0.0), **SMALL) - 0.05
    return top


def award_in_words(each: dict[str, Any]) -> str:
    """Name an award by its fund and place."""
    return f"{each['fund']}: {words_apart(each['place'])}"


def money_per_head(results: Results, shown: Sequence[str], profile: dict[str, Any]) -> dict[str, float]:
    """New money of each scenario here, £ a person of 2019."""
    area = profile["area"]
    held = [each["code"] for each in area.get("areas", [area])]
    at = np.flatnonzero(np.isin(results.dataset["area"].to_numpy().astype(str), held))
    people = area["population_2019"]
    return {name: float(new_money(results, name)[at].sum()) * 1e6 / people for name in shown}


def words_apart(place: str) -> str:
    """Part the words of a place that are run together as published.

    Examples
    --------
    >>> words_apart("MatrixAlbionCitycentre"), words_apart("Penzance")
    ('Matrix Albion Citycentre', 'Penzance')
    """
    return RUN_TOGETHER.sub(" ", place)


def _figure(value: float, unit: str) -> str:
    if unit == "£":
        return f"£{value:,.{2 if value < 1000 else 0}f}"
    if unit == "%":
        return f"{value:.1f}%"
    return f"{value:.2f}" if unit == "0 to 10" else f"{value:.1f}"
