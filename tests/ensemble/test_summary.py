"""What is kept of a draw is what measures of inequality make of its areas."""

import numpy as np
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble import block as b
from fourcapitals.ensemble import summary
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.equations import disparity
from fourcapitals.results import gaps
from fourcapitals.scenario.files import load_scenario
from fourcapitals.scenario.policy import Policy
from fourcapitals.scenario.terms import terms_of
from fourcapitals.simulation.drawn_start import start_of_draw
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.run import simulate
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import RISKS, outcome_named


def test_the_gaps_of_a_summary_are_those_of_the_measures_of_inequality(baseline):
    areas = baseline.arrays
    p = stable_block(load_parameters(), areas, 0, 0).block.parameters[0]
    results = simulate("baseline", numbers=p, seed=0)
    noise = draw_shocks(0, 0, areas=307, years=16)
    none = Policy(np.zeros(0), 0.0, np.zeros((16, len(RISKS), 307)))
    setting = environment_of(areas, p, map_geography(areas, p), none)
    terms = terms_of(load_scenario("baseline"), baseline, load_parameters().deflator)
    state, noise, _ = start_of_draw(base_state(areas, funds=0), noise, baseline.start, p, seed=0, draw=0)
    outcomes, *_ = project(state, terms, setting, noise)
    made = summary.summarise(outcomes, summary.wider_places_of(baseline))
    for index, sex in enumerate(("male", "female", None)):
        table = gaps.inequality_over_time(results, "hle", sex=sex)
        table = table.set_index("measure")["value"]
        np.testing.assert_allclose(made.gaps[0, index], table["gap"], rtol=1e-12)
        np.testing.assert_allclose(made.gaps[1, index], table["gap_of_base_year_places"], rtol=1e-12)
    values, weights, _ = gaps.place_values(results, outcome_named("gva_per_hour"))
    levels = values.isel(scenario=0, draw=0).to_numpy()
    np.testing.assert_allclose(made.missions[0], disparity.absolute_gap(np.log(levels), weights), rtol=1e-12)
    np.testing.assert_allclose(made.missions[1], disparity.absolute_gap(levels, weights), rtol=1e-12)
    np.testing.assert_array_equal(made.missions[3], (levels - levels[0] > 1e-9).sum(axis=-1))
    values, weights, _ = gaps.place_values(results, outcome_named("life_satisfaction"))
    levels = values.isel(scenario=0, draw=0).to_numpy()
    np.testing.assert_allclose(made.missions[2], disparity.absolute_gap(levels, weights), rtol=1e-12)
    np.testing.assert_array_equal(made.missions[4], (levels - levels[0] > 1e-9).sum(axis=-1))
    compiled = b.machine_code()[1](outcomes, summary.wider_places_of(baseline))
    for name, ours, theirs in zip(made._fields, compiled, made, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, err_msg=name)


def test_of_equal_places_the_later_ranks_higher_as_a_stable_sort_has_it():
    generator = np.random.default_rng(1)
    for size in (1, 2, 9, 10, 55, 149):
        values = generator.integers(0, 6, size).astype(float)
        low, high = summary.ends(values)
        order = np.argsort(values, kind="stable")
        assert low.tolist() == order[: len(low)].tolist()
        assert high.tolist() == order[::-1][: len(high)].tolist()


def test_the_ends_are_the_same_whichever_places_were_known_before():
    generator = np.random.default_rng(2)
    for size in (1, 9, 55, 149, 307):
        values = generator.integers(0, 9, size).astype(float)
        count = summary.number_of_ends(size)
        for _ in range(5):
            known = summary.Ends(*(generator.permutation(size)[:count] for _ in range(2)))
            summary.find_ends(values, known)
            for found, expected in zip(known, summary.ends(values), strict=True):
                assert found.tolist() == expected.tolist()
