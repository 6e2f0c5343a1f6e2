"""Commands about scenario files: check, schema."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Quiet, app, example
from fourcapitals.cli.output import give, give_json


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
