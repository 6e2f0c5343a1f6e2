"""The command report writes what is asked for, each file by its ending, and refuses before it works."""

import fourcapitals as fc
import pytest
from fourcapitals.report.document import Paragraph, Report, Section


@pytest.fixture
def composed(monkeypatch):
    """A short report in the place of one that takes long."""
    report = Report("Title", "", (Section("s", "S", (Paragraph("Text."),)),), "fourcapitals report x")
    asked = []
    monkeypatch.setattr(fc.report, "compose", lambda results, **others: asked.append(others) or report)
    monkeypatch.setattr(fc, "open_results", lambda path: None)
    return asked


def test_a_page_a_pdf_and_a_workbook_are_written_from_one_report(call, composed, tmp_path):
    pytest.importorskip("typst", reason="the extra 'pdf' is not installed: pip install typst")
    pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed: pip install xlsxwriter")
    names = [tmp_path / f"r.{ending}" for ending in ("html", "pdf", "xlsx")]
    asked = [word for option, name in zip(("--out", "--pdf", "--xlsx"), names, strict=True) for word in (option, name)]
    code, out, err = call("report", "runs", *asked, "--area", "Hartlepool")
    assert (code, out) == (0, "")
    assert err == f"Wrote {', '.join(map(str, names))}\n"
    assert [name.read_bytes()[:4] for name in names] == [b"<!DO", b"%PDF", b"PK\x03\x04"]
    assert [each["area"] for each in composed] == ["Hartlepool"]


def test_all_faults_of_files_are_told_at_once_and_nothing_is_written(call, composed, tmp_path):
    (tmp_path / "there.xlsx").write_text("mine")
    code, _, err = call("report", "runs", "--out", tmp_path / "a.doc", "--xlsx", tmp_path / "there.xlsx")
    assert code == 2
    assert err.splitlines() == [
        f"--out {tmp_path / 'a.doc'}: give a name that ends in .html or .pdf or .xlsx",
        f"{tmp_path / 'there.xlsx'}: exists; choose another name or add --overwrite",
    ]
    assert (tmp_path / "there.xlsx").read_text() == "mine"
    code, _, err = call("report", "runs", "--out", tmp_path / "a.xlsx", "--xlsx", tmp_path / "a.xlsx")
    assert (code, "another option writes this file" in err) == (2, True)
    code, _, err = call("report", "runs")
    assert (code, err) == (
        2,
        "name a file for the report: --out report.html, --pdf report.pdf or --xlsx report.xlsx\n",
    )
    assert composed == []
