"""On paper: PDF/UA-1 by Typst's own checker, and text that stays text whatever it is."""

import json
import sys
from importlib.resources import files

import fourcapitals as fc
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Listing, Paragraph, Picture, Report, Section, Table
from fourcapitals.report.pdf import MOST_ROWS, as_pages, as_pdf, data_of

typst = pytest.importorskip(
    "typst", reason="the extra 'pdf' is not installed, so that no PDF is tested: pip install typst"
)

HOSTILE = (
    "<script>alert(1)</script>",
    '#let x = 1 $a^2$ @cite *bold* _it_ `raw` \\u{41} <label> // = heading /* "',
    '#import "x.typ": *; #read("/etc/passwd") #panic()',
    "emoji \U0001f600 \u4e2d\u6587 \u202e\u05d4\u05db\u05d5\u05ea\u05e8\u05ea \ue000 \x1b[31m",
    "very " * 300 + "long",
    "x" * 600,
    "",
    " ",
)


@pytest.fixture(scope="module")
def picture():
    with bare():
        chart = fc.plots.audit(fc.results.audit_rule("health_need", baseline=fc.load_baseline()))
    return Picture("audit", chart)


def table_of(rows, columns=3, name="figures", **others):
    cells = tuple(tuple(f"{HOSTILE[(row + at) % 4]} {row}" for at in range(columns)) for row in range(rows))
    headings = tuple(HOSTILE[at % 4] for at in range(columns))
    data = pd.DataFrame(cells, columns=[f"c{at}" for at in range(columns)])
    return Table(name, HOSTILE[1], headings, cells, data, note=HOSTILE[2], **others)


@pytest.fixture(scope="module")
def hostile(picture):
    """Every kind of block with every text that would be something else, were it pasted."""
    paragraphs = [
        Paragraph(text, kind) for text in HOSTILE for kind in ("text", "lead", "caution", "absent", "command")
    ]
    tables = [table_of(3), table_of(2, columns=40, name="wide"), table_of(0, name="none"), table_of(2, 1, name="one")]
    blocks = (*paragraphs, Listing(HOSTILE), Listing(HOSTILE, ordered=True), *tables, picture)
    sections = tuple(Section(f"s{at}", text or "-", blocks[at :: len(HOSTILE)]) for at, text in enumerate(HOSTILE))
    return Report(HOSTILE[1], HOSTILE[3], sections, HOSTILE[2])


def test_it_is_tagged_in_its_language_with_an_alt_text_for_each_picture(hostile):
    made = as_pdf(hostile)
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"en-GB"):
        assert mark in made, mark
    assert made.count(b"/Alt") == len(hostile.pictures()) == 1
    assert as_pdf(hostile) == made


def test_headings_are_the_texts_as_they_stand(hostile):
    data = data_of(hostile)
    template = (files("fourcapitals.report") / "templates" / "report.typ").read_bytes()
    found = json.loads(typst.query(template, "heading", sys_inputs={"report": json.dumps(data)}))
    first = [each["body"].get("text", "") for each in found if each["level"] == 1]
    assert first[1:] == [section["title"] for section in data["sections"]]
    assert {each["level"] for each in found} == {1, 2}


def test_letters_that_no_font_has_are_boxes_and_long_words_may_be_broken():
    report = Report("a", "b", (Section("s", "\u4e2d \ue000 \u05d4", (Paragraph("y" * 100),)),), "c")
    section = data_of(report)["sections"][0]
    assert section["title"] == "□ □ \u05d4"
    assert section["blocks"][0]["text"].replace("\u200b", "") == "y" * 100
    assert max(map(len, section["blocks"][0]["text"].split("\u200b"))) < 30


def test_wide_tables_are_parted_and_every_part_says_what_a_row_is_of():
    table = table_of(2, columns=40)
    parts = data_of(Report("a", "b", (Section("s", "t", (table,)),), "c"))["sections"][0]["blocks"]
    assert len(parts) > 2
    assert {tuple(row[0] for row in part["rows"]) for part in parts} == {tuple(row[0] for row in parts[0]["rows"])}
    assert sum(len(part["headings"]) - 1 for part in parts) == 39
    assert parts[1]["caption"].endswith(f"(part 2 of {len(parts)})")


def test_folded_tables_stand_in_an_annex_and_what_is_too_long_is_said():
    short, long = table_of(2, name="short", folded=True), table_of(MOST_ROWS + 1, name="long", folded=True)
    data = data_of(Report("a", "b", (Section("s", "t", (short, long)),), "c"))
    assert data["sections"][0]["blocks"] == []
    assert len(data["annex"]) == 1
    assert "1 table of more than 60 rows is not on paper" in data["annex-says"]


def test_a_report_of_almost_nothing_is_a_pdf():
    assert as_pdf(Report("a", "", (), "c")).startswith(b"%PDF")
    assert as_pages(Report("a", "", (), "c"), ppi=20)[0].startswith(b"\x89PNG")


@pytest.mark.thorough
def test_the_report_of_an_ensemble_and_of_one_run_are_pdfs(report):
    made = as_pdf(report)
    assert made.count(b"/Alt") == len(report.pictures()) > 3
    assert len(made) < 8_000_000


def test_what_is_not_installed_is_told_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadInput, match=r'a report as \.pdf needs Typst: .* -m pip install "\.\[pdf\]"'):
        as_pdf(Report("a", "", (), "c"))
