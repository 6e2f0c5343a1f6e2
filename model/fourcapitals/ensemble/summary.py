"""What an ensemble keeps of each run: wider places, what the missions ask, and areas counted into fixed bins.

`summarise` and `add_counts` are plain functions of arrays and loops: they run as they are, and unchanged through Numba.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Areas, Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.simulation.arrays import put
from fourcapitals.simulation.state import Outcomes
from fourcapitals.vocabulary import BASE_YEAR, ENGLAND, NOTHING, OUTCOME_NAMES, OUTCOMES, SEXES, outcome_named

Indices = npt.NDArray[np.int64]
Bins = npt.NDArray[np.uint16]
Counts = npt.NDArray[np.uint32]

MILESTONES: Final = (2025, 2030, 2035)
"""Years in which areas are shown."""
_POSITIONS: Final = tuple(year - BASE_YEAR for year in MILESTONES)
AREA_OUTCOMES: Final = ("hle", "le", "gva_per_hour", "life_satisfaction")
"""Outcomes that are kept for every area; life and healthy life expectancy as the mean of the sexes."""
_HEALTH, _LIFE, _OUTPUT, _SATISFACTION = (OUTCOME_NAMES.index(name) for name in AREA_OUTCOMES)
BY_SEX: Final = tuple(outcome.name for outcome in OUTCOMES if outcome.by_sex)
QUANTILES: Final = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
TENTH: Final = 0.1


class Series(NamedTuple):
    """A yearly quantity of the missions."""

    name: str
    label: str
    unit: str
    by_sex: bool = False


_ENDS: Final = "top less bottom tenth"
MISSION_SERIES: Final = (
    Series("hle_gap", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew, mean of the sexes", "years"),
    Series("hle_gap_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew", "years", True),
    Series("hle_gap_fixed", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019, mean of the sexes", "years"),
    Series("hle_gap_fixed_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019", "years", True),
    Series("gva_gap", f"GVA per hour worked, {_ENDS} of areas, ranked anew, mean logs", "log"),
    Series("gva_gap_gbp", f"GVA per hour worked, {_ENDS} of areas, ranked anew", "£, 2019 prices"),
    Series("life_satisfaction_gap", f"Life satisfaction, {_ENDS} of areas, ranked anew", "points, 0 to 10"),
    Series("areas_with_higher_gva", "Areas with higher GVA per hour worked than in 2019", "areas"),
    Series("areas_with_higher_life_satisfaction", "Areas with higher life satisfaction than in 2019", "areas"),
)


class Spine(NamedTuple):
    """How areas make up wider places."""

    weights: Array
    """(outcome, area): each outcome's own weights, in the order of `vocabulary.OUTCOMES`."""
    in_region: Array
    """(outcome, area): those weights as shares of the region's."""
    of_england: Array
    """(outcome, region): the regions' weights as shares of England's."""
    region: Indices
    """(area,): position of its region."""
    upper_tier: Indices
    """(area,): position of its upper tier."""
    people: Array
    """(upper tier,)."""
    order: Indices
    """(3, upper tier): from the lowest to the highest in the base year; males, females, mean of both."""


class Summary(NamedTuple):
    """What is kept of one run."""

    places: Array
    """(outcome, place, year): weighted means of the areas; England, then the regions."""
    by_sex: Array
    """(outcome, sex, year): England, of outcomes that are held by sex."""
    gaps: Array
    """(2, 3, year): gap in healthy life expectancy, ranked anew and fixed; males, females, mean of both."""
    missions: Array
    """(5, year): the last five of `MISSION_SERIES`."""
    areas: Array
    """(outcome, milestone, area)."""


def spine_of(baseline: Baseline) -> Spine:
    """Work out how the areas of a baseline make up wider places."""
    table, areas = baseline.areas, baseline.arrays
    upper = _positions(table["upper_tier_code"].to_list())
    people = np.bincount(upper, areas.population).astype(np.float64)
    both = [*areas.hle, (areas.hle[0] + areas.hle[1]) / 2]
    levels = [np.bincount(upper, areas.population * values) / people for values in both]
    region = _positions(table["region_code"].to_list())
    weights = np.array([weights_of(areas, outcome.weight) for outcome in OUTCOMES])
    regional = np.array([np.bincount(region, each) for each in weights])
    return Spine(
        weights=weights,
        in_region=weights / regional[:, region],
        of_england=regional / regional.sum(axis=1, keepdims=True),
        region=region,
        upper_tier=upper,
        people=people,
        order=np.array([np.argsort(values, kind="stable") for values in levels]),
    )


def _positions(codes: list[str]) -> Indices:
    return np.unique(np.array(codes), return_inverse=True)[1].astype(np.int64)


def weights_of(areas: Areas, weight: str) -> Array:
    """Give the weights of a name in `vocabulary.Outcome.weight`."""
    named = {"population": areas.population, "population_16_64": areas.working_age, "hours_worked": areas.hours}
    return named[weight]


def places_of(baseline: Baseline) -> dict[str, str]:
    """Name the places of a summary: England and the regions, code to name.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> list(places_of(load_baseline()).values())[:2]
    ['England', 'North East']
    """
    table = baseline.areas
    regions = dict(sorted(zip(table["region_code"], table["region_name"], strict=True)))
    return {ENGLAND: "England"} | regions


# One run


def summarise(outcomes: Outcomes, spine: Spine) -> Summary:
    """Reduce a run to what an ensemble keeps of it.

    Parameters
    ----------
    outcomes : Outcomes
        Each with a year axis before the others, the base year first, as `schedule.project` gives.
    spine : Spine
    """
    health, life = outcomes.hle, outcomes.le
    both_health = (health[:, 0] + health[:, 1]) / 2
    both_life = (life[:, 0] + life[:, 1]) / 2
    levels = (
        both_health,
        both_life,
        outcomes.gva_per_hour,
        outcomes.employment,
        outcomes.long_term_sick,
        outcomes.income,
        outcomes.life_satisfaction,
        outcomes.pm25,
    )
    years, count = both_health.shape
    regions = spine.of_england.shape[1]
    places = np.empty((len(levels), regions + 1, years))
    by_sex = np.empty((2, len(SEXES), years))
    gaps = np.empty((2, len(SEXES) + 1, years))
    missions = np.empty((5, years))
    for year in range(years):
        for outcome in range(len(levels)):
            means = place_means(
                levels[outcome][year], spine.in_region[outcome], spine.region, spine.of_england[outcome]
            )
            for place in range(regions + 1):
                places[outcome, place, year] = means[place]
        for sex in range(len(SEXES)):
            by_sex[0, sex, year] = weighted_mean(health[year, sex], spine.weights[_HEALTH])
            by_sex[1, sex, year] = weighted_mean(life[year, sex], spine.weights[_LIFE])
        for sex in range(len(SEXES) + 1):
            values = health[year, sex] if sex < len(SEXES) else both_health[year]
            upper = upper_tier_means(values, spine.weights[_HEALTH], spine.upper_tier, spine.people)
            low, high = ends(upper)
            gaps[0, sex, year] = mean_at(upper, spine.people, high) - mean_at(upper, spine.people, low)
            low, high = spine.order[sex, : len(low)], spine.order[sex, -len(high) :]
            gaps[1, sex, year] = mean_at(upper, spine.people, high) - mean_at(upper, spine.people, low)
        values = outcomes.gva_per_hour[year]
        low, high = ends(values)
        missions[0, year] = mean_log_at(values, spine.weights[_OUTPUT], high) - mean_log_at(
            values, spine.weights[_OUTPUT], low
        )
        missions[1, year] = mean_at(values, spine.weights[_OUTPUT], high) - mean_at(values, spine.weights[_OUTPUT], low)
        missions[3, year] = np.sum(values - outcomes.gva_per_hour[0] > NOTHING)
        values = outcomes.life_satisfaction[year]
        low, high = ends(values)
        missions[2, year] = mean_at(values, spine.weights[_SATISFACTION], high) - mean_at(
            values, spine.weights[_SATISFACTION], low
        )
        missions[4, year] = np.sum(values - outcomes.life_satisfaction[0] > NOTHING)
    areas = np.empty((4, len(_POSITIONS), count))
    for milestone in range(len(_POSITIONS)):
        year = _POSITIONS[milestone]
        put(areas[0, milestone], both_health[year])
        put(areas[1, milestone], both_life[year])
        put(areas[2, milestone], outcomes.gva_per_hour[year])
        put(areas[3, milestone], outcomes.life_satisfaction[year])
    return Summary(places, by_sex, gaps, missions, areas)


def place_means(values: Array, in_region: Array, region: Indices, of_england: Array) -> Array:
    """Weighted means of all areas and of the areas of each region.

    Parameters
    ----------
    values, in_region, region : (area,)
    of_england : (region,)

    Returns
    -------
    (place,)

    Examples
    --------
    >>> place_means(np.array([1.0, 2.0, 6.0]), np.array([0.5, 0.5, 1.0]), np.array([0, 0, 1]), np.array([0.6, 0.4]))
    array([3.3, 1.5, 6. ])
    """
    means = np.zeros(len(of_england) + 1)
    for area in range(len(values)):
        means[region[area] + 1] += in_region[area] * values[area]
    for place in range(len(of_england)):
        means[0] += of_england[place] * means[place + 1]
    return means


def upper_tier_means(values: Array, weights: Array, upper_tier: Indices, people: Array) -> Array:
    """Weighted means of the areas of each upper tier.

    Examples
    --------
    >>> upper_tier_means(np.array([1.0, 3.0, 6.0]), np.ones(3), np.array([0, 0, 1]), np.array([2.0, 1.0]))
    array([2., 6.])
    """
    total = np.zeros(len(people))
    for area in range(len(values)):
        total[upper_tier[area]] += weights[area] * values[area]
    return total / people


def ends(values: Array) -> tuple[Indices, Indices]:
    """Find the lowest and the highest tenth of places by number, at least one; of equals the later ranks higher.

    Returns
    -------
    low, high : positions, both from the outermost inwards

    Examples
    --------
    >>> low, high = ends(np.array([58.0, 70.0, 70.0, 57.0]))
    >>> low.tolist(), high.tolist()
    ([3], [2])
    """
    count = max(1, int(np.rint(TENTH * len(values))))
    low, high = np.zeros(count, np.int64), np.zeros(count, np.int64)
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    for place in range(len(values)):
        value = values[place]
        if value < lowest[-1]:
            position = count - 1
            while position > 0 and value < lowest[position - 1]:
                lowest[position], low[position] = lowest[position - 1], low[position - 1]
                position -= 1
            lowest[position], low[position] = value, place
        if value >= highest[-1]:
            position = count - 1
            while position > 0 and value >= highest[position - 1]:
                highest[position], high[position] = highest[position - 1], high[position - 1]
                position -= 1
            highest[position], high[position] = value, place
    return low, high


def mean_at(values: Array, weights: Array, positions: Indices) -> float:
    """Weighted mean of the values at some positions.

    Examples
    --------
    >>> float(mean_at(np.array([1.0, 9.0, 4.0]), np.ones(3), np.array([2, 0])))
    2.5
    """
    total, weight = 0.0, 0.0
    for position in positions:
        total += weights[position] * values[position]
        weight += weights[position]
    return total / weight


def mean_log_at(values: Array, weights: Array, positions: Indices) -> float:
    """Weighted mean of the logs of the values at some positions.

    Examples
    --------
    >>> float(np.exp(mean_log_at(np.array([1.0, 9.0, 4.0]), np.ones(3), np.array([2, 0]))).round(9))
    2.0
    """
    total, weight = 0.0, 0.0
    for position in positions:
        total += weights[position] * np.log(values[position])
        weight += weights[position]
    return total / weight


# Areas of many runs, counted


class Grid(NamedTuple):
    """The fixed bins of one outcome of areas.

    Levels stand in bins of equal width around the area's own level of the base year. Differences stand in bins that
    are equal in asinh(difference / scale): fine near nothing, in proportion further out; exact zeros have their own.
    What lies beyond is counted at the ends.
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
    """Subtract what the reference has in the same draws, in % where differences are relative."""
    return 100 * (values / reference - 1) if grid.relative else values - reference


def difference_bins(difference: Array, grid: Grid) -> Bins:
    """Give the bin of each difference.

    Examples
    --------
    >>> difference_bins(np.array([-1e9, -1e-12, 0.0, 1e-12, 0.1]), GRIDS["hle"]).tolist()
    [0, 199, 200, 201, 309]
    """
    steps = np.floor(np.arcsinh(np.abs(difference) / grid.scale) * (SIDE_BINS / SIDE_RANGE)) + 1
    steps = np.where(difference == 0, 0.0, np.minimum(steps, SIDE_BINS))
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
    below = np.cumsum(counts, axis=-1, dtype=np.int64)
    total = int(below[..., -1].max(initial=0))
    found = np.full((*counts.shape[:-1], len(quantiles)), np.nan)
    if not total:
        return found
    for index, quantile in enumerate(quantiles):
        rank = quantile * (total - 1)
        low = int(np.floor(rank))
        first = _value_of_rank(low, counts, below, edges)
        second = _value_of_rank(min(low + 1, total - 1), counts, below, edges)
        found[..., index] = first + (rank - low) * (second - first)
    return found


def _value_of_rank(rank: int, counts: Counts, below: npt.NDArray[np.int64], edges: Array) -> Array:
    """Values of the same rank in each cell, as if the values of a bin were spread evenly over it."""
    place = np.sum(below <= rank, axis=-1, keepdims=True)
    held = np.take_along_axis(counts, place, axis=-1).astype(np.float64)
    before = np.take_along_axis(below, place, axis=-1) - held
    left, right = edges[place], edges[place + 1]
    spread: Array = left + (right - left) * ((rank - before + 0.5) / held)
    return spread[..., 0]


def difference_edges(grid: Grid) -> Array:
    """Edges of the bins of differences; the bin of exact zeros has no width.

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
        f"{grid.scale * np.sinh(SIDE_RANGE):.3g} {change}; exact zeros apart",
    }
