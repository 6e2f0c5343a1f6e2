"""The axes of results and the means of wider places: named alike in a run, in an ensemble and in its store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import ENGLAND, OUTCOMES, SEXES, Outcome

if TYPE_CHECKING:
    import xarray as xr

AXES: Final = {
    "scenario": "Scenario, by its name",
    "title": "Title of the scenario, with its name where two are equal",
    "draw": "Draw of the parameters and the shocks, the same for every scenario",
    "sex": "Sex",
    "area": "Area, by its GSS code of 2021",
    "area_name": "Name of the area",
    "upper_tier": "County or unitary authority of the area, by its GSS code",
    "upper_tier_name": "Name of the county or unitary authority",
    "region": "Region of the area, by its GSS code",
    "region_name": "Name of the region",
    "combined_authority": "Combined authority of the area, by its GSS code; empty where there is none",
    "combined_authority_name": "Name of the combined authority",
    "integrated_care_board": "Integrated care board of the area, by its GSS code",
    "integrated_care_board_name": "Name of the integrated care board",
    "place": "England or a region, by its GSS code",
    "place_name": "Name of the place",
    "year": "Calendar year",
    "sum_over_life": "Sum over the whole life of effects: undiscounted, or discounted to the first appraised year",
    "cell": "People by health, age and degree",
    "milestone": "Calendar year in which areas are summarised over draws",
    "quantile": "Share of draws that are lower",
    "line": "Line of the ledger: scenario, fund and use",
    "line_scenario": "Scenario of the line",
    "line_fund": "Fund of the line",
    "line_use": "Use of the line's money",
    "bid_line": "Line of bids: scenario and fund",
    "bid_line_scenario": "Scenario of the line of bids",
    "bid_line_fund": "Fund of the line of bids",
}
"""What each coordinate without a unit is: its ``long_name``."""


PLACE_WHOLE_LIFE: Final = "place_hle_whole_life"
"""Name of the sums of healthy life expectancy over the whole life of effects."""
AREA_WHOLE_LIFE: Final = "hle_whole_life"
"""Name of the same sums of every area."""
SUMS_OVER_LIFE: Final = ("undiscounted", "discounted")
WHOLE_LIFE_LABEL: Final = (
    "Healthy life expectancy, change since the base year, summed from the first appraised year until what was bought "
    "has worn out; trends and noise to the last year alone, so that only differences between scenarios mean something"
)
WHOLE_LIFE_UNIT: Final = "years times years"
PEOPLE_BASED: Final = "people_based_"
"""Opens the names of variables that are of the people who lived in a place in the base year (`bases`)."""
FOLLOWED: Final = 1024
"""Draws of an ensemble, from the first, whose effects are followed after the last year; of later ones the sums are not
a number. Their quantiles are settled by then, and a draw that is followed takes a third longer."""


def coordinates(
    scenarios: Mapping[str, str], draws: int, places: Mapping[str, str], years: Sequence[int]
) -> dict[str, Any]:
    """Give the coordinates that all results have.

    Parameters
    ----------
    scenarios : mapping of name to title
    draws : int
        How many.
    places : mapping of code to name
        England and its regions.
    years : sequence of int
        The base year first.

    Returns
    -------
    dict
        ``scenario, title, draw, sex, place, place_name, year, sum_over_life``.
    """
    return {
        "scenario": list(scenarios),
        "title": ("scenario", list(told_apart(scenarios).values())),
        "draw": np.arange(draws),
        "sex": list(SEXES),
        "place": list(places),
        "place_name": ("place", list(places.values())),
        "year": list(years),
        "sum_over_life": list(SUMS_OVER_LIFE),
    }


def named_axes(dataset: xr.Dataset) -> xr.Dataset:
    """Give each coordinate its ``long_name``.

    Parameters
    ----------
    dataset : xarray.Dataset
    """
    for name in dataset.coords:
        if name in AXES:
            dataset[name].attrs["long_name"] = AXES[str(name)]
    return dataset


# England and its regions


def places_of_areas(regions: Mapping[str, str]) -> dict[str, str]:
    """Name England and its regions, code to name, the regions in order of their codes.

    Parameters
    ----------
    regions : mapping of code to name

    Examples
    --------
    >>> places_of_areas({"E12000002": "North West", "E12000001": "North East"})
    {'E92000001': 'England', 'E12000001': 'North East', 'E12000002': 'North West'}
    """
    return {ENGLAND: "England"} | dict(sorted(regions.items()))


def place_label(outcome: Outcome) -> str:
    """Say what the level of an outcome in a wider place is."""
    return f"{outcome.label}, published level of the base year and the mean change of the areas by {outcome.weight}"


def people_label(label: str) -> str:
    """Say of an outcome that it is of the people of the base year."""
    return f"{label}; of the people who lived there in the base year"


def published_start(published: Mapping[str, Mapping[str, float]], name: str, places: Sequence[str]) -> Array:
    """Give the published levels of places in the base year.

    Parameters
    ----------
    published : mapping of outcome to the levels of its places
        From `carried.published_levels`.
    name : str
        Of an outcome, or ``hle_male`` and the like.
    places : sequence of str
        Codes.

    Returns
    -------
    numpy.ndarray
        (place,), not a number where none is published.
    """
    known = published.get(name, {})
    found = [known.get(code) for code in places]
    return np.array([np.nan if level is None else level for level in found], np.float64)


def from_published(means: Array, start: Array, *, relative: bool) -> Array:
    """Begin means of areas at the published level of their place, and move them as the means move.

    ONS works the figure of a wide place out from all of its people together, so that it is not the mean of its areas:
    healthy life expectancy of England in 2017-19 is 63.35 years, the mean of the areas by population 63.11.

    Parameters
    ----------
    means : (..., place, year), any unit
        The base year first.
    start : (place,), in that unit
        From `published_start`; where there is none, means stay as they are.
    relative : bool
        Whether the ratio of the means moves the level, and not their difference.

    Examples
    --------
    >>> from_published(np.array([[60.0, 61.5], [50.0, 51.0]]), np.array([60.5, np.nan]), relative=False)
    array([[60.5, 62. ],
           [50. , 51. ]])
    """
    base, first = means[..., :1], start[:, None]
    moved = first * (means / base) if relative else first + (means - base)
    return np.where(np.isnan(first), means, moved)


def difference_attributes(label: str, unit: str, reference: str) -> dict[str, str]:
    """Give the attributes of a difference from the reference."""
    return {
        "long_name": f"{label}: difference from {reference} in the same draw",
        "units": unit,
        "reference": reference,
    }


def with_places(
    dataset: xr.Dataset,
    reference: str,
    *,
    published: Mapping[str, Mapping[str, float]],
    moved: Mapping[str, Array] | None = None,
) -> xr.Dataset:
    """Add to the outcomes of a run the levels of England and its regions, and what changes against the reference.

    Parameters
    ----------
    dataset : xarray.Dataset
        Outcomes by area, with the coordinates of `coordinates` and of `carried.area_coordinates`.
    reference : str
        Where the run lacks this scenario, it has no differences.
    published : mapping of outcome to the levels of its places
        From `carried.published_levels`: where levels start.
    moved : mapping of outcome to (scenario, draw, place, year), optional
        What other people change of wider places where households move: added to means over the areas of the people of
        the base year, logs to those of outcomes whose ratios count.

    Returns
    -------
    xarray.Dataset
        With ``place_hle``, ... (scenario, draw, place, year), ``hle_by_sex`` and ``le_by_sex`` (scenario, draw, sex,
        year), and a ``..._difference`` of each and of ``place_hle_whole_life``.
    """
    added: dict[str, Any] = {}
    region, places = dataset["region"].to_numpy(), dataset["place"].to_numpy()
    belongs = (places[:, None] == region[None, :]) | (places[:, None] == ENGLAND)
    scenarios = dataset["scenario"].to_numpy().tolist()
    position = scenarios.index(reference) if reference in scenarios else None

    def add(name: str, axis: str, values: Array, label: str, outcome: Outcome) -> None:
        dims = ("scenario", "draw", axis, "year")
        start = published_start(published, outcome.name, places.tolist())
        if axis == "sex":
            start = np.concatenate([published_start(published, f"{outcome.name}_{sex}", [ENGLAND]) for sex in SEXES])
        levels = from_published(values, start, relative=outcome.change == "relative")
        added[name] = (dims, levels, {"long_name": label, "units": outcome.unit})
        if position is not None:
            against = values[[position]]
            change = 100 * (values / against - 1) if outcome.change == "relative" else values - against
            attributes = difference_attributes(label, outcome.unit_of_difference, reference)
            added[f"{name}_difference"] = (dims, change, attributes)

    for outcome in OUTCOMES:
        weight = belongs * dataset[outcome.weight].to_numpy()
        shares = weight / weight.sum(axis=1, keepdims=True)
        change = None if moved is None else moved.get(outcome.name)
        name = outcome.name if change is None else f"{PEOPLE_BASED}{outcome.name}"
        values = dataset[name].transpose("scenario", "draw", ..., "area", "year").to_numpy()
        kinds = ("",) if change is None else ("", PEOPLE_BASED)
        if outcome.by_sex:
            for kind in kinds:
                means = (shares[:1] @ values)[..., 0, :]
                add(f"{kind}{outcome.name}_by_sex", "sex", means, f"{outcome.label}, England", outcome)
            values = values.mean(axis=2)
        means = shares @ values
        if change is not None:
            add(f"{PEOPLE_BASED}place_{outcome.name}", "place", means, people_label(place_label(outcome)), outcome)
            means = means * np.exp(change) if outcome.change == "relative" else means + change
        add(f"place_{outcome.name}", "place", means, place_label(outcome), outcome)
    if PLACE_WHOLE_LIFE in dataset and position is not None:
        sums = dataset[PLACE_WHOLE_LIFE]
        attributes = difference_attributes(WHOLE_LIFE_LABEL, WHOLE_LIFE_UNIT, reference)
        change = sums.to_numpy() - sums.to_numpy()[[position]]
        added[f"{PLACE_WHOLE_LIFE}_difference"] = (sums.dims, change, attributes)
    return dataset.assign(added)
