"""What plans bring by concave curves: each use in each area, straight within segments; at central values or in draws.

Where draws differ not only in how much a use brings but in where, and in how fast its returns fall, a use has several
parts: patterns over areas and segments, of which each draw has its own sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.appraisal.plan_programme import Programme
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import mean_of_worst

if TYPE_CHECKING:
    from typing import Self

WITHIN: Final = 0.01
"""Smallest pattern of a use that counts, as a share of the largest of the same use."""
OF_ALL: Final = 0.002
"""And as a share of the largest of all uses."""


class Curves(NamedTuple):
    """What plans bring by concave curves, in one draw or several."""

    constant: Array
    """(draw,): at the plan where the curves were drawn, less what they say of it."""
    first: Array
    """(part, area, year): what the first £m brings; a part is a use, or a pattern of one."""
    widths: Array
    """(area, segment), £m of all years."""
    loss: Array
    """(part, area, segment): by how much less than the first each £m of a segment brings; summed over the parts of a
    use at least 0, never falling."""
    factors: Array
    """(draw, part): how many times as much it brings in each draw."""
    worst: float = 1.0
    """Share of the draws that counts."""
    of_use: tuple[int, ...] | None = None
    """(part,): position of its use; each its own where nothing is given."""

    @property
    def use(self) -> npt.NDArray[np.int64]:
        """(part,): position of its use."""
        return np.array(range(len(self.first)) if self.of_use is None else self.of_use, np.int64)

    def filled(self, money: Array) -> Array:
        """(use, area, segment), £m: how far a plan fills the segments."""
        begun = np.cumsum(self.widths, axis=1) - self.widths
        filled: Array = np.clip(money.sum(axis=2)[:, :, None] - begun, 0.0, self.widths)
        return filled

    def by_part(self, money: Array) -> Array:
        """(part,): what each part of a plan brings."""
        use, filled = self.use, self.filled(money)
        each: Array = (self.first * money[use]).sum(axis=(1, 2)) - (self.loss * filled[use]).sum(axis=(1, 2))
        return each

    def by_area(self, money: Array) -> Array:
        """(area,): what a plan brings by the money of each area, in the first draw."""
        use, filled, factor = self.use, self.filled(money), self.factors[0]
        of_parts = (self.first * money[use]).sum(axis=2) - (self.loss * filled[use]).sum(axis=2)
        each: Array = factor @ of_parts
        return each

    def in_draws(self, money: Array) -> Array:
        """(draw,): what a plan brings in each draw."""
        each: Array = self.constant + self.factors @ self.by_part(money)
        return each

    def of(self, money: Array) -> float:
        """What a plan brings by them; of several draws the mean of the worst."""
        return mean_of_worst(self.in_draws(money), self.worst)

    def touching(self, money: Array, worths: Array, *, worst: float = 1.0) -> Self:
        """The same with constants by which they say of a plan what the model does, (draw,)."""
        return self._replace(constant=worths - self.factors @ self.by_part(money), worst=worst)

    def with_uses(self, factor: Array) -> Self:
        """The same with the effect of each use multiplied, (use,)."""
        of_part = factor[self.use][:, None, None]
        return self._replace(first=of_part * self.first, loss=of_part * self.loss)

    def weighted(self, weights: Array) -> Self:
        """As one draw: the mean of the draws by weights that sum to 1, (draw,)."""
        return self._replace(
            constant=np.array([weights @ self.constant]), factors=(weights @ self.factors)[None], worst=1.0
        )

    def of_worst_draws(self, money: Array, draws: int) -> Self:
        """Keep only some draws, in which a plan brings least; as many of them count as before."""
        count = self.worst * len(self.constant)
        if draws <= count or draws >= len(self.constant):
            return self
        kept = np.sort(np.argsort(self.in_draws(money), kind="stable")[:draws])
        return self._replace(constant=self.constant[kept], factors=self.factors[kept], worst=count / draws)

    def per_gbp_m(self, years: Array, people: Array) -> Array:
        """(use,): what the first £m of each use brings, spread over areas by people and over years, mean of draws.

        Parameters
        ----------
        years : (year,), share
        people : (area,), share
        """
        of_parts = self.factors.mean(axis=0) * ((self.first @ years) @ people)
        each: Array = np.bincount(self.use, of_parts, int(self.use.max()) + 1).astype(np.float64)
        return each

    def programme(self, space: PlanSpace, more: Sequence[Rows] = ()) -> Programme:
        """The linear programme of plans that are worth what the curves say."""
        return Programme(space, self, more)


def curves_of_draws(slopes: Array, widths: Array, timing: Array) -> Curves:
    """Curves of several draws from what each £m of a segment brings in each: patterns of a use that matter are kept.

    Parameters
    ----------
    slopes : (draw, use, area, segment)
        Never rising along segments.
    widths : (area, segment), £m of all years
    timing : (use, year)
        How many times as much a £ brings in one year as when it is spread over them.

    Returns
    -------
    Curves
        Without constants. Patterns are those of the singular value decomposition, each cell weighted by the square root
        of its money.

    Examples
    --------
    >>> slopes = np.array([4.0, 2.0])[:, None, None, None] * np.array([1.0, 0.5])
    >>> curves = curves_of_draws(slopes, np.array([[10.0, 10.0]]), np.ones((1, 1)))
    >>> len(curves.first), curves.in_draws(np.array([[[15.0]]])).round(6).tolist()
    (1, [50.0, 25.0])
    """
    draws, uses = slopes.shape[:2]
    root = np.sqrt(widths).ravel()
    decomposed = [np.linalg.svd(slopes[:, use].reshape(draws, -1) * root, full_matrices=False) for use in range(uses)]
    largest = max(float(size[0]) for _, size, _ in decomposed)
    factors, patterns, of_use = [], [], []
    for use, (left, size, right) in enumerate(decomposed):
        kept = max(int((size > max(WITHIN * size[0], OF_ALL * largest)).sum()), 1)
        factors.append(left[:, :kept] * size[:kept])
        patterns.append((right[:kept] / root).reshape(kept, *widths.shape))
        of_use += [use] * kept
    each = np.concatenate(patterns)
    first = each[:, :, :1] * timing[of_use][:, None, :]
    loss = each[:, :, :1] - each
    return Curves(np.zeros(draws), first, widths, loss, np.concatenate(factors, axis=1), of_use=tuple(of_use))
