"""What is not TOML, is too large or too deep is told by its line."""

import sys

import pytest
from scenario_texts import HEAD, MONEY, WHOLE, faults

BROKEN = {
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


def test_reading_leaves_the_recursion_limit_alone():
    before = sys.getrecursionlimit()
    faults(BROKEN["deep lists"][0])
    assert sys.getrecursionlimit() == before
