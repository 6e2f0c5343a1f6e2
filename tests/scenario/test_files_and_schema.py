"""Scenario files: what they bring, and every way in which one can be wrong."""

import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from fourcapitals.data.places import area_name
from fourcapitals.data.prices import Deflator, published_price_levels
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import RULES, allocation_rule, per_head_need
from fourcapitals.scenario.files import (
    load_scenario,
    load_scenarios,
    parse_scenario,
    read_scenario,
    scenario_names,
    schema,
)
from fourcapitals.scenario.schema import FIRST_PRICE_YEAR
from fourcapitals.scenario.terms import policy_of, terms_of
from fourcapitals.vocabulary import RISKS, SIMULATED_YEARS, USE_NAMES
from fourcapitals.vocabulary import USES as USES_OF_MONEY
from hypothesis import given, settings
from hypothesis import strategies as st

FLAT = Deflator(dict.fromkeys(range(2010, 2036), 1.0), 0.0)
RISING = Deflator({year: 1.02 ** (year - 2019) for year in range(2010, 2036)}, 0.02)
README = Path(__file__).parents[2] / "scenarios" / "README.md"

HEAD = """\
title = "T"
description = "D"
sources = ["S"]
"""
TERMS = """\
[funds.f]
title = "F"
source = "S"
grade = "S/J"
money = "capital"
price_year = "cash"
financing = "unfunded"
uses_source = "S"
uses_grade = "J"
"""
MONEY = """\
[funds.f.gbp_m]
2021 = 100.0
2022 = 50.0
"""
USES = """\
[funds.f.uses]
premises = 0.5
community = 0.5
"""
RULE = """\
[funds.f.allocation]
rule = "per_head"
"""
REPLACES = """\
[funds.f.replaces]
title = "R"
source = "S"
grade = "J"
[funds.f.replaces.gbp_m]
2021 = 30.0
"""
WHOLE = HEAD + TERMS + MONEY + USES + RULE + REPLACES
LEVER = """\
[levers.l]
title = "L"
source = "S"
grade = "J"
risk = "smoking"
[levers.l.change]
2022 = -0.01
2024 = -0.03
"""
RULES_OF_FORMULAS = (
    "as_awarded, deprivation_need, economic_resilience, health_need, luf_index, luf_priority, per_head, top_n, ukspf"
)
RULES_OF_POTS = (
    "as_awarded, blend, competitive, deprivation_need, economic_resilience, health_need, luf_index, luf_priority, "
    "per_head, top_n, ukspf"
)
CHOICE_OF_USES = ", ".join(sorted(USE_NAMES))


def fund(text):
    return parse_scenario(text, name="x").funds["f"]


def faults(text):
    with pytest.raises(BadInput) as caught:
        parse_scenario(text, name="x")
    return caught.value.faults


def changed(old, new):
    assert WHOLE.count(old) >= 1, old
    return WHOLE.replace(old, new, 1)


def test_every_bundled_scenario_loads_and_names_its_sources_and_grades():
    assert {"baseline", "announced_2021", "balanced_health_need", "public_health_restored"} <= set(scenario_names())
    for name in scenario_names():
        scenario = load_scenario(name)
        assert scenario.name == name
        assert scenario.sources
        assert scenario.title in scenario.text


def test_the_baseline_has_no_fund_and_no_money():
    baseline = load_scenario("baseline")
    assert baseline.funds == {}
    assert set(baseline.gross_money(FLAT).values()) == {0.0}


def test_announced_money_in_cash_is_what_the_announcements_add_up_to():
    announced = load_scenario("announced_2021")
    gross = announced.gross_money(FLAT)
    assert [gross[year] for year in range(2020, 2027)] == [600, 1734, 1843, 2025, 2512, 1515, 915]
    assert sum(announced.new_money(FLAT).values()) == pytest.approx(4000 + 3600 + 134)


def test_the_shared_prosperity_fund_brings_no_new_money():
    assert set(load_scenario("announced_2021").funds["shared_prosperity_fund"].new_money(RISING).values()) == {0.0}


@pytest.mark.parametrize("deflator", [FLAT, RISING, Deflator(published_price_levels(), 0.02)])
def test_mix_and_targeting_are_compared_at_the_same_money_in_every_year(deflator):
    announced, balanced = load_scenarios(["announced_2021", "balanced_health_need"])
    for year in SIMULATED_YEARS:
        assert balanced.gross_money(deflator)[year] == pytest.approx(announced.gross_money(deflator)[year], abs=1e-9)
        assert balanced.new_money(deflator)[year] == pytest.approx(announced.new_money(deflator)[year], abs=1e-9)


def test_the_balanced_fund_gives_each_capital_a_quarter():
    uses = load_scenario("balanced_health_need").funds["four_capitals_fund"].uses
    capitals = {"physical": 0.0, "human": 0.0, "social": 0.0, "natural": 0.0}
    for use in USES_OF_MONEY:
        if use.capital is not None:
            capitals[use.capital] += uses.get(use.name, 0.0)
    assert set(capitals.values()) == {0.25}


def test_cash_is_deflated_by_its_own_year_and_a_price_year_by_that_year():
    assert fund(WHOLE).gross_money(RISING)[2022] == pytest.approx(50 / 1.02**3)
    in_2019_prices = fund(changed('price_year = "cash"', "price_year = 2019"))
    assert in_2019_prices.gross_money(RISING)[2022] == 50.0


def test_new_money_is_what_is_left_after_what_it_replaces():
    money = fund(WHOLE).new_money(FLAT)
    assert (money[2020], money[2021], money[2022], money[2023]) == (0.0, 70.0, 50.0, 0.0)
    assert list(money) == list(range(2020, 2036))


def test_a_fund_that_continues_keeps_the_real_amount_of_its_last_year():
    continuing = fund(changed('financing = "unfunded"', 'financing = "unfunded"\nafter_end = "continues"'))
    money = continuing.gross_money(RISING)
    assert money[2035] == money[2023] == money[2022] == pytest.approx(50 / 1.02**3)
    assert continuing.new_money(RISING)[2035] == pytest.approx(50 / 1.02**3)


@pytest.mark.parametrize("uses", ["premises = 0.5\ncommunity = 0.5", "public_health = 0.5\nnhs = 0.5"])
def test_a_fund_that_replaces_more_than_it_brings_takes_money_away(uses):
    text = changed("premises = 0.5\ncommunity = 0.5", uses).replace("2021 = 30.0", "2021 = 130.0\n2024 = 1.0")
    money = fund(text).new_money(FLAT)
    assert (money[2021], money[2022], money[2024]) == (-30.0, 50.0, -1.0)


def test_shares_stand_in_the_order_of_the_vocabulary():
    vector = fund(WHOLE).uses_vector()
    assert vector.shape == (len(USE_NAMES),)
    assert vector[USE_NAMES.index("premises")] == vector[USE_NAMES.index("community")] == 0.5
    assert vector.sum() == 1.0


def test_defaults_are_those_of_the_readme():
    assert parse_scenario(HEAD, name="x").running_costs == "centre"
    assert fund(WHOLE).after_end == "ends"
    assert fund(changed('"per_head"', '"luf_priority"')).allocation.weights == (1.0, 0.35, 0.1)
    assert fund(changed('"per_head"', '"health_need"')).allocation.slope == 0.25
    assert fund(changed('"per_head"', '"deprivation_need"')).allocation.slope == 0.5


def test_areas_are_taken_by_name_or_code_and_kept_as_codes_in_order():
    text = changed('rule = "per_head"', 'rule = "per_head"\nareas = ["E06000002", "hartlepool", "City of London"]')
    assert fund(text).allocation.areas == ("E06000001", "E06000002", "E09000012")


def test_funds_stand_in_the_order_of_their_names():
    other = TERMS + MONEY + USES + RULE
    text = WHOLE + other.replace("funds.f", "funds.a")
    assert list(parse_scenario(text, name="x").funds) == ["a", "f"]


def test_a_scenario_travels_to_another_process():
    scenario = load_scenario("announced_2021")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_prices_are_published_for_every_price_year_that_a_file_may_name():
    assert min(published_price_levels()) <= FIRST_PRICE_YEAR


def test_a_scenario_is_read_from_a_path_and_bears_the_name_of_its_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("\ufeff" + WHOLE.replace("\n", "\r\n"), encoding="utf-8")
    for one in (path, str(path)):
        assert load_scenario(one).name == "mine"
    assert load_scenario(path).funds == parse_scenario(WHOLE, name="x").funds


def test_a_bundled_name_comes_before_a_folder_of_that_name(tmp_path, monkeypatch):
    (tmp_path / "baseline").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_scenario("baseline").funds == {}


BROKEN = {
    "unknown key": (
        HEAD + 'colour = "red"',
        "no key 'colour'; choose from description, funds, levers, running_costs, sources, title",
    ),
    "key nearly right": (
        HEAD + 'running_cost = "centre"',
        "no key 'running_cost'; did you mean 'running_costs'?",
    ),
    "name is not for the file": (
        HEAD + 'name = "y"',
        "no key 'name'; choose from description, funds, levers, running_costs, sources, title",
    ),
    "title missing": (changed('title = "T"\n', ""), "the key 'title' is missing; it states the name to show"),
    "title empty": (changed('title = "T"', 'title = ""'), "title: empty; give some text"),
    "title blank": (changed('title = "F"', 'title = "  "'), "funds.f.title: empty; give some text"),
    "title a number": (changed('title = "F"', "title = 5"), "funds.f.title: expected text in quotes, got 5"),
    "title a date": (
        changed('title = "F"', "title = 2021-03-01"),
        "funds.f.title: expected text in quotes, got 2021-03-01",
    ),
    "sources empty": (
        changed('["S"]', "[]"),
        "sources: empty; give the documents that the scenario rests on, as a list of titles",
    ),
    "source empty": (changed('["S"]', '["S", ""]'), "sources: item 2: empty; give some text"),
    "sources a text": (changed('["S"]', '"S"'), "sources: expected a list, got 'S'"),
    "payer unknown": (
        HEAD + 'running_costs = "council"',
        "running_costs: no payer of running costs 'council'; did you mean 'councils'?",
    ),
    "funds a list": (HEAD + "funds = []", "funds: expected a table, got a list"),
    "fund a number": (HEAD + "funds.f = 5", "funds.f: expected a table, got 5"),
    "fund name": (
        WHOLE.replace("funds.f", 'funds."My fund"'),
        "funds: 'My fund' cannot name a fund; use small letters, digits and _, as in levelling_up_fund",
    ),
    "fund key unknown": (
        changed('title = "F"', 'title = "F"\ncolour = 1'),
        "funds.f: no key 'colour'; choose "
        "from after_end, allocation, displaces, financing, gbp_m, grade, money, price_year, replaces, "
        "source, title, uses, uses_grade, uses_source",
    ),
    "grade": (
        changed('grade = "S/J"', 'grade = "A"'),
        "funds.f.grade: expected the evidence grade of the yearly money: S seen, M from memory, J judgement, got 'A'",
    ),
    "kind of money": (
        changed('"capital"', '"capitol"'),
        "funds.f.money: no kind of money 'capitol'; did you mean 'capital'?",
    ),
    "kind of money a number": (
        changed('"capital"', "1"),
        "funds.f.money: no kind of money 1; choose from capital, revenue",
    ),
    "price year a text": (
        changed('"cash"', '"2019"'),
        "funds.f.price_year: expected \"cash\" or a year from 1998 to 2035, got '2019'",
    ),
    "price year true": (
        changed('"cash"', "true"),
        'funds.f.price_year: expected "cash" or a year from 1998 to 2035, got true',
    ),
    "price year too early": (
        changed('"cash"', "1900"),
        'funds.f.price_year: expected "cash" or a year from 1998 to 2035, got 1900',
    ),
    "financing": (
        changed('"unfunded"', '"magic"'),
        "funds.f.financing: no way of financing 'magic'; choose from borrowing, displaces, tax, unfunded",
    ),
    "displaces nothing": (
        changed('"unfunded"', '"displaces"'),
        'funds.f.displaces: financing = "displaces" '
        "needs a budget here; choose from public_health, nhs, council_services",
    ),
    "displaces a stock": (
        changed('"unfunded"', '"displaces"\ndisplaces = "premises"'),
        "funds.f.displaces: no budget to displace 'premises'; choose from council_services, nhs, public_health",
    ),
    "displaces what it spends on": (
        changed('"unfunded"', '"displaces"\ndisplaces = "nhs"').replace("premises = 0.5\n", "nhs = 0.5\n"),
        "funds.f.uses: gives 'nhs', the budget that pays (displaces); leave out what only moves within it, and give "
        "the rest of the money in gbp_m",
    ),
    "displaces without financing": (
        changed('"unfunded"', '"tax"\ndisplaces = "nhs"'),
        "funds.f.displaces: financing is 'tax'; write financing = \"displaces\" or leave this key out",
    ),
    "after end": (
        changed('"unfunded"', '"tax"\nafter_end = "continue"'),
        "funds.f.after_end: no way to end 'continue'; did you mean 'continues'?",
    ),
    "money missing": (
        changed(MONEY, ""),
        "funds.f: the key 'gbp_m' is missing; it states the money of each year, as 2021 = 1000.0",
    ),
    "money empty": (
        changed(MONEY, "[funds.f.gbp_m]\n"),
        "funds.f.gbp_m: empty; give the money of each year, as 2021 = 1000.0",
    ),
    "money negative": (
        changed("2022 = 50.0", "2022 = -5.0"),
        "funds.f.gbp_m.2022: must not be below 0, got -5.0",
    ),
    "money not a number": (
        changed("2022 = 50.0", "2022 = nan"),
        "funds.f.gbp_m.2022: expected a finite number, got nan",
    ),
    "money infinite": (
        changed("2022 = 50.0", "2022 = inf"),
        "funds.f.gbp_m.2022: expected a finite number, got inf",
    ),
    "money in quotes": (
        changed("2022 = 50.0", '2022 = "50"'),
        "funds.f.gbp_m.2022: expected a number, got '50'; write it without quotes",
    ),
    "money true": (changed("2022 = 50.0", "2022 = true"), "funds.f.gbp_m.2022: expected a number, got true"),
    "money in pounds": (
        changed("2022 = 50.0", "2022 = 50_000_000"),
        "funds.f.gbp_m.2022: must not be above 1,000,000, got 50000000; amounts are in £ million",
    ),
    "money beyond measure": (
        changed("2022 = 50.0", "2022 = 1" + "0" * 400),
        "funds.f.gbp_m.2022: an integer of more than 64 bits, which TOML does not have",
    ),
    "year outside": (
        changed("2021 = 100.0", "2019 = 100.0"),
        "funds.f.gbp_m: 2019 lies outside the years of the model, 2020 to 2035",
    ),
    "year no year": (
        changed("2021 = 100.0", "first = 100.0"),
        "funds.f.gbp_m: 'first' is not a year; write years as 2021 = 1000.0",
    ),
    "years out of order": (
        changed("2022 = 50.0", "2020 = 50.0"),
        "funds.f.gbp_m: 2020 stands after 2021; put the years in ascending order",
    ),
    "shares do not sum": (
        changed("premises = 0.5\n", ""),
        "funds.f.uses: shares must sum to 1, these sum to 0.5",
    ),
    "shares by a hair": (
        changed("premises = 0.5", "premises = 0.49999999"),
        "funds.f.uses: shares must sum to 1, these sum to 0.99999999",
    ),
    "no shares": (
        changed(USES, "[funds.f.uses]\n"),
        "funds.f.uses: empty; give the share of each use, as premises = 0.5",
    ),
    "use nearly right": (
        changed("premises", "premisses"),
        "funds.f.uses: no use 'premisses'; did you mean 'premises'?",
    ),
    "use unknown": (changed("premises", "xyz"), f"funds.f.uses: no use 'xyz'; choose from {CHOICE_OF_USES}"),
    "uses a list": (
        changed(USES, "").replace("[funds.f.allocation]", "[[funds.f.uses]]\n[funds.f.allocation]"),
        "funds.f.uses: expected a table, got a list",
    ),
    "rule nearly right": (
        changed('"per_head"', '"helth_need"'),
        "funds.f.allocation: no allocation rule 'helth_need'; did you mean 'health_need'?",
    ),
    "rule unknown": (
        changed('"per_head"', '"lottery"'),
        f"funds.f.allocation: no allocation rule 'lottery'; choose from {RULES_OF_POTS}",
    ),
    "rule a number": (
        changed('"per_head"', "7"),
        f"funds.f.allocation: no allocation rule 7; choose from {RULES_OF_POTS}",
    ),
    "rule missing": (
        changed('rule = "per_head"', ""),
        f"funds.f.allocation: the key 'rule' is missing; choose from {RULES_OF_POTS}",
    ),
    "allocation a text": (
        changed(RULE, "").replace(TERMS, TERMS + 'allocation = "per_head"\n'),
        "funds.f.allocation: expected a table, got 'per_head'",
    ),
    "option of another rule": (
        changed('rule = "per_head"', 'rule = "per_head"\nslope = 1.0'),
        "funds.f.allocation: no key 'slope'; choose from areas, rule",
    ),
    "slope below 0": (
        changed('rule = "per_head"', 'rule = "health_need"\nslope = -0.25'),
        "funds.f.allocation.slope: must not be below 0, got -0.25",
    ),
    "slope absurd": (
        changed('rule = "per_head"', 'rule = "health_need"\nslope = 1e3'),
        "funds.f.allocation.slope: must not be above 10, got 1000.0",
    ),
    "two weights": (
        changed('rule = "per_head"', 'rule = "luf_priority"\nweights = [1.0, 0.5]'),
        "funds.f.allocation.weights: expected 3 entries, got 2",
    ),
    "four weights": (
        changed('rule = "per_head"', 'rule = "luf_priority"\nweights = [1, 1, 1, 1]'),
        "funds.f.allocation.weights: expected 3 entries, got 4",
    ),
    "weight below 0": (
        changed('rule = "per_head"', 'rule = "luf_priority"\nweights = [1, -1, 0]'),
        "funds.f.allocation.weights: item 2: must not be below 0, got -1",
    ),
    "no weight": (
        changed('rule = "per_head"', 'rule = "luf_priority"\nweights = [0, 0, 0]'),
        "funds.f.allocation.weights: all weights are 0; give at least one category some weight",
    ),
    "awards missing": (
        changed('rule = "per_head"', 'rule = "as_awarded"'),
        "funds.f.allocation: the key "
        "'awards' is missing; it states the published awards whose sum by area the pot follows",
    ),
    "awards unknown": (
        changed('rule = "per_head"', 'rule = "as_awarded"\nawards = ["town_deal"]'),
        "funds.f.allocation.awards: item 1: no published awards 'town_deal'; did you mean 'town_deals'?",
    ),
    "awards twice": (
        changed('rule = "per_head"', 'rule = "as_awarded"\nawards = ["town_deals", "town_deals"]'),
        "funds.f.allocation.awards: 'town_deals' is given twice; keep one",
    ),
    "awards none": (
        changed('rule = "per_head"', 'rule = "as_awarded"\nawards = []'),
        "funds.f.allocation.awards: empty; give the published awards whose sum by area the pot follows",
    ),
    "area unknown": (
        changed('rule = "per_head"', 'rule = "per_head"\nareas = ["Hartlepol"]'),
        "funds.f.allocation.areas: item 1: no area 'Hartlepol'; did you mean 'Hartlepool'?",
    ),
    "area twice": (
        changed('rule = "per_head"', 'rule = "per_head"\nareas = ["Hackney", "City of London"]'),
        "funds.f.allocation.areas: Hackney (E09000012) is given twice, the second time as 'City of London'; keep one",
    ),
    "no area": (
        changed('rule = "per_head"', 'rule = "per_head"\nareas = []'),
        "funds.f.allocation.areas: empty; give the areas that alone share the pot, by name or code",
    ),
    "replaces after a fund that continues": (
        changed('"unfunded"', '"tax"\nafter_end = "continues"').replace("2021 = 30.0", "2023 = 30.0"),
        "funds.f.replaces: gives 2023, after the fund's last year 2022, whose amounts continue; leave these years out",
    ),
    "replaces without money": (
        changed("[funds.f.replaces.gbp_m]\n2021 = 30.0\n", ""),
        "funds.f.replaces: the key 'gbp_m' is missing; it states the replaced money of each year",
    ),
    "nothing": ("", "the file is empty; give at least title, description and sources"),
    "only spaces": (" \n\n", "the file is empty; give at least title, description and sources"),
    "no equals sign": (
        'title = "T"\nfunds\n',
        "line 2: not TOML: expected '=' after a key in a key/value pair",
    ),
    "no value": ("title =", "line 1: not TOML: invalid value"),
    "key twice": ('title = "T"\ntitle = "U"\n', "line 2: this key is given twice; keep one of them"),
    "table twice": (
        WHOLE + MONEY,
        f"line {WHOLE.count(chr(10)) + 1}: the table [funds.f.gbp_m] is given twice; join the two",
    ),
    "deep lists": (
        "a = " + "[" * 10_000,
        "lists or tables stand too deep inside each other; a scenario has five levels",
    ),
    "deep tables": (
        "a = " + "{a = " * 10_000,
        "lists or tables stand too deep inside each other; a scenario has five levels",
    ),
    "deep keys": ("funds" + ".a" * 3000 + " = 1\n" + HEAD, "funds.a: no key 'a'; choose from"),
    "integer of thousands of digits": (
        "title = " + "1" * 5000,
        "an integer of thousands of digits; amounts are in £ million",
    ),
    "control sign": ("title = \x00", "line 1: not TOML: "),
}
BEGINNING_ONLY = {"deep keys", "control sign", "no value"}


def ruled(options):
    return changed('rule = "per_head"', options)


COMPETITIVE = 'rule = "competitive"\nneed = { rule = "luf_priority" }\n'
BLEND = 'rule = "blend"\nfirst = { rule = "per_head" }\nsecond = { rule = "health_need" }\nsecond_share = 0.5\n'
BROKEN_RULES = {
    "index of two weights": (
        'rule = "luf_index"\nweights = [1, 1]',
        "funds.f.allocation.weights: expected 3 entries, got 2",
    ),
    "key of the index nearly right": (
        'rule = "luf_index"\nweight = [1, 1, 1]',
        "funds.f.allocation: no key 'weight'; did you mean 'weights'?",
    ),
    "no places": (
        'rule = "economic_resilience"\nplaces = 0',
        "funds.f.allocation.places: must not be below 1, got 0",
    ),
    "more places than areas": (
        'rule = "economic_resilience"\nplaces = 308',
        "funds.f.allocation.places: must not be above 307, got 308",
    ),
    "places not whole": (
        'rule = "economic_resilience"\nplaces = 10.0',
        "funds.f.allocation.places: expected a whole number, got 10.0",
    ),
    "share of need": (
        'rule = "ukspf"\nneed_share = 1.5',
        "funds.f.allocation.need_share: must not be above 1, got 1.5",
    ),
    "worst n without n": (
        'rule = "top_n"',
        "funds.f.allocation: the key 'n' is missing; it states the number of areas that share the pot",
    ),
    "statistic nearly right": (
        'rule = "top_n"\nn = 30\nstatistic = "incom"',
        "funds.f.allocation.statistic: no statistic 'incom'; did you mean 'income'?",
    ),
    "statistic by the function's name for it": (
        'rule = "top_n"\nn = 30\nstatistic_name = "hle"',
        "funds.f.allocation: no key 'statistic_name'; did you mean 'statistic'?",
    ),
    "blend of one": (
        'rule = "blend"\nfirst = { rule = "per_head" }\nsecond_share = 0.5',
        "funds.f.allocation: the key 'second' is missing; it states the table of the other rule and its options",
    ),
    "blend with a blend": (
        BLEND.replace("per_head", "blend"),
        f"funds.f.allocation.first: no allocation rule 'blend'; choose from {RULES_OF_FORMULAS}",
    ),
    "blend with a name alone": (
        BLEND.replace('{ rule = "per_head" }', '"per_head"'),
        "funds.f.allocation.first: expected a table, got 'per_head'",
    ),
    "blend with a part without rule": (
        BLEND.replace('rule = "per_head"', ""),
        f"funds.f.allocation.first: the key 'rule' is missing; choose from {RULES_OF_FORMULAS}",
    ),
    "option of a part": (
        BLEND.replace('"health_need"', '"health_need", slope = -1.0'),
        "funds.f.allocation.second.slope: must not be below 0, got -1.0",
    ),
    "areas of a part": (
        BLEND.replace('"health_need"', '"health_need", areas = ["Hartlepool"]'),
        "funds.f.allocation.second: areas belong to the whole pot; write them beside the fund's own rule",
    ),
    "competition without need": (
        'rule = "competitive"',
        "funds.f.allocation: the key 'need' is missing; it states the table of the rule whose money per head, "
        "ranked, is the need",
    ),
    "need by competition": (
        COMPETITIVE.replace("luf_priority", "competitive"),
        "funds.f.allocation.need: no allocation rule 'competitive'; choose from "
        + RULES_OF_FORMULAS.replace("as_awarded", "as_awarded, blend"),
    ),
    "grant of nothing": (
        COMPETITIVE + "grant_gbp_m = 0",
        "funds.f.allocation.grant_gbp_m: must be above 0, got 0",
    ),
    "grant in pounds": (
        COMPETITIVE + "grant_gbp_m = 20_000_000.0",
        "funds.f.allocation.grant_gbp_m: must not be above 1,000,000, got 20000000.0; amounts are in £ million",
    ),
    "weight of need below 0": (
        COMPETITIVE + "need_weight = -1",
        "funds.f.allocation.need_weight: must not be below 0, got -1",
    ),
    "weight of capacity below 0": (
        COMPETITIVE + "capacity_weight = -1",
        "funds.f.allocation.capacity_weight: must not be below 0, got -1",
    ),
    "noise below 0": (COMPETITIVE + "noise = -1", "funds.f.allocation.noise: must not be below 0, got -1"),
    "nothing decides": (
        COMPETITIVE + "need_weight = 0\ncapacity_weight = 0\nnoise = 0",
        "funds.f.allocation: need_weight, capacity_weight and noise are all 0; give at least one some weight",
    ),
    "left over": (
        COMPETITIVE + 'left_over = "lapse"',
        "funds.f.allocation.left_over: no way with what is left over 'lapse'; did you mean 'lapses'?",
    ),
    "once": (COMPETITIVE + "once = 1", "funds.f.allocation.once: expected true or false, got 1"),
    "unknown option of a rule of one's own": (
        'rule = "band_d"\noptions = { floor = 1.0, celing = 2.0 }',
        "funds.f.allocation.options: no option 'celing'; did you mean 'ceiling'?",
    ),
    "missing option of a rule of one's own": (
        'rule = "band_d"',
        "funds.f.allocation.options: the option 'floor' is missing; the rule 'band_d' needs it",
    ),
    "option beside the options": (
        'rule = "band_d"\nfloor = 1.0\noptions = { floor = 1.0 }',
        "funds.f.allocation: no key 'floor'; choose from areas, options, rule",
    ),
    "option of a rule that has none": (
        'rule = "plain"\noptions = { floor = 1.0 }',
        "funds.f.allocation.options: no option 'floor'; the rule 'plain' has none",
    ),
    "options a list": ('rule = "plain"\noptions = []', "funds.f.allocation.options: expected a table, got a list"),
    "own rule nearly right": (
        'rule = "band_e"',
        "funds.f.allocation: no allocation rule 'band_e'; did you mean 'band_d'?",
    ),
}
BROKEN_LEVERS = {
    "levers a list": (HEAD + "levers = []", "levers: expected a table, got a list"),
    "lever name": (
        HEAD + LEVER.replace("levers.l", "levers.L"),
        "levers: 'L' cannot name a lever; use small letters, digits and _, as in smoking_rules",
    ),
    "lever key unknown": (
        HEAD + LEVER.replace("risk =", "gbp_m = 1\nrisk ="),
        "levers.l: no key 'gbp_m'; choose from areas, change, grade, risk, source, title",
    ),
    "risk unknown": (
        HEAD + LEVER.replace('"smoking"', '"drugs"'),
        "levers.l.risk: no risk 'drugs'; choose from inactivity, obesity, risky_alcohol, smoking",
    ),
    "grade of a lever": (
        HEAD + LEVER.replace('"J"', '"B"'),
        "levers.l.grade: expected the evidence grade of the change: S seen, M from memory, J judgement, got 'B'",
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


@pytest.fixture
def rules_of_ones_own():
    @allocation_rule("band_d")
    def band_d(baseline, *, floor, ceiling=2.0):
        return np.clip(baseline.arrays.council_tax, floor, ceiling)

    @allocation_rule("plain")
    def plain(baseline):
        return baseline.arrays.jobs

    @allocation_rule("open")
    def anything(baseline, **options):
        return baseline.arrays.jobs * len(options)

    yield
    for name in ("band_d", "plain", "open"):
        del RULES[name]


@pytest.mark.usefixtures("rules_of_ones_own")
@pytest.mark.parametrize("case", [case for case in BROKEN_RULES if "own" in case or "option" in case])
def test_a_fault_of_a_rule_of_ones_own_is_told_in_these_words(case):
    options, expected = BROKEN_RULES[case]
    assert faults(ruled(options)) == (f"x.toml: {expected}",)


@pytest.mark.parametrize("case", [case for case in BROKEN_RULES if "own" not in case and "option" not in case])
def test_a_fault_of_a_rule_is_told_in_these_words(case):
    options, expected = BROKEN_RULES[case]
    assert faults(ruled(options)) == (f"x.toml: {expected}",)


@pytest.mark.parametrize("case", BROKEN_LEVERS)
def test_a_fault_of_a_lever_is_told_in_these_words(case):
    text, expected = BROKEN_LEVERS[case]
    assert faults(text) == (f"x.toml: {expected}",)


def test_all_faults_of_a_competition_and_its_need_are_told_at_once():
    text = ruled(
        'rule = "competitive"\nneed = { rule = "blend", first = { rule = "top_n", n = 0, statistic = "hl" }, '
        'second = { rule = "nobody", areas = [] }, areas = [] }\ngrant = 1\nnoise = "2"'
    )
    assert faults(text) == (
        "x.toml: funds.f.allocation.need: areas belong to the whole pot; write them beside the fund's own rule",
        "x.toml: funds.f.allocation.need.first.n: must not be below 1, got 0",
        "x.toml: funds.f.allocation.need.first.statistic: no statistic 'hl'; did you mean 'hle'?",
        "x.toml: funds.f.allocation.need.second: no allocation rule 'nobody'; choose from " + RULES_OF_FORMULAS,
        "x.toml: funds.f.allocation.need: the key 'second_share' is missing; it states the part of the pot that "
        "follows the second rule",
        "x.toml: funds.f.allocation: no key 'grant'; did you mean 'grant_gbp_m'?",
        "x.toml: funds.f.allocation.noise: expected a number, got '2'; write it without quotes",
    )


def test_defaults_of_rules_are_those_of_the_readme():
    assert fund(ruled('rule = "luf_index"')).allocation.weights == (1.0, 0.35, 0.1)
    assert fund(ruled('rule = "economic_resilience"')).allocation.places == 100
    assert fund(ruled('rule = "ukspf"')).allocation.need_share == 0.3
    assert fund(ruled('rule = "top_n"\nn = 3')).allocation.keywords() == {"n": 3, "statistic_name": "hle"}
    bids = fund(ruled(COMPETITIVE)).allocation
    assert (bids.grant_gbp_m, bids.need_weight, bids.capacity_weight, bids.noise) == (20.0, 1.0, 1.0, 1.0)
    assert (bids.left_over, bids.once) == ("rolls_over", False)
    assert (bids.need.rule, bids.need.weights) == ("luf_priority", (1.0, 0.35, 0.1))


SOUND_RULES = (
    'rule = "luf_index"\nweights = [1, 0.5, 0]',
    'rule = "economic_resilience"\nplaces = 1',
    'rule = "ukspf"\nneed_share = 0',
    'rule = "top_n"\nn = 307\nstatistic = "long_term_sick"',
    BLEND + 'areas = ["Hartlepool", "Kingston upon Hull"]',
    BLEND.replace('"per_head"', '"top_n", n = 5, statistic = "income"'),
    COMPETITIVE.replace(
        '"luf_priority"', '"blend", first = { rule = "per_head" }, second = { rule = "ukspf" }, second_share = 0.5'
    ),
    'rule = "band_d"\noptions = { floor = 1.0 }\nareas = ["Hartlepool"]',
    'rule = "plain"',
    'rule = "open"\noptions = { a = 1, b = [2] }',
    BLEND.replace('"per_head"', '"band_d", options = { floor = 1.0, ceiling = 3.0 }'),
    COMPETITIVE.replace('"luf_priority"', '"plain"'),
)


@pytest.mark.usefixtures("rules_of_ones_own")
@pytest.mark.parametrize("options", SOUND_RULES)
def test_every_rule_shares_a_pot_of_1_and_travels_to_another_process(options, baseline):
    scenario = pickle.loads(pickle.dumps(parse_scenario(ruled(options), name="x")))
    terms = terms_of(scenario, baseline, FLAT)
    assert terms.share.sum() == pytest.approx(1.0)
    assert (terms.share >= 0).all()


def test_a_rule_registered_before_any_scenario_is_read_is_taken():
    program = f"""
import fourcapitals as fc

@fc.allocation_rule("early")
def early(baseline, *, power=1.0):
    return baseline.arrays.population ** power

text = {ruled('rule = "early"')!r}
assert fc.parse_scenario(text, name="x").funds["f"].allocation.rule == "early"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_blend_takes_its_parts_in_their_shares(baseline):
    def shares(options):
        return terms_of(parse_scenario(ruled(options), name="x"), baseline, FLAT).share[0]

    blended = shares(BLEND.replace("0.5", "0.25"))
    np.testing.assert_allclose(blended, 0.75 * shares('rule = "per_head"') + 0.25 * shares('rule = "health_need"'))


def test_a_competition_becomes_need_by_area_and_what_else_decides(baseline):
    text = ruled(COMPETITIVE + 'need_weight = 2\nnoise = 0.5\ngrant_gbp_m = 5\nonce = true\nareas = ["Hartlepool"]')
    terms = terms_of(parse_scenario(text, name="x"), baseline, FLAT)
    assert (terms.competitive, terms.grant, terms.capacity_weight, terms.luck_weight) == (1, 5, 1, 0.5)
    assert (terms.rolls_over, terms.once) == (1, 1)
    assert terms.share[0].tolist() == [float(code == "E06000001") for code in baseline.codes]
    np.testing.assert_array_equal(terms.need[0], 2 * per_head_need("luf_priority", baseline))


def test_a_rule_that_gives_nothing_is_told_with_its_fund(baseline):
    text = ruled('rule = "top_n"\nn = 1\nstatistic = "income"\nareas = ["Richmond upon Thames"]')
    with pytest.raises(BadInput) as caught:
        terms_of(parse_scenario(text, name="x"), baseline, FLAT)
    assert caught.value.faults == (
        "x: funds.f.allocation: allocation rule 'top_n' gives nothing to any of the areas that may share the pot",
    )


def test_a_lever_moves_in_straight_lines_from_the_year_before_its_first_and_then_stays():
    path = parse_scenario(HEAD + LEVER, name="x").levers["l"].path()
    assert list(path) == list(SIMULATED_YEARS)
    by_hand = [0.0, 0.0, -0.01, -0.02, *[-0.03] * 12]
    assert list(path.values()) == pytest.approx(by_hand, abs=1e-15)
    at_once = parse_scenario(HEAD + LEVER.replace("2022", "2020"), name="x").levers["l"].path()
    assert list(at_once.values())[:5] == pytest.approx([-0.01, -0.015, -0.02, -0.025, -0.03], abs=1e-15)


def policy(text, baseline):
    scenario = parse_scenario(text, name="x")
    return policy_of(scenario, baseline, terms_of(scenario, baseline, FLAT))


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
    with pytest.raises(BadInput, match=r"levers.a, levers.l: smoking in .*of adults in 2023; give"):
        policy(HEAD + alone + alone.replace("levers.l", "levers.a"), baseline)


def test_a_lever_may_leave_nobody_at_risk(baseline):
    smoking = baseline.arrays.risk_prevalence[RISKS.index("smoking")]
    lowest = int(smoking.argmin())
    lever = LEVER.replace("-0.03", repr(-float(smoking[lowest])))
    alone = lever.replace("risk =", f'areas = ["{baseline.codes[lowest]}"]\nrisk =')
    change = policy(HEAD + alone, baseline).prevalence_change
    assert (smoking + change[15, RISKS.index("smoking")])[lowest] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_told_in_these_words(case):
    text, expected = BROKEN[case]
    found = faults(text)
    if case in BEGINNING_ONLY:
        assert any(fault.startswith(f"x.toml: {expected}") for fault in found)
    else:
        assert found == (f"x.toml: {expected}",)


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_the_file():
    text = """\
title = ""
sources = ["S"]
colour = "red"
[funds.b]
title = "B"
source = "S"
grade = "J"
money = "capitol"
price_year = "cash"
financing = "displaces"
uses_grade = "J"
gbp_m = { 2023 = -1.0, 2022 = "5", 1999 = 1.0 }
uses = { premises = 0.5, premisses = 0.4 }
allocation = { rule = "per_head", areas = ["Hartlepol", "Blackpool", "E06000009"], slope = 1.0 }
[funds.a.allocation]
rule = "lottery"
[levers.l]
title = "L"
grade = "J"
risk = "smokng"
change = { 2030 = -0.6, 2019 = 0.0 }
"""
    assert faults(text) == (
        "x.toml: title: empty; give some text",
        "x.toml: no key 'colour'; choose from description, funds, levers, running_costs, sources, title",
        "x.toml: funds.b.money: no kind of money 'capitol'; did you mean 'capital'?",
        "x.toml: funds.b.gbp_m: 2022 stands after 2023; put the years in ascending order",
        "x.toml: funds.b.gbp_m: 1999 stands after 2022; put the years in ascending order",
        "x.toml: funds.b.gbp_m.2023: must not be below 0, got -1.0",
        "x.toml: funds.b.gbp_m.2022: expected a number, got '5'; write it without quotes",
        "x.toml: funds.b.gbp_m: 1999 lies outside the years of the model, 2020 to 2035",
        "x.toml: funds.b.uses: shares must sum to 1, these sum to 0.9",
        "x.toml: funds.b.uses: no use 'premisses'; did you mean 'premises'?",
        "x.toml: funds.b.allocation.areas: Blackpool (E06000009) is given twice, the second time "
        "as 'E06000009'; keep one",
        "x.toml: funds.b.allocation.areas: item 1: no area 'Hartlepol'; did you mean 'Hartlepool'?",
        "x.toml: funds.b.allocation: no key 'slope'; choose from areas, rule",
        'x.toml: funds.b.displaces: financing = "displaces" needs a budget here; choose from public_health, '
        "nhs, council_services",
        "x.toml: funds.b: the key 'uses_source' is missing; it states the document or reasoning behind the "
        "shares by use",
        f"x.toml: funds.a.allocation: no allocation rule 'lottery'; choose from {RULES_OF_POTS}",
        *(
            f"x.toml: funds.a: the key {key!r} is missing; it states {meaning}"
            for key, meaning in {
                "title": "the name to show",
                "source": "the document that the money is taken from",
                "grade": "the evidence grade of the yearly money: S seen, M from memory, J judgement",
                "money": 'the kind of money, "capital" or "revenue"',
                "price_year": 'the prices of the amounts: "cash", each year in its own, or a year such as 2019',
                "financing": 'who pays: "unfunded", "borrowing", "tax", or "displaces" another budget',
                "gbp_m": "the money of each year, as 2021 = 1000.0",
                "uses": "the share of each use, as premises = 0.5",
                "uses_source": "the document or reasoning behind the shares by use",
                "uses_grade": "the evidence grade of the shares by use: S seen, M from memory, J judgement",
            }.items()
        ),
        "x.toml: levers.l.risk: no risk 'smokng'; did you mean 'smoking'?",
        "x.toml: levers.l.change: 2019 stands after 2030; put the years in ascending order",
        "x.toml: levers.l.change.2030: must not be below -0.5, got -0.6; a percentage point is 0.01",
        "x.toml: levers.l.change: 2019 lies outside the years of the model, 2020 to 2035",
        "x.toml: levers.l: the key 'source' is missing; it states the document or reasoning that the change is "
        "taken from",
        "x.toml: the key 'description' is missing; it states the strategy in a few sentences",
    )


def told(read, *given):
    with pytest.raises(BadInput) as caught:
        read(*given)
    return caught.value.faults


def test_a_file_that_is_not_there_is_told(tmp_path):
    expected = f"{tmp_path}/x.toml: no such file; bundled scenarios are {', '.join(scenario_names())}"
    assert told(load_scenario, f"{tmp_path}/x.toml") == (expected,)


def test_a_folder_is_told(tmp_path):
    assert told(read_scenario, tmp_path) == (f"{tmp_path}: a folder, not a file; name one scenario file in it",)


def test_a_path_that_cannot_be_is_told():
    (fault,) = told(load_scenario, "a\0b.toml")
    assert fault.startswith("'a\\x00b.toml': cannot be read: ")
    (fault,) = told(load_scenario, "a" * 5000 + ".toml")
    assert fault.endswith("cannot be read: file name too long")


def test_bytes_that_are_not_text_are_told_with_their_line(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b'title = "T"\ndescription = "\xff"')
    assert told(read_scenario, path) == (f"{path}: line 2: not text in UTF-8; save the file as UTF-8",)


def test_a_file_above_1_mb_is_told(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"#" * 1_000_001)
    assert told(read_scenario, path) == (f"{path}: larger than 1 MB, which no scenario is; is it the right file?",)


def test_an_unknown_scenario_is_told_with_advice():
    assert told(load_scenario, "announced") == ("no scenario 'announced'; did you mean 'announced_2021'?",)
    assert told(load_scenario, "zzz") == (f"no scenario 'zzz'; choose from {', '.join(scenario_names())}",)
    assert told(load_scenario, "") == (f"no scenario ''; choose from {', '.join(scenario_names())}",)


def test_the_faults_of_all_files_are_told_at_once(tmp_path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(HEAD + "a = 1\nb = 2", encoding="utf-8")
    second.write_text("", encoding="utf-8")
    keys = "description, funds, levers, running_costs, sources, title"
    assert told(load_scenarios, [first, "announced", "baseline", second]) == (
        f"{first}: no key 'a'; choose from {keys}",
        f"{first}: no key 'b'; choose from {keys}",
        "no scenario 'announced'; did you mean 'announced_2021'?",
        f"{second}: the file is empty; give at least title, description and sources",
    )


def test_two_scenarios_of_one_name_are_told(tmp_path):
    path = tmp_path / "baseline.toml"
    path.write_text(HEAD, encoding="utf-8")
    assert told(load_scenarios, ["baseline", path]) == (
        f"{path}: a scenario 'baseline' is already given by baseline; rename or drop one",
    )
    assert told(load_scenarios, ["baseline", "baseline"]) == (
        "baseline: a scenario 'baseline' is already given by baseline; rename or drop one",
    )


def every_key(node, definitions):
    yield from node.get("properties", {}).items()
    for definition in definitions.values():
        yield from every_key(definition, {})


def test_every_key_of_the_schema_is_described_there_and_in_the_readme():
    text = README.read_text(encoding="utf-8")
    for key, inner in every_key(schema(), schema()["$defs"]):
        assert inner.get("description"), key
        assert re.search(rf"`[\w.]*\b{key}`", text), key
    for name in scenario_names():
        assert f"`{name}`" in text


def test_the_readme_example_is_a_scenario():
    (example,) = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert parse_scenario(example, name="example").funds


def test_a_fault_is_one_line_even_when_a_key_is_not():
    assert all("\n" not in fault for fault in faults(HEAD + '"a\\nb" = 1\n[funds."c\\nd"]\n"e\\nf" = 2'))


def outcome_of(text):
    """Read a text; nothing but faults of one line each may come out."""
    try:
        found = parse_scenario(text, name="x").sources
    except BadInput as error:
        found = error.faults
        assert all(fault.startswith("x.toml: ") for fault in error.faults)  # noqa: PT017
    assert found
    assert not any("\n" in line for line in found)
    assert not re.search(r"[Ii]nput should|[Vv]alue error|pydantic|something else", " ".join(found))


keys = st.sampled_from(
    [
        "title",
        "sources",
        "funds",
        "f",
        "gbp_m",
        "2021",
        "2020",
        "uses",
        "premises",
        "nhs",
        "allocation",
        "rule",
        "areas",
        "weights",
        "slope",
        "awards",
        "replaces",
        "displaces",
        "financing",
        "price_year",
        "levers",
        "risk",
        "change",
        "places",
        "n",
        "statistic",
        "first",
        "second",
        "second_share",
        "need",
        "grant_gbp_m",
        "once",
        "options",
        "[key]",
        "per_head",
        "luf_priority",
        "a b",
        "",
    ]
)
values = st.recursive(
    st.sampled_from(
        [
            '""',
            '"x"',
            "5",
            "-1",
            "0.5",
            "nan",
            "-inf",
            "true",
            "1e400",
            "0x" + "f" * 5000,
            "2021-03-01",
            '"per_head"',
            '"luf_priority"',
            '"health_need"',
            '"as_awarded"',
            '"top_n"',
            '"blend"',
            '"competitive"',
            '"smoking"',
            '{ rule = "ukspf" }',
            '"displaces"',
            '"nhs"',
            '"cash"',
            '"Hartlepool"',
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(keys, inner, max_size=5).map(
            lambda table: "{" + ", ".join(f'"{key}" = {value}' for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@given(st.text())
def test_any_text_is_a_scenario_or_faults(text):
    outcome_of(text)


@settings(max_examples=300)
@given(st.dictionaries(keys, values, max_size=5), st.dictionaries(keys, values, max_size=6))
def test_any_toml_is_a_scenario_or_faults(top, terms):
    lines = [f'"{key}" = {value}' for key, value in top.items() if key != "funds"]
    outcome_of("\n".join([*lines, "[funds.f]", *(f'"{key}" = {value}' for key, value in terms.items())]))


lines_of_whole = st.integers(0, WHOLE.count("\n") - 1)


@settings(max_examples=300)
@given(st.sampled_from(["blend", "competitive", "top_n", "ukspf"]), st.dictionaries(keys, values, max_size=6))
def test_any_table_of_a_rule_is_taken_or_told(rule, options):
    table = {**options, "rule": f'"{rule}"'}
    lines = (f'"{key}" = {value}' for key, value in table.items())
    outcome_of(WHOLE.replace('rule = "per_head"', "\n".join(lines)))


@settings(max_examples=300)
@given(st.dictionaries(keys, values, max_size=6))
def test_any_table_of_a_lever_is_taken_or_told(terms):
    outcome_of("\n".join([HEAD, "[levers.l]", *(f'"{key}" = {value}' for key, value in terms.items())]))


@settings(max_examples=300)
@given(st.dictionaries(lines_of_whole, values, min_size=1, max_size=4))
def test_any_value_in_a_whole_scenario_is_taken_or_told(replaced):
    lines = WHOLE.splitlines()
    for number, value in replaced.items():
        if "=" in lines[number]:
            lines[number] = lines[number].split("=")[0] + "= " + value
    outcome_of("\n".join(lines))


@settings(max_examples=50)
@given(st.binary())
def test_random_bytes_are_told_as_faults(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "x.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_scenario(path)


def test_a_file_of_very_many_faults_is_told_soon():
    assert len(faults("\n".join(f"k{number} = 1" for number in range(20_000)))) == 20_003


def test_reading_leaves_the_recursion_limit_alone():
    before = sys.getrecursionlimit()
    faults(BROKEN["deep lists"][0])
    assert sys.getrecursionlimit() == before
