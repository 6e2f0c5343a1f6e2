"""The search for a best plan: curves through what the model says, and what rounds of programmes hand to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.appraisal.gap_programme import CurvesWithGap, Places
from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_draws import ReturnsInDraws
from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN
from fourcapitals.appraisal.plan_marginals import TIMED_AS, Marginals, PlanRuns
from fourcapitals.appraisal.plan_questions import PlanQuestion
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import Counterfactuals, counterfactuals_of
from fourcapitals.ensemble.counterfactual_runs import Beside
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.disparity import TENTH, places_in
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import mean_of_worst, sums_of_groups
from fourcapitals.formatting import plain
from fourcapitals.vocabulary import Say

PERCENT: Final = "gap_narrowing_percent"
GAPS: Final = ("gap_narrowing_years", PERCENT)
"""Outcomes by which places are ranked."""
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

    curves: Curves | CurvesWithGap
    more: tuple[Rows, ...]
    own: Curves | None = None
    """Healthy life expectancy of the area that gets the money, years; not where only draws are followed."""


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
        # In draws central marginals are needed for what draws do not tell.
        needed = not self.question.draws or self.floor is not None or (not self.scales and self._several)
        marginals = self.runs.marginals(money) if needed else None
        if not self.scales:
            self._settle(money, marginals)
        more = () if marginals is None else self._rows_of_areas(money, marginals)
        if self.question.draws:
            self.last = Step(self._curves_in_draws(money), more)
        else:
            assert marginals is not None
            own = self._curves_through(money, marginals.in_own_area)
            self.last = Step(self._central_curves(money, marginals, own), more, own)
        return self.last

    @property
    def _several(self) -> bool:
        return len(self.question.outcome) > 1

    @cached_property
    def _weights(self) -> dict[str, float]:
        """What one unit of each outcome is worth."""
        return {outcome: weight / self.scales[outcome] for outcome, weight in self.question.outcome.items()}

    def _curves_in_draws(self, money: Array) -> Curves:
        priced = self.runs.priced_in_draws(money)
        curves = self._returns.curves(money, priced, self._weights, self._timing)
        worths = np.array([self.worth(each) for each in priced])
        return curves.touching(money, worths, worst=self.question.worst)

    @cached_property
    def _returns(self) -> ReturnsInDraws:
        return ReturnsInDraws(self.runs, self._most_per_head * np.array(EDGES), self.widths)

    @cached_property
    def _timing(self) -> Array:
        """(use, year): how many times as much a £ brings in one year as when it is spread, at central values."""
        return self.runs.timing(np.zeros(self.shape), self._worth_across_draws)

    def _central_curves(self, money: Array, marginals: Marginals, own: Curves) -> Curves | CurvesWithGap:
        beside = [weight * marginals.of(name) for name, weight in self._weights.items() if name not in GAPS]
        curves = self._curves_through(money, np.sum(beside, axis=0) if beside else np.zeros(self.shape))
        worth = self.worth(self.runs.priced(money))
        of_gap = {name: weight for name, weight in self._weights.items() if name in GAPS}
        if not of_gap:
            return curves.touching(money, np.array([worth]))
        return self._with_gap(money, curves, own, of_gap).touching(money, worth)

    def _with_gap(self, money: Array, curves: Curves, own: Curves, of_gap: Mapping[str, float]) -> CurvesWithGap:
        """Curves with the gap beside, by what one unit of it is worth as either outcome."""
        percent = 100 / self.runs.central.reference_gap
        weight = sum(each * (percent if name == PERCENT else 1.0) for name, each in of_gap.items())
        return CurvesWithGap(curves, own, self.places_at(money, own), weight)

    def _curves_through(self, money: Array, marginal: Array) -> Curves:
        first, loss = self.bent(money, marginal)
        return Curves(np.zeros(1), first, self.widths, loss, np.ones((1, len(first))))

    def places_at(self, money: Array, own: Curves) -> Places:
        """The places that make the gap, at the levels that a plan leaves less what curves say that it does."""
        numbers, at, people = self.runs.counterfactuals, list(self.question.positions), self.base.arrays.population
        code = numbers.upper_tiers
        tiers = np.array([code.index(each) for each in self.base.areas["upper_tier_code"]])
        of_tier: Array = np.bincount(tiers, people, len(code)).astype(np.float64)
        part = people[at] / of_tier[tiers[at]]
        reached = self.runs.priced(money, whole_life=False).hle + self.runs.central.reference_hle
        now = numbers.of_upper_tiers(reached)
        levels = now - np.bincount(tiers[at], own.by_area(money) * part, len(code))
        count, ranked = places_in(TENTH, len(code)), of_tier[np.argsort(now, kind="stable")] / people.sum()
        ends = float(ranked[:count].sum()), float(ranked[-count:].sum())
        return Places(tiers[at].astype(np.int64), part, of_tier, levels, ends, money)

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

    def _settle(self, money: Array, marginals: Marginals | None) -> None:
        """Settle, from the first marginals, whether years are alike and what each outcome's best is."""
        self.scales = dict.fromkeys(self.question.outcome, 1.0)
        timed = [self._timing] if marginals is None else [marginals.by_year[each] for each in self.question.outcome]
        alike = max(np.ptp(each, axis=1).max() for each in timed)
        needs_years = self.floor is not None or self.question.limits.most_of_year is not None
        self.together = bool(alike < ALIKE and not needs_years)
        if marginals is None or not self._several:
            return
        for outcome in self.question.outcome:
            of_one = np.zeros(self.shape) if outcome in GAPS else marginals.of(outcome)
            one: Curves | CurvesWithGap = self._straight(of_one)
            if outcome in GAPS:
                one = self._with_gap(
                    money, self._straight(of_one), self._straight(marginals.in_own_area), {outcome: 1.0}
                )
            self.scales[outcome] = abs(self.space().best(one)[1]) or 1.0

    def _straight(self, marginal: Array) -> Curves:
        none = np.zeros((*marginal.shape[:2], self.widths.shape[1]))
        return Curves(np.zeros(1), marginal, self.widths, none, np.ones((1, len(marginal))))

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
        drawn = self.runs.drawn or tuple(
            drawn_parameters(FEW, self.question.seed, baseline=self.base, parameters=self.table)
        )
        return replace(self.runs, drawn=drawn).factors(self._worth_across_draws)
