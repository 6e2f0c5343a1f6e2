"""What a user finds: names at the top, rooms as second level, nothing heavy before it is used."""

import os
import subprocess
import sys
from importlib import import_module

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


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="nonsense"):
        fc.nonsense  # noqa: B018


def test_nothing_heavy_is_imported_with_the_package():
    loaded = python("import sys, fourcapitals; print(*sys.modules)").split()
    assert not {"numpy", "pandas", "xarray", "mesa", "numba", "scipy", "matplotlib", "pydantic"} & set(loaded)


def test_a_run_needs_no_agents_no_charts_and_no_compiler():
    code = "import sys, fourcapitals as fc; fc.results.headline(fc.simulate('baseline')); print(*sys.modules)"
    assert not {"mesa", "networkx", "numba", "matplotlib", "zarr", "scipy.stats"} & set(python(code).split())


def test_all_names_can_be_imported_at_once():
    assert python("import fourcapitals as fc; print(fc.appraisal.flips.__name__)", EAGER_IMPORT="1") == "flips\n"
