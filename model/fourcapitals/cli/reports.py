"""The command that writes a report of results: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Overwrite, Quiet, ResultsPath, Rules, app, example
from fourcapitals.cli.inputs import OwnData, baseline_of
from fourcapitals.cli.output import Output


@app.command(
    epilog=example(
        "fourcapitals report announced --out report.html",
        "fourcapitals report announced --area Hartlepool --out hartlepool.html",
    )
)
def report(
    results: ResultsPath,
    out: Annotated[Path, typer.Option(help="The report: a page that ends in .html, whole in one file.")],
    area: Annotated[
        str | None,
        typer.Option(
            help="Report on one area, county, region, combined authority or integrated care board, by name or code."
        ),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(help="The scenario that others are compared with; that of the results if left out."),
    ] = None,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
) -> None:
    """Write a report of results: the answer first, then strategies, places, money, and how sure all of it is."""
    output = Output(overwrite=overwrite, quiet=quiet)
    fc.report.check_report(out, overwrite=overwrite)
    loaded = fc.open_results(results)
    baseline = None if own_data is None else baseline_of(loaded, own_data, who=results)
    made = fc.report.write(
        loaded,
        out,
        reference=reference,
        area=area,
        baseline=baseline,
        source=str(results),
        overwrite=overwrite,
    )
    output.wrote(made)
