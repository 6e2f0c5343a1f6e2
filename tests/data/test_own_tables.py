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
    assert own.changed[["table", "column", "cells"]].to_numpy().tolist() == [
        ["outcomes", "hle_male_years", 2],
        ["outcomes", "upper_tier_hle_male_years", 2],
        ["published", "value", 2],
    ]
    assert own.baseline.checksum != PACKAGED.checksum


@pytest.mark.parametrize(("level", "count"), [("region", 9), ("upper_tier", 150)])
def test_areas_lie_in_places_that_have_figures_of_their_own(tmp_path, level, count):
    write(tmp_path, areas=pd.DataFrame({"code": ["E06000001"], f"{level}_code": ["E12000099"]}))
    with pytest.raises(BadInput) as refused:
        read_baseline(tmp_path)
    said = f"areas: {level}_code: E12000099 is in no row of the table published (E06000001); give its figures"
    assert said in str(refused.value)
    assert f"one of the {count} codes" in str(refused.value)
    published = PACKAGED.tables["published"]
    one = published["code"] == published.loc[published["level"] == level, "code"].iloc[0]
    other = published[one].assign(code="E12000099", name="Elsewhere")
    write(tmp_path, published=pd.concat([published, other]))
    assert read_baseline(tmp_path).baseline.areas.loc["E06000001", f"{level}_code"] == "E12000099"


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
    with pytest.raises(BadInput, match="no such folder"):
        read_baseline(tmp_path / "none")
    (tmp_path / "one.csv").touch()
    with pytest.raises(BadInput, match="a file, not a folder"):
        read_baseline(tmp_path / "one.csv")


HEAD = "code,hle_male_years\n"
FILES = {
    "empty": (b"", "outcomes.csv: the file is empty"),
    "blank": (b"  \n \n", "outcomes.csv: the file is empty"),
    "names alone": (HEAD.encode(), "it has column names and no rows"),
    "semicolons": (b"code;hle_male_years\nE06000001;58\n", "parted by semicolons; save it with commas"),
    "tabs": (b"code\thle_male_years\nE06000001\t58\n", "parted by tabs"),
    "latin-1": ("code,hle_male_years\nE06000001,58\u00a0\n".encode("latin-1"), "line 2: not text in UTF-8"),
    "utf-16": (f"{HEAD}E06000001,58\n".encode("utf-16"), "not text in UTF-8"),
    "doubled column": (b"code,le_male_years,le_male_years\nE06000001,77,78\n", "'le_male_years' is given twice"),
    "doubled area": (f"{HEAD}E06000001,58\nE06000001,59\n".encode(), "code: E06000001 given twice"),
    "an upper tier": (f"{HEAD}E10000012,58\n".encode(), "E10000012 is Essex, of 12 areas: give a row for each"),
    "a name": (f"{HEAD}Hartlepool,58\n".encode(), "Hartlepool is Hartlepool, E06000001"),
    "no code": (b"hle_male_years\n58\n", "need a code, one row an area"),
    "codes alone": (b"code\nE06000001\n", "it has codes alone"),
    "blank cell": (f"{HEAD}E06000001,\nE06000002,58\n".encode(), "hle_male_years: blank for E06000001; leave out"),
    "NaN": (f"{HEAD}E06000001,NaN\n".encode(), "hle_male_years: blank for E06000001"),
    "text": (f"{HEAD}E06000001,58\nE06000002,x\n".encode(), "a number expected, got 'x' in E06000002"),
    "infinite": (f"{HEAD}E06000001,inf\n".encode(), "hle_male_years: inf in E06000001"),
    "thousands": (
        b'code,gdhi_per_head_2019_gbp\nE06000001,"17,123"\n',
        "a number expected, got '17,123' in E06000001; write 17123",
    ),
    "decimal comma": (f'{HEAD}E06000001,"60,5"\n'.encode(), "got '60,5' in E06000001; write 60.5"),
    "truth": (f"{HEAD}E06000001,True\n".encode(), "hle_male_years: a number expected in every row, got true"),
    "open quote": (f'{HEAD}E06000001,"60\n'.encode(), "a quote is opened and never closed; take it out"),
    "too many cells": (f"{HEAD}E06000001,60,61\n".encode(), "a row has more cells than there are column names"),
    "above life expectancy": (
        f"{HEAD}E06000001,89\n".encode(),
        "89 in E06000001 is not below life expectancy",
    ),
    "pounds": ("code,gdhi_per_head_2019_gbp\nE06000001,£17123\n".encode(), "got '£17123' in E06000001; write 17123"),
    "a column without a name": (b"code,hle_male_years,\nE06000001,58,x\n", "a column has no name"),
    "another year": (b"code,gva_per_hour_2021_gbp\nE06000001,30\n", "figures of the base year expected, 2019"),
    "another period": (b"code,period,hle_male_years\nE06000001,2020-22,57\n", "period: '2020-22': figures of the base"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_cannot_be_taken_is_told_with_its_place_and_what_to_do(tmp_path, kind):
    content, told = FILES[kind]
    (tmp_path / "outcomes.csv").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_baseline(tmp_path)
    assert told in "\n".join(caught.value.faults)
    assert all("outcomes" in fault for fault in caught.value.faults)


def test_several_faults_of_one_file_are_told_at_once(tmp_path):
    (tmp_path / "outcomes.csv").write_text(f"{HEAD}X1,58\nE06000001,x\nE06000001,59\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        read_baseline(tmp_path)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("period", ["2017-19", "2017-2019", "2017 to 2019", "2019"])
def test_a_file_may_say_that_its_figures_are_of_the_base_year(tmp_path, period):
    (tmp_path / "outcomes.csv").write_text(f"code,period,hle_male_years\nE06000001,{period},58\n", "utf-8-sig")
    assert read_baseline(tmp_path).baseline.areas.loc["E06000001", "hle_male_years"] == 58.0


@pytest.mark.parametrize("name", ["outcomes.xlsx", "outcomes.CSV", "Outcomes.txt", "outcomes", "outcomes.csv.gz"])
def test_a_table_that_would_not_be_read_is_told(tmp_path, name):
    (tmp_path / name).write_text(f"{HEAD}E06000001,58\n", "utf-8")
    (tmp_path / "read me.md").write_text("Ours", "utf-8")
    with pytest.raises(BadInput, match="not read; save it as CSV, named outcomes"):
        read_baseline(tmp_path)


def test_what_a_spreadsheet_leaves_behind_is_no_fault(tmp_path):
    (tmp_path / "outcomes.csv").write_text("code , hle_male_years,\nE06000001 ,58,\n,,\n", "utf-8-sig")
    assert read_baseline(tmp_path).baseline.areas.loc["E06000001", "hle_male_years"] == 58.0


def test_a_folder_in_place_of_a_table_is_told(tmp_path):
    (tmp_path / "outcomes.csv").mkdir()
    with pytest.raises(BadInput, match="a folder, not a file"):
        read_baseline(tmp_path)


def test_healthy_life_of_areas_follows_that_of_their_upper_tier(tmp_path):
    own = read_baseline(
        write(tmp_path, outcomes=pd.DataFrame({"code": ["E07000066"], "upper_tier_hle_male_years": [66.0]}))
    )
    row = own.baseline.areas.loc["E07000066"]
    assert row["hle_male_years"] == pytest.approx(66.0 + row["hle_offset_male_years"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("\x1b[31mHartlepool", "name: holds the character '\\x1b' (a control character); take it out (in E06000001)"),
        ("Hartle\u202epool", "override, which is not seen); take it out (in E06000001)"),
        ("x" * 3000, "name: is 3,000 characters long; give at most 60 (in E06000001)"),
        ("\u3164", "name: empty; give some text (in E06000001)"),
    ],
)
def test_the_name_of_a_place_is_seen_and_acts_on_nothing(name, said, tmp_path):
    write(tmp_path, areas=pd.DataFrame({"code": ["E06000001"], "name": [name]}))
    with pytest.raises(BadInput) as caught:
        read_baseline(tmp_path)
    assert [fault.endswith(said) for fault in caught.value.faults] == [True], caught.value.faults


def test_neither_true_nor_false_is_refused(tmp_path):
    ferries = PACKAGED.tables["neighbours"]
    with pytest.raises(BadInput, match="neighbours: ferry: True or False expected in every row"):
        read_baseline(write(tmp_path, neighbours=ferries.assign(ferry="perhaps")))


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
    row, *_ = json.loads(checked.stdout)
    assert {name: row[name] for name in ("table", "column", "cells")} == {
        "table": "outcomes",
        "column": "hle_male_years",
        "cells": 1,
    }
    printed = CliRunner().invoke(app, ["data", "schema", "outcomes"])
    assert json.loads(printed.stdout)[0]["primaryKey"] == ["code"]


def test_the_published_figure_of_an_upper_tier_follows_that_of_its_areas(tmp_path):
    tier = PACKAGED.areas.index[PACKAGED.areas["upper_tier_code"] == "E10000012"]
    own = read_baseline(write(tmp_path, outcomes=pd.DataFrame({"code": tier, "upper_tier_hle_male_years": 66.0})))
    assert own.baseline.published("hle", code="E10000012", sex="male") == 66.0
    assert own.baseline.published("hle", code="E10000012", sex="female") != 66.0
    assert own.baseline.published("hle", sex="male") == PACKAGED.published("hle", sex="male")


@pytest.mark.parametrize("england", [False, True])
def test_it_is_said_whether_englands_level_is_ones_own(tmp_path, england):
    write(tmp_path, outcomes=pd.DataFrame({"code": ["E06000001"], "le_male_years": [75.0]}))
    if england:
        published = PACKAGED.tables["published"].copy()
        published.loc[published["code"] == "E92000001", "value"] *= 0.99
        write(tmp_path, published=published)
    _, line = fc.data.input_lines(baseline=read_baseline(tmp_path).baseline)
    assert ("England and regions start at the package's" in line) is not england
    assert "2017-19" in line


def test_numbers_out_of_range_are_told_with_the_cells_that_are_no_numbers(tmp_path):
    rows = "code,hle_male_years,hle_female_years\nE06000001,abc,400\nE06000002,500,61\n"
    (tmp_path / "outcomes.csv").write_text(rows)
    with pytest.raises(BadInput) as error:
        read_baseline(tmp_path)
    told = [fault.split("outcomes.csv: ")[1].split(";")[0] for fault in error.value.faults]
    assert told == [
        "hle_male_years: a number expected, got 'abc' in E06000001",
        "hle_male_years: 500 in E06000002",
        "hle_female_years: 400 in E06000001",
    ]
