"""Numba's decorators with types that a checker can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba import extending

_Function = TypeVar("_Function", bound=Callable[..., Any])


def form_of(function: Callable[..., Any], **options: Any) -> Callable[[_Function], _Function]:
    """Decorate what gives the form that a function has in machine code, by the types of its arguments."""
    overload: Any = extending.overload
    decorate: Callable[[_Function], _Function] = overload(
        function,
        strict=False,
        jit_options={"error_model": "numpy", "no_cfunc_wrapper": True, **options},
    )
    return decorate


def form_of_attribute(kind: Any, name: str) -> Callable[[_Function], _Function]:
    """Decorate what gives the form of reading a name of a type, None where a type of this kind lacks it."""
    overload: Any = extending.overload_attribute
    decorate: Callable[[_Function], _Function] = overload(
        kind, name, strict=False, jit_options={"error_model": "numpy", "no_cfunc_wrapper": True}
    )
    return decorate


def machine_code_of(function: _Function, **options: Any) -> _Function:
    """Let compiled functions call a function as it stands."""
    register: Any = extending.register_jitable
    registered: _Function = register(error_model="numpy", no_cfunc_wrapper=True, **options)(function)
    return registered


def merged(function: Callable[..., Any]) -> Any:
    """Lay a function of compiled code out within the compiled functions that call it, before they are compiled."""
    jit: Any = numba.njit
    return jit(inline="always", error_model="numpy")(function)
