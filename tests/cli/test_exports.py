"""The command export lists what it writes, and refuses before it works."""

import json
import re
import sys

import fourcapitals as fc
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return fc.simulate(["baseline", "announced_2021"]).save(tmp_path_factory.mktemp("run") / "one.nc")


def test_tables_are_written_and_listed(call, run, tmp_path):
    code, out, err = call("export", run, "--to", "csv", "--table", "money", "--out", tmp_path / "tables", "--json")
    assert code == 0
    assert [row["table"] for row in json.loads(out)] == ["money", "provenance"]
    assert err == f"Wrote {tmp_path / 'tables'}\n"
    items = pd.read_csv(tmp_path / "tables" / "provenance.csv").set_index("item")["value"]
    assert items["command_of_results"] == "fourcapitals run baseline announced_2021 --out FILE.nc"
    assert items["command_of_export"].endswith("--to csv --table money --out tables")
    assert items["reference"] == "baseline"


def test_what_was_not_asked_for_well_is_refused(call, run, tmp_path):
    code, out, err = call("export", run, "--to", "csv", "--table", "monney", "--out", tmp_path / "tables")
    assert (code, out) == (2, "")
    assert re.search("'monney'.*money", err)
    code, _, err = call("export", run, "--to", "xlsx", "--out", tmp_path / "tables")
    assert (code, err) == (2, f"{tmp_path / 'tables'}: a workbook is one file; give a name that ends in .xlsx\n")
    code, _, err = call("export", tmp_path / "none", "--to", "csv", "--out", tmp_path / "tables")
    assert code == 2
    code, _, err = call("export", run, "--to", "csv", "--reference", "nobody", "--out", tmp_path / "tables")
    assert code == 2
    assert not list(tmp_path.iterdir())


def test_a_missing_extra_is_told_with_the_command_that_installs_it(call, run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    code, _, err = call("export", run, "--to", "xlsx", "--out", tmp_path / "a.xlsx")
    assert code == 2
    assert '-m pip install ".[excel]" in your clone' in err
