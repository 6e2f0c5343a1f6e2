"""Levers as a scenario file states them: their faults, their path over the years, and how they add up."""

import numpy as np
import pytest
from fourcapitals.data.places import area_name
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.policy import policy_of
from fourcapitals.vocabulary import RISKS, SIMULATED_YEARS
from scenario_texts import HEAD, LEVER, faults

BROKEN_LEVERS = {
    "levers a list": (HEAD + "levers = []", "levers: expected a table, got a list"),
    "lever name": (
        HEAD + LEVER.replace("levers.l", "levers.L"),
        "levers: 'L' cannot name a lever; use small letters, digits and _, as in smoking_rules",
    ),
    "lever key unknown": (
        HEAD + LEVER.replace("risk =", "gbp_m = 1\nrisk ="),
        "levers.l: no key 'gbp_m'; choose from areas, change, grade, relative_change, risk, source, title",
    ),
    "risk unknown": (
        HEAD + LEVER.replace('"smoking"', '"drugs"'),
        "levers.l.risk: no risk 'drugs'; choose from inactivity, obesity, risky_alcohol, smoking",
    ),
    "grade of a lever": (
        HEAD + LEVER.replace('"J"', '"B"'),
        "levers.l.grade: expected the grade of the source of the change: S seen, M from memory, J judgement, got 'B'",
    ),
    "change per cent": (
        HEAD + LEVER.replace("-0.03", "-3.0"),
        "levers.l.change.2024: must not be below -0.5, got -3.0; a percentage point is 0.01",
    ),
    "change above half": (
        HEAD + LEVER.replace("-0.03", "0.6"),
        "levers.l.change.2024: must not be above 0.5, got 0.6; a percentage point is 0.01",
    ),
    "change in quotes": (
        HEAD + LEVER.replace("-0.03", '"-0.03"'),
        "levers.l.change.2024: expected a number, got '-0.03'; write it without quotes",
    ),
    "change without year": (
        HEAD + LEVER.replace("2022", "first"),
        "levers.l.change: 'first' is not a year; write years as 2030 = -0.02",
    ),
    "changes out of order": (
        HEAD + LEVER.replace("2024", "2021"),
        "levers.l.change: 2021 stands after 2022; put the years in ascending order",
    ),
    "no change": (
        HEAD + LEVER.replace("2022 = -0.01\n2024 = -0.03\n", ""),
        "levers.l.change: empty; give the change since 2019 of the share of adults at risk, as 2030 = -0.02",
    ),
    "area of a lever": (
        HEAD + LEVER.replace("risk =", 'areas = ["Hartlepol"]\nrisk ='),
        "levers.l.areas: item 1: no area 'Hartlepol'; did you mean 'Hartlepool'?",
    ),
}


@pytest.mark.parametrize("case", BROKEN_LEVERS)
def test_a_fault_of_a_lever_is_told_in_these_words(case):
    text, expected = BROKEN_LEVERS[case]
    assert faults(text) == (f"x.toml: {expected}",)


def test_a_lever_moves_in_straight_lines_from_the_year_before_its_first_and_then_stays():
    path = parse_scenario(HEAD + LEVER, name="x").levers["l"].path()
    assert list(path) == list(SIMULATED_YEARS)
    by_hand = [0.0, 0.0, -0.01, -0.02, *[-0.03] * 12]
    assert list(path.values()) == pytest.approx(by_hand, abs=1e-15)
    at_once = parse_scenario(HEAD + LEVER.replace("2022", "2020"), name="x").levers["l"].path()
    assert list(at_once.values())[:5] == pytest.approx([-0.01, -0.015, -0.02, -0.025, -0.03], abs=1e-15)


def policy(text, baseline):
    scenario = parse_scenario(text, name="x")
    return policy_of(scenario, baseline)


def test_levers_on_one_risk_add_up_where_they_work(baseline):
    other = LEVER.replace("levers.l", "levers.k").replace("risk =", 'areas = ["Hartlepool"]\nrisk =')
    change = policy(HEAD + LEVER + other, baseline).prevalence_change
    hartlepool = baseline.codes.index("E06000001")
    assert change.shape == (16, len(RISKS), 307)
    assert change[15, RISKS.index("smoking"), hartlepool] == pytest.approx(-0.06)
    assert change[15, RISKS.index("smoking"), hartlepool + 1] == pytest.approx(-0.03)
    assert not change[:, RISKS.index("obesity")].any()
    assert not change[0].any()


def test_a_lever_beyond_what_an_area_has_is_told_with_the_area_and_the_year(baseline):
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    lowest = int(smoking.argmin())
    fewer = LEVER.replace("2024 = -0.03", "2024 = -0.05").replace("-0.01", "0.0")
    with pytest.raises(BadInput) as caught:
        policy(HEAD + fewer, baseline)
    (fault,) = caught.value.faults
    code = baseline.codes[lowest]
    others = int((smoking < 0.05).sum()) - 1
    assert fault == (
        f"x: levers.l: smoking in {area_name(code)} ({code}) would be {smoking[lowest] - 0.05:.3g} of adults in 2024, "
        f"and beyond 0 to 1 in {others} more; give a smaller change, or fewer areas"
    )
    alone = fewer.replace("-0.05", "-0.035").replace("risk =", f'areas = ["{code}"]\nrisk =')
    # Together they leave 0 on the way, in 2023; the year that is told is one that they name.
    with pytest.raises(BadInput, match=r"levers.a, levers.l: smoking in .*of adults in 2024; give"):
        policy(HEAD + alone + alone.replace("levers.l", "levers.a"), baseline)


def test_a_lever_may_leave_nobody_at_risk(baseline):
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    lowest = int(smoking.argmin())
    lever = LEVER.replace("-0.03", repr(-float(smoking[lowest])))
    alone = lever.replace("risk =", f'areas = ["{baseline.codes[lowest]}"]\nrisk =')
    change = policy(HEAD + alone, baseline).prevalence_change
    assert (smoking + change[15, RISKS.index("smoking")])[lowest] == pytest.approx(0.0, abs=1e-12)


def test_a_relative_lever_takes_a_part_of_what_each_area_had_in_2019(baseline):
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    tenth = LEVER.replace("[levers.l.change]", "[levers.l.relative_change]").replace("-0.03", "-0.1")
    change = policy(HEAD + tenth, baseline).prevalence_change[:, RISKS.index("smoking")]
    assert change[-1] == pytest.approx(-0.1 * smoking, rel=1e-12)
    assert change[3] == pytest.approx(-0.055 * smoking, rel=1e-12)
    assert not change[1].any()


def test_relative_and_absolute_levers_on_one_risk_add_up(baseline):
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    half = LEVER.replace("levers.l", "levers.k").replace(".change]", ".relative_change]").replace("-0.03", "-0.5")
    change = policy(HEAD + LEVER.replace("-0.03", "-0.01") + half, baseline).prevalence_change
    assert change[-1, RISKS.index("smoking")] == pytest.approx(-0.01 - 0.5 * smoking, rel=1e-12)


def test_a_relative_lever_may_leave_nobody_at_risk_anywhere(baseline):
    all_gone = LEVER.replace(".change]", ".relative_change]").replace("-0.03", "-1")
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    change = policy(HEAD + all_gone, baseline).prevalence_change[-1, RISKS.index("smoking")]
    assert (smoking + change) == pytest.approx(np.zeros(307), abs=1e-15)


ONE_WAY = (
    "it states the change since 2019 of the share of adults at risk, as 2030 = -0.02, or relative_change that of each "
    "area's share, as 2030 = -0.1 for a fall by a tenth; give one of them"
)


@pytest.mark.parametrize(
    ("lever", "fault"),
    [
        (
            LEVER.split("[levers.l.change]", maxsplit=1)[0],
            f"levers.l: the key 'change' is missing; {ONE_WAY}",
        ),
        (
            LEVER + "[levers.l.relative_change]\n2030 = -0.1\n",
            f"levers.l: both are given; {ONE_WAY}",
        ),
        (
            LEVER.replace(".change]", ".relative_change]").replace("-0.03", "-10"),
            "levers.l.relative_change.2024: must not be below -1, got -10; a fall by a tenth is -0.1",
        ),
        (
            LEVER.replace(".change]", ".relative_change]").replace("-0.03", "10"),
            "levers.l.relative_change.2024: must not be above 1, got 10; a fall by a tenth is -0.1",
        ),
    ],
)
def test_a_lever_changes_in_one_way_within_bounds(lever, fault):
    assert faults(HEAD + lever) == (f"x.toml: {fault}",)
