"""A temporary cut stands beside a scenario's own money, takes it for some years and gives it back."""

import fourcapitals as fc
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.temporary_cut import restored_in, with_temporary_cut
from scenario_texts import ruled


def test_the_cut_takes_money_until_it_is_restored():
    scenario = fc.load_scenario("announced_2021")
    cut = with_temporary_cut(scenario)
    deflator = fc.load_parameters().deflator
    before, after = (each.new_money(deflator) for each in (scenario, cut))
    taken = {year: before[year] - after[year] for year in before}
    assert {year for year, money in taken.items() if money > 1} == {2024, 2025, 2026}
    assert restored_in(cut) == 2027
    assert taken[2030] == 0
    assert cut.title == f"After a temporary cut: {scenario.title}"


def test_each_council_loses_the_same_part_of_its_own():
    cut = with_temporary_cut(fc.load_scenario("baseline"))
    award = fc.simulate(cut).awards().sel(year=2024).sum("line").to_numpy()
    arrays = fc.load_baseline().arrays
    spent = arrays.council_budget * arrays.population
    assert award / award.sum() == pytest.approx(spent / spent.sum())
    assert award.sum() == pytest.approx(-4550)


def test_a_cut_of_a_scenario_that_has_one_is_refused():
    cut = with_temporary_cut(fc.load_scenario("baseline"))
    with pytest.raises(BadInput, match=r"baseline_after_cut: funds\.temporary_cut: is the name of the cut"):
        with_temporary_cut(cut)


def test_a_title_on_several_lines_is_another_all_the_same():
    text = ruled('rule = "per_head"').replace('title = "', 'title = """\\\n  ', 1)
    text = text.replace('"\n', '"""\n', 1)
    assert with_temporary_cut(fc.parse_scenario(text, name="mine")).title.startswith("After a temporary cut: ")
