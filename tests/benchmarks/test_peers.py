"""The benchmark's peers give the outcomes of the package, so that their speed may be compared."""

import floor
import numpy as np
import pytest
from batched_numpy import Batch, member_of
from fourcapitals.equations.delays import approach
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import Outcomes, base_state
from fourcapitals.vocabulary import OUTCOME_NAMES, RISKS, USE_NAMES
from implementations import ARRAYS, BATCH_RUN, BATCHED, PLAIN, check_all
from inputs import TOLERANCE, Inputs, check_equal, the_inputs, tiled
from plain_mesa import PlainMesa, outcomes_of

YEARS = 3


@pytest.fixture
def small(toy, central, make_terms):
    """Three areas, three years, two draws; every use is bought, one fund is taxed for and one displaces the NHS."""
    funds = [(1000.0, {use: 1 / len(USE_NAMES) for use in USE_NAMES}, None), (250.0, {"public_health": 1.0}, None)]
    terms = make_terms(toy, *funds)
    terms = terms._replace(
        budget=terms.budget[:YEARS],
        tax_financed=np.array([0.0, 1.0]),
        displaced_use=np.array([-1, USE_NAMES.index("nhs")]),
    )
    policy = Policy(terms.tax_financed, 1.0, np.full((YEARS, len(RISKS), 3), -0.01))
    other = central._replace(
        mean_delay=central.mean_delay + 0.5,
        minimum_effective_scale=2 * central.minimum_effective_scale,
        covid_full_until=2020.0,
        public_health_cost_per_qaly=15000.0,
        council_effect_on_life_only=0.2,
        deadweight=central.deadweight / 2,
    )
    geography = map_geography(toy, central)
    return Inputs(
        areas=toy,
        funds=("first", "second"),
        terms=terms,
        start=base_state(toy, funds=2),
        environments=tuple(environment_of(toy, parameters, geography, policy) for parameters in (central, other)),
        parameters=(central, other),
    )


def expected(inputs, draw, noise=None):
    return project(inputs.start, inputs.terms, inputs.environment(draw), noise or inputs.noise(draw))[0]


def test_areas_as_plain_mesa_agents_have_the_outcomes_of_the_package(small):
    for draw in range(2):
        model = PlainMesa(small.areas, small.environment(draw), small.terms, small.noise(draw))
        assert check_equal("plain Mesa", outcomes_of(model), expected(small, draw)) < TOLERANCE


def test_the_data_collector_of_plain_mesa_holds_means_under_the_weights_of_each_outcome(small):
    model = PlainMesa(small.areas, small.environment(0), small.terms, small.noise(0))
    model.run()
    collected, truth = model.datacollector.get_model_vars_dataframe(), expected(small, 0)
    assert len(collected) == YEARS + 1
    np.testing.assert_allclose(
        collected["gva_per_hour"], np.average(truth.gva_per_hour, axis=1, weights=small.areas.hours), rtol=1e-12
    )
    by_sex = np.average(truth.hle, axis=2, weights=small.areas.population)
    np.testing.assert_allclose(collected["hle"], by_sex.mean(axis=1), rtol=1e-12)


def test_members_of_a_batch_have_the_outcomes_of_the_package(small):
    draws = range(5)
    outcomes = Batch(
        small.start, small.terms, [small.environment(draw) for draw in draws], [small.noise(draw) for draw in draws]
    ).run()
    for draw in draws:
        assert check_equal("batched NumPy", member_of(outcomes, draw), expected(small, draw)) < TOLERANCE


def test_draws_differ_and_money_matters(small):
    first, second = expected(small, 0, small.noise(0)), expected(small, 1, small.noise(0))
    no_money = small.terms._replace(budget=0 * small.terms.budget)
    without, *_ = project(small.start, no_money, small.environment(0), small.noise(0))
    for name in ("hle", "income", "gva_per_hour"):
        assert np.abs(getattr(first, name)[-1] - getattr(second, name)[-1]).max() > 0
        assert np.abs(getattr(first, name)[-1] - getattr(without, name)[-1]).max() > 0


def test_islands_side_by_side_fare_as_each_does_alone(small):
    # The islands take the central numbers and no habits: so does the one to compare with.
    alone, pair = tiled(small, 1), tiled(small, 2)
    noise = small.noise(0)
    by_area = ("area_productivity", "area_health", "area_good_health", "life_satisfaction", "bids")
    twice = noise._replace(**{name: np.concatenate([getattr(noise, name)] * 2, axis=-1) for name in by_area})
    together, apart = expected(pair, 0, twice), expected(alone, 0, noise)
    for part in (slice(0, 3), slice(3, 6)):
        half = Outcomes(*(getattr(together, name)[..., part] for name in OUTCOME_NAMES))
        assert check_equal("islands", half, apart) < TOLERANCE


def test_a_peer_that_is_off_by_a_millionth_does_not_count(small):
    outcomes = expected(small, 0)
    with pytest.raises(AssertionError, match=r"peer: outcomes differ by 1\.0e-06 from the compiled ones"):
        check_equal("peer", outcomes._replace(income=outcomes.income * (1 + 1e-6)), outcomes)


def test_peers_refuse_funds_that_take_bids(small):
    bidding = small.terms._replace(competitive=np.ones(2))
    with pytest.raises(ValueError, match="by formula only"):
        PlainMesa(small.areas, small.environment(0), bidding, small.noise(0))
    with pytest.raises(ValueError, match="by formula only"):
        Batch(small.start, bidding, [small.environment(0)], [small.noise(0)])


def test_the_floor_counts_what_equations_do():
    floor.Tallied.tally.clear()
    approach(floor.Tallied(), floor.Tallied(), 0.3)
    np.log(1 + floor.Tallied() / 2.0)
    # current + speed * (target - current), then a division by what holds still, an addition and a logarithm.
    assert floor.Tallied.tally == {"add_multiply": 5, "exponential": 1}


def test_the_floor_counts_as_many_normals_as_a_run_draws(small):
    counted = floor.operations_of_a_run(small)
    assert counted["normal"] == YEARS * (6 * 3 + 2)
    noise = draw_shocks(1, 0, areas=3, years=YEARS)
    assert counted["normal"] == sum(np.size(values) for values in noise)


@pytest.mark.thorough
def test_all_implementations_agree_on_what_the_benchmark_gives_them():
    found = check_all(the_inputs())
    assert set(found) == {PLAIN, ARRAYS, BATCHED, BATCH_RUN}
    assert max(found.values()) < TOLERANCE
