"""How often a scenario does better: of what, by how much, and what is assumed of it."""

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.results.chances import named_in_full, only_adds
from fourcapitals.results.comparison import paired
from fourcapitals.results.measures import amounts_beside, extra_money, is_unequal, measured, usual_measure
from fourcapitals.vocabulary import ENGLAND
from hypothesis import given
from hypothesis import strategies as st

DAY = 1 / 365.25
ASKED = ["baseline", "housing_quality", "nature_and_place", "eu_funds_end_no_replacement", "population_prevention"]


@pytest.fixture(scope="module")
def central():
    return fc.simulate(ASKED)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return fc.run_ensemble(["baseline", "housing_quality", "eu_funds_end_no_replacement"], draws=64, seed=3)


def test_what_adds_money_or_levers_alone_has_an_assumed_sign(central):
    adds = only_adds(central, reference="baseline")
    assert adds["housing_quality"]
    assert adds["population_prevention"]
    assert not adds["eu_funds_end_no_replacement"]
    assert not adds["baseline"]
    # Against what takes money away, doing nothing adds it; against a strategy with other uses nothing is assumed.
    assert only_adds(central, reference="eu_funds_end_no_replacement")["baseline"]
    assert not only_adds(central, reference="nature_and_place")["housing_quality"]


def test_work_that_the_nhs_moves_is_taken_from_others_so_that_no_sign_is_assumed():
    beside = fc.simulate(["baseline", "nhs_anchor", "care_workforce", "realigned_to_nhs"])
    adds = only_adds(beside, reference="baseline")
    assert adds == {"baseline": False, "nhs_anchor": False, "care_workforce": False, "realigned_to_nhs": True}
    assert not only_adds(beside, reference="nhs_anchor")["realigned_to_nhs"]


def test_levers_of_the_reference_that_a_scenario_lacks_are_taken_away(central):
    assert not only_adds(central, reference="population_prevention")["housing_quality"]


def test_a_strategy_that_only_adds_is_said_to_have_an_assumed_sign_and_a_loss_is_not(drawn):
    table = paired(drawn, "hle").set_index("scenario")
    assert table.loc["housing_quality", "sign_assumed"]
    assert table.loc["housing_quality", "share_worse"] == 0
    loss = table.loc["eu_funds_end_no_replacement"]
    assert not loss["sign_assumed"]
    assert loss["probability_better"] + loss["share_worse"] + loss["share_zero"] / 2 == pytest.approx(1)


def test_more_than_a_day_and_detectably_are_counted_from_the_draws(drawn):
    row = paired(drawn, "hle").set_index("scenario").loc["housing_quality"]
    change = drawn.differences("hle", years=[2035]).sel(scenario="housing_quality").to_numpy().ravel()
    assert row["probability_more"] == np.mean(change > DAY)
    # England's figure of one sex has a standard error of .093 years: two of them differ by more than .258.
    assert row["detectable_from"] == pytest.approx(1.96 * np.sqrt(2) * 0.0931, abs=1e-3)
    assert row["probability_detectable"] == np.mean(change > row["detectable_from"])


@pytest.mark.parametrize(("outcome", "small"), [("gva_per_hour", "0.01%"), ("long_term_sick", "10 people in 100,000")])
def test_each_outcome_has_a_small_unit_and_none_but_healthy_life_a_published_interval(drawn, outcome, small):
    table = paired(drawn, outcome, year=2030)
    assert set(table["more_than"]) == {small}
    assert table["probability_detectable"].isna().all()
    assert set(zip(table["outcome"], table["year"], table["reference"], strict=True)) == {(outcome, 2030, "baseline")}


def test_a_csv_names_the_outcome_and_the_year_in_the_heading_of_a_probability(drawn):
    heads = list(named_in_full(paired(drawn, "life_satisfaction", year=2028)))
    assert "probability_life_satisfaction_2028_better" in heads
    assert "probability_life_satisfaction_2028_more_than_a_thousandth_of_a_point" in heads
    assert "probability_better" not in heads


def test_areas_that_are_counted_have_assumed_signs_too(drawn):
    table = paired(drawn, "hle", by="area")
    own = table[table["scenario"] == "housing_quality"]
    assert own["sign_assumed"].all()
    assert own["detectable_from"].notna().sum() > 50
    assert not table.loc[table["scenario"] == "eu_funds_end_no_replacement", "sign_assumed"].any()


@given(st.lists(st.floats(1.0, 1e6), min_size=2, max_size=5), st.floats(0.1, 10.0))
def test_money_is_unequal_whatever_its_unit_and_order(money, factor):
    least, most = min(money), max(money)
    if abs(most - least - 0.05 * most) > 1e-6 * most:
        assert is_unequal(money) == (most - least > 0.05 * most)
        assert is_unequal(money) == is_unequal([factor * each for each in reversed(money)])


def test_the_usual_measure_is_what_a_million_brings_unless_money_is_equal(central):
    assert usual_measure(central, reference="baseline") == "per_million"
    equal = fc.simulate(["baseline", "balanced_four_capitals", "infrastructure_tilt"])
    assert usual_measure(equal, reference="baseline") == "total"


def test_what_a_million_brings_by_a_year_is_over_the_money_up_to_it(four):
    years = [2021, 2022, 2023, 2024, 2025]
    award = four.dataset["award"].isel(line=four.dataset["line_scenario"].to_numpy() == "public_health_restored")
    money = float(award.sel(year=[2020, *years]).sum())
    assert 0 < money < 0.9 * float(award.sum())
    change = four.differences("hle", years=years).sel(scenario="public_health_restored").sum("year").item()
    people = float(four.dataset["population"].sum())
    table = amounts_beside(four, "hle", measure="per_million", year=2025).set_index("scenario")
    row = table.loc["public_health_restored"]
    assert row["new_money_gbp_m"] == pytest.approx(money)
    assert row["amount"] == pytest.approx(change * people / four.life_expectancy / money)


@pytest.mark.parametrize("by", ["england", "region", "deprivation_fifth"])
def test_what_a_million_brings_is_the_healthy_person_years_over_the_money(central, by):
    found = measured(central, "hle", measure="per_million", by=by)
    assert found.to_numpy() == pytest.approx(
        fc.results.healthy_person_years(central, by=by, per="gbp_m").to_numpy(), nan_ok=True, rel=1e-9
    )
    assert found.attrs["units"] == "healthy person-years per £1m"


def test_the_money_beside_what_a_million_brings_is_that_of_the_place(central):
    whole = amounts_beside(central, "hle", measure="per_million").set_index("scenario")
    places = amounts_beside(central, "hle", measure="per_million", by="region")
    for name in whole.index:
        rows = places[places["scenario"] == name]
        assert rows["new_money_gbp_m"].sum() == pytest.approx(whole.loc[name, "new_money_gbp_m"])
        brought = (rows["amount"] * rows["new_money_gbp_m"]).sum()
        assert brought == pytest.approx(whole.loc[name, "amount"] * whole.loc[name, "new_money_gbp_m"])


def test_people_in_work_add_up_over_regions_and_to_the_share_of_england(central):
    money = extra_money(central, reference="baseline")["housing_quality"]
    change = float(central.differences("employment", years=[2035]).sel(scenario="housing_quality").squeeze())
    people = float(central.dataset["population_16_64"].sum())
    whole = amounts_beside(central, "employment", measure="per_million").set_index("scenario").loc["housing_quality"]
    assert whole["amount"] == pytest.approx(change * people / money)
    per_head = (
        measured(central, "employment", measure="per_head", by="region").sel(scenario="housing_quality").squeeze()
    )
    residents = central.dataset["population"].groupby("region").sum().rename(region="group")
    assert float((per_head * residents).sum()) / 1000 == pytest.approx(change * people)


def test_a_table_of_several_outcomes_keeps_its_headings():
    table = pd.DataFrame({"outcome": ["hle", "le"], "year": [2035, 2035], "probability_better": [0.5, 0.6]})
    assert list(named_in_full(table)) == list(table)


def test_england_and_upper_tiers_have_detectable_changes_and_parts_of_counties_none():
    results = fc.simulate(["baseline", "housing_quality"])
    found = fc.results.chances.detectable_changes(
        fc.vocabulary.outcome_named("hle"), [ENGLAND, "E06000001", "E07000008"]
    )
    assert np.isnan(found).tolist() == [False, False, True]
    assert found[1] > found[0]
    assert "probability_more" not in paired(results, "hle")
