"""Whatever object of another kind a public function is given, it says which argument it is and what it should be."""

import inspect
import itertools
import re
from importlib import import_module
from pathlib import Path

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.arguments import WrongKind, checked
from fourcapitals.errors import BadInput

ROOMS = ("appraisal", "data", "ensemble", "evidence", "plots", "report", "results", "scenario", "simulation")


class Nothing:
    """An object of no kind that any function takes."""


def public_functions():
    for room in ROOMS:
        module = import_module(f"fourcapitals.{room}")
        for name in dir(module):
            held = getattr(module, name)
            stated = (
                [str(each.annotation) for each in inspect.signature(held).parameters.values()] if callable(held) else []
            )
            # Functions of arrays alone have the guards of equations.
            if inspect.isfunction(held) and any("Array" not in each for each in stated):
                yield pytest.param(held, id=f"{room}.{name}")
    for each in (fc.Results.levels, fc.Results.differences, fc.Results.save, fc.Results.tidy):
        yield pytest.param(each, id=each.__qualname__)


def by_name(function):
    """Arguments that are no choice of words, which the function names itself, nor whatever there is."""
    for name, each in inspect.signature(function).parameters.items():
        stated = str(each.annotation)
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD) and name != "self":
            yield name, "Literal" not in stated and "Any" not in stated.removeprefix("Mapping[str, Any]")


@pytest.mark.parametrize("function", list(public_functions()))
def test_objects_of_no_kind_are_refused_by_name_all_at_once(function):
    given = {name: Nothing() for name, _ in by_name(function)}
    if "self" in inspect.signature(function).parameters:
        given["self"] = fc.simulate("baseline")
    with pytest.raises(BadInput) as refused:
        function(**given)
    told = [line.split(": ")[1] for line in refused.value.faults]
    assert told, refused.value.faults
    assert all("expected, got an object of Nothing" in line for line in refused.value.faults)


OF_NO_KIND = ("", "x", [], {}, pd.DataFrame(), np.zeros(3))


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        *itertools.product(("baseline", "parameters", "numbers"), (3, 0, *OF_NO_KIND)),
        # A whole number is a seed.
        *itertools.product(("seed",), OF_NO_KIND),
    ],
)
def test_what_is_no_baseline_and_no_table_is_never_taken_for_the_packages(argument, given):
    with pytest.raises(BadInput, match=rf"^simulate: {argument}: .* expected, got "):
        fc.simulate("baseline", **{argument: given})


@pytest.mark.parametrize("given", [3, None, 2.5, [3], {"baseline": 1}, ["baseline", None], b"baseline"])
def test_what_is_no_scenario_is_refused(given):
    for function in (fc.simulate, lambda asked: fc.run_ensemble(asked, draws=1), fc.appraisal.flips):
        with pytest.raises(
            BadInput, match=r"scenarios: .*Scenario \(load_scenario\(name\)\) or a text.* expected, got "
        ):
            function(given)


def test_it_is_a_type_error_too_and_python_keeps_its_own_words():
    with pytest.raises(TypeError, match="a text or a path expected, got 3"):
        fc.load_scenario(3)
    with pytest.raises(TypeError, match=r"load_scenario\(\) got an unexpected keyword argument 'colour'"):
        fc.load_scenario("baseline", colour=1)


def test_numbers_and_paths_of_other_libraries_are_as_good():
    @checked
    def taken(whole: int, part: float, place: Path | str, several: list[float]) -> str:
        return f"{whole} {part} {place} {len(several)}"

    assert taken(np.int64(3), np.float32(0.5), Path("a"), np.zeros(2)) == "3 0.5 a 2"
    assert taken(3, 1, "a", (1, 2)) == "3 1 a 2"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"councils": {"Hartlepool": fc.Centre, "Leeds": fc.Council, "York": 3}},
            "FourCapitals.__init__: councils['Hartlepool']: a subclass of Council expected, got the class Centre\n"
            "FourCapitals.__init__: councils['York']: a subclass of Council expected, got 3",
        ),
        ({"councils": {"Hartlepool": "bids"}}, "councils['Hartlepool']: a subclass of Council expected, got 'bids'"),
        ({"councils": 3}, "councils: a mapping to a subclass of Council expected, got 3"),
        ({"centre": fc.Council}, "centre: a subclass of Centre expected, got the class Council"),
        ({"centre": "blind"}, "centre: a subclass of Centre expected, got 'blind'"),
        ({"care_boards": {"Sussex": fc.Council}}, "care_boards['Sussex']: a subclass of CareBoard expected, got the"),
    ],
)
def test_classes_of_agents_are_those_of_their_kind(given, said):
    with pytest.raises(WrongKind, match=re.escape(said)):
        fc.FourCapitals("baseline", **given)
