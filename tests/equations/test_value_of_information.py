"""Knowing more is worth what the worked draws and a closed form say, and never less than nothing."""

import numpy as np
import pytest
from fourcapitals.equations.cost_effectiveness import net_benefit
from fourcapitals.equations.value_of_information import value_of_partial_information, value_of_perfect_information
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

EFFECTS = np.stack([np.zeros(5), [5.0, 10.0, 2.0, 12.0, 6.0], [12.0, 8.0, 15.0, 4.0, 6.0]], axis=1)
COSTS = np.array([0.0, 50.0, 80.0])


@pytest.mark.parametrize(("worth", "value"), [(5.0, 2.0), (10.0, 28.0), (20.0, 58.0)])
def test_perfect_information_has_the_worked_value(worth, value):
    assert value_of_perfect_information(net_benefit(EFFECTS, COSTS, worth)) == pytest.approx(value)


def two_numbers(draws=4000):
    """Utility of doing nothing, and of the sum of two normal numbers that vary by 1 and by .5, in a shuffled order."""
    at = (np.arange(draws) + 0.5) / draws
    first = norm.ppf(at)
    second = 0.5 * norm.ppf(np.random.default_rng(0).permutation(at))
    return first, second, np.stack([np.zeros(draws), first + second], axis=1)


def test_partial_information_has_its_closed_form():
    first, second, utility = two_numbers()
    # The mean of what is above 0 of a normal number around 0 is its deviation over the root of 2 pi.
    assert value_of_partial_information(utility, first) == pytest.approx(norm.pdf(0), abs=0.01)
    assert value_of_partial_information(utility, second) == pytest.approx(0.5 * norm.pdf(0), abs=0.02)
    assert value_of_perfect_information(utility) == pytest.approx(np.sqrt(1.25) * norm.pdf(0), abs=0.02)


def test_a_number_without_a_say_is_worth_next_to_nothing():
    _, _, utility = two_numbers()
    idle = np.random.default_rng(1).normal(size=len(utility))
    assert value_of_partial_information(utility, idle) < 0.03
    assert value_of_partial_information(utility, np.ones(len(utility))) == 0


def test_a_switch_that_decides_is_worth_all_there_is_to_know():
    switch = np.tile([0.0, 1.0], 50)
    utility = np.stack([np.zeros(100), np.where(switch == 1, 2.0, -1.0)], axis=1)
    assert value_of_partial_information(utility, switch) == pytest.approx(0.5)


def test_a_spike_has_a_mean_of_its_own():
    number = np.concatenate([np.zeros(200), np.linspace(1.0, 2.0, 200)])
    utility = np.stack([np.zeros(400), np.where(number == 0, -5.0, 5.0)], axis=1)
    assert value_of_partial_information(utility, number) == pytest.approx(2.5, abs=0.05)


@given(st.lists(st.lists(st.integers(-5, 5), min_size=4, max_size=4), min_size=2, max_size=30))
def test_partial_information_lies_between_none_and_all(draws):
    table = np.array(draws, float)
    partial = value_of_partial_information(table[:, :3], table[:, 3])
    assert 0 <= partial <= value_of_perfect_information(table[:, :3]) + 1e-9


def test_other_draws_are_refused():
    with pytest.raises(ValueError, match="expected a number for each draw"):
        value_of_partial_information(np.ones((3, 2)), np.ones(4))
