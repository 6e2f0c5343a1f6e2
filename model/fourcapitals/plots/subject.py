"""What a map shows: a number for each area, its words, and the areas at its ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.comparison import NOTHING
from fourcapitals.plots.cartogram import Class
from fourcapitals.plots.words import capitalised

Array = npt.NDArray[np.float64]

EXTREMES: Final = 3
"""Areas named at each end."""


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
    middle: float = 0.0
    """What divides the colours."""
    classes: tuple[Class, ...] = ()
    """Where they are fixed."""
    beside: Mapping[str, Array] = field(default_factory=dict)
    """More columns of the data."""

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """Positions of the areas from the lowest to the highest."""
        ties = np.zeros_like(self.values) if self.breaks_ties is None else self.breaks_ties
        return np.lexsort((ties, self.values))

    @property
    def lowest(self) -> dict[int, str]:
        """The areas to name at the lower end, with their values in words; none where many share that end."""
        return self._ends(self.order)

    @property
    def highest(self) -> dict[int, str]:
        """The areas to name at the upper end, with their values in words; none where many share that end."""
        return self._ends(self.order[::-1])

    def _ends(self, order: npt.NDArray[np.int64]) -> dict[int, str]:
        words = {int(at): self.worded(float(self.values[at])) for at in order[: EXTREMES + 1]}
        if len(set(words.values())) == 1 and self.breaks_ties is None:
            return {}
        return dict(list(words.items())[:EXTREMES])


@dataclass(frozen=True)
class Ends:
    """The areas of the lowest and highest values, by name, and their values in words."""

    lowest: str
    highest: str
    least: str
    most: str
    rising: int
    falling: int
    count: int


def of_districts(outcome: str) -> str:
    """Say how districts come by their figures; nothing where they are published."""
    if outcome != "hle":
        return ""
    return "Districts within counties: the county's published figure + the district's offset of 2009-13."


def counted(areas: int, count: int) -> str:
    """Count areas within a title."""
    return f"all {count} areas" if areas == count else f"{areas} of {count} areas"


def title_of_level(name: str, when: str, ends: Ends) -> str:
    """Say from where to where levels reach."""
    most = ends.most.split(" ")[0]
    return f"{capitalised(name)}, {when}: from {ends.least} in {ends.lowest} to {most} in {ends.highest}"


def title_of_difference(titled: str, name: str, year: int, ends: Ends) -> str:
    """Say in how many areas a scenario does good or harm, and where most."""
    if not ends.rising and not ends.falling:
        return f"‘{titled}’ changes {name} in no area by {year}"
    up = ends.rising >= ends.falling
    verb, count = ("raises", ends.rising) if up else ("lowers", ends.falling)
    where, size = (ends.highest, ends.most) if up else (ends.lowest, ends.least)
    return f"‘{titled}’ {verb} {name} in {counted(count, ends.count)}, most in {where} ({size} by {year})"


def ends_of(subject: Subject, areas: pd.DataFrame) -> Ends:
    """Find the areas at the ends of what a map shows."""
    values = subject.values
    names = areas["name"].to_numpy()
    low, high = int(subject.order[0]), int(subject.order[-1])
    return Ends(
        str(names[low]),
        str(names[high]),
        subject.worded(float(values[low])),
        subject.worded(float(values[high])),
        int((values - subject.middle > NOTHING).sum()),
        int((values - subject.middle < -NOTHING).sum()),
        len(values),
    )
