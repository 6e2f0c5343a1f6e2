"""Commands about scenario files: new, check, schema."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Overwrite, Quiet, Rules, app, example
from fourcapitals.cli.changed_parameters import ParameterFiles, Settings
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, give, give_json, say
from fourcapitals.errors import BadInput
from fourcapitals.text import names_alike

if TYPE_CHECKING:
    from fourcapitals.scenario.files import Scenario
    from fourcapitals.scenario.nhs_tables import NhsAnchor


@app.command(epilog=example('fourcapitals new my_strategy --from announced_2021 --title "Our own"'))
def new(
    name: Annotated[Path, typer.Argument(help="Name of the file to write; .toml is added if left out.")],
    source: Annotated[str, typer.Option("--from", help="The scenario to copy, by name or path.")],
    title: Annotated[str, typer.Option(help="The title of the copy: it names the copy in every table and chart.")],
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Copy a scenario into a file of your own, under a title of its own, to be changed."""
    path = name if name.suffix == ".toml" else name.with_name(f"{name.name}.toml")
    output = Output(overwrite=overwrite, quiet=quiet)
    output.check(file=path)
    made = fc.scenario.copy_scenario(fc.load_scenario(source), name=path.stem, title=title)
    output.write_text(made.text, path)
    if not quiet:
        say(f"Change it, then check it: fourcapitals check {shlex.quote(str(path))}")


@app.command(epilog=example("fourcapitals check my_strategy.toml"))
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled scenarios.")],
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    own_data: OwnData = None,
    quiet: Quiet = False,
) -> None:
    """Check scenario files as `run` would: every fault of every file, with its place; and equal titles."""
    from fourcapitals.simulation.run import check_outcomes

    sound, faults = _loaded(files)
    try:
        inputs = inputs_asked([], settings, parameters, own_data)
    except BadInput as error:
        raise BadInput(*error.faults, *faults) from None
    for scenario in sound:
        try:
            # One run at central values takes a moment, and refuses all that a run refuses.
            check_outcomes(scenario, parameters=inputs.parameters, baseline=inputs.baseline)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    if not quiet:
        _warn_of_equal_titles({scenario.name: scenario.title for scenario in sound})
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
        for line in scenario.money[name].told if name in scenario.money else ():
            give(f"  {name}: {line}")
        if fund.allocation.areas:
            give(f"  {name}: only in {fc.data.named_areas(fund.allocation.areas)}")
    for line in fc.scenario.late_money(scenario):
        give(f"  {line}")
    if scenario.nhs_anchor is not None:
        give(f"  nhs_anchor: {_boards_in_words(scenario.nhs_anchor)}")


def _boards_in_words(anchor: NhsAnchor) -> str:
    """Which boards act, and for whom."""
    boards, known = anchor.boards or (), fc.data.care_boards()
    if anchor.neediest_boards is not None:
        who = f"the {anchor.neediest_boards} integrated care boards with the lowest healthy life expectancy"
    else:
        names = [
            fc.data.board_label(name) for code, name in zip(known.codes, known.names, strict=True) if code in boards
        ]
        who = "; ".join(names) or f"all {len(known.codes)} integrated care boards"
    return who + (f", only in {fc.data.named_areas(anchor.areas)}" if anchor.areas else "")


def _warn_of_equal_titles(titles: Mapping[str, str]) -> None:
    """Warn of titles that a reader could not tell apart, among the files and from the bundled scenarios."""
    bundled = {name: fc.load_scenario(name).title for name in fc.scenario_names()}
    for names in names_alike({**bundled, **titles}):
        if len(names) > 1 and not titles.keys().isdisjoint(names):
            say(
                f"{', '.join(names)}: have the same title, {titles[next(name for name in names if name in titles)]!r}; "
                "results tell them apart by name; give each its own"
            )


@app.command("schema", epilog=example("fourcapitals schema > scenario.schema.json"))
def print_schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check as you type."""
    give_json(json.dumps(fc.scenario.schema(), indent=2, ensure_ascii=False))
