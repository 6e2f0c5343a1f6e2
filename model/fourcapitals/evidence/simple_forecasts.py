"""The forecasts that a model must beat: what history alone gives, from the years before the start and no others.

Each takes the figures up to the start and the windows to forecast, and gives a normal forecast of what will be
*published*, sampling error included. Spreads are those of the same forecast's errors, or of the same change, in the
years before the start, or follow from a distribution fitted to those years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from fourcapitals.data.relative_history import RelativeHistory
from fourcapitals.equations.elementary import Array

Years = npt.NDArray[np.int64]

LEVEL_YEARS: Final = 3
"""Windows over which the level of a place is averaged where no trend is followed."""
FEWEST: Final = 4
"""Windows that a trend is laid through at least, where its past errors are counted."""


class NormalForecast(NamedTuple):
    """Mean and standard deviation of what will be published, each (series, period)."""

    mean: Array
    sd: Array


SimpleForecast = Callable[[RelativeHistory, Years], NormalForecast]


def noise_multiple(history: RelativeHistory) -> float:
    """How many times the published variance the figures vary by, from the last two windows.

    Their mean squared change over what their published errors and their overlap imply.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> from fourcapitals.data.relative_history import healthy_life_expectancy_history
    >>> round(noise_multiple(healthy_life_expectancy_history(load_baseline()).until(2014)), 1)
    2.4
    """
    last, before = history.standard_errors[:, -1], history.standard_errors[:, -2]
    shared = overlap(history.first_years[-2:], history.span)[0, 1]
    implied = last**2 + before**2 - 2 * shared * last * before
    return float(np.mean((history.values[:, -1] - history.values[:, -2]) ** 2) / np.mean(implied))


def overlap(first_years: Years, span: int) -> Array:
    """Correlation of the sampling errors of windows: the share of their years that they have in common.

    Examples
    --------
    >>> overlap(np.array([2011, 2012, 2014]), 3).round(2).tolist()
    [[1.0, 0.67, 0.0], [0.67, 1.0, 0.33], [0.0, 0.33, 1.0]]
    """
    apart = np.abs(np.subtract.outer(first_years, first_years))
    shared: Array = np.maximum(0.0, 1 - apart / span)
    return shared


def persistence(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The last figure stands; the spread is that of past changes over as many years, or of noise where none can be."""
    leads = first_years - history.first_years[-1]
    mean = np.repeat(history.values[:, -1:], len(leads), axis=1)
    if len(history.first_years) > leads.max():
        changes = [history.values[:, lead:] - history.values[:, :-lead] for lead in leads]
        return NormalForecast(mean, _everywhere([float(np.sqrt(np.mean(each**2))) for each in changes], mean))
    noise = np.sqrt(2 * noise_multiple(history)) * history.standard_errors[:, -1:]
    return NormalForecast(mean, np.repeat(noise, len(leads), axis=1))


def persistence_at_published_errors(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The last figure stands; the spread is that of its published error and another such."""
    mean = np.repeat(history.values[:, -1:], len(first_years), axis=1)
    return NormalForecast(mean, np.sqrt(2) * np.repeat(history.standard_errors[:, -1:], len(first_years), axis=1))


def england_trend(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """Every place keeps its distance from England: the mean of its last windows."""
    return _with_past_errors(
        history, first_years, lambda values, leads: _flat(values[:, -LEVEL_YEARS:].mean(axis=1), leads)
    )


def region_trend(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The last figure moves with the mean slope of its region and sex."""
    group = np.char.add(history.regions, history.sexes)

    def forecast(values: Array, leads: Years) -> Array:
        slope = _slopes(values)
        mean = np.array([slope[group == each].mean() for each in group])
        return np.asarray(values[:, -1:] + mean[:, None] * leads)

    return _with_past_errors(history, first_years, forecast)


def area_trend(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The straight line through all of a place's own figures goes on."""

    def forecast(values: Array, leads: Years) -> Array:
        middle = (values.shape[1] - 1) / 2
        return np.asarray(values.mean(axis=1)[:, None] + _slopes(values)[:, None] * (middle + leads))

    return _with_past_errors(history, first_years, forecast)


def shrunken_trend(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """Each place has a level and a slope, both drawn from normal distributions fitted to all (empirical Bayes)."""

    def latent(years: Array, values: Array) -> Array:
        level, slope = np.exp(values)
        return np.asarray(level**2 + slope**2 * np.outer(years, years))

    return _conditional(history, first_years, _Latent(latent, np.log([1.5, 0.05])), _constant(history))


def reverting_to_deprivation(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """What a place has beyond its deprivation, region and sex fades and is disturbed: a first-order autoregression."""
    columns = _deprivation_and_region(history)
    mean = columns @ np.linalg.lstsq(columns, history.values[:, -1], rcond=None)[0]
    apart = history.values - mean[:, None]
    before, after = apart[:, : -history.span], apart[:, history.span :]
    noise = np.mean(history.standard_errors**2) * before.size
    kept = float(np.sum(before * after) / (np.sum(before**2) - noise)) ** (1 / history.span)
    kept = min(kept, 1 - np.finfo(float).eps ** 0.25)

    def latent(years: Array, values: Array) -> Array:
        apart = np.abs(np.subtract.outer(years, years))
        return np.asarray(np.exp(2 * values[0]) / (1 - kept**2) * kept**apart)

    return _conditional(history, first_years, _Latent(latent, np.log([0.15])), columns)


def shrunken_level(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The mean of the windows, shrunk to what deprivation and sex predict; noise is counted at its true multiple."""
    multiple, errors = noise_multiple(history), history.standard_errors
    count = len(history.first_years)
    shared = overlap(history.first_years, history.span)
    level = history.values.mean(axis=1)
    noise = multiple * np.einsum("si,ij,sj->s", errors, shared, errors) / count**2
    columns = _by_sex(history, history.deprivation)
    between, fitted = _variance_between(level, columns, noise)
    kept = between / (between + noise)
    mean = fitted + kept * (level - fitted)
    spread = np.sqrt(between * (1 - kept) + multiple * (errors**2).mean(axis=1))
    return NormalForecast(_flat(mean, first_years), _flat(spread, first_years))


def growth_persistence(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """Growth relative to England goes on and fades: a first-order autoregression in yearly growth."""
    growth = np.diff(history.values, axis=1)
    before, after = growth[:, :-1], growth[:, 1:]
    kept = float(np.sum(before * after) / np.sum(before**2))
    shock = float(np.std(after - kept * before))
    leads = first_years - history.first_years[-1]
    added = np.array([sum(kept**year for year in range(1, lead + 1)) for lead in leads])
    mean = history.values[:, -1:] + growth[:, -1:] * added
    weight = [[(1 - kept**year) / (1 - kept) for year in range(1, lead + 1)] for lead in leads]
    return NormalForecast(mean, _everywhere([shock * float(np.linalg.norm(each)) for each in weight], mean))


def reverting_to_mean(history: RelativeHistory, first_years: Years) -> NormalForecast:
    """The distance from the mean of all places fades at the rate of the years before the start."""
    values = history.values
    mean = float(values[:, -1].mean())
    span = len(history.first_years) - 1
    first, last = values[:, 0] - values[:, 0].mean(), values[:, -1] - mean
    kept = float(first @ last / (first @ first)) ** (1 / span)
    leads = first_years - history.first_years[-1]
    spread = persistence(history, first_years).sd
    return NormalForecast(mean + (values[:, -1:] - mean) * kept**leads, spread)


SIMPLE: Final[Mapping[str, Mapping[str, SimpleForecast]]] = {
    "le": {
        "persistence": persistence,
        "England's trend": england_trend,
        "region's trend": region_trend,
        "area's trend": area_trend,
        "area's trend, shrunk": shrunken_trend,
        "reverting to deprivation": reverting_to_deprivation,
    },
    "hle": {
        "persistence": persistence,
        "persistence, published errors": persistence_at_published_errors,
        "shrunk to deprivation": shrunken_level,
    },
    "gva_per_hour": {
        "persistence": persistence,
        "persistence of growth": growth_persistence,
        "reverting to the mean": reverting_to_mean,
    },
    "gdhi_per_head": {
        "persistence": persistence,
        "persistence of growth": growth_persistence,
        "reverting to the mean": reverting_to_mean,
    },
    "employment": {
        "persistence": persistence,
        "England's trend": england_trend,
        "area's trend, shrunk": shrunken_trend,
        "reverting to deprivation": reverting_to_deprivation,
    },
    "life_satisfaction": {
        "persistence": persistence,
        "reverting to the mean": reverting_to_mean,
        "area's trend, shrunk": shrunken_trend,
        "reverting to deprivation": reverting_to_deprivation,
    },
}
"""The simple forecasts of each outcome, by the name that tables give them."""


def _with_past_errors(
    history: RelativeHistory, first_years: Years, forecast: Callable[[Array, Years], Array]
) -> NormalForecast:
    """Give a forecast the spread of its own errors at the same lead from every earlier start that allows one."""
    leads = first_years - history.first_years[-1]
    mean = forecast(history.values, leads)
    spreads = []
    for lead in leads:
        starts = range(FEWEST, history.values.shape[1] - int(lead) + 1)
        errors = [
            history.values[:, start + lead - 1] - forecast(history.values[:, :start], np.array([lead]))[:, 0]
            for start in starts
        ]
        spreads.append(float(np.sqrt(np.mean(np.square(errors)))))
    return NormalForecast(mean, _everywhere(spreads, mean))


class _Latent(NamedTuple):
    """Covariance of the yearly level that is not observed, and where its fit starts."""

    covariance: Callable[[Array, Array], Array]
    start: Array


def _conditional(history: RelativeHistory, first_years: Years, latent: _Latent, columns: Array) -> NormalForecast:
    """Fit a normal distribution of yearly levels to the windows by maximum likelihood, and condition on them."""
    known = len(history.first_years)
    windows = np.concatenate([history.first_years, first_years])
    years = np.arange(windows.min(), windows.max() + history.span)
    means = np.array([(years >= each) & (years < each + history.span) for each in windows]) / history.span
    centred = np.asarray(years - years[: known + history.span - 1].mean(), np.float64)
    errors = np.column_stack([history.standard_errors, np.repeat(history.standard_errors[:, -1:], len(first_years), 1)])
    noise = errors[:, :, None] * errors[:, None, :] * overlap(windows, history.span)

    def whole(values: Array) -> Array:
        latent_part: Array = means @ latent.covariance(centred, values) @ means.T
        return latent_part + noise

    def misfit(values: Array) -> float:
        root = np.linalg.cholesky(whole(values)[:, :known, :known])
        apart = history.values - _level(root, history.values, columns)[:, None]
        scaled = np.linalg.solve(root, apart[:, :, None])
        return float(0.5 * np.sum(scaled**2) + np.log(np.diagonal(root, axis1=1, axis2=2)).sum())

    fitted = whole(np.asarray(minimize(misfit, latent.start, method="Nelder-Mead").x))
    inside, across, ahead = fitted[:, :known, :known], fitted[:, :known, known:], fitted[:, known:, known:]
    level = _level(np.linalg.cholesky(inside), history.values, columns)
    weights = np.linalg.solve(inside, across)
    mean = level[:, None] + np.einsum("swt,sw->st", weights, history.values - level[:, None])
    left = ahead - np.einsum("swt,swu->stu", across, weights)
    return NormalForecast(mean, np.sqrt(np.diagonal(left, axis1=1, axis2=2)))


def _level(root: npt.NDArray[np.floating], values: Array, columns: Array) -> Array:
    """Level of each series by generalised least squares on the columns."""
    if not columns.shape[1]:
        return np.zeros(len(values))
    ones = np.linalg.solve(root, np.ones((*values.shape, 1)))[:, :, 0]
    held = np.linalg.solve(root, values[:, :, None])[:, :, 0]
    weight, sums = (ones**2).sum(axis=1), (ones * held).sum(axis=1)
    level: Array = columns @ np.linalg.solve((columns * weight[:, None]).T @ columns, columns.T @ sums)
    return level


def _variance_between(level: Array, columns: Array, noise: Array) -> tuple[float, Array]:
    """Variance of the levels beyond the columns and the noise, and what the columns predict (method of moments)."""
    between = float(np.var(level))
    fitted = level
    for _ in range(50):
        weight = 1 / (between + noise)
        normal = (columns * weight[:, None]).T @ columns
        fitted = columns @ np.linalg.solve(normal, (columns * weight[:, None]).T @ level)
        excess = float(np.sum(weight * (level - fitted) ** 2)) - (len(level) - columns.shape[1])
        between = max(0.0, between + excess / float(weight.sum()))
    return between, fitted


def _slopes(values: Array) -> Array:
    place = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    slopes: Array = values @ place / (place @ place)
    return slopes


def _flat(values: Array, periods: Years) -> Array:
    return np.repeat(values[:, None], len(periods), axis=1)


def _everywhere(spreads: list[float], like: Array) -> Array:
    return np.broadcast_to(np.array(spreads), like.shape)


def _constant(history: RelativeHistory) -> Array:
    return np.zeros((len(history.values), 0))


def _by_sex(history: RelativeHistory, *columns: Array) -> Array:
    """A constant and the columns, each for each sex on its own."""
    own = [history.sexes == each for each in np.unique(history.sexes)]
    return np.column_stack([inside * column for inside in own for column in (np.ones(len(inside)), *columns)])


def _deprivation_and_region(history: RelativeHistory) -> Array:
    regions = [history.regions == each for each in np.unique(history.regions)[1:]]
    return np.column_stack([_by_sex(history, history.deprivation), *regions])
