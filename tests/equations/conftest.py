"""The life table of the worked example."""

import pytest
from fourcapitals.equations.life_expectancy import life_table
from worked_life_table import DEATHS, POPULATION


@pytest.fixture(scope="session")
def table():
    return life_table(DEATHS, POPULATION)
