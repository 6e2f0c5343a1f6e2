"""The noise of areas, estimated by maximum likelihood (`area_likelihoods`) from the histories up to a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit, logit

from fourcapitals.data.area_histories import AreaHistories, Tables, histories_until
from fourcapitals.data.area_likelihoods import healthy_fits, life_log_likelihood, productivity_log_likelihood
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import NORMAL_95

GOOD_HEALTH_PERSISTENCE: Final = 0.975
"""Of a year; not to be had from eight overlapping windows. Judgement, near that of life expectancy (.978 to 2019): one
value serves both base years, so that for 2014 it is not of earlier years alone."""
YEARS: Final = (2014, 2019)
"""Base years for which the noise is estimated and compiled."""
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


class Estimate(NamedTuple):
    """A maximum with its 95% intervals, from the curvature of the likelihood."""

    values: Array
    low: Array
    high: Array


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
    past = histories_until(tables, year)
    productivity, life, healthy = _productivity(past), _life(past), _healthy(past)
    together = _sex_correlation(past, life.values)
    found = {
        **_named(("productivity_persistence", "productivity_noise", "productivity_side"), productivity),
        **_named(("life_persistence", "life_noise", "life_trend", "life_error"), life),
        "life_sex_correlation": (together, together, together),
        "good_health_persistence": (GOOD_HEALTH_PERSISTENCE,) * 3,
        **_named(("good_health_noise", "sampling_multiple", "healthy_per_life"), healthy),
    }
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
    "area_health_sex_correlation": "life_sex_correlation",
    "area_good_health_persistence": "good_health_persistence",
    "area_good_health_noise": "good_health_noise",
    "healthy_years_per_life_year": "healthy_per_life",
    "sampling_variance_multiple": "sampling_multiple",
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


def _maximum(minus_log_likelihood: Callable[[Array], float], start: Array, back: Callable[[Array], Array]) -> Estimate:
    """Search by simplex, then take the interval from the curvature at the maximum, in the free coordinates."""
    found = minimize(
        minus_log_likelihood, start, method="Nelder-Mead", options={"maxiter": 5000, "xatol": 1e-5, "fatol": 1e-5}
    )
    at, steps = found.x, 0.02 * np.eye(len(found.x))
    curvature = np.array(
        [
            [
                (
                    minus_log_likelihood(at + one + other)
                    - minus_log_likelihood(at + one - other)
                    - minus_log_likelihood(at - one + other)
                    + minus_log_likelihood(at - one - other)
                )
                / (4 * 0.02**2)
                for other in steps
            ]
            for one in steps
        ]
    )
    spread = NORMAL_95 * np.sqrt(np.maximum(np.diag(np.linalg.pinv(curvature)), 0.0))
    return Estimate(back(at), back(at - spread), back(at + spread))


def _productivity(past: AreaHistories) -> Estimate:
    log_likelihood = productivity_log_likelihood(past.productivity)

    def back(point: Array) -> Array:
        return np.array([expit(point[0]), np.exp(point[1]), expit(point[2]) / 2])

    def minus_log_likelihood(point: Array) -> float:
        return -log_likelihood(*back(point))

    return _maximum(minus_log_likelihood, np.array([logit(0.98), np.log(0.03), logit(0.4)]), back)


def _life(past: AreaHistories) -> Estimate:
    log_likelihood = life_log_likelihood(past)

    def back(point: Array) -> Array:
        return np.array([expit(point[0]), *np.exp(point[1:])])

    def minus_log_likelihood(point: Array) -> float:
        persistence, noise, trend, error = back(point)
        return -log_likelihood(persistence, noise, trend, error, 0.0)

    return _maximum(minus_log_likelihood, np.array([logit(0.99), np.log(0.12), np.log(0.03), np.log(0.7)]), back)


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

    return _maximum(minus_log_likelihood, np.array([np.log(0.2), np.log(2.4), 1.0]), back)
