"""How arrays over areas are visited, written and lent; machine code has forms of its own for each (`compiled`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np

from fourcapitals.equations.elementary import Array

_Held = TypeVar("_Held")


def each_area(behaviour: Callable[..., Any], held: Any, *own: Any) -> Any:
    """Let every area act by itself.

    Parameters
    ----------
    behaviour : callable
        Takes `held` and one area's own numbers; gives numbers. Element by element: no area sees another.
    held
        What is the same for all areas.
    own : arrays over areas, or named tuples of them
        What each area has: `laid_out`, or from `each_area`.

    Returns
    -------
    As `behaviour`, with arrays over areas.

    Examples
    --------
    >>> import numpy as np
    >>> each_area(lambda rate, stock: (1 - rate) * stock, 0.1, np.array([10.0, 20.0]))
    array([ 9., 18.])
    """
    return behaviour(held, *own)


def put(where: Array, values: Array) -> None:
    """Write values into a part of an array, of the same shape."""
    where[...] = values


def put_each(where: Array | tuple[Array, ...], values: Any) -> None:
    """Write what areas have into arrays over areas, one after another.

    Parameters
    ----------
    where : arrays over areas
    values : as many arrays over areas, in named tuples or not, or the answer of `each_area` with as many numbers

    Examples
    --------
    >>> room = np.empty((2, 3))
    >>> put_each((room[0], room[1]), (np.ones(3), np.zeros(3)))
    >>> room
    array([[1., 1., 1.],
           [0., 0., 0.]])
    """
    for place, array in zip(where, one_by_one(values), strict=True):
        put(place, array)


def one_by_one(held: Any) -> Iterator[Array]:
    """Give the arrays of a tuple of arrays and of such tuples, one after another."""
    for part in held:
        if isinstance(part, tuple):
            yield from one_by_one(part)
        else:
            yield part


def add_to(where: Array, part: float | Array, values: Array) -> None:
    """Add a part of some values to an array over areas, one part for all or each area's own."""
    where += part * values


def add_positive(where: Array, values: Array) -> None:
    """Add some values to an array over areas, where they are above 0."""
    where += np.maximum(values, 0.0)


def multiply(where: Array, values: Array) -> None:
    """Multiply an array over areas by some values."""
    where *= values


def put_result(where: Array, equation: Callable[..., Array], first: Array, second: Any, third: Any) -> None:
    """Write what an equation gives for each area.

    Parameters
    ----------
    where : (area,)
    equation : callable
        Element by element, of three arguments.
    first : (area,)
    second, third : (area,) or a number

    Examples
    --------
    >>> room = np.empty(2)
    >>> put_result(room, np.clip, np.array([-1.0, 5.0]), 0.0, np.array([2.0, 3.0]))
    >>> room
    array([0., 3.])
    """
    where[...] = equation(first, second, third)


def put_answers(where: Array, behaviour: Callable[..., Any], held: Any, *own: Any) -> None:
    """Write what every area answers, where what each has lies in arrays of their own.

    Parameters
    ----------
    where : (number, area)
        A row for each number of the answer.
    behaviour : callable
        Takes `held` and one area's own numbers; gives a number or a tuple of numbers. Element by element.
    held
        What is the same for all areas.
    own : arrays over areas, or named tuples of them

    Examples
    --------
    >>> room = np.empty((2, 3))
    >>> put_answers(room, lambda rate, stock: (rate * stock, stock), 0.5, np.array([2.0, 4.0, 6.0]))
    >>> room
    array([[1., 2., 3.],
           [2., 4., 6.]])
    """
    answer = behaviour(held, *own)
    put_each(where, answer if isinstance(answer, tuple) else (answer,))


def put_ranks(where: Array, values: Array) -> None:
    """Write the place of each value among all, from 0, doubled; ties have the mean of their places.

    Parameters
    ----------
    where : (area,)
    values : (area,)

    Examples
    --------
    >>> room = np.empty(4)
    >>> put_ranks(room, np.array([5.0, 1.0, 5.0, 9.0]))
    >>> room
    array([3., 0., 3., 6.])
    """
    ordered = np.sort(values)
    where[...] = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") - 1.0


def sum_of_products(first: Array, second: Array, third: Array) -> float:
    """Sum what three arrays over areas give, multiplied in their order.

    Examples
    --------
    >>> float(sum_of_products(np.ones(2), np.array([2.0, 3.0]), np.array([10.0, 1.0])))
    23.0
    """
    return float(np.sum(first * second * third))


def at_year(held: _Held, year: int) -> _Held:
    """Take one year out of arrays that have a year axis before the others.

    Parameters
    ----------
    held : array, or named tuple of arrays and of such tuples
    year : int
        Position, from 0.

    Examples
    --------
    >>> at_year(np.array([[1.0, 2.0], [3.0, 4.0]]), 1)
    array([3., 4.])
    """
    if isinstance(held, tuple):
        return type(held)(*(at_year(part, year) for part in held))
    at: _Held = held[year]  # type: ignore[index]
    return at


def empty_years(now: _Held, years: int) -> _Held:
    """Make room for some years of what one year has: a year axis before each axis, not yet filled.

    Examples
    --------
    >>> empty_years(np.ones(3), 16).shape
    (16, 3)
    """
    if isinstance(now, tuple):
        return type(now)(*(empty_years(part, years) for part in now))
    room: Any = np.empty((years, *now.shape))  # type: ignore[attr-defined]
    held: _Held = room
    return held


def laid_out(held: _Held) -> _Held:
    """Lay out what each area has, as `each_area` takes it; names are read as before.

    In machine code the numbers of an area then lie side by side (`compiled.layout`), copied from where they were.

    Parameters
    ----------
    held : (area,), or a named tuple of such arrays and of such tuples
    """
    return held


def handed_over(kind: type[_Held], held: _Held) -> _Held:
    """Take what each area has, or a record, as machine code is handed it: laid out before the call.

    Parameters
    ----------
    kind : class of named tuples
        Of what is held.
    held : (area,), in a named tuple of that class, or a record of it
    """
    return held


def as_record(held: _Held) -> _Held:
    """Lay a named tuple of numbers and vectors out as one record with the same names.

    Compiled functions take a record as one argument, by its address.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> class Rates(NamedTuple):
    ...     one: Any
    ...     by_sex: Any
    >>> as_record(Rates(0.5, (1.0, 2.0))).by_sex
    array([1., 2.])
    """
    values: Any = held
    kind: Any = type(held)
    return cast(_Held, np.array(tuple(values), _type_of_record(kind, tuple(map(np.shape, values))))[()])


@cache
def _type_of_record(kind: Any, shapes: tuple[tuple[int, ...], ...]) -> np.dtype[Any]:
    """The type of the records of a class of named tuples."""
    fields = [(name, np.float64, shape) for name, shape in zip(kind._fields, shapes, strict=True)]
    return np.dtype((np.record, fields))
