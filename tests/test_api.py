"""What a user finds: names at the top, rooms as second level, nothing heavy before it is used."""

import inspect
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import fourcapitals as fc
import pytest

ROOMS = (
    *("appraisal", "data", "ensemble", "equations", "evidence"),
    *("plots", "report", "results", "scenario", "simulation"),
)


def python(code, **environment):
    """What a fresh interpreter prints that runs some code."""
    made = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_the_rooms_are_the_second_level():
    assert set(ROOMS) <= set(dir(fc))
    assert all(getattr(fc, room).__doc__ for room in ROOMS)


@pytest.mark.parametrize("name", dir(fc))
def test_a_name_at_the_top_can_be_used(name):
    assert getattr(fc, name).__doc__


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_of_a_room_can_be_used(room):
    module = import_module(f"fourcapitals.{room}")
    assert all(getattr(module, name) is not None for name in dir(module))


def positional(function):
    """Names of the arguments that a call can give by position."""
    by_position = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    given = [each.name for each in inspect.signature(function).parameters.values() if each.kind in by_position]
    return [name for name in given if name not in ("self", "cls")]


def functions_of(module):
    """The public functions of a module, and the methods of its public classes, by name."""
    for name in dir(module):
        held = getattr(module, name)
        if inspect.isfunction(held):
            yield name, held
        elif inspect.isclass(held):
            methods = ((each, method) for each, method in vars(held).items() if not each.startswith("_"))
            yield from ((f"{name}.{each}", method) for each, method in methods if inspect.isfunction(method))


TWO_BY_POSITION = {
    "results, and the outcome that is asked of them": {
        *("amounts_beside", "inequality_over_time", "level_bands", "mean_of_areas", "measured", "paired"),
        "verdicts_of",
    },
    "results, and which of theirs": {"area", "scenario_in", "shares_of_scenario", "shares_of_variance"},
    "a table, and the name that is looked up": {"find_uncertain"},
    "two of a kind, the first against the second": {"breakeven", "difference_of", "is_tie"},
    "a rule, and what it is applied to": {"share_out"},
    "what is saved, and where": {"export", "save", "write"},
}
"""Functions whose second argument cannot be mistaken, and why. Equations take arrays in the order of their formula."""


@pytest.mark.parametrize("room", ["", *(f".{room}" for room in ROOMS if room != "equations")])
def test_arguments_after_the_first_are_given_by_name(room):
    excused = {name: 2 for names in TWO_BY_POSITION.values() for name in names}
    excused |= {"healthy_life_expectancy": 3, "life_table": 2}  # equations, at the top too
    module = import_module(f"fourcapitals{room}")
    found = {name: positional(function) for name, function in functions_of(module)}
    assert {name: given for name, given in found.items() if len(given) > excused.get(name, 1)} == {}


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="nonsense"):
        fc.nonsense  # noqa: B018


def test_nothing_heavy_is_imported_with_the_package():
    loaded = python("import sys, fourcapitals; print(*sys.modules)").split()
    assert not {"numpy", "pandas", "xarray", "mesa", "numba", "scipy", "matplotlib", "pydantic"} & set(loaded)


def test_a_run_needs_no_agents_no_charts_and_no_compiler():
    code = "import sys, fourcapitals as fc; fc.results.headline(fc.simulate('baseline')); print(*sys.modules)"
    assert not {"mesa", "networkx", "numba", "matplotlib", "zarr", "scipy.stats"} & set(python(code).split())


@pytest.mark.thorough
def test_all_names_can_be_imported_at_once():
    assert python("import fourcapitals as fc; print(fc.appraisal.flips.__name__)", EAGER_IMPORT="1") == "flips\n"


RIGHT = """
import fourcapitals as fc
from fourcapitals import BadInput, Results
from pathlib import Path


class Careful(fc.Council):
    pass


def gain(results: Results, scenario: str) -> float:
    return float(results.differences("hle").sel(scenario=scenario, year=2035).mean())


results = fc.simulate(["baseline", "announced_2021"], seed=1)
ensemble = fc.run_ensemble("announced_2021", draws=64, keep="areas", out=Path("store"))
model = fc.FourCapitals("announced_2021", councils={"Hartlepool": Careful})
level: float = model.area("Hartlepool").hle
columns = list(fc.results.headline(results).columns)
picture = fc.plots.save(fc.plots.projection(results), "hle.png")
version: str = fc.__version__
print(gain(results, "announced_2021"), ensemble.draws, fc.open_results("store").scenarios, level, columns, picture)
try:
    fc.load_scenario("none")
except BadInput as error:
    print(*error.faults)
"""
WRONG = """
import fourcapitals as fc

fc.simulate(3)
fc.simulate("baseline").draws.upper()
fc.run_ensemble("baseline", draws="many")
fc.nonsense
"""


@pytest.mark.thorough
def test_a_type_checker_follows_a_users_script(tmp_path):
    pytest.importorskip("mypy", reason="mypy is missing: whether a user's script type-checks is not tested")
    (tmp_path / "right.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    package = Path(fc.__file__).parents[1]
    made = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "right.py", "wrong.py"],
        # An installed package is found as it is; one beside these tests, by its path.
        env=os.environ | ({} if package.name == "site-packages" else {"MYPYPATH": str(package)}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line.split(": ")[0] for line in made.stdout.splitlines() if ": error: " in line]
    assert faults == ["wrong.py:4", "wrong.py:5", "wrong.py:6", "wrong.py:7"], made.stdout + made.stderr
