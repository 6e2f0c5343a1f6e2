"""What a page may type: commands as in a terminal, and charts that carry their description.

A cell whose lines begin with ``fourcapitals`` is run by the command line itself, in this process. Where a command is
to be refused, its line ends with ``# exit code 2``.
"""

import builtins
import hashlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from unittest.mock import patch

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Markdown, display

MADE = Path(os.environ["FOURCAPITALS_PAGES"])
EXPECTED = re.compile(r"\s+# exit code (\d)$")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Lay the shared results into the folder of the page, and teach the kernel its commands."""
    for each in (MADE / "shared").iterdir():
        if each.is_dir():
            shutil.copytree(each, each.name, dirs_exist_ok=True)
        else:
            shutil.copy(each, each.name)
    for each in (MADE.parent / "files").iterdir():
        shutil.copy(each, each.name)
    shell.input_transformers_cleanup.append(as_commands)
    shell.push({"_run_command": run_command, "picture": picture})
    formatters = shell.display_formatter.formatters
    formatters["text/markdown"].for_type_by_name("fourcapitals.plots.parts.chart", "Chart", figure_of_chart)
    formatters["image/png"].for_type_by_name("fourcapitals.plots.parts.chart", "Chart", lambda chart: None)
    formatters["text/plain"].for_type_by_name("fourcapitals.plots.parts.chart", "Chart", written_in_words)
    formatters["text/html"].for_type_by_name("pandas", "DataFrame", as_table)


def as_commands(lines: list[str]) -> list[str]:
    """Turn a cell of commands into Python that runs each of them."""
    text = "".join(lines).strip().replace("\\\n", " ")
    typed = [line for line in text.splitlines() if line.strip()]
    if not typed or not all(line.startswith("fourcapitals ") for line in typed):
        return lines
    return [f"_run_command({line!r})\n" for line in typed]


def run_command(line: str) -> None:
    """Run one command and print what a terminal would show; stop the page where it ends otherwise than it says."""
    from fourcapitals.cli import main

    found = EXPECTED.search(line)
    expected = int(found[1]) if found else 0
    words = shlex.split(line, comments=True)
    target = None
    if ">" in words:
        words, target = words[: words.index(">")], words[words.index(">") + 1]
    code: object = 0
    page = sys.stdout
    with (
        patch.object(sys, "argv", words),
        patch.object(sys, "stdout", Stream(page, is_terminal=True)),
        patch.object(sys, "stderr", Stream(page, is_terminal=False)),
        as_in_a_terminal(),
    ):
        try:
            if target is None:
                main()
            else:
                with Path(target).open("w", encoding="utf-8") as stream, patch.object(sys, "stdout", stream):
                    main()
        except SystemExit as left:
            code = left.code or 0
    if code != expected:
        raise RuntimeError(f"{line}: exit code {code}, not {expected}")


class Stream(io.TextIOBase):
    """What a command writes to: a terminal as wide as COLUMNS says for its answer, none for bars of progress."""

    def __init__(self, page: TextIO, *, is_terminal: bool) -> None:
        self.page, self.is_terminal = page, is_terminal

    def write(self, text: str) -> int:
        """Write into the page."""
        return self.page.write(text)

    def isatty(self) -> bool:
        """Say what it is taken for."""
        return self.is_terminal


@contextmanager
def as_in_a_terminal() -> Iterator[None]:
    """Hide from libraries that they run in a notebook: rich would write for one, and as wide as it likes."""
    notebook = vars(builtins).pop("get_ipython", None)
    try:
        yield
    finally:
        if notebook is not None:
            builtins.get_ipython = notebook


def picture(path: str) -> None:
    """Show a picture that a command has drawn, with the words that lie beside it."""
    drawn = Path(path)
    words = drawn.with_suffix(".txt").read_text(encoding="utf-8").partition("\n\nTo make it again:")[0]
    display(Markdown(figure(drawn.read_bytes(), drawn.suffix, words)))


def figure_of_chart(chart: object) -> str:
    """Draw a chart into the folder of pictures; its place in the page, with its description."""
    from fourcapitals.plots import save

    drawn = Path("chart_of_page.png")
    save(chart, drawn, overwrite=True)
    return figure(drawn.read_bytes(), drawn.suffix, chart.alt_text)


def figure(content: bytes, suffix: str, words: str) -> str:
    """Give the place of a picture in a page, with its description as alternative text and to be read."""
    name = hashlib.sha256(content).hexdigest()[:16] + suffix
    (MADE / "pictures" / name).write_bytes(content)
    said = " ".join(words.split())
    image = f"```{{image}} /_generated/pictures/{name}\n:alt: {said}\n:width: 100%\n:class: dark-light\n```\n"
    return f"{image}\n:::{{dropdown}} The picture in words\n:class-container: words\n{said}\n:::\n"


def written_in_words(chart: object, printer: object, cycle: bool) -> None:
    """Write a chart as its description, where no picture can be shown."""
    printer.text(chart.alt_text)


def as_table(table: object) -> str:
    """Write a table with its heads, without numbers of rows that say nothing."""
    named = any(table.index.names)
    return f'<div tabindex="0" class="table-of-page">{table.to_html(border=0, index=named)}</div>'
