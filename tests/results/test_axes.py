"""A name means one thing in the dataset of a run, of an ensemble and of its file."""

import fourcapitals as fc
import numpy as np
import pytest
import xarray as xr
from fourcapitals.results.aggregation import means_of
from fourcapitals.vocabulary import OUTCOMES

NAMES = ["baseline", "announced_2021"]


@pytest.fixture(scope="module")
def run():
    return fc.simulate(NAMES)


@pytest.fixture(scope="module")
def ensemble():
    return fc.run_ensemble(NAMES, draws=3, workers=1, keep="areas")


def shared(one, other):
    return sorted({str(name) for name in one.variables} & {str(name) for name in other.variables})


def test_what_a_run_and_an_ensemble_share_has_the_same_axes_names_and_units(run, ensemble):
    names = shared(run.dataset, ensemble.dataset)
    assert {outcome.name for outcome in OUTCOMES} <= set(names)
    assert {f"place_{outcome.name}_difference" for outcome in OUTCOMES} <= set(names)
    for name in names:
        ours, theirs = run.dataset[name], ensemble.dataset[name]
        assert (ours.dims, ours.attrs) == (theirs.dims, theirs.attrs), name


def test_an_ensemble_that_counts_its_areas_lacks_them_and_differs_in_nothing_else(ensemble):
    counted = fc.run_ensemble(NAMES, draws=3, workers=1)
    lacked = {str(name) for name in ensemble.dataset.variables} - {str(name) for name in counted.dataset.variables}
    assert lacked == {"hle_whole_life", *(outcome.name for outcome in OUTCOMES)}
    for name in counted.dataset.variables:
        assert counted.dataset[name].identical(ensemble.dataset[name]), name


def test_areas_of_an_ensemble_add_up_to_its_england_over_the_whole_life(ensemble):
    areas, england = ensemble.over_life(by="area").sum("group"), ensemble.over_life().isel(group=0)
    np.testing.assert_allclose(areas.to_numpy(), england.to_numpy(), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("which", ["run", "ensemble"])
def test_every_variable_has_a_unit_and_every_coordinate_a_name(which, request):
    dataset = request.getfixturevalue(which).dataset
    assert {
        str(name) for name, each in dataset.data_vars.items() if not {"units", "long_name"} <= set(each.attrs)
    } == set()
    named = {str(name) for name, each in dataset.coords.items() if each.attrs.get("long_name")}
    assert named == {str(name) for name in dataset.coords}


def moved(levels, outcome):
    """What moves since the base year: levels start at the published one, means at their own."""
    values = levels.transpose(..., "year").to_numpy()
    return values / values[..., :1] if outcome.change == "relative" else values - values[..., :1]


def test_the_means_of_a_run_over_places_are_those_that_its_levels_move_with(run):
    for outcome in OUTCOMES:
        ours = run.dataset[f"place_{outcome.name}"]
        for by, places in (("england", slice(0, 1)), ("region", slice(1, None))):
            theirs = means_of(run, outcome, by=by)
            assert ours["place"][places].values.tolist() == theirs["group"].values.tolist()
            np.testing.assert_allclose(moved(ours.isel(place=places), outcome), moved(theirs, outcome), atol=1e-11)
        if outcome.by_sex:
            male = means_of(run, outcome, by="england", sex="male").isel(group=0)
            by_sex = run.dataset[f"{outcome.name}_by_sex"].sel(sex="male")
            np.testing.assert_allclose(moved(by_sex, outcome), moved(male, outcome), atol=1e-11)


def test_differences_of_places_are_those_of_the_run(run):
    for name in ("hle", "gva_per_hour"):
        ours = run.dataset[f"place_{name}_difference"].sel(place="E92000001")
        np.testing.assert_allclose(ours, run.differences(name).isel(group=0), atol=1e-12)
    assert run.dataset["place_gva_per_hour_difference"].attrs["units"] == "%"


def test_a_run_without_its_reference_has_levels_of_places_and_no_differences():
    dataset = fc.simulate("announced_2021").dataset
    assert "place_hle" in dataset
    assert not [name for name in dataset.data_vars if str(name).endswith("_difference")]


def test_a_file_opens_in_xarray_as_it_was_held(ensemble, run, tmp_path):
    for name, results in (("one.nc", run), ("many.nc", ensemble)):
        with xr.open_dataset(results.save(tmp_path / name)) as opened:
            assert opened.attrs.pop("checksum")
            xr.testing.assert_identical(opened.load(), results.dataset.load())
