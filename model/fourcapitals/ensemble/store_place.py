"""The place of a store: whether it may go there, who may write there, and what the disk answers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from fourcapitals.errors import BadInput
from fourcapitals.results.files import FULL, check_target
from fourcapitals.results.store import GROUP, MANIFEST, former_of


def check_store_target(path: Path, *, overwrite: bool = False) -> None:
    """Refuse, before any work is done, a place where a store cannot go.

    A store that is damaged or of another version can be overwritten; a folder that is no store cannot. One that was
    set aside by an overwriting that was killed is put back first.

    Raises
    ------
    BadInput
        When something is there that is not a store to be overwritten, or the folder is missing or read-only.
    """
    put_back(path)
    # Of the version before, the arrays were a group inside.
    is_store = (path / MANIFEST).is_file() and any((path / each).exists() for each in (GROUP, "arrays.zarr"))
    if path.exists() and not overwrite:
        advice = f"go on with it: fourcapitals resume {path}, or fourcapitals extend {path} --draws N; or " * is_store
        raise BadInput(f"{path}: exists; {advice}choose another name{' or add --overwrite' * is_store}")
    if path.exists() and not is_store:
        raise BadInput(f"{path}: is not a store and is not overwritten; choose another name")
    if path.exists():
        locked(path).close()
    else:
        check_target(path, overwrite=False)


def replace_store(folder: Path, new: Path) -> None:
    """Put a new store in the place of another, which goes last, so that one of them stands whatever happens."""
    former = former_of(folder)
    with closing(locked(folder)):
        # Whoever was killed here left it after the new one stood.
        shutil.rmtree(former, ignore_errors=True)
        try:
            folder.replace(former)
            new.replace(folder)
        finally:
            if not folder.exists():
                former.replace(folder)
            shutil.rmtree(former, ignore_errors=True)


def put_back(folder: Path) -> None:
    """Give a store its name back that was set aside by an overwriting that was killed before the new one stood."""
    former = former_of(folder)
    if former.exists() and not folder.exists():
        with told(folder), closing(locked(former)):
            former.replace(folder)


def locked(folder: Path) -> Any:
    """Keep other writers out for as long as the file is open; the system lets go of it when a process dies.

    Where the system has no ``fcntl``, as Windows, nothing keeps two writers apart: fourcapitals is made for POSIX.
    """
    try:
        file = (folder / "writer.lock").open("a")
    except OSError as error:
        raise BadInput(f"{folder}: cannot be written: {error.strerror or error}") from None
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError:
        file.close()
        raise BadInput(f"{folder}: is being written by another run; wait for it or stop it first") from None
    except OSError as error:
        file.close()
        raise BadInput(f"{folder}: cannot be locked against other runs: {error.strerror or error}") from None
    return file


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, on disk before it bears its name."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def sync(file: Path) -> None:
    """Have the system put a file on disk that Zarr has written."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


@contextmanager
def told(path: str | Path, done: Callable[[], int] | None = None) -> Iterator[None]:
    """Turn what the disk refuses into a fault for who gave the path."""
    try:
        yield
    except OSError as error:
        kept = "" if done is None else f"; {done()} draws are kept"
        if error.errno in FULL:
            advice = f"{kept}; free some space, then go on: fourcapitals resume {path}" if kept else "; free some space"
            raise BadInput(f"{path}: the disk is full{advice}") from None
        raise BadInput(f"{path}: cannot be written: {error.strerror or error}{kept}") from None
