"""Why a command failed, where the reason lies outside of it: the environment, the disk, or the installed package."""

from __future__ import annotations

import errno
import os

from fourcapitals.errors import DamagedPackage, shown

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
    threads = os.environ.get("NUMBA_NUM_THREADS")
    if threads is not None and not (threads.isdecimal() and int(threads) > 0):
        return f"NUMBA_NUM_THREADS: a whole number from 1 expected, got {shown(threads)}; unset it"
    if isinstance(error, OSError) and error.errno in _FULL:
        return "the disk is full; free some space"
    if isinstance(error, MemoryError):
        return "the memory is full; run fewer draws or fewer scenarios at once"
    if isinstance(error, PermissionError):
        return f"{error.filename}: may not be read or written"
    from fourcapitals.data.compiled_tables import tables_checked

    try:
        tables_checked()
    except DamagedPackage as damage:
        return str(damage)
    return None
