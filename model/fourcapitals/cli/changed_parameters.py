"""The options that change parameters, the same on every command that runs the model."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc

if TYPE_CHECKING:
    from fourcapitals.data.parameters import ParameterTable

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Fix a parameter to a value, in its own unit, in single runs and in every draw; deadweight[human]=0.1 for "
        "one element of a vector. May be given several times. fourcapitals parameters lists them.",
    ),
]
ParameterFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--parameters",
        help="A TOML file of the rows that change, in the form of the model's parameters.toml: [parameters.NAME] with "
        "value, prior or both. May be given several times, with other rows. --set comes after it.",
    ),
]

Prior = Annotated[
    bool,
    typer.Option(
        "--prior",
        help="Draw every parameter from its prior alone, without what history says of some of them. Single runs, at "
        "central values, stay as they are.",
    ),
]


RESULTS_KEEP_THEIRS = "results keep the parameters that they were made with"
"""Why results and stores take no changed parameters."""


def table_asked(settings: list[str] | None, files: list[Path] | None, prior: bool = False) -> ParameterTable | None:
    """Give the table of parameters that a user asks for; None for the package's.

    Raises
    ------
    BadInput
        With every fault of settings and files.
    """
    table = fc.data.changed_table(settings or (), file=files) if settings or files else None
    return (table or fc.load_parameters()).from_priors() if prior else table


def options_of(
    settings: list[str] | None, files: list[Path] | None, folder: Path | None, prior: bool = False
) -> list[str]:
    """Give the options that changed parameters and observed figures, for the command that makes an answer again."""
    given = [part for setting in settings or () for part in ("--set", setting)]
    given += ["--prior"] if prior else []
    named = [*(("--parameters", path) for path in files or ()), *([] if folder is None else [("--baseline", folder)])]
    return given + [part for name, path in named for part in (name, str(path))]


def command_again(command: str, *arguments: str, option: str = "--out") -> str:
    """Write the command that draws a chart again, with the option that names the picture."""
    return f"{shlex.join(['fourcapitals', command, *arguments])} {option} CHART"
