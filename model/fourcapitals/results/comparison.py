"""Scenarios compared: the headline, levels, and differences from a reference draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName
from fourcapitals.results.aggregation import find_outcome, positions_of
from fourcapitals.results.chances import SMALL, chances_of, detectable_changes, is_assumed, only_adds
from fourcapitals.results.groupings import grouping_and_places
from fourcapitals.results.money import spending
from fourcapitals.results.number_of_draws import wilson_interval
from fourcapitals.results.person_years import healthy_person_years, per_gbp_m
from fourcapitals.vocabulary import END_YEAR, Outcome

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


@checked
def headline(results: Results, *, reference: str = "baseline") -> pd.DataFrame:
    """Give the few numbers that say what each scenario does in England; medians of the draws.

    Returns
    -------
    pandas.DataFrame
        One row a scenario: ``scenario, title``; ``hle_2019, hle_2035`` and ``hle_difference`` in 2035, years,
        mean of the sexes; ``healthy_person_years`` of 2021 to 2035 and ``healthy_person_years_per_gbp_m``;
        ``gva_per_hour_2035``, £ of 2019, and ``gva_per_hour_difference_percent``;
        ``life_satisfaction_difference``, points; ``new_money_gbp_m``; ``evidence``, what the uncertainty of
        its results rests on.

    Raises
    ------
    UnknownName
        When the results lack the reference.
    """
    base, end = results.period.base, results.period.end
    healthy = results.levels("hle", years=[base, end])
    money = spending(results)
    person_years = healthy_person_years(results, reference=reference)
    for_money = per_gbp_m(person_years, results, reference=reference, by="england")

    def middle(values: xr.DataArray) -> npt.NDArray[np.float64]:
        return np.asarray(values.isel(group=0).median("draw").to_numpy(), np.float64)

    def changed(outcome: str) -> npt.NDArray[np.float64]:
        return middle(results.differences(outcome, reference=reference, years=[end]).isel(year=0))

    return pd.DataFrame(
        {
            "scenario": results.scenarios,
            "title": list(results.titles.values()),
            "hle_2019": middle(healthy.sel(year=base)),
            "hle_2035": middle(healthy.sel(year=end)),
            "hle_difference": changed("hle"),
            "healthy_person_years": middle(person_years),
            "healthy_person_years_per_gbp_m": middle(for_money),
            "gva_per_hour_2035": middle(results.levels("gva_per_hour", years=[end]).isel(year=0)),
            "gva_per_hour_difference_percent": changed("gva_per_hour"),
            "life_satisfaction_difference": changed("life_satisfaction"),
            "new_money_gbp_m": money["new_money_gbp_m"].to_numpy(),
            "evidence": list(results.evidence.values()),
        }
    )


# Over draws


@checked
def level_bands(
    results: Results,
    outcome: str,
    *,
    year: int = END_YEAR,
    by: str = "england",
    sex: str | None = None,
    places: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Give the level of every scenario: its median over draws, and the middle 80% of draws.

    Parameters
    ----------
    results : Results
    outcome, by, sex, places
        As in `Results.levels`.
    year : int

    Returns
    -------
    pandas.DataFrame
        One row a scenario and group: ``scenario, group, group_name, level``, in ``unit``; with more than one draw also
        ``low_80, high_80``.

    Raises
    ------
    UnknownName
        When there is no such outcome, grouping, sex or year, or an ensemble does not hold it.
    """
    stated = _checked(results, outcome, year)
    by, places = grouping_and_places(by, places)
    if _is_counted(results, stated, by, sex, year):
        held = _areas_counted(results, year, places)[f"area_{stated.name}_quantile"]
        low, middle, high = (held.sel(quantile=share, method="nearest") for share in (0.1, 0.5, 0.9))
        middle = middle.rename(area="group", area_name="group_name")
    else:
        levels = results.levels(outcome, by=by, sex=sex, places=places, years=[year]).isel(year=0)
        low, middle, high = (levels.quantile(share, "draw") for share in (0.1, 0.5, 0.9))
    middle = middle.transpose("scenario", "group")
    names = middle["group_name"].to_numpy().astype(str)
    index = pd.MultiIndex.from_product(
        [results.scenarios, middle["group"].to_numpy().astype(str)], names=["scenario", "group"]
    )
    table = pd.DataFrame({"level": middle.to_numpy().ravel(), "unit": stated.unit}, index=index)
    table.insert(0, "group_name", np.tile(names, len(results.scenarios)))
    if results.draws > 1:
        table["low_80"], table["high_80"] = low.to_numpy().ravel(), high.to_numpy().ravel()
    return table.reset_index()


def _checked(results: Results, outcome: str, year: int) -> Outcome:
    if year not in results.years:
        raise UnknownName(f"no year {year}; these results hold {results.years[0]} to {results.years[-1]}")
    return find_outcome(outcome)


def _areas_counted(results: Results, year: int, places: Sequence[str] | None) -> xr.Dataset:
    """What is known of areas, or some of them, in a milestone year."""
    held = results.quantiles().sel(milestone=year).drop_vars("title", errors="ignore")
    return held if places is None else held.isel(area=positions_of(held["area"].to_numpy(), places))


@checked
def paired(
    results: Results,
    outcome: str,
    *,
    reference: str = "baseline",
    year: int = END_YEAR,
    by: str = "england",
    sex: str | None = None,
    places: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Compare every scenario with the reference draw by draw.

    Parameters
    ----------
    results : Results
    outcome, reference, by, sex, places
        As in `Results.differences`.
    year : int

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out) and group: ``scenario, group, group_name``; ``outcome, year,
        reference``; ``level`` and ``reference_level``, medians; ``difference``, the median of the paired differences,
        in ``unit``. With more than one draw also ``low_95, low_80, low_50, high_50, high_80, high_95``; what
        `chances.chances_of` says of the draws, with Wilson's interval of ``probability_better``; ``standard_error`` of
        the mean difference over draws; and ``variance_removed`` by the common numbers.

        Areas of an ensemble that counts them (``--keep summary``) have quantiles, no finer than their bins, in the
        milestone years against the ensemble's own reference; ``low_95``, ``high_95``, ``probability_more``,
        ``probability_detectable``, ``standard_error`` and ``variance_removed`` are then not a number.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, grouping, sex or year.
    """
    stated = _checked(results, outcome, year)
    by, places = grouping_and_places(by, places)
    if reference == results.reference and _is_counted(results, stated, by, sex, year):
        return _of_counts(results, stated, reference, year, places)
    levels = results.levels(outcome, by=by, sex=sex, places=places, years=[year]).isel(year=0)
    changes = results.differences(outcome, by=by, sex=sex, reference=reference, places=places, years=[year]).isel(
        year=0
    )
    beside = levels.sel(scenario=reference).transpose("draw", "group").to_numpy()
    adds = only_adds(results, reference=reference) if results.draws > 1 else {}
    shown = detectable_changes(stated, [str(code) for code in levels["group"].to_numpy()])
    rows = []
    for scenario in results.scenarios:
        if scenario == reference:
            continue
        level, change = (
            each.sel(scenario=scenario).transpose("draw", "group").to_numpy() for each in (levels, changes)
        )
        for place, group in enumerate(levels["group"].to_numpy()):
            unit = str(changes.attrs["units"])
            draws = {}
            if results.draws > 1:
                own = change[:, place]
                told = chances_of(own, stated, unit=unit, detectable=shown[place], only_adds=adds[scenario])
                draws = _over_draws(own, told, level[:, place], beside[:, place])
            rows.append(
                {
                    "scenario": scenario,
                    "group": str(group),
                    "group_name": str(levels["group_name"].to_numpy()[place]),
                    "outcome": stated.name,
                    "year": year,
                    "reference": reference,
                    "level": float(np.median(level[:, place])),
                    "reference_level": float(np.median(beside[:, place])),
                    "difference": float(np.median(change[:, place])),
                    "unit": unit,
                    **draws,
                }
            )
    return pd.DataFrame(rows)


def _is_counted(results: Results, outcome: Outcome, by: str, sex: str | None, year: int) -> bool:
    """Whether what is asked of areas is held as counts alone, in quantiles of the milestone years."""
    return (
        by == "area"
        and not results.holds_areas
        and sex is None
        and f"area_{outcome.name}_difference_quantile" in results.dataset
        and year in results.dataset["milestone"].to_numpy()
    )


def _of_counts(
    results: Results, outcome: Outcome, reference: str, year: int, places: Sequence[str] | None
) -> pd.DataFrame:
    """Compare the areas of an ensemble that counts them: as `paired`, without what counts do not say."""
    held = _areas_counted(results, year, places)
    name, rows, adds = f"area_{outcome.name}", [], only_adds(results, reference=reference)
    codes = held["area"].to_numpy().astype(str)
    reference_level = _at(held[f"{name}_quantile"].sel(scenario=reference), 0.5)
    names = held["area_name"].to_numpy().astype(str)
    for scenario in results.scenarios:
        if scenario == reference:
            continue
        own = held.sel(scenario=scenario)
        level, moved = own[f"{name}_quantile"], own[f"{name}_difference_quantile"]
        ends = {f"{side}_{share}": _at(moved, at) for side, share, at in _ENDS}
        higher, same = (own[f"{name}_{word}"].to_numpy() for word in ("higher", "unchanged"))
        above = higher if outcome.better > 0 else 1 - higher - same
        wins, worse, unit = above + same / 2, 1 - above - same, str(moved.attrs["units"])
        signs = zip(same, np.maximum(worse, 0.0).round(12), strict=True)
        intervals = [wilson_interval(round(share * results.draws), results.draws) for share in wins]
        table: dict[str, Any] = {
            "scenario": scenario,
            "group": codes,
            "group_name": names,
            "outcome": outcome.name,
            "year": year,
            "reference": reference,
            "level": _at(level, 0.5),
            "reference_level": reference_level,
            "difference": _at(moved, 0.5),
            "unit": unit,
            **{column: ends.get(column, np.nan) for column in BANDS},
            "probability_better": wins,
            "probability_low": [each.low for each in intervals],
            "probability_high": [each.high for each in intervals],
            "share_zero": same,
            "share_worse": worse,
            "more_than": SMALL[unit].words if unit in SMALL else "",
            "probability_more": np.nan,
            "detectable_from": detectable_changes(outcome, codes.tolist()),
            "probability_detectable": np.nan,
            "sign_assumed": [is_assumed(only_adds=adds[scenario], zero=zero, worse=less) for zero, less in signs],
            "standard_error": np.nan,
            "variance_removed": np.nan,
        }
        rows.append(pd.DataFrame(table) if results.draws > 1 else pd.DataFrame(table)[[*_OF_ONE_DRAW]])
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


BANDS: Final = ("low_95", "low_80", "low_50", "high_50", "high_80", "high_95")
_OF_ONE_DRAW: Final = (
    *("scenario", "group", "group_name", "outcome", "year", "reference", "level", "reference_level"),
    *("difference", "unit"),
)
_ENDS: Final = (("low", 80, 0.1), ("low", 50, 0.25), ("high", 50, 0.75), ("high", 80, 0.9))
"""Ends of bands that quantiles of areas are held for."""


def _at(quantiles: xr.DataArray, share: float) -> npt.NDArray[np.float64]:
    """(area,): the quantile of a share of draws."""
    return np.asarray(quantiles.sel(quantile=share, method="nearest").to_numpy(), np.float64)


def _over_draws(
    change: npt.NDArray[np.float64],
    chances: dict[str, Any],
    level: npt.NDArray[np.float64],
    beside: npt.NDArray[np.float64],
) -> dict[str, Any]:
    """What the draws say of one paired difference, beside how often it is for the better."""
    draws = change.size
    quantiles = np.quantile(change, (0.025, 0.1, 0.25, 0.75, 0.9, 0.975))
    low, high = wilson_interval(round(chances["probability_better"] * draws), draws)
    apart = float(np.var(level, ddof=1) + np.var(beside, ddof=1))
    together = float(np.var(level - beside, ddof=1))
    better, *others = chances.items()
    return {
        **dict(zip(BANDS, map(float, quantiles), strict=True)),
        **dict([better, ("probability_low", low), ("probability_high", high), *others]),
        "standard_error": float(np.std(change, ddof=1) / np.sqrt(draws)),
        "variance_removed": 1 - together / apart if apart > 0 else float("nan"),
    }
