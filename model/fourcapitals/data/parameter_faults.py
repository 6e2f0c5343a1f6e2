"""What cannot be in a row of parameters that a user gives, in plain words, each fault with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourcapitals.data.distributions import Lognormal, Prior, parts_of, reach_of, switches_of
from fourcapitals.data.parameter_rows import LABELS, Parameter
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.possible_values import possible_values
from fourcapitals.data.prices import published_price_levels
from fourcapitals.errors import shown, unknown
from fourcapitals.vocabulary import END_YEAR

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


def faults_of_row(name: str, row: Parameter, usual: Parameter, given: Mapping[str, Any]) -> list[str]:
    """Say what of a row that is sound in itself cannot be of its parameter.

    Parameters
    ----------
    name : str
    row : Parameter
        As changed.
    usual : Parameter
        The package's.
    given : mapping
        The parts that the user gave.
    """
    faults = _of_its_prices(row, usual)
    if given.get("by_set") is not None and usual.by_set is None:
        faults.append("by_set: the row has one central value, whatever set of estimates is taken; leave it out")
    if "prior" not in given:
        return faults
    known = load_parameters().switches
    for element, prior in enumerate(row.priors):
        place = f"prior[{LABELS[row.labels][element]}]" if row.labels else "prior"
        asked = sorted(switches_of(prior))
        if name in known and asked:
            faults.append(f"{place}: {name} decides between the priors of others; give it one that nothing decides")
        faults += [
            f"{place}.by: {unknown('parameter that switches priors', each, known)}"
            for each in asked
            if name not in known and each not in known
        ]
        possible, (low, high) = possible_values(name, usual, element), reach_of(prior)
        if low < possible.low or high > possible.high:
            faults.append(f"{place}: draws from {low:g} to {high:g}; {possible} expected")
            continue
        value = float(np.atleast_1d(row.value)[element])
        if value < low or value > high:
            whose = "" if "value" in given else ", the package's own"
            faults.append(
                f"{place.replace('prior', 'value')}: {value:g}{whose}; from {low:g} to {high:g} expected, as its prior "
                "draws in 95%: single runs take the value, and draws the prior"
            )
    return faults


def _of_its_prices(row: Parameter, usual: Parameter) -> list[str]:
    """Whether a year of prices stands where there is money, and is one that the deflator knows."""
    if usual.price_year is None and row.price_year is not None:
        return ["price_year: the number is no money; leave it out"]
    first = min(published_price_levels())
    parts = [part for prior in row.priors for part in parts_of(prior) if isinstance(part, Lognormal)]
    years = {each for each in (row.price_year, *(part.price_year for part in parts)) if each is not None}
    return [
        f"price_year: a year from {first} to {END_YEAR} expected, got {year}"
        for year in sorted(years)
        if not first <= year <= END_YEAR
    ]


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
