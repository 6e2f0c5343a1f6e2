"""What cannot be in a row of parameters that a user gives, in plain words, each fault with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourcapitals.data.distributions import Prior
from fourcapitals.errors import shown, unknown

KINDS: Final = tuple(
    kind for prior in get_args(get_args(Prior)[0]) for kind in get_args(prior.model_fields["kind"].annotation)
)
"""Of priors, as a file names them."""
A_PRIOR: Final = '{ kind = "uniform", low = 0.1, high = 0.4 }'
_BOUNDS: Final = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("from", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("up to", "le"),
}
_EXPECTED: Final = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a finite number",
    "string_type": "text in quotes",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_pattern_mismatch": "S, M or J, or several such as S/J,",
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), f"a table such as {A_PRIOR}"),
}


def fault_lines(error: ValidationError, given: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a row, a line a fault.

    Parameters
    ----------
    error : ValidationError
        Of a row whose priors are `distributions.Prior`.
    given : mapping
        The parts of the row that the user gave.

    Examples
    --------
    >>> from fourcapitals.data.parameters import load_parameters
    >>> row, given = load_parameters()["job_displacement"], {"prior": {"kind": "normal", "mean": "x", "sd": -1.0}}
    >>> try:
    ...     type(row).model_validate(row.model_dump() | given)
    ... except ValidationError as error:
    ...     print(*fault_lines(error, given), sep="; ")
    prior.mean: a number expected, got 'x'; prior.sd: a number above 0 expected, got -1.0
    """
    lines = (": ".join(filter(None, (_place(fault["loc"]), _what(fault)))) for fault in _asked(error, given))
    return list(dict.fromkeys(lines))


def _asked(error: ValidationError, given: Mapping[str, Any]) -> Iterator[ErrorDetails]:
    """Leave out what pydantic finds when it takes a prior for what it is not: a list, or one alone."""
    for fault in error.errors(include_url=False):
        stated = given.get(str(fault["loc"][0])) if fault["loc"] else None
        branch = str(fault["loc"][1]) if len(fault["loc"]) > 1 else ""
        as_list = branch.startswith("list[")
        if branch.startswith(("list[", "tagged-union[")) and as_list != isinstance(stated, list):
            continue
        yield fault


def _place(loc: Sequence[int | str]) -> str:
    """Where in a row: its keys, without the kinds that pydantic names on the way, and the items of lists."""
    keys = [part for part in loc if isinstance(part, int) or not (part in KINDS or "[" in part or part[:1].isupper())]
    return ".".join(f"item {part + 1}" if isinstance(part, int) else part for part in keys)


def _what(fault: ErrorDetails) -> str:  # noqa: PLR0911
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return "is missing; give it"
    if kind == "extra_forbidden":
        return "no such key here; take it out"
    if kind == "union_tag_invalid":
        return unknown("kind of prior", str(context["tag"]), re.findall(r"'(\w+)'", context["expected_tags"]))
    if kind == "union_tag_not_found":
        return f"says no kind; write one of {', '.join(KINDS)}, such as {A_PRIOR}"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"a number {word} {context[key]:g} expected, got {shown(given)}"
    if kind == "literal_error":
        return f"one of {context['expected']} expected, got {shown(given)}"
    if kind == "string_too_short":
        return "empty; give some text"
    if kind in _EXPECTED:
        return f"{_EXPECTED[kind]} expected, got {shown(given)}"
    return str(fault["msg"]).replace("Value error, ", "")
