"""Present values of costs and gains: worked from the results' own arrays, never valued twice, nothing beyond itself."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.present_values import present_values
from fourcapitals.appraisal.settings import appraisal_settings
from fourcapitals.appraisal.value_for_money import cost_of_each, letters_of_money, value_for_money
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.money import new_money

GUIDANCE = appraisal_settings()
FLAT = appraisal_settings(rate=0.0, health_rate=0.0)


def rows(table, horizon="to 2035"):
    return table[table["horizon"] == horizon].set_index("scenario")


def test_without_discounting_the_figures_are_those_of_the_results(few):
    values = present_values(few, FLAT, reference="baseline")
    years = fc.results.healthy_person_years(few).isel(group=0).to_numpy()
    np.testing.assert_allclose(values.healthy_years, years, rtol=1e-9, atol=1e-9)
    money = fc.results.spending(few)
    expected = (money["new_money_gbp_m"] + money["running_costs_gbp_m"]).to_numpy()
    np.testing.assert_allclose(values.cost, expected, rtol=1e-9)


def test_discounted_healthy_years_are_their_yearly_sum(central_run):
    values = present_values(central_run, GUIDANCE, reference="baseline")
    change = central_run.differences("hle").sel(scenario="public_health_restored").isel(draw=0, group=0)
    people, expected = float(central_run.dataset["population"].sum()), 0.0
    for year in range(2021, 2036):
        expected += float(change.sel(year=year)) * people / central_run.life_expectancy / 1.015 ** (year - 2021)
    found = values.healthy_years[central_run.scenarios.index("public_health_restored"), 0]
    assert found == pytest.approx(expected, rel=1e-9)


def test_a_later_pound_weighs_less(central_run):
    plain, discounted = (present_values(central_run, each, reference="baseline").cost for each in (FLAT, GUIDANCE))
    at = central_run.scenarios.index("public_health_restored")
    awarded = new_money(central_run).sel(scenario="public_health_restored").sum()
    assert plain[at] == pytest.approx(float(awarded))
    by_year = central_run.awards().sel(line=central_run.dataset["line_scenario"] == "public_health_restored")
    yearly = by_year.sum(["line", "area"]).to_series()
    assert discounted[at] == pytest.approx(sum(each / 1.035 ** (year - 2021) for year, each in yearly.items()))


def test_the_whole_life_is_that_of_the_results_and_its_rate_cannot_be_another(few):
    values = present_values(few, GUIDANCE, reference="baseline", whole_life=True)
    held = few.over_life().sel(sum_over_life="discounted").isel(group=0).to_numpy()
    np.testing.assert_allclose(values.healthy_years, held, rtol=1e-9, atol=1e-9)
    with pytest.raises(BadInput, match=r"--set health_discount_rate=0\.02"):
        present_values(few, appraisal_settings(health_rate=0.02), reference="baseline", whole_life=True)


def test_running_costs_go_on_until_what_was_built_has_worn_out(central_run):
    undiscounted = appraisal_settings(rate=0.0)
    later = present_values(central_run, undiscounted, reference="baseline", whole_life=True).cost
    by_end = present_values(central_run, undiscounted, reference="baseline").cost
    at = central_run.scenarios.index("announced_2021")
    last = float(central_run.dataset["running_cost"].sel(scenario="announced_2021").sum("area").isel(year=-1))
    # At 3.5% wear a stock of the last year is worth (1 - .035)/.035 years of itself, and little is still in delivery.
    assert later[at] - by_end[at] == pytest.approx(last * 0.965 / 0.035, rel=0.02)
    health = central_run.scenarios.index("public_health_restored")
    assert later[health] == pytest.approx(by_end[health])


def test_a_qaly_is_a_healthy_year_over_the_conversion_of_its_draw(few):
    values = present_values(few, GUIDANCE, reference="baseline")
    drawn = list(fc.ensemble.draws.drawn_parameters(few.draws, 0))
    expected = values.healthy_years / np.array([each.healthy_years_per_qaly for each in drawn])
    np.testing.assert_array_equal(values.qalys, expected)
    assert len({each.healthy_years_per_qaly for each in drawn}) > 20


def test_health_is_valued_as_qalys_or_as_wellbys_and_never_both(few):
    values = present_values(few, GUIDANCE, reference="baseline")
    by_qaly = values.benefits(GUIDANCE)
    twice = appraisal_settings(qaly_gbp=2 * GUIDANCE.qaly_gbp)
    np.testing.assert_allclose(values.benefits(twice) - by_qaly, GUIDANCE.qaly_gbp / 1e6 * values.qalys)
    np.testing.assert_array_equal(values.benefits(appraisal_settings(wellby_gbp=1.0)), by_qaly)
    wellby = appraisal_settings(worth="wellby")
    np.testing.assert_allclose(values.benefits(wellby), wellby.wellby_gbp / 1e6 * values.wellbys)
    np.testing.assert_array_equal(values.benefits(appraisal_settings(worth="wellby", qaly_gbp=1.0)),
                                  values.benefits(wellby))  # fmt: skip


def test_a_strategy_against_itself_is_nothing_in_every_figure(few):
    for whole_life in (False, True):
        values = present_values(few, GUIDANCE, reference="announced_2021", whole_life=whole_life)
        at = few.scenarios.index("announced_2021")
        for name in ("cost", "overrun", "healthy_years", "qalys", "output", "weighted_output", "transfers"):
            assert np.all(getattr(values, name)[at] == 0), name
        assert np.all(values.benefits(GUIDANCE)[at] == 0)


def test_money_for_households_is_a_gain_of_its_own_size_and_more_where_they_are_poor(central_run):
    values = present_values(central_run, FLAT, reference="baseline")
    at = central_run.scenarios.index("cash_per_head")
    assert values.transfers[at] == pytest.approx(values.cost[at])
    even = appraisal_settings(rate=0.0, health_rate=0.0, income_aversion=0.0)
    unweighted = present_values(central_run, even, reference="baseline")
    np.testing.assert_allclose(unweighted.weighted_transfers, unweighted.transfers)
    assert values.weighted_transfers[at] > values.transfers[at]


def test_the_table_holds_what_the_arrays_say(few):
    table = rows(value_for_money(few))
    values = present_values(few, GUIDANCE, reference="baseline")
    for name in table.index:
        at = few.scenarios.index(name)
        benefits = values.benefits(GUIDANCE)[at]
        assert table.loc[name, "npsv_gbp_m"] == pytest.approx(np.median(benefits) - values.cost[at])
        assert table.loc[name, "bcr"] == pytest.approx(np.median(benefits) / values.cost[at])
        assert table.loc[name, "share_bcr_above_1"] == np.mean(benefits > values.cost[at])
        assert table.loc[name, "npsv_gbp_m_low_80"] <= table.loc[name, "npsv_gbp_m"] <= table.loc[
            name, "npsv_gbp_m_high_80"]  # fmt: skip


def test_at_par_benefits_equal_the_cost(central_run):
    table = rows(value_for_money(central_run))
    worth = float(table.loc["public_health_restored", "at_par_gbp"])
    at_par = rows(value_for_money(central_run, settings=appraisal_settings(qaly_gbp=worth)))
    assert at_par.loc["public_health_restored", "bcr"] == pytest.approx(1.0)
    effect = float(table.loc["public_health_restored", "effect_at_par"])
    assert effect == pytest.approx(1 / table.loc["public_health_restored", "bcr"])


def test_letters_are_those_of_what_the_money_buys(central_run):
    assert letters_of_money(central_run, "public_health_restored", "effect_on_health") == "B 100%"
    assert letters_of_money(central_run, "baseline", "effect_on_health") == ""
    assert letters_of_money(central_run, "announced_2021", "effect_on_health").startswith("C 3%")


def test_what_brings_nothing_has_no_bounded_price():
    assert cost_of_each(2.0, np.array([0.0, -1.0, 4.0])).tolist() == [np.inf, np.inf, 5e5]
    assert np.isnan(cost_of_each(0.0, np.array([5.0]))).all()


def test_where_the_whole_life_is_left_out_it_is_said_why(few):
    for settings, why in (
        (appraisal_settings(health_rate=0.02), "make them anew with --set health_discount_rate"),
        (appraisal_settings(worth="wellby"), "health alone is followed"),
    ):
        table = value_for_money(few, settings=settings)
        assert set(table["horizon"]) == {"to 2035"}
        assert why in table.attrs["notes"][0]
    assert set(value_for_money(few)["horizon"]) == {"to 2035", "whole life"}


def test_all_settings_that_cannot_be_are_told_at_once():
    with pytest.raises(BadInput) as told:
        appraisal_settings(rate=3.5, health_rate=-0.1, qaly_gbp=float("nan"), income_aversion=-1.0)
    assert len(told.value.faults) == 4
    with pytest.raises(UnknownName, match="qaly"):
        appraisal_settings(worth="both")
