"""Commands that compare scenarios in results: compare, missions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, Quiet, Reference, ResultsPath, app, example
from fourcapitals.cli.output import Output, say, table_of
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


@app.command(
    epilog=example(
        "fourcapitals compare results.nc --by region",
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
    csv: Annotated[Path | None, typer.Option(help="Write the whole table to this file.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare every scenario with the reference, draw by draw."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv)
    loaded = fc.open_results(results)
    table = fc.results.paired(loaded, outcome, reference=reference, year=year, by=by, sex=sex)
    warnings = fc.results.too_few_draws(table, loaded.draws)
    table["badge"] = table["scenario"].map(fc.results.badges(loaded)) if len(table) else []
    if csv is not None:
        output.write_table(table, csv)
    output.answer(table, [_comparison_table(table, outcome, reference, year)])
    if not quiet:
        for warning in warnings:
            say(warning)


def _comparison_table(table: pd.DataFrame, outcome: str, reference: str, year: int) -> Table:
    kind = fc.vocabulary.outcome_named(outcome)
    with_bands = "low_80" in table
    bands = (">80% of draws", ">P(better)", ">No difference at all") if with_bands else ()
    return table_of(
        ("Scenario", "Place", ">Level", ">Difference", *bands, "Evidence"),
        [_comparison_cells(row, with_bands=with_bands) for row in table.to_dict("records")],
        title=f"{kind.label} in {year}: difference from {reference}",
        caption=f"Levels in {kind.unit}. Levels carry COVID-19 and the trend; differences do not.",
    )


def _comparison_cells(row: Mapping[Hashable, Any], *, with_bands: bool) -> list[str]:
    written = fc.formatting
    cells = [
        row["scenario"],
        row["group_name"],
        f"{row['level']:,.4g}",
        written.readable(row["difference"], row["unit"]),
    ]
    if with_bands:
        cells += [
            written.readable_range(row["low_80"], row["high_80"], row["unit"], middle=row["difference"]),
            f"{row['probability_better']:.2f}",
            f"{row['share_zero']:.0%}",
        ]
    return [*cells, row["badge"]]


@app.command(epilog=example("fourcapitals missions results.nc"))
def missions(results: ResultsPath, reference: Reference = "baseline", as_json: Json = False) -> None:
    """Compare results with the government's missions on health, productivity and wellbeing."""
    table = fc.results.missions(fc.open_results(results), reference=reference)
    Output(as_json=as_json).answer(table, fc.results.mission_lines(table))
