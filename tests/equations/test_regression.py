"""Least squares with robust errors."""

import numpy as np
import pytest
from fourcapitals.equations.regression import robust_least_squares


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
