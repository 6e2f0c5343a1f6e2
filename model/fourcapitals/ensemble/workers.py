"""Who runs the blocks of an ensemble: threads, processes or a Dask cluster, their work taken back in its order."""

from __future__ import annotations

import gc
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple, Protocol

from fourcapitals.ensemble.block import run_block, warm_up
from fourcapitals.ensemble.one_thread import one_thread
from fourcapitals.ensemble.recipe import Recipe, job_of
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.results.ensemble_arrays import Totals
from fourcapitals.results.plausibility import Cautions, caution_lines, note
from fourcapitals.vocabulary import BLOCK, Say


class Progress(NamedTuple):
    """How far an ensemble has come."""

    blocks_done: int
    blocks: int
    draws_done: int
    draws: int
    seconds: float
    draws_per_second: float
    """Since this run began; 0 before the first block."""
    seconds_left: float


Watch = Callable[[Progress], None]


Task = Callable[[Recipe, int, int], dict[str, Any]]


class Destination(Protocol):
    """Where blocks go."""

    @property
    def totals(self) -> Totals:
        """The areas of the draws that are in."""
        ...

    @property
    def keeps_whole_blocks(self) -> bool:
        """Whether draws of the last block that do not count are kept too, as an extension wants them."""
        ...

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        """Take what `block.run_block` gave, of which some draws count.

        Parameters
        ----------
        block : int, position of the block
        made : mapping
            From `block.run_block`.
        counted : int, draws
        """
        ...


@dataclass(eq=False)
class WorkerPool:
    """Workers that are handed the blocks of a recipe, and whose work is taken back in its order.

    Parameters
    ----------
    recipe : Recipe
    draws : int
        Of the whole ensemble.
    workers : int or None
        As many as there are processors if None; changes no number.
    executor : "threads", "processes", a Dask client or a concurrent.futures executor
    progress : callable, optional
        Told a `Progress` after each block.
    say : callable, optional
        Told in words what takes long before the first block.

    Raises
    ------
    BadInput
        When there are no such workers.
    """

    recipe: Recipe
    draws: int
    workers: int | None = None
    executor: Any = "threads"
    progress: Watch | None = None
    say: Say | None = None

    def __post_init__(self) -> None:
        if self.workers is not None and (not isinstance(self.workers, int) or self.workers < 1):
            raise BadInput(f"workers: a whole number from 1 expected, got {shown(self.workers)}")
        if isinstance(self.executor, str) and self.executor not in ("threads", "processes"):
            raise BadInput(unknown("executor", self.executor, ("threads", "processes")))

    def fill(self, destination: Destination) -> None:
        """Run all blocks that a destination lacks."""
        begun, already = time.monotonic(), destination.totals.draws
        last = -(-self.draws // BLOCK)
        if already >= self.draws:
            return
        counts = {block: min(BLOCK, self.draws - block * BLOCK) for block in range(already // BLOCK, last)}
        cautions: Cautions = {}
        task: Task = run_block if destination.keeps_whole_blocks else partial(run_block, rest=False)
        with closing(self.results(counts, task)) as made_blocks:
            for block, made in made_blocks:
                note(cautions, made["cautions"])
                destination.take(block, made, counts[block])
                self._tell(block + 1, last, destination.totals.draws, already, time.monotonic() - begun)
        if self.say is not None:
            for line in caution_lines(cautions, self.draws - already):
                self.say(line)

    def results(self, counts: Mapping[int, int], task: Task | None = None) -> Generator[tuple[int, dict[str, Any]]]:
        """Run blocks and give them in their order, so that sums are the same however work was shared.

        Only a few are out or wait at a time, so that memory does not grow with the ensemble.

        Parameters
        ----------
        counts : mapping of block to the number of its draws that count
        task : callable, optional
            What is done with a block: it takes recipe, block and that number. `run_block` if left out.
        """
        if not counts:
            return
        warm_up(job_of(self.recipe), self.say)
        with one_thread(), _kept_from_collection(), self._submitting(task or run_block) as (submit, ahead):
            todo = iter(counts.items())
            waiting = deque((block, submit(block, counted)) for block, counted in islice(todo, ahead))
            while waiting:
                block, future = waiting.popleft()
                made = future.result()
                waiting.extend((other, submit(other, counted)) for other, counted in islice(todo, 1))
                yield block, made
                del made, future

    def _tell(self, done: int, blocks: int, draws: int, already: int, seconds: float) -> None:
        if self.progress is not None:
            rate = (draws - already) / seconds if seconds > 0 else 0.0
            left = (self.draws - draws) / rate if rate else 0.0
            self.progress(Progress(done, blocks, draws, self.draws, seconds, rate, left))

    @contextmanager
    def _submitting(self, task: Task) -> Iterator[tuple[Callable[[int, int], Any], int]]:
        """Give a way to hand a block out, and how many may be out at a time."""
        workers = self.workers or _processors()
        if isinstance(self.executor, str):
            pool: Executor = (
                ThreadPoolExecutor(workers, "ensemble")
                if self.executor == "threads"
                else ProcessPoolExecutor(workers, get_context("spawn"), initializer=one_thread)
            )
            try:
                yield lambda block, counted: pool.submit(task, self.recipe, block, counted), workers + 1
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
            return
        given = self.executor
        if type(given).__module__.split(".")[0] == "distributed":
            threads = max(1, sum(given.nthreads().values()))
            yield lambda block, counted: given.submit(task, self.recipe, block, counted, pure=False), 2 * threads
            return
        if not hasattr(given, "submit"):
            raise BadInput("executor: 'threads', 'processes', a Dask client or an executor expected")
        yield lambda block, counted: given.submit(task, self.recipe, block, counted), workers + 1


@contextmanager
def _kept_from_collection() -> Iterator[None]:
    """Keep what is in memory by now, modules above all, out of the garbage collector's searches, which stop threads."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
