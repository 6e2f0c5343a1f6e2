"""Draws of what would be published, sampling error included, from an ensemble."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fourcapitals.data.baseline import MONEY, Baseline
from fourcapitals.data.relative_history import RelativeHistory
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import observe
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import ENGLAND, SEXES

VARIABLES: Final[Mapping[str, str]] = {
    "le": "le",
    "hle": "hle",
    "gva_per_hour": "gva_per_hour",
    "gdhi_per_head": "income",
    "employment": "employment",
    "life_satisfaction": "life_satisfaction",
}
"""Of the results, by the name of the published history."""


def published_draws(
    results: Results,
    baseline: Baseline,
    known: RelativeHistory,
    targets: RelativeHistory,
    generator: np.random.Generator,
    multiple: float = 1.0,
) -> Array:
    """Draws of the figures that would be published, in the form of `targets`.

    Parameters
    ----------
    results : Results
        An ensemble with areas kept; its last scenario.
    baseline : Baseline
        That it ran on.
    known : RelativeHistory
        Up to the start: the last sampling errors are those that the forecast expects.
    targets : RelativeHistory
        Places and periods.
    generator : numpy.random.Generator
    multiple : float
        How many times the published variance the sampling error has.

    Returns
    -------
    (draw, series, period), years or natural logarithm
    """
    if targets.span > 1:
        return _windows(results, baseline, known, targets, generator, multiple)
    data = results.dataset.isel(scenario=-1).sel(year=targets.first_years.tolist())
    variable = VARIABLES[targets.outcome]
    values = data[variable].sel(area=targets.codes.tolist()).to_numpy()
    england = data[f"place_{variable}"].sel(place=ENGLAND).to_numpy()[:, None, :]
    relative: Array = np.log(values / england) if targets.outcome in MONEY else values - england
    errors = np.sqrt(multiple) * known.standard_errors[:, -1:]
    noise = errors * generator.standard_normal(relative.shape)
    members: Array = relative + noise
    return members


def _windows(
    results: Results,
    baseline: Baseline,
    known: RelativeHistory,
    targets: RelativeHistory,
    generator: np.random.Generator,
    multiple: float = 1.0,
) -> Array:
    data = results.dataset.isel(scenario=-1)
    first, last = int(targets.first_years[0]), int(targets.last_years[-1])
    data = data.sel(year=list(range(first, last + 1)))
    tier = baseline.areas["upper_tier_code"].to_numpy()
    inside = (tier == np.unique(tier)[:, None]) * baseline.arrays.population
    weights = inside / inside.sum(axis=1, keepdims=True)
    errors = np.repeat(known.standard_errors[:, -1:], len(targets.first_years), axis=1)
    by_sex = np.split(errors, len(SEXES))
    parts = []
    for sex, own in zip(SEXES, by_sex, strict=True):
        latent = np.einsum("ua,day->duy", weights, data[targets.outcome].sel(sex=sex).to_numpy())
        england = data[f"{targets.outcome}_by_sex"].sel(sex=sex).to_numpy()
        parts.append(observe(latent, england, own, multiple, generator))
    return np.concatenate(parts, axis=1)
