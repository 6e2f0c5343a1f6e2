"""The command line's frame: the app, what its commands share, and how faults reach the user."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from fourcapitals.faults import BadInput

# Everything heavy is imported inside the commands, so that help and faults come at once.

app = typer.Typer(
    name="fourcapitals",
    help="What investment in four capitals does to healthy life expectancy and productivity in English local areas.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]
Reference = Annotated[str, typer.Option(help="The scenario that others are compared with.")]


def say(text: str) -> None:
    """Print progress or a warning on stderr, so that stdout holds data alone."""
    typer.echo(text, err=True)


def example(*lines: str) -> str:
    """Word the examples under a command's help."""
    return "**Example**\n\n" + "\n\n".join(f"`{line}`" for line in lines)


def show(*parts: Any) -> None:
    """Print tables and text on stdout."""
    from rich.console import Console

    # Piped output keeps its full width, so that no figure is cut.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    for part in parts:
        console.print(part)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"fourcapitals {version('fourcapitals')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for bad input."""
    try:
        app()
    except BadInput as error:
        for fault in error.faults:
            say(fault)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has left, as `head` does.
        sys.stderr.close()
        sys.exit(0)
