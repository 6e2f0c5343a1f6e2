"""A draw has the same bits however the work is shared, whatever runs beside it, and in a run of its own."""

import ast
import os
import signal
from pathlib import Path

import fourcapitals
import numpy as np
import pandas as pd
import pytest
from ensembles import COMPETITION, DRAWS, PER_HEAD, assert_same, bidding, strategy, whole
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble import block as b
from fourcapitals.ensemble import recipe, record, runs_of_draw
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.results import whole_life
from fourcapitals.results.ensemble_arrays import variables
from fourcapitals.results.whole_life import over_life
from fourcapitals.simulation.run import simulate
from fourcapitals.vocabulary import OUTCOME_NAMES


def test_one_draw_of_an_ensemble_is_the_run_of_that_draw(baseline):
    drawn = stable_block(load_parameters(), baseline.arrays, 0, 0)
    results = simulate(["baseline", bidding()], numbers=drawn.block.parameters[0], seed=0)
    for outcome in OUTCOME_NAMES:
        for by in ("england", "region"):
            ours = whole().levels(outcome, by=by).isel(draw=0)
            theirs = results.levels(outcome, by=by).isel(draw=0)
            assert list(ours["group_name"].values) == list(theirs["group_name"].values)
            assert list(ours["level_source"].values) == list(theirs["level_source"].values)
            np.testing.assert_allclose(ours.values, theirs.values, rtol=1e-12)
            ours = whole().differences(outcome, by=by).isel(draw=0)
            theirs = results.differences(outcome, by=by).isel(draw=0)
            assert ours.attrs["units"] == theirs.attrs["units"]
            np.testing.assert_allclose(ours.values, theirs.values, rtol=1e-6, atol=1e-10)
    for by in ("england", "region"):
        ours, theirs = (each.over_life(by=by).isel(draw=0).to_numpy() for each in (whole(), results))
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-6)
        assert np.abs(ours[1]).min() > 0
    for sex in ("male", "female"):
        theirs = results.levels("hle", sex=sex).isel(draw=0)
        np.testing.assert_allclose(whole().levels("hle", sex=sex).isel(draw=0).values, theirs.values, rtol=1e-12)


def test_of_many_draws_the_first_are_followed_after_the_last_year(monkeypatch):
    for module in (b, whole_life):
        monkeypatch.setattr(module, "FOLLOWED", 64)
    results = e.run_ensemble(["baseline", bidding()], draws=DRAWS)
    sums = results.dataset["place_hle_whole_life"].to_numpy()
    first = whole().dataset["place_hle_whole_life"].to_numpy()[:, :64]
    np.testing.assert_array_equal(sums[:, :64], first)
    assert np.isnan(sums[:, 64:]).all()
    assert results.over_life().sizes["draw"] == 64
    table = over_life(results).iloc[0]
    assert table["healthy_person_years_whole_life"] == np.median(results.over_life().sel(scenario="bidding")[:, 0, 0])


def test_order_of_blocks_does_not_matter():
    recipe = e.recipe_of(["baseline", bidding()], 0, "baseline", "summary", None, None)
    for block in (1, 0):
        made = b.run_block(recipe, block)
        for variable in variables():
            series = made["series"][variable.name]
            np.testing.assert_array_equal(series, whole().dataset[variable.name].values[:, block * 64 :][:, :64])


def test_two_workers_give_the_bits_of_one():
    assert_same(e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=2), whole())


@pytest.mark.thorough
def test_processes_give_the_bits_of_threads():
    assert_same(e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=2, executor="processes"), whole())


@pytest.mark.thorough
def test_a_dask_cluster_that_loses_a_worker_gives_the_same_bits():
    distributed = pytest.importorskip("distributed")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        )
        client = distributed.Client(cluster)
        try:
            workers = {worker["pid"] for worker in client.run(lambda: {"pid": os.getpid()}).values()}
            killed = []

            def kill_one(progress):
                if not killed:
                    killed.append(workers.pop())
                    os.kill(killed[0], signal.SIGKILL)

            made = e.run_ensemble(["baseline", bidding()], draws=256, executor=client, progress=kill_one)
        finally:
            client.close()
            cluster.close()
    assert killed
    assert_same(made, whole(), draws=DRAWS)


def test_other_scenarios_change_nothing():
    """Added, removed, in another order, with a fund of the same name or not."""
    alone = e.run_ensemble(bidding(), draws=64, workers=1)
    other = strategy("other", ("another", COMPETITION), ("towns", COMPETITION), ("third", PER_HEAD))
    many = e.run_ensemble([other, bidding(), "health_need", "baseline"], draws=64, workers=1)
    names = ["baseline", "bidding"]
    for ours in (alone, many):
        data, base = ours.dataset.sel(scenario=names), whole().dataset.sel(scenario=names).isel(draw=slice(64))
        for variable in variables():
            np.testing.assert_array_equal(data[variable.name].values, base[variable.name].values)
    left = alone.dataset["area_hle_difference_quantile"].sel(scenario="bidding")
    right = many.dataset["area_hle_difference_quantile"].sel(scenario="bidding")
    np.testing.assert_array_equal(left.values, right.values)
    pd.testing.assert_frame_equal(many.spending.loc[names], alone.spending.loc[names])
    assert {name: many.evidence[name] for name in names} == alone.evidence


def test_a_new_fund_changes_no_luck_of_another():
    two = strategy("two", ("another", COMPETITION), ("towns", COMPETITION))
    job_of_one = recipe.job_of(e.recipe_of([bidding()], 0, "baseline", "summary", None, None))
    job_of_two = recipe.job_of(e.recipe_of([two], 0, "baseline", "summary", None, None))
    one, other = runs_of_draw.bid_shocks(job_of_one, 9, 307), runs_of_draw.bid_shocks(job_of_two, 9, 307)
    np.testing.assert_array_equal(one["towns"], other["towns"])
    assert set(other) == {"another", "towns"}


def test_the_first_draws_of_more_are_those_of_fewer():
    assert_same(e.run_ensemble(["baseline", bidding()], draws=70, workers=2), whole(), draws=70)


def test_another_seed_gives_other_draws():
    other = e.run_ensemble("baseline", draws=64, seed=1, workers=2)
    ours = other.dataset["place_hle"].sel(scenario="baseline", year=2035).values
    assert (ours != whole().dataset["place_hle"].sel(scenario="baseline", year=2035).values[:64]).all()


def test_every_module_that_numbers_come_from_is_in_the_checksum_of_the_code():
    root = Path(fourcapitals.__file__).parent

    def imported(source):
        """Files of ours that a module imports from."""
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fourcapitals"):
                place = root.joinpath(*node.module.split(".")[1:])
                yield place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
                yield from (place / f"{alias.name}.py" for alias in node.names if place.is_dir())

    # Words, names and files move no number; nor does what only draws results.
    apart = {
        *("arguments.py", "errors.py", "formatting.py", "input_files.py", "text.py"),
        *("scenario/explain.py", "scenario/money_bounds.py", "ensemble/dataset.py"),
    }
    found, waiting = set(), [root / "ensemble" / "block.py"]
    while waiting:
        source = waiting.pop()
        name = source.relative_to(root).as_posix()
        if source.exists() and name not in found | apart and not name.startswith("results/"):
            found.add(name)
            waiting += imported(source)
    counted = {source.relative_to(root).as_posix() for pattern in record._SCIENCE for source in root.glob(pattern)}
    assert {name for name in found if not name.endswith("__init__.py")} <= counted
