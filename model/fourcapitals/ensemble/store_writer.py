"""Who writes the store of an ensemble: one writer at a time, chunks first, then counts and manifest in one step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from fourcapitals.ensemble.store_place import check_store_target, locked, replace_store, sync, told, write_whole
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.area_bins import MILESTONES, QUANTILES
from fourcapitals.results.axes import coordinates, named_axes
from fourcapitals.results.ensemble_arrays import Sizes, Totals, Variable, area_statistics, attrs_of, shape_of, variables
from fourcapitals.results.store import (
    COUNTS,
    MANIFEST,
    NOTHING_YET,
    STORE_FORMAT,
    STORE_VERSION,
    Store,
    same_bits,
)
from fourcapitals.vocabulary import BLOCK

if TYPE_CHECKING:
    import xarray as xr


@dataclass(eq=False)
class Writer:
    """Who writes a store: chunks first, then counts and manifest in one step."""

    found: Store
    """As it stood when it was taken up."""
    manifest: dict[str, Any]
    """As it will stand at the next checkpoint."""
    totals: Totals
    arrays: Any
    """The Zarr group."""
    lock: Any
    _unsynced: list[Path] = field(default_factory=list)
    """Files that are written and perhaps not yet on disk."""

    @classmethod
    def create(
        cls, path: str | Path, header: Mapping[str, Any], carried: xr.Dataset, *, overwrite: bool = False
    ) -> Self:
        """Make a store without draws, all at once; one that it replaces goes when the new one stands.

        Parameters
        ----------
        path : str or Path
        header : mapping
            From `record.header_of`.
        carried : xarray.Dataset
            From `record.carried_of`.
        overwrite : bool

        Raises
        ------
        BadInput
            When something is there already, or the place cannot be written to.
        """
        folder = Path(path)
        check_store_target(folder, overwrite=overwrite)
        manifest = {
            "format": STORE_FORMAT,
            "format_version": STORE_VERSION,
            **header,
            "carried": list(carried.data_vars),
            "blocks": [],
            "counts": NOTHING_YET,
            "counts_of_full_blocks": NOTHING_YET,
        }
        temporary = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            with told(path):
                _lay_out(temporary, manifest, carried)
                _write_manifest(temporary, manifest)
                if overwrite and folder.exists():
                    replace_store(folder, temporary)
                else:
                    temporary.replace(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return cls.reopen(folder)

    @classmethod
    def reopen(cls, path: str | Path, *, draws: int = 0, anew: bool = False) -> Self:
        """Take a store up where it ends, or where its last full block ends when it is to have more draws.

        Parameters
        ----------
        path : str or Path
        draws : int
            How many it is to have, if more than were asked for before.
        anew : bool
            Count areas from the first block again.

        Raises
        ------
        BadInput
            When it is no store, cannot be written to, or is being written by someone else.
        """
        import zarr

        folder = Path(path)
        Store.open(folder)
        lock = locked(folder)
        try:
            # Read again: whoever held the lock before may have moved on.
            store = Store.open(folder)
            record, asked = store.manifest["counts"], max(draws, store.manifest["draws"])
            if record["draws"] % BLOCK and record["draws"] < asked:
                record = store.manifest["counts_of_full_blocks"]
            manifest = {**store.manifest, "draws": asked, "blocks": list(store.manifest["blocks"])}
            if anew:
                record = NOTHING_YET
                manifest |= {"counts": NOTHING_YET, "counts_of_full_blocks": NOTHING_YET}
            with told(path):
                group = zarr.open_group(folder, mode="r+", use_consolidated=False)
                writer = cls(store, manifest, store.read_totals(record), group, lock)
                if asked > store.manifest["draws"]:
                    writer._make_room()
        except BaseException:
            lock.close()
            raise
        return writer

    @property
    def blocks_done(self) -> int:
        """Blocks that the totals hold."""
        return -(-self.totals.draws // BLOCK)

    def write_block(self, block: int, series: Mapping[str, Array], rejected: int) -> None:
        """Write the chunks of one block, and note what they are.

        Parameters
        ----------
        block : int, position of the block
        series : mapping of name to array
            In the units of the outcomes.
        rejected : int, draws

        Raises
        ------
        BadInput
            When the block was stored with other numbers, which then stay.
        OSError
            When they cannot be written.
        """
        again, first = block < len(self.manifest["blocks"]), block * BLOCK
        for variable in variables(self.manifest["keep"]):
            array, content = self.arrays[variable.name], np.asarray(series[variable.name], np.float64)
            if again and not self._agrees(variable, block, content):
                raise BadInput(
                    f"{self.path}: block {block} gives other numbers than were stored; this machine or its libraries "
                    "are not those that made the store; run it anew"
                )
            last = min(first + BLOCK, array.shape[1])
            array[:, first:last] = content[:, : last - first]
            # Keys of chunks: all scenarios in one, the block, and its own axes.
            self._unsynced += (self.path / variable.name).glob(f"c.0.{block}.*")
        if not again:
            self.manifest["blocks"].append({"rejected": rejected})

    def _agrees(self, variable: Variable, block: int, content: Array) -> bool:
        """Whether what is stored of a block, as far as it can be read, is what was made again."""
        try:
            stored = self.found.read_block(variable, block)
        except BadInput:
            return True
        return same_bits(stored, content[:, : stored.shape[1]])

    def keep_full_blocks(self) -> None:
        """Put the totals of full blocks aside before a partial one is added, so that the store can be extended."""
        self.manifest["counts_of_full_blocks"] = self._write_totals("full")

    def checkpoint(self) -> None:
        """Record all blocks written so far: counts on disk, then the manifest, in one step.

        Raises
        ------
        OSError
            When they cannot be written; the store then stands at the checkpoint before.
        """
        partial = self.totals.draws % BLOCK
        self.manifest["counts"] = self._write_totals("partial" if partial else "full")
        if not partial:
            self.manifest["counts_of_full_blocks"] = self.manifest["counts"]
        for file in self._unsynced:
            sync(file)
        self._unsynced.clear()
        _write_manifest(self.path, self.manifest)
        for group in (self.path / COUNTS).iterdir():
            if f"{COUNTS}/{group.name}" not in self._named:
                shutil.rmtree(group, ignore_errors=True)

    @property
    def _named(self) -> set[str | None]:
        return {self.manifest[name]["group"] for name in ("counts", "counts_of_full_blocks")}

    def _write_totals(self, kind: str) -> dict[str, Any]:
        """Write the totals as a group of their own, on disk before the manifest names it."""
        import zarr

        name = f"{COUNTS}/{self.totals.draws}.{kind}"
        if name not in self._named:
            # Whoever was killed left it before it was named.
            shutil.rmtree(self.path / name, ignore_errors=True)
            group = zarr.create_group(self.path / name, zarr_format=3)
            for each, values in self.totals.arrays().items():
                chunks = (1, *values.shape[1:])
                array = group.create_array(each, shape=values.shape, dtype=values.dtype, chunks=chunks, **_checked())
                # One scenario after another: Zarr would hold copies of many at a time.
                for row in range(len(values)):
                    array[row : row + 1] = values[row : row + 1]
            self._unsynced += [file for file in (self.path / name).rglob("*") if file.is_file()]
        return {"group": name, "draws": self.totals.draws}

    def publish_areas(self) -> None:
        """Write the quantiles, means and shares of the areas as Zarr arrays, for those who open the store without us.

        Ourselves we read them off the counts.

        Raises
        ------
        OSError
            When they cannot be written.
        """
        for name, (axes, values, attributes) in area_statistics(self.manifest, self.totals.by_scenario()).items():
            self.arrays.create_array(
                name, data=np.ascontiguousarray(values), dimension_names=axes, attributes=attributes, overwrite=True
            )
        _consolidate(self.path)

    def _make_room(self) -> None:
        """Lengthen the arrays to the draws that are asked for."""
        for variable in variables(self.manifest["keep"]):
            array = self.arrays[variable.name]
            array.resize((array.shape[0], self.manifest["draws"], *array.shape[2:]))
        self.arrays["draw"].resize((self.manifest["draws"],))
        self.arrays["draw"][:] = np.arange(self.manifest["draws"])
        _consolidate(self.path)
        _write_manifest(self.path, self.found.manifest | {"draws": self.manifest["draws"]})

    @property
    def path(self) -> Path:
        """The folder."""
        return self.found.path

    def close(self) -> None:
        """Let others write."""
        self.lock.close()


def _checked() -> dict[str, Any]:
    """Have Zarr compress each chunk and give it a checksum, also where it holds nothing but the fill value.

    All chunks of an array lie in one folder: a folder for each axis would take longer to remove than a file.
    """
    from zarr.codecs import BloscCodec, Crc32cCodec

    compressors = [BloscCodec(cname="zstd", clevel=1, shuffle="shuffle"), Crc32cCodec()]
    keys = {"name": "default", "separator": "."}
    return {"compressors": compressors, "chunk_key_encoding": keys, "config": {"write_empty_chunks": True}}


def _consolidate(folder: Path) -> None:
    """Gather what the group says of its arrays, so that readers of Zarr need not look for arrays among our files."""
    import warnings

    import zarr

    with warnings.catch_warnings():
        # That files lie in the folder which are no arrays, and that the third format has no text on gathering yet.
        warnings.simplefilter("ignore", UserWarning)
        zarr.consolidate_metadata(folder)


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Commit what a store holds, in one step."""
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode("utf-8"))


def _lay_out(folder: Path, manifest: Mapping[str, Any], carried: xr.Dataset) -> None:
    """Make the Zarr group with its coordinates, what is carried, and arrays without a draw."""
    import zarr

    titles = {each["name"]: each["title"] for each in manifest["scenarios"]}
    known = carried.assign_coords(coordinates(titles, manifest["draws"], manifest["places"]))
    known = named_axes(known.assign_coords(milestone=list(MILESTONES), quantile=list(QUANTILES)))
    traced = attrs_of({**manifest, "draws_done": 0, "rejected": 0})
    known.attrs = {name: each for name, each in traced.items() if name not in {"draws", "rejected_draws", "header"}}
    known.attrs["format"] = STORE_FORMAT
    known.attrs["note"] = f"{MANIFEST} in this folder says how many draws are in; what is missing is not a number"
    # Zarr 3 has no fixed length of text.
    texts = {name: each.astype(object) for name, each in known.variables.items() if each.dtype.kind == "U"}
    encoding = {name: {"compressors": _checked()["compressors"]} for name in known.variables}
    known.assign_coords(texts).to_zarr(folder, zarr_format=3, consolidated=False, encoding=encoding)
    group = zarr.open_group(folder, mode="r+", use_consolidated=False)
    for variable in variables(manifest["keep"]):
        chunk = shape_of(variable, Sizes.of(manifest))
        group.create_array(
            variable.name,
            shape=(chunk[0], manifest["draws"], *chunk[2:]),
            chunks=chunk,
            dtype="float64",
            fill_value=np.nan,
            dimension_names=("scenario", "draw", *variable.axes),
            attributes={"long_name": variable.label, "units": variable.unit},
            **_checked(),
        )
    _consolidate(folder)
    (folder / COUNTS).mkdir()
