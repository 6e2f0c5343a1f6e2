"""A table that is to be written: its name, what it says, and its rows in parts that fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class NamedTable:
    """A table under a name.

    Parameters
    ----------
    name : str
        Of its file or sheet: letters, digits and ``_``.
    says : str
        What its rows are, true alone.
    parts : callable
        Gives its rows, in parts with the same columns.
    """

    name: str
    says: str
    parts: Callable[[], Iterable[pd.DataFrame]]

    @classmethod
    def of(cls, name: str, says: str, table: pd.DataFrame) -> Self:
        """Take a table that is at hand.

        Parameters
        ----------
        name, says : str
            As of the class.
        table : pandas.DataFrame

        Examples
        --------
        >>> import pandas as pd
        >>> [len(part) for part in NamedTable.of("money", "New money", pd.DataFrame({"year": [2035]})).parts()]
        [1]
        """
        return cls(name, says, lambda: (table,))

    def headed(self) -> Iterator[pd.DataFrame]:
        """Give its parts under the headings that all formats write (`csv_tables.headed_in_full`)."""
        from fourcapitals.results.csv_tables import headed_in_full

        for part in self.parts():
            if len(part.columns):
                yield headed_in_full(part)


@dataclass(frozen=True)
class WrittenTable:
    """A table that was written.

    Parameters
    ----------
    name, says : str
        As of `NamedTable`.
    rows, columns : int
        How many.
    where : str
        Its file or its sheets.
    """

    name: str
    says: str
    rows: int
    columns: int
    where: str


@dataclass(frozen=True)
class Absent:
    """A table that the results can't give.

    Parameters
    ----------
    name : str
    why : str
        With what to do, where something can be done.
    """

    name: str
    why: str


def contents_of(written: Iterable[WrittenTable], absent: Iterable[Absent] = ()) -> pd.DataFrame:
    """List what was written, and what was not and why.

    Parameters
    ----------
    written : iterable of WrittenTable
    absent : iterable of Absent

    Returns
    -------
    pandas.DataFrame
        One row a table: ``table, says, rows, columns, where``.

    Examples
    --------
    >>> table = contents_of([WrittenTable("money", "New money", 3, 2, "money.csv")], [Absent("missions", "no 2030")])
    >>> table["says"].to_list(), table["where"].to_list()
    (['New money', 'Not here: no 2030'], ['money.csv', ''])
    """
    import pandas as pd

    rows = [(each.name, each.says, each.rows, each.columns, each.where) for each in written]
    rows += [(each.name, f"Not here: {each.why}", 0, 0, "") for each in absent]
    return pd.DataFrame(rows, columns=["table", "says", "rows", "columns", "where"])
