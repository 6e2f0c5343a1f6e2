"""Files that results lie in: what is there, written whole or not at all, and refused before any work is done."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from fourcapitals.errors import BadInput
from fourcapitals.input_files import regular_file
from fourcapitals.results.csv_tables import as_csv

if TYPE_CHECKING:
    import pandas as pd

FULL: Final = (errno.ENOSPC, errno.EDQUOT)
"""What a full disk answers."""


def kind_of(path: Path) -> Literal["file", "folder", "nothing"]:
    """Say what a path leads to, links followed.

    Raises
    ------
    BadInput
        When that is neither a file nor a folder, such as a pipe or a device, or may not be asked.
    """
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            return "folder"
    except FileNotFoundError:
        return "nothing"
    except (OSError, ValueError):
        # It is told below why it cannot be read.
        pass
    regular_file(path, what="results file")
    return "file"


@contextmanager
def written(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a file to write to that takes its name only when it is whole.

    Raises
    ------
    BadInput
        When the file exists, or appears meanwhile, (and `overwrite` is not set) or cannot be written.
    """
    check_target(Path(path), overwrite=overwrite)
    # Where the path is a link, the file that it leads to is the one that is written.
    target = Path(path).resolve()
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        temporary = Path(name)
        os.close(handle)
        yield temporary
        temporary.chmod(0o644)
        _name(temporary, target, overwrite=overwrite)
    except FileExistsError:
        raise BadInput(
            f"{path}: was written by another run meanwhile; choose another name or add --overwrite"
        ) from None
    except OSError as error:
        full = error.errno in FULL
        what = "the disk is full; free some space" if full else f"cannot be written: {error.strerror or error}"
        raise BadInput(f"{path}: {what}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _name(temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Give a file its name in one step; one that bears it is replaced only if told."""
    if not overwrite:
        try:
            target.hardlink_to(temporary)
            return
        except FileExistsError:
            raise
        except OSError:
            # A disk without hard links: two runs that end in the same moment are not told apart there.
            if target.exists():
                raise FileExistsError from None
    temporary.replace(target)


def save_table(table: pd.DataFrame, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a table as CSV (`csv_tables.as_csv`), whole or not at all.

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set) or cannot be written.
    """
    with written(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(as_csv(table))
    return Path(path)


def check_target(path: Path, *, overwrite: bool) -> None:
    """Refuse, before any work is done, a place where an output cannot go.

    Raises
    ------
    BadInput
        When it exists and may not be overwritten, is no file, or its folder is missing or read-only.
    """
    kind = kind_of(path)
    if kind == "folder":
        raise BadInput(f"{path}: is a folder; give the name of a file")
    if kind == "file" and not overwrite:
        raise BadInput(f"{path}: exists; choose another name or add --overwrite")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise BadInput(f"{path}: the folder {path.parent} does not exist; make it first")
    if not os.access(folder, os.W_OK):
        raise BadInput(f"{path}: the folder {path.parent} cannot be written to")
