"""The command about what a strategy is, in plain words: describe."""

from __future__ import annotations

import fourcapitals as fc
from fourcapitals.cli.app import Json, Rules, Strategy, app, example
from fourcapitals.cli.changed_parameters import ParameterFile, Settings
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output


@app.command(epilog=example("fourcapitals describe announced_2021", "fourcapitals describe my_strategy.toml --json"))
def describe(
    scenario: Strategy,
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    own_data: OwnData = None,
    as_json: Json = False,
) -> None:
    """Say in plain words what a strategy is before any result: money, years, who gets it, what it buys, who pays."""
    asked = inputs_asked([scenario], settings, parameters, own_data)
    told = fc.report.describe(asked.scenarios[0], baseline=asked.baseline, parameters=asked.parameters)
    Output(as_json=as_json).answer(told, [*told["lines"], *asked.lines])
