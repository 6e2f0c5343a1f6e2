"""What moves nothing: no money, the order of funds and of areas, and for drivers trends, noise and COVID-19."""

import numpy as np
from fourcapitals.data.effective_numbers import without_shocks, without_trends
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.vocabulary import OUTCOME_NAMES, USE_NAMES
from orders import permuted

STILL = dict.fromkeys(OUTCOME_NAMES, 1e-09)


def outcomes(states, name):
    return np.array([getattr(state.outcomes, name) for state in states])


def test_every_level_stays_put_without_funds_trends_shocks_and_noise(baseline, central, make_terms, run_years):
    areas = baseline.arrays
    states, _, _ = run_years(areas, without_shocks(without_trends(central)), make_terms(areas))
    for name, tolerance in STILL.items():
        levels = outcomes(states, name)
        assert np.abs(levels - levels[0]).max() <= tolerance, name
    for stock in states[-1].capitals:
        assert not np.any(stock)


def test_a_fund_of_nothing_changes_nothing(toy, central, make_terms, run_years):
    with_money = [(50.0, {"premises": 1.0}, None)]
    idle = [(0.0, {"community": 1.0}, None)]
    alone, _, _ = run_years(toy, central, make_terms(toy, *with_money))
    beside, _, _ = run_years(toy, central, make_terms(toy, *with_money, *idle))
    for name in OUTCOME_NAMES:
        assert np.array_equal(outcomes(alone, name), outcomes(beside, name))


def test_the_order_of_funds_does_not_matter(baseline, central, make_terms, run_years):
    areas = baseline.arrays
    funds = [
        (900.0, {"premises": 0.5, "connectivity": 0.5}, None),
        (300.0, {"community": 1.0}, None),
        (80.0, {"nhs": 1.0}, None),
    ]
    forward, _, _ = run_years(areas, central, make_terms(areas, *funds))
    backward, _, _ = run_years(areas, central, make_terms(areas, *funds[::-1]))
    for name in OUTCOME_NAMES:
        np.testing.assert_allclose(outcomes(forward, name), outcomes(backward, name), rtol=1e-10)


def test_a_fund_split_into_halves_does_the_same(baseline, central, make_terms, run_years):
    areas = baseline.arrays
    uses = {"adult_skills": 0.5, "green_space": 0.25, "council_services": 0.25}
    one, _, _ = run_years(areas, central, make_terms(areas, (700.0, uses, None)))
    halves, _, _ = run_years(areas, central, make_terms(areas, (350.0, uses, None), (350.0, uses, None)))
    for name in OUTCOME_NAMES:
        np.testing.assert_allclose(outcomes(one, name), outcomes(halves, name), rtol=1e-10)


def test_the_order_of_areas_does_not_matter(baseline, central, make_terms, run_years):
    areas = baseline.arrays
    order = np.random.default_rng(1).permutation(len(areas.population))
    funds = [(1000.0, {use: 1 / len(USE_NAMES) for use in USE_NAMES}, None)]
    noise = draw_shocks(1, 0, areas=len(order), years=16)
    shuffled = noise._replace(
        area_productivity=noise.area_productivity[:, order],
        area_health=noise.area_health[..., order],
        area_good_health=noise.area_good_health[..., order],
        life_satisfaction=noise.life_satisfaction[:, order],
    )
    plain, _, _ = run_years(areas, central, make_terms(areas, *funds), noise=noise)
    mixed_areas = permuted(areas, order)
    mixed, _, _ = run_years(mixed_areas, central, make_terms(mixed_areas, *funds), noise=shuffled)
    for name in OUTCOME_NAMES:
        np.testing.assert_allclose(outcomes(plain, name)[..., order], outcomes(mixed, name), rtol=1e-10, err_msg=name)


def test_drivers_never_read_trends_noise_or_covid(baseline, central, make_terms, run_years):
    areas = baseline.arrays
    funds, none = make_terms(areas, (2000.0, {"nhs": 0.5, "premises": 0.5}, None)), make_terms(areas)
    noise = draw_shocks(7, 3, areas=len(areas.population), years=16)

    def effect(noise, parameters):
        treated, _, _ = run_years(areas, parameters, funds, noise=noise)
        untreated, _, _ = run_years(areas, parameters, none, noise=noise)
        return outcomes(treated, "hle") - outcomes(untreated, "hle")

    quiet = effect(None, without_shocks(without_trends(central)))
    np.testing.assert_allclose(effect(noise, central), quiet, atol=1e-11)
    assert np.abs(quiet).max() > 0
