"""Ensembles of few draws, of which charts and maps are drawn."""

import pytest
from fourcapitals.ensemble.run import run_ensemble
from pictures import EIGHT


@pytest.fixture(scope="session")
def eight():
    return run_ensemble(EIGHT, draws=64, seed=1)


@pytest.fixture(scope="session")
def one():
    return run_ensemble(["baseline", "announced_2021"], draws=64, seed=1)


@pytest.fixture(scope="session")
def alone():
    return run_ensemble("baseline", draws=64, seed=1)
