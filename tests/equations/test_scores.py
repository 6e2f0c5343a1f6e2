"""Scores of forecasts, to the digits of those who published them."""

import numpy as np
import pytest
from fourcapitals.equations import scores
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.floats(-50, 50)


@pytest.mark.parametrize(
    ("mean", "sd", "observed", "published"),
    [
        (0.0, 1.0, 0.0, 0.23369497725510913),  # properscoring 0.1, README
        (0.0, 1.0, -3.0, 2.43657473),  # scoringRules (R), tests of crps_norm, as the next two
        (0.1, 1.0, -2.9, 2.43657473),
        (0.0, 0.9, -2.7, 2.43657473 * 0.9),
        (63.0, 1.5, 62.5, 0.416424),
    ],
)
def test_the_score_of_a_normal_forecast_is_that_of_its_publishers(mean, sd, observed, published):
    score = scores.crps_normal(np.array(mean), np.array(sd), np.array(observed))
    assert score == pytest.approx(published, abs=5e-7 if published == 0.416424 else 5e-9)


def test_without_spread_each_score_is_the_distance():
    assert scores.crps_normal(np.array(63.0), np.array(0.0), np.array(62.5)) == 0.5
    assert scores.crps_ensemble(np.full(4, 63.0), np.array(62.5)) == 0.5


@given(st.lists(NUMBERS, min_size=2, max_size=12), NUMBERS)
def test_the_score_of_draws_is_its_definition(draws, observed):
    members = np.array(draws)
    count = len(members)
    apart = np.abs(members[:, None] - members[None, :]).sum()
    distance = np.abs(members - observed).mean()
    whole = scores.crps_ensemble(members, np.array(observed), fair=False)
    assert whole == pytest.approx(distance - apart / count**2 / 2, abs=1e-9)
    fair = scores.crps_ensemble(members, np.array(observed))
    assert fair == pytest.approx(distance - apart / (count * (count - 1)) / 2, abs=1e-9)


def test_the_fair_score_of_few_draws_is_that_of_many_on_average():
    generator = np.random.default_rng(3)
    members = generator.normal(size=(3, 40_000))
    observed = np.full(40_000, 0.7)
    truth = float(scores.crps_normal(np.array(0.0), np.array(1.0), np.array(0.7)))
    fair = scores.crps_ensemble(members, observed)
    assert fair.mean() == pytest.approx(truth, abs=4 * fair.std() / 200)
    assert scores.crps_ensemble(members, observed, fair=False).mean() > truth + 0.1


def test_many_quantiles_of_a_normal_score_as_the_normal():
    levels = np.arange(1, 1000) / 1000
    quantiles = np.quantile(np.random.default_rng(1).normal(size=400_000), levels)
    exact = float(scores.crps_normal(np.array(0.0), np.array(1.0), np.array(0.4)))
    assert scores.quantile_score(quantiles, levels, np.array(0.4)) == pytest.approx(exact, rel=0.01)


def test_a_calibrated_forecast_covers_what_it_says_and_places_evenly():
    generator = np.random.default_rng(5)
    members, observed = generator.normal(size=(200, 5000)), generator.normal(size=5000)
    lower, upper = np.quantile(members, [0.05, 0.95], axis=0)
    held = scores.interval_quality(lower, upper, observed)
    assert held.coverage == pytest.approx(0.9, abs=0.02)
    assert held.width == pytest.approx(2 * 1.645, abs=0.05)
    places = scores.probability_transform(members, observed)
    assert np.histogram(places, bins=10, range=(0, 1))[0] / 5000 == pytest.approx(np.full(10, 0.1), abs=0.02)


def test_what_noise_gives_by_itself_is_taken_off_the_error():
    generator = np.random.default_rng(8)
    truth, noise = generator.normal(0, 1.5, 200_000), generator.normal(0, 1.1, 200_000)
    assert scores.noise_corrected_rmse(truth + noise, np.full(200_000, 1.1)) == pytest.approx(1.5, rel=0.01)
    assert scores.noise_corrected_rmse(np.array([0.5]), np.array([1.0])) == 0


def test_a_perfect_forecast_ranks_as_well_as_the_noise_allows():
    generator = np.random.default_rng(9)
    truth = generator.normal(0, 2.0, 50_000)
    observed = truth + generator.normal(0, 1.0, 50_000)
    agreement = scores.rank_agreement(truth, observed, np.full(50_000, 1.0))
    assert agreement.ceiling == pytest.approx(np.sqrt(0.8), abs=0.01)
    assert agreement.correlation == pytest.approx(agreement.ceiling, abs=0.02)


def test_the_interval_of_skill_covers_the_true_skill_and_grows_with_dependence():
    generator = np.random.default_rng(11)
    blocks = np.repeat(np.arange(40), 5).astype(str)
    covered, single, whole = 0, [], []
    for _ in range(100):
        reference = generator.gamma(4, 1, 200)
        better = 0.8 * reference + np.repeat(generator.normal(0, 1, 40), 5)
        by_block = scores.skill_interval(better, reference, blocks, generator=generator, resamples=200)
        by_figure = scores.skill_interval(
            better, reference, np.arange(200).astype(str), generator=generator, resamples=200
        )
        covered += by_block.lower <= 0.2 <= by_block.upper
        whole.append(by_block.upper - by_block.lower)
        single.append(by_figure.upper - by_figure.lower)
    assert covered >= 86
    assert np.mean(whole) > 1.5 * np.mean(single)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: scores.crps_ensemble(np.ones(1), np.array(1.0)), "two draws at least"),
        (lambda: scores.crps_ensemble(np.ones((3, 2)), np.ones(3)), r"members \(3, 2\)"),
        (lambda: scores.crps_normal(np.ones(2), np.array([1.0, -1.0]), np.ones(2)), r"sd\[1\] is -1"),
        (lambda: scores.crps_normal(np.array([np.nan]), np.ones(1), np.ones(1)), r"mean\[0\] is nan"),
        (lambda: scores.crps_normal(np.ones(2), np.ones(3), np.ones(2)), "expected shapes that broadcast"),
        (lambda: scores.quantile_score(np.ones(2), np.array([0.5, 1.0]), np.array(1.0)), r"levels\[1\] is 1"),
        (lambda: scores.quantile_score(np.ones(3), np.array([0.5]), np.array(1.0)), r"\(level, \.\.\.\)"),
        (lambda: scores.interval_quality(np.ones(1), np.zeros(1), np.ones(1)), r"upper\[0\] is 0"),
        (
            lambda: scores.skill_interval(np.ones(2), np.ones(2), ["a"], generator=np.random.default_rng(0)),
            "name of a block",
        ),
        (
            lambda: scores.skill_interval(np.ones(1), np.zeros(1), ["a"], generator=np.random.default_rng(0)),
            "the reference scores 0",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_with_its_place(call, said):
    with pytest.raises(ValueError, match=said):
        call()
