"""The same year, compiled: Numba takes the equations and the schedule as they stand.

No equation is written twice. Every function of the science is registered with Numba as it is, and the compiled entry
points are the schedule's own functions. Forms of their own have only the ways in which arrays are visited, copied and
summed (`loops`): `each_area` becomes a loop that calls the same function for one area after another; how named tuples
are handed on (`lending`); and how an exponential and a logarithm are worked out (`functions`). The machine code is
kept on disk under the checksum of its sources, so that a changed equation is never served from an old cache.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numba
from platformdirs import user_cache_path

from fourcapitals import vocabulary
from fourcapitals.data import baseline, parameters
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
from fourcapitals.scenario import terms
from fourcapitals.simulation import arrays, construction, delivery, environment, responses, schedule, state
from fourcapitals.simulation.behaviour import firms, funds, households, places
from fourcapitals.simulation.behaviour import health as health_of_people
from fourcapitals.simulation.compiled import functions, lending, loops, typed
from fourcapitals.simulation.compiled.typed import machine_code_of

_OF_ONE_AREA: tuple[ModuleType, ...] = (
    capitals,
    delays,
    firms,
    health,
    health_of_people,
    households,
    investment,
    places,
    productivity,
    relational,
    trends,
    wellbeing,
    work_and_income,
)
"""Called for every area in every year: laid out within the loop that calls them."""
_OF_ALL_AREAS: tuple[ModuleType, ...] = (funds, delivery, construction, responses, schedule, space, state)
_IN_OTHER_FORM: tuple[ModuleType, ...] = (arrays, elementary, functions, loops, typed, lending)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Every function that a module defines itself."""
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            yield function


def source_checksum(module: ModuleType | None = None) -> str:
    """Checksum of everything that machine code is made from.

    Parameters
    ----------
    module : module, optional
        Of the function that is compiled, where it is none of the science: its source and the numbers it has taken
        from elsewhere, which machine code holds as they were.

    Examples
    --------
    >>> len(source_checksum())
    16
    """
    shapes = (baseline, parameters, environment, terms, vocabulary)
    modules = (*_OF_ONE_AREA, *_OF_ALL_AREAS, *_IN_OTHER_FORM, *shapes)
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted([Path(__file__), *(Path(str(each.__file__)) for each in modules)]):
        digest.update(source.read_bytes())
    if module is not None and module not in modules:
        constants = {
            name: value for name, value in vars(module).items() if isinstance(value, int | float | str | tuple)
        }
        digest.update(Path(str(module.__file__)).read_bytes() + repr(sorted(constants.items())).encode())
    return digest.hexdigest()[:16]


@cache
def compile_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile one function of arrays, with all that it calls; safe to call from several threads.

    Parameters
    ----------
    function : callable
        Such as ``schedule.project`` or ``summary.summarise``. Of a function of the package, its whole module is
        registered with Numba.

    Returns
    -------
    callable
        Takes and gives the same arrays; releases the interpreter lock. It is compiled when it is first called.
    """
    environments: Any = numba.config
    with _compiling:
        _register_science()
        module = sys.modules[function.__module__]
        if module.__name__.startswith("fourcapitals.") and module not in _OF_ALL_AREAS:
            _register(module)
        kept = environments.CACHE_DIR
        environments.CACHE_DIR = str(_folder_of(function))
        try:
            jit: Any = numba.njit
            compiled: Callable[..., Any] = jit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(
                function
            )
        finally:
            environments.CACHE_DIR = kept
    return compiled


def is_at_hand(function: Callable[..., Any]) -> bool:
    """Whether a function's machine code is kept from an earlier time."""
    module = function.__module__.rpartition(".")[2]
    return any(_folder_of(function).glob(f"**/{module}.{function.__qualname__}*.nbi"))


def _folder_of(function: Callable[..., Any]) -> Path:
    return user_cache_path("fourcapitals") / source_checksum(sys.modules[function.__module__])


_compiling = threading.RLock()


@cache
def _register_science() -> None:
    for module in _OF_ONE_AREA:
        _register(module, forceinline=True)
    for module in _OF_ALL_AREAS:
        _register(module)


@cache
def _register(module: ModuleType, **options: Any) -> None:
    for function in _functions(module):
        if function not in loops.WRITTEN_AS_LOOPS:
            machine_code_of(function, **options)
