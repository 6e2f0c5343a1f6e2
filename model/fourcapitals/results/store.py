"""The store of an ensemble on disk: read where it is asked for, everything checked against its checksum.

Its folder is a Zarr group, so that any reader of Zarr takes it. ``manifest.json`` says which draws are in: what it does
not name was never committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import TOTALS, Sizes, Totals, Variable, shape_of, variables_of
from fourcapitals.results.ensemble_labels import Labelled, label
from fourcapitals.results.files import kind_of
from fourcapitals.results.manifest import DIGITS, MANIFEST, read_manifest
from fourcapitals.results.results import Results
from fourcapitals.results.store_arrays import UNREADABLE, draws_checksum, open_array, read_draws, read_labelled
from fourcapitals.results.store_files import check_closed, files_checksum
from fourcapitals.vocabulary import BLOCK

if TYPE_CHECKING:
    import xarray as xr

_OF_THE_STORE: Final = (
    *("format", "format_version", "blocks", "counts", "counts_of_full_blocks"),
    *("carried", "arrays", "checksum"),
)
"""What the manifest holds beside what went in."""
NOTHING_YET: Final[Mapping[str, Any]] = {"group": None, "draws": 0, "checksum": None}
"""Where the counts of no draw are."""


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
    _opened: dict[str, Any] = field(default_factory=dict, init=False)
    """Zarr arrays that are known to be what was written, by the name of their variable or group."""

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a store.

        Raises
        ------
        BadInput
            When there is none, it holds links, it is of another version, or its manifest cannot be read, is not one or
            was changed.
        """
        folder = Path(path)
        kind = kind_of(folder)
        if kind == "nothing" and kind_of(former_of(folder)) == "folder":
            raise BadInput(
                f"{path}: was to be overwritten by a run that was killed; the store from before is whole: put it back "
                f"with: mv {former_of(folder)} {path}"
            )
        if kind == "nothing":
            raise BadInput(f"{path}: no such store; make it with: fourcapitals run baseline --draws 1000 --out {path}")
        if kind != "folder" or kind_of(folder / MANIFEST) != "file":
            raise BadInput(f"{path}: is not a store: a folder with {MANIFEST} was expected")
        check_closed(folder)
        return cls(folder, read_manifest(folder))

    @property
    def header(self) -> Mapping[str, Any]:
        """What went in, and how far the store has come."""
        inputs = {name: each for name, each in self.manifest.items() if name not in _OF_THE_STORE}
        blocks = self.manifest["blocks"][: -(-self.draws // BLOCK)]
        return inputs | {"draws_done": self.draws, "rejected": sum(block["rejected"] for block in blocks)}

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
            When it holds no draw yet, or the counts of areas are damaged; on reading, when a chunk is, which the
            message names.
        """
        if not self.draws:
            raise BadInput(f"{self.path}: holds no draw yet; go on with it: fourcapitals resume {self.path}")
        of_areas = totals.by_scenario() if totals is not None else self.totals_by_scenario()
        chunks = {variable.name: _Chunks(self, variable) for variable in variables_of(self.manifest)}
        try:
            return Results(label(self.header, chunks, of_areas, self.carried()))
        except ValueError as error:
            raise BadInput(
                f"{self.path / MANIFEST}: is not that of the arrays beside it ({str(error).split(':')[0]}); restore it "
                "from a copy, or run it anew with --overwrite"
            ) from None

    def carried(self) -> xr.Dataset:
        """Read what is known about areas and money whatever the draw; at central values.

        Raises
        ------
        BadInput
            When it is missing or damaged.
        """
        import xarray as xr

        read = {name: self._constant(name) for name in self.manifest["arrays"]}
        data = {name: read[name] for name in self.manifest["carried"]}
        axes = {axis for dims, _, _ in data.values() for axis in dims}
        others = {name: each for name, each in read.items() if name not in data and name != "title"}
        return xr.Dataset(data, {name: each for name, each in others.items() if axes.issuperset(each[0])})

    def faults_of_constants(self) -> list[str]:
        """Name the arrays that never change whose files are not those that were written."""
        faults: list[str] = []
        for name in self.manifest["arrays"]:
            try:
                self._constant(name)
            except BadInput as error:
                faults += error.faults
        return faults

    def _constant(self, name: str) -> Labelled:
        """Read an array that never changes, once its files are known to be those that were written."""
        folder = self.path / name
        try:
            if files_checksum(folder) == self.manifest["arrays"][name]:
                return read_labelled(folder)
        except UNREADABLE:
            pass
        raise BadInput(f"{folder}: is missing or damaged; restore it from a copy, or run it anew with --overwrite")

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
            return Totals.none(
                len(self.scenarios[scenarios]), len(self.manifest["areas"]), len(self.manifest["milestones"])
            )
        folder = self.path / record["group"]
        try:
            if record["group"] not in self._opened and files_checksum(folder) == record["checksum"]:
                self._opened[record["group"]] = {name: zarr.open_array(folder / name, mode="r") for name in TOTALS}
            arrays = {name: array[scenarios] for name, array in self._opened[record["group"]].items()}
            return Totals(**arrays, draws=record["draws"])
        except UNREADABLE:
            pass
        raise BadInput(
            f"{self.path}: the counts of areas are missing or damaged; run all blocks again, with the same numbers: "
            f"fourcapitals resume {self.path}"
        )

    def read_block(self, variable: Variable, block: int) -> Array:
        """Read the draws of a block that are in, of one variable: (scenario, draw, ...).

        Raises
        ------
        BadInput
            When its chunk is missing, truncated, changed or another's.
        """
        if variable.name not in self._opened:
            self._opened[variable.name] = open_array(self.path, variable, self.manifest)
        first, draws = block * BLOCK, self.manifest["blocks"][block]["draws"]
        try:
            content = read_draws(self.path / variable.name, self._opened[variable.name], block, draws)
            whole = draws_checksum(content) == self.block_checksum(variable, block)
        except UNREADABLE:
            whole = False
        if not whole:
            raise BadInput(
                f"{self.path}: block {block} (draws {first} to {first + BLOCK - 1}) is missing or damaged in "
                f"{variable.name!r}; run it again, with the same numbers: fourcapitals resume {self.path}"
            )
        return content[:, : self.draws - first]

    def block_checksum(self, variable: Variable, block: int) -> str:
        """Give the checksum that the manifest states of the draws of a block, of one variable."""
        at = DIGITS * [each.name for each in variables_of(self.manifest)].index(variable.name)
        return str(self.manifest["blocks"][block]["checksums"][at : at + DIGITS])

    def damaged_blocks(self) -> list[int]:
        """Read every chunk and name the blocks that do not agree with their checksums."""
        return [block for block in range(-(-self.draws // BLOCK)) if not self._is_whole(block)]

    def _is_whole(self, block: int) -> bool:
        try:
            for variable in variables_of(self.manifest):
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


def former_of(folder: Path) -> Path:
    """Name the place where a store stands for the moment in which another takes its name."""
    return named_beside(folder, "former")


def named_beside(folder: Path, what: str) -> Path:
    """Give a hidden name of ours beside a store.

    Raises
    ------
    BadInput
        When the path has no name of its own, such as the root of the disk.

    Examples
    --------
    >>> named_beside(Path("runs/announced"), "lock").as_posix()
    'runs/.announced.lock'
    """
    whole = folder if folder.name not in ("", "..") else folder.resolve()
    if not whole.name:
        raise BadInput(f"{folder}: is the root of the disk; give the name of a folder")
    return whole.with_name(f".{whole.name}.{what}")
