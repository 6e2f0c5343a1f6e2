"""What draws say of every area: medians of levels and of differences, and how often a scenario is better."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import DAYS_A_YEAR, Scale, areas_of, scale_asked, scale_of
from fourcapitals.plots.maps.classes import EVEN, below_others, classes_of_chances
from fourcapitals.plots.maps.subject import (
    Subject,
    counted,
    little,
    of_districts,
    of_sampling,
    places_in,
    title_of_difference,
    title_of_level,
)
from fourcapitals.plots.parts import amounts, asking, say
from fourcapitals.plots.parts.caption import in_sentences
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.chances import ASSUMED, ASSUMED_IN_WORDS, only_adds
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import NOTHING, Outcome

HELD: Final = ("level", "difference", "better")
"""Maps that can be drawn of an ensemble."""
SURE: Final = (95, 80)
"""P(better) that a title speaks of, in %, where some area has as much."""
TIES: Final = "ties count half"
MINORITY: Final = 0.1
"""Share of the areas from which a title speaks of those that lie on the other side of a half."""
LARGE: Final = 80
"""P(better), in %, that a title gives of both sides, and that a note holds against the size of the difference."""
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


@dataclass(frozen=True)
class Asked:
    """What a map is asked: an outcome of results under a scenario in a year, against a reference."""

    results: Results
    outcome: Outcome
    scenario: str
    year: int
    reference: str
    asked_unit: str | None = None
    """Of differences, where one is asked for."""

    @property
    def title(self) -> str:
        """Of the scenario."""
        return self.results.titles[self.scenario]

    @property
    def beside(self) -> str:
        """Title of the reference."""
        return self.results.titles[self.reference]

    @property
    def name(self) -> str:
        """The outcome within a sentence."""
        return self.outcome.said

    @property
    def unit(self) -> str:
        """In which differences of the outcome are taken."""
        return say.unit_of_difference(self.outcome)

    @property
    def assumed(self) -> str:
        """Said in a title where the pattern over places is an input."""
        return say.by_assumption(self.results, self.scenario)

    @property
    def pattern(self) -> str:
        """What the pattern over places follows from."""
        return say.said_of_pattern(self.results, [self.scenario])

    def scale(self, effect: float) -> Scale:
        """Choose the unit that is asked for, or the one that suits an effect."""
        return scale_asked(self.unit, self.asked_unit, effect)

    def measured(self, how: str) -> str:
        """Say in a subtitle what is shown."""
        return f"{say.measure_of(self.outcome)}, 307 areas of England, {self.year}{how}"

    def sources(self) -> tuple[str, ...]:
        """Name the source, and what the effect of the money rests on."""
        return say.source(self.results), *say.rests_on(self.results, [self.scenario])


def subject_of_draws(
    ensemble: Results, outcome: str, scenario: str | None, show: str, year: int, reference: str, unit: str | None
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
            f"this ensemble has no map of {show!r}; choose from {', '.join(HELD)}, money_per_head; "
            f"{ensemble.how_to_hold_areas()}"
        )
    names = [str(name).removeprefix("area_").removesuffix("_higher") for name in held if str(name).endswith("_higher")]
    if outcome not in names:
        fault = unknown("outcome that this ensemble holds by area:", outcome, names)
        raise UnknownName(f"{fault}; {ensemble.how_to_hold_areas()}")
    milestones = [int(each) for each in held["milestone"].to_numpy()]
    if year not in milestones:
        before = ", ".join(map(str, milestones[:-1]))
        raise UnknownName(
            f"this ensemble holds areas in {before} and {milestones[-1]} alone, not in {year}; "
            f"{ensemble.how_to_hold_areas()}"
        )
    ensemble.scenario(reference)
    if show != "level" and reference != ensemble.reference:
        raise UnknownName(
            f"this ensemble holds differences of areas from {ensemble.reference!r} alone, not from {reference!r}; "
            f"give reference={ensemble.reference!r}; {ensemble.how_to_hold_areas()}"
        )
    chosen = chosen_scenario(
        ensemble, scenario, [reference] if show == "level" else asking.others_than(ensemble, reference)
    )
    asked, at = Asked(ensemble, stated, chosen, year, reference, unit), held.sel(scenario=chosen, milestone=year)

    def quantile(of: str, share: float) -> Array:
        return np.asarray(at[f"area_{outcome}{of}_quantile"].sel(quantile=share, method="nearest").to_numpy())

    higher, same = (np.asarray(at[f"area_{outcome}_{word}"].to_numpy()) for word in ("higher", "unchanged"))
    beside = {"low_80": quantile("_difference", 0.1), "high_80": quantile("_difference", 0.9)}
    if show == "level":
        bands = {"low_80": quantile("", 0.1), "high_80": quantile("", 0.9)}
        return level_subject(asked, quantile("", 0.5), bands)
    shares = {"share_higher": higher, "share_zero": same}
    moved = quantile("_difference", 0.5)
    fineness = fineness_of(held[f"area_{outcome}_difference_quantile"].attrs)
    if show == "better":
        return chance_subject(asked, shares, moved, fineness)
    return difference_subject(asked, moved, beside, shares, fineness)


class Fineness(NamedTuple):
    """How finely differences of areas are kept: as a share of themselves, and near nothing in their unit."""

    share: float
    near: float


def fineness_of(stated: Mapping[str, Any]) -> Fineness | None:
    """Read how finely quantiles are kept from what is stated beside them; nothing where they are exact.

    Examples
    --------
    >>> fineness_of({"resolution": "5.7%, or 2.8e-05 years near nothing; up to 15 years; zeros apart"})
    Fineness(share=0.057, near=2.8e-05)
    """
    found = re.match(r"([\d.]+)%, or ([\d.e-]+) ", str(stated.get("resolution", "")))
    return Fineness(float(found[1]) / 100, float(found[2])) if found else None


def negligible(unit: str, fineness: Fineness | None = None) -> float:
    """Give the difference below which an area is said neither to gain nor to lose, no finer than it is kept."""
    return max(SLIGHT[unit], fineness.near if fineness else 0.0)


def chosen_scenario(results: Results, scenario: str | None, can_be: Sequence[str]) -> str:
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


def level_subject(asked: Asked, medians: Array, beside: Mapping[str, Array] | None = None) -> Subject:
    """Show the median level of each area."""
    outcome, results = asked.outcome, asked.results
    scale, _, worded = say.LEVELS[outcome.unit]
    when = f"{asked.year}, medians of draws" if results.draws > 1 else str(asked.year)
    return Subject(
        medians * scale.factor,
        scale.unit,
        say.capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(asked.name, when, ends),
        asked.measured(f" under ‘{asked.title}’, {scale.unit}"),
        (
            in_sentences([say.said_of_draws(results, "Medians"), of_districts(outcome.name)]),
            *filter(None, [of_sampling(outcome.name)]),
            say.source(results, f"base year, {say.PUBLISHERS[outcome.name]}"),
        ),
        places=places_in(worded(float(medians.max()) * scale.factor)),
        beside={name: values * scale.factor for name, values in (beside or {}).items()},
    )


def difference_subject(
    asked: Asked,
    medians: Array,
    bands: Mapping[str, Array],
    shares: Mapping[str, Array] | None = None,
    fineness: Fineness | None = None,
) -> Subject:
    """Show the median difference of each area from the reference, and how sure it is."""
    draws = asked.results.draws
    scale = asked.scale(float(np.abs(medians).max()))
    at_median = f"At the median of {draws:,} draws, " if draws > 1 else ""
    tail = say.against(asked.results, asked.reference)
    near = negligible(asked.unit, fineness)
    said = say.said_of_draws(asked.results, "Medians")
    if fineness:
        small = (
            f", or {little(near * scale.factor, scale.unit)} where small" if (np.abs(medians) < 10 * near).any() else ""
        )
        said += f" The store rounds area medians by up to {100 * fineness.share:.2g}%{small}."
    least = {"least_kept": np.full(len(medians), near * scale.factor)} if fineness else {}
    subject = Subject(
        np.asarray(medians, np.float64) * scale.factor,
        scale.unit,
        heading_of("Difference", scale.unit, asked.outcome),
        lambda value: amounts.amount_with_unit(value, scale.unit),
        True,
        lambda ends: at_median + title_of_difference(asked.title, asked.name, asked.year, ends) + tail + asked.assumed,
        asked.measured(f": difference of ‘{asked.title}’ from ‘{asked.beside}’, {scale.unit}"),
        (),
        near=near * scale.factor,
        # Two medians are both inexact.
        apart=2 * fineness.share if fineness else APART,
        better=asked.outcome.better,
        beside_map=lambda value: amounts.amount(value, scale.unit),
        beside={name: values * scale.factor for name, values in bands.items()} | dict(shares or {}) | least,
    )
    sure = [how_sure(subject)] if draws > 1 else []
    return replace(subject, notes=(said, *sure, *filter(None, [asked.pattern]), *asked.sources()))


def how_sure(subject: Subject) -> str:
    """Say in how many areas 80% of draws agree on the direction, and how far they reach where the median is largest."""
    low, high = subject.beside["low_80"], subject.beside["high_80"]
    largest = int(np.abs(subject.values).argmax())
    ends = (np.median(low), np.median(high)) if subject.is_even else (low[largest], high[largest])
    where = "in the median area" if subject.is_even else "where the median is largest"
    one_way = _one_way(subject)
    if one_way:
        return f"{one_way}; {where} the middle 80% reach {_reach(subject, *map(float, ends))}."
    agreed = int(((low > subject.near) | (high < -subject.near)).sum())
    areas = counted(agreed, len(subject.values)) if agreed else "no area"
    bound = f"more than {little(subject.near, subject.unit)} "
    said = f"The middle 80% of draws lie {bound}to one side of zero in {areas}"
    return f"{said}; {where} they reach {_reach(subject, *map(float, ends))}."


def _one_way(subject: Subject) -> str:
    """Say that no draw lowers it anywhere, or raises it, and how often nothing differs; else nothing."""
    if "share_zero" not in subject.beside:
        return ""
    higher, same = subject.beside["share_higher"], subject.beside["share_zero"]
    lower = 1 - higher - same
    if (same >= 1 - NOTHING).all() or ((higher > NOTHING).any() and (lower > NOTHING).any()):
        return ""
    verb, other = ("lowers", "raises") if (higher > NOTHING).any() else ("raises", "lowers")
    if not (same > NOTHING).any():
        return f"Every draw {other} it in every area"
    up_to = "up to " if same.max() - same.min() > NOTHING else ""
    return (
        f"No draw {verb} it in any area; nothing differs in {up_to}{amounts.share_of_draws(float(same.max()))} of draws"
    )


def _reach(subject: Subject, low: float, high: float) -> str:
    """Write the ends of a band; what is negligible is no finer than it is kept, but exactly nothing is zero."""
    slight = [abs(end) <= subject.near for end in (low, high)]
    bound = f"less than {little(subject.near, subject.unit)}"
    if low == high == 0:
        return amounts.with_unit("0", subject.unit)
    if all(slight) and low and high:
        return bound
    if not any(small and end for small, end in zip(slight, (low, high), strict=True)):
        reach = amounts.interval_with_unit(low, high, subject.unit)
        return f"{'from ' if ' to ' in reach else ''}{reach}"
    ends = [
        ("0" if not end else bound) if small else subject.worded(end)
        for small, end in zip(slight, (low, high), strict=True)
    ]
    return f"from {' to '.join(ends)}"


def heading_of(what: str, unit: str, outcome: Outcome) -> str:
    """Head a legend of differences; blue is better, which need not be more."""
    return f"{what}, {unit}{'; less is better' if outcome.better < 0 else ''}"


def chance_subject(
    asked: Asked, shares: Mapping[str, Array], medians: Array, fineness: Fineness | None = None
) -> Subject:
    """Show the share of draws in which each area does better than under the reference.

    Parameters
    ----------
    asked : Asked
    shares : mapping of str to (area,)
        Of draws, ``share_higher`` and ``share_zero``.
    medians : (area,)
        Differences from the reference.
    fineness : Fineness, optional
        How finely those are kept.
    """
    higher, same = shares["share_higher"], shares["share_zero"]
    lower = 1 - higher - same
    percent = 100 * np.asarray((higher if asked.outcome.better > 0 else lower) + same / 2, np.float64)
    said = (
        f"P(better) is the share of {asked.results.draws:,} draws in which an area does better than under "
        f"‘{asked.beside}’ in the same draw; one in which nothing differs counts half"
    )
    nothing, most = int((same > 0).sum()), amounts.share_of_draws(float(same.max()))
    said += f", and there are such draws in {counted(nothing, len(same))} (up to {most})." if nothing else "."
    said += " It says how often, not by how much."
    assumed = only_adds(asked.results, reference=asked.reference)[asked.scenario] and bool((lower <= NOTHING).all())
    said += f" {ASSUMED_IN_WORDS}" if assumed else ""
    said += often_but_little(percent, medians, asked.unit, fineness)
    if below_others(percent, EVEN).any():
        said += " Below 50% a hexagon has a minus sign."
    tail = say.against(asked.results, asked.reference)
    return Subject(
        percent,
        "% of draws",
        f"P(better), share of draws; {TIES}",
        lambda value: f"{amounts.share_of_draws(value / 100)} of draws",
        True,
        lambda ends: (
            title_of_chances(asked.title, asked.name, asked.year, ends.values, tail)
            + asked.assumed
            + (f" ({ASSUMED})" if assumed else "")
        ),
        asked.measured(f": share of draws in which ‘{asked.title}’ is better than ‘{asked.beside}’; {TIES}"),
        (said, *filter(None, [asked.pattern]), *asked.sources()),
        middle=EVEN,
        fixed=tuple(classes_of_chances(percent)),
        beside=dict(shares),
    )


def often_but_little(percent: Array, medians: Array, unit: str, fineness: Fineness | None = None) -> str:
    """Say in how many areas of a dark colour the median difference is negligible; nothing where in none.

    Examples
    --------
    >>> often_but_little(np.array([97.0, 82.0, 3.0]), np.array([1e-6, 0.3, -1e-6]), "years")
    ' In 1 of the areas at 80% or more and 1 at 20% or less the median difference is less than 0.01 days.'
    """
    near, scale = negligible(unit, fineness), scale_of(unit, float(np.abs(medians).max()))
    slight = np.abs(medians) <= near
    sides = (
        (percent >= LARGE - NOTHING, f"at {LARGE}% or more"),
        (percent <= 100 - LARGE + NOTHING, f"at {100 - LARGE}% or less"),
    )
    found = [(int((side & slight).sum()), words) for side, words in sides if (side & slight).any()]
    if not found:
        return ""
    told = [f"{count} {'of the areas ' if at == 0 else ''}{words}" for at, (count, words) in enumerate(found)]
    bound = little(near * scale.factor, scale.unit)
    return f" In {' and '.join(told)} the median difference is less than {bound}."


def title_of_chances(titled: str, name: str, year: int, percent: Array, tail: str = "") -> str:
    """Say in how many areas P(better) is high or low, by the shares that the colours show, and in how many it is not.

    Parameters
    ----------
    percent : (area,)
        P(better).
    tail : str
        Against what, where that does not go without saying.

    Examples
    --------
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 96.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 95% in all 2 areas'
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 82.0, 30.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 95% in 1 of 3 areas; it is worse more often than not in 1'
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 82.0, 10.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 80% in 2 areas, at most 20% in 1'
    """
    above, below = int((percent > EVEN + NOTHING).sum()), int((percent < EVEN - NOTHING).sum())
    what = f"P(better) of ‘{titled}’{tail} for {name} in {year} is"
    if not above and not below:
        return f"{what} 50% in every area"
    sides = [
        (f"at least {LARGE}%", int((percent >= LARGE - NOTHING).sum())),
        (f"at most {100 - LARGE}%", int((percent <= 100 - LARGE + NOTHING).sum())),
    ]
    if all(count >= MINORITY * len(percent) for _, count in sides):
        (words, count), (other, others) = sorted(sides, key=lambda side: -side[1])
        return f"{what} {words} in {areas_of(count)}, {other} in {others}"
    limits = [(f"at least {each}%", percent >= each - NOTHING, f"at most {100 - each}%") for each in SURE]
    found = [(words, int(high.sum())) for words, high, _ in limits]
    if below > above:
        found = [(limits[at][2], int((percent <= 100 - each + NOTHING).sum())) for at, each in enumerate(SURE)]
    often = ("above", above) if above >= below else ("below", below)
    words, count = next(((words, count) for words, count in found if count), (f"{often[0]} 50%", often[1]))
    others, worse = (below, "worse") if above >= below else (above, "better")
    beside = f"; it is {worse} more often than not in {others}" if others > MINORITY * len(percent) else ""
    return f"{what} {words} in {counted(count, len(percent))}{beside}"
