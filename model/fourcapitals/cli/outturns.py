"""The command that lays what has been published since over a projection: outturn."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, Quiet, app, example
from fourcapitals.cli.changed_parameters import command_again
from fourcapitals.cli.output import Output, records_of, table_of
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.evidence import Outturn
    from fourcapitals.results.results import Results


@app.command(
    epilog=example(
        "fourcapitals outturn announced --observed published.csv --out fan.png",
        "fourcapitals outturn announced newer --observed published.csv --scenario announced_2021",
        "fourcapitals outturn forecast.csv --observed published.csv --csv figures.csv",
        "fourcapitals outturn --schema",
    )
)
def outturn(
    projections: Annotated[
        list[Path] | None,
        typer.Argument(help="Results files or stores, or a forecast on file that fourcapitals forecast wrote."),
    ] = None,
    observed: Annotated[
        Path | None,
        typer.Option(help="What was published: CSV, or parted by tabs; --schema says what may stand in it."),
    ] = None,
    scenarios: Annotated[
        list[str] | None,
        typer.Option("--scenario", help="Score this scenario alone; may be given several times."),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Draw figures of this place; England, or the first of the file, if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampling errors that draws are given.")] = 0,
    schema: Annotated[bool, typer.Option("--schema", help="Print what the file may hold, as JSON, and stop.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write every figure with its score to this file.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Draw the figures over the fans: .png, .svg or .pdf. A CSV and alt text go beside it."),
    ] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Lay what has been published since over a projection, and score it beside the simplest forecast."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if schema:
        output.answer(fc.evidence.observed_schema(), [_schema_table()])
        return
    if not projections or observed is None:
        lacking = ["a projection: results, a store or a forecast on file"] if not projections else []
        lacking += ["--observed FILE, what has been published (--schema says its form)"] if observed is None else []
        raise BadInput(f"missing: {' and '.join(lacking)}")
    output.check(table=csv, picture=out)
    loaded = _loaded(projections)
    figures = fc.evidence.read_observed(observed)
    found = fc.evidence.outturn(loaded, observed=figures, scenarios=scenarios or None, seed=seed)
    output.answer(
        {"scores": records_of(found.scores), "figures": records_of(found.figures)},
        [_score_table(found), *fc.evidence.outturn_lines(found)],
    )
    if csv is not None:
        output.write_table(found.figures, csv)
    if out is not None:
        first = next(iter(loaded.values()))
        drawn = first if isinstance(first, fc.results.Results) else None
        chart = fc.plots.outturn(found.figures, results=drawn, place=place)
        given = [str(each) for each in projections]
        chart.command = command_again("outturn", *given, "--observed", str(observed))
        output.write_picture(chart, out)


def _loaded(paths: list[Path]) -> dict[str, Results | pd.DataFrame]:
    """The projections by the names that they were given by."""
    if len(set(paths)) < len(paths):
        raise BadInput("a projection is named twice; name each once")
    return {str(path): fc.evidence.read_projection(path) for path in paths}


def _schema_table() -> Table:
    rows = [
        (str(field["name"]), "yes" if field["constraints"]["required"] else "no", str(field["description"]))
        for field in fc.evidence.observed_schema()["fields"]
    ]
    caption = "One row a figure; commas or tabs between columns, points as decimals. --json gives it as a Table Schema."
    return table_of(("Column", "Required", "Meaning"), rows, title="A file of what was published", caption=caption)


def _score_table(found: Outturn) -> Table:
    several = len(set(found.scores["projection"])) > 1
    heads = (*(["Projection"] if several else []), "Scenario", "Outcome", ">Figures", ">CRPS", ">Simple", ">Skill")
    heads = (*heads, ">In 50%", ">In 80%", ">In 90%", ">Mean error")
    cells = []
    for row in found.scores.to_dict("records"):
        share = [fc.formatting.share_of_draws(row[f"coverage_{level}"]) for level in (50, 80, 90)]
        skill = row["skill"]
        cells.append(
            [
                *([str(row["projection"])] if several else []),
                str(row["scenario"]),
                str(row["outcome"]),
                f"{row['figures']}",
                fc.formatting.plain(row["crps"]),
                fc.formatting.plain(row["crps_simple"]),
                "n/a" if isnan(skill) else f"{100 * skill:+.0f}%",
                *share,
                f"{'+' if row['mean_error'] > 0 else ''}{fc.formatting.plain(row['mean_error'])}",
            ]
        )
    caption = "Error: published less projected, in the unit of the outcome; £ of 2019."
    return table_of(heads, cells, title="What came of the projection", caption=caption)
