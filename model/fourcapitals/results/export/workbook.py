"""Tables as an Excel workbook: a sheet a table behind a sheet of contents and one of what they came from.

Text is written as text, so that none is a formula, and stays text when its cell is edited. What is not a number is an
empty cell. Tables that are longer or wider than a sheet go on in further sheets, as the contents say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from math import isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.errors import BadInput, how_to_install
from fourcapitals.results.csv_tables import ACTS
from fourcapitals.results.export.named_table import Absent, NamedTable, WrittenTable, contents_of
from fourcapitals.results.files import written
from fourcapitals.text import plain

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Final = 1_048_576
"""Of a sheet, the headings among them."""
MOST_COLUMNS: Final = 16_384
LONGEST_NAME: Final = 31
"""Characters of the name of a sheet."""
LONGEST_TEXT: Final = 32_767
"""Characters (UTF-16 units) of a cell."""
WIDEST: Final = 60
"""Characters that a column is made wide for."""
CONTENTS: Final = "contents"
PROVENANCE: Final = "provenance"
_UNDATED: Final = datetime(1980, 1, 1)
"""Written as the date of all workbooks, so that the same results give the same file."""


def check_workbook() -> None:
    """Say how to get what writes workbooks, where it is missing.

    Raises
    ------
    BadInput
        When it is.
    """
    try:
        import xlsxwriter  # noqa: F401
    except ImportError:
        raise BadInput(f"a workbook (.xlsx) needs XlsxWriter: {how_to_install('excel')}; CSV needs nothing") from None


def write_workbook(
    path: Path,
    tables: Iterable[NamedTable],
    *,
    made: pd.DataFrame,
    title: str,
    absent: Sequence[Absent] = (),
    overwrite: bool = False,
    rows_of_sheet: int = MOST_ROWS,
    columns_of_sheet: int = MOST_COLUMNS,
) -> pd.DataFrame:
    """Write tables as one workbook, whole or not at all.

    Parameters
    ----------
    path : Path
        Ends in .xlsx.
    tables : iterable of NamedTable
    made : pandas.DataFrame
        What they came from, for the sheet `PROVENANCE`.
    title : str
        Of the workbook, for its properties.
    absent : sequence of Absent
        Tables that there are not, for the contents.
    overwrite : bool
    rows_of_sheet, columns_of_sheet : int
        At which a sheet is full, the headings among the rows.

    Returns
    -------
    pandas.DataFrame
        The contents (`named_table.contents_of`).

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set), cannot be written, or a text is longer than a cell holds.
    """
    check_workbook()
    with (
        written(path, overwrite=overwrite) as temporary,
        tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".", suffix=".part") as working,
    ):
        book = _Book(temporary, working, title, (rows_of_sheet, columns_of_sheet))
        try:
            contents_sheet = book.sheet(CONTENTS)
            done = [book.write(table) for table in tables]
            provenance = NamedTable.of(PROVENANCE, "What the tables came from, and notes on reading them", made)
            done.append(book.write(provenance))
            contents = contents_of(done, absent)
            book.fill(contents_sheet, contents)
            contents_sheet.activate()
            book.close()
        finally:
            book.let_go()
    return contents


def sheet_name(name: str, number: int, taken: Iterable[str]) -> str:
    """Name a sheet: within 31 characters, and not as another whatever the case of letters.

    Parameters
    ----------
    name : str
        Of the table.
    number : int
        Of the sheet among those of the table, from 1.
    taken : iterable of str
        Names of other sheets.

    Examples
    --------
    >>> sheet_name("levels_hle", 1, []), sheet_name("levels_hle", 2, ["levels_hle"])
    ('levels_hle', 'levels_hle (2)')
    >>> sheet_name("x" * 40, 1, []) == "x" * 31, sheet_name("a/b", 1, ["A_B"])
    (True, 'a_b~2')
    """
    safe = "".join("_" if each in "[]:*?/\\" else each for each in plain(name)).strip("'") or "table"
    ending = f" ({number})" if number > 1 else ""
    used, again = {each.casefold() for each in taken} | {"history"}, 1
    while True:
        mark = f"~{again}" if again > 1 else ""
        found = f"{safe[: LONGEST_NAME - len(ending) - len(mark)]}{mark}{ending}"
        if found.casefold() not in used:
            return found
        again += 1


class _Book:
    """A workbook that is being written, a row at a time."""

    def __init__(self, path: Path, working: str, title: str, size: tuple[int, int]) -> None:
        import xlsxwriter

        self.most_rows, self.most_columns = size
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": working})
        self.book.set_properties({"title": plain(title), "created": _UNDATED})
        self.heading = self.book.add_format({"bold": True, "bottom": 1})
        self.guarded = self.book.add_format({"quote_prefix": True})
        self.linked = self.book.add_format({"font_color": "#0563C1", "underline": 1})
        self.names: list[str] = []

    def sheet(self, name: str, number: int = 1) -> Any:
        """Begin a sheet."""
        self.names.append(sheet_name(name, number, self.names))
        return self.book.add_worksheet(self.names[-1])

    def write(self, table: NamedTable) -> WrittenTable:
        """Write a table into as many sheets as it takes."""
        rows, columns, sheets, full = 0, 0, list[str](), list[_Sheet]()
        for part in table.headed():
            columns, first = len(part.columns), 0
            while first < len(part) or not full:
                if not full or full[0].row == self.most_rows:
                    full = self._begun(table.name, part, len(sheets))
                    sheets += [each.sheet.get_name() for each in full]
                some = part.iloc[first : first + self.most_rows - full[0].row]
                for each in full:
                    each.add(some.iloc[:, each.columns])
                first += len(some)
            rows += len(part)
        return WrittenTable(table.name, table.says, rows, columns, "; ".join(sheets))

    def _begun(self, name: str, part: pd.DataFrame, before: int) -> list[_Sheet]:
        """Begin the next sheets of a table, several beside each other where it is wider than one."""
        starts = range(0, len(part.columns), self.most_columns)
        return [
            _Sheet(self, self.sheet(name, before + at), part, slice(start, start + self.most_columns))
            for at, start in enumerate(starts, start=1)
        ]

    def fill(self, sheet: Any, table: pd.DataFrame) -> None:
        """Write a small table into a sheet that was begun."""
        _Sheet(self, sheet, table, slice(None)).add(table)

    def close(self) -> None:
        """Finish the file; what the disk refuses is told as it refused it."""
        from xlsxwriter.exceptions import FileCreateError, FileSizeError

        try:
            self.book.close()
        except FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from None
        except FileSizeError:
            raise BadInput("the workbook would be larger than 4 GB; leave --draws out, or use --to parquet") from None

    def let_go(self) -> None:
        """Close the files of rows that wait, whether the workbook was finished or not."""
        for sheet in self.book.worksheets():
            with suppress(OSError, AttributeError, ValueError):
                sheet.row_data_fh.close()
        self.book.fileclosed = 1


class _Sheet:
    """A sheet that is being filled with the rows of some columns."""

    def __init__(self, book: _Book, sheet: Any, part: pd.DataFrame, columns: slice) -> None:
        self.book, self.sheet, self.columns, self.row = book, sheet, columns, 0
        shown = part.iloc[:, columns]
        sheet.freeze_panes(1, 0)
        for at, heading in enumerate(map(str, shown.columns)):
            longest = max([len(heading), *(len(str(each)) for each in shown.iloc[:50, at])])
            sheet.set_column(at, at, min(WIDEST, longest + 2))
        for at, heading in enumerate(map(str, shown.columns)):
            self._text(at, heading, book.heading)
        self.row = 1

    def add(self, rows: pd.DataFrame) -> None:
        """Write rows below those that there are."""
        writers = [self._writer_of(rows.iloc[:, at]) for at in range(rows.shape[1])]
        for cells in zip(*(rows.iloc[:, at].tolist() for at in range(rows.shape[1])), strict=True):
            for at, (write, cell) in enumerate(zip(writers, cells, strict=True)):
                write(at, cell)
            self.row += 1

    def _writer_of(self, column: pd.Series[Any]) -> Callable[[int, Any], None]:
        # Types of pandas' own may lack a number too, so that each cell is looked at.
        kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
        return self._number if kind == "f" else self._whole if kind and kind in "iu" else self._any

    def _whole(self, at: int, cell: int) -> None:
        self.sheet.write_number(self.row, at, cell)

    def _number(self, at: int, cell: float) -> None:
        if isfinite(cell):
            self.sheet.write_number(self.row, at, cell)
        elif not isnan(cell):
            self._text(at, str(cell))

    def _any(self, at: int, cell: Any) -> None:
        import pandas as pd

        if isinstance(cell, str):
            self._text(at, cell)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(self.row, at, cell)
        elif cell is None or cell is pd.NA:
            return
        elif isinstance(cell, int | float):
            self._number(at, cell)
        else:
            self._text(at, str(cell))

    def _text(self, at: int, text: str, how: Any = None) -> None:
        shown, acts = _written(text)
        if len(shown) > LONGEST_TEXT // 2 and len(shown.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise BadInput(
                f"sheet {self.sheet.get_name()}, row {self.row + 1}: a text of {len(shown):,} characters; a cell of "
                f"Excel holds {LONGEST_TEXT:,}: use --to csv or --to parquet"
            )
        self.sheet.write_string(self.row, at, shown, how or (self.book.guarded if acts else None))


@lru_cache(maxsize=4096)
def _written(text: str) -> tuple[str, bool]:
    """How a text is shown, and whether a spreadsheet would take it for a formula when its cell is edited."""
    shown = plain(text, lines=True)
    return shown, ACTS.match(shown) is not None
