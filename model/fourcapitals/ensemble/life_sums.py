"""The whole life of effects in a block: sums over all years to come of one draw's runs, of places and of areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from fourcapitals.ensemble.summary import WiderPlaces
from fourcapitals.equations.elementary import Array
from fourcapitals.results.axes import AREA_WHOLE_LIFE, PEOPLE_BASED, PLACE_WHOLE_LIFE
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Ending
from fourcapitals.simulation.whole_life import year_weights, years_to_come
from fourcapitals.vocabulary import OUTCOME_NAMES, Period

_HEALTH: Final = OUTCOME_NAMES.index("hle")


def regional_shares(wider_places: WiderPlaces) -> Array:
    """(area, region): people of each area as a share of its region's.

    Parameters
    ----------
    wider_places : WiderPlaces
    """
    belongs = wider_places.region[:, None] == np.arange(wider_places.of_england.shape[1])
    shares: Array = belongs * wider_places.in_region[_HEALTH][:, None]
    return shares


def add_whole_life(
    series: Mapping[str, Array],
    row: int,
    runs: Sequence[tuple[Ending, Environment]],
    *,
    wider_places: WiderPlaces,
    shares: Array,
    period: Period,
) -> None:
    """Write what the runs of one draw come to over the whole life of their effects, as `whole_life.whole_life` of each.

    Parameters
    ----------
    series : mapping of variable to (scenario, draw, ...)
        Holds the levels of the draw, as means of areas; written to.
    row : int
        Position of the draw.
    runs : sequence of (Ending, Environment)
        Of each scenario.
    wider_places : WiderPlaces
    shares : (area, region)
        From `regional_shares`.
    period : Period
    """
    endings, settings = zip(*runs, strict=True)
    weights = year_weights(settings[0].parameters.health_discount_rate, period)
    later = weights[:, -1:] * years_to_come(endings, settings)
    regional = later @ shares
    england = (regional * wider_places.of_england[_HEALTH]).sum(axis=-1, keepdims=True)
    places, levels = np.concatenate([england, regional], axis=-1), _of_people(series, "place_hle")[:, row]
    series[PLACE_WHOLE_LIFE][:, row] = _summed(levels, weights) + np.swapaxes(places, 1, 2)
    if AREA_WHOLE_LIFE in series:
        of_areas = _of_people(series, OUTCOME_NAMES[_HEALTH])[:, row].mean(axis=1)
        series[AREA_WHOLE_LIFE][:, row] = _summed(of_areas, weights) + np.swapaxes(later, 1, 2)


def _of_people(series: Mapping[str, Array], name: str) -> Array:
    """Outcomes of the people of the base year; where nobody moves they are those of places."""
    return series.get(f"{PEOPLE_BASED}{name}", series[name])


def _summed(levels: Array, weights: Array) -> Array:
    """(..., sum): changes since the base year, (..., year), summed over the years of the run."""
    summed: Array = (levels - levels[..., :1]) @ weights.T
    return summed
