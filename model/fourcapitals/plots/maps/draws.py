"""What draws say of every area: medians of levels and of differences, and how sure those are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import share_of_draws
from fourcapitals.plots.maps.asked_of_map import Asked, Fineness, fineness_of, negligible
from fourcapitals.plots.maps.chances import chance_subject
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
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import in_sentences
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import NOTHING, Outcome

HELD: Final = ("level", "difference", "better")
"""Maps that can be drawn of an ensemble."""
APART: Final = 0.05
"""The least difference between areas of a single run that is told, as a share: it says nothing of what is uncertain."""


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
    scale, _, worded = wording.LEVELS[outcome.unit]
    when = f"{asked.year}, medians of draws" if results.draws > 1 else str(asked.year)
    return Subject(
        medians * scale.factor,
        scale.unit,
        wording.capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(asked.name, when, ends),
        asked.measured(f" under ‘{asked.title}’, {scale.unit}"),
        (
            in_sentences([wording.said_of_draws(results, "Medians"), of_districts(outcome.name)]),
            *filter(None, [of_sampling(outcome.name)]),
            wording.source(results, f"base year, {wording.PUBLISHERS[outcome.name]}"),
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
    tail = wording.against(asked.results, asked.reference)
    near = negligible(asked.unit, fineness)
    said = wording.said_of_draws(asked.results, "Medians")
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
    return f"No draw {verb} it in any area; nothing differs in {up_to}{share_of_draws(float(same.max()))} of draws"


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
