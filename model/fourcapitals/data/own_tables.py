"""A folder of one's own tables in place of the package's: whole ones, or the columns and areas of a newer release."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.table_checks import range_of, table_faults
from fourcapitals.errors import BadInput, unknown
from fourcapitals.input_files import read_input, size_of

LARGEST: Final = 20 << 20
"""Bytes of a table; the package's own have less than a megabyte."""
CODE: Final = "code"


@dataclass(frozen=True)
class OwnBaseline:
    """A baseline with tables of one's own, and what they changed."""

    baseline: Baseline
    changed: pd.DataFrame
    """``table``, ``column``, ``cells`` that differ from the package's."""


def read_baseline(folder: str | Path) -> OwnBaseline:
    """Read a folder of CSV files, each named as a table of the package, and check all that they hold.

    A file with all columns takes the place of the table. One with fewer has ``code`` and the columns that change: the
    areas that it names take its figures, all else stays as published.

    Parameters
    ----------
    folder : str or Path

    Raises
    ------
    BadInput
        With every fault of every file: no such table or column, an area that is none or given twice, a figure that
        cannot be.
    """
    place = Path(folder)
    if not place.is_dir():
        raise BadInput(f"{folder}: no folder; give one with tables as CSV (fourcapitals data schema lists them)")
    files = sorted(place.glob("*.csv"))
    if not files:
        raise BadInput(f"{folder}: no CSV file in it; name one as a table, such as outcomes.csv")
    packaged = load_baseline()
    own: dict[str, pd.DataFrame] = {}
    faults: list[str] = []
    for file in files:
        try:
            own[file.stem] = _table(file, packaged)
        except BadInput as error:
            faults += error.faults
    tables = {**packaged.tables, **own}
    faults += [f"{folder}: {fault}" for fault in table_faults(tables, packaged.tables)]
    if faults:
        raise BadInput(*faults)
    made = Baseline(tables)
    made.arrays  # noqa: B018  (what follows from the tables must be had too)
    return OwnBaseline(made, _changes(own, packaged))


def _table(file: Path, packaged: Baseline) -> pd.DataFrame:
    if file.stem not in packaged.tables:
        raise BadInput(f"{file}: {unknown('table', file.stem, packaged.tables)}")
    known = packaged.tables[file.stem]
    text = read_input(file, what=f"table of up to {size_of(LARGEST)}", most_bytes=LARGEST)
    try:
        table = pd.read_csv(StringIO(text))
    except (ValueError, pd.errors.ParserError) as error:
        raise BadInput(f"{file}: no table in CSV: {str(error).splitlines()[0].lower()}") from None
    if strangers := [str(column) for column in table.columns if column not in known.columns]:
        raise BadInput(f"{file}: {unknown('column', strangers[0], known.columns)}")
    if set(table.columns) == set(known.columns):
        return table[list(known.columns)]
    return _filled(file, table, known)


def _filled(file: Path, table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Put the cells of some columns and areas into the published table."""
    if CODE not in table.columns or CODE not in known.columns or not known[CODE].is_unique:
        missing = ", ".join(str(column) for column in known.columns if column not in table.columns)
        raise BadInput(f"{file}: the columns {missing} are missing; some columns alone need a code, one row an area")
    faults = []
    if strangers := sorted(set(map(str, table[CODE])) - set(known[CODE])):
        faults.append(f"{file}: code: {', '.join(strangers[:3])}: none of the areas of the table")
    if doubled := sorted(map(str, table[CODE][table[CODE].duplicated()].unique())):
        faults.append(f"{file}: code: {', '.join(doubled[:3])} given twice; keep one row an area")
    if faults:
        raise BadInput(*faults)
    filled = known.set_index(CODE).copy()
    given = table.set_index(CODE)
    for column in given.columns:
        if is_numeric_dtype(filled[column]) and not is_numeric_dtype(given[column]):
            raise BadInput(f"{file}: {column}: not all numbers")
        if is_integer_dtype(filled[column]) and not is_integer_dtype(given[column]):
            filled[column] = filled[column].astype(float)
        filled.loc[given.index, column] = given[column]
    return filled.reset_index()[list(known.columns)]


def _changes(own: dict[str, pd.DataFrame], packaged: Baseline) -> pd.DataFrame:
    rows = []
    for name, table in own.items():
        known = packaged.tables[name]
        for column in known.columns:
            own_values, others = table[column].reset_index(drop=True), known[column].reset_index(drop=True)
            same = (own_values == others) | (own_values.isna() & others.isna()) if len(table) == len(known) else None
            cells = len(table) if same is None else int((~same).sum())
            if cells:
                rows.append((name, str(column), cells))
    return pd.DataFrame(rows, columns=["table", "column", "cells"])


def table_schema(name: str) -> dict[str, Any]:
    """Describe what a table may hold, as a Table Schema (frictionless data).

    Parameters
    ----------
    name : str

    Raises
    ------
    BadInput
        When there is no such table.

    Examples
    --------
    >>> [field["name"] for field in table_schema("deflator")["fields"]]
    ['year', 'index_2019']
    """
    tables = load_baseline().tables
    if name not in tables:
        raise BadInput(unknown("table", name, tables))
    known = tables[name]
    schema: dict[str, Any] = {"name": name, "fields": [_field(known[column]) for column in known.columns]}
    if CODE in known and known[CODE].is_unique:
        schema["primaryKey"] = [CODE]
    return schema


def _field(column: pd.Series[Any]) -> dict[str, Any]:
    required = bool(column.notna().all())
    if is_bool_dtype(column):
        return {"name": str(column.name), "type": "boolean", "constraints": {"required": required}}
    if not is_numeric_dtype(column):
        return {"name": str(column.name), "type": "string", "constraints": {"required": required}}
    held = range_of(column)
    limits: dict[str, Any] = {"required": required, "minimum": held.least, "maximum": held.most}
    if held.classes:
        limits["enum"] = list(held.classes)
    kind = "integer" if is_integer_dtype(column) else "number"
    return {"name": str(column.name), "type": kind, "constraints": limits}
