"""What draws say of every area: medians of levels and of differences, and how often a scenario is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from fourcapitals.comparison import NOTHING, find_outcome
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.plots.cartogram import EVEN, classes_of_chances
from fourcapitals.plots.given import AnyResults, Ensemble
from fourcapitals.plots.pen import minus
from fourcapitals.plots.subject import Ends, Subject, counted, of_districts, title_of_difference, title_of_level
from fourcapitals.plots.words import (
    LEVELS,
    PUBLISHERS,
    against,
    capitalised,
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
from fourcapitals.readable import scale_of, signed
from fourcapitals.vocabulary import Outcome

Array = npt.NDArray[np.float64]

HELD: Final = ("level", "difference", "better")
"""Maps that can be drawn of an ensemble."""
SURE: Final = (95, 80)
"""% of draws that a title speaks of, where some area has as many."""


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
        # Where less is better, all that is neither higher nor the same.
        better = (higher if stated.better > 0 else 1 - higher - same) + same / 2
        return chance_subject(ensemble, stated, chosen, year, reference, better, shares)
    resolution = str(held[f"area_{outcome}_difference_quantile"].attrs.get("resolution", "")).split(",")[0]
    draws = said_of_draws(ensemble, "Medians")
    if resolution:
        draws += f" They are read from bins, within {resolution}."
    moved = quantile("_difference", 0.5)
    return difference_subject(ensemble, stated, chosen, year, reference, moved, draws, beside, shares)


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
    return Subject(
        medians * scale.factor,
        scale.unit,
        capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(name, str(year), ends),
        f"{measure_of(outcome)}, 307 areas of England, {year} under ‘{results.titles[chosen]}’, {scale.unit}",
        (f"{draws} {of_districts(outcome.name)}".strip(), source(results, f"base year, {PUBLISHERS[outcome.name]}")),
        beside={name: values * scale.factor for name, values in (beside or {}).items()},
    )


def difference_subject(
    results: AnyResults,
    outcome: Outcome,
    chosen: str,
    year: int,
    reference: str,
    medians: Array,
    draws: str,
    bands: Mapping[str, Array] | None = None,
    shares: Mapping[str, Array] | None = None,
) -> Subject:
    """Show the median difference of each area from the reference."""
    scale = scale_of(unit_of_difference(outcome), float(np.abs(medians).max()))
    titled = results.titles[chosen]
    what = f"difference of ‘{titled}’ from ‘{results.titles[reference]}’"
    tail = against(results, reference)
    return Subject(
        np.asarray(medians, np.float64) * scale.factor,
        scale.unit,
        f"Difference, {scale.unit}",
        worded_difference(scale.unit),
        True,
        lambda ends: title_of_difference(titled, name_of(outcome), year, ends) + tail,
        f"{measure_of(outcome)}, 307 areas of England, {year}: {what}, {scale.unit}",
        (draws, source(results), *rests_on_judgement(results, [chosen])),
        beside={name: values * scale.factor for name, values in (bands or {}).items()} | dict(shares or {}),
    )


def worded_difference(unit: str) -> Callable[[float], str]:
    """Give the way to write a difference that is already in its unit."""
    return lambda value: minus(with_unit(signed(value), unit)) if abs(value) >= NOTHING else "no difference"


def chance_subject(
    results: AnyResults,
    outcome: Outcome,
    chosen: str,
    year: int,
    reference: str,
    better: Array,
    shares: Mapping[str, Array],
) -> Subject:
    """Show the share of draws in which each area does better than under the reference."""
    titled, name = results.titles[chosen], name_of(outcome)
    percent = 100 * np.asarray(better, np.float64)
    draws = results.draws

    def title(ends: Ends) -> str:
        tail = against(results, reference)
        if not ends.rising and not ends.falling:
            return f"‘{titled}’ does as well as it does badly by {name} in every area in {year}{tail}"
        up = ends.rising >= ends.falling
        verb = "raises" if up == (outcome.better > 0) else "lowers"
        chance = percent if up else 100 - percent
        sure = next((share for share in SURE if (chance >= share).any()), None)
        often = "in most draws" if sure is None else f"in at least {sure}% of draws"
        count = int((chance > EVEN).sum()) if sure is None else int((chance >= sure).sum())
        return f"‘{titled}’ {verb} {name} {often} in {counted(count, ends.count)} by {year}{tail}"

    same = shares["share_zero"]
    said = (
        f"P(better) is the share of {draws:,} draws in which an area does better than under "
        f"‘{results.titles[reference]}’ in the same draw; one in which nothing differs counts half"
    )
    nothing = int((same > 0).sum())
    said += f", and there are such draws in {counted(nothing, len(same))}." if nothing else "."
    said += " It says how often, not by how much. Below 50% a hexagon has a minus sign."
    return Subject(
        percent,
        "% of draws",
        "P(better), share of draws",
        lambda value: f"{share_of_draws(value / 100)} of draws",
        True,
        title,
        f"{measure_of(outcome)}, 307 areas of England, {year}: share of draws in which ‘{titled}’ is better than "
        f"‘{results.titles[reference]}’",
        (said, source(results), *rests_on_judgement(results, [chosen])),
        middle=EVEN,
        classes=tuple(classes_of_chances(percent)),
        beside=dict(shares),
    )
