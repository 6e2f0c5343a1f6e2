"""A scenario file that is written says what was read."""

import tomllib

import fourcapitals as fc
import pytest
from fourcapitals.scenario.toml_text import toml_text
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.one_of(TEXTS, st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False))
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_is_written_is_read_as_it_was(stated):
    assert tomllib.loads(toml_text(stated)) == stated


@pytest.mark.parametrize("name", ["announced_2021", "whole_briefing", "competition", "care_workforce"])
def test_a_bundled_scenario_means_the_same_when_it_is_written_anew(name):
    one = fc.load_scenario(name)
    other = fc.parse_scenario(toml_text(tomllib.loads(one.text)), name=name)
    assert one.model_copy(update={"text": ""}) == other.model_copy(update={"text": ""})
