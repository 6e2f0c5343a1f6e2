"""The place of a store: whether it may go there, who may write there, and what the disk answers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any

from fourcapitals.errors import BadInput
from fourcapitals.results.files import FULL, check_target, kind_of
from fourcapitals.results.manifest import MANIFEST
from fourcapitals.results.store import former_of, named_beside
from fourcapitals.results.store_files import GROUP, LOCK, check_own, remove_own


def check_store_target(path: Path, *, overwrite: bool = False) -> None:
    """Refuse, before any work is done, a place where a store cannot go.

    A store that is damaged or of another version can be overwritten; a folder that is no store, or into which somebody
    has put files of his own, cannot. One that was set aside by an overwriting that was killed is put back first.

    Raises
    ------
    BadInput
        When something is there that is not a store to be overwritten, or the folder is missing or read-only.
    """
    put_back(path)
    kind = kind_of(path)
    # Of the second version, the arrays were a group inside.
    is_store = kind_of(path / MANIFEST) == "file" and any((path / each).exists() for each in (GROUP, "arrays.zarr"))
    if kind != "nothing" and not overwrite:
        advice = f"go on with it: fourcapitals resume {path}, or fourcapitals extend {path} --draws N; or " * is_store
        raise BadInput(f"{path}: exists; {advice}choose another name{' or add --overwrite' * is_store}")
    if kind != "nothing" and not is_store:
        raise BadInput(f"{path}: is not a store and is not overwritten; choose another name")
    if kind == "nothing" and path.is_symlink():
        raise BadInput(f"{path}: is a link to nothing; remove it or choose another name")
    if kind == "nothing":
        check_target(path, overwrite=False)
        return
    if path.is_symlink():
        raise BadInput(
            f"{path}: is a link; to overwrite the store that it leads to, give its own name: {path.resolve()}"
        )
    check_own(path)
    locked(path).close()


@contextmanager
def claimed(path: Path, *, overwrite: bool = False) -> Iterator[None]:
    """Hold the name of a store from before any work is done until the store stands and has a lock of its own.

    Raises
    ------
    BadInput
        When another run holds it, and as `check_store_target`.
    """
    check_store_target(path, overwrite=overwrite)
    name = named_beside(path, "lock")
    with closing(locked(path, at=name)):
        try:
            # Whoever held the name before may have made a store of it.
            check_store_target(path, overwrite=overwrite)
            _clear_unnamed(path)
            yield
        finally:
            with suppress(OSError):
                name.unlink(missing_ok=True)


def clear_unnamed(path: Path) -> None:
    """Remove what runs that were killed had begun beside a store, unless another run is about to take its name."""
    name = named_beside(path, "lock")
    with suppress(BadInput), closing(locked(path, at=name)):
        _clear_unnamed(path)
        with suppress(OSError):
            name.unlink(missing_ok=True)


def _clear_unnamed(path: Path) -> None:
    whole = named_beside(path, "new")
    for left in whole.parent.glob(f"{escape(whole.stem)}.*.part"):
        with suppress(OSError, BadInput):
            remove_own(left / "store")
            left.rmdir()


def publish(new: Path, folder: Path, *, overwrite: bool) -> None:
    """Give a new store its name, in the place of another if told, which goes last, so that one of them always stands.

    Raises
    ------
    BadInput
        When another run has taken the name meanwhile, or is writing the store that is to be replaced.
    """
    if not (overwrite and folder.exists()):
        try:
            new.replace(folder)
        except OSError:
            if not folder.exists():
                raise
            raise BadInput(f"{folder}: another run made it meanwhile; choose another name") from None
        return
    former = former_of(folder)
    with closing(locked(folder)):
        check_own(folder)
        if former.exists():
            # Whoever was killed here left it after the new one stood.
            check_own(former)
            remove_own(former)
        try:
            folder.replace(former)
            new.replace(folder)
        finally:
            if not folder.exists():
                former.replace(folder)
            if former.exists():
                remove_own(former)


def put_back(folder: Path) -> None:
    """Give a store its name back that was set aside by an overwriting that was killed before the new one stood."""
    former = former_of(folder)
    if kind_of(folder) == "nothing" and kind_of(former) == "folder":
        with disk_faults(folder), closing(locked(former)):
            former.replace(folder)


def locked(folder: Path, *, at: Path | None = None) -> Any:
    """Keep other writers out for as long as the file is open; the system lets go of it when a process dies.

    Where the system has no ``fcntl``, as Windows, nothing keeps two writers apart: fourcapitals is made for POSIX.

    Parameters
    ----------
    folder : Path
        What is told of.
    at : Path, optional
        The file to lock; that of the store if left out.

    Raises
    ------
    BadInput
        When another holds it, or the place cannot be written to or locked.
    """
    lock = at or folder / LOCK
    try:
        # A link in its place would be followed out of the folder.
        file = os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644), "r+b")
    except OSError as error:
        full = error.errno in FULL
        what = "the disk is full; free some space" if full else f"cannot be written: {error.strerror or error}"
        raise BadInput(f"{folder}: {what}") from None
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it before may have removed or replaced what it belongs to.
        mine = os.path.samestat(os.fstat(file.fileno()), lock.stat())
    except ImportError:
        mine = True
    except (BlockingIOError, FileNotFoundError):
        mine = False
    except OSError as error:
        file.close()
        raise BadInput(f"{folder}: cannot be locked against other runs: {error.strerror or error}") from None
    if not mine:
        file.close()
        raise BadInput(f"{folder}: is being written by another run; wait for it or stop it first")
    return file


def unnamed(folder: Path) -> Path:
    """Give a place, in a hidden folder of our own, for a new store until it takes its name.

    Parameters
    ----------
    folder : Path
        Where the store will stand.
    """
    whole = named_beside(folder, "new")
    return Path(tempfile.mkdtemp(prefix=f"{whole.stem}.", suffix=".part", dir=whole.parent)) / "store"


def remove_unnamed(new: Path) -> None:
    """Remove a store that did not take its name, or the folder that it has left.

    Parameters
    ----------
    new : Path
        From `unnamed`.
    """
    shutil.rmtree(new.parent, ignore_errors=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, on disk before it bears its name."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def sync(file: Path) -> None:
    """Have the system put a file on disk that Zarr has written."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


@contextmanager
def disk_faults(path: str | Path, done: Callable[[], int | None] | None = None) -> Iterator[None]:
    """Turn what the disk refuses into a fault for who gave the path."""
    try:
        yield
    except OSError as error:
        draws = None if done is None else done()
        kept = "" if draws is None else f"; {draws} draws are kept"
        if error.errno in FULL:
            advice = f"{kept}; free some space, then go on: fourcapitals resume {path}" if kept else "; free some space"
            raise BadInput(f"{path}: the disk is full{advice}") from None
        raise BadInput(f"{path}: cannot be written: {error.strerror or error}{kept}") from None
