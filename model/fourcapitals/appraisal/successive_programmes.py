"""Successive linear programmes: the best plan by curves, priced again, until the two are close.

Each round draws curves that touch what the model says at the best plan so far, solves for the plan that is best by
them, and mixes it with the plans of earlier rounds in the parts that the model likes most: mixtures of plans that
linear limits allow are allowed (the mixing is that of von Hohenbalken, Mathematical Programming 13, 1977).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from fourcapitals.equations.elementary import Array

Drawn = TypeVar("Drawn")


class Found(NamedTuple):
    """The best plan that was found."""

    plan: Array
    value: float
    """What it truly brings."""
    promised: float
    """What the curves of the last round promise of the best plan."""
    rounds: int
    history: tuple[tuple[float, float], ...]
    """Of each round: what its curves promise, and what the best plan so far brings."""

    @property
    def gap(self) -> float:
        """How far what the plan brings is from what is promised, as a share of what is promised."""
        size = abs(self.promised)
        return abs(self.promised - self.value) / size if size else 0.0


def successive(
    start: Array,
    *,
    curves_at: Callable[[Array], Drawn],
    best_by: Callable[[Drawn], tuple[Array, float]],
    value: Callable[[Array], float],
    tolerance: float,
    most_rounds: int,
    keeps: Callable[[Array], bool] = lambda plan: True,
) -> Found:
    """Maximise a value over plans that linear limits allow.

    Parameters
    ----------
    start : Array
        Where the first curves are drawn; it need not keep to the limits.
    curves_at : callable
        Draws curves at a plan.
    best_by : callable
        Gives the best plan by such curves, and what they promise of it.
    value : callable
        What a plan truly brings.
    tolerance : float, share
        The gap at which it is enough.
    most_rounds : int
    keeps : callable
        Whether a plan keeps to what curves only keep to nearly; else there is another round.

    Examples
    --------
    >>> found = successive(
    ...     np.zeros(2),
    ...     curves_at=lambda x: 1 / (1 + x) * np.array([2.0, 1.0]),
    ...     best_by=lambda slope: (4 * np.eye(2)[slope.argmax()], 4.0 * float(slope.max())),
    ...     value=lambda x: float(np.log1p(x) @ np.array([2.0, 1.0])),
    ...     tolerance=0.01, most_rounds=1,
    ... )
    >>> found.plan.tolist(), round(found.value, 3), found.promised
    ([4.0, 0.0], 3.219, 8.0)
    """
    plan, promised, worth = start, np.inf, -np.inf
    plans: list[Array] = []
    shares = np.zeros(0)
    history: list[tuple[float, float]] = []
    worth_at_start = 0.0
    for _ in range(most_rounds):
        other, promised = best_by(curves_at(plan))
        plans.append(other)
        plan, worth, shares = _mixed(plans, np.append(shares, 0.0), value, worth_at_start)
        worth_at_start = worth
        history.append((promised, worth))
        near = abs(promised - worth) <= tolerance * abs(promised)
        if near and keeps(plan):
            break
    return Found(plan, worth, promised, len(history), tuple(history))


def _mixed(
    plans: Sequence[Array], shares: Array, value: Callable[[Array], float], before: float
) -> tuple[Array, float, Array]:
    """Mix plans in the parts that are worth most, beginning at those before."""
    from scipy.optimize import LinearConstraint, minimize

    def mixture(parts: Array) -> Array:
        mixed: Array = np.tensordot(parts, np.array(plans), axes=1)
        return mixed

    tried = [np.eye(len(plans))[-1]]
    if len(plans) > 1:
        tried += [shares, 0.5 * shares + 0.5 * tried[0]]
    worth = [value(mixture(parts)) for parts in tried]
    best = int(np.argmax(worth))
    if len(plans) == 1:
        return plans[0], worth[0], tried[0]
    scale = max(abs(worth[best]), abs(before)) or 1.0
    search: Any = minimize
    found = search(
        lambda parts: -value(mixture(parts)) / scale,
        tried[2],
        method="SLSQP",
        bounds=[(0, 1)] * len(plans),
        constraints=LinearConstraint(np.ones((1, len(plans))), 1, 1),
        options={"maxiter": 20, "ftol": 1e-5},
    )
    parts = np.clip(found.x, 0, 1) / np.clip(found.x, 0, 1).sum()
    if (by_search := value(mixture(parts))) > worth[best]:
        return mixture(parts), by_search, parts
    return mixture(tried[best]), worth[best], tried[best]
