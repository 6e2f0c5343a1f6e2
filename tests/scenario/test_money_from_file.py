"""Money by area from a file: nothing is lost, and what was summed, shared out or refused is told with its line."""

import json
import os
import random

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.places import area_name, area_table, find_areas
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.errors import BadInput
from fourcapitals.scenario.money_from_file import money_by_area
from fourcapitals.vocabulary import USE_NAMES
from hypothesis import given
from hypothesis import strategies as st
from scenario_texts import HEAD

FUND = """\
[funds.towns]
title = "Towns"
source = "S"
grade = "J"
money = "capital"
price_year = 2019
financing = "unfunded"
"""
RULE = """\
[funds.towns.allocation]
rule = "from_file"
file = "money.csv"
"""
LIST = """\
code,name,year,gbp_m,use
E06000001,Hartlepool,2022,3,housing
,Hartlepool,2024,20,nhs
E06000063,,2023,10,housing
,Aylesbury Vale,2022,1,nhs
,Wycombe,2022,1.5,nhs
,City of London,2022,0.5,nhs
,Hackney,2022,2,nhs
,Hartlepool,2024,5,nhs
"""


@pytest.fixture
def told(tmp_path):
    """Write a scenario and its list, and give the faults of reading them."""

    def faults_of(table, scenario=HEAD + FUND + RULE):
        (tmp_path / "s.toml").write_text(scenario)
        (tmp_path / "money.csv").write_text(table)
        with pytest.raises(BadInput) as caught:
            fc.load_scenario(tmp_path / "s.toml")
        return [fault.removeprefix(f"{tmp_path / 's.toml'}: ") for fault in caught.value.faults]

    return faults_of


@pytest.fixture
def listed(tmp_path):
    def scenario_of(table=LIST, scenario=HEAD + FUND + RULE):
        (tmp_path / "s.toml").write_text(scenario)
        (tmp_path / "money.csv").write_text(table)
        return fc.load_scenario(tmp_path / "s.toml")

    return scenario_of


def test_each_area_gets_in_each_year_and_for_each_use_what_the_file_says(listed):
    awards = fc.simulate(["baseline", listed()]).awards().set_index(line=["line_scenario", "line_fund", "line_use"])
    assert awards.sizes["line"] == 2

    def given(name, use, year):
        return awards.sel(line=("s", "towns", use), area=find_areas(name)[0], year=year).item()

    assert given("Hartlepool", "housing", 2022) == pytest.approx(3)
    assert given("Hartlepool", "nhs", 2024) == pytest.approx(25)
    assert given("Buckinghamshire", "nhs", 2022) == pytest.approx(2.5)
    assert given("Hackney", "nhs", 2022) == pytest.approx(2.5)
    people = area_table()["population_2019"][list(find_areas("Cumberland"))]
    for code, share in (people / people.sum()).items():
        assert given(code, "housing", 2023) == pytest.approx(10 * share)
    assert awards.sum().item() == pytest.approx(43)


def test_what_was_summed_and_shared_out_is_told(listed):
    assert listed().money["towns"].told == (
        "money.csv: 8 rows, £43m in 2022, 2023, 2024, to 6 areas: Hartlepool, Buckinghamshire, Allerdale, Carlisle, "
        "Copeland, Hackney",
        "money.csv: E06000063 (line 4) is shared by people of 2019 between 3 areas: Allerdale, Carlisle, Copeland",
        "money.csv: Aylesbury Vale (line 5) is counted in Buckinghamshire, which holds it",
        "money.csv: Wycombe (line 6) is counted in Buckinghamshire, which holds it",
        "money.csv: 2 rows of a place, year and use that had one were added to it",
    )


def test_a_fund_takes_its_sums_from_its_file(listed):
    fund = listed().funds["towns"]
    assert fund.gbp_m == pytest.approx({2022: 8.0, 2023: 10.0, 2024: 25.0})
    assert fund.uses == pytest.approx({"housing": 13 / 43, "nhs": 30 / 43})


def test_uses_of_the_fund_divide_amounts_without_a_use(listed):
    uses = "[funds.towns.uses]\nhousing = 0.25\nnhs = 0.75\n"
    table = "name,year,gbp\nHartlepool,2022,4000000\n"
    money = listed(table, HEAD + FUND + uses + RULE).money["towns"]
    assert money.amounts == {"housing": {2022: {"E06000001": 1.0}}, "nhs": {2022: {"E06000001": 3.0}}}


def test_the_last_years_money_continues_where_the_fund_says_so(listed):
    table = "name,year,gbp_m,use\nHartlepool,2022,3,housing\nBlackpool,2023,5,nhs\nAdur,2023,7,housing\n"
    scenario = listed(table, HEAD + FUND.replace('"unfunded"', '"unfunded"\nafter_end = "continues"') + RULE)
    by_area = fc.simulate(["baseline", scenario]).awards().sum("line").sel(year=2035)
    money = {area_name(str(code)): round(value, 9) for code, value in by_area.to_series().items() if value}
    assert money == {"Blackpool": 5.0, "Adur": 7.0}


def test_sums_that_the_fund_states_are_reconciled_by_year(told):
    stated = "[funds.towns.gbp_m]\n2022 = 8.0\n2023 = 11.0\n2025 = 1.0\n"
    assert told(LIST, HEAD + FUND + stated + RULE) == [
        "funds.towns: gbp_m.2023 is 11 and money.csv sums to 10, a difference of -1; correct one, or leave gbp_m out",
        "funds.towns: gbp_m.2024 is 0 and money.csv sums to 25, a difference of +25; correct one, or leave gbp_m out",
        "funds.towns: gbp_m.2025 is 1 and money.csv sums to 0, a difference of -1; correct one, or leave gbp_m out",
    ]


def test_all_faults_of_a_list_and_of_its_scenario_are_told_at_once_with_their_lines(told):
    table = """\
code,name,year,amount,use
E06000001,Hartlepool,2022,1,nhs
E06000001,Blackpool,2022,1,nhs
,Glasgow,20222,-1,xx
England,,2022,5,nhs
,Hartlepool,2022-23,"1,000",nhs
E06000002,,2022,nan,nhs
,,,,
,Hartlepol,2040,1e99,nhs
,,2022,,nhs
1,2
"""
    at = "funds.towns.allocation.file: money.csv"
    assert told(table, HEAD + FUND.replace('"capital"', '"capitol"') + RULE) == [
        "funds.towns.money: no kind of money 'capitol'; did you mean 'capital'?",
        f"{at}: line 3: 'E06000001' and 'Blackpool' are two places; keep one",
        f"{at}: line 4: no area 'Glasgow'; it is in Scotland, and the model holds England only",
        f"{at}: line 4: '20222' is not a year; write a calendar year, as 2022",
        f"{at}: line 4: amount: must not be below 0, got '-1'",
        f"{at}: line 4: no use 'xx'; choose from {', '.join(sorted(USE_NAMES))}",
        f"{at}: line 5: England is the whole; leave totals out",
        f"{at}: line 6: '2022-23' is not a year; write a calendar year, as 2022",
        f"{at}: line 6: amount: '1,000': not an amount; write it as 1234.5",
        f"{at}: line 7: amount: 'nan': not an amount; give a finite number",
        f"{at}: line 9: no area 'Hartlepol'; did you mean 'Hartlepool'?",
        f"{at}: line 9: 2040 lies outside the years of the model, 2020 to 2035",
        f"{at}: line 9: amount: '1e99' is more than £1,000,000m; amounts are in £ million",
        f"{at}: line 10: no place; give its code or its name",
        f"{at}: line 10: amount: empty: not an amount; write it as 1234.5",
        f"{at}: line 11: expected 5 cells, got 2",
    ]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("", "the file is empty; give a heading, as code,year,gbp_m"),
        ("name,year,gbp_m,us\nHartlepool,2022,1,nhs\n", "line 1: no column 'us'; did you mean 'use'?"),
        ("name,year,gbp_m\nHartlepool,2022,1\n", "line 1: the column 'use' is missing"),
        ("name,year,gbp_m,gbp,use\n", "line 1: 2 columns of amounts (gbp_m, gbp); give one"),
        ("name,name,year,gbp_m,use\n", "line 1: the column 'name' is given twice; keep one"),
        ("year,gbp_m,use\n", "line 1: no column of places; give code or name"),
        ("name,year,gbp_m,use\nHartlepool,2022,0,nhs\n", "no money in it; give at least one amount above 0"),
        ('name,year,gbp_m,use\n"Hartlepool,2022,1,nhs\n', "line 2: not CSV: unexpected end of data"),
        ("name,year,gbp_m,use\nHartle\0pool,2022,1,nhs\n", "holds null characters; save it as CSV in UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(told, table, fault):
    assert any(f"funds.towns.allocation.file: money.csv: {fault}" in line for line in told(table))


def test_columns_of_a_list_that_mean_nothing_are_told(listed):
    money = listed("Name;Year;GBP m;Use;Project\nHartlepool;2022;3;housing;Marina\n").money["towns"]
    assert money.told[-1] == "money.csv: the columns 'project' are not used"
    assert money.by_year() == {2022: 3.0}


def test_ten_thousand_faults_are_told_in_part(told):
    faults = told("name,year,gbp_m,use\n" + "Nowhere,2022,1,nhs\n" * 10_000)
    assert len(faults) == 41
    assert faults[-1] == "funds.towns.allocation.file: money.csv: and 9960 more faults"


@pytest.mark.parametrize(
    "file",
    [
        "/etc/passwd",
        "../money.csv",
        "a/../../money.csv",
        "C:/money.csv",
        "\\\\\\\\server\\\\money.csv",
        "a\\u0000.csv",
    ],
)
def test_no_path_leads_out_of_the_folder(told, file):
    faults = told(LIST, HEAD + FUND + RULE.replace("money.csv", file))
    assert any("no path inside the folder of the scenario" in fault for fault in faults)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "missing", "other_ending", "large"])
def test_only_a_regular_file_of_the_folder_is_read(told, tmp_path, kind):
    outside = tmp_path.parent / f"{tmp_path.name}_outside.csv"
    outside.write_text(LIST)
    place = tmp_path / "other.csv"
    if kind == "link":
        place.symlink_to(outside)
    elif kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "large":
        place.write_text(LIST + "x" * (1 << 20))
    name = "other.txt" if kind == "other_ending" else "other.csv"
    (fault,) = told(LIST, HEAD + FUND + RULE.replace("money.csv", name))
    words = {
        "link": "leads out of the folder",
        "folder": "a folder, not a file",
        "pipe": "a pipe, not a file",
        "missing": "no such file",
        "other_ending": "a file that ends in .csv is expected",
        "large": "larger than 1 MB, which no table of money is",
    }
    assert words[kind] in fault


def test_places_and_what_is_replaced_belong_to_the_file(told):
    replaces = '[funds.towns.replaces]\ntitle = "R"\nsource = "S"\ngrade = "J"\ngbp_m = { 2022 = 1.0 }\n'
    assert told(LIST, HEAD + FUND + RULE + 'areas = ["Adur"]\n' + replaces) == [
        "funds.towns.allocation.areas: the file says which areas get money; leave this key out"
    ]
    assert told(LIST, HEAD + FUND + RULE + replaces) == [
        "funds.towns.replaces: money from a file is new money; leave this table out, and what is replaced out of the "
        "file"
    ]


PLACES = st.sampled_from(["Hartlepool", "E06000063", "Kent", "Aylesbury Vale", "Greater Manchester", "Isles of Scilly"])
ROWS = st.lists(
    st.tuples(PLACES, st.integers(2020, 2035), st.floats(1e-3, 1e3), st.sampled_from(USE_NAMES)),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.randoms())
def test_no_pound_is_lost_and_no_order_of_rows_counts(rows, order):
    def read(some):
        lines = [f"{name},{year},{amount!r},{use}" for name, year, amount, use in some]
        return money_by_area("\n".join(["name,year,gbp_m,use", *lines]), file="m.csv")

    money, mixed = read(rows), random.Random(order.random()).sample(rows, len(rows))
    assert sum(money.by_year().values()) == pytest.approx(sum(amount for _, _, amount, _ in rows), rel=1e-12)
    assert read(mixed).amounts == money.amounts
    for use in USE_NAMES:
        asked = sum(amount for _, _, amount, one in rows if one == use)
        given_ = sum(sum(areas.values()) for areas in money.amounts.get(use, {}).values())
        assert given_ == pytest.approx(asked, rel=1e-12)


# What results keep


@pytest.mark.thorough
def test_an_ensemble_gives_what_its_list_says_and_notices_a_change(listed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = fc.run_ensemble(listed(), draws=2, workers=1, out="store")
    assert results.awards().sum().item() == pytest.approx(43)
    assert results.files_of("s") == {"money.csv": LIST}
    heard = []
    fc.ensemble.verify("store", sample=1, workers=1, say=heard.append)
    assert heard == []
    (tmp_path / "money.csv").write_text(LIST.replace("20,nhs", "21,nhs"))
    fc.ensemble.extend("store", draws=3, workers=1, say=heard.append)
    assert heard[0].startswith("money.csv has changed since; store goes on with the text that it holds (SHA-256 ")
    assert fc.open_results("store").awards().sum().item() == pytest.approx(43)


def test_a_store_whose_list_was_changed_is_refused(listed, tmp_path):
    fc.run_ensemble(listed(), draws=2, workers=1, out=tmp_path / "store")
    manifest = tmp_path / "store" / "manifest.json"
    record = json.loads(manifest.read_text())
    kept = record["scenarios"][1]["files"]["money.csv"]
    kept["text"] = kept["text"].replace("20,nhs", "21,nhs")
    manifest.write_text(json.dumps(record))
    with pytest.raises(BadInput):
        fc.ensemble.extend(tmp_path / "store", draws=3, workers=1)


def test_a_run_keeps_its_list_in_its_file(listed, tmp_path):
    fc.simulate(["baseline", listed()]).save(tmp_path / "r.nc")
    assert fc.open_results(tmp_path / "r.nc").files_of("s") == {"money.csv": LIST}


def test_counterfactual_runs_and_the_mesa_model_give_what_a_run_gives(listed):
    scenario = listed()
    results = fc.simulate(["baseline", scenario])
    model = fc.FourCapitals(scenario)
    model.run_model()
    hle = results.dataset["hle"].sel(scenario="s", year=2035).isel(draw=0).to_numpy()
    np.testing.assert_array_equal(model.state.outcomes.hle, hle)
    assert model.state.money.awarded.sum() == pytest.approx(43)
    (found,) = counterfactuals_of(scenario).effects(fc.load_parameters().central()).values()
    assert found.new_money_gbp_m == pytest.approx(43)


def test_no_fault_names_a_year_that_nobody_gave(told):
    replaces = '[funds.towns.replaces]\ntitle = "R"\nsource = "S"\ngrade = "J"\ngbp_m = { 2030 = 1.0 }\n'
    fund = FUND + 'after_end = "continues"\n' + RULE
    (lacking,) = told(LIST, HEAD + fund.replace('file = "money.csv"\n', "") + replaces)
    assert lacking.startswith("funds.towns.allocation: the key 'file' is missing")
    assert told(LIST, HEAD + FUND + "gbp_m = { 22 = 4 }\n" + RULE) == [
        "funds.towns.gbp_m: '22' is not a year; write years as 2021 = 1000.0"
    ]
    (no_table,) = told(LIST, HEAD + FUND + "gbp_m = 3\n" + RULE)
    assert no_table == "funds.towns.gbp_m: expected a table, got 3"
