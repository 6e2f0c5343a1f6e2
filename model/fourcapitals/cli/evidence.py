"""Commands about how far numbers can be believed: parameters, evidence, priors, sensitivity, detectable."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Draws,
    Json,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Rules,
    Seed,
    Strategies,
    Strategy,
    TableIfAsked,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import ParameterFile, Settings, options_of, table_asked
from fourcapitals.cli.executors import Workers
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, records_of, table_of
from fourcapitals.vocabulary import END_YEAR, USE_NAMES

if TYPE_CHECKING:
    from rich.table import Table


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
    parameters: ParameterFile = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """List the numbers that the model assumes: symbol, meaning, unit, value, 95% of the prior, letter and source."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=out)
    changed = table_asked(settings, parameters)
    table = fc.evidence.parameter_table(names or (), parameters=changed)
    output.answer(table, [*fc.evidence.parameter_lines(table), *fc.data.input_lines(parameters=changed)])
    if out is not None:
        output.write_table(table, out)


OutcomeOfEngland = Annotated[
    str,
    typer.Option(
        help="Of England: hle_years (in 2035), healthy_person_years (2021 to 2035), gva_percent (2035) or "
        "gap_narrowing_years (2035)."
    ),
]


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
    parameters: ParameterFile = None,
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
    inputs = inputs_asked([asked], settings, parameters, own_data)
    (scenario,), changed, baseline = inputs
    parts = fc.evidence.contributions(scenario, baseline=baseline, parameters=changed, say=output.say)
    behind = fc.evidence.parameters_behind(scenario, utility=outcome, baseline=baseline, parameters=changed)
    letters = fc.evidence.use_letters([use for use in parts["use"] if use in USE_NAMES])
    found = {} if pairs or seed else fc.evidence.known_shares(scenario, baseline=baseline, parameters=changed)
    if not found:
        found = fc.evidence.shares_of_strategy(
            scenario,
            pairs=pairs or 128,
            seed=seed,
            workers=workers,
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
    output.answer(told, [*shown, *inputs.lines])
    if table is not None:
        output.write_table(behind, table)
    if out is not None:
        chart = fc.plots.contributions(parts, shares=found)
        chosen = ["--pairs", str(pairs), "--seed", str(seed)] if pairs or seed else []
        chart.command = _again("evidence", asked, *chosen, *options_of(settings, parameters, own_data))
        output.write_picture(chart, out)


@app.command(epilog=example("fourcapitals priors", "fourcapitals priors --draws 500 --out priors.png"))
def priors(
    draws: Draws = 200,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what the priors imply: the effect of £10 a head a year on each use alone, before strategies are compared."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    inputs = inputs_asked([], settings, parameters, own_data)
    table = fc.evidence.priors(
        draws=draws, seed=seed, baseline=inputs.baseline, parameters=inputs.parameters, say=output.say
    )
    output.answer(table, [*fc.evidence.prior_lines(table), *inputs.lines])
    if out is not None:
        chart = fc.plots.priors(table)
        chart.command = _again(
            "priors", "--draws", str(draws), "--seed", str(seed), *options_of(settings, parameters, own_data)
        )
        output.write_picture(chart, out)


def _again(command: str, *arguments: str) -> str:
    """Write the command that draws a chart again."""
    return f"{shlex.join(['fourcapitals', command, *arguments])} --out CHART"


class SensitivityMethod(StrEnum):
    """How the parameters are moved."""

    ONE_AT_A_TIME = "one_at_a_time"
    MORRIS = "morris"
    SOBOL = "sobol"
    PRIM = "prim"


@app.command(
    epilog=example(
        "fourcapitals sensitivity public_health_restored --out tornado.png",
        "fourcapitals sensitivity public_health_restored --method sobol --size 256",
    )
)
def sensitivity(
    ctx: typer.Context,
    strategy: Strategy,
    method: Annotated[
        SensitivityMethod,
        typer.Option(
            help="one_at_a_time: each number at 5% and 95% of its prior. morris: all numbers moved along trajectories. "
            "sobol: shares of the variance; these two need SALib: pip install 'fourcapitals[sensitivity]'. prim: the "
            "box of numbers in which the strategy does badly."
        ),
    ] = SensitivityMethod.ONE_AT_A_TIME,
    outcome: OutcomeOfEngland = "hle_years",
    year: Annotated[
        int, typer.Option(help="Year that the outcome is of, from 2021; of healthy_person_years the last.")
    ] = END_YEAR,
    size: Annotated[
        int | None,
        typer.Option(min=2, help="Trajectories of morris (20), base points of sobol (128) or draws of prim (512)."),
    ] = None,
    below: Annotated[
        float | None,
        typer.Option(
            help="For prim: effects below this, in the outcome's unit, are bad; the worst quarter if left out."
        ),
    ] = None,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show which parameters move what a strategy does, and on what strength of evidence each stands."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if method is SensitivityMethod.ONE_AT_A_TIME:
        refuse_ignored(ctx, "one at a time has no sample; add --method morris or sobol", "size", "seed")
    output.check(picture=out)
    if method is not SensitivityMethod.PRIM:
        refuse_ignored(ctx, "says what is bad, for --method prim alone", "below")
    else:
        refuse_ignored(ctx, "a box has no picture; leave it out, or draw another method", "out")
    inputs = inputs_asked([strategy], settings, parameters, own_data)
    (scenario,), changed, baseline = inputs
    if method is SensitivityMethod.PRIM:
        box = fc.evidence.discover(
            scenario,
            utility=outcome,
            year=year,
            below=below,
            draws=size or 512,
            seed=seed,
            baseline=baseline,
            parameters=changed,
            say=output.say,
        )
        legend = fc.data.load_evidence_letters().legend
        about: dict[str, Any] = {"box": records_of(box), **{str(name): each for name, each in box.attrs.items()}}
        output.answer(about, [*fc.evidence.discovery_lines(box), legend, *inputs.lines])
        return
    if method.value == "one_at_a_time":
        table = fc.evidence.one_at_a_time(
            scenario, utility=outcome, year=year, baseline=baseline, parameters=changed, say=output.say
        )
    else:
        table = fc.evidence.global_sensitivity(
            scenario,
            method="sobol" if method is SensitivityMethod.SOBOL else "morris",
            utility=outcome,
            year=year,
            size=size,
            seed=seed,
            baseline=baseline,
            parameters=changed,
            say=output.say,
        )
    heads, rows = fc.evidence.sensitivity_rows(table)
    notes = " ".join([*fc.evidence.sensitivity_notes(table), fc.data.load_evidence_letters().legend])
    title = f"{table.attrs['title']}: {table['outcome'].iloc[0]}, change against the baseline"
    output.answer(table, [table_of(heads, rows, title=title, caption=notes), *inputs.lines])
    if out is not None:
        chart = fc.plots.sensitivity(table)
        sampled = (
            []
            if method is SensitivityMethod.ONE_AT_A_TIME
            else ["--size", str(table.attrs["size"]), "--seed", str(seed)]
        )
        chosen = ["--method", method.value, "--outcome", outcome, "--year", str(year), *sampled]
        chart.command = _again("sensitivity", strategy, *chosen, *options_of(settings, parameters, own_data))
        output.write_picture(chart, out)


@app.command(epilog=example("fourcapitals detectable announced_2021 public_health_restored"))
def detectable(
    scenarios: Strategies,
    settings: Settings = None,
    parameters: ParameterFile = None,
    own_data: OwnData = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show when, if ever, published healthy life expectancy could detect what a strategy does."""
    output = Output(as_json=as_json, quiet=quiet)
    inputs = inputs_asked(scenarios, settings, parameters, own_data)
    table = fc.evidence.detectable_in(
        inputs.scenarios, baseline=inputs.baseline, parameters=inputs.parameters, say=output.say
    )
    output.answer(table, [*fc.evidence.detectable_lines(table), *inputs.lines])
