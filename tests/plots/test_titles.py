"""Titles that are copied alone: the place, the horizon and the money are in them, and unequal money is never ranked."""

import fourcapitals as fc
import pytest
from fourcapitals import plots
from fourcapitals.results.measures import amounts_beside
from fourcapitals.results.results import Results
from pictures import assert_every_word_can_be_read, only, said_in

EQUAL = ["baseline", "balanced_four_capitals", "infrastructure_tilt"]


def title_of(chart):
    return chart.alt_text.split("\n")[0].split(". ")[0]


@pytest.fixture(scope="module")
def equal():
    return fc.run_ensemble(EQUAL, draws=16, seed=1)


@pytest.fixture(scope="module")
def levers():
    return fc.simulate(["baseline", "population_prevention", "announced_2021"])


def test_a_fan_of_unequal_money_names_the_largest_effect_with_its_money_and_ranks_nothing(eight):
    title = title_of(plots.projection(eight))
    assert title.startswith(
        "By 2035, ‘Public health grant restored’ raises healthy life expectancy in England by a median"
    )
    assert "of new money 2020-35" in title
    assert " most" not in title


def test_a_fan_of_equal_money_says_how_many_it_is_the_largest_of(equal):
    title = title_of(plots.projection(equal))
    assert title.startswith("By 2035, of two scenarios, ")
    assert " most, by a median of " in title
    assert "Money differs" not in said_in(plots.projection(equal))


def test_the_money_and_what_a_million_brings_stand_beside_unequal_totals(eight, four):
    for chart, results in ((plots.projection(eight), eight), (plots.projection(four), four)):
        said = said_in(chart)
        assert "Money differs, so that differences alone would rank it too." in said
        table = amounts_beside(results, "hle", measure="per_million").set_index("scenario")
        brought = fc.formatting.plain(table.loc["public_health_restored", "amount"])
        money = fc.formatting.readable_money(table.loc["public_health_restored", "new_money_gbp_m"])
        assert f"Public health grant restored: {money}, {brought}" in said
        assert_every_word_can_be_read(chart)


def test_a_projection_of_several_scenarios_names_between_which_amounts_their_money_is(four):
    title = title_of(plots.projection(four))
    assert title.startswith("By 2035, three scenarios raise healthy life expectancy in England by ")
    assert title.endswith("of new money 2020-35")
    assert " to £" in title


@pytest.mark.parametrize("asked", [{"area": "Hartlepool"}, {"region": "North East"}])
def test_the_money_of_a_place_is_its_own(four, asked):
    pair = only(four, "baseline", "announced_2021")
    place, code, by = ("Hartlepool", "E06000001", "area") if "area" in asked else ("North East", "E12000001", "region")
    money = fc.results.extra_money(pair, reference="baseline", by=by, group=code)["announced_2021"]
    told = fc.formatting.readable_money(money)
    assert f" in {place} by " in title_of(plots.projection(pair, **asked))
    assert f"with {told} of new money there 2020-35" in title_of(plots.projection(pair, **asked))


def test_levers_cost_something_that_nothing_counts_and_titles_say_so(levers):
    pair = only(levers, "baseline", "population_prevention")
    assert title_of(plots.projection(pair)).endswith("of new money 2020-35 and levers (cost not counted)")
    free = pair.dataset.copy()
    free["award"] = 0.0 * free["award"]
    assert title_of(plots.projection(Results(free))).endswith(" days through levers (cost not counted)")
    assert "levers" not in title_of(plots.projection(only(levers, "baseline", "announced_2021")))


def test_regions_name_the_money_up_to_their_year(four):
    title = title_of(plots.regions(four, year=2030))
    assert "by 2030 with £" in title
    assert "of new money 2020-30" in title
    assert " most, about equally" not in title


def test_the_money_of_a_chart_of_strategies_is_up_to_its_year(four):
    chart = plots.strategies(four, year=2025)
    money = chart.data.set_index("scenario")["new_money_gbp_m"]
    found = amounts_beside(four, "hle", measure="per_million", year=2025).set_index("scenario")
    assert money["public_health_restored"] == pytest.approx(found.loc["public_health_restored", "new_money_gbp_m"])
    assert "new money of 2020 to 2025" in said_in(chart)
