"""What a run costs, beside the same equations in plain Mesa, array-backed Mesa and batched NumPy, and beside the floor.

    python tests/benchmarks/benchmark.py [--quick] [--json FILE] [--rounds N] [--draws N]

The unit is one run: 307 areas, 2019 to 2035, the scenario announced_2021, the full model, its own random numbers. Each
draw has parameters of its own, and every implementation is given the same: what a draw fixes for a run
(`Environment`) is made beforehand for all, except for `FourCapitals`, which makes it anew. Mesa models are built anew
for each run.

Implementations take turns, round after round, so that a machine shared with others slows all alike; ratios are taken
within a round. No implementation counts whose outcomes differ from the compiled ones by more than 1e-9, relative.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import batched_numpy
import floor
import mesa
import numpy as np
import plain_mesa
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.model import FourCapitals
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import Outcomes
from inputs import SCENARIO, SEED, TOLERANCE, Inputs, check_equal, the_inputs, tiled
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve()
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")
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
LARGEST_JOB = 10_000
PLAIN, BATCH_RUN, ARRAYS = "plain Mesa agents", "mesa.batch_run, 2 processes", "array-backed Mesa"
BATCHED, COMPILED, COMPILED_2 = "batched NumPy", "compiled, 1 thread", "compiled, 2 threads"


# Implementations: each runs so many draws from the first given, and gives the seconds that it took.


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
        FourCapitals(SCENARIO, numbers=inputs.parameters_of(draw), seed=SEED, draw=draw).run()


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
    outcomes: Outcomes = compile_function(project)(
        inputs.start, inputs.terms, inputs.environment(draw), inputs.noise(draw)
    )
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


def outcomes_of_arrays(inputs: Inputs, draw: int) -> Outcomes:
    """Outcomes of the package's Mesa model."""
    model = FourCapitals(SCENARIO, numbers=inputs.parameters_of(draw), seed=SEED, draw=draw)
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


# Measurements


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
        [sys.executable, str(HERE), "--in-process", *arguments],
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
    alone, noise, compiled = tiled(inputs, 1, keep=keep), inputs.noise(0), compile_function(project)
    by_area = ("area_productivity", "area_health", "area_good_health", "life_satisfaction", "bids")
    repeated = noise._replace(**{name: np.concatenate([getattr(noise, name)] * copies, axis=-1) for name in by_area})
    together = compiled(larger.start, larger.terms, larger.environment(0), repeated)
    last = Outcomes(*(values[..., -inputs.size :] for values in together))
    check_equal(f"{larger.size} areas", last, compiled(alone.start, alone.terms, alone.environment(0), noise))


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


def measure(rounds: int, quick: bool, draws: int) -> dict[str, Any]:
    """Everything, in the order in which it is printed."""
    console = Console(stderr=True)
    load = [os.getloadavg()]
    inputs = the_inputs()
    console.print("Checking that all implementations agree")
    agreement = check_all(inputs)
    console.print(f"{rounds} rounds of all implementations")
    seconds, spent = time_rounds(inputs, rounds, quick)
    load.append(os.getloadavg())
    implementations = {
        name: {
            "seconds_per_run": summary_of(values),
            "processor_seconds_per_run": summary_of(spent[name]) if name in spent else None,
            "ns_per_area_year": min(values) / inputs.size / inputs.years * 1e9,
            "times_plain_mesa": median(plain / own for plain, own in zip(seconds[PLAIN], values, strict=True)),
            "greatest_relative_difference": agreement.get(name, 0.0),
        }
        for name, values in seconds.items()
    }
    found: dict[str, Any] = {
        "unit": f"one run of {inputs.size} areas, {inputs.years} years, {SCENARIO}, own random numbers",
        "rounds": rounds,
        "implementations": implementations,
        "floor": floor.floor_of_a_run(inputs),
        "noise_seconds_per_run": min(
            seconds_of(lambda: [inputs.noise(draw) for draw in range(64)]) / 64 for _ in range(rounds)
        ),
        "batched_numpy_over_compiled": paired(seconds, BATCHED, COMPILED),
        "one_thread_over_two": paired(seconds, COMPILED, COMPILED_2),
        "processor_time_ratios": {
            "plain_mesa_over_compiled": paired(spent, PLAIN, COMPILED),
            "batched_numpy_over_compiled": paired(spent, BATCHED, COMPILED),
            "two_threads_over_one": paired(spent, COMPILED_2, COMPILED),
        },
    }
    found["compiled_over_floor"] = min(seconds[COMPILED]) / found["floor"]["seconds"]
    console.print("Sizes, memory, first calls, commands")
    found["by_number_of_areas"] = time_sizes(inputs, 2 if quick else rounds)
    found["by_number_of_draws"] = time_numbers_of_draws(inputs, quick)
    found["peak_memory_mb"] = {name: in_process(name)["peak_mb"] for name in ("nothing", *seconds)}
    found |= time_first_calls(1 if quick else 3)
    found["commands"] = time_commands(2 if quick else rounds)
    console.print(f"An ensemble of {len(STRATEGIES)} scenarios and {draws:,} draws")
    found["ensemble"] = {"scenarios": len(STRATEGIES), "draws": draws, **in_process("ensemble", str(draws))}
    load.append(os.getloadavg())
    found["load_average"] = load
    found["machine"] = {
        "processors": os.cpu_count(),
        "processor": processor(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "mesa")},
    }
    return found


def paired(seconds: dict[str, list[float]], slower: str, faster: str) -> float:
    """Median over rounds of a ratio."""
    return median(one / other for one, other in zip(seconds[slower], seconds[faster], strict=True))


def processor() -> str:
    """Name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


# What is printed


def table_of(found: dict[str, Any]) -> Table:
    """One table of all that was found."""
    load = ", ".join(f"{one[0]:.1f}" for one in found["load_average"])
    machine = found["machine"]
    table = Table(
        title=f"{found['unit']}; {found['rounds']} rounds; load average {load}",
        caption=f"{machine['processor']}, {machine['processors']} processors; Python {machine['python']}, NumPy "
        f"{machine['numpy']}, Numba {machine['numba']}, Mesa {machine['mesa']}. Ratios are medians of paired rounds.",
        title_justify="left",
        caption_justify="left",
    )
    for heading in (
        "s per 1,000 runs: min",
        "median",
        "processor s, min",
        "ns per area-year",
        "x plain Mesa",
        "peak MB",
    ):
        if not table.columns:
            table.add_column("")
        table.add_column(heading, justify="right")
    for name, row in found["implementations"].items():
        seconds = row["seconds_per_run"]
        table.add_row(
            name,
            f"{seconds['minimum'] * 1000:,.3g}",
            f"{seconds['median'] * 1000:,.3g}",
            f"{spent['minimum'] * 1000:,.3g}" if (spent := row["processor_seconds_per_run"]) else "",
            f"{row['ns_per_area_year']:,.0f}",
            f"{row['times_plain_mesa']:,.3g}",
            f"{found['peak_memory_mb'][name]:,.0f}",
        )
    base = found["floor"]
    per_area_year = base["seconds"] / found["implementations"][COMPILED]["seconds_per_run"]["minimum"]
    parts = ", ".join(f"{kind.replace('_', '-')} {value * 1000:.3f}" for kind, value in base["seconds_by_kind"].items())
    table.add_row(
        f"floor ({parts})",
        f"{base['seconds'] * 1000:.3g}",
        "",
        "",
        f"{per_area_year * found['implementations'][COMPILED]['ns_per_area_year']:,.0f}",
        f"{found['implementations'][PLAIN]['seconds_per_run']['minimum'] / base['seconds']:,.0f}",
        "",
    )
    table.add_section()
    for name, value in other_rows(found):
        table.add_row(name, value)
    return table


def other_rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    """The rows below the implementations."""

    def seconds(values: dict[str, Any]) -> str:
        return f"{values['minimum']:.2f} s, median {values['median']:.2f}"

    job, ensemble = LARGEST_JOB * len(STRATEGIES), found["ensemble"]
    whole = ensemble["seconds"] * job / ensemble["draws"] / ensemble["scenarios"]
    rows = [
        ("compiled over the floor, 1 thread", f"{found['compiled_over_floor']:.1f} x"),
        ("batched NumPy over compiled, 1 thread", f"{found['batched_numpy_over_compiled']:.2f} x"),
        ("1 thread over 2", f"{found['one_thread_over_two']:.2f} x"),
        (
            "by processor time: plain Mesa, batched NumPy over compiled",
            f"{found['processor_time_ratios']['plain_mesa_over_compiled']:.0f} x, "
            f"{found['processor_time_ratios']['batched_numpy_over_compiled']:.2f} x",
        ),
        ("random numbers of a run", f"{found['noise_seconds_per_run'] * 1000:.3f} ms"),
        ("first compiled run, empty cache", seconds(found["cold_compile"])),
        ("first compiled run, filled cache", seconds(found["warm_load"])),
        (
            f"ensemble of {ensemble['scenarios']} scenarios x {ensemble['draws']:,} draws, store, 2 workers",
            f"{ensemble['seconds']:.1f} s, {ensemble['peak_mb']:.0f} MB",
        ),
        (f"the same at that rate for {LARGEST_JOB:,} draws", f"{whole:.0f} s"),
    ]
    for row in found["by_number_of_areas"]:
        kept = "all pairs" if row["kept_of_mass"] == 1 else f"{row['mass_links_per_area']:.0f} mass links an area"
        rows.append(
            (
                f"{row['areas']:,} areas, {kept}",
                f"{row['ns_per_area_year']['minimum']:,.0f} ns per area-year, {row['against_307_areas']:.2f} x",
            )
        )
    rows += [
        (
            f"{row['draws']:,} draws, 1 and 2 threads",
            f"{row['ms_per_draw_1_threads']:.2f} and {row['ms_per_draw_2_threads']:.2f} ms a draw",
        )
        for row in found["by_number_of_draws"]
    ]
    return rows + [(name, seconds(values)) for name, values in found["commands"].items()]


def main() -> None:
    """Measure, print one table, and write JSON where asked."""
    if sys.argv[1:2] == ["--in-process"]:
        print(json.dumps(measure_here(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description="Measure what a run costs.")
    parser.add_argument("--quick", action="store_true", help="fewer runs, for a first look")
    parser.add_argument("--rounds", type=int, help="interleaved rounds (7; with --quick 2)")
    parser.add_argument("--draws", type=int, help="draws of the ensemble (1,024; with --quick 128)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file")
    asked = parser.parse_args()
    found = measure(
        asked.rounds or (2 if asked.quick else 7), asked.quick, asked.draws or (128 if asked.quick else 1024)
    )
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (Console() if sys.stdout.isatty() else Console(width=180)).print(table_of(found))


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # Threads of linear algebra would be counted as one; they must be set before NumPy is imported.
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ONE_THREAD)
    main()
