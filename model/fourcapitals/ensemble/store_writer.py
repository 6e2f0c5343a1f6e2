"""Who writes the store of an ensemble: one writer at a time, chunks first, then counts and manifest in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from fourcapitals.ensemble.store_layout import consolidate, lay_out, write_manifest
from fourcapitals.ensemble.store_place import (
    check_store_target,
    clear_unnamed,
    disk_faults,
    locked,
    publish,
    remove_unnamed,
    sync,
    unnamed,
)
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import Totals, variables_of
from fourcapitals.results.ensemble_labels import area_statistics
from fourcapitals.results.store import NOTHING_YET, Store
from fourcapitals.results.store_arrays import checked, draws_checksum, open_array
from fourcapitals.results.store_files import COUNTS, files_checksum, files_of, is_own, remove_own
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
    arrays: dict[str, Any]
    """Zarr arrays of the draws, by the name of their variable."""
    lock: Any
    place: Path | None = None
    """Where a new store will stand: it takes its name with its first checkpoint."""
    overwrite: bool = False
    _unsynced: list[Path] = field(default_factory=list)
    """Files that are written and perhaps not yet on disk."""

    @classmethod
    def create(
        cls, path: str | Path, header: Mapping[str, Any], carried: xr.Dataset, *, overwrite: bool = False
    ) -> Self:
        """Make a store without draws, locked; until its first checkpoint it stands beside its place.

        So nothing is seen of a store that never had a block, and one that is to be overwritten stays until then.

        Parameters
        ----------
        path : str or Path
        header : mapping
            From `record.header_of`, with the number of draws that are asked for.
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
        lock = None
        with disk_faults(path):
            new = unnamed(folder)
            try:
                lay_out(new, header, carried)
                lock = locked(new)
                writer = cls._of(new, lock)
            except BaseException:
                if lock is not None:
                    lock.close()
                remove_unnamed(new)
                raise
        writer.place, writer.overwrite = folder, overwrite
        return writer

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
        folder = Path(path)
        Store.open(folder)
        lock = locked(folder)
        try:
            with disk_faults(path):
                clear_unnamed(folder)
                return cls._of(folder, lock, draws=draws, anew=anew)
        except BaseException:
            lock.close()
            raise

    @classmethod
    def _of(cls, folder: Path, lock: Any, *, draws: int = 0, anew: bool = False) -> Self:
        """Take up a store whose lock is held."""
        # Read again: whoever held the lock before may have moved on.
        store = Store.open(folder)
        record, asked = store.manifest["counts"], max(draws, store.manifest["draws"])
        if record["draws"] % BLOCK and record["draws"] < asked:
            record = store.manifest["counts_of_full_blocks"]
        manifest = {**store.manifest, "draws": asked, "blocks": list(store.manifest["blocks"])}
        if anew:
            record = NOTHING_YET
            manifest |= {"counts": NOTHING_YET, "counts_of_full_blocks": NOTHING_YET}
        writer = cls(store, manifest, store.read_totals(record).narrowed(asked), _arrays(folder, manifest), lock)
        writer._clear_unfinished()
        writer._clear()
        writer._make_room()
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
        first = block * BLOCK
        draws = min(BLOCK, self.manifest["draws"] - first)
        contents = {
            variable.name: np.asarray(series[variable.name], np.float64) for variable in variables_of(self.manifest)
        }
        self._check_again(block, contents)
        for name, content in contents.items():
            self.arrays[name][:, first : first + draws] = content[:, :draws]
            # Keys of chunks: all scenarios in one, the block, and its own axes, if it has any.
            # Put on disk now, while others compute: at a checkpoint all at once would keep them waiting.
            for file in (self.path / name).glob(f"c.0.{block}*"):
                if f"{file.name}.".startswith(f"c.0.{block}."):
                    sync(file)
        checksums = "".join(draws_checksum(content[:, :draws]) for content in contents.values())
        self.manifest["blocks"][block:] = [
            {"draws": draws, "rejected": rejected, "checksums": checksums},
            *self.manifest["blocks"][block + 1 :],
        ]

    def _check_again(self, block: int, contents: Mapping[str, Array]) -> None:
        """Check that a block that was in before, whole or damaged, is what it was."""
        if block >= len(self.found.manifest["blocks"]):
            return
        draws = self.found.manifest["blocks"][block]["draws"]
        for variable in variables_of(self.manifest):
            again = draws_checksum(contents[variable.name][:, :draws])
            if again != self.found.block_checksum(variable, block):
                raise BadInput(
                    f"{self.path}: block {block} gives other numbers than were stored; this machine or its libraries "
                    "are not those that made the store; run it anew"
                )

    def keep_full_blocks(self) -> None:
        """Put the totals of full blocks aside before a partial one is added, so that the store can be extended."""
        self.manifest["counts_of_full_blocks"] = self._write_totals("full")

    def checkpoint(self) -> None:
        """Record all blocks written so far: counts on disk, then the manifest, in one step; a new store takes its name.

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
        write_manifest(self.path, self.manifest)
        self._clear()
        if self.place is not None:
            self._take_name(self.place)

    def _take_name(self, place: Path) -> None:
        """Stand where the store is to stand, in the place of one that is overwritten."""
        new = self.path
        try:
            publish(new, place, overwrite=self.overwrite)
        finally:
            if not new.exists():
                # It has its name, whatever went wrong after.
                remove_unnamed(new)
                self.found, self.place = Store.open(place), None
                self.arrays = _arrays(place, self.manifest)

    def _clear(self) -> None:
        """Remove groups of counts that are not named any more."""
        groups = {"/".join(file.parts[:2]) for file in files_of(self.path / COUNTS, within=self.path) if is_own(file)}
        for group in groups - self._named:
            remove_own(self.path / group, within=self.path)

    def _clear_unfinished(self) -> None:
        """Remove what runs that were killed left half written."""
        for file in list(files_of(self.path)):
            if is_own(file) and file.suffix in (".partial", ".part"):
                (self.path / file).unlink(missing_ok=True)

    @property
    def _named(self) -> set[str | None]:
        return {self.manifest[name]["group"] for name in ("counts", "counts_of_full_blocks")}

    def _write_totals(self, kind: str) -> dict[str, Any]:
        """Write the totals as a group of their own, on disk before the manifest names it."""
        import zarr

        name = f"{COUNTS}/{self.totals.draws}.{kind}"
        if name not in self._named:
            # Whoever was killed left it before it was named.
            remove_own(self.path / name, within=self.path)
            group = zarr.create_group(self.path / name, zarr_format=3)
            for each, values in self.totals.arrays().items():
                chunks = (1, *values.shape[1:])
                # Counts are stored alike, however narrow they are held.
                dtype = np.dtype(np.uint32) if values.dtype.kind == "u" else values.dtype
                array = group.create_array(each, shape=values.shape, dtype=dtype, chunks=chunks, **checked())
                # One scenario after another: Zarr would hold copies of many at a time.
                for row in range(len(values)):
                    array[row : row + 1] = values[row : row + 1]
            self._unsynced += [self.path / file for file in files_of(self.path / name, within=self.path)]
        return {"group": name, "draws": self.totals.draws, "checksum": files_checksum(self.path / name)}

    def publish_areas(self) -> None:
        """Write the quantiles, means and shares of the areas as Zarr arrays, for those who open the store without us.

        Ourselves we read them off the counts.

        Raises
        ------
        OSError
            When they cannot be written.
        """
        import zarr

        group: Any = zarr.open_group(self.path, mode="r+", use_consolidated=False)
        for name, (axes, values, attributes) in area_statistics(self.manifest, self.totals.by_scenario()).items():
            remove_own(self.path / name, within=self.path)
            data = np.ascontiguousarray(values)
            group.create_array(name, data=data, dimension_names=axes, attributes=attributes, **checked())
        consolidate(self.path)

    def _make_room(self) -> None:
        """Give the arrays the length of the draws that are asked for: of more draws, or where a run was killed."""
        import zarr

        asked = self.manifest["draws"]
        if any(array.shape[1] != asked for array in self.arrays.values()) or asked > self.found.manifest["draws"]:
            for array in self.arrays.values():
                array.resize((array.shape[0], asked, *array.shape[2:]))
            numbered: Any = zarr.open_array(self.path / "draw", mode="r+")
            numbered.resize((asked,))
            numbered[:] = np.arange(asked)
            consolidate(self.path)
            write_manifest(self.path, self.found.manifest | {"draws": asked})

    @property
    def path(self) -> Path:
        """The folder."""
        return self.found.path

    def close(self) -> None:
        """Let others write; a store that never took its name goes."""
        if self.place is not None:
            remove_unnamed(self.path)
        self.lock.close()


def _arrays(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {variable.name: open_array(folder, variable, manifest, mode="r+") for variable in variables_of(manifest)}
