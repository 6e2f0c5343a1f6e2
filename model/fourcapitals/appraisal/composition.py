"""A strategy as the sum of what each of its uses does alone, and two of them with judged uses made equal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fourcapitals.ensemble.counterfactual_runs import CounterfactualRuns
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES
from fourcapitals.evidence.contributions import LEVERS, parts_of


@dataclass(frozen=True)
class Composition:
    """A strategy as the sum of what each of its uses would do alone.

    Parameters
    ----------
    effect : dict of use to utility, in sum
    money : dict of use to £m, less than 0 where it is taken away
    levers : float
        Utility of the levers alone.
    whole : float
        Utility of the strategy itself.
    """

    effect: dict[str, float]
    money: dict[str, float]
    levers: float
    whole: float

    @property
    def residual(self) -> float:
        """Miss of the sum of the parts, as a share of the whole.

        Examples
        --------
        >>> Composition({"nhs": 1.0, "culture": 0.1}, {"nhs": 5.0, "culture": 5.0}, 0.0, 1.0).residual
        0.10000000000000009
        """
        parts = sum(self.effect.values()) + self.levers
        return (parts - self.whole) / abs(self.whole) if self.whole else float("nan")


def compose(runs: CounterfactualRuns, name: str, utility: str) -> Composition:
    """Run each use of a strategy alone, its place and its years kept, and what it takes from other budgets."""
    effect: dict[str, float] = {}
    money: dict[str, float] = {}
    levers = 0.0
    for use, _, effects in parts_of(runs, name, whole_life=utility in WHOLE_LIFE_NAMES):
        if use == LEVERS:
            levers = effects.of(utility)
            continue
        effect[use] = effect.get(use, 0.0) + effects.of(utility)
        money[use] = money.get(use, 0.0) + effects.new_money_gbp_m
    whole = runs.effects(name, whole_life=utility in WHOLE_LIFE_NAMES)
    return Composition(effect, money, levers, whole.of(utility))


def made_equal(
    first: Composition, second: Composition, judged: Collection[str], *, per_gbp: bool
) -> tuple[float, float]:
    """Utilities of two strategies when judged uses all have the same effect for each £.

    Each strategy is the sum of its parts by use. The effect per £ of every judged use of either is replaced by their
    money-weighted mean over both strategies, so that which of them is bought, where and when no longer counts; other
    uses keep their effect. Levers, whose sizes are judgement, are left out.

    Parameters
    ----------
    first, second : Composition
    judged : collection of str
        Names of uses.
    per_gbp : bool
        Give the utilities for each £1m.

    Examples
    --------
    >>> first = Composition({"nhs": 8.0, "culture": 2.0}, {"nhs": 10.0, "culture": 10.0}, 0.0, 10.0)
    >>> second = Composition({"culture": 4.0}, {"culture": 10.0}, 0.0, 4.0)
    >>> made_equal(first, second, {"culture"}, per_gbp=False)
    (11.0, 3.0)
    """
    both = (first, second)
    effect = sum(each.effect[use] for each in both for use in each.effect if use in judged)
    money = sum(each.money[use] for each in both for use in each.effect if use in judged)
    for_each_pound = effect / money if money else 0.0
    totals = []
    for each in both:
        kept = sum(value for use, value in each.effect.items() if use not in judged)
        total = kept + for_each_pound * sum(each.money[use] for use in each.effect if use in judged)
        totals.append(total / sum(each.money.values()) if per_gbp else total)
    return totals[0], totals[1]
