"""Files that a user gives: regular, of a stated size, of text in UTF-8, and the TOML in them.

All else than such a file is refused by name, unread. What is wrong with TOML is told in plain words, with the line.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fourcapitals.errors import BadInput, shown
from fourcapitals.text import UNSAFE, fault_of

_KINDS: Final[tuple[tuple[Callable[[int], bool], str], ...]] = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
DEEPEST: Final = 20
"""Levels of tables, lists and dotted keys beyond which a text is not read; no sound file has half as many."""

_TOKENS: Final = re.compile(
    r"""\"\"\"(?:\\.|[^\\])*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+'|\#[^\n]*+|[\[\]{}.,=\n]""",
    re.DOTALL,
)
"""Of TOML: texts and comments, which are passed over, and the signs that open, close, join and part."""


def regular_file(path: str | Path, *, what: str, missing: str = "") -> Path:
    """Give the path of a file that can be read to its end.

    Parameters
    ----------
    path : str or Path
    what : str
        What the file should be, as "scenario file".
    missing : str
        Advice where there is no such file.

    Raises
    ------
    BadInput
        When it is missing, a folder, a pipe, a socket or a device, or may not be read.

    Examples
    --------
    >>> regular_file("/dev/null", what="scenario file")
    Traceback (most recent call last):
    fourcapitals.errors.BadInput: /dev/null: a device, not a file; give a scenario file
    """
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file{missing and f'; {missing}'}") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(mode):
        raise BadInput(f"{path}: a folder, not a file; name one {what} in it")
    if not stat.S_ISREG(mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "something else")
        raise BadInput(f"{path}: {kind}, not a file; give a {what}")
    return Path(path)


def read_input(path: str | Path, *, what: str, most_bytes: int, missing: str = "") -> str:
    r"""Read a text that a user has written.

    Parameters
    ----------
    path : str or Path
    what : str
        What the file should be, as "scenario file".
    most_bytes : int
        The size above which it cannot be that.
    missing : str
        Advice where there is no such file.

    Returns
    -------
    str
        Without the byte order mark that some editors put first.

    Raises
    ------
    BadInput
        When it is no regular file, may not be read, is larger, or is not UTF-8.

    Examples
    --------
    >>> read_input("none.toml", what="scenario file", most_bytes=65_536)
    Traceback (most recent call last):
    fourcapitals.errors.BadInput: none.toml: no such file
    """
    source = regular_file(path, what=what, missing=missing)
    try:
        # What takes the file's place meanwhile may not keep us waiting either.
        with open(os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
            content = stream.read(most_bytes + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    return decoded(content, file=str(path), what=what, most_bytes=most_bytes)


def decoded(content: bytes, *, file: str, what: str, most_bytes: int) -> str:
    r"""Turn the bytes of a file into text.

    Parameters
    ----------
    content : bytes
    file : str
        The name that faults give.
    what : str
        What the file should be, as "scenario file".
    most_bytes : int

    Raises
    ------
    BadInput
        When there are more bytes, or they are not UTF-8.

    Examples
    --------
    >>> decoded(b"\xef\xbb\xbfcode,gbp_m", file="money.csv", what="table", most_bytes=100)
    'code,gbp_m'
    """
    if len(content) > most_bytes:
        raise BadInput(f"{file}: larger than {size_of(most_bytes)}, which no {what} is; is it the right file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file}: line {line}: not text in UTF-8; save the file as UTF-8") from None


def size_of(count: int) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> size_of(65_536), size_of(5 << 20)
    ('64 kB', '5 MB')
    """
    return f"{count >> 10:,} kB" if count < 1 << 20 else f"{count >> 20:,} MB"


def _unreadable(path: str | Path, error: OSError | ValueError) -> BadInput:
    reason = getattr(error, "strerror", None) or str(error)
    return BadInput(f"{shown(str(path))}: cannot be read: {reason.lower()}")


def read_toml(text: str, *, file: str, what: str, levels: str) -> dict[str, Any]:
    r"""Read a text of TOML that a user has written.

    Parameters
    ----------
    text : str
    file : str
        The name that faults give.
    what : str
        What it should be, as "scenario".
    levels : str
        How many levels such a file has, in words.

    Raises
    ------
    BadInput
        When it is not TOML, stands too deep inside itself to be read safely, or holds integers that TOML does not have.

    Examples
    --------
    >>> read_toml("a = 1\na = 2", file="own.toml", what="scenario", levels="five levels")
    Traceback (most recent call last):
    fourcapitals.errors.BadInput: own.toml: line 2: this key is given twice; keep one of them
    """
    if line := first_too_deep(text):
        raise BadInput(
            f"{file}: line {line}: lists, tables or dotted keys stand more than {DEEPEST} deep inside each other; a "
            f"{what} has {levels}"
        )
    try:
        read = tomllib.loads(text)
    except ValueError as error:
        raise BadInput(f"{file}: {explain_syntax(str(error), text=text)}") from None
    if huge := explain_integers(read):
        raise BadInput(*(f"{file}: {fault}" for fault in huge))
    return read


def explain_syntax(message: str, *, text: str) -> str:
    """Say in which line a text stops being TOML, and why.

    Examples
    --------
    >>> explain_syntax("Cannot overwrite a value (at line 2, column 6)", text="a = 1")
    'line 2: this key is given twice; keep one of them'
    """
    if "integer string conversion" in message:
        return "an integer of thousands of digits; amounts are in £ million"
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL)
    if not found:
        return f"not TOML: {message.lower()}"
    what, line = found[1], found[2] or max(1, len(text.splitlines()))
    if what.startswith(("Cannot overwrite", "Duplicate inline table key")):
        return f"line {line}: this key is given twice; keep one of them"
    if twice := re.fullmatch(r"Cannot declare \((.*?),?\) twice", what):
        table = twice[1].replace("'", "").replace(", ", ".")
        return f"line {line}: the table [{table}] is given twice; join the two"
    if typed := _typed_by_word(text.replace("\r\n", "\n").split("\n"), message):
        return f"line {line}: {typed}"
    what = " ".join(what.split())
    return f"line {line}: not TOML: {what[:1].lower()}{what[1:]}"


def first_too_deep(text: str) -> int | None:
    r"""Find the first line of a text of TOML in which keys or lists stand too deep inside each other to be read safely.

    Parameters
    ----------
    text : str
        Need not be sound.

    Returns
    -------
    int or None
        The line, from 1; None where nothing is too deep.

    Examples
    --------
    >>> first_too_deep("a = 1\nb = " + "[" * 50), first_too_deep("a = '" + "[" * 50 + "'")
    (2, None)
    >>> first_too_deep("a" + ".a" * 50 + " = 1")
    1
    """
    level = dots = 0
    for found in _TOKENS.finditer(text):
        sign = found[0]
        if sign == ".":
            dots += 1
        elif sign in "[{":
            level += 1
        elif sign in "]}":
            level = max(0, level - 1)
        if sign in "[]{},=\n":
            dots = 0
        if level + dots >= DEEPEST:
            return text.count("\n", 0, found.start()) + 1
    return None


WORD: Final = {
    **dict.fromkeys("“”„‟″＂«»", '"'),
    **dict.fromkeys("‘’‚‛′＇", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
}
"""What word processors write, and what a file needs in its place."""
CALLED: Final = {'"': "a curly quote", "'": "a curly quote", "-": "a long dash", " ": "a space that does not break"}


def _typed_by_word(lines: Sequence[str], message: str) -> str:
    """Say which character of a line that is no TOML a word processor has put there; empty when there is none."""
    place = re.search(r"at line (\d+), column (\d+)\)$", message)
    line = lines[int(place[1]) - 1] if place else next((each for each in lines[::-1] if each.strip()), "")
    at = line[int(place[2]) - 1 : int(place[2])] if place else ""
    # A value that a curly quote opens stops at once; one that it was to close runs on to the end of the line.
    opened = next((quote for quote in "\"'" if line.count(quote) % 2), "")
    found = at if at in WORD else next((each for each in line[::-1] if opened and WORD.get(each) == opened), "")
    if not found:
        return fault_of(f"-{at}", longest=2) or "" if UNSAFE.match(at) else ""
    needed = WORD[found]
    if needed == " ":
        return f"holds {CALLED[needed]}, as Word writes it, where TOML takes a plain one; write a plain space"
    return f"{found} is {CALLED[needed]}, as Word writes it; write {needed}"


def explain_integers(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Find the integers of more than 64 bits, which TOML does not have and not every reader survives.

    Examples
    --------
    >>> explain_integers({"funds": {"f": 2**64}})
    ('funds.f: an integer of more than 64 bits, which TOML does not have',)
    """
    found: list[str] = []
    waiting: list[tuple[tuple[int | str, ...], Any]] = [((), raw)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*keys, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*keys, item), inner) for item, inner in reversed(list(enumerate(value)))]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            found.append(": ".join((*place_of(keys), "an integer of more than 64 bits, which TOML does not have")))
    return tuple(found)


def place_of(keys: Sequence[int | str]) -> tuple[str, ...]:
    """Write where something stands in a file: its path, and the item of a list.

    Examples
    --------
    >>> place_of(("funds", "towns", "areas", 2))
    ('funds.towns.areas', 'item 3')
    """
    path = ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else shown(key) for key in keys if isinstance(key, str))
    items = (f"item {key + 1}" for key in keys if isinstance(key, int))
    return (*((path,) if path else ()), *items)
