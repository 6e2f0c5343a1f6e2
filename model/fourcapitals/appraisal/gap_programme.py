"""A linear programme of plans that knows the gap between places: the mean of the best less that of the worst tenth.

Both ends are ranked anew by the programme itself: the mean of the lowest tenth is a concave function of the levels of
places and that of the highest a convex one, so that both have rows as the mean of the worst draws has
(`equations.linear_programmes`). Tenths are of people here, and of places where the model prices a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fourcapitals.appraisal.plan_marginals import Curves
from fourcapitals.appraisal.plan_space import PlanSpace, Programme, Rows
from fourcapitals.equations.disparity import TENTH
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import mean_of_worst_people

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Places:
    """Upper tiers, whose levels of healthy life expectancy make the gap.

    Parameters
    ----------
    tier : (area,), positions
        The upper tier of each area that money may go to.
    part : (area,), share
        Of each area in the people of its tier.
    people : (tier,), residents
    levels : (tier,), years
        Healthy life expectancy in 2035 of the plan without money, less what curves say that it does.
    """

    def __init__(self, tier: npt.NDArray[np.int64], part: Array, people: Array, levels: Array) -> None:
        self.tier, self.part, self.levels = tier, part, levels
        self.weights = people / people.sum()

    def gap(self, change: Array) -> float:
        """The gap, years, once levels have changed, (tier,)."""
        levels = self.levels + change
        lowest = mean_of_worst_people(levels, self.weights, TENTH)
        return -mean_of_worst_people(-levels, self.weights, TENTH) - lowest


class GapProgramme:
    """Plans by what they bring and by how much they narrow the gap.

    Parameters
    ----------
    space : PlanSpace
    worth : Curves
        What plans bring.
    own : Curves
        Healthy life expectancy of the area that gets the money, years.
    places : Places
    """

    def __init__(self, space: PlanSpace, worth: Curves, own: Curves, places: Places) -> None:
        tiers = len(places.weights)
        self.space, self.own, self.places = space, own, places
        self.programme = Programme(space, worth, beside=2 + 2 * tiers)
        self._first = self.programme.width - 2 - 2 * tiers
        self.programme.bounds[self._first : self._first + 2, 0] = -np.inf
        self._rows = self._rows_of_ends()
        self._none = places.gap(np.zeros(tiers))
        self.narrowing = np.zeros(self.programme.width)
        ends = np.tile(-places.weights / TENTH, 2)
        # Falls of the highest mean, rises of the lowest.
        self.narrowing[self._first :] = np.concatenate([[1.0, -1.0], ends])

    def _of_tiers(self) -> csr_array:
        """(tier, column), years: what each column does to each tier."""
        from scipy.sparse import csr_array

        uses, areas, steps = self.space.shape
        segments = self.own.widths.shape[1]
        money, filled = np.prod((uses, areas, steps)), np.prod((uses, areas, segments))
        _, area, _ = np.unravel_index(np.arange(money), (uses, areas, steps))
        _, beside, _ = np.unravel_index(np.arange(filled), (uses, areas, segments))
        of_area = np.concatenate([area, beside])
        does = np.concatenate([self.space.columns(self.own.first), -self.own.loss.ravel()]) * self.places.part[of_area]
        where = (self.places.tier[of_area], np.arange(len(does)))
        return csr_array((does, where), shape=(len(self.places.weights), self.programme.width))

    def _rows_of_ends(self) -> list[Rows]:
        """Rows of the lowest tenth (t, z) and of the highest (s, w), whose columns stand last."""
        from scipy.sparse import csr_array

        tiers, width = len(self.places.weights), self.programme.width
        each = np.arange(tiers)

        def at(column: int, sign: float) -> csr_array:
            rows = np.concatenate([each, each])
            end = self._first + 2 + column * tiers + each
            columns = np.concatenate([np.full(tiers, self._first + column), end])
            values = np.concatenate([np.full(tiers, sign), np.full(tiers, -1.0)])
            return csr_array((values, (rows, columns)), shape=(tiers, width))

        does = self._of_tiers()
        lowest = Rows("lowest tenth", (at(0, 1.0) - does).tocsr(), self.places.levels)
        highest = Rows("highest tenth", (at(1, -1.0) + does).tocsr(), -self.places.levels)
        return [lowest, highest]

    def narrows(self, money: Array) -> float:
        """By how much a plan narrows the gap by the curves, years."""
        begun = np.cumsum(self.own.widths, axis=1) - self.own.widths
        filled = np.clip(money.sum(axis=2)[:, :, None] - begun, 0.0, self.own.widths)
        of_area = (self.own.first * money).sum(axis=(0, 2)) - (self.own.loss * filled).sum(axis=(0, 2))
        tiers = len(self.places.weights)
        change: Array = np.bincount(self.places.tier, of_area * self.places.part, tiers).astype(np.float64)
        return self._none - self.places.gap(change)

    def best(self, *, least_narrowing: float | None = None) -> Array:
        """The plan that brings most, of those that narrow the gap by so much, (use, area, year)."""
        if least_narrowing is None:
            return self._solved(self.programme.worth, ())
        from scipy.sparse import csr_array

        row = Rows("narrowing", csr_array(-self.narrowing[None]), np.array([self._none - least_narrowing]))
        return self._solved(self.programme.worth, (row,))

    def narrowest(self) -> Array:
        """The plan that narrows the gap most, (use, area, year)."""
        return self._solved(self.narrowing, ())

    def _solved(self, objective: Array, more: Sequence[Rows]) -> Array:
        found = self.programme.solved(objective, [*self._rows, *more])
        return self.space.spread(found[: self.programme.columns])
