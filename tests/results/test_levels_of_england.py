"""England's level of the base year is the published one in tables, in files and in stores."""

import fourcapitals as fc
import numpy as np
import pytest
import xarray as xr
from fourcapitals.results.axes import from_published
from fourcapitals.vocabulary import ENGLAND, OUTCOMES
from hypothesis import given
from hypothesis import strategies as st

ASKED = ["baseline", "housing_quality"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("levels") / "store"
    fc.run_ensemble(ASKED, draws=3, seed=1, out=path)
    return path


@pytest.fixture(scope="module")
def three(store, tmp_path_factory):
    file = tmp_path_factory.mktemp("levels") / "run.nc"
    run = fc.simulate(ASKED)
    run.save(file)
    return {"run": run, "file": fc.open_results(file), "store": fc.open_results(store)}


@pytest.mark.parametrize("outcome", [each.name for each in OUTCOMES])
def test_files_hold_the_level_that_tables_show(outcome, three):
    for results in three.values():
        held = results.dataset[f"place_{outcome}"].sel(place=ENGLAND)
        shown = results.levels(outcome).isel(group=0)
        assert held.to_numpy() == pytest.approx(shown.transpose(*held.dims).to_numpy(), rel=1e-12)


def test_healthy_life_of_england_is_63_35_in_2019_everywhere_and_in_any_reader_of_zarr(three, store):
    # ONS, 2017-19: 63.18 for males, 63.52 for females. The mean of the areas by population is 63.11.
    found = [three[name].dataset["place_hle"] for name in three] + [xr.open_zarr(store)["place_hle"]]
    for held in found:
        assert held.sel(place=ENGLAND, year=2019).to_numpy() == pytest.approx(63.35, abs=1e-9)
    by_sex = xr.open_zarr(store)["hle_by_sex"].sel(year=2019, draw=0, scenario="baseline")
    assert by_sex.to_numpy() == pytest.approx([63.18, 63.52], abs=1e-9)
    assert fc.results.mean_of_areas(three["run"], "hle") == pytest.approx(63.11, abs=0.005)


def test_the_mean_beside_the_gap_is_that_level_too(three):
    for results in three.values():
        table = fc.results.inequality_over_time(results, "hle")
        base = table[(table["year"] == 2019) & (table["measure"] == "mean")]
        assert len(base)
        assert base["value"].to_numpy() == pytest.approx(63.35, abs=1e-9)


def test_what_changes_is_what_the_areas_change(three):
    run = three["run"].dataset
    weights = run["population"] / run["population"].sum()
    of_areas = (run["hle"].mean("sex") * weights).sum("area")
    changed = of_areas - of_areas.sel(scenario="baseline")
    held = run["place_hle_difference"].sel(place=ENGLAND)
    assert held.to_numpy() == pytest.approx(changed.transpose(*held.dims).to_numpy(), abs=1e-12)


@given(st.lists(st.floats(50, 70), min_size=4, max_size=4), st.floats(50, 70), st.booleans())
def test_a_published_start_moves_as_the_mean_does(path, start, relative):
    means = np.array([path])
    found = from_published(means, np.array([start]), relative=relative)[0]
    assert found[0] == pytest.approx(start)
    moved = found / start - means[0] / path[0] if relative else (found - start) - (means[0] - path[0])
    assert moved == pytest.approx(0, abs=1e-12)
    assert from_published(means, np.array([np.nan]), relative=relative) == pytest.approx(means)
