"""What is counted of every area is what its draws give, within the width of a bin."""

import numpy as np
import pytest
from fourcapitals.results import area_bins as summary
from fourcapitals.results.area_bins import AREA_OUTCOMES, GRIDS, QUANTILES
from fourcapitals.results.chances import chances_of
from fourcapitals.results.ensemble_arrays import Totals
from fourcapitals.results.ensemble_labels import area_statistics
from fourcapitals.vocabulary import NOTHING, outcome_named


@pytest.mark.thorough
def test_the_areas_of_all_scenarios_are_those_of_each(stored):
    totals = stored.totals()
    at_once, apart = (area_statistics(stored.header, each) for each in ([totals], totals.by_scenario()))
    assert list(at_once) == list(apart)
    for name, (axes, values, words) in at_once.items():
        assert (axes, words) == (apart[name][0], apart[name][2])
        np.testing.assert_array_equal(values, apart[name][1])


@pytest.mark.parametrize("name", AREA_OUTCOMES)
def test_quantiles_from_counts_lie_within_a_bin_of_those_of_the_draws(name, kept):
    data, grid = kept.results().dataset, GRIDS[name]
    values = data[name].sel(year=list(summary.MILESTONES)).values
    if values.ndim == 5:
        values = (values[:, :, 0] + values[:, :, 1]) / 2
    values = values.swapaxes(-1, -2)
    exact = np.moveaxis(np.quantile(values, QUANTILES, axis=1), 0, 1)
    ours = data[f"area_{name}_quantile"].values
    base = data[name].isel(scenario=0, draw=0, year=0)
    base = base.mean("sex").values if "sex" in base.dims else base.values
    width = 2 * grid.half / summary.LEVEL_BINS * (base if grid.relative else 1)
    assert (np.abs(ours - exact) <= 1.0001 * width).all()
    change = summary.differences(values, values[:1], grid)
    exact = np.moveaxis(np.quantile(change, QUANTILES, axis=1), 0, 1)
    ours = data[f"area_{name}_difference_quantile"].values
    # One bin: a fixed share of the difference, or the finest step near nothing.
    step = summary.SIDE_RANGE / summary.SIDE_BINS
    width = np.hypot(np.maximum(np.abs(exact), np.abs(ours)), grid.scale) * np.expm1(step) * 1.01
    assert (np.abs(ours - exact) <= width).all()
    np.testing.assert_allclose(data[f"area_{name}_mean"].values, values.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(data[f"area_{name}_difference_mean"].values, change.mean(axis=1), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(data[f"area_{name}_higher"].values, (change >= NOTHING).mean(axis=1))
    np.testing.assert_array_equal(data[f"area_{name}_unchanged"].values, (np.abs(change) < NOTHING).mean(axis=1))


def test_counts_do_not_depend_on_the_order_of_draws():
    generator = np.random.default_rng(0)
    bins = generator.integers(0, 20, (64, 2, 3, 5)).astype(np.uint16)
    one, other = np.zeros((2, 3, 5, 20), np.uint32), np.zeros((2, 3, 5, 20), np.uint32)
    summary.add_counts(one, bins)
    for row in generator.permutation(64):
        summary.add_counts(other, bins[[row]])
    np.testing.assert_array_equal(one, other)
    assert (one.sum(axis=-1) == 64).all()


def test_the_edges_of_the_bins_are_where_values_change_bins():
    for grid in GRIDS.values():
        edges = summary.difference_edges(grid)
        middles = (edges[1:] + edges[:-1]) / 2
        np.testing.assert_array_equal(summary.difference_bins(middles, grid), np.arange(summary.DIFFERENCE_BINS))
        levels = summary.level_edges(grid)
        middles = (levels[1:] + levels[:-1]) / 2
        base = np.full(summary.LEVEL_BINS, 50.0)
        values = base * (1 + middles) if grid.relative else base + middles
        np.testing.assert_array_equal(summary.level_bins(values, base, grid), np.arange(summary.LEVEL_BINS))


@pytest.mark.parametrize("name", AREA_OUTCOMES)
def test_what_is_rounding_is_no_difference_in_counts_as_in_draws(name):
    change = np.array([-1.0, -1.01, -0.99, -1e-6, 0.0, 1e-6, 0.99, 1.0, 1.01]) * NOTHING
    bins = summary.difference_bins(change, GRIDS[name])
    kept = chances_of(change, outcome_named(name), unit="", detectable=np.nan, only_adds=True)
    assert (bins == summary.ZERO_BIN).mean() == kept["share_zero"] == 5 / 9
    assert (bins < summary.ZERO_BIN).mean() == kept["share_worse"] == 2 / 9


@pytest.mark.parametrize(("draws", "bytes_a_count"), [(2, 2), (65_535, 2), (65_536, 4), (10**6, 4)])
def test_counts_are_held_as_narrow_as_their_draws_allow(draws, bytes_a_count):
    held = Totals.none(1, areas=3).narrowed(draws)
    assert held.level_counts.itemsize == held.difference_counts.itemsize == bytes_a_count
    held.level_counts += np.asarray(min(draws, 65_535), held.level_counts.dtype)
    assert held.narrowed(10**6).level_counts.min() == min(draws, 65_535)


def test_counts_are_stored_in_four_bytes_however_narrow_they_are_held(stored):
    totals = stored.totals()
    assert totals.level_counts.dtype == totals.difference_counts.dtype == np.uint32
