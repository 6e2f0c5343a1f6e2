"""The plans that limits allow, as rows of a linear programme over uses, areas and years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN, PlanLimits
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import sums_of_groups

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from fourcapitals.appraisal.gap_programme import CurvesWithGap
    from fourcapitals.appraisal.plan_curves import Curves


class Rows(NamedTuple):
    """Rows of a linear programme: ``at_most @ x <= bound``, for all that one limit says."""

    said: str
    """The limit, in words."""
    at_most: csr_array
    bound: Array


@dataclass(frozen=True, eq=False)
class PlanSpace:
    """The plans that limits allow.

    Parameters
    ----------
    uses : sequence of str
    people : (area,), residents
    by_year : mapping of year to £m of 2019
        The budget, in equal parts where the plan chooses the years.
    limits : PlanLimits
    judged : frozenset of str
    letters : mapping of use to letter
        Of its effect on the outcome.
    together : bool
        Years are taken together, each with its part of the budget: as good as apart where a £ of every year is worth
        the same.
    """

    uses: Sequence[str]
    people: Array
    by_year: Mapping[int, float]
    limits: PlanLimits
    judged: frozenset[str]
    letters: Mapping[str, str]
    together: bool = False

    @property
    def budget(self) -> float:
        """All money, £m of 2019."""
        return sum(self.by_year.values())

    @cached_property
    def parts(self) -> Array:
        """(step, year): the part of a step's money that each year has; a step is a year, or all years together."""
        shares = np.array(list(self.by_year.values())) / self.budget
        return shares[None] if self.together else np.eye(len(shares))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Uses, areas, steps."""
        return len(self.uses), len(self.people), len(self.parts)

    def spread(self, x: Array) -> Array:
        """Spread the money of steps over their years, (use, area, step) or its columns to (use, area, year)."""
        money: Array = x.reshape(self.shape) @ self.parts
        return money

    def columns(self, per_gbp_m: Array) -> Array:
        """What each column brings, from what each £m brings by (use, area, year)."""
        of_steps: Array = (per_gbp_m @ self.parts.T).ravel()
        return of_steps

    @cached_property
    def _axes(self) -> tuple[npt.NDArray[np.int64], ...]:
        use, area, step = np.unravel_index(np.arange(int(np.prod(self.shape))), self.shape)
        return use.astype(np.int64), area.astype(np.int64), step.astype(np.int64)

    def sum_of(self, uses: Sequence[str] | frozenset[str]) -> csr_array:
        """One row: the money on some uses."""
        within = np.isin(np.array(self.uses), list(uses))
        row: csr_array = sums_of_groups(np.where(within[self._axes[0]], 0, -1), 1)
        return row

    @cached_property
    def equal(self) -> tuple[csr_array, Array]:
        """Rows of what must be spent: in each year its budget, or in all years all of it."""
        step = self._axes[2]
        if self.limits.most_of_year is not None:
            step = np.zeros_like(step)
        rows = sums_of_groups(step, int(step.max()) + 1)
        return rows, np.array([self.budget]) if self.limits.most_of_year is not None else self._of_steps

    @cached_property
    def _of_steps(self) -> Array:
        """(step,): its budget, £m."""
        of_years = np.array(list(self.by_year.values()))
        return np.array([of_years.sum()]) if self.together else of_years

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """Rows of all limits."""
        use, area, step = self._axes
        limits, steps, areas = self.limits, len(self.parts), len(self.people)
        chosen = limits.most_of_year
        largest = self._of_steps if chosen is None else np.full(steps, chosen * self.budget)
        of_area = np.outer(self.people, TIMES_THE_MEAN * largest / self.people.sum())
        if limits.most_per_head is not None:
            # Of years together the one with the most money reaches the cap first.
            years = self.parts.max(axis=1)
            of_area = np.outer(self.people, limits.most_per_head / 1e6 / years)
        said = "most per head" if limits.most_per_head is not None else f"{TIMES_THE_MEAN:g} times the mean a head"
        found = [Rows(said, sums_of_groups(area * steps + step, areas * steps), of_area.ravel())]
        if limits.least_per_head > 0:
            least = limits.least_per_head * self.people * len(self.by_year) / 1e6
            found.append(Rows("least per head", -sums_of_groups(area, areas), -least))
        caps = np.array([limits.most(each) for each in self.uses])
        if (caps < 1).any():
            found.append(Rows("caps on uses", sums_of_groups(use, len(caps)), caps * self.budget))
        if limits.most_judged < 1:
            most = np.array([limits.most_judged * self.budget])
            found.append(Rows("most judged", self.sum_of(self.judged), most))
        for letter, share in limits.most_of_letter.items():
            weak = [each for each in self.uses if self.letters[each] >= letter]
            found.append(Rows(f"most of the letter {letter}", self.sum_of(weak), np.array([share * self.budget])))
        if chosen is not None:
            found.append(Rows("most of a year", sums_of_groups(step, steps), largest))
        return tuple(found)

    def best(self, curves: Curves | CurvesWithGap, more: Sequence[Rows] = ()) -> tuple[Array, float]:
        """Solve for the plan that is best by curves.

        Parameters
        ----------
        curves : Curves or CurvesWithGap
            What plans bring; of several draws the mean of the worst.
        more : sequence of Rows
            Beside those of the limits.

        Returns
        -------
        (use, area, year), £m of 2019
        float
            What it brings by the curves.

        Raises
        ------
        BadInput
            When no plan keeps to all limits, naming those that would have to give.
        """
        programme = curves.programme(self, more)
        found = programme.solved(programme.worth)
        return self.spread(found[: programme.columns]), programme.value_of(found)

    def in_the_way(self, rows: Sequence[Rows]) -> list[str]:
        """Name the limits that would have to give for any plan to be left: the least that all together must give."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        columns = int(np.prod(self.shape))
        rows = [each for each in rows if each.at_most.shape[1] == columns]
        bound = np.concatenate([each.bound for each in rows])
        at_most = vstack([each.at_most for each in rows], format="csr")
        equal, budget = self.equal
        found: Any = linprog(
            np.concatenate([np.zeros(columns), np.ones(len(bound))]),
            hstack([at_most, -eye_array(len(bound))], format="csr"),
            bound,
            hstack([equal, csr_array((len(budget), len(bound)))], format="csr"),
            budget,
            method="highs",
        )
        if found.status != 0:
            return [f"limits: no plan keeps to them ({found.message}); leave one out"]
        ends = np.cumsum([len(each.bound) for each in rows])[:-1]
        give = [float(each.sum()) for each in np.split(found.x[columns:], ends)]
        named = [each.said for each, short in zip(rows, give, strict=True) if short > 1e-6 * self.budget]
        others = [each.said for each in rows if each.said not in named]
        return [
            f"limits: no plan keeps to all of them: {', '.join(named) or 'rounding'} would have to give way to "
            f"{', '.join(others) or 'the budget'}; loosen one of them"
        ]
