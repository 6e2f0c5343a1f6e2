"""Results of one run, made once by the command line, that each test takes a copy of to read or to break."""

import shutil
import sys

import pytest
from fourcapitals.cli import main


@pytest.fixture(scope="session")
def run_once(tmp_path_factory):
    """Where the results of a run of two scenarios lie."""
    path = tmp_path_factory.mktemp("once") / "results.nc"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["fourcapitals", "run", "baseline", "announced_2021", "--out", str(path), "-q"])
        with pytest.raises(SystemExit) as left:
            main()
    assert not left.value.code
    return path


@pytest.fixture
def results_file(run_once, tmp_path, monkeypatch):
    """The name of a copy of them, in the folder in which the test stands."""
    monkeypatch.chdir(tmp_path)
    return shutil.copy(run_once, tmp_path / "results.nc").name
