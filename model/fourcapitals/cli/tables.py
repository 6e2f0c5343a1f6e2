"""Tables for the screen: text as it stands, and no figure cut however narrow the screen is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from fourcapitals.cli.streams import spelt
from fourcapitals.text import plain

if TYPE_CHECKING:
    from rich.table import Column, Table
    from rich.text import Text

WORDS: Final = 16
"""Letters that a column of words has at least, where its words need them."""
LONG: Final = 30
"""Letters of a word from which it may be broken."""
FRAME: Final = 3
"""Letters that a column takes beside its content."""


def table_of(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    caption: str | None = None,
    piped: int | None = None,
) -> Table:
    """Lay out cells as a table for the screen.

    Parameters
    ----------
    columns : sequence of str
        Headings; one that begins with ``>`` stands over figures, set to the right.
    rows : iterable of sequences of str
    title, caption : str, optional
    piped : int, optional
        Letters of a line that it fits also where output is no terminal; as many as it needs if left out.

    Examples
    --------
    >>> table_of(("Scenario", ">2035"), [("baseline", "63.4")], title="Years").columns[1].justify
    'right'
    """
    from rich.table import Table

    made = Table(
        title=None if title is None else _text(title, "table.title"),
        caption=None if caption is None else _text(caption, "table.caption"),
        title_justify="left",
        caption_justify="left",
        width=piped,
    )
    for heading in columns:
        side = "right" if heading.startswith(">") else "left"
        made.add_column(_text(heading.removeprefix(">")), justify=side, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        made.add_row(*map(_text, row))
    return made


def _text(text: str, style: str = "") -> Text:
    """Take a text as it stands: Rich would read ``[...]`` as markup and ``:name:`` as a picture."""
    from rich.text import Text

    return Text(spelt(plain(text, lines=True), sys.stdout.encoding or "utf-8"), style)


def fitting(table: Table, width: int) -> list[Table]:
    """Split a table into parts that fit a width, each with the columns of words that name its rows.

    Parameters
    ----------
    table : Table
        As `table_of` gives it.
    width : int
        Letters of a line.

    Returns
    -------
    list of Table
        With all columns, and neither title nor caption. A part is wider than asked where one figure, beside what names
        its row, is.
    """
    ranges = [_range(column) for column in table.columns]
    names = _names_of_rows(table, ranges, width)
    parts, part = [], list(names)
    for at in range(len(names), len(ranges)):
        if len(part) > len(names) and _framed(ranges[each].least for each in (*part, at)) > width:
            parts.append(part)
            part = list(names)
        part.append(at)
    parts.append(part)
    return [_part(table, columns, _widths([ranges[at] for at in columns], width)) for columns in parts]


def least_width(table: Table) -> int:
    """Count the letters of a line of a part that `fitting` gave."""
    return _framed(column.width or 0 for column in table.columns)


class _Range(NamedTuple):
    """The least width of a column at which no figure is cut and no usual word broken, and that which needs no more."""

    least: int
    most: int


def _range(column: Column) -> _Range:
    from rich.cells import cell_len

    heading = str(column.header)
    cells = [line for cell in column.cells for line in str(cell).split("\n")]
    words = [word for text in (heading, *cells) for word in text.split()]
    widest = max(map(cell_len, (heading, *cells)))
    if column.justify == "right":
        least = max(map(cell_len, (*heading.split(), *cells)), default=1)
    else:
        least = max(min(WORDS, widest), min(LONG, max(map(cell_len, words), default=1)))
    return _Range(max(1, least), max(1, widest))


def _names_of_rows(table: Table, ranges: Sequence[_Range], width: int) -> list[int]:
    """Choose the columns that name the rows: those of words before the first of figures, in half the width."""
    words = list(takewhile(lambda at: table.columns[at].justify == "left", range(len(ranges) - 1)))
    while len(words) > 1 and _framed(ranges[at].least for at in words) > width / 2:
        words.pop()
    return words


def _widths(ranges: Sequence[_Range], width: int) -> list[int]:
    """Share a width between columns: each at least what it needs, and none wide while another is narrow."""

    def up_to(level: int) -> list[int]:
        return [min(max(level, each.least), each.most) for each in ranges]

    fits = (up_to(level) for level in range(width, 0, -1) if _framed(up_to(level)) <= width)
    return next(fits, up_to(1))


def _framed(widths: Iterable[int]) -> int:
    """Add the frame of a table to the widths of its columns."""
    return sum(width + FRAME for width in widths) + 1


def _part(table: Table, columns: Sequence[int], widths: Sequence[int]) -> Table:
    from rich.table import Table

    made = Table(title_justify="left", caption_justify="left")
    chosen = [table.columns[at] for at in columns]
    for column, width in zip(chosen, widths, strict=True):
        made.add_column(column.header, justify=column.justify, overflow="fold", width=width)
    for row in zip(*(column.cells for column in chosen), strict=True):
        made.add_row(*row)
    return made
