"""Tables as Parquet files: numbers to the bit, text as it is, what is not a number as missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourcapitals.errors import BadInput, how_to_install
from fourcapitals.results.export.named_table import NamedTable

if TYPE_CHECKING:
    import pandas as pd


def check_parquet() -> None:
    """Say how to get what writes Parquet, where it is missing.

    Raises
    ------
    BadInput
        When it is.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise BadInput(f"--to parquet needs PyArrow: {how_to_install('parquet')}; --to csv needs nothing") from None


def write_parquet(table: NamedTable, path: Path, *, made: dict[str, str]) -> tuple[int, int]:
    """Write a table as Parquet, a part at a time.

    Parameters
    ----------
    table : NamedTable
    path : Path
    made : dict
        What it came from, for the metadata of the file under ``fourcapitals``.

    Returns
    -------
    tuple of int
        How many rows and columns; none for a table without columns, of which no file is written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: Any = None
    rows, schema = 0, None
    try:
        for part in table.headed():
            settled = part.apply(_settled)
            if schema is None:
                about = {
                    "fourcapitals": json.dumps({"table": table.name, "says": table.says, **made}, ensure_ascii=False)
                }
                found = pa.Schema.from_pandas(settled, preserve_index=False)
                schema = _schema(found).with_metadata({**(found.metadata or {}), **about})
                writer = pq.ParquetWriter(path, schema, compression="zstd")
            writer.write_table(pa.Table.from_pandas(settled, schema=schema, preserve_index=False))
            rows += len(part)
    finally:
        if writer is not None:
            writer.close()
    return rows, 0 if schema is None else len(schema)


def _schema(found: Any) -> Any:
    """Take a column that is empty in the first part for text; no part has others."""
    import pyarrow as pa

    return pa.schema([pa.field(each.name, pa.string()) if pa.types.is_null(each.type) else each for each in found])


def _settled(column: pd.Series[Any]) -> pd.Series[Any]:
    """Write as text what is neither all numbers nor all text."""
    if column.dtype.kind in "biuf" or column.dtype.name in ("boolean", "Int64", "Float64", "str", "string"):
        return column
    kinds = {type(each) for each in column.dropna()}
    return column if len(kinds) <= 1 else column.map(lambda each: each if each is None else str(each))
