"""What is damaged in a store is named and run again, and what is no store is told."""

import numpy as np
import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import SCENARIOS, chunk_of


@pytest.mark.thorough
def test_a_truncated_chunk_is_named_and_run_again(copy, stored):
    chunk = chunk_of(copy, "place_gva_per_hour", 1)
    chunk.write_bytes(chunk.read_bytes()[:100])
    broken = Store.open(copy)
    assert broken.damaged_blocks() == [1]
    assert e.verify(copy, sample=1).faults == ("block 1: does not agree with its checksums",)
    np.testing.assert_array_equal(broken.results().dataset["place_gva_per_hour"].isel(draw=5).values.shape, (2, 10, 17))
    with pytest.raises(
        BadInput, match=r"block 1 \(draws 64 to 127\) is missing or damaged in 'place_gva_per_hour'.* resume "
    ):
        broken.results().dataset["place_gva_per_hour"].load()
    assert not difference_of(e.resume(copy), stored.results())


@pytest.mark.parametrize("how", ["flipped", "missing"])
def test_a_changed_or_missing_chunk_is_run_again(how, copy, stored):
    chunk = chunk_of(copy, "place_hle", 2)
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 1
    chunk.write_bytes(content) if how == "flipped" else chunk.unlink()
    assert Store.open(copy).damaged_blocks() == [2]
    assert not difference_of(e.resume(copy), stored.results())


@pytest.mark.thorough
def test_damaged_counts_are_counted_anew(copy, stored):
    for file in (copy / "counts").rglob("c.*"):
        file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(BadInput, match="counts of areas are missing or damaged"):
        open_results(copy)
    assert not difference_of(e.resume(copy), stored.results())


def test_what_is_no_store_is_told(tmp_path, copy):
    with pytest.raises(BadInput, match="no such store"):
        Store.open(tmp_path / "none")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="is not a store"):
        Store.open(tmp_path / "folder")
    with pytest.raises(BadInput, match="is not a store and is not overwritten"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "folder", overwrite=True)
    (copy / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="is damaged"):
        Store.open(copy)
