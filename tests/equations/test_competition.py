"""Measures of competitions give the values that can be worked out by hand, and say so where there is nothing."""

import numpy as np
import pytest
from fourcapitals.equations import competition
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

PEOPLE = np.array([100.0, 200.0, 300.0, 400.0])
awards = st.lists(st.floats(0, 100), min_size=3, max_size=12).filter(lambda each: sum(each) > 1)


def test_one_winner_of_many_equal_areas_has_all():
    won = np.zeros(10)
    won[3] = 20.0
    assert competition.award_gini(won, np.ones(10)) == pytest.approx(0.9)
    assert competition.never_won_share(won) == pytest.approx(0.9)


def test_awards_by_head_are_equal_whatever_the_size_of_areas():
    assert competition.award_gini(0.03 * PEOPLE, PEOPLE) == pytest.approx(0, abs=1e-12)
    assert competition.never_won_share(0.03 * PEOPLE) == 0


def test_the_largest_area_alone_counts_by_its_people():
    # The other six tenths of the people have nothing: Gini is the share of people without.
    assert competition.award_gini(np.array([0, 0, 0, 7.0]), PEOPLE) == pytest.approx(0.6)


def test_nothing_won_has_no_concentration_and_all_never_win():
    assert np.isnan(competition.award_gini(np.zeros(4), PEOPLE))
    assert competition.never_won_share(np.zeros(4)) == 1
    assert np.isnan(competition.bid_cost_share(np.array(3.0), np.array(0.0)))
    assert competition.bid_cost_share(np.array(0.0), np.array(5.0)) == 0


@given(awards, st.floats(0.1, 50))
def test_concentration_has_no_unit_and_lies_between_its_bounds(won, factor):
    won, people = np.array(won), np.ones(len(won))
    index = competition.award_gini(won, people)
    assert -1e-12 <= index <= 1 - 1 / len(won) + 1e-12
    assert competition.award_gini(factor * won, people) == pytest.approx(index)


def test_who_never_wins_has_waited_through_all_years():
    first = np.array([[2021, 2021, 2021], [np.nan] * 3, [2021, 2035, np.nan]])
    np.testing.assert_allclose(competition.years_to_first_award(first, 2021, 2035), [0, 15, (0 + 14 + 15) / 3])


def test_an_award_before_the_first_round_is_refused():
    with pytest.raises(ValueError, match=r"first\[0\] is 2020; expected 2021 to 2035"):
        competition.years_to_first_award(np.array([2020.0]), 2021, 2035)


def test_winners_that_always_win_again_persist_as_far_as_there_are_others():
    found = competition.persistence([[1, 0, 0, 0]] * 3, np.ones((3, 4)))
    assert (found.again, found.base, found.ratio) == (1, 0.25, 4)


def test_winners_that_never_win_again_do_not_persist():
    found = competition.persistence(np.eye(4), np.ones((4, 4)))
    assert (found.again, found.ratio) == (0, 0)
    assert found.base == pytest.approx(0.25)


def test_where_all_win_in_every_round_winning_says_nothing():
    assert competition.persistence(np.ones((3, 5)), np.ones((3, 5))).ratio == 1


def test_rounds_of_different_size_are_each_compared_with_themselves():
    # Round 2: one of the two earlier winners wins, as half of all do; round 3 is larger, and all win.
    found = competition.persistence([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]], np.ones((3, 4)))
    assert found.ratio == 1
    assert found.again == pytest.approx((1 + 3) / (2 + 3))


def test_who_is_shut_out_after_winning_cannot_persist():
    once = np.array([[1, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1]])
    found = competition.persistence([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], once)
    assert np.isnan([found.again, found.base, found.ratio]).all()


def test_no_round_or_a_single_one_has_no_persistence():
    assert np.isnan(competition.persistence(np.zeros((3, 4)), np.ones((3, 4))).ratio)
    assert np.isnan(competition.persistence(np.ones((1, 4)), np.ones((1, 4))).ratio)


def test_draws_are_measured_each_by_itself():
    one, other = np.eye(4), np.array([[1, 0, 0, 0]] * 4)
    found = competition.persistence(np.stack([one, other]), np.ones((4, 4)))
    np.testing.assert_allclose(found.ratio, [0, 4])
    won = np.array([[5.0, 0, 0, 0], [0.0, 0, 0, 0], [1.0, 2, 3, 4]])
    np.testing.assert_allclose(competition.award_gini(won, PEOPLE), [0.9, np.nan, 0])


def test_with_nothing_held_constant_the_correlation_is_spearmans():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 30))
    assert competition.partial_rank_correlation(x, y, np.ones(30)) == pytest.approx(spearmanr(x, y).statistic)


def test_what_need_explains_is_taken_away():
    # Ranks by hand: r_xy = 1, r_xz = r_yz = 0.6, so that (1 - 0.36) / 0.64 = 1.
    need = np.array([1.0, 3, 2, 5, 4, 6])
    x = np.array([1.0, 2, 3, 4, 5, 6])
    assert competition.partial_rank_correlation(x, x, need) == pytest.approx(1)
    r = spearmanr(x, need).statistic
    back = x[::-1].copy()
    expected = (-1 + r * r) / (1 - r * r)
    assert competition.partial_rank_correlation(x, back, need) == pytest.approx(expected)


def test_awards_that_follow_need_alone_do_not_follow_cuts():
    rng = np.random.default_rng(2)
    need = rng.normal(size=2000)
    cuts, luck = need + rng.normal(size=2000), rng.normal(size=2000)
    assert abs(competition.partial_rank_correlation(need + luck, cuts, need)) < 0.05
    assert spearmanr(need + luck, cuts).statistic > 0.4
    assert competition.partial_rank_correlation(need - cuts + luck, cuts, need) < -0.4


def test_the_same_award_everywhere_follows_nothing():
    need, cuts = np.arange(5.0), np.array([1.0, 0, 3, 2, 4])
    assert np.isnan(competition.partial_rank_correlation(np.ones(5), cuts, need))
    assert np.isnan(competition.partial_rank_correlation(need, cuts, need))


@given(awards)
def test_a_correlation_lies_between_minus_one_and_one(won):
    rng = np.random.default_rng(len(won))
    found = competition.partial_rank_correlation(np.array(won), *rng.normal(size=(2, len(won))))
    assert np.isnan(found) or -1 <= found <= 1


def test_what_has_come_back_is_not_lasting():
    lost, later = np.array([0.2, 0.2, 0.2, 0.0]), np.array([0.0, 0.1, 0.3, 0.0])
    np.testing.assert_allclose(competition.lasting_share(lost, later), [0, 0.5, 1.5, np.nan])
