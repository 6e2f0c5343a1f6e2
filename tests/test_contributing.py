"""What CONTRIBUTING.md names exists, so that a newcomer is not misled."""

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
