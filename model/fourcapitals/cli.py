"""The command line: run, plot, area, scenarios, check."""

from __future__ import annotations

import json
import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fourcapitals.faults import BadInput

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

# Everything heavy is imported inside the commands, so that help and faults come at once.

app = typer.Typer(
    name="fourcapitals",
    help="What investment in four capitals does to healthy life expectancy and productivity in English local areas.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]


def _say(text: str) -> None:
    """Progress and warnings go to stderr, so that stdout holds data alone."""
    typer.echo(text, err=True)


def _example(*lines: str) -> str:
    return "**Example**\n\n" + "\n\n".join(f"`{line}`" for line in lines)


@app.command(
    epilog=_example(
        "fourcapitals run baseline announced_2021 --out results.nc",
        "fourcapitals run my_strategy.toml --json",
    )
)
def run(
    scenarios: Annotated[list[str], typer.Argument(help="Names of bundled scenarios, or paths of scenario files.")],
    out: Annotated[Path | None, typer.Option(help="Write the results to this NetCDF file.")] = None,
    reference: Annotated[str, typer.Option(help="The scenario that others are compared with.")] = "baseline",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run scenarios to 2035 with central values and noise off, and compare them.

    The reference is run beside them when it is not among them.
    """
    from fourcapitals.results import check_target
    from fourcapitals.scenario import load_scenarios

    if out is not None:
        check_target(out, overwrite=overwrite)
        if out.suffix != ".nc":
            raise BadInput(f"{out}: results are written as NetCDF; give a name that ends in .nc")
    names = [Path(name).stem if name.endswith(".toml") else name for name in scenarios]
    asked = scenarios if reference in names else [reference, *scenarios]
    loaded = load_scenarios(asked)

    from fourcapitals.comparison import headline
    from fourcapitals.simulation import simulate

    results = simulate(loaded)
    table = headline(results, reference=reference)
    if out is not None:
        results.save(out, overwrite=overwrite)
    if as_json:
        typer.echo(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        _print(_headline_table(table, reference))
    if not quiet:
        _say(
            "Central values, noise off: one possible path, not a forecast. Levels carry COVID-19 and the trend; "
            "differences do not."
        )
        if out is not None:
            _say(f"Wrote {out}. Draw it: fourcapitals plot {out} --outcome hle --out hle.png")


def _headline_table(table: pd.DataFrame, reference: str) -> Table:
    from rich.table import Table

    from fourcapitals.comparison import readable_money, readable_percent, readable_years

    shown = Table(
        title="England: healthy life expectancy at birth (HLE, mean of the sexes) and GVA per hour worked",
        caption=f"Differences from {reference} in 2035. HLE: ONS original method, base 2017-19. £ of 2019.",
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("Scenario")
    for label in (
        "HLE 2019",
        "HLE 2035",
        "Difference",
        "Healthy person-years 2021-35",
        "… per £1m",
        "GVA per hour 2035",
        "Difference",
        "New money",
    ):
        shown.add_column(label, justify="right")
    shown.add_column("Evidence")
    for row in table.to_dict("records"):
        compared = row["scenario"] != reference
        per_gbp_m = row["healthy_person_years_per_gbp_m"]
        shown.add_row(
            row["title"],
            f"{row['hle_2019']:.2f}",
            f"{row['hle_2035']:.2f}",
            readable_years(row["hle_difference"]) if compared else "-",
            f"{row['healthy_person_years']:,.0f}" if compared else "-",
            f"{per_gbp_m:,.1f}" if compared and isfinite(per_gbp_m) else "-",
            f"£{row['gva_per_hour_2035']:.2f}",
            readable_percent(row["gva_per_hour_difference_percent"]) if compared else "-",
            readable_money(row["new_money_gbp_m"]),
            row["badge"],
        )
    return shown


def _print(*tables: Any) -> None:
    from rich.console import Console

    # Piped output keeps its full width, so that no figure is cut.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    for table in tables:
        console.print(table)


@app.command(epilog=_example("fourcapitals plot results.nc --outcome hle --out hle.png"))
def plot(
    results: Annotated[Path, typer.Argument(help="A results file that fourcapitals run wrote.")],
    out: Annotated[Path, typer.Option(help="The picture: .png, .svg or .pdf. A CSV and alt text go beside it.")],
    outcome: Annotated[str, typer.Option(help="The outcome to draw.")] = "hle",
    reference: Annotated[str, typer.Option(help="The scenario that others are compared with.")] = "baseline",
    area: Annotated[str | None, typer.Option(help="One area instead of England, by name or code.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Draw levels with their history, and differences at a scale that shows them."""
    from fourcapitals.results import load_results

    loaded = load_results(results)

    from fourcapitals.plots import plot_projection, save_figure

    figure = plot_projection(loaded, outcome=outcome, reference=reference, area=area)
    written = save_figure(figure, out, overwrite=overwrite)
    if not quiet:
        _say(f"Wrote {', '.join(str(path) for path in written)}")


@app.command(epilog=_example("fourcapitals area Hartlepool", "fourcapitals area E07000178 --json"))
def area(
    name: Annotated[str, typer.Argument(help="Name or code of an area.")],
    as_json: Json = False,
) -> None:
    """Show what one area holds, its outcomes and its awards."""
    from fourcapitals.places import find_area

    code = find_area(name)

    from fourcapitals.profile import profile_of, profile_tables

    profile = profile_of(code)
    if as_json:
        typer.echo(json.dumps(profile, indent=2, ensure_ascii=False))
    else:
        _print(*profile_tables(profile))


@app.command("scenarios", epilog=_example("fourcapitals scenarios"))
def list_scenarios(as_json: Json = False) -> None:
    """List the bundled scenarios."""
    from fourcapitals.parameters import load_parameters
    from fourcapitals.scenario import load_scenario, scenario_names

    deflator = load_parameters().deflator
    rows: list[dict[str, Any]] = []
    for name in scenario_names():
        scenario = load_scenario(name)
        rows.append(
            {
                "name": name,
                "title": scenario.title,
                "funds": list(scenario.funds),
                "new_money_gbp_m": round(sum(scenario.new_money(deflator).values()), 1),
                "description": scenario.description,
            }
        )
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    from rich.table import Table

    from fourcapitals.comparison import readable_money

    shown = Table(caption="New money 2020-35, £ of 2019.", caption_justify="left")
    for label in ("Name", "Title", "New money", "Description"):
        shown.add_column(label, justify="right" if label == "New money" else "left")
    for row in rows:
        money = row["new_money_gbp_m"]
        shown.add_row(row["name"], row["title"], readable_money(money) if money else "none", row["description"])
    _print(shown)


@app.command(epilog=_example("fourcapitals check my_strategy.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled scenarios.")],
    quiet: Quiet = False,
) -> None:
    """Check scenario files: every fault of every file, with its place."""
    from fourcapitals.scenario import load_scenarios

    for scenario in load_scenarios(files):
        if not quiet:
            funds = f"{len(scenario.funds)} fund{'' if len(scenario.funds) == 1 else 's'}"
            typer.echo(f"{scenario.name}: {scenario.title}: {funds}, no fault")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"fourcapitals {version('fourcapitals')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for bad input."""
    try:
        app()
    except BadInput as error:
        for fault in error.faults:
            _say(fault)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has left, as `head` does.
        sys.stderr.close()
        sys.exit(0)
