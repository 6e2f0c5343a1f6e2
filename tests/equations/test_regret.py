"""Regret is what the best option of each draw would have given beyond the chosen one."""

import numpy as np
import pytest
from fourcapitals.equations.regret import regret
from hypothesis import given
from hypothesis import strategies as st


def test_the_worked_options_have_their_regret():
    found = regret(np.array([[3.0, 2.5, 0.5], [2.0, 2.0, 2.0], [4.0, 1.0, 0.0]]))
    assert found.of_each.tolist() == [[1.0, 0.0, 1.5], [2.0, 0.5, 0.0], [0.0, 1.5, 2.0]]
    assert found.largest == pytest.approx([1.5, 2.0, 2.0])
    assert found.largest.argmin() == 0
    assert found.expected == pytest.approx([0.8333, 0.8333, 1.1667], abs=5e-5)


@given(st.lists(st.lists(st.integers(-9, 9), min_size=5, max_size=5), min_size=1, max_size=6))
def test_in_every_draw_somebody_has_nothing_to_regret(options):
    found = regret(np.array(options, float))
    assert (found.of_each >= 0).all()
    assert (found.of_each.min(axis=0) == 0).all()
    assert (found.expected <= found.largest).all()
