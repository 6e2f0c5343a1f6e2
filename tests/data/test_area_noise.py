"""The noise of areas: what the histories say of it, and that nothing later enters."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.area_histories import counted, histories_until
from fourcapitals.data.area_noise import AreaNoise, estimate_noise, noise_of, values_of_noise
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.yearly_noise import yearly_figures


def test_the_compiled_noise_is_what_the_histories_give(baseline):
    table = baseline.tables["area_noise"]
    for year in (2014, 2019):
        compiled = table[table["base_year"] == year].set_index("name")["value"]
        assert tuple(compiled.index) == AreaNoise._fields
    again = estimate_noise(baseline.tables, 2014).set_index("name")["value"]
    np.testing.assert_allclose(again, table[table["base_year"] == 2014].set_index("name")["value"], rtol=0.02)


def test_years_after_the_base_year_do_not_enter(baseline):
    cut = {}
    for name, table in baseline.tables.items():
        kept = table
        if name.startswith("history_") and name != "history_deprivation":
            column = "start_year" if "start_year" in table else "year"
            kept = table[table[column] + 2 * (column == "start_year") <= 2014]
        if name == "published":
            last = table["period"].astype(str).str[-2:].astype(int) + 2000
            kept = table[last <= 2014]
        cut[name] = kept
    whole, past = histories_until(baseline.tables, 2014), histories_until(cut, 2014)
    for name in whole._fields:
        np.testing.assert_array_equal(getattr(whole, name), getattr(past, name), err_msg=name)
    assert (whole.productivity.shape, whole.life.shape, whole.healthy.shape) == ((307, 11), (2, 307, 12), (2, 150, 2))


def test_a_base_year_takes_the_last_noise_before_it(baseline):
    assert noise_of(baseline.tables, 2016) == noise_of(baseline.tables, 2014)
    assert noise_of(baseline.tables, 2019) != noise_of(baseline.tables, 2014)


def test_a_run_from_an_earlier_year_takes_the_noise_of_its_time():
    table = load_parameters().with_values(**values_of_noise(load_baseline(2014).start.noise))
    assert table["area_health_noise"].value == 0.0913 != load_parameters()["area_health_noise"].value


@pytest.mark.parametrize(
    ("name", "of_noise"),
    [
        ("area_productivity_persistence", "productivity_persistence"),
        ("area_productivity_noise", "productivity_noise"),
        ("area_productivity_side", "productivity_side"),
        ("area_health_persistence", "life_persistence"),
        ("area_health_noise", "life_noise"),
        ("area_health_sex_correlation", "life_sex_correlation"),
        ("area_good_health_persistence", "good_health_persistence"),
        ("area_good_health_noise", "good_health_noise"),
        ("healthy_years_per_life_year", "healthy_per_life"),
        ("region_health_noise", "life_region_noise"),
        ("area_income_persistence", "income_persistence"),
        ("area_income_noise", "income_noise"),
        ("area_employment_persistence", "employment_persistence"),
        ("area_employment_noise", "employment_noise"),
        ("satisfaction_persistence", "satisfaction_persistence"),
        ("satisfaction_noise", "satisfaction_noise"),
    ],
)
def test_parameters_are_the_estimates_to_2019(baseline, name, of_noise):
    assert load_parameters()[name].value == pytest.approx(getattr(noise_of(baseline.tables, 2019), of_noise))


def test_a_start_believes_little_of_one_window_and_most_of_many(baseline):
    start = baseline.start
    # Deprivation and length of life say more of an upper tier's healthy life expectancy than one window does.
    one_window = 1.05 * np.sqrt(start.noise.sampling_multiple)
    assert 0.4 < np.sqrt(start.good_health.covariance.mean()) < 0.5 * one_window
    large, small = start.people.argmax(), start.people.argmin()
    spread = np.sqrt(start.life.covariance[:, 0, 0])
    assert spread[large] < 0.8 * spread[small] < 0.5
    earlier = load_baseline(2014).start
    assert earlier.good_health.covariance.mean() > start.good_health.covariance.mean()


def test_estimates_recover_what_simulated_histories_were_made_with(baseline):
    """Productivity of 307 areas over 16 years, made with known noise."""
    chance, years, areas = np.random.default_rng(5), 16, 307
    latent = np.zeros((areas, years + 62))
    for year in range(1, latent.shape[1]):
        latent[:, year] = 0.97 * latent[:, year - 1] + 0.02 * chance.normal(size=areas)
    latent = latent[:, 60:]
    smooth = 0.15 * (latent[:, :-2] + latent[:, 2:]) + 0.7 * latent[:, 1:-1]
    codes = sorted(baseline.codes)
    long = pd.DataFrame(30 * np.exp(smooth), codes, range(2004, 2020)).rename_axis("code").reset_index()
    made = long.melt("code", var_name="year", value_name="value")
    found = estimate_noise({**baseline.tables, "history_gva_per_hour": made}, 2019).set_index("name")
    for name, true in (("productivity_persistence", 0.97), ("productivity_noise", 0.02), ("productivity_side", 0.15)):
        row = found.loc[name]
        width = max(row["high"] - row["low"], 0.002)
        assert row["low"] - width / 2 < true < row["high"] + width / 2, name


def test_what_a_region_that_is_left_out_says_of_itself_teaches_nothing(baseline):
    code = "E12000007"
    inside = (baseline.areas["region_code"] == code).to_numpy()
    tables = {**baseline.tables, "left_out": pd.DataFrame({"region_code": [code]})}
    past = counted(histories_until(tables, 2014))
    assert past.employment.shape[0] == past.life.shape[1] == (~inside).sum()
    assert past.regions.shape[1] == 8
    work = tables["history_employment"]
    of_region = work["code"].isin(set(baseline.areas.index[inside]))
    other = {**tables, "history_employment": work.assign(value=work["value"].where(~of_region, 0.1))}
    figures = [yearly_figures(counted(histories_until(each, 2014)))["employment"] for each in (tables, other)]
    np.testing.assert_array_equal(figures[0].seen, figures[1].seen)
    assert not np.array_equal(
        histories_until(tables, 2014).employment, histories_until(other, 2014).employment, equal_nan=True
    )
