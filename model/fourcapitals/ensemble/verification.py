"""Verifying a store: every checksum read, every word compared with the recipe, a sample of blocks run again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.areas_of_block import add_block
from fourcapitals.ensemble.recipe import Recipe
from fourcapitals.ensemble.record import carried_of, changed_files, header_of, recipe_of_store
from fourcapitals.ensemble.store_layout import lay_out
from fourcapitals.ensemble.store_place import disk_faults
from fourcapitals.ensemble.workers import Watch, WorkerPool
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import Totals, variables_of
from fourcapitals.results.ensemble_labels import Labelled, area_statistics
from fourcapitals.results.manifest import MANIFEST, VARIANCE
from fourcapitals.results.store import Store
from fourcapitals.results.store_arrays import UNREADABLE, draws_checksum, open_array, read_labelled
from fourcapitals.results.store_files import GROUP
from fourcapitals.vocabulary import BLOCK, Say

_OF_THE_STORE: Final = frozenset(
    ("fourcapitals_version", "made_with", "blocks", "counts", "counts_of_full_blocks", "arrays", VARIANCE, "checksum")
)
"""What no recipe gives: by which program it was made, which draws are in, and what was made of runs beside them."""


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


@checked
def verify(
    path: str | Path,
    *,
    sample: int | None = 3,
    workers: int | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> Verification:
    """Check every checksum of a store, compare every word with what its recipe gives, and run a sample of blocks again.

    What the manifest and the arrays say is compared in full: scenarios, places, areas, levels, money, units, their
    orders. Only by which program the store was made cannot be known from the recipe.

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
    if not store.draws:
        return Verification(0, (), (f"holds no draw yet; go on with it: fourcapitals resume {path}",))
    recipe = recipe_of_store(store, baseline, parameters)
    if say is not None:
        for line in changed_files(store):
            say(line)
    blocks = -(-store.draws // BLOCK)
    faults = [*_other_words(store, recipe), *store.faults_of_constants(), *_other_arrays(store)]
    faults += [f"block {block}: does not agree with its checksums" for block in store.damaged_blocks()]
    kept = None
    try:
        kept = store.totals()
        if (kept.difference_counts.sum(axis=-1) != store.draws).any():
            faults.append(f"areas: the counts are not those of {store.draws} draws")
    except BadInput as error:
        faults += error.faults
    evenly = np.linspace(0, blocks - 1, min(blocks, sample or blocks)).astype(int).tolist()
    chosen = list(range(blocks)) if sample is None else sorted(set(evenly))
    empty = Totals.none(len(store.scenarios), len(store.manifest["areas"]), len(store.manifest["milestones"]))
    made_again = empty.narrowed(store.draws)
    pool = WorkerPool(recipe, store.draws, workers, executor, progress, say)
    counts = {block: min(BLOCK, store.draws - block * BLOCK) for block in chosen}
    with closing(pool.results(counts)) as results:
        for block, made in results:
            faults += _unlike(store, block, made)
            try:
                add_block(made_again, made, counts[block])
            except BadInput as error:
                faults += error.faults
    if sample is None and kept is not None:
        pairs = zip(kept.arrays().items(), made_again.arrays().values(), strict=True)
        faults += [f"areas: {name} are not those of the blocks" for (name, a), b in pairs if not np.array_equal(a, b)]
    if kept is not None and store.finished:
        faults += _other_statistics(store, kept)
    return Verification(blocks, tuple(chosen), tuple(dict.fromkeys(faults)))


def _unlike(store: Store, block: int, made: Mapping[str, Any]) -> Iterator[str]:
    """Name what a block that was run again does not share with the store."""
    record = store.manifest["blocks"][block]
    for variable in variables_of(store.manifest):
        again = draws_checksum(made["series"][variable.name][:, : record["draws"]])
        if again != store.block_checksum(variable, block):
            yield f"block {block}: {variable.name} is not what the model gives"
    if made["rejected"] != record["rejected"]:
        yield f"block {block}: {record['rejected']} draws were replaced; the model replaces {made['rejected']}"


def _other_words(store: Store, recipe: Recipe) -> Iterator[str]:
    """Name what the store says otherwise than one that is laid out anew from its recipe, orders included."""
    header = header_of(recipe) | {"draws": store.manifest["draws"]}
    with tempfile.TemporaryDirectory() as folder:
        expected = Path(folder) / "store"
        with disk_faults(folder):
            lay_out(expected, header, carried_of(recipe))
        fresh = Store.open(expected)
        for name in sorted({*fresh.manifest, *store.manifest} - _OF_THE_STORE):
            if json.dumps(store.manifest.get(name)) != json.dumps(fresh.manifest.get(name)):
                yield f"{MANIFEST}: {name}: is not what the scenarios, the data and the parameters give"
        if store.manifest["arrays"].keys() != fresh.manifest["arrays"].keys():
            yield f"{MANIFEST}: arrays: are not all that such a store holds"
        for name in (*fresh.manifest["arrays"], "draw"):
            if not _alike(store.path / name, read_labelled(expected / name)):
                yield f"{name}: is not what the scenarios, the data and the parameters give"
        ours, theirs = _read(store.path / GROUP), _read(expected / GROUP)
    if ours is None or any(
        ours["attributes"].get(name) != each for name, each in theirs["attributes"].items() if name not in _OF_THE_STORE
    ):
        yield f"{GROUP}: is missing or damaged"


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None


def _alike(folder: Path, expected: Labelled) -> bool:
    """Whether an array has the axes, values and attributes that are expected."""
    try:
        axes, values, attributes = read_labelled(folder)
    except UNREADABLE:
        return False
    wanted_axes, wanted, wanted_attributes = expected
    if (axes, values.dtype, attributes) != (wanted_axes, wanted.dtype, wanted_attributes):
        return False
    return np.array_equal(values, wanted, equal_nan=values.dtype.kind == "f")


def _other_arrays(store: Store) -> Iterator[str]:
    """Name the arrays of draws that are laid out otherwise, and what is gathered of arrays that they do not say."""
    for variable in variables_of(store.manifest):
        try:
            array = open_array(store.path, variable, store.manifest)
        except BadInput as error:
            yield from error.faults
            continue
        if array.shape[1] != store.manifest["draws"]:
            yield f"{variable.name}: has room for {array.shape[1]} draws, not {store.manifest['draws']}"
    try:
        gathered = _read(store.path / GROUP)["consolidated_metadata"]["metadata"]
        for name in {*gathered, *store.manifest["arrays"]}:
            if _read(store.path / name / GROUP) != gathered.get(name):
                yield f"{GROUP}: says of {name} otherwise than {name}/{GROUP}"
    except (TypeError, KeyError, AttributeError):
        yield f"{GROUP}: is missing or damaged"


def _other_statistics(store: Store, totals: Totals) -> Iterator[str]:
    """Name the quantiles, means and shares of areas that are not those of the counts."""
    for name, (axes, values, attributes) in area_statistics(store.manifest, totals.by_scenario()).items():
        if not _alike(store.path / name, (axes, values, attributes)):
            yield f"{name}: is not that of the counts; write it again: fourcapitals resume {store.path}"
