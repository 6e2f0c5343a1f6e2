"""A report as sections of paragraphs, lists, tables and pictures, whatever it is written as."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.plots import Chart

Kind = Literal["text", "lead", "caution", "absent", "command"]
LONGEST_CELL: Final = 4
"""Digits after the point of a figure in the table of a picture."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of words.

    Parameters
    ----------
    text : str
    kind : {"text", "lead", "caution", "absent", "command"}
        ``lead`` opens a section; ``caution`` says what a figure is not; ``absent`` what the results can't answer, and
        how to make some that can; ``command`` is typed.
    """

    text: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Listing:
    """Sentences or names, one below the other.

    Parameters
    ----------
    items : tuple of str
    ordered : bool
        Whether their order says something.
    """

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it is read, with the unrounded figures behind it.

    Parameters
    ----------
    name : str
        Of no other table of the report: letters, digits and ``_``.
    caption : str
        True alone.
    headings : tuple of str
        Of the columns; the first column says what a row is of.
    rows : tuple of tuple of str
        As written.
    data : pandas.DataFrame
        Unrounded.
    note : str
        How it is read.
    folded : bool
        Whether it is shown only when asked for, where that is possible.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: pd.DataFrame
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart drawn `plots.bare`, whose words stand beside it.

    Parameters
    ----------
    name : str
        Of no other picture or table of the report: letters, digits and ``_``.
    chart : Chart
        With ``caption``, ``alt_text``, ``data`` and ``command``.
    """

    name: str
    chart: Chart

    @property
    def table(self) -> Table:
        """Give the figures that are drawn."""
        data = self.chart.data
        years = [str(name).endswith("year") for name in data.columns]
        rows = tuple(
            tuple(_year(cell) if is_year else _cell(cell) for is_year, cell in zip(years, row, strict=True))
            for row in data.itertuples(index=False)
        )
        return Table(
            name=f"{self.name}_figures",
            caption=f"Figures of: {self.chart.caption.title}",
            headings=tuple(str(name).replace("_", " ") for name in data.columns),
            rows=rows,
            data=data,
            folded=True,
        )


def _cell(value: object) -> str:
    """Write a value of a chart's data.

    Examples
    --------
    >>> _cell(0.123456), _cell(float("nan")), _cell(2035), _cell("York"), _cell(1234567.8)
    ('0.1235', '', '2035', 'York', '1,234,568')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if abs(value) >= 1000:
            return f"{value:,.0f}"
        return f"{value:.{LONGEST_CELL}g}"
    return str(value)


def _year(value: object) -> str:
    """Write a calendar year, which a column with gaps holds as a fraction.

    Examples
    --------
    >>> _year(2012.0), _year(float("nan")), _year("2012-14")
    ('2012', '', '2012-14')
    """
    return f"{value:.0f}" if isinstance(value, float) and not math.isnan(value) else _cell(value)


Block = Paragraph | Listing | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of a report that can be linked to.

    Parameters
    ----------
    anchor : str
        Of no other section: letters, digits and ``-``.
    title : str
    blocks : tuple of Paragraph, Listing, Table or Picture
        In the order in which they are read.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """What is told of some results.

    Parameters
    ----------
    title, subtitle : str
    sections : tuple of Section
        In the order in which they are read.
    command : str
        That makes it again.
    language : str
        As a BCP 47 tag.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    command: str
    language: str = "en-GB"

    def blocks(self) -> Iterator[Block]:
        """Give what all sections hold, in the order in which it is read."""
        for section in self.sections:
            yield from section.blocks

    def pictures(self) -> tuple[Picture, ...]:
        """Give the pictures of all sections."""
        return tuple(block for block in self.blocks() if isinstance(block, Picture))

    def tables(self) -> tuple[Table, ...]:
        """Give the tables of all sections, with those of the figures that pictures draw."""
        found = (block.table if isinstance(block, Picture) else block for block in self.blocks())
        return tuple(each for each in found if isinstance(each, Table))
