"""Commands about how far numbers can be believed: parameters, priors, detectable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Draws, Json, Overwrite, PictureIfAsked, Quiet, Seed, Strategies, app, example
from fourcapitals.cli.changed_parameters import ParameterFile, Settings, lines_of, table_asked
from fourcapitals.cli.output import Output


@app.command(
    "parameters",
    epilog=example("fourcapitals parameters", "fourcapitals parameters deadweight job_displacement --json"),
)
def list_parameters(
    names: Annotated[
        list[str] | None, typer.Argument(help="Parameters, or elements such as deadweight[human]; all if left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write them to this CSV file.")] = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """List the numbers that the model assumes: symbol, meaning, unit, value, 95% of the prior, grade and source."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    changed = table_asked(settings, parameters)
    table = fc.evidence.parameter_table(names or (), parameters=changed)
    output.answer(table, [*fc.evidence.parameter_lines(table), *lines_of(changed)])
    if out is not None:
        output.write_table(table, out)


@app.command(epilog=example("fourcapitals priors", "fourcapitals priors --draws 500 --out priors.png"))
def priors(
    draws: Draws = 200,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what the priors imply: the effect of £10 a head a year on each use alone, before strategies are compared."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    changed = table_asked(settings, parameters)
    table = fc.evidence.priors(draws=draws, seed=seed, parameters=changed, say=output.say)
    output.answer(table, [*fc.evidence.prior_lines(table), *lines_of(changed)])
    if out is not None:
        output.write_picture(fc.plots.priors(table), out)


@app.command(epilog=example("fourcapitals detectable announced_2021 public_health_restored"))
def detectable(
    scenarios: Strategies,
    settings: Settings = None,
    parameters: ParameterFile = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show when, if ever, published healthy life expectancy could detect what a strategy does."""
    output = Output(as_json=as_json, quiet=quiet)
    changed = table_asked(settings, parameters)
    table = fc.evidence.detectable_in(fc.scenario.load_scenarios(scenarios), parameters=changed, say=output.say)
    output.answer(table, [*fc.evidence.detectable_lines(table), *lines_of(changed)])
