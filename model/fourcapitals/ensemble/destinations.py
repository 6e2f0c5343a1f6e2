"""Where the blocks of an ensemble go: into memory, or into a store that is committed from time to time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from fourcapitals.ensemble.areas_of_block import add_block
from fourcapitals.ensemble.store_writer import Writer
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import Sizes, Totals, shape_of, variables_of
from fourcapitals.results.ensemble_labels import label
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BLOCK

if TYPE_CHECKING:
    import xarray as xr


MOST_IN_MEMORY: Final = 1 << 30
"""Bytes of a cube beyond which a store is asked for."""
CHECKPOINT_SECONDS: Final = 15.0
"""Longest wait before a checkpoint of a store is due."""
_CHECKPOINT_SHARE: Final = 0.02
"""Share of the time that checkpoints may take, where that lets them come sooner."""


@dataclass(eq=False)
class InMemory:
    """An ensemble that is kept in memory."""

    header: dict[str, Any]
    carried: xr.Dataset
    totals: Totals
    series: dict[str, Array]
    rejected: int = 0
    keeps_whole_blocks: bool = False

    @classmethod
    def of(cls, header: Mapping[str, Any], carried: xr.Dataset, draws: int) -> InMemory:
        """Make room for so many draws; BadInput where they take too much memory."""
        shapes = {each.name: shape_of(each, Sizes.of(header)) for each in variables_of(header)}
        needed = sum(8 * draws * int(np.prod((shape[0], *shape[2:]))) for shape in shapes.values())
        if needed > MOST_IN_MEMORY:
            raise BadInput(
                f"{draws:,} draws of {len(header['scenarios'])} scenario(s) would take {needed / 1e9:.1f} GB of "
                "memory; give a store that grows on disk, such as --out runs.zarr, or fewer draws"
            )
        series = {name: np.empty((shape[0], draws, *shape[2:])) for name, shape in shapes.items()}
        empty = Totals.none(len(header["scenarios"]), len(header["areas"]), len(header["milestones"]))
        return cls({**header, "draws": draws}, carried, empty.narrowed(draws), series)

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        """Take what `block.run_block` gave, of which some draws count."""
        first = block * BLOCK
        for name, values in made["series"].items():
            self.series[name][:, first : first + counted] = values[:, :counted]
        self.rejected += made["rejected"]
        add_block(self.totals, made, counted)

    def results(self) -> Results:
        """Give what has been taken, with names and units."""
        header = {**self.header, "draws_done": self.totals.draws, "rejected": self.rejected}
        return Results(label(header, self.series, self.totals.by_scenario(), self.carried))


@dataclass(eq=False)
class OnDisk:
    """An ensemble that is kept in a store, committed from time to time.

    A new store is made when its first block is there: what is refused, or stopped before, leaves nothing but what was
    there.
    """

    writer: Writer | None
    create: Callable[[], Writer] | None = None
    """Makes it, where there is none yet."""
    kept: bool = False
    """Whether the store holds what was committed."""
    last: float = field(default_factory=time.monotonic)
    took: float = 0.0
    """Seconds that the last checkpoint took; 0 before the first, which is therefore due after the first block."""
    whole: bool = True
    """False while a block is half added, when an interrupt would leave counts of no whole number of draws."""
    keeps_whole_blocks: bool = True

    @property
    def stored(self) -> Writer:
        """Who writes the store, which is made where there is none."""
        if self.writer is None and self.create is not None:
            self.writer = self.create()
        return cast("Writer", self.writer)

    @property
    def totals(self) -> Totals:
        """The areas of the draws that are in."""
        return Totals.none(0, 0) if self.writer is None else self.writer.totals

    def take(self, block: int, made: Mapping[str, Any], counted: int) -> None:
        """Write what `block.run_block` gave, and commit it where a checkpoint is due."""
        writer = self.stored
        writer.write_block(block, made["series"], made["rejected"])
        if counted < BLOCK:
            writer.keep_full_blocks()
        self.whole = False
        add_block(writer.totals, made, counted)
        self.whole = True
        if time.monotonic() - self.last > min(CHECKPOINT_SECONDS, self.took / _CHECKPOINT_SHARE):
            self.checkpoint()

    def checkpoint(self) -> None:
        """Commit what was taken: what comes after may stop, this stays."""
        begun = time.monotonic()
        self.stored.checkpoint()
        self.kept = True
        self.last = time.monotonic()
        self.took = self.last - begun

    def close(self) -> None:
        """Let others write; a store that holds no block goes."""
        if self.writer is not None:
            self.writer.close()
