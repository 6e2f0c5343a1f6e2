"""Which areas gain most and least from a scenario, a head and in total, and how sure their place among the first is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.difference_units import DAYS_A_YEAR
from fourcapitals.results.groupings import people_of
from fourcapitals.results.money import new_money
from fourcapitals.results.person_years import healthy_person_years
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


@checked
def gains(
    results: Results, *, scenario: str, reference: str = "baseline", year: int = END_YEAR, top: int = 20
) -> pd.DataFrame:
    """Give what each area gains in healthy life expectancy, by the median of draws, the most first.

    Parameters
    ----------
    results : Results
        With every area of every draw.
    scenario, reference : str
        Of the results.
    year : int
        Of the gain in healthy life expectancy; person-years are those of 2021 to 2035.
    top : int
        How many areas count as the first.

    Returns
    -------
    pandas.DataFrame
        One row an area: ``area, area_name, people``; ``gain_days`` (healthy life expectancy at birth, mean of the
        sexes) and ``person_years`` (2021 to 2035), medians, with more than one draw each with ``..._low_80`` and
        ``..._high_80``; ``share_in_top`` and ``share_in_top_total``, the shares of draws in which the area is among the
        first, a head and in total, ``share_in_bottom`` and ``share_in_bottom_total``, among as many last;
        ``rank`` and ``rank_total``, by the medians; ``new_money_gbp_per_head``, 2020-35.

    Raises
    ------
    UnknownName
        When there is no such scenario, or the results do not hold every area.
    BadInput
        When the scenario is the reference, or the first are none or more than there are areas.
    """
    if results.scenario(scenario) == reference:
        raise BadInput(f"{scenario}: is the reference itself; name another scenario")
    change = (
        results.differences("hle", by="area", reference=reference, years=[year]).sel(scenario=scenario).isel(year=0)
    )
    days = DAYS_A_YEAR * change.transpose("draw", "group").to_numpy()
    if not 1 <= top <= days.shape[1]:
        raise BadInput(f"top: a number from 1 to {days.shape[1]} expected, got {top}")
    years = healthy_person_years(results, reference=reference, by="area").sel(scenario=scenario)
    total = years.transpose("draw", "group").to_numpy()
    people = people_of(results, "area").to_numpy()
    given = new_money(results)
    money = given.sel(scenario=scenario) - given.sel(scenario=reference)
    table = pd.DataFrame(
        {
            "area": change["group"].to_numpy().astype(str),
            "area_name": change["group_name"].to_numpy().astype(str),
            "people": people,
            **_spread("gain_days", days),
            **_spread("person_years", total),
            "share_in_top": _share_in_top(days, top),
            "share_in_top_total": _share_in_top(total, top),
            "share_in_bottom": _share_in_top(-days, top),
            "share_in_bottom_total": _share_in_top(-total, top),
            "new_money_gbp_per_head": 1e6 * money.to_numpy() / people,
        }
    )
    table["rank"] = table["gain_days"].rank(ascending=False, method="first").astype(int)
    table["rank_total"] = table["person_years"].rank(ascending=False, method="first").astype(int)
    return table.sort_values("rank", ignore_index=True)


def _spread(name: str, values: Array) -> dict[str, Array]:
    """The median over draws of each area, and the middle 80% where there are several."""
    found = {name: np.median(values, axis=0)}
    if len(values) > 1:
        for end, share in (("low", 0.1), ("high", 0.9)):
            found[f"{name}_{end}_80"] = np.quantile(values, share, axis=0)
    return found


def _share_in_top(values: Array, top: int) -> Array:
    """Share of draws in which each area is among the first; areas that are equal at the edge share what is left.

    Examples
    --------
    >>> _share_in_top(np.array([[3.0, 2.0, 1.0], [3.0, 1.0, 1.0]]), 2).tolist()
    [1.0, 0.75, 0.25]
    """
    edge = -np.partition(-values, top - 1, axis=1)[:, top - 1 : top]
    above, at = values > edge, values == edge
    left = (top - above.sum(axis=1, keepdims=True)) / at.sum(axis=1, keepdims=True)
    share: Array = (above + at * left).mean(axis=0)
    return share
