"""What CONTRIBUTING.md names exists, so that a newcomer is not misled."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import fourcapitals
import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATHS = sorted({name for name in re.findall(r"`([\w./-]+)`", TEXT) if "/" in name})


@pytest.mark.parametrize("name", PATHS)
def test_every_path_named_is_there(name):
    assert (ROOT / name).exists()


def test_the_paths_of_the_table_are_among_them():
    assert "model/fourcapitals/simulation/behaviour/" in PATHS
    assert len(PATHS) > 20


def named_in_modules():
    """Names that the table says stand in a module, as "`OUTCOMES` in `model/fourcapitals/vocabulary.py`"."""
    for row in (line for line in TEXT.splitlines() if line.startswith("| ")):
        for names, path in re.findall(r"((?:`\w+`(?: and |, )?)+) in `(model/[\w./]+)\.py`", row):
            for name in re.findall(r"`(\w+)`", names):
                yield name, path.removeprefix("model/").replace("/", ".")


@pytest.mark.parametrize(("name", "module"), sorted(set(named_in_modules())))
def test_every_name_stands_in_the_module_that_is_named(name, module):
    assert hasattr(importlib.import_module(module), name)


def test_names_are_found_in_the_table():
    assert ("observe_outcomes", "fourcapitals.simulation.behaviour.places") in set(named_in_modules())
    assert ("OUTCOMES", "fourcapitals.vocabulary") in set(named_in_modules())


def test_the_rooms_of_the_picture_are_the_rooms_of_the_package():
    picture = TEXT.partition("```text")[2].partition("```")[0]
    package = Path(fourcapitals.__file__).parent
    rooms = {each.name for each in package.iterdir() if each.is_dir() and (each / "__init__.py").exists()}
    assert {room for room in rooms if not re.search(rf"\b{room}\b", picture)} == set()


def test_the_tasks_named_are_those_that_there_are():
    listed = subprocess.run([sys.executable, "tasks.py"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    tasks = {line.split()[0] for line in listed.splitlines()}
    assert set(re.findall(r"tasks\.py (\w+)", TEXT)) <= tasks
    stated = re.search(r"lists the tasks: ([\w, ]+)", TEXT)
    assert {name.strip() for name in stated[1].split(",")} == tasks


def test_a_task_that_is_none_is_refused_with_those_that_there_are():
    asked = subprocess.run([sys.executable, "tasks.py", "tset"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert asked.returncode == 1
    assert "no task 'tset'; choose from test" in asked.stderr
