"""Commands about how far numbers can be believed: parameters, evidence, priors, detectable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Draws,
    Json,
    OutcomeOfEngland,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Rules,
    Seed,
    Strategies,
    TableIfAsked,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings, command_again, table_asked
from fourcapitals.cli.costs_table import costs_tables
from fourcapitals.cli.executors import Workers
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, records_of
from fourcapitals.vocabulary import USE_NAMES

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.cli.inputs import Inputs


@app.command(
    "parameters",
    epilog=example("fourcapitals parameters", "fourcapitals parameters deadweight job_displacement --json"),
)
def list_parameters(
    names: Annotated[
        list[str] | None, typer.Argument(help="Parameters, or elements such as deadweight[human]; all if left out.")
    ] = None,
    out: TableIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """List the numbers that the model assumes: symbol, meaning, unit, value, 95% of the prior, letter and source."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    changed = table_asked(settings, parameters, prior)
    table = fc.evidence.parameter_table(names or (), parameters=changed)
    output.answer(table, fc.evidence.parameter_lines(table), fc.data.input_lines(parameters=changed))
    if out is not None:
        output.write_table(table, out)


@app.command(
    epilog=example("fourcapitals evidence", "fourcapitals evidence housing", "fourcapitals evidence announced_2021")
)
def evidence(
    ctx: typer.Context,
    asked: Annotated[
        str | None,
        typer.Argument(
            metavar="STRATEGY", help="A scenario, by name or path, or a use of money; all uses if left out."
        ),
    ] = None,
    outcome: OutcomeOfEngland = "hle_years",
    pairs: Annotated[
        int | None,
        typer.Option(
            help="Pairs of points for the shares of the uncertainty, a power of 2: 512 settle them. Left out, they are "
            "those worked out beforehand with 512, or, of a strategy of your own or with changed parameters, 128: half "
            "a minute."
        ),
    ] = None,
    seed: Seed = 0,
    workers: Workers = None,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Write the table of letters, or of parameters, to this CSV file.")
    ] = None,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show how strong the evidence is: of each use of money in four letters, of a strategy by use and by parameter."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=table, picture=out)
    from fourcapitals.cli import evidence_tables as tables

    if asked is None or asked in USE_NAMES:
        only = ("outcome", "pairs", "seed", "workers", "out", "settings", "parameters", "own_data")
        refuse_ignored(ctx, "is asked of a strategy; name one", *only)
        letters = fc.evidence.use_letters([asked] if asked else ())
        output.answer(letters, [tables.letters_table(letters), *(tables.findings_lines(letters) if asked else [])])
        if table is not None:
            output.write_table(letters, table)
        return
    inputs = inputs_asked([asked], settings, parameters, own_data, prior)
    parts, behind, found = _of_strategy(inputs, outcome, _Sample(pairs, seed, workers), output)
    if table is not None:
        output.write_table(behind, table)
    if out is not None:
        chart = fc.plots.contributions(parts, shares=found)
        chosen = ["--pairs", str(pairs), "--seed", str(seed)] if pairs or seed else []
        chart.command = command_again("evidence", asked, *chosen, *inputs.options)
        output.write_picture(chart, out)


class _Sample(NamedTuple):
    """The points of the priors that shares of the uncertainty are taken from."""

    pairs: int | None
    seed: int
    workers: int | None


def _of_strategy(
    inputs: Inputs, outcome: str, sample: _Sample, output: Output
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Answer for a strategy: what uses contribute, the parameters behind, and the shares of the uncertainty."""
    from fourcapitals.cli import evidence_tables as tables

    (scenario,), changed, baseline = inputs.scenarios, inputs.parameters, inputs.baseline
    parts = fc.evidence.contributions(scenario, baseline=baseline, parameters=changed, say=output.say)
    behind = fc.evidence.parameters_behind(scenario, utility=outcome, baseline=baseline, parameters=changed)
    letters = fc.evidence.use_letters([use for use in parts["use"] if use in USE_NAMES])
    found = (
        {} if sample.pairs or sample.seed else fc.evidence.known_shares(scenario, baseline=baseline, parameters=changed)
    )
    if not found:
        found = fc.evidence.shares_of_strategy(
            scenario,
            pairs=sample.pairs or 128,
            seed=sample.seed,
            workers=sample.workers,
            baseline=baseline,
            parameters=changed,
            say=output.say,
        )
    told = {
        "scenario": scenario.name,
        "variance_by_letter": found,
        "variance_by_letter_told": " ".join(tables.shares_lines(found, scenario.name)),
        "contributions": records_of(parts),
        "parameters": records_of(behind),
        "effect": behind.attrs["central"],
        "effect_at_worst_by_letter": behind.attrs["at_worst"],
        "letters": records_of(letters),
    }
    shown: list[str | Table] = [tables.contributions_table(parts), *tables.leading_findings(parts)]
    shown += [tables.parameters_behind_table(behind), *tables.shares_lines(found, scenario.name)]
    shown.append(tables.at_worst_line(behind, outcome))
    output.answer(told, shown, inputs.lines)
    return parts, behind, found


@app.command(epilog=example("fourcapitals priors", "fourcapitals priors --draws 500 --out priors.png"))
def priors(
    draws: Draws = 200,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what the priors imply: the effect of £10 a head a year on each use alone, before strategies are compared."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    inputs = inputs_asked([], settings, parameters, own_data, prior)
    table = fc.evidence.priors(
        draws=draws, seed=seed, baseline=inputs.baseline, parameters=inputs.parameters, say=output.say
    )
    costs = fc.evidence.cost_of_health(table)
    published = costs.drop(columns="label").rename(columns={"letters": "letters_published"})
    beside = table.merge(published, on="use", how="left", validate="many_to_one")
    output.answer(beside, [*fc.evidence.prior_lines(table), *costs_tables(costs)], inputs.lines)
    if out is not None:
        chart = fc.plots.priors(table)
        chart.command = command_again("priors", "--draws", str(draws), "--seed", str(seed), *inputs.options)
        output.write_picture(chart, out)


@app.command(epilog=example("fourcapitals detectable announced_2021 public_health_restored"))
def detectable(
    scenarios: Strategies,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show when, if ever, published healthy life expectancy could detect what a strategy does."""
    output = Output(as_json=as_json, quiet=quiet)
    inputs = inputs_asked(scenarios, settings, parameters, own_data, prior)
    table = fc.evidence.detectable_in(
        inputs.scenarios, baseline=inputs.baseline, parameters=inputs.parameters, say=output.say
    )
    output.answer(table, fc.evidence.detectable_lines(table), inputs.lines)
