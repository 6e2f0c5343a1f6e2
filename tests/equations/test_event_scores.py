"""Scores of probabilities of events, to the digits of those who published them."""

import numpy as np
import pytest
from fourcapitals.equations.event_scores import area_under_curve, brier_score, calibration_by_group, log_score
from hypothesis import given
from hypothesis import strategies as st

EVENTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=2, max_size=20)


def test_the_brier_score_is_that_of_its_publishers():
    # scikit-learn, documentation of brier_score_loss
    assert brier_score(np.array([0.1, 0.9, 0.8, 0.3]), np.array([0, 1, 1, 0])).mean() == pytest.approx(
        0.0375, abs=1e-12
    )
    # Rain forecast with 70% and 30%: the worked example of encyclopaedias
    assert brier_score(np.array([0.7, 0.3]), np.array([1, 1])).tolist() == pytest.approx([0.09, 0.49])


def test_the_log_score_is_that_of_its_publishers():
    # scikit-learn, documentation of log_loss
    score = log_score(np.array([0.9, 0.1, 0.2, 0.65]), np.array([1, 0, 0, 1])).mean()
    assert score == pytest.approx(0.21616, abs=5e-6)
    assert log_score(np.array([0.0, 1.0]), np.array([1, 1])).tolist() == [np.inf, 0.0]


def test_the_area_under_the_curve_counts_ties_half_as_in_the_published_reading_of_109_scans():
    # Hanley and McNeil 1982, table I: ratings 1 to 5 of 58 normal and 51 abnormal tomograms; area 0.893
    normal, abnormal = (33, 6, 6, 11, 2), (3, 2, 2, 11, 33)
    rating = np.concatenate([np.repeat(np.arange(1, 6), each) for each in (normal, abnormal)])
    event = np.repeat([0, 1], [58, 51])
    assert area_under_curve(rating.astype(float), event) == pytest.approx(0.893, abs=5e-4)
    # scikit-learn, documentation of roc_auc_score
    assert area_under_curve(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])) == 0.75
    assert area_under_curve(np.full(4, 0.2), np.array([0, 0, 1, 1])) == 0.5


@given(EVENTS)
def test_the_area_is_the_share_of_pairs_in_the_right_order(events):
    score, event = (np.array(each, float) for each in zip(*events, strict=True))
    if not 0 < event.sum() < len(event):
        with pytest.raises(ValueError, match="expected some, and not all"):
            area_under_curve(score, event)
        return
    pairs = np.sign(score[event > 0][:, None] - score[event == 0][None, :])
    assert area_under_curve(score, event) == pytest.approx((1 + pairs.mean()) / 2)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_no_forecast_is_expected_to_score_better_than_the_true_chance(true, other):
    chance = np.array([true, other])
    for score in (brier_score, log_score):
        expected = true * score(chance, np.ones(2)) + (1 - true) * score(chance, np.zeros(2))
        assert expected[0] <= expected[1] + 1e-12


def test_a_calibrated_forecast_comes_true_as_often_as_it_says():
    rows = calibration_by_group(
        np.array([0.5, 0.5, 0.25, 0.25, 0.25, 0.25]), np.array([1, 0, 0, 0, 1, 0]), [1, 1, 2, 2, 2, 2]
    )
    assert {group: (row.events, row.forecast - row.happened) for group, row in rows.items()} == {
        1: (2, 0.0),
        2: (4, 0.0),
    }


@pytest.mark.parametrize(
    ("probability", "event", "said"),
    [
        ([0.5, 1.5], [0, 1], r"probability\[1\] is 1.5; expected between 0 and 1"),
        ([0.5, 0.5], [0, 2], r"event\[1\] is 2; expected 0 or 1"),
        ([0.5], [0, 1], r"expected one of each for every event"),
        ([np.nan, 0.5], [0, 1], r"probability\[0\] is nan; expected a finite number"),
    ],
)
def test_what_is_no_probability_or_event_is_refused_with_its_place(probability, event, said):
    for score in (brier_score, log_score):
        with pytest.raises(ValueError, match=said):
            score(np.array(probability), np.array(event))
