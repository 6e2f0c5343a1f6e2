"""The bundled strategies: the same money where mix or place is compared, and what the sources say elsewhere."""

import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.prices import Deflator
from fourcapitals.scenario.files import load_scenario, scenario_names
from fourcapitals.scenario.policy import policy_of
from fourcapitals.scenario.terms import terms_of
from fourcapitals.vocabulary import RISKS, SIMULATED_YEARS, USE_NAMES
from fourcapitals.vocabulary import USES as USES_OF_MONEY

STEEP = Deflator({year: 1.1 ** (year - 2019) for year in range(2010, 2036)}, 0.1)
SAME_MONEY = (
    "balanced_four_capitals",
    "balanced_health_need",
    "cash_per_head",
    "concentrated",
    "early_years_and_skills",
    "health_need",
    "housing_quality",
    "infrastructure_tilt",
    "nature_and_place",
    "per_head",
    "realigned_to_nhs",
    "social_security",
    "spread_thin",
)
OWN_MONEY = (
    "announced_2021",
    "as_awarded",
    "baseline",
    "burst_3_years",
    "capacity_grant",
    "care_workforce",
    "competition",
    "competition_centre_adapts",
    "competition_households_move",
    "council_services_restored",
    "eu_funds_end_no_replacement",
    "fragmented_pots",
    "job_quality_in_care",
    "nhs_anchor",
    "population_prevention",
    "public_health_restored",
    "settlement",
    "single_pot",
    "stream_10_years",
    "whole_briefing",
)


@pytest.fixture(scope="module")
def deflator():
    return load_parameters().deflator


@pytest.fixture(scope="module")
def terms(baseline, deflator):
    return {name: terms_of(load_scenario(name), baseline, deflator) for name in scenario_names()}


def by_year_and_use(terms):
    return np.einsum("yf,fu->yu", terms.budget, terms.split)


def by_year_and_area(terms):
    return np.einsum("yf,fa->ya", terms.budget, terms.share)


def test_these_are_all_the_scenarios():
    assert sorted((*SAME_MONEY, *OWN_MONEY)) == list(scenario_names())


def test_every_scenario_has_sources_and_something_graded():
    for name in scenario_names():
        scenario = load_scenario(name)
        assert all(scenario.sources)
        assert scenario.funds or scenario.levers or name == "baseline"
        assert all(len(line) <= 120 for line in scenario.description.splitlines())


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_becomes_terms_that_spend_everything(name, terms):
    np.testing.assert_allclose(terms[name].share.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    np.testing.assert_allclose(terms[name].split.sum(axis=1), 1.0, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", SAME_MONEY)
def test_mix_and_place_are_compared_at_the_same_new_money_in_every_year(name, deflator):
    for prices in (deflator, STEEP):
        announced, money = (load_scenario(one).new_money(prices) for one in ("announced_2021", name))
        assert max(abs(money[year] - announced[year]) for year in SIMULATED_YEARS) < 1e-9


@pytest.mark.parametrize("name", ["health_need", "per_head", "concentrated", "spread_thin"])
def test_a_comparison_of_places_leaves_the_mix_of_every_year_alone(name, terms):
    announced = terms["announced_2021"]
    np.testing.assert_allclose(by_year_and_use(terms[name]), by_year_and_use(announced), rtol=0, atol=1e-9)
    assert np.abs(by_year_and_area(terms[name]) - by_year_and_area(announced)).max() > 1


@pytest.mark.parametrize("name", ["balanced_four_capitals", "infrastructure_tilt"])
def test_a_comparison_of_mixes_leaves_the_places_of_every_year_alone(name, terms):
    announced = terms["announced_2021"]
    np.testing.assert_allclose(by_year_and_area(terms[name]), by_year_and_area(announced), rtol=0, atol=1e-9)
    assert np.abs(by_year_and_use(terms[name]) - by_year_and_use(announced)).max() > 1


@pytest.mark.parametrize(
    "name",
    [
        "cash_per_head",
        "realigned_to_nhs",
        "early_years_and_skills",
        "nature_and_place",
        "housing_quality",
    ],
)
def test_themes_are_placed_per_head(name, terms):
    np.testing.assert_allclose(by_year_and_area(terms[name]), by_year_and_area(terms["per_head"]), rtol=0, atol=1e-9)


def test_balanced_scenarios_buy_the_same_and_differ_in_place_or_time(terms):
    balanced = terms["balanced_health_need"]
    for name in ("balanced_four_capitals", "burst_3_years", "stream_10_years"):
        np.testing.assert_array_equal(terms[name].split, np.tile(balanced.split, (len(terms[name].split), 1)))


def test_the_infrastructure_tilt_has_the_proportions_of_the_plan_for_growth():
    for fund in load_scenario("infrastructure_tilt").funds.values():
        physical = sum(fund.uses.get(use.name, 0.0) for use in USES_OF_MONEY if use.capital == "physical")
        assert physical / (1 - physical) == pytest.approx(150 / 8.7)


def test_thirty_areas_share_the_concentrated_money_equally_per_head(terms, baseline):
    people = baseline.arrays.population
    share = terms["concentrated"].share[0]
    assert (share > 0).sum() == 30
    assert np.ptp(share[share > 0] / people[share > 0]) == pytest.approx(0, abs=1e-15)
    hle = baseline.arrays.hle.mean(axis=0)
    assert hle[share > 0].max() <= hle[share == 0].min()


def test_money_spread_thin_is_the_same_sum_for_each_area(terms):
    np.testing.assert_allclose(terms["spread_thin"].share, 1 / 307, rtol=1e-12)


def test_what_was_awarded_adds_up_to_what_was_published():
    cash = {name: sum(fund.gbp_m.values()) for name, fund in load_scenario("as_awarded").funds.items()}
    assert cash == pytest.approx(
        {
            "future_high_streets_fund": 830,
            "levelling_up_fund_round_1": 1351,
            "levelling_up_fund_round_2": 1631.7,
            "town_deals": 2340,
        }
    )


def test_the_end_of_eu_money_is_a_loss_of_the_same_cash_every_year_from_2021():
    flat = Deflator(dict.fromkeys(range(2010, 2036), 1.0), 0.0)
    money = load_scenario("eu_funds_end_no_replacement").new_money(flat)
    assert list(money.values()) == [0.0, *[-915.0] * 15]


def test_services_are_on_the_scale_that_the_sources_name(deflator):
    councils = load_scenario("council_services_restored").new_money(deflator)
    care = load_scenario("job_quality_in_care").new_money(deflator)
    assert [councils[year] for year in (2021, 2022, 2035)] == [0.0, 16900.0, 16900.0]
    assert care[2022] == care[2035] == pytest.approx(1.65e6 / 4 * 6000 / 1e6)


def test_burst_and_stream_have_one_present_value_to_the_penny(deflator):
    def present_value(name):
        money = load_scenario(name).new_money(deflator)
        return sum(amount / 1.035 ** (year - 2021) for year, amount in money.items())

    burst, stream = present_value("burst_3_years"), present_value("stream_10_years")
    assert burst == pytest.approx(2500 * (1 + 1 / 1.035 + 1 / 1.035**2))
    assert abs(burst - stream) * 1e6 < 0.01


def test_burst_and_stream_differ_in_years_alone(terms):
    burst, stream = terms["burst_3_years"], terms["stream_10_years"]
    np.testing.assert_array_equal(burst.share, stream.share)
    np.testing.assert_array_equal(burst.split, stream.split)
    assert [(one.budget > 0).sum() for one in (burst, stream)] == [3, 10]


def test_ways_of_giving_have_one_money_and_mix_in_every_year(terms):
    settlement = terms["settlement"]
    for name in ("single_pot", "fragmented_pots"):
        np.testing.assert_allclose(by_year_and_use(terms[name]), by_year_and_use(settlement), rtol=0, atol=1e-9)
        assert terms[name].competitive.all()
        # Grants use the budget of every year up, so that a pot lapses or rolls over for want of bids alone.
        np.testing.assert_allclose(terms[name].budget % terms[name].grant, 0, atol=1e-9)
    assert len(terms["fragmented_pots"].grant) == 8
    np.testing.assert_allclose(by_year_and_use(terms["competition"]), by_year_and_use(terms["single_pot"]))
    # A quarter buys something else, and all of it is spent.
    np.testing.assert_allclose(terms["capacity_grant"].budget.sum(axis=1), terms["competition"].budget.sum(axis=1))


def test_levers_make_nobody_less_than_healthy_and_reach_what_they_state(terms, baseline):
    scenario = load_scenario("population_prevention")
    change = policy_of(scenario, baseline).prevalence_change
    at_end = {risk: float(change[-1, index].mean()) for index, risk in enumerate(RISKS)}
    assert at_end == pytest.approx({"smoking": -0.03, "obesity": -0.02, "inactivity": -0.017, "risky_alcohol": -0.02})
    assert not change[: SIMULATED_YEARS.index(2023)].any()
    smoking = change[:, RISKS.index("smoking"), 0]
    assert smoking[SIMULATED_YEARS.index(2026)] == pytest.approx(-0.015)
    assert smoking[SIMULATED_YEARS.index(2030) :] == pytest.approx(np.full(6, -0.03))


def test_prevention_and_the_grant_alone_differ_in_levers_alone():
    prevention, grant = load_scenario("population_prevention"), load_scenario("public_health_restored")
    assert prevention.funds == grant.funds
    assert len(prevention.levers) == 4


def test_the_whole_briefing_is_made_of_the_scenarios_of_its_parts(deflator):
    whole = load_scenario("whole_briefing")
    assert whole.levers == load_scenario("population_prevention").levers
    for name in ("council_services_restored", "public_health_restored", "job_quality_in_care"):
        for key, fund in load_scenario(name).funds.items():
            assert whole.funds[key] == fund
    redirected = whole.funds["levelling_up_for_health"].new_money(deflator)
    announced = load_scenario("announced_2021").new_money(deflator)
    assert redirected == pytest.approx(announced, abs=1e-9)
    bought = {use for fund in whole.funds.values() for use, share in fund.uses.items() if share}
    assert set(USE_NAMES) - bought == {"connectivity", "premises", "housing", "culture", "nhs"}
