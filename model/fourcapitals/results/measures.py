"""What of a difference is compared: all that a scenario does, what each £1m of it brings, or each 1,000 residents.

Totals of unequal money rank the money. What £1m brings can be added up over people: healthy person-years of a change of
healthy life expectancy, £ a year of one of income, people of one of employment.

A contrast too small to order two is a tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.aggregation import find_outcome, sum_over
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import groups_of, members_of
from fourcapitals.results.money import new_money, new_money_of
from fourcapitals.results.person_years import person_years
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, ENGLAND, POUND, TIE, WEIGHTS, Outcome

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

MEASURES: Final = ("total", "per_million", "per_head")
UNEQUAL: Final = 0.05
"""Money that differs by more, as a share of the most, makes totals no fair comparison."""
WEEKS: Final = 52.0
"""Weeks of work in a year: hours are held by the week."""


class Amount(NamedTuple):
    """What the differences of an outcome add up to over people."""

    label: str
    """Of what is added up."""
    unit: str
    over_years: bool = False
    """Whether it is added up over the years too, from 2021, over life expectancy (`person_years.person_years`)."""
    factor: float = 1.0


AMOUNTS: Final = {
    "hle": Amount("Healthy person-years", "healthy person-years", over_years=True),
    "le": Amount("Person-years of life", "person-years", over_years=True),
    "gva_per_hour": Amount("GVA a year", "£ a year", factor=WEEKS),
    "employment": Amount("People in work", "people"),
    "long_term_sick": Amount("People long-term sick", "people"),
    "income": Amount("Disposable household income a year", "£ a year"),
    "life_satisfaction": Amount("Points of life satisfaction of all people", "points"),
    "pm25": Amount("Exposure to PM2.5 of all people", "µg/m³ times people"),
}
"""By outcome."""


def check_measure(measure: str) -> str:
    """Check the name of a measure.

    Raises
    ------
    UnknownName
        When there is none of that name.
    """
    if measure not in MEASURES:
        raise UnknownName(unknown("measure", measure, MEASURES))
    return measure


@checked
def extra_money(
    results: Results, *, reference: str, by: str = "england", group: str = ENGLAND, until: int = END_YEAR
) -> dict[str, float]:
    """Give the new money of each scenario beyond that of the reference, £m of 2019, in England or another place.

    Parameters
    ----------
    results : Results
    reference : str
    by, group : str
        One of `groupings.GROUPINGS`, or a place, and a code in it.
    until : int
        The last year that counts; the first is 2020.

    Raises
    ------
    UnknownName
        When the results lack the reference, or there is no such grouping.
    """
    results.scenario(reference)
    money = new_money_of(results, by, until=until).sel(group=group).to_series()
    return {name: float(money[name] - money[reference]) for name in results.scenarios}


@checked
def is_unequal(money: Sequence[float]) -> bool:
    """Whether amounts differ by more than 5% of the largest.

    Parameters
    ----------
    money : sequence of float, £m

    Examples
    --------
    >>> is_unequal([100.0, 96.0]), is_unequal([100.0, 94.0]), is_unequal([100.0, -100.0]), is_unequal([0.0, 0.0])
    (False, True, True, False)
    """
    most = max(map(abs, money), default=0.0)
    return most >= POUND and max(money) - min(money) > UNEQUAL * most


@checked
def usual_measure(results: Results, *, reference: str) -> str:
    """Give the measure that compares scenarios fairly: per £1m where their new money differs by more than 5%.

    Where one of them neither brings nor takes money, which has nothing for each £1m, all are compared by their totals.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that the others are compared with.
    """
    # Of the areas that are held, which need not be all of England.
    held = new_money(results).sum("area")
    own = float(held.sel(scenario=results.scenario(reference)))
    others = [float(held.sel(scenario=name)) - own for name in results.scenarios if name != reference]
    return "per_million" if is_unequal(others) and min(map(abs, others)) >= POUND else "total"


@checked
def label_of(outcome: Outcome, *, measure: str, year: int = END_YEAR) -> str:
    """Say what a measure of an outcome is, with its years.

    Examples
    --------
    >>> label_of(find_outcome("hle"), measure="per_million")
    'Healthy person-years 2021-35 per £1m'
    >>> label_of(find_outcome("employment"), measure="per_head", year=2030)
    'People in work 2030 per 1,000 residents'
    >>> label_of(find_outcome("gva_per_hour"), measure="total")
    'GVA per hour worked 2035'
    """
    if check_measure(measure) == "total":
        return f"{outcome.label} {year}"
    added = AMOUNTS[outcome.name]
    years = f"{APPRAISAL_START}-{year % 100}" if added.over_years else f"{year}"
    return f"{added.label} {years} {'per £1m' if measure == 'per_million' else 'per 1,000 residents'}"


@checked
def measured(
    results: Results,
    outcome: str,
    *,
    measure: str,
    reference: str = "baseline",
    year: int = END_YEAR,
    by: str = "england",
) -> xr.DataArray:
    """Give what each scenario changes against the reference, draw by draw, by one of the measures.

    Parameters
    ----------
    results : Results
    outcome, reference, by
        As in `Results.differences`.
    measure : {"total", "per_million", "per_head"}
        ``total``: the difference in the year, in the unit of the outcome. The others add it up over people
        (`AMOUNTS`), healthy and other years of life from 2021 to the year, and divide it by the new money of the place
        from 2020 to the year beyond that of the reference, £m (not a number where there is none), or by its residents,
        in thousands.
    year : int

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group).

    Raises
    ------
    UnknownName
        As `Results.differences`, and when there is no such measure.
    """
    stated, name = find_outcome(outcome), results.scenario(reference)
    if check_measure(measure) == "total":
        return results.differences(outcome, by=by, reference=reference, years=[year]).isel(year=0)
    added = AMOUNTS[outcome]
    years = [each for each in results.years if APPRAISAL_START <= each <= year] if added.over_years else [year]
    levels = results.levels(outcome, by=by, years=years)
    change = (levels - levels.sel(scenario=name, drop=True)).sum("year")
    weights = weights_of_groups(results, stated.weight, by)
    amount = person_years(change, weights, results.life_expectancy) if added.over_years else change * weights
    amount = added.factor * amount
    if measure == "per_head":
        amount = 1000 * amount / weights_of_groups(results, "population", by)
    else:
        money = new_money_of(results, by, until=year)
        extra = money - money.sel(scenario=name, drop=True)
        amount = amount / extra.where(np.abs(extra) >= POUND)
    return (
        amount.transpose("scenario", "draw", "group")
        .assign_coords(group_name=("group", levels["group_name"].to_numpy()))
        .assign_attrs(
            long_name=label_of(stated, measure=measure, year=year), units=unit_of(stated, measure), reference=name
        )
    )


def unit_of(outcome: Outcome, measure: str) -> str:
    """Name the unit of a measure.

    Examples
    --------
    >>> unit_of(find_outcome("hle"), "per_million"), unit_of(find_outcome("income"), "total")
    ('healthy person-years per £1m', '%')
    """
    if check_measure(measure) == "total":
        return outcome.unit_of_difference
    return f"{AMOUNTS[outcome.name].unit} per {'£1m' if measure == 'per_million' else '1,000 residents'}"


def weights_of_groups(results: Results, weight: str, by: str) -> xr.DataArray:
    """(group,): people, people aged 16 to 64, or hours worked a week of each place in the base year.

    Parameters
    ----------
    results : Results
    weight : str
        One of `vocabulary.WEIGHTS`.
    by : str
        One of `groupings.GROUPINGS`.
    """
    if weight not in WEIGHTS:
        raise UnknownName(unknown("weight", weight, WEIGHTS))
    codes, names = groups_of(results, by)
    held = xr.DataArray(carried(results.dataset, weight), dims="area")
    return sum_over(held.astype(np.float64), members_of(codes, list(names)), "area")


@checked
def amounts_beside(
    results: Results,
    outcome: str,
    *,
    measure: str,
    reference: str = "baseline",
    year: int = END_YEAR,
    by: str = "england",
) -> pd.DataFrame:
    """Give medians and the middle 80% of draws of a measure, to stand beside differences.

    Parameters
    ----------
    results : Results
    outcome, measure, reference, year, by
        As in `measured`.

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out) and group: ``scenario, group, measure, amount, amount_unit``; with
        several draws also ``amount_low_80, amount_high_80``; and ``new_money_gbp_m``, the scenario's new money of
        the place from 2020 to the year, beyond that of the reference.
    """
    found = measured(results, outcome, measure=measure, reference=reference, year=year, by=by)
    money = new_money_of(results, by, until=year)
    extra = money - money.sel(scenario=reference, drop=True)
    groups = [str(group) for group in found["group"].to_numpy()]
    rows = []
    for name in results.scenarios:
        if name == reference:
            continue
        draws = found.sel(scenario=name).transpose("draw", "group").to_numpy()
        low, middle, high = np.quantile(draws, (0.1, 0.5, 0.9), axis=0)
        bands = {"amount_low_80": low, "amount_high_80": high} if results.draws > 1 else {}
        stated = {"scenario": name, "group": groups, "measure": measure, "amount": middle}
        unit, given = str(found.attrs["units"]), extra.sel(scenario=name, group=groups).to_numpy()
        rows.append(pd.DataFrame({**stated, "amount_unit": unit, **bands, "new_money_gbp_m": given}))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


@checked
def is_tie(first: float, second: float) -> bool:
    """Whether a contrast is below 2% of the larger effect (ODD.md, 7.14).

    Parameters
    ----------
    first, second : float, one unit
        Effects of two strategies.

    Examples
    --------
    >>> is_tie(1.0, 0.99), is_tie(1.0, 0.97), is_tie(0.0, 0.0)
    (True, False, True)
    """
    return abs(first - second) <= TIE * max(abs(first), abs(second))
