"""What was published of each place, year by year, relative to England, as arrays for forecasts and scores."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.baseline import MONEY, Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.life_expectancy import life_table
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR, WINDOW
from fourcapitals.equations.standard import person_years
from fourcapitals.vocabulary import ENGLAND, SEXES

PERSONS: Final = "persons"
EDITION: Final = 2015
"""Edition of the deprivation index that was out when the last figures of 2012-14 were."""
BASE_EDITION: Final = 2019
FIRST_WHOLE_YEAR: Final = {"gdhi_per_head": 2004, "employment": 2004}
"""First year that is used where the series is older or thinner before."""


class RelativeHistory(NamedTuple):
    """Published figures less England's, a row for each place and sex."""

    outcome: str
    codes: npt.NDArray[np.str_]
    """(series,): upper tiers for expectancies, areas for productivity."""
    sexes: npt.NDArray[np.str_]
    regions: npt.NDArray[np.str_]
    deprivation: Array
    """(series,): index of the chosen edition, mean 0 and standard deviation 1 by people."""
    first_years: npt.NDArray[np.int64]
    """(period,): first year of each window, or the year."""
    span: int
    """Years that each figure covers."""
    values: Array
    """(series, period), years of life or natural logarithm."""
    standard_errors: Array
    """(series, period), in the unit of `values`; 0 where none is published."""

    @property
    def last_years(self) -> npt.NDArray[np.int64]:
        """Last year of each window: a figure is history once it has passed."""
        return self.first_years + self.span - 1

    def until(self, year: int) -> RelativeHistory:
        """The figures whose last year is no later."""
        return self._chosen(self.last_years <= year)

    def starting(self, first: int, last: int) -> RelativeHistory:
        """The figures whose first year lies between two years, both included."""
        return self._chosen((self.first_years >= first) & (self.first_years <= last))

    def _chosen(self, kept: npt.NDArray[np.bool_]) -> RelativeHistory:
        return self._replace(
            first_years=self.first_years[kept],
            values=self.values[:, kept],
            standard_errors=self.standard_errors[:, kept],
        )


def life_expectancy_history(baseline: Baseline, *, edition: int = EDITION) -> RelativeHistory:
    """Life expectancy at birth of upper tiers less England's, 2001-03 to 2017-19.

    An upper tier's figure is the mean of its areas by people of 2019; its sampling error follows from its deaths.

    Parameters
    ----------
    baseline : Baseline
    edition : int
        Of the deprivation index that stands beside them: 2004, 2007, 2010, 2015 or 2019.
    """
    table = baseline.history("life_expectancy")
    table = table[table["start_year"] < 2018]
    by_sex = [
        table[table["sex"] == sex].pivot_table(index="code", columns="start_year", values="value") for sex in SEXES
    ]
    values = np.vstack([_by_upper_tier(baseline.areas, each, "population_2019").to_numpy() for each in by_sex])
    years = by_sex[0].columns.to_numpy(np.int64)
    england = _england(baseline, "le", years)
    errors = np.concatenate([_standard_error_of_life_expectancy(baseline, sex) for sex in SEXES])
    errors = np.repeat(errors[:, None], len(years), axis=1)
    return _of_upper_tiers(baseline, edition, RelativeFigures("le", years, values - england, errors))


def healthy_life_expectancy_history(baseline: Baseline, *, edition: int = EDITION) -> RelativeHistory:
    """Healthy life expectancy at birth of upper tiers less England's, 2011-13 to 2017-19, with published errors.

    Parameters
    ----------
    baseline : Baseline
    edition : int
        Of the deprivation index that stands beside them.
    """
    table = baseline.tables["published"]
    table = table[(table["outcome"] == "hle") & (table["level"] == "upper_tier")].copy()
    table["start_year"] = table["period"].str[:4].astype(int)
    table = table[table["start_year"] < 2018]
    table["error"] = (table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR
    tiers = _upper_tiers(baseline.areas).index

    def wide(column: str) -> Array:
        by_sex = table.pivot_table(index=["sex", "code"], columns="start_year", values=column)
        return np.vstack([by_sex.loc[sex].reindex(tiers).to_numpy() for sex in SEXES])

    years = np.unique(table["start_year"].to_numpy(np.int64))
    england = _england(baseline, "hle", years)
    return _of_upper_tiers(baseline, edition, RelativeFigures("hle", years, wide("value") - england, wide("error")))


def area_history(baseline: Baseline, outcome: str, *, edition: int = EDITION) -> RelativeHistory:
    """Figures of areas beside England's: natural logarithm of the ratio for money, the difference for the rest.

    Parameters
    ----------
    baseline : Baseline
    outcome : {"gva_per_hour", "gdhi_per_head", "employment", "life_satisfaction"}
        Areas without a figure of their own in a year are left out: those that stand under their successor's, and those
        with a gap. No sampling error is published of money.
    edition : int
        Of the deprivation index that stands beside them.
    """
    table = baseline.history(outcome)
    if "boundary" in table:
        table = table[table["boundary"] == "own"]
    wide = table.pivot_table(index="code", columns="year", values="value").reindex(list(baseline.codes))
    first = FIRST_WHOLE_YEAR.get(outcome, 0)
    known = wide.columns.to_numpy(np.int64)
    years = known[(known >= first) & (known <= BASE_EDITION)]
    wide = wide[years].dropna()
    england = np.array([baseline.published(outcome, period=str(year)) for year in years])
    values = wide.to_numpy(np.float64)
    errors = np.zeros(values.shape)
    if "upper" in table:
        half = table.assign(error=(table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR)
        own = half.pivot_table(index="code", columns="year", values="error").reindex(index=wide.index, columns=years)
        errors = own.fillna(own.mean()).to_numpy(np.float64)
    areas = baseline.areas
    deprivation = _standardised(deprivation_score(baseline, edition), areas["population_2019"])
    kept = areas.index.isin(wide.index)
    return RelativeHistory(
        outcome=outcome,
        codes=wide.index.to_numpy(str),
        sexes=np.full(len(wide), PERSONS),
        regions=areas.loc[wide.index, "region_code"].to_numpy(str),
        deprivation=deprivation[kept],
        first_years=years,
        span=1,
        values=np.log(values / england) if outcome in MONEY else values - england,
        standard_errors=errors,
    )


class RelativeFigures(NamedTuple):
    """Figures of upper tiers less England's, men first."""

    outcome: str
    first_years: npt.NDArray[np.int64]
    values: Array
    standard_errors: Array


def _of_upper_tiers(baseline: Baseline, edition: int, figures: RelativeFigures) -> RelativeHistory:
    tiers = _upper_tiers(baseline.areas)
    score = mean_by_upper_tier(baseline, deprivation_score(baseline, edition))
    both = len(SEXES)
    return RelativeHistory(
        outcome=figures.outcome,
        codes=np.tile(tiers.index.to_numpy(str), both),
        sexes=np.repeat(SEXES, len(tiers)),
        regions=np.tile(tiers["region_code"].to_numpy(str), both),
        deprivation=np.tile(_standardised(score, tiers["population_2019"]), both),
        first_years=figures.first_years,
        span=WINDOW,
        values=figures.values,
        standard_errors=figures.standard_errors,
    )


def _upper_tiers(areas: pd.DataFrame) -> pd.DataFrame:
    by_tier = areas.groupby("upper_tier_code")
    return pd.DataFrame(
        {"region_code": by_tier["region_code"].first(), "population_2019": by_tier["population_2019"].sum()}
    )


def _by_upper_tier(areas: pd.DataFrame, values: pd.DataFrame, weight: str) -> pd.DataFrame:
    """Means of the columns over the areas of each upper tier, those without a figure left out."""
    weights = values.notna().mul(areas[weight], axis=0)
    tier = areas["upper_tier_code"]
    return values.mul(areas[weight], axis=0).groupby(tier).sum() / weights.groupby(tier).sum()


def _england(baseline: Baseline, outcome: str, years: npt.NDArray[np.int64]) -> Array:
    """England's figure of each window, a row for each series of `SEXES`."""
    periods = [f"{year}-{(year + WINDOW - 1) % 100:02d}" for year in years]
    rows = [[baseline.published(outcome, code=ENGLAND, sex=sex, period=each) for each in periods] for sex in SEXES]
    tiers = baseline.areas["upper_tier_code"].nunique()
    return np.repeat(np.array(rows), tiers, axis=0)


def deprivation_score(baseline: Baseline, edition: int) -> pd.Series[float]:
    """Average score of each area in an edition of the index of deprivation, more is worse.

    Raises
    ------
    KeyError
        When that edition is not compiled.
    """
    if edition == BASE_EDITION:
        return baseline.areas["imd_2019_score"]
    table = baseline.history("deprivation")
    if edition not in set(table["year"]):
        known = sorted({*table["year"], BASE_EDITION})
        raise KeyError(f"no index of deprivation of {edition}; choose from {', '.join(map(str, known))}")
    return table[table["year"] == edition].set_index("code")["value"].reindex(list(baseline.codes))


def mean_by_upper_tier(baseline: Baseline, values: pd.Series[float]) -> pd.Series[float]:
    """Mean of an area figure over each upper tier, by people of 2019, in order of code."""
    return _by_upper_tier(baseline.areas, values.to_frame("value"), "population_2019")["value"]


def _standardised(score: pd.Series[float], people: pd.Series[float]) -> Array:
    values, weight = score.to_numpy(np.float64), people.to_numpy(np.float64)
    spread = values - np.average(values, weights=weight)
    standard: Array = spread / np.sqrt(np.average(spread**2, weights=weight))
    return standard


def _standard_error_of_life_expectancy(baseline: Baseline, sex: str) -> Array:
    """(upper tier,): sampling error of three years, from the deaths of 2015-19, taken as even between the sexes."""
    deaths = baseline.history("deaths").groupby("code")["value"].mean().reindex(list(baseline.codes))
    by_tier = deaths.groupby(baseline.areas["upper_tier_code"]).sum().to_numpy(np.float64)
    error: Array = _error_at_one_death(baseline, sex) / np.sqrt(by_tier * WINDOW / len(SEXES))
    return error


def _error_at_one_death(baseline: Baseline, sex: str) -> float:
    """Chiang's standard error of life expectancy, were there one death in all, spread over ages as in England."""
    standard = baseline.standard_of(sex)
    rate = np.asarray(standard.mortality_rate, np.float64)
    lived = person_years(rate, standard.widths)
    return float(life_table(rate * lived, lived, widths=standard.widths).standard_error[0])
