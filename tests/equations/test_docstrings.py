"""What every equation says of itself: a unit or shape for each argument and result, a source, an example."""

import importlib
import inspect
import pkgutil
import re

import pytest
from fourcapitals import equations
from fourcapitals.data.effective_numbers import Parameters

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
A_KIND = re.compile(r"\b(float|int|str|bool|optional|list of|two of|three of|or|and)\b|,")
A_SHAPE = re.compile(r"\([^()]*\)")
"""Of an array, such as (area,), (sex, area) or (…, age)."""
NAMED = (
    "Links",
    "Choices",
    "Standard",
    "Schedule",
    "SlopeIndex",
    "TheilParts",
    "EqualisedHealth",
    "RelationalExpansion",
)
NAMED += (
    "LifeTable",
    "HealthyLifeExpectancy",
    "IntervalQuality",
    "RankAgreement",
    "Skill",
    "Regression",
    "RestrictedFit",
    "CalibrationRow",
    "Frontier",
    "Regrets",
    "Persistence",
)
"""Kinds that say the unit of each of their fields themselves."""
A_SOURCE = (
    r"([Ss]ources?\b|References -).*\b(19|20)\d\d\b",
    r"\b[AD]\d+\b(?=.* of ODD\.md)",
    r"[Bb]y definition",
)
"""A year of a paper or a statistic, an assumption or decision of ODD.md, or arithmetic that needs none."""
CHECKS_OF_INPUT = "checks"


MODULES = tuple(pkgutil.iter_modules(equations.__path__))


def public_functions():
    for module in MODULES:
        room = importlib.import_module(f"fourcapitals.equations.{module.name}")
        for name, function in inspect.getmembers(room, inspect.isfunction):
            if function.__module__ == room.__name__ and not name.startswith("_"):
                yield pytest.param(function, id=f"{module.name}.{name}")


FUNCTIONS = tuple(public_functions())


def sections(function):
    """Text of a docstring by the name of its section; what stands before the first is its summary."""
    summary, *rest = SECTION.split(inspect.getdoc(function) or "")
    return {"Summary": summary, **dict(zip(rest[::2], rest[1::2], strict=True))}


def described(function):
    """What a docstring says of each argument, before the lines that tell more."""
    found = {}
    for line in sections(function).get("Parameters", "").splitlines():
        if line and not line.startswith(" "):
            names, _, kind = line.partition(" : ")
            found |= {name.strip(" *"): kind for name in names.split(",")}
    return found


def says_a_unit(kind):
    """Whether something is left of "float, years" or "(area,), £ per head" beside the type and the shape."""
    return any(name in kind for name in NAMED) or bool(A_KIND.sub("", A_SHAPE.sub("", kind)).strip())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_argument_of_an_equation_has_a_unit(function):
    arguments = inspect.signature(function, eval_str=True).parameters
    kinds = described(function)
    assert list(kinds) == list(arguments)
    for name, argument in arguments.items():
        assert argument.annotation is str or "str" in kinds[name] or says_a_unit(kinds[name]), name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_an_equation_gives_has_a_unit(function):
    if inspect.signature(function, eval_str=True).return_annotation is None:
        return
    heads = [line for line in sections(function)["Returns"].splitlines() if line and not line.startswith(" ")]
    assert heads
    assert all(says_a_unit(head.rpartition(" : ")[2]) or "list of str" in head for head in heads), heads


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_equation_names_its_source_and_gives_an_example_that_runs(function):
    text = " ".join((inspect.getdoc(function) or "").split())
    assert ">>> " in sections(function)["Examples"]
    if not function.__module__.endswith(CHECKS_OF_INPUT):
        assert any(re.search(source, text) for source in A_SOURCE)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_equation_is_summed_up_in_one_line(function):
    first, _, rest = sections(function)["Summary"].partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


def test_names_in_backticks_are_parameters_of_the_model_or_names_of_the_equations():
    rooms = [importlib.import_module(f"fourcapitals.equations.{each.name}") for each in MODULES]
    ours = {each.name for each in MODULES} | {name for room in rooms for name in vars(room)}
    ours |= {name for kind in NAMED for room in rooms for name in getattr(getattr(room, kind, None), "_fields", ())}
    for function in FUNCTIONS:
        arguments = set(inspect.signature(function.values[0]).parameters)
        named = re.findall(r"(?<!`)`(\w+)(?:\.\w+)?`(?!`)", inspect.getdoc(function.values[0]))
        assert set(named) <= ours | arguments | set(Parameters._fields), function.id
