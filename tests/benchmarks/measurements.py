"""What is measured: rounds of all implementations, first calls, commands, sizes, numbers of draws, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import floor
import mesa
import numpy as np
from fourcapitals.simulation.state import Outcomes
from implementations import (
    ARRAYS,
    BATCH_RUN,
    BATCHED,
    COMPILED,
    COMPILED_2,
    PLAIN,
    clocked,
    compiled_outcomes,
    outcomes_of_compiled,
    run_arrays,
    run_batch_run,
    run_batched,
    run_compiled,
    run_plain,
    seconds_of,
)
from inputs import SCENARIO, Inputs, check_equal, the_inputs, tiled

PROGRAM = Path(__file__).resolve().with_name("benchmark.py")
STRATEGIES = (
    "baseline",
    "announced_2021",
    "balanced_four_capitals",
    "population_prevention",
    "public_health_restored",
    "infrastructure_tilt",
    "early_years_and_skills",
    "social_security",
)
"""Eight scenarios of the largest job."""


def time_rounds(inputs: Inputs, rounds: int, quick: bool) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Seconds a run of each implementation by round, and seconds of processors."""
    jobs: dict[str, tuple[int, Callable[[int, int], None]]] = {
        PLAIN: (1 if quick else 2, lambda first, count: run_plain(inputs, first, count)),
        ARRAYS: (10, lambda first, count: run_arrays(inputs, first, count)),
        BATCHED: (96, lambda first, count: run_batched(inputs, first, count)),
        COMPILED: (128, lambda first, count: run_compiled(inputs, first, count)),
        COMPILED_2: (256, lambda first, count: run_compiled(inputs, first, count, threads=2)),
    }
    for _, run in jobs.values():
        run(0, 2)
    seconds: dict[str, list[float]] = {name: [] for name in (PLAIN, BATCH_RUN, ARRAYS, BATCHED, COMPILED, COMPILED_2)}
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for index in range(rounds):
        first = 1 + index * 256
        for name, (count, run) in jobs.items():
            wall, processors = clocked(lambda: run(first, count))  # noqa: B023
            seconds[name].append(wall / count)
            spent[name].append(processors / count)
        if hasattr(mesa, "batch_run"):
            seconds[BATCH_RUN].append(batch_run_seconds(first, quick))
    return {name: values for name, values in seconds.items() if values}, spent


def batch_run_seconds(first: int, quick: bool) -> float:
    """Seconds a run of a thousand: those of starting the processes once, and those of each further run."""
    short, long = 2, 8 if quick else 26
    few, more = (seconds_of(lambda: run_batch_run(first, count)) for count in (short, long))  # noqa: B023
    each = (more - few) / (long - short)
    return (few + (1000 - short) * each) / 1000


def in_process(*arguments: str, **environment: str) -> dict[str, Any]:
    """Measure something in a Python process of its own; its seconds and peak memory."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "--in-process", *arguments],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure_here(what: str, *arguments: str) -> dict[str, Any]:
    """Do one thing in this process, and tell what it took."""
    children = _Watch()
    if what == "nothing":
        pass
    elif what == "first call":
        begun = time.perf_counter()
        compiled_outcomes(the_inputs(), 0)
        return {"seconds": time.perf_counter() - begun}
    elif what == "ensemble":
        return ensemble_here(int(arguments[0]))
    elif what == BATCH_RUN:
        with children:
            run_batch_run(0, 4)
    else:
        inputs = the_inputs()
        {
            PLAIN: lambda: run_plain(inputs, 0, 2),
            ARRAYS: lambda: run_arrays(inputs, 0, 5),
            BATCHED: lambda: run_batched(inputs, 0, 64),
            COMPILED: lambda: run_compiled(inputs, 0, 256),
            COMPILED_2: lambda: run_compiled(inputs, 0, 256, threads=2),
        }[what]()
    return {"peak_mb": peak_memory() + sum(children.peaks.values())}


def ensemble_here(draws: int) -> dict[str, Any]:
    """Run eight scenarios into a store, as the command line does."""
    from fourcapitals.ensemble.run import run_ensemble

    with tempfile.TemporaryDirectory() as folder:
        # The first block pays for loading the machine code.
        run_ensemble(STRATEGIES, draws=1, workers=2, out=Path(folder) / "first")
        seconds = seconds_of(lambda: run_ensemble(STRATEGIES, draws=draws, workers=2, out=Path(folder) / "runs"))
    return {"seconds": seconds, "peak_mb": peak_memory()}


class _Watch:
    """Peak memory of the processes that this one starts."""

    def __init__(self) -> None:
        self.peaks: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        from multiprocessing import active_children

        while not self._over.wait(0.02):
            for child in active_children():
                if child.pid is not None:
                    self.peaks[child.pid] = max(self.peaks.get(child.pid, 0.0), peak_memory(child.pid))


def peak_memory(process: int | None = None) -> float:
    """Peak resident memory of a process in MB; this one's by default, 0 where it cannot be read."""
    status = Path(f"/proc/{process or 'self'}/status")
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def time_first_calls(rounds: int) -> dict[str, Any]:
    """Seconds of the first compiled run, with an empty and with a filled cache."""
    cold, warm = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(in_process("first call", XDG_CACHE_HOME=folder)["seconds"])
            warm += [in_process("first call", XDG_CACHE_HOME=folder)["seconds"] for _ in range(2)]
    return {"cold_compile": summary_of(cold), "warm_load": summary_of(warm)}


def time_commands(rounds: int) -> dict[str, Any]:
    """Seconds of imports, beyond an empty Python, and of the command line from start to end."""
    python, command = [sys.executable, "-c"], [sys.executable, "-m", "fourcapitals"]
    commands = {
        "python": [*python, "pass"],
        **{
            f"import {name}": [*python, f"import {name}"]
            for name in (
                "numpy",
                "numba",
                "mesa",
                "xarray",
                "matplotlib.pyplot",
                "pydantic",
                "fourcapitals.simulation.model",
            )
        },
        "fourcapitals --help": [*command, "--help"],
        f"fourcapitals run baseline {SCENARIO} --quiet": [*command, "run", "baseline", SCENARIO, "--quiet"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, words in commands.items():
            taken[name].append(seconds_of(lambda: subprocess.run(words, check=True, capture_output=True)))  # noqa: B023
    # The first round reads from disk what later ones find in memory.
    empty = min(taken["python"][1:])
    return {
        name: summary_of([value - empty * name.startswith("import") for value in values[1:]])
        for name, values in taken.items()
    }


def time_sizes(inputs: Inputs, rounds: int) -> list[dict[str, Any]]:
    """Nanoseconds an area-year by number of areas, and by how economic mass is followed."""
    made = [(1.0, inputs, 200)]
    for copies, keep in ((1, 0.999), (10, 0.999), (107, 0.999), (1, 0.9), (107, 0.9)):
        larger = tiled(inputs, copies, keep=keep)
        check_islands(inputs, larger, copies, keep)
        made.append((keep, larger, max(1, 200 // copies)))
    taken: list[list[float]] = [[] for _ in made]
    for index in range(rounds):
        for case, (_, larger, count) in enumerate(made):
            first = index * count

            def run(larger: Inputs = larger, first: int = first, count: int = count) -> None:
                run_compiled(larger, first, count)

            taken[case].append(seconds_of(run) / count)
    return [
        {
            "areas": larger.size,
            "kept_of_mass": keep,
            "mass_links_per_area": len(floor.as_links(larger.environment(0).geography.mass_shares).share) / larger.size,
            "ns_per_area_year": summary_of([value / larger.size / larger.years * 1e9 for value in seconds]),
            "against_307_areas": median(
                mine / larger.size / (base / inputs.size) for mine, base in zip(seconds, taken[0], strict=True)
            ),
        }
        for (keep, larger, _), seconds in zip(made, taken, strict=True)
    ]


def check_islands(inputs: Inputs, larger: Inputs, copies: int, keep: float) -> None:
    """See that one of many islands fares as it does alone."""
    alone, noise = tiled(inputs, 1, keep=keep), inputs.noise(0)
    by_area = ("area_productivity", "area_health", "area_good_health", "life_satisfaction", "bids")
    repeated = noise._replace(**{name: np.concatenate([getattr(noise, name)] * copies, axis=-1) for name in by_area})
    together = outcomes_of_compiled(larger, repeated, 0)
    last = Outcomes(*(values[..., -inputs.size :] for values in together))
    check_equal(f"{larger.size} areas", last, outcomes_of_compiled(alone, noise, 0))


def time_numbers_of_draws(inputs: Inputs, quick: bool) -> list[dict[str, Any]]:
    """Milliseconds a draw, by number of draws."""
    found = []
    for draws in (1, 10, 100, 1000) if quick else (1, 10, 100, 1000, 10_000):
        row: dict[str, Any] = {"draws": draws}
        for threads in (1, 2):
            best = min(
                seconds_of(lambda: run_compiled(inputs, 0, draws, threads))  # noqa: B023
                for _ in range(5 if draws < 1000 else 1)
            )
            row[f"ms_per_draw_{threads}_threads"] = best / draws * 1000
        found.append(row)
    return found


def summary_of(values: Sequence[float]) -> dict[str, Any]:
    """Minimum, median and all values."""
    return {"minimum": min(values), "median": median(values), "all": list(values)}
