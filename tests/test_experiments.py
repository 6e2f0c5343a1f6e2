"""Every experiment runs, stays thin and uses the package from outside."""

import ast
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType

import fourcapitals as fc
import pytest
from fourcapitals.data.effective_numbers import Parameters

FOLDER = Path(__file__).parents[1] / "experiments"
EXPERIMENTS = sorted(FOLDER.glob("*.py"))
FEW_DRAWS = {"does_behaviour_matter": ("--draws", "2")}
LONG = {"does_behaviour_matter", "strategy_comparison"}
"""Experiments that run for some seconds."""


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Run an experiment with words of the command line; gives what it says."""

    def said(path, *words):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [path.name, *words])
        runpy.run_path(str(path), run_name="__main__")
        return capsys.readouterr().out

    return said


@pytest.mark.parametrize(
    "path",
    [pytest.param(each, marks=pytest.mark.thorough) if each.stem in LONG else each for each in EXPERIMENTS],
    ids=lambda path: path.stem,
)
def test_an_experiment_runs_and_says_something(path, said):
    assert len(said(path, *FEW_DRAWS.get(path.stem, ()))) > 200


@pytest.mark.thorough
@pytest.mark.parametrize("name", FEW_DRAWS)
def test_an_experiment_runs_with_its_own_number_of_draws(name, said):
    assert " draws, common noise" in said(FOLDER / f"{name}.py")


def taken_inside(path):
    """Names with a leading underscore that a file takes from elsewhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Attribute):
            # A named tuple's own methods, _replace and the like, are public.
            names = [] if hasattr(Parameters, node.attr) else [node.attr]
        else:
            continue
        yield from (name for name in names if name.startswith("_") and name != "__future__")


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_uses_the_package_from_outside(path):
    assert list(taken_inside(path)) == []


def test_a_name_from_inside_the_package_is_found_out(tmp_path):
    path = tmp_path / "inside.py"
    path.write_text(
        "from fourcapitals.ensemble.draws import _within\nimport fourcapitals as fc\nfc.comparison._values\n"
    )
    assert list(taken_inside(path)) == ["_within", "_values"]


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_is_thin(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_what_the_priors_say_writes_json(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["what_the_priors_say.py", "--json", str(tmp_path / "p.json")])
    runpy.run_path(str(FOLDER / "what_the_priors_say.py"), run_name="__main__")
    assert (tmp_path / "p.json").read_text(encoding="utf-8").count('"use"') == 14


def too_deep(code):
    """Names of the package beyond `fc.name` and `fc.room.name` that Python text uses."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fourcapitals."):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("fourcapitals."))
        elif isinstance(node, ast.Attribute):
            words = ast.unparse(node).split(".")
            module = fc
            for word in words[1:3] if words[0] == "fc" else ():
                module = getattr(module, word, None)
            if len(words) == 4 and words[0] == "fc" and isinstance(module, ModuleType):
                yield ast.unparse(node)


TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in EXPERIMENTS} | {
    f"README {index}": code
    for index, code in enumerate(
        re.findall(r"```python\n(.*?)```", (FOLDER.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    )
}


@pytest.mark.parametrize("name", TEXTS)
def test_experiments_and_the_readme_use_nothing_deeper_than_a_name_of_a_room(name):
    assert list(too_deep(TEXTS[name])) == []


@pytest.mark.parametrize(
    "code",
    [
        "from fourcapitals.results.comparison import paired",
        "import fourcapitals.results",
        "import fourcapitals as fc\nfc.results.comparison.paired(1)",
    ],
)
def test_a_name_from_deeper_is_found_out(code):
    assert list(too_deep(code))
