"""Whatever stops a run, and wherever the disk ends, the store goes on to the same bits or is not there.

By default a few of each kind; a hundred kills and ten sizes of disk with FOURCAPITALS_ATTACKS=full.
"""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from attacks import times
from fourcapitals.ensemble import destinations
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store

pytestmark = pytest.mark.thorough
SCENARIOS = ["baseline", "announced_2021"]
DRAWS = 130
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
RUN = """
import sys
from fourcapitals.ensemble import destinations, run as e
destinations.CHECKPOINT_SECONDS = 0.0
begun = open(sys.argv[2], "w")
if sys.argv[1] == "run":
    e.run_ensemble({scenarios}, draws={draws}, out=sys.argv[3], workers=1)
elif sys.argv[1] == "extend":
    e.extend(sys.argv[3], draws={draws})
else:
    e.run_ensemble({scenarios}, draws={draws}, out=sys.argv[3], workers=1, overwrite=True)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "runs"
    e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
    return open_results(path)


@pytest.fixture(scope="module")
def former(tmp_path_factory):
    """A store of 70 draws, which runs extend or overwrite."""
    path = tmp_path_factory.mktemp("former") / "runs"
    e.run_ensemble(SCENARIOS, draws=70, out=path)
    return path


def gone_on(path):
    """Go on with a store as its messages say, or make it where a run left nothing."""
    with contextlib.suppress(BadInput):
        if Store.open(path).manifest["draws"] == DRAWS:
            return e.resume(path)
        return e.extend(path, draws=DRAWS)
    # An overwriting that was killed in between set the store from before aside; it is put back here.
    return e.run_ensemble(SCENARIOS, draws=DRAWS, out=path, overwrite=path.exists())


def test_killed_at_any_moment_by_any_signal_a_store_goes_on_to_the_same_bits(whole, former, tmp_path):
    generator, killed = np.random.default_rng(0), dict.fromkeys(SIGNALS, 0)
    script = RUN.format(scenarios=SCENARIOS, draws=DRAWS)
    for attempt in range(times(4, 100)):
        sent, how = SIGNALS[attempt % 4], ("run", "extend", "overwrite")[attempt // 4 % 3]
        path, begun = tmp_path / f"{attempt}" / "runs", tmp_path / f"{attempt}.begun"
        path.parent.mkdir()
        if how != "run":
            shutil.copytree(former, path)
        with subprocess.Popen([sys.executable, "-c", script, how, begun, path], stderr=subprocess.PIPE) as process:
            while not begun.exists() and process.poll() is None:
                time.sleep(0.001)
            # From before the first block to after the last.
            time.sleep(float(generator.uniform(0, 6)))
            process.send_signal(sent)
            said = process.communicate()[1]
        killed[sent] += process.returncode != 0
        assert sent == signal.SIGINT or not said, said
        assert not difference_of(gone_on(path), whole), (sent, how)
        assert e.verify(path).sound
        assert {entry.name for entry in path.parent.iterdir()} <= {"runs", ".runs.lock"}
        shutil.rmtree(path.parent)
    assert sum(killed.values()) > 0


def refusing_after(writes, monkeypatch, why=errno.ENOSPC):
    """Let some files be opened to write, and refuse those after, as a full disk does; how many are left, as a list."""
    real, left = os.open, [writes]

    def count():
        left[0] -= 1
        if left[0] < 0:
            raise OSError(why, os.strerror(why))

    def opened(path, flags, *others, **named):
        if flags & os.O_CREAT and "runs" in str(path):
            count()
        return real(path, flags, *others, **named)

    real_path = Path.open

    def path_opened(path, mode="r", *others, **named):
        if set(mode) & set("wax") and "runs" in str(path):
            count()
        return real_path(path, mode, *others, **named)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr("pathlib.Path.open", path_opened)
    return left


@pytest.fixture(scope="module")
def writes_of_a_run(tmp_path_factory):
    """How many files a run opens to write."""
    enough = 100_000
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(destinations, "CHECKPOINT_SECONDS", 0.0)
        left = refusing_after(enough, patched)
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path_factory.mktemp("counted") / "runs")
    return enough - left[0]


# How many writes pass before one is refused, of all those of a run.
LET_PASS = {
    "5": lambda _: 5,
    "none": lambda _: 0,
    "one": lambda _: 1,
    "half": lambda writes: writes // 2,
    "nine tenths": lambda writes: writes * 9 // 10,
    "all but the last": lambda writes: writes - 1,
}


@pytest.mark.parametrize("let_pass", LET_PASS)
def test_where_the_disk_refuses_any_write_it_is_told_and_nothing_is_lost(
    let_pass, writes_of_a_run, whole, tmp_path, monkeypatch
):
    path = tmp_path / "runs"
    monkeypatch.setattr(destinations, "CHECKPOINT_SECONDS", 0.0)
    refusing_after(LET_PASS[let_pass](writes_of_a_run), monkeypatch)
    with pytest.raises(BadInput, match="the disk is full"):
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
    monkeypatch.undo()
    assert not difference_of(gone_on(path), whole)
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]


@pytest.fixture
def disk(tmp_path):
    """Mount a disk of a size; skipped, in so many words, where the user may not.

    Writes that a full disk refuses are tried without rights by the test above.
    """
    mounted = []

    def mount(kilobytes):
        place = tmp_path / f"{kilobytes}"
        place.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place], capture_output=True, check=False
        )
        if made.returncode:
            pytest.skip("real disks are NOT tried, only refused writes (above): root alone may mount them")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", place], check=True)


def test_on_disks_of_any_size_a_run_ends_or_says_that_they_are_full(disk, whole):
    # A store of these draws takes about 5,500 kB.
    for size in np.linspace(4, 6_000, times(2, 10)).astype(int):
        place = disk(int(size))
        path = place / "runs"
        try:
            results = e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
        except BadInput as error:
            said = str(error)
        else:
            assert not difference_of(results, whole), size
            continue
        assert "the disk is full" in said, size
        assert not [entry for entry in place.iterdir() if entry.name.startswith(".")], size
        if path.exists():
            # Only what is written last, for other readers, may be missing.
            assert all("is not that of the counts; write it again" in each for each in e.verify(path).faults), size
        subprocess.run(["mount", "-o", "remount,size=20000k", place], check=True)
        assert not difference_of(gone_on(path), whole), size


@pytest.mark.parametrize("why", [errno.EROFS, errno.EACCES])
def test_a_place_that_refuses_every_write_is_told_and_keeps_its_store(why, former, tmp_path, monkeypatch):
    """Whoever runs it: the place refuses, and not the system for want of rights."""
    path = shutil.copytree(former, tmp_path / "runs")
    before = open_results(path).dataset.load()
    refusing_after(0, monkeypatch, why)
    for attempt in (
        lambda: e.extend(path, draws=130),
        lambda: e.run_ensemble("baseline", draws=2, out=tmp_path / "runs2"),
    ):
        with pytest.raises(BadInput, match=f"cannot be written: {os.strerror(why)}"):
            attempt()
    monkeypatch.undo()
    assert open_results(path).dataset.identical(before)
    assert e.verify(path, sample=1).sound


def test_a_store_that_may_only_be_read_is_read_and_verified_and_not_written(former, tmp_path):
    """Without the right to do everything, where these tests run with it."""
    path = shutil.copytree(former, tmp_path / "runs")
    for each in [path, *path.rglob("*")]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    script = f"""
import sys
from fourcapitals.errors import BadInput
from fourcapitals.ensemble import run as e
from fourcapitals.results.opening import open_results
path = {str(path)!r}
assert open_results(path).draws == 70
assert e.verify(path, sample=1).sound
anew = lambda: e.run_ensemble("baseline", draws=2, out=path, overwrite=True)
for attempt in (lambda: e.extend(path, draws=130), anew):
    try:
        attempt()
    except BadInput as error:
        print(error)
"""
    plain = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] * (os.getuid() == 0)
    if plain and not shutil.which("setpriv"):
        pytest.skip("real rights are NOT tried, only refused writes (above): root may write; get setpriv")
    command = [*plain, sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("cannot be written") == 2, done.stdout
