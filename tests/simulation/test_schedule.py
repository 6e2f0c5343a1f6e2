"""The order of a year: what moves what, by how much."""

import numpy as np
import pytest
from fourcapitals.data.effective_numbers import without_shocks, without_trends
from fourcapitals.scenario.policy import Policy
from fourcapitals.vocabulary import OUTCOME_NAMES, RISKS, USE_NAMES


def outcomes(states, name):
    return np.array([getattr(state.outcomes, name) for state in states])


def test_a_transfer_raises_income_by_its_share(toy, central, make_terms, run_years):
    # £60m a year to 300,000 people are £200 a head, 1% of an income of £20,000.
    states, _, _ = run_years(toy, without_trends(central), make_terms(toy, (60.0, {"household_income": 1.0}, None)))
    np.testing.assert_allclose(states[1].responses.income, np.log(1.01))
    # Those who receive them have two fifths of it: to them it is 2.5%.
    slow = central.slow_health_speed * central.healthy_years_per_log_income_of_recipients * np.log(1.025)
    weight = np.exp(central.need_gradient_income * toy.deprivation)
    np.testing.assert_allclose(states[1].responses.health.slow, slow * weight / weight.mean())


def test_nhs_money_reaches_its_steady_state(toy, central, make_terms, run_years):
    # £30m a year are £100 a head; without feedback HLE would approach weight x 81 x £100 / cost per QALY.
    states, _, _ = run_years(toy, central, make_terms(toy, (30.0, {"nhs": 1.0}, None)))
    weight = np.exp(central.need_gradient_nhs * toy.deprivation)
    # The hundred on a budget of 2,310 do as much as 97.9 would at the margin.
    equal = central.nhs_budget * np.log(1 + 100 / central.nhs_budget)
    limit = weight / weight.mean() * 81 * equal / central.nhs_cost_per_qaly
    reached = 1 - (1 - central.fast_health_speed) ** 16
    np.testing.assert_allclose(states[-1].responses.health.fast, reached * limit)


def test_council_money_lengthens_life_as_estimated_in_four_years(toy, central, make_terms, run_years):
    alone = central._replace(public_health_in_council_spending=0.0, council_tax_per_log_income=0.0)
    states, _, _ = run_years(toy, alone, make_terms(toy, (30.0, {"council_services": 1.0}, None)))
    # £100 a head on a budget of 700.
    equal = 7 * np.log(1 + 100 / 700)
    expected = equal * central.council_effect_multiple * central.life_years_per_council_spending
    health = states[4].responses.health
    np.testing.assert_allclose(health.council_male, expected[0] * np.ones(3), rtol=1e-12)
    np.testing.assert_allclose(health.council_female, expected[1] * np.ones(3), rtol=1e-12)


def test_half_the_pay_gain_of_a_job_core_with_half_in_commuters_appears_outside(toy, central, make_terms, run_years):
    # Four fifths of the suburb work in the core; both hold half of the core's jobs.
    only_own = central._replace(
        output_per_log_economic_mass=0.0,
        job_displacement=0.0,
        employment_per_log_economic_mass=0.0,
        output_per_healthy_year=0.0,
        skills_renewal_per_log_income=0.0,
    )
    states, _, _ = run_years(toy, only_own, make_terms(toy, (30.0, {"premises": 1.0}, [1.0, 0.0, 0.0])))
    jobs = toy.population * states[-1].capitals.premises / central.premises_cost_per_job
    employed = states[-1].outcomes.employment - toy.employment
    by_home = (
        employed * toy.working_age
        - central.employment_per_sickness * (toy.long_term_sick - states[-1].outcomes.long_term_sick) * toy.working_age
    )
    np.testing.assert_allclose(
        by_home, central.employment_share_of_jobs * np.array([0.5, 0.5, 0.0]) * jobs[0], atol=1e-9
    )
    output = states[-1].responses.productivity
    assert output[0] > 0
    assert output[1] == pytest.approx(0, abs=1e-15)
    from_work = central.income_per_log_employment * np.log(1 + employed / toy.employment)
    np.testing.assert_allclose(
        states[-1].responses.income - from_work,
        central.income_per_log_wage_pool * output[0] * np.array([1.0, 0.8, 0.0]),
        atol=1e-15,
    )


def test_displaced_jobs_leave_neighbours_and_spare_the_island(toy, central, make_terms, run_years):
    certain = central._replace(employment_per_sickness=0.0, employment_per_log_economic_mass=0.0)
    states, _, _ = run_years(toy, certain, make_terms(toy, (30.0, {"premises": 1.0}, [1.0, 0.0, 0.0])))
    employed = (states[-1].outcomes.employment - toy.employment) * toy.working_age
    jobs = toy.population[0] * states[-1].capitals.premises[0] / central.premises_cost_per_job
    kept, lost = jobs, -central.job_displacement * jobs
    share = central.employment_share_of_jobs
    np.testing.assert_allclose(employed, share * np.array([0.5 * kept, 0.5 * kept + lost, 0.0]), atol=1e-9)


def test_tax_is_a_flat_share_of_income_and_pays_the_whole_budget(toy, central, make_terms, run_years):
    free = make_terms(toy, (60.0, {"household_income": 1.0}, None))
    taxed = free._replace(tax_financed=np.ones(1))
    numbers = without_trends(central)._replace(healthy_years_per_log_income_of_recipients=0.0)
    states, _, _ = run_years(toy, numbers._replace(healthy_years_per_log_income=0.0), taxed)
    # Equal incomes: everyone gets £200 and pays £200.
    for name in OUTCOME_NAMES:
        if name not in {"hle", "le"}:
            np.testing.assert_allclose(outcomes(states, name)[-1], outcomes(states, name)[0], rtol=1e-12)


def test_a_displaced_budget_is_taken_where_it_was_per_head(toy, central, make_terms, run_years):
    money = make_terms(toy, (30.0, {"public_health": 1.0}, [1.0, 0.0, 0.0]))
    displacing = money._replace(displaced_use=np.array([USE_NAMES.index("nhs")]))
    _, awards, _ = run_years(toy, central, displacing)
    by_use = awards[0, 0]
    np.testing.assert_allclose(by_use[:, USE_NAMES.index("public_health")], [30, 0, 0])
    np.testing.assert_allclose(by_use[:, USE_NAMES.index("nhs")], [-10, -10, -10])
    assert awards.sum() == pytest.approx(0, abs=1e-9)


def test_running_costs_fall_on_councils_only_when_the_scenario_says_so(toy, central, make_terms, run_years):
    money = make_terms(toy, (30.0, {"housing": 1.0}, None))
    habits = np.zeros((16, len(RISKS), 3))
    centre, _, _ = run_years(toy, central, money, policy=Policy(np.zeros(1), 0.0, habits))
    councils, _, _ = run_years(toy, central, money, policy=Policy(np.zeros(1), 1.0, habits))
    assert (councils[-1].outcomes.le < centre[-1].outcomes.le).all()
    np.testing.assert_allclose(
        centre[-1].money.running_cost,
        central.running_cost_rate * centre[-1].capitals.housing * toy.population / 1e6,
    )


def test_less_smoking_lengthens_life_and_improves_health(toy, central, make_terms, run_years):
    habits = np.zeros((16, len(RISKS), 3))
    habits[5:, 0] = -0.05
    policy = Policy(np.zeros(0), 0.0, habits)
    changed, _, _ = run_years(toy, central, make_terms(toy), policy=policy)
    still, _, _ = run_years(toy, central, make_terms(toy))
    np.testing.assert_array_equal(changed[5].outcomes.le, still[5].outcomes.le)
    assert (changed[6].outcomes.le > still[6].outcomes.le).all()
    # Longer lives alone would give half a healthy year each (the toy's slopes are -5.5 and -11).
    longer = changed[-1].outcomes.le - still[-1].outcomes.le
    assert (changed[-1].outcomes.hle - still[-1].outcomes.hle > 0.5 * longer).all()


def test_early_years_skills_hardly_land_by_2035(toy, central, make_terms, run_years):
    states, _, _ = run_years(toy, central, make_terms(toy, (30.0, {"early_years": 1.0}, None)))
    waiting = states[-1].delivery.early_to_skills.sum(axis=0)
    landed = states[-1].capitals.skills / toy.population * toy.working_age / central.early_years_return
    assert (landed < 0.25 * waiting).all()


def test_a_pound_to_people_on_two_fifths_of_the_mean_does_two_and_a_half_times_as_much(
    toy, central, make_terms, run_years
):
    money = make_terms(toy, (3.0, {"household_income": 1.0}, None))
    numbers = without_trends(central)
    slow = [
        run_years(toy, numbers._replace(recipients_share_of_mean_income=share), money)[0][1].responses.health.slow
        for share in (0.4, 1.0)
    ]
    np.testing.assert_allclose(slow[0] / slow[1], 2.5, rtol=1e-3)


def test_health_follows_housing_at_its_own_speed(toy, central, make_terms, run_years):
    numbers = central._replace(housing_health_speed=1.0, need_gradient_income=0.0)
    states, _, _ = run_years(toy, numbers, make_terms(toy, (30.0, {"housing": 1.0}, None)))
    for state in states[1:]:
        expected = central.healthy_years_per_housing_stock * state.capitals.housing / 1000
        np.testing.assert_allclose(state.responses.health.housing, expected)


def test_life_grows_by_a_little_more_than_healthy_life_with_money_for_health(toy, central, make_terms, run_years):
    for use in ("public_health", "nhs"):
        states, _, _ = run_years(toy, without_shocks(without_trends(central)), make_terms(toy, (3.0, {use: 1.0}, None)))
        hle, le = (outcomes(states, name)[-1] - outcomes(states, name)[0] for name in ("hle", "le"))
        # A lasting 11 years of life for each log of mortality, as in England; HLE also has what income brings.
        np.testing.assert_allclose(le / hle, 1.05, atol=0.05)


def test_ten_times_the_money_of_a_budget_no_longer_buys_ten_times_the_health(toy, central, make_terms, run_years):
    numbers = without_shocks(without_trends(central))
    for use, budget in (("public_health", 60), ("council_services", 700)):
        # £m for 300,000 people: a thousandth of the budget, the budget, ten of them.
        small, once, ten = (0.3 * budget * times for times in (1e-3, 1.0, 10.0))
        gain = [
            outcomes(run_years(toy, numbers, make_terms(toy, (money, {use: 1.0}, None)))[0], "le")[-1].mean()
            - toy.le.mean()
            for money in (small, once, ten)
        ]
        assert 1e3 * gain[0] > gain[1] > 0, use
        assert gain[1] == pytest.approx(1e3 * gain[0] * np.log(2), rel=0.05), use
        assert gain[2] < 4 * gain[1], use
