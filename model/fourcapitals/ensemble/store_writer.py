"""Who writes the store of an ensemble: one writer at a time, chunks first, then counts and manifest in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.area_bins import MILESTONES, QUANTILES
from fourcapitals.results.ensemble_arrays import Sizes, Totals, area_statistics, shape_of, variables
from fourcapitals.results.files import FULL, check_target
from fourcapitals.results.store import (
    ARRAYS,
    COUNTS,
    MANIFEST,
    NOTHING_YET,
    STORE_FORMAT,
    STORE_VERSION,
    Store,
    checksum_of,
    chunk_file,
    compressed,
    former_of,
    pack,
)
from fourcapitals.vocabulary import BLOCK, SEXES, YEARS

if TYPE_CHECKING:
    import xarray as xr


@dataclass(eq=False)
class Writer:
    """Who writes a store: chunks first, then counts and manifest in one step."""

    path: Path
    manifest: dict[str, Any]
    totals: Totals
    lock: Any

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
            "carried": {"variables": list(carried.data_vars), "coordinates": _own_coordinates(carried)},
            "blocks": [],
            "counts": NOTHING_YET,
            "counts_of_full_blocks": NOTHING_YET,
        }
        temporary = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            with told(path):
                _lay_out(temporary, manifest, carried)
                write_whole(temporary / MANIFEST, _as_json(manifest))
                if overwrite and folder.exists():
                    _replace(folder, temporary)
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
        folder = Path(path)
        Store.open(folder)
        lock = _locked(folder)
        try:
            # Read again: whoever held the lock before may have moved on.
            store = Store.open(folder)
            record, asked = store.manifest["counts"], max(draws, store.manifest["draws"])
            if record["draws"] % BLOCK and record["draws"] < asked:
                record = store.manifest["counts_of_full_blocks"]
            writer = cls(folder, store.manifest, store.read_totals(NOTHING_YET if anew else record), lock)
            if asked > store.manifest["draws"]:
                with told(path):
                    writer._ask_for(asked)
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

        Raises
        ------
        BadInput
            When the block was stored with other numbers, which then stay.
        OSError
            When they cannot be written.
        """
        kept = variables(self.manifest["keep"])
        contents = {each: np.ascontiguousarray(series[each.name], dtype="<f8") for each in kept}
        chunks = {each.name: checksum_of(content) for each, content in contents.items()}
        record = {"rejected": rejected, "chunks": chunks}
        blocks = self.manifest["blocks"]
        if block < len(blocks) and blocks[block]["chunks"] != chunks:
            raise BadInput(
                f"{self.path}: block {block} gives other numbers than were stored; this machine or its libraries "
                "are not those that made the store; run it anew"
            )
        for variable, content in contents.items():
            target = self.path / chunk_file(variable, block)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, compressed(content))
        if block < len(blocks):
            blocks[block] = record
        else:
            blocks.append(record)

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
        write_whole(self.path / MANIFEST, _as_json(self.manifest))
        named = {self.manifest[name]["file"] for name in ("counts", "counts_of_full_blocks")}
        for file in (self.path / COUNTS).iterdir():
            if f"{COUNTS}/{file.name}" not in named:
                file.unlink(missing_ok=True)

    def _write_totals(self, kind: str) -> dict[str, Any]:
        content = pack(self.totals.arrays())
        name = f"{COUNTS}/{self.totals.draws}.{kind}"
        write_whole(self.path / name, content)
        return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "draws": self.totals.draws}

    def publish_areas(self) -> None:
        """Write the quantiles, means and shares of the areas as Zarr arrays, for those who open the store without us.

        Ourselves we read them off the counts.

        Raises
        ------
        OSError
            When they cannot be written.
        """
        import zarr

        group = zarr.open_group(self.path / ARRAYS, mode="r+")
        for name, (axes, values, attributes) in area_statistics(self.manifest, self.totals).items():
            group.create_array(
                name, data=np.ascontiguousarray(values), dimension_names=axes, attributes=attributes, overwrite=True
            )

    def _ask_for(self, draws: int) -> None:
        """Set how many draws the store is to have."""
        self.manifest["draws"] = draws
        _resize(self.path, self.manifest)
        write_whole(self.path / MANIFEST, _as_json(self.manifest))

    def close(self) -> None:
        """Let others write."""
        self.lock.close()


def check_store_target(path: Path, *, overwrite: bool = False) -> None:
    """Refuse, before any work is done, a place where a store cannot go.

    A store that is damaged or of another version can be overwritten; a folder that is no store cannot. One that was
    set aside by an overwriting that was killed is put back first.

    Raises
    ------
    BadInput
        When something is there that is not a store to be overwritten, or the folder is missing or read-only.
    """
    _put_back(path)
    is_store = (path / MANIFEST).is_file() and (path / ARRAYS).is_dir()
    if path.exists() and not overwrite:
        advice = f"go on with it: fourcapitals resume {path}, or fourcapitals extend {path} --draws N; or " * is_store
        raise BadInput(f"{path}: exists; {advice}choose another name{' or add --overwrite' * is_store}")
    if path.exists() and not is_store:
        raise BadInput(f"{path}: is not a store and is not overwritten; choose another name")
    if path.exists():
        _locked(path).close()
    else:
        check_target(path, overwrite=False)


def _replace(folder: Path, new: Path) -> None:
    """Put a new store in the place of another, which goes last, so that one of them stands whatever happens."""
    former = former_of(folder)
    with closing(_locked(folder)):
        # Whoever was killed here left it after the new one stood.
        shutil.rmtree(former, ignore_errors=True)
        try:
            folder.replace(former)
            new.replace(folder)
        finally:
            if not folder.exists():
                former.replace(folder)
            shutil.rmtree(former, ignore_errors=True)


def _put_back(folder: Path) -> None:
    """Give a store its name back that was set aside by an overwriting that was killed before the new one stood."""
    former = former_of(folder)
    if former.exists() and not folder.exists():
        with told(folder), closing(_locked(former)):
            former.replace(folder)


def _locked(folder: Path) -> Any:
    """Keep other writers out for as long as the file is open; the system lets go of it when a process dies.

    Where the system has no ``fcntl``, as Windows, nothing keeps two writers apart: fourcapitals is made for POSIX.
    """
    try:
        file = (folder / "writer.lock").open("a")
    except OSError as error:
        raise BadInput(f"{folder}: cannot be written: {error.strerror or error}") from None
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError:
        file.close()
        raise BadInput(f"{folder}: is being written by another run; wait for it or stop it first") from None
    except OSError as error:
        file.close()
        raise BadInput(f"{folder}: cannot be locked against other runs: {error.strerror or error}") from None
    return file


# Files


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, on disk before it bears its name."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def told(path: str | Path, done: Callable[[], int] | None = None) -> Iterator[None]:
    """Turn what the disk refuses into a fault for who gave the path."""
    try:
        yield
    except OSError as error:
        kept = "" if done is None else f"; {done()} draws are kept"
        if error.errno in FULL:
            advice = f"{kept}; free some space, then go on: fourcapitals resume {path}" if kept else "; free some space"
            raise BadInput(f"{path}: the disk is full{advice}") from None
        raise BadInput(f"{path}: cannot be written: {error.strerror or error}{kept}") from None


def _as_json(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, indent=1, ensure_ascii=False).encode("utf-8")


def _own_coordinates(carried: xr.Dataset) -> list[str]:
    """Coordinates beside those that every ensemble has."""
    return [str(name) for name in carried.coords if name not in ("scenario", "area", "area_name", "year")]


def _lay_out(folder: Path, manifest: Mapping[str, Any], carried: xr.Dataset) -> None:
    """Make the Zarr group with its coordinates, what is carried, and empty arrays."""
    import zarr
    from zarr.codecs import BloscCodec, Crc32cCodec

    names = [scenario["name"] for scenario in manifest["scenarios"]]
    words = {
        "scenario": ("scenario", names),
        "place": ("place", list(manifest["places"])),
        "place_name": ("place", list(manifest["places"].values())),
        "area": ("area", list(manifest["areas"])),
        "area_name": ("area", list(manifest["areas"].values())),
        "sex": ("sex", list(SEXES)),
    }
    numbers = {"year": np.array(YEARS), "milestone": np.array(MILESTONES), "quantile": np.array(QUANTILES)}
    (folder / COUNTS).mkdir(parents=True)
    group = zarr.create_group(
        folder / ARRAYS,
        zarr_format=3,
        attributes={
            "format": STORE_FORMAT,
            "reference": manifest["reference"],
            "note": f"{MANIFEST} beside this group says how many draws are in; what is missing is not a number",
        },
    )
    for name, (axis, texts) in words.items():
        array: Any = group.create_array(name, shape=(len(texts),), dtype="string", dimension_names=[axis])
        array[:] = np.array(texts, dtype=object)
    for name, values in numbers.items():
        group.create_array(name, data=values, dimension_names=[name])
    for name in (*carried.data_vars, *_own_coordinates(carried)):
        held = carried[name]
        values, is_text = held.to_numpy(), held.dtype.kind not in "fi"
        array = group.create_array(
            str(name),
            shape=values.shape,
            chunks=tuple(max(1, size) for size in values.shape),
            dtype="string" if is_text else values.dtype.name,
            fill_value=np.nan if held.dtype.kind == "f" else None,
            compressors=[BloscCodec(cname="zstd", clevel=1), Crc32cCodec()],
            dimension_names=held.dims,
            attributes={str(key): value for key, value in held.attrs.items()},
        )
        array[...] = values.astype(object) if is_text else values
    for variable in variables(manifest["keep"]):
        chunk = shape_of(variable, Sizes.of(manifest))
        group.create_array(
            variable.name,
            shape=(chunk[0], manifest["draws"], *chunk[2:]),
            chunks=chunk,
            dtype="float64",
            fill_value=np.nan,
            compressors=BloscCodec(cname="zstd", clevel=1, shuffle="shuffle", typesize=8),
            dimension_names=("scenario", "draw", *variable.axes),
            attributes={"long_name": variable.label, "units": variable.unit},
        )


def _resize(folder: Path, manifest: Mapping[str, Any]) -> None:
    import zarr

    group = zarr.open_group(folder / ARRAYS, mode="r+")
    for variable in variables(manifest["keep"]):
        array: Any = group[variable.name]
        array.resize((array.shape[0], manifest["draws"], *array.shape[2:]))
