"""The linear programme of plans: solved where the answer can be worked out by hand, and what is said where none is."""

import numpy as np
import pytest
from fourcapitals.appraisal.plan_curves import Curves, curves_of_draws
from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN, PlanLimits, conflicts, limit_faults
from fourcapitals.appraisal.plan_programme import Programme
from fourcapitals.appraisal.plan_space import PlanSpace
from fourcapitals.appraisal.successive_programmes import successive
from fourcapitals.equations.linear_programmes import mean_of_worst
from fourcapitals.errors import BadInput
from hypothesis import given, settings
from hypothesis import strategies as st

POSITIVE = st.floats(0.1, 10)


def space_of(people, limits, *, uses=("nhs",), by_year=None, letters="B"):
    return PlanSpace(
        uses, np.array(people), by_year or {2025: 100.0}, limits, frozenset({"nhs"}), dict.fromkeys(uses, letters)
    )


def straight(returns):
    """Curves without a bend."""
    given_returns = np.array(returns, np.float64)
    areas = given_returns.shape[1]
    loss = np.zeros((*given_returns.shape[:2], 1))
    return Curves(np.zeros(1), given_returns, np.full((areas, 1), 1e9), loss, np.ones((1, len(given_returns))))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=8))
def test_money_goes_to_the_best_places_first_until_each_is_full(places):
    """Dantzig's rule for the fractional knapsack."""
    returns, people = np.array(places).T
    cap = 1.7 * 100 / people.sum()
    found, value = space_of(people * 1e6, PlanLimits(most_per_head=cap)).best(straight(returns[None, :, None]))
    left, best = 100.0, 0.0
    for at in np.argsort(-returns):
        part = min(left, cap * people[at])
        left, best = left - part, best + part * returns[at]
    assert value == pytest.approx(best, rel=1e-6)
    assert found.sum() == pytest.approx(100)
    assert (found[0, :, 0] <= cap * people * (1 + 1e-9)).all()


def test_a_bent_curve_is_filled_to_where_the_returns_of_two_uses_meet():
    """Returns of 3 fall to 1 after £40m: the rest goes to what returns 2."""
    curves = straight([[[3.0]], [[2.0]]])._replace(
        widths=np.array([[40.0, 1e9]]), loss=np.array([[[0.0, 2.0]], [[0.0, 0.0]]])
    )
    found, value = space_of([1.0], PlanLimits(), uses=("nhs", "housing")).best(curves)
    assert found[:, 0, 0] == pytest.approx([40, 60])
    assert value == pytest.approx(240)
    assert curves.of(found) == pytest.approx(240)


def test_caps_on_uses_judged_effects_and_letters_floors_and_years_are_kept():
    limits = PlanLimits(
        most_of_use={"nhs": 0.5}, most_of_each_use=0.8, most_judged=0.3, least_per_head=10.0, most_of_year=0.6
    )
    people, years = np.array([1e6, 3e6]), {2025: 50.0, 2026: 50.0}
    space = space_of(people, limits, uses=("nhs", "housing"), by_year=years)
    found, _ = space.best(straight([[[9.0, 8.0]] * 2, [[2.0, 1.0], [1.0, 1.0]]]))
    assert found.sum(axis=(1, 2)) == pytest.approx([30, 70])
    assert found.sum(axis=(0, 1)) == pytest.approx([60, 40])
    assert (found.sum(axis=(0, 2)) >= 10 * people * 2 / 1e6 - 1e-9).all()


def test_without_a_cap_a_head_no_place_gets_more_than_some_times_the_mean():
    people = np.ones(20) * 1e6
    found, _ = space_of(people, PlanLimits()).best(straight([np.arange(20.0)[:, None]]))
    assert found.max() == pytest.approx(TIMES_THE_MEAN * 100 / 20)


def test_the_mean_of_the_worst_draws_spreads_money_that_the_central_case_would_not():
    """One use returns 4 or nothing, the other always 1: of the worse half of two draws the sure one is best."""
    curves = straight([[[2.0]], [[1.0]]])._replace(
        constant=np.zeros(2), factors=np.array([[2.0, 1.0], [0.0, 1.0]]), worst=0.5
    )
    space = space_of([1.0], PlanLimits(), uses=("nhs", "housing"))
    found, value = space.best(curves)
    assert found[:, 0, 0] == pytest.approx([0, 100])
    assert value == pytest.approx(100)
    assert curves.of(found) == pytest.approx(mean_of_worst(np.array([100.0, 100.0]), 0.5))


def test_draws_that_differ_in_where_money_does_most_are_evened_out():
    """Of £100m, x to a place that returns 3 or 1, the rest to one of 1 or 2: 100 + 2x and 200 - x meet at 100/3."""
    slopes = np.array([[3.0, 1.0], [1.0, 2.0]])[:, None, :, None]
    curves = curves_of_draws(slopes, np.full((2, 1), 1e3), np.ones((1, 1)))._replace(worst=0.5)
    found, value = space_of([1.0, 1.0], PlanLimits()).best(curves)
    assert found[0, :, 0] == pytest.approx([100 / 3, 200 / 3])
    assert value == pytest.approx(500 / 3)
    assert curves.in_draws(found) == pytest.approx([500 / 3, 500 / 3])
    weights = Programme(space_of([1.0, 1.0], PlanLimits()), curves).weights_of_draws()
    assert weights == pytest.approx([1 / 3, 2 / 3])
    assert curves.weighted(weights).of(found) == pytest.approx(value)


@settings(max_examples=15, deadline=None)
@given(st.lists(POSITIVE, min_size=2, max_size=4), st.lists(POSITIVE, min_size=2, max_size=4), st.floats(0, 100))
def test_patterns_of_draws_say_what_the_draws_say(first, second, money):
    """Each draw with returns of its own that fall along three segments."""
    draws = np.array([first[:2], second[:2]]).T[:, None, :, None] * np.array([1.0, 0.5, 0.2]) ** np.array(first)[0]
    widths = np.array([[10.0, 20.0, 30.0], [5.0, 5.0, 90.0]])
    curves = curves_of_draws(draws, widths, np.ones((1, 2)))
    plan = np.full((1, 2, 2), money / 4)
    assert curves.in_draws(plan) == pytest.approx((draws[:, 0] * curves.filled(plan)[0]).sum(axis=(1, 2)), rel=0.02)


def test_of_the_worst_draws_as_many_count_as_before():
    curves = curves_of_draws(np.arange(1.0, 11.0)[:, None, None, None], np.array([[100.0]]), np.ones((1, 1)))
    plan = np.full((1, 1, 1), 10.0)
    curves = curves._replace(worst=0.2)
    few = curves.of_worst_draws(plan, 4)
    assert len(few.constant) == 4
    assert few.of(plan) == pytest.approx(curves.of(plan)) == pytest.approx(15.0)


@settings(max_examples=15, deadline=None)
@given(st.lists(POSITIVE, min_size=2, max_size=4))
def test_rounds_find_the_water_level_of_a_concave_sum(weights):
    """Of ``sum b log(1 + x)`` the best x is b over the water level, less 1, and never below nothing."""
    scale, budget = np.array(weights), 4.0
    low, high = 1e-9, scale.max()
    for _ in range(200):
        level = (low + high) / 2
        spent = np.maximum(scale / level - 1, 0).sum()
        low, high = (level, high) if spent > budget else (low, level)
    best = float(scale @ np.log1p(np.maximum(scale / level - 1, 0)))
    found = successive(
        np.zeros(len(scale)),
        curves_at=lambda x: (x, scale / (1 + x)),
        best_by=lambda lines: (
            budget * np.eye(len(scale))[lines[1].argmax()],
            float(scale @ np.log1p(lines[0]) + budget * lines[1].max() - lines[1] @ lines[0]),
        ),
        value=lambda x: float(scale @ np.log1p(x)),
        tolerance=1e-4,
        most_rounds=12,
    )
    assert found.value == pytest.approx(best, rel=1e-3)
    assert found.promised >= best * (1 - 1e-6)


def test_limits_that_only_together_leave_no_plan_are_named():
    """A floor for each place and a row that keeps money from one of them."""
    from fourcapitals.appraisal.plan_space import Rows
    from scipy.sparse import csr_array

    space = space_of([1e6, 1e6], PlanLimits(least_per_head=20.0))
    none = Rows("no money for the first", csr_array([[1.0, 0.0]]), np.array([0.0]))
    with pytest.raises(BadInput, match="no money for the first") as told:
        space.best(straight([[[1.0], [1.0]]]), [none])
    assert len(told.value.faults) == 1


USES = dict.fromkeys(("nhs", "housing", "culture"), "B") | {"culture": "D"}


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (
            PlanLimits(least_per_head=51.0),
            "least per head: £51 a head a year for 2.0 million people over 2 years takes",
        ),
        (PlanLimits(most_per_head=49.0), "less than the £100m of 2025"),
        (PlanLimits(most_per_head=60.0, least_per_head=61.0), "is below the least"),
        (PlanLimits(most_of_each_use=0.3), "they sum to 90% of the money"),
        (PlanLimits(most_judged=0.2, most_of_each_use=0.39), "uses whose effect is judged may have 20%"),
        (PlanLimits(most_of_letter={"A": 0.9}), "uses with the letter A or weaker may have 90%, and all others (none)"),
        (PlanLimits(most_of_year=0.4), "40% in each of 2 years places 80% of the budget"),
    ],
)
def test_limits_that_leave_no_plan_are_told_with_their_sums(limits, said):
    found = list(conflicts(limits, {2025: 100.0, 2026: 100.0}, uses=USES, judged=frozenset({"nhs"}), people=2e6))
    assert any(said in fault for fault in found), found


def test_limits_that_can_be_kept_are_no_conflict():
    limits = PlanLimits(
        most_of_each_use=0.4, most_judged=0.2, least_per_head=50.0, most_per_head=50.0, most_of_year=0.5
    )
    assert not list(conflicts(limits, {2025: 100.0, 2026: 100.0}, uses=USES, judged=frozenset({"nhs"}), people=2e6))


def test_every_limit_that_is_none_is_told_at_once():
    limits = PlanLimits(
        most_of_use={"hns": 0.5, "nhs": float("nan")},
        most_of_each_use=1.5,
        most_judged=-0.1,
        most_of_letter={"E": 0.1, "D": 2.0},
        least_per_head=float("inf"),
        most_per_head=-1.0,
        most_of_year=9.0,
    )
    assert len(list(limit_faults(limits))) == 9
