"""The axes of results and the means of wider places: named alike in a run, in an ensemble and in its store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import ENGLAND, OUTCOMES, SEXES, YEARS, Outcome

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
    "milestone": "Calendar year in which areas are summarised over draws",
    "quantile": "Share of draws that are lower",
    "line": "Line of the ledger: scenario, fund and use",
    "line_scenario": "Scenario of the line",
    "line_fund": "Fund of the line",
    "line_use": "Use of the line's money",
}
"""What each coordinate without a unit is: its ``long_name``."""


def coordinates(scenarios: Mapping[str, str], draws: int, places: Mapping[str, str]) -> dict[str, Any]:
    """Give the coordinates that all results have.

    Parameters
    ----------
    scenarios : mapping of name to title
    draws : int
        How many.
    places : mapping of code to name
        England and its regions.

    Returns
    -------
    dict
        ``scenario, title, draw, sex, place, place_name, year``.
    """
    return {
        "scenario": list(scenarios),
        "title": ("scenario", list(told_apart(scenarios).values())),
        "draw": np.arange(draws),
        "sex": list(SEXES),
        "place": list(places),
        "place_name": ("place", list(places.values())),
        "year": list(YEARS),
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
    """Say what the mean of an outcome over the areas of a place is."""
    return f"{outcome.label}, mean of the areas by {outcome.weight}"


def difference_attributes(label: str, unit: str, reference: str) -> dict[str, str]:
    """Give the attributes of a difference from the reference."""
    return {
        "long_name": f"{label}: difference from {reference} in the same draw",
        "units": unit,
        "reference": reference,
    }


def with_places(dataset: xr.Dataset, reference: str) -> xr.Dataset:
    """Add to the outcomes of a run their means over England and its regions, and what changes against the reference.

    Parameters
    ----------
    dataset : xarray.Dataset
        Outcomes by area, with the coordinates of `coordinates` and of `carried.area_coordinates`.
    reference : str
        Where the run lacks this scenario, it has no differences.

    Returns
    -------
    xarray.Dataset
        With ``place_hle``, ... (scenario, draw, place, year), ``hle_by_sex`` and ``le_by_sex`` (scenario, draw, sex,
        year), and a ``..._difference`` of each.
    """
    added: dict[str, Any] = {}
    region, places = dataset["region"].to_numpy(), dataset["place"].to_numpy()
    belongs = (places[:, None] == region[None, :]) | (places[:, None] == ENGLAND)
    scenarios = dataset["scenario"].to_numpy().tolist()
    position = scenarios.index(reference) if reference in scenarios else None

    def add(name: str, axis: str, values: Array, label: str, outcome: Outcome) -> None:
        dims = ("scenario", "draw", axis, "year")
        added[name] = (dims, values, {"long_name": label, "units": outcome.unit})
        if position is not None:
            against = values[[position]]
            change = 100 * (values / against - 1) if outcome.change == "relative" else values - against
            attributes = difference_attributes(label, outcome.unit_of_difference, reference)
            added[f"{name}_difference"] = (dims, change, attributes)

    for outcome in OUTCOMES:
        weight = belongs * dataset[outcome.weight].to_numpy()
        shares = weight / weight.sum(axis=1, keepdims=True)
        values = dataset[outcome.name].transpose("scenario", "draw", ..., "area", "year").to_numpy()
        if outcome.by_sex:
            add(f"{outcome.name}_by_sex", "sex", (shares[:1] @ values)[..., 0, :], f"{outcome.label}, England", outcome)
            values = values.mean(axis=2)
        add(f"place_{outcome.name}", "place", shares @ values, place_label(outcome), outcome)
    return dataset.assign(added)
