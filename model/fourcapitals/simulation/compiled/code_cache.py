"""Where machine code is kept between runs, and when it is not.

Kept code is run without being read again, so that a folder must earn trust: its name is the checksum of all sources
that the code was made from, it belongs to the user, and nobody else can write to it. Where there is no such folder the
code is made anew by each process that needs it; it is never left beside the sources, where Numba itself would put it.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

import numba
import numpy as np
from platformdirs import user_cache_path

import fourcapitals

_OPTIONS: Final = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_DAMAGED: Final = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError)
"""What reading a damaged pickle raises, as the documentation of `pickle` lists it."""


class Place(NamedTuple):
    """Where machine code is kept."""

    folder: Path | None
    """Exists, and is the user's alone; None where code cannot be kept."""
    why_not: str = ""
    """What stands in the way, and what to do about it."""


def checksum(modules: Iterable[ModuleType]) -> str:
    """Checksum of everything that machine code is made from.

    Parameters
    ----------
    modules : iterable of modules
        Whose functions are compiled: their source files, and the numbers they have taken from elsewhere, which machine
        code holds as they were.

    Examples
    --------
    >>> from fourcapitals.equations import capitals, space
    >>> checksum([capitals]) == checksum([capitals]) != checksum([capitals, space])
    True
    """
    made_by = (numba.__version__, version("llvmlite"), np.__version__, *sys.version_info[:3])
    digest = hashlib.sha256(repr(made_by).encode())
    for module in sorted(set(modules), key=lambda each: each.__name__):
        digest.update(f"{module.__name__}\n".encode() + Path(str(module.__file__)).read_bytes())
        for name, value in sorted(vars(module).items()):
            if isinstance(value, np.ndarray):
                digest.update(f"{name} {value.dtype} {value.shape}".encode() + value.tobytes())
            elif _is_plain(value) and not name.startswith("__"):
                digest.update(f"{name} {value!r}\n".encode())
    return digest.hexdigest()[:16]


def _is_plain(value: Any) -> bool:
    """Whether a value is written the same in every process."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, bool | int | float | complex | str | bytes)


def place_of(modules: Iterable[ModuleType]) -> Place:
    """Find the folder in which code made from some modules is kept; made where it is not there.

    Parameters
    ----------
    modules : iterable of modules
        As `checksum` takes them.
    """
    modules = tuple(modules)
    if any(getattr(each, "__file__", None) is None for each in modules):
        return Place(None, "it is made of functions that stand in no file")
    if _edited(modules):
        return Place(None, "source files have changed since this program started; start it again")
    base = _base()
    if not base.is_absolute():
        return Place(None, f"{base}: not an absolute path; set XDG_CACHE_HOME to a folder of your own")
    folder = base / checksum(modules)
    try:
        return Place(None, why_not) if (why_not := _why_not(folder)) else Place(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Place(None, f"{error.filename or folder}: {reason}; set XDG_CACHE_HOME to a folder of your own")


def _base() -> Path:
    named = os.environ.get("NUMBA_CACHE_DIR")
    try:
        return Path(named) / "fourcapitals" if named else user_cache_path("fourcapitals")
    except (KeyError, RuntimeError):
        return Path()


def _edited(modules: Iterable[ModuleType]) -> bool:
    """Whether a file may say another thing than what was read from it when the program started."""
    return any(os.stat(str(each.__file__)).st_ctime_ns > fourcapitals.LOADED_AT_NS for each in modules)


def _why_not(folder: Path) -> str:
    """Make a folder, or say why code of it is not to be run; an OSError says that it cannot be written to."""
    if not folder.exists():
        nearest = next(each for each in folder.parents if each.exists())
        state = nearest.stat()
        if state.st_uid != os.geteuid() and not state.st_mode & stat.S_ISVTX:
            return f"{nearest} belongs to another user; set XDG_CACHE_HOME to a folder of your own"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    folder = folder.resolve()
    for each in (folder, *folder.rglob("*")):
        if each.lstat().st_uid != os.geteuid():
            return f"{each} belongs to another user; remove it, or set XDG_CACHE_HOME to a folder of your own"
    if folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"{folder} can be written by other users; remove it"
    for each in folder.parents:
        mode = each.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            return f"{each} can be written by every user; set XDG_CACHE_HOME to a folder of your own"
    tempfile.TemporaryFile(dir=folder).close()
    return ""


class MachineCode:
    """A function as machine code: taken from where it is kept, else compiled when it is first called.

    Parameters
    ----------
    function : callable
        Of arrays; everything that it calls is known to Numba.
    place : Place
    prepare : callable, optional
        What becomes of each argument before machine code takes it.
    """

    def __init__(self, function: Callable[..., Any], place: Place, prepare: Callable[[Any], Any] | None = None) -> None:
        self.function = function
        self.place = place
        self._prepare = prepare
        self.is_ready = False
        self._run = _kept(function, place.folder) if place.folder else _not_kept(function)

    def __call__(self, *given: Any) -> Any:
        """Call it with the arguments of the function."""
        if self._prepare is not None:
            given = tuple(map(self._prepare, given))
        try:
            answer = self._run(*given)
        except OSError:
            answer = self._after_a_full_disk(given)
        except _DAMAGED:
            if not (damaged := self._files(".nb?")):
                raise
            answer = self._without(damaged, given)
        self.is_ready = True
        return answer

    def is_at_hand(self) -> bool:
        """Whether it can be called without being compiled first."""
        return self.is_ready or bool(self._files(".nbi"))

    def _files(self, ending: str) -> list[Path]:
        named = f"{Path(inspect.getfile(self.function)).stem}.{self.function.__qualname__}"
        pattern = f"**/{named.replace('<', '').replace('>', '')}-*{ending}"
        return sorted(self.place.folder.glob(pattern)) if self.place.folder else []

    def _after_a_full_disk(self, given: tuple[Any, ...]) -> Any:
        """Numba raises when it cannot keep what it has compiled, which can be called nevertheless."""
        try:
            return self._run(*given)
        except OSError:
            return self._without([], given)

    def _without(self, damaged: Iterable[Path], given: tuple[Any, ...]) -> Any:
        """Compile anew, for this process, what cannot be read; the next finds nothing and keeps its own."""
        for file in damaged:
            file.unlink(missing_ok=True)
        self._run = _not_kept(self.function)
        return self._run(*given)


def _not_kept(function: Callable[..., Any]) -> Callable[..., Any]:
    jit: Any = numba.njit
    compiled: Callable[..., Any] = jit(**_OPTIONS)(function)
    return compiled


def _kept(function: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Compile with a cache in one folder, or none: Numba goes on to other folders where that one fails."""
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        jit: Any = numba.njit
        compiled: Any = jit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        return _not_kept(function)
    finally:
        settings.CACHE_DIR = before
    stats = getattr(compiled, "stats", None)
    if stats is not None and not Path(stats.cache_path).is_relative_to(folder):
        return _not_kept(function)
    kept: Callable[..., Any] = compiled
    return kept
