"""What says that it has our format and lacks an array is refused, whichever array, in a file and in a store."""

import json
import shutil

import fourcapitals as fc
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.results.manifest import MANIFEST, manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.vocabulary import OUTCOME_NAMES


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of two draws."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    fc.run_ensemble(["baseline"], draws=2, workers=1, out=folder)
    return folder


@pytest.fixture(scope="module")
def run():
    """A run of a few areas, so that a file is small."""
    return fc.simulate("baseline").dataset.isel(area=slice(0, 3))


@pytest.mark.parametrize("lacking", ["award", "title", "line_fund", *OUTCOME_NAMES])
def test_a_file_that_lacks_an_array_is_refused_by_its_name(run, lacking, tmp_path):
    path = fc.results.Results(run.drop_vars(lacking)).save(tmp_path / "run.nc")
    with pytest.raises(BadInput, match=f"run.nc: lacks {lacking}, which every fourcapitals results 2 holds"):
        open_results(path)


@pytest.mark.thorough
def test_a_file_of_an_ensemble_lacks_none_of_its_series(store, tmp_path):
    whole = open_results(store)
    for lacking in ("place_hle", "hle_by_sex", "hle_gap", "place_hle_whole_life", "running_cost"):
        path = tmp_path / f"{lacking}.nc"
        fc.results.Results(whole.dataset.drop_vars(lacking)).save(path)
        with pytest.raises(BadInput, match=f"lacks {lacking}, which every fourcapitals ensemble 2 holds"):
            open_results(path)
    fc.results.Results(whole.dataset.assign_attrs(header="{}")).save(tmp_path / "headless.nc")
    with pytest.raises(BadInput, match="lacks header"):
        open_results(tmp_path / "headless.nc")


def test_a_store_whose_manifest_names_no_money_is_refused_and_all_that_lacks_is_counted(store, tmp_path, call):
    said = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
    lacking = said["carried"]
    kept = {name: each for name, each in said["arrays"].items() if name not in lacking}
    other = shutil.copytree(store, tmp_path / "other")
    (other / MANIFEST).write_bytes(manifest_text(said | {"carried": [], "arrays": kept}))
    code, _, told = call("missions", str(other))
    assert code == 2
    assert "lacks line_scenario, line_fund, line_use, award, announced and 5 more" in " ".join(told.split())
