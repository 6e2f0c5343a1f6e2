"""The missions on results: met or not by how much, probabilities of draws only, and whether a scenario helps."""

import dataclasses

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals.errors import UnknownName
from fourcapitals.results.mission_targets import missions
from fourcapitals.results.mission_tests import BOTH_SEXES, FOLLOWED, HOURS, MISSIONS, PEOPLE, PLACES
from fourcapitals.results.mission_words import mission_lines
from fourcapitals.results.number_of_draws import wilson_interval


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "balanced_health_need"])


def changed(results, **changes):
    """The same results with outcomes replaced from 2020 on: name = function of the values of the base year."""
    data = results.dataset.copy(deep=True)
    after = data["year"] > 2019
    for name, change in changes.items():
        data[name] = xr.where(after, change(data[name].sel(year=2019)), data[name]).transpose(*data[name].dims)
    return dataclasses.replace(results, dataset=data)


def repeated(results, shifts):
    """Several draws, each with health of the later years shifted by one number."""
    draws = []
    for number, shift in enumerate(shifts):
        each = changed(results, hle=lambda base, shift=shift: base + shift).dataset
        draws.append(each.assign_coords(draw=[number]))
    # What is not by draw must stay so.
    data = xr.concat(draws, dim="draw", data_vars="minimal", coords="minimal", compat="override", join="override")
    return dataclasses.replace(results, dataset=data)


def row(table, mission, test, scenario="baseline", sex=None, quantity="true"):
    chosen = table[
        (table["scenario"] == scenario)
        & (table["mission"] == mission)
        & table["test"].str.startswith(test)
        & (table["quantity"] == quantity)
    ]
    if sex:
        chosen = chosen[chosen["sex"] == sex]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_one_draw_has_no_probability_but_says_by_how_much(results):
    table = missions(results)
    assert table[["probability", "probability_low", "probability_high", "probability_helps"]].isna().all(axis=None)
    assert table["met"].notna().all()
    assert set(table["mission"]) == set(MISSIONS)
    up = row(table, "M1", "up 5 years", sex="male")
    assert up["margin"] == pytest.approx(up["value"] - 5)
    # Every statement names its base year and its method.
    assert (table["baseline_year"] == 2019).all()
    assert table.loc[table["mission"].isin(["M1", "M2"]), "method"].str.contains("original method.*2017-19").all()
    assert table.loc[table["mission"].isin(["M3", "M4"]), "method"].str.contains("ONS").all()


def test_five_years_more_for_all_meets_the_first_mission_and_not_the_second(results):
    table = missions(changed(results, hle=lambda base: base + 5))
    for sex in ("male", "female", BOTH_SEXES):
        assert row(table, "M1", "up 5 years", sex=sex)["met"]
    assert not row(table, "M2", "gap narrower in 2030, ranked", sex=BOTH_SEXES)["met"]
    short = missions(changed(results, hle=lambda base: base + 4.9))
    assert not short.loc[short["mission"] == "M1", "met"].any()


def test_health_drawn_a_tenth_to_its_mean_narrows_the_gap_by_a_tenth(results):
    before = missions(changed(results, hle=lambda base: base))
    assert row(before, "M2", "gap narrower in 2030, ranked", sex="male")["value"] == pytest.approx(0, abs=1e-9)
    table = missions(changed(results, hle=lambda base: 63 + 0.9 * (base - 63)))
    anew = row(table, "M2", "gap narrower in 2030, ranked", sex="male")
    followed = row(table, "M2", "gap narrower in 2030, places", sex="male")
    assert anew["met"]
    assert anew["value"] == pytest.approx(followed["value"], abs=1e-6)
    assert -1.3 < anew["value"] < -0.8


def test_productivity_up_everywhere_counts_areas_and_equal_growth_widens_the_gap_in_pounds(results):
    table = missions(changed(results, gva_per_hour=lambda base: base * 1.1))
    assert row(table, "M3", "up in every area by")["value"] == 307
    assert row(table, "M3", "up in every area by")["met"]
    for ends in (PLACES, HOURS):
        assert not row(table, "M3", f"gap narrower in 2030, {ends}")["met"]
        assert row(table, "M3", f"ratio of the ends narrower in 2030, {ends}")["value"] == pytest.approx(0, abs=1e-9)
        assert not row(table, "M3", f"up in every area and gap narrower in 2030, {ends}")["met"]

    def all_but_one(base):
        return base + xr.where(base["area"] == "E06000001", -1.0, 1.0)

    fallen = missions(changed(results, gva_per_hour=all_but_one))
    assert row(fallen, "M3", "up in every area by")["value"] == 306
    assert row(fallen, "M3", "up in every area by")["margin"] == -1
    assert not row(fallen, "M3", "up in every area by")["met"]


def test_life_satisfaction_up_more_where_it_is_low_meets_the_fourth_mission(results):
    table = missions(changed(results, life_satisfaction=lambda base: base + 0.5 * (9 - base)))
    for ends in (PLACES, PEOPLE):
        assert row(table, "M4", f"up in every area and gap narrower in 2030, {ends}")["met"]
    still = missions(changed(results, life_satisfaction=lambda base: base))
    assert row(still, "M4", "up in every area by")["value"] == 0
    assert not row(still, "M4", f"gap narrower in 2030, {PEOPLE}")["met"]


def test_work_and_income_up_everywhere_are_tests_of_the_white_papers_first_mission(results):
    table = missions(changed(results, employment=lambda base: base + 0.01, income=lambda base: base * 1.1))
    for mission in ("M3", "M5", "M6"):
        assert set(table.loc[table["mission"] == mission, "white_paper_mission"]) == {1}
    assert row(table, "M5", "up in every area by")["met"]
    assert not row(table, "M5", f"gap narrower in 2030, {PEOPLE}")["met"]
    wider = row(table, "M6", f"gap narrower in 2030, {PEOPLE}")
    assert wider["unit"] == "£ a head, 2019 prices"
    assert wider["value"] > 1000
    text = "\n".join(mission_lines(table))
    assert f"gap +£{fc.formatting.plain(wider['value'])} a head" in text
    assert "M1 Healthy life expectancy of England up 5 years (mission 7 of the White Paper)" in text


def test_areas_that_tie_in_the_base_year_do_not_move_the_gap_when_they_part(results):
    generator = np.random.default_rng(5)
    nudge = xr.DataArray(1e-6 * generator.random(307), dims="area", coords={"area": results.dataset["area"]})
    table = missions(changed(results, life_satisfaction=lambda base: base + nudge))
    assert abs(row(table, "M4", f"gap narrower in 2030, {PEOPLE}")["value"]) < 1e-6


def test_a_probability_is_the_share_of_draws_with_its_interval(results):
    table = missions(repeated(results, [6.0, 5.5, 1.0, 2.0]))
    up = row(table, "M1", "up 5 years", sex="male")
    assert (up["draws"], up["draws_met"], up["probability"]) == (4, 2, 0.5)
    low, high = wilson_interval(2, 4)
    assert (up["probability_low"], up["probability_high"]) == (low, high)
    assert table["met"].isna().all()
    assert up["value"] == pytest.approx((2.0 + 5.5) / 2)


def test_measured_quantities_need_a_generator_and_more_than_one_draw(results):
    one = missions(results, generator=np.random.default_rng(1))
    assert set(one["quantity"]) == {"true"}
    many = repeated(results, np.zeros(100))
    assert set(missions(many)["quantity"]) == {"true"}
    table = missions(many, generator=np.random.default_rng(1))
    assert set(table.loc[table["quantity"] == "measured", "mission"]) == {"M1", "M2"}
    pd.testing.assert_frame_equal(table, missions(many, generator=np.random.default_rng(1)))
    # Nothing changes in truth: the gap is measured narrower by luck in part of the draws, and by far more often
    # when the extreme places of a noisy base are followed.
    anew = row(table, "M2", "gap narrower in 2030, ranked", sex="male", quantity="measured")
    followed = row(table, "M2", "gap narrower in 2030, places", sex="male", quantity="measured")
    assert row(table, "M2", "gap narrower in 2030, ranked", sex="male")["probability"] == 0
    assert 0.1 < anew["probability"] < 0.9
    assert followed["probability"] > 0.9
    assert -4.0 < followed["value"] < -1.2


def test_a_scenario_helps_when_it_moves_the_quantity_towards_the_mission(results):
    table = missions(results)
    up = row(table, "M1", "up 5 years", "balanced_health_need", "male")
    gap = row(table, "M2", "gap narrower in 2030, ranked", "balanced_health_need", "male")
    assert up["helps"]
    assert up["difference"] > 0
    assert gap["helps"]
    assert gap["difference"] < 0
    assert table.loc[table["scenario"] == "baseline", "helps"].isna().all()
    with pytest.raises(UnknownName, match="no scenario in these results"):
        missions(results, reference="nothing")


def test_both_sexes_must_meet_it_in_the_same_draw_and_have_no_quantity_of_their_own(results):
    # Males are five years up in the first two draws, females in the last two: each in half of them, both in one.
    many = repeated(results, [0.0, 0.0, 0.0])
    hle = many.dataset["hle"].copy()
    later = {"scenario": "balanced_health_need", "year": slice(2035, None)}
    base = hle.sel(scenario="balanced_health_need", year=2019, drop=True)
    for sex, gains in {"male": [6.0, 6.0, 1.0], "female": [2.0, 7.0, 7.0]}.items():
        for draw, gain in enumerate(gains):
            up = base.sel(sex=sex, draw=draw) + gain
            hle.loc[{**later, "sex": sex, "draw": draw}] = up.expand_dims(year=[2035])
    table = missions(dataclasses.replace(many, dataset=many.dataset.assign(hle=hle)))
    up = [row(table, "M1", "up 5 years", "balanced_health_need", sex) for sex in ("male", "female", BOTH_SEXES)]
    assert [each["draws_met"] for each in up] == [2, 2, 1]
    assert [each["value"] for each in up] == pytest.approx([6.0, 7.0, 0.0])
    assert up[2]["unit"] == "both met"
    assert np.isnan(up[2]["difference"])
    # It helps where it brings both sexes nearer, and each sex carries the size of the help with its band.
    assert up[2]["probability_helps"] == 1
    assert (up[0]["difference_low_80"], up[0]["difference_high_80"]) == pytest.approx(
        tuple(np.quantile([6.0, 6.0, 1.0], (0.1, 0.9))), abs=1e-6
    )
    assert up[0]["probability_helps_more"] == 1
    text = "\n".join(mission_lines(table))
    line = next(each for each in text.split("\n") if "both sexes must" in each and "brings" in each)
    assert "years" not in line.replace("up 5 years", "")
    assert "; against the reference +6.0 years (80% of draws: " in text


def test_a_help_that_is_negligible_is_called_so(results):
    table = missions(changed(results, life_satisfaction=lambda base: base + 1e-6 * (9 - base)))
    line = next(each for each in mission_lines(table) if "M4 gap narrower" in each and PEOPLE in each)
    assert line.endswith(" of a point (negligible)")


def test_a_median_and_its_band_have_the_unit_of_the_widest(results):
    table = missions(repeated(results, [6.0, 1.0]), generator=np.random.default_rng(1))
    row = table["test"].str.contains("ranked anew") & (table["sex"] == "male")
    table.loc[row, ["difference", "difference_low_80", "difference_high_80"]] = [-0.00005, -0.06, 0.006]
    table.loc[row, "probability_helps"] = 0.6
    lines = [line for line in mission_lines(table) if "ranked anew, males alone" in line]
    assert lines
    for line in lines:
        assert "against the reference -0.018 days (80% of draws: -22 to +2.2 days)" in line
        assert "negligible" not in line.split("against the reference")[1]


def test_the_lines_can_be_read_and_state_base_year_method_and_kind_of_quantity(results):
    text = "\n".join(mission_lines(missions(results)))
    assert "M1 up 5 years by 2035, both sexes must (true): not met" in text
    assert "against 2019; ONS original method" in text
    assert "One draw is one path and has no probability" in text
    assert "nan" not in text.lower()
    assert "draws" not in text
    many = repeated(results, [6.0, 1.0])
    text = "\n".join(mission_lines(missions(many, generator=np.random.default_rng(1))))
    assert "met in 1 of 2 draws (95% Monte Carlo interval" in text
    assert "(measured)" in text
    assert "nan" not in text.lower()


def test_the_usual_lines_are_of_places_ranked_anew_and_the_others_are_counted(results):
    table = missions(repeated(results, [6.0, 1.0]), generator=np.random.default_rng(1))
    every, usual = mission_lines(table), mission_lines(table, every=False)
    others = [
        line for line in every if any(reading in line for reading in (PEOPLE, HOURS, FOLLOWED)) and "met in" in line
    ]
    assert len(others) > 10
    assert not set(others) & set(usual)
    assert any(f"Left out: {len(others)} lines of other readings of the gaps" in line for line in usual)
    # What narrows because its places were chosen by noisy figures can be quoted alone.
    drifting = [line for line in others if FOLLOWED in line and "(measured)" in line]
    assert drifting
    assert all("NOT a finding" in line for line in drifting)
    assert not any("NOT a finding" in line for line in every if line not in others)


def test_an_ensemble_without_its_areas_says_of_each_test_what_one_with_them_says():
    whole, summary = (
        missions(fc.run_ensemble(["baseline", "balanced_health_need"], draws=3, keep=keep, workers=1))
        for keep in ("areas", "summary")
    )
    named = ["scenario", "mission", "test", "sex", "quantity"]
    same = summary[named].merge(whole, on=named, how="left")
    pd.testing.assert_frame_equal(same[list(summary)], summary, rtol=1e-9, atol=1e-9)
    for table, missions_measured in ((whole, {"M1", "M2"}), (summary, {"M1"})):
        assert set(table.loc[table["quantity"] == "measured", "mission"]) == missions_measured
    measured = whole[(whole["mission"] == "M2") & (whole["quantity"] == "measured") & (whole["sex"] == "male")]
    assert len(set(measured["value"])) > 1
    held = whole[whole["mission"].isin(summary["mission"])]
    lacking = set(held["test"]) - set(summary["test"])
    assert lacking
    assert all(PEOPLE in test or HOURS in test for test in lacking)
    assert set(whole["mission"]) - set(summary["mission"]) == {"M5", "M6"}
    assert any("(--keep areas)" in line for line in mission_lines(summary))
    assert not any("(--keep areas)" in line for line in mission_lines(whole))
