"""Ensembles give the same bits however the work is shared, stopped and taken up again."""

import ast
import copy
import functools
import os
import signal
import subprocess
import sys
import time
import tracemalloc
import types
from pathlib import Path

import fourcapitals
import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble import block as b
from fourcapitals.ensemble import record, summary, workers
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.equations import disparity
from fourcapitals.errors import BadInput
from fourcapitals.results import gaps
from fourcapitals.results.ensemble_arrays import variables
from fourcapitals.results.ensemble_difference import difference_of
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.scenario.terms import Policy, terms_of
from fourcapitals.simulation.environment import environment_of, map_geography, with_policy
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.run import simulate
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import OUTCOME_NAMES, RISKS, outcome_named

FUND = """
[funds.{name}]
title = "A fund"
source = "Ours"
grade = "J"
money = "capital"
price_year = 2019
financing = "unfunded"
uses_source = "Ours"
uses_grade = "J"
gbp_m = {{ 2021 = 900.0, 2022 = 700.0 }}
uses = {{ premises = 0.5, public_health = 0.5 }}
allocation = {rule}
"""
COMPETITION = '{ rule = "competitive", need = { rule = "luf_priority" } }'
PER_HEAD = '{ rule = "per_head" }'
HEAD = "title = 'Ours'\ndescription = 'Ours.'\nsources = ['Ours']\n"
DRAWS = 130


def strategy(name, *funds):
    return parse_scenario(HEAD + "".join(FUND.format(name=fund, rule=rule) for fund, rule in funds), name=name)


@functools.cache
def bidding():
    return strategy("bidding", ("towns", COMPETITION))


@functools.cache
def whole():
    """One ensemble, in memory, that others are held against."""
    return e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=1)


def assert_same(ours, theirs, *, draws=None):
    """Every number equal, to the bit; those of the first draws alone where a number of draws is given."""
    one, other = ours.dataset, theirs.dataset
    assert set(one.data_vars) == set(other.data_vars)
    for name in one.data_vars:
        if draws is not None and "draw" not in one[name].dims:
            continue
        pick = {"draw": slice(draws)} if "draw" in one[name].dims else {}
        np.testing.assert_array_equal(
            one[name].isel(pick).to_numpy(), other[name].isel(pick).to_numpy(), err_msg=str(name)
        )


# What one run gives


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
    for sex in ("male", "female"):
        theirs = results.levels("hle", sex=sex).isel(draw=0)
        np.testing.assert_allclose(whole().levels("hle", sex=sex).isel(draw=0).values, theirs.values, rtol=1e-12)


def test_the_gaps_of_a_summary_are_those_of_the_measures_of_inequality(baseline):
    areas = baseline.arrays
    p = stable_block(load_parameters(), areas, 0, 0).block.parameters[0]
    results = simulate("baseline", numbers=p, seed=0)
    noise = draw_shocks(0, 0, areas=307, years=16)
    none = Policy(np.zeros(0), 0.0, np.zeros((16, len(RISKS), 307)))
    setting = environment_of(areas, p, map_geography(areas, p), none)
    terms = terms_of(load_scenario("baseline"), baseline, load_parameters().deflator)
    outcomes = project(base_state(areas, funds=0), terms, setting, noise)
    made = summary.summarise(outcomes, summary.spine_of(baseline))
    for index, sex in enumerate(("male", "female", None)):
        table = gaps.inequality_over_time(results, "hle", sex=sex)
        table = table.set_index("measure")["value"]
        np.testing.assert_allclose(made.gaps[0, index], table["gap"], rtol=1e-12)
        np.testing.assert_allclose(made.gaps[1, index], table["gap_of_base_year_places"], rtol=1e-12)
    values, weights, _ = gaps.place_values(results, outcome_named("gva_per_hour"))
    levels = values.isel(scenario=0, draw=0).to_numpy()
    np.testing.assert_allclose(made.missions[0], disparity.absolute_gap(np.log(levels), weights), rtol=1e-12)
    np.testing.assert_allclose(made.missions[1], disparity.absolute_gap(levels, weights), rtol=1e-12)
    np.testing.assert_array_equal(made.missions[3], (levels - levels[0] > 1e-9).sum(axis=-1))
    values, weights, _ = gaps.place_values(results, outcome_named("life_satisfaction"))
    levels = values.isel(scenario=0, draw=0).to_numpy()
    np.testing.assert_allclose(made.missions[2], disparity.absolute_gap(levels, weights), rtol=1e-12)
    np.testing.assert_array_equal(made.missions[4], (levels - levels[0] > 1e-9).sum(axis=-1))
    compiled = b.machine_code()[1](outcomes, summary.spine_of(baseline))
    for name, ours, theirs in zip(made._fields, compiled, made, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, err_msg=name)


def test_of_equal_places_the_later_ranks_higher_as_a_stable_sort_has_it():
    generator = np.random.default_rng(1)
    for size in (1, 2, 9, 10, 55, 149):
        values = generator.integers(0, 6, size).astype(float)
        low, high = summary.ends(values)
        order = np.argsort(values, kind="stable")
        assert low.tolist() == order[: len(low)].tolist()
        assert high.tolist() == order[::-1][: len(high)].tolist()


# Identity


def test_order_of_blocks_does_not_matter():
    recipe = e._recipe_of(["baseline", bidding()], 0, "baseline", "summary", None, None)
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
    assert {name: many.badges[name] for name in names} == alone.badges


def test_a_new_fund_changes_no_luck_of_another():
    two = strategy("two", ("another", COMPETITION), ("towns", COMPETITION))
    job_of_one = b.job_of(e._recipe_of([bidding()], 0, "baseline", "summary", None, None))
    job_of_two = b.job_of(e._recipe_of([two], 0, "baseline", "summary", None, None))
    one, other = b._bid_shocks(job_of_one, 9, 307), b._bid_shocks(job_of_two, 9, 307)
    np.testing.assert_array_equal(one["towns"], other["towns"])
    assert set(other) == {"another", "towns"}


def test_the_first_draws_of_more_are_those_of_fewer():
    assert_same(e.run_ensemble(["baseline", bidding()], draws=70, workers=2), whole(), draws=70)


def test_another_seed_gives_other_draws():
    other = e.run_ensemble("baseline", draws=64, seed=1, workers=2)
    ours = other.dataset["place_hle"].sel(scenario="baseline", year=2035).values
    assert (ours != whole().dataset["place_hle"].sel(scenario="baseline", year=2035).values[:64]).all()


def test_a_setting_put_under_another_policy_is_one_settled_for_it(baseline, central):
    areas, change = baseline.arrays, np.zeros((16, len(RISKS), 307))
    geography = map_geography(areas, central)
    none = Policy(np.zeros(0), 0.0, change)
    levers = Policy(np.array([1.0, 0.0]), 1.0, change - 0.01)
    settled = {policy.councils_pay: environment_of(areas, central, geography, policy) for policy in (none, levers)}
    for before, after in ((none, levers), (levers, none)):
        moved = with_policy(settled[before.councils_pay], areas, after)
        for name, ours, theirs in zip(moved._fields, moved, settled[after.councils_pay], strict=True):
            assert ours is theirs or repr(ours) == repr(theirs), name
        np.testing.assert_array_equal(moved.risk_mortality, settled[after.councils_pay].risk_mortality)
        np.testing.assert_array_equal(moved.risk_good_health, settled[after.councils_pay].risk_good_health)
    # A hundredth of adults fewer at each risk lowers mortality everywhere; with nobody moved nothing moves.
    assert (settled[1.0].risk_mortality < 0).all()
    assert not settled[0.0].risk_mortality.any()


def test_a_scenario_with_levers_runs_under_its_own_policy():
    text = HEAD + (
        '[levers.less_smoking]\ntitle = "Less"\nsource = "Ours"\ngrade = "J"\nrisk = "smoking"\n'
        "change = { 2022 = -0.02 }\n"
    )
    lever = parse_scenario(text, name="lever")
    made = e.run_ensemble(lever, draws=64, workers=1)
    assert (made.differences("hle").sel(scenario="lever", year=2035) > 0).mean() > 0.5


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
        *("errors.py", "formatting.py", "input_files.py", "text.py"),
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


# Stopped and taken up again

SCRIPT = """
import sys
from fourcapitals.ensemble import run as e
from fourcapitals.scenario.files import parse_scenario
e.CHECKPOINT_SECONDS = 0.0
if __name__ == "__main__":
    path, text, draws, go_on = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "resume"
    print("ready", flush=True)
    if go_on:
        e.resume(path, workers=2)
    else:
        e.run_ensemble(["baseline", parse_scenario(text, name="bidding")], draws=draws, workers=2, out=path)
"""


def begin(folder, store, draws, verb):
    script = folder / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(store), bidding().text, str(draws), verb]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout.readline() == b"ready\n"
    return process


def test_a_store_is_committed_after_the_first_block_and_then_as_often_as_is_cheap(monkeypatch):
    class Clock:
        now = 0.0

    class Writer:
        totals = None

        def write_block(self, *_):
            Clock.now += 1.0

        def checkpoint(self):
            committed.append(Clock.now)
            Clock.now += 0.1

    committed = []
    monkeypatch.setattr(e, "time", types.SimpleNamespace(monotonic=lambda: Clock.now))
    monkeypatch.setattr(e, "add_block", lambda *_: None)
    sink = e._OnDisk(Writer(), last=0.0)
    for block in range(40):
        sink.take(block, {"series": None, "rejected": 0}, e.BLOCK)
    waits = np.diff(committed)
    assert committed[0] == 1.0
    # A tenth of a second in five is the share that is allowed.
    assert ((waits > 5.0) & (waits < 6.5)).all()
    monkeypatch.setattr(Writer, "checkpoint", lambda _: setattr(Clock, "now", Clock.now + 10.0))
    sink.checkpoint()
    at = Clock.now
    while sink.last <= at:
        sink.take(0, {"series": None, "rejected": 0}, e.BLOCK)
    assert sink.last - at < e.CHECKPOINT_SECONDS + 12.0


@pytest.mark.thorough
def test_killed_at_any_moment_and_resumed_the_bits_are_the_same(tmp_path):
    store, generator = tmp_path / "runs.zarr", np.random.default_rng(8)
    draws, kills = 320, 0
    for attempt in range(3):
        process = begin(tmp_path, store, draws, "resume" if store.exists() else "run")
        deadline = time.monotonic() + 120
        while not (store / "manifest.json").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(float(generator.uniform(0.1, 1.2)) if attempt else 0.05)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.stdout.close()
        stopped = Store.open(store)
        assert stopped.damaged_blocks() == []
        if stopped.draws:
            assert stopped.results().dataset["place_hle"].values.shape[1] == stopped.draws <= draws
        else:
            with pytest.raises(BadInput, match="holds no draw yet"):
                stopped.results()
    assert kills >= 2
    resumed = e.resume(store, workers=2)
    assert Store.open(store).finished
    assert not difference_of(resumed, e.run_ensemble(["baseline", bidding()], draws=draws, workers=2))
    assert_same(resumed, whole(), draws=DRAWS)


def test_an_interrupt_keeps_what_was_merged(tmp_path):
    def stop(progress):
        if progress.blocks_done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=2, out=tmp_path / "runs", progress=stop)
    stopped = Store.open(tmp_path / "runs")
    assert (stopped.draws, stopped.finished) == (128, False)
    told = []
    assert_same(e.resume(tmp_path / "runs", progress=told.append), whole())
    assert [(step.blocks_done, step.draws_done) for step in told] == [(3, DRAWS)]


def test_an_extended_store_is_that_of_one_run(tmp_path):
    """From a partial block, to a partial block, and by nothing."""
    first = e.run_ensemble(["baseline", bidding()], draws=70, workers=2, out=tmp_path / "runs")
    before = first.dataset["place_hle"].values
    extended = e.extend(tmp_path / "runs", draws=DRAWS, workers=2)
    np.testing.assert_array_equal(extended.dataset["place_hle"].values[:, :70], before)
    assert_same(extended, whole())
    assert_same(e.extend(tmp_path / "runs", draws=DRAWS), whole())
    with pytest.raises(BadInput, match="a store can be extended, not cut"):
        e.extend(tmp_path / "runs", draws=64)


def test_a_finished_store_resumes_to_itself(tmp_path):
    e.run_ensemble("baseline", draws=np.int64(10), workers=1, out=tmp_path / "runs")
    assert e.resume(tmp_path / "runs").draws == 10


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


# Size


def peak(draws, folder):
    tracemalloc.start()
    e.run_ensemble("baseline", draws=draws, workers=1, out=folder / str(draws))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return used


@pytest.mark.thorough
def test_memory_is_bounded_by_the_block_not_by_the_ensemble(tmp_path, monkeypatch):
    """Of many blocks, each a copy of one: what is held of a block is asked here, not what is in it."""
    made = b.run_block(e._recipe_of("baseline", 0, "baseline", "summary", None, None), 0)
    monkeypatch.setattr(workers, "run_block", lambda *_: copy.deepcopy(made))
    e.run_ensemble("baseline", draws=64, workers=1)
    assert peak(960, tmp_path) < 1.1 * peak(192, tmp_path)


def test_a_cube_too_large_for_memory_is_refused_before_any_work():
    with pytest.raises(BadInput, match=r"would take 1\d\d\.\d GB of memory; give a store that grows on disk"):
        e.run_ensemble("baseline", draws=8_000_000)


# What is asked for


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"draws": 0}, "draws: a whole number from 1 to 10,000,000 expected, got 0"),
        ({"draws": 2.5}, "draws: a whole number"),
        ({"seed": -1}, "seed: a whole number from 0 expected, got -1"),
        ({"workers": 0}, "workers: a whole number from 1 expected, got 0"),
        ({"executor": "thread"}, "no executor 'thread'; did you mean 'threads'?"),
        ({"executor": 3}, "executor: 'threads', 'processes', a Dask client or an executor expected"),
        ({"keep": "all"}, "no choice of what is kept 'all'"),
        ({"reference": "basline"}, "did you mean 'baseline'?"),
        ({"scenarios": []}, "no scenario is given"),
        ({"scenarios": ["baseline", "baseline"]}, "scenario 'baseline' is given twice"),
        ({"scenarios": ["nothing_such", "announced_2020"]}, "did you mean 'announced_2021'?"),
    ],
)
def test_what_cannot_be_run_is_told(asked, fault):
    with pytest.raises(BadInput, match=fault.replace("?", r"\?")):
        e.run_ensemble(**{"scenarios": ["baseline"], "draws": 2, **asked})


def test_a_scenario_that_is_not_its_text_is_refused():
    other = bidding().model_copy(update={"funds": {}})
    with pytest.raises(BadInput, match="is not what its text says"):
        e.run_ensemble(other, draws=2)


def test_progress_tells_blocks_draws_and_rate():
    told, said = [], []
    e.run_ensemble("baseline", draws=70, workers=1, progress=told.append, say=said.append)
    assert [(step.blocks_done, step.blocks, step.draws_done, step.draws) for step in told] == [
        (1, 2, 64, 70),
        (2, 2, 70, 70),
    ]
    assert told[0].draws_per_second > 0
    assert told[0].seconds_left > told[1].seconds_left == 0
    assert said == []


def test_a_compilation_is_told_before_it_begins(monkeypatch):
    said = []
    monkeypatch.setattr("fourcapitals.simulation.compiled.what_is_compiled", lambda *_: "Compiling")
    e.run_ensemble("baseline", draws=1, workers=1, say=said.append)
    assert said == ["Compiling"]
