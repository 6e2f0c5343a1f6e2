"""A strategy in plain words: its money is the ledger's, who pays and what it replaces are said, and no result is."""

import json

import fourcapitals as fc
import pytest
from fourcapitals.scenario.files import load_scenario, parse_scenario

CHOOSING = ("households_move", "centre_adapts")
NAMES = ("announced_2021", "population_prevention", "settlement", "baseline")


@pytest.fixture(scope="module")
def told():
    return {name: fc.report.describe(load_scenario(name)) for name in NAMES}


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "announced_2021", "population_prevention"])


def said(described):
    return " ".join(described["lines"])


def test_money_is_the_ledgers(told, results):
    money = fc.results.spending(results)
    for name in ("announced_2021", "population_prevention"):
        assert sum(told[name]["new_money_gbp_m"].values()) == pytest.approx(money.loc[name, "new_money_gbp_m"])
        assert sum(told[name]["uses_gbp_m"].values()) == pytest.approx(money.loc[name, "new_money_gbp_m"])
    for heads in told["announced_2021"]["gbp_per_head"].values():
        assert (
            min(heads.values())
            < 1e6 * money.loc["announced_2021", "new_money_gbp_m"] / 56_286_961
            < max(heads.values())
        )


def test_what_it_replaces_who_decides_and_who_pays_are_said(told):
    announced, settlement = said(told["announced_2021"]), said(told["settlement"])
    assert "UK Shared Prosperity Fund stands in for £11.6bn of EU structural funds" in announced
    assert "Who pays: nobody is named." in announced
    assert "paid by the centre" in announced
    assert "Councils choose among these." in settlement
    assert "the same in every year" in settlement
    assert "smoking -3 points by 2030; its size is assumed" in said(told["population_prevention"])
    assert "It brings no new money." in said(told["baseline"])
    assert said(told["baseline"]).endswith("fourcapitals run baseline --draws 200.")


def test_who_else_chooses_is_said(told):
    moving, adapting = (said(fc.report.describe(load_scenario(f"competition_{name}"))) for name in CHOOSING)
    for words in ("Councils differ in capacity; they choose whether to bid", "Need is ranked anew", "letter D"):
        assert words in moving
        assert words in adapting
    assert "Households move between areas" in moving
    assert "Households" not in adapting
    assert "The centre keeps areas that have won from a fund out of its next round while" in adapting
    assert "The centre" not in moving
    assert "Councils differ in capacity; they gain and lose capacity." in said(told["settlement"])
    assert "letter D." not in said(told["announced_2021"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('financing = "unfunded"', 'financing = "tax"', "paid by households, as a flat share of income"),
        ('financing = "unfunded"', 'financing = "borrowing"', "borrowed, and repaid after the last year"),
        (
            'financing = "unfunded"',
            'financing = "displaces"\ndisplaces = "council_services"',
            "taken from the budget of council services",
        ),
    ],
)
def test_every_kind_of_payer_has_its_words(old, new, words):
    scenario = parse_scenario(load_scenario("realigned_to_nhs").text.replace(old, new), name="ours")
    described = fc.report.describe(scenario)
    assert f"Who pays: {words}" in said(described)
    assert "fourcapitals run baseline ours.toml" in said(described)


def test_money_a_head_names_its_years_and_prices(told):
    lines = [line for line in told["announced_2021"]["lines"] if "a head" in line]
    assert len(lines) == 3
    assert all("2019 prices" in line for line in lines)
    assert sum("over all years" in line for line in lines) == 2


def test_nothing_is_said_of_what_it_does(told):
    for described in told.values():
        text = said(described)
        assert "Nothing here says what it does" in text
        for result in ("days of healthy", "healthy person-years per", "of draws"):
            assert result not in text


def test_the_command_says_the_same(call, told):
    _, text, _ = call("describe", "announced_2021")
    assert all(line in text for line in told["announced_2021"]["lines"])
    _, text, _ = call("describe", "announced_2021", "--json")
    assert json.loads(text)["areas_with_money"] == 307
    code, _, errors = call("describe", "none_such")
    assert code == 2
    assert "none_such" in errors
