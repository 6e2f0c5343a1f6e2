"""The linear programme of plans: their money, the segments of curves that it fills, and draws; solved by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import tail_rows
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from fourcapitals.appraisal.plan_curves import Curves


class Programme:
    """A linear programme of plans: their money by use, area and step, the segments that it fills, and draws.

    Parameters
    ----------
    space : PlanSpace
    curves : Curves
    more : sequence of Rows
        Beside those of the limits; over the columns of money, or over all columns.
    beside : int
        Further columns, for what else is asked of central values.
    """

    def __init__(self, space: PlanSpace, curves: Curves, more: Sequence[Rows] = (), *, beside: int = 0) -> None:
        from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

        self.space, self.curves, self.rows = space, curves, [*space.rows, *more]
        uses, areas, steps = space.shape
        self.columns, cells, segments = uses * areas * steps, uses * areas, curves.widths.shape[1]
        self.size = 1.0
        self.draws = len(curves.constant) if len(curves.constant) > 1 else 0
        filled = cells * segments
        width = self.columns + filled + ((len(curves.first) + 1 + self.draws) if self.draws else 0) + beside
        self.width = width
        # All money of a use in an area fills its segments.
        of_cell = kron(eye_array(cells), csr_array(np.ones((1, steps))))
        of_segment = kron(eye_array(cells), csr_array(np.ones((1, segments))))
        fills = self._widened(hstack([of_cell, -of_segment], format="csr"))
        budget = self._widened(space.equal[0])
        self.equal = vstack([budget, fills], format="csr")
        self.given = np.concatenate([space.equal[1], np.zeros(cells)])
        widths = np.broadcast_to(curves.widths, (uses, areas, segments)).ravel()
        self.bounds = np.column_stack([np.zeros(width), np.full(width, np.inf)])
        self.bounds[self.columns : self.columns + filled, 1] = widths
        self.by_part = self._widened(self._of_parts())
        self.worth: Array = self.by_part.T @ curves.factors[0]
        if self.draws:
            self._add_draws()

    def _of_parts(self) -> csr_array:
        """(part, column): what the money and the segments of its use bring to each part of the curves."""
        from scipy.sparse import csr_array

        parts, (uses, areas, steps) = len(self.curves.first), self.space.shape
        segments = self.curves.widths.shape[1]
        use = self.curves.use[:, None]
        money = use * areas * steps + np.arange(areas * steps)
        filled = uses * areas * steps + use * areas * segments + np.arange(areas * segments)
        first = self.curves.first @ self.space.parts.T
        brings = np.concatenate([first.reshape(parts, -1), -self.curves.loss.reshape(parts, -1)], axis=1)
        columns = np.concatenate([money, filled], axis=1)
        rows = np.broadcast_to(np.arange(parts)[:, None], columns.shape)
        return csr_array(
            (brings.ravel(), (rows.ravel(), columns.ravel())), shape=(parts, uses * areas * (steps + segments))
        )

    def _add_draws(self) -> None:
        """What each part brings becomes a column of its own, of which each draw has a row; all as shares of a size."""
        from scipy.sparse import csr_array, hstack, vstack

        parts = len(self.curves.first)
        self.size = float(abs(self.by_part).max()) * self.space.budget or 1.0
        tail = tail_rows(self.curves.factors, self.curves.constant / self.size, self.curves.worst)
        beside = tail.most.shape[1]
        before = self.width - beside
        defined = self.by_part / self.size - csr_array(
            (np.ones(parts), (np.arange(parts), before + np.arange(parts))), shape=(parts, self.width)
        )
        self.equal = vstack([self.equal, defined], format="csr")
        self.given = np.concatenate([self.given, np.zeros(parts)])
        self.bounds[before : before + parts + 1, 0] = -np.inf
        none = csr_array((self.draws, before))
        self.rows = [*self.rows, Rows("draws", hstack([none, tail.most], format="csr"), tail.bound)]
        self.worth = self.size * np.concatenate([np.zeros(before), tail.objective])

    def _widened(self, part: csr_array) -> csr_array:
        from scipy.sparse import csr_array, hstack

        more = self.width - part.shape[1]
        return hstack([part, csr_array((part.shape[0], more))], format="csr") if more else csr_array(part)

    def value_of(self, found: Array) -> float:
        """What a solution brings by the curves; of several draws the mean of the worst."""
        beside = 0.0 if self.draws else float(self.curves.constant[0])
        return float(self.worth @ found) + beside

    def solved(self, objective: Array, more: Sequence[Rows] = ()) -> Array:
        """Solve for the largest value of an objective over all columns.

        Raises
        ------
        BadInput
            When no plan keeps to all limits.
        """
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        # SciPy takes bounds as an array, which its types do not say.
        solve: Any = linprog
        rows = [*self.rows, *more]
        scale = np.abs(objective).max() or 1.0
        found: Any = solve(
            -objective / scale,
            vstack([self._widened(each.at_most) for each in rows], format="csr"),
            np.concatenate([each.bound for each in rows]),
            self.equal,
            self.given,
            self.bounds,
            method="highs",
        )
        if found.status != 0:
            raise BadInput(*self.space.in_the_way(rows))
        self.prices: Array = -found.ineqlin.marginals * scale
        solution: Array = found.x
        return solution

    def weights_of_draws(self) -> Array:
        """(draw,): by how much each draw counts where a plan is best, 1 in sum: its row's price in the programme."""
        self.solved(self.worth)
        prices = np.maximum(self.prices[-self.draws :], 0.0)
        weights: Array = prices / prices.sum()
        return weights
