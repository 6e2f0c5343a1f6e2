"""Every experiment runs, stays thin and uses the package from outside."""

import runpy
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "experiments"
EXPERIMENTS = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_runs_and_says_something(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [path.name])
    runpy.run_path(str(path), run_name="__main__")
    assert len(capsys.readouterr().out) > 200


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_is_thin(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_what_the_priors_say_writes_json(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["what_the_priors_say.py", "--json", str(tmp_path / "p.json")])
    runpy.run_path(str(FOLDER / "what_the_priors_say.py"), run_name="__main__")
    assert (tmp_path / "p.json").read_text(encoding="utf-8").count('"use"') == 14
