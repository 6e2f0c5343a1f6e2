"""Who lives where and what moves change: shares stay shares, and a mean over people stays what it is."""

import numpy as np
import pytest
from fourcapitals.equations import migration
from hypothesis import given
from hypothesis import strategies as st

SHARES = st.floats(0.02, 0.98)


@given(SHARES, SHARES, st.floats(0.2, 8.0))
def test_health_and_degree_go_together_as_the_odds_ratio_says_and_keep_both_shares(health, degree, ratio):
    both = float(migration.in_good_health_with_degree(np.array(health), np.array(degree), ratio))
    cells = np.array([both, health - both, degree - both, 1 - health - degree + both])
    assert (cells > 0).all()
    assert cells[0] * cells[3] / (cells[1] * cells[2]) == pytest.approx(ratio, rel=1e-6)


def test_health_and_degree_are_independent_at_a_ratio_of_one():
    assert float(migration.in_good_health_with_degree(np.array(0.8), np.array(0.3), 1.0)) == pytest.approx(0.24)


@given(SHARES, st.floats(1.0, 3.0))
def test_an_area_without_change_changes_nothing(share, ratio):
    here = np.array(share)
    assert float(migration.log_odds_change(here, here)) == 0
    assert float(migration.mortality_change(here, here, ratio)) == 0
    assert float(migration.sickness_change(here, here, np.array(0.05))) == 0


def test_mortality_is_the_mean_of_both_groups():
    """80 of 100 die at 1% and 20 in poor health at 1.5%; then ten of the latter leave and ten of the former come."""
    before, after = 0.8 * 0.01 + 0.2 * 0.015, 0.9 * 0.01 + 0.1 * 0.015
    found = float(migration.mortality_change(np.array(0.9), np.array(0.8), 1.5))
    assert np.exp(found) == pytest.approx(after / before)


def test_people_in_poor_health_go_less_to_affluence_and_as_much_more_away_from_it():
    worse, better = np.array(1.2), np.array(-0.8)
    up = float(migration.rate_of_poor_health(worse, better, -0.45, 2.0))
    down = float(migration.rate_of_poor_health(better, worse, -0.45, 2.0))
    assert up == pytest.approx(np.exp(-0.45))
    assert up * down == pytest.approx(1)
    assert float(migration.rate_of_poor_health(worse, worse, -0.45, 2.0)) == 1


def test_the_same_change_everywhere_leaves_choices_alone():
    one = migration.attraction(np.array([0.0, 0.02]), np.zeros(2), np.zeros(2), 1.0, 1.0, 0.1)
    more = migration.attraction(np.array([0.3, 0.32]), np.zeros(2), np.zeros(2), 1.0, 1.0, 0.1)
    np.testing.assert_allclose(more / more.sum(), one / one.sum())
