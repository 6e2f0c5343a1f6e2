"""The command line's frame: the app, the options that commands share, and how faults reach the user."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

import fourcapitals as fc
from fourcapitals.cli.failures import check_environment, reason_outside
from fourcapitals.cli.output import give, say
from fourcapitals.cli.streams import lasting_streams
from fourcapitals.errors import BadInput
from fourcapitals.text import plain

# Commands use the public names, which are imported when first used: help and faults come at once.

INTERRUPTED: Final = 130
"""The exit code that shells expect of a program that Ctrl-C stopped."""
COLLECTED_AFTER: Final = 20_000, 20, 20
"""Objects made, and collections of a generation, after which the garbage collector comes; Python's own begin at 700."""


class _Commands(TyperGroup):
    """The commands, with a word when Ctrl-C stops one: Typer alone would stop in silence."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="fourcapitals",
    cls=_Commands,
    help="What investment in four capitals does to healthy life expectancy and productivity in English local areas.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


class BasisName(StrEnum):
    """Whose outcomes are told, where households move."""

    PLACE = "place"
    PEOPLE = "people"


class MeasureName(StrEnum):
    """What of a difference is compared."""

    TOTAL = "total"
    PER_MILLION = "per_million"
    PER_HEAD = "per_head"


Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result alone.")]
Reference = Annotated[str, typer.Option(help="The scenario that others are compared with.")]
Strategies = Annotated[list[str], typer.Argument(help="Names of bundled scenarios, or paths of scenario files.")]
Strategy = Annotated[str, typer.Argument(help="A scenario, by name or path.")]
ResultsPath = Annotated[Path, typer.Argument(help="A results file or store that fourcapitals run wrote.")]
Draws = Annotated[int, typer.Option(min=1, help="How many draws of the parameters.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws: the same seed gives the same draws.")]
Measure = Annotated[
    MeasureName | None,
    typer.Option(
        help="What is ranked. total: the difference in the year. per_million: what each £1m of new money brings, added "
        "up over people. per_head: the same for each 1,000 residents. Left out, per_million where the new money "
        "differs by more than 5%, else total."
    ),
]
Basis = Annotated[
    BasisName,
    typer.Option(
        help="Where households move: outcomes of places, whoever lives there by then, or of the people who lived there "
        "in 2019."
    ),
]
Unit = Annotated[
    str | None,
    typer.Option(
        help="In which differences are written, such as days, months, years or %, the same in all tables and charts "
        "of a deck; the unit that suits their size if left out."
    ),
]
OutcomeOfEngland = Annotated[
    str,
    typer.Option(
        help="Of England: hle_years (in 2035), healthy_person_years (2021 to 2035), gva_percent (2035) or "
        "gap_narrowing_years (2035)."
    ),
]
Picture = Annotated[Path, typer.Option(help="The picture: .png, .svg or .pdf. A CSV and alt text go beside it.")]
PictureIfAsked = Annotated[
    Path | None, typer.Option(help="Draw it: .png, .svg or .pdf. A CSV and alt text go beside it.")
]
TableIfAsked = Annotated[Path | None, typer.Option(help="Write them to this CSV file.")]


def _load_rules(path: Path | None) -> Path | None:
    if path is not None:
        fc.scenario.load_rules(path)
    return path


Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        callback=_load_rules,
        is_eager=True,
        help="A file of Python that registers allocation rules of your own; it is run.",
    ),
]


def refuse_ignored(ctx: typer.Context, why: str, *names: str) -> None:
    """Refuse options that were given but would change nothing.

    Parameters
    ----------
    ctx : typer.Context
    why : str
        They would change nothing, and what to do.
    *names : str
        Of the parameters of the command.

    Raises
    ------
    BadInput
        When one of them was given.
    """
    given = [
        each.opts[0]
        for each in ctx.command.params
        if each.name in names and getattr(ctx.get_parameter_source(each.name), "name", "") == "COMMANDLINE"
    ]
    if given:
        raise BadInput(f"{', '.join(given)}: {why}")


def example(*lines: str) -> str:
    """Word the examples under a command's help."""
    return "**Example**\n\n" + "\n\n".join(f"`{line}`" for line in lines)


def _version(asked: bool) -> None:
    if asked:
        give(f"fourcapitals {fc.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    rules: Rules = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for bad input, 130 when Ctrl-C stopped it."""
    with lasting_streams() as failure, _seldom_collecting():
        code = _run()
        if why := failure():
            say(f"stdout: cannot be written: {why.lower()}")
            code = code or 1
    sys.exit(code)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Have the garbage collector come seldom: it looks through all that is imported, which leaves none."""
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@cache
def _commands() -> Callable[[], Any]:
    """All commands, made of their functions once, however often a program calls the command line."""
    return get_command(app)


def _run() -> int:
    if why := check_environment():
        say(plain(why))
        return 1
    # What Matplotlib says of its own folders is nobody's question here, and none of it stops a picture.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        _commands()()
    except BadInput as error:
        for fault in error.faults:
            say(plain(fault))
        return 2
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except Exception as error:
        if (why := reason_outside(error)) is None:
            raise
        say(plain(why))
        return 1
    return 0
