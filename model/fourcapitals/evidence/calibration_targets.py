"""What history is held against: for each group of parameters its figures up to a year, and how likely they are.

All five are linear and normal, so that each likelihood is exact: no run of the model is needed, and the equations of
noise and observation are those of `trends`, `observation` and the start of a draw. Parameters that no group holds have
no history of their own: elasticities, causal shares other than the council's, costs, delays, the slow speed of health.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.data.area_histories import AreaHistories, histories_until
from fourcapitals.data.area_likelihoods import healthy_fits, life_log_likelihood, productivity_log_likelihood
from fourcapitals.data.area_noise import LAST_BEFORE_REISSUE, AreaNoise, noise_of
from fourcapitals.data.calibration_groups import load_calibration_groups
from fourcapitals.data.distributions import Prior
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.likelihoods import random_walk_log_likelihood
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR, sampling_covariance, window_matrix
from fourcapitals.vocabulary import ENGLAND, SEXES

NAMES: Mapping[str, tuple[str, ...]] = {
    "area_productivity": ("area_productivity_persistence", "area_productivity_noise", "area_productivity_side"),
    "area_life": (
        "area_health_persistence",
        "area_health_noise",
        "area_health_sex_correlation",
        "life_trend",
        "life_error",
    ),
    "area_good_health": (
        "area_good_health_noise",
        "area_good_health_persistence",
        "healthy_years_per_life_year",
        "sampling_variance_multiple",
    ),
    "national_productivity": ("productivity_drift", "productivity_noise"),
    "national_health": ("health_drift", "health_noise"),
}
"""Of the quantities of each group, in the order in which its likelihood takes them."""


class Target(NamedTuple):
    """A group of quantities and what history says of them."""

    group: str
    names: tuple[str, ...]
    priors: tuple[Prior, ...]
    log_likelihood: Callable[..., float]
    """Of their values, in their own units and in the order of `names`."""


class NationalHistories(NamedTuple):
    """Figures of England up to a year."""

    productivity: Array
    """(year,): log of GVA per hour in prices of 2019, from 2004 on."""
    healthy: Array
    """(window,), years: healthy life expectancy, mean of the sexes, from 2011-13 on."""
    healthy_errors: Array
    """(window,), years: published standard errors."""


def targets_until(tables: Mapping[str, pd.DataFrame], year: int) -> dict[str, Target]:
    """Give the groups whose likelihood is normal, by name, with figures up to a year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The compiled tables.
    year : int
        No later figure enters.
    """
    past, noise = histories_until(tables, year), noise_of(tables, year)
    # As in the noise itself: what was issued anew on other populations is no change of length of life.
    lives = past if year <= LAST_BEFORE_REISSUE else histories_until(tables, LAST_BEFORE_REISSUE)
    return targets_of(past, national_histories_until(tables, year), noise, lives=lives)


def targets_of(
    past: AreaHistories, nation: NationalHistories, noise: AreaNoise, *, lives: AreaHistories | None = None
) -> dict[str, Target]:
    """Give the groups whose likelihood is normal, by name, with any histories: published ones, or simulated.

    Parameters
    ----------
    past : AreaHistories
    nation : NationalHistories
    noise : AreaNoise
        Of which the multiple of the sampling variance counts, for the nation.
    lives : AreaHistories, optional
        Of which length of life and healthy life are taken, where they are of fewer windows.
    """
    fit = healthy_fits(lives or past)

    def good_health(noise: float, persistence: float, per_life: float, multiple: float) -> float:
        return fit(persistence, noise, multiple, per_life).log_likelihood

    likelihoods: dict[str, Callable[..., float]] = {
        "area_productivity": productivity_log_likelihood(past.productivity, restricted=True),
        "area_life": _life(lives or past),
        "area_good_health": good_health,
        "national_productivity": _national_productivity(nation),
        "national_health": _national_health(nation, noise),
    }
    return {group: Target(group, NAMES[group], priors_before(group), likelihoods[group]) for group in NAMES}


def priors_before(group: str) -> tuple[Prior, ...]:
    """Give the priors that a group starts from, in the order of its names.

    Parameters
    ----------
    group : str

    Examples
    --------
    >>> [prior.kind for prior in priors_before("area_productivity")]
    ['uniform', 'lognormal', 'uniform']
    """
    before, table = load_calibration_groups()[group].before, load_parameters()
    return tuple(before[name] if name in before else table[name].priors[0] for name in NAMES[group])


def national_histories_until(tables: Mapping[str, pd.DataFrame], year: int) -> NationalHistories:
    """Gather the figures of England up to a year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    year : int
    """
    published = tables["published"]
    england = published[published["code"] == ENGLAND]
    output = england[england["outcome"] == "gva_per_hour"].astype({"period": int}).set_index("period")["value"]
    output = output[output.index <= year].sort_index()
    prices = tables["deflator"].set_index("year")["index_2019"].loc[output.index] / 100
    healthy = england[england["outcome"] == "hle"].copy()
    healthy["start_year"] = healthy["period"].str[:4].astype(int)
    healthy["error"] = (healthy["upper"] - healthy["lower"]) / INTERVAL_TO_STANDARD_ERROR
    healthy = healthy[(healthy["start_year"] <= year - 2) & healthy["sex"].isin(SEXES)]
    values, errors = (
        healthy.pivot_table(index="start_year", columns="sex", values=column).to_numpy(np.float64)
        for column in ("value", "error")
    )
    return NationalHistories(
        productivity=np.log(output.to_numpy(np.float64) / prices.to_numpy(np.float64)),
        healthy=values.mean(axis=1),
        healthy_errors=np.sqrt((errors**2).sum(axis=1)) / len(SEXES),
    )


def _life(past: AreaHistories) -> Callable[..., float]:
    log_likelihood = life_log_likelihood(past, restricted=True)

    def of_values(persistence: float, noise: float, together: float, trend: float, error: float) -> float:
        return log_likelihood(persistence, noise, trend, error, together)

    return of_values


def _national_productivity(nation: NationalHistories) -> Callable[..., float]:
    seen = nation.productivity
    means, none = np.eye(len(seen)), np.zeros((len(seen), len(seen)))

    def log_likelihood(drift: float, innovation: float) -> float:
        return random_walk_log_likelihood(seen, means, none, drift, innovation)

    return log_likelihood


def _national_health(nation: NationalHistories, noise: AreaNoise) -> Callable[..., float]:
    seen = nation.healthy
    means = window_matrix(len(seen))
    errors = sampling_covariance(nation.healthy_errors, noise.sampling_multiple)

    def log_likelihood(drift: float, innovation: float) -> float:
        return random_walk_log_likelihood(seen, means, errors, drift, innovation)

    return log_likelihood
