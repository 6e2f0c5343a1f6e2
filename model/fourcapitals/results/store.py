"""The store of an ensemble on disk: read where it is asked for, checked against its checksums, and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.area_bins import AREA_OUTCOMES, MILESTONES
from fourcapitals.results.ensemble_arrays import Sizes, Totals, Variable, label, shape_of, variables
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BLOCK

if TYPE_CHECKING:
    import xarray as xr

STORE_FORMAT: Final = "fourcapitals store"
STORE_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
COUNTS: Final = "counts"
ARRAYS: Final = "arrays.zarr"
"""A Zarr group of its own, so that any reader of Zarr takes it."""
_CODEC: Final = {"cname": b"zstd", "clevel": 1, "shuffle": 1}
_PROGRESS: Final = ("format", "format_version", "blocks", "counts", "counts_of_full_blocks")
"""What the manifest holds beside the inputs."""
NOTHING_YET: Final[Mapping[str, Any]] = {"file": None, "sha256": None, "draws": 0}


@dataclass(frozen=True, eq=False)
class Store:
    """An ensemble on disk: one folder with Zarr arrays, a file of counts and ``manifest.json``.

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

    def results(self) -> Results:
        """Give everything as labelled arrays, read from disk as far as asked for.

        Raises
        ------
        BadInput
            When the counts of areas are damaged; on reading, when a chunk is, which the message names.
        """
        chunks = {variable.name: _Chunks(self, variable) for variable in variables(self.manifest["keep"])}
        return Results(label(self.header, chunks, self.totals(), self.carried()))

    def carried(self) -> xr.Dataset:
        """Read what is known about areas and money whatever the draw; nothing of a store from before it was kept.

        Raises
        ------
        BadInput
            When it is missing or damaged.
        """
        import xarray as xr
        import zarr

        stated: Mapping[str, Sequence[str]] = self.manifest.get("carried", {"variables": [], "coordinates": []})
        group = zarr.open_group(self.path / ARRAYS, mode="r")

        def read(name: str) -> tuple[Any, npt.NDArray[Any], dict[str, Any]]:
            array: Any = group[name]
            values = np.asarray(array[...])
            # A chunk that is missing reads as if it had never been written.
            if values.size and values.dtype.kind == "f" and not np.isfinite(values).all():
                raise ValueError
            texts = np.array([str(value) for value in values], str) if values.dtype.kind not in "fi" else values
            return array.metadata.dimension_names, texts, dict(array.attrs)

        try:
            return xr.Dataset(*({name: read(name) for name in stated[kind]} for kind in ("variables", "coordinates")))
        except (KeyError, ValueError, RuntimeError, OSError):
            raise BadInput(
                f"{self.path}: the people or the money of areas are missing or damaged; restore it from a copy, or run "
                "it anew with --overwrite"
            ) from None

    def totals(self) -> Totals:
        """Read the counts and sums of the areas.

        Raises
        ------
        BadInput
            When their file is missing or damaged.
        """
        return self.read_totals(self.manifest["counts"])

    def read_totals(self, record: Mapping[str, Any]) -> Totals:
        """Read one file of counts, as the manifest records it."""
        shape = (len(self.scenarios), len(AREA_OUTCOMES), len(MILESTONES), len(self.manifest["areas"]))
        if record["file"] is None:
            return Totals.none(shape[0], shape[-1])
        try:
            content = (self.path / record["file"]).read_bytes()
            if hashlib.sha256(content).hexdigest() != record["sha256"]:
                raise ValueError
            arrays = unpack(content)
        except (OSError, ValueError, RuntimeError):
            raise BadInput(
                f"{self.path}: the counts of areas are missing or damaged; run all blocks again, with the same "
                f"numbers: fourcapitals resume {self.path}"
            ) from None
        return Totals(**arrays, draws=record["draws"])

    def chunk_shape(self, variable: Variable) -> tuple[int, ...]:
        """Shape of one chunk of a variable: all scenarios, one block of draws."""
        return shape_of(variable, Sizes.of(self.manifest))

    def read_chunk(self, variable: Variable, block: int) -> Array:
        """Read one chunk and compare it with its checksum.

        Raises
        ------
        BadInput
            When it is missing, truncated or changed.
        """
        shape = self.chunk_shape(variable)
        record = self.manifest["blocks"][block]["chunks"][variable.name]
        try:
            payload = _blosc().decompress((self.path / chunk_file(variable, block)).read_bytes())
            whole = hashlib.sha256(payload).hexdigest() == record
        except (OSError, ValueError, RuntimeError):
            whole = False
        if not whole:
            last = (block + 1) * BLOCK - 1
            raise BadInput(
                f"{self.path}: block {block} (draws {block * BLOCK} to {last}) is missing or damaged in "
                f"{variable.name!r}; run it again, with the same numbers: fourcapitals resume {self.path}"
            )
        return np.frombuffer(payload, np.dtype("<f8")).reshape(shape)

    def damaged_blocks(self) -> list[int]:
        """Read every chunk and name the blocks that do not agree with their checksums."""
        return [block for block in range(len(self.manifest["blocks"])) if not self._is_whole(block)]

    def _is_whole(self, block: int) -> bool:
        try:
            for variable in variables(self.manifest["keep"]):
                self.read_chunk(variable, block)
        except BadInput:
            return False
        return True


class _Chunks:
    """One variable of a store, read block by block and checked against its checksum."""

    def __init__(self, store: Store, variable: Variable) -> None:
        self.store, self.variable = store, variable
        self.chunk = store.chunk_shape(variable)
        self.shape = (self.chunk[0], store.draws, *self.chunk[2:])

    def read(self, key: tuple[Any, ...]) -> Array:
        scenario, draw, *rest = (
            np.atleast_1d(np.arange(size)[part]) for part, size in zip(key, self.shape, strict=True)
        )
        taken = np.empty((len(scenario), len(draw), *(len(part) for part in rest)))
        for block in np.unique(draw // BLOCK):
            here = draw // BLOCK == block
            content = self.store.read_chunk(self.variable, int(block))
            taken[:, here] = content[np.ix_(scenario, draw[here] - block * BLOCK, *rest)]
        return taken[tuple(0 if isinstance(part, int | np.integer) else slice(None) for part in key)]


# Files


def former_of(folder: Path) -> Path:
    """Name the place where a store stands for the moment in which another takes its name."""
    return folder.with_name(f".{folder.name}.former")


def checksum_of(content: Array) -> str:
    """Checksum of the numbers of a chunk, however they are compressed."""
    return hashlib.sha256(np.ascontiguousarray(content, dtype="<f8").tobytes()).hexdigest()


def chunk_file(variable: Variable, block: int) -> str:
    """Name the file of a chunk within a store, as Zarr does.

    Examples
    --------
    >>> chunk_file(variables()[0], 12)
    'arrays.zarr/hle/c/0/12/0/0'
    """
    return "/".join([ARRAYS, variable.name, "c", "0", str(block), *("0" for _ in variable.axes)])


def pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """One file of several arrays: a line that describes them, then each compressed."""
    parts, described = [], []
    for name, array in arrays.items():
        # By first axis, because one buffer holds no more than 2 GiB.
        rows = [compressed(row) for row in np.ascontiguousarray(array)]
        parts += rows
        described.append(
            {"name": name, "shape": array.shape, "type": array.dtype.str, "sizes": [len(row) for row in rows]}
        )
    return json.dumps(described).encode() + b"\n" + b"".join(parts)


def unpack(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Read the arrays back that `pack` put into one file."""
    start = content.index(b"\n") + 1
    arrays = {}
    for each in json.loads(content[:start]):
        array = np.empty(each["shape"], each["type"])
        for row, size in enumerate(each["sizes"]):
            array[row] = np.frombuffer(_blosc().decompress(content[start : start + size]), each["type"]).reshape(
                array.shape[1:]
            )
            start += size
        arrays[each["name"]] = array
    return arrays


def compressed(array: npt.NDArray[Any]) -> bytes:
    """Compress the numbers of an array, as Zarr expects them in a chunk."""
    packed: bytes = _blosc().compress(np.ascontiguousarray(array), typesize=array.dtype.itemsize, **_CODEC)
    return packed


def _blosc() -> Any:
    """Blosc without threads of its own: the lock that it takes for them stays shut when Ctrl-C lands in it."""
    from numcodecs import blosc

    blosc.use_threads = False
    return blosc


# Comparing two ensembles


@dataclass(frozen=True)
class StoreDifference:
    """What differs between two ensembles: inputs, and numbers that both have; nothing when they are equal."""

    inputs: tuple[str, ...]
    numbers: tuple[str, ...]
    compared: tuple[str, ...]
    """The scenarios that both have."""

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.inputs or self.numbers)


_INPUTS: Final = {
    "seed": "seed",
    "reference": "reference",
    "keep": "what is kept",
    "fourcapitals_version": "version of fourcapitals",
    "parameters_checksum": "parameters",
    "data_checksum": "data",
    "code_checksum": "code of the model",
}


def difference_of(first: Results, second: Results) -> StoreDifference:
    """Say which inputs and which numbers of two ensembles differ, to the bit.

    Parameters
    ----------
    first, second : Results
        Of ensembles.
    """
    ours, theirs = first.header, second.header
    inputs = [
        f"{words}: {ours[name]} and {theirs[name]}" for name, words in _INPUTS.items() if ours[name] != theirs[name]
    ]
    if first.draws != second.draws:
        inputs.append(f"draws: {first.draws} and {second.draws}")
    common = [name for name in first.scenarios if name in second.scenarios]
    inputs += [
        f"scenario {name!r}: only in the {'first' if name in first.scenarios else 'second'}"
        for name in sorted(set(first.scenarios) ^ set(second.scenarios))
    ]
    inputs += [
        f"scenario {name!r}: the files differ"
        for name in common
        if first.scenario_files[name] != second.scenario_files[name]
    ]
    return StoreDifference(tuple(inputs), tuple(_differing(first, second, common)), tuple(common))


def _differing(first: Results, second: Results, common: Sequence[str]) -> Iterator[str]:
    if not common:
        return
    one, other = first.dataset, second.dataset
    same_reference = first.reference == second.reference
    draws = min(first.draws, second.draws)
    if not draws:
        return
    for name in one.data_vars:
        dims = one[name].dims
        if name not in other or ("reference" in one[name].attrs and not same_reference):
            continue
        if "line" in dims or ("draw" not in dims and first.draws != second.draws):
            continue
        if str(name).endswith("_difference") and "draw" in dims:
            # They follow from the levels.
            continue
        worst, count = 0.0, 0
        steps = range(0, draws, BLOCK) if "draw" in dims else range(1)
        for start in steps:
            pick: dict[str, Any] = {"draw": slice(start, min(start + BLOCK, draws))} if "draw" in dims else {}
            left = one[name].sel(scenario=list(common)).isel(pick).to_numpy()
            right = other[name].sel(scenario=list(common)).isel(pick).to_numpy()
            unequal = ~((left == right) | (np.isnan(left) & np.isnan(right)))
            if unequal.any():
                count += int(unequal.sum())
                worst = max(worst, float(np.abs(left - right)[unequal].max()))
        if count:
            yield f"{name}: {count:,} numbers differ, by up to {worst:.3g} {one[name].attrs.get('units', '')}".strip()
