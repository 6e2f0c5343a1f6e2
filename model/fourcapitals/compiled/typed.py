"""Numba's decorators with types that a checker can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import extending

_Function = TypeVar("_Function", bound=Callable[..., Any])


def form_of(
    function: Callable[..., Any], *, strict: bool = True, inline: str = "never", **options: Any
) -> Callable[[_Function], _Function]:
    """Decorate what gives the form that a function has in machine code, by the types of its arguments."""
    overload: Any = extending.overload
    decorate: Callable[[_Function], _Function] = overload(
        function, strict=strict, inline=inline, jit_options={"error_model": "numpy", **options}
    )
    return decorate


def intrinsic(function: Callable[..., Any]) -> Any:
    """Decorate what generates code itself; lengths and paths that are known when it is compiled arrive as such."""
    make: Any = extending.intrinsic
    return make(prefer_literal=True)(function)


def machine_code_of(function: _Function, **options: Any) -> _Function:
    """Let compiled functions call a function as it stands."""
    register: Any = extending.register_jitable
    registered: _Function = register(error_model="numpy", **options)(function)
    return registered
