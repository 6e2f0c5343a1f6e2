"""How areas are visited in machine code: the same sums and the same functions, as loops.

What is done to an area stands in `behaviour` and `equations` alone. `lending` reads one area's numbers; what is worked
out of them goes into a few registers' worth of the stack first: nothing that is read can then overlap what is written,
which is what keeps a compiler from working on several areas at once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import types as numba_types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.core.registry import cpu_target

from fourcapitals.equations import space
from fourcapitals.simulation import arrays
from fourcapitals.simulation.compiled import lending
from fourcapitals.simulation.compiled.typed import form_of, intrinsic

# Numba's own types are not complete for a checker.
types: Any = numba_types
generator: Any = cgutils

_AT_ONCE: Final = 64
"""Areas whose results wait on the stack."""
_YEARS_AT_ONCE: Final = 16

WRITTEN_AS_LOOPS: Final = (
    space.gather,
    space.gather_years,
    space.spread,
)


# Memory


@intrinsic
def _on_stack(typing_context: Any, count: Any) -> Any:
    """Room for some numbers on the stack."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return generator.alloca_once(builder, context.get_value_type(types.float64), size=count.literal_value)

    return types.CPointer(types.float64)(count), generate


@intrinsic
def _row(typing_context: Any, block: Any, index: Any) -> Any:
    """One row of a block."""
    kind = types.Array(block.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows = context.make_array(block)(context, builder, value=arguments[0])
        length, size = builder.extract_value(rows.shape, 1), rows.itemsize
        row = context.make_array(kind)(context, builder)
        data = builder.gep(rows.data, [builder.mul(arguments[1], length)])
        context.populate_array(
            row, data=data, shape=[length], strides=[size], itemsize=size, meminfo=rows.meminfo, parent=rows.parent
        )
        return impl_ret_borrowed(context, builder, kind, row._getvalue())

    return kind(block, types.intp), generate


@form_of(arrays.put)
def _put(where: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("put: shapes differ")
        into, source = where.reshape(-1), values.reshape(-1)
        for index in range(len(source)):
            into[index] = source[index]

    return loop


@form_of(arrays.add_to)
def _add_to(where: Any, part: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, part: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("add_to: shapes differ")
        for index in range(len(values)):
            where[index] += part * values[index]

    return loop


# Years of named tuples


def _parts(held: Any, act: Any, *more: Any) -> Any:
    """Do the same to every part of a tuple, one after another."""


@form_of(arrays.at_year)
def _at_year(held: Any, year: Any) -> Any:
    """Part by part."""
    maker = getattr(held, "instance_class", None)
    if maker is None:

        def of_array(held: Any, year: Any) -> Any:
            return held[year]

        return of_array

    def of_tuple(held: Any, year: Any) -> Any:
        return maker(*_parts(held, arrays.at_year, year))

    return of_tuple


@form_of(arrays.empty_years)
def _empty_years(now: Any, years: Any) -> Any:
    """Part by part."""
    maker = getattr(now, "instance_class", None)
    if maker is None:

        def of_array(now: Any, years: Any) -> Any:
            return np.empty((years, *now.shape))

        return of_array

    def of_tuple(now: Any, years: Any) -> Any:
        return maker(*_parts(now, arrays.empty_years, years))

    return of_tuple


@form_of(_parts, strict=False)
def _do_to_parts(held: Any, act: Any, *more: Any) -> Any:
    if len(held) == 1:
        return lambda held, act, *more: (act(held[0], *more),)
    return lambda held, act, *more: (act(held[0], *more), *_parts(held[1:], act, *more))


@form_of(arrays.write_year)
def _write_year(held: Any, year: Any, now: Any) -> Any:
    """Part by part."""
    if not isinstance(held, types.BaseTuple):

        def of_array(held: Any, year: Any, now: Any) -> None:
            arrays.put(held[year], now)

        return of_array
    if len(held) == 1:

        def of_last(held: Any, year: Any, now: Any) -> None:
            arrays.write_year(held[0], year, now[0])

        return of_last

    def of_tuple(held: Any, year: Any, now: Any) -> None:
        arrays.write_year(held[0], year, now[0])
        arrays.write_year(held[1:], year, now[1:])

    return of_tuple


# Sums over space


@form_of(space.gather)
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


@form_of(space.gather_years)
def _gather_years(along: Any, values: Any) -> Any:
    """Sum in the order of the links, one link for all years at once."""

    def loop(along: Any, values: Any) -> Any:
        first, sender, share = along.first, along.sender, along.share
        total = np.zeros_like(values)
        if not np.any(values):
            return total
        years, areas = values.shape
        sent = np.zeros((areas, _YEARS_AT_ONCE))
        received = _on_stack(_YEARS_AT_ONCE)
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


@form_of(space.spread, fastmath={"contract"})
def _spread(shares: Any, values: Any) -> Any:
    """Sum over senders one after another, four rows of the table for all years at once."""
    if isinstance(shares, types.BaseTuple | lending.Lent):

        def along_links(shares: Any, values: Any) -> Any:
            return space.gather_years(shares, values)

        return along_links

    def loop(shares: Any, values: Any) -> Any:
        total = np.zeros_like(values)
        if not np.any(values):
            return total
        years, areas = values.shape
        whole = areas - areas % 4
        for sender in range(0, whole, 4):
            for year in range(years):
                a, b, c, d = (
                    values[year, sender],
                    values[year, sender + 1],
                    values[year, sender + 2],
                    values[year, sender + 3],
                )
                for area in range(areas):
                    total[year, area] = (
                        total[year, area]
                        + shares[sender, area] * a
                        + shares[sender + 1, area] * b
                        + shares[sender + 2, area] * c
                        + shares[sender + 3, area] * d
                    )
        for sender in range(whole, areas):
            for year in range(years):
                for area in range(areas):
                    total[year, area] += values[year, sender] * shares[sender, area]
        return total

    return loop


# Areas by themselves


@form_of(arrays.each_area, strict=False)
def _each_area(behaviour: Any, held: Any, *own: Any) -> Any:
    """Write the loop over areas that `arrays.each_area` stands for, for the types at hand.

    Every array among the arguments gives its number of one area; every number of the answer fills a row of one block.
    """
    parts = [lending.kind_of_area(kind, f"argument {index}") for index, kind in enumerate(own)]
    answer = cpu_target.typing_context.resolve_function_type(behaviour, (held, *parts), {}).return_type
    filled: list[str] = []
    names: dict[str, Any] = {
        "np": np,
        "on_stack": _on_stack,
        "row": _row,
        "of_area": lending.of_area,
        "number_of_areas": lending.number_of_areas,
    }
    result = _over_areas(answer, "answer", names, filled)
    lines = [
        "count = number_of_areas(own)",
        "if count < 0:",
        "    raise ValueError('each_area: arrays over areas differ in length')",
        f"block = np.empty(({len(filled)}, count))",
        f"waiting = on_stack({len(filled) * _AT_ONCE})",
        f"for start in range(0, count, {_AT_ONCE}):",
        f"    width = min({_AT_ONCE}, count - start)",
        "    for lane in range(width):",
        "        answer = behaviour(held, *of_area(own, start + lane))",
        *(f"        waiting[{index * _AT_ONCE} + lane] = {path}" for index, path in enumerate(filled)),
        f"    for index in range({len(filled)}):",
        "        for lane in range(width):",
        f"            block[index, start + lane] = waiting[{_AT_ONCE} * index + lane]",
        f"return {result}",
    ]
    exec("def loop(behaviour, held, *own):\n    " + "\n    ".join(lines), names)
    return names["loop"]


def _over_areas(kind: Any, path: str, names: dict[str, Any], filled: list[str]) -> str:
    """Source of the answer over all areas; notes the numbers that one area gives."""
    if isinstance(kind, types.BaseTuple):
        parts = "".join(
            f"{_over_areas(part, f'{path}[{index}]', names, filled)}, " for index, part in enumerate(kind.types)
        )
        maker = getattr(kind, "instance_class", None)
        if maker is None:
            return f"({parts})"
        names[maker.__name__] = maker
        return f"{maker.__name__}({parts})"
    filled.append(path)
    return f"row(block, {len(filled) - 1})"
