"""How areas are visited in machine code: the same sums and the same functions, as loops.

What is done to an area stands in `behaviour` and `equations` alone. Loops read arrays through pointers and write what
they work out into a few registers' worth of the stack first: nothing that is read can then overlap what is written,
which is what keeps a compiler from working on several areas at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import types as numba_types
from numba.core import cgutils
from numba.core.registry import cpu_target

from fourcapitals import schedule
from fourcapitals.compiled.typed import form_of, intrinsic
from fourcapitals.equations import space

# Numba's own types are not complete for a checker.
types: Any = numba_types
generator: Any = cgutils

_TUPLE: Final = types.BaseTuple

_AT_ONCE: Final = 64
"""Areas whose results wait on the stack."""
_YEARS_AT_ONCE: Final = 16

WRITTEN_AS_LOOPS: Final = (
    schedule.each_area,
    schedule.put,
    schedule.add_to,
    schedule.lent,
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
def _pointer(typing_context: Any, held: Any, path: Any) -> Any:
    """Where the numbers of an array deep in a tuple begin; `path` joins the positions by dots."""
    kind, unpack = _inside(held, path)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(kind)(context, builder, value=unpack(builder, arguments[0])).data

    return types.CPointer(kind.dtype)(held, path), generate


@intrinsic
def _length(typing_context: Any, held: Any, path: Any) -> Any:
    """How long that array is."""
    kind, unpack = _inside(held, path)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(kind)(context, builder, value=unpack(builder, arguments[0])).nitems

    return types.intp(held, path), generate


def _inside(held: Any, path: Any) -> tuple[Any, Callable[[Any, Any], Any]]:
    """Type of what lies at a path, and what takes it out."""
    positions = [int(position) for position in path.literal_value.split(".")]
    kind = held
    for position in positions:
        kind = kind[position]

    def unpack(builder: Any, value: Any) -> Any:
        for position in positions:
            value = builder.extract_value(value, position)
        return value

    return kind, unpack


@intrinsic
def _uncounted(typing_context: Any, given: Any) -> Any:
    """The same arrays, of which nobody counts who holds them: whoever lent them keeps them."""

    def uncounted(context: Any, builder: Any, kind: Any, value: Any) -> Any:
        if isinstance(kind, _TUPLE):
            for position, part in enumerate(kind.types):
                inner = uncounted(context, builder, part, builder.extract_value(value, position))
                value = builder.insert_value(value, inner, position)
        elif isinstance(kind, types.Array):
            array = context.make_array(kind)(context, builder, value=value)
            array.meminfo = generator.get_null_value(array.meminfo.type)
            array.parent = generator.get_null_value(array.parent.type)
            value = array._getvalue()
        return value

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return uncounted(context, builder, signature.args[0], arguments[0])

    return given(given), generate


@form_of(schedule.lent, inline="always")
def _lent(given: Any) -> Any:
    """Spare the counting of references, which costs as much as the arithmetic."""

    def take(given: Any) -> Any:
        return _uncounted(given)

    return take


@form_of(schedule.put)
def _put(where: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("put: shapes differ")
        into, source = where.reshape(-1), values.reshape(-1)
        for index in range(len(source)):
            into[index] = source[index]

    return loop


@form_of(schedule.add_to)
def _add_to(where: Any, part: Any, values: Any) -> Any:
    """Number after number."""

    def loop(where: Any, part: Any, values: Any) -> None:
        if where.shape != values.shape:
            raise ValueError("add_to: shapes differ")
        for index in range(len(values)):
            where[index] += part * values[index]

    return loop


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
    if isinstance(shares, _TUPLE):

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
            to_a, to_b, to_c, to_d = shares[sender], shares[sender + 1], shares[sender + 2], shares[sender + 3]
            for year in range(years):
                sent, received = values[year], total[year]
                a, b, c, d = sent[sender], sent[sender + 1], sent[sender + 2], sent[sender + 3]
                for area in range(areas):
                    received[area] = received[area] + to_a[area] * a + to_b[area] * b + to_c[area] * c + to_d[area] * d
        for sender in range(whole, areas):
            for year in range(years):
                schedule.add_to(total[year], values[year, sender], shares[sender])
        return total

    return loop


# Areas by themselves


@form_of(schedule.each_area, strict=False)
def _each_area(behaviour: Any, held: Any, *own: Any) -> Any:
    """Write the loop over areas that `schedule.each_area` stands for, for the types at hand.

    Every array among the arguments gives its number of one area; every number of the answer fills a row of one block.
    """
    names: dict[str, Any] = {"np": np, "on_stack": _on_stack, "pointer": _pointer, "length": _length}
    paths: list[str] = []
    arguments, numbers = zip(
        *(_of_one_area(kind, str(index), names, paths) for index, kind in enumerate(own)), strict=True
    )
    answer = cpu_target.typing_context.resolve_function_type(behaviour, (held, *numbers), {}).return_type
    filled: list[str] = []
    result = _over_areas(answer, "answer", names, filled)
    lengths = " == ".join(f"length(own, {path!r})" for path in paths)
    lines = [
        *(f"array{index} = pointer(own, {path!r})" for index, path in enumerate(paths)),
        f"count = length(own, {paths[0]!r})",
        f"if not (count == {lengths}):",
        "    raise ValueError('each_area: arrays over areas differ in length')",
        f"block = np.empty(({len(filled)}, count))",
        *(f"waiting{index} = on_stack({_AT_ONCE})" for index in range(len(filled))),
        f"for start in range(0, count, {_AT_ONCE}):",
        f"    width = min({_AT_ONCE}, count - start)",
        "    for lane in range(width):",
        "        area = start + lane",
        f"        answer = behaviour(held, {', '.join(arguments)})",
        *(f"        waiting{index}[lane] = {path}" for index, path in enumerate(filled)),
    ]
    for index in range(len(filled)):
        lines += ["    for lane in range(width):", f"        block[{index}, start + lane] = waiting{index}[lane]"]
    lines.append(f"return {result}")
    exec("def loop(behaviour, held, *own):\n    " + "\n    ".join(lines), names)
    return names["loop"]


def _of_one_area(kind: Any, path: str, names: dict[str, Any], paths: list[str]) -> tuple[str, Any]:
    """Source and type of one area's part of an argument; notes where its arrays lie."""
    if isinstance(kind, _TUPLE):
        parts = [_of_one_area(part, f"{path}.{index}", names, paths) for index, part in enumerate(kind.types)]
        maker = getattr(kind, "instance_class", tuple)
        source = "".join(f"{source}, " for source, _ in parts)
        return _build(maker, source, names), _TUPLE.from_types([part for _, part in parts], maker)
    if isinstance(kind, types.Array) and kind.ndim == 1 and kind.layout == "C":
        paths.append(path)
        return f"array{len(paths) - 1}[area]", kind.dtype
    raise TypeError(f"each_area: {path} is {kind}; expected contiguous arrays over areas or tuples of them")


def _over_areas(kind: Any, path: str, names: dict[str, Any], filled: list[str]) -> str:
    """Source of the answer over all areas; notes the numbers that one area gives."""
    if isinstance(kind, _TUPLE):
        parts = [_over_areas(part, f"{path}[{index}]", names, filled) for index, part in enumerate(kind.types)]
        return _build(getattr(kind, "instance_class", tuple), "".join(f"{part}, " for part in parts), names)
    filled.append(path)
    return f"block[{len(filled) - 1}]"


def _build(maker: type, parts: str, names: dict[str, Any]) -> str:
    if maker is tuple:
        return f"({parts})"
    names[maker.__name__] = maker
    return f"{maker.__name__}({parts})"
