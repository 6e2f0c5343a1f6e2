"""Texts of scenario files, whole and in parts, and what reading them gives."""

import pytest
from fourcapitals.data.prices import Deflator
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import USE_NAMES

FLAT = Deflator(dict.fromkeys(range(2010, 2036), 1.0), 0.0)

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
COMPETITIVE = 'rule = "competitive"\nneed = { rule = "luf_priority" }\n'
RULES_OF_FORMULAS = (
    "as_awarded, as_spent, deprivation_need, economic_resilience, health_need, luf_index, luf_priority, per_area, "
    "per_head, top_n, ukspf"
)
RULES_OF_POTS = (
    "as_awarded, as_spent, blend, competitive, deprivation_need, economic_resilience, from_file, health_need, "
    "luf_index, luf_priority, per_area, per_head, top_n, ukspf"
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


def ruled(options):
    return changed('rule = "per_head"', options)
