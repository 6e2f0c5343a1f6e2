"""Measures of inequality and of welfare reproduce their worked values and keep the leading axes."""

import numpy as np
import pytest
from fourcapitals.equations import disparity, inequality, welfare
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = np.array([120.0, 100.0, 100.0, 80.0, 100.0])
HEALTH = np.array([52.0, 56.0, 60.0, 63.0, 68.0])
INCOME = np.array([10.0, 15.0, 20.0, 25.0, 30.0])
INCOMES = np.array([20.0, 25.0, 30.0, 35.0, 60.0])
EQUAL = np.ones(5)

# The example of phe_sii in the R package PHEindicatormethods (UKHSA): ten deprivation deciles of two areas.
DECILES = {
    "Area1": (
        [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
        [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3],
        7.000235,
        1.089710,
    ),
    "Area2": (
        [21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312],
        [70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80.0],
        12.622739,
        1.182034,
    ),
}


def test_the_slope_index_is_the_worked_one():
    fit = disparity.slope_index(HEALTH, PEOPLE)
    assert fit.sii == pytest.approx(20.080160, abs=5e-7)
    assert fit.intercept == pytest.approx(49.319920, abs=5e-7)
    assert fit.rii == pytest.approx(1.407141, abs=5e-7)
    assert fit.sii_over_mean == pytest.approx(0.338278, abs=5e-7)


@pytest.mark.parametrize("area", DECILES)
def test_the_slope_index_is_that_of_the_published_package(area):
    people, values, sii, rii = DECILES[area]
    fit = disparity.slope_index(np.array(values), np.array(people, float))
    assert fit.sii == pytest.approx(sii, abs=5e-7)
    assert fit.rii == pytest.approx(rii, abs=5e-7)


def test_the_slope_over_many_draws_and_years_is_that_of_each():
    values = np.random.default_rng(1).normal(60, 3, size=(4, 3, 5))
    together = disparity.slope_index(values, PEOPLE)
    assert together.sii.shape == (4, 3)
    assert together.sii[2, 1] == pytest.approx(disparity.slope_index(values[2, 1], PEOPLE).sii)


def test_the_gap_is_the_weighted_top_tenth_less_the_bottom_tenth():
    values = np.arange(20.0)
    weights = np.ones(20)
    weights[0] = 3.0
    # Bottom: 0 (three times) and 1; top: 18 and 19.
    assert disparity.absolute_gap(values, weights) == pytest.approx(18.5 - 0.25)


def test_the_gap_by_weight_takes_the_area_on_the_edge_in_part():
    # A tenth of the weight is .5: at the bottom all of the first area and .25 of the next; at the top half of the last.
    values, weights = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([0.25, 1.25, 1.5, 1.0, 1.0])
    gap = disparity.absolute_gap(values, weights, ends="weight")
    assert gap == pytest.approx(5 - (0.25 * 1 + 0.25 * 2) / 0.5)
    with_equal = disparity.absolute_gap(np.arange(20.0), np.ones(20), ends="weight")
    assert with_equal == pytest.approx(disparity.absolute_gap(np.arange(20.0), np.ones(20)))


def test_the_gap_by_weight_does_not_jump_when_two_areas_change_places():
    weights = np.array([1.0, 9.0, 1.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0])
    before = np.array([50.0, 60.0, 60.000001, 61, 62, 63, 64, 65, 66, 67])
    after = before.copy()
    after[[1, 2]] = before[[2, 1]]
    by_weight = [disparity.absolute_gap(each, weights, fraction=0.2, ends="weight") for each in (before, after)]
    by_number = [disparity.absolute_gap(each, weights, fraction=0.2) for each in (before, after)]
    assert by_weight[0] == pytest.approx(by_weight[1], abs=1e-5)
    assert abs(by_number[0] - by_number[1]) > 1


def test_following_noisy_extremes_shows_a_narrowing_that_ranking_anew_does_not():
    generator = np.random.default_rng(3)
    truth = generator.normal(63, 2.8, size=150)
    first, second = truth + generator.normal(0, 1.1, size=(2, 4000, 150))
    people = np.ones(150)
    order = np.argsort(first, axis=-1)
    followed = disparity.absolute_gap(second, people, fixed_order=order) - disparity.absolute_gap(first, people)
    anew = disparity.absolute_gap(second, people) - disparity.absolute_gap(first, people)
    # Expected: a spurious narrowing of 1.4 years from regression to the mean; ranked anew, noise of 0.5.
    assert followed.mean() == pytest.approx(-1.4, abs=0.3)
    assert anew.mean() == pytest.approx(0, abs=0.05)
    assert anew.std() == pytest.approx(0.5, abs=0.1)


def test_the_noise_corrected_gap_is_the_worked_one():
    kept = np.array((2.8 / 2.994) ** 2)
    assert disparity.noise_corrected_gap(np.array(10.47), kept) == pytest.approx(9.79, abs=0.005)


def test_noise_that_explains_all_leaves_no_reliability():
    assert disparity.reliability(np.array([60.0, 61.0]), np.array([2.0, 2.0])) == 0


def test_theil_and_its_parts_are_the_worked_ones():
    assert inequality.theil(INCOMES, EQUAL) == pytest.approx(0.07670017, abs=5e-9)
    assert inequality.mean_log_deviation(INCOMES, EQUAL) == pytest.approx(0.07326090, abs=5e-9)
    parts = inequality.theil_decomposition(INCOMES, EQUAL, ["a", "a", "a", "b", "b"])
    assert parts.between == pytest.approx(0.05119835, abs=5e-9)
    assert parts.within == pytest.approx(0.02550182, abs=5e-9)


@given(
    st.lists(st.floats(1, 100), min_size=4, max_size=4),
    st.lists(st.floats(0.1, 10), min_size=4, max_size=4),
)
def test_the_parts_of_theil_add_up(values, weights):
    values, weights = np.array(values), np.array(weights)
    parts = inequality.theil_decomposition(values, weights, ["a", "b", "a", "b"])
    assert parts.between + parts.within == pytest.approx(inequality.theil(values, weights), abs=1e-9)


@pytest.mark.parametrize(("aversion", "ede"), [(1, 59.544056), (2, 59.288437), (5, 58.536306), (10.95, 57.200845)])
def test_equally_distributed_health_is_the_worked_one(aversion, ede):
    assert welfare.atkinson(HEALTH, EQUAL, aversion).ede == pytest.approx(ede, abs=5e-7)


def test_atkinsons_index_kolm_and_equity_weights_are_the_worked_ones():
    assert welfare.atkinson(HEALTH, EQUAL, 10.95).cost == pytest.approx(0.043464, abs=5e-7)
    assert welfare.atkinson(HEALTH, EQUAL, 0).ede == pytest.approx(59.8)
    assert welfare.kolm(HEALTH, EQUAL, 0.15).ede == pytest.approx(57.680097, abs=5e-7)
    np.testing.assert_allclose(welfare.equity_weights(HEALTH, 10.95), [18.87, 8.38, 3.94, 2.31, 1], atol=0.005)


FOR_ALL, FOR_POOREST = HEALTH + 0.3, HEALTH + np.array([1.0, 0.3, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("aversion", "for_all", "for_poorest"),
    [(0, 0.300, 0.260), (1, 0.301287, 0.291178), (10.95, 0.311476, 0.621447)],
)
def test_aversion_to_inequality_turns_the_choice_as_worked(aversion, for_all, for_poorest):
    before = welfare.atkinson(HEALTH, EQUAL, aversion).ede
    assert welfare.atkinson(FOR_ALL, EQUAL, aversion).ede - before == pytest.approx(for_all, abs=5e-7)
    assert welfare.atkinson(FOR_POOREST, EQUAL, aversion).ede - before == pytest.approx(for_poorest, abs=5e-7)


def test_kolm_is_blind_to_what_all_gain_alike():
    before = welfare.kolm(HEALTH, EQUAL, 0.15).ede
    assert welfare.kolm(FOR_ALL, EQUAL, 0.15).ede - before == pytest.approx(0.3, abs=1e-12)
    assert welfare.kolm(FOR_POOREST, EQUAL, 0.15).ede - before == pytest.approx(0.531524, abs=5e-7)


def test_the_aversion_at_which_the_choice_flips_makes_both_worth_the_same():
    flips = welfare.aversion_of_indifference(FOR_ALL, FOR_POOREST, EQUAL)
    assert 1 < flips < 10.95
    worth = [welfare.atkinson(each, EQUAL, flips).ede for each in (FOR_ALL, FOR_POOREST)]
    assert worth[0] == pytest.approx(worth[1], abs=1e-7)
    assert np.isnan(welfare.aversion_of_indifference(FOR_ALL, HEALTH, EQUAL))


def test_concentration_and_kakwani_are_the_worked_ones():
    payments, funding = np.array([1, 1.4, 1.8, 2.2, 2.6]), np.array([60.0, 45, 30, 20, 10])
    assert inequality.gini(INCOME, EQUAL) == pytest.approx(0.2)
    assert inequality.concentration_index(payments, EQUAL, INCOME) == pytest.approx(0.177778, abs=5e-7)
    assert inequality.kakwani(payments, INCOME, EQUAL) == pytest.approx(-0.022222, abs=5e-7)
    assert inequality.concentration_index(funding, EQUAL, INCOME) == pytest.approx(-0.303030, abs=5e-7)
    assert inequality.kakwani(funding, INCOME, EQUAL) == pytest.approx(-0.503030, abs=5e-7)


def test_areas_that_tie_share_their_rank_whatever_their_order():
    money, rank = np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    one = inequality.concentration_index(money, np.ones(3), rank)
    other = inequality.concentration_index(money[[1, 0, 2]], np.ones(3), rank)
    assert one == pytest.approx(other)


@given(st.permutations(range(5)))
def test_the_order_of_the_areas_does_not_matter(order):
    order = list(order)
    for measure in (inequality.theil, inequality.mean_log_deviation, inequality.gini, disparity.absolute_gap):
        assert measure(HEALTH[order], PEOPLE[order]) == pytest.approx(measure(HEALTH, PEOPLE))


@pytest.mark.parametrize("measure", [inequality.theil, inequality.mean_log_deviation, inequality.gini])
def test_equal_areas_are_not_unequal(measure):
    assert measure(np.full((2, 5), 60.0), PEOPLE) == pytest.approx(np.zeros(2), abs=1e-12)
