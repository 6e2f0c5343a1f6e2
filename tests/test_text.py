"""Text of users: which characters are refused, how others are shown, and equal titles told apart."""

import unicodedata

import pytest
from fourcapitals.text import LONGEST_TITLE, UNSAFE, fault_of, is_visible, names_alike, told_apart
from hypothesis import given
from hypothesis import strategies as st

CATEGORIES = {"Cc", "Zl", "Zp", "Cs"}
SEEN_THOUGH_FORMAT = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")


def test_every_control_and_every_unseen_character_of_the_first_plane_is_unsafe():
    for code in range(0x10000):
        character, category = chr(code), unicodedata.category(chr(code))
        unsafe = category in CATEGORIES or (category == "Cf" and character not in SEEN_THOUGH_FORMAT)
        unsafe |= 0xFDD0 <= code <= 0xFDEF or code >= 0xFFFE or code == 0x2065
        assert bool(UNSAFE.match(character)) == (unsafe and character not in "\n\t"), hex(code)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\x1b[2J", r"'\x1b' (a control character)"),
        ("a\x9b", r"'\x9b' (a control character)"),
        ("a\u202eb", r"'\u202e' (right-to-left override, which is not seen)"),
        ("a\u200bb", r"'\u200b' (zero width space, which is not seen)"),
        ("a\xadb", r"'\xad' (soft hyphen, which is not seen)"),
        ("a\nb", r"'\n' (an end of line)"),
        ("a\tb", r"'\t' (a tab)"),
        ("a\u2028b", r"'\u2028' (an end of line)"),
        ("a\ufffe", r"'\ufffe' (which is no character of a text)"),
        ("\u3164\u2800\u00a0", "empty; give some text"),
        ("\u0301", "empty; give some text"),
        ("", "empty; give some text"),
        ("z" + "\u0301" * 9, "piles more than three accents"),
        ("x" * (LONGEST_TITLE + 1), "is 121 characters long; give at most 120"),
    ],
)
def test_a_title_is_one_line_that_is_seen_whole(text, told):
    assert told in fault_of(text, longest=LONGEST_TITLE)


@pytest.mark.parametrize("text", ["Cost $$", "[draft] a", "=1+2", "Café £5 – 10%", "北京", "x" * 120, "!", "ﻼ"])
def test_a_text_may_hold_any_letter_and_sign(text):
    assert fault_of(text, longest=LONGEST_TITLE) is None
    assert is_visible(text)


def test_a_description_may_have_lines():
    assert fault_of("a\n\tb", longest=2000, lines=True) is None


TITLES = st.dictionaries(
    st.text("abAB (", min_size=1, max_size=3),
    st.text("Tt \u00a0ﬁfi()ab", max_size=8) | st.just("Two towns"),
    max_size=6,
)


@given(TITLES)
def test_labels_differ_and_begin_with_the_title(titles):
    labels = told_apart(titles)
    assert len(set(labels.values())) == len(labels)
    for name, title in titles.items():
        assert labels[name].startswith(title)
    assert told_apart(labels) == labels


@given(TITLES)
def test_titles_that_nobody_confuses_stay_as_they_are(titles):
    if not names_alike(titles):
        assert told_apart(titles) == titles


def test_titles_that_look_equal_are_told_apart_by_file():
    titles = {"a": "Two towns", "b": "two\u00a0 TOWNS", "c": "Two towns (a)", "d": "Other"}
    assert told_apart(titles) == {
        "a": "Two towns (a) (a)",
        "b": "two\u00a0 TOWNS (b)",
        "c": "Two towns (a) (c)",
        "d": "Other",
    }
