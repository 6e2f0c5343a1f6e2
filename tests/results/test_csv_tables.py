"""Every table that is written as CSV says its units in its headings, and a spreadsheet reads it as it is."""

from functools import cache
from io import BytesIO

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from bids import bidding, results_of
from fourcapitals import plots
from fourcapitals.results.csv_tables import as_csv, headings
from fourcapitals.text import plain
from headings import without_units
from hypothesis import given
from hypothesis import strategies as st

NAMES = ["baseline", "announced_2021"]


@pytest.fixture(scope="module")
def one():
    return fc.simulate(NAMES)


@pytest.fixture(scope="module")
def many():
    return fc.run_ensemble(NAMES, draws=8, workers=1, keep="areas")


@cache
def contest():
    """Two draws of a competition and its twin."""
    held = [bidding([[20.0, 0, 0], [0, 20.0, 0]], cost=0.03), bidding([[20.0, 0, 0], [20.0, 0, 0]], cost=0.03)]
    return results_of({"contest": held, "twin": held[:1] * 2}, draws=2)


TABLES = {
    "compare of a run": lambda one, _: fc.results.paired(one, "gva_per_hour"),
    "compare of an ensemble": lambda _, many: fc.results.paired(many, "gva_per_hour", by="region"),
    "compare by area": lambda _, many: fc.results.paired(many, "hle", by="area"),
    "whole life": lambda _, many: fc.results.over_life(many, by="region"),
    "public cost": lambda one, _: fc.appraisal.public_cost(one),
    "value for money": lambda _, many: fc.appraisal.value_for_money(many),
    "cost-effectiveness": lambda _, many: fc.appraisal.cost_effectiveness(many),
    "acceptability": lambda _, many: fc.appraisal.acceptability_curves(many),
    "health equity": lambda _, many: fc.appraisal.health_equity(many),
    "choice of a strategy": lambda _, many: fc.appraisal.strategy_choice(many),
    "gainers and losers": lambda _, many: fc.appraisal.gainers_and_losers(many),
    "chart of acceptability": lambda _, many: plots.acceptability(fc.appraisal.acceptability_curves(many)).data,
    "equity plane": lambda _, many: plots.equity_plane(fc.appraisal.health_equity(many)).data,
    "projection": lambda one, _: plots.projection(one).data,
    "projection with bands": lambda _, many: plots.projection(many, outcome="gva_per_hour").data,
    "strategies": lambda _, many: plots.strategies(many).data,
    "strategies in output": lambda one, _: plots.strategies(one, outcome="gva_per_hour").data,
    "regions": lambda _, many: plots.regions(many, scenario="announced_2021").data,
    "inequality": lambda one, _: plots.inequality(one).data,
    "money": lambda one, _: plots.money_against_need(one, scenario="announced_2021").data,
    "money by deprivation": lambda one, _: (
        plots.money_against_need(one, scenario="announced_2021", need="deprivation").data
    ),
    "area": lambda _, many: plots.area(many, "Hartlepool").data,
    "map of levels": lambda one, _: plots.map_of(one, show="level", scenario="announced_2021").data,
    "map of changes": lambda one, _: plots.map_of(one, show="change", scenario="announced_2021").data,
    "map of differences": lambda _, many: plots.map_of(many, show="difference", scenario="announced_2021").data,
    "map of chances": lambda _, many: plots.map_of(many, show="better", scenario="announced_2021").data,
    "map of money": lambda one, _: plots.map_of(one, show="money_per_head", scenario="announced_2021").data,
    "audit of the fund": lambda _one, _many: plots.audit(fc.results.audit_luf(fc.load_baseline())).data,
    "audit of a rule": lambda _one, _many: (
        plots.audit(fc.results.audit_rule("health_need", baseline=fc.load_baseline())).data
    ),
    "measures of bids": lambda _one, _many: plots.bids(contest(), scenario="contest", twin="twin").data,
    "bids by area": lambda _one, _many: fc.results.bids_by_area(contest(), scenario="contest"),
    "map of awards": lambda _one, _many: plots.map_of_bids(contest(), scenario="contest").data,
    "what a cut leaves": lambda _one, _many: fc.results.capacity_trap(
        contest(), cut="contest", uncut="twin", restored=2022
    ),
    "priors": lambda _one, _many: plots.priors(fc.evidence.priors(draws=4)).data,
    "returns to scale": lambda _one, _many: plots.scale(fc.appraisal.scale(["public_health_restored"])).data,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_number_has_its_unit_in_its_heading(name, one, many):
    table = TABLES[name](one, many)
    read = pd.read_csv(BytesIO(as_csv(table)))
    assert len(read) == len(table)
    assert len(read.select_dtypes("number").columns)
    assert without_units(read) == []
    assert "unit" in read or not [column for column in read if column.endswith("_in_unit")]


def test_a_level_in_pounds_stands_beside_a_difference_in_per_cent(one):
    found = headings(fc.results.paired(one, "gva_per_hour"))
    assert {"level_gbp_2019_prices", "reference_level_gbp_2019_prices", "difference_percent"} <= set(found)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x00")), min_size=1, max_size=4))
def test_text_comes_back_and_no_cell_is_a_formula(texts):
    table = pd.DataFrame({"title": texts, "year": range(len(texts))})
    read = pd.read_csv(BytesIO(as_csv(table)), keep_default_na=False, dtype={"title": str})
    for given_text, cell in zip(texts, read["title"], strict=True):
        shown = plain(given_text, lines=True)
        assert cell in {shown, f"'{shown}"}
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert not cell.startswith(("\t", "\n"))


@pytest.mark.parametrize("text", ["=1+2", "+1 day", "-a", "@SUM(A1)", "\tx", "\nx", " =1", "＝1+2", "\u00a0=1"])
def test_no_text_is_a_formula_whether_it_stands_in_a_cell_or_a_heading(text):
    read = pd.read_csv(BytesIO(as_csv(pd.DataFrame({text: [text]}))))
    assert (read.columns[0], read.iloc[0, 0]) == (f"'{text}", f"'{text}")


def test_what_acts_on_a_terminal_is_shown():
    assert as_csv(pd.DataFrame({"title": ["a\x1b[2J\u202e"]})).decode("utf-8-sig") == "title\na\\x1b[2J\\u202e\n"


def test_numbers_below_nothing_stay_numbers():
    table = pd.DataFrame({"median": [-1.5], "mixed": pd.Series([-2.5], dtype=object), "unit": ["days"]})
    assert as_csv(table).decode("utf-8-sig") == "median_days,mixed,unit\n-1.5,-2.5,days\n"


def test_a_spreadsheet_sees_the_encoding():
    assert as_csv(pd.DataFrame({"title": ["£5"]})) == "\ufefftitle\n£5\n".encode()


def test_a_unit_for_each_row_is_left_to_its_column():
    table = pd.DataFrame({"value": [63.4, 5.0], "unit": ["years", "days"], "low": [np.nan, 1.0]})
    assert headings(table) == ["value_in_unit", "unit", "low_in_unit"]
