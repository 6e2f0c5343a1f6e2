"""Where draws begin and how far areas wander: held against what their histories did."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.area_histories import histories_until
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.observation import window_matrix
from fourcapitals.vocabulary import SEXES

DRAWS = 192
LAGS = (1, 5, 10, 15)
PAST = {"income": "income", "employment": "employment", "life_satisfaction": "satisfaction"}
"""Outcomes with one figure a year, and how their histories are called."""


@pytest.fixture(scope="module")
def drawn(baseline):
    """Levels of areas in draws from the priors, without COVID-19, over as many years as there are windows of life."""
    still = load_parameters().with_values(covid_healthy_life_shock=[0.0, 0.0], covid_life_shock=[0.0, 0.0])
    until = baseline.until(2037)
    ensemble = fc.run_ensemble("baseline", draws=DRAWS, keep="areas", parameters=still, baseline=until, workers=1)
    return ensemble.dataset.isel(scenario=0)


@pytest.fixture(scope="module")
def paths(drawn):
    """Latent life and healthy life expectancy (draw, sex, area, year), and log productivity."""
    return (*(drawn[name].to_numpy() for name in ("le", "hle")), np.log(drawn["gva_per_hour"].to_numpy()))


@pytest.fixture(scope="module")
def past(baseline):
    return histories_until(baseline.tables, 2019)


def change(values, lag):
    """Standard deviation over areas of the change over some years, (…, area, year)."""
    changes = values[..., lag:] - values[..., :-lag]
    return float(np.sqrt(changes.var(axis=-2).mean()))


@pytest.mark.parametrize("lag", LAGS)
def test_productivity_of_areas_wanders_as_far_as_it_did(paths, past, lag):
    assert change(paths[2], lag) == pytest.approx(change(past.productivity, lag), rel=0.15)


@pytest.mark.parametrize("lag", LAGS)
def test_life_expectancy_of_areas_wanders_as_far_as_it_did(paths, baseline, lag):
    """To 2016-18: later figures are on revised populations."""
    past = histories_until(baseline.tables, 2018)
    latent = paths[0]
    means = window_matrix(latent.shape[-1] - 2)
    error = baseline.start.noise.life_error / np.sqrt(past.people)
    chance = np.random.default_rng(0).standard_normal(latent.shape) * error[:, None]
    assert change((latent + chance) @ means.T, lag) == pytest.approx(change(past.life, lag), rel=0.15)


def test_as_many_areas_fall_in_productivity_as_did(paths):
    fallen = (paths[2][..., 15] < paths[2][..., 0]).mean(axis=-1)
    low, high = np.quantile(fallen, (0.25, 0.75))
    assert low < 0.345 < high
    assert fallen.std() > 0.02


@pytest.mark.parametrize("lag", [1, 3, 7])
@pytest.mark.parametrize("outcome", PAST)
def test_income_work_and_satisfaction_of_areas_wander_as_far_as_they_did(drawn, past, outcome, lag):
    """With the sampling errors of surveys, which are most of the year-to-year change that they find."""
    values = drawn[outcome].to_numpy()
    values = np.log(values) if outcome == "income" else values
    seen = getattr(past, PAST[outcome])
    errors = np.zeros(len(seen)) if outcome == "income" else getattr(past, f"{PAST[outcome]}_errors").mean(axis=1)
    noise = np.random.default_rng(0).standard_normal(values.shape) * np.nan_to_num(errors)[:, None]
    measured = change((values + noise)[:, np.isfinite(seen).all(axis=1)], lag)
    assert measured == pytest.approx(change(seen[np.isfinite(seen).all(axis=1)], lag), rel=0.15)


def together(life, healthy, lag=5):
    """Correlation over upper tiers of the latent changes of life and healthy life expectancy, (…, sex, tier, window).

    From products of one sex's change and the other's: deaths and answers of men and of women are other people's, so
    that sampling errors, most of what is published, drop out on average.
    """
    changes = [each[..., lag:] - each[..., :-lag] for each in (life, healthy)]
    life, healthy = (each - each.mean(axis=-2, keepdims=True) for each in changes)
    across = life * healthy[..., ::-1, :, :]
    own = [(each[..., 0, :, :] * each[..., 1, :, :]).mean(axis=(-2, -1)) for each in (life, healthy)]
    return across.mean(axis=(-3, -2, -1)) / np.sqrt(own[0] * own[1])


def test_healthy_life_expectancy_has_noise_of_its_own_as_in_history(paths, baseline):
    """Changes over five windows of the upper tiers, to 2016-18: later figures are on revised populations."""
    past = histories_until(baseline.tables, 2018)
    history = together(past.life_of_tiers, past.healthy)
    assert history == pytest.approx(0.63, abs=0.01)
    member = (past.tier_of_area[:, None] == np.arange(len(past.tiers))) * past.people[:, None]
    of_tiers = [np.einsum("dsay,at->dsty", each, member / member.sum(axis=0)) for each in paths[:2]]
    windows = past.healthy.shape[-1]
    drawn = together(*(each[..., : windows + 2] @ window_matrix(windows).T for each in of_tiers))
    assert 0.45 < drawn.mean() < 0.62
    low, high = np.quantile(drawn, (0.1, 0.9))
    assert low < history < high


def test_england_begins_as_published_and_areas_where_their_histories_say(baseline):
    run = fc.simulate("baseline", seed=3)
    published = json.loads(run.dataset.attrs["published"])
    for sex in SEXES:
        level = run.levels("hle", sex=sex, years=[2019]).item()
        assert level == published[f"hle_{sex}"]["E92000001"] == baseline.published("hle", sex=sex)
    people = baseline.arrays.population
    off = run.dataset["hle"].isel(scenario=0, draw=0, year=0).to_numpy() - baseline.arrays.hle
    assert 1.0 < off.std() < 2.2
    assert np.abs(np.average(off, axis=1, weights=people)).max() < 0.02
    assert np.array_equal(run.dataset["gva_per_hour"].isel(scenario=0, draw=0, year=0), baseline.arrays.gva_per_hour)
    still = fc.simulate("baseline").dataset["hle"].isel(scenario=0, draw=0, year=0)
    assert np.array_equal(still, baseline.arrays.hle)


def test_where_a_draw_begins_changes_no_difference_between_scenarios():
    both = ["baseline", "public_health_restored"]
    one, other = (fc.simulate(both, seed=seed) for seed in (1, 2))
    by_area = [run.differences("hle", by="area", years=[2035]).to_numpy() for run in (one, other)]
    np.testing.assert_allclose(*by_area, atol=1e-9)
    for outcome in ("employment", "life_satisfaction"):
        pairs = [run.differences(outcome, by="area", years=[2035]).to_numpy() for run in (one, other)]
        np.testing.assert_allclose(*pairs, atol=1e-9)
    ratios = [run.dataset["income"].sel(year=2035).pipe(lambda x: x[1] / x[0]).to_numpy() for run in (one, other)]
    np.testing.assert_allclose(*ratios, rtol=1e-9)


@pytest.mark.parametrize("outcome", ["income", "employment", "life_satisfaction"])
def test_noise_of_areas_leaves_england_where_it_is(outcome):
    quiet, noisy = (fc.simulate("baseline", seed=seed) for seed in (None, 5))
    by_area = [run.dataset[outcome].isel(scenario=0, draw=0, year=-1).to_numpy() for run in (quiet, noisy)]
    assert np.std(by_area[1] / by_area[0]) > 0.005
    levels = [run.levels(outcome, years=[2019]).item() for run in (quiet, noisy)]
    assert levels[0] == levels[1]
    if outcome != "income":  # whose national path follows that of productivity
        ends = [run.levels(outcome, years=[2035]).item() for run in (quiet, noisy)]
        assert ends[0] == pytest.approx(ends[1], abs=2e-4)


def test_the_pandemic_is_where_the_published_figures_of_england_are():
    """Life expectancy of 2021-23, and healthy life expectancy of 2022-24 less that of 2017-19, in the middle 80%."""
    drawn = fc.run_ensemble("baseline", draws=128, workers=1)
    for name, years, published in (("le", (2021, 2022, 2023), (79.1, 83.0)), ("hle", (2022, 2023, 2024), (-2.3, -2.5))):
        for sex, figure in zip(SEXES, published, strict=True):
            found = drawn.dataset[f"{name}_by_sex"].sel(scenario="baseline", sex=sex)
            level = found.sel(year=list(years)).mean("year").to_numpy()
            level = level - (found.sel(year=2019).to_numpy() if name == "hle" else 0.0)
            low, high = np.quantile(level, (0.1, 0.9))
            assert low < figure < high, (name, sex, low, high)
