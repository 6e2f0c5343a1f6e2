"""Commands about stores of ensembles: resume, extend, verify, diff."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from fourcapitals.cli.app import Dask, Json, Quiet, Workers, app, example, give, opened, over, resumable, say, watched
from fourcapitals.errors import BadInput

StorePath = Annotated[Path, typer.Argument(help="A store that fourcapitals run --draws wrote.")]


@app.command(epilog=example("fourcapitals resume announced"))
def resume(store: StorePath, workers: Workers = None, dask: Dask = None, quiet: Quiet = False) -> None:
    """Go on with a store that was stopped; what it has stays as it is, to the bit."""
    from fourcapitals.ensemble.run import resume as go_on

    with resumable(store), watched(quiet=quiet) as watch, over(dask) as executor:
        done = go_on(store, workers=workers, progress=watch, say=None if quiet else say, executor=executor)
    if not quiet:
        say(f"{store}: {done.draws:,} draws")


@app.command(epilog=example("fourcapitals extend announced --draws 5000"))
def extend(
    store: StorePath,
    draws: Annotated[int, typer.Option(min=1, help="How many draws the store is to have in all.")],
    workers: Workers = None,
    dask: Dask = None,
    quiet: Quiet = False,
) -> None:
    """Add draws to a store; the first ones stay as they are, to the bit."""
    from fourcapitals.ensemble.run import extend as add

    with resumable(store), watched(quiet=quiet) as watch, over(dask) as executor:
        done = add(store, draws, workers=workers, progress=watch, say=None if quiet else say, executor=executor)
    if not quiet:
        say(f"{store}: {done.draws:,} draws")


@app.command(epilog=example("fourcapitals verify announced --sample 3"))
def verify(
    store: StorePath,
    sample: Annotated[int, typer.Option(min=1, help="How many blocks of 64 draws to run again.")] = 3,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Check a store: its checksums, and a sample of its blocks run again and compared bit by bit."""
    from fourcapitals.ensemble.run import verify as check_again

    with watched(quiet=quiet) as watch:
        found = check_again(store, sample=sample, workers=workers, progress=watch, say=None if quiet else say)
    for fault in found.faults:
        say(f"{store}: {fault}")
    if not found.sound:
        sys.exit(1)
    give(f"{store}: {found.blocks} blocks sound, {found.run_again} run again with equal bits")


@app.command("diff", epilog=example("fourcapitals diff monday tuesday"))
def differ(
    first: Annotated[Path, typer.Argument(help="A store or an ensemble's .nc file.")],
    second: Annotated[Path, typer.Argument(help="Another.")],
    as_json: Json = False,
) -> None:
    """Say which inputs and which numbers of two ensembles differ; exit code 0 when equal, 1 when not."""
    from fourcapitals.results.ensemble_difference import difference_of

    one, other = opened(first), opened(second)
    if not (one.is_ensemble and other.is_ensemble):
        raise BadInput(f"{first}, {second}: diff compares ensembles; at least one of these holds a single run")
    found = difference_of(one, other)
    if as_json:
        give(json.dumps({"inputs": list(found.inputs), "numbers": list(found.numbers)}, ensure_ascii=False))
    else:
        for line in (*found.inputs, *found.numbers):
            give(line)
        if not found:
            give("equal")
    if found:
        sys.exit(1)
