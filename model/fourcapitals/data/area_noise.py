"""The noise of areas, estimated by maximum likelihood from the histories up to a year.

How likely they are stands in `area_likelihoods`; of regions' length of life in `regional_life`, and of income,
employment and life satisfaction, of which a figure a year is published, in `yearly_noise`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from fourcapitals.data.area_histories import AreaHistories, Tables, counted, histories_until
from fourcapitals.data.area_likelihoods import healthy_fits, life_log_likelihood, productivity_log_likelihood
from fourcapitals.data.maximum_likelihood import Estimate, maximum
from fourcapitals.data.regional_life import estimate_regions
from fourcapitals.data.yearly_noise import YearlyNoise, estimate_yearly, yearly_figures
from fourcapitals.equations.elementary import Array

GOOD_HEALTH_PERSISTENCE: Final = 0.975
"""Of a year; not to be had from eight overlapping windows. Judgement, near that of life expectancy (.978 to 2019): one
value serves both base years, so that for 2014 it is not of earlier years alone."""
YEARS: Final = (2014, 2019)
"""Base years for which the noise is estimated and compiled."""
LAST_BEFORE_REISSUE: Final = 2018
"""Last year of the windows of life expectancy of areas that are on one set of populations: the later ones were issued
anew after the Census of 2021, which moves central London by years, as no place moved."""
YEARLY_START: Final = {
    "income": YearlyNoise(0.98, 0.015),
    "employment": YearlyNoise(0.95, 0.015),
    "satisfaction": YearlyNoise(0.95, 0.03),
}
"""Where the search for the noise of outcomes with one figure a year begins."""
_DIGITS: Final = 3


class AreaNoise(NamedTuple):
    """The noise of areas."""

    productivity_persistence: float
    productivity_noise: float
    """Innovation, log."""
    productivity_side: float
    """Weight of the year before and of the year after in the published figure."""
    life_persistence: float
    life_noise: float
    """Innovation, years."""
    life_trend: float
    """Standard deviation of the areas' own trends, years per year."""
    life_region_noise: float
    """Innovation of a region, years."""
    life_error: float
    """Sampling error of a year, years, for 100,000 people of both sexes."""
    life_sex_correlation: float
    """Of the innovations."""
    good_health_persistence: float
    good_health_noise: float
    """Innovation, years of healthy life expectancy."""
    healthy_per_life: float
    """Years of healthy life expectancy that move with a year of life expectancy."""
    sampling_multiple: float
    """Variance of the sampling error of healthy life expectancy, multiple of the published one."""
    income_persistence: float
    income_noise: float
    """Innovation, log."""
    employment_persistence: float
    employment_noise: float
    """Innovation, share."""
    satisfaction_persistence: float
    satisfaction_noise: float
    """Innovation, points."""

    def of_year(self, name: str) -> YearlyNoise:
        """The noise of an outcome with one figure a year: ``income``, ``employment`` or ``satisfaction``."""
        return YearlyNoise(*(float(getattr(self, f"{name}_{part}")) for part in YearlyNoise._fields))


def estimate_noise(tables: Tables, year: int) -> pd.DataFrame:
    """Estimate the noise of areas from the histories up to a year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The compiled tables.
    year : int

    Returns
    -------
    pandas.DataFrame
        A row a parameter: ``base_year, name, value, low, high``, 95% intervals; equal where it is set and not
        estimated.
    """
    past = counted(histories_until(tables, year))
    lives = past if year <= LAST_BEFORE_REISSUE else counted(histories_until(tables, LAST_BEFORE_REISSUE))
    productivity, life, healthy = _productivity(past), _life(lives), _healthy(lives)
    together = _sex_correlation(lives, life.values)
    found = {
        **_named(("productivity_persistence", "productivity_noise", "productivity_side"), productivity),
        **_named(("life_persistence", "life_noise", "life_trend", "life_error"), life),
        **_named(("life_region_noise",), estimate_regions(lives, life.values)),
        "life_sex_correlation": (together, together, together),
        "good_health_persistence": (GOOD_HEALTH_PERSISTENCE,) * 3,
        **_named(("good_health_noise", "sampling_multiple", "healthy_per_life"), healthy),
    }
    for name, figures in yearly_figures(past).items():
        names = tuple(f"{name}_{part}" for part in YearlyNoise._fields)
        found |= _named(names, estimate_yearly(figures, YEARLY_START[name]))
    rows = [(year, name, *(_rounded(each) for each in found[name])) for name in AreaNoise._fields]
    return pd.DataFrame(rows, columns=["base_year", "name", "value", "low", "high"])


def noise_of(tables: Tables, year: int) -> AreaNoise:
    """Read the compiled noise of a base year; of one between those that are compiled, of the last before it.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    year : int
    """
    table = tables["area_noise"]
    known = [base for base in table["base_year"].unique() if base <= year] or [table["base_year"].min()]
    own = table[table["base_year"] == max(known)].set_index("name")["value"]
    return AreaNoise(**{name: float(own[name]) for name in AreaNoise._fields})


PARAMETERS: Final = {
    "area_productivity_persistence": "productivity_persistence",
    "area_productivity_noise": "productivity_noise",
    "area_productivity_side": "productivity_side",
    "area_health_persistence": "life_persistence",
    "area_health_noise": "life_noise",
    "region_health_noise": "life_region_noise",
    "area_health_sex_correlation": "life_sex_correlation",
    "area_good_health_persistence": "good_health_persistence",
    "area_good_health_noise": "good_health_noise",
    "healthy_years_per_life_year": "healthy_per_life",
    "sampling_variance_multiple": "sampling_multiple",
    "area_income_persistence": "income_persistence",
    "area_income_noise": "income_noise",
    "area_employment_persistence": "employment_persistence",
    "area_employment_noise": "employment_noise",
    "satisfaction_persistence": "satisfaction_persistence",
    "satisfaction_noise": "satisfaction_noise",
}
"""Parameters of a run that are estimates of the noise."""


def values_of_noise(noise: AreaNoise) -> dict[str, float]:
    """Give the parameters of a run that the noise of a base year sets, for `ParameterTable.with_values`.

    Parameters
    ----------
    noise : AreaNoise
        Such as ``load_baseline(2014).start.noise``, which no later year has entered.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> values_of_noise(load_baseline(2014).start.noise)["area_productivity_noise"]
    0.0308
    """
    return {name: float(getattr(noise, field)) for name, field in PARAMETERS.items()}


def _named(names: tuple[str, ...], found: Estimate) -> Mapping[str, tuple[float, float, float]]:
    return dict(zip(names, zip(found.values, found.low, found.high, strict=True), strict=True))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}") if value < 1 - 10.0**-_DIGITS else float(f"{value:.{_DIGITS + 1}g}")


def _productivity(past: AreaHistories) -> Estimate:
    log_likelihood = productivity_log_likelihood(past.productivity)

    def back(point: Array) -> Array:
        return np.array([expit(point[0]), np.exp(point[1]), expit(point[2]) / 2])

    def minus_log_likelihood(point: Array) -> float:
        return -log_likelihood(*back(point))

    return maximum(minus_log_likelihood, np.array([logit(0.98), np.log(0.03), logit(0.4)]), back)


def _life(past: AreaHistories) -> Estimate:
    log_likelihood = life_log_likelihood(past)

    def back(point: Array) -> Array:
        return np.array([expit(point[0]), *np.exp(point[1:])])

    def minus_log_likelihood(point: Array) -> float:
        persistence, noise, trend, error = back(point)
        return -log_likelihood(persistence, noise, trend, error, 0.0)

    return maximum(minus_log_likelihood, np.array([logit(0.99), np.log(0.12), np.log(0.03), np.log(0.7)]), back)


def _sex_correlation(past: AreaHistories, values: Array) -> float:
    """Correlation of the sexes' innovations: of changes over ten windows, the sampling errors taken off."""
    lag = min(10, past.life.shape[-1] - 1)
    changes = past.life[..., lag:] - past.life[..., :-lag]
    changes -= changes.mean(axis=1, keepdims=True)
    of_errors = 2 * values[3] ** 2 / past.people[:, None] / 3
    variance = ((changes**2).mean(axis=0) - of_errors).mean()
    return float(np.clip((changes[0] * changes[1]).mean() / variance, 0.0, 0.95))


def _healthy(past: AreaHistories) -> Estimate:
    fit = healthy_fits(past)

    def back(point: Array) -> Array:
        return np.array([np.exp(point[0]), np.exp(point[1]), point[2]])

    def minus_log_likelihood(point: Array) -> float:
        # What two windows cannot tell, a weak prior around one year of health for one of life holds in place.
        fitted = fit(GOOD_HEALTH_PERSISTENCE, *back(point))
        return float(0.5 * ((point[2] - 1.0) / 0.5) ** 2 - fitted.log_likelihood)

    return maximum(minus_log_likelihood, np.array([np.log(0.2), np.log(2.4), 1.0]), back)
