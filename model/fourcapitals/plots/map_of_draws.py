"""What draws say of every area: medians of levels and of differences, and how often a scenario is better."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.comparison import NOTHING, find_outcome
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.classes import EVEN, below_others, classes_of_chances
from fourcapitals.plots.given import AnyResults, Ensemble
from fourcapitals.plots.subject import (
    Subject,
    counted,
    of_districts,
    of_sampling,
    places_in,
    title_of_difference,
    title_of_level,
)
from fourcapitals.plots.words import (
    LEVELS,
    PUBLISHERS,
    against,
    amount,
    amount_with_unit,
    capitalised,
    interval_with_unit,
    measure_of,
    name_of,
    others_than,
    rests_on_judgement,
    said_of_draws,
    share_of_draws,
    source,
    unit_of_difference,
    with_unit,
)
from fourcapitals.readable import DAYS_A_YEAR, scale_of
from fourcapitals.vocabulary import Outcome

Array = npt.NDArray[np.float64]

HELD: Final = ("level", "difference", "better")
"""Maps that can be drawn of an ensemble."""
SURE: Final = (0.95, 0.8)
"""Shares of draws that a title speaks of, where some area has as many."""
APART: Final = 0.05
"""The least difference between areas of a single run that is told, as a share: it says nothing of what is uncertain."""
SLIGHT: Final[Mapping[str, float]] = {
    "years": 0.01 / DAYS_A_YEAR,
    "%": 0.001,
    "share": 1e-7,
    "points, 0 to 10": 1e-5,
    "µg/m3": 1e-5,
}
"""Of each unit, the difference below which an area is said neither to gain nor to lose."""


def subject_of_draws(
    ensemble: Ensemble, outcome: str, scenario: str | None, show: str, year: int, reference: str
) -> Subject:
    """Take what a map of an ensemble shows out of its quantiles of areas.

    Raises
    ------
    UnknownName
        When the ensemble does not hold areas of that outcome or year, against that reference, or that kind of map.
    BadInput
        When the scenario is not clear.
    """
    stated, held = find_outcome(outcome), ensemble.quantiles()
    if show not in HELD:
        raise UnknownName(
            f"an ensemble has no map of {show!r}; choose from {', '.join(HELD)}, or give results of one run"
        )
    names = [str(name).removeprefix("area_").removesuffix("_higher") for name in held if str(name).endswith("_higher")]
    if outcome not in names:
        raise UnknownName(unknown("outcome that an ensemble holds by area:", outcome, names))
    milestones = [int(each) for each in held["milestone"].to_numpy()]
    if year not in milestones:
        before = ", ".join(map(str, milestones[:-1]))
        raise UnknownName(f"an ensemble holds areas in {before} and {milestones[-1]} alone, not in {year}")
    ensemble.scenario(reference)
    if show != "level" and reference != ensemble.reference:
        raise UnknownName(
            f"this ensemble holds differences of areas from {ensemble.reference!r} alone, not from {reference!r}; "
            f"give reference={ensemble.reference!r}"
        )
    chosen = chosen_scenario(ensemble, scenario, [reference] if show == "level" else others_than(ensemble, reference))
    at = held.sel(scenario=chosen, milestone=year)

    def quantile(of: str, share: float) -> Array:
        return np.asarray(at[f"area_{outcome}{of}_quantile"].sel(quantile=share, method="nearest").to_numpy())

    higher, same = (np.asarray(at[f"area_{outcome}_{word}"].to_numpy()) for word in ("higher", "unchanged"))
    beside = {"low_80": quantile("_difference", 0.1), "high_80": quantile("_difference", 0.9)}
    if show == "level":
        bands = {"low_80": quantile("", 0.1), "high_80": quantile("", 0.9)}
        return level_subject(ensemble, stated, chosen, year, quantile("", 0.5), bands)
    shares = {"share_higher": higher, "share_zero": same}
    if show == "better":
        return chance_subject(ensemble, stated, chosen, year, reference, shares)
    moved = quantile("_difference", 0.5)
    fineness = fineness_of(held[f"area_{outcome}_difference_quantile"].attrs)
    return difference_subject(ensemble, stated, chosen, year, reference, moved, beside, shares, fineness)


class Fineness(NamedTuple):
    """How finely differences of areas are kept: as a share of themselves, and near nothing in their unit."""

    share: float
    near: float


def fineness_of(stated: Mapping[str, Any]) -> Fineness | None:
    """Read how finely quantiles are kept from what is stated beside them; nothing where they are exact.

    Examples
    --------
    >>> fineness_of({"resolution": "5.7%, or 2.8e-05 years near nothing; up to 15 years; exact zeros apart"})
    Fineness(share=0.057, near=2.8e-05)
    """
    found = re.match(r"([\d.]+)%, or ([\d.e-]+) ", str(stated.get("resolution", "")))
    return Fineness(float(found[1]) / 100, float(found[2])) if found else None


def chosen_scenario(results: AnyResults, scenario: str | None, can_be: Sequence[str]) -> str:
    """Find the scenario that a map is of.

    Raises
    ------
    UnknownName
        When the results lack it.
    BadInput
        When none is named and several can be meant.
    """
    if scenario is not None:
        return results.scenario(scenario)
    choices = list(can_be or results.scenarios)
    if len(choices) > 1:
        raise BadInput(f"name the scenario to draw; choose from {', '.join(choices)}")
    return choices[0]


def level_subject(
    results: AnyResults,
    outcome: Outcome,
    chosen: str,
    year: int,
    medians: Array,
    beside: Mapping[str, Array] | None = None,
) -> Subject:
    """Show the median level of each area."""
    scale, _, worded = LEVELS[outcome.unit]
    name, draws = name_of(outcome), said_of_draws(results, "Medians")
    when = f"{year}, medians of draws" if results.draws > 1 else str(year)
    return Subject(
        medians * scale.factor,
        scale.unit,
        capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(name, when, ends),
        f"{measure_of(outcome)}, 307 areas of England, {year} under ‘{results.titles[chosen]}’, {scale.unit}",
        (
            " ".join(filter(None, (draws, of_districts(outcome.name)))),
            *filter(None, [of_sampling(outcome.name)]),
            source(results, f"base year, {PUBLISHERS[outcome.name]}"),
        ),
        places=places_in(worded(float(medians.max()) * scale.factor)),
        beside={name: values * scale.factor for name, values in (beside or {}).items()},
    )


def difference_subject(
    results: AnyResults,
    outcome: Outcome,
    chosen: str,
    year: int,
    reference: str,
    medians: Array,
    bands: Mapping[str, Array],
    shares: Mapping[str, Array] | None = None,
    fineness: Fineness | None = None,
) -> Subject:
    """Show the median difference of each area from the reference, and how sure it is."""
    unit = unit_of_difference(outcome)
    scale = scale_of(unit, float(np.abs(medians).max()))
    titled, name = results.titles[chosen], name_of(outcome)
    at_median = f"At the median of {results.draws:,} draws, " if results.draws > 1 else ""
    tail = against(results, reference)
    near = max(SLIGHT[unit], fineness.near if fineness else 0.0)
    said = said_of_draws(results, "Medians")
    if fineness:
        small = (
            f", or {little(near * scale.factor, scale.unit)} where small" if (np.abs(medians) < 10 * near).any() else ""
        )
        said += f" Each is kept to within {100 * fineness.share:.2g}%{small}."
    subject = Subject(
        np.asarray(medians, np.float64) * scale.factor,
        scale.unit,
        heading_of("Difference", scale.unit, outcome),
        lambda value: amount_with_unit(value, scale.unit),
        True,
        lambda ends: at_median + title_of_difference(titled, name, year, ends) + tail,
        f"{measure_of(outcome)}, 307 areas of England, {year}: difference of ‘{titled}’ from "
        f"‘{results.titles[reference]}’, {scale.unit}",
        (),
        near=near * scale.factor,
        # Two medians are both inexact.
        apart=2 * fineness.share if fineness else APART,
        better=outcome.better,
        beside_map=lambda value: amount(value, scale.unit),
        beside={name: values * scale.factor for name, values in bands.items()} | dict(shares or {}),
    )
    sure = [how_sure(subject)] if results.draws > 1 else []
    return replace(subject, notes=(said, *sure, source(results), *rests_on_judgement(results, [chosen])))


def how_sure(subject: Subject) -> str:
    """Say in how many areas 80% of draws agree on the direction, and how far they reach where the median is largest."""
    low, high = subject.beside["low_80"], subject.beside["high_80"]
    agreed = int(((low > NOTHING) | (high < -NOTHING)).sum())
    count = len(subject.values)
    where = counted(agreed, count) if agreed else "no area"
    said = f"The middle 80% of draws lie on one side of zero in {where}"
    if subject.is_even:
        middle = interval_with_unit(float(np.median(low)), float(np.median(high)), subject.unit)
        return f"{said}; in the median area they reach {'from ' if ' to ' in middle else ''}{middle}."
    largest = int(np.abs(subject.values).argmax())
    reach = interval_with_unit(float(low[largest]), float(high[largest]), subject.unit)
    return f"{said}; where the median is largest they reach {'from ' if ' to ' in reach else ''}{reach}."


def heading_of(what: str, unit: str, outcome: Outcome) -> str:
    """Head a legend of differences; blue is better, which need not be more."""
    return f"{what}, {unit}{'; less is better' if outcome.better < 0 else ''}"


def little(size: float, unit: str) -> str:
    """Write a small size.

    Examples
    --------
    >>> little(0.01004, "days"), little(14.4, "minutes")
    ('0.01 days', '14 minutes')
    """
    return with_unit(f"{size:.1g}" if size < 1 else f"{size:.0f}", unit)


def chance_subject(
    results: AnyResults,
    outcome: Outcome,
    chosen: str,
    year: int,
    reference: str,
    shares: Mapping[str, Array],
) -> Subject:
    """Show the share of draws in which each area does better than under the reference.

    Parameters
    ----------
    shares : mapping of str to (area,)
        Of draws, ``share_higher`` and ``share_zero``.
    """
    titled, name = results.titles[chosen], name_of(outcome)
    higher, same = shares["share_higher"], shares["share_zero"]
    lower = 1 - higher - same
    percent = 100 * np.asarray((higher if outcome.better > 0 else lower) + same / 2, np.float64)
    said = (
        f"P(better) is the share of {results.draws:,} draws in which an area does better than under "
        f"‘{results.titles[reference]}’ in the same draw; one in which nothing differs counts half"
    )
    nothing = int((same > 0).sum())
    said += f", and there are such draws in {counted(nothing, len(same))}." if nothing else "."
    said += " It says how often, not by how much."
    if below_others(percent, EVEN).any():
        said += " Below 50% a hexagon has a minus sign."
    return Subject(
        percent,
        "% of draws",
        "P(better), share of draws",
        lambda value: f"{share_of_draws(value / 100)} of draws",
        True,
        lambda _: title_of_chances(titled, name, year, higher, lower) + against(results, reference),
        f"{measure_of(outcome)}, 307 areas of England, {year}: share of draws in which ‘{titled}’ is better than "
        f"‘{results.titles[reference]}’",
        (said, source(results), *rests_on_judgement(results, [chosen])),
        middle=EVEN,
        classes=tuple(classes_of_chances(percent)),
        beside=dict(shares),
    )


def title_of_chances(titled: str, name: str, year: int, higher: Array, lower: Array) -> str:
    """Say in how many areas a scenario raises or lowers an outcome in nearly all draws; of both where both occur.

    Parameters
    ----------
    higher, lower : (area,)
        Share of draws in which the outcome is strictly higher or lower.

    Examples
    --------
    >>> title_of_chances("Some", "income", 2035, np.array([0.949, 0.96]), np.array([0.0, 0.0]))
    '‘Some’ raises income in at least 95% of draws in 1 of 2 areas by 2035'
    >>> title_of_chances("Some", "income", 2035, np.array([0.99, 0.1]), np.array([0.0, 0.85]))
    'In at least 80% of draws, ‘Some’ raises income in 1 area and lowers it in 1 by 2035'
    """
    counts = {share: tuple(int((each >= share - NOTHING).sum()) for each in (higher, lower)) for share in SURE}
    at = {"raises": int((higher > lower).sum()), "lowers": int((lower > higher).sum())}
    often = "in more draws than not"
    share = next((each for each in SURE if any(counts[each])), None)
    if share is not None:
        share = SURE[-1] if all(counts[SURE[-1]]) else share
        at = dict(zip(("raises", "lowers"), counts[share], strict=True))
        often = f"in at least {100 * share:.0f}% of draws"
    first, second = sorted(at, key=lambda verb: -at[verb])
    if not at[first]:
        return f"‘{titled}’ does as well as it does badly by {name} in every area in {year}"
    if not at[second]:
        return f"‘{titled}’ {first} {name} {often} in {counted(at[first], len(higher))} by {year}"
    areas = f"{at[first]} area{'s' * (at[first] != 1)}"
    return f"{capitalised(often)}, ‘{titled}’ {first} {name} in {areas} and {second} it in {at[second]} by {year}"
