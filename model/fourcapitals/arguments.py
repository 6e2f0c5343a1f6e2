"""Arguments of public functions are of the kinds that their signatures state, or are refused by name, all at once."""

from __future__ import annotations

import builtins
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache, wraps
from importlib import import_module
from numbers import Integral, Real
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from fourcapitals.errors import BadInput, shown

P = ParamSpec("P")
R = TypeVar("R")

MODULES: Final = {"np": "numpy", "npt": "numpy.typing", "pd": "pandas", "xr": "xarray"}
"""How modules are called in signatures."""
MADE_BY: Final = {
    "Baseline": "load_baseline()",
    "Chart": "plots.projection(results)",
    "Counterfactuals": "ensemble.counterfactual.counterfactuals_of(names)",
    "Outturn": "evidence.outturn(projections, observed)",
    "ParameterTable": "load_parameters(); one set of numbers goes to numbers=",
    "Parameters": "load_parameters().central()",
    "Results": "open_results(path) or simulate(names)",
    "Scenario": "load_scenario(name)",
}
"""What gives an object of each of our kinds."""


class WrongKind(BadInput, TypeError):  # noqa: N818
    """An argument of another kind than the function takes."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse arguments of other kinds than the signature states, before anything is done with them.

    Kinds are those that can be told at once: our own classes, tables, texts, numbers, mappings, and sequences with
    the kinds of what they hold. Arrays are left to the function, and so is which values may be.

    Parameters
    ----------
    function : callable

    Raises
    ------
    WrongKind
        From the function that is given back, with a line for each argument.

    Examples
    --------
    >>> @checked
    ... def doubled(text: str, *, times: int = 2) -> str:
    ...     return text * times
    >>> doubled("a")
    'aa'
    >>> doubled(3, times="b")
    Traceback (most recent call last):
    fourcapitals.arguments.WrongKind: doubled: text: a text expected, got 3
    doubled: times: a whole number expected, got 'b'
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*given: P.args, **named: P.kwargs) -> R:
        try:
            bound = signature.bind(*given, **named).arguments
        except TypeError:
            # Python's own words, with the name of the function.
            return function(*given, **named)
        kinds = _kinds(function)
        faults = [
            f"{function.__qualname__}: {where}: {_in_words(kind)} expected, got {_shown(other)}"
            for name, value in bound.items()
            if name in kinds and not _fits(value, kinds[name])
            for where, other, kind in _others(name, value, kinds[name])
        ]
        if faults:
            raise WrongKind(*faults)
        return function(*given, **named)

    return call


@cache
def _kinds(function: Callable[..., Any]) -> dict[str, Any]:
    """Kinds of the arguments by name, where they are stated for one value."""
    stated = inspect.get_annotations(function, eval_str=True, locals=_Names(function.__globals__))
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {
        name: stated[name]
        for name, each in inspect.signature(function).parameters.items()
        if name in stated and each.kind not in several
    }


class _Names(dict[str, Any]):
    """Names of signatures that a module imports for type checkers alone; what is not found fits everything."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known

    def __missing__(self, name: str) -> Any:
        if name in self.known or hasattr(builtins, name):
            raise KeyError(name)
        if name in MODULES:
            return import_module(MODULES[name])
        return getattr(import_module("fourcapitals"), name, Any)


def _fits(value: Any, kind: Any) -> bool:  # noqa: PLR0911
    """Whether a value is of a kind, as far as that can be told without using it up."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any or isinstance(kind, str | TypeVar) or origin is Literal:
        return True
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in parts)
    if kind is None:
        return value is None
    if origin is type:
        return isinstance(value, type) and (not isinstance(parts[0], type) or issubclass(value, parts[0]))
    if origin is None:
        return not isinstance(kind, type) or isinstance(value, _accepted(kind))
    if origin.__module__ == "numpy" or not isinstance(origin, type) or not issubclass(origin, Iterable | Callable):
        return True
    if issubclass(origin, Mapping) and _of_classes(parts):
        return isinstance(value, origin) and all(_fits(each, parts[1]) for each in value.values())
    if issubclass(origin, Mapping) or not issubclass(origin, Iterable):
        return isinstance(value, origin)
    # Any collection will do that is not itself one text; what would be used up by a look is taken as it is.
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return False
    held = value if isinstance(value, list | tuple) and origin is not tuple else ()
    return all(_fits(each, parts[0]) for each in held) if parts else True


def _others(name: str, value: Any, kind: Any) -> list[tuple[str, Any, Any]]:
    """What of an argument is of another kind, where it stands and the kind it should be: all of it, or some entries."""
    for each in get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,):
        if isinstance(value, Mapping) and _of_classes(get_args(each)):
            wanted = get_args(each)[1]
            return [(f"{name}[{key!r}]", held, wanted) for key, held in value.items() if not _fits(held, wanted)]
    return [(name, value, kind)]


def _of_classes(parts: tuple[Any, ...]) -> bool:
    """Whether a mapping of these kinds, of keys and of values, leads to classes."""
    return len(parts) > 1 and get_origin(parts[1]) is type


def _accepted(kind: type) -> type | tuple[type, ...]:
    """The classes whose objects count as of a kind: whole numbers are numbers, NumPy's among them."""
    also = {int: Integral, float: Real, Path: os.PathLike}
    return also.get(kind, kind)


def _in_words(kind: Any) -> str:  # noqa: PLR0911
    """Say what a kind is, and what gives one of ours.

    Examples
    --------
    >>> _in_words(int | None), _in_words(list[str])
    ('a whole number', 'a list of texts')
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        # That nothing may be given is no advice to who gave something.
        said = [_in_words(each) for each in parts if each is not NoneType]
        return " or ".join(dict.fromkeys(said))
    words = {str: "a text", int: "a whole number", float: "a number", bool: "True or False", Path: "a path"}
    if kind in words:
        return words[kind]
    if origin is type:
        return f"a subclass of {_in_words(parts[0])}"
    if isinstance(origin, type):
        if issubclass(origin, Mapping):
            return f"a mapping to {_in_words(parts[1])}" if _of_classes(parts) else "a mapping"
        if issubclass(origin, Iterable):
            return f"a list of {_in_words(parts[0]).removeprefix('a ')}s" if parts else "a list"
        return "a function" if origin.__name__ == "Callable" else f"a {origin.__name__}"
    name = getattr(kind, "__name__", str(kind))
    return f"{name} ({MADE_BY[name]})" if name in MADE_BY else name


def _shown(value: Any) -> str:
    """Show a value that is short, and of all others the kind."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return shown(value) if isinstance(value, str | bool | Real | NoneType) else f"an object of {type(value).__name__}"
