"""The compiled tables: complete, without a figure twice, and as their README and their checksums say."""

import hashlib
import re

import pytest
from published_tables import DATA, TABLES, read

NAMES = sorted(path.stem for path in TABLES.glob("*.csv") if path.stem != "checksums")
ONE_ROW_AN_AREA = ("areas", "outcomes", "councils", "commuting_areas", "deprivation_tenths", "migration_areas")
MAY_BE_BLANK = {
    "areas": {"combined_authority_code", "combined_authority_name"},
    "known_places": {"place", "areas"},
    "awards": {"revenue_gbp"},
    "calibration": {"rhat"},
    "capital_indicators": {"imputed"},
    "councils": {"imputed"},
    "life_tables": {"width_years"},
    "history_life_tables": {"width_years"},
    "published": {"lower", "upper"},
    "history_employment": {"lower", "upper"},
    "history_life_satisfaction": {"lower", "upper"},
    "history_weekly_pay": {"lower", "upper"},
}


@pytest.mark.parametrize("name", ONE_ROW_AN_AREA)
def test_every_table_of_areas_has_the_307_areas_in_order_of_code(name: str) -> None:
    codes = read(name)["code"].tolist()
    assert len(codes) == 307
    assert codes == sorted(set(codes))
    assert not {"E09000001", "E06000053"} & set(codes)
    assert codes == read("areas")["code"].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_codes_of_areas_are_of_the_spine(name: str) -> None:
    if name == "published":
        return
    table = read(name)
    spine = set(read("areas")["code"])
    for column in {"code", "home", "work", "neighbour", "origin", "destination"} & set(table.columns):
        assert set(table[column]) <= spine


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_missing_where_none_may_be(name: str) -> None:
    table = read(name).drop(columns=list(MAY_BE_BLANK.get(name, ())))
    assert table.columns[table.isna().any()].tolist() == []


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_given_twice(name: str) -> None:
    table = read(name)
    keys = {
        "area_noise": ["base_year", "name"],
        "calibration": ["base_year", "name"],
        "posterior": ["base_year", "draw"],
        "awards": ["fund", "place", "code"],
        "capital_indicators": ["code", "indicator"],
        "care_boards": ["code", "board_code"],
        "commuting": ["home", "work"],
        "expectancy_by_tenth": ["period", "sex", "tenth"],
        "indicators": ["indicator"],
        "itl3": ["itl3_code"],
        "luf_round_1": ["bid", "lad20_code"],
        "luf_posterior": ["draw"],
        "known_places": ["place", "name", "first_year"],
        "life_tables": ["sex", "age"],
        "history_life_tables": ["sex", "start_year", "age"],
        "luf_priority": ["lad20_code"],
        "migration": ["origin", "destination"],
        "migration_fit": ["figure"],
        "neighbours": ["code", "neighbour"],
        "published": ["code", "outcome", "sex", "period"],
        "slope_indices": ["outcome", "sex", "period"],
    }
    usual = [column for column in ("code", "sex", "start_year", "year") if column in table]
    assert not table.duplicated(keys.get(name, usual)).any()


def test_checksums_and_rows_are_those_of_the_tables() -> None:
    checks = read("checksums").set_index("table")
    assert sorted(checks.index) == NAMES
    for name, row in checks.iterrows():
        content = (TABLES / f"{name}.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], name
        assert len(read(str(name))) == row["rows"], name
        assert b"\r" not in content
        assert len(content) < 600_000, name


@pytest.mark.parametrize("name", NAMES)
def test_shares_lie_between_nothing_and_all(name: str) -> None:
    table = read(name)
    signed = {"spending_change_share", "cut_share"}
    shares = [c for c in table.columns if re.search("share(_|$)", c) and c not in signed]
    for column in shares:
        assert table[column].between(0, 1).all(), column


def test_the_readme_names_every_table_and_every_column_of_outcomes() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if name not in text] == []
    assert [column for column in read("outcomes").columns.drop("code") if column not in text] == []
    assert [column for column in read("areas").columns if column not in text and "luf" not in column] == []
    assert [column for column in read("luf_priority").columns if column not in text] == []
