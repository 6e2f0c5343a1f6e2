"""What is published of a latent path, and what it tells: known answers."""

import numpy as np
import pytest
from fourcapitals.equations.observation import (
    autoregressive_covariance,
    condition,
    observe,
    sampling_covariance,
    smoothing_matrix,
    window_matrix,
)

ERRORS = np.array([1.1, 1.0, 1.2, 1.0])


def test_overlapping_windows_share_their_errors_as_worked_by_hand():
    found = sampling_covariance(ERRORS)
    by_hand = [[1.21, 0.7333, 0.44, 0], [0.7333, 1, 0.8, 0.3333], [0.44, 0.8, 1.44, 0.8], [0, 0.3333, 0.8, 1]]
    np.testing.assert_allclose(found, by_hand, atol=5e-5)
    assert np.linalg.eigvalsh(found)[0] == pytest.approx(0.2251, abs=5e-5)
    mean = np.full(4, 0.25)
    assert np.sqrt(mean @ found @ mean) == pytest.approx(0.823989, abs=1e-6)
    np.testing.assert_allclose(sampling_covariance(ERRORS, 2.4), 2.4 * found)


def test_published_windows_have_the_errors_that_their_covariance_says():
    latent, england = np.full((2000, 1, 6), 70.0), np.full((2000, 6), 69.0)
    seen = observe(latent, england, ERRORS[None], 2.4, np.random.default_rng(1))[:, 0]
    assert np.abs(seen.mean(axis=0) - 1).max() < 0.15
    assert np.abs(np.cov(seen.T) - sampling_covariance(ERRORS, 2.4)).max() < 0.3


def test_a_moving_path_is_published_as_its_means():
    path = np.arange(5.0) ** 2
    seen = observe(path[None], np.zeros(5), np.zeros((1, 3)), 1.0, np.random.default_rng(0))
    np.testing.assert_allclose(seen[0], [(0 + 1 + 4) / 3, (1 + 4 + 9) / 3, (4 + 9 + 16) / 3])
    np.testing.assert_allclose(seen[0], window_matrix(3) @ path)
    np.testing.assert_allclose(smoothing_matrix(3, 0.25) @ path, [1.5, 4.5, 9.5])


def test_what_is_known_of_a_path_is_the_regression_on_what_was_seen():
    """The textbook: joint normal of path and figures, partitioned."""
    chance = np.random.default_rng(3)
    covariance, design = autoregressive_covariance(6, 0.9, 0.4), window_matrix(4)
    noise = sampling_covariance(np.array([0.3, 0.4, 0.2, 0.5]))
    seen, wanted = chance.normal(size=(5, 4)), np.eye(6)[-2:]
    known = condition(covariance, design, noise, seen, wanted)
    joint = np.block(
        [
            [wanted @ covariance @ wanted.T, wanted @ covariance @ design.T],
            [design @ covariance @ wanted.T, design @ covariance @ design.T + noise],
        ]
    )
    precision = np.linalg.inv(joint)[:2, :2]
    np.testing.assert_allclose(known.covariance, np.linalg.inv(precision), atol=1e-12)
    by_hand = [joint[:2, 2:] @ np.linalg.solve(joint[2:, 2:], each) for each in seen]
    np.testing.assert_allclose(known.mean, by_hand, atol=1e-12)


def test_a_precise_figure_is_believed_and_a_vague_one_is_not():
    covariance, one = autoregressive_covariance(3, 0.5, 1.0), np.eye(3)
    seen = np.array([1.0, -2.0, 3.0])
    assert np.abs(condition(covariance, one, 1e-12 * one, seen, one).mean - seen).max() < 1e-9
    assert np.abs(condition(covariance, one, 1e12 * one, seen, one).mean).max() < 1e-9
