"""Named tuples that machine code reads where they lie give what they hold, and are let go."""

import ast
import inspect
import sys
from collections import namedtuple

import numpy as np
import pytest
from fourcapitals.scenario.terms import Policy
from fourcapitals.simulation import construction, delivery, responses, schedule
from fourcapitals.simulation.arrays import each_area, kept, lent
from fourcapitals.simulation.behaviour import funds
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.compiled.typed import machine_code_of
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import Outcomes, base_state
from fourcapitals.vocabulary import RISKS
from numba.core.errors import TypingError
from numba.core.runtime import _nrt_python, rtsys


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


def test_numbers_arrays_and_tuples_within_tuples_are_read(given):
    def look(state, terms, environment, noise):
        male, female = environment.slopes
        return (
            state.year,
            state.delivery.stages,
            terms.budget[2],
            environment.parameters.mean_delay[1],
            environment.council_effect[1],
            environment.geography.neighbour.share,
            male.hle,
            female.le_theta,
            noise.area_health[3, 1],
            len(environment.place.income),
        )

    for ours, theirs in zip(compile_function(look)(*given), look(*given), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_an_area_reads_its_own_part_of_what_is_lent_and_of_what_is_not(given):
    def of_one(p, place, pair, named):
        first, second = pair
        return place.income * p.area_health_noise + first, second + named.pm25

    def of_all(environment, outcomes):
        place = environment.place
        pair = (place.population, environment.slopes[0].hle)
        return each_area(of_one, environment.parameters, place, pair, outcomes)

    machine_code_of(of_one)
    environment, outcomes = given[2], Outcomes(*np.random.default_rng(2).normal(size=(8, 3)))
    for ours, theirs in zip(
        compile_function(of_all)(environment, outcomes), of_all(environment, outcomes), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-15)


def test_what_is_kept_outlives_what_it_was_lent_by(given):
    def keep(state):
        return kept(state.outcomes)

    state = given[0]._replace(outcomes=Outcomes(*(np.full(100_000, float(index)) for index in range(8))))
    outcomes = compile_function(keep)(state)
    assert isinstance(outcomes, Outcomes)
    del state
    others = [np.full(100_000, -1.0) for _ in range(16)]
    assert [float(array.min()) for array in outcomes] == [float(array.max()) for array in outcomes] == list(range(8))
    assert len(others) == 16


def test_what_is_lent_within_machine_code_is_read_like_the_original():
    def total(outcomes):
        held = lent(outcomes)
        return held.hle.sum() + kept(held).pm25.sum()

    outcomes = Outcomes(*np.arange(24.0).reshape(8, 3))
    assert compile_function(total)(outcomes) == total(outcomes) == outcomes.hle.sum() + outcomes.pm25.sum()


def test_a_run_lets_go_of_all_that_it_took(given):
    run = compile_function(project)
    run(*given)
    before = [sys.getrefcount(array) for array in arrays(given)]
    _nrt_python.memsys_enable_stats()
    try:
        start = rtsys.get_allocation_stats()
        run(*given)
        end = rtsys.get_allocation_stats()
    finally:
        _nrt_python.memsys_disable_stats()
    assert [sys.getrefcount(array) for array in arrays(given)] == before
    assert end.alloc - start.alloc == end.free - start.free > 100
    assert end.mi_alloc - start.mi_alloc == end.mi_free - start.mi_free


def test_an_array_that_is_lent_is_not_kept_but_copied(given):
    def keep(state):
        return kept(state.outcomes.pm25)

    with pytest.raises(TypeError, match="copy an array or a number instead"):
        compile_function(keep)(given[0])


def test_two_classes_of_one_name_are_told_apart():
    def first_of(pair):
        return lent(pair).first

    one, other = (namedtuple("Pair", fields) for fields in ("first second", "second first"))
    run = compile_function(first_of)
    assert (run(one(1.0, 2.0)), run(other(1.0, 2.0))) == (1.0, 2.0)


def test_only_what_a_function_was_given_is_lent():
    for module in (funds, delivery, construction, responses, schedule):
        for function in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(function, ast.FunctionDef):
                given = {argument.arg for argument in function.args.args}
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "lent":
                        assert {part.id for part in call.args} <= given, f"{module.__name__}.{function.name}"
    assert "lent(capital)" in inspect.getsource(responses.respond)


@pytest.mark.parametrize("wrong", ["text", np.array([None, None, None]), object()])
def test_what_is_no_number_is_refused_at_the_door(given, wrong):
    def look(noise):
        return noise.health[0]

    with pytest.raises(TypeError, match=r"Shocks\.life_satisfaction: expected arrays of numbers"):
        compile_function(look)(given[3]._replace(life_satisfaction=wrong))


def test_a_run_that_is_refused_lets_go_too(given):
    state, terms, environment, noise = given
    run = compile_function(project)
    other = environment._replace(tax_financed=np.zeros(5))
    before = [sys.getrefcount(array) for array in arrays((state, terms, noise))]
    for _ in range(3):
        with pytest.raises(ValueError, match="other funds than the terms"):
            run(state, terms, other, noise)
    assert [sys.getrefcount(array) for array in arrays((state, terms, noise))] == before


def test_a_name_that_is_not_there_is_refused(given):
    def wrong(environment):
        return environment.place.incone

    with pytest.raises(TypingError, match="incone"):
        compile_function(wrong)(given[2])


def test_arrays_that_are_no_row_are_refused():
    def add(_, first):
        return first + 1

    def of_all(first):
        return each_area(add, 0.0, first)

    machine_code_of(add)
    with pytest.raises(TypeError, match="expected contiguous arrays over areas"):
        compile_function(of_all)(np.ones((4, 3))[:, 0])
