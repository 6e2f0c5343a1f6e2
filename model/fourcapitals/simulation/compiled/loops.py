"""Loops in machine code that Python leaves to NumPy: over areas, over the parts of named tuples, along links.

What is done to an area stands in `behaviour` and `equations` alone, and how its numbers lie in memory in `layout`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import types as numba_types

from fourcapitals.equations import space
from fourcapitals.simulation import arrays
from fourcapitals.simulation.compiled.layout import (
    AREAS_AT_ONCE,
    MOST_NUMBERS,
    is_laid_out,
    of_area,
    over_areas,
    set_aside,
    take_row,
    width_of,
)
from fourcapitals.simulation.compiled.typed import form_of, machine_code_of, merged

# Numba's own types are not complete for a checker.
types: Any = numba_types

_YEARS_AT_ONCE: Final = 16

WRITTEN_AS_LOOPS: Final = (
    space.choose,
    space.gather,
    space.gather_years,
    space.spread,
)


_one_of = merged(lambda values, index: values[index])
_the_same = merged(lambda number, index: number)


@form_of(arrays.put)
def _put(where: Any, values: Any) -> Any:
    """Number after number, row after row."""
    if where.ndim > 1:

        def rows(where: Any, values: Any) -> None:
            if where.shape != values.shape:
                raise ValueError("put: shapes differ")
            for index in range(len(values)):
                arrays.put(where[index], values[index])

        return rows

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("put: shapes differ")
        for index in range(len(values)):
            where[index] = values[index]

    return loop


@form_of(arrays.add_to)
def _add_to(where: Any, part: Any, values: Any) -> Any:
    """Number after number."""
    own = _one_of if isinstance(part, types.Array) else _the_same

    def loop(where: Any, part: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("add_to: shapes differ")
        for index in range(len(values)):
            where[index] += own(part, index) * values[index]

    return loop


@form_of(arrays.add_positive)
def _add_positive(where: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("add_positive: shapes differ")
        for index in range(len(values)):
            where[index] += max(values[index], 0.0)

    return loop


@form_of(arrays.multiply)
def _multiply(where: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("multiply: shapes differ")
        for index in range(len(values)):
            where[index] *= values[index]

    return loop


@form_of(arrays.put_result)
def _put_result(where: Any, equation: Any, first: Any, second: Any, third: Any) -> Any:
    """Number after number."""
    b, c = (_one_of if isinstance(kind, types.Array) else _the_same for kind in (second, third))

    def loop(where: Any, equation: Any, first: Any, second: Any, third: Any) -> None:
        for index in range(len(where)):
            where[index] = equation(first[index], b(second, index), c(third, index))

    return loop


@form_of(arrays.put_answers)
def _put_answers(where: Any, behaviour: Any, held: Any, *own: Any) -> Any:
    """Area after area."""

    def loop(where: Any, behaviour: Any, held: Any, *own: Any) -> None:
        room = where.reshape((1, *where.shape))
        for index in range(where.shape[1]):
            set_aside(behaviour(held, *parts(own, arrays.at_year, index)), room, 0, 0, index)

    return loop


@form_of(arrays.put_ranks)
def _put_ranks(where: Any, values: Any) -> Any:
    """By counting."""

    def loop(where: Any, values: Any) -> None:
        for index in range(len(values)):
            # Whole numbers, which can be added in any order and so several at once.
            below, own = np.int64(-1), values[index]
            for other in range(len(values)):
                below += np.int64(values[other] < own) + np.int64(values[other] <= own)
            where[index] = below

    return loop


@form_of(arrays.sum_of_products)
def _sum_of_products(first: Any, second: Any, third: Any) -> Any:
    """In the order of the areas."""

    def loop(first: Any, second: Any, third: Any) -> float:
        total = 0.0
        for index in range(len(first)):
            total += first[index] * second[index] * third[index]
        return total

    return loop


# Parts of tuples


def parts(held: Any, act: Any, *more: Any) -> Any:
    """Do the same to every part of a tuple."""


_OF_PARTS: Final[dict[int, Any]] = {
    1: lambda held, act, *more: (act(held[0], *more),),
    2: lambda held, act, *more: (act(held[0], *more), act(held[1], *more)),
    3: lambda held, act, *more: (act(held[0], *more), act(held[1], *more), act(held[2], *more)),
    4: lambda held, act, *more: (act(held[0], *more), act(held[1], *more), act(held[2], *more), act(held[3], *more)),
    6: lambda held, act, *more: (
        act(held[0], *more),
        act(held[1], *more),
        act(held[2], *more),
        act(held[3], *more),
        act(held[4], *more),
        act(held[5], *more),
    ),
}
"""By the number of parts: machine code has no loop over parts of different types."""


@form_of(parts, forceinline=True)
def _parts(held: Any, act: Any, *more: Any) -> Any:
    if len(held) in _OF_PARTS:
        return _OF_PARTS[len(held)]
    most = max(number for number in _OF_PARTS if number < len(held))
    return lambda held, act, *more: parts(held[:most], act, *more) + parts(held[most:], act, *more)


@form_of(arrays.at_year)
def _at_year(held: Any, year: Any) -> Any:
    """Part by part."""
    if not isinstance(held, types.BaseTuple):
        return lambda held, year: held[year]
    maker = held.instance_class
    return lambda held, year: maker(*parts(held, arrays.at_year, year))


@form_of(arrays.empty_years)
def _empty_years(now: Any, years: Any) -> Any:
    """Part by part."""
    if not isinstance(now, types.BaseTuple):
        return lambda now, years: np.empty((years, *now.shape))
    maker = now.instance_class
    return lambda now, years: maker(*parts(now, arrays.empty_years, years))


@form_of(arrays.put_each)
def _put_each(where: Any, values: Any) -> Any:
    """Array after array."""
    if not is_laid_out(values):

        def arrays_one_by_one(where: Any, values: Any) -> None:
            for index in range(len(where)):
                arrays.put(where[index], values[index])

        return arrays_one_by_one
    numbers = width_of(values)
    if isinstance(where, types.BaseTuple) and len(where) != numbers:
        raise TypeError(f"put_each: {len(where)} arrays for {numbers} numbers")

    def rows(where: Any, values: Any) -> None:
        if len(where) != numbers:
            raise ValueError("put_each: not as many arrays as numbers")
        for index in range(len(where)):
            if len(where[index]) != values[1]:
                raise ValueError("put_each: arrays over areas differ in length")
            take_row(values[0], values[2] + index, where[index])

    return rows


# Sums over space


def _is_nothing(values: Any) -> bool:
    """Whether no number of an array over areas differs from 0."""
    index = 0
    while index < len(values) and values[index] == 0.0:
        index += 1
    return bool(index == len(values))


def _all_nothing(values: Any) -> bool:
    """The same, of arrays of some years."""
    year = 0
    while year < len(values) and _is_nothing(values[year]):
        year += 1
    return bool(year == len(values))


machine_code_of(_is_nothing)
machine_code_of(_all_nothing)


@form_of(space.gather)
def _gather(along: Any, values: Any) -> Any:
    """Sum in the order of the links, as `space.gather` does."""

    def loop(along: Any, values: Any) -> Any:
        first, sender, share = along.first, along.sender, along.share
        total = np.zeros(len(values))
        if _is_nothing(values):
            return total
        for area in range(len(values)):
            received = 0.0
            for link in range(first[area], first[area + 1]):
                received += share[link] * values[sender[link]]
            total[area] = received
        return total

    return loop


@form_of(space.gather_years)
def _gather_years(along: Any, values: Any) -> Any:
    """Sum in the order of the links, one link for all years at once."""

    def loop(along: Any, values: Any) -> Any:
        first, sender, share = along.first, along.sender, along.share
        total = np.zeros(values.shape)
        if _all_nothing(values):
            return total
        years, areas = values.shape
        sent = np.zeros((areas, _YEARS_AT_ONCE))
        received = np.empty(_YEARS_AT_ONCE)
        for start in range(0, years, _YEARS_AT_ONCE):
            width = min(_YEARS_AT_ONCE, years - start)
            for year in range(width):
                for area in range(areas):
                    sent[area, year] = values[start + year, area]
            for area in range(areas):
                for year in range(_YEARS_AT_ONCE):
                    received[year] = 0.0
                for link in range(first[area], first[area + 1]):
                    origin, weight = sender[link], share[link]
                    for year in range(_YEARS_AT_ONCE):
                        received[year] += weight * sent[origin, year]
                for year in range(width):
                    total[start + year, area] = received[year]
        return total

    return loop


@form_of(space.choose)
def _choose(people: Any, rate: Any, weight: Any, listed: Any) -> Any:
    """Origin after origin along its links, four groups at once."""

    def loop(people: Any, rate: Any, weight: Any, listed: Any) -> Any:
        first, chosen, share = listed.first, listed.chosen, listed.share
        unlisted, into = listed.unlisted, listed.into
        kinds, groups, areas = people.shape
        if groups % 4 > 0:
            raise ValueError("choose: machine code takes four groups at once")
        net, arrived = np.empty(people.shape), np.empty((areas, 4))
        for kind in range(kinds):
            total = 0.0
            for area in range(areas):
                total += into[kind, area] * weight[area]
            for group in range(0, groups, 4):
                arrived[:] = 0.0
                a = b = c = d = 0.0
                for area in range(areas):
                    found = unlisted[kind, area] * total
                    for link in range(first[area], first[area + 1]):
                        found += share[kind, link] * weight[chosen[link]]
                    p, q, r, s = _four_groups(people, rate, kind, group, area, 1 / found)
                    rest = unlisted[kind, area]
                    a, b, c, d = a + p * rest, b + q * rest, c + r * rest, d + s * rest
                    for link in range(first[area], first[area + 1]):
                        place = chosen[link]
                        flow = share[kind, link] * weight[place]
                        arrived[place, 0] += p * flow
                        arrived[place, 1] += q * flow
                        arrived[place, 2] += r * flow
                        arrived[place, 3] += s * flow
                for lane, rest in enumerate((a, b, c, d)):
                    for area in range(areas):
                        came = arrived[area, lane] + into[kind, area] * weight[area] * rest
                        leaving = rate[kind, group + lane, area] * people[kind, group + lane, area]
                        net[kind, group + lane, area] = came - leaving
        return net

    return loop


_four_groups = merged(
    lambda people, rate, kind, group, area, part: (
        rate[kind, group, area] * people[kind, group, area] * part,
        rate[kind, group + 1, area] * people[kind, group + 1, area] * part,
        rate[kind, group + 2, area] * people[kind, group + 2, area] * part,
        rate[kind, group + 3, area] * people[kind, group + 3, area] * part,
    )
)
"""What part of those who choose goes along each probability, of four groups."""
_four = merged(
    lambda values, year, sender: (
        values[year, sender],
        values[year, sender + 1],
        values[year, sender + 2],
        values[year, sender + 3],
    )
)
"""Values of four senders in a year."""


@form_of(space.spread, fastmath={"contract"})
def _spread(shares: Any, values: Any) -> Any:
    """Sum over senders one after another, four rows of the table for two years at once."""
    if isinstance(shares, types.BaseTuple):

        def along_links(shares: Any, values: Any) -> Any:
            return space.gather_years(shares, values)

        return along_links

    def loop(shares: Any, values: Any) -> Any:
        total = np.zeros(values.shape)
        if _all_nothing(values):
            return total
        years, areas = values.shape
        whole, even = areas - areas % 4, years - years % 2
        for sender in range(0, whole, 4):
            for year in range(0, even, 2):
                a, b, c, d = _four(values, year, sender)
                e, f, g, h = _four(values, year + 1, sender)
                for area in range(areas):
                    p, q = shares[sender, area], shares[sender + 1, area]
                    r, s = shares[sender + 2, area], shares[sender + 3, area]
                    total[year, area] = total[year, area] + p * a + q * b + r * c + s * d
                    total[year + 1, area] = total[year + 1, area] + p * e + q * f + r * g + s * h
        for sender in range(areas):
            for year in range(even if sender < whole else 0, years):
                for area in range(areas):
                    total[year, area] += values[year, sender] * shares[sender, area]
        return total

    return loop


# Areas by themselves


@form_of(arrays.each_area)
def _each_area(behaviour: Any, held: Any, *own: Any) -> Any:
    """Write the loop over areas that `arrays.each_area` stands for.

    It has no branch and calls nothing that is not laid out within it; what it reads and writes lies at distances that
    are known when it is compiled. So a compiler may work on several areas at once.
    """
    for position, kind in enumerate(own):
        if not is_laid_out(kind):
            raise TypeError(f"each_area: argument {position} of an area is {kind}; expected arrays.laid_out(...)")

    if len(own) > 6:
        raise TypeError(f"each_area: {len(own)} arguments of an area; expected at most 6")
    # Places are constants: Numba takes no part of a tuple of different types by a number that it doesn't know.
    b, c, d, e, f = (min(position, len(own) - 1) for position in range(1, 6))

    def loop(behaviour: Any, held: Any, *own: Any) -> Any:
        areas = own[0][1]
        if not (areas == own[b][1] == own[c][1] == own[d][1] == own[e][1] == own[f][1]):
            raise ValueError("each_area: arrays over areas differ in length")
        chunks = (areas + AREAS_AT_ONCE - 1) // AREAS_AT_ONCE
        made = np.empty((chunks, MOST_NUMBERS, AREAS_AT_ONCE))
        for chunk in range(chunks):
            for lane in range(AREAS_AT_ONCE):
                answer = behaviour(held, *parts(own, of_area, chunk, lane))
                set_aside(answer, made, chunk, 0, lane)
        return over_areas(answer, made, areas)

    return loop
