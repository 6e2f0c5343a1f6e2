"""Commands about how the model stands beside what is known: facts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Draws, Json, Overwrite, Quiet, Seed, app, example
from fourcapitals.cli.changed_parameters import ParameterFile, Settings, lines_of, table_asked
from fourcapitals.cli.output import Output, table_of


@app.command(epilog=example("fourcapitals facts", "fourcapitals facts --draws 500 --json"))
def facts(
    draws: Draws = 200,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Write them to this CSV file.")] = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Hold statements of the literature against data and draws: how likely each is, and what flips it."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    changed = table_asked(settings, parameters)
    found = fc.appraisal.stylised_facts(draws=draws, seed=seed, parameters=changed, say=output.say)
    heads = ("Fact", "Statement", "Found", ">Holds", "Flips at")
    rows = table_of(heads, fc.appraisal.fact_rows(found), title="Stylised facts")
    output.answer(found, [rows, *fc.appraisal.fact_lines(found), *lines_of(changed)])
    if out is not None:
        output.write_table(found, out)
