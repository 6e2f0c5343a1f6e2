"""Axes of panels of dots: their ends, and the logarithm on both sides of zero for what spans orders of magnitude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.plots.parts import amounts
from fourcapitals.plots.parts.page import Page, minus
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.vocabulary import NOTHING

LEAST_SHARE: Final = 1e-3
"""Of the largest value: what is smaller stands on the linear part of a logarithmic axis."""
LINEAR: Final = 0.8
"""Room of that part on one side of zero, in tenfold steps."""
APART: Final = 0.08
"""Inches between the words of two marks of a logarithmic axis."""
EMPTY: Final = (-1.0, 1.0)
"""Ends of an axis on which nothing differs from zero; it marks zero alone."""


@dataclass(frozen=True)
class Field:
    """A panel of dots: its heading, its ends (beyond which a point becomes an arrow) and whether values have a sign."""

    heading: str
    limits: tuple[float, float]
    with_sign: bool = True
    linear_to: float | None = None
    """Where its axis is logarithmic on both sides of zero: up to where it is linear."""


def limits_of(spreads: Sequence[Spread], *, with_zero: bool = True) -> tuple[float, float]:
    """Choose ends that hold all values, with a little room."""
    ends = np.array([spread.ends for spread in spreads])
    low, high = float(ends[:, 0].min()), float(ends[:, 1].max())
    if with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < NOTHING:
        return EMPTY
    room = 0.06 * (high - low)
    return low - room, high + room


def signed_log_field(heading: str, spreads: Sequence[Spread], *, with_sign: bool = True) -> Field:
    """Make a panel for values that span orders of magnitude: logarithmic either side of zero, linear next to it.

    It is linear up to the power of ten below the smallest middle, or a thousandth of the largest value.

    Examples
    --------
    >>> signed_log_field("Days", [Spread(0.3), Spread(50.0, band=(-2.0, 90.0))]).linear_to
    0.1
    """
    ends = np.array([each for spread in spreads for each in (*spread.ends, spread.middle)])
    most = max(float(np.abs(ends).max()), NOTHING)
    middles = np.abs([spread.middle for spread in spreads])
    least = max(float(middles[middles >= NOTHING].min(initial=most)), LEAST_SHARE * most)
    linear_to = 10.0 ** floor(log10(least))
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
    room = 0.25 * linear_to
    limits = (1.35 * low - room, 1.35 * high + room)
    return Field(heading, limits, with_sign, linear_to)


def said_of_axis(field: Field, unit: str) -> str:
    """Say how an axis that is logarithmic on both sides of zero is to be read."""
    if field.linear_to is None:
        return ""
    return (
        "The axis is logarithmic: each line is ten times the one before, except next to zero, within "
        f"{amounts.with_unit(_plain(field.linear_to), unit)}, where it is linear; lengths of bars cannot be compared."
    )


TYPE: Final[dict[str, Any]] = {"size": 10.5}


def mark_decades(axes: Axes, field: Field, width: float, page: Page) -> None:
    """Draw a line at each power of ten on both sides of zero, and word those that have room (width in inches)."""
    linear_to = field.linear_to or 1.0
    low, high = field.limits
    powers = range(floor(log10(max(high, -low, linear_to))), round(log10(linear_to)) - 1, -1)
    decades = [sign * 10.0**power for power in powers for sign in (1, -1) if low <= sign * 10.0**power <= high]
    inches = width / (_stretched(high, linear_to) - _stretched(low, linear_to))
    words = {tick: _plain(tick, with_sign=field.with_sign) for tick in (0.0, *decades)}
    room = {tick: page.size(said, **TYPE)[0] / 2 for tick, said in words.items()}

    def fits(marks: Sequence[float]) -> bool:
        return all(
            (_stretched(after, linear_to) - _stretched(before, linear_to)) * inches
            >= room[before] + room[after] + APART
            for before, after in pairwise(marks)
        )

    # The same decades on both sides of zero, evenly apart: every one, every second, ...
    worded = [0.0]
    for every in range(1, len(powers) + 1):
        kept = {10.0**power for at, power in enumerate(powers) if at % every == 0}
        worded = sorted([0.0, *(tick for tick in decades if abs(tick) in kept)])
        if fits(worded):
            break
    axes.set_xticks(sorted(worded), [words[tick] for tick in sorted(worded)])
    axes.set_xticks([tick for tick in decades if tick not in worded], minor=True)
    axes.grid(visible=True, axis="x", which="minor", color="0.85", linewidth=0.8)


def _plain(power: float, *, with_sign: bool = False) -> str:
    """Write a power of ten without an exponent."""
    decimals = max(0, -round(log10(abs(power)))) if power else 0
    return minus(f"{power:{'+' if with_sign and power else ''},.{decimals}f}")


def _stretched(value: float, linear_to: float) -> float:
    """Where a value stands on the axis, in tenfold steps."""
    size = abs(value) / linear_to
    near_zero = LINEAR / 0.9
    return float(np.sign(value)) * (size * near_zero if size <= 1 else near_zero + log10(size))
