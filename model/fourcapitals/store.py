"""Where the results of an ensemble are kept: a chunked Zarr store that grows, or one cube in memory or NetCDF."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.results import check_target
from fourcapitals.summary import (
    AREA_OUTCOMES,
    BY_SEX,
    DIFFERENCE_BINS,
    GRIDS,
    LEVEL_BINS,
    MILESTONES,
    MISSION_SERIES,
    QUANTILES,
    YEARS,
    ZERO_BIN,
    Counts,
    difference_edges,
    level_edges,
    quantiles_of,
)
from fourcapitals.vocabulary import BASE_YEAR, OUTCOMES, SEXES, Outcome, outcome_named

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

STORE_FORMAT: Final = "fourcapitals store"
STORE_VERSION: Final = 1
CUBE_FORMAT: Final = "fourcapitals ensemble 1"
MANIFEST: Final = "manifest.json"
COUNTS: Final = "counts"
ARRAYS: Final = "arrays.zarr"
"""A Zarr group of its own, so that any reader of Zarr takes it."""
BLOCK: Final = 64
"""Draws of a chunk."""
_CODEC: Final = {"cname": b"zstd", "clevel": 1, "shuffle": 1}
_PROGRESS: Final = ("format", "format_version", "blocks", "counts", "counts_of_full_blocks")
"""What the manifest holds beside the inputs."""
NOTHING_YET: Final[Mapping[str, Any]] = {"file": None, "sha256": None, "draws": 0}
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


# What is kept


class Variable(NamedTuple):
    """One array of the cube, with axes scenario and draw before its own."""

    name: str
    axes: tuple[str, ...]
    label: str
    unit: str
    relative: bool = False
    """Whether its differences are in %."""


def variables(keep: str = "summary") -> tuple[Variable, ...]:
    """List the arrays that have a draw axis.

    Parameters
    ----------
    keep : {"summary", "areas"}
        With areas, every outcome of every area beside the summary.

    Examples
    --------
    >>> [variable.name for variable in variables()][:3]
    ['hle', 'le', 'gva_per_hour']
    """
    found = [
        Variable(
            outcome.name,
            ("place", "year"),
            f"{outcome.label}, mean of the areas by {outcome.weight}",
            outcome.unit,
            outcome.change == "relative",
        )
        for outcome in OUTCOMES
    ]
    found += [
        Variable(f"{name}_by_sex", ("sex", "year"), f"{outcome_named(name).label}, England", outcome_named(name).unit)
        for name in BY_SEX
    ]
    found += [
        Variable(series.name, ("sex", "year") if series.by_sex else ("year",), series.label, series.unit)
        for series in MISSION_SERIES
    ]
    if keep == "areas":
        found += [
            Variable(
                f"area_{outcome.name}",
                ("sex", "area", "year") if outcome.by_sex else ("area", "year"),
                outcome.label,
                outcome.unit,
                outcome.change == "relative",
            )
            for outcome in OUTCOMES
        ]
    return tuple(found)


@dataclass(eq=False)
class Totals:
    """Areas of all draws so far: how often each bin was met, and sums over the blocks in their order.

    Parameters
    ----------
    level_counts, difference_counts : (scenario, outcome, milestone, area, bin)
    level_sums, difference_sums : (scenario, outcome, milestone, area)
    draws : int
        How many are in.
    """

    level_counts: Counts
    difference_counts: Counts
    level_sums: Array
    difference_sums: Array
    draws: int = 0

    @classmethod
    def none(cls, scenarios: int, areas: int) -> Self:
        """Start with no draw."""
        shape = (scenarios, len(AREA_OUTCOMES), len(MILESTONES), areas)
        return cls(
            np.zeros((*shape, LEVEL_BINS), np.uint32),
            np.zeros((*shape, DIFFERENCE_BINS), np.uint32),
            np.zeros(shape),
            np.zeros(shape),
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give the four arrays by name."""
        return {name: getattr(self, name) for name in _TOTALS}


_TOTALS: Final = ("level_counts", "difference_counts", "level_sums", "difference_sums")


# Reading


class EnsembleResults:
    """The results of an ensemble: scenarios on common draws, for England, regions, missions and areas.

    The dataset holds levels with axes ``scenario, draw`` and then ``place, year``, ``sex, year`` or ``year``; beside
    each ``name`` a ``name_difference`` from the reference in the same draw (in % where the outcome's differences are
    relative); and areas in the milestone years as quantiles, means and shares of draws (``area_...``).
    """

    def dataset(self) -> xr.Dataset:
        """Give everything as labelled arrays."""
        raise NotImplementedError

    @property
    def header(self) -> Mapping[str, Any]:
        """What went in: scenarios, seed, reference, checksums, versions."""
        raise NotImplementedError

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order in which they were asked for."""
        return tuple(scenario["name"] for scenario in self.header["scenarios"])

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario, by name."""
        return {scenario["name"]: scenario["title"] for scenario in self.header["scenarios"]}

    @property
    def scenario_files(self) -> dict[str, str]:
        """Text of each scenario's file, as it was run."""
        return {scenario["name"]: scenario["text"] for scenario in self.header["scenarios"]}

    @property
    def reference(self) -> str:
        """The scenario that differences are taken from."""
        return str(self.header["reference"])

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.header["draws_done"])

    @property
    def rejected(self) -> int:
        """How many unstable draws were replaced, among those that were run."""
        return int(self.header["rejected"])

    def levels(self, outcome: str, *, sex: str | None = None) -> xr.DataArray:
        """Give the level of an outcome in England and the regions, as `comparison.aggregate` defines it.

        The level of the base year is the published one where there is one, and moves with the mean of the areas.

        Parameters
        ----------
        outcome : str
        sex : {"male", "female"}, optional
            For outcomes held by sex, of England; the mean of both if left out.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), with ``group_name`` and ``level_source``.
        """
        stated, means = self._means(outcome, sex)
        published = self.header["published"][f"{outcome}_{sex}" if sex else outcome]
        codes = [str(code) for code in means["group"].to_numpy()]
        base = means.isel(year=0)
        start = base * 0 + np.array([np.nan if published[code] is None else published[code] for code in codes])
        start = start.fillna(base)
        level = start * (means / base) if stated.change == "relative" else start + (means - base)
        none = f"mean of the areas by {stated.weight}"
        sources = [none if published[code] is None else "published" for code in codes]
        return (
            level.transpose("scenario", "draw", "group", "year")
            .assign_coords(level_source=("group", sources))
            .rename(outcome)
            .assign_attrs(long_name=stated.label, units=stated.unit)
        )

    def differences(self, outcome: str, *, sex: str | None = None, reference: str | None = None) -> xr.DataArray:
        """Give what each scenario changes against the reference, draw by draw, as `comparison.difference` does.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), in the unit of the outcome, or in % where its differences are relative.
        """
        stated, means = self._means(outcome, sex)
        name = reference or self.reference
        if name not in self.scenarios:
            raise UnknownName(unknown("scenario in these results:", name, self.scenarios))
        against = means.sel(scenario=name, drop=True)
        relative = stated.change == "relative"
        change = 100 * (means / against - 1) if relative else means - against
        units = "%" if relative else stated.unit
        return change.rename(outcome).assign_attrs(long_name=stated.label, units=units, reference=name)

    def _means(self, outcome: str, sex: str | None) -> tuple[Outcome, xr.DataArray]:
        names = [each.name for each in OUTCOMES]
        if outcome not in names:
            raise UnknownName(unknown("outcome", outcome, names))
        stated, dataset = outcome_named(outcome), self.dataset()
        if sex is None:
            means = dataset[outcome].rename(place="group", place_name="group_name")
            return stated, means.load()
        if not stated.by_sex or sex not in SEXES:
            fault = unknown("sex", sex, SEXES) if stated.by_sex else f"{outcome} is not held by sex; leave sex out"
            raise UnknownName(fault)
        one = (
            dataset[f"{outcome}_by_sex"].sel(sex=sex, drop=True).expand_dims(group=[next(iter(self.header["places"]))])
        )
        return stated, one.assign_coords(group_name=("group", ["England"])).load()

    def quantiles(self) -> xr.Dataset:
        """Give what is known of areas: quantiles, means, shares of draws better and unchanged."""
        dataset = self.dataset()
        names = [name for name in dataset.data_vars if "milestone" in dataset[name].dims]
        return dataset[names]

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write one NetCDF cube, whole or not at all.

        Raises
        ------
        BadInput
            When the file exists (and `overwrite` is not set) or cannot be written.
        """
        from fourcapitals.results import Results

        try:
            return Results(self.dataset()).save(path, overwrite=overwrite)
        except RuntimeError as error:
            # The NetCDF library does not say that a disk is full.
            full = shutil.disk_usage(Path(path).parent).free < self.dataset().nbytes
            raise BadInput(f"{path}: {'the disk is full' if full else f'cannot be written: {error}'}") from None


@dataclass(frozen=True, eq=False)
class Cube(EnsembleResults):
    """An ensemble in memory, or read from one NetCDF file."""

    data: xr.Dataset

    def dataset(self) -> xr.Dataset:
        """Give everything as labelled arrays."""
        return self.data

    @property
    def header(self) -> Mapping[str, Any]:
        """What went in: scenarios, seed, reference, checksums, versions."""
        header: dict[str, Any] = json.loads(self.data.attrs["header"])
        return header


def load_cube(path: str | Path) -> Cube:
    """Read an ensemble that `EnsembleResults.save` wrote.

    Raises
    ------
    BadInput
        When the file is missing or holds something else.
    """
    import xarray as xr

    if not Path(path).is_file():
        raise BadInput(f"{path}: no such file; make it with: fourcapitals run baseline --draws 200 --out {path}")
    try:
        with xr.open_dataset(path, engine="netcdf4") as opened:
            dataset = opened.load()
    except Exception as error:
        raise BadInput(f"{path}: cannot be read as NetCDF ({type(error).__name__}); expected an ensemble") from None
    if dataset.attrs.get("format") != CUBE_FORMAT:
        found = dataset.attrs.get("format", "no format mark")
        raise BadInput(f"{path}: is not an ensemble: it has {found}; expected {CUBE_FORMAT}")
    return Cube(dataset)


def label(header: Mapping[str, Any], series: Mapping[str, Array | Reader], totals: Totals) -> xr.Dataset:
    """Put names, units and the trace of the inputs on the arrays of an ensemble.

    Parameters
    ----------
    header : mapping
    series : mapping of variable to array or `Reader`
        (scenario, draw, ...); a reader is asked only when, and as far as, numbers are wanted.
    totals : Totals
    """
    import xarray as xr

    draws = header["draws_done"]
    names = [scenario["name"] for scenario in header["scenarios"]]
    reference = names.index(header["reference"])
    data: dict[str, Any] = {}
    for variable in variables(header["keep"]):
        axes = ("scenario", "draw", *variable.axes)
        given = series[variable.name]
        levels = _Held(given) if isinstance(given, np.ndarray) else given
        held = given if isinstance(given, np.ndarray) else _lazily(levels)
        data[variable.name] = (axes, held, {"long_name": variable.label, "units": variable.unit})
        if "area" in variable.axes:
            continue
        data[f"{variable.name}_difference"] = (
            axes,
            _lazily(_Difference(levels, reference, variable.relative)),
            {
                "long_name": f"{variable.label}: difference from {header['reference']} in the same draw",
                "units": "%" if variable.relative else variable.unit,
                "reference": header["reference"],
            },
        )
    data |= _areas(header, totals)
    places, areas = header["places"], header["areas"]
    coords = {
        "scenario": names,
        "title": ("scenario", [scenario["title"] for scenario in header["scenarios"]]),
        "draw": np.arange(draws),
        "place": list(places),
        "place_name": ("place", list(places.values())),
        "sex": list(SEXES),
        "year": list(YEARS),
        "milestone": list(MILESTONES),
        "quantile": list(QUANTILES),
        "area": list(areas),
        "area_name": ("area", list(areas.values())),
    }
    return xr.Dataset(data, coords, attrs_of(header))


def attrs_of(header: Mapping[str, Any]) -> dict[str, Any]:
    """Give the attributes that trace an ensemble to its inputs."""
    return {
        "format": CUBE_FORMAT,
        "title": "Four capitals: projected outcomes of English local areas, many draws",
        "fourcapitals_version": header["fourcapitals_version"],
        "scenario_files": json.dumps({each["name"]: each["text"] for each in header["scenarios"]}),
        "seed": header["seed"],
        "draws": header["draws_done"],
        "rejected_draws": header["rejected"],
        "reference": header["reference"],
        "parameters": "drawn from the priors, unstable draws replaced",
        "parameters_checksum": header["parameters_checksum"],
        "data_checksum": header["data_checksum"],
        "price_base": f"£ of {BASE_YEAR}",
        "healthy_life_expectancy_series": "ONS, original method; base 2017-19",
        "header": json.dumps(header),
    }


def _areas(header: Mapping[str, Any], totals: Totals) -> dict[str, Any]:
    """Quantiles, means and shares of draws of the areas, from counts and sums."""
    base = {name: np.array(values) for name, values in header["base_levels"].items()}
    draws = totals.draws or np.nan
    data: dict[str, Any] = {}
    for index, name in enumerate(AREA_OUTCOMES):
        grid, outcome = GRIDS[name], outcome_named(name)
        words = outcome.label + (", mean of the sexes" if outcome.by_sex else "")
        change = "%" if grid.relative else outcome.unit
        resolution = header["area_bins"][name]
        counts, changes = totals.level_counts[:, index], totals.difference_counts[:, index]
        away = np.moveaxis(quantiles_of(counts, level_edges(grid)), -1, 1)
        level = base[name] * (1 + away) if grid.relative else base[name] + away
        moved = np.moveaxis(quantiles_of(changes, difference_edges(grid)), -1, 1)
        spread, flat = ("scenario", "quantile", "milestone", "area"), ("scenario", "milestone", "area")
        better = changes[..., ZERO_BIN + 1 :].sum(axis=-1) / draws
        same = changes[..., ZERO_BIN] / draws
        against = f"difference from {header['reference']} in the same draw"
        data |= {
            f"area_{name}_quantile": (spread, level, _words(words, outcome.unit, resolution["levels"])),
            f"area_{name}_difference_quantile": (
                spread,
                moved,
                _words(f"{words}: {against}", change, resolution["differences"]),
            ),
            f"area_{name}_mean": (flat, totals.level_sums[:, index] / draws, _words(words, outcome.unit)),
            f"area_{name}_difference_mean": (
                flat,
                totals.difference_sums[:, index] / draws,
                _words(f"{words}: {against}", change),
            ),
            f"area_{name}_higher": (flat, better, _words(f"{words}: share of draws with a higher level", "share")),
            f"area_{name}_unchanged": (flat, same, _words(f"{words}: share of draws at exactly zero", "share")),
        }
    return data


def _words(label: str, unit: str, resolution: str | None = None) -> dict[str, str]:
    return {"long_name": label, "units": unit} | ({"resolution": resolution} if resolution else {})


class Reader(Protocol):
    """An array that is read only where it is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        ...

    def read(self, key: tuple[Any, ...]) -> Array:
        """Give part of it: a whole number, a slice or positions for each axis."""
        ...


def _lazily(reader: Reader) -> Any:
    """Have xarray read an array only when, and as far as, it is asked for."""
    from xarray.backends import BackendArray
    from xarray.core.indexing import IndexingSupport, LazilyIndexedArray, explicit_indexing_adapter

    class OnDemand(BackendArray):
        def __init__(self) -> None:
            self.shape, self.dtype = reader.shape, np.dtype(np.float64)

        def __getitem__(self, key: Any) -> Any:
            return explicit_indexing_adapter(key, self.shape, IndexingSupport.OUTER, reader.read)

    return LazilyIndexedArray(OnDemand())


class _Held:
    """An array in memory."""

    def __init__(self, array: Array) -> None:
        self.array, self.shape = array, array.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        taken = self.array
        for axis in reversed(range(len(key))):
            taken = taken[(slice(None),) * axis + (key[axis],)]
        return taken


class _Difference:
    """An array less its reference scenario, worked out on reading."""

    def __init__(self, levels: Reader, reference: int, relative: bool) -> None:
        self.levels, self.reference, self.relative = levels, reference, relative
        self.shape = levels.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        ours = self.levels.read(key)
        one = isinstance(key[0], int | np.integer)
        against = self.levels.read((self.reference if one else slice(self.reference, self.reference + 1), *key[1:]))
        return 100 * (ours / against - 1) if self.relative else ours - against


# The store on disk


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


@dataclass(frozen=True, eq=False)
class Store(EnsembleResults):
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
            raise BadInput(f"{manifest}: is damaged; restore it from a copy, or run the store again") from None
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
    def finished(self) -> bool:
        """Whether all draws that were asked for are in."""
        return bool(self.manifest["counts"]["draws"] == self.manifest["draws"])

    def dataset(self) -> xr.Dataset:
        """Give everything as labelled arrays, read from disk as far as asked for.

        Raises
        ------
        BadInput
            On reading, when a chunk is damaged; the message names the block.
        """
        return self._dataset

    @cached_property
    def _dataset(self) -> xr.Dataset:
        chunks = {variable.name: _Chunks(self, variable) for variable in variables(self.manifest["keep"])}
        return label(self.header, chunks, self.totals())

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
            arrays = _unpack(content)
        except (OSError, ValueError, RuntimeError):
            raise BadInput(
                f"{self.path}: the counts of areas are missing or damaged; run all blocks again, with the same "
                f"numbers: fourcapitals resume {self.path}"
            ) from None
        return Totals(**arrays, draws=record["draws"])

    def chunk_shape(self, variable: Variable) -> tuple[int, ...]:
        """Shape of one chunk of a variable: all scenarios, one block of draws."""
        return shape_of(variable, self.manifest)

    def read_chunk(self, variable: Variable, block: int) -> Array:
        """Read one chunk and compare it with its checksum.

        Raises
        ------
        BadInput
            When it is missing, truncated or changed.
        """
        from numcodecs import blosc

        shape = self.chunk_shape(variable)
        record = self.manifest["blocks"][block]["chunks"][variable.name]
        try:
            payload = blosc.decompress((self.path / chunk_file(variable, block)).read_bytes())
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


def shape_of(variable: Variable, header: Mapping[str, Any]) -> tuple[int, ...]:
    """Shape of a block of a variable: (scenario, draw, ...)."""
    sizes = {"place": len(header["places"]), "sex": len(SEXES), "year": len(YEARS), "area": len(header["areas"])}
    return (len(header["scenarios"]), BLOCK, *(sizes[axis] for axis in variable.axes))


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


def _pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """One file of several arrays: a line that describes them, then each compressed."""
    from numcodecs import blosc

    parts, described = [], []
    for name, array in arrays.items():
        # By first axis, because one buffer holds no more than 2 GiB.
        rows = [_compressed(blosc, row) for row in np.ascontiguousarray(array)]
        parts += rows
        described.append(
            {"name": name, "shape": array.shape, "type": array.dtype.str, "sizes": [len(row) for row in rows]}
        )
    return json.dumps(described).encode() + b"\n" + b"".join(parts)


def _unpack(content: bytes) -> dict[str, npt.NDArray[Any]]:
    from numcodecs import blosc

    start = content.index(b"\n") + 1
    arrays = {}
    for each in json.loads(content[:start]):
        array = np.empty(each["shape"], each["type"])
        for row, size in enumerate(each["sizes"]):
            array[row] = np.frombuffer(blosc.decompress(content[start : start + size]), each["type"]).reshape(
                array.shape[1:]
            )
            start += size
        arrays[each["name"]] = array
    return arrays


def _compressed(blosc: Any, array: npt.NDArray[Any]) -> bytes:
    packed: bytes = blosc.compress(np.ascontiguousarray(array), typesize=array.dtype.itemsize, **_CODEC)
    return packed


# Writing


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
        if error.errno in _FULL:
            advice = f"{kept}; free some space, then go on: fourcapitals resume {path}" if kept else "; free some space"
            raise BadInput(f"{path}: the disk is full{advice}") from None
        raise BadInput(f"{path}: cannot be written: {error.strerror or error}{kept}") from None


@dataclass(eq=False)
class Writer:
    """Who writes a store: chunks first, then counts and manifest in one step."""

    path: Path
    manifest: dict[str, Any]
    totals: Totals
    lock: Any

    @classmethod
    def create(cls, path: str | Path, header: Mapping[str, Any], *, overwrite: bool = False) -> Self:
        """Make an empty store, all at once.

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
            "blocks": [],
            "counts": NOTHING_YET,
            "counts_of_full_blocks": NOTHING_YET,
        }
        temporary, former = (folder.with_name(f".{folder.name}.{state}") for state in ("part", "former"))
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            with told(path):
                _lay_out(temporary, manifest)
                write_whole(temporary / MANIFEST, _as_json(manifest))
                if overwrite and folder.exists():
                    folder.replace(former)
                temporary.replace(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            shutil.rmtree(former, ignore_errors=True)
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
        OSError
            When they cannot be written.
        """
        from numcodecs import blosc

        chunks = {}
        for variable in variables(self.manifest["keep"]):
            content = np.ascontiguousarray(series[variable.name], dtype="<f8")
            target = self.path / chunk_file(variable, block)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, _compressed(blosc, content))
            chunks[variable.name] = checksum_of(content)
        record = {"rejected": rejected, "chunks": chunks}
        blocks = self.manifest["blocks"]
        if block < len(blocks):
            if blocks[block]["chunks"] != chunks:
                raise BadInput(
                    f"{self.path}: block {block} gives other numbers than were stored; this machine or its libraries "
                    "are not those that made the store; run it anew"
                )
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
        content = _pack(self.totals.arrays())
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
        for name, (axes, values, attributes) in _areas(self.manifest, self.totals).items():
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

    Raises
    ------
    BadInput
        When something is there that is not a store to be overwritten, or the folder is missing or read-only.
    """
    if path.exists() and not overwrite:
        is_store = (path / MANIFEST).is_file()
        advice = f"go on with it: fourcapitals resume {path}, or fourcapitals extend {path} --draws N; or " * is_store
        raise BadInput(f"{path}: exists; {advice}choose another name{' or add --overwrite' * is_store}")
    if path.exists() and not (path / MANIFEST).is_file():
        raise BadInput(f"{path}: is not a store and is not overwritten; choose another name")
    if path.exists():
        Store.open(path)
        _locked(path).close()
    else:
        check_target(path, overwrite=False)


def _locked(folder: Path) -> Any:
    """Keep other writers out for as long as the file is open; the system lets go of it when a process dies."""
    try:
        file = (folder / "writer.lock").open("a")
    except OSError as error:
        raise BadInput(f"{folder}: cannot be written: {error.strerror or error}") from None
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except OSError:
        file.close()
        raise BadInput(f"{folder}: is being written by another run; wait for it or stop it first") from None
    return file


def _as_json(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, indent=1, ensure_ascii=False).encode("utf-8")


def _lay_out(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Make the Zarr group with its coordinates and empty arrays."""
    import zarr
    from zarr.codecs import BloscCodec

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
    for variable in variables(manifest["keep"]):
        chunk = shape_of(variable, manifest)
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


# Comparing two stores


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


def difference_of(first: EnsembleResults, second: EnsembleResults) -> StoreDifference:
    """Say which inputs and which numbers of two ensembles differ, to the bit.

    Parameters
    ----------
    first, second : EnsembleResults
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


def _differing(first: EnsembleResults, second: EnsembleResults, common: Sequence[str]) -> Iterator[str]:
    if not common:
        return
    one, other = first.dataset(), second.dataset()
    same_reference = first.reference == second.reference
    draws = min(first.draws, second.draws)
    if not draws:
        return
    for name in one.data_vars:
        dims = one[name].dims
        if name not in other or ("reference" in one[name].attrs and not same_reference):
            continue
        if "draw" not in dims and first.draws != second.draws:
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
