"""What a map shows: a number for each area, its words, and the areas at its ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import areas_of
from fourcapitals.plots.maps.classes import ALIKE, NONE, Class, are_alike, classes_of, free_of_noise
from fourcapitals.plots.parts.amounts import with_unit
from fourcapitals.plots.parts.wording import capitalised
from fourcapitals.vocabulary import BASE_YEAR, NOTHING

ALL_AREAS: Final = "307 areas of England"
"""How a subtitle names them; others stand in their place where a map shows a part."""
EXTREMES: Final = 3
"""Areas named at each end."""
MOST_AREAS: Final = 0.75
"""Share of the areas that a title may speak of without the others."""
SAME: Final = 0.2
"""Money per head whose most is so little above the least, as a share, is about the same everywhere."""
SURVEYS: Final = ("hle", "employment", "long_term_sick", "life_satisfaction")
"""Outcomes of which the figures of areas are, at least in part, estimates of a survey."""


@dataclass(frozen=True)
class Subject:
    """What a map shows: a number for each area in a unit, how it is worded, its classes and the words around it."""

    values: Array
    unit: str
    heading: str
    worded: Callable[[float], str]
    diverging: bool
    title: Callable[[Ends], str]
    subtitle: str
    notes: tuple[str, ...]
    breaks_ties: Array | None = None
    """Orders areas of one value."""
    shown: Callable[[int], str] | None = None
    """How the area at a position is worded, where its value alone does not say enough."""
    middle: float = 0.0
    """What divides the colours."""
    near: float = NOTHING
    """What counts as nothing, on either side of the middle."""
    apart: float = 0.0
    """The least difference between values that can be told, as a share; 0 where every figure counts."""
    exact: bool = False
    """Whether areas can be told apart however near, though colours do not show it."""
    better: int = 1
    """-1 where less is better."""
    places: int = 0
    """Decimals of the legend at least."""
    beside_map: Callable[[float], str] | None = None
    """How a value is worded under a name, where not as elsewhere."""
    fixed: tuple[Class, ...] = ()
    """Classes, where they do not follow from the values."""
    beside: Mapping[str, Array] = field(default_factory=dict)
    """More columns of the data."""

    def __post_init__(self) -> None:
        # Equal values must read the same.
        object.__setattr__(self, "values", free_of_noise(self.values))

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """Positions of the areas from the lowest to the highest."""
        ties = np.zeros_like(self.values) if self.breaks_ties is None else self.breaks_ties
        return np.lexsort((ties, self.values))

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The colours of the map, from the lowest values to the highest."""
        return self.fixed or tuple(
            classes_of(
                self.values,
                unit=self.unit,
                diverging=self.diverging,
                apart=self.apart,
                near=self.near,
                better=self.better,
                places=self.places,
            )
        )

    @property
    def is_even(self) -> bool:
        """Whether all areas have, as far as can be told, the same: their map has one colour."""
        return not self.fixed and len(self.classes) == 1

    @property
    def why_one_colour(self) -> str:
        """Why a map has one colour; empty where it has several, or all areas have the same figure."""
        if not self.is_even or " to " not in self.classes[0].words or self.classes[0].colour == NONE:
            return ""
        few, many = sorted(np.abs([self.values.min(), self.values.max()]))
        return one_colour(few, many)

    @property
    def lowest(self) -> dict[int, str]:
        """The areas to name at the lower end, with their values in words; none that read as others do."""
        return self._ends(self.order)

    @property
    def highest(self) -> dict[int, str]:
        """The areas to name at the upper end, with their values in words; none that read as others do."""
        return self._ends(self.order[::-1])

    @property
    def named(self) -> dict[int, str]:
        """The areas to name on the map, with what stands below their names."""
        return {at: self._words(at, self.beside_map or self.worded) for at in (*self.lowest, *self.highest)}

    def can_be_told(self, one: float, other: float) -> bool:
        """Whether two values differ by more than is negligible, and by more than can be told."""
        apart = 0.0 if self.exact else self.apart * max(abs(one), abs(other))
        return abs(one - other) > max(self.near if self.near > NOTHING else 0.0, apart)

    def _words(self, at: int, worded: Callable[[float], str]) -> str:
        value = float(self.values[at])
        if self.shown is not None:
            return self.shown(at)
        if self.near > NOTHING and abs(value - self.middle) <= self.near:
            return f"less than {little(self.near, self.unit)}"
        return worded(value)

    def _ends(self, order: npt.NDArray[np.int64]) -> dict[int, str]:
        if self.is_even:
            return {}
        away = np.abs(self.values - self.middle)
        first, *others = (int(at) for at in order[: EXTREMES + 1])
        if away[first] <= self.near and (away <= self.near).sum() > 1 and self.shown is None:
            return {}
        words = {at: self._words(at, self.worded) for at in (first, *others)}
        named, beyond = [first, *others[:-1]], words[others[-1]]
        if self.apart and not self.exact:
            # Who cannot be told from the next is not named, nor is who comes after that.
            told = [self.can_be_told(*self.values[[at, next_]]) for at, next_ in zip(named, others, strict=True)]
            named = named[: (*told, False).index(False)]
        return {at: words[at] for at in named if words[at] != beyond and (at == first or away[at] > self.near)}


@dataclass(frozen=True)
class End:
    """The area at one end of what a map shows, its value in words, and how far it stands out."""

    name: str
    words: str
    value: float
    same: int
    """Areas whose values read the same."""
    stands_out: bool
    """Whether it can be told apart from the next."""


@dataclass(frozen=True)
class Ends:
    """Both ends of what a map shows, and on which side of the middle the areas lie."""

    low: End
    high: End
    rising: int
    falling: int
    count: int
    even: bool
    """Whether all areas have, as far as can be told, the same."""
    typical: str
    """The median of the areas in words."""
    reach: str
    """Of areas that have one colour but are not alike, from what to what they reach; else empty."""
    nothing: str
    """In words, the size below which an area counts as neither rising nor falling; empty where only zero does."""
    values: Array
    """(area,): all that is shown."""


def of_districts(outcome: str) -> str:
    """Say how districts come by their figures; nothing where they are published."""
    if outcome != "hle":
        return ""
    return "Districts within counties: the county's published figure + the district's offset of 2009-13."


def of_sampling(outcome: str) -> str:
    """Say that the extremes of a survey are partly chance; nothing where the source is no survey."""
    if outcome not in SURVEYS:
        return ""
    return "Rests on a survey: figures of single areas carry sampling error; the highest and lowest are partly chance."


def counted(areas: int, count: int) -> str:
    """Count areas within a title."""
    return f"all {count} areas" if areas == count else f"{areas} of {count} areas"


def in_region(name: str) -> str:
    """Name a region within a sentence.

    Examples
    --------
    >>> in_region("North East"), in_region("London"), in_region("Yorkshire and The Humber")
    ('the North East', 'London', 'Yorkshire and The Humber')
    """
    return f"the {name}" if name.startswith(("North", "South", "East", "West")) else name


def places_in(words: str) -> int:
    """Count the decimals of a number in words.

    Examples
    --------
    >>> places_in("54.5 years"), places_in("£13,536")
    (1, 0)
    """
    found = re.search(r"\.(\d+)", words)
    return len(found[1]) if found else 0


def without_sign(words: str) -> str:
    """Take the sign off a number in words."""
    return words.removeprefix("+").removeprefix("−")


def unsigned(words: str) -> str:
    """Take the signs off the ends of a class.

    Examples
    --------
    >>> unsigned("−2.0 to −1.5"), unsigned("+30 to +37")
    ('2.0 to 1.5', '30 to 37')
    """
    return " to ".join(without_sign(end) for end in words.split(" to "))


def one_colour(few: float, many: float) -> str:
    """Say why areas between two sizes have one colour.

    Examples
    --------
    >>> one_colour(30.2, 37.5)
    'All areas are within 25% of each other and have one colour.'
    """
    share = max(ALIKE, ceil(100 * (many / few - 1)) / 100)
    return f"All areas are within {100 * share:.0f}% of each other and have one colour."


def little(size: float, unit: str) -> str:
    """Write a small size.

    Examples
    --------
    >>> little(0.01004, "days"), little(14.4, "minutes")
    ('0.01 days', '14 minutes')
    """
    return with_unit(f"{size:.1g}" if size < 1 else f"{size:.0f}", unit)


def title_of_level(name: str, when: str, ends: Ends) -> str:
    """Say from where to where levels reach."""
    low, high = (each.name if each.same <= EXTREMES else areas_of(each.same) for each in (ends.low, ends.high))
    most = ends.high.words.split(" ")[0]
    return f"{capitalised(name)}, {when}: from {ends.low.words} in {low} to {most} in {high}"


def title_of_difference(titled: str, name: str, year: int, ends: Ends) -> str:
    """Say in how many areas a scenario does good or harm, and where most; of both, where neither is the rule."""
    if not ends.rising and not ends.falling:
        if ends.nothing:
            return f"‘{titled}’ changes {name} by less than {ends.nothing} in every area by {year}"
        return f"‘{titled}’ changes {name} in no area by {year}"
    if ends.even:
        verb = "raises" if ends.rising else "lowers"
        return f"‘{titled}’ {verb} {name} by about {ends.typical} in every area{ends.reach} by {year}"
    up = ends.rising >= ends.falling
    verb, other = ("raises", "lowers") if up else ("lowers", "raises")
    most, least = (ends.rising, ends.falling) if up else (ends.falling, ends.rising)
    end, opposite = (ends.high, ends.low) if up else (ends.low, ends.high)
    if most == ends.count and not end.stands_out:
        return f"‘{titled}’ {verb} {name} by {_reach(ends)} in all {ends.count} areas by {year}"
    if not least or (most >= MOST_AREAS * ends.count and abs(opposite.value) <= abs(end.value)):
        rest = f", and {other} it in {least}" if least else ""
        return f"‘{titled}’ {verb} {name} in {counted(most, ends.count)} by {year}, {_how_far(end, by='by ')}{rest}"
    return (
        f"‘{titled}’ {verb} {name} in {areas_of(most)} ({_how_far(end)}) and {other} it in {least} "
        f"({_how_far(opposite)}) by {year}"
    )


def title_of_change(name: str, year: int, ends: Ends) -> str:
    """Say where levels rise and fall over the years."""
    when = f"{BASE_YEAR} to {year}"
    if not ends.rising and not ends.falling:
        return f"{name} hardly changes in any area, {when}"
    if ends.even:
        return f"{name} {'rises' if ends.rising else 'falls'} by about {ends.typical} in every area{ends.reach}, {when}"
    sides = sorted([(ends.rising, "rises", ends.high), (ends.falling, "falls", ends.low)], key=lambda side: -side[0])
    (most, verb, end), (least, other, opposite) = sides
    if most == ends.count and not end.stands_out:
        return f"{name} {verb} by {_reach(ends)} in all {ends.count} areas, {when}"
    if not least:
        return f"{name} {verb} in {counted(most, ends.count)}, {when}, {_how_far(end, by='by ')}"
    return f"{name} {verb} in {areas_of(most)} ({_how_far(end)}) and {other} in {least} ({_how_far(opposite)}), {when}"


def title_of_money(titled: str, ends: Ends) -> str:
    """Say who gets most per head, and how many get nothing or lose; or that all get the same."""
    if not ends.rising and not ends.falling:
        return f"‘{titled}’ brings no new money"
    gives, end = ("gives", ends.high) if ends.rising else ("takes", ends.low)
    few, many = sorted((abs(ends.low.value), abs(ends.high.value)))
    if ends.even or (ends.count in (ends.rising, ends.falling) and many <= (1 + SAME) * few):
        who = "every area" if gives == "gives" else "from every area"
        if ends.low.words == ends.high.words:
            return f"‘{titled}’ {gives} {who} the same: {without_sign(end.words)} per head"
        return f"‘{titled}’ {gives} {who} about the same: {_reach(ends)} per head"
    who = end.name if end.same == 1 else areas_of(end.same)
    nothing = ends.count - ends.rising - ends.falling
    others = [f"{areas_of(nothing)} get{'s' * (nothing == 1)} nothing"] if nothing else []
    others += [f"{areas_of(ends.falling)} lose{'s' * (ends.falling == 1)}"] if ends.rising and ends.falling else []
    towards = "to" if gives == "gives" else "from"
    return "; ".join([f"‘{titled}’ {gives} most per head {towards} {who}: {without_sign(end.words)}", *others])


def _reach(ends: Ends) -> str:
    """Say from what to what the sizes reach, of values of one sign."""
    few, many = sorted((ends.low, ends.high), key=lambda each: abs(each.value))
    return f"{without_sign(few.words).split(' ')[0]} to {without_sign(many.words)}"


def _how_far(end: End, by: str = "") -> str:
    """Say where most, if that can be told, and how much."""
    if end.stands_out:
        return f"most in {end.name} ({end.words})" if by else f"most in {end.name}: {end.words}"
    return f"{by}up to {without_sign(end.words)}"


def ends_of(subject: Subject, areas: pd.DataFrame) -> Ends:
    """Find the areas at the ends of what a map shows."""
    values = subject.values
    names = areas["name"].to_numpy()
    words = [
        subject.worded(float(value)) if subject.shown is None else subject.shown(at) for at, value in enumerate(values)
    ]
    order = subject.order

    def end(first: int, second: int) -> End:
        value, next_ = float(values[first]), float(values[second])
        lead = subject.can_be_told(value, next_)
        same = sum(each == words[first] for each in words)
        return End(str(names[first]), words[first], value, same, same == 1 and lead)

    away = values - subject.middle
    median = subject.worded(float(np.median(values)))
    alike = are_alike(values, subject.apart) or not subject.is_even
    return Ends(
        low=end(int(order[0]), int(order[min(1, len(order) - 1)])),
        high=end(int(order[-1]), int(order[-min(2, len(order))])),
        rising=int((away > subject.near).sum()),
        falling=int((away < -subject.near).sum()),
        count=len(values),
        even=subject.is_even,
        typical=without_sign(median),
        reach="" if alike else f" ({unsigned(subject.classes[0].words)})",
        nothing=little(subject.near, subject.unit) if subject.near > NOTHING else "",
        values=values,
    )
