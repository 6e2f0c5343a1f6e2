"""The README's Python runs, and its commands exist."""

import re
from pathlib import Path

import pytest
from fourcapitals.cli import app
from fourcapitals.evidence.known_hindcast import known_hindcast
from fourcapitals.vocabulary import MODEL
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


def test_the_scores_it_tells_are_those_of_the_report_card_and_of_the_track_record():
    told = re.findall(r"^\| (.*?) \| ([\d.]+), ([\d.]+)% \| ([\d.]+) \|", TEXT, re.MULTILINE)
    pooled = {"healthy life": "hle", "life expectancy, the same": "le", "GVA per hour": "gva_per_hour"}
    scores = known_hindcast().scores.set_index(["outcome", "forecast"])
    record = (Path(__file__).parents[1] / "docs" / "track_record.md").read_text(encoding="utf-8")
    for what, crps, held, best in told:
        (row,) = [line for line in record.splitlines() if line.startswith(f"| {what} |")]
        assert f"| {crps}, {held}% | {best} " in row
        for start, outcome in pooled.items():
            if what.startswith(start):
                own = scores.loc[(outcome, MODEL)]
                digits = len(crps.split(".")[1])
                assert (round(own["crps"], digits), round(100 * own["coverage_90"], 1)) == (float(crps), float(held))
                assert round(scores.loc[(outcome, own["best_simple"]), "crps"], digits) == float(best)
    assert len(told) == 4


def test_the_ten_messages_have_the_verdicts_of_the_findings():
    findings = (Path(__file__).parents[1] / "docs" / "findings.md").read_text(encoding="utf-8")
    told, found = (re.findall(r"^\d+\. \*\*(.*?)\.?\*\*", text, re.MULTILINE) for text in (TEXT, findings))
    assert len(told) == 10
    assert told == found


def test_the_environment_is_activated_before_the_first_command():
    first, *others = lines()
    assert first == [".", ".venv/bin/activate"]
    assert {words[0] for words in others} == {"fourcapitals"}
    assert "`.venv/bin/fourcapitals`" in TEXT
