"""Where a draw begins: latent levels drawn from what is known of them, and the paths that lead on from there.

The equations of a year take a shock and add it to what they carry (`trends.autoregression`). So a path that begins off
the published level, follows an area's own trend or is smoothed as the published figure is, is given to them as the
shocks that make it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.filtered_start import FilteredStart
from fourcapitals.data.yearly_noise import YearlyStart
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import Posterior
from fourcapitals.simulation.noise import stream
from fourcapitals.simulation.outcome_noise import OutcomeNoise
from fourcapitals.simulation.state import AreaShocks, Shocks, State

_LEAST: Final = 1e-9
_MOST_ROOTS: Final = 16
_roots: dict[int, tuple[Array, Array]] = {}
"""By the identity of a covariance: itself, so that no other takes its place, and its root."""


class DrawnStart(NamedTuple):
    """How a draw begins and is carried on."""

    state: State
    """Of the base year; income and employment as published."""
    shocks: Shocks
    noise: OutcomeNoise
    """Of income and employment, the base year first."""


def start_of_draw(
    state: State, shocks: Shocks, start: FilteredStart, numbers: Parameters, *, seed: int, draw: int
) -> DrawnStart:
    """Begin a draw at latent levels, and give the shocks that carry it on.

    Weighted by people or by output the areas' paths add up to England's, so that England begins as published and moves
    with the nation alone.

    Parameters
    ----------
    state : State
        Of the base year, as published.
    shocks : Shocks
        Standard normal, of all years.
    start : FilteredStart
    numbers : Parameters
    seed, draw : int

    Returns
    -------
    DrawnStart
    """
    p, chance = numbers, stream(seed, draw, "start")
    output = _output_path(chance, shocks, start, p)
    life = _life_path(chance, shocks, start, p, stream(seed, draw, "regions"))
    good_health = _good_health_path(chance, shocks, start, p)
    life_noise = _innovations(life, p.area_health_persistence, p.area_health_noise)
    together = p.area_health_sex_correlation
    own = np.sqrt(max(1 - together * together, _LEAST))
    women = (life_noise[:, 1] - together * life_noise[:, 0]) / own
    first = (output[0], *life[0], *good_health[0])
    carried = AreaShocks(*(np.ascontiguousarray(values) for values in first))
    moved = p.healthy_years_per_life_year * life[0] + good_health[0]
    satisfaction, noise = _yearly_paths(chance, shocks, start, p, stream(seed, draw, "work_and_income"))
    outcomes = state.outcomes._replace(
        hle=state.outcomes.hle + moved,
        le=state.outcomes.le + life[0],
        life_satisfaction=state.outcomes.life_satisfaction + satisfaction[0],
    )
    begun = state._replace(outcomes=outcomes, trends=state.trends._replace(areas=carried))
    carried_on = shocks._replace(
        area_productivity=_innovations(output, p.area_productivity_persistence, p.area_productivity_noise),
        area_health=np.stack([life_noise[:, 0], women], axis=1),
        area_good_health=_innovations(good_health, p.area_good_health_persistence, p.area_good_health_noise),
        # Nothing is carried from one year to the next in that equation.
        life_satisfaction=_innovations(satisfaction, 0.0, p.satisfaction_noise),
    )
    return DrawnStart(begun, carried_on, noise)


def _innovations(path: Array, persistence: float, noise: float) -> Array:
    """The shocks that make a first-order autoregression take a path, from its second year on."""
    shocks: Array = (path[1:] - persistence * path[:-1]) / max(noise, _LEAST)
    return shocks


def _drawn(chance: np.random.Generator, known: Posterior) -> Array:
    """A draw of quantities that are known so well."""
    normal = chance.standard_normal(known.mean.shape)
    drawn: Array = known.mean + np.einsum("...qr,...r->...q", _root_of(known.covariance), normal)
    return drawn


def _root_of(covariance: Array) -> Array:
    """A matrix whose product with its transpose is a covariance; of those met last it is kept, for all draws."""
    held = _roots.get(id(covariance))
    if held is None or held[0] is not covariance:
        values, axes = np.linalg.eigh(covariance)
        held = covariance, axes * np.sqrt(np.maximum(values, 0.0))[..., None, :]
        if len(_roots) > _MOST_ROOTS:
            _roots.clear()
        _roots[id(covariance)] = held
    return held[1]


def _output_path(chance: np.random.Generator, shocks: Shocks, start: FilteredStart, p: Parameters) -> Array:
    """(year, area), log: published productivity since the base year, relative to England's."""
    years, side = len(shocks.area_productivity), p.area_productivity_side
    latent = np.empty((years + 3, len(start.output)))
    latent[1], latent[2] = _drawn(chance, start.productivity).T
    # The published mean of three years is known, so that the year before follows from the two that are drawn.
    latent[0] = (start.productivity_seen - (1 - 2 * side) * latent[1] - side * latent[2]) / side
    for year in range(years):
        latent[year + 3] = p.area_productivity_persistence * latent[year + 2]
        latent[year + 3] += p.area_productivity_noise * shocks.area_productivity[year]
    smooth = side * (latent[:-2] + latent[2:]) + (1 - 2 * side) * latent[1:-1]
    path = smooth - smooth[0]
    relative: Array = path - (path @ start.output)[:, None]
    return relative


def _life_path(
    chance: np.random.Generator, shocks: Shocks, start: FilteredStart, p: Parameters, own: np.random.Generator
) -> Array:
    """(year, sex, area), years: life expectancy less the published one of the base year, relative to England's.

    Parameters
    ----------
    chance, own : Generator
        For where areas start; for where regions start and what moves them.
    """
    years, together = len(shocks.area_health), p.area_health_sex_correlation
    drawn = _drawn(chance, Posterior(np.zeros_like(start.life.mean), start.life.covariance))
    now, trend = np.moveaxis(start.life.mean + _of_both_sexes(drawn, together), -1, 0)
    drawn = _drawn(own, Posterior(np.zeros_like(start.regions.mean), start.regions.covariance))
    region, level, slope = np.moveaxis(start.regions.mean + _of_both_sexes(drawn, together), -1, 0)
    moved = own.standard_normal((years, *region.shape))
    # Deprivation, the last of the covariates, follows its line.
    noise = np.array([*[p.region_health_noise] * (region.shape[1] - 1), 0.0])
    of_areas = p.area_health_noise * _of_both_sexes(np.swapaxes(shocks.area_health, 0, 1), together)
    of_regions = noise * _of_both_sexes(np.swapaxes(moved, 0, 1), together)
    areas, regions = (np.empty((years + 1, *first.shape)) for first in (now, region))
    areas[0], regions[0] = now, region
    for year in range(years):
        areas[year + 1] = p.area_health_persistence * areas[year] + of_areas[:, year]
        regions[year + 1] = p.area_health_persistence * regions[year] + of_regions[:, year]
    # The base year is the last of its window, a year after its middle.
    since = np.arange(1.0, years + 2)[:, None, None]
    path = areas + since * trend + (regions + level + since * slope) @ start.covariates.T - start.life_published
    relative: Array = path - (path @ start.people)[..., None]
    return relative


def _of_both_sexes(independent: Array, together: float) -> Array:
    """Values of men and of women, (sex, ...), correlated, from independent ones."""
    men, women = independent
    return np.stack([men, together * men + np.sqrt(1 - together * together) * women])


def _good_health_path(chance: np.random.Generator, shocks: Shocks, start: FilteredStart, p: Parameters) -> Array:
    """(year, sex, area), years: healthy life expectancy beside what moves with life expectancy, as the one above."""
    years, tiers = len(shocks.area_good_health), start.good_health_mean.shape[1]
    first = np.searchsorted(start.tier_of_area, np.arange(tiers), sorter=np.argsort(start.tier_of_area, kind="stable"))
    first = np.argsort(start.tier_of_area, kind="stable")[first]
    now = _drawn(chance, start.good_health)[:, 0]
    path = np.empty((years + 1, *start.good_health_mean.shape))
    for year in range(years + 1):
        path[year] = start.good_health_mean + now
        if year < years:
            # One shock for all areas of an upper tier, and for both sexes.
            now = p.area_good_health_persistence * now
            now = now + p.area_good_health_noise * shocks.area_good_health[year, 0, first]
    path = np.ascontiguousarray(path[..., start.tier_of_area])
    relative: Array = path - (path @ start.people)[..., None]
    return relative


def _yearly_paths(
    chance: np.random.Generator, shocks: Shocks, start: FilteredStart, p: Parameters, own: np.random.Generator
) -> tuple[Array, OutcomeNoise]:
    """Life satisfaction less the published one of the base year, (year, area), points; noise of income and employment.

    Parameters
    ----------
    chance, own : Generator
        For where the paths start, and for the yearly shocks of income and employment.
    """
    of_income, of_work = own.standard_normal((2, *shocks.life_satisfaction.shape))
    income = np.exp(_yearly_path(chance, of_income, start.income, p.area_income_persistence, p.area_income_noise))
    work = _yearly_path(chance, of_work, start.employment, p.area_employment_persistence, p.area_employment_noise)
    satisfaction = _yearly_path(
        chance, shocks.life_satisfaction, start.satisfaction, p.satisfaction_persistence, p.satisfaction_noise
    )
    noise = OutcomeNoise(income / (income @ start.earned)[:, None], work - (work @ start.workers)[:, None])
    return satisfaction - (satisfaction @ start.people)[:, None], noise


def _yearly_path(
    chance: np.random.Generator, shocks: Array, start: YearlyStart, persistence: float, noise_sd: float
) -> Array:
    """(year, area): an outcome less the published one of the base year, relative to all areas."""
    path = np.empty((len(shocks) + 1, shocks.shape[1]))
    now = _drawn(chance, start.known)[:, 0]
    for year in range(len(path)):
        path[year] = start.mean + now
        if year < len(shocks):
            now = persistence * now + noise_sd * shocks[year]
    return path
