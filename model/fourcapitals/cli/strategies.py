"""Commands about scenario files: check, schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Quiet, app, example
from fourcapitals.cli.output import give, give_json
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from fourcapitals.scenario.files import Scenario


@app.command(epilog=example("fourcapitals check my_strategy.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled scenarios.")],
    quiet: Quiet = False,
) -> None:
    """Check scenario files as `run` would: every fault of every file, with its place."""
    sound, faults = _loaded(files)
    for scenario in sound:
        try:
            # One run at central values takes a moment, and refuses all that a run refuses.
            fc.simulate(scenario)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    if not quiet:
        for scenario in sound:
            _tell(scenario)


def _loaded(files: Sequence[str]) -> tuple[tuple[Scenario, ...], list[str]]:
    """Read scenarios: those without a fault, and the faults of the others."""
    try:
        return fc.scenario.load_scenarios(files), []
    except BadInput as error:
        faults = list(error.faults)
    sound: dict[str, Scenario] = {}
    for file in files:
        try:
            scenario = fc.load_scenario(file)
        except BadInput:
            continue
        sound.setdefault(scenario.name, scenario)
    return tuple(sound.values()), faults


def _tell(scenario: Scenario) -> None:
    """Say what a sound scenario holds, and what was meant by the places that it names."""
    funds = f"{len(scenario.funds)} fund{'' if len(scenario.funds) == 1 else 's'}"
    give(f"{scenario.name}: {scenario.title}: {funds}, no fault")
    for name, fund in scenario.funds.items():
        if fund.allocation.areas:
            give(f"  {name}: only in {fc.data.named_areas(fund.allocation.areas)}")


@app.command("schema", epilog=example("fourcapitals schema > scenario.schema.json"))
def print_schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check as you type."""
    give_json(json.dumps(fc.scenario.schema(), indent=2, ensure_ascii=False))
