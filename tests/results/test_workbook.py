"""A workbook holds each cell as what it is: no text is a formula, nothing is cut, long tables go on in more sheets."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.results.export.named_table import NamedTable
from fourcapitals.results.export.workbook import write_workbook

openpyxl = pytest.importorskip("openpyxl", reason="the extra 'test' is not installed: pip install openpyxl")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed: pip install xlsxwriter")

HOSTILE = [
    "=1+2",
    "+1",
    "-a",
    "@SUM(A1)",
    "\tx",
    " =1",
    "＝1",
    '=HYPERLINK("http://a.example","x")',
    "{=1}",
    "http://a.example",
    "plain",
]


def test_no_text_is_a_formula_or_a_link_in_a_workbook(tmp_path):
    table = NamedTable.of("a", "b", pd.DataFrame({text: [text] for text in HOSTILE}))
    write_workbook(tmp_path / "a.xlsx", [table], made=pd.DataFrame({"item": ["=1"], "value": ["-1"]}), title="=1")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for row in book["a"].iter_rows():
        assert [cell.value for cell in row] == HOSTILE
        assert {cell.data_type for cell in row} <= {"s", "inlineStr"}
        assert not any(cell.hyperlink for cell in row)
    guarded = {cell.value for cell in book["a"][2] if cell.quotePrefix}
    assert guarded == set(HOSTILE) - {"{=1}", "http://a.example", "plain"}


def test_missing_numbers_are_empty_cells_and_others_stay(tmp_path):
    frame = pd.DataFrame(
        {
            "number": [1.5, np.nan, np.inf],
            "met": pd.array([True, None, False], dtype="boolean"),
            "word": ["a", None, np.nan],
            "year": [2019, 2020, 2021],
            "count": pd.array([1, None, 3], dtype="Int64"),
            "share": pd.array([0.5, None, 1.5], dtype="Float64"),
        }
    )
    write_workbook(tmp_path / "a.xlsx", [NamedTable.of("a", "b", frame)], made=frame, title="a")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["a"].iter_rows()]
    assert rows[1:] == [
        [1.5, True, "a", 2019, 1, 0.5],
        [None, None, None, 2020, None, None],
        ["inf", False, None, 2021, 3, 1.5],
    ]


def test_a_table_longer_than_a_sheet_goes_on_in_others_and_the_contents_say_so(tmp_path):
    parts = [pd.DataFrame({"year": range(first, first + 7)}) for first in (0, 7, 14)]
    table = NamedTable("long", "Years", lambda: parts)
    contents = write_workbook(tmp_path / "a.xlsx", [table], made=parts[0], title="a", rows_of_sheet=9)
    assert contents["where"].to_list()[0] == "long; long (2); long (3)"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    years = [[row[0].value for row in book[name].iter_rows()] for name in ("long", "long (2)", "long (3)")]
    assert [each[0] for each in years] == ["year"] * 3
    assert [year for each in years for year in each[1:]] == list(range(21))


def test_a_table_wider_than_a_sheet_goes_on_beside_it(tmp_path):
    wide = pd.DataFrame(np.arange(24).reshape(2, 12), columns=[f"c{at}" for at in range(12)])
    table = NamedTable.of("wide", "W", wide)
    path = tmp_path / "a.xlsx"
    contents = write_workbook(path, [table], made=wide.iloc[:, :1], title="a", columns_of_sheet=5, rows_of_sheet=2)
    assert contents["where"].to_list()[0] == "; ".join(["wide", *(f"wide ({at})" for at in range(2, 7))])
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["wide (3)"][2]] == [10, 11]
    assert [[cell.value for cell in row] for row in book["wide (5)"]] == [
        [f"c{at}" for at in range(5, 10)],
        [*range(17, 22)],
    ]


def test_a_text_that_no_cell_holds_is_refused_and_nothing_is_cut(tmp_path):
    table = NamedTable.of("a", "b", pd.DataFrame({"text": ["x" * 32_767, "é" * 32_768]}))
    with pytest.raises(BadInput, match="sheet a, row 3: a text of 32,768 characters; a cell of Excel holds 32,767"):
        write_workbook(tmp_path / "a.xlsx", [table], made=pd.DataFrame({"item": [""]}), title="a")
    assert not list(tmp_path.iterdir())
