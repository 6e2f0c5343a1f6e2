"""Shares of variance among groups of inputs: known answers of Ishigami and Sobol, and what shares must obey."""

import numpy as np
import pytest
from fourcapitals.ensemble.total_effects import total_effects, variance_shares
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.qmc import Sobol


def ishigami(points):
    """Ishigami and Homma (1990), a = 7, b = 0.1, on the unit cube."""
    x, y, z = np.pi * (2 * points.T - 1)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def g_function(a):
    """Sobol's g-function; first-order variances 1/(3 (1 + a)^2)."""
    return lambda points: np.prod((np.abs(4 * points - 2) + np.array(a)) / (1 + np.array(a)), axis=1)


def exchanged(model, groups, *, size, seed=0):
    axes = sum(map(len, groups))
    pairs = Sobol(2 * axes, rng=np.random.default_rng(seed)).random(size)
    first, second = pairs[:, :axes], pairs[:, axes:]
    made = []
    for group in groups:
        points = first.copy()
        points[:, group] = second[:, group]
        made.append(model(points))
    return model(first), np.array(made)


def test_total_effects_are_those_of_ishigami():
    own, others = exchanged(ishigami, [[0], [1], [2]], size=1 << 13)
    np.testing.assert_allclose(total_effects(own, others), [0.5576, 0.4424, 0.2437], atol=0.01)


def test_a_group_has_the_total_effect_of_its_inputs_together():
    # x and z act together and with nothing else: their total is all but what y does alone.
    own, others = exchanged(ishigami, [[0, 2], [1]], size=1 << 13)
    np.testing.assert_allclose(total_effects(own, others), [0.5576, 0.4424], atol=0.01)


def test_total_effects_are_those_of_the_g_function():
    a = np.array([0.0, 1.0, 4.5, 9.0])
    own, others = exchanged(g_function(a), [[0], [1], [2], [3]], size=1 << 13)
    alone = 1 / (3 * (1 + a) ** 2)
    total = [alone[i] * np.prod(np.delete(1 + alone, i)) for i in range(4)] / (np.prod(1 + alone) - 1)
    np.testing.assert_allclose(total_effects(own, others), total, atol=0.01)


def test_what_does_nothing_has_no_share_and_an_interval_narrows_with_points():
    def model(points):
        return points[:, 0] + 0 * points[:, 1]

    few, many = (variance_shares(*exchanged(model, [[0], [1]], size=size)) for size in (32, 2048))
    assert many.share.tolist() == [1.0, 0.0]
    own = exchanged(ishigami, [[0], [1], [2]], size=32)
    wide, narrow = variance_shares(*own), variance_shares(*exchanged(ishigami, [[0], [1], [2]], size=2048))
    assert (narrow.high - narrow.low).max() < (wide.high - wide.low).max() / 3
    assert few.share.sum() == pytest.approx(1)


@given(st.integers(0, 2**32), st.integers(2, 40), st.integers(1, 4))
@settings(max_examples=30)
def test_shares_sum_to_one_lie_in_their_intervals_and_know_no_unit(seed, points, groups):
    stream = np.random.default_rng(seed)
    own, others = stream.random(points), stream.random((groups, points))
    found = variance_shares(own, others, seed=seed)
    assert found.share.sum() == pytest.approx(1)
    assert ((found.low >= 0) & (found.low <= found.share) & (found.share <= found.high) & (found.high <= 1)).all()
    # Ranks do not change with the unit, nor with any rising scale.
    np.testing.assert_allclose(variance_shares(np.exp(3 * own), np.exp(3 * others), seed=seed).share, found.share)


def test_results_that_differ_at_one_point_alone_are_shared_by_the_resamples_that_hold_it():
    own = np.zeros(8)
    others = np.zeros((2, 8))
    others[1, 3] = 1.0
    found = variance_shares(own, others)
    np.testing.assert_array_equal(found, [[0.0, 1.0]] * 3)
