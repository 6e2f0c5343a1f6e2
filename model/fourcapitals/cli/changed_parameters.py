"""The options that change parameters, the same on every command that runs the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from fourcapitals.data.parameters import ParameterTable
    from fourcapitals.scenario.files import Scenario

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Fix a parameter to a value, in its own unit, in single runs and in every draw; deadweight[human]=0.1 for "
        "one element of a vector. May be given several times. fourcapitals parameters lists them.",
    ),
]
ParameterFile = Annotated[
    Path | None,
    typer.Option(
        "--parameters",
        help="A TOML file of the rows that change, in the form of the model's parameters.toml: [parameters.NAME] with "
        "value, prior or both. --set comes after it.",
    ),
]


def table_asked(settings: list[str] | None, file: Path | None) -> ParameterTable | None:
    """Give the table of parameters that a user asks for; None for the package's.

    Raises
    ------
    BadInput
        With every fault of settings and file.
    """
    return fc.data.changed_table(settings or (), file=file) if settings or file is not None else None


def inputs_asked(
    scenarios: Sequence[str], settings: list[str] | None, file: Path | None
) -> tuple[tuple[Scenario, ...], ParameterTable | None]:
    """Read the scenarios of a command and the parameters that it changes.

    Raises
    ------
    BadInput
        With every fault of both.
    """
    faults: list[str] = []
    loaded: tuple[Scenario, ...] = ()
    table = None
    try:
        table = table_asked(settings, file)
    except BadInput as error:
        faults += error.faults
    try:
        loaded = fc.scenario.load_scenarios(scenarios)
    except BadInput as error:
        faults += error.faults
    if faults:
        raise BadInput(*faults)
    return loaded, table


def lines_of(table: ParameterTable | None) -> list[str]:
    """Say under a table which parameters were changed; nothing for the package's."""
    return fc.data.change_lines(fc.data.changes_of(table))
