"""Stores of scenarios in which councils bid hold what they did, small and verified; others hold none and say so."""

import json
import shutil

import numpy as np
import pytest
import zarr
from ensembles import DRAWS, assert_same, bidding, whole
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput
from fourcapitals.results.bid_sums import KEPT
from fourcapitals.results.competition import bidders, bids_by_area
from fourcapitals.results.store import Store


@pytest.fixture(scope="module")
def of_bids(tmp_path_factory):
    path = tmp_path_factory.mktemp("of_bids") / "runs"
    e.run_ensemble(["baseline", bidding()], draws=DRAWS, out=path)
    return path


@pytest.mark.thorough
def test_a_store_holds_the_bids_that_memory_holds(of_bids):
    results = Store.open(of_bids).results()
    assert_same(results, whole())
    assert bidders(results) == ("bidding",)
    assert {each.name for each in KEPT} <= set(results.dataset)
    assert json.loads((of_bids / "manifest.json").read_text(encoding="utf-8"))["competition"] is True


def test_bids_of_a_store_are_small(of_bids):
    held = {
        each: sum(file.stat().st_size for file in (of_bids / each).rglob("*")) for each in ("place_hle", "bids_made")
    }
    assert sum(held.values()) < 3 * held["place_hle"]


@pytest.mark.thorough
def test_a_store_of_bids_is_verified(of_bids):
    assert e.verify(of_bids, sample=None).faults == ()


def test_numbers_of_bids_that_were_changed_are_found(of_bids, tmp_path):
    path = shutil.copytree(of_bids, tmp_path / "runs")
    array = zarr.open_group(path, mode="r+", use_consolidated=False)["award_gini"]
    array[1, 0] += 1e-12
    assert Store.open(path).damaged_blocks() == [0]
    with pytest.raises(BadInput, match=r"block 0 .* is missing or damaged in 'award_gini'"):
        np.asarray(Store.open(path).results().dataset["award_gini"])


def test_what_is_not_a_number_comes_back_as_it_was(of_bids):
    results = Store.open(of_bids).results()
    assert results.dataset["award_gini"].sel(scenario="baseline").count() == 0
    assert results.dataset["award_gini"].sel(scenario="bidding").count() == DRAWS


def test_stores_without_bids_say_so(stored):
    results = stored.results()
    assert "competition" not in stored.manifest
    with pytest.raises(
        BadInput, match=r"these results hold no bids: in baseline, announced_2021 no fund is competed for"
    ):
        bids_by_area(results, scenario="announced_2021")
