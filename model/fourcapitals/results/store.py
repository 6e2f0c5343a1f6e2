"""The store of an ensemble on disk: read where it is asked for, checked against its checksums.

Its arrays are Zarr arrays, each chunk with a checksum that Zarr compares on reading. ``manifest.json`` says which draws
are in: what it does not name was never committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import TOTALS, Sizes, Totals, Variable, label, shape_of, variables
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BLOCK

if TYPE_CHECKING:
    import xarray as xr

STORE_FORMAT: Final = "fourcapitals store"
STORE_VERSION: Final = 3
MANIFEST: Final = "manifest.json"
COUNTS: Final = "counts"
GROUP: Final = "zarr.json"
"""What makes the folder a Zarr group, so that any reader of Zarr takes it."""
_PROGRESS: Final = ("format", "format_version", "blocks", "counts", "counts_of_full_blocks")
"""What the manifest holds beside the inputs."""
NOTHING_YET: Final[Mapping[str, Any]] = {"group": None, "draws": 0}
"""Where the counts of no draw are."""
UNREADABLE: Final = (OSError, ValueError, RuntimeError, KeyError, TypeError, IndexError)
"""What Zarr and its codecs answer when a file is missing, truncated or changed."""


@dataclass(frozen=True, eq=False)
class Store:
    """An ensemble on disk: one folder, a Zarr group, with groups of counts and ``manifest.json`` in it.

    Parameters
    ----------
    path : Path
    manifest : dict
        As it stood when the store was opened.
    """

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a store.

        Raises
        ------
        BadInput
            When there is none, it is of another version, or its manifest cannot be read.
        """
        folder = Path(path)
        manifest = folder / MANIFEST
        if not folder.exists() and former_of(folder).exists():
            raise BadInput(
                f"{path}: was to be overwritten by a run that was killed; the store from before is whole: put it back "
                f"with: mv {former_of(folder)} {path}"
            )
        if not folder.exists():
            raise BadInput(f"{path}: no such store; make it with: fourcapitals run baseline --draws 1000 --out {path}")
        if not folder.is_dir() or not manifest.is_file():
            raise BadInput(f"{path}: is not a store: a folder with {MANIFEST} was expected")
        try:
            read = json.loads(manifest.read_bytes())
            known = read["format"] == STORE_FORMAT
        except OSError as error:
            raise BadInput(f"{manifest}: cannot be read: {error.strerror or error}") from None
        except (ValueError, KeyError, TypeError):
            raise BadInput(f"{manifest}: is damaged; restore it from a copy, or run it anew with --overwrite") from None
        if not known:
            raise BadInput(f"{path}: is not a store of fourcapitals but {read['format']!r}")
        if read.get("format_version") != STORE_VERSION:
            raise BadInput(
                f"{path}: is a store of version {read.get('format_version')}; this program reads version "
                f"{STORE_VERSION}; open it with fourcapitals {read.get('fourcapitals_version', 'of its own time')}"
            )
        return cls(folder, read)

    @property
    def header(self) -> Mapping[str, Any]:
        """What went in, and how far the store has come."""
        inputs = {name: each for name, each in self.manifest.items() if name not in _PROGRESS}
        return inputs | {
            "draws_done": self.manifest["counts"]["draws"],
            "rejected": sum(block["rejected"] for block in self.manifest["blocks"]),
        }

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order in which they were asked for."""
        return tuple(str(scenario["name"]) for scenario in self.manifest["scenarios"])

    @property
    def draws(self) -> int:
        """How many draws are in."""
        return int(self.manifest["counts"]["draws"])

    @property
    def finished(self) -> bool:
        """Whether all draws that were asked for are in."""
        return bool(self.manifest["counts"]["draws"] == self.manifest["draws"])

    def results(self, *, totals: Totals | None = None) -> Results:
        """Give everything as labelled arrays, read from disk as far as asked for.

        Parameters
        ----------
        totals : Totals, optional
            What `totals` would read, where it is in memory already.

        Raises
        ------
        BadInput
            When the counts of areas are damaged; on reading, when a chunk is, which the message names.
        """
        of_areas = totals.by_scenario() if totals is not None else self.totals_by_scenario()
        chunks = {variable.name: _Chunks(self, variable) for variable in variables(self.manifest["keep"])}
        return Results(label(self.header, chunks, of_areas, self.carried()))

    def carried(self) -> xr.Dataset:
        """Read what is known about areas and money whatever the draw; at central values.

        Raises
        ------
        BadInput
            When it is missing or damaged.
        """
        import xarray as xr

        try:
            arrays = xr.open_zarr(self.path, consolidated=True, chunks=None, decode_times=False)
            held: xr.Dataset = arrays[self.manifest["carried"]].drop_vars("title").load()
            # A chunk that is missing reads as if it had never been written: not a number.
            whole = all(np.isfinite(each).all() for each in held.variables.values() if each.dtype.kind == "f")
        except UNREADABLE:
            whole = False
        if not whole:
            raise BadInput(
                f"{self.path}: the people or the money of areas are missing or damaged; restore it from a copy, or run "
                "it anew with --overwrite"
            )
        texts = {name: each for name, each in held.variables.items() if each.dtype.kind not in "fi"}
        return held.assign_coords(
            {name: (each.dims, np.array(each.values.tolist(), str)) for name, each in texts.items()}
        )

    def totals(self) -> Totals:
        """Read the counts and sums of the areas.

        Raises
        ------
        BadInput
            When they are missing or damaged.
        """
        return self.read_totals(self.manifest["counts"])

    def totals_by_scenario(self) -> Iterator[Totals]:
        """Read what `totals` reads one scenario at a time, which takes little memory.

        Raises
        ------
        BadInput
            When they are missing or damaged.
        """
        for row in range(len(self.scenarios)):
            yield self.read_totals(self.manifest["counts"], scenarios=slice(row, row + 1))

    def read_totals(self, record: Mapping[str, Any], *, scenarios: slice = slice(None)) -> Totals:
        """Read one group of counts, as the manifest records it, of some scenarios."""
        import zarr

        if record["group"] is None:
            return Totals.none(len(self.scenarios[scenarios]), len(self.manifest["areas"]))
        try:
            group: Any = zarr.open_group(self.path / record["group"], mode="r")
            arrays = {name: group[name] for name in TOTALS}
            # A chunk that is missing would read as zeros.
            whole = all(array.nchunks_initialized == array.nchunks for array in arrays.values())
            totals = Totals(**{name: array[scenarios] for name, array in arrays.items()}, draws=record["draws"])
        except UNREADABLE:
            whole = False
        if not whole:
            raise BadInput(
                f"{self.path}: the counts of areas are missing or damaged; run all blocks again, with the same "
                f"numbers: fourcapitals resume {self.path}"
            )
        return totals

    @cached_property
    def _arrays(self) -> dict[str, Any]:
        import zarr

        try:
            group = zarr.open_group(self.path, mode="r", use_consolidated=False)
            return {variable.name: group[variable.name] for variable in variables(self.manifest["keep"])}
        except UNREADABLE:
            raise BadInput(
                f"{self.path}: what it says of its arrays is missing or damaged; restore it from a copy, or "
                "run it anew with --overwrite"
            ) from None

    def read_block(self, variable: Variable, block: int) -> Array:
        """Read the draws of a block that are in, of one variable: (scenario, draw, ...).

        Raises
        ------
        BadInput
            When its chunk is missing, truncated or changed.
        """
        array, first = self._arrays[variable.name], block * BLOCK
        try:
            content = np.asarray(array[:, first : min(first + BLOCK, self.draws)])
            # A chunk that is missing reads as if it had never been written: not a number.
            whole = not np.isnan(content).all()
        except UNREADABLE:
            whole = False
        if not whole:
            raise BadInput(
                f"{self.path}: block {block} (draws {first} to {first + BLOCK - 1}) is missing or damaged in "
                f"{variable.name!r}; run it again, with the same numbers: fourcapitals resume {self.path}"
            )
        return content

    def damaged_blocks(self) -> list[int]:
        """Read every chunk and name the blocks that do not agree with their checksums."""
        return [block for block in range(len(self.manifest["blocks"])) if not self._is_whole(block)]

    def _is_whole(self, block: int) -> bool:
        try:
            for variable in variables(self.manifest["keep"]):
                self.read_block(variable, block)
        except BadInput:
            return False
        return True


class _Chunks:
    """One variable of a store, read block by block and checked against its checksum."""

    def __init__(self, store: Store, variable: Variable) -> None:
        self.store, self.variable = store, variable
        scenarios, _, *rest = shape_of(variable, Sizes.of(store.manifest))
        self.shape = (scenarios, store.draws, *rest)

    def read(self, key: tuple[Any, ...]) -> Array:
        scenario, draw, *rest = (
            np.atleast_1d(np.arange(size)[part]) for part, size in zip(key, self.shape, strict=True)
        )
        taken = np.empty((len(scenario), len(draw), *(len(part) for part in rest)))
        for block in np.unique(draw // BLOCK):
            here = draw // BLOCK == block
            content = self.store.read_block(self.variable, int(block))
            taken[:, here] = content[np.ix_(scenario, draw[here] - block * BLOCK, *rest)]
        return taken[tuple(0 if isinstance(part, int | np.integer) else slice(None) for part in key)]


# Files


def former_of(folder: Path) -> Path:
    """Name the place where a store stands for the moment in which another takes its name."""
    return folder.with_name(f".{folder.name}.former")


def same_bits(one: Array, other: Array) -> bool:
    """Whether two arrays of numbers are the same to the bit.

    Examples
    --------
    >>> same_bits(np.array([0.0, np.nan]), np.array([0.0, np.nan])), same_bits(np.array([0.0]), np.array([-0.0]))
    (True, False)
    """
    return one.shape == other.shape and one.tobytes() == other.tobytes()
