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

from fourcapitals.scenario.competition_terms import Rescored
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation import arrays, environment, state
from fourcapitals.simulation.behaviour import firms, year
from fourcapitals.simulation.compiled.typed import form_of, form_of_attribute, machine_code_of, merged

# Numba's own types are not complete for a checker.
types: Any = numba_types

AREAS_AT_ONCE: Final = 64
"""Areas of a chunk."""
MOST_NUMBERS: Final = 26
"""That a behaviour may give."""
_READ_BY_NAME: Final = (
    environment.Place,
    firms.Production,
    state.AreaShocks,
    state.Capitals,
    state.Construction,
    state.Health,
    state.Physical,
    state.Responses,
    year.Economy,
    year.EndOfYear,
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


def width_of(kind: Any) -> int:
    """How many numbers an area has of a type that is laid out."""
    return _width(kind[3].instance_class)


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
    width, rows_of = _width(maker), _rows_of(held)

    def lay_out(held: Any) -> Any:
        rows = rows_of(held)
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


def _rows_of(held: Any) -> Any:
    """Give, by its type, what gives all arrays of a tuple of arrays and of such tuples, one after another."""
    if isinstance(held, types.Array):
        return merged(lambda held: (held,))
    if all(isinstance(part, types.Array) for part in held.types):
        return merged(lambda held: held[:])
    first = _rows_of(held.types[0])
    if len(held) == 1:
        return merged(lambda held: first(held[0]))
    others = _rows_of(types.Tuple(held.types[1:]))
    return merged(lambda held: first(held[0]) + others(held[1:]))


# Laid out before machine code is called, which spares it a hundred arrays to take over and to copy

_IN_BLOCKS: Final = (
    environment.Place,
    environment.SlopesBySex,
    state.AreaShocks,
    state.Capitals,
    state.Responses,
)
_LAID_OUT_IN: Final[dict[Any, tuple[str, ...]]] = {
    environment.Environment: ("parameters", "place", "slopes"),
    state.State: ("capitals", "responses", "trends"),
    state.Trends: ("areas",),
}
"""The parts of an environment and a state that are laid out."""
_NOT_RESCORED: Final = Rescored(np.zeros((0, 0)), np.zeros(0))


def hand_over(held: Any) -> Any:
    """Lay out what areas have in an environment or a state, as `arrays.handed_over` takes it in machine code.

    Parameters
    ----------
    held
        Other than an environment or a state it stays as it is; so does what is laid out already.

    Returns
    -------
    The same, of each named tuple of arrays over areas its block and how many areas it holds. A record becomes an array
    of one record, which machine code takes over without asking for its names. Terms with rounds say that no need is
    scored anew by weights, of which there are none, so that one machine code is for all terms with rounds.
    """
    if isinstance(held, Terms) and held.rounds is not None and held.rescored is None:
        return held._replace(rescored=_NOT_RESCORED)
    if isinstance(held, np.void):
        return np.array(held).reshape(1)
    kind: Any = type(held)
    if kind not in _LAID_OUT_IN:
        return held
    own = {name: getattr(held, name) for name in _LAID_OUT_IN[kind]}
    changed = {name: _block_of(part) if isinstance(part, _IN_BLOCKS) else hand_over(part) for name, part in own.items()}
    return held._replace(**changed) if any(changed[name] is not own[name] for name in own) else held


def _block_of(held: Any) -> tuple[Any, int]:
    rows = list(arrays.one_by_one(held))
    areas = len(rows[0])
    chunks = -(-areas // AREAS_AT_ONCE)
    table = np.empty((len(rows), chunks * AREAS_AT_ONCE))
    table[:, :areas] = rows
    table[:, areas:] = table[:, areas - 1 : areas]
    block = table.reshape(len(rows), chunks, AREAS_AT_ONCE).swapaxes(0, 1)
    return np.ascontiguousarray(block), areas


@form_of(arrays.handed_over)
def _handed_over(kind: Any, held: Any) -> Any:
    if isinstance(held, types.Array):
        return lambda kind, held: held[0]
    maker = kind.instance_class
    return lambda kind, held: (held[0], held[1], 0, maker)


# Read by name, over all areas


def take_row(block: Any, row: int, into: Any) -> None:
    """Copy one array over areas from its place."""
    for chunk in range(len(block)):
        start = chunk * AREAS_AT_ONCE
        for lane in range(min(AREAS_AT_ONCE, len(into) - start)):
            into[start + lane] = block[chunk, row, lane]


def _row(block: Any, row: int, areas: int) -> Any:
    """Copy one array over areas."""
    values = np.empty(areas)
    take_row(block, row, values)
    return values


machine_code_of(take_row)
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
    read = _reader_of(maker)
    return lambda own, chunk, lane: read(own[0], chunk, own[2], lane)


@cache
def _reader_of(maker: Any) -> Callable[..., Any]:
    """Read a named tuple of the numbers from some name on."""
    read = _reader_of_all(tuple(_parts_of(maker).values()))
    return machine_code_of(lambda block, chunk, first, lane: maker(*read(block, chunk, first, lane)), forceinline=True)


_AT_ONCE: Final[dict[int, Callable[..., Any]]] = {
    1: lambda block, chunk, first, lane: (block[chunk, first, lane],),
    2: lambda block, chunk, first, lane: (block[chunk, first, lane], block[chunk, first + 1, lane]),
    4: lambda block, chunk, first, lane: (
        block[chunk, first, lane],
        block[chunk, first + 1, lane],
        block[chunk, first + 2, lane],
        block[chunk, first + 3, lane],
    ),
    8: lambda block, chunk, first, lane: (
        block[chunk, first, lane],
        block[chunk, first + 1, lane],
        block[chunk, first + 2, lane],
        block[chunk, first + 3, lane],
        block[chunk, first + 4, lane],
        block[chunk, first + 5, lane],
        block[chunk, first + 6, lane],
        block[chunk, first + 7, lane],
    ),
}
"""By how many numbers are read."""
for _read in _AT_ONCE.values():
    machine_code_of(_read, forceinline=True)


@cache
def _reader_of_all(makers: tuple[Any, ...]) -> Callable[..., Any]:
    """Read a tuple part after part: as many numbers as can be at once, or a named tuple."""
    if makers[0] is None:
        numbers = next((place for place, maker in enumerate(makers) if maker), len(makers))
        count = width = max(number for number in _AT_ONCE if number <= numbers)
        read = _AT_ONCE[count]
    else:
        count, width, part = 1, _width(makers[0]), _reader_of(makers[0])
        read = machine_code_of(lambda block, chunk, first, lane: (part(block, chunk, first, lane),), forceinline=True)
    if len(makers) == count:
        return read
    others = _reader_of_all(makers[count:])

    def all_of_them(block: Any, chunk: int, first: int, lane: int) -> Any:
        return read(block, chunk, first, lane) + others(block, chunk, first + width, lane)

    return machine_code_of(all_of_them, forceinline=True)


# Written


def set_aside(answer: Any, block: Any, chunk: int, first: int, lane: int) -> None:
    """Write one area's answer, from some name on."""


@form_of(set_aside, forceinline=True)
def _set_aside(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> Any:
    if not isinstance(answer, types.BaseTuple):

        def number(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> None:
            block[chunk, first, lane] = answer

        return number
    if isinstance(answer, types.UniTuple | types.NamedUniTuple) and not isinstance(answer.dtype, types.BaseTuple):

        def numbers(answer: Any, block: Any, chunk: Any, first: Any, lane: Any) -> None:
            for index in range(len(answer)):
                block[chunk, first + index, lane] = answer[index]

        return numbers
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
