"""Links, pipes and names where no store can be are refused, and no file of a user's is touched."""

import os
import shutil

import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.opening import open_results
from stores import FEW_DRAWS, SCENARIOS

ATTEMPTS = {
    "open": open_results,
    "resume": e.resume,
    "extend": lambda path: e.extend(path, draws=100),
    "verify": e.verify,
    "overwrite": lambda path: e.run_ensemble(SCENARIOS, draws=2, out=path, overwrite=True),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize(
    "link", ["counts", "place_hle", "manifest.json", "writer.lock", "zarr.json", "place_hle/c.0.0.0.0"]
)
def test_a_link_out_of_a_store_is_refused_and_nothing_there_is_touched(link, attempt, store, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(store / link, elsewhere)
    if elsewhere.is_dir():
        (elsewhere / "64.full").mkdir(exist_ok=True)
        (elsewhere / "mine.txt").write_text("mine", encoding="utf-8")
    (store / link).symlink_to(elsewhere)
    before = {file: file.read_bytes() for file in [elsewhere, *elsewhere.rglob("*")] if file.is_file()}
    with pytest.raises(BadInput, match=rf"{link}: is a link, which no store holds; remove it from the store"):
        ATTEMPTS[attempt](store)
    assert {file: file.read_bytes() for file in [elsewhere, *elsewhere.rglob("*")] if file.is_file()} == before


def test_a_pipe_in_a_store_is_refused(store):
    (store / "place_hle" / "c.0.0.0.0").unlink()
    os.mkfifo(store / "place_hle" / "c.0.0.0.0")
    for attempt in ATTEMPTS.values():
        with pytest.raises(BadInput, match="is neither a file nor a folder"):
            attempt(store)


def test_a_store_is_overwritten_by_its_own_name_and_not_through_a_link(store, tmp_path):
    (tmp_path / "link").symlink_to(store)
    (tmp_path / "nothing").symlink_to(tmp_path / "none")
    assert open_results(tmp_path / "link").draws == FEW_DRAWS
    with pytest.raises(BadInput, match="is a link; to overwrite the store that it leads to, give its own name"):
        ATTEMPTS["overwrite"](tmp_path / "link")
    with pytest.raises(BadInput, match="is a link to nothing"):
        ATTEMPTS["overwrite"](tmp_path / "nothing")


@pytest.mark.parametrize("name", [".", "..", "/", "/dev/zero", "/dev/null", "n" * 300])
def test_places_where_no_store_can_be_are_told(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for attempt in ATTEMPTS.values():
        with pytest.raises(BadInput) as told:
            attempt(name)
        assert name[:50] in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_files_that_a_user_puts_into_a_store_stay(store):
    mine = ["notes.txt", "counts/mine.csv", "counts/64.full/mine.csv", "counts/99.full/mine", "place_hle/mine"]
    mine += ["area_hle_mean/c.mine", "mine/c.0.0", "place_hle/my/c.0"]
    for name in mine:
        (store / name).parent.mkdir(parents=True, exist_ok=True)
        (store / name).write_text("mine", encoding="utf-8")
    e.extend(store, draws=130)
    e.resume(store)
    assert e.verify(store).sound
    assert all((store / name).read_text(encoding="utf-8") == "mine" for name in mine)
    with pytest.raises(
        BadInput, match=r"holds files that are not the store's own: 'area_hle_mean/c.mine', .* and 2 more"
    ):
        ATTEMPTS["overwrite"](store)
    assert all((store / name).exists() for name in mine)
    assert e.verify(store).sound


def test_what_a_killed_run_left_half_written_goes(store):
    left = ["place_hle/c.0.0.0." + 32 * "0" + ".partial", ".manifest.json.abc_1234.part", "counts/999.full/zarr.json"]
    for name in left:
        (store / name).parent.mkdir(exist_ok=True)
        (store / name).write_text("{", encoding="utf-8")
    e.resume(store)
    assert not any((store / name).exists() for name in left)


def test_what_a_killed_run_left_beside_a_store_goes_and_a_user_s_own_stays(store, tmp_path):
    (tmp_path / ".runs.abcd1234.part" / "store").mkdir(parents=True)
    (tmp_path / ".runs.abcd1234.part" / "store" / "zarr.json").write_text("{", encoding="utf-8")
    (tmp_path / ".runs.mine.part").mkdir()
    (tmp_path / ".runs.mine.part" / "notes").write_text("mine", encoding="utf-8")
    e.run_ensemble(SCENARIOS, draws=2, out=store, overwrite=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".runs.mine.part", "runs"]
