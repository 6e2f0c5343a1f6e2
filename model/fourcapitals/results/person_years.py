"""Healthy person-years: people times the change of healthy life expectancy over a whole life, added up over years."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.groupings import people_of
from fourcapitals.results.money import new_money_of
from fourcapitals.vocabulary import POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

Values = TypeVar("Values", xr.DataArray, npt.NDArray[np.float64])


@checked
def healthy_person_years(
    results: Results, *, reference: str = "baseline", by: str = "england", per: str | None = None
) -> xr.DataArray:
    """Add up the healthy person-years that each scenario brings against the reference, 2021 to 2035.

    In each year and area, people times the difference in healthy life expectancy (mean of the sexes) over the
    reference life expectancy (`person_years`; D4 of ODD.md); people and reference are those that the results were made
    with.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results.
    by : str
        One of `GROUPINGS`.
    per : {"gbp_m", "1000_residents"}, optional
        For each £1m of new money of 2020 to 2035 beyond that of the reference (not a number where there is
        none), or for each 1,000 residents; the total if left out.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group), years.

    Raises
    ------
    UnknownName
        When there is no such grouping, scenario or measure, or an ensemble does not hold the grouping.
    """
    results.scenario(reference)
    if per not in (None, "gbp_m", "1000_residents"):
        raise UnknownName(unknown("measure", str(per), ("gbp_m", "1000_residents")))
    changes = results.differences("hle", by=by, reference=reference, years=list(results.period.appraised))
    people = people_of(results, by)
    given, units = person_years(changes.sum("year"), people, results.life_expectancy), "years"
    if per == "1000_residents":
        given, units = 1000 * given / people, "years per 1,000 residents"
    elif per == "gbp_m":
        given, units = per_gbp_m(given, results, reference=reference, by=by), "years per £m, 2019 prices"
    return (
        given.transpose("scenario", "draw", "group")
        .assign_coords(group_name=("group", changes["group_name"].to_numpy()))
        .rename("healthy_person_years")
        .assign_attrs(long_name="Healthy person-years, 2021 to 2035", units=units, reference=reference)
    )


def per_gbp_m(given: xr.DataArray, results: Results, *, reference: str, by: str) -> xr.DataArray:
    """Divide what scenarios bring by their new money beyond that of the reference; not a number where there is none.

    Parameters
    ----------
    given : (scenario, draw, group)
    results : Results
    reference, by : str
        As in `healthy_person_years`.
    """
    money = new_money_of(results, by)
    extra = money - money.sel(scenario=reference, drop=True)
    return given / extra.where(np.abs(extra) >= POUND)


def person_years(change: Values, people: Values, life_expectancy: float) -> Values:
    """Turn changes of healthy life expectancy into healthy person-years: people times change over a whole life.

    Parameters
    ----------
    change : (..., area), years
        Of healthy life expectancy; summed over years where several are meant.
    people : (area,)
    life_expectancy : float, years
        The parameter `life_expectancy_reference`.

    Examples
    --------
    >>> person_years(np.array([0.081]), np.array([100_000.0]), 81.0).round(9)
    array([100.])
    """
    return change * people / life_expectancy
