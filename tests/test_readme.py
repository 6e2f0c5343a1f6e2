"""The README's Python runs, and its commands exist."""

import re

import pytest
from fourcapitals.cli import app
from readme_commands import TEXT, lines

PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = sorted(set(re.findall(r"(?:^|&& |bin/)fourcapitals ([a-z]+)", TEXT, re.MULTILINE)))


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_the_python_of_the_readme_runs(code, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out


def test_the_two_commands_are_there():
    assert TEXT.count("# install and run") == TEXT.count("# install and test") == 1


def test_every_command_is_in_the_readme():
    named = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert named == set(COMMANDS)


def test_the_commands_that_answer_a_question_are_commands():
    table = re.search(r"## What it answers\n\n(.*?)\n\n", TEXT, re.DOTALL).group(1)
    asked = {words.split()[0] for words in re.findall(r"`([a-z][^`]*)`", table)}
    assert len(asked) > 8
    assert asked <= set(COMMANDS)


def test_the_environment_is_activated_before_the_first_command():
    first, *others = lines()
    assert first == [".", ".venv/bin/activate"]
    assert {words[0] for words in others} == {"fourcapitals"}
    assert "`.venv/bin/fourcapitals`" in TEXT
