"""What cannot be run is told before any work; what is run tells how far it is and stays within memory."""

import copy
import tracemalloc

import pytest
from ensembles import bidding
from fourcapitals.ensemble import block as b
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import workers
from fourcapitals.errors import BadInput


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


def test_a_cube_too_large_for_memory_is_refused_before_any_work():
    with pytest.raises(BadInput, match=r"would take 1\d\d\.\d GB of memory; give a store that grows on disk"):
        e.run_ensemble("baseline", draws=8_000_000)


def peak(draws, folder):
    tracemalloc.start()
    e.run_ensemble("baseline", draws=draws, workers=1, out=folder / str(draws))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return used


@pytest.mark.thorough
def test_memory_is_bounded_by_the_block_not_by_the_ensemble(tmp_path, monkeypatch):
    """Of many blocks, each a copy of one: what is held of a block is asked here, not what is in it."""
    made = b.run_block(e.recipe_of("baseline", 0, "baseline", "summary", None, None), 0)
    monkeypatch.setattr(workers, "run_block", lambda *_, **__: copy.deepcopy(made))
    e.run_ensemble("baseline", draws=64, workers=1)
    assert peak(512, tmp_path) < 1.1 * peak(128, tmp_path)


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
