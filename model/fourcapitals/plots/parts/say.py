"""The words of charts: how levels, outcomes and sources are said, and what every chart says of its draws and money."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import floor, log10
from typing import Any, Final

import numpy as np

from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import Scale, hardly, scale_of, signed
from fourcapitals.plots.parts.pen import RESTS, minus
from fourcapitals.results.comparison import badge, badges
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome


def _pounds(level: float, decimals: int | None = None) -> str:
    return f"£{level:,.{(2 if level < 1000 else 0) if decimals is None else decimals}f}"


def _levels(pattern: str, usual: int) -> Callable[..., str]:
    """Word levels with their usual decimals, or with as many as are asked for."""

    def worded(level: float, decimals: int | None = None) -> str:
        return pattern.format(level, usual if decimals is None else decimals)

    return worded


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
LEVELS: Final[dict[str, tuple[Scale, float, Callable[..., str]]]] = {
    "years": (Scale(1.0, "years"), 0.1, _levels("{:.{}f} years", 1)),
    "£, 2019 prices": (Scale(1.0, "£, 2019 prices"), 0.01, _pounds),
    "share": (Scale(100.0, "%"), 0.1, _levels("{:.{}f}%", 1)),
    "points, 0 to 10": (Scale(1.0, "points, 0 to 10"), 0.01, _levels("{:.{}f} points", 2)),
    "µg/m3": (Scale(1.0, "µg/m³"), 0.1, _levels("{:.{}f} µg/m³", 1)),
}
"""Of each unit: what a level is shown in, the least that is shown, and how it is worded, finer if asked."""
WEIGHTS: Final = {
    "population": "people",
    "population_16_64": "people aged 16 to 64",
    "hours_worked": "hours worked",
}
"""How the weights of outcomes are called."""
SHORT: Final = 9
"""Letters of a unit that a label still has room for."""
POUNDS: Final = re.compile(r"^([+-]?<?)(\d)")
MEDIANS: Final = "the median of draws can differ much, either way (--draws)."
VANISHING: Final = 0.005
"""Of the wider end of a band, below which the other is written as nothing."""
RARELY: Final = 0.05
"""Share of draws without effect from which titles speak of them."""
FEW: Final = 4
"""Titles that a note still lists."""
UNVERIFIED: Final = "Unverified: from memory, to be checked."
"""What the word means, said once a chart."""
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def amount(value: float, unit: str) -> str:
    """Write a difference that is already in the unit of its axis; the unit stands in the heading if it is long.

    Examples
    --------
    >>> amount(-2.5, "days"), amount(3, "people in 100,000"), amount(0, "days")
    ('−2.5 days', '+3.0', 'no difference')
    """
    return amount_with_unit(value, unit if len(unit) <= SHORT else "")


def amount_with_unit(value: float, unit: str) -> str:
    """Write a difference that is already in its unit, as within a sentence.

    Examples
    --------
    >>> amount_with_unit(3, "people in 100,000"), amount_with_unit(-0.2, "%"), amount_with_unit(0, "days")
    ('+3.0 people in 100,000', '−0.20%', 'no difference')
    """
    if abs(value) < NOTHING:
        return "no difference"
    return minus(with_unit(signed(value), unit))


def number(count: int) -> str:
    """Write a small number in letters.

    Examples
    --------
    >>> number(4), number(23)
    ('four', '23')
    """
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def name_of(outcome: Outcome) -> str:
    """Name an outcome within a sentence.

    Examples
    --------
    >>> from fourcapitals.vocabulary import outcome_named
    >>> name_of(outcome_named("hle")), name_of(outcome_named("gva_per_hour"))
    ('healthy life expectancy', 'GVA per hour worked')
    >>> name_of(outcome_named("employment"))
    'the employment share'
    """
    label = outcome.label.split(",")[0].removesuffix(" at birth")
    article = "the " if label.endswith("share") else ""
    return label if label[:2].isupper() else f"{article}{decapitalised(label)}"


def capitalised(text: str) -> str:
    """Begin a text with a capital letter; a symbol of a unit keeps its own.

    Examples
    --------
    >>> capitalised("days"), capitalised("ng/m³"), capitalised("µg/m³")
    ('Days', 'ng/m³', 'µg/m³')
    """
    return text if "/" in text.split(" ", maxsplit=1)[0] else text[:1].upper() + text[1:]


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
    """Join a number, or two ends, and their unit; pounds stand before each number.

    Examples
    --------
    >>> with_unit("+2", "days"), with_unit("+2", "%"), with_unit("+2", "")
    ('+2 days', '+2%', '+2')
    >>> with_unit("-1.6 to +28", "£, 2019 prices"), with_unit("<0.0001", "£")
    ('-£1.6 to +£28', '<£0.0001')
    """
    if unit.startswith("£"):
        return " to ".join(POUNDS.sub(r"\1£\2", end) for end in number.split(" to "))
    return f"{number}{'' if unit in ('', '%') else ' '}{unit}"


def size_of(values: Sequence[float]) -> str:
    """Write the size of one effect, or the sizes between which several are.

    Examples
    --------
    >>> size_of([241.0]), size_of([3.31, 3.33]), size_of([-1.2, -0.9])
    ('241', '3.3', '0.90 to 1.2')
    """
    ends = sorted(map(abs, values))
    low, high = (signed(end).removeprefix("+") for end in (ends[0], ends[-1]))
    return high if low == high else f"{low} to {high}"


def by_how_much(size: str, unit: str, *, of_several: bool, about: bool = False) -> str:
    """Say how large an effect is, within a title.

    Examples
    --------
    >>> by_how_much("+35", "days", of_several=True), by_how_much("−35", "days", of_several=False, about=True)
    ('by a median of 35 days', 'by about 35 days')
    >>> by_how_much("0.90 to 1.2", "days", of_several=True)
    'by medians of 0.90 to 1.2 days'
    """
    words, range_ = with_unit(size.replace("+", "").replace("−", ""), unit), " to " in size
    medians = ("medians of " if range_ else "a median of ") if of_several else ""
    return f"by {medians}{'about ' if about and not range_ else ''}{words}"


def peaked(peak: tuple[int, float] | None, unit: str) -> str:
    """Say from which peak an effect has come back; nothing where there is none.

    Examples
    --------
    >>> peaked((2024, 42.0), "days"), peaked(None, "days")
    (', after a peak of +42 days in 2024', '')
    >>> peaked((2026, -9.3), "days")
    ' (−9.3 days in 2026)'
    """
    if peak is None:
        return ""
    year, value = peak
    said = f"{amount_with_unit(value, unit)} in {year}"
    # A "low" would read as a level.
    return f", after a peak of {said}" if value > 0 else f" ({said})"


def changed(
    what: str, effect: float, unit: str, *, of_several: bool = False, most: str = "", scale: Scale | None = None
) -> str:
    """Say what becomes of something: it is raised or lowered by so much, or hardly changed.

    Parameters
    ----------
    what : str
        That changes.
    effect : float
        By how much, in its own unit.
    unit : str
    of_several : bool
        Whether the effect is the median of several draws.
    most : str
        What follows where others change it less.
    scale : Scale, optional
        That of the chart; the one that suits the effect if left out.

    Examples
    --------
    >>> changed("healthy life expectancy", 0.1, "years"), changed("it", -0.1, "years", of_several=True, most=" most")
    ('raises healthy life expectancy by 37 days', 'lowers it most, by a median of 37 days')
    >>> changed("life satisfaction", 0.00001, "points, 0 to 10")
    'hardly changes life satisfaction (less than 0.1 thousandths of a point)'
    """
    if abs(effect) < NOTHING:
        return f"does not change {what}"
    little = hardly(effect, unit, scale)
    if little:
        return f"hardly changes {what} ({little}{' in the median draw' if of_several else ''})"
    scale = scale or scale_of(unit, effect)
    size = with_unit(signed(abs(effect) * scale.factor).removeprefix("+"), scale.unit)
    by = "by a median of" if of_several else "by"
    return f"{'raises' if effect > 0 else 'lowers'} {what}{f'{most},' if most else ''} {by} {size}"


def against(results: Results, reference: str) -> str:
    """Name the reference within a title; the baseline goes without saying."""
    return "" if reference == "baseline" else f" against ‘{results.titles[reference]}’"


def said_of_draws(results: Results, several: str) -> str:
    """Say what one draw is, or what the marks show of several."""
    draws = results.draws
    if draws > 1:
        return f"{several} ({draws:,} draws)."
    if results.seed is None:
        return f"One run at central values, noise off, is not a forecast: {MEDIANS}"
    return f"One draw is one possible path, not a forecast: {MEDIANS}"


def largest_drawn(shown: int, left: Sequence[str]) -> list[str]:
    """Say how many of all differences are drawn, and whose are not; nothing where none is left out.

    Examples
    --------
    >>> largest_drawn(4, ["Per head"])
    ['Drawn are the four largest differences of five in 2035; not drawn: Per head.']
    """
    if not shown or not left:
        return []
    of_all = f"{number(shown)} largest differences of {number(shown + len(left))}"
    return [f"Drawn are the {of_all} in {END_YEAR}; not drawn: {listed(left)}."]


def source(results: Results, *others: str) -> str:
    """Name the sources of a chart."""
    return f"Source: {'; '.join([f'projection, Four Capitals model {results.version}', *others])}."


def rests_on_judgement(results: Results, shown: Sequence[str]) -> list[str]:
    """Say what the effect of each scenario's money and its levers rest on; nothing where there is neither."""
    told, nothing = badges(results), badge(np.nan)
    said = [f"{results.titles[name]}: {_shares(told[name])}" for name in shown if told[name] != nothing]
    if not said:
        return []
    unverified = f" {UNVERIFIED}" if any("unverified" in each for each in said) else ""
    return [f"{RESTS}, by share of the money. {'; '.join(said)}.{unverified}"]


def _shares(told: str) -> str:
    """Shorten a badge where its opening says that shares of money are meant.

    Examples
    --------
    >>> _shares("97% of £ rests on judgement, 3% of £ rests on unverified figures, and so do its levers")
    '97% judgement, 3% unverified, and its levers judgement'
    >>> _shares("no £ rests on judgement"), _shares("its levers rest on judgement")
    ('none judgement', 'its levers judgement')
    """
    shorter = told.replace("no £ rests on", "none").replace(" of £ rests on", "").replace("levers rest on", "levers")
    return re.sub("and so do (its .*)", r"and \1 judgement", shorter).replace("unverified figures", "unverified")


def check_year(results: Results, year: int) -> int:
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


def others_than(results: Results, reference: str) -> list[str]:
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


def in_python(function: str, given: Results | None, /, **asked: Any) -> str:
    """Give the commands that make a chart of results, or of the baseline, again."""
    name, opened = ("baseline", "baseline = fourcapitals.load_baseline()")
    if given is not None:
        name, opened = ("results", _opened(given))
    return saved_in_python(function, name, opened, **asked)


def _opened(given: Results) -> str:
    """Give the commands that make results again; those of several draws are read from their file."""
    names, seed = given.scenario_arguments(), given.seed
    if given.is_ensemble:
        beside = "" if given.reference == "baseline" else f", reference={given.reference!r}"
        beside += ", keep='areas'" if given.holds_areas else ""
        return f"results = fourcapitals.run_ensemble({names!r}, draws={given.draws}, seed={seed}{beside})"
    if given.draws > 1:
        return 'results = fourcapitals.open_results("results.nc")'
    return f"results = fourcapitals.simulate({names!r}{'' if seed is None else f', seed={seed}'})"


def saved_in_python(function: str, name: str, opened: str, /, **asked: Any) -> str:
    """Give the commands that open something by a name, draw it and save the chart."""
    arguments = ", ".join([name, *(f"{key}={value!r}" for key, value in asked.items() if value is not None)])
    saved = f"fourcapitals.plots.save(fourcapitals.plots.{function}({arguments}), 'CHART')"
    return f"import fourcapitals\n{opened}\n{saved}"


def interval(low: float, high: float, unit: str) -> str:
    """Write the ends of a band of differences, in the unit of its axis; a long unit stands in the heading.

    Examples
    --------
    >>> interval(-2.5, 3, "days"), interval(0, 12, "people in 100,000"), interval(1, 2, "")
    ('−2.5 to +3.0 days', '0 to +12', '+1.0 to +2.0')
    """
    return interval_with_unit(low, high, unit if len(unit) <= SHORT else "")


def interval_with_unit(low: float, high: float, unit: str) -> str:
    """Write the ends of a band of differences and their unit, as within a sentence.

    Examples
    --------
    >>> interval_with_unit(0, 12, "people in 100,000"), interval_with_unit(-1.6, 28, "£")
    ('0 to +12 people in 100,000', '−£1.6 to +£28')
    >>> interval_with_unit(0.0003, 0.46, "days"), interval_with_unit(0.0612, 4.6, "days")
    ('0 to +0.46 days', '+0.06 to +4.6 days')
    """
    first, last = ends_of_band(low, high)
    return minus(with_unit(first if first == last else f"{first} to {last}", unit))


def ends_of_band(low: float, high: float) -> tuple[str, str]:
    """Write both ends of a band: the nearer to zero no finer than a decimal beyond the other, or as nothing.

    Examples
    --------
    >>> ends_of_band(0.0003, 0.46), ends_of_band(-1.62, 28), ends_of_band(0.000001, 0.000002)
    (('0', '+0.46'), ('-1.6', '+28'), ('<0.0001', '<0.0001'))
    """
    wide = max(abs(low), abs(high))

    def written(end: float) -> str:
        if abs(end) < max(NOTHING, VANISHING * wide):
            return "0"
        decimals = max(0, 1 - floor(log10(wide))) + 1
        said = signed(end)
        return f"{end:+,.{decimals}f}" if "<" not in said and len(said.partition(".")[2]) > decimals else said

    return written(low), written(high)


def end_of_band(value: float) -> str:
    """Write an end of a band with its sign; rounding is nothing.

    Examples
    --------
    >>> end_of_band(36.2), end_of_band(0.0034), end_of_band(-0.00004), end_of_band(1e-12)
    ('+36', '+0.003', '-<0.0001', '0')
    """
    return "0" if abs(value) < NOTHING else signed(value)


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


def without_effect(zero: float) -> str:
    """Say in a title in how many draws nothing differs, where they are many.

    Examples
    --------
    >>> without_effect(0.52), without_effect(0.01), without_effect(1.0)
    (' (no effect in 52% of draws)', '', '')
    """
    return f" (no effect in {share_of_draws(zero)} of draws)" if RARELY <= zero < 1 else ""


def listed(titles: Sequence[str]) -> str:
    """List a few titles, or count many.

    Examples
    --------
    >>> listed(["Per head", "Cash"]), listed(["x"] * 19)
    ('Per head; Cash', '19 strategies')
    """
    return "; ".join(titles) if len(titles) <= FEW else f"{number(len(titles))} strategies"


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
        largest = "" if fan else ": the largest uncertainty of the level"
        return [f"The level follows an assumed national trend of productivity{largest}{cancels}"]
    return []


CANCELS: Final = ", equal in all scenarios, so that differences are free of it"
