"""What the names of functions mean in machine code: compiled functions, made from the same text.

A function reads the names of other functions in its module. Here the same code reads them where they stand for
functions that Numba compiles: some are compiled once and called, others are merged into the functions that call them,
which spares the compiler a library each.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from fourcapitals.simulation.compiled.typed import machine_code_of, merged


class CompiledNames:
    """Functions of modules, each with what it is in machine code.

    Parameters
    ----------
    merged : modules
        Whose functions are merged into their callers; nothing passes them on as a value.
    inlined : modules
        Whose functions are compiled, then laid out within their callers.
    called : modules
        Whose functions are compiled and called.
    left : functions
        Of these modules, that have a form of their own in machine code.
    """

    def __init__(
        self,
        *,
        merged: Collection[ModuleType],
        inlined: Collection[ModuleType],
        called: Collection[ModuleType],
        left: Collection[Callable[..., Any]],
    ) -> None:
        self._left = left
        self._functions: dict[Any, Any] = {}
        self._modules: dict[ModuleType, ModuleType] = {}
        self._add({**dict.fromkeys(merged, _merge), **dict.fromkeys(inlined, _inline), **dict.fromkeys(called, _call)})

    def add(self, module: ModuleType) -> None:
        """Add the functions of a module, which may call those added before."""
        if module not in self._modules:
            self._add({module: _call})

    def _add(self, modules: Mapping[ModuleType, Callable[[Any], Any]]) -> None:
        names = {module: dict(vars(module)) for module in modules}
        for module, named in names.items():
            self._modules[module] = ModuleType(module.__name__)
            for function in _functions_of(module):
                if function not in self._left:
                    self._functions[function] = modules[module](_same_code(function, named))
        for module, named in names.items():
            named.update(self._meant(named))
            vars(self._modules[module]).update(named)

    def same_code(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function with the same code, in which the names of functions mean compiled functions."""
        named = dict(function.__globals__)
        named.update(self._meant(named))
        return _same_code(function, named)

    def _meant(self, named: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in list(named.items()):
            if isinstance(value, FunctionType) and value in self._functions:
                yield name, self._functions[value]
            elif isinstance(value, ModuleType) and value in self._modules:
                yield name, self._modules[value]


def _merge(function: Any) -> Any:
    return merged(function)


def _inline(function: Any) -> Any:
    return machine_code_of(function, forceinline=True)


def _call(function: Any) -> Any:
    return machine_code_of(function)


def _functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """Every function that a module defines itself."""
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            yield function


def _same_code(function: Any, named: dict[str, Any]) -> FunctionType:
    """Give a function with the code of another, which reads names elsewhere."""
    same = FunctionType(function.__code__, named, function.__name__, function.__defaults__, function.__closure__)
    same.__qualname__, same.__module__ = function.__qualname__, function.__module__
    same.__kwdefaults__ = function.__kwdefaults__
    return same
