"""Health against the gap between places: what plans of the frontier keep to, and what strategies beside them do."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.frontier import frontier_lines
from fourcapitals.appraisal.gap_programme import CurvesWithGap, GapProgramme, Places
from fourcapitals.appraisal.near_optimal import alternatives
from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_limits import PlanLimits
from fourcapitals.appraisal.plan_space import PlanSpace
from fourcapitals.appraisal.plan_words import optimum_lines
from fourcapitals.errors import BadInput

ASKED = {
    "years": [2030],
    "uses": ("public_health", "housing"),
    "areas": ["Greater Manchester", "Surrey"],
    "limits": PlanLimits(most_of_each_use=0.6),
    "efficiency": "hle_years",
}


@pytest.fixture(scope="module")
def table():
    return fc.appraisal.frontier(100.0, scenarios=["per_head", "population_prevention"], points=4, **ASKED)


def test_along_the_frontier_more_of_one_is_less_of_the_other(table):
    plans = table[table["kind"] == "frontier"]
    assert 2 <= len(plans) <= 4
    assert plans["narrowing_years"].is_monotonic_increasing
    assert plans["efficiency"].is_monotonic_decreasing


def test_strategies_have_the_same_money_and_are_told_when_left_out(table):
    row = table[table["kind"] == "strategy"].iloc[0]
    scaled = fc.load_scenario("per_head").new_money(fc.load_parameters().deflator)
    assert row["name"] == "per_head"
    assert row["times_its_money"] * sum(scaled.values()) == pytest.approx(100, rel=1e-6)
    assert any("population_prevention" in each for each in table.attrs["not_shown"])


def test_a_row_is_dominated_when_another_brings_more_of_both(table):
    values = table[["efficiency", "narrowing_years"]].to_numpy()
    for row, said in zip(values, table["dominated"], strict=True):
        assert said == bool((values > row).all(axis=1).any())


def test_the_words_say_money_horizon_judgement_and_letters(table):
    said = "\n".join(frontier_lines(table))
    for expected in ("£100m in 2030", "2035", "judged", "A agreeing", "prices every plan"):
        assert expected in said, expected


def test_the_chart_names_every_row_and_its_title_is_what_the_plans_say(table):
    chart = fc.plots.frontier(table)
    plans = table[table["kind"] == "frontier"]
    lost = 100 * (1 - plans["efficiency"].iloc[-1] / plans["efficiency"].max())
    assert f"{lost:.0f}%" in chart.caption.title
    assert all(f"‘{title}’" in chart.alt_text for title in table["title"])
    with pytest.raises(BadInput, match=r"appraisal\.frontier"):
        fc.plots.frontier(table.drop(columns="uses"))


def test_the_title_says_no_more_than_the_plans_do(table):
    plans = table[table["kind"] == "frontier"].iloc[[0, -1]]
    for changed, said in (
        ({"narrowing_years": [-2.0, -1.0]}, "No plan of £100m in 2030 that was found narrows the gap in healthy life"),
        ({"efficiency": [-2.0, -3.0]}, "No plan of £100m in 2030 that was found brings any gain in healthy life"),
        (
            {"efficiency": [2.0, 1.0], "narrowing_years": [1.0, 2.0]},
            "Narrowing the gap in healthy life expectancy in 2035",
        ),
    ):
        assert fc.plots.frontier(plans.assign(**changed)).caption.title.startswith(said)


def test_what_the_frontier_keeps_to_is_said(table):
    for expected in (
        "public_health, housing alone",
        "Greater Manchester, Surrey alone (21 areas)",
        "5 times the mean a head",
    ):
        assert expected in frontier_lines(table)[0], expected


def test_all_that_cannot_be_taken_is_told_at_once():
    with pytest.raises(BadInput) as told:
        fc.appraisal.frontier(-1.0, scenarios=["per_hed"], efficiency="gap_narrowing_years", points=1)
    assert len(told.value.faults) == 4


def programme_of(levels, budget):
    """Two places of equal people, where £1m raises the level of who gets it by a year; the first returns twice."""
    space = PlanSpace(("nhs",), np.ones(2), {2030: budget}, PlanLimits(), frozenset(), {"nhs": "B"})
    first, none = np.ones((1, 2, 1)), np.zeros((1, 2, 1))
    widths, ones = np.full((2, 1), 1e9), np.ones((1, 1))
    worth = Curves(np.zeros(1), first * np.array([[[2.0], [1.0]]]), widths, none, ones)
    own = Curves(np.zeros(1), first, widths, none, ones)
    return GapProgramme(space, worth, own, Places(np.array([0, 1]), np.ones(2), np.ones(2), np.array(levels)))


def test_the_programme_splits_money_where_the_gap_is_as_narrow_as_asked():
    """Levels 62 and 60, £6m: all to the first leaves 8 years; £4m to the second and £2m to the first close the gap."""
    programme = programme_of([62.0, 60.0], 6.0)
    assert programme.best()[0, :, 0] == pytest.approx([6, 0])
    assert programme.narrows(programme.best()) == pytest.approx(-6)
    closed = programme.best(least_narrowing=2.0)
    assert closed[0, :, 0] == pytest.approx([2, 4])
    assert programme.narrows(closed) == pytest.approx(2)
    assert programme.narrows(programme.narrowest()) == pytest.approx(2)
    assert programme.best(least_narrowing=0.0)[0, :, 0] == pytest.approx([3, 3])


@pytest.mark.parametrize(("weight", "plan", "value"), [(1.0, [2, 4], 10.0), (0.25, [6, 0], 10.5)])
def test_what_a_narrower_gap_is_worth_moves_money_until_the_gap_is_closed(weight, plan, value):
    """Each £1m moved brings a year less and narrows the gap of 2 by two: worth it at 1, not at a quarter."""
    held = programme_of([62.0, 60.0], 6.0)
    curves = CurvesWithGap(held.curves, held.own, held.places, weight)
    found, promised = held.space.best(curves)
    assert found[0, :, 0] == pytest.approx(plan)
    assert promised == pytest.approx(value) == pytest.approx(curves.of(found))


def test_no_plan_is_promised_a_narrower_gap_than_its_curves_make():
    """Money of the highest place does less in its second segment, which would be filled first if it could be."""
    held = programme_of([62.0, 60.0], 6.0)
    bent = held.own._replace(widths=np.array([[3.0, 9.0]] * 2), loss=np.array([[[0.0, 0.9]] * 2]))
    worth = held.curves._replace(first=np.array([[[9.0], [1.0]]]), widths=bent.widths, loss=np.zeros((1, 2, 2)))
    curves = CurvesWithGap(worth, bent, held.places, 1.0)
    found, promised = held.space.best(curves)
    assert found[0, :, 0] == pytest.approx([6, 0])
    assert promised <= curves.of(found) + 1e-9
    touching = Places(np.array([0, 1]), np.ones(2), np.ones(2), np.array([62.0, 60.0]), plan=found)
    _, promised = held.space.best(curves._replace(places=touching))
    assert promised == pytest.approx(curves.of(found))


def test_a_narrower_gap_can_be_what_a_best_plan_is_for(table):
    """It narrows as much as the end of the frontier, which is found by other steps."""
    asked = {each: ASKED[each] for each in ("years", "uses", "areas", "limits")}
    best = fc.appraisal.optimise(100.0, outcome="gap_narrowing_years", **asked)
    assert best.found.value >= 0.99 * table["narrowing_years"].max()
    assert best.found.value == pytest.approx(best.effects.gap_narrowing_years)
    said = "\n".join(optimum_lines(best, table=alternatives(best)))
    assert "rank places anew" in said


def test_a_narrowing_that_no_plan_reaches_is_refused():
    with pytest.raises(BadInput, match="no plan keeps"):
        programme_of([62.0, 60.0], 1.0).best(least_narrowing=2.0)
