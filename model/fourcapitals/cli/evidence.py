"""Commands about evidence: priors, flips, scale, needed, breakeven, marginal, detectable."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourcapitals.cli.app import Json, Overwrite, Quiet, app, example, give, refuse_ignored, say, watched
from fourcapitals.errors import BadInput, UnknownName, unknown

if TYPE_CHECKING:
    import pandas as pd

Draws = Annotated[int, typer.Option(min=1, help="How many draws of the parameters.")]
Seed = Annotated[int, typer.Option(min=0, help="Names the draws.")]
Strategies = Annotated[list[str], typer.Argument(help="Names of bundled scenarios, or paths of scenario files.")]
Picture = Annotated[Path | None, typer.Option(help="Draw it: .png, .svg or .pdf. A CSV and alt text go beside it.")]
Total = Annotated[bool, typer.Option("--total", help="Compare totals instead of what £1m brings.")]


def _tell(table: pd.DataFrame, lines: list[str], *, as_json: bool) -> None:
    if as_json:
        give(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        for line in lines:
            give(line)


@app.command(epilog=example("fourcapitals priors", "fourcapitals priors --draws 500 --out priors.png"))
def priors(
    draws: Draws = 200,
    seed: Seed = 0,
    out: Picture = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say what the priors say: what £10 a head a year on each use alone would do, before strategies are compared."""
    from fourcapitals.evidence.prior_effects import prior_lines
    from fourcapitals.evidence.prior_effects import priors as what_they_say
    from fourcapitals.results.files import check_target

    if out is not None:
        check_target(out, overwrite=overwrite)
    table = what_they_say(draws, seed, say=None if quiet else say)
    _tell(table, prior_lines(table), as_json=as_json)
    if out is not None:
        from fourcapitals import plots

        written = plots.save(plots.priors(table), out, overwrite=overwrite)
        if not quiet:
            say(f"Wrote {', '.join(str(path) for path in written)}")


@app.command(
    epilog=example(
        "fourcapitals flips announced_2021 per_head public_health_restored", "fourcapitals flips a.toml b.toml"
    )
)
def flips(
    scenarios: Strategies,
    total: Total = False,
    draws: Draws = 200,
    seed: Seed = 0,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Rank strategies, and say what would reverse each rank and whether it is found or assumed."""
    from fourcapitals.appraisal.reversals import flip_lines
    from fourcapitals.appraisal.reversals import flips as reversals
    from fourcapitals.scenario.files import load_scenarios

    loaded = load_scenarios(scenarios)
    table = reversals(loaded, per_gbp=not total, draws=draws, seed=seed, say=None if quiet else say)
    _tell(table, flip_lines(table), as_json=as_json)


@app.command(epilog=example("fourcapitals scale public_health_restored announced_2021 --out scale.png"))
def scale(
    scenarios: Strategies,
    out: Picture = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Multiply the money of strategies by 1, 3, 10, 30 and 100, and say where returns fall."""
    from fourcapitals.appraisal.returns_to_scale import scale as respond
    from fourcapitals.appraisal.returns_to_scale import scale_lines
    from fourcapitals.results.files import check_target
    from fourcapitals.scenario.files import load_scenarios

    if out is not None:
        check_target(out, overwrite=overwrite)
    loaded = load_scenarios(scenarios)
    table = respond(loaded, say=None if quiet else say)
    _tell(table, scale_lines(table), as_json=as_json)
    if out is not None:
        from fourcapitals import plots

        written = plots.save(
            plots.scale(table, titles={each.name: each.title for each in loaded}), out, overwrite=overwrite
        )
        if not quiet:
            say(f"Wrote {', '.join(str(path) for path in written)}")


@app.command(epilog=example("fourcapitals needed public_health_restored balanced_health_need"))
def needed(scenarios: Strategies, quiet: Quiet = False, as_json: Json = False) -> None:
    """Say how much money a year a strategy would need for +0.1, +1 and +5 healthy years, or a narrower gap."""
    from fourcapitals.appraisal.money_needed import needed as required
    from fourcapitals.appraisal.money_needed import needed_lines
    from fourcapitals.scenario.files import load_scenarios

    table = required(load_scenarios(scenarios), say=None if quiet else say)
    _tell(table, needed_lines(table), as_json=as_json)


@app.command(
    epilog=example("fourcapitals breakeven public_health_restored realigned_to_nhs public_health_cost_per_qaly")
)
def breakeven(
    first: Annotated[str, typer.Argument(help="A scenario, by name or path.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    parameter: Annotated[str, typer.Argument(help="A parameter, such as public_health_cost_per_qaly.")],
    total: Total = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say by what factor one parameter must change for two strategies to come out even."""
    from fourcapitals.appraisal.switching_values import breakeven as even
    from fourcapitals.scenario.files import load_scenarios

    one, other = load_scenarios([first, second])
    found = even(one, other, parameter, per_gbp=not total, say=None if quiet else say)
    if as_json:
        give(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        give(found.line())


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
            "its grade and how clear it is, or with --use the return of that use.",
        ),
    ] = None,
    use: Annotated[str | None, typer.Option(help="With --map: show this use, such as nhs, instead.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say what £10m more would do, for every use in every area, and where each use is the best."""
    from fourcapitals.results.files import save_table
    from fourcapitals.scenario.files import load_scenario

    if not draws:
        refuse_ignored(ctx, "names the draws; add --draws", "seed")
    _check_marginal(out, picture, use, overwrite=overwrite)
    scenario = load_scenario(plan)

    from fourcapitals.appraisal.marginal_returns import marginal as returns
    from fourcapitals.appraisal.marginal_returns import marginal_lines, marginal_plain, marginal_table

    with watched("tables", quiet=quiet) as progress:
        made = returns(scenario, draws=draws, seed=seed, progress=progress, say=None if quiet else say)
    if as_json:
        give(json.dumps(marginal_plain(made), indent=2, ensure_ascii=False))
    else:
        for line in marginal_lines(made):
            give(line)
    if out is not None:
        save_table(marginal_table(made), out, overwrite=overwrite)
        if not quiet:
            say(f"Wrote {out}")
    if picture is not None:
        from fourcapitals import plots

        chart = plots.marginal(made, use=use)
        asked = {"--draws": draws, "--seed": seed, "--use": use}
        options = [part for name, value in asked.items() if value for part in (name, str(value))]
        chart.command = f"{shlex.join(['fourcapitals', 'marginal', plan, *options])} --map CHART"
        written = plots.save(chart, picture, overwrite=overwrite)
        if not quiet:
            say(f"Wrote {', '.join(str(path) for path in written)}")


def _check_marginal(out: Path | None, picture: Path | None, use: str | None, *, overwrite: bool) -> None:
    """Tell, before the minutes that it takes, what could not be drawn or written."""
    from fourcapitals.results.files import check_target
    from fourcapitals.vocabulary import USE_NAMES

    if use is not None and use not in USE_NAMES:
        raise UnknownName(unknown("use", use, USE_NAMES))
    if use is not None and picture is None:
        raise BadInput("--use: says what the map shows; add --map with the name of the picture")
    if out is not None:
        check_target(out, overwrite=overwrite)
    if picture is not None:
        from fourcapitals import plots

        files = plots.check(picture, overwrite=overwrite)
        if out is not None and out.resolve() in {path.resolve() for path in files}:
            raise BadInput(f"{out}: --map writes its own data there; give --out another name")


@app.command(epilog=example("fourcapitals detectable announced_2021 public_health_restored"))
def detectable(scenarios: Strategies, quiet: Quiet = False, as_json: Json = False) -> None:
    """Say when, if ever, published healthy life expectancy could show what a strategy does."""
    from fourcapitals.evidence.detectability import detectable_in, detectable_lines
    from fourcapitals.scenario.files import load_scenarios

    table = detectable_in(load_scenarios(scenarios), say=None if quiet else say)
    _tell(table, detectable_lines(table), as_json=as_json)
