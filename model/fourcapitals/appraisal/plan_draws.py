"""What plans bring in each draw: how much money does in each area, how fast its returns fall, and the curves of that.

In some draws little money a head brings nothing and more of it does, so that returns are taken over whole segments of
money and made concave: a programme then gives an area none, or enough. Money for one use in all areas at once tells
what it does in each, so that a draw takes a run for each use and amount, not for each area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from fourcapitals.appraisal.plan_curves import Curves, curves_of_draws
from fourcapitals.appraisal.plan_marginals import PlanRuns
from fourcapitals.ensemble.counterfactual_runs import Beside
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import concave_majorant

OUTPUT: Final = "gva_percent"
MOST_APART: Final = (0.25, 2.0)
"""Least and most of what a segment brings on top of a plan, as a multiple of what it brings alone: what a few £ of
effect in one place are divided by nearly nothing says little."""


class ReturnsInDraws:
    """Returns of money in each draw.

    Parameters
    ----------
    runs : PlanRuns
        With draws.
    ends : (segment,), £ a head of all years
        Ends of the segments within which returns are taken to be constant.
    widths : (area, segment), £m of all years
        The same segments.
    """

    def __init__(self, runs: PlanRuns, ends: Array, widths: Array) -> None:
        self.runs, self.ends, self.widths = runs, ends, widths

    @cached_property
    def _alone(self) -> tuple[Array, Array]:
        """(draw, use, area, segment): what reaching the end of each does to HLE, years, and to output, %."""
        found = [self.runs.own_responses(each, self.ends) for each in self.runs.in_draws]
        hle, output = (np.array([getattr(each, name) for each in found]) for name in ("hle", "output"))
        return np.moveaxis(hle, 2, 3), np.moveaxis(output, 2, 3)

    @cached_property
    def _of_england(self) -> Mapping[str, Array]:
        """(draw, use) of each outcome: what it is worth by how much of it areas with money have themselves."""
        middle = len(self.ends) // 2
        brought = [self.runs.brought_in_england(each, float(self.ends[middle])) for each in self.runs.in_draws]
        hle, output = (each[..., middle] for each in self._alone)
        own = {OUTPUT: output.sum(axis=2)}
        found: dict[str, Array] = {}
        for outcome in self.runs.outcomes:
            mine = own.get(outcome, hle @ self._people)
            england = np.array([each[outcome] for each in brought])
            found[outcome] = np.divide(england, mine, out=np.zeros_like(mine), where=np.abs(mine) > 0)
        return found

    @property
    def _people(self) -> Array:
        """(area,): the part of each area in England's people."""
        population = self.runs.counterfactuals.baseline.arrays.population
        part: Array = population[list(self.runs.positions)] / population.sum()
        return part

    def _narrows(self, priced: Sequence[Beside]) -> Array:
        """(draw, area): by how much the gap narrows for a year of each area, ranks as a plan leaves them."""
        runs, at = self.runs, list(self.runs.positions)
        found: Array = np.array(
            [
                -runs.counterfactuals.gap_by_area(own.reference_hle + plan.hle)[at]
                for own, plan in zip(runs.in_draws, priced, strict=True)
            ]
        )
        return found

    def _worth(self, hle: Array, output: Array, weights: Mapping[str, float], narrows: Array | None) -> Array:
        """What changes of areas, (draw, use, area, segment), are worth by weights of outcomes."""
        worth = np.zeros_like(hle)
        for outcome, weight in weights.items():
            if outcome.startswith("gap_") and narrows is not None:
                size = np.ones(len(hle))
                if outcome == "gap_narrowing_percent":
                    size = np.array([100 / each.reference_gap for each in self.runs.in_draws])
                worth += weight * hle * (size[:, None] * narrows)[:, None, :, None]
            elif outcome == OUTPUT:
                worth += weight * output * self._of_england[outcome][:, :, None, None]
            else:
                worth += weight * hle * self._people[:, None] * self._of_england[outcome][:, :, None, None]
        return worth

    def curves(self, money: Array, priced: Sequence[Beside], weights: Mapping[str, float], timing: Array) -> Curves:
        """Draw curves at a plan, without their constants.

        Parameters
        ----------
        money : (use, area, year), £m of 2019
        priced : sequence of Beside
            The plan in each draw.
        weights : mapping of outcome to what one unit of it is worth
        timing : (use, year)
            As in `plan_curves.curves_of_draws`.
        """
        narrows = self._narrows(priced) if any(each.startswith("gap_") for each in weights) else None
        gains = np.diff(self._worth(*self._alone, weights, narrows), axis=3, prepend=0.0)
        slopes = concave_majorant(gains, np.diff(self.ends, prepend=0.0)) / self.widths
        if money.any():
            slopes = slopes * self._beside(money, slopes, weights, narrows)[:, :, :, None]
        return curves_of_draws(slopes, self.widths, timing)

    def _beside(self, money: Array, slopes: Array, weights: Mapping[str, float], narrows: Array | None) -> Array:
        """(draw, use, area): what a segment brings on top of a plan, as a multiple of what it brings alone."""
        found = [self.runs.own_responses(each, self.ends[:1], money) for each in self.runs.in_draws]
        hle, output = (np.array([getattr(each, name) for each in found]) for name in ("hle", "output"))
        true = self._worth(np.moveaxis(hle, 2, 3), np.moveaxis(output, 2, 3), weights, narrows)[..., 0]
        given = money.sum(axis=2)[:, :, None]
        begun = np.cumsum(self.widths, axis=1) - self.widths
        widths = self.widths.copy()
        # Beyond the most that an area may have returns fall no further.
        widths[:, -1] = np.inf
        filled = np.clip(given + self.widths[:, :1] - begun, 0.0, widths) - np.clip(given - begun, 0.0, widths)
        alone = (slopes * filled).sum(axis=3)
        multiple = np.divide(true, alone, out=np.ones_like(true), where=np.abs(alone) > 1e-9 * np.abs(alone).max())
        kept: Array = np.clip(multiple, *MOST_APART)
        return kept
