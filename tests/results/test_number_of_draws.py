"""The interval of a share of draws, by a worked number."""

from fourcapitals.results.number_of_draws import wilson_interval


def test_wilsons_interval_is_the_worked_one():
    low, high = wilson_interval(240, 2000)
    assert (round(low, 4), round(high, 4)) == (0.1065, 0.1350)
    assert wilson_interval(0, 50).low == 0
    assert wilson_interval(50, 50).high == 1
