"""Commands about scenario files: scenarios, check, schema."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Quiet, app, example, refuse_ignored
from fourcapitals.cli.output import Output, give, give_json, table_of


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
    if show_file is not None:
        refuse_ignored(ctx, "lists the scenarios; the file that --show prints is TOML; give one of the two", "as_json")
        give(fc.load_scenario(show_file).text.rstrip("\n"))
        return
    deflator = fc.load_parameters().deflator
    loaded = [fc.load_scenario(name) for name in fc.scenario_names()]
    rows: list[dict[str, Any]] = [
        {
            "name": scenario.name,
            "title": scenario.title,
            "funds": list(scenario.funds),
            "new_money_gbp_m": round(sum(scenario.new_money(deflator).values()), 1),
            "description": scenario.description,
        }
        for scenario in loaded
    ]
    cells = [(row["name"], row["title"], _money_in_words(row["new_money_gbp_m"]), row["description"]) for row in rows]
    listed = table_of(("Name", "Title", ">New money", "Description"), cells, caption="New money 2020-35, £ of 2019.")
    Output(as_json=as_json).answer(rows, [listed])


def _money_in_words(gbp_m: float) -> str:
    return fc.formatting.readable_money(gbp_m) if gbp_m else "none"


@app.command(epilog=example("fourcapitals check my_strategy.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled scenarios.")],
    quiet: Quiet = False,
) -> None:
    """Check scenario files: every fault of every file, with its place."""
    for scenario in fc.scenario.load_scenarios(files):
        if not quiet:
            funds = f"{len(scenario.funds)} fund{'' if len(scenario.funds) == 1 else 's'}"
            give(f"{scenario.name}: {scenario.title}: {funds}, no fault")
            for name, fund in scenario.funds.items():
                if fund.allocation.areas:
                    give(f"  {name}: only in {fc.data.named_areas(fund.allocation.areas)}")


@app.command("schema", epilog=example("fourcapitals schema > scenario.schema.json"))
def print_schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check as you type."""
    give_json(json.dumps(fc.scenario.schema(), indent=2, ensure_ascii=False))
