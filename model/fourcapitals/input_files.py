"""Files that a user gives are regular, of a stated size and text in UTF-8; all else is refused by name, unread."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from fourcapitals.errors import BadInput, shown

_KINDS: Final[tuple[tuple[Callable[[int], bool], str], ...]] = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


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
