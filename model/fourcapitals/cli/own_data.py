"""Commands about tables of one's own: data check, data schema."""

from __future__ import annotations

import shlex
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, app, example
from fourcapitals.cli.output import Output, give_json, table_of

data = typer.Typer(no_args_is_help=True, help="Tables of your own in place of the package's: a newer release, say.")
app.add_typer(data, name="data")


@data.command(epilog=example("fourcapitals data check my_tables"))
def check(
    folder: Annotated[Path, typer.Argument(help="CSV files named as tables of the package, such as outcomes.csv.")],
    as_json: Json = False,
) -> None:
    """Check a folder of tables: whole ones, or code and the columns that change, one row an area.

    Prints which cells differ from the package's; with a fault, where it is, and the exit code is 2.
    """
    own = fc.data.read_baseline(folder)
    rows = [
        (row["table"], row["column"], f"{row['cells']:,}", *(_mean(row[each]) for each in ("mean", "mean_published")))
        for row in own.changed.to_dict("records")
    ]
    heads = ("Table", "Column", ">Cells that differ", ">Mean over areas", ">The package's")
    table = table_of(heads, rows, title=f"{folder}: sound")
    lines = fc.data.input_lines(baseline=own.baseline) or ["Nothing differs from the package's figures."]
    run = f"Run on it: fourcapitals run announced_2021 --baseline {shlex.quote(str(folder))}"
    Output(as_json=as_json).answer(own.changed, [table, *lines, run])


def _mean(value: float) -> str:
    return "" if isnan(value) else f"{value:,.4g}"


@data.command(epilog=example("fourcapitals data schema outcomes"))
def schema(
    tables: Annotated[list[str] | None, typer.Argument(help="Names of tables; all if left out.")] = None,
) -> None:
    """Print what each table may hold as JSON (Table Schema): columns, kinds, least and most."""
    import json

    names = tables or sorted(fc.load_baseline().tables)
    give_json(json.dumps([fc.data.table_schema(name) for name in names], indent=2))
