"""Maps: classes, colours, names and titles that say what can be told."""

import re
from itertools import combinations, pairwise

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.errors import BadInput
from fourcapitals.plots.maps.classes import BLUES, NONE, ORANGES, below_others, classes_of, colours_of
from fourcapitals.plots.maps.hexagons import boundaries, corners, cover_hexagons, gaps, middles
from fourcapitals.results.results import Results
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from pictures import DAYS, FOUR, assert_every_word_can_be_read, only, said_in


def test_a_hexagon_of_an_odd_row_stands_half_a_hexagon_to_the_right_and_rows_count_northward():
    place = middles(np.array([0, 0]), np.array([0, 1]))
    assert place[1] - place[0] == pytest.approx([np.sqrt(3) / 2, 1.5])
    sides = np.linalg.norm(np.diff(corners(place)[0], axis=0), axis=1)
    assert sides == pytest.approx(np.ones(5))


def test_two_neighbours_of_different_regions_share_one_side_and_have_ten_to_the_sea():
    between, coast = boundaries([0, 0], [0, 1], ["North", "South"])
    assert (len(between), len(coast)) == (1, 10)
    assert between[0].mean(axis=0) == pytest.approx([np.sqrt(3) / 4, 0.75])
    assert len(boundaries([0, 0], [0, 1], ["North", "North"])[0]) == 0


def test_every_area_has_a_hexagon_of_its_own_and_berwick_lies_north_of_penzance():
    areas = fc.load_baseline().areas
    place = middles(areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy())
    assert len(np.unique(place.round(6), axis=0)) == 307
    height = dict(zip(areas["name"], place[:, 1], strict=True))
    assert height["Northumberland"] > height["Leeds"] > height["Cornwall"]


def test_every_area_falls_into_one_class_of_about_as_many_areas(baseline):
    values = baseline.arrays.gva_per_hour
    classes = classes_of(values, unit="£, 2019 prices", diverging=False)
    counts = pd.Series(colours_of(values, classes)).value_counts()
    assert len(counts) == 5
    assert counts.sum() == 307
    assert counts.between(40, 90).all()
    assert classes[0].low == values.min()
    assert classes[-1].high == values.max()


def test_zero_divides_the_colours_where_signs_differ():
    values = np.array([-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    colours = colours_of(values, classes_of(values, unit="days", diverging=True))
    assert set(colours[:4]) <= set(ORANGES)
    assert colours[4] == NONE
    assert set(colours[5:]) <= set(BLUES)
    assert colours[0] == ORANGES[-1]
    assert colours[-1] == BLUES[-1]


def test_values_that_read_the_same_are_one_class():
    classes = classes_of(8.33 + np.linspace(0, 1e-6, 50), unit="%", diverging=True)
    assert [each.words for each in classes] == ["+8.33"]


def test_equal_values_that_differ_by_noise_are_one_class_with_their_value():
    values = np.array([45.815, 45.815 + 1e-13, 45.815 - 1e-13] * 20 + [10.0] * 20 + [90.0, 200.0] * 20)
    classes = classes_of(values, unit="£", diverging=False, apart=0.05)
    colours = colours_of(values, classes)
    assert len(set(colours[:60])) == 1
    assert "£46" in [each.words for each in classes]
    assert [each.words for each in classes_of(np.array([0.0] * 9 + [914.2] * 3), unit="£", diverging=False)] == [
        "None",
        "£914",
    ]


def test_no_class_is_finer_than_what_can_be_told_apart():
    values = np.linspace(1.0, 1.5, 300)
    classes = classes_of(values, unit="months", diverging=True, apart=0.114)
    assert len(classes) > 1
    assert all(each.high / each.low > 1.1 for each in classes)
    assert [each.words for each in classes_of(3.2 + values / 10, unit="months", diverging=True, apart=0.05)] == [
        "+3.30 to +3.35"
    ]


def test_a_legend_has_one_number_of_decimals_and_begins_at_the_least_value():
    values = np.concatenate([-np.geomspace(0.02, 0.5, 40), [0.0, 0.004, -0.009], np.geomspace(0.013, 2.4, 150)])
    words = [each.words for each in classes_of(values, unit="days", diverging=True, apart=0.05, near=0.01)]
    assert "Less than 0.01" in words
    numbers = [end for each in words if "to" in each for end in each.split(" to ")]
    assert {len(number.split(".")[1]) for number in numbers} == {2}
    assert numbers[0] == "−0.50"
    assert "+0.01" in numbers


def test_a_tiny_class_does_not_set_the_decimals_of_a_legend():
    values = np.concatenate([-np.geomspace(0.0223, 0.586, 304), [0.004, 0.0571, 0.0632]])
    words = [each.words for each in classes_of(values, unit="days", diverging=True, apart=0.05, near=0.01)]
    assert words[-2:] == ["Less than 0.01", "+0.05 to +0.07"]
    assert all(len(end.split(".")[1]) == 2 for each in words if " to " in each for end in each.split(" to "))
    wide = classes_of(np.geomspace(0.11, 123.4, 300), unit="days", diverging=True, apart=0.05)
    assert all(len(re.sub(r"\D", "", end).lstrip("0")) <= 3 for each in wide for end in each.words.split(" to "))


def test_what_is_better_is_blue_where_less_is_better():
    values = np.array([-4.0, -3.0, -2.0, -1.0, 1.0, 2.0])
    colours = colours_of(values, classes_of(values, unit="ng/m³", diverging=True, better=-1))
    assert set(colours[:4]) <= set(BLUES)
    assert set(colours[4:]) <= set(ORANGES)


def test_minus_signs_are_drawn_where_others_lie_above_alone():
    assert below_others(np.array([30.0, 70.0]), 50.0).tolist() == [True, False]
    assert not below_others(np.array([30.0, 40.0]), 50.0).any()
    assert not below_others(np.array([-0.005, 1.0]), 0.0, 0.01).any()


def test_the_blues_can_be_told_apart_in_grey():
    grey = [np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) for colour in BLUES]
    assert all(light - dark > 0.1 for light, dark in pairwise(grey))


def test_the_extreme_areas_are_named_on_the_map(baseline):
    chart = plots.map_of(baseline)
    data = chart.data.set_index("area_name")["value"].sort_values()
    words = " ".join(text.get_text().replace("\n", " ") for text in chart.findobj(Text))
    for name in (*data.index[:3], *data.index[-3:]):
        assert name in words
    assert chart.data.set_index("area_name").loc["Hartlepool", "value"] == pytest.approx(
        baseline.areas.loc["E06000001", ["hle_male_years", "hle_female_years"]].mean()
    )


def lines_of(chart):
    """Threads of a map, from name to place."""
    return [line.get_xydata() for line in chart.axes[0].lines if line.get_path_effects()]


def boxes_of(chart, *, style):
    chart.draw_without_rendering()
    axes = chart.axes[0]
    return {
        text.get_text(): text.get_window_extent(chart.canvas.get_renderer()).transformed(axes.transData.inverted())
        for text in axes.texts
        if text.get_style() == style
    }


def crosses(one, other):
    def turn(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return turn(*one, other[0]) * turn(*one, other[1]) < 0 and turn(*other, one[0]) * turn(*other, one[1]) < 0


@pytest.mark.thorough
@pytest.mark.parametrize("outcome", ["hle", "gva_per_hour", "employment", "long_term_sick", "income", "pm25"])
def test_threads_cross_neither_each_other_nor_a_region_nor_another_place(baseline, outcome):
    chart = plots.map_of(baseline, outcome=outcome)
    assert_every_word_can_be_read(chart)
    threads = lines_of(chart)
    assert len(threads) >= 5
    assert not any(crosses(one, other) for one, other in combinations(threads, 2))
    for at, (start, end) in enumerate(threads):
        along = start + np.linspace(0, 1, 400)[:, None] * (end - start)
        for other in (each[1] for place, each in enumerate(threads) if place != at):
            assert np.hypot(*(along - other).T).min() > 0.4
        for box in boxes_of(chart, style="italic").values():
            assert not any(box.contains(*point) for point in along)


def test_the_names_of_regions_stand_clear_of_the_hexagons(baseline):
    boxes = boxes_of(plots.map_of(baseline), style="italic")
    place = middles(baseline.areas["hexagon_q"].to_numpy(), baseline.areas["hexagon_r"].to_numpy())
    assert len(boxes) == 9
    for box in boxes.values():
        wide, high = box.width / 2, box.height / 2
        at = np.array([[(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]])
        assert not cover_hexagons(at, wide, high, place).any()


def test_the_gap_of_the_grid_is_said_to_be_no_area(baseline):
    areas = baseline.areas
    assert gaps(areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist()) == [(11, 2)]
    assert "No area: a gap in the grid" in said_in(plots.map_of(baseline))


def test_the_extremes_of_a_survey_are_said_to_be_partly_chance(baseline):
    assert "partly chance" in plots.map_of(baseline, outcome="employment").alt_text
    assert "partly chance" not in plots.map_of(baseline, outcome="gva_per_hour").alt_text


def with_awards(results, scenario, per_head):
    """Results in which the money of a scenario is so many £ per head of each area, with the noise of sums."""
    dataset = results.dataset.copy(deep=True)
    lines = np.flatnonzero(np.asarray(dataset["line_scenario"]) == scenario)
    dataset["award"][{"line": lines}] = 0.0
    noise = 1 + 1e-15 * np.arange(307)
    dataset["award"][{"line": int(lines[0]), "year": 2}] = per_head * noise * dataset["population"] / 1e6
    return Results(dataset)


def test_equal_money_names_no_winner(four):
    chart = plots.map_of(with_awards(four, "announced_2021", 121.81), show="money_per_head", scenario=FOUR[1])
    assert chart.alt_text.startswith(
        "‘Levelling up as announced in 2021’ gives every area the same: £122 per head (2020-35)."
    )
    assert "Classes: £122, 307 areas." in chart.alt_text
    assert "mean of the areas is lowest" not in chart.alt_text
    assert "less what it displaces" in chart.alt_text


def test_many_that_share_the_most_money_are_counted(four):
    per_head = np.where(np.arange(307) < 30, 914.0, 0.0)
    chart = plots.map_of(with_awards(four, "announced_2021", per_head), show="money_per_head", scenario=FOUR[1])
    assert "gives most per head to 30 areas: £914; 277 areas get nothing (2020-35)." in chart.alt_text
    assert "Classes: None, 277 areas; £914, 30 areas." in chart.alt_text


def with_days(results, days):
    """Results in which the first scenario changes healthy life expectancy by so many days in each area."""
    dataset = only(results, "baseline", "announced_2021").dataset.copy(deep=True)
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    moved = base + xr.DataArray(days, dims="area", coords={"area": dataset["area"]}) / DAYS
    dataset["hle"] = xr.concat([base, moved], dim="scenario").transpose(*dataset["hle"].dims)
    return Results(dataset)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (np.r_[[-0.6], [-0.1] * 160, [2.4], [0.5] * 145], "lowers healthy life expectancy in 161 areas (most in "),
        (np.r_[[-0.6], [-0.1] * 160, [2.4], [0.5] * 145], ": −0.60 days) and raises it in 146 (most in "),
        (np.r_[[0.009] * 200, [1.0] * 107], "raises healthy life expectancy in 107 of 307 areas by 2035, by up to 1.0"),
        (
            np.linspace(10.0, 10.5, 307),
            "raises healthy life expectancy by about 10 days in every area by 2035, by assumption.",
        ),
        (np.full(307, 0.002), "changes healthy life expectancy by less than "),
        (
            np.r_[[-0.2] * 4, np.linspace(0.5, 2.9, 303)],
            "raises healthy life expectancy in 303 of 307 areas by 2035, by up to 2.9 days, and lowers it in 4",
        ),
    ],
)
def test_the_title_of_a_difference_says_both_directions_and_nothing_that_cannot_be_told(four, days, said):
    assert said in plots.map_of(with_days(four, days), show="difference").alt_text


def test_an_end_that_is_next_to_nothing_is_named_as_such_and_hides_nobody(four):
    said = plots.map_of(with_days(four, np.r_[[-0.006], np.linspace(0.1, 3.0, 306)]), show="difference").alt_text
    first = fc.load_baseline().areas["name"].iloc[0]
    assert f"Lowest: {first}, less than 0.01 days." in said
    # Of several next to nothing, none is the lowest.
    assert (
        "Lowest"
        not in plots.map_of(
            with_days(four, np.r_[[-0.006, 0.004], np.linspace(0.1, 3.0, 305)]), show="difference"
        ).alt_text
    )


def test_areas_that_cannot_be_told_from_the_next_are_not_named(four):
    days = np.r_[[-3.0, -1.01, -1.0], np.linspace(-0.5, -0.2, 302), [-0.101, -0.1]]
    said = plots.map_of(with_days(four, days), show="difference").alt_text
    assert f"Lowest: {fc.load_baseline().areas['name'].iloc[0]}, −3.0 days." in said
    assert "Highest" not in said


def test_a_map_of_one_colour_says_why_and_names_nobody(four):
    chart = plots.map_of(with_days(four, np.linspace(10.0, 10.5, 307)), show="difference")
    assert "All areas are within 10% of each other and have one colour." in chart.alt_text
    assert "Lowest" not in chart.alt_text


def test_money_that_differs_little_crowns_nobody_and_rests_on_no_evidence(four):
    chart = plots.map_of(
        with_awards(four, "announced_2021", np.linspace(5023, 5776, 307)), show="money_per_head", scenario=FOUR[1]
    )
    assert "gives every area about the same: £5,023 to £5,776 per head (2020-35)." in chart.alt_text
    assert "New money follows, by assumption, from the scenario" in chart.alt_text
    assert "not a forecast" not in chart.alt_text
    assert "judgement" not in chart.alt_text


def test_figures_of_an_indicator_are_given_as_published(baseline):
    chart = plots.map_of(baseline, indicator="smoking_share")
    raw = baseline.tables["capital_indicators"].query("indicator == 'smoking_share'").set_index("code")["value"]
    assert chart.data.set_index("area")["raw_value"].to_dict() == raw.to_dict()
    assert f"worst in Dartford ({100 * raw.max():.1f}%)" in chart.alt_text
    assert "partly chance" in chart.alt_text


def test_class_ends_hold_the_values_as_they_read_elsewhere():
    values = np.r_[0.963, np.linspace(1.0, 1.49, 300)]
    words = [each.words for each in classes_of(values, unit="days", diverging=True, apart=0.114)]
    assert words[0].startswith("+0.96 to ")
    small = np.r_[0.066, np.linspace(0.2, 0.48, 300)]
    assert classes_of(small, unit="days", diverging=True, apart=0.05)[0].words.startswith("+0.06 to ")


def test_a_change_that_is_the_national_trend_is_said_to_be_so(four):
    chart = plots.map_of(four, show="change", outcome="gva_per_hour", scenario="announced_2021")
    assert "in every area, 2019 to 2035, nearly all of it the assumed national trend." in chart.alt_text
    assert "follows an assumed national trend" in chart.alt_text
    assert "How strong the evidence is" in chart.alt_text


@pytest.mark.thorough
def test_a_map_of_less_is_better_says_so_and_keeps_the_symbol_of_the_unit(four, baseline):
    chart = plots.map_of(four, show="difference", outcome="pm25", scenario="public_health_restored")
    assert "less is better" in said_in(chart)
    assert "µg/m³" in said_in(plots.map_of(baseline, outcome="pm25"))
    assert "Mg/m" not in said_in(plots.map_of(baseline, outcome="pm25"))


def test_money_per_head_is_the_awards_over_the_people(four):
    chart = plots.map_of(four, show="money_per_head", scenario="public_health_restored")
    lines = np.asarray(four.dataset["line_scenario"]) == "public_health_restored"
    by_hand = four.dataset["award"].isel(line=lines).sum(["line", "year"]) * 1e6 / four.dataset["population"]
    assert chart.data["value"].to_numpy() == pytest.approx(by_hand.to_numpy())


def test_a_map_of_a_difference_needs_its_scenario_where_several_can_be_meant(four):
    with pytest.raises(BadInput, match="name the scenario to draw; choose from announced_2021"):
        plots.map_of(four, show="difference")
    alone = plots.map_of(only(four, "baseline", "announced_2021"), show="difference")
    assert "Levelling up as announced" in alone.alt_text


def test_a_baseline_has_no_money_to_map(baseline):
    with pytest.raises(BadInput, match="a baseline has levels alone"):
        plots.map_of(baseline, show="money_per_head")


def test_an_indicator_is_mapped_from_results_and_baseline_alike(four, baseline):
    one, other = (plots.map_of(given, indicator="smoking_share") for given in (four, baseline))
    pd.testing.assert_frame_equal(one.data, other.data)
    held = baseline.tables["capital_indicators"].query("indicator == 'smoking_share'").set_index("code")["z_score"]
    assert one.data.set_index("area")["value"].to_dict() == pytest.approx(held.to_dict())
