"""Least squares with robust errors, and logistic regression."""

import numpy as np
import pytest
from fourcapitals.equations.regression import logistic_regression, robust_least_squares


def test_robust_errors_are_right_where_the_spread_grows_with_the_column():
    generator = np.random.default_rng(2)
    slopes, errors = [], []
    for _ in range(400):
        x = generator.uniform(0, 1, 200)
        y = 1 + 2 * x + generator.normal(0, 1, 200) * (0.2 + 2 * x)
        fit = robust_least_squares(y, np.column_stack([np.ones(200), x]))
        slopes.append(fit.coefficients[1])
        errors.append(fit.standard_errors[1])
    assert np.mean(slopes) == pytest.approx(2, abs=0.06)
    assert np.mean(errors) == pytest.approx(np.std(slopes), rel=0.08)


@pytest.mark.parametrize(
    ("outcome", "columns", "said"),
    [
        (np.ones(3), np.ones((3, 3)), "more areas than columns"),
        (np.ones(4), np.column_stack([np.ones(4), np.ones(4)]), "follows from the others"),
        (np.array([1, 2, np.nan, 4]), np.ones((4, 1)), r"outcome\[2\] is nan"),
    ],
)
def test_what_cannot_be_regressed_is_refused(outcome, columns, said):
    with pytest.raises(ValueError, match=said):
        robust_least_squares(outcome, columns)


HOURS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5]
PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]


def test_the_logistic_regression_of_passing_on_hours_of_study_is_the_published_one():
    # The worked example of encyclopaedias: coefficients -4.0777 and 1.5046, standard errors 1.7610 and 0.6287
    fit = logistic_regression(np.array(PASSED), np.column_stack([np.ones(20), HOURS]))
    assert fit.coefficients == pytest.approx([-4.0777, 1.5046], abs=5e-5)
    assert fit.standard_errors == pytest.approx([1.7610, 0.6287], abs=5e-5)


def test_a_logistic_regression_on_groups_gives_their_shares():
    event, group = np.array([1, 0, 0, 1, 1, 0, 1]), np.array([0, 0, 0, 1, 1, 1, 1])
    fit = logistic_regression(event, np.column_stack([group == 0, group == 1]).astype(float))
    assert 1 / (1 + np.exp(-fit.coefficients)) == pytest.approx([1 / 3, 3 / 4])


@pytest.mark.parametrize(
    ("event", "columns", "said"),
    [
        ([0, 0, 1, 1], [[1, 0], [1, 1], [1, 2], [1, 3]], "part events from the others"),
        ([1, 1, 1, 1], [[1, 0], [1, 1], [1, 2], [1, 3]], "part events from the others"),
        ([0, 1, 0, 1], [[1, 1], [1, 1], [1, 1], [1, 1]], "a column follows from the others"),
        ([0, 2, 0, 1], [[1, 0], [1, 1], [1, 2], [1, 3]], r"event\[1\] is 2; expected 0 or 1"),
        ([0, 1], [[1, 0], [1, 1]], "expected more areas than columns"),
    ],
)
def test_events_without_a_likeliest_answer_are_refused(event, columns, said):
    with pytest.raises(ValueError, match=said):
        logistic_regression(np.array(event), np.array(columns, float))
