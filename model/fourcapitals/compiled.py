"""The same year, compiled: Numba takes the equations and the schedule as they stand.

Nothing is written twice. Every function of the science is registered with Numba as it is, and the compiled entry
points are the schedule's own functions. Only how areas are visited has a form of its own here: `each_area` becomes a
loop that calls the same function for one area after another, and sums along links become loops in the same order. The
machine code is kept on disk under the checksum of its sources, so that a changed equation is never served from an old
cache.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numba
import numpy as np
from numba import types
from numba.core.registry import cpu_target
from numba.extending import overload, register_jitable
from platformdirs import user_cache_path

from fourcapitals import baseline, behaviour, chance, parameters, schedule, setting, state, vocabulary
from fourcapitals.equations import (
    capitals,
    delays,
    health,
    investment,
    productivity,
    relational,
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
    productivity,
    relational,
    space,
    trends,
    wellbeing,
    work_and_income,
    chance,
    behaviour,
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
    shapes = (baseline, parameters, setting, state, vocabulary)
    sources = sorted(Path(str(module.__file__)) for module in (*_SCIENCE, *shapes, sys.modules[__name__]))
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
    for function in _functions():
        if function not in _LOOPS:
            register_jitable(error_model="numpy")(function)


# Numba's own types are not complete for a checker.
_TUPLE: Any = types.BaseTuple

_LOOPS = (schedule.each_area, schedule.put, space.gather, space.spread)
"""Written as loops below: how areas are visited, not what they do."""


@overload(space.gather, jit_options={"error_model": "numpy"})
def _gather(along: Any, values: Any) -> Any:
    """Sum in the order of the links, as `space.gather` does."""

    def loop(along: Any, values: Any) -> Any:
        first, sender, share = along.first, along.sender, along.share
        total = np.zeros(len(values))
        if not np.any(values):
            return total
        for area in range(len(values)):
            received = 0.0
            for link in range(first[area], first[area + 1]):
                received += share[link] * values[sender[link]]
            total[area] = received
        return total

    return loop


@overload(space.spread, jit_options={"error_model": "numpy"})
def _spread(shares: Any, values: Any) -> Any:
    """Sum over senders one after another."""
    if isinstance(shares, _TUPLE):

        def along_links(shares: Any, values: Any) -> Any:
            return space.gather(shares, values)

        return along_links

    def loop(shares: Any, values: Any) -> Any:
        total = np.zeros(len(values))
        for sender in range(len(values)):
            value = values[sender]
            if value != 0.0:
                row = shares[sender]
                for area in range(len(total)):
                    total[area] += row[area] * value
        return total

    return loop


@overload(schedule.put, jit_options={"error_model": "numpy"})
def _put(where: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("put: shapes differ")
        into, source = where.reshape(-1), values.reshape(-1)
        for index in range(len(source)):
            into[index] = source[index]

    return loop


@overload(schedule.each_area, strict=False, jit_options={"error_model": "numpy"})
def _each_area(behaviour: Any, held: Any, *own: Any) -> Any:
    """Write the loop over areas that `schedule.each_area` stands for, for the types at hand.

    Every array among the arguments gives its number of one area; every number of the answer fills an array.
    """
    names: dict[str, Any] = {"np": np}
    unpacked: list[str] = []
    arguments, numbers = zip(
        *(_of_one_area(kind, f"own[{index}]", names, unpacked) for index, kind in enumerate(own)), strict=True
    )
    answer = cpu_target.typing_context.resolve_function_type(behaviour, (held, *numbers), {}).return_type
    filled: list[str] = []
    result = _over_areas(answer, "answer", names, filled)
    arrays = [line.split(" ")[0] for line in unpacked if line.startswith("array")]
    lines = [
        *unpacked,
        f"count = len({arrays[0]})",
        f"if not ({' == '.join(f'len({array})' for array in arrays)}):",
        "    raise ValueError('each_area: arrays over areas differ in length')",
        *(f"filled{index} = np.empty(count)" for index in range(len(filled))),
        "for area in range(count):",
        f"    answer = behaviour(held, {', '.join(arguments)})",
        *(f"    filled{index}[area] = {path}" for index, path in enumerate(filled)),
        f"return {result}",
    ]
    exec("def loop(behaviour, held, *own):\n    " + "\n    ".join(lines), names)
    return names["loop"]


def _of_one_area(kind: Any, path: str, names: dict[str, Any], unpacked: list[str]) -> tuple[str, Any]:
    """Source and type of one area's part of an argument; notes how its arrays are unpacked, each tuple once."""
    name = f"{'tuple' if isinstance(kind, _TUPLE) else 'array'}{len(unpacked)}"
    unpacked.append(f"{name} = {path}")
    if isinstance(kind, _TUPLE):
        parts = [_of_one_area(part, f"{name}[{index}]", names, unpacked) for index, part in enumerate(kind.types)]
        maker = getattr(kind, "instance_class", tuple)
        source = "".join(f"{source}, " for source, _ in parts)
        return _build(maker, source, names), _TUPLE.from_types([part for _, part in parts], maker)
    if isinstance(kind, types.Array) and kind.ndim == 1:
        return f"{name}[area]", kind.dtype
    raise TypeError(f"each_area: {path} is {kind}; expected arrays over areas or tuples of them")


def _over_areas(kind: Any, path: str, names: dict[str, Any], filled: list[str]) -> str:
    """Source of the answer over all areas; notes the numbers that one area gives."""
    if isinstance(kind, _TUPLE):
        parts = [_over_areas(part, f"{path}[{index}]", names, filled) for index, part in enumerate(kind.types)]
        return _build(getattr(kind, "instance_class", tuple), "".join(f"{part}, " for part in parts), names)
    filled.append(path)
    return f"filled{len(filled) - 1}"


def _build(maker: type, parts: str, names: dict[str, Any]) -> str:
    if maker is tuple:
        return f"({parts})"
    names[maker.__name__] = maker
    return f"{maker.__name__}({parts})"
