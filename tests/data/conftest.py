"""Tables that many tests of the data look at."""

import pandas as pd
import pytest
from published_tables import read


@pytest.fixture(scope="module")
def base() -> pd.DataFrame:
    return read("areas").merge(read("outcomes"), on="code", validate="one_to_one")


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read("published").set_index(["code", "outcome", "sex", "period"])["value"].sort_index()
