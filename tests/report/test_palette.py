"""Colours that can be told apart and read, on a light page and on a dark one."""

import itertools

import pytest
from fourcapitals.plots.parts.page import COLOURS as OF_CHARTS
from fourcapitals.plots.parts.page import INK, NEUTRAL
from fourcapitals.report.html import COLOURS
from fourcapitals.report.palette import DARK_PAGE, LIGHT_PAGE, contrast, on_dark
from hypothesis import given
from hypothesis import strategies as st

TEXT, SHAPE = 4.5, 3.0
"""Least contrast of text, and of what is no text (Web Content Accessibility Guidelines 2.2, 1.4.3 and 1.4.11)."""
channels = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize("name", ["ink", "quiet", "accent"])
@pytest.mark.parametrize("behind", ["page", "soft"])
def test_text_of_the_page_can_be_read_light_and_dark(name, behind):
    assert contrast(COLOURS[name], COLOURS[behind]) >= TEXT
    assert contrast(on_dark(COLOURS[name]), on_dark(COLOURS[behind])) >= TEXT


@pytest.mark.parametrize("colour", [INK, NEUTRAL])
def test_text_of_charts_can_be_read_light_and_dark(colour):
    assert contrast(colour, LIGHT_PAGE) >= TEXT
    assert contrast(on_dark(colour), DARK_PAGE) >= TEXT


@pytest.mark.parametrize("colour", [*OF_CHARTS, COLOURS["warn"], COLOURS["focus"]])
def test_lines_and_marks_stand_out_from_the_dark_page_as_from_the_light_one(colour):
    light = contrast(colour, LIGHT_PAGE)
    assert contrast(on_dark(colour), DARK_PAGE) >= min(light, SHAPE)


@given(channels, channels)
def test_what_is_lighter_on_the_light_page_is_darker_on_the_dark_one(one, other):
    first, second = ("#{:02x}{:02x}{:02x}".format(*each) for each in (one, other))
    apart = contrast(first, LIGHT_PAGE) - contrast(second, LIGHT_PAGE)
    on_it = contrast(on_dark(first), DARK_PAGE) - contrast(on_dark(second), DARK_PAGE)
    assert apart * on_it >= 0 or abs(apart) < 0.2


def test_colours_of_charts_differ_from_each_other_on_the_dark_page():
    assert len({on_dark(each) for each in OF_CHARTS}) == len(OF_CHARTS)
    for one, other in itertools.combinations(("#12436d", "#f46a25"), 2):
        assert contrast(on_dark(one), on_dark(other)) > 2
