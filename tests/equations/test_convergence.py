"""Diagnostics of chains: what they are of independent draws, and of chains that disagree."""

import numpy as np
import pytest
from fourcapitals.equations.convergence import effective_size, split_rhat


def test_independent_draws_have_settled():
    assert split_rhat(np.random.default_rng(1).standard_normal((4, 4000))) == pytest.approx(1.0, abs=0.002)


@pytest.mark.parametrize(("chains", "far"), [("apart", 1.5), ("drifting", 1.5)])
def test_chains_that_disagree_or_drift_have_not(chains, far):
    draws = np.random.default_rng(2).standard_normal((4, 1000))
    draws = draws + (3 * np.arange(4)[:, None] if chains == "apart" else np.linspace(0, 6, 1000))
    assert split_rhat(draws) > far


def test_a_draw_in_the_middle_of_an_odd_number_counts_for_neither_half():
    draws = np.array([[0.0, 2.0, 99.0, 0.0, 2.0], [2.0, 4.0, -99.0, 2.0, 4.0]])
    assert split_rhat(draws) == pytest.approx(1.080123, abs=1e-6)


def test_weights_count_as_many_draws_as_they_are_even():
    assert effective_size(np.full(50, 0.3)) == pytest.approx(50)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == 1.0
    assert effective_size(np.array([2.0, 1.0])) == pytest.approx(9 / 5)
