"""What a map of results is asked, and how small a difference of an area is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from fourcapitals.plots.maps.subject import ALL_AREAS
from fourcapitals.plots.parts import wording
from fourcapitals.results.difference_units import DAYS_A_YEAR, Scale, scale_asked
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import Outcome

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
        return wording.unit_of_difference(self.outcome)

    @property
    def assumed(self) -> str:
        """Said in a title where the pattern over places is an input."""
        return wording.by_assumption(self.results, self.scenario)

    @property
    def pattern(self) -> str:
        """What the pattern over places follows from."""
        return wording.said_of_pattern(self.results, [self.scenario])

    def scale(self, effect: float) -> Scale:
        """Choose the unit that is asked for, or the one that suits an effect."""
        return scale_asked(self.unit, self.asked_unit, effect)

    def measured(self, how: str) -> str:
        """Say in a subtitle what is shown."""
        return f"{wording.measure_of(self.outcome)}, {ALL_AREAS}, {self.year}{how}"

    def sources(self) -> tuple[str, ...]:
        """Name the source, and what the effect of the money rests on."""
        return wording.source(self.results), *wording.rests_on(self.results, [self.scenario], outcome=self.outcome.name)


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
