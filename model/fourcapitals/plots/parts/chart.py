"""A chart that carries its data, its alt text and the command that makes it again; and how it is written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Self

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.text import Text

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.results.csv_tables import as_csv
from fourcapitals.results.files import check_target, written
from fourcapitals.text import plain

FORMATS: Final = (".png", ".svg", ".pdf")

DOTS_PER_INCH: Final = 150


class Chart(Figure):
    """A matplotlib figure with the data drawn, its description in words, and the command that makes it again."""

    data: pd.DataFrame
    """What is drawn, one row a mark; the columns stand with the function that drew it."""
    caption: Caption
    """What is said around it, which a chart drawn `bare` leaves to the page that it stands on."""
    alt_text: str
    command: str
    boxed: str
    """Letters of names and titles that no font here has, such as emoji; boxes stand for them in the picture."""

    def carrying(self, caption: Caption, *, data: pd.DataFrame, command: str) -> Self:
        """Give it what is drawn, in numbers and in words, and the command that makes it again."""
        self.data, self.alt_text, self.command = data, plain(caption.alt_text), command
        self.caption = caption
        boxed: dict[str, None] = {}
        for text in self.findobj(Text):
            written, families = plain(text.get_text(), lines=True), text.get_fontfamily()
            boxed |= dict.fromkeys(lacking(written, families))
            text.set_text(drawable(written, families))
            text.set_parse_math(False)
            text.set_usetex(False)
        self.boxed = "".join(boxed)
        return self

    def svg(self, *, outlines: bool = False) -> str:
        """Draw it as SVG, undated and without metadata: the same results give the same drawing.

        Parameters
        ----------
        outlines : bool
            Letters as outlines, which need no font where they are shown; as text if left out.
        """
        content = BytesIO()
        with mpl.rc_context({"svg.hashsalt": "fourcapitals", "svg.fonttype": "path" if outlines else "none"}):
            undated = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            # No wider and higher than what is drawn: the words around it may be left to a page (`bare`).
            self.savefig(content, format="svg", metadata=undated, bbox_inches="tight", pad_inches=0.05)
        return content.getvalue().decode()

    def _repr_png_(self) -> bytes:
        """Show the chart in a notebook without pyplot."""
        content = BytesIO()
        self.savefig(content, format="png")
        return content.getvalue()


def drawable(text: str, families: Sequence[str]) -> str:
    r"""Write letters that no font has as boxes, and characters that are not seen as Python writes them.

    Examples
    --------
    >>> drawable("£5 \u4e2d\x1b", ["DejaVu Sans"])
    '£5 □\\x1b'
    """
    shown = plain(text, lines=True)
    missing = lacking(shown, families)
    return "".join("□" if each in missing else each for each in shown)


def lacking(text: str, families: Sequence[str]) -> str:
    r"""Give the letters of a text that no font has, once each.

    Examples
    --------
    >>> lacking("£5 \u4e2d\u4e2d", ["DejaVu Sans"])
    '\u4e2d'
    """
    if text.isascii():
        return ""
    letters = {ord("\n")}.union(*map(_letters, families))
    return "".join(dict.fromkeys(each for each in text if ord(each) not in letters))


@cache
def _letters(family: str) -> frozenset[int]:
    """Give the letters that a font has, by their numbers."""
    return frozenset(get_font(findfont(family)).get_charmap())


@checked
def save(figure: Figure, path: str | Path, *, overwrite: bool = False) -> tuple[Path, Path, Path]:
    """Write a chart as a picture, and beside it the data drawn (.csv) and the alt text and command (.txt).

    Each file is written whole or not at all.

    Parameters
    ----------
    figure : Figure
        That a function of this package gave.
    path : str or Path
        Ends in .png, .svg or .pdf.
    overwrite : bool
        Whether files that exist may be replaced.

    Returns
    -------
    tuple of Path
        Picture, data and text.

    Raises
    ------
    BadInput
        When the ending is another, a file exists, or a file cannot be written.
    """
    targets = check(path, overwrite=overwrite)
    if not isinstance(figure, Chart):
        raise TypeError("save takes a chart that a function of fourcapitals.plots gave, with its data")
    target = targets[0]
    text = plain(f"{figure.alt_text}\n\nTo make it again:\n{_named(figure.command, target.name)}\n", lines=True)
    contents = (
        _picture(figure, target.suffix.lower()),
        as_csv(figure.data),
        text.encode("utf-8"),
    )
    for each, content in zip(targets, contents, strict=True):
        with written(each, overwrite=True) as temporary:
            temporary.write_bytes(content)
    return targets


@checked
def check(path: str | Path, *, overwrite: bool = False) -> tuple[Path, Path, Path]:
    """Check, before any work is done, that a chart can be written: its ending, and all its files.

    Returns
    -------
    tuple of Path
        Picture, data and text.

    Raises
    ------
    BadInput
        When the ending is no picture's, or a file exists or cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        ending = f"not {target.suffix!r}" if target.suffix else "and this name has no ending"
        raise BadInput(f"{path}: a figure is written as .png, .svg or .pdf, {ending}")
    targets = (target, target.with_suffix(".csv"), target.with_suffix(".txt"))
    faults: list[str] = []
    for each in targets:
        try:
            check_target(each, overwrite=overwrite)
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return targets


def _named(command: str, name: str) -> str:
    """Put the name of a file into a command: quoted as Python does within Python, for the shell elsewhere.

    Examples
    --------
    >>> print(_named("save(chart, 'CHART')", "King's Lynn.png"), _named("--out CHART", "King's Lynn.png"))
    save(chart, "King's Lynn.png") --out 'King'"'"'s Lynn.png'
    """
    return re.sub("'CHART'|CHART", lambda found: repr(name) if found[0][0] == "'" else shlex.quote(name), command)


def _picture(figure: Figure, suffix: str) -> bytes:
    """Render without a date, so that the same results give the same file."""
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    content = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "fourcapitals"}):
        figure.savefig(content, format=suffix[1:], dpi=DOTS_PER_INCH, metadata=undated[suffix])
    return content.getvalue()
