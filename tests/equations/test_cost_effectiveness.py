"""The worked options keep their ratios, their acceptability and their frontier."""

import numpy as np
import pytest
from fourcapitals.equations.cost_effectiveness import (
    DOMINATED,
    EXTENDEDLY,
    ON_FRONTIER,
    acceptability,
    best_expected,
    incremental_ratios,
    net_benefit,
    probability_best,
)
from hypothesis import given
from hypothesis import strategies as st

EFFECTS = np.stack([np.zeros(5), [5.0, 10.0, 2.0, 12.0, 6.0], [12.0, 8.0, 15.0, 4.0, 6.0]], axis=1)
COSTS = np.array([0.0, 50.0, 80.0])
POINTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8)


def test_the_worked_ratios_leave_out_the_extendedly_dominated():
    found = incremental_ratios(np.array([0.0, 100.0, 250.0, 400.0]), np.array([0.0, 20.0, 26.0, 60.0]))
    assert found.standing.tolist() == [ON_FRONTIER, ON_FRONTIER, EXTENDEDLY, ON_FRONTIER]
    assert found.ratio[[1, 3]] == pytest.approx([5.0, 7.5])
    assert found.previous.tolist() == [-1, 0, -1, 1]
    without = incremental_ratios(np.array([100.0, 250.0]), np.array([20.0, 26.0]))
    assert without.ratio[1] == pytest.approx(25.0)


def test_an_option_that_does_no_more_for_more_is_dominated():
    found = incremental_ratios(np.array([0.0, 10.0, 20.0, 10.0]), np.array([0.0, 5.0, 5.0, 5.0]))
    assert found.standing.tolist() == [ON_FRONTIER, ON_FRONTIER, DOMINATED, DOMINATED]


def test_doing_nothing_can_be_dominated_by_what_saves():
    found = incremental_ratios(np.array([0.0, -10.0]), np.array([0.0, 5.0]))
    assert found.standing.tolist() == [DOMINATED, ON_FRONTIER]


@given(POINTS)
def test_ratios_along_the_frontier_ascend(points):
    costs, effects = np.array(points, float).T
    found = incremental_ratios(costs, effects)
    on = np.flatnonzero(found.standing == ON_FRONTIER)
    ratios = found.ratio[on[np.argsort(effects[on])]][1:]
    assert (ratios > 0).all()
    assert (np.diff(ratios) > 0).all()


@given(POINTS, st.floats(0.01, 100.0))
def test_the_best_net_benefit_lies_on_the_frontier(points, worth):
    costs, effects = np.array(points, float).T
    found = incremental_ratios(costs, effects)
    benefit = net_benefit(effects, costs, worth)
    assert benefit[found.standing == ON_FRONTIER].max() >= benefit.max() - 1e-9


@pytest.mark.parametrize(
    ("worth", "best", "expected", "chosen"),
    [
        (5.0, [0.8, 0.2, 0.0], [0.0, -15.0, -35.0], 0),
        (10.0, [0.0, 0.6, 0.4], [0.0, 20.0, 10.0], 1),
        (20.0, [0.0, 0.6, 0.4], [0.0, 90.0, 100.0], 2),
    ],
)
def test_the_option_best_most_often_need_not_be_the_best_expected(worth, best, expected, chosen):
    benefit = net_benefit(EFFECTS, COSTS, worth)
    assert benefit.mean(axis=0) == pytest.approx(expected)
    assert best_expected(benefit) == chosen
    assert acceptability(benefit) == pytest.approx(best)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=20))
def test_chances_of_being_best_sum_to_one(draws):
    table = np.array(draws, float)
    assert probability_best(table).sum() == pytest.approx(1.0)
    assert acceptability(table).sum() == pytest.approx(1.0)


def test_a_tie_is_shared_or_left_to_the_cheaper():
    assert probability_best(np.zeros((4, 2))).tolist() == [0.5, 0.5]
    assert acceptability(np.zeros((4, 2))).tolist() == [1.0, 0.0]


def test_what_is_not_a_number_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"(?s)costs\[1\] is nan.*effects\[0\] is inf"):
        incremental_ratios(np.array([0.0, np.nan]), np.array([np.inf, 1.0]))
