"""`value` on the screen and in files: places lead, money is the ledger's, what cannot be answered says so."""

import json

import fourcapitals as fc
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """One run, every area held."""
    path = tmp_path_factory.mktemp("value") / "one.nc"
    fc.simulate(["baseline", "announced_2021", "public_health_restored", "cash_per_head"]).save(path)
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A few draws of England and its regions, without areas."""
    path = tmp_path_factory.mktemp("value") / "few"
    fc.run_ensemble(["baseline", "announced_2021", "public_health_restored"], draws=8, workers=1, out=path)
    return path


@pytest.mark.parametrize("which", ["one", pytest.param("store", marks=pytest.mark.thorough)])
def test_places_and_portfolios_lead_and_the_ratio_is_a_row(which, call, request):
    code, text, _ = call("value", request.getfixturevalue(which))
    assert code == 0
    order = [text.index(title) for title in (
        "Which strategy: ", "Who gains and who loses", "Public cost by payer", "Value for money of announced_2021",
        "Cost-effectiveness, whole life", "Whose health is bought")]  # fmt: skip
    assert order == sorted(order)
    assert "│ Benefits per £ spent" in text
    told = ("Money by strength of evidence for its effect on health: ", "The choice flips to ", "Not valued: ")
    for said in (*told, "Evidence: A agreeing studies", "its lead of", "fourcapitals flips"):
        assert said in text


def test_every_table_is_in_the_json_and_money_is_the_ledgers(store, call):
    _, text, _ = call("value", store, "--json")
    found = json.loads(text)
    assert list(found) == ["choice", "places", "cost", "value", "effectiveness", "equity"]
    results = fc.open_results(store)
    money = fc.results.spending(results).loc["announced_2021"]
    paid = sum(row["gbp_m"] for row in found["cost"] if row["scenario"] == "announced_2021" and row["counts"])
    assert paid == pytest.approx(money["new_money_gbp_m"] + money["running_costs_gbp_m"])
    row = next(row for row in found["value"] if row["scenario"] == "announced_2021")
    assert row["public_cost_gbp_m"] == pytest.approx(paid)


@pytest.mark.parametrize("table", ["cost", "value"])
def test_one_table_is_written_with_units_in_its_headings(table, store, call, tmp_path):
    path = tmp_path / "table.csv"
    code, *_ = call("value", store, "--table", table, "--csv", path, "--quiet")
    assert code == 0
    assert len(pd.read_csv(path)) > 0


def test_settings_of_the_user_change_the_answer_and_are_said(one, call):
    _, text, _ = call("value", one, "--table", "value", "--rate", "0", "--qaly", "20000")
    assert "discounted at 0%" in text
    assert "a QALY £20,000" in text
    _, wellby, _ = call("value", one, "--table", "value", "--worth", "wellby")
    assert "WELLBY £13,000 and nothing else" in wellby
    assert "health alone is followed" in wellby.replace("\n   ", "")
    assert "Output, £m" not in wellby


def test_who_gains_is_said_of_the_places_asked_for(one, call):
    for by in ("area", "combined_authority"):
        code, text, _ = call("value", one, "--table", "places", "--by", by, "--reference", "cash_per_head")
        assert code == 0
        assert f"by {by.replace('_', ' ')}" in text


@pytest.mark.parametrize("table", ["acceptability", "equity"])
def test_a_table_is_drawn_with_its_data_and_the_command_that_makes_it_again(table, store, call, tmp_path):
    code, *_ = call("value", store, "--table", table, "--out", tmp_path / "chart.png", "--quiet")
    assert code == 0
    assert f"fourcapitals value {store} --table {table} --out" in (tmp_path / "chart.txt").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "chart.csv")) > 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--out", "x.png"], "--table acceptability or --table equity"),
        (["--rate", "3.5"], "such as 0.035"),
        (["--csv", "x.csv"], "name it, such as --table value"),
        (["--measure", "per_head"], "give total or per_million"),
        (["--table", "information"], "--draws 200"),
        (["--table", "places", "--by", "area"], "--keep areas"),
        (["--table", "choice", "--outcome", "joy"], "no outcome"),
        (["--table", "choice", "--weights", "joy=1,hle=-2"], "no outcome 'joy'"),
        (["--table", "choice", "--weights", "hle=2", "--outcome", "le"], "--weights names the outcomes"),
        (["--reference", "none"], "no scenario"),
    ],
)
def test_what_a_store_cannot_answer_is_said_in_a_line(options, why, store, call):
    code, _, errors = call("value", store, *options)
    assert code == 2
    assert why in errors
    assert "Traceback" not in errors


def test_each_title_is_true_alone_and_each_table_says_its_prices(store, call):
    titles = {
        "choice": "whole life of what is bought, discounted at 1.5% a year, England, against baseline",
        "value": "Value for money of announced_2021, England, against baseline",
        "effectiveness": "Cost-effectiveness, whole life, England, beyond baseline",
        "equity": "Whose health is bought, whole life, England, against baseline",
        "acceptability": "Best expected, whole life, by the price of a QALY in steps of £1,000 to £100,000",
    }
    for table, title in titles.items():
        _, text, _ = call("value", store, "--table", table)
        said = " ".join(text.split())
        assert title in said
        assert "£ of 2019" in said
        assert ("present values of 2021" in said) == (table != "choice")
        assert ("health at its first rate throughout" in said) == (table != "choice")


def test_the_whole_life_is_said_at_the_rate_it_is_held_at_whatever_is_asked(store, call):
    _, text, _ = call("value", store, "--table", "choice", "--health-rate", "0.035")
    said = " ".join(text.split())
    assert "discounted at 1.5% a year" in said
    assert "make them anew with --set health_discount_rate=0.035" in said


def test_places_gain_in_the_outcome_that_is_asked_for(store, call):
    asked = ("value", store, "--table", "places", "--year", "2030")
    assert "healthy life expectancy 2030 against baseline" in " ".join(call(*asked)[1].split())
    _, text, _ = call(*asked, "--outcome", "gva_per_hour")
    assert "GVA per hour worked 2030 against baseline" in " ".join(text.split())
    _, found, _ = call(*asked, "--outcome", "gva_per_hour", "--json")
    assert {row["outcome"] for row in json.loads(found)["places"]} == {"gva_per_hour"}


@pytest.fixture(scope="module")
def cut(one):
    """Results of which somebody kept two areas."""
    path = one.with_name("cut.nc")
    fc.results.Results(fc.open_results(one).dataset.isel(area=[0, 5])).save(path)
    return path


@pytest.mark.parametrize("asked", [["compare"], ["value"], ["value", "--table", "cost"], ["missions"]])
def test_of_a_part_of_england_no_sums_are_told(asked, cut, call):
    command, *options = asked
    code, _, err = call(command, cut, *options)
    assert code == 2
    assert "hold 2 areas of England and lack 305" in " ".join(err.split())


def test_areas_of_a_part_of_england_are_compared(cut, call):
    code, out, _ = call("compare", cut, "--by", "area", "--json")
    assert code == 0
    assert "Hartlepool" in out
    code, _, err = call("compare", cut, "--by", "Adur")
    assert (code, err) == (2, "these results lack Adur; give results that hold all areas\n")
    code, out, _ = call("places", cut, "--by", "gain", "--scenario", "announced_2021")
    assert code == 0
    assert "the 1 area of the 2 in these results that gains most" in " ".join(out.split())
