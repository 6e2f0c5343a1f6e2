"""The years of a run: a baseline has them, a run takes them, results carry them."""

from dataclasses import replace

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.results.comparison import headline
from fourcapitals.results.mission_targets import missions
from fourcapitals.scenario.terms import terms_of
from fourcapitals.vocabulary import PERIOD, Period

SHORT = Period(base=2019, end=2024, appraisal_start=2020)


@pytest.mark.parametrize("years", [(2019, 2018, 2018), (2019, 2035, 2019), (2019, 2035, 2036), (2019, 2035, 2021, -1)])
def test_years_that_do_not_follow_each_other_are_refused(years):
    with pytest.raises(ValueError, match="a period needs"):
        Period(*years)


def test_a_run_on_follows_effects_and_gives_no_more_money(baseline):
    usual = fc.simulate(["baseline", "council_services_restored"])
    longer = fc.simulate(["baseline", "council_services_restored"], baseline=baseline.until(2045))
    assert longer.years == (*usual.years, *range(2036, 2046))
    assert longer.period == replace(PERIOD, run_on=10)
    for name in ("hle", "award"):
        held = longer.dataset[name].sel(year=list(usual.years))
        assert np.array_equal(held, usual.dataset[name].transpose(*held.dims))
    assert not longer.dataset["award"].sel(year=slice(2036, None)).any()
    pd.testing.assert_frame_equal(headline(usual), headline(longer))
    gone = longer.differences("hle", years=[2036, 2045]).sel(scenario="council_services_restored").to_numpy().ravel()
    assert 0 < gone[1] < gone[0]


def test_a_run_takes_the_years_of_its_baseline(baseline):
    short = replace(baseline, period=SHORT)
    found = fc.simulate("baseline", baseline=short)
    assert found.years == SHORT.years
    assert found.period == SHORT
    model = fc.FourCapitals("baseline", baseline=short)
    model.run()
    assert (model.year, model.years) == (2024, SHORT.simulated)
    hle = np.concatenate([model.state.outcomes.hle[sex] for sex in (0, 1)])
    assert np.array_equal(hle, found.dataset["hle"].sel(year=2024).to_numpy().ravel())


def test_money_and_levers_outside_the_years_of_the_baseline_are_refused(baseline):
    short = replace(baseline, period=SHORT)
    scenario, prices = fc.load_scenario("announced_2021"), fc.load_parameters().deflator
    with pytest.raises(BadInput) as refused:
        terms_of(scenario, short, prices)
    assert any("2025 lies outside the years of the baseline, 2020 to 2024" in fault for fault in refused.value.faults)


def test_an_ensemble_holds_and_stores_the_years_of_its_baseline(baseline, tmp_path):
    short = replace(baseline, period=SHORT)
    fc.run_ensemble("baseline", draws=3, workers=1, baseline=short, out=tmp_path / "short.zarr")
    results = fc.open_results(tmp_path / "short.zarr")
    assert results.years == SHORT.years
    assert results.period == SHORT
    assert results.dataset["milestone"].to_numpy().tolist() == [2024]


def test_missions_need_the_years_of_their_targets(baseline):
    found = fc.simulate("baseline", baseline=replace(baseline, period=SHORT))
    with pytest.raises(BadInput, match="2030 and 2035; these results hold 2019 to 2024"):
        missions(found)


def test_the_published_baseline_is_one_however_it_is_asked_for():
    assert fc.load_baseline() is fc.load_baseline(2019) is fc.load_baseline(base_year=2019)
