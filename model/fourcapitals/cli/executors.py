"""Who does the work of commands that write stores, and what is said when Ctrl-C stops it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import INTERRUPTED
from fourcapitals.cli.output import say
from fourcapitals.errors import BadInput, how_to_install

Workers = Annotated[
    int | None, typer.Option(min=1, help="Threads; as many as there are processors if left out. Changes no number.")
]
Dask = Annotated[
    str | None,
    typer.Option(help="Address of a Dask scheduler to run on (needs pip install '.[cluster]' in the clone)."),
]


@contextmanager
def resumable(path: Path | None, *, anew: bool = False) -> Iterator[None]:
    """Say, when Ctrl-C stops what writes a store, what the store holds and how to go on.

    Parameters
    ----------
    path : Path or None
    anew : bool
        Whether a new store is made, in the place of one that may be there.
    """
    before = _identity(path) if anew else None
    try:
        yield
    except KeyboardInterrupt:
        try:
            kept = fc.open_results(path).draws if path is not None and os.path.isdir(path) else None
        except BadInput:
            kept = None
        if kept is None:
            raise
        if before is not None and before == _identity(path):
            say(f"stopped; {path} is as it was")
            raise typer.Exit(INTERRUPTED) from None
        say(f"stopped; {path} keeps {kept:,} draws; go on: fourcapitals resume {shlex.quote(str(path))}")
        raise typer.Exit(INTERRUPTED) from None


def _identity(path: Path | None) -> int | None:
    """What tells one folder of a name from another, as long as both stand."""
    return os.stat(path).st_ino if path is not None and os.path.isdir(path) else None


@contextmanager
def executor_at(dask: str | None) -> Iterator[Any]:
    """Give what runs the blocks: threads, or a Dask cluster at an address."""
    if dask is None:
        yield "threads"
        return
    try:
        import distributed
    except ImportError:
        raise BadInput(f"--dask needs a package that is not installed: {how_to_install('cluster')}") from None
    try:
        connect: Callable[..., Any] = distributed.Client
        client = connect(dask, timeout=10)
    except (OSError, ValueError) as error:
        raise BadInput(f"--dask: no Dask scheduler answers at {dask}: {error}") from None
    with client:
        yield client
