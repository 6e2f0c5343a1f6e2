"""The same year, compiled: Numba takes the equations and the schedule as they stand.

No equation is written twice. Numba is given the text of every function of the science (`compiled_names`): most are
merged into the functions that call them, since each that is compiled by itself costs a twentieth of a second, were it
one line. Forms of their own, given by documented features of Numba alone (`typed`), have only the ways in which arrays
are visited, copied and summed (`loops`): `each_area` becomes a loop that calls the same function for one area after
another; how arrays over areas lie in memory (`layout`); and how an exponential and a logarithm are worked out
(`functions`). `code_cache` keeps the machine code on disk under the checksum of its sources, so that a changed equation
is never served from an old cache.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from fourcapitals import vocabulary
from fourcapitals.data import baseline, effective_numbers
from fourcapitals.equations import (
    bidding,
    capitals,
    concentration,
    council_capacity,
    delays,
    elementary,
    exposures,
    health,
    health_spending,
    investment,
    productivity,
    relational,
    space,
    trends,
    wellbeing,
    work_and_income,
)
from fourcapitals.scenario import competition_terms, policy, terms
from fourcapitals.simulation import arrays, construction, delivery, environment, responses, schedule, state
from fourcapitals.simulation.behaviour import (
    centre,
    councils,
    firms,
    funds,
    households,
    joint_bids,
    learning,
    need,
    places,
    rounds,
    year,
)
from fourcapitals.simulation.behaviour import health as health_of_people
from fourcapitals.simulation.compiled import code_cache, compiled_names, functions, layout, loops, typed
from fourcapitals.simulation.compiled.code_cache import MachineCode, place_of
from fourcapitals.simulation.compiled.compiled_names import CompiledNames

_MERGED: tuple[ModuleType, ...] = (
    bidding,
    capitals,
    concentration,
    construction,
    council_capacity,
    delays,
    delivery,
    environment,
    exposures,
    funds,
    health,
    health_spending,
    productivity,
    relational,
    responses,
    trends,
    wellbeing,
    work_and_income,
)
"""Called by name alone, so that they can be merged into their callers."""
_OF_ONE_AREA: tuple[ModuleType, ...] = (councils, firms, health_of_people, households, investment, places, year)
"""Given to `arrays.each_area` and `arrays.put_result`, whose loops they are laid out within."""
_CALLED: tuple[ModuleType, ...] = (centre, joint_bids, learning, need, rounds, schedule, space, state)
"""Compiled and called."""
_HANDED_OVER: tuple[Callable[..., Any], ...] = (schedule.project,)
"""Take what areas have laid out (`arrays.handed_over`)."""
_IN_OTHER_FORM: tuple[ModuleType, ...] = (
    arrays,
    elementary,
    functions,
    layout,
    loops,
    compiled_names,
    typed,
    code_cache,
)


def sources(function: Callable[..., Any]) -> frozenset[ModuleType]:
    """Every module that the machine code of a function is made from.

    Examples
    --------
    >>> sources(schedule.project) > {capitals, vocabulary}
    True
    """
    shapes = (baseline, competition_terms, effective_numbers, policy, terms, vocabulary)
    own = (sys.modules[__name__], sys.modules[function.__module__])
    return frozenset((*_MERGED, *_OF_ONE_AREA, *_CALLED, *_IN_OTHER_FORM, *shapes, *own))


@cache
def compile_function(function: Callable[..., Any]) -> MachineCode:
    """Compile one function of arrays, with all that it calls; safe to call from several threads.

    Parameters
    ----------
    function : callable
        Such as ``schedule.project`` or ``summary.summarise``. It may call whatever its module defines or takes from
        the science.

    Returns
    -------
    MachineCode
        Takes and gives the same arrays; releases the interpreter lock. It is compiled when it is first called, unless
        its machine code is kept from an earlier time.
    """
    with _compiling:
        names, module = _names_of_science(), sys.modules[function.__module__]
        if module.__name__.startswith("fourcapitals."):
            names.add(module)
        prepare = layout.hand_over if function in _HANDED_OVER else None
        return MachineCode(names.same_code(function), place_of(sources(function)), prepare)


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
def _names_of_science() -> CompiledNames:
    return CompiledNames(
        merged=_MERGED,
        inlined=_OF_ONE_AREA,
        called=_CALLED,
        left=loops.WRITTEN_AS_LOOPS,
    )
