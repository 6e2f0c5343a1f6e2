"""Commands about scenario files: scenarios, check, schema."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from fourcapitals.cli.app import Json, Quiet, app, example, give, refuse_ignored, show


@app.command(
    "scenarios",
    epilog=example("fourcapitals scenarios", "fourcapitals scenarios --show announced_2021 > my_strategy.toml"),
)
def list_scenarios(
    ctx: typer.Context,
    show_file: Annotated[str | None, typer.Option("--show", help="Print the file of one scenario.")] = None,
    as_json: Json = False,
) -> None:
    """List the bundled scenarios, or show the file of one."""
    from fourcapitals.data.parameters import load_parameters
    from fourcapitals.scenario.files import load_scenario, scenario_names

    if show_file is not None:
        refuse_ignored(ctx, "lists the scenarios; the file that --show prints is TOML; give one of the two", "as_json")
        give(load_scenario(show_file).text.rstrip("\n"))
        return

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
        give(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    from rich.table import Table

    from fourcapitals.formatting import readable_money

    shown = Table(caption="New money 2020-35, £ of 2019.", caption_justify="left")
    for label in ("Name", "Title", "New money", "Description"):
        shown.add_column(label, justify="right" if label == "New money" else "left")
    for row in rows:
        money = row["new_money_gbp_m"]
        shown.add_row(row["name"], row["title"], readable_money(money) if money else "none", row["description"])
    show(shown)


@app.command(epilog=example("fourcapitals check my_strategy.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled scenarios.")],
    quiet: Quiet = False,
) -> None:
    """Check scenario files: every fault of every file, with its place."""
    from fourcapitals.data.places import named_areas
    from fourcapitals.scenario.files import load_scenarios

    for scenario in load_scenarios(files):
        if not quiet:
            funds = f"{len(scenario.funds)} fund{'' if len(scenario.funds) == 1 else 's'}"
            give(f"{scenario.name}: {scenario.title}: {funds}, no fault")
            for name, fund in scenario.funds.items():
                if fund.allocation.areas:
                    give(f"  {name}: only in {named_areas(fund.allocation.areas)}")


@app.command("schema", epilog=example("fourcapitals schema > scenario.schema.json"))
def print_schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check as you type."""
    from fourcapitals.scenario.files import schema

    give(json.dumps(schema(), indent=2, ensure_ascii=False))
