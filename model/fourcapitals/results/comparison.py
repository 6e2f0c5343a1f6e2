"""What results say: differences between scenarios, healthy person-years, scenarios compared draw by draw.

Differences are taken draw by draw. What these rest on, outcomes of wider places and money, has rooms of its own
(`aggregation`, `spending`), whose names are also found here.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.aggregation import (
    GROUPINGS,
    PUBLISHED_AS,
    aggregate,
    find_outcome,
    groups_of,
    kept_places,
    members_of,
    sum_over,
    values_of,
)
from fourcapitals.results.results import Results, Summarised
from fourcapitals.results.spending import badge, badges, new_money, spending, spending_by_use
from fourcapitals.vocabulary import APPRAISAL_START, BASE_YEAR, END_YEAR, ENGLAND, NOTHING, POUND

__all__ = [
    "ENOUGH_DRAWS",
    "GROUPINGS",
    "PUBLISHED_AS",
    "Interval",
    "aggregate",
    "badge",
    "badges",
    "difference",
    "find_outcome",
    "headline",
    "healthy_person_years",
    "paired",
    "person_years",
    "spending",
    "spending_by_use",
    "too_few_draws",
    "wilson_interval",
]

Values = TypeVar("Values", xr.DataArray, npt.NDArray[np.float64])


def difference(
    results: Results | Summarised,
    outcome: str,
    *,
    reference: str = "baseline",
    by: str = "england",
    sex: str | None = None,
) -> xr.DataArray:
    """Give what each scenario changes against the reference, draw by draw.

    Parameters
    ----------
    results, outcome, by, sex
        As in `aggregate`.
    reference : str
        A scenario of the results.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group, year), in the unit of the outcome, or in % where its differences are relative.

    Raises
    ------
    UnknownName
        When there is no such outcome, grouping, sex or scenario.
    """
    results.scenario(reference)
    if not isinstance(results, Results):
        find_outcome(outcome)
        return results.differences(outcome, sex=sex, reference=reference, places=kept_places(results, by))
    level = aggregate(results, outcome, by=by, sex=sex)
    against = level.sel(scenario=reference, drop=True)
    relative = find_outcome(outcome).change == "relative"
    change = 100 * (level / against - 1) if relative else level - against
    units = "%" if relative else level.attrs["units"]
    return change.rename(outcome).assign_attrs({**level.attrs, "units": units, "reference": reference})


def healthy_person_years(
    results: Results | Summarised, *, reference: str = "baseline", by: str = "england", per: str | None = None
) -> xr.DataArray:
    """Add up the healthy person-years that each scenario brings against the reference, 2021 to 2035.

    In each year and area, people times the difference in healthy life expectancy (mean of the sexes) over the
    reference life expectancy, 81 years (`person_years`; D4 of ODD.md).

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
        When there is no such grouping, scenario or measure.

    Notes
    -----
    Results carry their people and their reference life expectancy. An ensemble keeps neither: the people of the
    bundled baseline and the reference of the bundled parameters are taken, so that the years of an ensemble of
    another baseline or table are not its own.
    """
    results.scenario(reference)
    if per not in (None, "gbp_m", "1000_residents"):
        raise UnknownName(unknown("measure", str(per), ("gbp_m", "1000_residents")))
    if not isinstance(results, Results):
        return _healthy_person_years_of_summary(results, reference, by, per)
    codes, names = groups_of(results, by)
    members = members_of(codes, list(names))
    healthy = values_of(results, find_outcome("hle"), None).sel(year=slice(APPRAISAL_START, END_YEAR))
    people = results.dataset["population"]
    change = (healthy - healthy.sel(scenario=reference, drop=True)).sum("year")
    carried = results.dataset.attrs.get("life_expectancy_reference")
    gained = person_years(change, people, _bundled_life_expectancy() if carried is None else float(carried))
    total = sum_over(gained, members, "area")
    if per is None:
        given, units = total, "years"
    elif per == "gbp_m":
        money = sum_over(new_money(results), members, "area")
        extra = money - money.sel(scenario=reference, drop=True)
        given, units = total / extra.where(np.abs(extra) >= POUND), "years per £m, 2019 prices"
    else:
        given, units = 1000 * total / sum_over(people, members, "area"), "years per 1,000 residents"
    given = given.reset_coords(drop=True).transpose("scenario", "draw", "group")
    return (
        given.assign_coords(group_name=("group", list(names.values())))
        .rename("healthy_person_years")
        .assign_attrs(long_name="Healthy person-years, 2021 to 2035", units=units, reference=reference)
    )


def _healthy_person_years_of_summary(results: Summarised, reference: str, by: str, per: str | None) -> xr.DataArray:
    """As `healthy_person_years`, from the means of England or the regions that an ensemble keeps."""
    changes = difference(results, "hle", reference=reference, by=by).sel(year=slice(APPRAISAL_START, END_YEAR))
    table = load_baseline().areas
    by_region = table.groupby("region_code")["population_2019"].sum()
    people = xr.DataArray(
        [
            float(table["population_2019"].sum() if code == ENGLAND else by_region[code])
            for code in changes["group"].to_numpy().astype(str)
        ],
        dims="group",
        coords={"group": changes["group"].to_numpy()},
    )
    given, units = person_years(changes.sum("year"), people, _bundled_life_expectancy()), "years"
    if per == "1000_residents":
        given, units = 1000 * given / people, "years per 1,000 residents"
    elif per == "gbp_m":
        if by != "england":
            raise UnknownName("an ensemble keeps money for England alone; leave out --by or the measure per £1m")
        money = xr.DataArray(
            [float(row["new_money_gbp_m"]) for row in results.spending],
            dims="scenario",
            coords={"scenario": list(results.scenarios)},
        )
        extra = money - money.sel(scenario=reference, drop=True)
        given, units = given / extra.where(np.abs(extra) >= POUND), "years per £m, 2019 prices"
    return (
        given.transpose("scenario", "draw", "group")
        .assign_coords(group_name=changes["group_name"])
        .rename("healthy_person_years")
        .assign_attrs(long_name="Healthy person-years, 2021 to 2035", units=units, reference=reference)
    )


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


def _bundled_life_expectancy() -> float:
    return load_parameters().central().life_expectancy_reference


def headline(results: Results | Summarised, *, reference: str = "baseline") -> pd.DataFrame:
    """Give the few numbers that say what each scenario does in England; medians of the draws.

    Returns
    -------
    pandas.DataFrame
        One row a scenario: ``scenario, title``; ``hle_2019, hle_2035`` and ``hle_difference`` in 2035, years,
        mean of the sexes; ``healthy_person_years`` of 2021 to 2035 and ``healthy_person_years_per_gbp_m``;
        ``gva_per_hour_2035``, £ of 2019, and ``gva_per_hour_difference_percent``;
        ``life_satisfaction_difference``, points; ``new_money_gbp_m``; ``badge``, what its money rests on.

    Raises
    ------
    UnknownName
        When the results lack the reference.
    """
    healthy = aggregate(results, "hle")
    money = spending(results)

    def middle(values: xr.DataArray) -> npt.NDArray[np.float64]:
        return np.asarray(values.isel(group=0).median("draw").to_numpy(), np.float64)

    def changed(outcome: str) -> npt.NDArray[np.float64]:
        return middle(difference(results, outcome, reference=reference).sel(year=END_YEAR))

    return pd.DataFrame(
        {
            "scenario": results.scenarios,
            "title": list(results.titles.values()),
            "hle_2019": middle(healthy.sel(year=BASE_YEAR)),
            "hle_2035": middle(healthy.sel(year=END_YEAR)),
            "hle_difference": changed("hle"),
            "healthy_person_years": middle(healthy_person_years(results, reference=reference)),
            "healthy_person_years_per_gbp_m": middle(healthy_person_years(results, reference=reference, per="gbp_m")),
            "gva_per_hour_2035": middle(aggregate(results, "gva_per_hour").sel(year=END_YEAR)),
            "gva_per_hour_difference_percent": changed("gva_per_hour"),
            "life_satisfaction_difference": changed("life_satisfaction"),
            "new_money_gbp_m": money["new_money_gbp_m"].to_numpy(),
            "badge": list(badges(results).values()),
        }
    )


# Draw by draw


def paired(
    results: Results | Summarised,
    outcome: str,
    *,
    reference: str = "baseline",
    year: int = END_YEAR,
    by: str = "england",
    sex: str | None = None,
) -> pd.DataFrame:
    """Compare every scenario with the reference draw by draw.

    Parameters
    ----------
    results : Results
    outcome, reference, by, sex
        As in `difference`.
    year : int

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out) and group: ``scenario, group, group_name``; ``level`` and
        ``reference_level``, medians; ``difference``, the median of the paired differences, in ``unit``. With
        more than one draw also ``low_95, low_80, low_50, high_50, high_80, high_95``; ``probability_better``
        (a draw in which nothing differs counts half) with its Wilson interval; ``share_zero``;
        ``standard_error`` of the mean difference over draws; and ``variance_removed`` by the common numbers.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, grouping, sex or year.
    """
    if year not in results.years:
        raise UnknownName(f"no year {year}; these results hold {results.years[0]} to {results.years[-1]}")
    kind = find_outcome(outcome)
    levels = aggregate(results, outcome, by=by, sex=sex).sel(year=year)
    changes = difference(results, outcome, reference=reference, by=by, sex=sex).sel(year=year)
    names = [str(name) for name in levels["group_name"].to_numpy()]
    rows = []
    for scenario in results.scenarios:
        if scenario == reference:
            continue
        for place, group in enumerate(levels["group"].to_numpy()):
            change = changes.sel(scenario=scenario).isel(group=place).to_numpy()
            level = levels.sel(scenario=scenario).isel(group=place).to_numpy()
            beside = levels.sel(scenario=reference).isel(group=place).to_numpy()
            rows.append(
                {
                    "scenario": scenario,
                    "group": str(group),
                    "group_name": names[place],
                    "level": float(np.median(level)),
                    "reference_level": float(np.median(beside)),
                    "difference": float(np.median(change)),
                    "unit": str(changes.attrs["units"]),
                    **(_over_draws(change, kind.better, level, beside) if change.size > 1 else {}),
                }
            )
    return pd.DataFrame(rows)


def _over_draws(
    change: npt.NDArray[np.float64],
    better: int,
    level: npt.NDArray[np.float64],
    beside: npt.NDArray[np.float64],
) -> dict[str, float]:
    """What the draws say of one paired difference."""
    draws = change.size
    names = ("low_95", "low_80", "low_50", "high_50", "high_80", "high_95")
    quantiles = np.quantile(change, (0.025, 0.1, 0.25, 0.75, 0.9, 0.975))
    zero = float(np.mean(np.abs(change) < NOTHING))
    wins = float(np.mean(better * change >= NOTHING) + zero / 2)
    low, high = wilson_interval(round(wins * draws), draws)
    apart = float(np.var(level, ddof=1) + np.var(beside, ddof=1))
    together = float(np.var(level - beside, ddof=1))
    return {
        **dict(zip(names, map(float, quantiles), strict=True)),
        "probability_better": wins,
        "probability_low": low,
        "probability_high": high,
        "share_zero": zero,
        "standard_error": float(np.std(change, ddof=1) / np.sqrt(draws)),
        "variance_removed": 1 - together / apart if apart > 0 else float("nan"),
    }


class Interval(NamedTuple):
    """The lower and the upper end of an interval."""

    low: float
    high: float


def wilson_interval(successes: int, trials: int, *, level: float = 0.95) -> Interval:
    """Wilson's interval of a share of draws: how far the number of draws leaves it open.

    Examples
    --------
    >>> low, high = wilson_interval(240, 2000)
    >>> round(low, 4), round(high, 4)
    (0.1065, 0.135)
    """
    from scipy.stats import binomtest  # takes half a second to import, and a run without draws needs none

    interval = binomtest(successes, trials).proportion_ci(confidence_level=level, method="wilson")
    return Interval(float(interval.low), float(interval.high))


ENOUGH_DRAWS: Final = 200
"""Draws from which five lie beyond either end of a 95% band."""


def too_few_draws(table: pd.DataFrame, draws: int) -> list[str]:
    """Warn where the draws do not carry the claims of `paired`.

    Examples
    --------
    >>> too_few_draws(pd.DataFrame({"scenario": []}), 1)
    ['one draw: central values or a single path, no uncertainty is shown']
    """
    if draws == 1:
        return ["one draw: central values or a single path, no uncertainty is shown"]
    warnings = []
    if draws < ENOUGH_DRAWS:
        warnings.append(f"{draws} draws: the ends of the 95% band are not resolved; run {ENOUGH_DRAWS} or more")
    unsure = table[(table["probability_low"] < 0.5) & (table["probability_high"] > 0.5) & (table["share_zero"] < 1)]
    warnings += [
        f"{scenario}: {draws} draws cannot tell whether it is better or worse than the reference"
        for scenario in dict.fromkeys(unsure["scenario"])
    ]
    return warnings
