"""A report as a tagged PDF that is held to PDF/UA-1, set by Typst, with fonts that come with the packages."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput, how_to_install
from fourcapitals.plots.parts.page import minus
from fourcapitals.report.document import Block, Listing, Paragraph, Picture, Report, Table
from fourcapitals.text import plain, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD: Final = "ua-1"
FONT_FILE: Final = Path("fonts", "ttf", "DejaVuSans.ttf")
"""Comes with Matplotlib, below its folder of data; has letters that those in Typst lack. Other letters are boxes."""
MOST_ROWS: Final = 60
"""Of a folded table in the annex; longer ones are in the page and the workbook."""
LONGEST_WORD: Final = 24
"""Letters after which a word may go on in the next line."""
SIZE: Final = 8.5
"""Of the letters of a table, points."""
LINE: Final = 158.0
"""Letters of that size that a line of a table holds."""
SMALLER: Final = 1.2
"""Times as many that it may hold in smaller letters; what is wider goes on below, with the columns that are left."""
BESIDE: Final = 1.5
"""Letters that the space between two columns takes."""
WORDS: Final = 26
"""Letters of a column of words, where its text is longer."""
PICTURE: Final = (25.7, 10.5)
"""Width and height that a picture may take, cm; its words stand on the same page."""
_CENTIMETRES: Final = 2.54 / 72
"""Of a point."""
_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_FIGURE: Final = re.compile(r"[\s\d.,+\-−–%£<>~≈()\[\]]*(e-\d+|n/a|nan|[a-zA-Z]{0,7})")


def check_pdf() -> None:
    """Say how to get what writes PDF, where it is missing.

    Raises
    ------
    BadInput
        When it is.
    """
    try:
        import typst  # noqa: F401
    except ImportError:
        raise BadInput(f"a report as .pdf needs Typst: {how_to_install('pdf')}; .html needs nothing") from None


@checked
def as_pdf(report: Report) -> bytes:
    """Write a report as PDF for who reads it by eye or ear.

    It is tagged, in the language of the report, with headings from the first level, tables with header rows, pictures
    with their alt text; Typst refuses to write what breaks PDF/UA-1. Folded tables stand in an annex. The same report
    gives the same file.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes

    Raises
    ------
    BadInput
        When Typst is not installed.
    """
    made: bytes = _compiled(report, format="pdf", pdf_standards=[STANDARD])
    return made


@checked
def as_pages(report: Report, *, ppi: float = 72.0) -> list[bytes]:
    """Draw the pages of the PDF as PNG, to look at.

    Parameters
    ----------
    report : Report
    ppi : float
        Pixels an inch.

    Returns
    -------
    list of bytes
    """
    pages: bytes | list[bytes] = _compiled(report, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else pages


def _compiled(report: Report, **asked: Any) -> Any:
    check_pdf()
    import matplotlib as mpl
    import typst

    template = (files("fourcapitals.report") / "templates" / "report.typ").read_bytes()
    return typst.compile(
        template,
        font_paths=[Path(mpl.get_data_path()) / FONT_FILE.parent],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(data_of(report))},
        **asked,
    )


def data_of(report: Report) -> dict[str, Any]:
    """Give a report as what the template reads: texts, lists and numbers alone.

    Parameters
    ----------
    report : Report
    """
    import fourcapitals as fc

    language, _, region = report.language.partition("-")
    sections = [
        {
            "title": _shown(each.title),
            "blocks": [part for block in each.blocks if not _is_folded(block) for part in _parts(block)],
        }
        for each in report.sections
    ]
    folded = [each for each in report.tables() if each.folded]
    short = [each for each in folded if len(each.rows) <= MOST_ROWS]
    return {
        "title": _shown(report.title),
        "short": _shown(shortened(report.title)),
        "subtitle": _shown(report.subtitle),
        "lang": language,
        "region": region,
        "contents": "Contents",
        "absent": "Not in these results.",
        "sections": sections,
        "annex-title": "Figures",
        "annex-says": _longer(folded),
        "annex": [part for each in short for part in _tables(each)],
        "made": f"Made by fourcapitals {fc.__version__} with:",
        "command": _shown(report.command),
    }


def _is_folded(block: Block) -> bool:
    return isinstance(block, Table) and block.folded


def _longer(folded: Sequence[Table]) -> str:
    """Say which figures are not on paper."""
    longer = [each for each in folded if len(each.rows) > MOST_ROWS]
    said = "The figures that the pictures draw."
    if longer:
        tables = (
            "1 table of more than {} rows is"
            if len(longer) == 1
            else f"{len(longer)} tables of more than {{}} rows are"
        )
        said += f" {tables.format(MOST_ROWS)} not on paper; all rows are in the page (.html) and the workbook (--xlsx)."
    return said


def _parts(block: Block) -> list[dict[str, Any]]:
    if isinstance(block, Paragraph):
        text = block.text if block.kind == "command" else minus(block.text)
        return [{"is": "paragraph", "text": _shown(text), "kind": block.kind}]
    if isinstance(block, Listing):
        return [{"is": "list", "items": [_shown(minus(each)) for each in block.items], "ordered": block.ordered}]
    if isinstance(block, Table):
        return [{"is": "table", **part} for part in _tables(block)]
    return [{"is": "picture", **_picture(block)}]


def _picture(picture: Picture) -> dict[str, Any]:
    caption, rows, drawing = picture.chart.caption, len(picture.table.rows), picture.chart.svg(outlines=True)
    figures = "" if rows <= MOST_ROWS else f" Its figures, {rows:,} rows, are in the workbook: --xlsx."
    notes = " ".join(filter(None, caption.notes)) + figures
    return {
        "title": _shown(caption.title),
        "subtitle": [_shown(each) for each in caption.subtitle],
        "notes": _shown(notes),
        "alt": plain(picture.chart.alt_text),
        "svg": drawing,
        "width": _width_of(drawing),
    }


def _width_of(drawing: str) -> float:
    """Width of a drawing on paper, cm: as it was drawn, by its view box in points, or less where it would not fit."""
    box = ElementTree.fromstring(drawing).attrib["viewBox"]
    _, _, width, height = map(float, box.split())
    widest, highest = PICTURE
    return min(widest, highest * width / height, width * _CENTIMETRES)


def _tables(table: Table) -> list[dict[str, Any]]:
    """Give a table in as many as its width takes, each with the column that says what a row is of."""
    columns = [[_shown(minus(row[at])) for row in table.rows] for at in range(len(table.headings))]
    figures = [bool(at and _are_figures(cells)) for at, cells in enumerate(columns)]
    widths = [_width(_shown(table.headings[at]), columns[at], figures=figures[at]) for at in range(len(columns))]
    groups = grouped(widths)
    return [
        {
            "caption": _shown(minus(table.caption)) + (f" (part {part} of {len(groups)})" if len(groups) > 1 else ""),
            "headings": [_shown(table.headings[at]) for at in group],
            "rows": [list(row) for row in zip(*(columns[at] for at in group), strict=True)],
            "widths": _spread([widths[at] for at in group], [_longest(columns[at]) for at in group]),
            "figures": [figures[at] for at in group],
            "size": SIZE * min(1.0, LINE / _across([widths[at] for at in group])),
            "note": _shown(minus(table.note)) if part == len(groups) else "",
        }
        for part, group in enumerate(groups, start=1)
    ]


def grouped(widths: Sequence[float]) -> list[list[int]]:
    """Part columns into tables that fit on a page, the first column in each.

    Parameters
    ----------
    widths : sequence of float
        Letters of each column.

    Examples
    --------
    >>> grouped([20.0, 80.0, 60.0, 90.0]), grouped([500.0, 10.0])
    ([[0, 1, 2], [0, 3]], [[0, 1]])
    """
    groups: list[list[int]] = [[0]]
    for at in range(1, len(widths)):
        if _across([*(widths[each] for each in groups[-1]), widths[at]]) > SMALLER * LINE and len(groups[-1]) > 1:
            groups.append([0])
        groups[-1].append(at)
    return groups


def _across(widths: Sequence[float]) -> float:
    """Letters that columns take beside each other."""
    return sum(widths) + BESIDE * len(widths)


def _width(heading: str, cells: Sequence[str], *, figures: bool) -> float:
    """Letters that a column needs: its longest word, and of figures, which stay together, the longest cell."""
    words = [word for each in (heading, *cells) for word in re.split(r"[\s\u200b]+", each)]
    longest = _longest(cells)
    return max(1.15 * max(map(len, words), default=1), longest if figures else min(longest, WORDS), 2.0)


def _longest(cells: Sequence[str]) -> float:
    return float(max(map(len, cells), default=0))


def _spread(widths: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """Give columns of long text what the line has left, each as it needs."""
    lacks = [max(0.0, want - width) for width, want in zip(widths, wanted, strict=True)]
    left = max(0.0, LINE - _across(widths))
    share = min(1.0, left / sum(lacks)) if sum(lacks) else 0.0
    return [width + share * lack for width, lack in zip(widths, lacks, strict=True)]


def _are_figures(cells: Sequence[str]) -> bool:
    """Whether a column holds figures, which stand to the right and are not broken."""
    return any(map(re.compile(r"\d").search, cells)) and all(map(_FIGURE.fullmatch, cells))


def _shown(text: str) -> str:
    """Write a text in letters that the fonts have, with places to break words that are too long for a line."""
    known = _letters()
    seen = "".join(each if _is_written(each, known) else "□" for each in plain(text, lines=True))
    return _WORD.sub(lambda found: f"{found[0]}\u200b", seen)


def _is_written(letter: str, known: frozenset[int]) -> bool:
    return letter in "\n\t" or (ord(letter) in known and unicodedata.category(letter) != "Co")


@cache
def _letters() -> frozenset[int]:
    """Give the letters that the font has, by their numbers."""
    import matplotlib as mpl
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(Path(mpl.get_data_path()) / FONT_FILE)).get_charmap())
