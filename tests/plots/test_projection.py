"""The chart of projections: what is drawn and what is said."""

import json
import logging
import re
import shlex
import subprocess
import sys
from itertools import pairwise

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from attacks import rarely
from fourcapitals import plots
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.plots.parts.end_labels import labels_of
from fourcapitals.plots.parts.labels import apart
from fourcapitals.plots.parts.lines import Line, Panel, looks_of
from fourcapitals.plots.parts.wording import LEVELS
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOME_NAMES
from matplotlib.figure import Figure
from matplotlib.text import Text
from pictures import only


def with_copies(results, factors):
    """Results with more scenarios: multiples of what restoring public health does to healthy life expectancy."""
    kept = results.dataset[["hle", "running_cost"]]
    base, strong = kept["hle"].sel(scenario="baseline", drop=True), kept.sel(scenario=["public_health_restored"])
    parts = [kept]
    for name, factor in factors.items():
        copy = strong.assign_coords(scenario=[name], title=("scenario", [f"Scenario {name}"]))
        parts.append(copy.assign(hle=(base + factor * (copy["hle"] - base)).transpose(*kept["hle"].dims)))
    rest = results.dataset.drop_dims("scenario")
    return Results(xr.concat(parts, dim="scenario").merge(rest).assign_attrs(results.dataset.attrs))


def with_draws(results, factors):
    """Results with several draws, in which each difference in healthy life expectancy is a multiple of the first."""
    dataset = results.dataset
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    draws = xr.DataArray(factors, dims="draw", coords={"draw": range(len(factors))})
    many = dataset.isel(draw=[0] * len(factors)).assign_coords(draw=range(len(factors)))
    changed = base.isel(draw=0, drop=True) + draws * (dataset["hle"] - base).isel(draw=0, drop=True)
    return Results(many.assign(hle=changed.transpose(*dataset["hle"].dims)))


def assert_apart_and_within_the_page(figure):
    renderer = figure.canvas.get_renderer()
    wide, high = figure.get_size_inches() * figure.dpi
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0, text.get_text()
            assert box.y0 >= 0, text.get_text()
            assert box.x1 <= wide, text.get_text()
            assert box.y1 <= high, text.get_text()
    for axes in figure.axes:
        labels = [child for child in axes.get_children() if isinstance(child, Text) and beside(child)]
        boxes = sorted((Text.get_window_extent(label, renderer) for label in labels), key=lambda box: box.y0)
        assert all(below.y1 <= above.y0 + 1 for below, above in pairwise(boxes))


def beside(text):
    """Whether a text stands to the right of its axes, as the labels of ends do."""
    return bool(text.get_text()) and text.get_transform() == text.axes.transAxes and text.get_position()[0] > 1


def words_of(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def series(figure, panel):
    return figure.data[figure.data["panel"] == panel].drop_duplicates("series")["series"].tolist()


def test_levels_stand_beside_differences_and_never_in_one_panel(four):
    figure = plots.projection(four)
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 2
    ends = figure.data.query("year == 2035").set_index(["panel", "series"])["value"]
    assert ends["level", "Continue as now"] == pytest.approx(62.4, abs=0.5)
    assert ("difference", "Continue as now") not in ends.index


def test_the_observed_past_is_drawn_at_the_middle_year_of_its_period(four):
    observed = plots.projection(four).data.query("kind == 'observed'").set_index("year")
    assert observed.index.tolist() == list(range(2012, 2020))
    assert observed.loc[2018, "period"] == "2017-19"
    assert observed.loc[2018, "value"] == pytest.approx((63.18 + 63.52) / 2)


def test_output_of_the_past_is_in_the_prices_of_the_projection(four):
    observed = plots.projection(four, outcome="gva_per_hour").data.query("kind == 'observed'").set_index("year")
    assert observed.loc[2004, "value"] == pytest.approx(26.09 * 100 / 74.97)
    assert observed.loc[2019, "value"] == pytest.approx(37.25)


def test_observed_and_projected_lines_look_different(four):
    levels = plots.projection(four).axes[0].get_lines()
    assert {line.get_linestyle() for line in levels if len(line.get_xdata()) in (8, 17)} == {"-", "--"}


def test_each_difference_has_its_own_dashes_and_marker_beside_its_colour(four):
    lines = [line for line in plots.projection(four).axes[1].get_lines() if len(line.get_xdata()) == 17]
    assert len(lines) == 3
    assert len({line.get_marker() for line in lines}) == 3
    assert len({line.get_color() for line in lines}) == 3
    assert len({str(dashes) for _, dashes, _ in looks_of(["a", "b", "c"]).values()}) == 3


def test_the_words_say_that_covid_moves_levels_and_not_differences(four):
    said = " ".join(" ".join(words_of(plots.projection(four))).split())
    assert "assumed shock of COVID-19" in said
    assert "differences are free of it" in said
    assert "COVID" not in " ".join(words_of(plots.projection(four, outcome="employment")))


def test_the_words_say_where_the_strength_of_the_evidence_is_told(four):
    rests = "How strong the evidence is"
    assert any(text.startswith(rests) for text in words_of(plots.projection(four)))


def test_a_single_run_says_that_medians_can_differ_either_way(four):
    assert "the median of draws can differ much, either way" in plots.projection(four).alt_text


def test_two_scenarios_that_run_together_are_both_named(four):
    chart = plots.projection(only(four, "baseline", "announced_2021"))
    words = words_of(chart.axes[0])
    ends = chart.data.query("panel == 'level' and year == 2035")["value"]
    both = {f"Both {end:.1f} years:" for end in ends}
    assert len(ends) == 2
    assert len(both) == 1
    assert [text for text in words if text in {*both, "Continue as now;"}] == [*both, "Continue as now;"]
    assert "announced in 2021" in words


def test_levels_that_run_together_name_the_reference_and_count_the_others(four):
    words = " ".join(words_of(plots.projection(four, outcome="life_satisfaction").axes[0]))
    assert "Continue as now and three others 7.65 points" in words
    markers = [line.get_marker() for line in plots.projection(four, outcome="life_satisfaction").axes[0].get_lines()]
    assert markers.count("v") == 1
    assert not {"s", "^"} & set(markers)


def test_a_peak_from_which_little_is_left_is_told_in_the_title():
    chart = plots.projection(fc.simulate(["baseline", "burst_3_years"]))
    peak = chart.data.query("panel == 'difference'").set_index("year")["value"]
    assert peak[2024] > 1.5 * peak[2035]
    assert f"after a peak of +{peak[2024]:.1f} days in 2024" in chart.alt_text.split(". ")[0]


def test_an_effect_next_to_nothing_hardly_changes_the_outcome(four):
    chart = plots.projection(with_draws(only(four, "baseline", "announced_2021"), np.full(3, 0.1)))
    assert (
        "hardly changes healthy life expectancy in England (less than 144 minutes in the median draw)" in chart.alt_text
    )
    assert set(chart.data.query("panel == 'difference'")["unit"]) == {"minutes"}


def test_the_same_unit_serves_all_differences_and_stands_in_the_alt_text(four):
    chart = plots.projection(four, outcome="employment")
    assert set(chart.data.query("panel == 'difference'")["unit"]) == {"people in 100,000"}
    assert chart.alt_text.count("people in 100,000") >= 4


def test_the_unit_suits_the_effects_and_not_their_bands(four):
    wide = with_draws(only(four, "baseline", "public_health_restored"), [1.0, 1.0, 1.0, 90.0])
    assert set(plots.projection(wide).data.query("panel == 'difference'")["unit"]) == {"days"}


def test_an_area_says_which_smaller_one_it_holds(four):
    assert "Hackney includes the City of London" in plots.projection(four, area="City of London").alt_text
    assert "includes" not in plots.projection(four, area="Hartlepool").alt_text


@pytest.mark.thorough
@pytest.mark.parametrize("asked", [{"sex": "female"}, {"region": "London", "outcome": "gva_per_hour"}])
def test_the_command_makes_the_same_chart_again_when_it_is_pasted(four, tmp_path, asked):
    figure = plots.projection(four, **asked)
    plots.save(figure, tmp_path / "first.png")
    # In a Python of its own, where nothing is imported yet.
    command = [sys.executable, "-c", figure.command.replace("CHART", "again.png")]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "first.csv").read_bytes()


def test_two_levels_that_run_together_are_told_apart_only_by_a_real_step():
    def worded(*ends):
        lines = tuple(
            Line(name, "projection", np.array([2019.0, 2035.0]), np.array([50.0, end]), "k", "-", "o")
            for name, end in zip(("Plan", "Now"), ends, strict=True)
        )
        [(_, text, _)] = labels_of(Panel("level", "Level", "years", lines, LEVELS["years"][2], 0.1), 9.0)
        return text

    assert worded(64.86, 64.849).startswith("Both 64.8 years:")
    assert worded(64.80, 64.90) == "Now\n64.9 years\nPlan\n64.8 years"  # the higher stands on top


def test_labels_of_levels_are_as_fine_as_makes_their_steps_true(four):
    said = "\n".join(words_of(plots.projection(four, outcome="long_term_sick").axes[0]))
    assert "4.76%" in said
    assert "4.8%" not in said


def test_a_file_of_any_name_is_written_so_that_its_command_can_be_pasted(four, tmp_path):
    name = "King's Lynn and all.png"
    figure = plots.projection(four, sex="female")
    plots.save(figure, tmp_path / name)
    command = (tmp_path / name).with_suffix(".txt").read_text(encoding="utf-8").split("To make it again:\n")[1]
    compile(command, "pasted", "exec")
    assert repr(name) in command
    figure = plots.projection(four)
    plots.save(figure, tmp_path / name, overwrite=True)
    command = (tmp_path / name).with_suffix(".txt").read_text(encoding="utf-8").split("To make it again:\n")[1]
    assert shlex.split(command.splitlines()[1])[-1] == name


def test_a_scenario_from_a_file_is_opened_from_a_file_in_the_command(four):
    held = only(four, "baseline", "announced_2021")
    assert "simulate(['baseline', 'announced_2021'])" in plots.projection(held, sex="male").command
    own = held.dataset.copy()
    texts = dict(held.scenario_files)
    texts["announced_2021"] += "\n# mine\n"
    own.attrs["scenario_files"] = json.dumps(texts)
    assert "simulate(['baseline', 'announced_2021.toml'])" in plots.projection(Results(own), sex="male").command


def test_a_scenario_keeps_its_colour_whatever_its_rank(four):
    def colours(outcome):
        return {line.get_color() for line in plots.projection(four, outcome=outcome).axes[1].lines}

    assert looks_of(["b"], ["a", "b", "c"])["b"] == looks_of(["a", "b", "c"], ["a", "b", "c"])["b"]
    assert colours("hle") == colours("employment")


def test_one_scenario_has_levels_only(four):
    figure = plots.projection(only(four, "announced_2021"))
    assert len(figure.axes) == 1
    assert set(figure.data["panel"]) == {"level"}


def test_at_most_four_scenarios_are_drawn_and_the_words_name_the_rest(four):
    figure = plots.projection(with_copies(four, {"alpha": 3, "beta": -9, "gamma": 0.5}))
    assert series(figure, "difference") == [
        "Public health grant restored",
        "Scenario alpha",
        "Scenario beta",
        "Scenario gamma",
    ]
    assert len(series(figure, "level")) == 5  # the past, the reference and three others
    said = " ".join(" ".join(words_of(figure)).split())
    assert "four largest differences of six" in said
    assert "not drawn: Levelling up as announced in 2021;" in said
    assert re.search(r"−3\d\d to \+1\d\d days", said)


def test_several_draws_are_a_median_and_a_band_named_for_what_it_holds(four):
    once = plots.projection(four).data.query("panel == 'difference' and year == 2035").set_index("series")["value"]
    figure = plots.projection(with_draws(four, np.linspace(0, 2, 11)))
    ends = figure.data.query("panel == 'difference' and year == 2035").set_index("series")
    name = "Public health grant restored"
    assert ends.loc[name, "value"] == pytest.approx(once[name])
    assert ends.loc[name, "low"] == pytest.approx(0.2 * once[name])
    assert ends.loc[name, "high"] == pytest.approx(1.8 * once[name])
    assert any("80% of draws" in text.replace("\n", " ") for text in words_of(figure))


def test_equal_scenarios_are_said_to_be_equal(four):
    same = only(four, "baseline", "announced_2021").dataset.copy(deep=True)
    same["hle"][1] = same["hle"][0]
    assert "does not change healthy life expectancy" in plots.projection(Results(same)).alt_text


def test_a_scenario_that_moves_nothing_is_not_counted_among_those_that_do(four):
    said = plots.projection(four, outcome="pm25").alt_text
    assert (
        "one of three scenarios, ‘The announced money, balanced over the capitals and by health need’, lowers" in said
    )


@pytest.mark.parametrize("outcome", OUTCOME_NAMES)
@pytest.mark.parametrize(
    "place", [{"area": "King's Lynn and West Norfolk"}, *rarely({}, {"region": "Yorkshire and The Humber"})]
)
def test_every_word_stands_within_the_page_and_labels_stand_apart(four, outcome, place):
    assert_apart_and_within_the_page(plots.projection(four, outcome=outcome, **place))


def test_four_scenarios_with_long_titles_have_labels_that_stand_apart(four):
    title = "The announced money, balanced over the capitals and by health need"
    copies = with_copies(four, {"a": 3, "b": 2.95, "c": 2.9, "d": 2.85}).dataset
    titles = [str(old) if at < 4 else f"{title}, {at}" for at, old in enumerate(copies["title"].values)]
    figure = plots.projection(Results(copies.assign_coords(title=("scenario", titles))))
    assert_apart_and_within_the_page(figure)


def test_labels_move_as_little_as_keeps_them_apart():
    assert apart([0.5, 0.5], [0.2, 0.2]) == pytest.approx([0.4, 0.6])
    assert apart([0.1, 0.9], [0.2, 0.2]) == pytest.approx([0.1, 0.9])
    assert apart([0.0, 0.0, 0.0], [0.2, 0.2, 0.2], gap=0.1) == pytest.approx([0.1, 0.4, 0.7])
    assert apart([1.0, 0.99], [0.2, 0.2]) == pytest.approx([0.9, 0.7])
    assert apart([0.75, 1.0], [0.2, 0.2]) == pytest.approx([0.7, 0.9], abs=0.05)


def test_an_area_is_found_by_name_or_code_and_named_in_the_chart(four):
    by_name, by_code = plots.projection(four, area="hartlepool"), plots.projection(four, area="E06000001")
    pd.testing.assert_frame_equal(by_name.data, by_code.data)
    start = by_name.data.query("kind == 'projection' and year == 2019 and panel == 'level'")["value"].iloc[0]
    table = fc.load_baseline().areas.loc["E06000001"]
    assert start == pytest.approx((table["hle_male_years"] + table["hle_female_years"]) / 2)
    assert "Hartlepool" in by_name.alt_text


def test_a_district_without_published_healthy_life_expectancy_says_so(four):
    figure = plots.projection(four, area="King's Lynn and West Norfolk")
    assert "observed" not in set(figure.data["kind"])
    assert "not published for districts" in figure.alt_text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outcome": "hel"}, "no outcome 'hel'; did you mean 'hle'?"),
        ({"reference": "base_line"}, "no scenario in these results: 'base_line'; did you mean 'baseline'?"),
        ({"area": "Hartlepol"}, "no area 'Hartlepol'; did you mean 'Hartlepool'?"),
        ({"region": "Lundon"}, "no region 'Lundon'; did you mean 'London'?"),
        ({"sex": "men"}, "no sex 'men'; "),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(four, asked, said):
    with pytest.raises(UnknownName) as caught:
        plots.projection(four, **asked)
    assert str(caught.value).startswith(said)


def test_an_area_and_a_region_cannot_both_be_drawn(four):
    with pytest.raises(BadInput, match="not both"):
        plots.projection(four, area="Hartlepool", region="North East")


def test_drawing_leaves_no_trace_in_pyplot_and_says_nothing(four, caplog):
    with caplog.at_level(logging.WARNING):
        plots.projection(four)
    assert not caplog.records
    if "matplotlib.pyplot" in sys.modules:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []
