"""Of two that come to one store at once, one waits or is told, and neither harms the other."""

import threading
import time
from contextlib import closing

import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import store_writer as w
from fourcapitals.errors import BadInput
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import FEW_DRAWS, SCENARIOS


@pytest.mark.thorough
def test_a_store_that_is_being_written_is_left_alone(copy):
    writer = w.Writer.reopen(copy)
    try:
        with pytest.raises(BadInput, match="is being written by another run"):
            e.extend(copy, draws=190)
    finally:
        writer.close()
    assert e.extend(copy, draws=131).draws == 131


def test_a_store_that_is_being_written_is_not_overwritten(copy):
    with closing(w.Writer.reopen(copy)), pytest.raises(BadInput, match="is being written by another run"):
        e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True)


def test_of_two_runs_to_one_store_the_second_is_told_at_once_and_the_first_finishes(tmp_path):
    path, begun, told = tmp_path / "runs", threading.Event(), threading.Event()
    first = []

    def wait(_):
        """After the first block: the store stands."""
        begun.set()
        assert told.wait(60)

    def run():
        first.append(e.run_ensemble(SCENARIOS, draws=FEW_DRAWS, out=path, progress=wait))

    def second(**others):
        with pytest.raises(BadInput, match=r"is being written by another run; wait for it or stop|: exists; go on"):
            e.run_ensemble(SCENARIOS, draws=2, out=path, **others)

    other = threading.Thread(target=run)
    other.start()
    # Before it stands its name is taken already.
    while not list(tmp_path.iterdir()) and other.is_alive():
        time.sleep(0.001)
    second()
    assert begun.wait(60)
    second()
    second(overwrite=True)
    told.set()
    other.join()
    assert first[0].draws == FEW_DRAWS
    assert e.verify(path).sound
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]


@pytest.mark.thorough
def test_a_store_that_a_run_moves_on_with_while_it_is_opened_is_read_as_it_stands_then(store, monkeypatch):
    real = Store.open

    def open_and_move_on(path):
        found = real(path)
        monkeypatch.undo()
        e.extend(store, draws=192)
        return found

    monkeypatch.setattr(Store, "open", open_and_move_on)
    assert open_results(store).draws == 192
