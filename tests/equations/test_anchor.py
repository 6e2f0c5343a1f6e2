"""What the NHS moves and whom it hires: what is gained near by is lost elsewhere, but for what is stated."""

import numpy as np
import pytest
from fourcapitals.equations import anchor
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

POSITIVE = st.floats(0.1, 1000.0)
AREAS = 5
GROUPS = np.array([[1.0, 1.0, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 1.0, 1.0]])


@given(
    gained=arrays(float, (3, 2), elements=st.floats(-1e3, 1e3)),
    jobs=arrays(float, AREAS, elements=POSITIVE),
    taken=st.floats(0.0, 1.0),
)
def test_what_moves_sums_to_what_is_not_taken_in_england(gained, jobs, taken):
    moved = anchor.moved_work(gained, *anchor.suppliers(GROUPS, jobs), taken)
    np.testing.assert_allclose(moved.sum(axis=1), (1 - taken) * gained.sum(axis=1), rtol=0, atol=1e-9)


@given(jobs=arrays(float, AREAS, elements=POSITIVE))
def test_suppliers_near_are_within_a_group_and_the_others_outside_it(jobs):
    near, elsewhere = anchor.suppliers(GROUPS, jobs)
    np.testing.assert_allclose(near.sum(axis=1), 1.0)
    np.testing.assert_allclose(elsewhere.sum(axis=1), 1.0)
    assert (near[0, 3:] == 0).all()
    assert (elsewhere[0, :2] == 0).all()


@given(work=arrays(float, (2, AREAS), elements=st.floats(0, 1e4)), held=arrays(float, AREAS, elements=POSITIVE))
def test_work_that_moves_within_boards_sums_to_nothing(work, held):
    moved = anchor.moved_within_boards(work, GROUPS, held)
    np.testing.assert_allclose(moved.sum(axis=1), 0.0, rtol=0, atol=1e-8)


def test_a_board_of_one_area_keeps_what_it_has():
    moved = anchor.moved_within_boards(np.array([[5.0, 0.0]]), np.eye(2), np.array([2.0, 3.0]))
    np.testing.assert_allclose(moved, 0.0, atol=1e-12)


def test_who_would_have_found_work_anyway_is_not_newly_in_work():
    hired = np.array([[100.0, 50.0]])
    assert (anchor.newly_in_work(hired, 1.0) == 0).all()
    np.testing.assert_allclose(anchor.newly_in_work(hired, 0.25), 0.75 * hired)


def test_a_plan_of_todays_share_changes_nothing_and_no_plan_neither():
    share = np.array([[0.3, 0.9]])
    shift = anchor.shift_of_purchases(np.array([[1.0, 0.0]]), share, 0.3, 0.5)
    assert (shift == 0).all()


@pytest.mark.parametrize(("share", "cost"), [(0.5, 0.2 * 0.05 * 1000.0), (0.1, 0.0)])
def test_only_buying_more_near_by_costs_care(share, cost):
    shift = anchor.shift_of_purchases(np.ones((1, 1)), np.array([[share]]), 0.3, 1.0)
    np.testing.assert_allclose(anchor.cost_to_care(shift, np.array([[1000.0]]), 0.05), cost)


def test_spending_follows_people_and_need():
    shares = anchor.spending_shares(np.array([100.0, 100.0]), np.array([-1.0, 1.0]), 0.1)
    np.testing.assert_allclose(shares.sum(), 1.0)
    np.testing.assert_allclose(shares[1] / shares[0], np.exp(0.2))
