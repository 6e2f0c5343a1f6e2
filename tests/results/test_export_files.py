"""Where an export goes: whole or not at all, alike each time, and over nothing that is not one."""

import errno
import re
import sys
from pathlib import Path

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.results.results import Results

pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed: pip install xlsxwriter")


@pytest.fixture(scope="module")
def one():
    """A run of one region, so that an export is small."""
    results = fc.simulate(["baseline", "announced_2021"])
    return Results(results.dataset.isel(area=np.flatnonzero(results.dataset["region"].to_numpy() == "E12000001")))


def test_the_same_results_give_the_same_files(one, tmp_path):
    for to, names in (("xlsx", ("a.xlsx", "b.xlsx")), ("csv", ("a", "b"))):
        for name in names:
            fc.results.export(one, tmp_path / name, to=to, tables=["money", "levels_pm25"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def refused(said):
    return pytest.raises(BadInput, match=f"^{re.escape(said)}$")


def written(results, path, to="csv", **others):
    return fc.results.export(results, path, to=to, tables=["money"], **others)


def test_a_folder_is_replaced_only_if_told_and_only_if_all_in_it_is_an_export(one, tmp_path):
    path = tmp_path / "tables"
    path.mkdir()
    written(one, path)
    with refused(f"{path}: exists and is not empty; choose another name or add --overwrite"):
        written(one, path)
    (path / "money.csv").write_text("changed")
    written(one, path, overwrite=True)
    assert len(pd.read_csv(path / "money.csv")) == 2
    (path / "mine.csv").write_text("mine")
    with pytest.raises(BadInput, match=r"holds what is no export of fourcapitals: 'mine\.csv'; move it away"):
        written(one, path, overwrite=True)
    assert (path / "mine.csv").read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["tables"]


def test_a_folder_of_others_is_never_replaced(one, tmp_path):
    for name in ("notes.txt", "export.json", "contents.csv"):
        (tmp_path / name).mkdir() if name == "contents.csv" else (tmp_path / name).write_text("[1]")
    with pytest.raises(BadInput, match=r"holds what is no export of fourcapitals: 'contents\.csv', 'export\.json', "):
        written(one, tmp_path, overwrite=True)
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("a.csv", "csv", "csv takes a folder, with a file for each table; give a name without .csv"),
        ("a.parquet", "parquet", "parquet takes a folder, with a file for each table; give a name without .parquet"),
        ("a", "xlsx", "a workbook is one file; give a name that ends in .xlsx"),
        ("none/a", "csv", "the folder {folder}/none does not exist; make it first"),
        ("none/a.xlsx", "xlsx", "the folder {folder}/none does not exist; make it first"),
        ("file", "csv", "is a file; tables of this format go into a folder of their own: give another name"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_before_any_work(name, to, said, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=re.escape(said.format(folder=tmp_path))):
        fc.results.check_export(tmp_path / name, to=to)


def interrupt(done, of):
    raise KeyboardInterrupt


@pytest.mark.parametrize("name", ["a", "a.xlsx"])
def test_what_is_stopped_leaves_nothing_and_what_was_there_stays(one, tmp_path, name):
    to = "xlsx" if name.endswith("xlsx") else "csv"
    with pytest.raises(KeyboardInterrupt):
        written(one, tmp_path / name, to, watch=interrupt)
    assert not list(tmp_path.iterdir())
    written(one, tmp_path / name, to)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        written(one, tmp_path / name, to, watch=interrupt, overwrite=True)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["a", "a.xlsx"])
def test_of_two_at_once_the_second_is_told(one, tmp_path, name):
    to = "xlsx" if name.endswith("xlsx") else "csv"

    def other(done, of):
        if done == 0:
            written(one, tmp_path / name, to)

    with pytest.raises(BadInput, match="was written by another run meanwhile; choose another name or add --overwrite"):
        written(one, tmp_path / name, to, watch=other)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_full_disk_is_told_and_leaves_nothing(one, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    def opened(path, *others, **named):
        return full() if ".part" in str(path) else real(path, *others, **named)

    real = Path.open
    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    with refused(f"{tmp_path / 'a.xlsx'}: the disk is full; free some space"):
        written(one, tmp_path / "a.xlsx", "xlsx")
    monkeypatch.setattr(Path, "open", opened)
    with refused(f"{tmp_path / 'a'}: the disk is full; free some space"):
        written(one, tmp_path / "a")
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "to", "name", "said"),
    [
        ("xlsxwriter", "xlsx", "a.xlsx", 'a workbook (.xlsx) needs XlsxWriter: PYTHON -m pip install ".[excel]"'),
        ("pyarrow.parquet", "parquet", "a", '--to parquet needs PyArrow: PYTHON -m pip install ".[parquet]"'),
    ],
)
def test_what_is_not_installed_is_told_with_the_command_that_installs_it(module, to, name, said, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput, match=re.escape(said.replace("PYTHON", sys.executable))):
        fc.results.check_export(tmp_path / name, to=to)
