"""Who lives in each area and moves where: what the census counted comes back, whatever is assumed beside it."""

import numpy as np
import pytest
from fourcapitals.data.movers import movers_of


@pytest.fixture(scope="module")
def movers(baseline):
    return movers_of(baseline)


def test_what_leaves_and_what_arrives_is_as_counted_per_head_of_the_base_year(baseline, movers):
    table, count = baseline.tables["migration_areas"], len(movers.population)
    within = movers.origin == movers.destination
    left = np.bincount(movers.origin[~within], movers.listed[~within], count) + movers.unlisted * (1 - movers.into)
    per_head = movers.population / table["population_2011"]
    np.testing.assert_allclose(left, table["moved_out"] * per_head, rtol=1e-6)
    by_2011 = movers.listed / per_head.to_numpy()[movers.origin]
    arrived = np.bincount(movers.destination[~within], by_2011[~within], count)
    arrived += movers.into * ((movers.unlisted / per_head).sum() - movers.unlisted / per_head)
    np.testing.assert_allclose(arrived, table["moved_in"], rtol=1e-6)


def test_moves_along_a_listed_way_are_as_counted(baseline, movers):
    table = baseline.tables["migration"].sort_values(["origin", "destination"])
    per_head = movers.population / baseline.tables["migration_areas"]["population_2011"].to_numpy()
    moved = movers.listed + movers.unlisted[movers.origin] * movers.into[movers.destination]
    np.testing.assert_allclose(moved, table["movers"].to_numpy() * per_head[movers.origin], rtol=1e-9)


def test_about_one_in_twenty_moves_between_areas_in_a_year(baseline, movers):
    fit = baseline.tables["migration_fit"].set_index("figure")["value"]
    within = movers.origin == movers.destination
    moved = movers.listed[~within].sum() + movers.unlisted.sum()
    counted = fit["moves_between_districts_of_england_and_wales"] / fit["published_moves_of_england_and_wales"]
    assert moved / movers.population.sum() == pytest.approx(0.05 * counted, rel=0.02)


def test_weights_of_ages_sum_to_one_and_life_is_lost_late(movers):
    for weights in (movers.weight_of_health, movers.weight_of_mortality):
        np.testing.assert_allclose(weights.sum(axis=1), 1)
        assert (weights[:, 1] > 0.5).all()


def test_the_young_are_healthier_everywhere_and_health_follows_published_expectancies(baseline, movers):
    young, old = movers.good_health
    assert (young > old).all()
    healthy = baseline.arrays.hle.mean(axis=0) / baseline.arrays.le.mean(axis=0)
    assert np.corrcoef(old, healthy)[0, 1] > 0.99


def test_an_earlier_base_year_has_movers_too(baseline):
    earlier = movers_of(baseline.starting(2014))
    assert (earlier.population < movers_of(baseline).population).mean() > 0.9
