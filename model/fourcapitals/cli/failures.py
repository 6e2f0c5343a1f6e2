"""Why a command failed, where the reason lies outside of it: the environment, the disk, or the installed package."""

from __future__ import annotations

import errno
import os

from fourcapitals.errors import DamagedPackage, shown

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_environment() -> str | None:
    """Take from the environment what would stop or warn of nobody's question, and find what cannot be.

    Returns
    -------
    str or None
        What is wrong and what to do.
    """
    # Charts are written to files alone: which windows another program draws in is no matter, nor whether there are any.
    # Nor is a date, which no picture of ours bears.
    for name in ("MPLBACKEND", "SOURCE_DATE_EPOCH"):
        os.environ.pop(name, None)
    threads = os.environ.get("NUMBA_NUM_THREADS")
    if threads is not None and not threads.strip():
        del os.environ["NUMBA_NUM_THREADS"]
    elif threads is not None and not (threads.isascii() and threads.isdecimal() and int(threads) > 0):
        return f"NUMBA_NUM_THREADS: a whole number from 1 expected, got {shown(threads)}; unset it"
    return None


def reason_outside(error: Exception) -> str | None:
    """Find what a user can mend when a command stops with an error that no input explains.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    str or None
        What is wrong and what to do; None where nothing outside is wrong, so that the error is ours.

    Examples
    --------
    >>> reason_outside(OSError(errno.ENOSPC, "No space left on device"))
    'the disk is full; free some space'
    >>> reason_outside(ZeroDivisionError()) is None
    True
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        return "the disk is full; free some space"
    if isinstance(error, MemoryError):
        return "the memory is full; run fewer draws or fewer scenarios at once"
    if isinstance(error, UnicodeDecodeError) and os.path.exists("matplotlibrc"):
        return "matplotlibrc: this file of the folder is no text that Matplotlib can read; move it away"
    if isinstance(error, PermissionError):
        return f"{error.filename}: may not be read or written"
    from fourcapitals.data.compiled_tables import tables_checked

    try:
        tables_checked()
    except DamagedPackage as damage:
        return str(damage)
    return None
