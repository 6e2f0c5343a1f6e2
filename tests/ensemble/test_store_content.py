"""A store keeps every number and what it rests on, for this program and for any reader of Zarr."""

import json
import tracemalloc

import numpy as np
import pandas as pd
import pytest
import xarray
from fourcapitals.ensemble import run as e
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results import comparison, money
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import scenario_names
from fourcapitals.simulation.run import simulate
from stores import DRAWS, SCENARIOS


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


def test_a_store_says_which_versions_its_bits_rest_on(stored):
    assert set(stored.manifest["made_with"]) == {"python", "numpy", "scipy", "numba"}


def test_a_store_holds_the_money_of_its_scenarios(stored):
    """As one run at central values has them, to the bit."""
    central, results = simulate(SCENARIOS), stored.results()
    pd.testing.assert_frame_equal(results.spending, money.spending(central))
    assert results.spending.loc["announced_2021", "announced_gbp_m"] > 15_000
    assert results.evidence == central.evidence
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


@pytest.mark.thorough
def test_a_cube_in_netcdf_holds_what_the_store_holds(stored, tmp_path):
    made = e.run_ensemble(SCENARIOS, draws=DRAWS, out=tmp_path / "runs.nc")
    read, held = open_results(tmp_path / "runs.nc"), open_results(stored.path)
    assert type(made) is type(read) is type(held)
    assert not difference_of(read, held)
    assert read.dataset["place_hle_difference"].dtype == np.float64
    np.testing.assert_array_equal(read.levels("hle").values, held.levels("hle").values)
    pd.testing.assert_frame_equal(read.spending, held.spending)
    assert (read.evidence, read.years) == (held.evidence, held.years)
    with pytest.raises(BadInput, match="exists; choose another name"):
        e.run_ensemble(SCENARIOS, draws=2, out=tmp_path / "runs.nc")
    with pytest.raises(BadInput, match="no such file"):
        open_results(tmp_path / "none.nc")


def test_results_say_their_years_and_scenarios(stored):
    assert stored.results().years == tuple(range(2019, 2036))
    assert stored.results().scenario("announced_2021") == "announced_2021"
    with pytest.raises(UnknownName, match="no scenario in these results: 'announced_2020'; did you mean 'ann"):
        stored.results().scenario("announced_2020")


@pytest.mark.thorough
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
