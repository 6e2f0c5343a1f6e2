"""A file of a store that is damaged, swapped or forged is found, or changes nothing.

By default a sample of the damages; all of them with FOURCAPITALS_ATTACKS=full.
"""

import json
from itertools import product

import numpy as np
import pytest
import zarr
from attacks import sample
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import store_writer as w
from fourcapitals.errors import BadInput
from fourcapitals.results.manifest import manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import SCENARIOS, refused_or_the_same


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


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_what_only_other_readers_need_is_verified_too(store):
    """Statistics, numbers of draws, and what the group gathers of its arrays."""
    for file in ("zarr.json", "draw/c/0", "area_hle_mean/zarr.json"):
        old = (store / file).read_bytes()
        edited = old.replace(b'"units"', b'"unit"').replace(b'"long_name"', b'"name"')
        (store / file).write_bytes(edited if edited != old else old[:-3])
        assert not e.verify(store, sample=1).sound, file
        (store / file).write_bytes(old)
    assert e.verify(store, sample=1).sound


_EDITS = [
    {"attributes": {"long_name": "x", "units": "days"}},
    {"dimension_names": ["scenario", "draw", "year", "place"]},
    {"fill_value": 0.0},
    {"data_type": "int64"},
    {"shape": [2, 10**12, 10, 17]},
    {"chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 10**9, 10**3, 10**3]}}},
    {"codecs": [{"name": "bytes", "configuration": {"endian": "big"}}]},
    {"storage_transformers": [{"name": "x"}]},
    {"another": 1},
]


@pytest.mark.parametrize(
    ("edit", "array"), sample(product(_EDITS, ["place_hle", "award", "counts/{}/level_counts"]), 9)
)
def test_what_zarr_is_told_of_an_array_is_what_was_written(edit, array, store, content):
    group = json.loads((store / "manifest.json").read_text(encoding="utf-8"))["counts"]["group"].split("/")[1]
    file = store / array.format(group) / "zarr.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | edit), encoding="utf-8")
    assert refused_or_the_same(store, content, f"{array} {edit}")


@pytest.mark.thorough
def test_money_a_thousand_times_as_much_is_found(store):
    """With the checksums that Zarr writes."""
    awards = zarr.open_array(store / "award", mode="r+")
    awards[...] = 1000 * awards[...]
    with pytest.raises(BadInput, match="award: is missing or damaged"):
        open_results(store)
    assert not e.verify(store, sample=1).sound


@pytest.mark.thorough
def test_a_block_in_the_place_of_another_is_found_and_run_again(tmp_path):
    """A chunk that is whole, with the checksum of Zarr, but not that of its draws."""
    e.run_ensemble(SCENARIOS, draws=128, out=tmp_path / "runs")
    first, second = (tmp_path / "runs" / "place_hle" / f"c.0.{block}.0.0" for block in (0, 1))
    second.write_bytes(first.read_bytes())
    assert Store.open(tmp_path / "runs").damaged_blocks() == [1]
    assert "block 1: does not agree with its checksums" in e.verify(tmp_path / "runs", sample=1).faults
    e.resume(tmp_path / "runs")
    assert e.verify(tmp_path / "runs", sample=None).sound


@pytest.mark.thorough
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
