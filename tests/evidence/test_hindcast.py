"""The hindcast: forecasts of an earlier start beside simple ones, and a forecast on file of years to come."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from fourcapitals.data.area_noise import PARAMETERS
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.changed_parameters import changed_table
from fourcapitals.errors import BadInput
from fourcapitals.evidence.forecasting import forecast, forecast_lines
from fourcapitals.evidence.hindcasting import WITHOUT, hindcast, parameters_until
from fourcapitals.evidence.report_card import card, card_json, card_lines, card_rows
from fourcapitals.evidence.simple_forecasts import SIMPLE
from fourcapitals.plots import report_card
from fourcapitals.vocabulary import MODEL, SCORED_OUTCOMES


@pytest.fixture(scope="module")
def found():
    return hindcast(draws=48)


def test_every_outcome_has_the_model_and_the_simple_forecasts_in_each_period_and_in_all(found):
    for outcome in SCORED_OUTCOMES:
        own = found.scores[found.scores["outcome"] == outcome]
        assert set(own["forecast"]) == {MODEL, WITHOUT, *SIMPLE[outcome]}
        assert own.groupby("period")["forecast"].nunique().eq(len(SIMPLE[outcome]) + 2).all()
    periods = found.scores.groupby("outcome")["period"].unique()
    assert periods["hle"].tolist() == ["2015-17", "2016-18", "2017-19", "all"]
    assert periods["gva_per_hour"].tolist() == ["2015", "2016", "2017", "2018", "2019", "all"]


def test_the_model_forecasts_health_and_productivity_better_than_persistence(found):
    pooled = card(found).query("forecast == @MODEL").set_index("outcome")
    assert (pooled.loc[["hle", "gva_per_hour"], "skill_lower"] > 0).all()
    assert pooled.loc["hle", "crps"] == pytest.approx(1.0, abs=0.06)
    assert pooled.loc[["le", "hle", "gva_per_hour"], "coverage_90"].between(0.8, 0.95).all()


def test_the_card_says_what_it_shows_whatever_it_is(found):
    rows = card_rows(found)
    assert len(rows) == len(card(found))
    assert sum(row[-1] == "best" for row in rows) == len(SCORED_OUTCOMES)
    text = " ".join(card_lines(found))
    assert "clearly worse: disposable income per head" in text
    assert json.loads(json.dumps(card_json(found)))["start"] == 2014
    chart = report_card(card(found), start=2014, end=2019)
    assert len(chart.data) == 2 * len(SCORED_OUTCOMES)
    plt.close(chart.figure)
    with pytest.raises(BadInput, match=r"evidence\.card"):
        report_card(card(found).drop(columns="skill"), start=2014, end=2019)


def test_noise_is_that_of_the_years_before_the_start():
    table = parameters_until(2014, load_baseline())
    estimates = load_baseline().tables["area_noise"].query("base_year == 2014").set_index("name")["value"]
    for name, own in PARAMETERS.items():
        assert table[name].value == estimates[own]
        assert [prior.kind for prior in table[name].priors] == ["fixed"]


def test_noise_that_was_set_stays_as_it_was_set():
    table = parameters_until(2014, load_baseline(), changed_table(["area_health_noise=0.2"]))
    assert table["area_health_noise"].value == 0.2
    assert table["area_productivity_noise"].value == 0.0308


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": 2010}, "from: 2010 is no start"),
        ({"end": 2025}, "to: 2025 is no end"),
        ({"end": 2015}, "choose a year from 2017 to 2019"),
        ({"start": 2019, "end": 2014}, "choose a year from 2017 to 2019"),
        ({"draws": 1}, "draws: 2 or more expected, got 1"),
    ],
)
def test_a_start_without_history_and_an_end_without_figures_are_refused(asked, said):
    with pytest.raises(BadInput, match=said):
        hindcast(**asked)


def test_a_forecast_on_file_holds_every_place_and_no_figure_that_is_known():
    table = forecast(draws=32)
    counts = table.groupby(["outcome", "period"]).size()
    assert counts["hle_minus_england_years"].to_dict() == {"2021-23": 300, "2022-24": 300}
    assert counts["ln_gva_per_hour_over_england"].to_dict() == {"2021": 307, "2022": 307, "2023": 307}
    quantiles = table[["q05", "q25", "q50", "q75", "q95"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert np.isfinite(quantiles).all()
    assert (table["sd"] > 0).all()
    assert len(forecast_lines(table)) == 5
    for asked, said in (
        ({"start": 2016}, "starts in 2019, got 2016; hindcast starts earlier"),
        ({"start": 2020}, "starts in 2019, got 2020; later figures are not known"),
        ({"draws": 1}, "draws: 2 or more expected, got 1"),
    ):
        with pytest.raises(BadInput, match=said):
            forecast(**asked)
