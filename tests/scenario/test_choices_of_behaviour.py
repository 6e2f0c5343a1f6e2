"""Choices of behaviour that a scenario file states: one that nobody can make is a fault."""

import pytest
from fourcapitals.scenario.files import parse_scenario
from scenario_texts import COMPETITIVE, faults, ruled

STATED = COMPETITIVE.replace('need = { rule = "luf_priority" }', "statistics = { hle = 1.0 }")
NO_NEED = (
    "behaviour.need_updates: no fund has need to score anew; leave this key out, or give a fund with "
    'rule = "competitive" and need_weight above 0 a statistic that changes, as statistics = { hle = 1.0 }'
)
NO_WINNERS = (
    'behaviour.centre: no fund has winners to keep out; leave this key out, or give a fund rule = "competitive" '
    "without once = true"
)
NO_BIDS = (
    "behaviour.centre: no fund has bids in which need could weigh more; leave this key out, or give a fund "
    'rule = "competitive" with need_weight above 0'
)
CAPS, RAISES, ANEW = 'centre = "caps_winners"', 'centre = "raises_need"', "need_updates = true"


def with_choices(choices, rule):
    return f"{ruled(rule)}\n[behaviour]\n{choices}\n"


@pytest.mark.parametrize(
    ("choices", "rule", "expected"),
    [
        (ANEW, 'rule = "per_head"', [NO_NEED]),
        (ANEW, COMPETITIVE, [NO_NEED]),
        (ANEW, STATED + "need_weight = 0", [NO_NEED]),
        (ANEW, STATED.replace("hle", "deprivation"), [NO_NEED]),
        (CAPS, 'rule = "per_head"', [NO_WINNERS]),
        (CAPS, COMPETITIVE + "once = true", [NO_WINNERS]),
        (RAISES, 'rule = "per_head"', [NO_BIDS]),
        (RAISES, COMPETITIVE + "need_weight = 0", [NO_BIDS]),
        (f"{ANEW}\n{RAISES}", 'rule = "per_head"', [NO_NEED, NO_BIDS]),
    ],
)
def test_a_choice_that_nobody_can_make_is_a_fault(choices, rule, expected):
    assert faults(with_choices(choices, rule)) == tuple(f"x.toml: {each}" for each in expected)


@pytest.mark.parametrize(
    ("choices", "rule"),
    [
        (ANEW, STATED),
        (CAPS, COMPETITIVE),
        (RAISES, COMPETITIVE + "once = true"),
        ("councils = true\nhouseholds_move = true", 'rule = "per_head"'),
        ('need_updates = false\ncentre = "blind"', 'rule = "per_head"'),
    ],
)
def test_a_choice_that_somebody_can_make_is_none(choices, rule):
    assert parse_scenario(with_choices(choices, rule), name="x").behaviour is not None
    assert parse_scenario("twin = true\n" + with_choices(choices, rule), name="x").is_twin


def test_the_fault_of_an_idle_choice_ends_a_command(call, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(with_choices(ANEW, 'rule = "per_head"'), encoding="utf-8")
    code, _, said = call("check", file)
    assert code == 2
    assert "behaviour.need_updates: no fund has need to score anew" in " ".join(said.split())
