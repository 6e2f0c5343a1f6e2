"""How firm a best plan is: what else is nearly as good, what it would take to stop being best, what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.appraisal.gap_programme import CurvesWithGap
from fourcapitals.appraisal.optimisation import Optimum
from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_programme import Programme
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown
from fourcapitals.vocabulary import NOTHING, TIE, USES

if TYPE_CHECKING:
    import pandas as pd

BOUGHT: Final = 0.01
"""Share of the money from which a use counts as bought."""
STEP: Final = 0.01
"""Of the way to another plan, to which it is followed."""
TIMES_THE_WORST: Final = 2.0
"""Draws by which another best plan is looked for, as a multiple of those that count; all price it."""
MOST_STEPS: Final = 8
"""Programmes that are solved for the flip of one use."""


class Badge(NamedTuple):
    """What a plan rests on."""

    badge: str
    """found, assumed, untested where it buys one judged use or none, or unsettled where the curves hold another plan to
    be better as it is."""
    judged: float
    """Share of its money on uses whose effect is judged."""
    loss_percent: float
    """By how much another plan is better once judged effects are made equal, % of that."""


@checked
def alternatives(optimum: Optimum, *, slack: float = 0.02) -> pd.DataFrame:
    """Say of each use how much of it a plan must and may have to stay nearly as good, and what would flip the plan.

    Parameters
    ----------
    optimum : Optimum
    slack : float, share
        By how much less than the best still counts as nearly as good.

    Returns
    -------
    pandas.DataFrame
        A row a use, the largest first: ``use, label, letters, judged``; ``gbp_m`` and ``share`` in the best plan and
        ``areas`` that it goes to; ``least, most``, shares with which some plan within the limits that was found stays
        within the slack as the model prices it; of uses that are bought ``flip``, the share of its central effect below
        which another plan is better by more than the slack, and ``probability_below``, the share of ``draws`` in which
        its effect for each £ is below that. Flips are of the curves of the last round, and not a number where those
        hold another plan to be better by more than the slack as it is; attribute ``short``, by how much they do.

    Raises
    ------
    BadInput
        When the slack is no share.
    """
    import pandas as pd

    if not 0 < slack < 1:
        raise BadInput(f"slack: a share above 0 and below 1 expected, got {shown(slack)}")
    # Of the years together the programmes are a tenth of the size; the model prices what they lead to all the same.
    space = optimum.space if optimum.more else replace(optimum.space, together=True)
    programme = _programme(optimum, space)
    best = programme.value_of(programme.solved(programme.worth))
    near = _nearly_as_good(programme, best, slack)
    labels, evidence = {use.name: use.label for use in USES}, load_evidence_letters()
    money, factors, short = optimum.money.to_numpy(), optimum.factors, short_by_curves(optimum)
    rows: list[dict[str, Any]] = []
    for at, (use, share) in enumerate(optimum.shares.items()):
        row: dict[str, Any] = {
            "use": use,
            "label": labels[use],
            "letters": evidence.marks_of(use),
            "judged": use in optimum.question.judged,
            "gbp_m": float(money[at].sum()),
            "share": share,
            "areas": int((money[at].sum(axis=1) > 0).sum()),
            **_least_and_most(programme, near, optimum, use, share, slack),
            "flip": np.nan,
            "probability_below": np.nan,
            "draws": len(factors),
        }
        if share >= BOUGHT and short <= slack:
            row["flip"] = _flip(optimum, at, slack)
            if len(factors):
                row["probability_below"] = float(np.mean(factors[:, at] < row["flip"]))
        rows.append(row)
    found = pd.DataFrame(rows).sort_values("share", ascending=False, kind="stable", ignore_index=True)
    found.attrs = {"slack": slack, "short": short, "badge": badge_of(optimum)._asdict()}
    return found


def short_by_curves(optimum: Optimum) -> float:
    """By how much another plan is better by the curves of the last round, as a share of what it brings by them."""
    promised = optimum.found.promised
    return (promised - optimum.curves.of(optimum.money.to_numpy())) / abs(promised) if promised else 0.0


def _programme(optimum: Optimum, space: PlanSpace) -> Programme:
    """The programme of what is nearly as good; of draws their mean, each counted as much as where the plan is best.

    No plan is worth less by that mean than by its own worst draws, so that none is missed; the model prices them all.
    """
    curves = optimum.curves
    if isinstance(curves, Curves) and len(curves.constant) > 1:
        curves = curves.weighted(Programme(space, curves, optimum.more).weights_of_draws())
    return curves.programme(space, optimum.more)


def _nearly_as_good(programme: Programme, best: float, slack: float) -> Rows:
    """One row: the plan is worth at least the best less the slack."""
    from scipy.sparse import csr_array

    beside = programme.value_of(np.zeros(programme.width))
    size = np.abs(programme.worth).max() or 1.0
    least = best - slack * abs(best) - beside
    return Rows("nearly as good", csr_array(-programme.worth[None] / size), np.array([-least / size]))


def _least_and_most(
    programme: Programme, near: Rows, optimum: Optimum, use: str, share: float, slack: float
) -> dict[str, float]:
    """The least and the most of a use in plans that are nearly as good, as the model prices them.

    The programme says where such plans lie; from the best plan it is gone there as far as the model allows.
    """
    space, at = programme.space, list(optimum.shares).index(use)
    best, worth = optimum.money.to_numpy(), optimum.found.value
    row = np.zeros(programme.width)
    row[: programme.columns] = space.sum_of([use]).toarray()[0]
    found: dict[str, float] = {}
    for name, sign in (("least", -1.0), ("most", 1.0)):
        if sign < 0 and share < NOTHING:
            found[name] = 0.0
            continue
        there = space.spread(programme.solved(sign * row, [near])[: programme.columns])
        part = _as_far_as(lambda part, end=there: optimum.value(best + part * (end - best)), worth - slack * abs(worth))
        found[name] = share + part * (float(there[at].sum() / there.sum()) - share)
    # Rounding never puts the plan itself outside.
    return {"least": max(min(found["least"], share), 0.0), "most": max(found["most"], share)}


def _as_far_as(worth: Callable[..., float], least: float) -> float:
    """The largest part of the way, to a hundredth, at which something that falls is still worth enough."""
    if worth(1.0) >= least:
        return 1.0
    low, high = 0.0, 1.0
    while high - low > STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) >= least else (low, middle)
    return low


def _flip(optimum: Optimum, at: int, slack: float) -> float:
    """The share of a use's effect below which another plan is better by more than the slack; 0 where none is.

    What the best plan is worth is a convex function of that share, so that each plan solved for gives the next share
    from below.
    """
    money, curves = optimum.money.to_numpy(), optimum.curves
    ones = np.ones(len(optimum.shares))

    def worth(plan: Array, share: float) -> float:
        scaled = ones.copy()
        scaled[at] = share
        return curves.with_uses(scaled).of(plan)

    share = 0.0
    for _ in range(MOST_STEPS):
        scaled = ones.copy()
        scaled[at] = share
        other = _best_by(optimum, curves.with_uses(scaled))
        ends = [(1 - slack) * worth(other, each) - worth(money, each) for each in (share, 1.0)]
        if ends[0] <= 1e-9 * abs(worth(money, 1.0)):
            return share
        if ends[1] >= 0:
            return 1.0
        # Of several draws not quite a line, and then each step a little short.
        step = share + (1.0 - share) * ends[0] / (ends[0] - ends[1])
        if step - share < 1e-4:
            return step
        share = step
    return share


def _best_by(optimum: Optimum, curves: Curves | CurvesWithGap) -> Array:
    """The best plan by other curves; of several draws by those in which the optimum brings least."""
    if isinstance(curves, Curves) and len(curves.constant) > 1:
        draws = ceil(TIMES_THE_WORST * curves.worst * len(curves.constant))
        curves = curves.of_worst_draws(optimum.money.to_numpy(), draws)
    plan, _ = optimum.space.best(curves, optimum.more)
    return plan


def badge_of(optimum: Optimum) -> Badge:
    """Say whether a plan stays best once every use whose effect is judged has the same effect for each £.

    Parameters
    ----------
    optimum : Optimum
    """
    shares, curves = optimum.shares, optimum.curves
    judged = np.array([use in optimum.question.judged for use in shares])
    part = np.array(list(shares.values()))
    people = optimum.space.people / optimum.space.people.sum()
    years = np.array(list(optimum.question.by_year.values())) / optimum.question.budget
    mean = curves.per_gbp_m(years, people)
    weight = part * judged
    bought = int((weight >= BOUGHT).sum())
    on_judged = float(weight.sum())
    if bought < 2 or not (mean[weight > 0] > 0).all():
        return Badge("untested", on_judged, float("nan"))
    if short_by_curves(optimum) > TIE:
        return Badge("unsettled", on_judged, float("nan"))
    same = judged & (mean > 0)
    factor = np.where(same, (weight @ mean) / weight.sum() / np.where(same, mean, 1.0), 1.0)
    equal = curves.with_uses(factor)
    promised = equal.of(_best_by(optimum, equal))
    loss = (promised - equal.of(optimum.money.to_numpy())) / abs(promised)
    return Badge("found" if loss <= TIE else "assumed", on_judged, 100 * max(loss, 0.0))


def bought(optimum: Optimum) -> Iterator[tuple[str, float]]:
    """Give the uses that a plan buys with their shares, the largest first."""
    return ((use, share) for use, share in sorted(optimum.shares.items(), key=lambda each: -each[1]) if share >= BOUGHT)
