"""Whose health a strategy adds to: groups add up to England, money forgone is taken off, aversion can turn a choice."""

import numpy as np
import pytest
from fourcapitals.appraisal.health_equity import Distribution, best_by_aversion, distribution_of, health_equity
from fourcapitals.appraisal.present_values import healthy_years_of_groups, present_values
from fourcapitals.appraisal.settings import appraisal_settings

GUIDANCE = appraisal_settings()


@pytest.mark.parametrize("whole_life", [False, True])
@pytest.mark.parametrize("by", ["region", "deprivation_fifth", "combined_authority"])
def test_groups_add_up_to_england(few, by, whole_life):
    groups = healthy_years_of_groups(few, GUIDANCE, reference="baseline", by=by, whole_life=whole_life)
    england = present_values(few, GUIDANCE, reference="baseline", whole_life=whole_life).healthy_years
    total = groups.sum("group").to_numpy()
    if by == "combined_authority":
        assert (np.abs(total) <= np.abs(england) + 1e-6).all()
    else:
        np.testing.assert_allclose(total, england, rtol=1e-8, atol=1e-6)


def test_groups_stand_from_the_most_to_the_least_deprived(few, central_run):
    fifths = distribution_of(few, GUIDANCE, reference="baseline")
    assert fifths.by == "deprivation_fifth"
    assert fifths.names[0].startswith("Fifth 1, most deprived")
    assert (np.diff(fifths.health) > 0).all()
    assert distribution_of(central_run, GUIDANCE, reference="baseline").gain.shape[1] == 1


def test_net_health_is_less_by_what_the_money_would_have_brought(few):
    found = distribution_of(few, GUIDANCE, reference="baseline")
    forgone = (found.gain - found.net).sum(axis=2)
    cost = present_values(few, GUIDANCE, reference="baseline").cost
    # In some draws money for the NHS does nothing.
    assert (forgone[cost > 0] >= 0).all()
    assert (forgone[cost > 0] > 0).mean() > 0.8
    # All people bear it alike.
    each = (found.gain - found.net) / found.people
    np.testing.assert_allclose(each, each[..., :1] * np.ones(each.shape[-1]), rtol=1e-9, atol=1e-12)


def test_a_strategy_against_itself_changes_nobodys_health(few):
    found = distribution_of(few, GUIDANCE, reference="announced_2021", whole_life=True)
    at = few.scenarios.index("announced_2021")
    assert np.all(found.gain[at] == 0)
    assert np.all(found.net[at] == 0)


def test_without_aversion_the_worth_is_the_net_health(few):
    table = health_equity(few)
    assert table["worth_years_at_0"].to_numpy() == pytest.approx(table["net_years"].to_numpy(), rel=1e-6)
    assert ((table["share_both"] <= table["share_healthier"]) & (table["share_both"] <= table["share_fairer"])).all()
    assert table.attrs["choices"][0][1] == 0.0


def test_the_worked_programmes_flip_at_their_aversion():
    people = np.full(5, 1e6)
    each = np.array([[0.3] * 5, [1.0, 0.3, 0.0, 0.0, 0.0]])
    change = (each * people)[:, None, :]
    health = np.array([52.0, 56.0, 60.0, 63.0, 68.0])
    found = Distribution("fifth", tuple("abcde"), people, health, change, change, np.zeros(2))
    (first, start), (second, flip) = best_by_aversion(found)
    assert (first, start, second) == (0, 0.0, 1)
    assert flip == pytest.approx(1.33, abs=0.005)
