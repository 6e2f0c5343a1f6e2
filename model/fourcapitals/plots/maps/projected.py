"""What a map of single runs shows: a level, its change, money a head, or the difference from the reference."""

from __future__ import annotations

from functools import partial
from math import floor, log10
from typing import Final, Literal

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.plots.charts.money import new_money, said_of_money
from fourcapitals.plots.maps.asked_of_map import SLIGHT, Asked
from fourcapitals.plots.maps.chances import chance_subject
from fourcapitals.plots.maps.classes import are_alike
from fourcapitals.plots.maps.draws import APART, chosen_scenario, difference_subject, heading_of, level_subject
from fourcapitals.plots.maps.subject import ALL_AREAS, Subject, title_of_change, title_of_money
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.page import minus
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.carried import carried
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING

Show = Literal["level", "change", "money_per_head", "difference", "better"]

BY_MUCH: Final = "Draws differ in it by many %."
"""Said of the change of a level that follows a trend, of which one run shows one path."""
OF_SHOCK: Final = ", most of it the assumed shock of COVID-19"
OF_TREND: Final = ", nearly all of it the assumed national trend"
"""What the title of a change adds where the reference changes nearly as much."""
MOST_PLACES: Final = 2
"""Decimals of a change."""
NEARLY: Final = 0.05
"""A change that differs from that of the reference by so small a share of itself is nearly all the reference's."""
HALF_A_PENNY: Final = 0.005
"""£."""


def subject_of_runs(
    results: Results,
    outcome: str,
    scenario: str | None,
    show: Show,
    year: int,
    reference: str,
    unit: str | None,
) -> Subject:
    """Give the subject of a map of results that hold every area; arguments as in `map_of.map_of`."""
    stated = find_outcome(outcome)
    if show in {"difference", "better"}:
        can_be = asking.others_than(results, reference)
    else:
        can_be = [reference] if show != "money_per_head" and reference in results.scenarios else []
    chosen = chosen_scenario(results, scenario, can_be)
    if show == "money_per_head":
        return _money(results, chosen)
    asked = Asked(results, stated, chosen, year, reference, unit)
    if show == "better":
        return _better(asked)
    if show == "change":
        return _change(asked)
    if show == "level":
        found = results.levels(outcome, by="area").sel(scenario=chosen, year=year).median("draw").to_numpy()
        return level_subject(asked, found)
    moved = results.differences(outcome, reference=reference, by="area").sel(scenario=chosen, year=year)
    low, middle, high = (moved.quantile(share, "draw").to_numpy() for share in (0.1, 0.5, 0.9))
    bands = {"low_80": low, "high_80": high} if results.draws > 1 else {}
    return difference_subject(asked, middle, bands)


def _change(asked: Asked) -> Subject:
    results, outcome, relative = asked.results, asked.outcome, asked.outcome.change == "relative"
    level = results.levels(outcome.name, by="area")
    base = level.sel(year=BASE_YEAR)
    moved = level.sel(year=asked.year) - base
    change = (100 * moved / base if relative else moved).median("draw")
    values = np.asarray(change.sel(scenario=asked.scenario).to_numpy(), np.float64)
    scale = asked.scale(float(np.abs(values).max()))
    middle, figures, trend, tail = float(np.median(values)), _figures(values * scale.factor), "", ""
    medians = " (medians of draws)" if results.draws > 1 else ""
    path = level.sel(scenario=asked.scenario).median("draw").mean("group").to_numpy()
    follows = wording.falls_or_follows(outcome, path, cancels="")
    if follows:
        trend = f"{follows[0]}.{f' {BY_MUCH}' if relative and results.draws == 1 else ''}"
    if follows and asked.reference in results.scenarios:
        without = float(change.sel(scenario=asked.reference).median())
        gap = abs(middle - without)
        if gap <= NEARLY * abs(middle):
            tail = OF_SHOCK if "shock" in trend else OF_TREND
        if asked.scenario != asked.reference:
            if figures is not None and gap * scale.factor > NOTHING:
                # As many decimals as show what the scenario changes.
                figures = min(max(figures, -floor(log10(gap * scale.factor))), MOST_PLACES)
            other = _change_in_words(without * scale.factor, unit=scale.unit, figures=figures)
            trend += f" Under ‘{asked.beside}’ the median of the areas is {other}."
    return Subject(
        values * scale.factor,
        scale.unit,
        heading_of("Change", scale.unit, outcome),
        partial(_change_in_words, unit=scale.unit, figures=figures),
        True,
        lambda ends: title_of_change(wording.capitalised(asked.name), asked.year, ends) + tail + medians,
        asked.measured(f": change from {BASE_YEAR} under ‘{asked.title}’, {scale.unit}"),
        tuple(filter(None, (wording.said_of_draws(results, "Medians"), trend, *asked.sources()))),
        near=SLIGHT[asked.unit] * scale.factor,
        apart=APART,
        better=outcome.better,
        places=figures or 0,
        beside_map=lambda value: amounts.amount(value, scale.unit),
    )


def _change_in_words(value: float, *, unit: str, figures: int | None) -> str:
    if figures is None or abs(value) < NOTHING:
        return amounts.amount_with_unit(value, unit)
    return minus(amounts.with_unit(f"{value:+,.{figures}f}", unit))


def _figures(values: Array) -> int | None:
    """Decimals of three figures of values that are alike; nothing of others."""
    middle = abs(float(np.median(values)))
    if middle < NOTHING or not are_alike(values, APART):
        return None
    return max(0, 2 - floor(log10(middle)))


def _better(asked: Asked) -> Subject:
    if asked.results.draws == 1:
        raise BadInput("a map of P(better) needs draws; run an ensemble: fourcapitals run ... --draws 200")
    moved = asked.results.differences(asked.outcome.name, reference=asked.reference, by="area")
    gains = moved.sel(scenario=asked.scenario, year=asked.year).transpose("draw", "group").to_numpy()
    shares = {
        "share_higher": (gains >= NOTHING).mean(axis=0),
        "share_zero": (np.abs(gains) < NOTHING).mean(axis=0),
    }
    return chance_subject(asked, shares, np.median(gains, axis=0))


def _money(results: Results, chosen: str) -> Subject:
    per_head = new_money(results, chosen) * 1e6 / carried(results.dataset, "population")
    titled = results.titles[chosen]
    return Subject(
        per_head,
        "£ per head, 2019 prices",
        "£ per head, 2019 prices",
        lambda value: minus(f"{'-' if value < 0 else ''}£{abs(value):,.0f}"),
        bool((per_head < -HALF_A_PENNY).any()),
        lambda ends: f"{title_of_money(titled, ends)} ({BASE_YEAR + 1}-{END_YEAR % 100})",
        f"New money per head under ‘{titled}’, {ALL_AREAS}, 2020 to {END_YEAR} together, 2019 prices, "
        "less what it displaces",
        (
            f"People of mid-2019. {said_of_money(results, chosen)}",
            wording.source(results, "population, ONS, mid-2019 estimates"),
        ),
        near=HALF_A_PENNY,
        apart=APART,
        exact=True,
    )
