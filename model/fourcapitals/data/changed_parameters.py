"""Parameters that a user has changed: read from settings and files, checked, written down and read back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from fourcapitals.arguments import checked
from fourcapitals.data.distributions import CausalShare
from fourcapitals.data.parameter_faults import fault_lines, faults_of_row
from fourcapitals.data.parameter_rows import LABELS, Parameter, changed_row
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.possible_values import possible_values
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.input_files import read_input, read_toml
from fourcapitals.text import LONGEST_NOTE, fault_of

MOST_BYTES: Final = 1 << 18
"""Of a file of parameters; the package's own has a quarter of it."""
CHANGEABLE: Final = (
    "value",
    "by_set",
    "prior",
    "price_year",
    "causal_class",
    "probability_zero",
    "source",
    "grade",
    "letter",
)
"""Parts of a row that a file may change; the others say what the number is."""
_SETTING: Final = re.compile(r"^\s*(?P<name>[^=\[\]]+?)\s*(?:\[(?P<element>[^\]]*)\]\s*)?=(?P<value>.*)$", re.DOTALL)


@checked
def changed_table(
    settings: Sequence[str] = (), *, file: str | Path | Sequence[str | Path] | None = None
) -> ParameterTable:
    """Give the package's table with the parameters that a user has set; a setting comes after all files.

    A number that is set is fixed: single runs take it, and so does every draw, whatever its prior was. A row of a file
    may bring a prior with its value, from which draws then come. A causal share still multiplies a coefficient that
    has one.

    Parameters
    ----------
    settings : sequence of str
        Such as ``job_displacement=0.3`` or, one element of a vector, ``deadweight[human]=0.1``.
    file : str, Path or sequence of them, optional
        TOML in the form of parameters.toml, with the rows that change alone; no row in two files.

    Raises
    ------
    BadInput
        With every fault of the files and of the settings.

    Examples
    --------
    >>> table = changed_table(["job_displacement=0.3", "deadweight[human]=0.1"])
    >>> table["job_displacement"].value, table["deadweight"].value
    (0.3, [0.3, 0.1, 0.3, 0.25])
    """
    faults: list[str] = []
    table = load_parameters()
    if file is not None:
        try:
            table = table_of(_of_files([file] if isinstance(file, str | Path) else file))
        except BadInput as error:
            faults += error.faults
    values: dict[tuple[str, int | None], float] = {}
    for setting in settings:
        try:
            place, value = _read_setting(setting, table)
        except BadInput as error:
            faults += error.faults
            continue
        if place in values:
            name, element = place
            labels = LABELS[table[name].labels or ""] if element is not None else ()
            twice = f"{name}[{labels[element]}]" if element is not None else name
            faults.append(f"--set {shown(setting)}: {twice} is set twice; set it once")
        values[place] = value
    if faults:
        raise BadInput(*faults)
    return with_fixed(table, values)


def with_fixed(table: ParameterTable, values: Mapping[tuple[str, int | None], float]) -> ParameterTable:
    """Give a table in which numbers are fixed to values, single elements of vectors among them.

    Parameters
    ----------
    table : ParameterTable
    values : mapping of name and element to value
        The element is None for a number that is no vector.
    """
    rows: dict[str, dict[str, Any]] = {}
    for (name, element), value in values.items():
        row = table[name]
        part = rows.setdefault(name, {"value": row.value, "prior": [each.model_dump() for each in row.priors]})
        # One that was drawn keeps its place among the draws, so that no other number is drawn anew.
        prior = {"kind": "fixed", "value": value}
        if element is None:
            part |= {"value": value, "prior": prior}
        else:
            part["value"] = [value if place == element else each for place, each in enumerate(part["value"])]
            part["prior"] = [prior if place == element else each for place, each in enumerate(part["prior"])]
        if row.is_fixed:
            part["prior"] = row.prior
    return table.with_rows(**rows) if rows else table


def _read_setting(setting: str, table: ParameterTable) -> tuple[tuple[str, int | None], float]:
    """Read ``NAME=VALUE`` or ``NAME[label]=VALUE``."""
    where = f"--set {shown(setting)}"
    found = _SETTING.match(setting)
    if found is None:
        raise BadInput(f"{where}: NAME=VALUE expected, such as job_displacement=0.3 or deadweight[human]=0.1")
    name, element, text = found["name"], found["element"], found["value"].strip()
    if name not in table.parameters:
        raise BadInput(f"{where}: {unknown_parameter(name)}")
    row, place = table[name], None
    faults = []
    if row.labels is None and element is not None:
        faults.append(f"{where}: {name} is one number; leave [{element}] out")
    elif row.labels is not None:
        labels = LABELS[row.labels]
        if element is None:
            faults.append(f"{where}: {name} has one value for each {row.labels}; write {name}[{labels[0]}]={text}")
        elif element.strip() not in labels:
            faults.append(f"{where}: {unknown(row.labels, element.strip(), labels)}")
        else:
            place = labels.index(element.strip())
    try:
        # Minus nothing is nothing: else it would be written down as no change, and come back as another table.
        value = float(text) + 0.0
    except ValueError:
        value = math.nan
        faults.append(f"{where}: a number expected ({in_words(row)}); got {shown(text)}")
    else:
        # What a number can be follows from the package's prior; one that a file has fixed says nothing of it.
        usual = load_parameters()[name]
        faults += [f"{where}: {fault}" for fault in _impossible(name, usual, place or 0, value)]
    if faults:
        raise BadInput(*faults)
    return (name, place), value


def unknown_parameter(name: str) -> str:
    """Say that there is no such parameter, and what to write instead."""
    known = load_parameters().parameters
    said = unknown("parameter", name, known)
    return said if "did you mean" in said else f"no parameter {shown(name)}; list them: fourcapitals parameters"


def in_words(row: Parameter) -> str:
    """Give the unit of a row, with the year of its prices.

    Examples
    --------
    >>> in_words(load_parameters()["public_health_cost_per_qaly"])
    '£ per QALY, 2013 prices'
    """
    unit = "no unit" if row.unit == "1" else row.unit
    return unit if row.price_year is None else f"{unit}, {row.price_year} prices"


def _impossible(name: str, row: Parameter, element: int, value: float) -> list[str]:
    possible = possible_values(name, row, element)
    if math.isfinite(value) and possible.holds(value):
        return []
    return [f"{possible} expected ({in_words(row)}); got {value:g}"]


# Files


Changes = dict[str, dict[str, Any]]
"""``parameters`` and ``causal_shares``, by name the parts that change."""


def _of_files(paths: Sequence[str | Path]) -> Changes:
    """Put together the rows of files, of which no two may change one row."""
    together: Changes = {}
    owners: dict[tuple[str, str], str | Path] = {}
    faults: list[str] = []
    for path in paths:
        try:
            changes = _of_file(path)
        except BadInput as error:
            faults += error.faults
            continue
        for kind, rows in changes.items():
            for name, parts in rows.items():
                if (kind, name) in owners:
                    faults.append(f"{path}: {kind}.{name}: {owners[kind, name]} changes it too; keep it in one file")
                owners[kind, name] = path
                together.setdefault(kind, {})[name] = parts
    if faults:
        raise BadInput(*faults)
    return together


def _of_file(path: str | Path) -> Changes:
    """Read a file in the form of parameters.toml that holds the rows that change alone."""
    text = read_input(path, what="file of parameters", most_bytes=MOST_BYTES)
    read = read_toml(text, file=str(path), what="file of parameters", levels="four levels")
    faults = [f"{path}: {_misplaced(name)}" for name in read if name not in ("parameters", "causal_shares")]
    faults += [
        f"{path}: {kind}: tables such as [{kind}.NAME] expected, got {shown(read[kind])}"
        for kind in ("parameters", "causal_shares")
        if not isinstance(read.get(kind, {}), dict)
    ]
    if not faults and not (read.get("parameters") or read.get("causal_shares")):
        faults.append(f"{path}: changes nothing; give at least one row, such as [parameters.job_displacement]")
    changes = {kind: rows for kind, rows in read.items() if isinstance(rows, dict)}
    try:
        table_of(changes)
    except BadInput as error:
        faults += [f"{path}: {fault}" for fault in error.faults]
    if faults:
        raise BadInput(*faults)
    return changes


def _misplaced(name: str) -> str:
    """Say that a file holds no such table, and where a parameter stands."""
    if name in load_parameters().parameters:
        return f"{name}: a parameter stands in a table of its own: [parameters.{name}] with value = ..."
    return unknown("table", name, ("parameters", "causal_shares"))


@checked
def table_of(changes: Mapping[str, Mapping[str, Any]]) -> ParameterTable:
    """Give the package's table with some rows, or parts of them, changed.

    Parameters
    ----------
    changes : mapping
        ``parameters`` and ``causal_shares``, by name the parts that change. A value without a prior is fixed.

    Raises
    ------
    BadInput
        With every row that cannot be.

    Examples
    --------
    >>> table_of({"parameters": {"job_displacement": {"value": 0.2}}})["job_displacement"].prior.value
    0.2
    """
    usual, faults = load_parameters(), []
    rows, shares = dict(usual.parameters), dict(usual.causal_shares)
    for name, parts in changes.get("parameters", {}).items():
        if name not in rows:
            faults.append(unknown_parameter(name))
            continue
        found = _row_of(name, parts, rows[name])
        if isinstance(found, Parameter):
            rows[name] = found
        else:
            faults += [f"parameters.{name}: {fault}" for fault in found]
    for name, parts in changes.get("causal_shares", {}).items():
        where = f"causal_shares.{name}"
        if name not in usual.causal_shares:
            faults.append(unknown("causal share", name, usual.causal_shares))
        elif not isinstance(parts, Mapping):
            faults.append(f"{where}: a table expected, got {shown(parts)}")
        else:
            try:
                shares[name] = CausalShare.model_validate(usual.causal_shares[name].model_dump() | dict(parts))
            except ValidationError as error:
                faults += [f"{where}: {line}" for line in fault_lines(error, parts)]
    if faults:
        raise BadInput(*faults)
    made = usual.model_copy(update={"parameters": rows, "causal_shares": shares})
    made.check_priors_follow()
    return made


def _row_of(name: str, parts: Any, usual: Parameter) -> Parameter | list[str]:
    """Give a row of which some parts are others, or what is wrong with them."""
    if not isinstance(parts, Mapping):
        return [f"a table expected, such as [parameters.{name}] with value = ..., got {shown(parts)}"]
    if not parts:
        return ["changes nothing; give its value, its prior or both, or take the row out"]
    given, faults = dict(parts), []
    for part in [each for each in given if each not in CHANGEABLE]:
        if part not in Parameter.model_fields:
            faults.append(unknown("part of a row", part, CHANGEABLE))
        elif given[part] != getattr(usual, part) and not (part == "posterior" and given[part] is None):
            faults.append(
                f"{part}: {shown(getattr(usual, part))} expected, as in the package's table; got {shown(given[part])}"
            )
    faults += [
        f"{part}: {fault}"
        for part, text in given.items()
        if isinstance(text, str) and (fault := fault_of(text, longest=LONGEST_NOTE, lines=True))
    ]
    faults += _of_another_form(given["value"], usual) if "value" in given else []
    if faults:
        return faults
    if "value" in given and "prior" not in given and not usual.is_fixed:
        fixed = [{"kind": "fixed", "value": each} for each in np.atleast_1d(np.asarray(given["value"])).tolist()]
        given["prior"] = fixed if usual.labels else fixed[0]
    try:
        row = changed_row(usual, given)
    except ValidationError as error:
        return fault_lines(error, given)
    labels = LABELS[row.labels] if row.labels else ("",)
    faults = faults_of_row(name, row, usual, parts)
    for element, (label, value) in enumerate(zip(labels, np.atleast_1d(row.value).tolist(), strict=True)):
        faults += [
            f"value{f'[{label}]' if label else ''}: {fault}" for fault in _impossible(name, usual, element, value)
        ]
    return faults or row


def _of_another_form(value: Any, usual: Parameter) -> list[str]:
    """What is wrong with the form of a value: one finite number, or one for each label."""
    labels = LABELS[usual.labels] if usual.labels else None
    numbers = value if isinstance(value, list) else [value]
    if isinstance(value, list) == (labels is not None) and len(numbers) == len(labels or (0,)):
        others = [each for each in numbers if not _is_number(each)]
        return [f"value: a number expected, got {shown(each)}" for each in others[:1]]
    form = "one number" if labels is None else f"a list of {len(labels)} numbers ({', '.join(labels)})"
    given = f"a list of {len(value)}" if isinstance(value, list) else shown(value)
    return [f"value: {form} expected, got {given}"]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
