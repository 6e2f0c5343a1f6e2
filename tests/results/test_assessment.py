"""The yearly assessment: every outcome in some years, true and as published figures would show; the twelve missions."""

import dataclasses

import fourcapitals as fc
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fourcapitals.data.missions import load_missions
from fourcapitals.data.published_precision import published_precision
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.assessment import GAP, LEVEL, assessment, assessment_lines
from fourcapitals.results.mission_tests import MISSIONS
from fourcapitals.results.twelve_missions import coverage_lines, twelve_missions
from fourcapitals.vocabulary import ENGLAND, OUTCOME_NAMES
from scipy.special import ndtr


@pytest.fixture(scope="module")
def whole():
    return fc.run_ensemble(["baseline", "balanced_health_need"], draws=3, keep="areas", workers=1)


@pytest.fixture(scope="module")
def table(whole):
    return assessment(whole)


def one(table, outcome, *, year=2027, scenario="balanced_health_need", measure=LEVEL, sex=None):
    chosen = table[(table["outcome"] == outcome) & (table["year"] == year) & (table["scenario"] == scenario)]
    chosen = chosen[chosen["measure"] == measure]
    chosen = chosen[chosen["sex"].isin(["both", "persons"] if sex is None else [sex])]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_every_outcome_is_assessed_at_a_short_and_at_a_long_horizon(table):
    assert set(table["outcome"]) == set(OUTCOME_NAMES)
    assert {(row.year, row.horizon) for row in table.itertuples()} == {(2027, "short"), (2030, "long"), (2035, "long")}
    assert set(table.loc[table["measure"] == GAP, "outcome"]) == {"hle", "gva_per_hour", "life_satisfaction"}
    assert set(table["code"]) == {ENGLAND}


def test_levels_changes_and_differences_are_those_of_the_results(whole, table):
    levels = whole.levels("income", years=[2019, 2027]).sel(scenario="balanced_health_need").to_numpy()[:, 0]
    found = one(table, "income")
    assert found["level"] == pytest.approx(np.median(levels[:, 1]))
    assert found["change"] == pytest.approx(np.median(100 * (levels[:, 1] / levels[:, 0] - 1)))
    gained = whole.differences("income", years=[2027]).sel(scenario="balanced_health_need").to_numpy()
    assert found["difference"] == pytest.approx(np.median(gained))
    assert found["probability_better_than_reference"] == np.mean(gained > 0)


def test_a_scenario_changes_exactly_nothing_against_itself(whole, table):
    own = table[table["scenario"] == "baseline"]
    assert (own[["difference", "difference_low_80", "difference_high_80"]] == 0).all(axis=None)
    assert own["probability_better_than_reference"].isna().all()
    against = assessment(whole, years=[2030], reference="balanced_health_need")
    assert (against.loc[against["scenario"] == "balanced_health_need", "difference"] == 0).all()


def test_what_figures_would_show_follows_from_their_standard_error(whole, table, baseline):
    found = one(table, "hle", sex="male")
    assert found["standard_error"] == pytest.approx((63.36 - 63.01) / 3.92)
    apart = np.sqrt(2) * found["standard_error"]
    assert found["detectable_change"] == pytest.approx(1.96 * apart)
    levels = whole.levels("hle", sex="male", years=[2019, 2027]).sel(scenario="balanced_health_need").to_numpy()[:, 0]
    change = levels[:, 1] - levels[:, 0]
    assert found["probability_seen_better"] == pytest.approx(ndtr(change / apart - 1.96).mean())
    assert found["probability_seen_worse"] == pytest.approx(ndtr(-change / apart - 1.96).mean())
    assert found["times_too_small"] == pytest.approx(found["detectable_change"] / abs(found["difference"]))
    # Less sickness is better: a fall that figures show is seen as better.
    assert (
        one(table, "long_term_sick")["probability_seen_better"]
        >= one(table, "long_term_sick")["probability_seen_worse"]
    )
    # Accounts have no sampling error that is published, and air neither.
    for outcome in ("gva_per_hour", "income", "pm25"):
        assert np.isnan(published_precision(baseline, outcome, [ENGLAND])).all()
        assert np.isnan(one(table, outcome)["probability_seen_better"])


def test_the_pace_of_mission_seven_is_a_straight_way_to_five_years(table):
    assert [one(table, "hle", year=year)["pace"] for year in (2027, 2035)] == [2.5, 5.0]
    assert table.loc[table["outcome"] != "hle", "pace"].isna().all()
    assert any("+2.5 years by 2027 in England" in line for line in assessment_lines(table))


def test_an_ensemble_without_areas_gives_the_same_of_england(table):
    summary = assessment(fc.run_ensemble(["baseline", "balanced_health_need"], draws=3, workers=1))
    assert len(summary) == len(table)
    for column in ("level", "change", "difference"):
        np.testing.assert_allclose(summary[column], table[column], rtol=1e-9, atol=1e-9)


def test_regions_and_one_place_can_be_assessed(whole):
    regions = assessment(whole, years=[2027], by="region")
    assert len(set(regions["code"])) == 9
    assert set(regions["measure"]) == {LEVEL}
    assert set(assessment(whole, years=[2027], by="Hartlepool")["name"]) == {"Hartlepool"}


def test_one_draw_is_assessed_without_chances():
    table = assessment(fc.simulate(["baseline", "balanced_health_need"]), years=[2030])
    assert table[[name for name in table if name.startswith("probability")]].isna().all(axis=None)
    assert table["level"].notna().all()
    assert table["change_low_80"].isna().all()


def test_years_that_results_do_not_hold_are_refused_together(whole):
    with pytest.raises(UnknownName, match="year 2019, 2050: these results can be assessed in 2020 to 2035"):
        assessment(whole, years=[2019, 2027, 2050])


def test_the_twelve_missions_name_every_test_and_no_other():
    told = load_missions()
    assert [each.number for each in told] == list(range(1, 13))
    assert sorted(test for each in told for test in each.tests) == sorted(MISSIONS)
    assert {each.number for each in told if each.coverage in {"modelled", "in part"}} == {1, 7, 8}
    (line,) = coverage_lines()
    assert all(each.name.lower() in line for each in told)


def test_results_say_which_missions_they_answer(whole):
    answered = twelve_missions(whole).set_index("number")["answered"]
    assert answered[7] == "M1, M2 with chances"
    assert answered[2].startswith("not by these results")
    assert "without chances" in twelve_missions(whole_draw(whole)).set_index("number")["answered"][8]


def whole_draw(results):
    """The first draw alone."""
    return dataclasses.replace(results, dataset=results.dataset.isel(draw=[0]))


# The chart and the command


def test_the_chart_says_what_figures_would_show_and_draws_no_truth_where_nothing_changes(table, whole):
    chart = fc.plots.assessment(table)
    assert chart.caption.title.startswith("Under ‘Continue as now’, figures of 2027 would show healthy life expectancy")
    assert "Employment share, 2027: no change in any draw" in chart.alt_text
    assert set(chart.data["year"]) == {2027, 2030, 2035}
    plt.close(chart)
    with pytest.raises(BadInput, match="no scenario in this assessment: 'none'"):
        fc.plots.assessment(table, scenario="none")
    with pytest.raises(BadInput, match="one draw has no chances"):
        fc.plots.assessment(assessment(whole_draw(whole)))


@pytest.fixture(scope="module")
def saved(whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("assessment") / "whole.nc"
    whole.save(path)
    return path


def test_the_command_lists_the_twelve_without_results(call):
    code, out, _ = call("missions")
    assert code == 0
    assert "Research and development" in out
    assert call("missions", "--year", 2027)[0] == 2


def test_the_command_assesses_years_and_writes_the_table(call, saved, tmp_path):
    code, out, err = call("missions", saved, "--year", 2027, "--csv", tmp_path / "a.csv", "--out", tmp_path / "b.svg")
    assert (tmp_path / "b.svg").exists()
    said = " ".join(out.split())
    assert "Yearly assessment 2027, England: " in said
    assert "by 2027, England, against " in said
    # Healthy and whole life expectancy, work, sickness and satisfaction: the sexes are not among the rows shown.
    assert "of 5 comparisons here" in said
    assert (code, "Yearly assessment 2027" in out, "a.csv" in err) == (0, True, True)
    code, _, err = call("missions", saved, "--by", "region")
    assert code == 2
    assert "--by: belongs to the yearly assessment" in err
