"""Commands that compare scenarios in results: compare, missions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Basis,
    BasisName,
    Json,
    Measure,
    Overwrite,
    Quiet,
    Reference,
    ResultsPath,
    Rules,
    Unit,
    app,
    example,
)
from fourcapitals.cli.comparison_tables import basis_parts, compared, comparison_tables, verdict_lines
from fourcapitals.cli.inputs import OwnData, baseline_of
from fourcapitals.cli.output import Output, say
from fourcapitals.vocabulary import END_YEAR


@app.command(
    epilog=example(
        "fourcapitals compare results.nc --by region",
        "fourcapitals compare results.nc --measure total --unit days",
        "fourcapitals compare results.nc --outcome gva_per_hour --by area --csv gva_by_area.csv",
    )
)
def compare(
    results: ResultsPath,
    reference: Reference = "baseline",
    outcome: Annotated[str, typer.Option(help="The outcome to compare.")] = "hle",
    year: Annotated[int, typer.Option(help="The year to compare.")] = END_YEAR,
    by: Annotated[
        str,
        typer.Option(
            help="england, region, upper_tier (counties), combined_authority, integrated_care_board, area, "
            "deprivation_fifth, luf_group, or one place by its name."
        ),
    ] = "england",
    sex: Annotated[str | None, typer.Option(help="male or female; the mean of both if left out.")] = None,
    measure: Measure = None,
    basis: Basis = BasisName.PLACE,
    unit: Unit = None,
    own_data: OwnData = None,
    csv: Annotated[Path | None, typer.Option(help="Write the whole table to this file.")] = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare every scenario with the reference, draw by draw: how much, how often, for how much money."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv)
    loaded = fc.open_results(results).on_basis(basis.value)
    baseline = None if own_data is None else baseline_of(loaded, own_data, who=results)
    asked = None if measure is None else measure.value
    table = compared(loaded, outcome, reference=reference, year=year, by=by, sex=sex, measure=asked)
    shown = comparison_tables(table, loaded, by=by, unit=unit)
    if csv is not None:
        output.write_table(table, csv)
    lines = []
    if not as_json:
        lines = verdict_lines(loaded, outcome, table.attrs["measure"], reference=reference, baseline=baseline)
    output.answer(table, [*shown, *lines, *basis_parts(table, loaded, unit=unit), *loaded.input_lines])
    if not quiet:
        for warning in fc.results.too_few_draws(table, draws=loaded.draws):
            say(warning)


@app.command(epilog=example("fourcapitals missions results.nc"))
def missions(
    results: ResultsPath,
    reference: Reference = "baseline",
    every: Annotated[
        bool,
        typer.Option(
            "--every",
            help="Gaps in all their readings: of the people and the hours worked, and of the places of the base year.",
        ),
    ] = False,
    basis: Basis = BasisName.PLACE,
    as_json: Json = False,
) -> None:
    """Compare results with the government's missions on health, productivity and wellbeing."""
    loaded = fc.open_results(results).on_basis(basis.value)
    table = fc.results.missions(loaded, reference=reference)
    lines = [*fc.results.mission_lines(table, every=every), *filter(None, [fc.results.basis_line(loaded)])]
    Output(as_json=as_json).answer(table, [*lines, *loaded.input_lines])
