"""The areas of many draws, counted into fixed bins, and the quantiles that are read off the counts.

`add_counts` is a plain function of arrays and loops: it runs as it is, and unchanged through Numba.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.vocabulary import NOTHING, Period, outcome_named

Bins = npt.NDArray[np.uint16]
Counts = npt.NDArray[np.unsignedinteger[Any]]


MILESTONES: Final = (2025, 2030, 2035)
"""Years in which areas are shown, as far as a run has them."""
AREA_OUTCOMES: Final = ("hle", "le", "gva_per_hour", "life_satisfaction")
"""Outcomes that are kept for every area; life and healthy life expectancy as the mean of the sexes."""
QUANTILES: Final = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def milestones_of(period: Period) -> tuple[int, ...]:
    """Give the years of a period in which areas are summarised over draws: its last one where it has no milestone.

    Examples
    --------
    >>> milestones_of(Period(2014, 2019, 2015)), milestones_of(Period(2019, 2035, 2021))
    ((2019,), (2025, 2030, 2035))
    """
    return tuple(year for year in MILESTONES if year in period.simulated) or (period.last,)


class Grid(NamedTuple):
    """The fixed bins of one outcome of areas.

    Levels stand in bins of equal width around the area's own level of the base year. Differences stand in bins that
    are equal in asinh(difference / scale): fine near nothing, in proportion further out; smaller ones than
    `NOTHING`, which are rounding, have their own. What lies beyond is counted at the ends.
    """

    relative: bool
    """Whether levels are taken as a share of the base level and differences in %."""
    half: float
    """Levels: half the range, in the unit of the outcome, or as a share of the base level."""
    scale: float
    """Differences: where the bins turn from equal to proportional, in the unit of the outcome, or in %."""


GRIDS: Final = {
    "hle": Grid(False, 12.0, 5e-4),
    "le": Grid(False, 12.0, 5e-4),
    "gva_per_hour": Grid(True, 1.0, 2e-3),
    "life_satisfaction": Grid(False, 4.0, 1e-4),
}
LEVEL_BINS: Final = 400
SIDE_BINS: Final = 200
"""Bins of differences on each side of zero."""
SIDE_RANGE: Final = 11.0
"""The last of them ends at asinh(difference / scale) of this."""
DIFFERENCE_BINS: Final = 2 * SIDE_BINS + 1
ZERO_BIN: Final = SIDE_BINS


def level_bins(values: Array, base: Array, grid: Grid) -> Bins:
    """Give the bin of each level.

    Parameters
    ----------
    values : (..., area)
    base : (area,)
    grid : Grid

    Examples
    --------
    >>> level_bins(np.array([60.0, 60.07, 99.0]), np.full(3, 60.0), GRIDS["hle"]).tolist()
    [200, 201, 399]
    """
    away = values / base - 1 if grid.relative else values - base
    position = np.floor((away + grid.half) * (LEVEL_BINS / (2 * grid.half)))
    return np.clip(position, 0, LEVEL_BINS - 1).astype(np.uint16)


def differences(values: Array, reference: Array, grid: Grid) -> Array:
    """Subtract what the reference has in the same draws.

    Parameters
    ----------
    values, reference : (..., area), in the unit of the outcome
    grid : Grid

    Returns
    -------
    (..., area), in the unit of the outcome, or in % where differences are relative
    """
    return 100 * (values / reference - 1) if grid.relative else values - reference


def difference_bins(difference: Array, grid: Grid) -> Bins:
    """Give the bin of each difference.

    Parameters
    ----------
    difference : (..., area), in the unit of the outcome, or in %
    grid : Grid

    Examples
    --------
    >>> difference_bins(np.array([-1e9, -1e-8, -1e-12, 0.0, 1e-8, 0.1]), GRIDS["hle"]).tolist()
    [0, 199, 200, 200, 201, 309]
    """
    steps = np.floor(np.arcsinh(np.abs(difference) / grid.scale) * (SIDE_BINS / SIDE_RANGE)) + 1
    steps = np.where(np.abs(difference) < NOTHING, 0.0, np.minimum(steps, SIDE_BINS))
    bins: Bins = (ZERO_BIN + np.copysign(steps, difference)).astype(np.uint16)
    return bins


def add_counts(counts: Counts, bins: Bins) -> None:
    """Count bins into what was counted before.

    Parameters
    ----------
    counts : (outcome, milestone, area, bin)
        Changed in place.
    bins : (draw, outcome, milestone, area)
    """
    draws, outcomes, milestones, areas = bins.shape
    for outcome in range(outcomes):
        for milestone in range(milestones):
            for draw in range(draws):
                for area in range(areas):
                    counts[outcome, milestone, area, bins[draw, outcome, milestone, area]] += 1


def quantiles_of(counts: Counts, edges: Array, quantiles: tuple[float, ...] = QUANTILES) -> Array:
    """Read quantiles off counts; each lies within one bin of that of the values themselves.

    Parameters
    ----------
    counts : (..., bin)
    edges : (bin + 1,)
        A bin of no width is a value of its own.
    quantiles : tuple of float

    Returns
    -------
    (..., quantile)

    Examples
    --------
    >>> quantiles_of(np.array([0, 2, 2], np.uint32), np.array([0.0, 1.0, 2.0, 3.0]), (0.0, 0.5, 1.0))
    array([1.25, 2.  , 2.75])
    """
    below = np.cumsum(counts, axis=-1, dtype=np.uint32)
    total = int(below[..., -1].max(initial=0))
    found = np.full((*counts.shape[:-1], len(quantiles)), np.nan)
    if not total:
        return found
    ranks = [quantile * (total - 1) for quantile in quantiles]
    pairs = [(int(np.floor(rank)), min(int(np.floor(rank)) + 1, total - 1)) for rank in ranks]
    # Of few draws, several quantiles lie between the same two.
    value = {rank: _value_of_rank(rank, counts, below, edges) for rank in sorted({*sum(pairs, ())})}
    for index, (rank, (low, high)) in enumerate(zip(ranks, pairs, strict=True)):
        found[..., index] = value[low] + (rank - low) * (value[high] - value[low])
    return found


def _value_of_rank(rank: int, counts: Counts, below: Counts, edges: Array) -> Array:
    """Values of the same rank in each cell, as if the values of a bin were spread evenly over it."""
    place = np.argmax(below > rank, axis=-1)[..., None]
    held = np.take_along_axis(counts, place, axis=-1).astype(np.float64)
    before = np.take_along_axis(below, place, axis=-1) - held
    left, right = edges[place], edges[place + 1]
    spread: Array = left + (right - left) * ((rank - before + 0.5) / held)
    return spread[..., 0]


def difference_edges(grid: Grid) -> Array:
    """Edges of the bins of differences; the bin of zeros has no width.

    Examples
    --------
    >>> difference_edges(GRIDS["hle"])[[199, 200, 201, 202]].round(7).tolist()
    [-2.75e-05, 0.0, 0.0, 2.75e-05]
    """
    side = grid.scale * np.sinh(np.arange(SIDE_BINS + 1) * (SIDE_RANGE / SIDE_BINS))
    return np.concatenate([0.0 - side[::-1], side])


def level_edges(grid: Grid) -> Array:
    """Edges of the bins of levels, relative to the base level.

    Examples
    --------
    >>> level_edges(GRIDS["hle"])[:2].round(6).tolist()
    [-12.0, -11.94]
    """
    return np.linspace(-grid.half, grid.half, LEVEL_BINS + 1)


def resolution_of(name: str) -> dict[str, Any]:
    """State how fine the bins of an outcome are, for those who read a store.

    Examples
    --------
    >>> resolution_of("hle")["levels"]
    '0.06 years, within 12 years of the level of 2019'
    """
    grid, outcome = GRIDS[name], outcome_named(name)
    width = 2 * grid.half / LEVEL_BINS
    unit = "of the level of 2019" if grid.relative else outcome.unit
    shown = f"{width:.3g} {unit}"
    around = f"{grid.half:.3g} times" if grid.relative else f"{grid.half:.3g} {outcome.unit} of"
    change = "%" if grid.relative else outcome.unit
    step = SIDE_RANGE / SIDE_BINS
    return {
        "level_bins": LEVEL_BINS,
        "level_half_range": grid.half,
        "difference_bins": DIFFERENCE_BINS,
        "difference_scale": grid.scale,
        "relative": grid.relative,
        "levels": f"{shown}, within {around} the level of 2019",
        "differences": f"{100 * np.expm1(step):.2g}%, or {grid.scale * np.sinh(step):.2g} {change} near nothing; up to "
        f"{grid.scale * np.sinh(SIDE_RANGE):.3g} {change}; zeros apart",
    }
