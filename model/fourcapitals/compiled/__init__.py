"""The same year, compiled: Numba takes the equations and the schedule as they stand.

Nothing is written twice. Every function of the science is registered with Numba as it is, and the compiled entry
points are the schedule's own functions. Only how areas are visited has a form of its own (`loops`): `each_area` becomes
a loop that calls the same function for one area after another, and sums along links become loops in the same order; and
how an exponential and a logarithm are worked out (`functions`). The machine code is kept on disk under the checksum of
its sources, so that a changed equation is never served from an old cache.
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
from platformdirs import user_cache_path

from fourcapitals import baseline, behaviour, chance, parameters, schedule, setting, state, vocabulary
from fourcapitals.compiled import functions, loops, typed
from fourcapitals.compiled.typed import machine_code_of
from fourcapitals.equations import (
    capitals,
    delays,
    elementary,
    health,
    investment,
    productivity,
    relational,
    space,
    trends,
    wellbeing,
    work_and_income,
)

_OF_ONE_AREA: tuple[ModuleType, ...] = (
    behaviour,
    capitals,
    delays,
    health,
    investment,
    productivity,
    relational,
    trends,
    wellbeing,
    work_and_income,
)
"""Called for every area in every year: laid out within the loop that calls them."""
_OF_ALL_AREAS: tuple[ModuleType, ...] = (chance, schedule, space)
_IN_OTHER_FORM: tuple[ModuleType, ...] = (elementary, functions, loops, typed)


def _functions(modules: tuple[ModuleType, ...]) -> Iterator[FunctionType]:
    """Every function that modules define themselves."""
    for module in modules:
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
    shapes = (baseline, parameters, setting, state, vocabulary)
    modules = (*_OF_ONE_AREA, *_OF_ALL_AREAS, *_IN_OTHER_FORM, *shapes)
    sources = sorted([Path(__file__), *(Path(str(module.__file__)) for module in modules)])
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
        jit: Any = numba.njit
        compiled: Callable[..., Any] = jit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    finally:
        settings.CACHE_DIR = kept
    return compiled


@cache
def _register() -> None:
    for function in _functions(_OF_ONE_AREA):
        machine_code_of(function, forceinline=True)
    for function in _functions(_OF_ALL_AREAS):
        if function not in loops.WRITTEN_AS_LOOPS:
            machine_code_of(function)
