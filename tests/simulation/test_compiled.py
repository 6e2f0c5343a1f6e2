"""The compiled year gives the numbers of the interpreted one."""

import subprocess
import sys

import numpy as np
import pytest
from fourcapitals.equations import elementary
from fourcapitals.equations.space import gather, gather_years, links, spread
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation import whole_life
from fourcapitals.simulation.arrays import each_area, laid_out
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.compiled.typed import machine_code_of
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import OUTCOME_NAMES, RISKS, USE_NAMES


@pytest.mark.parametrize("size", [3, 307])
def test_compiled_and_interpreted_years_are_the_same(size, toy, baseline, central, make_terms):
    areas = toy if size == 3 else baseline.arrays
    funds = [
        (1000.0, {use: 1 / len(USE_NAMES) for use in USE_NAMES}, None),
        (250.0, {"public_health": 1.0}, None),
    ]
    money = make_terms(areas, *funds)._replace(
        tax_financed=np.array([0.0, 1.0]), displaced_use=np.array([-1, USE_NAMES.index("nhs")])
    )
    habits = np.full((16, len(RISKS), size), -0.01)
    policy = Policy(money.tax_financed, 1.0, habits)
    environment = environment_of(areas, central, map_geography(areas, central), policy)
    noise = draw_shocks(11, 2, areas=size, years=16, funds=["a", "b"])
    start = base_state(areas, funds=2)
    interpreted, left, *_ = project(start, money, environment, noise)
    compiled, rest, *_ = compile_function(project)(start, money, environment, noise)
    for name in OUTCOME_NAMES:
        ours, theirs = getattr(interpreted, name), getattr(compiled, name)
        np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-15, err_msg=name)
    assert np.abs(interpreted.hle[-1] - interpreted.hle[0]).min() > 0
    ours, theirs = whole_life.years_to_come([left, rest], [environment] * 2)
    assert np.abs(ours).min() > 0
    np.testing.assert_allclose(theirs, ours, rtol=1e-9)


LARGE = np.array([-709.0, -700.0, 0.0, 1e-300, 1e-9, 0.5, 700.0, 709.5, 710.0, np.inf, -np.inf, np.nan])


@pytest.mark.parametrize(
    ("function", "numbers"),
    [
        (elementary.exp, np.concatenate([np.linspace(-30, 30, 20_001), LARGE[1:]])),
        (elementary.log, np.concatenate([np.geomspace(1e-300, 1e300, 20_001), np.linspace(0.5, 2, 20_001), LARGE])),
    ],
)
def test_a_compiled_function_is_numpys_to_three_units_in_the_last_place(function, numbers):
    def of_all(numbers):
        return each_area(of_one, 0.0, laid_out(numbers))

    def of_one(_, number):
        return function(number)

    machine_code_of(of_one)
    found = compile_function(of_all)(numbers)
    with np.errstate(all="ignore"):
        expected = function(numbers)
    finite = np.isfinite(expected)
    np.testing.assert_array_max_ulp(found[finite], expected[finite], maxulp=3)
    np.testing.assert_array_equal(found[~finite], expected[~finite])


@pytest.mark.parametrize("years", [1, 16, 17, 40])
def test_compiled_sums_over_space_are_the_same(years):
    areas, rng = 9, np.random.default_rng(5)
    along = links(rng.integers(0, areas, 30), rng.integers(0, areas, 30), rng.uniform(size=30), areas)
    table = rng.uniform(size=(areas, areas))
    values = rng.normal(size=(years, areas))
    values[0] = 0.0

    def sums(along, table, values):
        return gather(along, values[-1]), gather_years(along, values), spread(table, values), spread(along, values)

    for found, expected in zip(compile_function(sums)(along, table, values), sums(along, table, values), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("run", [project, compile_function(project)], ids=["interpreted", "compiled"])
def test_a_setting_of_other_funds_is_refused(run, toy, central, make_terms):
    terms = make_terms(toy, (100.0, {"premises": 1.0}, None))
    none = Policy(np.zeros(0), 0.0, np.zeros((16, len(RISKS), 3)))
    environment = environment_of(toy, central, map_geography(toy, central), none)
    noise = draw_shocks(1, 0, areas=3, years=16, funds=["a"])
    with pytest.raises(ValueError, match="other funds than the terms"):
        run(base_state(toy, funds=1), terms, environment, noise)


SEVERAL_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from fourcapitals.ensemble import summary
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.equations import space

def mean(values):
    return space.weighted_mean(values, values)

def run(_):
    return float(compile_function(mean)(np.array([1.0, 3.0])))

with ThreadPoolExecutor(4) as pool:
    print(set(pool.map(run, range(8))))
"""


@pytest.mark.thorough
def test_threads_may_ask_for_machine_code_at_once(tmp_path):
    script = tmp_path / "several.py"
    script.write_text(SEVERAL_AT_ONCE)
    done = subprocess.run([sys.executable, script], check=False, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("{2.5}\n", 0), done.stderr


def test_areas_of_different_number_are_refused():
    def add(_, first, second):
        return first + second

    def both(first, second):
        return each_area(add, 0.0, laid_out(first), laid_out(second))

    machine_code_of(add)
    with pytest.raises(ValueError, match="differ in length"):
        compile_function(both)(np.ones(3), np.ones(4))
