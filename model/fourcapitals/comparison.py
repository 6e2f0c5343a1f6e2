"""What results say: outcomes of wider places, differences between scenarios, healthy person-years, money.

Only changes add up over areas, so that a wider place has its published level in the base year and the weighted
mean change of its areas since (science: 1.11). Differences are taken draw by draw.
"""

from __future__ import annotations

import tomllib
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr
from scipy.stats import binomtest

from fourcapitals.baseline import load_baseline
from fourcapitals.faults import UnknownName, unknown
from fourcapitals.parameters import load_parameters
from fourcapitals.results import Results, Summarised
from fourcapitals.vocabulary import (
    APPRAISAL_START,
    BASE_YEAR,
    END_YEAR,
    GRADES,
    OUTCOME_NAMES,
    SEXES,
    USES,
    Outcome,
    outcome_named,
    worst_grade,
)

Grouping = Literal["area", "upper_tier", "region", "england", "deprivation_fifth", "luf_group"]
GROUPINGS: Final = ("area", "upper_tier", "region", "england", "deprivation_fifth", "luf_group")

ENGLAND: Final = "E92000001"
PUBLISHED_AS: Final = {"income": "gdhi_per_head"}
"""Outcomes that the table of published figures calls otherwise."""

NOTHING: Final = 1e-9
"""Differences smaller than this, in their own unit, are rounding."""
POUND: Final = 1e-6
"""£1 in £m: less than this is no money."""


# Outcomes of places


def aggregate(
    results: Results | Summarised, outcome: str, *, by: str = "england", sex: str | None = None
) -> xr.DataArray:
    """Give the level of an outcome in each area or wider place.

    Parameters
    ----------
    results : Results
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    by : str
        One of `GROUPINGS`.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group, year). The coordinate ``group_name`` names the groups; ``level_source`` says
        whether a level starts from the published figure or, where none is published, from the weighted mean
        of the areas; an area's level is its own.

    Raises
    ------
    UnknownName
        When there is no such outcome, grouping or sex.
    """
    stated = find_outcome(outcome)
    if not isinstance(results, Results):
        return _of_summary(results.levels(outcome, sex=sex), by).assign_attrs(sex=_sex_words(stated, sex))
    values = _values(results, stated, sex)
    codes, names = _groups(results, by)
    if by == "area":
        level = values.rename(area="group")
        source = ["the area's own"] * len(names)
    else:
        means = _weighted_mean(values, codes, list(names), results.dataset[stated.weight])
        base = means.sel(year=BASE_YEAR)
        found = [_published(stated, code, sex) for code in names]
        start = xr.DataArray(found, dims="group", coords={"group": list(names)}).fillna(base)
        level = start * (means / base) if stated.change == "relative" else start + (means - base)
        source = [f"mean of the areas by {stated.weight}" if np.isnan(value) else "published" for value in found]
    level = level.transpose("scenario", "draw", "group", "year").reset_coords(drop=True)
    level = level.assign_coords(
        group_name=("group", list(names.values())),
        level_source=("group", source),
    )
    return level.rename(stated.name).assign_attrs(
        long_name=stated.label,
        units=stated.unit,
        sex=_sex_words(stated, sex),
        level="level of the base year + mean change of the areas since, weighted by " + stated.weight
        if stated.change == "absolute"
        else "level of the base year x ratio of the means of the areas, weighted by " + stated.weight,
    )


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
        return _of_summary(results.differences(outcome, sex=sex, reference=reference), by)
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
    reference life expectancy, 81 years (science: 1.11).

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
    """
    results.scenario(reference)
    if per not in (None, "gbp_m", "1000_residents"):
        raise UnknownName(unknown("measure", str(per), ("gbp_m", "1000_residents")))
    if not isinstance(results, Results):
        return _healthy_person_years_of_summary(results, reference, by, per)
    codes, names = _groups(results, by)
    members = _members(codes, list(names))
    healthy = _values(results, find_outcome("hle"), None).sel(year=slice(APPRAISAL_START, END_YEAR))
    people = results.dataset["population"]
    years_of_life = load_parameters()["life_expectancy_reference"].value
    gained = (healthy - healthy.sel(scenario=reference, drop=True)).sum("year") * people / years_of_life
    total = _sum_product(gained, members, "area")
    if per is None:
        given, units = total, "years"
    elif per == "gbp_m":
        money = _sum_product(_new_money(results), members, "area")
        extra = money - money.sel(scenario=reference, drop=True)
        given, units = total / extra.where(np.abs(extra) >= POUND), "years per £m, 2019 prices"
    else:
        given, units = 1000 * total / _sum_product(people, members, "area"), "years per 1,000 residents"
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
    years_of_life = load_parameters()["life_expectancy_reference"].value
    given, units = changes.sum("year") * people / years_of_life, "years"
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


def _of_summary(values: xr.DataArray, by: str) -> xr.DataArray:
    """England's or the regions' part of what an ensemble keeps."""
    if by not in GROUPINGS:
        raise UnknownName(unknown("grouping", by, GROUPINGS))
    if by not in ("england", "region"):
        raise UnknownName(
            f"an ensemble keeps England and the regions draw by draw, and areas as quantiles in 2025, 2030 and 2035; "
            f"{by} is not among them: choose from england, region, or draw a map"
        )
    is_england = values["group"].to_numpy().astype(str) == ENGLAND
    return values.isel(group=np.flatnonzero(is_england if by == "england" else ~is_england))


def find_outcome(name: str) -> Outcome:
    """Find an outcome by its name.

    Raises
    ------
    UnknownName
        When there is none; with the nearest name.

    Examples
    --------
    >>> find_outcome("hle").label
    'Healthy life expectancy at birth'
    """
    if name not in OUTCOME_NAMES:
        raise UnknownName(unknown("outcome", name, OUTCOME_NAMES))
    return outcome_named(name)


def _values(results: Results, outcome: Outcome, sex: str | None) -> xr.DataArray:
    """(scenario, draw, area, year): one sex, or the mean of both."""
    values = results.dataset[outcome.name]
    if sex is not None and sex not in SEXES:
        raise UnknownName(unknown("sex", sex, SEXES))
    if not outcome.by_sex:
        if sex is not None:
            raise UnknownName(f"{outcome.name} is not held by sex; leave sex out")
        return values
    return values.mean("sex") if sex is None else values.sel(sex=sex, drop=True)


def _sex_words(outcome: Outcome, sex: str | None) -> str:
    if not outcome.by_sex:
        return "persons"
    return {None: "mean of males and females", "male": "males", "female": "females"}[sex]


def _groups(results: Results, by: str) -> tuple[npt.NDArray[np.str_], dict[str, str]]:
    """Code of the group of each area, and the groups: code to name, in order of code."""
    if by not in GROUPINGS:
        raise UnknownName(unknown("grouping", by, GROUPINGS))
    dataset = results.dataset
    areas = [str(code) for code in dataset["area"].to_numpy()]
    if by == "england":
        codes, names = [ENGLAND] * len(areas), ["England"] * len(areas)
    elif by == "deprivation_fifth":
        codes = [str(fifth) for fifth in _looked_up(_deprivation_fifths(), areas)]
        ends = {"1": "Fifth 1, most deprived", "5": "Fifth 5, least deprived"}
        names = [ends.get(code, f"Fifth {code}") for code in codes]
    elif by == "luf_group":
        codes = [str(category) for category in _looked_up(_luf_categories(), areas)]
        names = [f"Levelling Up Fund category {code}" for code in codes]
    else:
        codes = areas if by == "area" else [str(code) for code in dataset[by].to_numpy()]
        names = [str(name) for name in dataset[f"{by}_name"].to_numpy()]
    pairs = dict(zip(codes, names, strict=True))
    return np.array(codes), {code: pairs[code] for code in (codes if by == "area" else sorted(pairs))}


def _looked_up(table: pd.Series[int], areas: list[str]) -> list[int]:
    missing = [code for code in areas if code not in table.index]
    if missing:
        raise UnknownName(*(unknown("area in the baseline", code, table.index) for code in missing))
    return table.loc[areas].to_list()


def _deprivation_fifths() -> pd.Series[int]:
    """Fifths of England's people by the deprivation of their area, 1 the most deprived."""
    table = load_baseline().areas.sort_values("imd_2019_score", ascending=False, kind="stable")
    people = table["population_2019"]
    middle = (people.cumsum() - people / 2) / people.sum()
    fifths: pd.Series[int] = (np.floor(5 * middle) + 1).astype(int)
    return fifths


def _luf_categories() -> pd.Series[int]:
    """Priority category of the Levelling Up Fund; where districts of two were merged, that of more people."""
    table = load_baseline().areas
    shares = table[[f"luf_category_{category}_share" for category in (1, 2, 3)]].to_numpy(float)
    return pd.Series(shares.argmax(axis=1) + 1, index=table.index)


def _members(codes: npt.NDArray[np.str_], groups: list[str]) -> xr.DataArray:
    """(group, area): 1 where an area belongs to a group."""
    belongs = (np.array(groups)[:, None] == codes[None, :]).astype(float)
    return xr.DataArray(belongs, dims=("group", "area"), coords={"group": groups})


def _weighted_mean(
    values: xr.DataArray, codes: npt.NDArray[np.str_], groups: list[str], weight: xr.DataArray
) -> xr.DataArray:
    shares = _members(codes, groups) * weight.reset_coords(drop=True)
    return _sum_product(values.reset_coords(drop=True), shares / shares.sum("area"), "area")


def _sum_product(values: xr.DataArray, weights: xr.DataArray, dim: str) -> xr.DataArray:
    summed: xr.DataArray = xr.dot(values, weights, dim=dim)
    return summed


def _published(outcome: Outcome, code: str, sex: str | None) -> float:
    """Look up the published level of the base year; not a number where none is published."""
    baseline = load_baseline()
    name = PUBLISHED_AS.get(outcome.name, outcome.name)
    wanted = ("persons",) if not outcome.by_sex else SEXES if sex is None else (sex,)
    try:
        return float(np.mean([baseline.published(name, code=code, sex=each) for each in wanted]))
    except KeyError:
        return float("nan")


# Money


def _new_money(results: Results) -> xr.DataArray:
    """(scenario, draw, area): money awarded over all years, less what it is taken from, £m."""
    award = results.dataset["award"].sum("year").reset_coords(drop=True)
    owner = results.dataset["line_scenario"].to_numpy().astype(str)
    of_scenario = (np.array(results.scenarios)[:, None] == owner[None, :]).astype(float)
    owners = xr.DataArray(of_scenario, dims=("scenario", "line"), coords={"scenario": list(results.scenarios)})
    return _sum_product(award.drop_vars("line", errors="ignore"), owners, "line")


def spending_by_use(results: Results) -> pd.DataFrame:
    """Give the money of each scenario by use, 2020 to 2035.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and use that gets or loses money: ``scenario, use, label, capital, grade,
        new_money_gbp_m, announced_gbp_m``; the mean of the draws. The grade is the worst among the parameters
        that turn the money into an effect.
    """
    dataset = results.dataset
    table = pd.DataFrame(
        {
            "scenario": dataset["line_scenario"].to_numpy().astype(str),
            "use": dataset["line_use"].to_numpy().astype(str),
            "new_money_gbp_m": dataset["award"].sum(["area", "year"]).mean("draw").to_numpy(),
            "announced_gbp_m": dataset["announced"].sum("year").to_numpy(),
        }
    )
    table = table.groupby(["scenario", "use"], sort=False, as_index=False).sum()
    parameters = load_parameters()
    uses = pd.DataFrame(
        {
            "use": [use.name for use in USES],
            "label": [use.label for use in USES],
            "capital": [use.capital.label if use.capital else "Household income" for use in USES],
            "grade": [worst_grade([parameters[name].grade for name in use.evidence]) for use in USES],
        }
    )
    table = table.merge(uses, on="use", validate="many_to_one")
    order = {name: place for place, name in enumerate((*results.scenarios, *uses["use"]))}
    table = table.sort_values(["scenario", "use"], key=lambda column: column.map(order), ignore_index=True)
    return table[["scenario", "use", "label", "capital", "grade", "new_money_gbp_m", "announced_gbp_m"]]


def spending(results: Results | Summarised) -> pd.DataFrame:
    """Give the money of each scenario, 2020 to 2035, and what the effect of each £ rests on.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, by its name: ``new_money_gbp_m`` (less what it displaces), ``announced_gbp_m``
        (with what it replaces), ``displaced_gbp_m``, ``running_costs_gbp_m`` (of new physical stock, beside
        the awards); one column a capital (``physical_gbp_m``, ...); and shares of the £ moved by grade of
        evidence, ``seen_share``, ``memory_share`` and ``judgement_share``, not a number for a scenario
        without money.
    """
    if not isinstance(results, Results):
        return pd.DataFrame(results.spending).set_index("scenario").astype(float)
    by_use = spending_by_use(results)
    lines = results.dataset["award"].sum(["area", "year"]).mean("draw").to_numpy()
    owner = results.dataset["line_scenario"].to_numpy().astype(str)
    running = results.dataset["running_cost"].sum(["area", "year"]).mean("draw").to_series()
    rows = []
    for scenario in results.scenarios:
        own = by_use[by_use["scenario"] == scenario]
        money = own["new_money_gbp_m"]
        moved = float(money.abs().sum())
        by_grade = {
            f"{word}_share": float(money.abs()[own["grade"] == grade].sum()) / moved if moved >= POUND else np.nan
            for grade, word in zip(GRADES, ("seen", "memory", "judgement"), strict=True)
        }
        by_capital = {
            f"{column}_gbp_m": float(money[own["capital"] == label].sum())
            for column, label in {
                "physical": "Financial and physical",
                "human": "Human",
                "social": "Social",
                "natural": "Natural",
                "household_income": "Household income",
            }.items()
        }
        rows.append(
            {
                "scenario": scenario,
                "new_money_gbp_m": float(money.sum()),
                "announced_gbp_m": float(own["announced_gbp_m"].sum()),
                "displaced_gbp_m": float(np.abs(lines[(owner == scenario) & (lines < 0)]).sum()),
                "running_costs_gbp_m": float(running[scenario]),
                **by_capital,
                **by_grade,
            }
        )
    return pd.DataFrame(rows).set_index("scenario")


def badge(judgement_share: float, memory_share: float = 0.0, *, levers: bool = False) -> str:
    """Say how much of a scenario rests on judgement, and how much on figures that are yet to be verified.

    Parameters
    ----------
    judgement_share, memory_share : float
        Of the money; not a number for a scenario without any.
    levers : bool
        Whether the scenario also changes habits, by sizes that are judgement.

    Examples
    --------
    >>> badge(0.8125)
    '81% of £ rests on judgement'
    >>> badge(0.002), badge(1.0), badge(float("nan"))
    ('under 1% of £ rests on judgement', '100% of £ rests on judgement', 'no new money')
    >>> badge(0.0, 1.0)
    '100% of £ rests on unverified figures'
    >>> badge(1.0, levers=True)
    '100% of £ rests on judgement, and so do its levers'
    """
    if np.isnan(judgement_share):
        return "its levers rest on judgement" if levers else "no new money"
    parts = [
        f"{_percent(share)} of £ rests on {what}"
        for share, what in ((judgement_share, "judgement"), (memory_share, "unverified figures"))
        if share >= NOTHING
    ]
    words = ", ".join(parts) or "no £ rests on judgement"
    return f"{words}, and so do its levers" if levers else words


def _percent(share: float) -> str:
    """A share in whole per cent that never rounds to none or all."""
    whole = round(100 * share)
    if share > 1 - NOTHING:
        return "100%"
    return "under 1%" if whole == 0 else "over 99%" if whole == 100 else f"{whole}%"


def badges(results: Results | Summarised) -> dict[str, str]:
    """Give each scenario's badge: what its money and its levers rest on."""
    if not isinstance(results, Results):
        return dict(results.badges)
    money = spending(results)
    levers = {name: bool(tomllib.loads(text).get("levers")) for name, text in results.scenario_files.items()}
    return {
        str(name): badge(row["judgement_share"], row["memory_share"], levers=levers.get(str(name), False))
        for name, row in money.iterrows()
    }


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
