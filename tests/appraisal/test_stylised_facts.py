"""Stylised facts: those of figures hold as published, those of the model carry a share of draws and what flips it."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals.appraisal import facts_of_strategies
from fourcapitals.appraisal.facts_of_figures import facts_of_figures, partial_correlation
from fourcapitals.appraisal.facts_of_moves import facts_of_moves, gap_by_moves
from fourcapitals.appraisal.facts_of_runs import delivered_by, facts_of_runs
from fourcapitals.appraisal.stylised_facts import UNTOLD, fact_lines, fact_rows, stylised_facts
from fourcapitals.data.fact_sources import load_fact_sources
from fourcapitals.data.parameters import load_parameters
from fourcapitals.scenario.files import load_scenario
from fourcapitals.simulation.start import start_of

OF_FIGURES = {"F2", "F4", "F5", "F6", "F7", "F17", "F18"}
OF_STRATEGIES = {"F3", "F9", "F10", "F14", "F16", "F19"}
OF_RUNS = {"F1", "F11", "F13", "F15", "F20", "F21"}
OF_MOVES = {"F22"}


def by_name(facts):
    return {each.fact: each for each in facts}


@pytest.fixture(scope="module")
def of_figures(baseline):
    return by_name(facts_of_figures(baseline, 50, 0))


def test_facts_of_figures_say_how_surely_they_hold_and_what_turns_them(of_figures):
    assert set(of_figures) == OF_FIGURES
    assert "36 of the 94" in of_figures["F4"].found
    assert all(0 <= each.holds <= 1 and each.flips_at for each in of_figures.values())
    assert all(of_figures[name].holds == 1 for name in ("F4", "F5", "F6", "F17", "F18"))


def test_the_lowest_that_are_all_on_the_list_are_counted_up_to_the_first_that_is_not(of_figures, baseline):
    table = baseline.tables["luf_priority"].sort_values(["hle_male_2009_13_years", "lad20_code"])
    first = int(np.argmax(table["category"].to_numpy() != 1))
    assert of_figures["F4"].flips_at.startswith(f"the {first} lowest, all of them in category 1")
    assert table["name"].iloc[first] in of_figures["F4"].flips_at


def test_the_yardstick_is_the_worst_health_among_those_left_out(of_figures, baseline):
    years = float(of_figures["F5"].flips_at.split()[3])
    table = baseline.tables["luf_priority"]
    assert years == pytest.approx(table.loc[table["category"] > 1, "hle_male_2009_13_years"].min(), abs=0.05)


def test_more_draws_of_sampling_errors_are_other_draws_of_the_same_figures(baseline):
    few, many = (by_name(facts_of_figures(baseline, draws, 0)) for draws in (0, 20))
    assert few["F2"].found == many["F2"].found
    assert (few["F2"].draws, many["F2"].draws) == (0, 20)


def test_a_partial_correlation_is_that_of_what_is_left():
    generator = np.random.default_rng(1)
    third = generator.standard_normal(4000)
    first, second = third + generator.standard_normal(4000), third - generator.standard_normal(4000)
    assert np.corrcoef(first, second)[0, 1] > 0.4
    assert partial_correlation(np.column_stack([first, second, third])) == pytest.approx(0, abs=0.05)


def test_a_reason_stands_for_each_fact_that_is_not_tested():
    assert not set(UNTOLD) & (OF_FIGURES | OF_STRATEGIES | OF_RUNS | OF_MOVES)
    assert {*UNTOLD, "F8", *OF_FIGURES, *OF_STRATEGIES, *OF_RUNS, *OF_MOVES} == {
        f"F{number}" for number in range(1, 23)
    }
    assert all(len(why) > 20 for why in UNTOLD.values())


def test_each_fact_has_a_source_and_each_threshold_a_meaning():
    sources = load_fact_sources().facts
    assert list(sources) == [f"F{number}" for number in range(1, 23)]
    assert all((each.criterion is None) == (not each.meaning) for each in sources.values())


def test_money_that_is_delivered_is_less_than_what_is_awarded(baseline):
    shares = [delivered_by(baseline, load_parameters(), year) for year in (2023, 2030, 2035)]
    assert 0 < shares[0] < shares[1] < shares[2] < 1


@pytest.fixture(scope="module")
def of_runs(baseline):
    return by_name(facts_of_runs(baseline, load_parameters(), 8, 0, None))


@pytest.mark.thorough
def test_facts_that_take_runs_are_shares_of_draws_with_what_flips_them(of_runs):
    assert set(of_runs) == OF_RUNS
    assert all(0 <= each.holds <= 1 and each.draws == 8 and each.flips_at for each in of_runs.values())
    assert of_runs["F20"].holds == 1


@pytest.mark.thorough
def test_without_an_effect_of_health_on_output_the_north_closes_nothing(baseline):
    table = load_parameters().with_values(output_per_healthy_year=0.0)
    fact = by_name(facts_of_runs(baseline, table, 4, 0, None))["F13"]
    assert fact.holds == 0
    assert "central 0%" in fact.found


def test_moves_sort_the_healthy_out_of_deprived_areas_as_far_as_the_published_selectivity_goes(baseline):
    (fact,) = facts_of_moves(baseline, load_parameters(), 2, 0)
    assert (fact.fact, fact.draws) == ("F22", 2)
    environment = start_of(
        load_scenario("baseline"), baseline=baseline, numbers=load_parameters().central()
    ).environment
    ratios = [-0.9, -0.45, 0.0]
    central = load_parameters().central()
    gaps = [
        gap_by_moves(baseline, environment, central._replace(moves_to_affluence_of_poor_health=ratio))
        for ratio in ratios
    ]
    assert gaps[0] > gaps[1] > 0 > gaps[2]
    even = float(fact.flips_at.split()[2])
    assert -0.45 < even < 0


def test_each_pair_is_true_alone():
    assert {pair.fact for pair in facts_of_strategies.PAIRS} == OF_STRATEGIES - {"F3"}
    for pair in facts_of_strategies.PAIRS:
        assert "healthy person-years" in pair.statement
        assert "England" in pair.statement
        assert ("whole life" in pair.statement) == pair.utility.endswith("whole_life")
        assert ("2035" in pair.statement) != ("whole life" in pair.statement)


# Each pair is searched for what flips it, which takes a while: one stands for all.
@pytest.mark.thorough
def test_every_fact_of_the_list_is_tested_or_says_why_not(monkeypatch):
    pair = next(each for each in facts_of_strategies.PAIRS if each.fact == "F10")
    monkeypatch.setattr(facts_of_strategies, "PAIRS", (pair,))
    facts = stylised_facts(draws=4)
    left_out = OF_STRATEGIES - {"F3", "F10"}
    assert facts["fact"].tolist() == [f"F{number}" for number in range(1, 23) if f"F{number}" not in left_out]
    assert set(facts.loc[facts["holds"].isna(), "fact"]) == {*UNTOLD, "F8"}
    assert facts["source"].str.len().min() > 10
    found = facts.set_index("fact").loc["F10"]
    assert 0 <= found["holds"] <= 1
    assert "at" in found["flips_at"]
    assert not found["flips_at"].endswith(" 1"), "a number without a unit has none"
    (line,) = fact_lines(facts)
    assert line.startswith("16 facts tested, 2 not.")


def test_the_screen_tells_yes_from_a_share_of_draws():
    rows = pd.DataFrame(
        [("F4", "a", "b", 1.0, 0, "c"), ("F9", "a", "b", 0.5, 4, "c"), ("F12", "a", "b", None, 0, "")],
        columns=["fact", "statement", "found", "holds", "draws", "flips_at"],
    )
    assert [row[3] for row in fact_rows(rows)] == ["yes", "50%", ""]
