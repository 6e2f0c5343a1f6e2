"""What an ensemble keeps of each run: wider places, what the missions ask, and areas in the milestone years.

`summarise` is a plain function of arrays and loops: it runs as it is, and unchanged through Numba.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.results.area_bins import AREA_OUTCOMES, milestones_of
from fourcapitals.results.axes import places_of_areas
from fourcapitals.simulation.arrays import put
from fourcapitals.simulation.state import Outcomes
from fourcapitals.vocabulary import NOTHING, OUTCOME_NAMES, OUTCOMES, SEXES

Indices = npt.NDArray[np.int64]
_HEALTH, _LIFE, _OUTPUT, _SATISFACTION = (OUTCOME_NAMES.index(name) for name in AREA_OUTCOMES)
TENTH: Final = 0.1


class WiderPlaces(NamedTuple):
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
    milestones: Indices
    """(milestone,): positions of the years in which areas are kept, the base year 0."""


class Ends(NamedTuple):
    """The lowest and the highest tenth of places: positions, both from the outermost inwards."""

    low: Indices
    """(place,), or by sex (3, place): males, females, mean of both."""
    high: Indices
    """As `low`."""


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


def wider_places_of(baseline: Baseline) -> WiderPlaces:
    """Work out how the areas of a baseline make up wider places."""
    table, areas = baseline.areas, baseline.arrays
    upper = _positions(table["upper_tier_code"].to_list())
    people = np.bincount(upper, areas.population).astype(np.float64)
    region = _positions(table["region_code"].to_list())
    weights = np.array([weights_of(areas, outcome.weight) for outcome in OUTCOMES])
    regional = np.array([np.bincount(region, each) for each in weights])
    return WiderPlaces(
        weights=weights,
        in_region=weights / regional[:, region],
        of_england=regional / regional.sum(axis=1, keepdims=True),
        region=region,
        upper_tier=upper,
        people=people,
        milestones=np.array([year - areas.year for year in milestones_of(baseline.period)], np.int64),
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
    return places_of_areas(dict(zip(table["region_code"], table["region_name"], strict=True)))


# One run


def summarise(outcomes: Outcomes, wider_places: WiderPlaces) -> Summary:
    """Reduce a run to what an ensemble keeps of it.

    Parameters
    ----------
    outcomes : Outcomes
        Each with a year axis before the others, the base year first, as `schedule.project` gives.
    wider_places : WiderPlaces
    """
    health, life = outcomes.hle, outcomes.le
    both_health, both_life = mean_of_sexes(health), mean_of_sexes(life)
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
    regions = wider_places.of_england.shape[1]
    places = np.empty((len(levels), regions + 1, years))
    by_sex = np.empty((2, len(SEXES), years))
    gaps = np.empty((2, len(SEXES) + 1, years))
    missions = np.empty((5, years))
    for outcome in range(len(levels)):
        write_means(
            places[outcome],
            levels[outcome],
            wider_places.in_region[outcome],
            wider_places.region,
            wider_places.of_england[outcome],
        )
    # Most places at the ends are those of the year before, from which they are found sooner.
    first = ends_by_sex(health[0], both_health[0], wider_places)
    now = Ends(first.low.copy(), first.high.copy())
    of_output, of_satisfaction = any_ends(count), any_ends(count)
    for year in range(years):
        for sex in range(len(SEXES)):
            by_sex[0, sex, year] = weighted_mean(health[year, sex], wider_places.weights[_HEALTH])
            by_sex[1, sex, year] = weighted_mean(life[year, sex], wider_places.weights[_LIFE])
        write_health_gaps(gaps[:, :, year], health[year], both_health[year], first, now, wider_places)
        find_ends(outcomes.gva_per_hour[year], of_output)
        find_ends(outcomes.life_satisfaction[year], of_satisfaction)
        write_missions(
            missions,
            outcomes.gva_per_hour,
            outcomes.life_satisfaction,
            of_output,
            of_satisfaction,
            wider_places,
            year,
        )
    areas = np.empty((4, len(wider_places.milestones), count))
    for milestone in range(len(wider_places.milestones)):
        year = wider_places.milestones[milestone]
        put(areas[0, milestone], both_health[year])
        put(areas[1, milestone], both_life[year])
        put(areas[2, milestone], outcomes.gva_per_hour[year])
        put(areas[3, milestone], outcomes.life_satisfaction[year])
    return Summary(places, by_sex, gaps, missions, areas)


def write_means(places: Array, values: Array, in_region: Array, region: Indices, of_england: Array) -> None:
    """Write the weighted means of all areas and of the areas of each region.

    Parameters
    ----------
    places : (place, year), the unit of `values`
        Written to: England, then the regions.
    values : (year, area), any unit
    in_region : (area,), share of the region's weight
    region : (area,), position of the region
    of_england : (region,), share of England's weight

    Examples
    --------
    >>> means = np.empty((3, 1))
    >>> write_means(
    ...     means, np.array([[1.0, 2.0, 6.0]]), np.array([0.5, 0.5, 1.0]), np.array([0, 0, 1]), np.array([0.6, 0.4])
    ... )
    >>> means[:, 0]
    array([3.3, 1.5, 6. ])
    """
    years, areas = values.shape
    for place in range(len(places)):
        for year in range(years):
            places[place, year] = 0.0
    for area in range(areas):
        place, weight = region[area] + 1, in_region[area]
        for year in range(years):
            places[place, year] += weight * values[year, area]
    for place in range(len(of_england)):
        for year in range(years):
            places[0, year] += of_england[place] * places[place + 1, year]


def write_health_gaps(
    gaps: Array, health: Array, both: Array, first: Ends, now: Ends, wider_places: WiderPlaces
) -> None:
    """Write the gap in healthy life expectancy between the tenths of upper tiers in one year, years.

    Parameters
    ----------
    gaps : (2, 3)
        Written to: ranked anew, and ranked as in the base year of the draw; males, females, mean of both.
    health : (sex, area), years
    both : (area,), years
        Mean of the sexes.
    first : Ends
        By sex, of upper tiers in the base year: from `ends_by_sex`.
    now : Ends
        Of another year; written to.
    wider_places : WiderPlaces
    """
    for sex in range(len(SEXES) + 1):
        values = health[sex] if sex < len(SEXES) else both
        upper = upper_tier_means(values, wider_places.weights[_HEALTH], wider_places.upper_tier, wider_places.people)
        find_ends(upper, Ends(now.low[sex], now.high[sex]))
        gaps[0, sex] = gap(upper, wider_places.people, Ends(now.low[sex], now.high[sex]))
        gaps[1, sex] = gap(upper, wider_places.people, Ends(first.low[sex], first.high[sex]))


def ends_by_sex(health: Array, both: Array, wider_places: WiderPlaces) -> Ends:
    """Find the ends of upper tiers in one year, males, females and mean of both.

    Parameters
    ----------
    health : (sex, area), years
    both : (area,), years
        Mean of the sexes.
    wider_places : WiderPlaces

    Returns
    -------
    Ends
    """
    count = number_of_ends(len(wider_places.people))
    found = Ends(np.empty((len(SEXES) + 1, count), np.int64), np.empty((len(SEXES) + 1, count), np.int64))
    for sex in range(len(SEXES) + 1):
        values = health[sex] if sex < len(SEXES) else both
        upper = upper_tier_means(values, wider_places.weights[_HEALTH], wider_places.upper_tier, wider_places.people)
        low, high = ends(upper)
        for position in range(count):
            found.low[sex, position], found.high[sex, position] = low[position], high[position]
    return found


def write_missions(
    missions: Array,
    output: Array,
    satisfaction: Array,
    of_output: Ends,
    of_satisfaction: Ends,
    wider_places: WiderPlaces,
    year: int,
) -> None:
    """Write what the missions ask of output and wellbeing in one year.

    Parameters
    ----------
    missions : (5, year)
        Written to: as `Summary.missions`.
    output : (year, area), £ per hour worked
    satisfaction : (year, area), points from 0 to 10
    of_output, of_satisfaction : Ends
        Of areas in that year.
    wider_places : WiderPlaces
    year : int
        Position.
    """
    values, weights = output[year], wider_places.weights[_OUTPUT]
    missions[0, year] = mean_log_at(values, weights, of_output.high) - mean_log_at(values, weights, of_output.low)
    missions[1, year] = gap(values, weights, of_output)
    missions[3, year] = count_above(values, output[0])
    values, weights = satisfaction[year], wider_places.weights[_SATISFACTION]
    missions[2, year] = gap(values, weights, of_satisfaction)
    missions[4, year] = count_above(values, satisfaction[0])


def mean_of_sexes(values: Array) -> Array:
    """Mean of males and females, from (year, sex, area) to (year, area).

    Examples
    --------
    >>> mean_of_sexes(np.array([[[60.0, 61.0], [62.0, 63.0]]]))
    array([[61., 62.]])
    """
    years, _, areas = values.shape
    both = np.empty((years, areas))
    for year in range(years):
        for area in range(areas):
            both[year, area] = (values[year, 0, area] + values[year, 1, area]) / 2
    return both


def count_above(values: Array, start: Array) -> int:
    """Count the areas that lie above where they started by more than nothing.

    Parameters
    ----------
    values, start : (area,), any unit

    Examples
    --------
    >>> count_above(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 4.0]))
    1
    """
    count = 0
    for area in range(len(values)):
        if values[area] - start[area] > NOTHING:
            count += 1
    return count


def upper_tier_means(values: Array, weights: Array, upper_tier: Indices, people: Array) -> Array:
    """Weighted means of the areas of each upper tier.

    Parameters
    ----------
    values : (area,), any unit
    weights : (area,), people or hours
    upper_tier : (area,), position of the upper tier
    people : (upper tier,), sum of the weights

    Examples
    --------
    >>> upper_tier_means(np.array([1.0, 3.0, 6.0]), np.ones(3), np.array([0, 0, 1]), np.array([2.0, 1.0]))
    array([2., 6.])
    """
    total = np.zeros(len(people))
    for area in range(len(values)):
        total[upper_tier[area]] += weights[area] * values[area]
    return total / people


def number_of_ends(places: int) -> int:
    """Count the places of a tenth, at least one.

    Parameters
    ----------
    places : int, places

    Examples
    --------
    >>> number_of_ends(148), number_of_ends(4)
    (15, 1)
    """
    return max(1, int(np.rint(TENTH * places)))


def ends(values: Array) -> Ends:
    """Find the lowest and the highest tenth of places by number, at least one; of equals the later ranks higher.

    Parameters
    ----------
    values : (place,), any unit

    Examples
    --------
    >>> low, high = ends(np.array([58.0, 70.0, 70.0, 57.0]))
    >>> low.tolist(), high.tolist()
    ([3], [2])
    """
    found = any_ends(len(values))
    find_ends(values, found)
    return found


def any_ends(places: int) -> Ends:
    """As many places as are at the ends, whichever they are.

    Parameters
    ----------
    places : int, places
    """
    count = number_of_ends(places)
    return Ends(np.arange(count), np.arange(count))


def find_ends(values: Array, found: Ends) -> None:
    """Find what `ends` gives, the sooner the more of those places are known.

    Parameters
    ----------
    values : (place,), any unit
    found : Ends
        As many places, none twice; written to.

    Examples
    --------
    >>> known = Ends(np.array([0]), np.array([1]))
    >>> find_ends(np.array([58.0, 70.0, 70.0, 57.0]), known)
    >>> known.low.tolist(), known.high.tolist()
    ([3], [2])
    """
    count = len(found.low)
    # No place at an end lies further inwards than the innermost of as many others.
    most, least = -np.inf, np.inf
    for position in range(count):
        most, least = max(most, values[found.low[position]]), min(least, values[found.high[position]])
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    for place in range(len(values)):
        value = values[place]
        if value <= most and value < lowest[-1]:
            position = count - 1
            while position > 0 and value < lowest[position - 1]:
                lowest[position], found.low[position] = lowest[position - 1], found.low[position - 1]
                position -= 1
            lowest[position], found.low[position] = value, place
        if value >= least and value >= highest[-1]:
            position = count - 1
            while position > 0 and value >= highest[position - 1]:
                highest[position], found.high[position] = highest[position - 1], found.high[position - 1]
                position -= 1
            highest[position], found.high[position] = value, place


def gap(values: Array, weights: Array, of: Ends) -> float:
    """Weighted mean of the values at the high end, less that at the low end.

    Parameters
    ----------
    values : (place,), any unit
    weights : (place,), people or hours
    of : Ends

    Examples
    --------
    >>> float(gap(np.array([1.0, 9.0, 4.0]), np.ones(3), Ends(np.array([0]), np.array([1]))))
    8.0
    """
    return mean_at(values, weights, of.high) - mean_at(values, weights, of.low)


def mean_at(values: Array, weights: Array, positions: Indices) -> float:
    """Weighted mean of the values at some positions.

    Parameters
    ----------
    values : (place,), any unit
    weights : (place,), people or hours
    positions : (chosen place,), position of a place

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

    Parameters
    ----------
    values : (place,), any unit
        Positive.
    weights : (place,), people or hours
    positions : (chosen place,), position of a place

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
