"""Linear programmes: what their rows mean."""

import numpy as np
import pytest
from fourcapitals.equations.linear_programmes import mean_of_worst, tail_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=12)


@given(VALUES, st.data())
def test_the_mean_of_whole_values_is_that_of_the_lowest(values, data):
    count = data.draw(st.integers(1, len(values)))
    lowest = np.sort(values)[:count].mean()
    assert mean_of_worst(np.array(values), count / len(values)) == pytest.approx(lowest, abs=1e-9)


@given(VALUES, st.floats(0.05, 1), st.floats(0.05, 1))
def test_a_larger_part_is_no_worse_and_the_whole_is_the_mean(values, one, other):
    given_values = np.array(values)
    small, large = sorted((one, other))
    assert mean_of_worst(given_values, small) <= mean_of_worst(given_values, large) + 1e-9
    assert mean_of_worst(given_values, 1.0) == pytest.approx(given_values.mean(), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.floats(0, 10), min_size=2, max_size=2), min_size=2, max_size=8), st.floats(0.2, 1))
def test_the_programme_finds_the_split_with_the_best_mean_of_the_worst(returns, share):
    drawn = np.array(returns)
    rows = tail_rows(drawn, np.zeros(len(drawn)), share)
    free = [(0, None)] * 2 + [(None, None)] + [(0, None)] * len(drawn)
    budget = np.concatenate([[1.0, 1.0], np.zeros(1 + len(drawn))])[None]
    found = linprog(-rows.objective, rows.most, rows.bound, budget, [1.0], free)
    tried = [mean_of_worst(drawn @ [part, 1 - part], share) for part in np.linspace(0, 1, 201)]
    assert -found.fun >= max(tried) - 1e-7
    assert mean_of_worst(drawn @ found.x[:2], share) == pytest.approx(-found.fun, abs=1e-7)
