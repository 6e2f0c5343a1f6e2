"""Later years weigh what the Green Book gives them, and a rate may step down."""

import numpy as np
import pytest
from fourcapitals.equations.discounting import discount_factors, present_value
from hypothesis import given
from hypothesis import strategies as st

STANDARD = np.array([0.035, 0.03]), np.array([30.0, 75.0])
HEALTH = np.array([0.015, 0.0129]), np.array([30.0, 75.0])


@pytest.mark.parametrize(
    ("rates", "year", "weight"),
    [
        (STANDARD, 10, 0.708919),
        (STANDARD, 16, 0.576706),
        (STANDARD, 40, 0.265105),
        (HEALTH, 16, 0.788031),
        (HEALTH, 40, 0.562799),
    ],
)
def test_later_years_weigh_what_the_green_book_gives(rates, year, weight):
    assert discount_factors(np.array([float(year)]), *rates) == pytest.approx([weight], abs=5e-7)


def test_the_worked_cost_has_its_present_value():
    factors = discount_factors(np.arange(5.0), *STANDARD)
    assert present_value(np.array([100.0, 100.0, 0, 0, 0]), factors) == pytest.approx(196.618357, abs=5e-7)
    assert present_value(np.array([0.0, 20.0, 40.0, 40.0, 40.0]), factors) == pytest.approx(127.599497, abs=5e-7)


def test_a_year_before_the_first_weighs_more_and_the_last_rate_goes_on():
    found = discount_factors(np.array([-1.0, 0.0, 75.0, 76.0]), *STANDARD)
    assert found[:2] == pytest.approx([1.035, 1.0])
    assert found[3] / found[2] == pytest.approx(1 / 1.03)


@given(st.floats(0.0, 0.2), st.floats(0.0, 0.2), st.floats(1.0, 50.0))
def test_at_rates_of_0_or_more_no_later_year_weighs_more(first, second, end):
    factors = discount_factors(np.arange(100.0), np.array([first, second]), np.array([end, end + 10]))
    assert factors[0] == 1
    assert (np.diff(factors) <= 1e-15).all()


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(ValueError, match=r"(?s)rates\[0\] is -1; expected more than -1.*until\[1\]") as told:
        discount_factors(np.array([1.0]), np.array([-1.0, 0.03]), np.array([30.0, 20.0]))
    assert "ends that ascend" in str(told.value)
    with pytest.raises(ValueError, match="as many ends as rates"):
        discount_factors(np.array([1.0]), np.array([0.03]), np.array([30.0, 75.0]))
