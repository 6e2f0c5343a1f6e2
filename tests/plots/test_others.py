"""The other charts: what is drawn, in which order and unit; of these and of maps, that every word can be read."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.money import spending
from fourcapitals.results.person_years import healthy_person_years
from fourcapitals.results.results import Results
from pictures import DAYS, FOUR, assert_every_word_can_be_read, only, said_in, with_draws, with_multiples

LONGEST = "Bournemouth, Christchurch and Poole"


@pytest.fixture(scope="module")
def many(four):
    """Twenty-four strategies beside the baseline, with titles of every length."""
    return with_multiples(four, {f"multiple_{at}": 2.0 ** (at - 10) * (-1) ** (at == 3) for at in range(21)})


@pytest.fixture(scope="module")
def drawn(four):
    return with_draws(four, np.linspace(0, 2, 11))


CHARTS = {
    "strategies": plots.strategies,
    "strategies, £": lambda r: plots.strategies(r, measure="per_million"),
    "strategies, GVA": lambda r: plots.strategies(r, outcome="gva_per_hour", year=2030, measure="total"),
    "regions, one": lambda r: plots.regions(r, scenario="announced_2021"),
    "regions, three": lambda r: plots.regions(r, scenario=FOUR[1:], outcome="hle"),
    "inequality": plots.inequality,
    "inequality, GVA": lambda r: plots.inequality(r, outcome="gva_per_hour"),
    "map, level": plots.map_of,
    "map, change": lambda r: plots.map_of(r, show="change"),
    "map, money": lambda r: plots.map_of(r, show="money_per_head", scenario="balanced_health_need"),
    "map, difference": lambda r: plots.map_of(r, show="difference", scenario="announced_2021"),
    "map, indicator": lambda r: plots.map_of(r, indicator="woodland_share"),
    "money, health": lambda r: plots.money_against_need(r, scenario="announced_2021"),
    "money, deprivation": lambda r: plots.money_against_need(r, scenario="announced_2021", need="deprivation"),
    "area, county": lambda r: plots.area(r, "King's Lynn and West Norfolk"),
    "area, long name": lambda r: plots.area(r, LONGEST),
}


@pytest.mark.thorough
@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
@pytest.mark.parametrize("draws", ["one", "several"])
def test_every_chart_can_be_read_and_carries_its_data_and_words(four, drawn, draw, draws):
    chart = draw(four if draws == "one" else drawn)
    assert_every_word_can_be_read(chart)
    assert len(chart.data)
    assert len(chart.alt_text) > 100
    assert "Source: " in chart.alt_text
    assert "fourcapitals.plots." in chart.command
    assert "'CHART'" in chart.command


def test_every_chart_can_be_written(four, tmp_path):
    picture, data, text = plots.save(plots.regions(four, scenario="announced_2021"), tmp_path / "a.png")
    assert picture.stat().st_size > 10_000
    assert len(pd.read_csv(data)) == 10
    assert "plots.regions(results, scenario='announced_2021'" in text.read_text(encoding="utf-8")


# Strategies


@pytest.mark.thorough
def test_twenty_four_strategies_stand_by_effect_on_a_higher_page(four, many):
    chart = plots.strategies(many, measure="total")
    assert_every_word_can_be_read(chart)
    assert len(chart.data) == 24
    assert chart.data["median"].is_monotonic_decreasing
    assert chart.get_size_inches()[1] > 2 * plots.strategies(four, measure="total").get_size_inches()[1] - 6


def test_effects_that_cannot_be_seen_beside_the_largest_are_magnified(four, many):
    assert len(plots.strategies(many, measure="total").axes) == 2
    assert "magnified" in said_in(plots.strategies(many, measure="total"))
    assert len(plots.strategies(only(four, "baseline", "announced_2021"), measure="total").axes) == 1


def test_a_strategy_shows_its_median_and_half_and_four_fifths_of_its_draws(four, drawn):
    once = plots.strategies(four, measure="total").data.set_index("scenario")
    row = plots.strategies(drawn, measure="total").data.set_index("scenario").loc["public_health_restored"]
    full = once.loc["public_health_restored", "median"]
    # Draws are 0, 0.2 ... 2 times the effect.
    shares = row[["low_80", "low_50", "median", "high_50", "high_80"]].astype(float) / full
    assert shares.to_numpy() == pytest.approx([0.2, 0.5, 1.0, 1.5, 1.8])
    assert "50% of draws" in said_in(plots.strategies(drawn, measure="total"))


def test_the_effect_of_a_strategy_is_shown_in_days_beside_its_money(four):
    row = plots.strategies(four, measure="total").data.set_index("scenario").loc["announced_2021"]
    years = plots.projection(four).data.query("panel == 'difference' and year == 2035")
    assert row["unit"] == "days"
    assert row["median"] == pytest.approx(years.set_index("series").loc[row["title"], "value"])
    assert row["new_money_gbp_m"] == pytest.approx(spending(four).loc["announced_2021", "new_money_gbp_m"])


def test_healthy_person_years_are_for_each_million_and_leave_out_strategies_without_money(four):
    chart = plots.strategies(four, measure="per_million")
    by_hand = healthy_person_years(four, per="gbp_m").sel(scenario="announced_2021").item()
    assert chart.data.set_index("scenario").loc["announced_2021", "median"] == pytest.approx(by_hand)
    dataset = four.dataset.copy(deep=True)
    dataset["award"][np.asarray(dataset["line_scenario"]) == "announced_2021"] = 0.0
    left = plots.strategies(Results(dataset), measure="per_million")
    assert "announced_2021" not in set(left.data["scenario"])
    assert "No new money: Levelling up as announced in 2021" in said_in(left)


def test_a_baseline_alone_cannot_be_compared(four):
    with pytest.raises(BadInput, match="run it with another scenario"):
        plots.strategies(only(four, "baseline"), measure="total")


# Regions


def test_nine_regions_and_england_stand_by_the_effect_the_largest_first(four):
    data = plots.regions(four, scenario="announced_2021").data
    assert data["region_name"].tolist()[-1] == "England"
    assert len(data) == 10
    assert data["median"].iloc[:9].is_monotonic_decreasing


def test_equal_change_everywhere_is_the_same_in_every_region(four):
    dataset = four.dataset.copy(deep=True)
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    later = xr.where(dataset["year"] > 2019, 10 / DAYS, 0.0)
    dataset["hle"].loc[{"scenario": "announced_2021"}] = (base + later).transpose(*base.dims)
    data = plots.regions(Results(dataset), scenario="announced_2021").data
    assert data["median"].to_numpy() == pytest.approx(np.full(10, 10.0))


def test_panels_of_far_different_effects_have_their_own_scales_and_say_so(four):
    apart = plots.regions(four, scenario=["announced_2021", "public_health_restored"])
    assert "own scale" in said_in(apart)
    assert apart.axes[0].get_xlim() != apart.axes[1].get_xlim()
    same = with_multiples(four, {"double": 2.0})
    alike = plots.regions(same, scenario=["public_health_restored", "double"])
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
        plots.regions(four, scenario=scenario)


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
    chart = plots.inequality(Results(dataset))
    ends = chart.data.query("year == 2035").set_index("panel")["value"]
    assert ends["change, same places"] == pytest.approx(-0.1 * DAYS)
    assert -0.1 * DAYS - 1e-6 <= ends["change, ranked anew"] < -0.08 * DAYS
    said = "leaves the gap in healthy life expectancy between England's highest and lowest tenth 37 days narrower than "
    assert said in chart.alt_text.replace("’", "'")


def test_a_gain_for_all_leaves_the_gap_and_says_so(four):
    dataset = only(four, "baseline", "announced_2021").dataset.copy(deep=True)
    dataset["hle"].loc[{"scenario": "announced_2021"}] = dataset["hle"].sel(scenario="baseline", drop=True) + 1
    assert "does not change the gap" in plots.inequality(Results(dataset)).alt_text


def test_the_gap_starts_from_the_published_figures_and_is_told_without_noise(four):
    chart = plots.inequality(four)
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
    changes = plots.inequality(Results(dataset), outcome="life_satisfaction").data.query("panel != 'level'")
    changes = changes[changes["panel"].str.startswith("change")]
    assert changes["value"].abs().max() < 5  # millionths of a point
    assert set(changes["unit"]) == {"millionths of a point"}


def test_the_gap_is_told_against_the_reference_and_draws_the_levels_of_the_largest_changes(many):
    chart = plots.inequality(many)
    assert "difference of the gap from ‘Continue as now’" in said_in(chart)
    ends = chart.data.query("panel == 'change, same places' and year == 2035").set_index("series")["value"].abs()
    drawn = set(chart.data.query("panel == 'level, same places' and kind == 'projection'")["series"])
    assert drawn == {"Continue as now", *ends.nlargest(3).index}


def test_all_panels_of_the_gap_are_of_one_width(four):
    widths = [axes.get_position().width for axes in plots.inequality(four).axes]
    assert widths == pytest.approx([widths[0]] * 4)


def test_the_gap_in_output_has_its_observed_past(four):
    data = plots.inequality(four, outcome="gva_per_hour").data.query("panel == 'level, same places'")
    observed = data.query("kind == 'observed'").set_index("year")["value"]
    start = data.query("kind == 'projection' and year == 2019")["value"].iloc[0]
    assert observed.index.min() == 2004
    assert observed[2019] == pytest.approx(start, rel=1e-3)


def test_at_most_four_scenarios_are_drawn_in_the_gap(many):
    chart = plots.inequality(many)
    assert chart.data.query("panel == 'change, ranked anew'")["series"].nunique() == 4
    assert "four scenarios of 24" in said_in(chart)


# Money against need


def test_money_by_head_gives_the_neediest_fifth_their_share_of_the_people(four):
    dataset = four.dataset.copy(deep=True)
    dataset["award"][:] = 0.0
    first = int(np.flatnonzero(np.asarray(dataset["line_scenario"]) == "announced_2021")[0])
    dataset["award"][{"line": first, "year": 2}] = 10 * dataset["population"] / 1e6
    chart = plots.money_against_need(Results(dataset), scenario="announced_2021")
    assert chart.data["gbp_per_head"].to_numpy() == pytest.approx(np.full(307, 10.0))
    fifth = chart.data[chart.data["neediest_fifth"]]
    assert len(fifth) == 61
    assert fifth["need"].max() <= chart.data.loc[~chart.data["neediest_fifth"], "need"].min()
    share = fifth["population"].sum() / chart.data["population"].sum()
    assert f"gives {100 * share:.0f}% of its £563m of new money 2020-35 to the fifth" in chart.alt_text
    assert "with the poorest health, their share of people. " in chart.alt_text


def test_more_deprivation_is_more_need(four):
    data = plots.money_against_need(four, scenario="announced_2021", need="deprivation").data
    assert data.loc[data["neediest_fifth"], "need"].min() >= data.loc[~data["neediest_fifth"], "need"].max()


def test_a_scenario_without_money_has_none_to_draw(four):
    with pytest.raises(BadInput, match="'baseline' brings no new money"):
        plots.money_against_need(four, scenario="baseline")


# One area


def test_the_page_of_an_area_holds_its_projections_and_all_its_indicators(four):
    data = plots.area(four, "Hartlepool").data
    assert set(data["outcome"]) == {"hle", "gva_per_hour", "profile", "key figures", "money"}
    profile = data.query("outcome == 'profile'")
    assert len(profile) == 24
    assert set(profile["panel"]) == {"physical", "human", "social", "natural"}
    start = data.query("outcome == 'hle' and kind == 'projection' and panel == 'level' and year == 2019")["value"]
    assert start.iloc[0] == pytest.approx((57.03 + 59.09) / 2, abs=1.5)


def test_one_look_stands_for_one_scenario_on_the_page_of_an_area(many):
    chart = plots.area(many, "Hartlepool")
    series = {
        outcome: table.drop_duplicates("series")["series"].tolist()
        for outcome, table in chart.data.query("panel == 'difference'").groupby("outcome")
    }
    assert series["hle"] == series["gva_per_hour"]
    assert all(name in said_in(chart).split("New money per head")[1] for name in series["hle"])


def test_figures_of_the_page_of_an_area_have_units_and_its_notes_explain_what_is_seen(four):
    said = said_in(plots.area(four, "Hartlepool"))
    for words in ("12.9 min", "59 per 100,000", "7.17 µg/m³", "residence-based", "An arrow points to", "excluded"):
        assert words in said
    assert "* imputed" not in said
    assert "assumed national trend of productivity" in said
    assert "Hackney includes the City of London" in said_in(plots.area(four, "City of London"))


def test_the_page_of_an_area_names_its_awards_and_what_is_imputed(four):
    said = said_in(plots.area(four, "Cornwall"))
    assert "Town Deal: Penzance" in said
    assert "£21.5m" in said
    assert "None in the Levelling Up Fund" in said_in(plots.area(four, "Wokingham"))


@pytest.mark.thorough
@pytest.mark.parametrize("area", ["Hartlepool", "E07000026", "Cornwall"])
def test_the_page_of_an_area_can_be_read_with_one_scenario_and_with_many(four, many, area):
    assert_every_word_can_be_read(plots.area(only(four, "baseline"), area))
    assert_every_word_can_be_read(plots.area(many, area))


# Names


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda r: plots.strategies(r, outcome="hel", measure="total"), "no outcome 'hel'; did you mean 'hle'?"),
        (lambda r: plots.strategies(r, measure="totl"), "no measure 'totl'; did you mean 'total'?"),
        (
            lambda r: plots.strategies(r, year=2050, measure="total"),
            "no year 2050 in these results; choose from 2019 to 2035",
        ),
        (
            lambda r: plots.regions(r, scenario="announced_2022"),
            "no scenario in these results: 'announced_2022'; did you mean 'announced_2021'?",
        ),
        (lambda r: plots.inequality(r, reference="base"), "no scenario in these results: 'base'"),
        (lambda r: plots.map_of(r, show="diference"), "no kind of map: 'diference'; did you mean 'difference'?"),
        (
            lambda r: plots.map_of(r, indicator="smoking"),
            "no indicator 'smoking'; did you mean 'smoking_share'?",
        ),
        (
            lambda r: plots.money_against_need(r, scenario="announced_2021", need="deprived"),
            "no need 'deprived'; did you mean 'deprivation'?",
        ),
        (lambda r: plots.area(r, "Hartlepol"), "no area 'Hartlepol'; did you mean 'Hartlepool'?"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(four, asked, said):
    with pytest.raises(UnknownName) as caught:
        asked(four)
    assert str(caught.value).startswith(said)
