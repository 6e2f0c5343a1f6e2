"""Agents of a user's own, by the places that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from fourcapitals.errors import BadInput, UnknownName

_Kind = TypeVar("_Kind")


def by_code(own: Mapping[str, _Kind], find: Callable[[str], str]) -> dict[str, _Kind]:
    """Give what a user has for some places by the codes of these.

    Parameters
    ----------
    own : mapping of str
        By name or code.
    find : callable
        Gives the code of a name or code; raises `UnknownName` where there is none.

    Raises
    ------
    BadInput
        With every name that nothing bears, and every place that is named twice.

    Examples
    --------
    >>> from fourcapitals.data.places import find_area
    >>> by_code({"Hartlepool": 1, "E09000001": 2}, find_area)
    {'E06000001': 1, 'E09000012': 2}
    """
    named: dict[str, str] = {}
    faults: list[str] = []
    for name in own:
        try:
            code = find(name)
        except UnknownName as error:
            faults += error.faults
            continue
        if code in named:
            faults.append(f"{named[code]!r} and {name!r} are one place; give it once")
        named.setdefault(code, name)
    if faults:
        raise BadInput(*faults)
    return {code: own[name] for code, name in named.items()}
