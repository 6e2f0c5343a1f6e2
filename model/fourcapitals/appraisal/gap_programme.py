"""A linear programme of plans that knows the gap between places: the mean of the best less that of the worst tenth.

Both ends are ranked anew by the programme itself: the mean of the lowest tenth is a concave function of the levels of
places and that of the highest a convex one, so that both have rows as the mean of the worst draws has
(`equations.linear_programmes`). A tenth of places is taken as the people who live there at the plan where curves are
drawn: the model counts places.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_programme import Programme
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
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
    ends : (lowest, highest), share of people
        Who lives in the lowest and the highest tenth.
    plan : (use, area, year), £m of 2019, optional
        Where curves are drawn; without money if left out.
    """

    def __init__(
        self,
        tier: npt.NDArray[np.int64],
        part: Array,
        people: Array,
        levels: Array,
        ends: tuple[float, float] = (TENTH, TENTH),
        plan: Array | None = None,
    ) -> None:
        self.tier, self.part, self.levels, self.ends, self.plan = tier, part, levels, ends, plan
        self.weights = people / people.sum()

    def gap(self, change: Array) -> float:
        """The gap, years, once levels have changed, (tier,)."""
        levels = self.levels + change
        lowest = mean_of_worst_people(levels, self.weights, self.ends[0])
        return -mean_of_worst_people(-levels, self.weights, self.ends[1]) - lowest

    @cached_property
    def none(self) -> float:
        """The gap, years, before levels have changed."""
        return self.gap(np.zeros(len(self.weights)))

    def narrows(self, change: Array) -> float:
        """By how much the gap is narrower, years, by what money does to healthy life expectancy, (area,)."""
        of_tiers: Array = np.bincount(self.tier, change * self.part, len(self.weights)).astype(np.float64)
        return self.none - self.gap(of_tiers)


class CurvesWithGap(NamedTuple):
    """What plans bring, and what a narrower gap between places is worth beside."""

    worth: Curves
    """Of all but the gap, in one draw."""
    own: Curves
    """Healthy life expectancy of the area that gets the money, years."""
    places: Places
    weight: float
    """What a gap narrower by a year is worth."""

    @property
    def constant(self) -> Array:
        """(draw,): of the worth beside the gap."""
        return self.worth.constant

    def narrows(self, money: Array) -> float:
        """By how much a plan narrows the gap by the curves, years."""
        return self.places.narrows(self.own.by_area(money))

    def of(self, money: Array) -> float:
        """What a plan brings by the curves, and by the gap that they make."""
        return self.worth.of(money) + self.weight * self.narrows(money)

    def touching(self, money: Array, worth: float) -> CurvesWithGap:
        """The same with the constant by which they say of a plan what the model does."""
        rest = np.array([worth - self.weight * self.narrows(money)])
        return self._replace(worth=self.worth.touching(money, rest))

    def with_uses(self, factor: Array) -> CurvesWithGap:
        """The same with the effect of each use multiplied, (use,)."""
        return self._replace(worth=self.worth.with_uses(factor), own=self.own.with_uses(factor))

    def per_gbp_m(self, years: Array, people: Array) -> Array:
        """(use,): what the first £m of each use brings; for the gap what it does in the area that gets it.

        Parameters
        ----------
        years : (year,), share
        people : (area,), share
        """
        each: Array = self.worth.per_gbp_m(years, people) + self.weight * self.own.per_gbp_m(years, people)
        return each

    def programme(self, space: PlanSpace, more: Sequence[Rows] = ()) -> GapProgramme:
        """The linear programme of plans that are worth what the curves and the gap say."""
        return GapProgramme(space, self.worth, self.own, self.places, more, weight=self.weight)


class GapProgramme(Programme):
    """A linear programme of plans by what they bring and by how much they narrow the gap.

    Parameters
    ----------
    space : PlanSpace
    worth : Curves
        What plans bring, in one draw.
    own : Curves
        Healthy life expectancy of the area that gets the money, years.
    places : Places
    more : sequence of Rows
        Beside those of the limits, over the columns of money.
    weight : float
        What a gap narrower by a year is worth beside.
    """

    def __init__(
        self,
        space: PlanSpace,
        worth: Curves,
        own: Curves,
        places: Places,
        more: Sequence[Rows] = (),
        *,
        weight: float = 0.0,
    ) -> None:
        tiers = len(places.weights)
        super().__init__(space, worth, more, beside=2 + 2 * tiers)
        self.own, self.places = own, places
        self._first = self.width - 2 - 2 * tiers
        self.bounds[self._first : self._first + 2, 0] = -np.inf
        self.rows = [*self.rows, *self._rows_of_ends()]
        self.narrowing = np.zeros(self.width)
        ends = np.concatenate([-places.weights / share for share in places.ends])
        # Falls of the highest mean, rises of the lowest.
        self.narrowing[self._first :] = np.concatenate([[1.0, -1.0], ends])
        self.worth = self.worth + weight * self.narrowing
        self._of_gap = weight * places.none

    def value_of(self, found: Array) -> float:
        """What a solution brings by the curves and the gap."""
        return super().value_of(found) + self._of_gap

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
        return csr_array((does, where), shape=(len(self.places.weights), self.width))

    def _rows_of_ends(self) -> list[Rows]:
        """Rows of the lowest tenth (t, z) and of the highest (s, w), whose columns stand last."""
        from scipy.sparse import csr_array

        tiers, width = len(self.places.weights), self.width
        each = np.arange(tiers)

        def at(column: int, sign: float) -> csr_array:
            rows = np.concatenate([each, each])
            end = self._first + 2 + column * tiers + each
            columns = np.concatenate([np.full(tiers, self._first + column), end])
            values = np.concatenate([np.full(tiers, sign), np.full(tiers, -1.0)])
            return csr_array((values, (rows, columns)), shape=(tiers, width))

        straight, beside = self._straight()
        lowest = Rows("lowest tenth", (at(0, 1.0) - self._of_tiers()).tocsr(), self.places.levels)
        highest = Rows("highest tenth", (at(1, -1.0) + straight).tocsr(), -(self.places.levels + beside))
        return [lowest, highest]

    def _straight(self) -> tuple[csr_array, Array]:
        """(tier, column) and (tier,), years: what money does at most, by the straight lines that touch at the plan.

        A programme that wants no rise of the highest would fill their segments from the last: by lines it can't.
        """
        from scipy.sparse import csr_array

        own, places, (uses, areas, steps) = self.own, self.places, self.space.shape
        plan = np.zeros((uses, areas, own.first.shape[2])) if places.plan is None else places.plan
        total = plan.sum(axis=2)
        begun = np.cumsum(own.widths, axis=1) - own.widths
        within = (total[:, :, None] > begun).sum(axis=2).clip(1) - 1
        loss = np.take_along_axis(own.loss, within[:, :, None], axis=2)
        _, area, _ = np.unravel_index(np.arange(uses * areas * steps), (uses, areas, steps))
        does = self.space.columns(own.first - loss) * places.part[area]
        beside = (loss[:, :, 0] * total - (own.loss * own.filled(plan)).sum(axis=2)).sum(axis=0)
        tiers = len(places.weights)
        of_tiers: Array = np.bincount(places.tier, beside * places.part, tiers).astype(np.float64)
        return csr_array((does, (places.tier[area], np.arange(len(does)))), shape=(tiers, self.width)), of_tiers

    def narrows(self, money: Array) -> float:
        """By how much a plan narrows the gap by the curves, years."""
        return self.places.narrows(self.own.by_area(money))

    def most(self) -> float:
        """By how much any plan can be asked to narrow the gap, years."""
        return self.places.none + float(self.narrowing @ self.solved(self.narrowing))

    def best(self, *, least_narrowing: float | None = None) -> Array:
        """The plan that brings most, of those that narrow the gap by so much, (use, area, year)."""
        if least_narrowing is None:
            return self._plan(self.worth, ())
        from scipy.sparse import csr_array

        row = Rows("narrowing", csr_array(-self.narrowing[None]), np.array([self.places.none - least_narrowing]))
        return self._plan(self.worth, (row,))

    def narrowest(self) -> Array:
        """The plan that narrows the gap most, (use, area, year)."""
        return self._plan(self.narrowing, ())

    def _plan(self, objective: Array, more: Sequence[Rows]) -> Array:
        return self.space.spread(self.solved(objective, more)[: self.columns])
