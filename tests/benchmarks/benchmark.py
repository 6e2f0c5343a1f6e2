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
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import floor
from implementations import (
    BATCHED,
    COMPILED,
    COMPILED_2,
    PLAIN,
    check_all,
    seconds_of,
)
from inputs import SCENARIO, the_inputs
from measurements import (
    STRATEGIES,
    in_process,
    measure_here,
    summary_of,
    time_commands,
    time_first_calls,
    time_numbers_of_draws,
    time_rounds,
    time_sizes,
)
from printed import table_of
from rich.console import Console

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")


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
