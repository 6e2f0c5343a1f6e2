"""Scores of forecasts side by side."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.relative_history import life_expectancy_history
from fourcapitals.evidence.forecast_scores import score_draws, score_normal, score_table
from fourcapitals.evidence.simple_forecasts import NormalForecast, persistence, shrunken_trend


def test_draws_of_a_normal_score_as_the_normal():
    generator = np.random.default_rng(1)
    mean, sd = np.array([[0.0, 1.0]]), np.array([[1.0, 2.0]])
    published = np.array([[0.4, -1.0]])
    exact = score_normal(NormalForecast(mean, sd), published)
    drawn = score_draws(generator.normal(mean, sd, size=(40_000, 1, 2)), published)
    for field in ("mean", "crps", "place"):
        np.testing.assert_allclose(getattr(drawn, field), getattr(exact, field), atol=0.02)
    for level in (50, 80, 90):
        np.testing.assert_allclose(drawn.lower[level], exact.lower[level], atol=0.05)
        np.testing.assert_allclose(drawn.upper[level], exact.upper[level], atol=0.05)


def test_the_table_holds_each_forecast_in_each_period_and_in_all():
    history = life_expectancy_history(load_baseline())
    targets = history.starting(2015, 2017)
    forecasts = {
        each.__name__: score_normal(each(history.until(2014), targets.first_years), targets.values)
        for each in (persistence, shrunken_trend)
    }
    table = score_table(targets, forecasts)
    assert table["period"].unique().tolist() == ["2015-17", "2016-18", "2017-19", "all"]
    assert table.groupby("period")["figures"].first().tolist() == [300, 300, 300, 900]
    pooled = table[table["period"] == "all"].set_index("forecast")
    assert pooled.loc["persistence", "skill"] == pytest.approx(0)
    better = pooled.loc["shrunken_trend"]
    assert better["skill"] == pytest.approx(1 - better["crps"] / pooled.loc["persistence", "crps"])
    assert better["skill_lower"] < better["skill"] < better["skill_upper"]
    assert better["rank_correlation"] == pytest.approx(0.968, abs=0.005)
    assert better["rank_ceiling"] == pytest.approx(0.99, abs=0.005)
    assert better["rmse_noise_corrected"] < better["rmse"]
    assert sum(better["pit"]) == pytest.approx(1)
