"""Two lists of places, and how far they agree."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from fourcapitals.errors import BadInput

Mask = npt.NDArray[np.bool_]

LOWEST_SHARE: Final = 0.3
"""The lowest 30% by healthy life expectancy, as in the briefing's Figure 2."""


@dataclass(frozen=True)
class Overlap:
    """How two lists of places agree.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        Numbers of places.

    Examples
    --------
    >>> agreement = Overlap(both=20, first_only=10, second_only=5, neither=15)
    >>> agreement.expected_by_chance, round(agreement.lift, 3), round(agreement.kappa, 3), round(agreement.jaccard, 3)
    (15.0, 1.333, 0.4, 0.571)
    """

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def places(self) -> int:
        """Number of all places."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def expected_by_chance(self) -> float:
        """Number on both lists if the second had been drawn by lot."""
        return (self.both + self.first_only) * (self.both + self.second_only) / self.places

    @property
    def lift(self) -> float:
        """The overlap over that by chance; 1 is no better than a lot."""
        return self.both / self.expected_by_chance if self.expected_by_chance else float("nan")

    @property
    def kappa(self) -> float:
        """Cohen's kappa: agreement beyond chance, 1 when the lists are the same."""
        first, second, count = self.both + self.first_only, self.both + self.second_only, self.places
        seen = (self.both + self.neither) / count
        chance = (first * second + (count - first) * (count - second)) / count**2
        return (seen - chance) / (1 - chance) if chance < 1 else float("nan")

    @property
    def jaccard(self) -> float:
        """Places on both lists over places on either."""
        either = self.both + self.first_only + self.second_only
        return self.both / either if either else float("nan")

    def to_dict(self) -> dict[str, float]:
        """Give the counts and the measures of agreement."""
        measures = ("places", "expected_by_chance", "lift", "kappa", "jaccard")
        return {**asdict(self), **{name: getattr(self, name) for name in measures}}


def overlap(first: Mask, second: Mask) -> Overlap:
    """Compare two lists of places, each given as one truth value a place.

    Examples
    --------
    >>> overlap(np.array([True, True, False]), np.array([True, False, False])).both
    1
    """
    first, second = np.asarray(first, bool), np.asarray(second, bool)
    return Overlap(
        both=int((first & second).sum()),
        first_only=int((first & ~second).sum()),
        second_only=int((~first & second).sum()),
        neither=int((~first & ~second).sum()),
    )


def lowest_places(share: float, places: int) -> int:
    """Count the places that a share of them is: some, and not all.

    Parameters
    ----------
    share : float
        Between 0 and 1; rounded to the nearest number of places.
    places : int

    Raises
    ------
    BadInput
        When it is none or all of them.
    """
    count = round(share * places) if np.isfinite(share) else 0
    if not 0 < count < places:
        raise BadInput(
            f"lowest share: {share} of {places} places is none or all of them; give a share between 0 and 1, as 0.3"
        )
    return count
