"""How a command answers: data on stdout or in files, all else on stderr, nothing heavy before it is needed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.ensemble.workers import Progress
    from fourcapitals.plots import Chart


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


def show(*tables: Table) -> None:
    """Print tables on stdout."""
    from rich.console import Console

    # Piped output keeps its full width, so that no figure is cut.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    with console.capture() as rendered:
        for each in tables:
            console.print(each)
    give(rendered.get().removesuffix("\n"))


def table_of(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None, caption: str | None = None
) -> Table:
    """Lay out cells as a table for the screen.

    Parameters
    ----------
    columns : sequence of str
        Headings; one that begins with ``>`` stands over figures, set to the right.
    rows : iterable of sequences of str
    title, caption : str, optional

    Examples
    --------
    >>> table_of(("Scenario", ">2035"), [("baseline", "63.4")], title="Years").columns[1].justify
    'right'
    """
    from rich.table import Table

    made = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for heading in columns:
        made.add_column(heading.removeprefix(">"), justify="right" if heading.startswith(">") else "left")
    for row in rows:
        made.add_row(*row)
    return made


@dataclass(frozen=True)
class Output:
    """Where the answer of one command goes.

    Parameters
    ----------
    as_json : bool
        JSON on stdout instead of text and tables.
    overwrite : bool
        Files that exist are replaced.
    quiet : bool
        Nothing on stderr: no progress, no word of what was written.
    """

    as_json: bool = False
    overwrite: bool = False
    quiet: bool = False

    @property
    def say(self) -> Callable[[str], None] | None:
        """What work in progress is told to; None when quiet."""
        return None if self.quiet else say

    def check(self, *, table: Path | None = None, picture: Path | None = None) -> None:
        """Refuse, before any work is done, files that could not be written.

        Raises
        ------
        BadInput
            When a file exists and may not be replaced, or cannot be written there, or both would write the same.
        """
        from fourcapitals.errors import BadInput
        from fourcapitals.results.files import check_target

        if table is not None:
            check_target(table, overwrite=self.overwrite)
        if picture is not None:
            from fourcapitals.plots import check

            files = check(picture, overwrite=self.overwrite)
            if table is not None and table.resolve() in {path.resolve() for path in files}:
                raise BadInput(f"{table}: --map writes its own data there; give --out another name")

    def answer(self, data: pd.DataFrame | dict[str, Any] | list[Any], readable: Iterable[str | Table]) -> None:
        """Print the answer on stdout.

        Parameters
        ----------
        data : DataFrame, dict or list
            What ``--json`` prints.
        readable : iterable of lines and tables
            What is printed without it.
        """
        if not self.as_json:
            for part in readable:
                give(part) if isinstance(part, str) else show(part)
        elif isinstance(data, dict | list):
            give(json.dumps(data, indent=2, ensure_ascii=False))
        else:
            give(data.to_json(orient="records", indent=2, force_ascii=False))

    def write_table(self, table: pd.DataFrame, path: Path) -> None:
        """Write a table as CSV."""
        from fourcapitals.results.files import save_table

        self.wrote(save_table(table, path, overwrite=self.overwrite))

    def write_picture(self, chart: Chart, path: Path) -> None:
        """Write a chart, with its data and its alt text beside it."""
        from fourcapitals.plots import save

        self.wrote(*save(chart, path, overwrite=self.overwrite))

    def wrote(self, *paths: Path) -> None:
        """Report the files that were written."""
        if not self.quiet:
            say(f"Wrote {', '.join(str(path) for path in paths)}")


@contextmanager
def progress_bar(what: str, *, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Show how many of something are done, with rate and time left, on stderr; nothing when quiet or not a terminal."""
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
            rate = f"{progress.draws_per_second:{digits}} {what} a second"
            bar.update(task, completed=progress.draws_done, total=progress.draws, rate=rate)

        yield watch
