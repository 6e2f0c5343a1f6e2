"""Stores that are made once for all tests of the room, and copies of them to break."""

import shutil

import pytest
from fourcapitals.ensemble import run as e
from fourcapitals.results.content_checksum import content_checksum
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import DRAWS, FEW_DRAWS, SCENARIOS


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """A whole store of two blocks and a part of one."""
    path = tmp_path_factory.mktemp("stored") / "runs.zarr"
    e.run_ensemble(SCENARIOS, draws=DRAWS, out=path)
    return Store.open(path)


@pytest.fixture
def copy(stored, tmp_path):
    """A store of one's own, to break."""
    return shutil.copytree(stored.path, tmp_path / "runs.zarr")


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """A store with everything of every area, and how it was left."""
    path = tmp_path_factory.mktemp("kept") / "runs"
    e.run_ensemble(SCENARIOS, draws=70, out=path, keep="areas")
    return Store.open(path)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Where a store of a block and a part of one lies."""
    path = tmp_path_factory.mktemp("small") / "runs"
    e.run_ensemble(SCENARIOS, draws=FEW_DRAWS, out=path)
    return path


@pytest.fixture(scope="session")
def content(small):
    """Checksum of all that the small store says."""
    return content_checksum(open_results(small).dataset)


@pytest.fixture
def store(small, tmp_path):
    """A small store of one's own, to attack."""
    return shutil.copytree(small, tmp_path / "runs")
