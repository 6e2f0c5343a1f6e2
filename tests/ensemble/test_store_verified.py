"""Stores are verified, compared, and held against the versions and inputs they were made with."""

import json
import shutil

import numpy as np
import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.axes import PLACE_WHOLE_LIFE
from fourcapitals.results.ensemble_arrays import variables_of
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.manifest import DIGITS, manifest_text
from fourcapitals.results.store import Store
from stores import SCENARIOS, change, forge


def test_a_sound_store_is_verified(stored):
    found = e.verify(stored.path, sample=None)
    assert (found.blocks, found.run_again, found.faults, found.sound) == (3, (0, 1, 2), (), True)


def test_numbers_that_the_model_does_not_give_are_found(copy):
    """A chunk and all its checksums forged together: only running the block again tells."""
    forge(copy, block=1)
    assert e.verify(copy, sample=None).faults == ("block 1: place_hle is not what the model gives",)


@pytest.mark.thorough
def test_a_difference_of_stores_names_inputs_and_numbers(stored, tmp_path):
    assert not difference_of(stored.results(), stored.results())
    other = e.run_ensemble([*SCENARIOS, "health_need"], draws=64, seed=1, out=tmp_path / "other")
    found = difference_of(stored.results(), other)
    assert found
    assert "seed: 0 and 1" in found.inputs
    assert "draws: 130 and 64" in found.inputs
    assert "scenario 'health_need': only in the second" in found.inputs
    assert found.compared == tuple(SCENARIOS)
    assert any(line.startswith("place_hle: ") and "numbers differ, by up to" in line for line in found.numbers)


def test_a_store_that_followed_nothing_after_the_last_year_still_opens(copy, stored):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    names = [each.name for each in variables_of(manifest)]
    at = DIGITS * names.index(PLACE_WHOLE_LIFE)
    for block in manifest["blocks"]:
        block["checksums"] = block["checksums"][:at] + block["checksums"][at + DIGITS :]
    del manifest["whole_life"]
    (copy / "manifest.json").write_bytes(manifest_text(manifest))
    shutil.rmtree(copy / PLACE_WHOLE_LIFE)
    group = json.loads((copy / "zarr.json").read_text(encoding="utf-8"))
    del group["consolidated_metadata"]["metadata"][PLACE_WHOLE_LIFE]
    (copy / "zarr.json").write_text(json.dumps(group), encoding="utf-8")
    older = Store.open(copy).results()
    assert not older.dataset["place_hle"].isnull().any()
    np.testing.assert_array_equal(older.levels("hle"), stored.results().levels("hle"))
    with pytest.raises(BadInput, match="run them anew for the whole life"):
        older.over_life()
    assert stored.results().over_life().sizes["draw"] == stored.draws


def test_sums_over_the_whole_life_that_the_model_does_not_give_are_found(copy):
    forge(copy, block=0, name=PLACE_WHOLE_LIFE)
    found = e.verify(copy, sample=1)
    assert found.run_again == (0,)
    assert found.faults == (f"block 0: {PLACE_WHOLE_LIFE} is not what the model gives",)


def test_a_store_of_another_version_is_told(copy):
    change(copy, format_version=4, fourcapitals_version="9.0")
    with pytest.raises(
        BadInput, match=r"is a store of version 4; this program reads version 3; open it with fourcap.* 9\.0"
    ):
        Store.open(copy)


@pytest.mark.parametrize("what", ["data", "parameters", "code"])
def test_a_store_of_other_inputs_is_not_gone_on_with(what, copy):
    change(copy, **{f"{what}_checksum": "0" * 64})
    for go_on in (e.resume, e.verify, lambda path: e.extend(path, draws=190)):
        with pytest.raises(BadInput, match=f"was made with other {what}"):
            go_on(copy)


@pytest.mark.thorough
def test_with_other_versions_the_first_block_is_run_again_and_must_be_the_same(copy, stored):
    versions = dict(stored.manifest["made_with"])
    change(copy, made_with={name: text for name, text in versions.items() if name != "scipy"} | {"numpy": "1.0"})
    said = []
    assert not difference_of(e.resume(copy, say=said.append), stored.results())
    scipy = f"scipy of a version not recorded, here {versions['scipy']}"
    assert f"{copy}: made with numpy 1.0, here {versions['numpy']}; {scipy}; its first block is run again" in said[0]
    forge(copy, block=0)
    with pytest.raises(BadInput, match="block 0 gives other numbers than were stored"):
        e.resume(copy)
    assert Store.open(copy).damaged_blocks() == []
    change(copy, made_with=versions)
    said.clear()
    e.resume(copy, say=said.append)
    assert said == []
