"""Numba's decorators with types that a checker can follow, and names that no two processes give to different code.

Numba names the machine code of a function by the function's qualified name, how many it has compiled before in the
process, and the types of arguments. Functions made at run time share the first and the last, and two processes that
compile different parts, copies of one that had made some of them too, may share the second: of kept code of both,
loaded into one process, one would call the other's. So each such function is named after its number in the process
that made it, and after that process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import cache, wraps
from itertools import count
from typing import Any, Final, TypeVar, cast

import numba
from numba import extending

_Function = TypeVar("_Function", bound=Callable[..., Any])
_NUMBERS: Final = count()
"""Of functions, in the order in which they are named."""


@cache
def _started() -> int:
    """When this process first asked, in nanoseconds; no number of the module, which would enter its checksum."""
    return time.time_ns()


def named_alone(function: _Function) -> _Function:
    """Give a function a qualified name that no other has, of this process or of another.

    Parameters
    ----------
    function : callable
        Changed in its name alone, once.
    """
    if str(_started()) not in function.__qualname__:
        function.__qualname__ += f"_{next(_NUMBERS)}_{os.getpid()}_{_started()}"
    return function


def form_of(function: Callable[..., Any], **options: Any) -> Callable[[_Function], _Function]:
    """Decorate what gives the form that a function has in machine code, by the types of its arguments."""
    overload: Any = extending.overload
    decorate: Callable[[_Function], _Function] = overload(
        function,
        strict=False,
        jit_options={"error_model": "numpy", "no_cfunc_wrapper": True, **options},
    )
    return lambda forms: decorate(_naming_alone(forms))


def form_of_attribute(kind: Any, name: str) -> Callable[[_Function], _Function]:
    """Decorate what gives the form of reading a name of a type, None where a type of this kind lacks it."""
    overload: Any = extending.overload_attribute
    decorate: Callable[[_Function], _Function] = overload(
        kind, name, strict=False, jit_options={"error_model": "numpy", "no_cfunc_wrapper": True}
    )
    return lambda forms: decorate(_naming_alone(forms))


def _naming_alone(forms: _Function) -> _Function:
    """Name what gives forms gives."""

    @wraps(forms)
    def named(*types: Any, **more: Any) -> Any:
        form = forms(*types, **more)
        return form if form is None else named_alone(form)

    return cast("_Function", named)


def machine_code_of(function: _Function, **options: Any) -> _Function:
    """Let compiled functions call a function as it stands."""
    register: Any = extending.register_jitable
    registered: _Function = register(error_model="numpy", no_cfunc_wrapper=True, **options)(named_alone(function))
    return registered


def merged(function: Callable[..., Any]) -> Any:
    """Lay a function of compiled code out within the compiled functions that call it, before they are compiled."""
    jit: Any = numba.njit
    return jit(inline="always", error_model="numpy")(function)
