"""The command line's frame: the app, what its commands share, and how faults reach the user."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from fourcapitals.ensemble.run import Progress
    from fourcapitals.results.results import Results

# Everything heavy is imported inside the commands, so that help and faults come at once.

INTERRUPTED: Final = 130
"""The exit code that shells expect of a program that Ctrl-C stopped."""


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

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]
Reference = Annotated[str, typer.Option(help="The scenario that others are compared with.")]


Workers = Annotated[
    int | None, typer.Option(min=1, help="Threads; as many as there are processors if left out. Changes no number.")
]
Dask = Annotated[str | None, typer.Option(help="Address of a Dask scheduler to run on (needs fourcapitals[cluster]).")]


def say(text: str) -> None:
    """Print progress or a warning on stderr, so that stdout holds data alone."""
    _print(text, err=True)


def give(text: str) -> None:
    """Print data on stdout."""
    _print(text, err=False)


def _print(text: str, *, err: bool) -> None:
    try:
        typer.echo(text, err=err)
    except BrokenPipeError:
        # Who reads our output has left, as `head` does: files that are asked for are still written.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
        os.close(nowhere)


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


@contextmanager
def resumable(path: Path | None) -> Iterator[None]:
    """Say, when Ctrl-C stops what writes a store, what the store holds and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        from fourcapitals.results.store import Store

        try:
            kept = Store.open(path).draws if path is not None and path.is_dir() else None
        except BadInput:
            kept = None
        if kept is None:
            raise
        say(f"stopped; {path} keeps {kept:,} draws; go on: fourcapitals resume {shlex.quote(str(path))}")
        raise typer.Exit(INTERRUPTED) from None


def example(*lines: str) -> str:
    """Word the examples under a command's help."""
    return "**Example**\n\n" + "\n\n".join(f"`{line}`" for line in lines)


def show(*parts: Any) -> None:
    """Print tables and text on stdout."""
    from rich.console import Console

    # Piped output keeps its full width, so that no figure is cut.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    with console.capture() as rendered:
        for part in parts:
            console.print(part)
    give(rendered.get().removesuffix("\n"))


def opened(path: Path) -> Results:
    """Open what `fourcapitals run` wrote: one run, an ensemble in one file, or a store."""
    from fourcapitals.results.opening import open_results

    return open_results(path)


@contextmanager
def watched(what: str = "draws", *, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Show progress with rate and time left on stderr; nothing when quiet or not on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None, rate="")

        def watch(progress: Progress) -> None:
            digits = ",.0f" if progress.draws_per_second >= 10 else ".2g"
            bar.update(
                task,
                completed=progress.draws_done,
                total=progress.draws,
                rate=f"{progress.draws_per_second:{digits}} {what} a second",
            )

        yield watch


@contextmanager
def over(dask: str | None) -> Iterator[Any]:
    """Give what runs the blocks: threads, or a Dask cluster at an address."""
    if dask is None:
        yield "threads"
        return
    try:
        import distributed
    except ImportError:
        raise BadInput("--dask needs a package that is not installed; install fourcapitals[cluster]") from None
    try:
        connect: Callable[..., Any] = distributed.Client
        client = connect(dask, timeout=10)
    except (OSError, ValueError) as error:
        raise BadInput(f"--dask: no Dask scheduler answers at {dask}: {error}") from None
    with client:
        yield client


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        give(f"fourcapitals {version('fourcapitals')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line: exit code 0, 1 when something failed, 2 for bad input, 130 when Ctrl-C stopped it."""
    try:
        app()
    except BadInput as error:
        for fault in error.faults:
            say(fault)
        sys.exit(2)
