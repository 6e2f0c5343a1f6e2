"""The tables of a report, those of its pictures among them, as one workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fourcapitals.arguments import checked
from fourcapitals.report.document import Paragraph, Report, Table
from fourcapitals.results.export.named_table import NamedTable
from fourcapitals.results.export.provenance import provenance_table
from fourcapitals.results.export.workbook import write_workbook


@checked
def as_workbook(report: Report) -> bytes:
    """Write every table of a report into one workbook: unrounded, a sheet each, behind a sheet of contents.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes

    Raises
    ------
    BadInput
        When what writes workbooks is not installed, or the disk is full.
    """
    tables = [NamedTable.of(each.name, _says(each), each.data) for each in report.tables()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_workbook(path, tables, made=provenance_table(_made(report)), title=report.title)
        return path.read_bytes()


def _says(table: Table) -> str:
    return f"{table.caption}. {table.note}" if table.note else table.caption


def _made(report: Report) -> dict[str, str]:
    """What the tables came from, and what the report says in words of how they are read."""
    import fourcapitals as fc

    made = {"report": report.title, "of": report.subtitle, "made_by": f"fourcapitals {fc.__version__}"}
    made |= {"command": report.command}
    said = [block.text for block in report.blocks() if isinstance(block, Paragraph) and block.kind != "text"]
    return made | {f"said_{number}": text for number, text in enumerate(said, start=1)}
