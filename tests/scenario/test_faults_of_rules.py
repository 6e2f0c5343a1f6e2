"""Wrong allocation rules and their options are told in plain words."""

import pytest
from scenario_texts import RULE, RULES_OF_POTS, TERMS, changed, faults

BROKEN = {
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
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_told_in_these_words(case):
    text, expected = BROKEN[case]
    assert faults(text) == (f"x.toml: {expected}",)
