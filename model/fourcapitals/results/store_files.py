"""The files of a store: no link leads out of its folder, and only names of its own form are ever read or removed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fourcapitals.errors import BadInput, shown
from fourcapitals.results.manifest import MANIFEST

COUNTS: Final = "counts"
GROUP: Final = "zarr.json"
"""What makes a folder a Zarr group or array."""
LOCK: Final = "writer.lock"
_TOLD: Final = 5
"""Names that are told of many."""

_ZARR: Final = r"(zarr|zarr\.json|c([./]\d+)*)(\.[0-9a-f]{32}\.partial)?"
"""What Zarr keeps in the folder of an array, and what is left of it when a program is killed."""
_OWN: Final = re.compile(
    rf"({re.escape(MANIFEST)}|{re.escape(LOCK)}|\.{re.escape(MANIFEST)}\.\w+\.part"
    # Of the second version, arrays lay in a group inside.
    rf"|(arrays\.zarr/)?([a-z][a-z0-9_]*/)?{_ZARR}|{COUNTS}/\d+\.(full|partial)/([a-z][a-z0-9_]*/)?{_ZARR})"
)


def files_of(folder: Path, *, within: Path | None = None) -> Iterator[Path]:
    """Walk the files of a store or of a part of it.

    Parameters
    ----------
    folder : Path
    within : Path, optional
        What the files are named relative to; the folder itself if left out.

    Raises
    ------
    BadInput
        When a link is met, which could lead out of the folder, or a pipe or a device, or a folder cannot be read.
    """
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        yield Path(entry.path).relative_to(within or folder)
                    else:
                        what = "a link" if entry.is_symlink() else "neither a file nor a folder"
                        raise BadInput(f"{entry.path}: is {what}, which no store holds; remove it from the store")
        except FileNotFoundError:
            # A writer has removed it meanwhile.
            continue
        except OSError as error:
            raise BadInput(f"{here}: cannot be read: {error.strerror or error}") from None


def check_closed(folder: Path) -> None:
    """Refuse a store that holds links, pipes or devices.

    Raises
    ------
    BadInput
        With the first that is met.
    """
    for _ in files_of(folder):
        pass


def is_own(file: Path) -> bool:
    """Whether a file, relative to the folder of a store, has a name that the store gives.

    Examples
    --------
    >>> [is_own(Path(name)) for name in ("manifest.json", "place_hle/c.0.1.0.0", "counts/64.full/level_sums/zarr.json")]
    [True, True, True]
    >>> [is_own(Path(name)) for name in ("notes.txt", "place_hle/notes.txt", "counts/mine/c.0", "c.0/notes")]
    [False, False, False, False]
    """
    return _OWN.fullmatch(file.as_posix()) is not None


def check_own(folder: Path) -> None:
    """Refuse to replace a store into whose folder somebody has put files of his own.

    Raises
    ------
    BadInput
        With their names.
    """
    foreign = sorted(str(file) for file in files_of(folder) if not is_own(file))
    if foreign:
        more = f" and {len(foreign) - _TOLD:,} more" if len(foreign) > _TOLD else ""
        names = ", ".join(shown(name) for name in foreign[:_TOLD])
        raise BadInput(
            f"{folder}: holds files that are not the store's own: {names}{more}; move them away, or choose another name"
        )


def remove_own(folder: Path, *, within: Path | None = None) -> None:
    """Remove the files of a store that have names of its own form, and the folders that are empty then.

    Parameters
    ----------
    folder : Path
        A store or a part of one.
    within : Path, optional
        The store that it is a part of.
    """
    root = within or folder
    for file in list(files_of(folder, within=root)):
        if is_own(file):
            (root / file).unlink(missing_ok=True)
    for here, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(here):
            os.rmdir(here)


def files_checksum(folder: Path) -> str | None:
    """Give the SHA-256 of the files of one array or group, names and bytes; None where one cannot be read.

    Parameters
    ----------
    folder : Path
    """
    digest = hashlib.sha256()
    try:
        for file in sorted(file for file in files_of(folder) if is_own(file) and not file.name.endswith(".partial")):
            with (folder / file).open("rb") as opened:
                content = hashlib.file_digest(opened, "sha256").hexdigest()
            digest.update(f"{file.as_posix()} {content}\n".encode())
    except OSError:
        return None
    return digest.hexdigest()
