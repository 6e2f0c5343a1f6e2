"""What is laid out for machine code is read by name and area by area as it was, and is let go."""

import resource
import sys
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation.arrays import each_area, laid_out
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.compiled.layout import hand_over
from fourcapitals.simulation.compiled.typed import machine_code_of
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import AreaShocks, Capitals, Health, Responses, base_state
from fourcapitals.vocabulary import RISKS

SIZES = (1, 3, 63, 64, 65, 307)


@pytest.fixture
def given(toy, central, make_terms):
    """State, terms, environment and noise of three areas."""
    terms = make_terms(toy, (1000.0, {"premises": 0.5, "public_health": 0.5}, None))
    policy = Policy(terms.tax_financed, 1.0, np.full((16, len(RISKS), 3), -0.01))
    environment = environment_of(toy, central, map_geography(toy, central), policy)
    return base_state(toy, funds=1), terms, environment, draw_shocks(1, 0, areas=3, years=16, funds=["a"])


def arrays(held):
    """Every array of a tuple of tuples."""
    if isinstance(held, np.ndarray):
        return [held]
    return [array for part in held for array in arrays(part)] if isinstance(held, tuple) else []


def numbers(areas, *rows):
    return np.random.default_rng(2).normal(size=(*rows, areas))


@pytest.mark.thorough
def test_what_python_gives_is_read_by_name(given):
    def look(state, terms, environment, noise):
        return (
            state.year,
            state.delivery.stages,
            terms.budget[2],
            environment.parameters.mean_delay[1],
            environment.parameters.area_health_noise,
            environment.council_effect[1],
            environment.geography.neighbour.share,
            environment.slopes.male.hle,
            environment.slopes.female.le_theta,
            noise.area_health[3, 1],
            len(environment.place.income),
        )

    for ours, theirs in zip(compile_function(look)(*given), look(*given), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_names_of_what_is_laid_out_give_what_was_there():
    def look(shocks, responses):
        shocks, responses = laid_out(shocks), laid_out(responses)
        return shocks.productivity, shocks.health_female, responses.health.fast, responses.healthy_years

    run = compile_function(look)
    for areas in SIZES:
        values = numbers(areas, 11)
        responses = Responses(values[0], Health(*values[1:9]), values[9], values[10])
        shocks = AreaShocks(*numbers(areas, 5))
        for ours, theirs in zip(run(shocks, responses), look(shocks, responses), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_an_area_reads_its_own_numbers():
    def of_one(factor, capitals, single, responses):
        health = responses.health
        return AreaShocks(
            productivity=factor * capitals.particulates + single,
            health_male=health.risk_good_health - responses.income,
            health_female=capitals.transport * health.slow,
            good_health_male=single,
            good_health_female=single,
        )

    def of_all(factor, capitals, single, responses):
        found = each_area(of_one, factor, laid_out(capitals), laid_out(single), laid_out(responses))
        return found.productivity, found.health_male, found.health_female

    machine_code_of(of_one)
    run = compile_function(of_all)
    for areas in SIZES:
        values = numbers(areas, 20)
        responses = Responses(values[0], Health(*values[1:9]), values[9], values[10])
        given = 2.0, Capitals(*values[11:19]), values[19], responses
        for ours, theirs in zip(run(*given), of_all(*given), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-15)


@pytest.mark.thorough
def test_one_answer_is_read_by_the_next_behaviour():
    def double(_, shocks):
        return AreaShocks(
            2 * shocks.productivity,
            2 * shocks.health_male,
            2 * shocks.health_female,
            shocks.productivity,
            shocks.productivity,
        )

    def total(_, responses, doubled):
        return responses.income + doubled.shocks.health_male

    def of_all(shocks, responses):
        return each_area(total, None, laid_out(responses), each_area(pair, None, each_area(double, None, shocks)))

    class Pair(NamedTuple):
        shocks: AreaShocks
        other: Any

    def pair(_, shocks):
        return Pair(
            shocks=AreaShocks(
                shocks.productivity,
                shocks.health_male,
                shocks.health_female,
                shocks.good_health_male,
                shocks.good_health_female,
            ),
            other=0.0,
        )

    def compiled(shocks, responses):
        return of_all(laid_out(shocks), responses)

    for function in (double, total, pair, of_all):
        machine_code_of(function)
    values = numbers(70, 11)
    responses = Responses(values[0], Health(*values[1:9]), values[9], values[10])
    shocks = AreaShocks(*numbers(70, 5))
    np.testing.assert_array_equal(compile_function(compiled)(shocks, responses), compiled(shocks, responses))


@pytest.mark.thorough
def test_two_classes_of_one_name_are_told_apart():
    def one_way():
        class Pair(NamedTuple):
            first: Any
            second: Any

        return Pair

    def other_way():
        class Pair(NamedTuple):
            second: Any
            first: Any

        return Pair

    def first_of(_, pair):
        return pair.first

    def of_all(pair):
        return each_area(first_of, None, laid_out(pair))

    machine_code_of(first_of)
    run = compile_function(of_all)
    for kind in (one_way(), other_way()):
        assert run(kind(first=np.ones(3), second=np.zeros(3))).tolist() == [1.0, 1.0, 1.0]


def test_a_run_lets_go_of_all_that_it_took(given):
    run = compile_function(project)
    run(*given)
    before = [sys.getrefcount(array) for array in arrays(given)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100):
        run(*given)
    assert [sys.getrefcount(array) for array in arrays(given)] == before
    # A run lays out more than a megabyte.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 20_000


def test_a_run_that_is_refused_lets_go_too(given):
    state, terms, environment, noise = given
    run = compile_function(project)
    other = environment._replace(tax_financed=np.zeros(5))
    before = [sys.getrefcount(array) for array in arrays((state, terms, noise))]
    for _ in range(3):
        with pytest.raises(ValueError, match="other funds than the terms"):
            run(state, terms, other, noise)
    assert [sys.getrefcount(array) for array in arrays((state, terms, noise))] == before


def test_outcomes_outlive_what_they_were_made_from(given):
    made = arrays(compile_function(project)(*given))
    kept = [array.copy() for array in made]
    del given
    others = [np.full(10_000, -1.0) for _ in range(50)]
    assert len(others) == 50
    for array, copy in zip(made, kept, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_a_name_that_is_not_there_is_refused(given):
    def wrong(environment):
        return laid_out(environment.place).incone

    with pytest.raises(numba.TypingError, match="incone"):
        compile_function(wrong)(given[2])


def test_arrays_of_different_lengths_are_not_laid_out():
    def wrong(shocks):
        return laid_out(shocks).productivity

    with pytest.raises(ValueError, match="differ in length"):
        compile_function(wrong)(AreaShocks(*(np.ones(length) for length in (3, 3, 4, 3, 3))))


@pytest.mark.parametrize(
    ("own", "message"),
    [(np.ones(3), r"argument 0 of an area is .*; expected arrays\.laid_out"), ((np.ones(3),), "argument 0 of an area")],
)
def test_what_is_not_laid_out_is_no_argument_of_an_area(own, message):
    def add(_, first):
        return first

    def of_all(own):
        return each_area(add, None, own)

    machine_code_of(add)
    with pytest.raises(TypeError, match=message):
        compile_function(of_all)(own)


def test_a_tuple_without_names_is_not_laid_out():
    def of_all(pair):
        return laid_out(pair)

    with pytest.raises(TypeError, match="expected an array over areas or a named tuple of them"):
        compile_function(of_all)((np.ones(3), np.ones(3)))


def test_a_run_takes_what_is_laid_out_already_as_it_takes_arrays(given):
    run = compile_function(project)
    state, terms, environment, noise = given
    laid = hand_over(state), terms, hand_over(environment), noise
    assert hand_over(laid[2]).place[0] is laid[2].place[0]
    for ours, theirs in zip(arrays(run(*laid)), arrays(run(*given)), strict=True):
        np.testing.assert_array_equal(ours, theirs)
