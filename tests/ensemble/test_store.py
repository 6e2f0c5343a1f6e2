"""A store keeps every number, tells of every fault, and loses nothing."""

import errno
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray
import zarr
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import store_writer as w
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results import area_bins as summary
from fourcapitals.results import comparison
from fourcapitals.results.area_bins import AREA_OUTCOMES, GRIDS, QUANTILES
from fourcapitals.results.ensemble_arrays import area_statistics
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.manifest import manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from fourcapitals.results.store_arrays import draws_checksum
from fourcapitals.scenario.files import scenario_names
from fourcapitals.simulation.run import simulate

SCENARIOS = ["baseline", "announced_2021"]
DRAWS = 130


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with everything of every area, and how it was left."""
    path = tmp_path_factory.mktemp("kept") / "runs"
    e.run_ensemble(SCENARIOS, draws=70, out=path, keep="areas")
    return Store.open(path)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "runs.zarr"
    e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
    return Store.open(path)


@pytest.fixture
def copy(stored, tmp_path):
    """A store of one's own, to break."""
    return shutil.copytree(stored.path, tmp_path / "runs.zarr")


# What is in it


def test_a_store_says_what_went_in(stored):
    manifest = json.loads((stored.path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["format_version"], manifest["seed"]) == ("fourcapitals store", 3, 0)
    assert [scenario["name"] for scenario in manifest["scenarios"]] == SCENARIOS
    assert manifest["scenarios"][1]["text"].startswith("title")
    assert len(manifest["blocks"]) == 3
    results = stored.results()
    assert (results.draws, results.reference, results.rejected, stored.finished) == (DRAWS, "baseline", 0, True)
    attributes = results.dataset.attrs
    assert attributes["draws"] == DRAWS
    assert len(attributes["parameters_checksum"]) == len(attributes["data_checksum"]) == 64
    for name, variable in stored.results().dataset.data_vars.items():
        assert {"long_name", "units"} <= set(variable.attrs), name


def test_a_store_holds_the_money_of_its_scenarios_and_what_it_rests_on(stored):
    """As one run at central values has them, to the bit."""
    central, results = simulate(SCENARIOS), stored.results()
    pd.testing.assert_frame_equal(results.spending, comparison.spending(central))
    assert np.isnan(results.spending.loc["baseline", "judgement_share"])
    assert results.spending.loc["announced_2021", "announced_gbp_m"] > 15_000
    assert results.badges == comparison.badges(central)
    np.testing.assert_array_equal(results.awards().to_numpy(), central.awards().to_numpy())


@pytest.mark.thorough
def test_a_store_of_many_scenarios_is_opened_without_holding_all_their_counts(tmp_path):
    path = tmp_path / "many"
    e.run_ensemble(scenario_names()[:9], draws=64, out=path)
    store = Store.open(path)
    store.results()
    tracemalloc.start()
    store.results()
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 0.6 * sum(values.nbytes for values in store.totals().arrays().values())


def test_the_areas_of_all_scenarios_are_those_of_each(stored):
    totals = stored.totals()
    at_once, apart = (area_statistics(stored.header, each) for each in ([totals], totals.by_scenario()))
    assert list(at_once) == list(apart)
    for name, (axes, values, words) in at_once.items():
        assert (axes, words) == (apart[name][0], apart[name][2])
        np.testing.assert_array_equal(values, apart[name][1])


def test_results_say_their_years_and_scenarios(stored):
    assert stored.results().years == tuple(range(2019, 2036))
    assert stored.results().scenario("announced_2021") == "announced_2021"
    with pytest.raises(UnknownName, match="no scenario in these results: 'announced_2020'; did you mean 'ann"):
        stored.results().scenario("announced_2020")


def test_differences_are_those_of_the_same_draws_to_the_bit(stored):
    data = stored.results().dataset
    assert (data["place_hle_difference"].sel(scenario="baseline") == 0).all()
    np.testing.assert_array_equal(
        data["place_hle_difference"].values, data["place_hle"].values - data["place_hle"].values[:1]
    )
    gva = data["place_gva_per_hour"].values
    np.testing.assert_array_equal(data["place_gva_per_hour_difference"].values, 100 * (gva / gva[:1] - 1))
    assert data["place_gva_per_hour_difference"].attrs["units"] == "%"


def test_parts_are_read_as_they_are_asked_for(stored):
    data = stored.results().dataset
    for name in ("place_hle", "place_hle_difference", "hle_by_sex", "areas_with_higher_gva"):
        whole, rows = data[name].values, [129, 3, 64, 65, 3]
        np.testing.assert_array_equal(data[name].isel(draw=rows).values, whole[:, rows])
        np.testing.assert_array_equal(data[name].isel(draw=100, scenario=1).values, whole[1, 100])
        np.testing.assert_array_equal(
            data[name].isel(draw=slice(60, 130, 7), year=-1).values, whole[:, 60:130:7, ..., -1]
        )
        assert data[name].isel(draw=slice(0, 0)).values.size == 0


def test_any_reader_of_zarr_can_open_the_arrays(stored):
    import xarray as xr

    opened = xr.open_zarr(stored.path)
    ours = stored.results().dataset
    np.testing.assert_array_equal(opened["place_hle"].values, ours["place_hle"].values)
    assert [str(name) for name in opened["scenario"].values] == SCENARIOS
    for name in stored.results().quantiles().data_vars:
        np.testing.assert_array_equal(opened[name].values, ours[name].values, err_msg=str(name))
    for name, variable in opened.variables.items():
        assert variable.dims == ours[name].dims, name
        assert variable.attrs == ours[name].attrs, name
        assert set(variable.dims) <= set(opened.coords), name
    lost = {str(name) for name in ours.variables} - {str(name) for name in opened.variables}
    assert all(name.endswith("_difference") for name in lost)
    asked = {"scenario": "announced_2021", "place": "E92000001", "year": 2035, "draw": 7}
    assert float(opened["place_hle"].sel(asked)) == float(ours["place_hle"].sel(asked))
    assert opened.attrs["data_checksum"] == ours.attrs["data_checksum"]


def test_a_store_that_was_extended_is_open_to_any_reader(copy):
    import xarray as xr

    e.extend(copy, draws=DRAWS + 7)
    opened = xr.open_zarr(copy)
    assert opened["draw"].values.tolist() == list(range(DRAWS + 7))
    assert np.isfinite(opened["place_hle"].values).all()


def test_everything_of_every_area_is_kept_by_choice(kept, stored, baseline):
    data = kept.results().dataset
    assert data["hle"].dims == ("scenario", "draw", "sex", "area", "year")
    assert data["income"].sizes == {"scenario": 2, "draw": 70, "area": 307, "year": 17}
    people = baseline.arrays.population
    mean = (data["hle"].mean("sex").transpose(..., "area") * people).sum("area") / people.sum()
    # England starts at its published level and moves with that mean.
    moved = 63.35 + mean - mean.sel(year=2019)
    np.testing.assert_allclose(moved.values, data["place_hle"].isel(place=0).values, rtol=1e-12)
    np.testing.assert_array_equal(data["place_hle"].values, stored.results().dataset["place_hle"].values[:, :70])


@pytest.mark.parametrize("name", AREA_OUTCOMES)
def test_quantiles_from_counts_lie_within_a_bin_of_those_of_the_draws(name, kept):
    data, grid = kept.results().dataset, GRIDS[name]
    values = data[name].sel(year=list(summary.MILESTONES)).values
    if values.ndim == 5:
        values = (values[:, :, 0] + values[:, :, 1]) / 2
    values = values.swapaxes(-1, -2)
    exact = np.moveaxis(np.quantile(values, QUANTILES, axis=1), 0, 1)
    ours = data[f"area_{name}_quantile"].values
    base = data[name].isel(scenario=0, draw=0, year=0)
    base = base.mean("sex").values if "sex" in base.dims else base.values
    width = 2 * grid.half / summary.LEVEL_BINS * (base if grid.relative else 1)
    assert (np.abs(ours - exact) <= 1.0001 * width).all()
    change = summary.differences(values, values[:1], grid)
    exact = np.moveaxis(np.quantile(change, QUANTILES, axis=1), 0, 1)
    ours = data[f"area_{name}_difference_quantile"].values
    # One bin: a fixed share of the difference, or the finest step near nothing.
    step = summary.SIDE_RANGE / summary.SIDE_BINS
    width = np.hypot(np.maximum(np.abs(exact), np.abs(ours)), grid.scale) * np.expm1(step) * 1.01
    assert (np.abs(ours - exact) <= width).all()
    np.testing.assert_allclose(data[f"area_{name}_mean"].values, values.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(data[f"area_{name}_difference_mean"].values, change.mean(axis=1), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(data[f"area_{name}_higher"].values, (change > 0).mean(axis=1))
    np.testing.assert_array_equal(data[f"area_{name}_unchanged"].values, (change == 0).mean(axis=1))


def test_counts_do_not_depend_on_the_order_of_draws():
    generator = np.random.default_rng(0)
    bins = generator.integers(0, 20, (64, 2, 3, 5)).astype(np.uint16)
    one, other = np.zeros((2, 3, 5, 20), np.uint32), np.zeros((2, 3, 5, 20), np.uint32)
    summary.add_counts(one, bins)
    for row in generator.permutation(64):
        summary.add_counts(other, bins[[row]])
    np.testing.assert_array_equal(one, other)
    assert (one.sum(axis=-1) == 64).all()


def test_the_edges_of_the_bins_are_where_values_change_bins():
    for grid in GRIDS.values():
        edges = summary.difference_edges(grid)
        middles = (edges[1:] + edges[:-1]) / 2
        np.testing.assert_array_equal(summary.difference_bins(middles, grid), np.arange(summary.DIFFERENCE_BINS))
        levels = summary.level_edges(grid)
        middles = (levels[1:] + levels[:-1]) / 2
        base = np.full(summary.LEVEL_BINS, 50.0)
        values = base * (1 + middles) if grid.relative else base + middles
        np.testing.assert_array_equal(summary.level_bins(values, base, grid), np.arange(summary.LEVEL_BINS))


def test_a_cube_in_netcdf_holds_what_the_store_holds(stored, tmp_path):
    made = e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs.nc")
    read, held = open_results(tmp_path / "runs.nc"), open_results(stored.path)
    assert type(made) is type(read) is type(held)
    assert not difference_of(read, held)
    assert read.dataset["place_hle_difference"].dtype == np.float64
    np.testing.assert_array_equal(read.levels("hle").values, held.levels("hle").values)
    pd.testing.assert_frame_equal(read.spending, held.spending)
    assert (read.badges, read.years) == (held.badges, held.years)
    with pytest.raises(BadInput, match="exists; choose another name"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "runs.nc")
    with pytest.raises(BadInput, match="no such file"):
        open_results(tmp_path / "none.nc")


def test_places_can_be_asked_for_alone(stored, tmp_path):
    cube = e.run_ensemble(SCENARIOS, draws=DRAWS)
    for results in (stored.results(), cube):
        codes = results.levels("hle", by="region")["group"].to_numpy().tolist()
        some = codes[3:0:-2]
        for ask in (results.levels, results.differences):
            whole, part = ask("gva_per_hour", by="region"), ask("gva_per_hour", by="region", places=some)
            assert part["group"].to_numpy().tolist() == [code for code in codes if code in some]
            xarray.testing.assert_identical(part, whole.isel(group=[1, 3]))
            xarray.testing.assert_identical(ask("le", years=[2035]), ask("le").sel(year=[2035]))
            assert ask("hle", sex="male", places=["E92000001"]).dims == ("scenario", "draw", "group", "year")
            with pytest.raises(UnknownName, match="no place 'E92'"):
                ask("hle", places=["E92"])
            with pytest.raises(UnknownName, match="--keep areas"):
                ask("hle", by="region", sex="male")
    with pytest.raises(UnknownName, match="--keep areas"):
        comparison.paired(cube, "hle", by="region", sex="female")


def test_names_that_nothing_bears_are_told(stored):
    with pytest.raises(UnknownName, match="no outcome 'hel'; did you mean 'hle'"):
        stored.results().levels("hel")
    with pytest.raises(UnknownName, match="not held by sex"):
        stored.results().levels("income", sex="male")
    with pytest.raises(UnknownName, match="no sex 'men'"):
        stored.results().levels("hle", sex="men")
    with pytest.raises(UnknownName, match="no scenario in these results: 'basline'"):
        stored.results().differences("hle", reference="basline")


# Verified and compared


def test_a_sound_store_is_verified(stored):
    found = e.verify(stored.path, sample=None)
    assert (found.blocks, found.run_again, found.faults, found.sound) == (3, (0, 1, 2), (), True)
    assert e.verify(stored.path, sample=1).run_again == (0,)


def forge(path, *, block):
    """Change a number of healthy life expectancy, and all its checksums with it."""
    array = zarr.open_group(path, mode="r+", use_consolidated=False)["place_hle"]
    array[0, 64 * block, 0, 0] += 1e-12
    blocks = json.loads((path / "manifest.json").read_text(encoding="utf-8"))["blocks"]
    first = draws_checksum(array[:, 64 * block : 64 * block + blocks[block]["draws"]])
    blocks[block]["checksums"] = first + blocks[block]["checksums"][len(first) :]
    change(path, blocks=blocks)


def chunk_of(path, name, block):
    """The file of one block of an array with two axes of its own."""
    return path / name / f"c.0.{block}.0.0"


def test_numbers_that_the_model_does_not_give_are_found(copy):
    """A chunk and all its checksums forged together: only running the block again tells."""
    forge(copy, block=1)
    assert e.verify(copy, sample=None).faults == ("block 1: place_hle is not what the model gives",)


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


# Faults


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


def change(path, **entries):
    """Change the manifest, and its checksum with it."""
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    (path / "manifest.json").write_bytes(manifest_text(manifest | entries))


def test_a_store_of_another_version_is_told(copy):
    change(copy, format_version=4, fourcapitals_version="9.0")
    with pytest.raises(
        BadInput, match=r"is a store of version 4; this program reads version 3; open it with fourcap.* 9\.0"
    ):
        Store.open(copy)


@pytest.mark.parametrize("what", ["data", "parameters", "code"])
def test_a_store_of_other_inputs_is_not_gone_on_with(what, copy):
    change(copy, **{f"{what}_checksum": "0" * 64})
    for go_on in (e.resume, e.verify, lambda path: e.extend(path, draws=200)):
        with pytest.raises(BadInput, match=f"was made with other {what}"):
            go_on(copy)


def test_an_existing_store_is_not_overwritten_unless_asked(copy):
    with pytest.raises(BadInput, match=r"exists; go on with it: fourcapitals resume .* or add --overwrite"):
        e.run_ensemble(SCENARIOS, draws=2, out=copy)
    assert e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True).draws == 2


def test_of_an_overwriting_that_fails_the_store_from_before_is_left(copy, stored, monkeypatch):
    real = Path.replace
    for fault, told in ((OSError(errno.EIO, "I/O error"), BadInput), (KeyboardInterrupt(), KeyboardInterrupt)):

        def fail(path, target, fault=fault):
            if path.name == "store" and Path(target) == copy:
                raise fault
            return real(path, target)

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(told):
            e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True)
        monkeypatch.undo()
        assert not difference_of(open_results(copy), stored.results())
        assert [entry.name for entry in copy.parent.iterdir()] == [copy.name]


def test_a_store_that_a_killed_overwriting_set_aside_is_put_back(copy, stored):
    former = copy.rename(copy.with_name(f".{copy.name}.former"))
    with pytest.raises(BadInput, match=r"the store from before is whole: put it back with: mv \S+ \S+"):
        Store.open(copy)
    with pytest.raises(BadInput, match="exists; go on with it"):
        e.run_ensemble(SCENARIOS, draws=2, out=copy)
    assert not difference_of(open_results(copy), stored.results())
    # Killed a moment later, when the new one stood, the former is in nobody's way.
    shutil.copytree(copy, former)
    assert e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True).draws == 2
    assert not former.exists()


@pytest.mark.parametrize("content", ["{", '{"format": "fourcapitals store", "format_version": 99}'])
def test_a_store_that_cannot_be_read_can_be_overwritten(content, copy):
    (copy / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        Store.open(copy)
    assert e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True).draws == 2


def test_a_folder_of_another_program_that_has_a_manifest_is_not_overwritten(tmp_path):
    page = tmp_path / "page"
    page.mkdir()
    (page / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="is not a store and is not overwritten"):
        e.run_ensemble(SCENARIOS, draws=2, out=page, overwrite=True)
    assert (page / "manifest.json").exists()


def test_a_store_that_is_being_written_is_not_overwritten(copy):
    with closing(w.Writer.reopen(copy)), pytest.raises(BadInput, match="is being written by another run"):
        e.run_ensemble(SCENARIOS, draws=2, out=copy, overwrite=True)


def test_a_disk_that_knows_no_locks_is_told_as_such(copy, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(BadInput, match="cannot be locked against other runs: No locks available"):
        e.resume(copy)


@pytest.mark.thorough
def test_ctrl_c_can_land_in_no_lock_of_the_compressor(tmp_path, stored):
    """One that Blosc takes for threads of its own stayed shut, and keeping what was merged then waited for ever."""
    run = (
        "from fourcapitals.ensemble import run as e\n"
        "e.CHECKPOINT_SECONDS = 0.0\n"
        f"e.run_ensemble({SCENARIOS}, draws={DRAWS}, out={str(tmp_path / 'runs')!r}, workers=1)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", run], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not chunk_of(tmp_path / "runs", "place_hle", 0).exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    assert not difference_of(e.resume(tmp_path / "runs"), stored.results())


def test_a_store_says_which_versions_its_bits_rest_on(stored):
    assert set(stored.manifest["made_with"]) == {"python", "numpy", "scipy", "numba"}


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


def test_a_place_without_a_folder_is_told(tmp_path):
    with pytest.raises(BadInput, match="does not exist; make it first"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "none" / "runs")


def test_a_read_only_disk_is_told(copy, monkeypatch):
    real = Path.open

    def only_read(path, mode="r", *others, **named):
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", only_read)
    with pytest.raises(BadInput, match="cannot be written: Read-only file system"):
        e.extend(copy, draws=200)
    assert Store.open(copy).results().dataset["place_hle"].shape[1] == DRAWS


def test_a_disk_that_refuses_is_told(copy, monkeypatch, stored):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BadInput, match="cannot be written: Permission denied"):
        e.extend(copy, draws=200)
    monkeypatch.undo()
    assert not difference_of(open_results(copy), stored.results())


def full_disk_after(writes, monkeypatch):
    """Let some files of the arrays be written, of which a block has about forty."""
    real, left = Path.open, [writes]

    def fill(path, mode="r", *others, **named):
        if "w" in mode and re.search(r"runs/\w+/c\.", str(path)):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", fill)
    monkeypatch.setattr(e, "CHECKPOINT_SECONDS", 0.0)


def test_a_full_disk_leaves_a_store_that_resumes(tmp_path, monkeypatch, stored):
    full_disk_after(50, monkeypatch)
    with pytest.raises(BadInput, match=r"the disk is full; \d+ draws are kept; free some space, then go on: "):
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs")
    monkeypatch.undo()
    assert Store.open(tmp_path / "runs").draws in (64, 128)
    assert not difference_of(e.resume(tmp_path / "runs"), stored.results())


def test_a_disk_that_is_full_before_the_first_block_leaves_no_store(tmp_path, monkeypatch, stored):
    full_disk_after(1, monkeypatch)
    with pytest.raises(BadInput, match=r"the disk is full; free some space$"):
        e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs")
    monkeypatch.undo()
    assert not (tmp_path / "runs").exists()
    assert not difference_of(e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs"), stored.results())


def test_a_store_that_is_being_written_is_left_alone(copy):
    writer = w.Writer.reopen(copy)
    try:
        with pytest.raises(BadInput, match="is being written by another run"):
            e.extend(copy, draws=200)
    finally:
        writer.close()
    assert e.extend(copy, draws=131).draws == 131
