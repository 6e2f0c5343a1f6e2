"""What is exported is what the results say, in files that other programs read, whole or not at all."""

import json
import re
from functools import cache

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.results.export.contents import exported_tables
from fourcapitals.results.export.named_table import contents_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOME_NAMES, SEXES
from headings import without_units

openpyxl = pytest.importorskip("openpyxl", reason="the extra 'test' is not installed: pip install openpyxl")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed: pip install xlsxwriter")

NAMES = ["baseline", "announced_2021"]


def with_few_areas(results):
    """One region, so that an export is small."""
    return Results(results.dataset.isel(area=np.flatnonzero(results.dataset["region"].to_numpy() == "E12000001")))


@pytest.fixture(scope="module")
def one():
    return with_few_areas(fc.simulate(NAMES))


@pytest.fixture(scope="module")
def whole():
    return fc.run_ensemble(NAMES, draws=8, workers=1, keep="areas")


@pytest.fixture(scope="module")
def many(whole):
    return with_few_areas(whole)


@pytest.fixture(scope="module")
def counted(many):
    """The same without the areas of each draw, as --keep summary holds it."""
    held = [name for name in (*OUTCOME_NAMES, "hle_whole_life") if name in many.dataset]
    differences = [f"{name}_difference" for name in held if f"{name}_difference" in many.dataset]
    return Results(many.dataset.drop_vars([*held, *differences]))


@cache
def read(folder, name):
    """Read a CSV with its numbers to the bit."""
    written = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return written.apply(numbers)


def numbers(column):
    try:
        return pd.Series([float(each) if each else np.nan for each in column])
    except ValueError:
        return column


def of(table, **wanted):
    for column, value in wanted.items():
        table = table[table[column] == value]
    return table.reset_index(drop=True)


@pytest.fixture(scope="module")
def folder(many, tmp_path_factory):
    """Everything of an ensemble, with its draws."""
    path = tmp_path_factory.mktemp("export") / "tables"
    fc.results.export(many, path, to="csv", draws=True)
    return path


def assert_levels(table, results, *, by, sex=None, outcome="hle", column="level_years"):
    levels = results.levels(outcome, by=by, sex=sex).transpose("scenario", "group", "year", "draw")
    wanted = of(table, by=by, sex=sex or "mean of the sexes")
    np.testing.assert_array_equal(wanted[column], np.median(levels.to_numpy(), axis=-1).ravel())
    assert wanted["group"].astype(str).unique().tolist() == levels["group"].to_numpy().astype(str).tolist()
    return wanted, levels


@pytest.mark.parametrize("by", ["england", "region", "area"])
@pytest.mark.parametrize("sex", [None, *SEXES])
def test_levels_are_the_medians_of_the_draws_to_the_bit(folder, many, by, sex):
    wanted, levels = assert_levels(read(folder, "levels_hle"), many, by=by, sex=sex)
    for column, share in (("low_95_years", 0.025), ("low_80_years", 0.1), ("high_90_years", 0.95)):
        np.testing.assert_array_equal(wanted[column], np.quantile(levels.to_numpy(), share, axis=-1).ravel())


def test_differences_are_those_of_the_draws_to_the_bit(folder, many):
    table = of(read(folder, "differences_gva_per_hour"), by="area")
    changes = many.differences("gva_per_hour", by="area").transpose("scenario", "group", "year", "draw").to_numpy()
    np.testing.assert_array_equal(table["difference_percent"], np.median(changes, axis=-1).ravel())
    np.testing.assert_array_equal(table["share_higher"], (changes > 1e-9).mean(axis=-1).ravel())
    assert set(table["reference"]) == {"baseline"}


def test_draws_are_every_draw_to_the_bit(folder, many):
    table = of(read(folder, "draws_hle"), by="area", sex="mean of the sexes")
    levels = many.levels("hle", by="area").transpose("scenario", "draw", "group", "year")
    changes = many.differences("hle", by="area").transpose("scenario", "draw", "group", "year")
    np.testing.assert_array_equal(table["level_years"], levels.to_numpy().ravel())
    np.testing.assert_array_equal(table["difference_years"], changes.to_numpy().ravel())
    assert table["draw"].unique().tolist() == list(range(8))


def test_every_grouping_is_there_where_areas_are_kept_and_its_places_are_whole(folder):
    # The care board of the North East reaches beyond it, and fifths of England hold areas that are not kept.
    assert set(read(folder, "levels_pm25")["by"]) == {"england", "region", "combined_authority", "upper_tier", "area"}


def test_money_and_missions_are_those_of_the_commands(folder, many, whole, tmp_path):
    money = read(folder, "money").set_index("scenario")
    np.testing.assert_array_equal(money["new_money_gbp_m"], fc.results.spending(many)["new_money_gbp_m"])
    awards = read(folder, "awards").groupby("scenario")["new_money_gbp_m"].sum()
    assert awards["announced_2021"] == pytest.approx(money.loc["announced_2021", "new_money_gbp_m"], rel=1e-12)
    fc.results.export(whole, tmp_path / "tables", to="csv", tables=["missions"])
    missions = fc.results.missions(whole)
    assert read(tmp_path / "tables", "missions")["test"].to_list() == missions["test"].to_list()


def test_of_a_part_of_england_no_gap_is_told_and_no_money_is_called_announced(folder, many):
    assert not (folder / "inequality.csv").exists()
    assert not (folder / "missions.csv").exists()
    assert read(folder, "money")["announced_gbp_m"].to_list() == pytest.approx([0, np.nan], nan_ok=True)
    contents = read(folder, "contents").set_index("table")
    assert "of the 12 areas that these results hold" in contents.loc["money_by_use", "says"]
    assert "gaps between the places of England can't be measured" in contents.loc["inequality", "says"]
    assert set(of(read(folder, "comparison_hle"), by="region")["group_name"]) == {"North East"}


def test_every_number_of_every_table_has_its_unit_in_its_heading(folder):
    tables = {path.stem: read(folder, path.stem) for path in folder.glob("*.csv")}
    assert len(tables) > 30
    assert {name: found for name, table in tables.items() if (found := without_units(table))} == {}


def test_levels_in_pounds_stand_beside_differences_in_per_cent(folder, many):
    compared = fc.results.paired(many, "gva_per_hour", by="region")
    table = of(read(folder, "comparison_gva_per_hour"), by="region")
    np.testing.assert_array_equal(table["level_gbp_2019_prices"], compared["level"])
    np.testing.assert_array_equal(table["difference_percent"], compared["difference"])
    np.testing.assert_array_equal(table["probability_gva_per_hour_2035_better"], compared["probability_better"])
    assert {"level_in_unit", "change_in_unit_of_change"} <= set(read(folder, "assessment"))


def test_the_contents_list_every_file_and_the_mark_their_checksums(folder):
    contents = read(folder, "contents")
    files = {path.name for path in folder.iterdir()}
    assert set(contents["where"]) - {""} | {"contents.csv", "export.json"} == files
    mark = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    assert {each["file"] for each in mark["tables"]} | {"export.json"} == files
    assert all(len(read(folder, each["table"])) == each["rows"] for each in mark["tables"])
    assert mark["made"]["seed"] == "0"
    assert mark["made"]["draws"] == "8"
    assert len(mark["made"]["parameters_checksum"]) == len(mark["made"]["scenario_file_sha256_baseline"]) == 64


def test_areas_that_are_counted_have_their_quantiles_in_milestone_years(counted, tmp_path):
    fc.results.export(counted, tmp_path / "tables", to="csv", tables=["levels_hle", "differences_hle"])
    table = of(read(tmp_path / "tables", "levels_hle"), by="area")
    held = counted.dataset["area_hle_quantile"].sel(quantile=0.9).transpose("scenario", "area", "milestone")
    assert table["year"].unique().tolist() == [2025, 2030, 2035]
    np.testing.assert_array_equal(table["high_80_years"], held.to_numpy().ravel())
    assert table["low_95_years"].isna().all()
    changes = of(read(tmp_path / "tables", "differences_hle"), by="area")
    same = counted.dataset["area_hle_unchanged"].transpose("scenario", "area", "milestone").to_numpy().ravel()
    np.testing.assert_array_equal(changes["share_zero"], same)


def test_a_run_has_no_bands_and_its_capitals(one, tmp_path):
    fc.results.export(one, tmp_path / "tables", to="csv", tables=["levels_hle", "capitals"])
    table = read(tmp_path / "tables", "levels_hle")
    assert not [column for column in table if column.startswith(("low", "high"))]
    assert_levels(table, one, by="upper_tier", sex="female")
    capitals = read(tmp_path / "tables", "capitals")
    held = one.dataset["skills"].transpose("scenario", "draw", "area", "year").to_numpy().ravel()
    np.testing.assert_array_equal(capitals["skills_gbp_per_person_aged_16_64_2019_prices"], held)


def test_what_results_lack_is_said_with_the_reason(one, tmp_path):
    alone = Results(one.dataset.sel(scenario=["baseline"]).isel(line=one.dataset["line_scenario"] == "baseline"))
    _, absent = exported_tables(alone, reference="baseline")
    why = {each.name: each.why for each in absent}["comparison_hle"]
    assert why.startswith("these results hold 12 areas of England and lack 295, so that people and money of England")
    contents = contents_of([], absent).set_index("table")
    assert contents.loc["comparison_hle", "says"] == f"Not here: {why}"
    with pytest.raises(BadInput, match=re.escape(f"--table comparison_hle: {why}")):
        fc.results.export(alone, tmp_path / "other", to="csv", tables=["comparison_hle", "money"])
    with pytest.raises(BadInput, match=r"'levels_hlee'.*levels_hle"):
        fc.results.export(alone, tmp_path / "other", to="csv", tables=["levels_hlee"])


# Parquet and Excel


def test_parquet_gives_numbers_to_the_bit_and_says_what_it_came_from(many, folder, whole, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet", reason="the extra 'parquet' is not installed: pip install pyarrow")
    names = ["levels_pm25", "draws_pm25", "comparison_hle", "money", "scenarios"]
    fc.results.export(many, tmp_path / "tables", to="parquet", draws=True, tables=names)
    for name in names:
        own, theirs = pd.read_parquet(tmp_path / "tables" / f"{name}.parquet"), read(folder, name)
        assert list(own) == list(theirs)
        for column in theirs.select_dtypes("number"):
            np.testing.assert_array_equal(own[column].to_numpy(np.float64), theirs[column].to_numpy(np.float64))
    held = pq.ParquetFile(tmp_path / "tables" / "comparison_hle.parquet")
    about = json.loads(held.schema_arrow.metadata[b"fourcapitals"])
    assert (about["table"], about["seed"]) == ("comparison_hle", "0")
    fc.results.export(whole, tmp_path / "missions", to="parquet", tables=["missions"])
    missing = pq.read_table(tmp_path / "missions" / "missions.parquet").column("probability_helps").null_count
    assert missing == fc.results.missions(whole)["probability_helps"].isna().sum() > 0


FEW_ROWS = 700
"""Rows of tables that are compared cell by cell."""


def sheet(book, name):
    first, *rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    return pd.DataFrame(rows, columns=first)


def test_a_workbook_gives_the_numbers_of_the_csv(many, folder, tmp_path):
    listed = read(folder, "contents")
    few = (listed["where"] != "") & (listed["rows"] < FEW_ROWS) & (listed["table"] != "provenance")
    names = listed["table"][few].to_list()
    assert len(names) > 15
    path = tmp_path / "tables.xlsx"
    contents = fc.results.export(many, path, to="xlsx", tables=names)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["contents", *names, "provenance"]
    assert sheet(book, "contents")["rows"].to_list() == contents["rows"].to_list()
    for name in names:
        own, theirs = sheet(book, name), read(folder, name)
        assert list(own) == list(theirs)
        numbers = list(theirs.select_dtypes("number"))
        np.testing.assert_allclose(own[numbers].astype(float), theirs[numbers].astype(float), rtol=1e-15)
        texts = [column for column in theirs if column not in numbers]
        assert own[texts].fillna("").astype(str).to_numpy().tolist() == theirs[texts].to_numpy().tolist()
    assert sheet(book, "provenance").set_index("item")["value"]["seed"] == "0"
    assert book[names[0]].freeze_panes == "A2"
