"""How arrays over areas lie in machine code: the numbers of some areas side by side, name after name.

By itself an array over areas lies anywhere in memory; a loop that reads sixty of them can't know that none overlaps
what it writes, and then takes one area at a time. Laid out, what belongs together lies in one block (chunk, name, area
of the chunk), every name at a known distance from the first. What is laid out is a tuple: the block, how many areas it
holds, the position of its first name, and the class of named tuples whose names they are. Beyond the last area, the
last chunk repeats it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple, get_type_hints

import numpy as np
from numba import types as numba_types

from fourcapitals.simulation import arrays, environment, state
from fourcapitals.simulation.behaviour import firms, health, households, places
from fourcapitals.simulation.compiled.typed import form_of, form_of_attribute, machine_code_of

# Numba's own types are not complete for a checker.
types: Any = numba_types

AREAS_AT_ONCE: Final = 64
"""Areas of a chunk."""
MOST_NUMBERS: Final = 16
"""That a behaviour may give."""
_READ_BY_NAME: Final = (
    environment.Place,
    firms.Construction,
    firms.Offer,
    firms.Production,
    health.LifeTable,
    health.Lives,
    households.Work,
    places.Observed,
    state.AreaShocks,
    state.Capitals,
    state.Health,
    state.Physical,
    state.Responses,
)


class Single(NamedTuple):
    """The numbers of one array over areas."""

    number: Any


# Types


def is_laid_out(kind: Any) -> bool:
    """Whether a type is that of a block with its areas, its first name and its class."""
    return isinstance(kind, types.Tuple) and len(kind) == 4 and isinstance(kind[3], types.NamedTupleClass)


def _parts_of(maker: Any) -> dict[str, Any]:
    """The names of a class, each with its class where it is a named tuple itself, else None."""
    hints = get_type_hints(maker)
    return {name: hints[name] if hasattr(hints[name], "_fields") else None for name in maker._fields}


def _width(maker: Any) -> int:
    """How many numbers an area has of a class; None is one number."""
    return 1 if maker is None else sum(map(_width, _parts_of(maker).values()))


def _count(kind: Any) -> int:
    """How many numbers a type of one area's answer has."""
    return sum(map(_count, kind.types)) if isinstance(kind, types.BaseTuple) else 1


# Laid out


@form_of(arrays.laid_out)
def _laid_out(held: Any) -> Any:
    if is_laid_out(held):
        return lambda held: held
    maker = getattr(held, "instance_class", Single)
    if maker is Single and not isinstance(held, types.Array):
        raise TypeError(f"laid_out: {held}; expected an array over areas or a named tuple of them")
    width = _width(maker)

    def lay_out(held: Any) -> Any:
        rows = _rows(held)
        areas = len(rows[0])
        block = np.empty(((areas + AREAS_AT_ONCE - 1) // AREAS_AT_ONCE, width, AREAS_AT_ONCE))
        for row in range(width):
            _lay(block, row, rows[row], areas)
        return (block, areas, 0, maker)

    return lay_out


def _lay(block: Any, row: int, values: Any, areas: int) -> None:
    """Copy one array over areas to its place."""
    if len(values) != areas:
        raise ValueError("laid_out: arrays over areas differ in length")
    for chunk in range(len(block)):
        into = block[chunk, row]
        start = chunk * AREAS_AT_ONCE
        width = min(AREAS_AT_ONCE, areas - start)
        for lane in range(width):
            into[lane] = values[start + lane]
        for lane in range(width, AREAS_AT_ONCE):
            into[lane] = values[areas - 1]


machine_code_of(_lay)


def _rows(held: Any) -> Any:
    """All arrays of a tuple of arrays and of such tuples, one after another."""


@form_of(_rows)
def _rows_of(held: Any) -> Any:
    if isinstance(held, types.Array):
        return lambda held: (held,)
    if all(isinstance(part, types.Array) for part in held.types):
        return lambda held: held[:]
    if len(held) == 1:
        return lambda held: _rows(held[0])
    return lambda held: _rows(held[0]) + _rows(held[1:])


# Read by name, over all areas


def _row(block: Any, row: int, areas: int) -> Any:
    """Copy one array over areas from its place."""
    values = np.empty(areas)
    for chunk in range(len(block)):
        start = chunk * AREAS_AT_ONCE
        for lane in range(min(AREAS_AT_ONCE, areas - start)):
            values[start + lane] = block[chunk, row, lane]
    return values


machine_code_of(_row)


def _read_by(name: str) -> None:
    """Let a name of what is laid out be read: a copy of its array, or where it holds more names, what lies there."""

    @form_of_attribute(types.Tuple, name)
    def read(held: Any) -> Any:
        found = _place_of(held[3].instance_class, name) if is_laid_out(held) else None
        if found is None:
            return None
        first, maker = found
        if maker is None:
            return lambda held: _row(held[0], held[2] + first, held[1])
        return lambda held: (held[0], held[1], held[2] + first, maker)


def _place_of(maker: Any, name: str) -> tuple[int, Any] | None:
    """Where a name lies among the numbers of a class, and its own class."""
    first = 0
    for each, part in _parts_of(maker).items():
        if each == name:
            return first, part
        first += _width(part)
    return None


for _name in sorted({name for kind in _READ_BY_NAME for name in kind._fields}):
    _read_by(_name)


# Read, one area


def of_area(own: Any, chunk: int, lane: int) -> Any:
    """One area's part of what is laid out: a number, or a named tuple of numbers."""


@form_of(of_area, forceinline=True)
def _of_area(own: Any, chunk: Any, lane: Any) -> Any:
    maker = own[3].instance_class
    if maker is Single:
        return lambda own, chunk, lane: own[0][chunk, own[2], lane]
    read = _reader_of_all(tuple(_parts_of(maker).values()))
    return lambda own, chunk, lane: maker(*read(own[0], chunk, own[2], lane))


@cache
def _reader_of(maker: Any) -> Callable[..., Any]:
    """Read a number (None) or a named tuple of the numbers from some name on."""
    if maker is None:

        def number(block: Any, chunk: int, first: int, lane: int) -> Any:
            return block[chunk, first, lane]

        return machine_code_of(number, forceinline=True)
    read = _reader_of_all(tuple(_parts_of(maker).values()))

    def named(block: Any, chunk: int, first: int, lane: int) -> Any:
        return maker(*read(block, chunk, first, lane))

    return machine_code_of(named, forceinline=True)


@cache
def _reader_of_all(makers: tuple[Any, ...]) -> Callable[..., Any]:
    """Read a tuple half after half, so that the halves of one class serve for others."""
    if len(makers) == 1:
        read = _reader_of(makers[0])

        def one(block: Any, chunk: int, first: int, lane: int) -> Any:
            return (read(block, chunk, first, lane),)

        return machine_code_of(one, forceinline=True)
    half = len(makers) // 2
    low, high, more = _reader_of_all(makers[:half]), _reader_of_all(makers[half:]), sum(map(_width, makers[:half]))

    def halves(block: Any, chunk: int, first: int, lane: int) -> Any:
        return low(block, chunk, first, lane) + high(block, chunk, first + more, lane)

    return machine_code_of(halves, forceinline=True)


# Written


def set_aside(answer: Any, block: Any, chunk: int, first: int, lane: int) -> None:
    """Write one area's answer, from some name on."""


@form_of(set_aside, forceinline=True)
def _set_aside(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> Any:
    if not isinstance(answer, types.BaseTuple):

        def number(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> None:
            block[chunk, first, lane] = answer

        return number
    if len(answer) == 1:
        return lambda answer, block, chunk, first, lane: set_aside(answer[0], block, chunk, first, lane)
    half = len(answer) // 2
    more = sum(map(_count, answer.types[:half]))

    def halves(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> None:
        set_aside(answer[:half], block, chunk, first, lane)
        set_aside(answer[half:], block, chunk, first + more, lane)

    return halves


def over_areas(answer: Any, block: Any, areas: int) -> Any:
    """What a block holds when every area has answered: an array, or what is laid out by the names of the answer."""


@form_of(over_areas)
def _over_areas(answer: Any, block: Any, areas: Any) -> Any:
    if not isinstance(answer, types.BaseTuple):
        return lambda answer, block, areas: _row(block, 0, areas)
    maker = getattr(answer, "instance_class", None)
    if maker is None or _count(answer) > MOST_NUMBERS:
        raise TypeError(f"each_area: {answer}; expected a number or a named tuple of at most {MOST_NUMBERS} numbers")
    return lambda answer, block, areas: (block, areas, 0, maker)
