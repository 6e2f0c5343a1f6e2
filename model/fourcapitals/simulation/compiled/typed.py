"""Numba's decorators with types that a checker can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import extending
from numba.core import imputils
from numba.core.typing import templates

_Function = TypeVar("_Function", bound=Callable[..., Any])


def form_of(function: Callable[..., Any], *, strict: bool = True, **options: Any) -> Callable[[_Function], _Function]:
    """Decorate what gives the form that a function has in machine code, by the types of its arguments."""
    overload: Any = extending.overload
    decorate: Callable[[_Function], _Function] = overload(
        function,
        strict=strict,
        jit_options={"error_model": "numpy", "no_cfunc_wrapper": True, **options},
    )
    return decorate


def intrinsic(function: Callable[..., Any]) -> Any:
    """Decorate what generates code itself; lengths and paths that are known when it is compiled arrive as such."""
    make: Any = extending.intrinsic
    return make(prefer_literal=True)(function)


def machine_code_of(function: _Function, **options: Any) -> _Function:
    """Let compiled functions call a function as it stands."""
    register: Any = extending.register_jitable
    registered: _Function = register(error_model="numpy", no_cfunc_wrapper=True, **options)(function)
    return registered


def type_of_call(function: Callable[..., Any]) -> Callable[[_Function], _Function]:
    """Decorate what gives, for a context, the type of a function's answer by the types of its arguments."""
    make: Any = extending.type_callable
    decorate: Callable[[_Function], _Function] = make(function)
    return decorate


def code_of_call(function: Callable[..., Any], *kinds: Any) -> Callable[[_Function], _Function]:
    """Decorate what generates the code of a call with arguments of these kinds of types."""
    make: Any = extending.lower_builtin
    decorate: Callable[[_Function], _Function] = make(function, *kinds)
    return decorate


def code_of_attribute(kind: Any) -> Callable[[_Function], _Function]:
    """Decorate what generates the code that reads any attribute of a type."""
    make: Any = imputils.lower_getattr_generic
    decorate: Callable[[_Function], _Function] = make(kind)
    return decorate


def code_of_taking_in(kind: Any) -> Callable[[_Function], _Function]:
    """Decorate what generates the code that takes an object of Python in as a type."""
    make: Any = extending.unbox
    decorate: Callable[[_Function], _Function] = make(kind)
    return decorate


def attributes_of(template: type) -> type:
    """Decorate the template that knows the types of a type's attributes."""
    make: Any = templates.infer_getattr
    make(template)
    return template
