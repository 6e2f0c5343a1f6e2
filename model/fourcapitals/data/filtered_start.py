"""Where areas stand at the start: what all figures up to it say of their latent levels, not the last figure alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.area_histories import AreaHistories
from fourcapitals.data.area_likelihoods import fit_healthy, life_covariates
from fourcapitals.data.area_noise import AreaNoise
from fourcapitals.data.regional_life import life_regression, regional_start
from fourcapitals.data.yearly_noise import YearlyStart, yearly_figures, yearly_start
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import (
    Posterior,
    autoregressive_covariance,
    condition,
    sampling_covariance,
    smoothing_matrix,
    window_matrix,
)


class FilteredStart(NamedTuple):
    """What is known of the latent levels of areas at the end of the base year, relative to England."""

    noise: AreaNoise
    """The noise under which it is known."""
    productivity: Posterior
    """(area, 2) and (2, 2): the autoregression in the base year and in the next, log."""
    productivity_seen: Array
    """(area,): the published mean of three years around the base year, log, less the mean of all areas."""
    life: Posterior
    """(sex, area, 2) and (area, 2, 2): the autoregression in the base year, years, and the area's own trend."""
    life_published: Array
    """(sex, area), years: the last published figure, which `life` and `regions` are to be held against."""
    regions: Posterior
    """(sex, covariate, 3) and (covariate, 3, 3): as of `regional_life.regional_start`."""
    covariates: Array
    """(area, covariate): its region, and its deprivation last."""
    good_health: Posterior
    """(upper tier, 1) and (upper tier, 1, 1): the autoregression in the base year, years, common to the sexes."""
    good_health_mean: Array
    """(sex, upper tier), years: what deprivation and length of life let expect, less the published figure."""
    income: YearlyStart
    """Log."""
    employment: YearlyStart
    """Share of people aged 16 to 64."""
    satisfaction: YearlyStart
    """Points."""
    tier_of_area: npt.NDArray[np.int64]
    """(area,): position of the upper tier."""
    people: Array
    """(area,): share of England's."""
    workers: Array
    """(area,): share of England's people aged 16 to 64."""
    earned: Array
    """(area,): share of England's disposable income."""
    output: Array
    """(area,): share of England's."""


def filtered_start(past: AreaHistories, noise: AreaNoise) -> FilteredStart:
    """Give what the figures up to a year say of where areas stand.

    Parameters
    ----------
    past : AreaHistories
        Up to the base year.
    noise : AreaNoise
        Of that year.
    """
    productivity, seen = _productivity(past, noise)
    life, regions = _life(past, noise)
    good_health, mean = _good_health(past, noise)
    return FilteredStart(
        noise=noise,
        productivity=productivity,
        productivity_seen=seen,
        life=life,
        life_published=past.life[..., -1],
        regions=regions,
        covariates=life_covariates(past),
        good_health=good_health,
        good_health_mean=mean,
        **{name: yearly_start(each, noise.of_year(name)) for name, each in yearly_figures(past).items()},
        tier_of_area=past.tier_of_area,
        people=past.people / past.people.sum(),
        workers=past.workers,
        earned=past.earned,
        output=past.output,
    )


def _productivity(past: AreaHistories, noise: AreaNoise) -> tuple[Posterior, Array]:
    seen = past.productivity - past.productivity.mean(axis=0)
    years = seen.shape[1]
    path = autoregressive_covariance(years + 2, noise.productivity_persistence, noise.productivity_noise)
    means = smoothing_matrix(years, noise.productivity_side)
    none = 1e-9 * np.eye(years)
    return condition(path, means, none, seen, np.eye(years + 2)[-2:]), seen[:, -1]


def _life(past: AreaHistories, noise: AreaNoise) -> tuple[Posterior, Posterior]:
    windows = past.life.shape[-1]
    since = np.arange(windows) - (windows - 1.0)
    left = past.life - life_covariates(past) @ life_regression(past)
    years, means = windows + 2, window_matrix(windows)
    path = np.zeros((years + 1, years + 1))
    path[:years, :years] = autoregressive_covariance(years, noise.life_persistence, noise.life_noise)
    path[years, years] = noise.life_trend**2
    design = np.column_stack([means, since])
    errors = (noise.life_error**2 / past.people)[:, None, None] * (means @ means.T)
    known = [condition(path, design, errors, sex, np.eye(years + 1)[-2:]) for sex in left]
    own = Posterior(np.array([each.mean for each in known]), known[0].covariance)
    values = np.array([noise.life_persistence, noise.life_noise, noise.life_trend, noise.life_error])
    return own, regional_start(past, values, noise.life_region_noise)


def _good_health(past: AreaHistories, noise: AreaNoise) -> tuple[Posterior, Array]:
    persistence, innovation, moved = noise.good_health_persistence, noise.good_health_noise, noise.healthy_per_life
    fitted = fit_healthy(past, persistence, innovation, noise.sampling_multiple, moved)
    sexes, tiers, windows = past.healthy.shape
    path = autoregressive_covariance(windows + 2, persistence, innovation)
    errors = np.zeros((tiers, sexes * windows, sexes * windows))
    for sex in range(sexes):
        at = slice(sex * windows, (sex + 1) * windows)
        errors[:, at, at] = sampling_covariance(past.healthy_errors[sex], noise.sampling_multiple)
    design = np.tile(window_matrix(windows), (sexes, 1))
    known = condition(path, design, errors, fitted.left, np.eye(windows + 2)[-1:])
    return known, fitted.mean - past.healthy[..., -1]
