"""Every way in which a scenario file can be wrong is told in plain words, and nothing else ever comes out."""

import re
import sys

import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import (
    parse_scenario,
    read_scenario,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import CHOICE_OF_USES, HEAD, MONEY, RULE, RULES_OF_POTS, TERMS, USES, WHOLE, changed, faults

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
        changed('rule = "per_head"', 'rule = "per_head"\nareas = ["Hackney", "London Borough of Hackney"]'),
        "funds.f.allocation.areas: Hackney (E09000012) is given twice, the second time as "
        "'London Borough of Hackney'; keep one",
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
        "line 1: lists, tables or dotted keys stand more than 20 deep inside each other; a scenario has five levels",
    ),
    "deep tables": (
        "a = " + "{a = " * 10_000,
        "line 1: lists, tables or dotted keys stand more than 20 deep inside each other; a scenario has five levels",
    ),
    "deep keys": (
        HEAD + "funds" + ".a" * 3000 + " = 1",
        "line 4: lists, tables or dotted keys stand more than 20 deep inside each other; a scenario has five levels",
    ),
    "deep headers": (
        "[" + "a." * 30_000 + "a]",
        "line 1: lists, tables or dotted keys stand more than 20 deep inside each other; a scenario has five levels",
    ),
    "deep after text that only looks so": (
        "a = '" + "[" * 40 + "' # " + "{" * 40 + '\nb = """\n' + "[" * 40 + '\n"""\nc = ' + "[" * 40,
        "line 5: lists, tables or dotted keys stand more than 20 deep inside each other; a scenario has five levels",
    ),
    "text of a megabyte": (
        "a = '" + "a" * 900_000 + "'",
        "larger than 64 kB, which no scenario file is; is it the right file?",
    ),
    "integer of thousands of digits": (
        "title = " + "1" * 5000,
        "an integer of thousands of digits; amounts are in £ million",
    ),
    "control sign": ("title = \x00", "line 1: holds the character '\\x00' (a control character)"),
}
BEGINNING_ONLY = {"control sign", "no value"}


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
    assert len(faults("\n".join(f"k{number} = 1" for number in range(5_000)))) == 5_003


def test_reading_leaves_the_recursion_limit_alone():
    before = sys.getrecursionlimit()
    faults(BROKEN["deep lists"][0])
    assert sys.getrecursionlimit() == before
