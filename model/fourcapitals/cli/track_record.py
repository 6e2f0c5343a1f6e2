"""Commands about how the model stands beside what is known: hindcast, forecast, facts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Draws, Json, Overwrite, PictureIfAsked, Quiet, Seed, TableIfAsked, app, example
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, table_of


@app.command(epilog=example("fourcapitals hindcast --from 2014 --to 2019", "fourcapitals hindcast --out card.png"))
def hindcast(
    start: Annotated[int, typer.Option("--from", help="Year that the model starts in: 2014 or 2015.")] = 2014,
    end: Annotated[int, typer.Option("--to", help="Last year that is forecast.")] = 2019,
    draws: Draws = 400,
    seed: Seed = 0,
    by_region: Annotated[
        bool, typer.Option("--by-region", help="Score also each region from what the eight others teach; slower.")
    ] = False,
    own_data: OwnData = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    out: PictureIfAsked = None,
    table: Annotated[Path | None, typer.Option(help="Write all scores to this CSV file.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Start the model in an earlier year and score its forecasts of what was published since, beside simple ones."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=table, picture=out)
    inputs = inputs_asked([], settings, parameters, own_data)
    found = fc.evidence.hindcast(
        start=start,
        end=end,
        draws=draws,
        seed=seed,
        baseline=inputs.baseline,
        parameters=inputs.parameters,
        by_region=by_region,
        say=output.say,
    )
    title = f"Forecasts from {found.start} of figures to {found.end}"
    rows = table_of(fc.evidence.CARD_HEADS, fc.evidence.card_rows(found), title=title)
    output.answer(fc.evidence.card_json(found), [rows, *fc.evidence.card_lines(found)], inputs.lines)
    if table is not None:
        output.write_table(found.scores, table)
    if out is not None:
        output.write_picture(fc.plots.report_card(fc.evidence.card(found), start=found.start, end=found.end), out)


@app.command(epilog=example("fourcapitals forecast --from 2019 --json", "fourcapitals forecast --out forecast.csv"))
def forecast(
    start: Annotated[int, typer.Option("--from", help="Year that the forecast starts in: 2019.")] = 2019,
    draws: Draws = 1000,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Write it to this CSV file.")] = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Forecast what will be published of places, healthy life expectancy and GVA per hour beside England's."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    inputs = inputs_asked([], settings, parameters, own_data, prior)
    found = fc.evidence.forecast(
        start=start,
        draws=draws,
        seed=seed,
        baseline=inputs.baseline,
        parameters=inputs.parameters,
        say=output.say,
    )
    output.answer(found, fc.evidence.forecast_lines(found), inputs.lines)
    if out is not None:
        output.write_table(found, out)


@app.command(epilog=example("fourcapitals facts", "fourcapitals facts --draws 500 --json"))
def facts(
    draws: Draws = 200,
    seed: Seed = 0,
    out: TableIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Hold statements of the literature against data and draws: how likely each is, and what flips it."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    inputs = inputs_asked([], settings, parameters, own_data, prior)
    found = fc.appraisal.stylised_facts(
        draws=draws, seed=seed, baseline=inputs.baseline, parameters=inputs.parameters, say=output.say
    )
    heads = ("Fact", "Statement", "Found", ">Holds", "Flips at")
    rows = table_of(heads, fc.appraisal.fact_rows(found), title="Stylised facts")
    output.answer(found, [rows, *fc.appraisal.fact_lines(found)], inputs.lines)
    if out is not None:
        output.write_table(found, out)
