"""What fails outside of a command is told in a line: the environment, the disk, the installed package."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import fourcapitals as fc
import pytest

PACKAGE = Path(fc.__file__).parent
MAIN = [sys.executable, "-W", "error", "-m", "fourcapitals"]


def run(*arguments, most_bytes=None, cwd=None, **environment):
    """Run the command line in a process of its own: exit code, stdout, stderr."""

    def limit():
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = subprocess.run(
        [*MAIN, *map(str, arguments)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=cwd,
        preexec_fn=limit,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def copied(tmp_path):
    """A copy of the package and its scenarios that may be damaged."""
    root = tmp_path / "installed"
    shutil.copytree(
        PACKAGE, root / "model" / "fourcapitals", ignore=shutil.ignore_patterns("__pycache__", "compilation")
    )
    shutil.copytree(PACKAGE.parents[1] / "scenarios", root / "scenarios")
    return root


def without(path):
    path.unlink()


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def garbage(path):
    path.write_bytes(b'\xff\x00,not,what\n"it was')


def empty(path):
    path.write_bytes(b"")


DAMAGE = [
    ("tables/checksums.csv", without, "checksums.csv is missing"),
    ("tables/checksums.csv", garbage, "checksums.csv cannot be read"),
    ("tables/checksums.csv", empty, "checksums.csv cannot be read"),
    ("tables/outcomes.csv", cut, "outcomes.csv differs from its checksum"),
    ("tables/areas.csv", without, "areas.csv is missing"),
    ("tables/areas.csv", garbage, "areas.csv differs from its checksum"),
    ("tables/deflator.csv", without, "deflator.csv is missing"),
    ("tables/known_places.csv", empty, "known_places.csv differs from its checksum"),
    ("parameters.toml", without, "parameters.toml cannot be read"),
    ("parameters.toml", cut, "parameters.toml cannot be read"),
    ("parameters.toml", garbage, "parameters.toml cannot be read"),
]


@pytest.mark.parametrize(
    ("file", "damage", "words"),
    [
        case if number in (0, 9) else pytest.param(*case, marks=pytest.mark.thorough)
        for number, case in enumerate(DAMAGE)
    ],
)
def test_a_damaged_package_says_so(file, damage, words, copied):
    damage(copied / "model" / "fourcapitals" / "data" / file)
    code, said, told = run("run", "baseline", PYTHONPATH=str(copied / "model"))
    assert code in (1, 2)
    assert said == ""
    assert told.startswith("the data of the package are damaged: ")
    assert words in told
    assert told.endswith("; install it again\n")


@pytest.mark.parametrize("threads", ["0", pytest.param("two", marks=pytest.mark.thorough)])
def test_a_number_of_threads_that_cannot_be_is_told(threads):
    code, said, told = run("run", "baseline", "--draws", "1", NUMBA_NUM_THREADS=threads)
    assert (code, said) == (1, "")
    assert told == f"NUMBA_NUM_THREADS: a whole number from 1 expected, got {threads!r}; unset it\n"


@pytest.mark.thorough
def test_a_number_of_threads_that_is_blank_is_none():
    code, _, told = run("run", "baseline", "--quiet", NUMBA_NUM_THREADS=" ")
    assert (code, told) == (0, "")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        (b"font.size: 90\ntext.usetex: True\naxes.facecolor: red\nnonsense: 1\n", 0, "Wrote a.png"),
        (b"\xff\xfe\x00", 1, "matplotlibrc: this file of the folder is no text that Matplotlib can read; move it away"),
    ],
)
def test_settings_of_matplotlib_in_the_folder_change_no_chart_and_stop_none_unsaid(settings, code, words, tmp_path):
    (tmp_path / "matplotlibrc").write_bytes(settings)
    asked = ("audit", "luf", "--out", "a.png")
    ended, _, told = run(*asked, cwd=tmp_path, MPLBACKEND="nonsense", SOURCE_DATE_EPOCH="x")
    assert (ended, told.strip().split("\n")[-1].startswith(words)) == (code, True), told
    if not code:
        (tmp_path / "plain").mkdir()
        run(*asked, cwd=tmp_path / "plain")
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "plain" / "a.png").read_bytes()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    path = tmp_path_factory.mktemp("results") / "a.nc"
    fc.simulate(["baseline", "announced_2021"]).save(path)
    # Machine code, which a full disk would not let them keep.
    fc.run_ensemble("baseline", draws=1)
    return path


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("b.nc", ["run", "announced_2021", "--out", "b.nc"]),
        ("b.png", ["plot", "{results}", "--outcome", "hle", "--out", "b.png"]),
        pytest.param("store", ["run", "announced_2021", "--draws", "2", "--out", "store"], marks=pytest.mark.thorough),
        pytest.param("b.csv", ["compare", "{results}", "--by", "area", "--csv", "b.csv"], marks=pytest.mark.thorough),
    ],
)
def test_a_disk_that_takes_4_kb_is_told_and_nothing_is_left(name, command, results, tmp_path):
    code, _, told = run(*(word.format(results=results) for word in command), most_bytes=4096, cwd=tmp_path)
    assert code == 2
    (line,) = [line for line in told.splitlines() if line.startswith(f"{name}: ")]
    assert "cannot be written" in line or "the disk is full" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
@pytest.mark.parametrize("home", ["/proc/none", "/dev/null"])
def test_a_home_that_cannot_be_written_to_stops_no_picture_and_says_nothing(home, results, tmp_path):
    nowhere = {"HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
    code, said, told = run(
        "plot", results, "--outcome", "hle", "--out", tmp_path / "b.png", "--quiet", TMPDIR=str(tmp_path), **nowhere
    )
    assert (code, said, told) == (0, "", "")
    assert (tmp_path / "b.png").stat().st_size > 10_000


@pytest.mark.parametrize("name", ["x" * 300, "é" * 200 + ".nc", "a/" * 3000 + "x"], ids=["long", "bytes", "deep"])
@pytest.mark.parametrize(
    "command",
    [
        ["check", "NAME"],
        ["plot", "NAME", "--out", "z.png"],
        ["places", "NAME", "--by", "gain"],
        ["verify", "NAME"],
        ["run", "baseline", "--out", "NAME", "--draws", "2"],
    ],
    ids=lambda command: command[0],
)
def test_a_name_that_is_too_long_for_the_system_is_refused(call, command, name):
    code, out, err = call(*(name if word == "NAME" else word for word in command))
    assert (code, out) == (2, "")
    assert name[:50] in err


@pytest.mark.parametrize("command", ["flips", "needed", "scale", "sensitivity"])
def test_a_question_on_the_reference_alone_is_refused(call, command):
    code, out, err = call(command, "baseline")
    assert (code, out) == (2, "")
    assert err.strip().endswith("baseline: is what effects are taken against; give a strategy beside it")
