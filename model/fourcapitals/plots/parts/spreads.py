"""The middle and the spread of draws: how a column of them is written, and which of them lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts import amounts
from fourcapitals.plots.parts.page import BAND, HALF, minus
from fourcapitals.vocabulary import NOTHING

SEEN: Final = 0.002
"""Of the largest value, a difference that can be seen between dots."""
MARKS_OF_DRAWS: Final = "Points are medians; thick bars hold 50% of draws, thin bars 80%"
"""How the marks of several draws are read."""
ALIKE: Final = 0.1
"""Of the largest effect, a gap below which the next one is not less in earnest."""


@dataclass(frozen=True)
class Spread:
    """The middle of the draws, and the ends between which half and 80% of them lie; one draw has a middle alone."""

    middle: float
    half: tuple[float, float] | None = None
    band: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value drawn."""
        return self.band or (self.middle, self.middle)

    def columns(self) -> dict[str, float]:
        """Give it as columns of the data; nothing stands for the ends of a single draw."""
        nothing = (np.nan, np.nan)
        (low_80, high_80), (low_50, high_50) = self.band or nothing, self.half or nothing
        return {"median": self.middle, "low_80": low_80, "low_50": low_50, "high_50": high_50, "high_80": high_80}


def spread_of(draws: Array) -> Spread:
    """Find the middle and the spread of draws.

    Examples
    --------
    >>> spread_of(np.array([0.0, 1.0, 2.0, 3.0, 4.0])).half
    (1.0, 3.0)
    """
    middle = float(np.median(draws))
    if len(draws) == 1:
        return Spread(middle)
    low, below, above, high = (float(each) for each in np.quantile(draws, (BAND[0], *HALF, BAND[1])))
    return Spread(middle, (below, above), (low, high))


def evenly(values: Sequence[float]) -> Callable[[float], str]:
    """Write a column of differences with like decimals: two figures of the largest; of what would vanish, the first.

    Examples
    --------
    >>> written = evenly([0.5, 0.099, 0.0])
    >>> written(0.5), written(0.099), written(0.0), written(0.002)
    ('+0.50', '+0.10', '0', '+0.002')
    """
    largest = max((abs(value) for value in values if abs(value) >= NOTHING), default=1.0)
    decimals = max(0, 1 - floor(log10(largest)))
    differ = max(values, default=0.0) - min(values, default=0.0) > SEEN * largest
    if differ and len(values) > 2 and len({round(value, decimals) for value in values}) == 1:
        decimals += 1  # Dots that differ beside figures that do not would look like a fault.

    def written(value: float) -> str:
        shown = f"{value:+,.{decimals}f}" if abs(value) >= 0.5 * 10**-decimals else amounts.end_of_band(value)
        return minus(shown)

    return written


def leaders(values: Mapping[str, float]) -> list[str]:
    """Find the largest and all that no real gap parts from it: a chart that names one alone claims it leads.

    Examples
    --------
    >>> leaders({"North": 3.31, "East": 3.33, "West": 0.5}), leaders({"North": 1.174, "East": 1.139})
    (['East', 'North'], ['North', 'East'])
    """
    order = sorted(values, key=lambda name: -abs(values[name]))
    first = order[:1]
    for name in order[1:]:
        if abs(values[first[-1]] - values[name]) > ALIKE * abs(values[order[0]]):
            break
        first.append(name)
    return first
