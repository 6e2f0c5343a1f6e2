"""Whether calibration finds what simulated histories were made with: 90% intervals must cover 90% of true values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.data.area_histories import AreaHistories
from fourcapitals.data.area_likelihoods import (
    healthy_covariance,
    life_covariance,
    life_covariates,
    productivity_covariance,
)
from fourcapitals.data.area_noise import AreaNoise
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import sampling_covariance, window_matrix
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.evidence.calibration_targets import NAMES, NationalHistories, targets_of
from fourcapitals.evidence.posterior_sampling import sample, values_at

LEVEL: Final = 0.9
"""Of the intervals that must cover as much."""


class Known:
    """Histories that calibration is tried on: shapes, people and errors of published ones, figures simulated.

    Parameters
    ----------
    past : AreaHistories
    nation : NationalHistories
    noise : AreaNoise
        Of which the multiple of the sampling variance counts, for the nation.
    """

    def __init__(self, past: AreaHistories, nation: NationalHistories, noise: AreaNoise) -> None:
        self.past, self.nation, self.noise = past, nation, noise

    def simulated(self, group: str, values: Array, chance: np.random.Generator) -> Known:
        """Give histories in which the figures of one group are made with known values.

        Parameters
        ----------
        group : str
        values : (quantity,)
            In the order of `calibration_targets.NAMES`.
        chance : numpy.random.Generator

        Raises
        ------
        UnknownName
            When no such group is simulated.
        """
        if group not in _SIMULATE:
            raise UnknownName(unknown("group", group, _SIMULATE))
        past, nation = _SIMULATE[group](self, values.tolist(), chance)
        return Known(past, nation, self.noise)


def recover(
    known: Known, group: str, *, repeats: int, seed: int = 0, walkers: int = 16, steps: int = 400, warm_up: int = 300
) -> pd.DataFrame:
    """Draw true values from the priors, simulate histories with them, and see whether intervals hold them.

    Parameters
    ----------
    known : Known
    group : str
    repeats : int
    seed : int
    walkers, steps, warm_up : int
        Of the one chain of each repeat.

    Returns
    -------
    pandas.DataFrame
        ``group, name, repeat, true, low, high, held``: 90% intervals of the posterior, and whether they hold the truth.
    """
    rows = []
    for repeat in range(repeats):
        chance = np.random.default_rng([seed, repeat])
        prior = targets_of(known.past, known.nation, known.noise)[group]
        true = values_at(prior, chance.standard_normal(len(prior.names)))
        made = known.simulated(group, true, chance)
        target = targets_of(made.past, made.nation, made.noise)[group]
        found = sample(target, walkers=walkers, chains=1, steps=steps, warm_up=warm_up, seed=repeat).together
        low, high = np.quantile(found, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
        rows += [
            (group, name, repeat, *of_name, of_name[1] <= of_name[0] <= of_name[2])
            for name, *of_name in zip(NAMES[group], true.tolist(), low.tolist(), high.tolist(), strict=True)
        ]
    return pd.DataFrame(rows, columns=["group", "name", "repeat", "true", "low", "high", "held"])


def _normal(covariance: Array, count: int, chance: np.random.Generator) -> Array:
    """(count, figure): draws with mean 0."""
    values, axes = np.linalg.eigh(covariance)
    drawn: Array = chance.standard_normal((count, len(values))) @ (axes * np.sqrt(np.maximum(values, 0.0))).T
    return drawn


Histories = tuple[AreaHistories, NationalHistories]


def _productivity(known: Known, values: list[float], chance: np.random.Generator) -> Histories:
    areas, years = known.past.productivity.shape
    made = _normal(productivity_covariance(years, *values), areas, chance)
    return known.past._replace(productivity=made), known.nation


def _life(known: Known, values: list[float], chance: np.random.Generator) -> Histories:
    persistence, noise, together, trend, error = values
    _, areas, windows = known.past.life.shape
    men, own = (_normal(life_covariance(windows, persistence, noise, trend), areas, chance) for _ in range(2))
    women = together * men + np.sqrt(1 - together**2) * own
    means = window_matrix(windows)
    scale = error / np.sqrt(known.past.people)[:, None]
    seen = [sex + scale * _normal(means @ means.T, areas, chance) for sex in (men, women)]
    covariates = life_covariates(known.past)
    level = covariates @ chance.standard_normal((covariates.shape[1], windows))
    return known.past._replace(life=np.array(seen) + level), known.nation


def _good_health(known: Known, values: list[float], chance: np.random.Generator) -> Histories:
    noise, persistence, per_life, multiple = values
    past = known.past
    sexes, tiers, windows = past.healthy.shape
    covariance = healthy_covariance(past.healthy_errors, persistence, noise, multiple)
    left = np.array([_normal(own, 1, chance)[0] for own in covariance]).reshape(tiers, sexes, windows)
    moved = past.life_of_tiers - past.life_of_tiers[..., -1:]
    return past._replace(healthy=np.moveaxis(left, 1, 0) + per_life * moved), known.nation


def _walk(drift: float, noise: float, means: Array, errors: Array, chance: np.random.Generator) -> Array:
    years = means.shape[1]
    path = np.cumsum(drift + noise * chance.standard_normal(years))
    seen: Array = means @ path + _normal(errors, 1, chance)[0]
    return seen


def _national_productivity(known: Known, values: list[float], chance: np.random.Generator) -> Histories:
    years = len(known.nation.productivity)
    drift, noise = values
    made = _walk(drift, noise, np.eye(years), np.zeros((years, years)), chance)
    return known.past, known.nation._replace(productivity=made)


def _national_health(known: Known, values: list[float], chance: np.random.Generator) -> Histories:
    errors = sampling_covariance(known.nation.healthy_errors, known.noise.sampling_multiple)
    drift, noise = values
    made = _walk(drift, noise, window_matrix(len(known.nation.healthy)), errors, chance)
    return known.past, known.nation._replace(healthy=made)


_SIMULATE: Final[dict[str, Callable[[Known, list[float], np.random.Generator], Histories]]] = {
    "area_productivity": _productivity,
    "area_life": _life,
    "area_good_health": _good_health,
    "national_productivity": _national_productivity,
    "national_health": _national_health,
}
