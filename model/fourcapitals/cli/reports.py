"""The command that writes a report of results: report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Overwrite, Quiet, ResultsPath, Rules, app, example
from fourcapitals.cli.inputs import OwnData, baseline_of
from fourcapitals.cli.output import Output
from fourcapitals.errors import BadInput

ENDINGS: Final = (".html", ".pdf", ".xlsx")
"""Of what ``--out`` writes."""


@app.command(
    epilog=example(
        "fourcapitals report announced --out report.html",
        "fourcapitals report announced --area Hartlepool --out hartlepool.html",
        "fourcapitals report announced --pdf report.pdf --xlsx report.xlsx",
    )
)
def report(
    results: ResultsPath,
    out: Annotated[
        Path | None,
        typer.Option(help="The report as a page, .html, whole in one file; .pdf and .xlsx as below."),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(help="The report on paper: a tagged PDF, held to PDF/UA-1. Needs the extra [pdf]."),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option(help="Every table of the report as a workbook, unrounded. Needs the extra [excel]."),
    ] = None,
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
    asked = {"--out": (out, ENDINGS), "--pdf": (pdf, (".pdf",)), "--xlsx": (xlsx, (".xlsx",))}
    files = _checked({option: each for option, each in asked.items() if each[0] is not None}, overwrite=overwrite)
    loaded = fc.open_results(results)
    baseline = None if own_data is None else baseline_of(loaded, own_data, who=results)
    made = fc.report.compose(loaded, reference=reference, area=area, baseline=baseline, source=str(results))
    output.wrote(*(fc.report.save(made, each, overwrite=overwrite) for each in files))


def _checked(asked: Mapping[str, tuple[Path | None, Sequence[str]]], *, overwrite: bool) -> list[Path]:
    """Refuse, before any work is done, files that could not be written, all faults at once."""
    if not asked:
        raise BadInput("name a file for the report: --out report.html, --pdf report.pdf or --xlsx report.xlsx")
    faults, files = list[str](), list[Path]()
    for option, (path, endings) in asked.items():
        if path is None:
            continue
        if path.suffix.lower() not in endings:
            faults.append(f"{option} {path}: give a name that ends in {' or '.join(endings)}")
            continue
        if path.resolve() in {each.resolve() for each in files}:
            faults.append(f"{option} {path}: another option writes this file; give one another name")
        try:
            files.append(fc.report.check_report(path, overwrite=overwrite))
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return files
