"""The recipe of what history leaves of the priors, and that draws take it."""

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.posterior import AXES, calibration_table, posterior_of
from fourcapitals.ensemble.draws import parameters_at, sobol_points
from fourcapitals.evidence.calibration import calibrate, council_estimate
from fourcapitals.evidence.policy_skill import last_placebo, slopes_of
from fourcapitals.vocabulary import BLOCK


@pytest.fixture(scope="module")
def drawn():
    table = load_parameters()
    return [parameters_at(table, sobol_points(table, 3, block)) for block in range(1024 // BLOCK)]


def column(drawn, name):
    return np.concatenate([made.values[name] for made in drawn])


def test_draws_have_the_spread_and_the_correlation_that_history_leaves(drawn):
    for group in ("area_productivity", "area_life", "area_good_health"):
        names, (values,) = posterior_of(group)
        taken = np.array([column(drawn, name) for name in names]).T
        assert taken.mean(axis=0) == pytest.approx(values.mean(axis=0), rel=0.02)
        assert taken.std(axis=0) == pytest.approx(values.std(axis=0), rel=0.15)
        assert np.corrcoef(taken.T) == pytest.approx(np.corrcoef(values.T), abs=0.12)


def test_draws_show_the_slope_that_history_leaves_of_the_council_effect(drawn, baseline):
    slopes = np.concatenate([slopes_of(made.parameters, baseline) for made in drawn])
    told = calibration_table().set_index(["base_year", "name"]).loc[(2019, "slope of the regression")]
    assert slopes.mean() == pytest.approx(told["mean"], abs=0.005)
    # The estimate and the speed stay with their priors, so that the end is a little further out.
    assert 0.9 * told["high"] < np.quantile(slopes, 0.975) < 1.25 * told["high"]
    assert slopes.mean() < 0.7 * told["before_mean"]


def test_the_two_sets_of_estimates_keep_their_weight_and_their_draws(drawn):
    """The regression of councils says nothing of public health and the NHS."""
    alone = load_parameters().from_priors()
    by_prior = [parameters_at(alone, sobol_points(alone, 3, block)) for block in range(1024 // BLOCK)]
    assert np.array_equal(column(drawn, "elasticity_set"), column(by_prior, "elasticity_set"))
    for name in ("public_health_cost_per_qaly", "nhs_cost_per_qaly", "job_displacement", "fast_health_speed"):
        assert np.array_equal(column(drawn, name), column(by_prior, name)), name
    second = column(drawn, "elasticity_set") == 1
    assert (column(drawn, "council_effect_multiple")[~second] == 1).all()


def test_the_bias_of_the_regression_is_as_large_as_its_placebos(baseline):
    estimate, error, bias = council_estimate(baseline, 2019)
    assert -0.1 < estimate < 0.0
    assert 0.02 < error < 0.06
    assert 0.07 < bias < 0.13
    # Changes of two years have six placebos, all before the cuts.
    assert last_placebo(2014) == 2006
    assert 0.02 < council_estimate(baseline, 2014)[2] < 0.08


def test_a_set_that_is_taken_takes_what_history_leaves_of_its_own_draws():
    table = load_parameters()
    points = sobol_points(table, 3, 0)
    for value in (0.0, 1.0):
        chosen = table.with_values(elasticity_set=value)
        assert chosen.from_history == table.from_history
        made = parameters_at(chosen, points)
        rows = posterior_of("council_services").values[int(value)]
        assert set(made.values["council_effect_multiple"]) <= set(rows[:, 1])


@pytest.mark.thorough
def test_the_recipe_gives_joint_draws_and_says_how_good_they_are(baseline):
    draws, told = calibrate(baseline, 2014, prior_draws=2048, walkers=12, chains=2, steps=60, warm_up=20)
    assert set(draws) == {"base_year", "draw", "elasticity_set", *(name for names in AXES.values() for name in names)}
    assert draws.notna().all().all()
    assert draws["elasticity_set"].mean() == 0.5
    compiled = calibration_table().query("base_year == 2014").set_index("name")
    for name in ("area_productivity_noise", "sampling_variance_multiple"):
        row = told.set_index("name").loc[name]
        assert row["mean"] == pytest.approx(compiled.loc[name, "mean"], abs=2 * compiled.loc[name, "sd"])
