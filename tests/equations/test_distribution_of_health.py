"""Who gains health, less what the money would have brought elsewhere, under an aversion to inequality."""

import numpy as np
import pytest
from fourcapitals.equations.distribution_of_health import equity_weighted_gain, net_health

HEALTH = np.array([52.0, 56.0, 60.0, 63.0, 68.0])
FOR_ALL = np.full(5, 0.3)
FOR_POOREST = np.array([1.0, 0.3, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("aversion", "for_all", "for_poorest"),
    [(0.0, 0.300, 0.260), (1.0, 0.301287, 0.291178), (10.95, 0.311476, 0.621447)],
)
def test_the_worked_programmes_change_places_as_aversion_grows(aversion, for_all, for_poorest):
    found = equity_weighted_gain(HEALTH, np.stack([FOR_ALL, FOR_POOREST]), np.ones(5), aversion)
    assert found == pytest.approx([for_all, for_poorest], abs=5e-7)


def test_money_that_brings_what_it_would_have_brought_elsewhere_gains_nothing_in_all():
    gain = np.array([30.0, 20.0, 0.0])
    left = net_health(gain, np.array(1e6), np.array(2e4), np.array([0.2, 0.3, 0.5]))
    assert left.sum() == pytest.approx(0.0)
    assert left == pytest.approx([20.0, 5.0, -25.0])


def test_each_draw_has_its_own_cost_of_health():
    left = net_health(np.ones((2, 3)), np.array(3e4), np.array([1e4, 3e4]), np.full(3, 1 / 3))
    assert left == pytest.approx(np.array([[0.0] * 3, [2 / 3] * 3]))
