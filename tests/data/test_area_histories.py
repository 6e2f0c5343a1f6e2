"""The histories of areas as the model of their noise takes them: figures that were issued anew."""

import numpy as np
import pytest
from fourcapitals.data.area_histories import carried_back, histories_until
from fourcapitals.data.area_noise import noise_of
from fourcapitals.data.filtered_start import filtered_start

CAMDEN = "E09000007"


@pytest.fixture(scope="module")
def as_published(baseline):
    """The tables without what is known of figures issued anew."""
    table = baseline.tables["history_life_expectancy"]
    return {**baseline.tables, "history_life_expectancy": table.assign(revised_by=0.0)}


def test_the_difference_of_a_figure_issued_anew_grows_from_the_census():
    middle = np.arange(2002.0, 2019.0)
    revised = np.zeros((2, len(middle)))
    revised[:, -1] = -2.1, 0.7
    carried = carried_back(revised, middle)
    assert (carried[:, middle <= 2011] == 0).all()
    assert carried[:, middle == 2017].ravel() == pytest.approx([-1.8, 0.6])
    assert (carried[:, -1] == 0).all()
    revised[:, -2] = 0.1
    assert (carried_back(revised, middle)[:, -2:] == 0).all()


def test_earlier_windows_stand_on_the_populations_of_the_last(baseline, as_published):
    at = list(baseline.tables["areas"]["code"]).index(CAMDEN)
    before, now = (histories_until(tables, 2019).life[:, at] for tables in (as_published, baseline.tables))
    assert np.array_equal(before[:, :10], now[:, :10])
    assert np.array_equal(before[:, -1], now[:, -1])
    # Of 2.59 years that the re-issue takes off, six parts of seven had come by 2016-18.
    assert now[:, -2] - before[:, -2] == pytest.approx([-2.22, -2.22], abs=0.01)
    # The fall of a year that no window of its own shows: 2.2 of 2.6 years were there before.
    assert np.abs(np.diff(now[:, -2:])).max() < 0.5
    assert np.abs(np.diff(before[:, -2:])).min() > 1.5
    for field, other in zip(histories_until(baseline.tables, 2018), histories_until(as_published, 2018), strict=True):
        np.testing.assert_array_equal(field, other)


def test_draws_start_central_london_where_the_issue_anew_has_it(baseline, as_published):
    table = baseline.tables["history_life_expectancy"]
    by = (
        table[table["start_year"] == 2017]
        .groupby("code")["revised_by"]
        .mean()
        .reindex(baseline.tables["areas"]["code"])
    )
    moved = (by < -0.9).to_numpy()
    assert moved.sum() == 6

    def above(tables):
        start = filtered_start(histories_until(tables, 2019), noise_of(tables, 2019))
        now, trend = np.moveaxis(start.life.mean, -1, 0)
        of_region, level, slope = np.moveaxis(start.regions.mean, -1, 0)
        off = now + trend + (of_region + level + slope) @ start.covariates.T - start.life_published
        return (off - (off @ start.people)[:, None]).mean(axis=0)

    before, now = above(as_published), above(baseline.tables)
    assert before[moved].mean() > 0.1
    assert abs(now[moved].mean()) < 0.07
    assert np.abs((now - before)[~moved]).max() < 0.12
