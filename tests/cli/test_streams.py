"""What the command line writes to: streams that are closed, full, left by their reader, or hold few characters."""

import errno
import io
import json
import os
import subprocess
import sys

import fourcapitals as fc
import pytest
import typer
from attacks import rarely
from fourcapitals.cli import app, main
from fourcapitals.cli.output import Output, give_json
from fourcapitals.text import UNSAFE, plain
from hypothesis import given
from hypothesis import strategies as st

COMMANDS = sorted(typer.main.get_command(app).commands)
HELPS = [["--help"], *([command, "--help"] for command in COMMANDS)]
HOSTILE = "\x1b]0;title\x07\x9b31m\x08\x7f\u202e\u2066\u200b\ufeff\ud800"


def called(monkeypatch, arguments, out, err=None):
    """Call the command line with streams of one's own; its exit code."""
    monkeypatch.setattr(sys, "argv", ["fourcapitals", *arguments])
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err or sys.stderr)
    with pytest.raises(SystemExit) as left:
        main()
    monkeypatch.undo()
    return left.value.code or 0


def stream_of(path, encoding="utf-8"):
    return open(path, "w", encoding=encoding)


class Leaving(io.RawIOBase):
    """A pipe whose reader has left, as `head` does."""

    def writable(self):
        return True

    def write(self, _):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize("arguments", HELPS, ids=" ".join)
def test_every_help_holds_where_there_are_few_characters(arguments, monkeypatch, tmp_path):
    with stream_of(tmp_path / "ascii", "ascii") as out:
        assert called(monkeypatch, arguments, out) == 0
    said = (tmp_path / "ascii").read_text(encoding="ascii")
    assert arguments[0] in said or "COMMAND" in said


@pytest.mark.parametrize("arguments", [*HELPS[:2], *rarely(*HELPS[2:])], ids=" ".join)
def test_every_help_holds_where_nobody_reads_it(arguments, monkeypatch):
    assert called(monkeypatch, arguments, io.TextIOWrapper(io.BufferedWriter(Leaving()))) == 0
    assert called(monkeypatch, arguments, None) == 0


@pytest.mark.parametrize(
    "arguments", [["scenarios"], ["schema"], ["area", "Hartlepool"], ["audit", "luf"], ["--version"]]
)
def test_data_hold_on_every_output(arguments, monkeypatch, tmp_path, capsys):
    with stream_of(tmp_path / "ascii", "ascii") as out:
        assert called(monkeypatch, arguments, out) == 0
    said = (tmp_path / "ascii").read_text(encoding="ascii")
    assert ("GBP" in said) == (arguments[0] in ("scenarios", "area"))
    assert called(monkeypatch, arguments, io.TextIOWrapper(io.BufferedWriter(Leaving()))) == 0
    assert called(monkeypatch, arguments, None) == 0
    assert capsys.readouterr().err == ""


class Full(io.RawIOBase):
    """A disk that is full."""

    def writable(self):
        return True

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")


# The device that is always full, where the system has one, beside one of our own that every system has.
FULL = {"ours": lambda: io.TextIOWrapper(io.BufferedWriter(Full()))}
if os.path.exists("/dev/full"):
    FULL["/dev/full"] = lambda: stream_of("/dev/full")


@pytest.mark.parametrize("full", FULL.values(), ids=FULL)
@pytest.mark.parametrize("arguments", [["--help"], ["schema"], ["scenarios", "--json"]])
def test_a_full_disk_under_stdout_is_told_in_one_line(arguments, full, monkeypatch, tmp_path):
    with stream_of(tmp_path / "err") as err, full() as out:
        assert called(monkeypatch, arguments, out, err) == 1
    assert (tmp_path / "err").read_text() == "stdout: cannot be written: no space left on device\n"


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&- <&-", "| head -1"])
def test_a_shell_may_close_any_stream(closed, tmp_path):
    command = f"set -o pipefail; {sys.executable} -m fourcapitals schema {closed}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_no_number_is_null_in_json(capsys):
    Output(as_json=True).answer({"below": float("nan"), "rows": [{"high": float("inf"), "low": 0.5}], "n": 3}, [])
    told = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert told == {"below": None, "rows": [{"high": None, "low": 0.5}], "n": 3}


def test_json_stays_the_same_data_on_every_output(monkeypatch, tmp_path):
    told = {"title": f"£5 − é {HOSTILE[:-1]}"}
    for encoding in ("ascii", "utf-8", "latin-1"):
        with stream_of(tmp_path / encoding, encoding) as out, monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", out)
            give_json(json.dumps(told, ensure_ascii=False))
        said = (tmp_path / encoding).read_text(encoding=encoding)
        assert json.loads(said) == told
        assert not UNSAFE.search(said)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", f"{HOSTILE}.toml"],
        ["plot", f"{HOSTILE}.nc", "--out", "a.png"],
        ["plot", "a.nc", "--out", f"{HOSTILE}.gif"],
        ["area", HOSTILE],
        ["audit", HOSTILE],
        ["marginal", "--use", HOSTILE],
        ["compare", "a.nc", "--bogus", HOSTILE],
        [HOSTILE],
        ["run", "--draws", HOSTILE],
        [f"--{HOSTILE}"],
        ["run", "two\nlines.toml"],
    ],
    ids=ascii,
)
def test_no_name_acts_on_the_terminal(arguments, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with stream_of(tmp_path / "err") as err, stream_of(tmp_path / "out") as out:
        assert called(monkeypatch, arguments, out, err) == 2
    said = (tmp_path / "err").read_text() + (tmp_path / "out").read_text()
    assert not UNSAFE.search(said)
    assert "Traceback" not in said
    assert "lines.toml" not in said or "two\\nlines.toml" in said


@given(st.text())
def test_no_text_reaches_a_stream_raw(text):
    assert not UNSAFE.search(plain(text, lines=True))
    assert "\n" not in plain(text)
    assert plain(plain(text)) == plain(text)


@pytest.fixture(scope="module")
def from_elsewhere(tmp_path_factory):
    """Results whose names, titles, places and version act on a terminal, as no file of ours could make them."""
    hostile = f"{HOSTILE[:-1]}[red]$x$"
    path = tmp_path_factory.mktemp("elsewhere") / "r.nc"
    made = fc.simulate(["baseline", "announced_2021"]).dataset
    files = json.loads(made.attrs["scenario_files"])
    named = {
        name: (made[name].dims, [f"{hostile}{each}" for each in made[name].to_numpy()])
        for name in ("area_name", "region_name", "place_name")
    }
    made = made.assign_coords(scenario=["baseline", hostile], title=("scenario", ["A", hostile * 9]), **named)
    made = made.assign_coords(line_scenario=("line", [hostile] * made.sizes["line"]))
    made.attrs["scenario_files"] = json.dumps({"baseline": files["baseline"], hostile: files["announced_2021"]})
    made.attrs["fourcapitals_version"] = hostile
    fc.results.Results(made).save(path)
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "--by", "region"],
        ["compare", "--json"],
        ["compare", "--csv", "made.csv", "--quiet"],
        ["missions"],
        ["plot", "--out", "made.svg"],
        ["map", "--show", "difference", "--out", "made.svg"],
    ],
    ids=" ".join,
)
def test_nothing_that_results_from_elsewhere_hold_acts_on_terminal_or_file(
    arguments, from_elsewhere, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    command, *options = arguments
    with stream_of(tmp_path / "err") as err, stream_of(tmp_path / "out") as out:
        assert called(monkeypatch, [command, str(from_elsewhere), *options], out, err) == 0
    for path in tmp_path.iterdir():
        assert not UNSAFE.search(path.read_text(encoding="utf-8-sig")), path.name
