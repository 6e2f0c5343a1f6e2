"""A store is overwritten only where that is asked for, and the one from before is never lost on the way."""

import errno
import shutil
from pathlib import Path

import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store


def test_an_existing_store_is_not_overwritten_unless_asked(copy):
    with pytest.raises(BadInput, match=r"exists; go on with it: fourcapitals resume .* or add --overwrite"):
        e.run_ensemble("baseline", draws=2, out=copy)
    assert e.run_ensemble("baseline", draws=2, out=copy, overwrite=True).draws == 2


@pytest.mark.thorough
def test_of_an_overwriting_that_fails_the_store_from_before_is_left(copy, stored, monkeypatch):
    real = Path.replace
    for fault, told in ((OSError(errno.EIO, "I/O error"), BadInput), (KeyboardInterrupt(), KeyboardInterrupt)):

        def fail(path, target, fault=fault):
            if path.name == "store" and Path(target) == copy:
                raise fault
            return real(path, target)

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(told):
            e.run_ensemble("baseline", draws=2, out=copy, overwrite=True)
        monkeypatch.undo()
        assert not difference_of(open_results(copy), stored.results())
        assert [entry.name for entry in copy.parent.iterdir()] == [copy.name]


@pytest.mark.parametrize("stopped", [KeyboardInterrupt(), BadInput("a draw gives what cannot be")])
def test_an_overwriting_that_is_stopped_in_its_first_block_leaves_the_store_from_before(
    stopped, copy, stored, monkeypatch
):
    def stop(*_):
        raise stopped

    monkeypatch.setattr("fourcapitals.ensemble.store_writer.Writer.write_block", stop)
    with pytest.raises(type(stopped)):
        e.run_ensemble("baseline", draws=2, out=copy, overwrite=True)
    monkeypatch.undo()
    assert not difference_of(open_results(copy), stored.results())
    assert [entry.name for entry in copy.parent.iterdir()] == [copy.name]


def test_what_a_killed_overwriting_left_beside_a_store_goes_when_the_store_goes_on(copy):
    left = copy.with_name(f".{copy.name}.killed.part")
    shutil.copytree(copy, left / "store")
    assert e.extend(copy, draws=131).draws == 131
    assert not left.exists()


@pytest.mark.thorough
def test_a_store_that_a_killed_overwriting_set_aside_is_put_back(copy, stored):
    former = copy.rename(copy.with_name(f".{copy.name}.former"))
    with pytest.raises(BadInput, match=r"the store from before is whole: put it back with: mv \S+ \S+"):
        Store.open(copy)
    with pytest.raises(BadInput, match="exists; go on with it"):
        e.run_ensemble("baseline", draws=2, out=copy)
    assert not difference_of(open_results(copy), stored.results())
    # Killed a moment later, when the new one stood, the former is in nobody's way.
    shutil.copytree(copy, former)
    assert e.run_ensemble("baseline", draws=2, out=copy, overwrite=True).draws == 2
    assert not former.exists()


@pytest.mark.parametrize("content", ["{", '{"format": "fourcapitals store", "format_version": 99}'])
def test_a_store_that_cannot_be_read_can_be_overwritten(content, copy):
    (copy / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        Store.open(copy)
    assert e.run_ensemble("baseline", draws=2, out=copy, overwrite=True).draws == 2


def test_a_folder_of_another_program_that_has_a_manifest_is_not_overwritten(tmp_path):
    page = tmp_path / "page"
    page.mkdir()
    (page / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="is not a store and is not overwritten"):
        e.run_ensemble("baseline", draws=2, out=page, overwrite=True)
    assert (page / "manifest.json").exists()
