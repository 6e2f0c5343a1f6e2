"""Charts of rows and of money against need: no rank that the numbers do not show, one unit, names that can be read."""

from itertools import combinations

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals import plots
from fourcapitals.cli.app import app
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import UnknownName
from fourcapitals.plots.parts.dot_axes import signed_log_field
from fourcapitals.plots.parts.naming import NAME
from fourcapitals.plots.parts.spreads import Spread, evenly
from fourcapitals.results.results import Results
from matplotlib.text import Text
from pictures import said_in
from typer.testing import CliRunner

SIX = [
    "announced_2021",
    "nature_and_place",
    "cash_per_head",
    "population_prevention",
    "public_health_restored",
    "eu_funds_end_no_replacement",
]
STRONG = "‘Prevention for the whole population’"


@pytest.fixture(scope="module")
def six():
    return fc.simulate(["baseline", *SIX])


@pytest.fixture(scope="module")
def drawn():
    return run_ensemble(["baseline", *SIX], draws=64, seed=1)


def title_of(chart):
    return chart.alt_text.split(". ")[0]


def words_of_ticks(axes):
    return [text.get_text() for text in axes.get_xticklabels()]


def row_of(chart, name):
    """The texts at the height of a row, from left to right."""
    mine = next(text for text in chart.texts if text.get_text() == name)
    beside = [text for text in chart.texts if text.get_position()[1] == mine.get_position()[1]]
    return [text.get_text() for text in sorted(beside, key=lambda text: text.get_position()[0])]


# Regions


def test_a_region_is_named_above_the_others_only_where_the_numbers_show_it(six):
    apart = plots.regions(six, scenario="announced_2021")
    # Second by less than a tenth of the first: no real gap parts them.
    assert "most in the North East, and Yorkshire and The Humber, by" in title_of(apart)
    # By what councils spend on public health, which is not the same everywhere.
    assert "most in three regions, by" in title_of(plots.regions(six, scenario="public_health_restored"))
    hle = six.dataset["hle"]
    same = hle.sel(scenario="baseline", drop=True) + 0.1
    even = plots.regions(
        Results(six.dataset.assign(hle=hle.where(hle["scenario"] != "public_health_restored", same))),
        scenario="public_health_restored",
    )
    assert "about equally in all regions" in title_of(even)
    assert "most" not in title_of(even)
    assert "order means little" in said_in(even)


def test_the_title_and_the_order_of_regions_are_those_of_the_strongest_scenario(six):
    chart = plots.regions(six, scenario=["announced_2021", "population_prevention"])
    assert title_of(chart).startswith(STRONG)
    assert f"ordered by the effect of {STRONG}" in said_in(chart)
    assert chart.data.query("scenario == 'population_prevention'")["median"].iloc[:9].is_monotonic_decreasing
    idle = plots.regions(six, scenario=["announced_2021", "nature_and_place"], outcome="pm25")
    assert title_of(idle).startswith("‘Nature and place’ lowers")


def test_of_more_than_four_scenarios_those_that_change_most_are_drawn_and_the_words_say_so(six, tmp_path):
    chart = plots.regions(six)
    assert chart.data["scenario"].unique().tolist()[:2] == ["population_prevention", "public_health_restored"]
    assert "cash_per_head" not in set(chart.data["scenario"])
    assert "Drawn are four of 6 strategies, those that change healthy life expectancy most" in said_in(chart)
    six.save(tmp_path / "six.nc")
    asked = ["plot", str(tmp_path / "six.nc"), "--kind", "regions", "--out", str(tmp_path / "regions.png")]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert "Drawn are four of 6" in (tmp_path / "regions.txt").read_text(encoding="utf-8")


def test_all_panels_of_regions_have_one_unit(six):
    chart = plots.regions(six, scenario=["announced_2021", "population_prevention"])
    assert "own scale" in said_in(chart)
    assert chart.data["unit"].unique().tolist() == ["days"]


def test_a_panel_without_any_effect_marks_zero_alone(six):
    alone = plots.regions(six, scenario="announced_2021", outcome="pm25")
    assert words_of_ticks(alone.axes[0]) == ["0"]
    assert "in no region" in title_of(alone)
    beside = plots.regions(six, scenario=["announced_2021", "nature_and_place"], outcome="pm25")
    assert "All panels have one scale" in said_in(beside)


def test_the_weights_of_regions_are_words(six):
    said = said_in(plots.regions(six, scenario="announced_2021", outcome="employment"))
    assert "weighted by population aged 16 to 64" in said


def test_medians_of_regions_are_called_medians_and_the_alt_text_holds_their_bands(drawn):
    chart = plots.regions(drawn, scenario=SIX[:3])
    assert "by medians of" in title_of(chart)
    assert said_in(chart).count("Median") == 3
    assert chart.alt_text.count("(80% of draws:") == 30


def test_a_column_has_one_number_of_decimals():
    written = evenly([0.5, 0.099, 0.059])
    assert [written(each) for each in (0.5, 0.099, 0.059)] == ["+0.50", "+0.10", "+0.06"]
    written = evenly([0.6, 0.001])
    assert [written(each) for each in (0.604, 0.017, -0.0012)] == ["+0.60", "+0.02", "−0.001"]


# Strategies


def test_the_row_of_a_strategy_says_which_levers_act_beside_its_money(six):
    chart = plots.strategies(six, measure="total")
    assert any(text.endswith("*") for text in row_of(chart, "Prevention for the whole population"))
    beside = "levers whose sizes are assumed and whose cost is not counted: Prevention for the whole population"
    assert beside in said_in(chart)
    data = chart.data.set_index("scenario")
    assert data.index[data["levers"]].tolist() == ["population_prevention"]


def test_the_best_strategy_stands_first_where_less_is_better(six):
    chart = plots.strategies(six, outcome="pm25", measure="total")
    assert "No verdict on this order: which uses of money have judged effects is recorded" in chart.alt_text
    assert chart.data["scenario"].iloc[0] == "nature_and_place"
    assert chart.data["median"].is_monotonic_increasing
    assert "Ng/m" not in said_in(chart)


def test_a_title_says_that_its_number_is_a_median_and_how_often_there_is_none(drawn):
    assert "by a median of" in title_of(plots.strategies(drawn, measure="total"))
    assert "(no effect in " in title_of(plots.strategies(drawn, outcome="long_term_sick", measure="total"))


def test_strategies_that_read_the_same_share_the_first_place(six):
    twice = six.dataset.sel(scenario=["baseline", "announced_2021", "population_prevention"]).copy(deep=True)
    twice["hle"].loc[{"scenario": "announced_2021"}] = twice["hle"].sel(scenario="population_prevention").to_numpy()
    title = title_of(plots.strategies(Results(twice), measure="total"))
    assert title.startswith("‘Levelling up as announced in 2021’ and ‘Prevention for the whole population’ raise ")
    assert "most" not in title


def test_a_strategy_without_effect_in_any_draw_is_neither_better_nor_worse(drawn):
    chart = plots.strategies(drawn, outcome="pm25", measure="total")
    assert row_of(chart, "The announced money as cash")[1:7] == ["0", "0", "–", "–", "–", "100%"]
    assert "no effect in any draw" in said_in(chart)


def test_a_logarithmic_axis_has_a_line_at_every_power_of_ten_and_words_on_both_sides_of_zero(drawn):
    axes = plots.strategies(drawn, measure="total").axes[0]
    assert axes.get_xscale() == "symlog"
    words = words_of_ticks(axes)
    assert "0" in words
    assert any(word.startswith("−") for word in words)
    lines = sorted(each for each in [*axes.get_xticks(), *axes.get_xticks(minor=True)] if each > 0)
    assert np.diff(np.log10(lines)) == pytest.approx(1)


def test_names_and_numbers_of_a_row_stand_on_one_baseline(six):
    chart = plots.regions(six, scenario="announced_2021")
    assert len(row_of(chart, "East of England")) == len(row_of(chart, "London")) == 2


def test_the_ends_of_a_logarithmic_axis_hold_both_signs():
    field = signed_log_field("Days", [Spread(0.3), Spread(-0.2, band=(-0.6, -0.1))])
    assert field.limits[0] < -0.6


def test_a_logarithmic_axis_is_linear_next_to_zero_only():
    field = signed_log_field("Days", [Spread(5.0, band=(-1.0, 70.0)), Spread(0.2)])
    assert field.linear_to == pytest.approx(0.1)
    assert field.limits[0] < -1
    assert field.limits[1] > 70


def test_the_words_of_two_panels_stand_apart():
    """All effects but one are small, and on both sides of zero, so that the magnified panel has words at both ends."""
    names = ["baseline", "whole_briefing", "announced_2021", "housing_quality", "eu_funds_end_no_replacement"]
    chart = plots.strategies(fc.simulate(names), outcome="hle", measure="total")
    chart.draw_without_rendering()
    renderer = chart.canvas.get_renderer()
    left, right = (
        [label.get_window_extent(renderer) for label in axes.get_xticklabels() if label.get_text()]
        for axes in chart.axes
    )
    assert max(box.x1 for box in left) + 5 < min(box.x0 for box in right)


# Money against need


def names_on(chart):
    """The names written beside circles, and their boxes."""
    chart.draw_without_rendering()
    renderer = chart.canvas.get_renderer()
    written = [text for text in chart.axes[0].texts if text.get_fontsize() == NAME["size"]]
    return {text.get_text(): Text.get_window_extent(text, renderer) for text in written}


def test_equal_money_has_no_winner(six):
    chart = plots.money_against_need(six, scenario="cash_per_head")
    assert title_of(chart) == "‘The announced money as cash’ gives every area the same, £122 per head"
    assert "Every area gets the same per head" in chart.alt_text
    assert "Most per head" not in chart.alt_text
    assert {"Blackpool", "Wokingham"} <= set(names_on(chart)) <= {"Blackpool", "Wokingham", "Birmingham"}


def test_money_that_ends_is_a_loss_and_names_the_largest_losses(six):
    chart = plots.money_against_need(six, scenario="eu_funds_end_no_replacement")
    assert "% of the £10.7bn lost 2020-35 falls on the fifth of areas with the poorest health" in title_of(chart)
    most = chart.data.sort_values("gbp_per_head")["area_name"].iloc[0]
    assert f"Largest per head: {most}" in chart.alt_text


@pytest.mark.parametrize("scenario", ["announced_2021", "eu_funds_end_no_replacement", "cash_per_head"])
def test_a_name_stands_on_its_own_side_and_crosses_neither_the_line_of_england_nor_another(six, scenario):
    chart = plots.money_against_need(six, scenario=scenario)
    axes, data = chart.axes[0], chart.data.set_index("area_name")
    inside, outside = (data.loc[data["neediest_fifth"] == own, "need"] for own in (True, False))
    average = data["money_gbp_m"].sum() * 1e6 / data["population"].sum()
    edge, level = axes.transData.transform(((inside.max() + outside.min()) / 2, average))
    boxes = names_on(chart)
    assert len(boxes) >= 2
    for name, box in boxes.items():
        assert (box.x1 < edge) if data.loc[name, "neediest_fifth"] else (box.x0 > edge), name
        assert not box.y0 < level < box.y1, name
    for one, other in combinations(boxes.values(), 2):
        assert not one.overlaps(other)


def test_a_pattern_that_follows_from_a_rule_is_no_finding_and_the_title_says_so(six):
    chart = plots.regions(six, scenario="cash_per_head")
    assert ", by assumption" in title_of(chart)
    assert (
        "The pattern over places is an input, by assumption: money of ‘The announced money as cash’ went "
        "equally to every head" in said_in(chart)
    )


def test_money_that_councils_bid_for_is_not_said_to_follow_from_a_rule():
    text = fc.load_scenario("housing_quality").text
    competed = text.replace('rule = "per_head"', 'rule = "competitive"\nneed = { rule = "health_need" }')
    scenario = fc.scenario.parse_scenario(competed, name="competed")
    chart = plots.regions(fc.simulate(["baseline", scenario]))
    assert "by assumption" not in title_of(chart)
    assert "simulated bids" in said_in(chart)


@pytest.mark.thorough
def test_a_deck_has_the_unit_that_is_asked_for(six):
    for draw in (plots.regions, plots.projection, plots.inequality):
        assert "months" in set(draw(six, unit="months").data["unit"])
    assert set(plots.strategies(six, measure="total", unit="months").data["unit"]) == {"months"}
    assert set(plots.map_of(six, scenario="cash_per_head", show="difference", unit="hours").data["unit"]) == {"hours"}
    with pytest.raises(UnknownName, match="no unit of differences in years: 'per mille'"):
        plots.regions(six, unit="per mille")


def test_no_title_tells_a_gap_of_less_than_a_penny(six):
    title = title_of(plots.inequality(six, outcome="gva_per_hour"))
    assert "pence" not in title
    assert "hardly change" in title or "£" in title
