"""What is lent: named tuples that are read where they lie.

By value, a tuple of a hundred arrays is some hundred arguments of every function that it passes through, and the
holders of each array are counted at every step. Lent, it is one address, from which only what is asked for by name is
loaded. Nobody counts who holds what is lent: whoever lends it keeps it until the call returns; `arrays.lent` says what
follows from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from llvmlite import ir
from numba import extending as numba_extending
from numba import types as numba_types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.core.types import Type
from numba.core.typing.templates import AttributeTemplate
from numba.extending import models, register_model

from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation import arrays
from fourcapitals.simulation.compiled.typed import (
    attributes_of,
    code_of_attribute,
    code_of_call,
    code_of_taking_in,
    intrinsic,
    type_of_call,
)
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Shocks, State

# Numba's and llvmlite's own types are not complete for a checker.
code: Any = ir
extending: Any = numba_extending
generator: Any = cgutils
types: Any = numba_types

_NAMED: Final = types.BaseNamedTuple
_TUPLE: Final = types.BaseTuple
_NUMBER: Final = types.Number | types.Boolean


class Lent(Type):
    """A tuple by its address."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        # Names enter every symbol that machine code is linked by.
        super().__init__(f"{type(self).__name__}_{sha256(kind.name.encode()).hexdigest()[:16]}")

    @property
    def key(self) -> Any:
        """What tells types apart: two classes of one name may have other fields."""
        return self.kind


class LentOfArea(Lent):
    """One area's part of a tuple of arrays over areas: the tuple's address and the area's position."""


@register_model(Lent)
class _LentModel(models.PrimitiveModel):
    def __init__(self, known: Any, lent: Any) -> None:
        super().__init__(known, lent, known.lookup(lent.kind).get_value_type().as_pointer())


@register_model(LentOfArea)
class _LentOfAreaModel(models.PrimitiveModel):
    def __init__(self, known: Any, lent: Any) -> None:
        address = known.lookup(lent.kind).get_value_type().as_pointer()
        super().__init__(known, lent, code.LiteralStructType([address, generator.intp_t]))


# Types


def lent_kind(kind: Any) -> Any:
    """Type of what a type is lent as: tuples with names by address, others part by part."""
    if isinstance(kind, _NAMED):
        return Lent(kind)
    if isinstance(kind, _TUPLE):
        return _TUPLE.from_types([lent_kind(part) for part in kind.types])
    if isinstance(kind, types.Array | Lent | _NUMBER):
        return kind
    raise TypeError(f"lent: {kind}; expected arrays, numbers and tuples of them")


def kind_of_area(kind: Any, path: str = "") -> Any:
    """Type of one area's part: of what is lent an address and a position, else its numbers; the path is for faults."""
    if isinstance(kind, Lent):
        return LentOfArea(kind.kind)
    if isinstance(kind, _TUPLE):
        maker = getattr(kind, "instance_class", tuple)
        parts = [kind_of_area(part, f"{path}.{index}") for index, part in enumerate(kind.types)]
        return _TUPLE.from_types(parts, maker)
    if isinstance(kind, types.Array) and kind.ndim == 1 and kind.layout == "C":
        return kind.dtype
    raise TypeError(f"each_area: {path} is {kind}; expected contiguous arrays over areas or tuples of them")


# Code


def _store(builder: Any, value: Any, address: Any) -> None:
    """Write number by number."""
    if isinstance(value.type, code.LiteralStructType | code.ArrayType):
        for position in range(len(value.type)):
            part = generator.gep_inbounds(builder, address, 0, position)
            _store(builder, builder.extract_value(value, position), part)
    else:
        builder.store(value, address)


def _parts(builder: Any, kind: Any, address: Any) -> Iterator[tuple[Any, Any]]:
    """Types and addresses of a tuple's parts."""
    for position, part in enumerate(kind.types):
        yield part, generator.gep_inbounds(builder, address, 0, position)


def _member(builder: Any, lent: Any, address: Any, name: str) -> tuple[Any, Any]:
    """Type and address of a part with a name."""
    position = lent.kind.fields.index(name)
    return lent.kind.types[position], generator.gep_inbounds(builder, address, 0, position)


def _place_in_array(context: Any, kind: Any, name: str) -> int:
    """Where one of the numbers that describe an array stands."""
    place: int = context.data_model_manager.lookup(kind).get_field_position(name)
    return place


def _uncounted(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """An array without a record of who holds it."""
    if isinstance(kind, types.Array):
        for name in ("meminfo", "parent"):
            place = _place_in_array(context, kind, name)
            value = builder.insert_value(value, generator.get_null_value(value.type.elements[place]), place)
    return value


def _lend(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """Put named tuples where they can be read."""
    if isinstance(kind, _NAMED):
        address = generator.alloca_once(builder, value.type)
        _store(builder, value, address)
        return address
    if isinstance(kind, _TUPLE):
        parts = [
            _lend(context, builder, part, builder.extract_value(value, position))
            for position, part in enumerate(kind.types)
        ]
        return context.make_tuple(builder, lent_kind(kind), parts)
    return _uncounted(context, builder, kind, value)


def _read(context: Any, builder: Any, kind: Any, address: Any) -> Any:
    """Read what lies at an address, as it is lent."""
    if isinstance(kind, _NAMED):
        return address
    if isinstance(kind, _TUPLE):
        parts = [_read(context, builder, *part) for part in _parts(builder, kind, address)]
        return context.make_tuple(builder, lent_kind(kind), parts)
    return _uncounted(context, builder, kind, builder.load(address))


def _part_of_area(context: Any, builder: Any, kind: Any, value: Any, area: Any) -> Any:
    """Take one area's part."""
    if isinstance(kind, Lent):
        part = code.Constant(code.LiteralStructType([value.type, area.type]), code.Undefined)
        return builder.insert_value(builder.insert_value(part, value, 0), area, 1)
    if isinstance(kind, _TUPLE):
        parts = [
            _part_of_area(context, builder, part, builder.extract_value(value, position), area)
            for position, part in enumerate(kind.types)
        ]
        return context.make_tuple(builder, kind_of_area(kind), parts)
    data = builder.extract_value(value, _place_in_array(context, kind, "data"))
    return builder.load(builder.gep(data, [area]))


def _lengths(context: Any, builder: Any, kind: Any, value: Any) -> Iterator[Any]:
    """How long every array is."""
    if isinstance(kind, Lent):
        for part, address in _parts(builder, kind.kind, value):
            yield from _lengths(context, builder, lent_kind(part), _read(context, builder, part, address))
    elif isinstance(kind, _TUPLE):
        for position, part in enumerate(kind.types):
            yield from _lengths(context, builder, part, builder.extract_value(value, position))
    else:
        yield builder.extract_value(value, _place_in_array(context, kind, "nitems"))


# What Numba is told


@type_of_call(arrays.lent)
def _type_of_lent(context: Any) -> Any:
    return lent_kind


@code_of_call(arrays.lent, types.Any)
def _lent(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return _lend(context, builder, signature.args[0], arguments[0])


@type_of_call(arrays.kept)
def _type_of_kept(context: Any) -> Any:
    def typed(lent: Any) -> Any:
        if type(lent) is not Lent:
            raise TypeError(f"kept: {lent}; expected a named tuple that is lent; copy an array or a number instead")
        return lent.kind

    return typed


@code_of_call(arrays.kept, Lent)
def _kept(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return impl_ret_borrowed(context, builder, signature.return_type, builder.load(arguments[0]))


@attributes_of
class _LentAttribute(AttributeTemplate):
    key = Lent

    def generic_resolve(self, lent: Any, name: str) -> Any:
        if name not in lent.kind.fields:
            return None
        kind = lent_kind(lent.kind.types[lent.kind.fields.index(name)])
        return kind_of_area(kind) if isinstance(lent, LentOfArea) else kind


@code_of_attribute(Lent)
def _attribute(context: Any, builder: Any, lent: Any, value: Any, name: str) -> Any:
    if not isinstance(lent, LentOfArea):
        return _read(context, builder, *_member(builder, lent, value, name))
    address, area = (builder.extract_value(value, position) for position in range(2))
    kind, where = _member(builder, lent, address, name)
    return _part_of_area(context, builder, lent_kind(kind), _read(context, builder, kind, where), area)


@intrinsic
def of_area(typing_context: Any, given: Any, area: Any) -> Any:
    """One area's part of arrays over areas, lent or not."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _part_of_area(context, builder, given, *arguments)

    return kind_of_area(given)(given, types.intp), generate


@intrinsic
def number_of_areas(typing_context: Any, given: Any) -> Any:
    """How long arrays over areas are, -1 where they differ."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first, *others = _lengths(context, builder, given, arguments[0])
        alike = generator.true_bit
        for other in others:
            alike = builder.and_(alike, builder.icmp_signed("==", first, other))
        return builder.select(alike, first, first.type(-1))

    return types.intp(given), generate


# At the door


def _type_of_given(given: Any, context: Any) -> Any:
    parts = [extending.typeof_impl(part, context) for part in given]
    for name, part in zip(given._fields, parts, strict=True):
        if not _is_of_numbers(part):
            raise TypeError(f"{type(given).__name__}.{name}: expected arrays of numbers, numbers and tuples of them")
    return Lent(_TUPLE.from_types(parts, type(given)))


def _is_of_numbers(kind: Any) -> bool:
    if isinstance(kind, _TUPLE):
        return all(map(_is_of_numbers, kind.types))
    return isinstance(kind.dtype if isinstance(kind, types.Array) else kind, _NUMBER)


for _shape in (State, Terms, Environment, Shocks):
    extending.typeof_impl.register(_shape)(_type_of_given)


@code_of_taking_in(Lent)
def _take_in(lent: Any, given: Any, c: Any) -> Any:
    address = generator.alloca_once(c.builder, c.context.get_value_type(lent.kind))
    held: list[tuple[Any, Any]] = []
    failed = _fill(lent.kind, given, address, held, c)

    def let_go() -> None:
        for kind, array in held:
            c.context.nrt.decref(c.builder, kind, c.builder.load(array))

    return extending.NativeValue(address, is_error=failed, cleanup=let_go)


def _fill(kind: Any, given: Any, address: Any, held: list[tuple[Any, Any]], c: Any) -> Any:
    """Write what Python gives to an address, and note the arrays that have to be let go; whether that failed."""
    if isinstance(kind, _TUPLE):
        failed = generator.false_bit
        for position, (part, where) in enumerate(_parts(c.builder, kind, address)):
            failed = c.builder.or_(failed, _fill(part, c.pyapi.tuple_getitem(given, position), where, held, c))
        return failed
    if isinstance(kind, types.Array):
        held.append((kind, address))
        array = c.builder.bitcast(address, c.pyapi.voidptr)
        return generator.is_not_null(c.builder, c.pyapi.nrt_adapt_ndarray_from_python(given, array))
    native = c.unbox(kind, given)
    c.builder.store(native.value, address)
    return native.is_error
