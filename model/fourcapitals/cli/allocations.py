"""Commands about the best allocation of a budget: optimise, frontier."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli import plan_tables
from fourcapitals.cli.app import Json, Overwrite, PictureIfAsked, Quiet, Rules, Seed, app, example, refuse_ignored
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings
from fourcapitals.cli.inputs import OwnData
from fourcapitals.cli.output import Output, say
from fourcapitals.cli.plan_options import (
    AreasAsked,
    Budget,
    DrawsOfPlan,
    LeastPerHead,
    MostJudged,
    MostOfEach,
    MostOfLetter,
    MostOfUse,
    MostOfYear,
    MostPerHead,
    NoAreaWorse,
    OutcomesAsked,
    PlanAsked,
    UsesAsked,
    Worst,
    YearMoney,
    YearsAsked,
    command_of,
    read_both,
)
from fourcapitals.errors import BadInput


@app.command(
    epilog=example(
        "fourcapitals optimise --most-each 0.25 --most-judged 0.5 --out plan.toml",
        "fourcapitals optimise --budget 5000 --years 2025-2030 --outcome hle_years --least-per-head 5",
        "fourcapitals optimise --outcome gva_percent=1 --outcome gap_narrowing_years=1 --most-each 0.3",
        "fourcapitals optimise --most-each 0.3 --draws 64",
    )
)
def optimise(
    ctx: typer.Context,
    budget: Budget = 10_000.0,
    years: YearsAsked = "2022-2031",
    year_money: YearMoney = None,
    most_of_year: MostOfYear = None,
    outcomes: OutcomesAsked = None,
    use: UsesAsked = None,
    area: AreasAsked = None,
    most: MostOfUse = None,
    most_each: MostOfEach = 1.0,
    most_judged: MostJudged = 1.0,
    most_letter: MostOfLetter = None,
    least_per_head: LeastPerHead = 0.0,
    most_per_head: MostPerHead = None,
    no_area_worse_than: NoAreaWorse = None,
    draws: DrawsOfPlan = 0,
    worst: Worst = 0.2,
    seed: Seed = 0,
    within: Annotated[
        float, typer.Option(help="By how much less than the best another plan still counts as nearly as good.")
    ] = 0.02,
    tolerance: Annotated[
        float, typer.Option(help="Gap between linear programme and model, as a share, at which rounds end.")
    ] = 0.01,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the plan as a scenario (.toml) that check and run take, its money in a CSV beside it."
        ),
    ] = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the best allocation of a budget between uses, areas and years within caps, and say how firm it is.

    Linear programmes on what the model says each £ more would do; the model prices each answer again. Takes about a
    minute: a run for every use in every area, twice or more; outcomes of one year, such as hle_years, and draws take
    about two.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if not draws:
        refuse_ignored(ctx, "is of draws; add --draws", "worst")
    if year_money:
        refuse_ignored(ctx, "--year-gbp-m says it; leave it out", "budget", "years", "most_of_year")
    if not 0 < within < 1:
        raise BadInput(f"--within: a share above 0 and below 1 expected, got {within}")
    check_out(output, out)
    asked, plan = read_both(PlanAsked.of(ctx), settings, parameters, own_data, prior)
    best = fc.appraisal.optimise(
        **plan,
        no_area_worse_than=no_area_worse_than,
        draws=draws,
        worst=worst,
        seed=seed,
        tolerance=tolerance,
        name="plan" if out is None else out.stem,
        command=command_of(ctx, asked),
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    table = fc.appraisal.alternatives(best, slack=within)
    output.answer(fc.appraisal.optimum_plain(best, table=table), plan_tables.plan_laid_out(best, table), asked.lines)
    if out is not None:
        for name, text in best.scenario.files.items():
            output.write_text(text, out.with_name(name))
        output.write_text(best.scenario.text, out)
        if not quiet:
            say(f"Run it: fourcapitals run baseline {shlex.quote(str(out))} --out results.nc")


def check_out(output: Output, out: Path | None) -> None:
    """Refuse, before any work, a plan that could not be written."""
    if out is None:
        return
    if out.suffix != ".toml":
        raise BadInput(f"{out}: a plan is written as a scenario; give a name that ends in .toml")
    output.check(file=out)
    output.check(file=out.with_suffix(".csv"))


@app.command(
    epilog=example(
        "fourcapitals frontier --most-each 0.3 --out frontier.png",
        "fourcapitals frontier announced_2021 my_strategy.toml --outcome hle_years --csv frontier.csv",
    )
)
def frontier(
    ctx: typer.Context,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Strategies shown beside, by name or path; the bundled ones of money alone if left out."),
    ] = None,
    budget: Budget = 10_000.0,
    years: YearsAsked = "2022-2031",
    outcome: Annotated[
        str, typer.Option(help="What is set against the gap: any outcome of fourcapitals optimise but the gap.")
    ] = "healthy_person_years_whole_life",
    points: Annotated[int, typer.Option(help="Plans of the frontier, at most.")] = 9,
    use: UsesAsked = None,
    area: AreasAsked = None,
    most: MostOfUse = None,
    most_each: MostOfEach = 1.0,
    most_judged: MostJudged = 1.0,
    most_letter: MostOfLetter = None,
    least_per_head: LeastPerHead = 0.0,
    most_per_head: MostPerHead = None,
    csv: Annotated[Path | None, typer.Option(help="Write every plan and strategy to this CSV file.")] = None,
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
    """Set what a budget can bring against how much it narrows the gap between places, with strategies beside.

    Linear programmes find the best plan for each narrowing; the model prices all. Takes about a minute.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv, picture=out)
    asked, plan = read_both(PlanAsked.of(ctx), settings, parameters, own_data, prior)
    table = fc.appraisal.frontier(
        **plan,
        scenarios=scenarios or fc.appraisal.STRATEGIES,
        efficiency=outcome,
        points=points,
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    output.answer(table, plan_tables.frontier_laid_out(table), asked.lines)
    if csv is not None:
        output.write_table(table, csv)
    if out is not None:
        chart = fc.plots.frontier(table)
        chart.command = f"{command_of(ctx, asked)} --out CHART"
        output.write_picture(chart, out)
