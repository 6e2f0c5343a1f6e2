"""The same year, compiled: Numba takes the equations and the schedule as they stand.

No equation is written twice. Every function of the science is registered with Numba as it is, and the compiled entry
points are the schedule's own functions. Forms of their own, given by documented features of Numba alone (`typed`), have
only the ways in which arrays are visited, copied and summed (`loops`): `each_area` becomes a loop that calls the same
function for one area after another; how arrays over areas lie in memory (`layout`); and how an exponential and a
logarithm are worked out (`functions`). `code_cache` keeps the machine code on disk under the checksum of its sources,
so that a changed equation is never served from an old cache.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

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
    whole_life,
    work_and_income,
)
from fourcapitals.scenario import terms
from fourcapitals.simulation import arrays, construction, delivery, environment, responses, schedule, state
from fourcapitals.simulation.behaviour import firms, funds, households, places, to_come, year
from fourcapitals.simulation.behaviour import health as health_of_people
from fourcapitals.simulation.compiled import code_cache, functions, layout, loops, typed
from fourcapitals.simulation.compiled.code_cache import MachineCode, place_of
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
    to_come,
    trends,
    wellbeing,
    whole_life,
    work_and_income,
    year,
)
"""Called for every area in every year: laid out within the loop that calls them."""
_OF_ALL_AREAS: tuple[ModuleType, ...] = (funds, delivery, construction, responses, schedule, space, state)
_IN_OTHER_FORM: tuple[ModuleType, ...] = (arrays, elementary, functions, layout, loops, typed, code_cache)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Every function that a module defines itself."""
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            yield function


def sources(function: Callable[..., Any]) -> frozenset[ModuleType]:
    """Every module that the machine code of a function is made from.

    Examples
    --------
    >>> sources(schedule.project) > {capitals, vocabulary}
    True
    """
    shapes = (baseline, parameters, environment, terms, vocabulary)
    own = (sys.modules[__name__], sys.modules[function.__module__])
    return frozenset((*_OF_ONE_AREA, *_OF_ALL_AREAS, *_IN_OTHER_FORM, *shapes, *own))


@cache
def compile_function(function: Callable[..., Any]) -> MachineCode:
    """Compile one function of arrays, with all that it calls; safe to call from several threads.

    Parameters
    ----------
    function : callable
        Such as ``schedule.project`` or ``summary.summarise``. Of a function of the package, its whole module is
        registered with Numba.

    Returns
    -------
    MachineCode
        Takes and gives the same arrays; releases the interpreter lock. It is compiled when it is first called, unless
        its machine code is kept from an earlier time.
    """
    with _compiling:
        _register_science()
        module = sys.modules[function.__module__]
        if module.__name__.startswith("fourcapitals.") and module not in _OF_ALL_AREAS:
            _register(module)
        return MachineCode(function, place_of(sources(function)))


def what_is_compiled(*functions: Callable[..., Any]) -> str | None:
    """Say that functions must be compiled before they can be called; None when their machine code is at hand."""
    waiting = [code for code in map(compile_function, functions) if not code.is_at_hand()]
    if not waiting:
        return None
    why_not = waiting[0].place.why_not
    again = f" by each program: {why_not}" if why_not else ", once"
    return f"Compiling the model for this machine{again}; about half a minute"


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
