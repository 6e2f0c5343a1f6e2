"""Commands about stores of ensembles: resume, extend, verify, diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Quiet, Rules, app, example
from fourcapitals.cli.executors import Dask, Workers, executor_at, resumable
from fourcapitals.cli.inputs import OwnData, baseline_asked
from fourcapitals.cli.output import Output, give, progress_bar, say
from fourcapitals.errors import BadInput

StorePath = Annotated[Path, typer.Argument(help="A store that fourcapitals run --draws wrote.")]


@app.command(epilog=example("fourcapitals resume announced"))
def resume(
    store: StorePath,
    workers: Workers = None,
    dask: Dask = None,
    own_data: OwnData = None,
    rules: Rules = None,
    quiet: Quiet = False,
) -> None:
    """Continue a store that was stopped; the draws that it has stay as they are, to the bit."""
    output = Output(quiet=quiet)
    baseline = baseline_asked(own_data)
    with resumable(store), progress_bar("draws", quiet=quiet) as progress, executor_at(dask) as executor:
        done = fc.ensemble.resume(
            store, workers=workers, progress=progress, say=output.say, executor=executor, baseline=baseline
        )
    if not quiet:
        say(f"{store}: {done.draws:,} draws")


@app.command(epilog=example("fourcapitals extend announced --draws 5000"))
def extend(
    store: StorePath,
    draws: Annotated[int, typer.Option(min=1, help="How many draws the store is to have in all.")],
    workers: Workers = None,
    dask: Dask = None,
    own_data: OwnData = None,
    rules: Rules = None,
    quiet: Quiet = False,
) -> None:
    """Add draws to a store; the first ones stay as they are, to the bit."""
    output = Output(quiet=quiet)
    baseline = baseline_asked(own_data)
    with resumable(store), progress_bar("draws", quiet=quiet) as progress, executor_at(dask) as executor:
        done = fc.ensemble.extend(
            store,
            draws=draws,
            workers=workers,
            progress=progress,
            say=output.say,
            executor=executor,
            baseline=baseline,
        )
    if not quiet:
        say(f"{store}: {done.draws:,} draws")


@app.command(epilog=example("fourcapitals verify announced --sample 3"))
def verify(
    store: StorePath,
    sample: Annotated[int, typer.Option(min=1, help="How many blocks of 64 draws to run again.")] = 3,
    workers: Workers = None,
    own_data: OwnData = None,
    rules: Rules = None,
    quiet: Quiet = False,
) -> None:
    """Check a store: its checksums, and a sample of its blocks run again and compared bit by bit."""
    output = Output(quiet=quiet)
    baseline = baseline_asked(own_data)
    with progress_bar("draws", quiet=quiet) as progress:
        found = fc.ensemble.verify(
            store, sample=sample, workers=workers, progress=progress, say=output.say, baseline=baseline
        )
    for fault in found.faults:
        say(f"{store}: {fault}")
    if not found.sound:
        raise typer.Exit(1)
    sound = f"{found.blocks} block{'' if found.blocks == 1 else 's'} sound"
    give(f"{store}: {sound}, {len(found.run_again)} run again with equal bits")


@app.command("diff", epilog=example("fourcapitals diff monday tuesday"))
def differ(
    first: Annotated[Path, typer.Argument(help="A store or an ensemble's .nc file.")],
    second: Annotated[Path, typer.Argument(help="Another.")],
    as_json: Json = False,
) -> None:
    """Show which inputs and which numbers of two ensembles differ; exit code 0 when equal, 1 when not."""
    one, other = fc.open_results(first), fc.open_results(second)
    if not (one.is_ensemble and other.is_ensemble):
        raise BadInput(f"{first}, {second}: diff compares ensembles; at least one of these holds a single run")
    found = fc.results.difference_of(one, other)
    lines = [*found.inputs, *found.numbers] if found else ["equal"]
    Output(as_json=as_json).answer({"inputs": list(found.inputs), "numbers": list(found.numbers)}, lines)
    if found:
        raise typer.Exit(1)
