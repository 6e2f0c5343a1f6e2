"""The comparison that says which projected numbers a change moves."""

import numpy as np
import xarray as xr
from numbers_moved import moved


def results(hle=(60.0, 61.0), **more):
    years = ("scenario", "year"), np.array([[1.0, hle[0]], [1.0, hle[1]]])
    return xr.Dataset({"hle": years, **more}, {"scenario": ["baseline", "other"], "year": [2034, 2035]})


def test_the_same_numbers_have_not_moved():
    assert list(moved(results(), results())) == []


def test_a_number_that_moved_is_named_with_its_scenario_and_by_how_much_in_2035():
    assert list(moved(results(), results(hle=(60.0, 61.5)))) == [
        "  hle: moved by 0.5 at most\n    other, mean in 2035: 61 -> 61.5"
    ]


def test_the_last_bit_counts():
    (line,) = moved(results(), results(hle=(np.nextafter(60.0, 61.0), 61.0)))
    assert line.startswith("  hle: moved by 7.11e-15 at most")


def test_a_variable_that_came_or_went_is_named():
    more = results(title=("scenario", ["A", "B"]))
    assert list(moved(results(), more)) == ["  title: only after"]
    assert list(moved(more, results())) == ["  title: only before"]
    assert list(moved(more, results(title=("scenario", ["A", "C"])))) == ["  title: words differ"]
