"""Files that results are written to: whole or not at all, and refused before any work is done."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

FULL: Final = (errno.ENOSPC, errno.EDQUOT)
"""What a full disk answers."""


@contextmanager
def written(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a file to write to that takes its name only when it is whole.

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set) or cannot be written.
    """
    target = Path(path)
    check_target(target, overwrite=overwrite)
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        temporary = Path(name)
        os.close(handle)
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        full = error.errno in FULL
        what = "the disk is full; free some space" if full else f"cannot be written: {error.strerror or error}"
        raise BadInput(f"{path}: {what}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def save_table(table: pd.DataFrame, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a table as CSV, whole or not at all.

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set) or cannot be written.
    """
    with written(path, overwrite=overwrite) as temporary:
        table.to_csv(temporary, index=False)
    return Path(path)


def check_target(path: Path, *, overwrite: bool) -> None:
    """Refuse, before any work is done, a place where an output cannot go.

    Raises
    ------
    BadInput
        When it exists and may not be overwritten, is a folder, or its folder is missing or read-only.
    """
    if path.is_dir():
        raise BadInput(f"{path}: is a folder; give the name of a file")
    if path.exists() and not overwrite:
        raise BadInput(f"{path}: exists; choose another name or add --overwrite")
    if not path.parent.is_dir():
        raise BadInput(f"{path}: the folder {path.parent} does not exist; make it first")
    if not os.access(path.parent, os.W_OK):
        raise BadInput(f"{path}: the folder {path.parent} cannot be written to")
