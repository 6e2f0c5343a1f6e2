"""What a scenario file may say of the NHS beside care, what is wrong with it, and the plan that it becomes."""

import numpy as np
import pytest
from fourcapitals.data.care_boards import care_boards
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.scenario.nhs_plan import nhs_plan_of, plan_in_year
from fourcapitals.scenario.policy import terms_and_policy_of
from fourcapitals.vocabulary import SIMULATED_YEARS
from scenario_texts import FLAT, HEAD, WHOLE, faults, ruled

ANCHOR = '[nhs_anchor]\nsource = "s"\ngrade = "J"\n'
SHARE = "local_share = { 2024 = 0.4 }\n"
POSTS = '[funds.f.posts]\ncost_gbp = 40000.0\nhired_from_outside_work = 0.25\nsource = "s"\ngrade = "J"\n'
BROKEN = {
    "nothing": ("", "nhs_anchor: does nothing; give local_share or hired_from_outside_work, or both"),
    "a board nearly right": (
        SHARE + 'boards = ["Susex"]',
        "nhs_anchor.boards: item 1: no integrated care board 'Susex'; did you mean 'Sussex'?",
    ),
    "a board twice": (
        SHARE + 'boards = ["Sussex", "E54000053"]',
        "nhs_anchor.boards: 'E54000053' is given twice; keep one",
    ),
    "boards in two ways": (
        SHARE + 'boards = ["Sussex"]\nneediest_boards = 3',
        "nhs_anchor: names boards and neediest_boards; give one of them",
    ),
    "more boards than there are": (
        SHARE + "neediest_boards = 43",
        "nhs_anchor.neediest_boards: must not be above 42, got 43",
    ),
    "boards of other areas": (
        SHARE + 'boards = ["Sussex"]\nareas = ["Hartlepool"]',
        "nhs_anchor: no area lies in one of these boards, but in North East and North Cumbria; give boards and areas "
        "that meet",
    ),
    "a place that is no board": (
        SHARE + 'boards = ["East Suffolk"]',
        "nhs_anchor.boards: item 1: no integrated care board 'East Suffolk'; the place lies in 'Norfolk and Waveney' "
        "and 'Suffolk and North East Essex'; give the board, or the place among areas",
    ),
    "a share in per cent": (
        "local_share = { 2024 = 40.0 }",
        "nhs_anchor.local_share.2024: must not be above 1, got 40.0; a tenth is 0.1",
    ),
    "hired in per cent": (
        "hired_from_outside_work = { 2024 = 1.5 }",
        "nhs_anchor.hired_from_outside_work.2024: must not be above 1, got 1.5; one in a hundred is 0.01",
    ),
    "a year outside": (
        "local_share = { 2019 = 0.4 }",
        "nhs_anchor.local_share: 2019 lies outside the years of the model, 2020 to 2035",
    ),
    "near what": (
        SHARE + 'near = "county"',
        "nhs_anchor.near: no kind of place within which suppliers are near 'county'; choose from care_board, "
        "upper_tier",
    ),
    "a key nearly right": (SHARE + "board = []", "nhs_anchor: no key 'board'; did you mean 'boards'?"),
}


def plan_of(text, baseline):
    return nhs_plan_of(parse_scenario(HEAD + ANCHOR + text, name="s"), baseline)


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_with_the_table_is_told_with_its_place(kind):
    text, expected = BROKEN[kind]
    assert faults(HEAD + ANCHOR + text) == (f"x.toml: {expected}",)


def test_posts_are_no_prize_of_a_competition():
    (line,) = faults(ruled('rule = "competitive"\nneed = { rule = "luf_priority" }') + POSTS)
    assert line.startswith("x.toml: funds.f.posts: who wins a competition is not known beforehand")


WORK = {
    "subsidy beside other uses": (
        WHOLE.replace('uses_grade = "J"', 'uses_grade = "J"\nkeeps_facilities = true'),
        "x.toml: funds.f.keeps_facilities: the money of such a subsidy is the NHS's",
    ),
    "subsidy and posts": (
        WHOLE.replace('uses_grade = "J"', 'uses_grade = "J"\nkeeps_facilities = true').replace(
            "premises = 0.5\ncommunity = 0.5", "nhs = 1.0"
        )
        + POSTS,
        "x.toml: funds.f.keeps_facilities: such a subsidy pays no new posts",
    ),
    "posts that others decide on": (
        WHOLE.replace('uses_grade = "J"', 'uses_grade = "J"\ndecided_by = "council"') + POSTS,
        "x.toml: funds.f.posts: what others buy is not known beforehand",
    ),
}


@pytest.mark.parametrize("kind", WORK)
def test_work_that_a_fund_cannot_pay_is_refused(kind):
    text, expected = WORK[kind]
    (line,) = faults(text)
    assert line.startswith(expected)


def test_a_post_that_costs_too_little_is_refused():
    (line,) = faults(WHOLE + POSTS.replace("40000.0", "40.0"))
    assert line == "x.toml: funds.f.posts.cost_gbp: must not be below 5000, got 40.0"


def test_a_scenario_that_says_nothing_of_the_nhs_has_no_plan(baseline):
    assert nhs_plan_of(load_scenario("announced_2021"), baseline) is None


def test_shares_lie_on_straight_lines_from_the_first_year_on(baseline):
    plan = plan_of("local_share = { 2022 = 0.3, 2026 = 0.5 }\nhired_from_outside_work = { 2024 = 0.02 }\n", baseline)
    at = {year: position for position, year in enumerate(SIMULATED_YEARS)}
    assert plan.planned[: at[2022]].sum() == 0
    assert (plan.planned[at[2022] :] == 1).all()
    np.testing.assert_allclose(plan.local_share[at[2024]], 0.4)
    np.testing.assert_allclose(plan.local_share[at[2035]], 0.5)
    assert (plan.hired_share[: at[2024]] == 0).all()
    assert (plan.hired_share[at[2024] :] == 0.02).all()


def test_only_the_boards_named_act(baseline):
    plan = plan_of(SHARE + 'boards = ["Sussex", "E54000040"]', baseline)
    acting = plan.planned[-1] > 0
    assert sorted(np.array(care_boards().codes)[acting]) == ["E54000040", "E54000053"]


def test_the_neediest_boards_have_the_lowest_healthy_life_expectancy(baseline):
    plan, boards = plan_of(SHARE + "neediest_boards = 5", baseline), care_boards()
    people = boards.share * baseline.arrays.population
    healthy = people @ baseline.arrays.hle.mean(axis=0) / people.sum(axis=1)
    acting = plan.planned[-1] > 0
    assert acting.sum() == 5
    assert healthy[acting].max() <= healthy[~acting].min()


def test_areas_named_limit_a_board_to_them(baseline):
    plan = plan_of(SHARE + 'areas = ["Brighton and Hove"]', baseline)
    assert plan.applies.sum() == pytest.approx(1.0)


def test_posts_follow_the_money_of_their_fund(baseline):
    terms, policy = terms_and_policy_of(parse_scenario(WHOLE + POSTS, name="s"), baseline, FLAT)
    np.testing.assert_allclose(policy.nhs.posts.sum(axis=1), terms.budget[:, 0] * 1e6 / 40000.0)
    np.testing.assert_allclose(policy.nhs.posts_hired, 0.25 * policy.nhs.posts)


def test_a_year_of_a_plan_is_a_copy(baseline):
    plan = plan_of(SHARE, baseline)
    year = plan_in_year(plan, 10)
    year.local_share[:] = 0.9
    assert plan.local_share.max() == 0.4
