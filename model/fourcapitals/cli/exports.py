"""The command that hands results to other programs: export."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Basis, BasisName, Json, Overwrite, Quiet, ResultsPath, Rules, app, example
from fourcapitals.cli.output import Output, table_of
from fourcapitals.text import plain

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


class FormatName(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


@app.command(
    epilog=example(
        "fourcapitals export announced --to xlsx --out announced.xlsx",
        "fourcapitals export announced --to csv --out tables",
        "fourcapitals export announced --to parquet --draws --out draws",
        "fourcapitals export one.nc --to csv --table levels_hle --table awards --out hle",
    )
)
def export(
    results: ResultsPath,
    to: Annotated[
        FormatName,
        typer.Option(
            help="csv and parquet: a folder with a file for each table; xlsx: one workbook with a sheet for each. "
            "parquet needs the extra [parquet], xlsx the extra [excel]."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The folder; of xlsx the file.")],
    tables: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="This table alone; may be given several times."),
    ] = None,
    draws: Annotated[
        bool, typer.Option("--draws", help="Add levels and differences of each draw, beside medians and bands.")
    ] = False,
    reference: Annotated[
        str | None, typer.Option(help="The scenario that others are compared with; that of the results if left out.")
    ] = None,
    basis: Basis = BasisName.PLACE,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Write all tables of results for R, Excel and databases, with units in the headings, and list them.

    Levels and differences by scenario, place, year and outcome as medians and bands; money, awards, missions,
    inequality, letters of evidence; what they came from: commands, versions, seed, checksums, notes. Results that were
    made with --keep areas, and single runs, give every area.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    fc.results.check_export(out, to=to.value, overwrite=overwrite)
    loaded = fc.open_results(results).on_basis(basis.value)
    words = ["fourcapitals", "export", str(results), "--to", to.value]
    words += [word for name in tables or () for word in ("--table", name)]
    words += [*(["--draws"] if draws else []), *(["--reference", reference] if reference else [])]
    words += [*(["--basis", basis.value] if basis is not BasisName.PLACE else []), "--out", out.name]
    with _watched(quiet=quiet) as watch:
        contents = fc.results.export(
            loaded,
            out,
            to=to.value,
            reference=reference,
            draws=draws,
            tables=tables,
            overwrite=overwrite,
            command=shlex.join(words),
            watch=watch,
        )
    output.answer(contents, [_shown(contents, out)], loaded.input_lines)
    output.wrote(out)


def _shown(contents: pd.DataFrame, out: Path) -> Table:
    """The contents for the screen."""
    rows = [
        (row["table"], f"{row['rows']:,}" if row["where"] else "-", row["says"]) for row in contents.to_dict("records")
    ]
    return table_of(("Table", ">Rows", "What it says"), rows, title=f"Tables in {plain(str(out))}")


@contextmanager
def _watched(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show on stderr how many tables are done; nothing when quiet or not a terminal."""
    from fourcapitals.cli.output import progress_bar
    from fourcapitals.ensemble.workers import Progress

    with progress_bar("tables", quiet=quiet) as bar:
        if bar is None:
            yield None
            return

        def watch(done: int, of: int) -> None:
            bar(Progress(done, of, done, of, 0.0, 0.0, 0.0))

        yield watch
