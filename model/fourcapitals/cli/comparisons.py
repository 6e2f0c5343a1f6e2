"""Commands that compare scenarios in results: compare, missions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli import mission_tables
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
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import command_again
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
    output.answer(table, [*shown, *lines, *basis_parts(table, loaded, unit=unit)], loaded.input_lines)
    if not quiet:
        for warning in fc.results.too_few_draws(table, draws=loaded.draws):
            say(warning)


@app.command(
    epilog=example(
        "fourcapitals missions",
        "fourcapitals missions results.nc",
        "fourcapitals missions results.nc --year 2027 --year 2035 --out assessment.png",
    )
)
def missions(
    ctx: typer.Context,
    results: Annotated[
        Path | None,
        typer.Argument(help="A results file or store that fourcapitals run wrote; left out, the twelve are listed."),
    ] = None,
    reference: Reference = "baseline",
    every: Annotated[
        bool,
        typer.Option(
            "--every",
            help="Gaps in all their readings: of the people and the hours worked, and of the places of the base year; "
            "with --year, each sex too.",
        ),
    ] = False,
    years: Annotated[
        list[int] | None,
        typer.Option(
            "--year",
            help="The yearly assessment instead: health, work, sickness, income, output, wellbeing and air in that "
            "year, true and as published figures would show. May be given several times.",
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="Places of the yearly assessment: england, region, or one place by its name.")
    ] = "england",
    scenario: Annotated[str | None, typer.Option(help="The scenario that is drawn; the reference if left out.")] = None,
    basis: Basis = BasisName.PLACE,
    csv: Annotated[Path | None, typer.Option(help="Write the whole table to this file.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Draw the yearly assessment: .png, .svg or .pdf. A CSV and alt text go beside it."),
    ] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare results with the government's missions on health, productivity and wellbeing, year by year."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv, picture=out)
    inputs: Sequence[str] = ()
    if results is None:
        why = "needs results: name the file or store that fourcapitals run wrote"
        of_results = ("reference", "every", "years", "by", "scenario", "basis", "out")
        refuse_ignored(ctx, why, *of_results)
        table = fc.results.twelve_missions()
        shown: list[Any] = mission_tables.twelve_tables(table)
    elif not years:
        refuse_ignored(
            ctx, "belongs to the yearly assessment: name its year, such as --year 2027", "by", "scenario", "out"
        )
        loaded = fc.open_results(results).on_basis(basis.value)
        table, inputs = fc.results.missions(loaded, reference=reference), loaded.input_lines
        shown = [*fc.results.mission_lines(table, every=every), *fc.results.coverage_lines()]
        shown += filter(None, [fc.results.basis_line(loaded)])
    else:
        loaded = fc.open_results(results).on_basis(basis.value)
        table = fc.results.assessment(loaded, years=years, reference=reference, by=by)
        inputs = loaded.input_lines
        shown = mission_tables.assessment_tables(table, loaded, reference=reference, every=every)
        shown += filter(None, [fc.results.basis_line(loaded)])
    output.answer(table, shown, inputs)
    if csv is not None:
        output.write_table(table, csv)
    if out is not None:
        chart = fc.plots.assessment(table, scenario=scenario)
        asked = [f"--year={year}" for year in years or ()]
        chart.command = command_again("missions", str(results), *asked)
        output.write_picture(chart, out)
