"""Bids: who finds one worth the effort, what wins, and what is learned."""

import numpy as np
import pytest
from fourcapitals.equations import bidding, council_capacity
from hypothesis import given
from hypothesis import strategies as st

share = st.floats(0.01, 0.99)


def test_a_bid_costs_more_where_fewer_people_can_write_it():
    assert bidding.effort(0.03, np.array([1.0, 0.1])).tolist() == pytest.approx([0.03, 0.3])


def test_half_a_bid_is_rounded_up():
    assert bidding.bid_slots(3.0, np.array([0.16, 0.17, 0.5, 0.99])).tolist() == [0, 1, 2, 3]


def test_gumbel_noise_makes_the_better_of_two_bids_win_with_logistic_odds():
    noise = np.random.default_rng(1).gumbel(size=(2, 200_000))
    won = bidding.score(np.array([1.0, 0.0])[:, None], np.zeros((2, 1)), noise, 2.0)
    assert np.mean(won[0] > won[1]) == pytest.approx(1 / (1 + np.exp(-0.5)), abs=0.005)


@given(share, share, st.floats(0, 1))
def test_a_belief_stays_between_what_it_was_and_what_is_seen(belief, seen, speed):
    one = np.ones(1)
    after = bidding.learned(belief * one, seen * one, one, speed)[0]
    assert min(belief, seen) - 1e-12 <= after <= max(belief, seen) + 1e-12
    assert bidding.learned(belief * one, seen * one, 0 * one, speed)[0] == belief


def test_five_defeats_leave_a_sixth_of_the_belief():
    belief = np.array([0.34])
    for _ in range(5):
        belief = bidding.learned(belief, np.zeros(1), np.ones(1), 0.3)
    assert belief[0] == pytest.approx(0.34 * 0.7**5)


@given(share, st.floats(-3, 3), st.floats(0, 1))
def test_capacity_stays_a_share_and_moves_towards_what_is_sustained(capacity, towards, speed):
    after = council_capacity.moved_capacity(np.array([capacity]), np.array([towards]), speed)[0]
    there = 1 / (1 + np.exp(-towards))
    assert 0 < after < 1
    assert abs(after - there) == pytest.approx((1 - speed) * abs(capacity - there), abs=1e-12)


def test_restoring_what_was_cut_sustains_the_capacity_of_before():
    cut, budget = np.array([0.4]), np.array([900.0])
    spent_before = budget / (1 - cut)
    back = council_capacity.restored_share(spent_before - budget, budget, cut)
    assert back == pytest.approx(cut)
    held = -2.0 * (cut - 0.23)
    none = np.zeros(1)
    whole = council_capacity.sustained(held, back, none, none, per_share=2.0, per_win=0.1, per_bid=0.05)
    assert whole == pytest.approx(2.0 * 0.23)


@given(share, st.integers(0, 9), st.floats(0, 0.3))
def test_bids_take_from_what_is_left_to_deliver(capacity, bids, per_bid):
    left = council_capacity.capacity_for_delivery(np.array([capacity]), np.array([float(bids)]), per_bid)
    assert council_capacity.log_odds(left)[0] == pytest.approx(
        np.log(capacity / (1 - capacity)) - per_bid * bids, abs=1e-9
    )


def test_councils_differ_by_their_log_odds():
    drawn = council_capacity.share_at(np.full(100_000, 0.34), 0.5, np.random.default_rng(2).standard_normal(100_000))
    assert np.median(drawn) == pytest.approx(0.34, abs=0.003)
    assert np.std(np.log(drawn / (1 - drawn))) == pytest.approx(0.5, abs=0.005)
