"""Commands about tables of one's own: data check, data schema; and the option that runs on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, app, example
from fourcapitals.cli.output import Output, give_json, table_of

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline

data = typer.Typer(no_args_is_help=True, help="Tables of your own in place of the package's: a newer release, say.")
app.add_typer(data, name="data")

OwnData = Annotated[
    Path | None,
    typer.Option(
        "--baseline", help="A folder of tables in place of the package's; fourcapitals data check tells more."
    ),
]


def baseline_asked(folder: Path | None) -> Baseline | None:
    """Read the tables that a user gives; None for the package's.

    Raises
    ------
    BadInput
        With every fault of every file.
    """
    return None if folder is None else fc.data.read_baseline(folder).baseline


@data.command(epilog=example("fourcapitals data check my_tables"))
def check(
    folder: Annotated[Path, typer.Argument(help="CSV files named as tables of the package, such as outcomes.csv.")],
    as_json: Json = False,
) -> None:
    """Check a folder of tables: whole ones, or code and the columns that change, one row an area.

    Prints which cells differ from the package's; with a fault, where it is, and the exit code is 2.
    """
    found = fc.data.read_baseline(folder).changed
    rows = [(row["table"], row["column"], f"{row['cells']:,}") for row in found.to_dict("records")]
    table = table_of(("Table", "Column", ">Cells that differ"), rows, title=f"{folder}: sound")
    Output(as_json=as_json).answer(found, [table, f"Run on it: fourcapitals run announced_2021 --baseline {folder}"])


@data.command(epilog=example("fourcapitals data schema outcomes"))
def schema(
    tables: Annotated[list[str] | None, typer.Argument(help="Names of tables; all if left out.")] = None,
) -> None:
    """Print what each table may hold as JSON (Table Schema): columns, kinds, least and most."""
    import json

    names = tables or sorted(fc.load_baseline().tables)
    give_json(json.dumps([fc.data.table_schema(name) for name in names], indent=2))
