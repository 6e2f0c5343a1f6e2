"""The other charts and maps: what is drawn, in which order and unit, and that every word can be read."""

import re
from itertools import combinations, pairwise

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.comparison import healthy_person_years, spending
from fourcapitals.faults import BadInput, UnknownName
from fourcapitals.plots.classes import BLUES, NONE, ORANGES, below_others, classes_of, colours_of
from fourcapitals.plots.hexagons import Box, boundaries, corners, gaps, middles
from fourcapitals.results import Results
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from pictures import assert_every_word_can_be_read, said_in

FOUR = ["baseline", "announced_2021", "balanced_health_need", "public_health_restored"]
LONGEST = "Bournemouth, Christchurch and Poole"
DAYS = 365.25


@pytest.fixture(scope="module")
def four():
    return fc.simulate(FOUR)


@pytest.fixture(scope="module")
def many(four):
    """Twenty-four strategies beside the baseline, with titles of every length."""
    return with_multiples(four, {f"multiple_{at}": 2.0 ** (at - 10) * (-1) ** (at == 3) for at in range(21)})


@pytest.fixture(scope="module")
def drawn(four):
    return with_draws(four, np.linspace(0, 2, 11))


def only(results, *names):
    return Results(results.dataset.sel(scenario=list(names)))


def with_multiples(results, factors):
    """Results with more scenarios, each a multiple of what restoring public health does to healthy life expectancy."""
    dataset = results.dataset
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    strong = dataset[["hle", "gva_per_hour", "running_cost"]].sel(scenario=["public_health_restored"])
    parts = [dataset[["hle", "gva_per_hour", "running_cost"]]]
    for at, (name, factor) in enumerate(factors.items()):
        title = f"Strategy {at}{', the same in another order of places and of years' * (at % 3 == 0)}"
        copy = strong.assign_coords(scenario=[name], title=("scenario", [title]))
        parts.append(copy.assign(hle=(base + factor * (copy["hle"] - base)).transpose(*dataset["hle"].dims)))
    rest = dataset.drop_dims("scenario")
    return Results(xr.concat(parts, dim="scenario").merge(rest).assign_attrs(dataset.attrs))


def with_draws(results, factors):
    """Results with several draws, in which each difference of each outcome drawn is a multiple of the first."""
    dataset = results.dataset
    draws = xr.DataArray(factors, dims="draw", coords={"draw": range(len(factors))})
    repeated = dataset.isel(draw=[0] * len(factors)).assign_coords(draw=range(len(factors)))
    changed = {}
    for name in ("hle", "gva_per_hour"):
        first = dataset[name].isel(draw=0, drop=True)
        base = first.sel(scenario="baseline", drop=True)
        changed[name] = (base + draws * (first - base)).transpose(*dataset[name].dims)
    return Results(repeated.assign(changed))


CHARTS = {
    "strategies": plots.plot_strategies,
    "strategies, £": lambda r: plots.plot_strategies(r, measure="healthy_person_years_per_gbp_m"),
    "strategies, GVA": lambda r: plots.plot_strategies(r, outcome="gva_per_hour", year=2030),
    "regions, one": lambda r: plots.plot_regions(r, scenario="announced_2021"),
    "regions, three": lambda r: plots.plot_regions(r, scenario=FOUR[1:], outcome="hle"),
    "inequality": plots.plot_inequality,
    "inequality, GVA": lambda r: plots.plot_inequality(r, outcome="gva_per_hour"),
    "map, level": plots.plot_map,
    "map, change": lambda r: plots.plot_map(r, show="change"),
    "map, money": lambda r: plots.plot_map(r, show="money_per_head", scenario="balanced_health_need"),
    "map, difference": lambda r: plots.plot_map(r, show="difference", scenario="announced_2021"),
    "map, indicator": lambda r: plots.plot_map(r, indicator="woodland_share"),
    "money, health": lambda r: plots.plot_money_against_need(r, scenario="announced_2021"),
    "money, deprivation": lambda r: plots.plot_money_against_need(r, scenario="announced_2021", need="deprivation"),
    "area, county": lambda r: plots.plot_area(r, "King's Lynn and West Norfolk"),
    "area, long name": lambda r: plots.plot_area(r, LONGEST),
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
@pytest.mark.parametrize("draws", ["one", "several"])
def test_every_chart_can_be_read_and_carries_its_data_and_words(four, drawn, draw, draws):
    chart = draw(four if draws == "one" else drawn)
    assert_every_word_can_be_read(chart)
    assert len(chart.data)
    assert len(chart.alt_text) > 100
    assert "Source: " in chart.alt_text
    assert "fourcapitals.plots.plot_" in chart.command
    assert "'CHART'" in chart.command


def test_every_chart_can_be_written(four, tmp_path):
    picture, data, text = plots.save_figure(plots.plot_regions(four, scenario="announced_2021"), tmp_path / "a.png")
    assert picture.stat().st_size > 10_000
    assert len(pd.read_csv(data)) == 10
    assert "plot_regions(results, scenario='announced_2021'" in text.read_text(encoding="utf-8")


# Strategies


def test_twenty_four_strategies_stand_by_effect_on_a_higher_page(four, many):
    chart = plots.plot_strategies(many)
    assert_every_word_can_be_read(chart)
    assert len(chart.data) == 24
    assert chart.data["median"].is_monotonic_decreasing
    assert chart.get_size_inches()[1] > 2 * plots.plot_strategies(four).get_size_inches()[1] - 6


def test_effects_that_cannot_be_seen_beside_the_largest_are_magnified(four, many):
    assert len(plots.plot_strategies(many).axes) == 2
    assert "magnified" in said_in(plots.plot_strategies(many))
    assert len(plots.plot_strategies(only(four, "baseline", "announced_2021")).axes) == 1


def test_a_strategy_shows_its_median_and_half_and_four_fifths_of_its_draws(four, drawn):
    once = plots.plot_strategies(four).data.set_index("scenario")
    row = plots.plot_strategies(drawn).data.set_index("scenario").loc["public_health_restored"]
    full = once.loc["public_health_restored", "median"]
    # Draws are 0, 0.2 ... 2 times the effect.
    shares = row[["low_80", "low_50", "median", "high_50", "high_80"]].astype(float) / full
    assert shares.to_numpy() == pytest.approx([0.2, 0.5, 1.0, 1.5, 1.8])
    assert "50% of draws" in said_in(plots.plot_strategies(drawn))


def test_the_effect_of_a_strategy_is_shown_in_days_beside_its_money(four):
    row = plots.plot_strategies(four).data.set_index("scenario").loc["announced_2021"]
    years = fc.plot_projection(four).data.query("panel == 'difference' and year == 2035")
    assert row["unit"] == "days"
    assert row["median"] == pytest.approx(years.set_index("series").loc[row["title"], "value"])
    assert row["new_money_gbp_m"] == pytest.approx(spending(four).loc["announced_2021", "new_money_gbp_m"])


def test_healthy_person_years_are_for_each_million_and_leave_out_strategies_without_money(four):
    chart = plots.plot_strategies(four, measure="healthy_person_years_per_gbp_m")
    by_hand = healthy_person_years(four, per="gbp_m").sel(scenario="announced_2021").item()
    assert chart.data.set_index("scenario").loc["announced_2021", "median"] == pytest.approx(by_hand)
    dataset = four.dataset.copy(deep=True)
    dataset["award"][np.asarray(dataset["line_scenario"]) == "announced_2021"] = 0.0
    left = plots.plot_strategies(Results(dataset), measure="healthy_person_years_per_gbp_m")
    assert "announced_2021" not in set(left.data["scenario"])
    assert "No new money: Levelling up as announced in 2021" in said_in(left)


def test_a_baseline_alone_cannot_be_compared(four):
    with pytest.raises(BadInput, match="run it with another scenario"):
        plots.plot_strategies(only(four, "baseline"))


# Regions


def test_nine_regions_and_england_stand_by_the_effect_the_largest_first(four):
    data = plots.plot_regions(four, scenario="announced_2021").data
    assert data["region_name"].tolist()[-1] == "England"
    assert len(data) == 10
    assert data["median"].iloc[:9].is_monotonic_decreasing


def test_equal_change_everywhere_is_the_same_in_every_region(four):
    dataset = four.dataset.copy(deep=True)
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    later = xr.where(dataset["year"] > 2019, 10 / DAYS, 0.0)
    dataset["hle"].loc[{"scenario": "announced_2021"}] = (base + later).transpose(*base.dims)
    data = plots.plot_regions(Results(dataset), scenario="announced_2021").data
    assert data["median"].to_numpy() == pytest.approx(np.full(10, 10.0))


def test_panels_of_far_different_effects_have_their_own_scales_and_say_so(four):
    apart = plots.plot_regions(four, scenario=["announced_2021", "public_health_restored"])
    assert "own scale" in said_in(apart)
    assert apart.axes[0].get_xlim() != apart.axes[1].get_xlim()
    same = with_multiples(four, {"double": 2.0})
    alike = plots.plot_regions(same, scenario=["public_health_restored", "double"])
    assert "All panels have one scale" in said_in(alike)
    assert alike.axes[0].get_xlim() == alike.axes[1].get_xlim()


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ([], "one to four"),
        (["announced_2021"] * 2, "twice"),
        (["baseline"], "is the reference"),
        (FOUR[1:] * 2, "one to four"),
    ],
)
def test_regions_take_one_to_four_scenarios_other_than_the_reference(four, scenario, said):
    with pytest.raises(BadInput, match=said):
        plots.plot_regions(four, scenario=scenario)


# Inequality


def test_a_tenth_of_a_year_for_the_lowest_tenth_narrows_the_gap_by_as_much(four):
    dataset = only(four, "baseline", "announced_2021").dataset.copy(deep=True)
    base = dataset["hle"].sel(scenario="baseline", drop=True).mean("sex").isel(draw=0, year=0)
    people = dataset["population"]
    by_tier = (base * people).groupby("upper_tier").sum() / people.groupby("upper_tier").sum()
    share = people.groupby("upper_tier").sum().sel(upper_tier=by_tier.sortby(by_tier)["upper_tier"]) / people.sum()
    lowest = share["upper_tier"].to_numpy()[(share.cumsum() - share < 0.1).to_numpy()]
    helped = xr.where(dataset["upper_tier"].isin(lowest), 0.1, 0.0)
    before = dataset["hle"].sel(scenario="baseline", drop=True)
    dataset["hle"].loc[{"scenario": "announced_2021"}] = (before + helped).transpose(*before.dims)
    chart = plots.plot_inequality(Results(dataset))
    ends = chart.data.query("year == 2035").set_index("panel")["value"]
    assert ends["change, same places"] == pytest.approx(-0.1 * DAYS)
    assert -0.1 * DAYS - 1e-6 <= ends["change, ranked anew"] < -0.08 * DAYS
    assert "leaves the gap in healthy life expectancy 37 days narrower than ‘Continue as now’" in chart.alt_text


def test_a_gain_for_all_leaves_the_gap_and_says_so(four):
    dataset = only(four, "baseline", "announced_2021").dataset.copy(deep=True)
    dataset["hle"].loc[{"scenario": "announced_2021"}] = dataset["hle"].sel(scenario="baseline", drop=True) + 1
    assert "does not change the gap" in plots.plot_inequality(Results(dataset)).alt_text


def test_the_gap_starts_from_the_published_figures_and_is_told_without_noise(four):
    chart = plots.plot_inequality(four)
    observed = chart.data.query("kind == 'observed' and panel == 'level, ranked anew'").set_index("period")["value"]
    projected = chart.data.query("kind == 'projection' and panel == 'level, ranked anew' and year == 2019")["value"]
    assert projected.iloc[0] == pytest.approx(observed["2017-19"], abs=0.01)
    assert "as the mission counts, the gap of 2017-19 is 10.3 years; sampling noise overstates it" in chart.alt_text
    assert "the assumed shock of COVID-19" in chart.alt_text


def test_areas_that_tie_and_swap_places_over_the_edge_do_not_move_the_gap(four):
    dataset = only(four, "baseline", "announced_2021").dataset.copy(deep=True)
    base = dataset["life_satisfaction"].sel(scenario="baseline", drop=True)
    # All areas tie with another, and a hair decides which of the two is at the end.
    tied = base.round(1)
    hair = xr.DataArray(np.tile([1e-6, -1e-6], 154)[:307], dims="area")
    dataset["life_satisfaction"].loc[{"scenario": "baseline"}] = (tied + hair).transpose(*base.dims)
    dataset["life_satisfaction"].loc[{"scenario": "announced_2021"}] = (tied - hair).transpose(*base.dims)
    changes = plots.plot_inequality(Results(dataset), outcome="life_satisfaction").data.query("panel != 'level'")
    changes = changes[changes["panel"].str.startswith("change")]
    assert changes["value"].abs().max() < 5  # millionths of a point
    assert set(changes["unit"]) == {"millionths of a point"}


def test_the_gap_is_told_against_the_reference_and_draws_the_levels_of_the_largest_changes(many):
    chart = plots.plot_inequality(many)
    assert "difference of the gap from ‘Continue as now’" in said_in(chart)
    ends = chart.data.query("panel == 'change, same places' and year == 2035").set_index("series")["value"].abs()
    drawn = set(chart.data.query("panel == 'level, same places' and kind == 'projection'")["series"])
    assert drawn == {"Continue as now", *ends.nlargest(3).index}


def test_all_panels_of_the_gap_are_of_one_width(four):
    widths = [axes.get_position().width for axes in plots.plot_inequality(four).axes]
    assert widths == pytest.approx([widths[0]] * 4)


def test_the_gap_in_output_has_its_observed_past(four):
    data = plots.plot_inequality(four, outcome="gva_per_hour").data.query("panel == 'level, same places'")
    observed = data.query("kind == 'observed'").set_index("year")["value"]
    start = data.query("kind == 'projection' and year == 2019")["value"].iloc[0]
    assert observed.index.min() == 2004
    assert observed[2019] == pytest.approx(start, rel=1e-3)


def test_at_most_four_scenarios_are_drawn_in_the_gap(many):
    chart = plots.plot_inequality(many)
    assert chart.data.query("panel == 'change, ranked anew'")["series"].nunique() == 4
    assert "four scenarios of 24" in said_in(chart)


# Maps


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
    chart = plots.plot_map(baseline)
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


@pytest.mark.parametrize("outcome", ["hle", "gva_per_hour", "employment", "long_term_sick", "income", "pm25"])
def test_threads_cross_neither_each_other_nor_a_region_nor_another_place(baseline, outcome):
    chart = plots.plot_map(baseline, outcome=outcome)
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
    boxes = boxes_of(plots.plot_map(baseline), style="italic")
    place = middles(baseline.areas["hexagon_q"].to_numpy(), baseline.areas["hexagon_r"].to_numpy())
    assert len(boxes) == 9
    for box in boxes.values():
        wide, high = box.width / 2, box.height / 2
        assert not Box((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, wide, high).covers_hexagon(place)


def test_the_gap_of_the_grid_is_said_to_be_no_area(baseline):
    areas = baseline.areas
    assert gaps(areas["hexagon_q"].tolist(), areas["hexagon_r"].tolist()) == [(11, 2)]
    assert "No area: a gap in the grid" in said_in(plots.plot_map(baseline))


def test_the_extremes_of_a_survey_are_said_to_be_partly_chance(baseline):
    assert "partly chance" in plots.plot_map(baseline, outcome="employment").alt_text
    assert "partly chance" not in plots.plot_map(baseline, outcome="gva_per_hour").alt_text


def with_awards(results, scenario, per_head):
    """Results in which the money of a scenario is so many £ per head of each area, with the noise of sums."""
    dataset = results.dataset.copy(deep=True)
    lines = np.flatnonzero(np.asarray(dataset["line_scenario"]) == scenario)
    dataset["award"][{"line": lines}] = 0.0
    noise = 1 + 1e-15 * np.arange(307)
    dataset["award"][{"line": int(lines[0]), "year": 2}] = per_head * noise * dataset["population"] / 1e6
    return Results(dataset)


def test_equal_money_names_no_winner(four):
    chart = plots.plot_map(with_awards(four, "announced_2021", 121.81), show="money_per_head", scenario=FOUR[1])
    assert chart.alt_text.startswith("‘Levelling up as announced in 2021’ gives every area the same: £122 per head.")
    assert "Classes: £122, 307 areas." in chart.alt_text
    assert "mean of the areas is lowest" not in chart.alt_text
    assert "less what it displaces" in chart.alt_text


def test_many_that_share_the_most_money_are_counted(four):
    per_head = np.where(np.arange(307) < 30, 914.0, 0.0)
    chart = plots.plot_map(with_awards(four, "announced_2021", per_head), show="money_per_head", scenario=FOUR[1])
    assert "gives most per head to 30 areas: £914; 277 areas get nothing." in chart.alt_text
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
        (np.linspace(10.0, 10.5, 307), "raises healthy life expectancy by about 10 days in every area by 2035."),
        (np.full(307, 0.002), "changes healthy life expectancy by less than "),
    ],
)
def test_the_title_of_a_difference_says_both_directions_and_nothing_that_cannot_be_told(four, days, said):
    assert said in plots.plot_map(with_days(four, days), show="difference").alt_text


def test_an_end_that_is_next_to_nothing_is_named_as_such_and_hides_nobody(four):
    said = plots.plot_map(with_days(four, np.r_[[-0.006], np.linspace(0.1, 3.0, 306)]), show="difference").alt_text
    first = fc.load_baseline().areas["name"].iloc[0]
    assert f"Lowest: {first}, less than 0.01 days." in said
    # Of several next to nothing, none is the lowest.
    assert (
        "Lowest"
        not in plots.plot_map(
            with_days(four, np.r_[[-0.006, 0.004], np.linspace(0.1, 3.0, 305)]), show="difference"
        ).alt_text
    )


def test_areas_that_cannot_be_told_from_the_next_are_not_named(four):
    days = np.r_[[-3.0, -1.01, -1.0], np.linspace(-0.5, -0.2, 302), [-0.101, -0.1]]
    said = plots.plot_map(with_days(four, days), show="difference").alt_text
    assert f"Lowest: {fc.load_baseline().areas['name'].iloc[0]}, −3.0 days." in said
    assert "Highest" not in said


def test_a_map_of_one_colour_says_why_and_names_nobody(four):
    chart = plots.plot_map(with_days(four, np.linspace(10.0, 10.5, 307)), show="difference")
    assert "All areas are within 10% of each other and have one colour." in chart.alt_text
    assert "Lowest" not in chart.alt_text


def test_money_that_differs_little_crowns_nobody_and_rests_on_no_evidence(four):
    chart = plots.plot_map(
        with_awards(four, "announced_2021", np.linspace(5023, 5776, 307)), show="money_per_head", scenario=FOUR[1]
    )
    assert "gives every area about the same: £5,023 to £5,776 per head." in chart.alt_text
    assert "New money follows from the scenario" in chart.alt_text
    assert "not a forecast" not in chart.alt_text
    assert "judgement" not in chart.alt_text


def test_figures_of_an_indicator_are_given_as_published(baseline):
    chart = plots.plot_map(baseline, indicator="smoking_share")
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
    chart = plots.plot_map(four, show="change", outcome="gva_per_hour", scenario="announced_2021")
    assert "in every area, 2019 to 2035, nearly all of it the assumed national trend." in chart.alt_text
    assert "follows an assumed national trend" in chart.alt_text
    assert "Evidence for the effect of each £" in chart.alt_text


def test_a_map_of_less_is_better_says_so_and_keeps_the_symbol_of_the_unit(four, baseline):
    chart = plots.plot_map(four, show="difference", outcome="pm25", scenario="public_health_restored")
    assert "less is better" in said_in(chart)
    assert "µg/m³" in said_in(plots.plot_map(baseline, outcome="pm25"))
    assert "Mg/m" not in said_in(plots.plot_map(baseline, outcome="pm25"))


def test_money_per_head_is_the_awards_over_the_people(four):
    chart = plots.plot_map(four, show="money_per_head", scenario="public_health_restored")
    lines = np.asarray(four.dataset["line_scenario"]) == "public_health_restored"
    by_hand = four.dataset["award"].isel(draw=0, line=lines).sum(["line", "year"]) * 1e6 / four.dataset["population"]
    assert chart.data["value"].to_numpy() == pytest.approx(by_hand.to_numpy())


def test_a_map_of_a_difference_needs_its_scenario_where_several_can_be_meant(four):
    with pytest.raises(BadInput, match="name the scenario to draw; choose from announced_2021"):
        plots.plot_map(four, show="difference")
    alone = plots.plot_map(only(four, "baseline", "announced_2021"), show="difference")
    assert "Levelling up as announced" in alone.alt_text


def test_a_baseline_has_no_money_to_map(baseline):
    with pytest.raises(BadInput, match="a baseline has levels alone"):
        plots.plot_map(baseline, show="money_per_head")


def test_an_indicator_is_mapped_from_results_and_baseline_alike(four, baseline):
    one, other = (plots.plot_map(given, indicator="smoking_share") for given in (four, baseline))
    pd.testing.assert_frame_equal(one.data, other.data)
    held = baseline.tables["capital_indicators"].query("indicator == 'smoking_share'").set_index("code")["z_score"]
    assert one.data.set_index("area")["value"].to_dict() == pytest.approx(held.to_dict())


# Money against need


def test_money_by_head_gives_the_neediest_fifth_their_share_of_the_people(four):
    dataset = four.dataset.copy(deep=True)
    dataset["award"][:] = 0.0
    first = int(np.flatnonzero(np.asarray(dataset["line_scenario"]) == "announced_2021")[0])
    dataset["award"][{"line": first, "year": 2}] = 10 * dataset["population"] / 1e6
    chart = plots.plot_money_against_need(Results(dataset), scenario="announced_2021")
    assert chart.data["gbp_per_head"].to_numpy() == pytest.approx(np.full(307, 10.0))
    fifth = chart.data[chart.data["neediest_fifth"]]
    assert len(fifth) == 61
    assert fifth["need"].max() <= chart.data.loc[~chart.data["neediest_fifth"], "need"].min()
    share = fifth["population"].sum() / chart.data["population"].sum()
    assert f"gives {100 * share:.0f}% of its money" in chart.alt_text


def test_more_deprivation_is_more_need(four):
    data = plots.plot_money_against_need(four, scenario="announced_2021", need="deprivation").data
    assert data.loc[data["neediest_fifth"], "need"].min() >= data.loc[~data["neediest_fifth"], "need"].max()


def test_a_scenario_without_money_has_none_to_draw(four):
    with pytest.raises(BadInput, match="'baseline' brings no new money"):
        plots.plot_money_against_need(four, scenario="baseline")


# One area


def test_the_page_of_an_area_holds_its_projections_and_all_its_indicators(four):
    data = plots.plot_area(four, "Hartlepool").data
    assert set(data["outcome"]) == {"hle", "gva_per_hour", "profile", "key figures", "money"}
    profile = data.query("outcome == 'profile'")
    assert len(profile) == 24
    assert set(profile["panel"]) == {"physical", "human", "social", "natural"}
    start = data.query("outcome == 'hle' and kind == 'projection' and panel == 'level' and year == 2019")["value"]
    assert start.iloc[0] == pytest.approx((57.03 + 59.09) / 2, abs=1.5)


def test_one_look_stands_for_one_scenario_on_the_page_of_an_area(many):
    chart = plots.plot_area(many, "Hartlepool")
    series = {
        outcome: table.drop_duplicates("series")["series"].tolist()
        for outcome, table in chart.data.query("panel == 'difference'").groupby("outcome")
    }
    assert series["hle"] == series["gva_per_hour"]
    assert all(name in said_in(chart).split("New money per head")[1] for name in series["hle"])


def test_figures_of_the_page_of_an_area_have_units_and_its_notes_explain_what_is_seen(four):
    said = said_in(plots.plot_area(four, "Hartlepool"))
    for words in ("12.9 min", "59 per 100,000", "7.17 µg/m³", "residence-based", "An arrow points to", "excluded"):
        assert words in said
    assert "* imputed" not in said
    assert "assumed national trend of productivity" in said
    assert "Hackney includes the City of London" in said_in(plots.plot_area(four, "City of London"))


def test_the_page_of_an_area_names_its_awards_and_what_is_imputed(four):
    said = said_in(plots.plot_area(four, "Cornwall"))
    assert "Town Deal: Penzance" in said
    assert "£21.5m" in said
    assert "None in the Levelling Up Fund" in said_in(plots.plot_area(four, "Wokingham"))


@pytest.mark.parametrize("area", ["Hartlepool", "E07000026", "Cornwall"])
def test_the_page_of_an_area_can_be_read_with_one_scenario_and_with_many(four, many, area):
    assert_every_word_can_be_read(plots.plot_area(only(four, "baseline"), area))
    assert_every_word_can_be_read(plots.plot_area(many, area))


# Names


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda r: plots.plot_strategies(r, outcome="hel"), "no outcome 'hel'; did you mean 'hle'?"),
        (lambda r: plots.plot_strategies(r, measure="diference"), "no measure 'diference'; did you mean 'difference'?"),
        (lambda r: plots.plot_strategies(r, year=2050), "no year 2050 in these results; choose from 2019 to 2035"),
        (
            lambda r: plots.plot_regions(r, scenario="announced_2022"),
            "no scenario in these results: 'announced_2022'; did you mean 'announced_2021'?",
        ),
        (lambda r: plots.plot_inequality(r, reference="base"), "no scenario in these results: 'base'"),
        (lambda r: plots.plot_map(r, show="diference"), "no kind of map: 'diference'; did you mean 'difference'?"),
        (
            lambda r: plots.plot_map(r, indicator="smoking"),
            "no indicator 'smoking'; did you mean 'smoking_share'?",
        ),
        (
            lambda r: plots.plot_money_against_need(r, scenario="announced_2021", need="deprived"),
            "no need 'deprived'; did you mean 'deprivation'?",
        ),
        (lambda r: plots.plot_area(r, "Hartlepol"), "no area 'Hartlepol'; did you mean 'Hartlepool'?"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(four, asked, said):
    with pytest.raises(UnknownName) as caught:
        asked(four)
    assert str(caught.value).startswith(said)
