"""The best allocation of a budget: its answer run as any other scenario, its limits, and what is said of it."""

import dataclasses

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.near_optimal import alternatives, badge_of
from fourcapitals.appraisal.plan_words import opening_lines, optimum_lines, optimum_plain
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.linear_programmes import mean_of_worst
from fourcapitals.errors import BadInput
from fourcapitals.results.money import spending_by_use

USES = ("public_health", "nhs", "housing", "clean_air")
ASKED = {"years": range(2024, 2027), "uses": USES, "areas": ["Greater Manchester"], "outcome": "hle_years"}
LIMITS = fc.appraisal.PlanLimits(most_of_each_use=0.4, least_per_head=5.0)


@pytest.fixture(scope="module")
def plan():
    """£300m for ten areas, four uses and three years."""
    return fc.appraisal.optimise(300.0, limits=LIMITS, command="fourcapitals optimise --most-each 0.4", **ASKED)


@pytest.fixture(scope="module")
def firmness(plan):
    return alternatives(plan)


def test_the_best_plan_run_as_any_scenario_is_within_the_printed_gap_of_the_programme(plan):
    results = fc.simulate(["baseline", plan.scenario])
    levels = results.levels("hle").sel(year=2035).squeeze()
    full = float(levels.sel(scenario=plan.scenario.name) - levels.sel(scenario="baseline"))
    assert full == pytest.approx(plan.found.value, rel=1e-6)
    assert abs(plan.found.promised - full) <= plan.found.gap * plan.found.promised * (1 + 1e-6) + 1e-12
    assert plan.found.gap < 0.02
    ledger = spending_by_use(results).query("scenario == @plan.scenario.name").set_index("use")["new_money_gbp_m"]
    by_use = plan.money.sum(("area", "year")).to_series()
    assert ledger.to_dict() == pytest.approx(by_use[by_use > 0].to_dict(), abs=1e-3)


def test_all_money_is_spent_in_its_years_and_within_the_limits(plan):
    money = plan.money
    assert money.sum(("use", "area")).to_numpy() == pytest.approx(100)
    assert max(plan.shares.values()) <= 0.4 + 1e-9
    a_head = money.sum(("use", "year")).to_numpy() * 1e6 / plan.space.people / 3
    assert (a_head >= 5 - 1e-6).all()
    assert plan.effects.new_money_gbp_m == pytest.approx(300, abs=1e-3)


def test_no_plan_of_the_same_money_that_is_tried_brings_more(plan):
    tried = np.random.default_rng(0)
    for _ in range(5):
        shares = tried.dirichlet(np.ones(len(USES)))
        shares = np.minimum(shares, 0.4) / np.minimum(shares, 0.4).sum()
        other = 100 * shares[:, None, None] * (plan.space.people / plan.space.people.sum())[None, :, None] * np.ones(3)
        assert plan.value(other) <= plan.found.value * (1 + 1e-9)


def test_the_plan_is_a_scenario_that_can_be_read_again(plan, tmp_path):
    (tmp_path / "plan.toml").write_text(plan.scenario.text, encoding="utf-8")
    for name, text in plan.scenario.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    read = fc.load_scenario(tmp_path / "plan.toml")
    assert read.is_same_as(plan.scenario)
    assert "fourcapitals optimise --most-each 0.4" in read.description


def test_what_is_nearly_as_good_keeps_to_the_caps_and_uses_sum_to_all_money(firmness):
    assert firmness["share"].sum() == pytest.approx(1)
    assert firmness["gbp_m"].sum() == pytest.approx(300)
    assert (firmness["most"] <= 0.4 + 1e-9).all()
    assert (firmness["most"] > firmness["least"]).any()


def test_at_its_flip_another_plan_is_better_by_just_the_slack(plan, firmness):
    row = firmness[firmness["flip"].between(0.01, 0.99)].iloc[0]
    at = list(plan.shares).index(row["use"])

    def short(share):
        factor = np.ones(len(plan.shares))
        factor[at] = share
        curves = plan.curves.with_uses(factor)
        best = curves.of(plan.space.best(curves, plan.more)[0])
        return 1 - curves.of(plan.money.to_numpy()) / best

    assert short(row["flip"]) == pytest.approx(0.02, abs=1e-3)
    assert short(row["flip"] * 0.8) > 0.02 > short(min(row["flip"] * 1.2, 1.0))


def test_the_words_hold_money_horizon_outcome_gap_letters_badge_and_flip(plan, firmness):
    said = "\n".join(optimum_lines(plan, table=firmness))
    for expected in (
        "£300m over 2024-2026",
        "2035",
        "a gap of",
        "flips once its effect falls below",
        "judged",
        "A agreeing",
    ):
        assert expected in said, expected
    assert "not advice" not in said
    judged = fc.evidence.prior_effects.judged_uses(fc.load_parameters())
    assert badge_of(plan).judged == pytest.approx(sum(part for use, part in plan.shares.items() if use in judged))
    assert optimum_plain(plan, table=firmness)["gap"] == plan.found.gap


def test_all_that_the_plan_keeps_to_is_said_where_it_is_read_and_where_it_is_kept(plan, firmness):
    within = (
        "money on public_health, nhs, housing, clean_air alone; money in Greater Manchester alone (10 areas); at most "
        "40% on each use; at least £5 a head a year for every area; at most 5 times the mean a head for any area in "
        "any year"
    )
    assert f"Within: {within}." in optimum_lines(plan, table=firmness)
    assert f"({within})" in plan.scenario.description
    assert "within limits" in plan.scenario.title
    none = "none of these 10 areas with lower healthy life expectancy in 2035 than under per_head"
    asked = dataclasses.replace(plan.question, floor_of_areas=fc.load_scenario("per_head"))
    assert asked.within[-1] == none
    assert dataclasses.replace(asked, places=()).within[-1].startswith("no area with lower healthy life expectancy")


def test_a_gap_above_the_tolerance_is_said_and_no_flip_is_told_where_the_curves_are_too_far_from_the_model(plan):
    exact = dataclasses.replace(plan, found=plan.found._replace(promised=plan.found.value))
    assert not any("above the tolerance" in line for line in opening_lines(exact))
    judged = dataclasses.replace(plan.question, judged=frozenset(USES))
    far = dataclasses.replace(plan, question=judged, found=plan.found._replace(promised=1.2 * plan.found.promised))
    table = alternatives(far)
    assert table[["flip", "probability_below"]].isna().all(axis=None)
    said = "\n".join(optimum_lines(far, table=table))
    for expected in (
        "The gap is above the tolerance of 1%",
        "No flip is told",
        "Whether it rests on them cannot be told",
    ):
        assert expected in said, expected
    assert "flips once" not in said


def test_weights_are_shares_so_that_no_plan_is_worth_more_than_the_best_of_each():
    asked = {**ASKED, "areas": ["Hartlepool"], "years": [2032], "outcome": {"hle_years": 3.0, "gva_percent": 1.0}}
    found = fc.appraisal.optimise(3.0, **asked)
    assert found.question.outcome == {"hle_years": 0.75, "gva_percent": 0.25}
    assert 0 < found.found.value <= 1


def test_without_caps_on_uses_it_is_said_that_the_answer_is_the_order_of_the_priors():
    asked = {**ASKED, "areas": ["Hartlepool"], "uses": ("public_health", "housing"), "years": [2032]}
    free = fc.appraisal.optimise(3.0, **asked)
    assert max(free.shares.values()) > 0.9
    said = "\n".join(optimum_lines(free, table=alternatives(free)))
    assert "this is the order of the assumed effects" in said
    assert "not advice" in said
    # A cap that keeps nothing from the use that does most asks for no mix either.
    capped = dataclasses.replace(free.question, limits=fc.appraisal.PlanLimits(most_of_use={"nhs": 0.5}))
    assert "not advice" in "\n".join(
        optimum_lines(dataclasses.replace(free, question=capped), table=alternatives(free))
    )


def test_no_area_is_worse_off_than_under_another_scenario_where_that_is_asked():
    asked = {**ASKED, "uses": ("public_health", "nhs")}
    more = fc.appraisal.optimise(400.0, no_area_worse_than="per_head", **asked)
    assert more.worse_off == 0


def test_the_mean_of_the_worst_draws_is_what_draws_maximise():
    asked = {**ASKED, "areas": ["Hartlepool"], "uses": ("public_health", "housing"), "years": [2030]}
    robust = fc.appraisal.optimise(3.0, draws=4, worst=0.25, **asked)
    central = fc.appraisal.optimise(3.0, **asked)
    assert robust.found.value >= robust.value(central.money.to_numpy()) * (1 - 1e-9)
    assert robust.factors.shape == (4, 2)
    runs = counterfactuals_of(robust.scenario)
    own = [runs.at(each).effects(robust.scenario.name, whole_life=False) for each in drawn_parameters(4, 0)]
    full = mean_of_worst(np.array([each.hle_years for each in own]), 0.25)
    assert full == pytest.approx(robust.found.value, rel=1e-6)
    assert abs(robust.found.promised - full) <= robust.found.gap * robust.found.promised * (1 + 1e-6)
    assert robust.found.gap < 0.02


def test_everything_that_cannot_be_taken_is_told_at_once():
    with pytest.raises(BadInput) as told:
        fc.appraisal.optimise(
            float("nan"),
            years=[2019, 2025, 2025],
            outcome={"hle_year": 1.0, "gva_percent": -1.0},
            uses=["hns"],
            areas=["Hartlepol"],
            limits=fc.appraisal.PlanLimits(most_judged=2.0),
            no_area_worse_than="basline",
            worst=0.0,
            tolerance=0.0,
            name="baseline",
        )
    said = told.value.faults
    assert len(said) == 12
    for expected in ("'hle_years'", "'nhs'", "Hartlepool", "'baseline'", "budget", "2019", "given twice"):
        assert any(expected in fault for fault in said), expected


@pytest.mark.parametrize("budget", [0.0, -5.0, float("inf"), 1e9])
def test_a_budget_that_cannot_be_is_refused_in_one_line(budget):
    with pytest.raises(BadInput, match="budget") as told:
        fc.appraisal.optimise(budget)
    assert len(told.value.faults) == 1
