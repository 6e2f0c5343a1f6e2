"""Export of results: all tables into a folder of CSV or Parquet files, or into one workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.export.contents import exported_tables
from fourcapitals.results.export.csv_files import write_csv
from fourcapitals.results.export.folders import check_folder, write_mark, written_folder
from fourcapitals.results.export.named_table import Absent, NamedTable, WrittenTable, contents_of
from fourcapitals.results.export.parquet_files import check_parquet, write_parquet
from fourcapitals.results.export.provenance import provenance, provenance_table
from fourcapitals.results.export.workbook import CONTENTS, PROVENANCE, check_workbook, write_workbook
from fourcapitals.results.files import check_target
from fourcapitals.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["csv", "parquet", "xlsx"]
FORMATS: Final = ("csv", "parquet", "xlsx")
ENDINGS: Final = (".csv", ".parquet", ".xlsx", ".xls", ".nc", ".json", ".png", ".svg", ".pdf", ".html")
"""Of names that say a file where a folder is meant, or the wrong kind of file."""


@checked
def check_export(path: str | Path, *, to: str, overwrite: bool = False) -> Path:
    """Refuse, before any work is done, a format or a place that results cannot be exported to.

    Parameters
    ----------
    path : str or Path
    to : {"csv", "parquet", "xlsx"}
    overwrite : bool

    Raises
    ------
    UnknownName
        When there is no such format.
    BadInput
        When what writes it is not installed, or the place is taken, missing or read-only.
    """
    target = Path(path)
    if to not in FORMATS:
        raise UnknownName(unknown("format", to, FORMATS))
    ending = target.suffix.lower()
    if to == "xlsx":
        if ending != ".xlsx":
            raise BadInput(f"{path}: a workbook is one file; give a name that ends in .xlsx")
        check_workbook()
        check_target(target, overwrite=overwrite)
        return target
    if ending in ENDINGS:
        raise BadInput(f"{path}: {to} takes a folder, with a file for each table; give a name without {ending}")
    if to == "parquet":
        check_parquet()
    check_folder(target, overwrite=overwrite)
    return target


@checked
def export(
    results: Results,
    path: str | Path,
    *,
    to: str,
    reference: str | None = None,
    draws: bool = False,
    tables: Sequence[str] | None = None,
    overwrite: bool = False,
    command: str = "",
    watch: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Write all that results hold as tables that R, Excel and databases read, whole or not at all.

    Parameters
    ----------
    results : Results
        Of a run, an ensemble or a store.
    path : str or Path
        A folder, with a file for each table; for ``xlsx`` a file that ends in .xlsx.
    to : {"csv", "parquet", "xlsx"}
    reference : str, optional
        The scenario that differences are taken from; their own if left out.
    draws : bool
        With each draw of levels and differences, beside medians and bands.
    tables : sequence of str, optional
        Names of those that are wanted; all if left out.
    overwrite : bool
        Whether an export that is there is replaced.
    command : str
        That asks for it, for the record of what the tables came from.
    watch : callable, optional
        Told how many tables are done, and of how many.

    Returns
    -------
    pandas.DataFrame
        What was written: ``table, says, rows, columns, where``; and what these results lack, with the reason.

    Raises
    ------
    UnknownName
        When there is no such format, scenario or table.
    BadInput
        As `check_export`, and when a table that is asked for can't be had, or the disk is full or refuses.
    """
    target = check_export(path, to=to, overwrite=overwrite)
    against = reference or results.reference
    found, absent = exported_tables(results, reference=against, draws=draws, names=tables)
    made = provenance(results, reference=against, command=command)
    told = watch or (lambda done, of: None)
    watched = [_watched(table, at, len(found), told) for at, table in enumerate(found)]
    if to == "xlsx":
        title = "Four capitals: projected outcomes of English local areas"
        table = provenance_table(made)
        return write_workbook(target, watched, made=table, title=title, absent=absent, overwrite=overwrite)
    return _write_folder(target, watched, absent, made, to=to, overwrite=overwrite)


def _watched(table: NamedTable, at: int, of: int, told: Callable[[int, int], None]) -> NamedTable:
    """Have it told when a table is begun."""

    def parts() -> object:
        told(at, of)
        yield from table.parts()
        told(at + 1, of)

    return NamedTable(table.name, table.says, parts)  # type: ignore[arg-type]


def _write_folder(
    path: Path,
    tables: Sequence[NamedTable],
    absent: Sequence[Absent],
    made: dict[str, str],
    *,
    to: str,
    overwrite: bool,
) -> pd.DataFrame:
    """Write a file a table, the contents and what they came from, and a mark that names all files."""

    def write(table: NamedTable) -> WrittenTable:
        file = folder / f"{table.name}.{to}"
        rows, columns = write_csv(table, file) if to == "csv" else write_parquet(table, file, made=made)
        return WrittenTable(table.name, table.says, rows, columns, file.name if columns else "")

    with written_folder(path, overwrite=overwrite) as folder:
        done = [write(table) for table in tables]
        done.append(
            write(
                NamedTable.of(
                    PROVENANCE, "What the tables came from, and notes on reading them", provenance_table(made)
                )
            )
        )
        contents = contents_of(done, absent)
        own = write(NamedTable.of(CONTENTS, "What is here", contents))
        write_mark(folder, [_marked(folder, each) for each in (*done, own) if each.where], made)
    return contents


def _marked(folder: Path, table: WrittenTable) -> dict[str, str | int]:
    with (folder / table.where).open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "table": table.name,
        "file": table.where,
        "rows": table.rows,
        "columns": table.columns,
        "says": table.says,
        "sha256": checksum,
    }
