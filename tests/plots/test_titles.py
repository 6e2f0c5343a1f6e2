"""Titles that are copied alone: the place, the horizon and the money are in them, and unequal money is never ranked."""

import re

import fourcapitals as fc
import pytest
from fourcapitals import plots
from fourcapitals.results.measures import amounts_beside
from fourcapitals.results.results import Results
from pictures import assert_every_word_can_be_read, only, said_in, with_draws, with_multiples

EQUAL = ["baseline", "balanced_four_capitals", "infrastructure_tilt"]


def title_of(chart):
    return chart.alt_text.split("\n")[0].split(". ")[0]


@pytest.fixture(scope="module")
def equal():
    return fc.run_ensemble(EQUAL, draws=16, seed=1)


@pytest.fixture(scope="module")
def priors_of_uses():
    return fc.evidence.priors(draws=0)


@pytest.fixture(scope="module")
def many(four):
    """Seven scenarios beside the baseline."""
    return with_multiples(four, {f"multiple_{at}": float(at) for at in range(2, 6)})


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


def test_the_gap_says_between_whom_and_by_medians_with_what_money(four):
    title = title_of(plots.inequality(four))
    assert "the gap in healthy life expectancy between England’s highest and lowest tenth" in title.replace("'", "’")
    assert "of new money 2020-35" in title
    assert "median" not in title
    several = title_of(plots.inequality(with_draws(four, [0.5, 1.0, 2.0])))
    assert re.search(r" leaves? the gap .* medians? of .* days (narrower|wider) than ‘Continue as now’", several)


def test_a_gap_of_many_says_that_the_strongest_are_drawn(many):
    assert "the four strongest of seven scenarios" in title_of(plots.inequality(many))


def test_bands_of_differences_stand_beside_their_ends(four):
    chart = plots.inequality(with_draws(only(four, "baseline", "announced_2021"), [0.0, 1.0, 2.0]))
    end = chart.data.query("panel.str.startswith('change') and year == 2035").iloc[0]
    assert fc.plots.parts.amounts.interval(end["low"], end["high"], "") in said_in(chart)


def test_a_word_that_no_label_holds_does_not_widen_the_labels_of_others(four):
    usual = plots.projection(four).axes[1].get_position().width
    titles = [str(title) for title in four.dataset["title"].to_numpy()]
    titles[2] = "Public" + "andonandon" * 9
    long = four.dataset.assign_coords(title=("scenario", titles))
    assert plots.projection(Results(long)).axes[1].get_position().width > 0.6 * usual


@pytest.mark.parametrize("measure", ["total", "per_head"])
def test_totals_of_unequal_money_are_not_ranked_and_have_what_a_million_brings_beside(eight, measure):
    chart = plots.strategies(eight, measure=measure)
    title = title_of(chart)
    assert " most" not in title
    assert " in England " in title
    assert "of new money 2020-35" in title
    assert "healthy person-years 2021-35 per £1m 0." in chart.alt_text
    brought = amounts_beside(eight, "hle", measure="per_million").set_index("scenario")["amount"]
    assert chart.data.set_index("scenario").loc["announced_2021", "per_gbp_m"] == pytest.approx(
        brought["announced_2021"]
    )
    assert_every_word_can_be_read(chart)


def test_totals_of_equal_money_are_ranked(equal):
    chart = plots.strategies(equal, measure="total")
    assert " most, by " in title_of(chart)
    assert "per_gbp_m" not in chart.data


def test_what_a_million_brings_with_levers_leaves_out_their_cost_and_says_so(levers):
    chart = plots.strategies(levers)
    assert "for each £1m, the cost of its levers not counted: " in title_of(chart)
    assert "whose cost is not counted: Prevention for the whole population" in said_in(chart)


def test_money_that_is_taken_away_brings_nothing(four):
    lost = fc.simulate(["baseline", "eu_funds_end_no_replacement"])
    title = title_of(plots.strategies(lost, measure="per_million"))
    assert " loses healthy person-years 2021-35 in England for each £1m taken away: " in title


def test_a_share_of_money_stands_beside_the_share_of_people_and_the_sum(four):
    chart = plots.money_against_need(four, scenario="announced_2021")
    share = (
        chart.data.groupby("neediest_fifth")[["money_gbp_m", "population"]].sum().pipe(lambda t: t / t.sum()).loc[True]
    )
    assert (
        f" gives {100 * share['money_gbp_m']:.0f}% of its £6.86bn of new money 2020-35 to the fifth of areas with the "
        f"poorest health, where {100 * share['population']:.0f}% of people live" in title_of(chart)
    )


def test_a_strategy_without_money_is_compared_by_totals_and_not_left_out(equal):
    assert fc.results.usual_measure(equal, reference="balanced_four_capitals") == "total"
    chart = plots.strategies(equal, reference="balanced_four_capitals")
    assert set(chart.data["scenario"]) == {"baseline", "infrastructure_tilt"}


def test_large_amounts_are_told_in_three_figures(four):
    title = title_of(plots.strategies(four, outcome="income"))
    told = re.search(r"£([\d,]{5,})", title)
    assert told
    assert re.fullmatch(r"\d{3}0+", told[1].replace(",", ""))


def test_a_map_of_money_names_its_years_and_one_of_change_that_it_shows_medians(four):
    assert title_of(plots.map_of(four, scenario="announced_2021", show="money_per_head")).endswith(" (2020-35)")
    changed = plots.map_of(with_draws(four, [0.5, 1.0, 2.0]), scenario="announced_2021", show="change")
    assert title_of(changed).endswith(" (medians of draws)")


def test_a_page_of_a_place_names_the_years_of_its_figure(four):
    assert "healthy years at birth in 2017-19, " in title_of(plots.area(four, "Hartlepool"))


def test_a_map_of_chances_says_what_its_pattern_follows_from(eight):
    chart = plots.map_of(eight, scenario="announced_2021", show="better")
    assert ", by assumption" in title_of(chart)
    assert "The pattern over places is an input, by assumption: " in said_in(chart)


@pytest.mark.usefixtures("few_numbers")
def test_a_tornado_names_the_effect_and_its_year():
    table = fc.evidence.one_at_a_time("public_health_restored")
    title = title_of(plots.sensitivity(table))
    assert title.startswith(
        "‘Public health grant restored’: its effect on healthy life expectancy of England, 2035, is "
    )


def test_priors_name_the_outcome_that_money_does_most_for(priors_of_uses):
    assert title_of(plots.priors(priors_of_uses)).startswith(
        "By the priors, money does most for healthy life expectancy of England, 2035, on "
    )
