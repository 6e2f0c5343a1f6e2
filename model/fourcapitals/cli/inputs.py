"""What a command runs on: scenarios, and the parameters and observed figures that are not the package's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

import fourcapitals as fc
from fourcapitals.cli.changed_parameters import options_of, table_asked
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.data.parameters import ParameterTable
    from fourcapitals.results.results import Results
    from fourcapitals.scenario.files import Scenario

Read = TypeVar("Read")

OwnData = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FOLDER",
        help="A folder of CSV tables of your own in place of the package's observed figures, such as a revised release "
        "of them. fourcapitals data check FOLDER says what they change.",
    ),
]


class Inputs(NamedTuple):
    """What a command runs on."""

    scenarios: tuple[Scenario, ...]
    parameters: ParameterTable | None
    """None for the package's."""
    baseline: Baseline | None
    """None for the package's."""
    options: tuple[str, ...] = ()
    """Those that changed parameters and observed figures, for the command that makes an answer again."""

    @property
    def lines(self) -> list[str]:
        """Say under a table which figures and parameters are not the package's; nothing where all are."""
        return fc.data.input_lines(baseline=self.baseline, parameters=self.parameters)


def inputs_asked(
    scenarios: Sequence[str],
    settings: list[str] | None,
    files: list[Path] | None,
    own_data: Path | None,
    prior: bool = False,
) -> Inputs:
    """Read the scenarios of a command, and the parameters and observed figures that it changes.

    Parameters
    ----------
    scenarios : sequence of str
        Names or paths.
    settings, files, own_data, prior
        As the options `changed_parameters.Settings`, `changed_parameters.ParameterFiles`, `OwnData` and
        `changed_parameters.Prior` give them.

    Raises
    ------
    BadInput
        With every fault of all of them.
    """
    faults: list[str] = []

    def read(reader: Callable[[], Read]) -> Read | None:
        try:
            return reader()
        except BadInput as error:
            faults.extend(error.faults)
            return None

    parameters = read(lambda: table_asked(settings, files, prior))
    baseline = read(lambda: baseline_asked(own_data))
    loaded = read(lambda: fc.scenario.load_scenarios(scenarios) if scenarios else ())
    if faults:
        raise BadInput(*faults)
    return Inputs(loaded or (), parameters, baseline, tuple(options_of(settings, files, own_data, prior)))


def baseline_asked(folder: Path | None) -> Baseline | None:
    """Read the tables that a user gives; None for the package's.

    Raises
    ------
    BadInput
        With every fault of every file.
    """
    return None if folder is None else fc.data.read_baseline(folder).baseline


def baseline_of(results: Results, folder: Path | None, *, who: Path | str) -> Baseline | None:
    """Read the observed figures that results were made on, to run their scenarios again.

    Raises
    ------
    BadInput
        When they were made on figures of the user's own and these are not given, or others are.
    """
    return fc.data.check_same_figures(results.own_figures, baseline=baseline_asked(folder), who=str(who))
