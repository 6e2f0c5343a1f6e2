"""A user's own baseline is refused by table, column and area, or runs to outcomes that can be; never to nonsense."""

import random
from dataclasses import replace

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.table_checks import table_faults
from fourcapitals.errors import BadInput
from pandas.api.types import is_bool_dtype, is_numeric_dtype

BASELINE = fc.load_baseline()
BAD = {
    "no number": np.nan,
    "infinite": np.inf,
    "minus infinite": -np.inf,
    "far below": -1e9,
    "far above": 1e12,
    "0": 0.0,
}
CELLS = [
    (table, column, kind)
    for table, rows in BASELINE.tables.items()
    for column in rows.columns
    for kind in BAD
    if is_numeric_dtype(rows[column]) and not is_bool_dtype(rows[column])
]
# What runs and their rules read, of which every number would be nonsense in all results.
USED = ("areas", "outcomes", "councils", "commuting", "life_tables")


def changed(table, column, value, row=7):
    """The baseline with another value in one cell."""
    rows = BASELINE.tables[table].copy()
    row %= len(rows)
    if isinstance(value, float) and rows[column].dtype.kind in "iu":
        rows[column] = rows[column].astype(float)
    rows.iloc[row, rows.columns.get_loc(column)] = value
    return replace(BASELINE, tables={**BASELINE.tables, table: rows})


def with_rows(table, change):
    return replace(BASELINE, tables={**BASELINE.tables, table: change(BASELINE.tables[table].copy())})


def faults_of(baseline, run=None):
    with pytest.raises(BadInput) as caught:
        (run or (lambda one: one.arrays))(baseline)
    return caught.value.faults


def refused_or_sound(table, column, kind):
    """A bad cell is told by table and column, or it was no bad one: then all that is projected can be."""
    baseline = changed(table, column, BAD[kind])
    try:
        assert len(baseline.areas) == len(BASELINE.areas)
    except BadInput as error:
        (fault,) = error.faults
        assert fault.startswith(f"baseline: {table}: ") and column in fault, fault  # noqa: PT018
        return True
    assert kind in ("no number", "0"), (table, column, kind)
    try:
        results = fc.simulate("whole_briefing", baseline=baseline)
    except BadInput:
        return True
    assert np.isfinite(results.dataset["hle"]).all()
    return False


@pytest.mark.parametrize(("table", "column", "kind"), random.Random(3).sample(CELLS, 60))
def test_a_bad_cell_is_refused_by_name_or_harmless(table, column, kind):
    refused_or_sound(table, column, kind)


@pytest.mark.thorough
@pytest.mark.parametrize(("table", "column", "kind"), CELLS)
def test_every_bad_cell_is_refused_by_name_or_harmless(table, column, kind):
    refused_or_sound(table, column, kind)


def blank_as_published(table, column):
    return bool(BASELINE.tables[table][column].isna().any())


# A blank cell is no fault of a column that is published with blank ones.
@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        (table, column, kind)
        for table, column, kind in CELLS
        if table in USED
        and kind in ("no number", "infinite", "far below")
        and not (kind == "no number" and blank_as_published(table, column))
    ],
)
def test_a_used_cell_that_is_no_number_or_beyond_all_measure_is_always_refused(table, column, kind):
    (fault,) = faults_of(changed(table, column, BAD[kind]))
    assert fault.startswith(f"baseline: {table}: {column}: ")
    code = BASELINE.tables[table].iloc[7].get("code")
    assert code is None or code in fault


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table, column, kind in CELLS
        if table in USED and kind == "no number" and blank_as_published(table, column)
    ],
)
def test_another_blank_cell_where_some_are_published_blank_is_refused_by_name_or_harmless(table, column):
    refused_or_sound(table, column, "no number")


def test_a_fault_says_what_was_expected():
    assert faults_of(changed("outcomes", "hle_male_years", np.nan)) == (
        "baseline: outcomes: hle_male_years: nan in E06000008; expected a number from 30 to 90 "
        "(published: 53.72 to 71.48)",
    )
    assert faults_of(changed("outcomes", "smoking_share", -0.5)) == (
        "baseline: outcomes: smoking_share: -0.5 in E06000008; expected a number from 0.0034 to 1 "
        "(published: 0.034 to 0.264)",
    )
    assert faults_of(changed("luf_priority", "category", 4)) == (
        "baseline: luf_priority: category: 4 in E06000008; expected one of 1, 2, 3",
    )


def test_text_where_numbers_stand_is_told():
    rows = BASELINE.tables["outcomes"].astype({"gva_per_hour_2019_gbp": object})
    rows.loc[3, "gva_per_hour_2019_gbp"] = "[x]"
    (fault,) = faults_of(replace(BASELINE, tables={**BASELINE.tables, "outcomes": rows}))
    assert fault.startswith("baseline: outcomes: gva_per_hour_2019_gbp: '[x]' in ")


BY_AREA = [name for name, rows in BASELINE.tables.items() if "code" in rows and rows["code"].is_unique]


@pytest.mark.parametrize("table", BY_AREA)
def test_an_area_that_is_missing_doubled_or_strange_is_told_by_its_code(table):
    lacking = faults_of(with_rows(table, lambda rows: rows[rows["code"] != "E06000009"]))
    assert any("E06000009 is" in fault for fault in lacking)
    (doubled,) = faults_of(with_rows(table, lambda rows: pd.concat([rows, rows.iloc[[8]]])))[:1]
    assert doubled == f"baseline: {table}: code: E06000009 is given twice; keep one row an area"
    strange = faults_of(with_rows(table, lambda rows: rows.replace({"code": {"E06000009": "X00000000"}})))
    assert any("X00000000" in fault or "E06000009" in fault for fault in strange)


@pytest.mark.parametrize("table", BASELINE.tables)
def test_a_table_or_a_column_that_is_missing_is_told(table):
    rest = {name: rows for name, rows in BASELINE.tables.items() if name != table}
    faults = table_faults(rest, BASELINE.tables)
    assert f"baseline: the table {table!r} is missing" in faults
    column = BASELINE.tables[table].columns[-1]
    faults = table_faults({**rest, table: BASELINE.tables[table].drop(columns=column)}, BASELINE.tables)
    assert f"baseline: {table}: the column {column!r} is missing" in faults
    faults = table_faults({**rest, table: BASELINE.tables[table].iloc[:0]}, BASELINE.tables)
    assert f"baseline: {table}: it has no rows" in faults


def test_all_faults_of_all_tables_are_told_at_once():
    tables = {**BASELINE.tables, "outcomes": changed("outcomes", "le_male_years", np.inf).tables["outcomes"]}
    tables["councils"] = changed("councils", "cut_share", -9.0).tables["councils"]
    assert len(faults_of(replace(BASELINE, tables=tables))) == 2


def test_a_link_of_commuting_to_an_area_that_is_none_is_told():
    (fault,) = faults_of(changed("commuting", "work", "E99999999"))
    assert fault.startswith("baseline: commuting: work: E99999999 is not in the table of areas")


@pytest.mark.parametrize(
    "run",
    [
        lambda baseline: fc.simulate("baseline", baseline=baseline),
        lambda baseline: fc.run_ensemble("baseline", draws=1, baseline=baseline),
        lambda baseline: fc.FourCapitals("baseline", baseline=baseline),
        lambda baseline: baseline.codes,
    ],
    ids=["simulate", "ensemble", "mesa", "codes"],
)
def test_the_check_stands_at_every_door(run):
    (fault,) = faults_of(changed("outcomes", "gdhi_per_head_2019_gbp", -5.0), run)
    assert fault.startswith("baseline: outcomes: gdhi_per_head_2019_gbp: -5 in E06000008")


def test_the_published_tables_have_no_fault():
    assert table_faults(BASELINE.tables, BASELINE.tables) == ()
    # In another order each cell is looked at, whatever is equal.
    assert table_faults({name: rows.iloc[::-1] for name, rows in BASELINE.tables.items()}, BASELINE.tables) == ()


@pytest.mark.parametrize("table", BASELINE.tables)
def test_a_changed_table_has_another_checksum(table):
    same = with_rows(table, lambda rows: rows)
    assert same.checksum == BASELINE.checksum
    other = with_rows(table, lambda rows: rows.iloc[::-1])
    assert other.checksum != BASELINE.checksum
    numbers = [name for name, values in BASELINE.tables[table].items() if values.dtype.kind in "if"]
    for column in numbers[:1]:
        one = with_rows(table, lambda rows: rows.assign(**{column: rows[column] + (rows.index == 0)}))  # noqa: B023
        assert one.checksum != BASELINE.checksum


def test_results_trace_a_changed_baseline():
    other = changed("outcomes", "hle_male_years", 60.0)
    attrs = fc.simulate("baseline", baseline=other).dataset.attrs
    assert attrs["data_checksum"] == other.checksum != BASELINE.checksum


@pytest.mark.parametrize("table", ["areas", "outcomes", "deflator"])
@pytest.mark.parametrize("given", [None, 3, {}, "outcomes.csv"])
def test_what_is_no_table_is_told(table, given):
    (fault,) = faults_of(with_rows(table, lambda _: given))
    assert fault.startswith(f"baseline: {table}: a DataFrame expected, got ")
