"""Every table of a report is a sheet, unrounded, with what it says and what it came from."""

from io import BytesIO

import pandas as pd
import pytest
from fourcapitals.report.document import Paragraph, Report, Section, Table
from fourcapitals.report.tables_in_a_workbook import as_workbook

openpyxl = pytest.importorskip("openpyxl", reason="the extra 'test' is not installed: pip install openpyxl")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed: pip install xlsxwriter")


def table_of(name, data):
    return Table(name, f"Caption of {name}", ("a",), (("1",),), data, note="A note.", folded=name == "folded")


def test_every_table_is_a_sheet_with_its_units_and_its_figures_unrounded():
    data = pd.DataFrame({"title": ["=1+1"], "median": [1 / 3], "unit": ["days"]})
    tables = (table_of("shown", data), table_of("folded", data))
    caution = Paragraph("Not a forecast.", "caution")
    report = Report("Title", "Subtitle", (Section("s", "S", (*tables, caution)),), "fourcapitals report x")
    made = as_workbook(report)
    assert made == as_workbook(report)
    book = openpyxl.load_workbook(BytesIO(made))
    assert book.sheetnames == ["contents", "shown", "folded", "provenance"]
    assert [[cell.value for cell in row] for row in book["folded"]] == [
        ["title", "median_days", "unit"],
        ["=1+1", pytest.approx(1 / 3, rel=1e-15), "days"],
    ]
    assert book["folded"]["A2"].data_type != "f"
    said = {row[0].value: row[1].value for row in book["provenance"]}
    assert (said["command"], said["said_1"]) == ("fourcapitals report x", "Not a forecast.")
    assert "Caption of shown. A note." in [row[1].value for row in book["contents"]]
