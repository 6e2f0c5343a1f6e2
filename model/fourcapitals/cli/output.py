"""How a command answers: data on stdout or in files, all else on stderr, nothing heavy before it is needed."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any, Final, TextIO

from fourcapitals.cli.streams import spelt
from fourcapitals.cli.tables import fitting, least_width, table_of
from fourcapitals.text import UNSAFE, plain
from fourcapitals.vocabulary import Say

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.ensemble.workers import Progress
    from fourcapitals.plots import Chart

__all__ = ["Output", "give", "give_json", "give_wrapped", "progress_bar", "records_of", "say", "show", "table_of"]

PIPED: Final = 200
"""Letters of a line of output that is no terminal."""
WIDE: Final = 80
"""Letters of a line of the words around a narrow table."""

NO_TABLE: Final = frozenset({".png", ".svg", ".pdf", ".xlsx", ".xls", ".ods", ".nc", ".json", ".toml", ".parquet"})
"""Endings of files that would not be what their names say, if a table were written into them."""


def say(text: str) -> None:
    """Print progress or a warning on stderr, so that stdout holds data alone."""
    _print(plain(text, lines=True), sys.stderr)


def give(text: str) -> None:
    """Print data on stdout."""
    _print(plain(text, lines=True), sys.stdout)


def give_wrapped(text: str) -> None:
    """Print lines of words on stdout; on a terminal none is wider than it, so that no figure is cut at its edge."""
    if sys.stdout.isatty():
        from rich.console import Console

        width = Console().width
        text = "\n".join(wrapped for line in text.split("\n") for wrapped in _wrapped(line, width))
    give(text)


def _wrapped(line: str, width: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    wrap = TextWrapper(width, subsequent_indent=f"{indent}    ", break_long_words=False, break_on_hyphens=False)
    return wrap.wrap(line) or [""]


def give_json(text: str) -> None:
    """Print JSON on stdout, with characters that would act on a terminal, or that it cannot hold, by their numbers."""
    numbered = UNSAFE if _encoding(sys.stdout).lower().startswith("utf") else re.compile(r"[^\n -~]")
    _print(numbered.sub(lambda found: json.dumps(found[0])[1:-1], text), sys.stdout)


def _print(text: str, stream: TextIO) -> None:
    stream.write(spelt(f"{text}\n", _encoding(stream)))
    stream.flush()


def _encoding(stream: TextIO) -> str:
    return stream.encoding or "utf-8"


def show(*tables: Table) -> None:
    """Print tables on stdout, in several parts where the terminal is too narrow for all columns of one."""
    from rich.console import Console

    for table in tables:
        # Piped output keeps its full width, where a table states none.
        width = Console().width if sys.stdout.isatty() else table.width or PIPED
        parts = fitting(table, width)
        # A figure is rather too wide for the terminal than cut.
        widest = max(map(least_width, parts))
        console, beside = Console(width=max(width, widest)), min(width, max(widest, WIDE))
        with console.capture() as rendered:
            # Around the parts, and not in them, where a narrow one would break them into many lines.
            if table.title is not None:
                console.print(table.title, width=beside)
            for part in parts:
                console.print(part)
            if table.caption is not None:
                console.print(table.caption, width=beside)
        _print(rendered.get().removesuffix("\n"), sys.stdout)


def records_of(table: pd.DataFrame) -> list[Any]:
    """Give the rows of a table as JSON holds them: what is not a number is null.

    Parameters
    ----------
    table : pandas.DataFrame
    """
    rows: list[Any] = json.loads(table.to_json(orient="records", force_ascii=False))
    return rows


def _finite(value: Any) -> Any:
    """Give the same with null for what is not a number or without bound, which JSON cannot hold."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


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
    def say(self) -> Say | None:
        """What work in progress is told to; None when quiet."""
        return None if self.quiet else say

    def check(self, *, table: Path | None = None, file: Path | None = None, picture: Path | None = None) -> None:
        """Refuse, before any work is done, files that could not be written.

        Raises
        ------
        BadInput
            When a file exists and may not be replaced, or cannot be written there, a table is named as another kind of
            file, or both would write the same.
        """
        from fourcapitals.errors import BadInput
        from fourcapitals.results.files import check_target

        if table is not None:
            if table.suffix.lower() in NO_TABLE:
                raise BadInput(f"{table}: a table is written as CSV; give a name that ends in .csv")
            check_target(table, overwrite=self.overwrite)
        if file is not None:
            check_target(file, overwrite=self.overwrite)
        if picture is not None:
            from fourcapitals.plots import check

            files = check(picture, overwrite=self.overwrite)
            if table is not None and table.resolve() in {path.resolve() for path in files}:
                raise BadInput(f"{table}: the picture writes its own data there; give one of them another name")

    def answer(
        self,
        data: pd.DataFrame | dict[str, Any] | list[dict[str, Any]],
        readable: Iterable[str | Table],
        inputs: Iterable[str] = (),
    ) -> None:
        """Print the answer on stdout.

        Parameters
        ----------
        data : DataFrame, dict or list
            What ``--json`` prints.
        readable : iterable of lines and tables
            What is printed without it.
        inputs : iterable of str
            Which parameters and figures are not the package's, a line each: printed last; in JSON under ``inputs``, of
            every row where the answer is rows, and nowhere where all are the package's.
        """
        inputs = list(inputs)
        if not self.as_json:
            for part in (*readable, *inputs):
                give_wrapped(part) if isinstance(part, str) else show(part)
            return
        if inputs:
            if isinstance(data, dict):
                data = {**data, "inputs": inputs}
            else:
                rows = data if isinstance(data, list) else records_of(data)
                data = [{**row, "inputs": inputs} for row in rows]
        if isinstance(data, dict | list):
            give_json(json.dumps(_finite(data), indent=2, ensure_ascii=False, allow_nan=False))
        else:
            give_json(data.to_json(orient="records", indent=2, force_ascii=False))

    def write_table(self, table: pd.DataFrame, path: Path) -> None:
        """Write a table as CSV."""
        from fourcapitals.results.files import save_table

        self.wrote(save_table(table, path, overwrite=self.overwrite))

    def write_text(self, text: str, path: Path) -> None:
        """Write a text in UTF-8."""
        from fourcapitals.results.files import written

        with written(path, overwrite=self.overwrite) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
        self.wrote(path)

    def write_picture(self, chart: Chart, path: Path) -> None:
        """Write a chart, with its data and its alt text beside it."""
        from fourcapitals.plots import save

        self.wrote(*save(chart, path, overwrite=self.overwrite))
        if chart.boxed and not self.quiet:
            lacked = " ".join(chart.boxed)
            say(f"{path}: no font here has {lacked}; a box stands for it in the picture, not in the files beside it")

    def wrote(self, *paths: Path) -> None:
        """Report the files that were written."""
        if not self.quiet:
            say(f"Wrote {', '.join(plain(str(path)) for path in paths)}")


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
