"""Pages that are written from the code say what the code says."""

import re
import runpy
from pathlib import Path

import fourcapitals as fc
import pytest
import typer.main
from fourcapitals.cli import app

PAGES = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "extensions" / "generated_pages.py"))
COMMANDS = dict(re.findall(r"^## ([a-z ]+)\n(.*?)(?=^## |\Z)", PAGES["commands"](), re.MULTILINE | re.DOTALL))
NAMES = sorted(typer.main.get_command(app).commands)


def test_every_command_has_its_section():
    assert {name.split()[0] for name in COMMANDS} == set(NAMES)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_has_the_options_and_examples_of_its_help(command, call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    _, told, _ = call(*command.split(), "--help")
    options = set(re.findall(r"^\W*(--[a-z-]+)", told, re.MULTILINE)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)`", COMMANDS[command], re.MULTILINE))
    assert f"fourcapitals {command}" in COMMANDS[command].partition("```sh")[2]


def test_every_number_that_is_assumed_has_its_row():
    rows = re.findall(r"^\| `([^`]+)`: ", PAGES["parameters"](), re.MULTILINE)
    assert sorted(rows) == sorted(fc.evidence.parameter_table()["name"])


def test_every_name_of_the_package_has_its_row():
    offered = {name for name, _ in PAGES["offered_by"](fc)}
    assert {"simulate", "FourCapitals", "Results"} <= offered
    assert set(re.findall(r"`fc\.(\w+) <", PAGES["package"]())) == offered
