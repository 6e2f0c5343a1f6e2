"""Implementations of a run: each runs so many draws from the first given; all give the same outcomes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import batched_numpy
import mesa
import numpy as np
import plain_mesa
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.model import FourCapitals
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import Outcomes, Shocks
from inputs import SCENARIO, TOLERANCE, Inputs, check_equal

PLAIN, BATCH_RUN, ARRAYS = "plain Mesa agents", "mesa.batch_run, 2 processes", "array-backed Mesa"
BATCHED, COMPILED, COMPILED_2 = "batched NumPy", "compiled, 1 thread", "compiled, 2 threads"


def seconds_of(act: Callable[[], Any]) -> float:
    """Seconds that an act takes."""
    return clocked(act)[0]


def clocked(act: Callable[[], Any]) -> tuple[float, float]:
    """Seconds that an act takes, and seconds of processors that this process spends on it."""
    begun, spent = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - spent


def run_plain(inputs: Inputs, first: int, count: int) -> None:
    """Agents, one model after another."""
    for draw in range(first, first + count):
        plain_mesa.PlainMesa(inputs.areas, inputs.environment(draw), inputs.terms, inputs.noise(draw)).run()


def run_batch_run(first: int, count: int) -> None:
    """The same agents through Mesa's own runner; its processes start anew."""
    mesa.batch_run(
        plain_mesa.OneDraw,
        parameters={"draw": list(range(first, first + count))},
        number_processes=2,
        max_steps=1000,
        data_collection_period=-1,
        display_progress=False,
    )


def run_arrays(inputs: Inputs, first: int, count: int) -> None:
    """The package's Mesa model, made anew for each draw."""
    for draw in range(first, first + count):
        model_of_arrays(inputs, draw).run()


def run_batched(inputs: Inputs, first: int, count: int) -> None:
    """NumPy, a chunk of members at a time."""
    for start in range(first, first + count, batched_numpy.CHUNK):
        batch_of(inputs, range(start, min(start + batched_numpy.CHUNK, first + count))).run()


def batch_of(inputs: Inputs, draws: Sequence[int]) -> batched_numpy.Batch:
    """A chunk of draws."""
    environments, noises = [inputs.environment(draw) for draw in draws], [inputs.noise(draw) for draw in draws]
    return batched_numpy.Batch(inputs.start, inputs.terms, environments, noises)


def run_compiled(inputs: Inputs, first: int, count: int, threads: int = 1) -> None:
    """The package's schedule as machine code, one draw after another on each thread."""
    compiled = compile_function(project)

    def run(draws: range) -> None:
        for draw in draws:
            compiled(inputs.start, inputs.terms, inputs.environment(draw), inputs.noise(draw))

    if threads == 1:
        run(range(first, first + count))
        return
    with ThreadPoolExecutor(threads) as pool:
        # Blocks of draws, as ensembles hand them out.
        size = max(1, min(32, count // (4 * threads)))
        blocks = [range(start, min(start + size, first + count)) for start in range(first, first + count, size)]
        list(pool.map(run, blocks))


def compiled_outcomes(inputs: Inputs, draw: int) -> Outcomes:
    """What all others are compared with."""
    return outcomes_of_compiled(inputs, inputs.noise(draw), draw)


def outcomes_of_compiled(inputs: Inputs, noise: Shocks, draw: int) -> Outcomes:
    """Outcomes of the compiled schedule under some chance."""
    outcomes: Outcomes = compile_function(project)(inputs.start, inputs.terms, inputs.environment(draw), noise)[0]
    return outcomes


def check_all(inputs: Inputs) -> dict[str, float]:
    """Compare every implementation with the compiled one; the greatest relative differences."""
    draws = range(3)
    expected = [compiled_outcomes(inputs, draw) for draw in draws]
    batch = batch_of(inputs, range(batched_numpy.CHUNK)).run()
    worst = dict.fromkeys((PLAIN, ARRAYS, BATCHED), 0.0)
    for draw in draws:
        found = {
            PLAIN: plain_mesa.outcomes_of(plain_mesa.OneDraw(draw)),
            ARRAYS: outcomes_of_arrays(inputs, draw),
            BATCHED: batched_numpy.member_of(batch, draw),
        }
        for name, outcomes in found.items():
            worst[name] = max(worst[name], check_equal(name, outcomes, expected[draw]))
    if hasattr(mesa, "batch_run"):
        worst[BATCH_RUN] = max(check_batch_run(inputs, draw) for draw in draws[:2])
    return worst


def model_of_arrays(inputs: Inputs, draw: int) -> FourCapitals:
    """The package's Mesa model, from published levels and with the chance that all are given."""
    model = FourCapitals(SCENARIO, numbers=inputs.parameters_of(draw))
    model.shocks = inputs.noise(draw)
    return model


def outcomes_of_arrays(inputs: Inputs, draw: int) -> Outcomes:
    """Outcomes of the package's Mesa model."""
    model = model_of_arrays(inputs, draw)
    states = [state.outcomes for state, _ in model.run()]
    return Outcomes(*(np.array(values) for values in zip(*states, strict=True)))


def check_batch_run(inputs: Inputs, draw: int) -> float:
    """Compare the nation's outcomes that `mesa.batch_run` gives with the compiled ones, in the year that it gives.

    It gives the collection before the last, since models that collect when they are made have one more than steps.
    """
    (row,) = mesa.batch_run(
        plain_mesa.OneDraw, parameters={"draw": [draw]}, number_processes=1, max_steps=1000, display_progress=False
    )
    expected, areas = compiled_outcomes(inputs, draw), inputs.areas
    weights = {"gva_per_hour": areas.hours, "employment": areas.working_age, "long_term_sick": areas.working_age}
    worst = 0.0
    for name, values in expected._asdict().items():
        now = values[row["Step"]]
        mean = np.average(now.mean(axis=0) if now.ndim == 2 else now, weights=weights.get(name, areas.population))
        worst = max(worst, abs(row[name] - mean) / abs(mean))
    if not worst <= TOLERANCE:
        raise AssertionError(f"{BATCH_RUN}: outcomes differ by {worst:.1e} from the compiled ones")
    return float(worst)
