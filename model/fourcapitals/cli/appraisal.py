"""Commands about what to do with money: flips, scale, needed, breakeven, marginal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Draws,
    Json,
    MeasureName,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Rules,
    Seed,
    Strategies,
    Strategy,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings, command_again
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, progress_bar
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import END_YEAR


def _per_gbp(measure: MeasureName) -> bool:
    """Whether what each £1m brings is ranked, and not totals."""
    if measure is MeasureName.PER_HEAD:
        raise BadInput("--measure: of all England per_head ranks as total does; give total or per_million")
    return measure is MeasureName.PER_MILLION


Ranked = Annotated[
    MeasureName,
    typer.Option(help="What is ranked: per_million, what each £1m of new money brings, or total, of all of it."),
]


Bands = Annotated[int, typer.Option(min=0, help="Draws of the parameters that bands are taken from; 0 for none.")]


@app.command(
    epilog=example(
        "fourcapitals flips announced_2021 per_head public_health_restored", "fourcapitals flips a.toml b.toml"
    )
)
def flips(
    scenarios: Strategies,
    measure: Ranked = MeasureName.PER_MILLION,
    draws: Draws = 200,
    seed: Seed = 0,
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Rank strategies, and say what would reverse each rank, and whether it holds with judged effects made equal.

    Of one strategy alone: what would make it useless, below a day of healthy life expectancy in 2035.
    """
    output = Output(as_json=as_json, quiet=quiet)
    asked = inputs_asked(scenarios, settings, parameters, own_data, prior)
    if len(asked.scenarios) == 1:
        found = fc.appraisal.useless(
            asked.scenarios[0], baseline=asked.baseline, parameters=asked.parameters, say=output.say
        )
        output.answer(found, fc.appraisal.useless_lines(found), asked.lines)
        return
    table = fc.appraisal.flips(
        asked.scenarios,
        per_gbp=_per_gbp(measure),
        draws=draws,
        seed=seed,
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    output.answer(table, fc.appraisal.flip_lines(table), asked.lines)


@app.command(epilog=example("fourcapitals scale public_health_restored announced_2021 --out scale.png"))
def scale(
    scenarios: Strategies,
    draws: Bands = 100,
    seed: Seed = 0,
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
    """Run strategies at 1, 3, 10, 30 and 100 times their money, as far as the model can say, with bands."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    asked = inputs_asked(scenarios, settings, parameters, own_data, prior)
    table = fc.appraisal.scale(
        asked.scenarios,
        draws=draws,
        seed=seed,
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    output.answer(table, fc.appraisal.scale_lines(table), asked.lines)
    if out is not None:
        chart = fc.plots.scale(table, titles=told_apart({each.name: each.title for each in asked.scenarios}))
        drawn = ("--draws", str(draws), "--seed", str(seed))
        chart.command = command_again("scale", *scenarios, *drawn, *asked.options)
        output.write_picture(chart, out)


@app.command(epilog=example("fourcapitals needed public_health_restored balanced_health_need"))
def needed(
    scenarios: Strategies,
    draws: Bands = 100,
    seed: Seed = 0,
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the money a year that a strategy would need for +0.1, +1 and +5 healthy years, or a narrower gap."""
    output = Output(as_json=as_json, quiet=quiet)
    asked = inputs_asked(scenarios, settings, parameters, own_data, prior)
    table = fc.appraisal.needed(
        asked.scenarios,
        draws=draws,
        seed=seed,
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    output.answer(table, fc.appraisal.needed_lines(table), asked.lines)


@app.command(
    epilog=example("fourcapitals breakeven public_health_restored realigned_to_nhs public_health_cost_per_qaly")
)
def breakeven(
    first: Strategy,
    second: Annotated[str, typer.Argument(help="Another.")],
    parameter: Annotated[str, typer.Argument(help="A parameter, such as public_health_cost_per_qaly.")],
    measure: Ranked = MeasureName.PER_MILLION,
    rules: Rules = None,
    settings: Settings = None,
    parameter_file: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the factor on one parameter at which two strategies have equal effects by 2035, and over the whole life."""
    output = Output(as_json=as_json, quiet=quiet)
    asked = inputs_asked([first, second], settings, parameter_file, own_data, prior)
    from fourcapitals.results.whole_life import BY_END, OF_LIFE, OVER

    by_end, *whole = (
        fc.appraisal.breakeven(
            *asked.scenarios,
            parameter=parameter,
            utility=utility,
            per_gbp=_per_gbp(measure),
            baseline=asked.baseline,
            parameters=asked.parameters,
            say=output.say,
        )
        for utility in (BY_END, *OF_LIFE)
    )
    told = {each.utility: each.to_dict() for each in whole}
    lines = [f"By {END_YEAR}: {by_end.line()}"]
    lines += [f"{words.capitalize()}: {each.line()}" for words, each in zip(OVER, whole, strict=True)]
    output.answer({**by_end.to_dict(), **told}, [*lines, fc.data.load_evidence_letters().legend], asked.lines)


@app.command(
    epilog=example(
        "fourcapitals marginal",
        "fourcapitals marginal announced_2021 --out marginal.csv",
        "fourcapitals marginal --draws 20 --map best_use.png",
        "fourcapitals marginal --use nhs --map nhs.png",
    )
)
def marginal(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="The strategy on top of which the money is spent.")] = "baseline",
    draws: Annotated[
        int,
        typer.Option(
            min=0,
            help="Draw the parameters so often, for the share of draws in which a use is the best for an area, or is "
            "among the best tenth of all. Each draw takes as long as the whole table, some 6 seconds: 20 take two "
            "minutes.",
        ),
    ] = 0,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Write every use in every area to this CSV file.")] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--map",
            help="Draw a hexagon map (.png, .svg or .pdf; a CSV and alt text go beside it): the best use of each area, "
            "its letters and how clear it is, or with --use the return of that use.",
        ),
    ] = None,
    use: Annotated[str | None, typer.Option(help="With --map: show this use, such as nhs, instead.")] = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what £10m more would do, for every use in every area, and where each use is the best."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if not draws:
        refuse_ignored(ctx, "names the draws; add --draws", "seed")
    if use is not None and use not in fc.USE_NAMES:
        raise UnknownName(unknown("use", use, fc.USE_NAMES))
    if use is not None and picture is None:
        raise BadInput("--use: says what the map shows; add --map with the name of the picture")
    output.check(table=out, picture=picture)
    asked = inputs_asked([plan], settings, parameters, own_data, prior)
    with progress_bar("tables", quiet=quiet) as progress:
        made = fc.appraisal.marginal(
            asked.scenarios[0],
            draws=draws,
            seed=seed,
            baseline=asked.baseline,
            parameters=asked.parameters,
            progress=progress,
            say=output.say,
        )
    output.answer(fc.appraisal.marginal_plain(made), fc.appraisal.marginal_lines(made), asked.lines)
    if out is not None:
        output.write_table(fc.appraisal.marginal_table(made), out)
    if picture is not None:
        chart = fc.plots.marginal(made, use=use)
        given = {"--draws": draws, "--seed": seed, "--use": use}
        options = [part for name, value in given.items() if value for part in (name, str(value))]
        chart.command = command_again("marginal", plan, *options, *asked.options, option="--map")
        output.write_picture(chart, picture)
