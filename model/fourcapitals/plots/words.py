"""The words of charts: how levels, outcomes and sources are said, and what every chart says of its draws and money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10
from typing import Any, Final

import numpy as np

from fourcapitals.comparison import NOTHING, spending
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.given import AnyResults, is_noise_off, opened_in_python, version_of
from fourcapitals.plots.pen import JUDGEMENT, minus
from fourcapitals.readable import Scale, signed
from fourcapitals.vocabulary import BASE_YEAR, Outcome

PUBLISHERS: Final[dict[str, str]] = {
    "hle": "ONS, Health state life expectancies, release of 4 March 2022, original method",
    "le": "ONS and OHID, life expectancy at birth",
    "gva_per_hour": "ONS, Subregional productivity, June 2023, smoothed; in 2019 prices by the GDP deflator",
    "employment": "ONS, Annual Population Survey",
    "long_term_sick": "ONS, Annual Population Survey, derived and provisional",
    "income": "ONS, Gross disposable household income; in 2019 prices by the GDP deflator",
    "life_satisfaction": "ONS, Personal well-being, years from April",
    "pm25": "Defra, by way of the ONS Health Index",
}
LEVELS: Final[dict[str, tuple[Scale, float, Callable[[float], str]]]] = {
    "years": (Scale(1.0, "years"), 0.1, "{:.1f} years".format),
    "£, 2019 prices": (Scale(1.0, "£, 2019 prices"), 0.01, lambda level: f"£{level:,.{2 if level < 1000 else 0}f}"),
    "share": (Scale(100.0, "%"), 0.1, "{:.1f}%".format),
    "points, 0 to 10": (Scale(1.0, "points, 0 to 10"), 0.01, "{:.2f} points".format),
    "µg/m3": (Scale(1.0, "µg/m3"), 0.1, "{:.1f} µg/m3".format),
}
"""Of each unit: what a level is shown in, the least that is shown, and how it is worded."""
NUMBERS: Final = ("no", "one", "two", "three", "four")


def amount(value: float, unit: str) -> str:
    """Write a difference that is already in the unit of its axis.

    Examples
    --------
    >>> amount(-2.5, "days"), amount(3, "people in 100,000"), amount(0, "days")
    ('−2.5 days', '+3.0', 'no difference')
    """
    if abs(value) < NOTHING:
        return "no difference"
    # A long unit stands in the heading alone.
    shown = unit if unit == "%" else f" {unit}" if len(unit) <= 9 else ""
    return minus(f"{signed(value)}{shown}")


def name_of(outcome: Outcome) -> str:
    """Name an outcome within a sentence.

    Examples
    --------
    >>> from fourcapitals.vocabulary import outcome_named
    >>> name_of(outcome_named("hle")), name_of(outcome_named("gva_per_hour"))
    ('healthy life expectancy', 'GVA per hour worked')
    """
    label = outcome.label.split(",")[0].removesuffix(" at birth")
    return label if label[:2].isupper() else decapitalised(label)


def capitalised(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[0].upper() + text[1:]


def decapitalised(text: str) -> str:
    """Begin a text with a small letter."""
    return text[0].lower() + text[1:]


def measure_of(outcome: Outcome, sex: str | None = None) -> str:
    """Name an outcome, and the sexes it is of, in a subtitle."""
    sexes = {None: "mean of males and females", "male": "males", "female": "females"}[sex]
    return ", ".join([outcome.label, *([sexes] if outcome.by_sex else [])])


def unit_of_difference(outcome: Outcome) -> str:
    """Give the unit in which differences of an outcome are taken."""
    return "%" if outcome.change == "relative" else outcome.unit


def with_unit(number: str, unit: str) -> str:
    """Join a number and its unit.

    Examples
    --------
    >>> with_unit("+2", "days"), with_unit("+2", "%")
    ('+2 days', '+2%')
    """
    return f"{number}{'' if unit == '%' else ' '}{unit}"


def against(results: AnyResults, reference: str) -> str:
    """Name the reference within a title; the baseline goes without saying."""
    return "" if reference == "baseline" else f" against ‘{results.titles[reference]}’"


def said_of_draws(results: AnyResults, several: str) -> str:
    """Say what one draw is, or what the marks show of several."""
    draws = results.draws
    if draws > 1:
        return f"{several} ({draws:,} draws)."
    if is_noise_off(results):
        return "Central values, noise off: one possible path, not a forecast."
    return "One draw: one possible path, not a forecast."


def source(results: AnyResults, *others: str) -> str:
    """Name the sources of a chart."""
    return f"Source: {'; '.join([f'projection, Four Capitals model {version_of(results)}', *others])}."


def rests_on_judgement(results: AnyResults, shown: Sequence[str]) -> list[str]:
    """Say how much of the money of each scenario rests on judgement; nothing where there is no money."""
    shares = spending(results)["judgement_share"]
    known = {name: shares[name] for name in shown if not np.isnan(shares[name])}
    if not known:
        return []
    titles = results.titles
    return [f"{JUDGEMENT}: {'; '.join(f'{titles[name]}, {100 * share:.0f}% of £' for name, share in known.items())}."]


def check_year(results: AnyResults, year: int) -> int:
    """Check that the results hold a year.

    Raises
    ------
    UnknownName
        When they do not.
    """
    if year not in results.years:
        raise UnknownName(f"no year {year} in these results; choose from {results.years[0]} to {results.years[-1]}")
    return year


def check_choice(what: str, given: str, choices: Sequence[str]) -> str:
    """Check that a word is one of several.

    Raises
    ------
    UnknownName
        When it is not; with the nearest.
    """
    if given not in choices:
        raise UnknownName(unknown(what, given, choices))
    return given


def others_than(results: AnyResults, reference: str) -> list[str]:
    """Give the scenarios that can be compared with the reference.

    Raises
    ------
    UnknownName
        When the results lack the reference.
    BadInput
        When they hold nothing else.
    """
    results.scenario(reference)
    others = [name for name in results.scenarios if name != reference]
    if not others:
        raise BadInput(f"these results hold {reference!r} alone; run it with another scenario to compare")
    return others


def in_python(function: str, given: AnyResults | None, /, **asked: Any) -> str:
    """Give the commands that make a chart of results, or of the baseline, again."""
    name, opened = ("baseline", "baseline = fourcapitals.load_baseline()")
    if given is not None:
        name, opened = ("results", opened_in_python(given))
    return saved_in_python(function, name, opened, **asked)


def saved_in_python(function: str, name: str, opened: str, /, **asked: Any) -> str:
    """Give the commands that open something by a name, draw it and save the chart."""
    arguments = ", ".join([name, *(f"{key}={value!r}" for key, value in asked.items() if value is not None)])
    return f"{opened}\nfourcapitals.plots.save_figure(fourcapitals.plots.{function}({arguments}), 'CHART')"


def interval(low: float, high: float, unit: str) -> str:
    """Write the ends of a band of differences, in the unit of its axis.

    Examples
    --------
    >>> interval(-2.5, 3, "days"), interval(0, 12, "people in 100,000"), interval(1, 2, "")
    ('−2.5 to +3.0 days', '0 to +12', '+1.0 to +2.0')
    """
    first, last = (end_of_band(end) for end in (low, high))
    shown = first if first == last else f"{first} to {last}"
    return minus(shown if not unit or len(unit) > 9 else with_unit(shown, unit))


def end_of_band(value: float) -> str:
    """Write an end of a band with its sign; a small one by its first figure.

    Examples
    --------
    >>> end_of_band(36.2), end_of_band(0.0034), end_of_band(-0.00004), end_of_band(0.0)
    ('+36', '+0.003', '-<0.0001', '0')
    """
    size = abs(value)
    if size < NOTHING:
        return "0"
    if size >= 0.01:
        return signed(value)
    sign = "+" if value > 0 else "-"
    return f"{sign}<0.0001" if size < 0.0001 else f"{sign}{size:.{-floor(log10(size))}f}"


def share_of_draws(share: float) -> str:
    """Write a share of draws in whole per cent that never rounds to none or all.

    Examples
    --------
    >>> share_of_draws(0.973), share_of_draws(0.999), share_of_draws(1.0), share_of_draws(0.001), share_of_draws(0.0)
    ('97%', '>99%', '100%', '<1%', '0%')
    """
    whole = round(100 * share)
    if 0 < share < 1 and whole in (0, 100):
        return ">99%" if whole else "<1%"
    return f"{whole}%"


def falls_or_follows(outcome: Outcome, path: Any, *, cancels: str, fan: bool = False) -> list[str]:
    """Say what moves the level of an outcome beside the scenarios.

    Parameters
    ----------
    outcome : Outcome
    path : sequence of float
        Level of the reference from the base year on, in the unit of the outcome.
    cancels : str
        What is added where differences are drawn beside the level.
    fan : bool
        Whether the level is a fan, which shows its uncertainty by itself.
    """
    if outcome.name in {"hle", "le"} and float(path[1] - path[0]) < -0.1:
        largest = "" if fan else ": the largest uncertainty of the level"
        return [f"The fall after {BASE_YEAR} is the assumed shock of COVID-19{largest}{cancels}"]
    if outcome.name in {"gva_per_hour", "income"}:
        return [f"The level follows an assumed national trend of productivity{cancels}"]
    return []


CANCELS: Final = ", equal in all scenarios, so that differences are free of it"
