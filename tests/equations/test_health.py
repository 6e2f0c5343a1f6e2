"""The shifts of a life table bring the years that responses are due."""

import numpy as np
import pytest
from fourcapitals.equations.health import good_health_shift
from hypothesis import given
from hypothesis import strategies as st


@given(st.floats(0.01, 1.0), st.floats(0.02, 0.15))
def test_healthy_life_gains_what_is_due_however_much_of_it_is_longer_life(years, mortality):
    le_theta, hle_theta, hle_eta = np.array([[-11.0]]), np.array([[-5.5]]), np.array([[10.4]])
    zero = np.zeros((1, 1))
    eta = good_health_shift(0.0, years, zero, np.zeros(1), le_theta, hle_theta, hle_eta, 0.55, mortality, 0.5)
    assert (-hle_theta * mortality * years + hle_eta * eta).item() == pytest.approx(years)
