"""The words of charts: how levels, outcomes and sources are said, and what every chart says of its draws and money."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from fourcapitals.formatting import decapitalised, of_draws, signed
from fourcapitals.plots.parts.amounts import amount_with_unit, number, with_unit
from fourcapitals.plots.parts.caption import in_sentences
from fourcapitals.results.bases import basis_line
from fourcapitals.results.chances import UTILITY_OF_OUTCOME
from fourcapitals.results.difference_units import Scale, negligible_in_words, scale_of
from fourcapitals.results.evidence_shares import (
    ASKED,
    CAUTION,
    CHANGE,
    RESTS,
    RESULTS_SHARED,
    evidence_line,
    in_words,
    shares_of_variance,
    unsettled,
)
from fourcapitals.results.money import rules_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, NOTHING, Outcome

FOLLOWED: Final[Mapping[str, str]] = {
    "per_head": "went equally to every head",
    "per_area": "went in equal sums to every area",
    "luf_priority": "followed the priority list of March 2021",
    "health_need": "followed health need",
    "deprivation_need": "followed deprivation",
    "luf_index": "followed the recomputed Levelling Up Fund index",
    "as_awarded": "followed the published awards",
    "as_spent": "followed what councils spent",
    "ukspf": "followed the UK Shared Prosperity Fund",
    "economic_resilience": "went to the places of least economic resilience",
    "top_n": "went to the areas that are worst on one figure",
    "blend": "followed two rules together",
    "from_file": "went to areas as its file says",
}
"""What money does under an allocation rule, within a sentence."""


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
MEDIANS: Final = "the median of draws can differ much, either way (--draws)."
RARELY: Final = 0.05
"""Share of draws without effect from which titles speak of them."""
MOST_INPUTS: Final = 4
"""Lines of what is not the package's that a chart names."""
FEW: Final = 4
"""Titles that a note still lists."""


def capitalised(text: str) -> str:
    """Begin a text with a capital letter; a symbol of a unit keeps its own.

    Examples
    --------
    >>> capitalised("days"), capitalised("ng/m³"), capitalised("µg/m³")
    ('Days', 'ng/m³', 'µg/m³')
    """
    return text if "/" in text.split(" ", maxsplit=1)[0] else text[:1].upper() + text[1:]


def use_within(label: str) -> str:
    """Name a use of money, by its label, within a sentence.

    Examples
    --------
    >>> use_within("NHS"), use_within("Public health")
    ('the NHS', 'public health')
    """
    return f"the {label}" if label == "NHS" else decapitalised(label)


def measure_of(outcome: Outcome, sex: str | None = None) -> str:
    """Name an outcome, and the sexes it is of, in a subtitle."""
    sexes = {None: "mean of males and females", "male": "males", "female": "females"}[sex]
    return ", ".join([outcome.label, *([sexes] if outcome.by_sex else [])])


def unit_of_difference(outcome: Outcome) -> str:
    """Give the unit in which differences of an outcome are taken."""
    return "%" if outcome.change == "relative" else outcome.unit


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
    little = negligible_in_words(effect, unit, scale)
    if little:
        return f"hardly changes {what} ({little}{' in the median draw' if of_several else ''})"
    scale = scale or scale_of(unit, effect)
    size = with_unit(signed(abs(effect) * scale.factor).removeprefix("+"), scale.unit)
    by = "by a median of" if of_several else "by"
    return f"{'raises' if effect > 0 else 'lowers'} {what}{f'{most},' if most else ''} {by} {size}"


def against(results: Results, reference: str) -> str:
    """Name the reference within a title; the bundled baseline goes without saying."""
    unsaid = reference == "baseline" and reference not in results.others_names
    return "" if unsaid else f" against ‘{results.titles[reference]}’"


def is_assumed(results: Results, scenario: str) -> bool:
    """Whether the pattern of a scenario over places is an input: no council bids for its money."""
    return scenario in results.scenario_files and "competitive" not in rules_of(results, scenario)


def by_assumption(results: Results, scenario: str) -> str:
    """Say in a title that a pattern over places is an input; nothing where bids decide it."""
    return ", by assumption" if is_assumed(results, scenario) else ""


def said_of_pattern(results: Results, scenarios: Sequence[str]) -> str:
    """Say what the pattern over places follows from, so that nobody takes an input for a finding."""
    said, known = [], [name for name in scenarios if name in results.scenario_files]
    for name in known:
        rules = rules_of(results, name)
        if not is_assumed(results, name):
            said.append(f"‘{results.titles[name]}’, part of whose money goes by simulated bids")
        elif rules:
            ways = [FOLLOWED.get(rule, f"followed the rule {rule}") for rule in rules]
            said.append(f"money of ‘{results.titles[name]}’ {' and '.join(ways)}")
    if not known:
        return ""
    if not said:
        return "The pattern over places is an input, by assumption: levers act alike everywhere."
    return f"The pattern over places is an input, by assumption: {'; '.join(said)}."


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
    """Name the sources of a chart, and what of the inputs is not the package's."""
    named = f"Source: {'; '.join([f'projection, Four Capitals model {results.version}', *others])}."
    return in_sentences([named, *on_inputs(results.input_lines), basis_line(results)])


def on_inputs(lines: Sequence[str]) -> list[str]:
    """Say in one paragraph which observed figures and parameters are not the package's; nothing where all are.

    Parameters
    ----------
    lines : sequence of str
        As `data.input_lines` gives them, and ``attrs["inputs"]`` of tables that were worked out.

    Examples
    --------
    >>> on_inputs(["Own figures: outcomes of new", "Changed parameter: a = 1"]), on_inputs([])
    (['Own figures: outcomes of new. Changed parameter: a = 1.'], [])
    """
    told = [f"{line.removesuffix('.')}." for line in lines[:MOST_INPUTS]]
    more = len(lines) - len(told)
    return [in_sentences([*told, f"And {more} more." if more > 0 else ""])] if told else []


def rests_on(results: Results, shown: Sequence[str], *, outcome: str = "hle") -> list[str]:
    """Say on which evidence the uncertainty of scenarios' results rests; nothing where there is none.

    Where that is not known, say which command knows it.

    Parameters
    ----------
    results : Results
    shown : sequence of str
        Scenarios.
    outcome : str
        That is drawn: the shares are those of GVA per hour where it is that, else of healthy life expectancy.
    """
    result = UTILITY_OF_OUTCOME.get(outcome, "hle_years")
    shares = {name: shares_of_variance(results, name, result=result) for name in shown}
    known = {name: in_words(each) for name, each in shares.items() if each}
    if not known:
        asked = [line for name, line in results.evidence.items() if name in shown and line.startswith(ASKED)]
        return [f"{RESTS}: {'; '.join(asked)}."] if asked else []
    if len(known) == 1:
        return [f"{RESTS}. {evidence_line(results, next(iter(known)))} {CAUTION}"]
    said = "; ".join(f"{results.titles[name]}: {words}" for name, words in known.items())
    change = CHANGE.format(RESULTS_SHARED[result])
    return [in_sentences([f"{RESTS}. Of the uncertainty of {change}: {said}.", unsettled(shares.values()), CAUTION])]


def without_effect(zero: float) -> str:
    """Say in a title in how many draws nothing differs, where they are many.

    Examples
    --------
    >>> without_effect(0.52), without_effect(0.01), without_effect(1.0)
    (' (no effect in 52% of draws)', '', '')
    """
    return f" (no effect in {of_draws(zero)})" if RARELY <= zero < 1 else ""


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
