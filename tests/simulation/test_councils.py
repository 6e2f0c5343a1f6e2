"""Councils: who bids, what results teach, and how capacity moves."""

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.simulation.behaviour import councils as c

P = load_parameters().central()._replace(award_worth=0.1, capacity_in_quality=1.0)
NONE, ONE = np.zeros(3), np.ones(3)


def bids(capacity, belief, *, p=P, grant=20.0, written=NONE, may_win=ONE):
    return c.bid_or_not((p, grant), np.array(capacity), np.array(belief), written, may_win)


def test_a_council_bids_where_it_expects_to_gain_and_has_the_people():
    # £20m at a chance of 1 in 10 and 10p in the £ are £0.2m; at a capacity of 0.1 a bid costs £0.3m.
    made, cost = bids([0.5, 0.5, 0.1], [0.1, 0.001, 0.1])
    assert made.tolist() == [1, 0, 0]
    assert cost.tolist() == pytest.approx([0.06, 0, 0])


def test_a_council_that_has_written_what_it_can_writes_no_more():
    made, _ = bids([0.5, 0.5, 0.5], [0.3, 0.3, 0.3], written=np.array([0.0, 1.0, 2.0]))
    assert made.tolist() == [1, 1, 0]


def test_every_council_that_may_win_bids_where_a_bid_costs_nothing():
    free = P._replace(bid_cost=0.0)
    made, cost = bids([0.01, 0.5, 0.5], [0.0, 0.3, 0.3], p=free, written=9 * ONE, may_win=np.array([1.0, 1.0, 0.0]))
    assert made.tolist() == [1, 1, 0]
    assert not cost.any()


def test_nobody_bids_for_a_grant_of_nothing():
    assert not bids([0.5, 0.5, 0.5], [0.9, 0.9, 0.9], grant=0.0)[0].any()


def test_without_draws_councils_differ_by_cuts_alone():
    first = c.first_councils(np.array([0.4, 0.5, 0.6]), np.zeros((3, 3)), P)
    assert first.capacity == pytest.approx([0.4, 0.5, 0.6])
    assert first.belief == pytest.approx([P.initial_belief] * 3)
    drawn = c.first_councils(np.array([0.4, 0.5, 0.6]), np.ones((3, 3)), P)
    assert (drawn.capacity > first.capacity).all()
    assert (drawn.belief > first.belief).all()


def looked_back(won, made, nearby=(0.0, 0.0), restored=0.0, p=P):
    last = c.first_councils(np.full(3, 0.5), np.zeros((3, 3)), p)
    last = last._replace(bids=made * ONE, wins=won * ONE)
    return c.look_back(p, last, won * ONE, nearby[0] * ONE, nearby[1] * ONE, restored * ONE)


def test_a_council_learns_from_its_own_results_and_from_its_neighbours():
    assert looked_back(1.0, 1.0)[0] == pytest.approx(0.34 + 0.3 * 0.66)
    assert looked_back(0.0, 1.0)[0] == pytest.approx(0.34 * 0.7)
    assert looked_back(0.0, 0.0)[0] == pytest.approx(0.34)
    assert looked_back(0.0, 0.0, (2.0, 2.0))[0] == pytest.approx(0.34 + 0.1 * 0.66)


def test_awards_and_restored_budgets_build_capacity_and_bids_wear_it():
    held = looked_back(0.0, 0.0)[1]
    assert held == pytest.approx(0.5)
    assert (looked_back(0.0, 3.0)[1] < held).all()
    assert (looked_back(1.0, 0.0)[1] > held).all()
    assert looked_back(0.0, 0.0, restored=0.2)[1] == pytest.approx(0.5 + 0.3 * (1 / (1 + np.exp(-0.4)) - 0.5))


def test_a_score_is_as_the_rule_states_it_times_what_is_not_known_of_assessors():
    stated = c.stated_criteria(2.0, 1.0, 0.5)
    need, capacity, wins, chance = np.array([1.0]), np.array([0.5]), np.array([2.0]), np.array([1.0])
    assert c.score_of_bid(stated, need, capacity, wins, chance) == pytest.approx(1 + 1 + 2 + 0.5)
    doubtful = c.assessed(stated, P._replace(need_in_score=0.5, chance_in_score=2.0))
    assert c.score_of_bid(doubtful, need, capacity, wins, chance) == pytest.approx(0.5 + 1 + 0.4 + 1)
