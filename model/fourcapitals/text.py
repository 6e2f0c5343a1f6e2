"""Text of users: which characters are refused, how they are shown elsewhere, equal titles, and checksums of texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Final

LONGEST_TITLE: Final = 120
"""Characters of a title: what two lines of a heading hold."""
LONGEST_NAME: Final = 60
"""Characters of a name of a file (without its ending), a fund or a lever."""
LONGEST_NOTE: Final = 2000
"""Characters of a description, a source or a reason."""

_UNSAFE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1: escapes, bells, the start of commands to a terminal
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen, and the direction of writing
    "\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lines within a line, and what no text in UTF-8 or XML holds
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
UNSAFE: Final = re.compile(f"[{_UNSAFE}]")
"""A control, a direction of writing, or another character that is not seen but acts; not the end of a line or a tab."""
UNSAFE_IN_A_LINE: Final = re.compile(f"[\n\t{_UNSAFE}]")
LAST_OF_MOST_FONTS: Final = "\u2bff"
"""Letters of European languages, punctuation, arrows and signs come before it; emoji after it."""
BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs, by their category, of which nothing is seen."""


def plain(text: str, *, lines: bool = False) -> str:
    r"""Show characters that would act on a terminal or a picture instead of being read, as Python writes them.

    Parameters
    ----------
    text : str
    lines : bool
        Whether ends of lines and tabs may stand.

    Examples
    --------
    >>> print(plain("a\x1b[31m \u202eb\n"))
    a\x1b[31m \u202eb\n
    """
    return (UNSAFE if lines else UNSAFE_IN_A_LINE).sub(lambda found: _escaped(found[0]), text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def shortened(title: str) -> str:
    """Cut a title from elsewhere, which nobody has checked, to the greatest length that one may have.

    Examples
    --------
    >>> shortened("Two towns"), len(shortened("x" * 3000)), shortened("x" * 3000)[-2:]
    ('Two towns', 120, 'x…')
    """
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def is_visible(text: str) -> bool:
    r"""Whether a text has a letter, a digit or a sign that is seen.

    Examples
    --------
    >>> is_visible("a"), is_visible("£"), is_visible(" \u00a0"), is_visible("\u3164\u0301")
    (True, True, False, False)
    """
    return any(unicodedata.category(each)[0] in "LNPS" and each not in BLANK for each in text)


def fault_of(text: str, *, longest: int, lines: bool = False) -> str | None:
    r"""Say what is wrong with a text that a user gives to be shown; None when nothing is.

    Parameters
    ----------
    text : str
    longest : int
        Characters that it may have.
    lines : bool
        Whether it may have several lines.

    Examples
    --------
    >>> fault_of("Two towns", longest=120)
    >>> fault_of("Two\x1b]0;towns", longest=120)
    "holds the character '\\x1b' (a control character); take it out"
    >>> fault_of("a" * 200, longest=120)
    'is 200 characters long; give at most 120'
    """
    if not is_visible(text):
        return "empty; give some text"
    if len(text) > longest:
        return f"is {len(text):,} characters long; give at most {longest:,}"
    found = (UNSAFE if lines else UNSAFE_IN_A_LINE).search(text)
    if found:
        return f"holds the character '{_escaped(found[0])}' ({_kind(found[0])}); take it out"
    if re.search("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4}", text):
        return "piles more than three accents on one letter; take some out"
    return None


def _kind(character: str) -> str:
    if character in "\n\r\u2028\u2029":
        return "an end of line"
    if character == "\t":
        return "a tab"
    category = unicodedata.category(character)
    if category == "Cc":
        return "a control character"
    named = unicodedata.name(character, "").lower()
    return f"{named}, which is not seen" if named else "which is no character of a text"


def told_apart(titles: Mapping[str, str]) -> dict[str, str]:
    r"""Label scenarios by their titles; titles that a reader could not tell apart get the name of their file.

    Parameters
    ----------
    titles : mapping of name to title

    Examples
    --------
    >>> told_apart({"a": "Two towns", "b": "Two  Towns", "c": "Three towns"})
    {'a': 'Two towns (a)', 'b': 'Two  Towns (b)', 'c': 'Three towns'}
    >>> told_apart({"a": "Fruit \U0001f34e", "b": "Fruit \U0001f34f"})["b"][-3:]
    '(b)'
    """
    labels = dict(titles)
    while alike := names_alike(labels):
        labels |= {name: f"{labels[name]} ({name})" for names in alike for name in names}
    return labels


def names_alike(titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Group the names of the titles that a reader could not tell apart.

    Examples
    --------
    >>> names_alike({"a": "Two towns", "b": "two  towns", "c": "Three towns"})
    [('a', 'b')]
    """
    as_read = {name: _as_read(title) for name, title in titles.items()}
    exact = Counter(titles.values())
    # Once labelled with their names, titles differ at least in the case of a letter.
    labelled = {name for name, title in titles.items() if exact[title] == 1 and title.endswith(f" ({name})")}
    groups: dict[str, list[str]] = {}
    for name, read in as_read.items():
        groups.setdefault(read, []).append(name)
    return [tuple(names) for names in groups.values() if len(names) > 1 and not labelled.issuperset(names)]


def _as_read(title: str) -> str:
    """Bring a title into the form in which equal ones look equal: case, width and spaces do not count.

    Nor does which letter it is that few fonts have, such as emoji: pictures may show a box in the place of each.
    """
    read = unicodedata.normalize("NFKC", title).casefold()
    return " ".join("".join("□" if each > LAST_OF_MOST_FONTS else each for each in read).split())


def checksum_of(text: str) -> str:
    """Give the SHA-256 of a text, in UTF-8.

    Examples
    --------
    >>> checksum_of("code,year,gbp_m")[:8]
    'bf1b6ddd'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
