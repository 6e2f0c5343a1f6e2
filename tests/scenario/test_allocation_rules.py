"""Allocation rules as a scenario file states them: their faults, their defaults, and how they share a pot."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import RULES, allocation_rule, per_head_need
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.terms import terms_of
from scenario_texts import COMPETITIVE, FLAT, RULES_OF_FORMULAS, faults, fund, ruled

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
        "funds.f.allocation: the key 'need' is missing; it states the rule whose money per head is the need, as need = "
        "{ rule = 'health_need' }, or statistics their weights, as statistics = { hle = 1.0 }; give one of them",
    ),
    "need by competition": (
        COMPETITIVE.replace("luf_priority", "competitive"),
        "funds.f.allocation.need: no allocation rule 'competitive'; choose from "
        + RULES_OF_FORMULAS.replace("as_spent", "as_spent, blend"),
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
    assert (terms.competitive, terms.grant, terms.capacity_weight, terms.shock_weight) == (1, 5, 1, 0.5)
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
