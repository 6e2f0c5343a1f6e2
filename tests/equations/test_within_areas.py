"""Tenths of small areas by deprivation, rebuilt from area means and one slope."""

import numpy as np
import pytest
from fourcapitals.equations.disparity import slope_index
from fourcapitals.equations.within_areas import gradient_within, tenth_means

SHARES = np.array([[0.5, 0.3, 0.2], [0.1, 0.4, 0.5], [0.2, 0.2, 0.6]])
PEOPLE = np.array([100.0, 300.0, 50.0])
VALUES = np.array([58.0, 63.0, 66.0])


def test_the_mean_of_everyone_is_the_same_over_tenths_as_over_areas():
    tenths = tenth_means(VALUES, SHARES, PEOPLE, 12.0)
    held = (SHARES * PEOPLE[:, None]).sum(axis=0)
    assert np.average(tenths, weights=held) == pytest.approx(np.average(VALUES, weights=PEOPLE))


def test_the_slope_within_areas_gives_the_published_index_back():
    gradient = gradient_within(VALUES, SHARES, PEOPLE, 19.0)
    held = (SHARES * PEOPLE[:, None]).sum(axis=0)
    assert slope_index(tenth_means(VALUES, SHARES, PEOPLE, gradient), held).sii == pytest.approx(19.0)


def test_draws_lie_on_leading_axes():
    both = tenth_means(np.stack([VALUES, VALUES + 1]), SHARES, PEOPLE, np.array([12.0, 12.0]))
    assert both[1] - both[0] == pytest.approx(np.ones(3))


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match=r"sum of shares\[0\] is 0.9"):
        tenth_means(VALUES, SHARES - np.array([[0.1, 0, 0], [0, 0, 0], [0, 0, 0]]), PEOPLE, 12.0)
    with pytest.raises(ValueError, match="no slope within areas"):
        gradient_within(VALUES, np.eye(3), PEOPLE, 19.0)
