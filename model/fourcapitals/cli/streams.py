"""Where the command line writes: streams that may be closed, full, left by their reader, or hold few characters."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

from fourcapitals.text import plain

SPELT: Final = {"£": "GBP", "…": "...", "±": "+/-", "≥": ">=", "≤": "<=", "→": "->"} | dict(
    zip("−–—×µ‘’“”·•\u00a0", "---xu''\"\"-* ", strict=True)
)
"""How signs are spelt in an output that cannot hold them; any other is a question mark."""
_SPELLING: Final = "fourcapitals.spelt"
STYLES: Final = re.compile(r"\x1b\[[\d;]*m|\x1b\[\d*[AGK]|\x1b\[\?25[hl]|\r")
"""What colours a terminal and moves a progress bar; all else that a terminal would obey is shown and not sent."""
STYLED: Final = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE")
"""Variables of the environment by which an output that is no terminal asks for colours."""


def spelt(text: str, encoding: str) -> str:
    """Write a text with the characters that an output can hold.

    Examples
    --------
    >>> spelt("−£5 ‘a’ 中", "ascii"), spelt("£ of 2019", "ascii"), spelt("−£5", "latin-1"), spelt("−£5", "utf-8")
    ("-GBP 5 'a' ?", 'GBP of 2019', '-£5', '−£5')
    """
    return text.encode(encoding, _SPELLING).decode(encoding)


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, at = error.object, error.start
    # One at a time: what is written for a pound depends on what follows.
    spelling = SPELT.get(text[at], "?") + (" " if text[at] == "£" and text[at + 1 : at + 2].isdigit() else "")
    return spelling, at + 1


codecs.register_error(_SPELLING, _spell)


class _Lasting(io.RawIOBase):
    """An output that goes on when its reader has left or its disk is full, and remembers why it failed."""

    def __init__(self, inner: io.RawIOBase) -> None:
        self.inner = inner
        self.failed: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self.inner.isatty()

    def fileno(self) -> int:
        return self.inner.fileno()

    def write(self, data: Any, /) -> int | None:
        if self.failed is None:
            try:
                return self.inner.write(data)
            except OSError as error:
                self.failed = error
        return len(memoryview(data))


class _Shown(io.TextIOWrapper):
    """A stream of text in which nothing but styles acts on a terminal."""

    styled = False

    def write(self, text: str) -> int:
        last = 0
        for found in STYLES.finditer(text) if self.styled else ():
            super().write(plain(text[last : found.start()], lines=True) + found[0])
            last = found.end()
        super().write(plain(text[last:], lines=True))
        return len(text)


@contextmanager
def lasting_streams() -> Iterator[Callable[[], str | None]]:
    """Let all output go through streams that never raise.

    What nobody reads any more, or what goes to a closed stream, is dropped, so that files that are asked for are still
    written.

    Yields
    ------
    callable
        Sends what waits, and gives why stdout could not be written; None where it could, or where its reader left.
    """
    _open_closed()
    before = sys.stdout, sys.stderr
    raws = [_raw(stream, number) for number, stream in enumerate(before, start=1)]
    shown = [stream if raw is None else _shown(raw, stream) for raw, stream in zip(raws, before, strict=True)]
    sys.stdout, sys.stderr = shown

    def failure() -> str | None:
        for stream in shown:
            stream.flush()
        error = None if raws[0] is None else raws[0].failed
        return None if error is None or isinstance(error, BrokenPipeError) else error.strerror or str(error)

    try:
        yield failure
    finally:
        failure()
        sys.stdout, sys.stderr = before


def _open_closed() -> None:
    """Keep a file that is opened later from taking the number of a standard stream that is closed."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _raw(stream: TextIO | None, number: int) -> _Lasting | None:
    """Take what a stream writes to; none where it is no file, as under a test."""
    if stream is None:
        return _Lasting(open(number, "wb", buffering=0, closefd=False))
    buffer = getattr(stream, "buffer", None)
    inner = getattr(buffer, "raw", buffer)
    return _Lasting(inner) if isinstance(inner, io.RawIOBase) else None


def _shown(raw: _Lasting, stream: TextIO | None) -> TextIO:
    encoding = "utf-8" if stream is None else stream.encoding
    made = _Shown(io.BufferedWriter(raw), encoding, _SPELLING, line_buffering=raw.isatty())
    made.styled = raw.isatty() or any(map(os.environ.get, STYLED))
    return made
