"""Pictures of who is left out and of the next £10m: what is marked and counted, and that every word can be read."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.appraisal.marginal_returns import marginal
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.plots.maps.hexagon_map import slices
from fourcapitals.results.audit import audit_rule
from fourcapitals.results.luf_audit import audit_luf
from pictures import assert_every_word_can_be_read, said_in

RULES = ("health_need", "deprivation_need", "luf_index", "per_head")
KINDS = ("scatter", "map")


# Who is left out


@pytest.fixture(scope="module")
def listed(baseline):
    return {sex: audit_luf(baseline, sex=sex) for sex in ("male", "female")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sex", ["male", "female"])
def test_the_counts_of_the_list_are_those_of_its_audit(listed, sex, kind):
    audit, chart = listed[sex], plots.audit(listed[sex], kind=kind)
    assert_every_word_can_be_read(chart)
    said, data = said_in(chart), chart.data
    assert f"{audit.agreement.first_only} of the 94 districts with the poorest {sex} health" in said
    assert data["left_out"].sum() == audit.agreement.first_only
    assert data["poorest_health"].sum() == audit.lowest
    assert len(data) == audit.districts
    figure_2 = {number: count for (_, number), count in audit.counts("2").items()}
    figure_1 = {number: count for (_, number), count in audit.counts("1").items()}
    for number in (2, 3):
        of_group = data["group"] == number
        assert (data["left_out"] & of_group).sum() == figure_2[number]
        assert (data["deprived_left_out"] & of_group).sum() == figure_1[number]
        assert f"Group {number}, poorest health: left out, {figure_2[number]}" in said
    assert f"{figure_1[3]} of group 3 (deprived half), {figure_1[2]} of group 2 (deprived fifth)" in said


def test_districts_left_out_are_those_that_the_findings_name(listed):
    named = {name for each in listed["male"].findings if each.figure == "1" for name in each.districts}
    data = plots.audit(listed["male"]).data
    assert set(data.loc[data["deprived_left_out"], "district_name"]) == named


def test_a_hexagon_of_several_districts_is_divided_and_says_so(listed):
    chart = plots.audit(listed["male"], kind="map")
    inside = chart.data.groupby("area_name")["district_name"].count()
    assert inside[inside > 1].to_dict() == {
        "Cornwall": 2,
        "Hackney": 2,
        "North Northamptonshire": 4,
        "West Northamptonshire": 3,
    }
    assert "The hexagons of 4 areas hold several districts and are divided" in said_in(chart)
    outlines = chart.axes[0].collections[0].get_paths()
    assert len(outlines) == 314


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_slices_of_a_hexagon_fill_it(count):
    parts = slices(np.array([3.0, -2.0]), count)
    areas = [
        abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2 for x, y in ((part - [3, -2]).T for part in parts)
    ]
    assert sum(areas) == pytest.approx(1.5 * np.sqrt(3))
    # Two, three or six slices are alike.
    if count in (2, 3, 6):
        assert areas == pytest.approx([1.5 * np.sqrt(3) / count] * count)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", RULES)
def test_the_counts_of_a_rule_are_those_of_its_audit(baseline, rule, kind):
    audit = audit_rule(rule, baseline=baseline, sex="male", against="per_head")
    chart = plots.audit(audit, kind=kind)
    assert_every_word_can_be_read(chart)
    assert chart.data.loc[chart.data["left_out"], "area"].tolist() == [each.code for each in audit.left_out]
    count = len(audit.left_out) or "None"
    assert (
        f"{count} of the 92 areas with the poorest male health would get less per head than the mean if money"
        in said_in(chart)
    )
    assert "sex='male'" in chart.command
    assert ("Rests on judgement" in said_in(chart)) == (rule != "per_head")


def test_money_per_head_falls_into_classes_around_the_mean(baseline):
    people = baseline.arrays.population
    weight = np.ones(307)
    weight[:4] = (0, 0.2, 0.7, 3)
    shares = people * weight / (people @ weight)
    data = plots.audit(audit_rule(shares, baseline=baseline, name="mine")).data.set_index("area")
    found = [data.loc[code, "money"] for code in baseline.codes[:4]]
    assert found == ["nothing", "under half the mean", "half the mean up to it", "over twice the mean"]


def test_all_of_the_lowest_can_be_left_out(baseline):
    audit = audit_rule("health_need", baseline=baseline)
    lowest = baseline.areas.index.isin(audit.places.loc[audit.places["poorest_health"], "code"])
    people = np.where(lowest, 0.0, baseline.arrays.population)
    chart = plots.audit(audit_rule(people / people.sum(), baseline=baseline, name="away"), kind="map", called="Away")
    assert "All of the 92 areas with the poorest health get less per head than the mean" in said_in(chart)
    assert "under ‘Away’" in said_in(chart)


def made_again(chart, folder, monkeypatch):
    """What the command of a chart draws, by the data and the words that it writes."""
    monkeypatch.chdir(folder)
    exec(f"import fourcapitals\n{chart.command.replace('CHART', 'again.png')}", {})
    data = pd.read_csv("again.csv")
    # The headings of a file carry units.
    assert all(head.startswith(name) for head, name in zip(data.columns, chart.data.columns, strict=True))
    return data.set_axis(chart.data.columns, axis=1), (folder / "again.txt").read_text(encoding="utf-8")


def shares_by_head(baseline, factor):
    people = baseline.arrays.population * np.where(np.arange(307) < 100, factor, 1.0)
    return people / people.sum()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("luf_index", {"options": {"weights": (1.0, 0.5, 0.0)}, "sex": "female", "lowest_share": 0.2}),
        ("health_need", {"against": "luf_index", "against_options": {"weights": np.array([1.0, 0.5, 0.0])}}),
        (2.0, {"name": "mine", "against": 3.0, "against_name": "theirs"}),
    ],
)
def test_the_command_of_an_audit_makes_the_same_picture_again(baseline, given, asked, tmp_path, monkeypatch):
    given, asked = (given if isinstance(given, str) else shares_by_head(baseline, given)), dict(asked)
    if isinstance(asked.get("against"), float):
        asked["against"] = shares_by_head(baseline, asked["against"])
    chart = plots.audit(audit_rule(given, baseline=baseline, **asked))
    data, words = made_again(chart, tmp_path, monkeypatch)
    pd.testing.assert_frame_equal(data, chart.data, check_dtype=False)
    assert words.startswith(chart.alt_text)


def test_an_audit_of_other_areas_than_those_of_the_package_is_refused(baseline):
    audit = audit_rule("per_head", baseline=baseline)
    places = audit.places.assign(code=["X1", *audit.places["code"][1:]])
    with pytest.raises(BadInput, match="area X1 is none of the 307 areas of the package"):
        plots.audit(replace(audit, places=places))


@pytest.mark.parametrize("rule", ["health_need", "deprivation_need"])
def test_no_name_covers_a_mark_that_is_left_out(baseline, rule):
    chart = plots.audit(audit_rule(rule, baseline=baseline, sex="male"))
    chart.draw_without_rendering()
    panel = chart.axes[-1]
    out = chart.data[chart.data["left_out"]]
    marks = panel.transData.transform(out[["deprivation_score", "hle_years"]])
    names = [text for text in panel.texts if text.get_text() in set(out["area_name"])]
    for text in names:
        box = text.get_window_extent(chart.canvas.get_renderer())
        assert not any(box.contains(*mark) for mark in marks), text.get_text()


def test_an_unknown_kind_of_picture_is_told(listed):
    with pytest.raises(UnknownName, match=r"no kind of picture: 'maps'; did you mean 'map'\?"):
        plots.audit(listed["male"], kind="maps")


# The next £10m


def made_by_hand(baseline, *, draws=0, factor=1.0):
    """Public health returns 100 everywhere; the NHS 50, in Blackpool 120, in Hartlepool 99; culture 1."""
    uses = ["culture", "nhs", "public_health"]
    returns = np.array([np.ones(307), np.full(307, 50.0), np.full(307, 100.0)]) * factor
    names = baseline.areas["name"].tolist()
    returns[1, names.index("Blackpool")] = 120 * factor
    returns[1, names.index("Hartlepool")] = 99 * factor
    order = np.sort(returns, axis=0)[::-1]
    best, second = (np.array(uses)[np.argsort(-returns, axis=0)[place]] for place in (0, 1))
    dims = ("use", "area")
    held = {
        "return": (dims, returns, {"long_name": "Healthy person-years, 2021 to 2035", "units": "years per £1m, 2019"}),
        "rank": (dims, np.arange(1, 1 + returns.size).reshape(returns.shape)),
        "best_use": ("area", best),
        "second_use": ("area", second),
        "lead": ("area", 1 - order[1] / order[0]),
    }
    if draws:
        often = np.zeros((3, 307))
        often[2] = 0.6
        often[1] = 0.4
        often[:, names.index("Blackpool")] = (0, 0.9, 0.1)
        held |= {
            "median": (dims, 2 * returns),
            "probability_best_use": (dims, often),
            "probability_top_tenth": (dims, often),
            "likeliest_use": ("area", np.array(uses)[often.argmax(axis=0)]),
        }
    coordinates = {
        "use": uses,
        "area": list(baseline.codes),
        "use_label": ("use", ["Culture", "NHS", "Public health"]),
        "letters": ("use", ["D D D D C", "B C A A C", "B C A B D"]),
        "area_name": ("area", names),
    }
    asked = {"plan": "baseline", "award": "£10m over 2022-2026, 2019 prices", "values": "central values"}
    utility = "healthy_person_years" if factor == 1 else "hle_years"
    return xr.Dataset(held, coordinates, {**asked, "draws": draws, "seed": 0, "gbp_m": 10.0, "utility": utility})


@pytest.mark.thorough
@pytest.mark.parametrize("draws", [0, 20])
@pytest.mark.parametrize("use", [None, "nhs", "public_health"])
def test_every_map_of_the_next_ten_million_can_be_read(baseline, use, draws):
    chart = plots.marginal(made_by_hand(baseline, draws=draws), use=use)
    assert_every_word_can_be_read(chart)
    assert len(chart.data) == 307
    assert "Source: " in chart.alt_text
    assert ("draws=20" in chart.command) == bool(draws)
    assert (f"use='{use}'" in chart.command) == (use is not None)


def test_the_best_use_of_each_area_is_counted_with_its_letters_and_its_lead(baseline):
    chart = plots.marginal(made_by_hand(baseline))
    said = said_in(chart)
    assert "Public health is the best use of £10m more in 306 of 307 areas, the NHS in 1" in said
    assert "Public health (B C A B D), a tie within 2%: 1 area" in said
    assert "NHS (B C A A C), ahead by under a quarter: 1 area" in said
    assert "Blackpool NHS, by 17%" in said
    assert "How strong the evidence is. Five letters of a use of money: effect on health, effect on output" in said
    rows = chart.data.set_index("area_name")
    assert rows.loc["Hartlepool", ["use", "letters", "second_use"]].tolist() == ["public_health", "B C A B D", "nhs"]
    assert rows.loc["Hartlepool", "lead"] == pytest.approx(0.01)
    assert rows.loc["Blackpool", "value"] == 120


def test_the_map_of_best_uses_says_where_another_is_best_over_the_whole_life(baseline):
    made = made_by_hand(baseline)
    assert "over the whole life" not in said_in(plots.marginal(made))
    best = made["best_use"].to_numpy().astype(str)
    other = np.where(np.arange(len(best)) < 7, "none of these", best)
    named = {"best_use_whole_life": ("area", other), "best_use_whole_life_discounted": ("area", best)}
    said = said_in(plots.marginal(made.assign(named)))
    assert "the best over the whole life of the money in 7 of 307 areas, discounted in 0 of 307 areas" in said


def test_over_draws_the_map_shows_how_often_a_use_is_the_best(baseline):
    chart = plots.marginal(made_by_hand(baseline, draws=20))
    said = said_in(chart)
    assert "is most often the best use" in said
    assert "NHS (B C A A C), in 80% or more of draws: 1 area" in said
    assert "Public health (B C A B D), in half to 80% of draws: 306 areas" in said
    # The root of a quarter over 20.
    assert "standard error of up to 11 percentage points" in said
    rows = chart.data.set_index("area_name")
    assert rows.loc["Blackpool", "probability_best_use"] == 0.9
    assert rows.loc["Blackpool", "value"] == 240


def test_the_return_of_one_use_is_shown_where_it_is_most_and_least(baseline):
    chart = plots.marginal(made_by_hand(baseline), use="nhs")
    assert "£10m more on the NHS does most in Blackpool: 120 healthy person-years per £1m" in said_in(chart)
    assert chart.data.set_index("area_name").loc["Blackpool", "value"] == 120
    assert "median" not in chart.data
    drawn = plots.marginal(made_by_hand(baseline, draws=20), use="nhs").data.set_index("area_name")
    assert drawn.loc["Blackpool", ["value", "central", "median"]].tolist() == [240, 120, 240]


def test_a_use_that_does_the_same_everywhere_has_one_colour_and_no_best_area(baseline):
    chart = plots.marginal(made_by_hand(baseline), use="public_health")
    said = said_in(chart)
    assert "about the same wherever it goes: 100 healthy person-years per £1m" in said
    assert "100: 307 areas" in said
    assert "Blackpool" not in said


def test_returns_too_small_to_be_read_are_told_in_smaller_units(baseline):
    chart = plots.marginal(made_by_hand(baseline, factor=1e-8), use="nhs")
    assert set(chart.data["unit"]) == {"millionths of years per £1m"}
    assert chart.data["value"].max() == pytest.approx(1.2)


@pytest.mark.thorough
def test_the_command_of_the_next_ten_million_names_its_years_use_and_amount(tmp_path, monkeypatch):
    made = marginal(gbp_m=25.0, years=[2024, 2025], utility="hle_years", uses=["culture"])
    chart = plots.marginal(made, use="culture")
    data, words = made_again(chart, tmp_path, monkeypatch)
    pd.testing.assert_frame_equal(data, chart.data, check_dtype=False)
    assert words.startswith(chart.alt_text)


def test_a_table_that_cannot_be_mapped_is_refused(baseline):
    made = made_by_hand(baseline)
    with pytest.raises(UnknownName, match=r"no use in this table: 'nsh'; did you mean 'nhs'\?"):
        plots.marginal(made, use="nsh")
    with pytest.raises(BadInput, match="a map needs all 307 areas; this table has 2"):
        plots.marginal(made.isel(area=[0, 1]))
    with pytest.raises(BadInput, match="has nhs alone: give use='nhs'"):
        plots.marginal(made.sel(use=["nhs"]).drop_vars(["second_use", "lead"]))
    with pytest.raises(BadInput, match="this one lacks return, rank, best_use"):
        plots.marginal(xr.Dataset())
