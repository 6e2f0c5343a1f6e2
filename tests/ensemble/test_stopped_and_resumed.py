"""A run that is stopped keeps what was merged, and gone on with or extended it is that of one run."""

import errno
import os
import signal
import subprocess
import sys
import time
import types

import numpy as np
import pytest
from ensembles import DRAWS, assert_same, bidding, whole
from fourcapitals.ensemble import destinations
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import store_writer as w
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.store import Store
from fourcapitals.vocabulary import BLOCK
from stores import SCENARIOS, chunk_of, refused_or_the_same

SCRIPT = """
import sys
from fourcapitals.ensemble import destinations, run as e
from fourcapitals.scenario.files import parse_scenario
destinations.CHECKPOINT_SECONDS = 0.0
if __name__ == "__main__":
    path, text, draws, go_on = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "resume"
    print("ready", flush=True)
    if go_on:
        e.resume(path, workers=2)
    else:
        e.run_ensemble(["baseline", parse_scenario(text, name="bidding")], draws=draws, workers=2, out=path)
"""


def begin(folder, store, draws, verb):
    script = folder / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(store), bidding().text, str(draws), verb]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout.readline() == b"ready\n"
    return process


def test_a_store_is_committed_after_the_first_block_and_then_as_often_as_is_cheap(monkeypatch):
    class Clock:
        now = 0.0

    class Writer:
        totals = None

        def write_block(self, *_):
            Clock.now += 1.0

        def checkpoint(self):
            committed.append(Clock.now)
            Clock.now += 0.1

    committed = []
    monkeypatch.setattr(destinations, "time", types.SimpleNamespace(monotonic=lambda: Clock.now))
    monkeypatch.setattr(destinations, "add_block", lambda *_: None)
    sink = destinations.OnDisk(Writer(), last=0.0)
    for block in range(40):
        sink.take(block, {"series": None, "rejected": 0}, BLOCK)
    waits = np.diff(committed)
    assert committed[0] == 1.0
    # A tenth of a second in five is the share that is allowed.
    assert ((waits > 5.0) & (waits < 6.5)).all()
    monkeypatch.setattr(Writer, "checkpoint", lambda _: setattr(Clock, "now", Clock.now + 10.0))
    sink.checkpoint()
    at = Clock.now
    while sink.last <= at:
        sink.take(0, {"series": None, "rejected": 0}, BLOCK)
    assert sink.last - at < destinations.CHECKPOINT_SECONDS + 12.0


@pytest.mark.thorough
def test_killed_at_any_moment_and_resumed_the_bits_are_the_same(tmp_path):
    store, generator = tmp_path / "runs.zarr", np.random.default_rng(8)
    draws, kills = 320, 0
    for attempt in range(3):
        process = begin(tmp_path, store, draws, "resume" if store.exists() else "run")
        deadline = time.monotonic() + 120
        while not (store / "manifest.json").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(float(generator.uniform(0.1, 1.2)) if attempt else 0.05)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.stdout.close()
        stopped = Store.open(store)
        assert stopped.damaged_blocks() == []
        if stopped.draws:
            assert stopped.results().dataset["place_hle"].values.shape[1] == stopped.draws <= draws
        else:
            with pytest.raises(BadInput, match="holds no draw yet"):
                stopped.results()
    assert kills >= 2
    resumed = e.resume(store, workers=2)
    assert Store.open(store).finished
    assert not difference_of(resumed, e.run_ensemble(["baseline", bidding()], draws=draws, workers=2))
    assert_same(resumed, whole(), draws=DRAWS)


def test_an_interrupt_keeps_what_was_merged(tmp_path):
    def stop(progress):
        if progress.blocks_done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=2, out=tmp_path / "runs", progress=stop)
    stopped = Store.open(tmp_path / "runs")
    assert (stopped.draws, stopped.finished) == (128, False)
    told = []
    assert_same(e.resume(tmp_path / "runs", progress=told.append), whole())
    assert [(step.blocks_done, step.draws_done) for step in told] == [(3, DRAWS)]


def test_an_extended_store_is_that_of_one_run(tmp_path):
    """From a partial block, to a partial block, and by nothing."""
    first = e.run_ensemble(["baseline", bidding()], draws=70, workers=2, out=tmp_path / "runs")
    before = first.dataset["place_hle"].values
    extended = e.extend(tmp_path / "runs", draws=DRAWS, workers=2)
    np.testing.assert_array_equal(extended.dataset["place_hle"].values[:, :70], before)
    assert_same(extended, whole())
    assert_same(e.extend(tmp_path / "runs", draws=DRAWS), whole())
    with pytest.raises(BadInput, match="a store can be extended, not cut"):
        e.extend(tmp_path / "runs", draws=64)


@pytest.mark.thorough
def test_a_finished_store_resumes_to_itself(tmp_path):
    e.run_ensemble("baseline", draws=np.int64(10), workers=1, out=tmp_path / "runs")
    assert e.resume(tmp_path / "runs").draws == 10


@pytest.mark.thorough
def test_ctrl_c_can_land_in_no_lock_of_the_compressor(tmp_path, stored):
    """One that Blosc takes for threads of its own stayed shut, and keeping what was merged then waited for ever."""
    run = (
        "from fourcapitals.ensemble import destinations, run as e\n"
        "destinations.CHECKPOINT_SECONDS = 0.0\n"
        f"e.run_ensemble({SCENARIOS}, draws={DRAWS}, out={str(tmp_path / 'runs')!r}, workers=1)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", run], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not chunk_of(tmp_path / "runs", "place_hle", 0).exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    assert not difference_of(e.resume(tmp_path / "runs"), stored.results())


@pytest.mark.thorough
def test_of_a_run_that_fails_before_its_first_block_nothing_is_left(store, tmp_path, content, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(w.Writer, "write_block", fail)
    with pytest.raises(BadInput, match="the disk is full"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "new")
    monkeypatch.undo()
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]
    assert not refused_or_the_same(store, content, "")
