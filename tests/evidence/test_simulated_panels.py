"""Regressions on money, on history and on panels of a known effect."""

import numpy as np
import pytest
from fourcapitals.evidence.simulated_panels import HISTORY, MoneyRegression, panel_rows


@pytest.fixture(scope="module")
def rows():
    chance = np.random.default_rng(3)
    money = chance.normal(size=120)
    regression = MoneyRegression("money", "le", money, np.ones((120, 1)), np.ones(120))
    noise = chance.normal(size=(200, 120))
    simulated = {"with": 0.5 * money + noise, "without": noise}
    return panel_rows(regression, 0.5 * money + chance.normal(size=120), simulated).set_index("panel")


def test_an_effect_that_is_in_the_panels_is_found_and_one_that_is_not_is_not(rows):
    assert rows.loc["with", "estimate"] == pytest.approx(0.5, abs=0.02)
    assert rows.loc["without", "estimate"] == pytest.approx(0.0, abs=0.02)
    assert rows.loc["with", "significant"] > 0.99
    assert rows.loc["without", "significant"] == pytest.approx(0.05, abs=0.04)


def test_history_has_its_place_among_the_panels(rows):
    assert rows.loc[HISTORY, "significant"] == 1.0
    assert rows.loc["without", "below"] == 1.0
    assert 0.0 < rows.loc["with", "below"] < 1.0
    assert np.isnan(rows.loc[HISTORY, "below"])
