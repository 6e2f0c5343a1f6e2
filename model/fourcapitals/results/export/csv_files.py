"""Tables as CSV files: as all commands write them, with as many figures as give the same number again."""

from __future__ import annotations

from pathlib import Path

from fourcapitals.results.csv_tables import as_csv
from fourcapitals.results.export.named_table import NamedTable


def write_csv(table: NamedTable, path: Path) -> tuple[int, int]:
    """Write a table as CSV, a part at a time.

    Text that a spreadsheet would take for a formula gets an apostrophe before it (`csv_tables.as_csv`); what is not a
    number is empty.

    Parameters
    ----------
    table : NamedTable
    path : Path

    Returns
    -------
    tuple of int
        How many rows and columns; none for a table without columns, of which no file is written.
    """
    rows = columns = 0
    for part in table.parts():
        if not len(part.columns):
            continue
        with path.open("ab") as file:
            file.write(as_csv(part, figures=None, headed=not columns))
        rows, columns = rows + len(part), len(part.columns)
    return rows, columns
