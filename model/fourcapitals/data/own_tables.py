"""A folder of one's own tables in place of the package's: whole ones, or the columns and areas of a newer release."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.own_figures import WIDER, changed_cells
from fourcapitals.data.places import find_place
from fourcapitals.data.table_checks import range_faults, range_of, table_faults
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.input_files import read_input, size_of
from fourcapitals.text import plain
from fourcapitals.vocabulary import PERIOD, SEXES

LARGEST: Final = 20 << 20
"""Bytes of a table; the package's own have less than a megabyte."""
CODE: Final = "code"
PERIOD_COLUMN: Final = "period"
"""May stand in a table of some columns, to say of which years they are."""
CHECKSUMS: Final = "checksums.csv"
"""Lies beside the package's tables; of one's own it says nothing."""
OTHER_FORMS: Final = frozenset({".xlsx", ".xls", ".ods", ".tsv", ".txt", ".parquet", ".json", ".gz", ".zip", ""})
"""Endings of what may be a table and is not read."""
MOST_TOLD: Final = 3
DECIMALS: Final = 6
ROUNDING: Final = 1e-6
"""Years by which figures may differ that are the same."""


@dataclass(frozen=True)
class OwnBaseline:
    """A baseline with tables of one's own, and what they changed."""

    baseline: Baseline
    changed: pd.DataFrame
    """``table``, ``column``, ``cells`` that differ from the package's; of numbers by area ``mean`` over areas and
    ``mean_published``, the package's."""


@checked
def read_baseline(folder: str | Path) -> OwnBaseline:
    """Read a folder of CSV files, each named as a table of the package, and check all that they hold.

    A file with all columns takes the place of the table. One with fewer has ``code`` and the columns that change: the
    areas that it names take its figures, all else stays as published. Such a file may have a column ``period`` that
    says of which years its figures are: those of the base year, 2019 or, of healthy life and life expectancy, 2017-19.
    A projection starts there and then follows COVID-19, which figures of later years hold already, so that they are
    refused.

    Parameters
    ----------
    folder : str or Path

    Raises
    ------
    BadInput
        With every fault of every file: no such table or column, an area that is none or given twice, figures of
        another year, a figure that cannot be.
    """
    place = Path(folder)
    if not place.is_dir():
        what = "a file, not a folder; name the folder it lies in" if place.exists() else "no such folder"
        raise BadInput(f"{folder}: {what}; give a folder of tables as CSV (fourcapitals data schema lists them)")
    packaged = load_baseline()
    files, faults = _files_of(place, packaged)
    own: dict[str, pd.DataFrame] = {}
    for file in files:
        try:
            own[file.stem] = _table(file, packaged)
        except BadInput as error:
            faults += error.faults
    tables = {**packaged.tables, **own}
    # A table that could not be read stands as the package's here, so that the others are checked as well.
    faults += [f"{folder}: {fault.removeprefix('baseline: ')}" for fault in table_faults(tables, packaged.tables)]
    if faults:
        raise BadInput(*faults)
    own = _followed(own, packaged)
    made = Baseline({**packaged.tables, **own}, folder=str(folder))
    made.arrays  # noqa: B018  (what follows from the tables must be had too)
    return OwnBaseline(made, _changes(own, packaged))


def _files_of(place: Path, packaged: Baseline) -> tuple[list[Path], list[str]]:
    """The tables in a folder, and what is wrong with its other files."""
    try:
        every = sorted(each for each in place.iterdir() if not each.name.startswith("."))
    except OSError as error:
        raise BadInput(f"{place}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    files = [each for each in every if each.suffix == ".csv" and each.name != CHECKSUMS]
    strangers = [
        each
        for each in every
        if each.suffix != ".csv"
        and _called(each) in packaged.tables
        and (each.suffix.lower() in OTHER_FORMS or each.suffix.lower() == ".csv")
    ]
    faults = [f"{each}: not read; save it as CSV, named {_called(each)}.csv" for each in strangers]
    if not files and not faults:
        faults.append(f"{place}: no CSV file in it; name one as a table, such as outcomes.csv")
    return files, faults


def _called(file: Path) -> str:
    """The table that a file is named after, whatever its ending."""
    return file.name.split(".", maxsplit=1)[0].lower()


def _table(file: Path, packaged: Baseline) -> pd.DataFrame:
    if file.stem not in packaged.tables:
        raise BadInput(f"{file}: {unknown('table', file.stem, packaged.tables)}")
    known = packaged.tables[file.stem]
    text = read_input(file, what=f"table of up to {size_of(LARGEST)}", most_bytes=LARGEST)
    table = _parsed(file, text)
    faults = [f"{file}: {fault}" for fault in _faults_of_heads(table, known)]
    if faults:
        raise BadInput(*faults)
    whole = set(table.columns) == set(known.columns)
    made = table[list(known.columns)].reset_index(drop=True) if whole else _filled(file, table, known)
    faults = [f"{file}: {fault}" for column in made for fault in _no_numbers(made[column], known[column], made)]
    if faults:
        faults += [f"{file}: {fault}" for fault in range_faults(made, known)]
        raise BadInput(*faults)
    return made


def _parsed(file: Path, text: str) -> pd.DataFrame:
    """Read CSV, all of whose columns have a name of their own."""
    heads = [head.strip() for head in next(csv.reader(text.splitlines()[:1]), [])]
    separators = {";": "semicolons", "\t": "tabs", "|": "bars"}
    if not text.strip():
        raise BadInput(f"{file}: the file is empty; expected a row of column names and a row an area")
    if len(heads) == 1 and (found := [words for mark, words in separators.items() if mark in heads[0]]):
        raise BadInput(f"{file}: its columns are parted by {found[0]}; save it with commas, and points as decimals")
    if doubled := sorted({head for head in heads if head and heads.count(head) > 1}):
        raise BadInput(f"{file}: the column {', '.join(map(shown, doubled))} is given twice; keep one")
    try:
        # An index is never taken from the first column, so that a row with a cell too many is a fault.
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(StringIO(text), index_col=False, skipinitialspace=True)
    except pd.errors.ParserWarning:
        raise BadInput(f"{file}: a row has more cells than there are column names; quote what holds a comma") from None
    except (ValueError, pd.errors.ParserError) as error:
        what = str(error).splitlines()[0].lower()
        opened = "a quote is opened and never closed; take it out" if "eof inside string" in what else what
        raise BadInput(f"{file}: no table in CSV: {opened}") from None
    # Spreadsheets leave commas behind: columns without a name, and rows, in which nothing stands.
    unnamed = [head == "" for head in heads]
    if len(heads) == len(table.columns):
        if table.loc[:, unnamed].notna().any(axis=None):
            raise BadInput(f"{file}: a column has no name; name it, or leave it out")
        table.columns = pd.Index(heads)
        table = table.loc[:, [not each for each in unnamed]].dropna(how="all")
    if table.empty:
        raise BadInput(f"{file}: it has column names and no rows; expected a row an area")
    return table


def _faults_of_heads(table: pd.DataFrame, known: pd.DataFrame) -> Iterator[str]:
    """Tell of columns that are none, and of figures that are of other years."""
    of_period = PERIOD_COLUMN in table.columns and PERIOD_COLUMN not in known.columns
    for column in table.columns:
        if column in known.columns or (of_period and column == PERIOD_COLUMN):
            continue
        stem = re.sub(r"\d{4}", str(PERIOD.base), str(column))
        if stem != column and stem in known.columns:
            yield f"{column}: {_of_other_years(str(column))}"
        else:
            yield unknown("column", str(column), known.columns)
    if of_period:
        stated = sorted({str(each).strip() for each in table[PERIOD_COLUMN]})
        taken = {PERIOD.window, str(PERIOD.base), f"{PERIOD.base - 2}-{PERIOD.base}", f"{PERIOD.base}.0"}
        if others := [each for each in stated if each.replace("\u2013", "-").replace(" to ", "-") not in taken]:
            yield f"{PERIOD_COLUMN}: {', '.join(map(shown, others[:MOST_TOLD]))}: {_of_other_years(others[0])}"


def _of_other_years(what: str) -> str:
    return (
        f"figures of the base year expected, {PERIOD.base} (healthy life and life expectancy {PERIOD.window}): a "
        "projection starts there, and adds COVID-19 and trends that later figures hold already; compare those with "
        "its levels instead"
    )


def _filled(file: Path, table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Put the cells of some columns and areas into the published table."""
    table = table.drop(columns=[PERIOD_COLUMN], errors="ignore")
    if CODE not in table.columns or CODE not in known.columns or not known[CODE].is_unique:
        missing = ", ".join(str(column) for column in known.columns if column not in table.columns)
        raise BadInput(f"{file}: the columns {missing} are missing; some columns alone need a code, one row an area")
    if len(table.columns) == 1:
        raise BadInput(f"{file}: it has codes alone; give the columns that change beside them")
    codes = table[CODE].astype(str).str.strip()
    faults = []
    if strangers := sorted(set(codes) - set(known[CODE])):
        faults.append(f"{file}: {CODE}: {_some(strangers)}: none of the areas of the table{_hint(strangers[0], known)}")
    if doubled := sorted(codes[codes.duplicated()].unique()):
        faults.append(f"{file}: {CODE}: {_some(doubled)} given twice; keep one row an area")
    given = table.assign(**{CODE: codes})
    faults += [
        f"{file}: {fault}"
        for column in given.columns.drop(CODE)
        for fault in (*_no_numbers(given[column], known[column], given), *_blank(given[column], known[column], given))
    ]
    if faults:
        # Else the table that it fills is looked at whole, with all others.
        faults += [f"{file}: {fault}" for fault in range_faults(given, known)]
        raise BadInput(*faults)
    filled, given = known.set_index(CODE).copy(), given.set_index(CODE)
    for column in given.columns:
        if is_integer_dtype(filled[column]) and not is_integer_dtype(given[column]):
            filled[column] = filled[column].astype(float)
        text = not is_numeric_dtype(filled[column])
        filled.loc[given.index, column] = given[column].astype(filled[column].dtype) if text else given[column]
    return filled.reset_index()[list(known.columns)]


def _hint(stranger: str, known: pd.DataFrame) -> str:
    """Say what was meant by what is no code of the table."""
    try:
        place = find_place(stranger)
    except BadInput:
        return "; codes are those of districts of April 2021"
    if place.kind == "area":
        return f"; {stranger} is {place.name}, {place.code}" if place.code != stranger else ""
    return f"; {stranger} is {place.name}, of {len(place.areas)} areas: give a row for each"


def _no_numbers(given: pd.Series[Any], known: pd.Series[Any], table: pd.DataFrame) -> Iterator[str]:
    """Tell of what is no number in a column of numbers: the first cell, and what it may mean."""
    if not is_numeric_dtype(known) or is_bool_dtype(known):
        return
    if is_bool_dtype(given):
        yield f"{given.name}: a number expected in every row, got {shown(bool(given.iloc[0]))}"
    if is_numeric_dtype(given):
        return
    bad = given[pd.to_numeric(given, errors="coerce").isna() & given.notna()]
    if bad.empty:
        return
    first = str(bad.iloc[0])
    where = f"{table[CODE][bad.index[0]]}" if CODE in table else f"row {int(bad.index[0]) + 1}"
    others = f" and {len(bad) - 1:,} more" if len(bad) > 1 else ""
    # A comma before three figures parts thousands; before others it is a point, as it is written elsewhere.
    plain_number = re.sub(r"[\s\u00a0£]", "", first)
    thousands = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain_number)
    meant = plain_number.replace(",", "" if thousands else ".")
    advice = f"; write {meant}" if meant != first and meant.replace(".", "", 1).isdigit() else ""
    yield f"{given.name}: a number expected, got {shown(first)} in {where}{others}{advice}"


def _blank(given: pd.Series[Any], known: pd.Series[Any], table: pd.DataFrame) -> Iterator[str]:
    """Tell of cells that are blank in a column of which every cell is published."""
    if known.notna().all() and (blank := given.isna()).any():
        codes = table[CODE][blank].astype(str).tolist()
        yield f"{given.name}: blank for {_some(codes)}; leave out the rows of areas that keep the published figure"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - MOST_TOLD
    return f"{', '.join(map(plain, names[:MOST_TOLD]))}{f' and {rest:,} more' if rest > 0 else ''}"


def _followed(own: Mapping[str, pd.DataFrame], packaged: Baseline) -> dict[str, pd.DataFrame]:
    """Let the healthy life expectancy of areas and of their upper tiers follow each other where one alone was given.

    An area's is its upper tier's plus its own offset, which stays; an upper tier's published figure is the same figure.
    """
    if "outcomes" not in own or list(own["outcomes"][CODE]) != list(packaged.tables["outcomes"][CODE]):
        return dict(own)
    outcomes, known = own["outcomes"].copy(), packaged.tables["outcomes"]
    for sex in SEXES:
        level, upper, offset = f"hle_{sex}_years", f"upper_tier_hle_{sex}_years", f"hle_offset_{sex}_years"
        of_area, of_tier = outcomes[level] != known[level], outcomes[upper] != known[upper]
        outcomes.loc[of_tier & ~of_area, level] = outcomes[upper] + outcomes[offset]
        outcomes.loc[of_area & ~of_tier, upper] = outcomes[level] - outcomes[offset]
    followed = {**own, "outcomes": outcomes}
    if WIDER in own:
        return followed
    return {**followed, WIDER: _with_tiers_published(packaged.tables[WIDER], outcomes, packaged.tables["areas"])}


def _with_tiers_published(published: pd.DataFrame, outcomes: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Let the published figures of upper tiers be those that stand beside the areas, which are the same figures."""
    tier = outcomes[CODE].map(areas.set_index(CODE)["upper_tier_code"])
    made = published.copy()
    for sex in SEXES:
        given = outcomes[f"upper_tier_hle_{sex}_years"].groupby(tier).mean()
        same = (made["outcome"] == "hle") & (made["sex"] == sex) & (made["period"].astype(str) == PERIOD.window)
        same &= made[CODE].isin(given.index)
        values = made.loc[same, CODE].map(given).astype(float)
        other = (values - made.loc[same, "value"]).abs() > ROUNDING
        made.loc[other.index[other], "value"] = values[other].round(DECIMALS)
    return made


def _changes(own: Mapping[str, pd.DataFrame], packaged: Baseline) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for name, table in own.items():
        known = packaged.tables[name]
        for column, cells in changed_cells(table, known).items():
            row = {"table": name, "column": column, "cells": cells}
            if CODE in known and known[CODE].is_unique and is_numeric_dtype(known[column]):
                row |= {"mean": float(table[column].mean()), "mean_published": float(known[column].mean())}
            rows.append(row)
    return pd.DataFrame(rows, columns=["table", "column", "cells", "mean", "mean_published"])


@checked
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
