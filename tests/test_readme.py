"""The README's Python runs, and its commands exist."""

import re
import shlex
from pathlib import Path

import pytest
from fourcapitals.cli import app
from typer.testing import CliRunner

TEXT = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = sorted(set(re.findall(r"(?:^|&& |bin/)fourcapitals ([a-z]+)", TEXT, re.MULTILINE)))


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_the_python_of_the_readme_runs(code, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_have_an_example_in_their_help(command):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"fourcapitals {command}" in result.output


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


def lines():
    """The commands of the list, each as words, without where its output goes."""
    block = re.search(r"## What you can ask\n.*?```sh\n(.*?)```", TEXT, re.DOTALL).group(1)
    for line in block.splitlines():
        words = shlex.split(line, comments=True)
        yield words[: words.index(">")] if ">" in words else words


def test_the_environment_is_activated_before_the_first_command():
    first, *others = lines()
    assert first == [".", ".venv/bin/activate"]
    assert {words[0] for words in others} == {"fourcapitals"}
    assert "`.venv/bin/fourcapitals`" in TEXT


@pytest.mark.thorough
def test_the_commands_of_the_readme_run_in_their_order(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in list(lines())[1:]:
        # Fewer draws: what is tested is that the words are those of the command line.
        fewer = [{"1000": "64", "5000": "100"}.get(word, word) for word in words[1:]]
        code, _, err = call(*fewer, *(["--draws", "16"] if words[1] in {"priors", "flips"} else []))
        assert code == 0, f"{' '.join(words)}: {err}"
