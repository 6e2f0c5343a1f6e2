"""Outcomes of wider places, by the kinds and the names that people use."""

import fourcapitals as fc
import numpy as np
import pytest
import xarray as xr
from fourcapitals.data.places import find_area, find_areas, find_place
from fourcapitals.errors import UnknownName
from fourcapitals.results.results import Results


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "announced_2021"])


@pytest.mark.parametrize(
    ("by", "area_of_it", "areas"),
    [("Greater Manchester", "Bolton", 10), ("E54000059", "West Northamptonshire", 2), ("Cumberland", "Carlisle", 3)],
)
def test_a_place_moves_as_the_mean_by_population_of_its_areas(results, by, area_of_it, areas):
    codes = find_areas(by)
    assert len(codes) == areas
    assert find_area(area_of_it) in codes
    of_areas = results.differences("hle", by="area", places=codes).sel(year=2035)
    people = results.dataset["population"].sel(area=of_areas["group"].to_numpy()).to_numpy()
    own = results.differences("hle", by=by).sel(year=2035)
    assert own["group_name"].to_numpy().tolist() == [find_place(by).name]
    expected = np.average(of_areas.transpose("scenario", "draw", "group").to_numpy(), axis=-1, weights=people)
    np.testing.assert_allclose(own.isel(group=0).to_numpy(), expected, rtol=0, atol=1e-12)


def test_areas_outside_combined_authorities_are_in_no_group(results):
    groups = results.levels("hle", by="combined_authority", years=[2035])["group"].to_numpy().tolist()
    assert len(groups) == 10
    assert "" not in groups


def test_a_grouping_may_be_called_as_people_call_it(results):
    for name, called in (("upper_tier", "County"), ("integrated_care_board", "ICB"), ("area", "district")):
        wanted, given = (results.levels("hle", by=by, years=[2035]) for by in (name, called))
        xr.testing.assert_identical(wanted, given)


@pytest.mark.parametrize(
    ("by", "fault"),
    [
        ("regoin", "^no grouping 'regoin'; did you mean 'region'\\?$"),
        ("Northampton", "it is a part of West Northamptonshire"),
        ("Cardiff", "it is in Wales, and the model holds England only"),
    ],
)
def test_a_grouping_that_is_neither_a_kind_nor_a_place_is_told(results, by, fault):
    with pytest.raises(UnknownName, match=fault):
        results.levels("hle", by=by)


def cut_to(results, *names):
    """The results of some areas alone."""
    return Results(results.dataset.isel(area=np.isin(results.dataset["area_name"].to_numpy(), names)))


def test_a_part_of_a_place_does_not_bear_its_name(results):
    cut = cut_to(results, "Hartlepool", "Middlesbrough", "Bolton")
    assert list(cut.levels("hle", by="upper_tier")["group_name"].to_numpy()) == [
        "Hartlepool",
        "Middlesbrough",
        "Bolton",
    ]
    for by in ("england", "region", "combined_authority", "deprivation_fifth"):
        with pytest.raises(UnknownName, match=r"hold 3 areas of England and lack 304, so that .* can't be added up"):
            cut.levels("hle", by=by)
