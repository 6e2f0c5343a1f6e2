"""The search for a best plan: curves through what the model says, and what rounds of programmes hand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN
from fourcapitals.appraisal.plan_marginals import TIMED_AS, Curves, Marginals, PlanRuns
from fourcapitals.appraisal.plan_questions import PlanQuestion
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import Counterfactuals, counterfactuals_of
from fourcapitals.ensemble.counterfactual_runs import Beside
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import mean_of_worst, sums_of_groups
from fourcapitals.formatting import plain
from fourcapitals.vocabulary import Say

WORSE: Final = 1e-6
"""Years of healthy life expectancy (half a minute) by which a place must be worse off to count as that."""
EDGES: Final = (0.1, 0.25, 0.45, 0.7, 1.0)
"""Ends of the segments within which returns are taken to be constant, as shares of the most that an area may have."""
LEAST_SLOPE: Final = 0.01
"""Of the first £, that the last is taken to bring at least: more money never harms by a curve."""
STEEPEST: Final = 0.2
"""Of the first £, what the last of a plan must bring for a curve to be drawn back from it to the first."""
FEW: Final = 64
"""Draws in which it is seen how often the effect of a use falls below its flip, where none are asked for."""
ALIKE: Final = 5e-3
"""Largest difference between years, as a share, at which a £ of every year is taken to be worth the same."""


class Step(NamedTuple):
    """Curves at a plan, with the rows that depend on where they are drawn."""

    curves: Curves
    more: tuple[Rows, ...]
    marginals: Marginals


class PlanSearch:
    """The search for one best plan: what is run, and what rounds hand to each other.

    Parameters
    ----------
    question : PlanQuestion
    base : Baseline
    table : ParameterTable
    say : callable or None
    beside : sequence of str
        Outcomes that marginals are also taken of.
    """

    def __init__(
        self,
        question: PlanQuestion,
        base: Baseline,
        table: ParameterTable,
        say: Say | None,
        beside: Sequence[str] = (),
    ) -> None:
        self.question, self.base, self.table = question, base, table
        self.say: Say = say or (lambda line: None)
        runs = counterfactuals_of(question.floor_of_areas or [], baseline=base, parameters=table, say=say)
        drawn = tuple(drawn_parameters(question.draws, question.seed, baseline=base, parameters=table))
        outcomes = tuple(dict.fromkeys((*question.outcome, *beside)))
        self.runs = PlanRuns(
            runs, table.central(), question.uses, question.positions, question.by_year, outcomes, drawn
        )
        self.floor = self._floor_of_areas(runs)
        self.scales: dict[str, float] = {}
        self.together = False
        self.last: Step | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Uses, areas, years."""
        return len(self.question.uses), len(self.question.positions), len(self.question.by_year)

    def _floor_of_areas(self, runs: Counterfactuals) -> Array | None:
        """(area,), years: change of healthy life expectancy that no area may be below."""
        if self.question.floor_of_areas is None:
            return None
        name = self.question.floor_of_areas.name
        return self.runs.central.beside(name, [None], whole_life=False)[0].hle

    def space(self) -> PlanSpace:
        """The plans that the limits allow."""
        question = self.question
        people = self.base.arrays.population[list(question.positions)]
        return PlanSpace(
            question.uses, people, question.by_year, question.limits, question.judged, question.letters, self.together
        )

    def worth(self, run: Beside) -> float:
        """What a run is worth: its outcome, or the weighted sum of shares of the best of each."""
        return sum(
            weight * run.effects.of(outcome) / self.scales[outcome] for outcome, weight in self.question.outcome.items()
        )

    def _worth_across_draws(self, run: Beside) -> float:
        """The same with the gap by what narrows it, which has one sign."""
        return sum(
            weight * run.effects.of(TIMED_AS.get(outcome, outcome)) / self.scales[outcome]
            for outcome, weight in self.question.outcome.items()
        )

    def value(self, money: Array) -> float:
        """What the model says that a plan is worth."""
        if not self.question.draws:
            return self.worth(self.runs.priced(money))
        worths = np.array([self.worth(each) for each in self.runs.priced_in_draws(money)])
        return mean_of_worst(worths, self.question.worst)

    def curves_at(self, money: Array) -> Step:
        """Draw curves that touch what the model says at a plan."""
        marginals = self.runs.marginals(money)
        if not self.scales:
            self._settle(marginals)
        of_each = [weight / self.scales[name] * marginals.of(name) for name, weight in self.question.outcome.items()]
        central: Array = np.sum(of_each, axis=0)
        first, loss = self.bent(money, central)
        ones = np.ones((1, len(first)))
        curves = Curves(np.zeros(1), first, self.widths, loss, ones)
        plan = curves.by_use(money)
        if self.question.draws:
            factors = self.runs.factors(money, self._worth_across_draws)
            worths = np.array([self.worth(each) for each in self.runs.priced_in_draws(money)])
            curves = curves._replace(constant=worths - factors @ plan, factors=factors, worst=self.question.worst)
        else:
            curves = curves._replace(constant=np.array([self.worth(self.runs.priced(money))]) - plan.sum())
        self.last = Step(curves, self._rows_of_areas(money, marginals), marginals)
        return self.last

    def bent(self, money: Array, central: Array) -> tuple[Array, Array]:
        """What the first £m brings, and what each segment brings less: curves through the marginals at a plan."""
        slope = self.slopes
        begun = np.cumsum(self.widths, axis=1) - self.widths
        total = money.sum(axis=2)[:, :, None]
        within = ((total >= begun) & (total > 0)).sum(axis=2).clip(1) - 1
        here = np.take_along_axis(slope, within[:, :, None], axis=2)
        first = central / here
        mean = (first * self._year_shares).sum(axis=2)
        # What harms has no curve of its own; neither has what would have to begin far above what it brings here.
        curved = ((mean > 0) & (here[:, :, 0] > STEEPEST))[:, :, None]
        first = np.where(curved, first, central)
        loss: Array = np.maximum(mean, 0.0)[:, :, None] * np.where(curved, 1 - slope, 0.0)
        return first, loss

    @cached_property
    def _year_shares(self) -> Array:
        return np.array(list(self.question.by_year.values())) / self.question.budget

    @cached_property
    def widths(self) -> Array:
        """(area, segment), £m of all years: to the most that an area may have, finer where money begins."""
        edges = self._most_per_head * np.array(EDGES)
        people = self.base.arrays.population[list(self.question.positions)]
        return np.outer(people, np.diff(edges, prepend=0.0)) / 1e6

    @property
    def _most_per_head(self) -> float:
        """£ a head of all years that an area may have."""
        question = self.question
        people = float(self.base.arrays.population[list(question.positions)].sum())
        year = len(question.by_year)
        if question.limits.most_per_head is not None:
            return question.limits.most_per_head * year
        most = 1.0 if question.limits.most_of_year is None else question.limits.most_of_year * year
        return TIMES_THE_MEAN * max(most, 1.0) * question.budget * 1e6 / people

    @cached_property
    def slopes(self) -> Array:
        """(use, area, segment): what a £m of a segment brings, as a share of the first; it never rises."""
        edges = self._most_per_head * np.array(EDGES)
        returns = self.runs.returns_to_scale(edges, self._worth_across_draws)
        total = returns * edges
        slopes = np.diff(total, axis=2, prepend=0.0) / np.diff(edges, prepend=0.0)
        falling: Array = np.minimum.accumulate(np.clip(slopes, LEAST_SLOPE, 1.0), axis=2)
        return falling

    def _settle(self, marginals: Marginals) -> None:
        """Settle, from the first marginals, whether years are alike and what each outcome's best is."""
        alike = max(np.ptp(marginals.by_year[each], axis=1).max() for each in self.question.outcome)
        needs_years = self.floor is not None or self.question.limits.most_of_year is not None
        self.together = bool(alike < ALIKE and not needs_years)
        self.scales = dict.fromkeys(self.question.outcome, 1.0)
        if len(self.question.outcome) > 1:
            for outcome in self.question.outcome:
                of_one = marginals.of(outcome)
                none = np.zeros((*of_one.shape[:2], self.widths.shape[1]))
                one = Curves(np.zeros(1), of_one, self.widths, none, np.ones((1, len(of_one))))
                self.scales[outcome] = abs(self.space().best(one)[1]) or 1.0

    def _rows_of_areas(self, money: Array, marginals: Marginals) -> tuple[Rows, ...]:
        """Rows by which no area is worse off: its own money does what is missing, to first order."""
        if self.floor is None:
            return ()
        space, at = self.space(), list(self.question.positions)
        own, reached = marginals.in_own_area, self.runs.priced(money, whole_life=False).hle[at]
        missing = self.floor[at] - reached + (own * money).sum(axis=(0, 2))
        _, area, _ = np.unravel_index(np.arange(int(np.prod(space.shape))), space.shape)
        sums = sums_of_groups(area.astype(np.int64), len(at))
        size = np.abs(own).max()
        return (Rows("no area worse", -(sums.multiply(space.columns(own) / size)).tocsr(), -missing / size),)

    def best_by(self, step: Step) -> tuple[Array, float]:
        """Solve for the plan that is best by the curves."""
        plan, promised = self.space().best(step.curves, step.more)
        self.say(f"The linear programme promises {plain(promised, 4)}; the model prices its answer")
        return plan, promised

    def worse_off(self, money: Array) -> int | None:
        """How many areas are worse off than they may be, of those that money may go to."""
        if self.floor is None:
            return None
        at = list(self.question.positions)
        return int((self.runs.priced(money, whole_life=False).hle[at] < self.floor[at] - WORSE).sum())

    def factors(self) -> Array:
        """(draw, use): how many times as much a £ brings in each draw, of those that were asked for or a few."""
        if self.question.draws:
            return self.last.curves.factors if self.last else np.zeros((0, len(self.question.uses)))
        few = tuple(drawn_parameters(FEW, self.question.seed, baseline=self.base, parameters=self.table))
        runs = replace(self.runs, drawn=few)
        return runs.factors(np.zeros(self.shape), self._worth_across_draws)
