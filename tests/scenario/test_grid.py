"""The generated factorial: the same money in every arm, and arms that differ only in what their names say."""

import pickle

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.prices import Deflator
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.scenario.grid import DECIDERS, MIXES, PLACES, announced_uses, scenario_grid
from fourcapitals.scenario.terms import terms_of
from fourcapitals.vocabulary import SIMULATED_YEARS

STEEP = Deflator({year: 1.1 ** (year - 2019) for year in range(2010, 2036)}, 0.1)


@pytest.fixture(scope="module")
def deflator():
    return load_parameters().deflator


@pytest.fixture(scope="module")
def arms():
    return {arm.name: arm for arm in scenario_grid()}


def test_there_is_an_arm_for_every_combination(arms):
    assert list(arms) == [f"{mix}_{place}_{decider}" for mix in MIXES for place in PLACES for decider in DECIDERS]
    assert len(arms) == 3 * 4 * 2


def test_all_arms_have_the_new_money_of_the_announced_programme_in_every_year(arms, deflator):
    for prices in (deflator, STEEP):
        announced = load_scenario("announced_2021").new_money(prices)
        for arm in arms.values():
            money = arm.new_money(prices)
            assert max(abs(money[year] - announced[year]) for year in SIMULATED_YEARS) < 1e-9


def test_all_arms_have_identical_budgets_once_they_are_terms(arms, baseline, deflator):
    announced = terms_of(load_scenario("announced_2021"), baseline, deflator).budget.sum(axis=1)
    for name, arm in arms.items():
        terms = terms_of(arm, baseline, deflator)
        np.testing.assert_allclose(terms.budget[:, 0], announced, rtol=0, atol=1e-9)
        assert terms.share.sum() == pytest.approx(1.0)
        assert terms.split.sum() == pytest.approx(1.0, abs=1e-9)
        assert bool(terms.competitive[0]) == name.endswith("competition")


def test_arms_that_differ_in_one_word_differ_in_one_thing(arms, baseline, deflator):
    def terms(name):
        return terms_of(arms[name], baseline, deflator)

    one, other = terms("announced_luf_formula"), terms("announced_health_formula")
    np.testing.assert_array_equal(one.split, other.split)
    assert not np.array_equal(one.share, other.share)
    other = terms("services_luf_formula")
    np.testing.assert_array_equal(one.share, other.share)
    assert not np.array_equal(one.split, other.split)
    bids = terms("announced_luf_competition")
    np.testing.assert_array_equal(one.split, bids.split)
    assert arms["announced_luf_competition"].funds["one_fund"].allocation.need.rule == "luf_priority"
    assert not terms("announced_per_head_competition").need.any()


def test_the_announced_mix_is_weighted_by_new_money():
    """Levelling Up £4,000m in thirds, Towns £3,600m, Community Renewal £134m, of £7,734m; the rest replaces."""
    by_hand = {
        "connectivity": 4000 / 3 + 0.2 * 3600,
        "premises": 4000 / 3 + 0.6 * 3600 + 0.25 * 134,
        "culture": 4000 / 3 + 0.1 * 3600,
        "adult_skills": 0.05 * 3600 + 0.5 * 134,
        "community": 0.25 * 134,
        "green_space": 0.05 * 3600,
    }
    assert announced_uses() == pytest.approx({use: money / 7734 for use, money in by_hand.items()}, abs=1e-12)


def test_the_balanced_mix_is_that_of_the_scenario(arms):
    balanced = load_scenario("balanced_health_need").funds["four_capitals_fund"].uses
    assert arms["balanced_health_formula"].funds["one_fund"].uses == balanced


def test_an_arm_is_a_scenario_like_any_other(arms):
    arm = arms["services_deprivation_competition"]
    assert parse_scenario(arm.text, name=arm.name) == arm
    assert pickle.loads(pickle.dumps(arm)) == arm


def test_unknown_names_are_told_at_once_with_advice():
    with pytest.raises(UnknownName) as caught:
        scenario_grid(mixes=["balance", "services"], places=["luf", "luf", "wealth"], deciders=["lottery"])
    assert caught.value.faults == (
        "no mix 'balance'; did you mean 'balanced'?",
        "the place 'luf' is given twice; keep one",
        "no place 'wealth'; did you mean 'health'?",
        "no decider 'lottery'; choose from competition, formula",
    )
    with pytest.raises(BadInput, match="mixes: a list of texts expected, got 'balanced'"):
        scenario_grid(mixes="balanced")
