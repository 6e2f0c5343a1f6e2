"""What is still to come after the last year is what running on without money comes to."""

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.whole_life import total_to_come
from fourcapitals.evidence.prior_effects import one_use
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.policy import policy_of
from fourcapitals.simulation.whole_life import SMALL, chain_to_come, year_weights
from fourcapitals.vocabulary import PERIOD, USE_NAMES
from hypothesis import given
from hypothesis import strategies as st

LONG = 2300
"""By then the slowest stock has worn out."""
WITHIN = 0.01
"""How near the closed form comes to running on, at central values."""


def effects_of(scenarios, baseline, numbers):
    """(scenario, sum): by the last year, over the whole life, and that discounted."""
    given = counterfactuals_of(scenarios, baseline=baseline).effects(numbers)
    names = ("healthy_person_years", "healthy_person_years_whole_life", "healthy_person_years_whole_life_discounted")
    return np.array([[getattr(each, name) for name in names] for each in given.values()])


@pytest.fixture(scope="module")
def uses(baseline):
    return [one_use(use, pounds_per_head=10.0, baseline=baseline) for use in USE_NAMES]


def test_each_use_is_worth_over_its_life_what_a_run_to_2300_adds_up_to(baseline, central, uses):
    found = effects_of(uses, baseline, central)
    run_on = effects_of(uses, baseline.until(LONG), central)
    np.testing.assert_allclose(found[:, 0], run_on[:, 0], rtol=1e-9)
    np.testing.assert_allclose(found[:, 1:], run_on[:, 1:], rtol=WITHIN)
    assert (found[:, 1] > found[:, 2]).all()
    assert (found[:, 2] > found[:, 0]).all()


@pytest.mark.thorough
def test_strategies_as_shipped_and_draws_are_followed_as_well(baseline, central):
    asked = ["announced_2021", "balanced_four_capitals", "public_health_restored", "housing_quality", "whole_briefing"]
    far = baseline.until(LONG)
    for numbers, within in [(central, 0.05), *((each, 0.05) for each in drawn_parameters(3, 0, baseline=baseline))]:
        np.testing.assert_allclose(
            effects_of(asked, baseline, numbers)[:, 1:], effects_of(asked, far, numbers)[:, 1:], rtol=within
        )


def test_levers_end_with_the_money_as_in_the_closed_form(baseline, central):
    text = """title = "Less smoking"
description = "A lever alone."
sources = ["none"]
[levers.smoking]
title = "Less smoking"
source = "None"
grade = "J"
risk = "smoking"
[levers.smoking.change]
2030 = -0.02
"""
    levers = parse_scenario(text, name="levers")
    found = effects_of([levers], baseline, central)
    np.testing.assert_allclose(found, effects_of([levers], baseline.until(LONG), central), rtol=0.02)
    change = policy_of(levers, baseline.until(2040)).prevalence_change[:, 0, 0]
    assert change[2035 - 2020] == -0.02
    assert not change[2036 - 2020 :].any()


def test_without_discounting_both_sums_are_one(baseline, uses):
    numbers = load_parameters().with_values(health_discount_rate=1e-12).central()
    _, whole, discounted = effects_of(uses[:1], baseline, numbers)[0]
    assert discounted == pytest.approx(whole, rel=1e-9)


def test_years_weigh_less_from_the_first_that_is_appraised():
    even, falling = year_weights(0.015, PERIOD)
    assert even.tolist() == [0.0, 0.0] + [1.0] * 15
    assert falling[2] == 1.0
    assert falling[-1] == pytest.approx(1.015**-14)


@given(
    st.floats(-1e3, 1e3),
    st.lists(st.floats(-1e3, 1e3), min_size=400, max_size=400),
    st.floats(0.0, 0.95),
    st.sampled_from([1.0, 1 / 1.015]),
)
def test_a_sum_to_come_is_that_of_its_years(last, added, kept, factor):
    added[100:] = [0.0] * 300
    total, stock, weight = 0.0, last, 1.0
    for more in added:
        stock, weight = kept * stock + more, factor * weight
        total += weight * stock
    weights = factor ** np.arange(1, 401)
    found = total_to_come(np.array([last]), np.array([float(np.dot(weights, added))]), kept, factor)
    assert found[0] == pytest.approx(total, rel=1e-6, abs=1e-3)


@given(st.lists(st.floats(0.0, 1e3), min_size=1, max_size=5), st.floats(0.0, 1e3), st.floats(1.0, 4.0))
def test_all_that_a_chain_holds_leaves_it(held, inflow, stretch):
    mean = stretch * len(held)
    found = chain_to_come(np.array(held)[None, :, None] / SMALL, np.array([[inflow]]), mean, np.array([1.0]))
    assert found[0, 0] == pytest.approx(sum(held) + inflow)
