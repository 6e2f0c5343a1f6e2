"""The list of bundled scenarios fits a screen, and one of them is shown whole."""

import json
import tomllib

import fourcapitals as fc
import pytest
from attacks import sample


def test_the_list_fits_a_screen_and_names_every_scenario_with_title_and_money(call):
    code, out, _ = call("scenarios")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 80
    words = out.split()
    assert set(fc.scenario_names()) <= set(words)
    for family in fc.scenario.FAMILIES:
        assert family in lines
    text = " ".join(words)
    assert "announced_2021 £6.86bn Levelling up as announced in 2021" in text
    assert "balanced_health_need £6.86bn The announced money, balanced over the capitals and by health need" in text


def test_the_json_has_every_scenario_with_its_family(call):
    rows = json.loads(call("scenarios", "--json")[1])
    assert {row["name"]: row["family"] for row in rows} == {
        name: fc.scenario.family_of(name) for name in fc.scenario_names()
    }


@pytest.mark.parametrize("name", sample(fc.scenario_names(), 8))
def test_what_is_shown_is_the_file_itself_under_comments(name, call):
    code, out, err = call("scenarios", "--show", name)
    assert (code, err) == (0, "")
    comments = out.partition("\n\n")[0].splitlines()
    assert all(line.startswith("# ") and len(line) <= 80 for line in comments)
    assert tomllib.loads(out) == tomllib.loads(fc.load_scenario(name).text)


def test_one_whole_says_its_money_rules_uses_levers_and_letters(call):
    said = " ".join(call("scenarios", "--show", "announced_2021")[1].partition("\n\n")[0].replace("#", "").split())
    assert (
        "New money 2020-35, £ of 2019: £6.86bn How strong the evidence is: fourcapitals evidence announced_2021" in said
    )
    assert "fund 'Levelling Up Fund': £3.54bn of new money; 2021 to 2024; shared by luf_priority; source of the" in said
    assert "fund 'UK Shared Prosperity Fund': no new money, as £8.78bn replaces other money; 2022 to 2035" in said
    assert "fund 'UK Community Renewal Fund': £128m of new money; 2021; shared by economic_resilience" in said
    assert "buys Premises (Financial and physical): £3.12bn; evidence D B B C B" in said
    levers = " ".join(call("scenarios", "--show", "whole_briefing")[1].partition("\n\n")[0].replace("#", "").split())
    assert "-2 percentage points of adults with risk risky_alcohol by 2025; source seen in part" in levers


def test_one_whole_as_json_adds_up(call):
    told = json.loads(call("scenarios", "--show", "announced_2021", "--json")[1])
    assert sum(row["new_money_gbp_m"] for row in told["uses"]) == pytest.approx(told["new_money_gbp_m"], abs=0.1)
    money = sum(sum(fund["new_money_gbp_m"].values()) for fund in told["funds"].values())
    assert money == pytest.approx(told["new_money_gbp_m"], abs=0.1)
    assert told["funds"]["levelling_up_fund"]["allocation"] == {"rule": "luf_priority", "weights": [1.0, 0.35, 0.1]}
    assert {"title", "sources", "levers", "file"} <= set(told)


def test_one_whole_says_what_the_nhs_does_beside_care(call):
    said = " ".join(call("scenarios", "--show", "nhs_anchor")[1].partition("\n\n")[0].replace("#", "").split())
    assert (
        "the NHS beside care (all care boards): 40% of purchases near by by 2028, 1% of jobs for people from outside "
        "work by 2028, paid out of care; source judgement" in said
    )
    assert "fund 'Subsidy for facilities' keeps facilities where they are: it buys work in place and no care" in said
    said = " ".join(call("scenarios", "--show", "care_workforce")[1].partition("\n\n")[0].replace("#", "").split())
    assert "pays posts at £40,000 a year, 30% for people from outside work; source judgement" in said
