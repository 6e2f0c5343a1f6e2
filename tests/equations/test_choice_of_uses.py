"""The choice between uses: by judged value and visibility, of one council or of several together."""

import numpy as np
import pytest
from fourcapitals.equations.choice_of_uses import (
    chosen_split,
    judged_value,
    pooled,
    standard_values,
    valued_visibility,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

USES, AREAS = 5, 4
FINITE = st.floats(-1e3, 1e3)
VISIBILITY = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
SEEN = VISIBILITY[:, None]
OPEN = np.ones(USES, dtype=bool)


@given(arrays(float, (USES, AREAS), elements=FINITE), st.floats(0, 1), st.floats(0.01, 10))
def test_shares_of_open_uses_sum_to_one_and_others_get_nothing(judged, weight, noise):
    open_to = np.array([True, False, True, True, False])
    split = chosen_split(judged, SEEN, weight, noise, open_to)
    np.testing.assert_allclose(split.sum(axis=0), 1)
    assert (split[~open_to] == 0).all()
    assert (split >= 0).all()


def test_without_weight_on_value_visibility_alone_decides():
    one, other = (chosen_split(judged, SEEN, 0.0, 0.3, OPEN) for judged in (np.zeros((USES, 1)), np.eye(USES)[:, :1]))
    np.testing.assert_array_equal(one, other)
    # e to the 1 / 0.3 times as much for each visible use as for each other.
    assert one[0, 0] / one[2, 0] == pytest.approx(np.exp(1 / 0.3))


def test_tastes_for_what_is_seen_differ_by_council_and_the_middle_one_has_visibility_as_it_is():
    seen = valued_visibility(VISIBILITY, 0.5, np.array([0.0, 1.0, -1.0]))
    np.testing.assert_array_equal(seen[:, 0], VISIBILITY)
    split = chosen_split(np.zeros((USES, 3)), seen, 0.375, 0.3, OPEN)
    assert split[0, 2] < split[0, 0] < split[0, 1]
    indifferent = chosen_split(np.eye(USES)[:, :3], seen, 1.0, 0.3, OPEN)
    np.testing.assert_array_equal(indifferent, chosen_split(np.eye(USES)[:, :3], SEEN, 1.0, 0.3, OPEN))


def test_with_all_weight_on_value_and_little_noise_the_best_use_gets_all():
    split = chosen_split(np.array([[0.0], [0.0], [0.0], [1.0], [0.5]]), SEEN, 1.0, 0.01, OPEN)
    assert split[3, 0] == pytest.approx(1)


def test_more_capacity_makes_a_body_judge_nearer_to_the_truth():
    value, error = np.zeros((1, 3)), np.ones((1, 3))
    off = judged_value(value, 0.5, np.array([0.25, 0.5, 1.0]), error)
    np.testing.assert_allclose(off, [[2.0, 1.0, 0.5]])


@given(arrays(float, (USES, AREAS), elements=FINITE), st.floats(0.1, 100), st.floats(-100, 100))
def test_values_have_no_unit_and_no_level(value, unit, level):
    scaled = standard_values(value)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-9)
    if np.ptp(value, axis=0).max() > 1e-3:
        assert np.mean(scaled**2) == pytest.approx(1)
        np.testing.assert_allclose(standard_values(unit * value + level), scaled, atol=1e-6)


def test_uses_that_are_all_alike_have_no_value_beyond_each_other():
    assert not standard_values(np.full((USES, AREAS), 3.0)).any()


def test_a_body_has_the_mean_of_its_areas_by_population():
    values = np.array([[1.0, 3.0, 5.0, 9.0], [0.0, 1.0, 1.0, 0.0]])
    bodies, people = np.array([0, 1, 0, 1]), np.array([3.0, 1.0, 1.0, 2.0])
    np.testing.assert_allclose(pooled(values, bodies, people), [[2, 7, 2, 7], [0.25, 1 / 3, 0.25, 1 / 3]])
    np.testing.assert_allclose(pooled(values, np.arange(4), people), values)
