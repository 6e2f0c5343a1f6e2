"""Each bundled scenario is in one family, and the README of the scenarios has the same ones."""

import re
from collections import Counter
from pathlib import Path

import fourcapitals as fc

README = (Path(__file__).parents[2] / "scenarios" / "README.md").read_text(encoding="utf-8")


def test_each_bundled_scenario_is_in_one_family():
    counted = Counter(name for names in fc.scenario.FAMILIES.values() for name in names)
    assert counted == Counter(fc.scenario_names())


def test_the_readme_of_the_scenarios_has_the_same_families():
    parts = re.findall(r"^\*\*([^*]+?)\.?\*\*(.*?)(?=^\*\*|^`fourcapitals)", README, re.MULTILINE | re.DOTALL)
    stated = {title: tuple(re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)) for title, body in parts}
    assert stated == dict(fc.scenario.FAMILIES)


def test_a_scenario_of_ones_own_is_in_no_family():
    assert fc.scenario.family_of("mine") is None
