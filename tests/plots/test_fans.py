"""Fans of an ensemble: the level in quantiles of its draws, and paired differences at scales of their own."""

import numpy as np
import pytest
from fourcapitals import plots
from fourcapitals.errors import UnknownName
from fourcapitals.results.comparison import paired
from pictures import DAYS, assert_every_word_can_be_read, said_in


def test_the_fan_of_the_level_holds_half_four_fifths_and_95_of_100_draws(eight):
    end = plots.projection(eight).data.query("panel == 'level' and kind == 'projection' and year == 2035").iloc[0]
    draws = eight.levels("hle").sel(scenario="baseline", year=2035).isel(group=0).to_numpy()
    asked = ["low_95", "low", "low_50", "value", "high_50", "high", "high_95"]
    by_hand = np.quantile(draws, [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
    assert end[asked].to_numpy(float) == pytest.approx(by_hand)


def test_levels_and_differences_have_panels_of_their_own(eight):
    data = plots.projection(eight).data
    assert set(data.query("panel == 'level'")["series"]) == {"Observed", "Continue as now"}
    assert data.query("panel != 'level'")["panel"].nunique() == 4
    assert "Continue as now" not in set(data.query("panel != 'level'")["series"])


def test_a_difference_fan_holds_the_paired_differences(one):
    chart = plots.projection(one)
    end = chart.data.query("panel == 'difference, announced_2021' and year == 2035").iloc[0]
    by_hand = paired(one, "hle").iloc[0]
    assert end["unit"] == "days"
    assert end[["low", "value", "high"]].to_numpy(float) / DAYS == pytest.approx(
        by_hand[["low_80", "difference", "high_80"]].to_numpy(float)
    )


def test_effects_that_differ_much_have_their_own_scales_and_say_so(eight):
    assert "own scale" in said_in(plots.projection(eight))
    assert "their own scales" in plots.projection(eight).alt_text


def test_the_words_of_a_fan_say_covid_and_what_is_not_drawn(eight):
    said = said_in(plots.projection(eight))
    assert "assumed shock of COVID-19" in said
    assert "differences are free of it" in said
    assert "four largest differences of eight" in said
    assert "How strong the evidence is" in said


def test_a_level_that_is_the_same_in_every_draw_says_that_no_uncertainty_of_it_is_modelled(eight):
    chart = plots.projection(eight, outcome="employment")
    assert "held at its value of 2019 in every draw: no uncertainty of it is modelled" in chart.alt_text
    assert "76.0% in every draw" in said_in(chart)
    assert "76.0% to 76.0%" not in chart.alt_text
    assert "Bands of the level" not in chart.alt_text


def test_all_differences_of_a_fan_have_one_unit_and_its_title_speaks_of_medians(eight):
    chart = plots.projection(eight, outcome="employment")
    assert set(chart.data.query("panel != 'level'")["unit"]) == {"people in 100,000"}
    assert "by a median of" in chart.alt_text.split(". ")[0]
    assert "people in 100,000, 80% of draws" in chart.alt_text


def test_a_scenario_without_any_effect_has_no_invented_axis(one):
    chart = plots.projection(one, outcome="pm25")
    assert "No difference in any draw" in said_in(chart)
    assert [tick.get_text() for tick in chart.axes[1].get_yticklabels()] == ["0"]


def test_few_draws_are_told(one):
    assert "64 draws: the ends of the 95% band are not resolved" in said_in(plots.projection(one))


def test_a_scenario_that_does_nothing_in_some_draws_says_in_how_many(eight):
    share = paired(eight, "hle").set_index("scenario").loc["housing_quality", "share_zero"]
    assert f"zero in {100 * share:.0f}%" in said_in(plots.projection(eight))


def test_the_reference_alone_is_a_fan_of_levels(alone):
    chart = plots.projection(alone)
    assert set(chart.data["panel"]) == {"level"}
    assert "80% of draws" in chart.alt_text
    assert_every_word_can_be_read(chart)


def test_an_area_is_not_held_draw_by_draw(eight):
    with pytest.raises(UnknownName, match=r"areas the quantiles of hle, .* --keep areas"):
        plots.projection(eight, area="Hartlepool")
    with pytest.raises(UnknownName, match="no area 'Hartlepol'"):
        plots.projection(eight, area="Hartlepol")
