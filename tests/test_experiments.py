"""Every experiment runs, stays thin and uses the package from outside."""

import ast
import runpy
import sys
from pathlib import Path

import pytest
from fourcapitals.data.parameters import Parameters

FOLDER = Path(__file__).parents[1] / "experiments"
EXPERIMENTS = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_runs_and_says_something(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [path.name])
    runpy.run_path(str(path), run_name="__main__")
    assert len(capsys.readouterr().out) > 200


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
