"""The simple forecasts of history: the scores that were first measured for them, from years before the start alone."""

from functools import cache, partial

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.relative_history import (
    area_history,
    healthy_life_expectancy_history,
    life_expectancy_history,
)
from fourcapitals.equations.scores import crps_normal, interval_quality
from fourcapitals.evidence.simple_forecasts import SIMPLE, noise_multiple, overlap

START = 2014
HISTORIES = {
    "le": (life_expectancy_history, 2015, 2017),
    "hle": (healthy_life_expectancy_history, 2015, 2017),
    "gva_per_hour": (partial(area_history, outcome="gva_per_hour"), 2015, 2019),
}


@cache
def forecast(outcome, name, edition):
    history, first, last = HISTORIES[outcome]
    figures = history(load_baseline(), edition=edition)
    targets = figures.starting(first, last)
    made = SIMPLE[outcome][name](figures.until(START), targets.first_years)
    return made, targets


@pytest.mark.parametrize(
    ("outcome", "name", "edition", "pooled", "of_last"),
    [
        ("le", "persistence", 2015, 0.2284, 0.2417),
        ("le", "region's trend", 2015, 0.2271, None),
        ("le", "England's trend", 2015, 0.2403, None),
        ("le", "area's trend", 2015, 0.2721, None),
        ("le", "area's trend, shrunk", 2015, 0.2170, None),
        ("le", "reverting to deprivation", 2015, None, 0.2189),
        ("hle", "persistence", 2015, 1.225, 1.300),
        ("hle", "persistence, published errors", 2015, 1.256, 1.351),
        # With an index of 2019 that nobody had in 2014.
        ("hle", "shrunk to deprivation", 2019, 1.007, 1.078),
        ("gva_per_hour", "persistence", 2015, 0.0315, 0.0463),
        ("gva_per_hour", "persistence of growth", 2015, 0.0299, None),
        ("gva_per_hour", "reverting to the mean", 2015, None, 0.0461),
    ],
)
def test_the_scores_are_those_that_were_first_measured(outcome, name, edition, pooled, of_last):
    made, targets = forecast(outcome, name, edition)
    scores = crps_normal(made.mean, made.sd, targets.values)
    assert scores.size == {"le": 900, "hle": 900, "gva_per_hour": 1535}[outcome]
    if pooled:
        assert scores.mean() == pytest.approx(pooled, rel=0.021)
    if of_last:
        assert scores[:, -1].mean() == pytest.approx(of_last, rel=0.025)


def test_productivity_of_2017_is_forecast_best_by_its_growth():
    made, targets = forecast("gva_per_hour", "persistence of growth", 2015)
    third = crps_normal(made.mean, made.sd, targets.values)[:, 2]
    assert third.mean() == pytest.approx(0.0323, abs=0.0002)


def test_published_errors_of_healthy_life_expectancy_cover_too_little_and_the_multiple_mends_it():
    published, targets = forecast("hle", "persistence, published errors", 2015)
    mended, _ = forecast("hle", "persistence", 2015)
    covered = [
        interval_quality(made.mean - 1.645 * made.sd, made.mean + 1.645 * made.sd, targets.values).coverage
        for made in (published, mended)
    ]
    assert covered[0] == pytest.approx(0.74, abs=0.02)
    assert covered[1] == pytest.approx(0.91, abs=0.02)
    history = healthy_life_expectancy_history(load_baseline()).until(START)
    assert noise_multiple(history) == pytest.approx(2.4, abs=0.05)


@pytest.mark.parametrize("outcome", HISTORIES)
def test_no_forecast_looks_at_what_came_after_the_start(outcome):
    history, first, last = HISTORIES[outcome]
    figures = history(load_baseline())
    changed = figures._replace(
        values=np.where(figures.last_years > START, 99.0, figures.values),
        standard_errors=np.where(figures.last_years > START, 99.0, figures.standard_errors),
    )
    targets = figures.starting(first, last).first_years
    for name, simple in SIMPLE[outcome].items():
        before, after = simple(figures.until(START), targets), simple(changed.until(START), targets)
        np.testing.assert_array_equal(before.mean, after.mean, name)
        np.testing.assert_array_equal(before.sd, after.sd, name)


def test_windows_share_the_errors_of_the_years_that_they_have_in_common():
    shared = overlap(np.arange(4), 3)
    error = np.array([1.1, 1.0, 1.2, 1.0])
    expected = [[1.21, 0.7333, 0.44, 0], [0.7333, 1, 0.8, 0.3333], [0.44, 0.8, 1.44, 0.8], [0, 0.3333, 0.8, 1]]
    covariance = error[:, None] * error * shared
    np.testing.assert_allclose(covariance, expected, atol=5e-5)
    assert np.linalg.eigvalsh(covariance)[0] == pytest.approx(0.2251, abs=5e-5)
    assert np.sqrt(covariance.mean()) == pytest.approx(0.823989, abs=5e-7)


def test_the_sampling_error_of_life_expectancy_falls_with_the_deaths():
    history = life_expectancy_history(load_baseline())
    errors = dict(zip(zip(history.codes, history.sexes, strict=True), history.standard_errors[:, -1], strict=True))
    kent, rutland = errors["E10000016", "male"], errors["E06000017", "male"]
    assert 0.08 < kent < 0.15
    assert 0.5 < rutland < 0.9
