"""What an ensemble keeps of areas: bins of the draws of a block, and counts and sums over blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.ensemble.recipe import Job
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results import area_bins
from fourcapitals.results.area_bins import AREA_OUTCOMES, GRIDS, Bins, difference_bins, differences, level_bins
from fourcapitals.results.ensemble_arrays import Totals
from fourcapitals.simulation import compiled
from fourcapitals.vocabulary import BLOCK


@dataclass(eq=False)
class AreasOfBlock:
    """Bins of the areas in the draws of a block, (scenario, draw, outcome, milestone, area), and sums over draws."""

    base: dict[str, Array]
    reference: int
    level_bins: Bins
    difference_bins: Bins
    level_sums: Array
    difference_sums: Array

    @classmethod
    def empty(cls, job: Job, areas: int) -> Self:
        """Room for all scenarios of a job on one block of draws."""
        rest = (len(AREA_OUTCOMES), job.sizes.milestones, areas)
        bins, sums = (len(job.strategies), BLOCK, *rest), (len(job.strategies), *rest)
        return cls(
            base_levels(job.baseline),
            job.reference,
            np.empty(bins, np.uint16),
            np.empty(bins, np.uint16),
            np.zeros(sums),
            np.zeros(sums),
        )

    def take(self, row: int, seen: Array, *, counts: bool) -> None:
        """Take a draw of all scenarios, (scenario, outcome, milestone, area), into the bins, and sums if it counts."""
        for index, name in enumerate(AREA_OUTCOMES):
            grid, own = GRIDS[name], seen[:, index]
            change = differences(own, own[self.reference], grid)
            self.level_bins[:, row, index] = level_bins(own, self.base[name], grid)
            self.difference_bins[:, row, index] = difference_bins(change, grid)
            if counts:
                self.level_sums[:, index] += own
                self.difference_sums[:, index] += change

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The bins and the sums, by name."""
        names = ("level_bins", "difference_bins", "level_sums", "difference_sums")
        return {name: getattr(self, name) for name in names}


def base_levels(baseline: Baseline) -> dict[str, Array]:
    """Levels of the base year of the outcomes that are kept for every area, (area,) each; the mean of the sexes."""
    areas = baseline.arrays
    levels = {name: np.asarray(getattr(areas, name)) for name in AREA_OUTCOMES}
    return {name: values.mean(axis=0) if values.ndim > 1 else values for name, values in levels.items()}


def add_block(totals: Totals, made: Mapping[str, Any], counted: int) -> None:
    """Add the areas of one block to those of the blocks before.

    Counts are integers, so that their order cannot matter; sums are added in the order of the blocks.

    Parameters
    ----------
    totals : Totals
        Added to.
    made : mapping
        From `run_block`.
    counted : int, draws
        How many of the block count.

    Raises
    ------
    BadInput
        When they are of other scenarios, outcomes, milestones or areas in number: machine code checks no bounds.
    """
    scenarios, _, *rest = made["level_bins"].shape
    held = totals.level_counts.shape[:-1]
    if held != (scenarios, *rest):
        names = ("scenarios", "outcomes", "milestones", "areas")
        others = [
            f"{own} {name}, where the model gives {given}"
            for name, own, given in zip(names, held, (scenarios, *rest), strict=True)
            if own != given
        ]
        raise BadInput(f"areas: counts are of {' and '.join(others)}; restore the manifest")
    add = compiled.compile_function(area_bins.add_counts)
    for scenario in range(len(made["level_bins"])):
        add(totals.level_counts[scenario], made["level_bins"][scenario, :counted])
        add(totals.difference_counts[scenario], made["difference_bins"][scenario, :counted])
    totals.level_sums += made["level_sums"]
    totals.difference_sums += made["difference_sums"]
    totals.draws += counted
