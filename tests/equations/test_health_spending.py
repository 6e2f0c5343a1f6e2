"""Health budgets in the form in which they were estimated: elasticities, and deaths."""

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.health_spending import at_constant_elasticity, mortality_per_healthy_year
from hypothesis import given
from hypothesis import strategies as st

BUDGET = st.floats(10, 5000)
EXTRA = st.floats(-3, 1000)
"""Budgets."""
FOLLOWED = 0.5


def equal(extra, budget, followed=FOLLOWED):
    return at_constant_elasticity(np.array([extra]), np.array([budget]), followed)[0]


@given(BUDGET)
def test_nothing_more_is_nothing_and_the_first_pound_counts_in_full(budget):
    assert equal(0.0, budget) == 0
    for small in (1e-6 * budget, -1e-6 * budget):
        assert equal(small, budget) == pytest.approx(small, rel=1e-5)


@given(EXTRA, EXTRA, BUDGET)
def test_more_money_does_more_and_each_further_pound_less(one, other, budget):
    less, more = sorted((one * budget, other * budget))
    low, high = equal(less, budget), equal(more, budget)
    assert low <= high + 1e-9
    assert high <= more + 1e-9 * abs(more) + 1e-9
    middle = equal((less + more) / 2, budget)
    assert middle >= (low + high) / 2 - 1e-9 * (1 + abs(low) + abs(high))


@given(BUDGET)
def test_what_a_budget_can_do_is_bounded_by_what_it_is(budget):
    # A million budgets more do less than fourteen at the margin; the loss of all of it is as finite.
    assert equal(1e6 * budget, budget) < 14 * budget
    assert equal(-budget, budget) == pytest.approx(-(np.log(2) + 1) * budget)
    assert np.isfinite(equal(-100 * budget, budget))


def test_an_elasticity_of_the_source_comes_back():
    # Martin, Lomas and Claxton 2020: .081 at £4,845 a QALY. Public health spent about £50 a head in 2013.
    table = load_parameters()
    qalys, deaths = table["qalys_per_death_averted"].value, table["deaths_per_head"].value
    per_year = mortality_per_healthy_year(1.0, 81.0, qalys, deaths)
    elasticity = 50 * per_year * 81 / 4845
    assert elasticity == pytest.approx(0.081, abs=0.003)
    # £1bn a year: 14,406 deaths of 497,442.
    assert 1e9 / 55.6e6 * per_year * 81 / 4845 == pytest.approx(14_406 / 497_442, rel=0.01)
