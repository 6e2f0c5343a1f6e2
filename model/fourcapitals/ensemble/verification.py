"""Verifying a store: every checksum read, and a sample of its blocks run again and compared bit by bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.block import add_block
from fourcapitals.ensemble.record import recipe_of_store
from fourcapitals.ensemble.workers import Crew, Say, Watch
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import Totals, variables
from fourcapitals.results.store import Store, same_bits
from fourcapitals.vocabulary import BLOCK


@dataclass(frozen=True)
class Verification:
    """What was found when a store was checked; sound when there is no fault."""

    blocks: int
    """In the store; every chunk was compared with its checksum."""
    run_again: tuple[int, ...]
    """Blocks that were run again and compared bit by bit."""
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong."""
        return not self.faults


def verify(
    path: str | Path,
    sample: int | None = 3,
    *,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Verification:
    """Check every checksum of a store, and run a sample of its blocks again.

    Parameters
    ----------
    path : str or Path
    sample : int, optional
        How many blocks to run again, spread evenly; None for all, which also makes the counts of areas anew.
    workers, progress, say, executor, baseline, parameters
        As in `ensemble.resume`.

    Raises
    ------
    BadInput
        When it is no store, or was made from other inputs than are at hand.
    """
    store = Store.open(path)
    recipe = recipe_of_store(store, baseline, parameters)
    blocks = -(-store.draws // BLOCK)
    faults = [f"block {block}: does not agree with its checksums" for block in store.damaged_blocks()]
    kept = None
    try:
        kept = store.totals()
        if (kept.difference_counts.sum(axis=-1) != store.draws).any():
            faults.append(f"areas: the counts are not those of {store.draws} draws")
    except BadInput as error:
        faults += error.faults
    evenly = np.linspace(0, blocks - 1, min(blocks, sample or blocks)).astype(int).tolist()
    chosen = list(range(blocks)) if sample is None else sorted(set(evenly))
    made_again = Totals.none(len(store.scenarios), len(store.manifest["areas"]))
    crew = Crew(recipe, store.draws, workers, executor, progress, say)
    counts = {block: min(BLOCK, store.draws - block * BLOCK) for block in chosen}
    with closing(crew.results(counts)) as results:
        for block, made in results:
            faults += _unlike(store, block, made)
            add_block(made_again, made, counts[block])
    if sample is None and kept is not None:
        pairs = zip(kept.arrays().items(), made_again.arrays().values(), strict=True)
        faults += [f"areas: {name} are not those of the blocks" for (name, a), b in pairs if not np.array_equal(a, b)]
    return Verification(blocks, tuple(chosen), tuple(faults))


def _unlike(store: Store, block: int, made: Mapping[str, Any]) -> Iterator[str]:
    """Name what a block that was run again does not share with the store."""
    for variable in variables(store.manifest["keep"]):
        try:
            stored = store.read_block(variable, block)
        except BadInput:
            # It is among the damaged ones.
            continue
        if not same_bits(stored, made["series"][variable.name][:, : stored.shape[1]]):
            yield f"block {block}: {variable.name} is not what the model gives"
