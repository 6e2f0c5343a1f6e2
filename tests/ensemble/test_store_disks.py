"""On disks that are full, read-only, refuse or know no locks nothing is lost, and the fault is told."""

import errno
import re
from pathlib import Path

import pytest
from fourcapitals.ensemble import destinations
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import DRAWS, SCENARIOS


def full_disk_after(writes, monkeypatch):
    """Let some files of the arrays be written, of which a block has about forty."""
    real, left = Path.open, [writes]

    def fill(path, mode="r", *others, **named):
        # Until its first checkpoint a store stands in a hidden folder beside its place.
        if "w" in mode and re.search(r"(runs|store)/\w+/c\.", str(path)):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", fill)
    monkeypatch.setattr(destinations, "CHECKPOINT_SECONDS", 0.0)


@pytest.mark.thorough
def test_a_full_disk_leaves_a_store_that_resumes(tmp_path, monkeypatch, stored):
    full_disk_after(50, monkeypatch)
    with pytest.raises(BadInput, match=r"the disk is full; \d+ draws are kept; free some space, then go on: "):
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs")
    monkeypatch.undo()
    assert Store.open(tmp_path / "runs").draws in (64, 128)
    assert not difference_of(e.resume(tmp_path / "runs"), stored.results())


@pytest.mark.thorough
def test_a_disk_that_is_full_before_the_first_block_leaves_no_store(tmp_path, monkeypatch, stored):
    full_disk_after(1, monkeypatch)
    with pytest.raises(BadInput, match=r"the disk is full; free some space$"):
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs")
    monkeypatch.undo()
    assert not (tmp_path / "runs").exists()
    assert not difference_of(e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs"), stored.results())


@pytest.mark.thorough
@pytest.mark.parametrize("writes", [0, 5])
def test_an_overwriting_that_fills_the_disk_in_its_first_block_leaves_the_store_from_before(
    writes, copy, stored, monkeypatch
):
    full_disk_after(writes, monkeypatch)
    with pytest.raises(BadInput, match=r"the disk is full; free some space$"):
        e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True)
    monkeypatch.undo()
    assert not difference_of(open_results(copy), stored.results())
    assert [entry.name for entry in copy.parent.iterdir()] == [copy.name]


def test_a_read_only_disk_is_told(copy, monkeypatch):
    real = Path.open

    def only_read(path, mode="r", *others, **named):
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", only_read)
    with pytest.raises(BadInput, match="cannot be written: Read-only file system"):
        e.extend(copy, draws=190)
    assert Store.open(copy).results().dataset["place_hle"].shape[1] == DRAWS


def test_a_disk_that_refuses_is_told(copy, monkeypatch, stored):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BadInput, match="cannot be written: Permission denied"):
        e.extend(copy, draws=190)
    monkeypatch.undo()
    assert not difference_of(open_results(copy), stored.results())


def test_a_disk_that_knows_no_locks_is_told_as_such(copy, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(BadInput, match="cannot be locked against other runs: No locks available"):
        e.resume(copy)


def test_a_place_without_a_folder_is_told(tmp_path):
    with pytest.raises(BadInput, match="does not exist; make it first"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "none" / "runs")
