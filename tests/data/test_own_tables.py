"""A folder of one's own tables: some columns or whole tables, every fault at once, and a run on it."""

import json

import fourcapitals as fc
import pandas as pd
import pytest
from fourcapitals.cli import app
from fourcapitals.data.own_tables import read_baseline, table_schema
from fourcapitals.errors import BadInput
from typer.testing import CliRunner

PACKAGED = fc.load_baseline()


def write(folder, **tables):
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_some_columns_of_some_areas_take_the_place_of_the_published(tmp_path):
    newer = pd.DataFrame({"code": ["E06000001", "E06000002"], "hle_male_years": [58.0, 59.0]})
    own = read_baseline(write(tmp_path, outcomes=newer))
    levels = own.baseline.areas["hle_male_years"]
    assert levels["E06000001"] == 58.0
    assert levels["E06000003"] == PACKAGED.areas.loc["E06000003", "hle_male_years"]
    assert own.changed.to_dict("records") == [{"table": "outcomes", "column": "hle_male_years", "cells": 2}]
    assert own.baseline.checksum != PACKAGED.checksum


def test_a_whole_table_comes_back_as_it_was(tmp_path):
    own = read_baseline(write(tmp_path, councils=PACKAGED.tables["councils"]))
    assert own.changed.empty


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    write(
        tmp_path,
        outcomes=pd.DataFrame({"code": ["E06000001"], "hle_male_years": [580.0]}),
        councils=pd.DataFrame({"code": ["E06000001"], "cut": [1.0]}),
        areas=pd.DataFrame({"code": ["X1", "E06000001", "E06000001"], "area_km2": [1.0, 2.0, 3.0]}),
        nothing=pd.DataFrame({"code": ["E06000001"]}),
    )
    with pytest.raises(BadInput) as caught:
        read_baseline(tmp_path)
    told = "\n".join(caught.value.faults)
    for said in ("hle_male_years: 580", "column 'cut'", "X1: none of the areas", "given twice", "'nothing'"):
        assert said in told, told


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1"])
def test_what_is_no_table_is_refused(tmp_path, content):
    (tmp_path / "outcomes.csv").write_bytes(content)
    with pytest.raises(BadInput, match="outcomes"):
        read_baseline(tmp_path)


def test_a_folder_that_is_none_or_empty_is_refused(tmp_path):
    with pytest.raises(BadInput, match="no CSV file"):
        read_baseline(tmp_path)
    with pytest.raises(BadInput, match="no folder"):
        read_baseline(tmp_path / "none")


@pytest.mark.parametrize("name", sorted(PACKAGED.tables))
def test_the_packages_own_tables_keep_their_schema(name):
    schema, table = table_schema(name), PACKAGED.tables[name]
    assert [field["name"] for field in schema["fields"]] == list(table.columns)
    for field in schema["fields"]:
        held, values = field["constraints"], table[field["name"]]
        assert not held["required"] or values.notna().all()
        if "minimum" in held:
            assert values.dropna().between(held["minimum"], held["maximum"]).all()


def test_the_commands_check_a_folder_and_print_the_schema(tmp_path):
    write(tmp_path, outcomes=pd.DataFrame({"code": ["E06000001"], "hle_male_years": [58.0]}))
    checked = CliRunner().invoke(app, ["data", "check", str(tmp_path), "--json"])
    assert json.loads(checked.stdout) == [{"table": "outcomes", "column": "hle_male_years", "cells": 1}]
    printed = CliRunner().invoke(app, ["data", "schema", "outcomes"])
    assert json.loads(printed.stdout)[0]["primaryKey"] == ["code"]
