"""What is held for strategies that change gives the numbers of an ensemble, to the bit, whatever was run before."""

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from ensembles import DRAWS, FUND, HEAD, assert_same, bidding, whole
from fourcapitals.ensemble.live import MOST_HELD
from fourcapitals.scenario.files import parse_scenario

ACTING = """
[behaviour]
councils = true
need_updates = true
households_move = true
"""


def acting():
    """A strategy in which councils and households choose, and need is scored anew."""
    rule = '{ rule = "competitive", statistics = { hle = 1.0 }, left_over = "rolls_over" }'
    return parse_scenario(HEAD + ACTING + FUND.format(name="towns", rule=rule), name="acting")


@pytest.fixture(scope="module")
def held():
    return fc.live(draws=DRAWS, workers=2)


def test_a_live_run_has_the_numbers_of_an_ensemble_of_the_same_draws(held):
    made = held.run(bidding())
    assert_same(made.results, whole())
    assert made.results.header["scenarios"] == whole().header["scenarios"]
    for name, values in made.series.items():
        if name != "place_hle_whole_life":
            np.testing.assert_array_equal(values, whole().dataset[name].to_numpy(), err_msg=name)


def test_what_was_run_before_changes_no_number(held):
    first = held.run(bidding())
    held.run("public_health_restored")
    again = held.run(bidding())
    for name, values in first.series.items():
        np.testing.assert_array_equal(values, again.series[name], err_msg=name)


def test_actors_that_choose_choose_as_in_an_ensemble():
    few = fc.live(acting(), draws=3)
    ours = few.run(acting()).results
    assert_same(ours, fc.run_ensemble(acting(), draws=3, workers=1))
    assert fc.results.missions(ours)["draws"].eq(3).all()


def test_the_missions_are_tested_as_on_an_ensemble_that_keeps_every_area():
    few = fc.live(acting(), draws=3).run(acting())
    every = fc.run_ensemble(acting(), draws=3, workers=1, keep="areas")
    pd.testing.assert_frame_equal(fc.results.missions(few.results_of_missions), fc.results.missions(every))


def test_areas_are_counted_draw_by_draw(held):
    made = held.run("health_need")
    reference, own = made.totals
    assert reference.draws == own.draws == DRAWS
    assert (own.difference_counts.sum(axis=-1) == DRAWS).all()
    np.testing.assert_array_equal(made.counts("difference", outcome="le"), own.difference_counts[0, 1])
    np.testing.assert_array_equal(made.counts("level", outcome="gva_per_hour"), own.level_counts[0, 2])
    np.testing.assert_array_equal(made.counts("level", outcome="hle", scenario=0), reference.level_counts[0, 0])


def test_a_few_series_alone_are_those_of_all(held):
    made = held.run("health_need")
    alone = made.series_of("place_hle", "hle_gap")
    assert list(alone) == ["place_hle", "hle_gap"]
    for name, values in alone.items():
        np.testing.assert_array_equal(values, made.series[name], err_msg=name)


def test_the_reference_is_no_strategy(held):
    with pytest.raises(fc.BadInput, match="baseline: is what strategies are compared with"):
        held.run("baseline")


@pytest.mark.parametrize("asked", [{"draws": 0}, {"draws": MOST_HELD + 1}, {"draws": True}, {"workers": 0}])
def test_so_many_draws_and_workers_as_can_be(asked):
    with pytest.raises(fc.BadInput, match="a whole number from 1"):
        fc.live(**asked)
