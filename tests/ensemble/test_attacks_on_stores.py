"""Stores under attack: edited, damaged, swapped, linked elsewhere, filled with what is not theirs.

By default a sample of each kind; all of them with FOURCAPITALS_ATTACKS=full.
"""

import copy
import errno
import json
import os
import shutil
import threading
import time

import numpy as np
import pytest
import zarr
from attacks import times
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import store_writer as w
from fourcapitals.errors import BadInput
from fourcapitals.results.content_checksum import content_checksum
from fourcapitals.results.manifest import manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store

SCENARIOS = ["baseline", "announced_2021"]
DRAWS = 70
OF_THE_MAKER = ("made_with", "fourcapitals_version")
"""What no recipe can give."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "runs"
    e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
    return path


@pytest.fixture(scope="module")
def content(stored):
    """Checksum of all that the store says."""
    return content_checksum(open_results(stored).dataset)


@pytest.fixture
def store(stored, tmp_path):
    """A store of one's own, to attack."""
    return shutil.copytree(stored, tmp_path / "runs")


def refused_or_the_same(path, content, what):
    """Whether a store is refused, each line with its place; one that is not must say what it said."""
    try:
        found = content_checksum(open_results(path).dataset)
    except BadInput as error:
        said = error.faults
    else:
        assert found == content, what
        return False
    assert all(str(path) in line for line in said), what
    return True


def sample(attacks, few):
    """Some of many attacks, evenly; all of them at full size."""
    attacks = list(attacks)
    chosen = np.unique(np.linspace(0, len(attacks) - 1, times(few, len(attacks))).astype(int))
    return [attacks[index] for index in chosen]


# Words


def leaves(value, place=()):
    """Every place in what JSON holds; of long lists and tables the first and the last entries."""
    yield place
    entries = list(value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else []))
    for key, inner in entries if len(entries) < 40 else [*entries[:2], *entries[-2:]]:
        yield from leaves(inner, (*place, key))


def changed(value):
    """Values of the same kind, and of others."""
    same = {str: ["x", "", "0" * 64], int: [0, 1, 10**12, -1], float: [0.0, 1e308], bool: [True, False]}
    others = [None, "x", 3, 2.5, True, [], {}, [[]], {"x": 1}, "x" * 2_000]
    if isinstance(value, dict):
        entries = list(value.items())
        same[dict] = [dict(entries[::-1]), dict(entries[1:]), {**value, "another": 1}]
    if isinstance(value, list):
        same[list] = [value[::-1], value[1:], [*value, *value[:1]]]
    return [each for each in [*same.get(type(value), []), *others] if json.dumps(each) != json.dumps(value)]


def edits(manifest):
    """Manifests in which one place is another, or is gone."""
    for place in leaves(manifest):
        for new in [*changed(_at(manifest, place)), ...] if place else []:
            other = copy.deepcopy(manifest)
            inside = _at(other, place[:-1])
            if new is ...:
                del inside[place[-1]]
            else:
                inside[place[-1]] = new
            yield f"{'.'.join(map(str, place))} = {str(new)[:30]}", other


def _at(value, place):
    for key in place:
        value = value[key]
    return value


def test_every_edit_of_the_manifest_is_found_at_opening(store, content):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    found = list(edits(manifest))
    assert len(found) > 880
    for what, other in sample(found, 20):
        (store / "manifest.json").write_text(json.dumps(other), encoding="utf-8")
        assert refused_or_the_same(store, content, what), what


@pytest.mark.thorough
def test_an_edit_with_its_checksum_is_found_at_opening_or_by_verifying(store, content):
    """Names swapped, orders turned, the reference, levels, seeds: forged together with the checksum of the manifest."""
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    swapped = copy.deepcopy(manifest)
    one, other = swapped["scenarios"]
    one["name"], other["name"] = other["name"], one["name"]
    named = [
        (f"{key} turned", {**manifest, key: changed(manifest[key])[0]}) for key in ("places", "areas", "scenarios")
    ]
    named += [("rules", {**manifest, "rules": None}), ("rules", {**manifest, "rules": {}})]
    named += [("swapped", swapped), ("reference", {**manifest, "reference": "announced_2021"})]
    found = [(what, each) for what, each in edits(manifest) if not what.startswith((*OF_THE_MAKER, "checksum"))]
    for what, each in [*named, *sample(found, 3)]:
        (store / "manifest.json").write_bytes(manifest_text(each))
        if json.loads((store / "manifest.json").read_bytes()) == manifest and list(each) == list(manifest):
            continue
        try:
            Store.open(store)
            said = e.verify(store, sample=1).faults
        except BadInput as error:
            said = error.faults
        assert said, what
        assert not any("Traceback" in line for line in said)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '{"format": "fourcapitals store"}', "[" * 100_000, "\xff"]
)
def test_what_is_no_manifest_is_told_in_one_line(text, store):
    (store / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BadInput, match=r"manifest.json: is damaged|is a store of version") as told:
        Store.open(store)
    assert len(told.value.faults) == 1


def test_a_missing_key_and_a_wrong_type_are_named(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    del manifest["scenarios"][0]["title"]
    (store / "manifest.json").write_bytes(manifest_text({**manifest, "seed": "x", "colour": 1}))
    said = r"scenarios.0.title is missing; seed: a valid integer expected, got 'x'; colour is not known; restore it"
    with pytest.raises(BadInput, match=said):
        Store.open(store)


# Files


def files(store):
    """Every file of a store, in an order that does not depend on the disk."""
    return sorted(path.relative_to(store) for path in store.rglob("*") if path.is_file() and path.name != "writer.lock")


def damages(store):
    """Every file truncated, emptied, flipped, lengthened, removed, or in the place of its neighbour."""
    generator = np.random.default_rng(1)
    every = files(store)
    for file, neighbour in zip(every, [*every[1:], every[0]], strict=True):
        size = (store / file).stat().st_size
        yield from ((file, f"cut at {at}", lambda old, at=at: old[:at]) for at in {0, 1, size // 2, size - 1})
        at, bit = int(generator.integers(size)), int(generator.integers(8))
        yield (
            file,
            f"bit {bit} of byte {at}",
            lambda old, at=at, bit=bit: old[:at] + bytes([old[at] ^ 1 << bit]) + old[at + 1 :],
        )
        yield file, "lengthened", lambda old: old + b"x"
        yield file, "removed", lambda _: None
        yield file, f"as {neighbour}", lambda _, neighbour=neighbour: (store / neighbour).read_bytes()


def test_every_damage_of_every_file_is_found_or_changes_nothing(store, content):
    found = list(damages(store))
    assert len(found) > 1_000
    told = []
    for file, what, damage in sample(found, 16):
        old = (store / file).read_bytes()
        new = damage(old)
        (store / file).unlink() if new is None else (store / file).write_bytes(new)
        told.append(refused_or_the_same(store, content, f"{file} {what}"))
        (store / file).write_bytes(old)
    assert any(told)
    assert not all(told), "files that only other readers need"


def test_what_only_other_readers_need_is_verified_too(store):
    """Statistics, numbers of draws, and what the group gathers of its arrays."""
    for file in ("zarr.json", "draw/c/0", "area_hle_mean/zarr.json"):
        old = (store / file).read_bytes()
        edited = old.replace(b'"units"', b'"unit"').replace(b'"long_name"', b'"name"')
        (store / file).write_bytes(edited if edited != old else old[:-3])
        assert not e.verify(store, sample=1).sound, file
        (store / file).write_bytes(old)
    assert e.verify(store, sample=1).sound


@pytest.mark.parametrize(
    "edit",
    [
        {"attributes": {"long_name": "x", "units": "days"}},
        {"dimension_names": ["scenario", "draw", "year", "place"]},
        {"fill_value": 0.0},
        {"data_type": "int64"},
        {"shape": [2, 10**12, 10, 17]},
        {"chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 10**9, 10**3, 10**3]}}},
        {"codecs": [{"name": "bytes", "configuration": {"endian": "big"}}]},
        {"storage_transformers": [{"name": "x"}]},
        {"another": 1},
    ],
)
@pytest.mark.parametrize("array", ["place_hle", "award", "counts/{}/level_counts"])
def test_what_zarr_is_told_of_an_array_is_what_was_written(edit, array, store, content):
    group = json.loads((store / "manifest.json").read_text(encoding="utf-8"))["counts"]["group"].split("/")[1]
    file = store / array.format(group) / "zarr.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | edit), encoding="utf-8")
    assert refused_or_the_same(store, content, f"{array} {edit}")


def test_money_a_thousand_times_as_much_is_found(store):
    """With the checksums that Zarr writes."""
    awards = zarr.open_array(store / "award", mode="r+")
    awards[...] = 1000 * awards[...]
    with pytest.raises(BadInput, match="award: is missing or damaged"):
        open_results(store)
    assert not e.verify(store, sample=1).sound


def test_a_block_in_the_place_of_another_is_found_and_run_again(stored, tmp_path):
    """A chunk that is whole, with the checksum of Zarr, but not that of its draws."""
    e.run_ensemble(SCENARIOS, draws=128, out=tmp_path / "runs")
    first, second = (tmp_path / "runs" / "place_hle" / f"c.0.{block}.0.0" for block in (0, 1))
    second.write_bytes(first.read_bytes())
    assert Store.open(tmp_path / "runs").damaged_blocks() == [1]
    assert "block 1: does not agree with its checksums" in e.verify(tmp_path / "runs", sample=1).faults
    e.resume(tmp_path / "runs")
    assert e.verify(tmp_path / "runs", sample=None).sound


def test_a_damaged_block_that_gives_other_numbers_when_run_again_is_not_replaced(store, monkeypatch):
    chunk = store / "place_hle" / "c.0.0.0.0"
    chunk.write_bytes(chunk.read_bytes()[:50])
    real = w.Writer.write_block

    def otherwise(writer, block, series, rejected):
        return real(writer, block, {**series, "place_hle": series["place_hle"] + 1e-9}, rejected)

    monkeypatch.setattr(w.Writer, "write_block", otherwise)
    with pytest.raises(BadInput, match="block 0 gives other numbers than were stored"):
        e.resume(store)
    assert chunk.stat().st_size == 50
    monkeypatch.undo()
    e.resume(store)
    assert e.verify(store).sound


# Places


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


@pytest.mark.parametrize("name", [".", "..", "/", "/dev/zero", "/dev/null", "n" * 300])
def test_places_where_no_store_can_be_are_told(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for attempt in ATTEMPTS.values():
        with pytest.raises(BadInput) as told:
            attempt(name)
        assert name[:50] in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_overwritten_by_its_own_name_and_not_through_a_link(store, tmp_path):
    (tmp_path / "link").symlink_to(store)
    (tmp_path / "nothing").symlink_to(tmp_path / "none")
    assert open_results(tmp_path / "link").draws == DRAWS
    with pytest.raises(BadInput, match="is a link; to overwrite the store that it leads to, give its own name"):
        ATTEMPTS["overwrite"](tmp_path / "link")
    with pytest.raises(BadInput, match="is a link to nothing"):
        ATTEMPTS["overwrite"](tmp_path / "nothing")


def test_a_store_without_a_draw_is_not_sound(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    none = {"group": None, "draws": 0, "checksum": None}
    empty = {**manifest, "blocks": [], "counts": none, "counts_of_full_blocks": none}
    (store / "manifest.json").write_bytes(manifest_text(empty))
    assert e.verify(store).faults == (f"holds no draw yet; go on with it: fourcapitals resume {store}",)
    with pytest.raises(BadInput, match="holds no draw yet"):
        open_results(store)
    assert e.resume(store).draws == DRAWS


def test_numbers_beyond_all_measure_are_refused_before_memory_is_taken(store):
    for draws in (10**7 + 1, 10**12, 10**400):
        with pytest.raises(BadInput, match="draws: a whole number from 1 to 10,000,000"):
            e.extend(store, draws=draws)
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    areas = {f"E{code}": "x" for code in range(200_000)}
    for entry in ({"areas": areas}, {"draws": 10**12}, {"scenarios": manifest["scenarios"] * 1_000}):
        (store / "manifest.json").write_bytes(manifest_text(manifest | entry))
        with pytest.raises(BadInput, match=r"manifest.json: is damaged"):
            Store.open(store)
    with (store / "manifest.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(BadInput, match="larger than 128 MB, which no manifest of a store is"):
        Store.open(store)


def test_a_chunk_that_never_ends_is_refused(store):
    with (store / "place_hle" / "c.0.0.0.0").open("ab") as file:
        file.truncate(1 << 42)
    assert Store.open(store).damaged_blocks() == [0]
    with (store / "place_hle" / "zarr.json").open("ab") as file:
        file.truncate(1 << 42)
    with pytest.raises(BadInput, match="place_hle: what it says of its array is missing or damaged"):
        open_results(store).dataset["place_hle"].load()


def test_a_store_that_a_run_moves_on_with_while_it_is_opened_is_read_as_it_stands_then(store, monkeypatch):
    real = Store.open

    def open_and_move_on(path):
        found = real(path)
        monkeypatch.undo()
        e.extend(store, draws=192)
        return found

    monkeypatch.setattr(Store, "open", open_and_move_on)
    assert open_results(store).draws == 192


# Two at once


def test_of_two_runs_to_one_store_the_second_is_told_at_once_and_the_first_finishes(tmp_path):
    path, begun, told = tmp_path / "runs", threading.Event(), threading.Event()
    first = []

    def wait(_):
        """After the first block: the store stands."""
        begun.set()
        assert told.wait(60)

    def run():
        first.append(e.run_ensemble(SCENARIOS, draws=DRAWS, out=path, progress=wait))

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
    assert first[0].draws == DRAWS
    assert e.verify(path).sound
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]


def test_of_a_run_that_fails_before_its_first_block_nothing_is_left(store, tmp_path, content, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(w.Writer, "write_block", fail)
    with pytest.raises(BadInput, match="the disk is full"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "new")
    monkeypatch.undo()
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]
    assert not refused_or_the_same(store, content, "")
