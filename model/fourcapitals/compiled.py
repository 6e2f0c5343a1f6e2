"""The same year, compiled: Numba takes the equations and the schedule as they stand.

Nothing is written twice. Every function of the science is registered with Numba as it is, and the compiled entry
points are the schedule's own functions. The machine code is kept on disk under the checksum of its sources, so that
a changed equation is never served from an old cache.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numba
from numba.extending import register_jitable
from platformdirs import user_cache_path

from fourcapitals import chance, schedule
from fourcapitals.equations import (
    capitals,
    delays,
    health,
    investment,
    life_table,
    productivity,
    space,
    trends,
    wellbeing,
    work_and_income,
)

_SCIENCE: tuple[ModuleType, ...] = (
    capitals,
    delays,
    health,
    investment,
    life_table,
    productivity,
    space,
    trends,
    wellbeing,
    work_and_income,
    chance,
    schedule,
)


def _functions() -> Iterator[FunctionType]:
    """Every function that the science modules define themselves."""
    for module in _SCIENCE:
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                yield function


def source_checksum() -> str:
    """Checksum of everything that the machine code is made from.

    Examples
    --------
    >>> len(source_checksum())
    16
    """
    folder = Path(schedule.__file__).parent
    sources = sorted([*folder.glob("*.py"), *(folder / "equations").glob("*.py")])
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def compile_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile one function of the schedule, with all that it calls.

    Parameters
    ----------
    function : callable
        ``schedule.decide``, ``schedule.advance`` or ``schedule.project``.

    Returns
    -------
    callable
        Takes and gives the same arrays; releases the interpreter lock.
    """
    _register()
    settings: Any = numba.config
    kept = settings.CACHE_DIR
    settings.CACHE_DIR = str(user_cache_path("fourcapitals") / source_checksum())
    try:
        compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    finally:
        settings.CACHE_DIR = kept
    return compiled


@cache
def _register() -> None:
    for function in _functions():
        register_jitable(error_model="numpy")(function)
