"""Wrong keys, titles, sources, names and grades of a scenario file are told in plain words, all at once."""

import pytest
from scenario_texts import HEAD, RULES_OF_POTS, WHOLE, changed, faults

KEYS = "behaviour, description, funds, levers, nhs_anchor, running_costs, sources, title, twin"

BROKEN = {
    "unknown key": (
        HEAD + 'colour = "red"',
        f"no key 'colour'; choose from {KEYS}",
    ),
    "key nearly right": (
        HEAD + 'running_cost = "centre"',
        "no key 'running_cost'; did you mean 'running_costs'?",
    ),
    "name is not for the file": (
        HEAD + 'name = "y"',
        f"no key 'name'; choose from {KEYS}",
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
        "from after_end, allocation, decided_by, displaces, financing, gbp_m, grade, keeps_facilities, money, posts, "
        "price_year, replaces, shared_within, source, title, uses, uses_grade, uses_source, valued_by",
    ),
    "grade": (
        changed('grade = "S/J"', 'grade = "A"'),
        "funds.f.grade: expected the grade of the source of the yearly money: S seen, M from memory, J judgement, "
        "got 'A'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_told_in_these_words(case):
    text, expected = BROKEN[case]
    assert faults(text) == (f"x.toml: {expected}",)


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
        f"x.toml: no key 'colour'; choose from {KEYS}",
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
                "grade": "the grade of the source of the yearly money: S seen, M from memory, J judgement",
                "money": 'the kind of money, "capital" or "revenue"',
                "price_year": 'the prices of the amounts: "cash", each year in its own, or a year such as 2019',
                "financing": 'who pays: "unfunded", "borrowing", "tax", or "displaces" another budget',
                "gbp_m": "the money of each year, as 2021 = 1000.0",
                "uses": "the share of each use, as premises = 0.5",
                "uses_source": "the document or reasoning behind the shares by use",
                "uses_grade": "the grade of the source of the shares by use: S seen, M from memory, J judgement",
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


def test_a_fault_is_one_line_even_when_a_key_is_not():
    assert all("\n" not in fault for fault in faults(HEAD + '"a\\nb" = 1\n[funds."c\\nd"]\n"e\\nf" = 2'))


def test_a_file_of_very_many_faults_is_told_soon():
    assert len(faults("\n".join(f"k{number} = 1" for number in range(5_000)))) == 5_003
