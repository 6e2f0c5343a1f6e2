"""The patient rule induction method (PRIM): the box of inputs in which a share of points is highest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput

Mask = npt.NDArray[np.bool_]
PEELED: Final = 0.05
"""Share of the points in a box that one peel takes off."""
MOST_PEELED: Final = 0.6
"""Share of the points that one peel takes off at most, where many have one value."""
PASTED: Final = 0.01
"""Share that one paste adds."""
LEAST_MASS: Final = 0.05
"""Share of all points that a box holds at least."""
BY_CHANCE: Final = 0.05
"""Highest chance of a restriction, times the number of inputs, at which it is kept."""


@dataclass(frozen=True, eq=False)
class Box:
    """A box of inputs.

    Parameters
    ----------
    low, high : (input,)
        Its ends; infinite where an input is free.
    coverage : float
        Share of all cases that lie in it.
    density : float
        Share of the points in it that are cases.
    mass : float
        Share of all points that lie in it.
    """

    low: Array
    high: Array
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> list[int]:
        """Positions of the inputs that it restricts."""
        return [int(at) for at in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def holds(self, points: Array) -> Mask:
        """Say which points lie in it.

        Parameters
        ----------
        points : (point, input)
        """
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1), np.bool_)


def peel(points: Array, cases: Mask, *, share: float = PEELED, least_mass: float = LEAST_MASS) -> list[Box]:
    """Cut a box smaller, at each step by the slice whose loss raises the share of cases most for each point lost.

    Slices hold a twentieth of the points; of numbers with few values, such as switches, up to `MOST_PEELED`.

    Parameters
    ----------
    points : (point, input)
    cases : (point,)
    share : float
        Of the points in the box that a slice holds.
    least_mass : float
        Share of all points at which peeling ends.

    Returns
    -------
    list of Box
        The peeling trajectory, from everything to the smallest box.

    Notes
    -----
    Friedman and Fisher 1999, Statistics and Computing 9:123; for slices of unequal size Kwakkel and Jaxa-Rozen 2016,
    Environmental Modelling & Software 79:311.
    """
    low, high = np.full(points.shape[1], -np.inf), np.full(points.shape[1], np.inf)
    found = [_box(points, cases, low, high)]
    while True:
        box = found[-1]
        inside = box.holds(points)
        best = max(_slices(points, cases, inside, share), key=lambda each: each[0], default=None)
        if best is None or best[0] <= 0:
            return found
        _, at, end, value = best
        low, high = box.low.copy(), box.high.copy()
        (low if end == "low" else high)[at] = value
        smaller = _box(points, cases, low, high)
        if smaller.mass < least_mass:
            return found
        found.append(smaller)


def paste(points: Array, cases: Mask, box: Box, *, share: float = PASTED) -> Box:
    """Let a box out again where that does not lower its share of cases.

    Parameters
    ----------
    points, cases
        As in `peel`.
    box : Box
    share : float
        Of the points in the box that one step adds.
    """
    while True:
        wider = max(
            (_box(points, cases, low, high) for low, high in _let_out(points, box, share)),
            key=lambda each: (each.density, each.mass),
            default=None,
        )
        if wider is None or wider.density < box.density or wider.mass <= box.mass:
            return box
        box = wider


def best_box(points: Array, cases: Mask) -> Box:
    """Give the box on the peeling trajectory with the best balance of coverage and density, trimmed and let out again.

    Restrictions that chance would give among so many inputs are dropped, the weakest first.

    Parameters
    ----------
    points : (point, input)
    cases : (point,)

    Raises
    ------
    BadInput
        When all points are cases, or none is.
    """
    if not 0 < cases.sum() < len(cases):
        raise BadInput(f"{'every' if cases.any() else 'no'} draw is a case, so that there is nothing to tell apart")
    chosen = max(peel(points, cases), key=_balance)
    while chosen.restricted:
        by_chance = {at: chance_of(chosen, at, points, cases) for at in chosen.restricted}
        weakest = max(by_chance, key=lambda at: by_chance[at])
        # Of many inputs some seem to matter by chance alone.
        if by_chance[weakest] * points.shape[1] <= BY_CHANCE:
            break
        low, high = chosen.low.copy(), chosen.high.copy()
        low[weakest], high[weakest] = -np.inf, np.inf
        chosen = _box(points, cases, low, high)
    return paste(points, cases, chosen)


def _balance(box: Box) -> float:
    """Harmonic mean of coverage and density."""
    return 2 * box.coverage * box.density / max(box.coverage + box.density, 1e-9)


def chance_of(box: Box, at: int, points: Array, cases: Mask) -> float:
    """How likely so many cases would be if one restriction of a box told nothing (one-sided binomial).

    Parameters
    ----------
    box : Box
    at : int
        Position of the input.
    points, cases
        As in `peel`.

    Notes
    -----
    The quasi-p-value of Bryant and Lempert 2010, Technological Forecasting and Social Change 77:34.
    """
    from scipy.stats import binomtest

    low, high = box.low.copy(), box.high.copy()
    low[at], high[at] = -np.inf, np.inf
    without = Box(low, high, 0, 0, 0).holds(points)
    inside = box.holds(points)
    expected = float(cases[without].mean())
    return float(binomtest(int(cases[inside].sum()), int(inside.sum()), expected, alternative="greater").pvalue)


def _box(points: Array, cases: Mask, low: Array, high: Array) -> Box:
    inside = Box(low, high, 0, 0, 0).holds(points)
    caught = int(cases[inside].sum())
    held = max(int(inside.sum()), 1)
    return Box(low, high, caught / max(int(cases.sum()), 1), caught / held, held / len(points))


def _slices(points: Array, cases: Mask, inside: Mask, share: float) -> Iterator[tuple[float, int, str, float]]:
    """Every slice that can be peeled: what density is gained for each point lost, the input, the end, the new end."""
    within, caught = points[inside], cases[inside]
    for at in range(points.shape[1]):
        values = within[:, at]
        for end, edge in (("low", np.quantile(values, share)), ("high", np.quantile(values, 1 - share))):
            kept = values > edge if end == "low" else values < edge
            if 1 - MOST_PEELED <= kept.mean() < 1:
                left = values[kept]
                gained = float((caught[kept].mean() - caught.mean()) / (1 - kept.mean()))
                yield gained, at, end, float(left.min() if end == "low" else left.max())


def _let_out(points: Array, box: Box, share: float) -> Iterator[tuple[Array, Array]]:
    """Ends of every box that holds some more points beyond one end."""
    more = max(1, round(share * box.mass * len(points)))
    for at in box.restricted:
        free = box.low.copy(), box.high.copy()
        free[0][at], free[1][at] = -np.inf, np.inf
        values = np.sort(points[Box(*free, 0, 0, 0).holds(points), at])
        for end, beyond in ((0, values[values < box.low[at]][::-1]), (1, values[values > box.high[at]])):
            if np.isfinite((box.low, box.high)[end][at]) and len(beyond):
                ends = box.low.copy(), box.high.copy()
                last = beyond[min(more, len(beyond)) - 1]
                ends[end][at] = (-np.inf, np.inf)[end] if more >= len(beyond) else last
                yield ends
