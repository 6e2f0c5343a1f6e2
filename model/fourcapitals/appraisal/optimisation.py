"""The best allocation of a budget between uses, areas and years, within limits: solved, and priced by the model again.

Without caps on uses every best plan puts all money on one use: that is the priors speaking, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN, PlanLimits, limits_in_words
from fourcapitals.appraisal.plan_marginals import TIMED_AS, Curves, Marginals, PlanRuns
from fourcapitals.appraisal.plan_questions import PlanQuestion, asked_of_plan
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.appraisal.successive_programmes import Found, successive
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_of
from fourcapitals.ensemble.counterfactual_runs import Beside
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.linear_programmes import mean_of_worst, sums_of_groups
from fourcapitals.formatting import plain
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.written_plan import scenario_of_plan
from fourcapitals.text import LONGEST_NOTE, shortened
from fourcapitals.vocabulary import USE_NAMES, Say

if TYPE_CHECKING:
    import xarray as xr

MOST_ROUNDS: Final = 4
WORSE: Final = 1e-6
"""Years of healthy life expectancy (half a minute) by which a place must be worse off to count as that."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """The best plan that was found.

    Parameters
    ----------
    money : DataArray (use, area, year), £m of 2019
    question : PlanQuestion
    found : Found
        What the linear programme promises and the model gives, in the unit of the outcome (of several a weighted
        share of the best of each).
    effects : Effects
        Of its scenario, run as any other, at central values.
    scenario : Scenario
        Its ``text`` and ``files`` are what is written.
    worse_off : int or None
        Areas with lower healthy life expectancy in 2035 than under the scenario that none may be below; None where
        that is not asked.
    space, curves, more
        The limits, and the last curves, for what else is asked of the plan.
    factors : (draw, use)
        How many times as much each use brings for a £ in each draw as at central values.
    value : callable
        What the model says of any plan of the same shape, (use, area, year).
    inputs : sequence of str
        Which parameters and figures are not the package's.
    """

    money: xr.DataArray
    question: PlanQuestion
    found: Found
    effects: Effects
    scenario: Scenario
    worse_off: int | None
    space: PlanSpace
    curves: Curves
    more: Sequence[Rows]
    factors: Array
    value: Callable[[Array], float]
    inputs: Sequence[str]

    @property
    def shares(self) -> dict[str, float]:
        """The share of each use in all money."""
        by_use = self.money.sum(("area", "year")).to_numpy()
        return dict(zip(self.money["use"].to_numpy().tolist(), (by_use / by_use.sum()).tolist(), strict=True))


class _Step(NamedTuple):
    """Curves at a plan, with the rows that depend on where they are drawn."""

    curves: Curves
    more: tuple[Rows, ...]
    marginals: Marginals


@checked
def optimise(
    budget_gbp_m: float = 10_000.0,
    *,
    years: Sequence[int] = range(2022, 2032),
    by_year: Mapping[int, float] | None = None,
    outcome: str | Mapping[str, float] = "healthy_person_years_whole_life",
    uses: Sequence[str] = USE_NAMES,
    areas: Sequence[str] | None = None,
    limits: PlanLimits | None = None,
    no_area_worse_than: AnyScenario | None = None,
    draws: int = 0,
    worst: float = 0.2,
    seed: int = 0,
    tolerance: float = 0.01,
    name: str = "plan",
    command: str = "",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Optimum:
    """Find the plan of a budget that brings most, by successive linear programmes on the model's marginals.

    Each round takes what each £m more of every use in every area brings (noise off), solves a linear programme, and has
    the model price its answer; rounds end when the model gives what the programme promises, within the tolerance.

    Parameters
    ----------
    budget_gbp_m : float, £m of 2019
        Of all years together.
    years : sequence of int
        In which it is spent, in equal parts unless ``limits.most_of_year`` lets the plan choose.
    by_year : mapping of year to £m of 2019, optional
        In place of the budget and its years.
    outcome : str, or mapping of str to weight
        A name in `utilities.UTILITIES`, or several: then each counts as a share of the most that it could be alone.
    uses, areas : sequence of str
        That money may go to; all by default. A county, region or combined authority stands for its areas.
    limits : PlanLimits, optional
    no_area_worse_than : Scenario, name or path, optional
        No area may have lower healthy life expectancy in 2035 than under it.
    draws, seed : int
        With draws the mean of the worst of them is maximised, in place of what central values give.
    worst : float, share
        Of the draws that count.
    tolerance : float, share
        Between what the linear programme promises and the model gives.
    name : str
        Of the plan's scenario.
    command : str
        That made it, for its description.
    baseline : Baseline, optional
    parameters : ParameterTable, optional
    say : callable, optional
        Called with a line for each round.

    Returns
    -------
    Optimum

    Raises
    ------
    BadInput
        With everything that cannot be taken, and with limits that leave no plan, naming those in the way.
    """
    base, table = baseline or load_baseline(), parameters or load_parameters()
    question = asked_of_plan(
        base,
        table,
        budget_gbp_m=budget_gbp_m,
        years=years,
        by_year=by_year,
        outcome=outcome,
        uses=uses,
        areas=areas,
        limits=limits or PlanLimits(),
        no_area_worse_than=no_area_worse_than,
        draws=draws,
        worst=worst,
        seed=seed,
        tolerance=tolerance,
        name=name,
    )
    return _Search(question, base, table, say).optimum(command)


class _Search:
    """The search for one best plan: what is run, and what rounds hand to each other."""

    def __init__(self, question: PlanQuestion, base: Baseline, table: ParameterTable, say: Say | None) -> None:
        self.question, self.base, self.table = question, base, table
        self.say: Say = say or (lambda line: None)
        runs = counterfactuals_of(question.floor_of_areas or [], baseline=base, parameters=table, say=say)
        drawn = tuple(drawn_parameters(question.draws, question.seed, baseline=base, parameters=table))
        self.runs = PlanRuns(
            runs, table.central(), question.uses, question.positions, question.by_year, tuple(question.outcome), drawn
        )
        self.floor = self._floor_of_areas(runs)
        self.scales: dict[str, float] = {}
        self.together = False
        self.last: _Step | None = None

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

    def curves_at(self, money: Array) -> _Step:
        """Draw curves that touch what the model says at a plan."""
        marginals = self.runs.marginals(money)
        if not self.scales:
            self._settle(marginals)
        of_each = [weight / self.scales[name] * marginals.of(name) for name, weight in self.question.outcome.items()]
        central: Array = np.sum(of_each, axis=0)
        first, loss = self._bent(money, central, marginals)
        ones = np.ones((1, len(first)))
        curves = Curves(np.zeros(1), first, self.widths, loss, ones)
        plan = curves.by_use(money)
        if self.question.draws:
            factors = self.runs.factors(money, self._worth_across_draws)
            worths = np.array([self.worth(each) for each in self.runs.priced_in_draws(money)])
            curves = curves._replace(constant=worths - factors @ plan, factors=factors, worst=self.question.worst)
        else:
            curves = curves._replace(constant=np.array([self.worth(self.runs.priced(money))]) - plan.sum())
        self.last = _Step(curves, self._rows_of_areas(money, marginals), marginals)
        return self.last

    def _bent(self, money: Array, central: Array, marginals: Marginals) -> tuple[Array, Array]:
        """What the first £m brings, and what each segment brings less: curves through the marginals at a plan."""
        slope = self._slopes
        begun = np.cumsum(self.widths, axis=1) - self.widths
        total = money.sum(axis=2)[:, :, None]
        within = ((total >= begun) & (total > 0)).sum(axis=2).clip(1) - 1
        here = np.take_along_axis(slope, within[:, :, None], axis=2)
        first = central / here
        mean = (first * self._year_shares).sum(axis=2)
        # What harms has no curve of its own.
        bent = np.where((mean > 0)[:, :, None], 1 - slope, 0.0)
        first = np.where((mean > 0)[:, :, None], first, central)
        loss: Array = np.maximum(mean, 0.0)[:, :, None] * bent
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
    def _slopes(self) -> Array:
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

    def best_by(self, step: _Step) -> tuple[Array, float]:
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

    def _factors(self) -> Array:
        """(draw, use): how many times as much a £ brings in each draw, of those that were asked for or a few."""
        if self.question.draws:
            return self.last.curves.factors if self.last else np.zeros((0, len(self.question.uses)))
        few = tuple(drawn_parameters(FEW, self.question.seed, baseline=self.base, parameters=self.table))
        runs = replace(self.runs, drawn=few)
        shape = (len(self.question.uses), len(self.question.positions), len(self.question.by_year))
        return runs.factors(np.zeros(shape), self._worth_across_draws)

    def optimum(self, command: str) -> Optimum:
        """Search, and price the answer as a scenario of its own."""
        import xarray as xr

        question = self.question
        shape = (len(question.uses), len(question.positions), len(question.by_year))
        found = successive(
            np.zeros(shape),
            curves_at=self.curves_at,
            best_by=self.best_by,
            value=self.value,
            tolerance=question.tolerance,
            most_rounds=MOST_ROUNDS,
            keeps=lambda plan: not self.worse_off(plan),
        )
        assert self.last is not None
        codes = [self.base.codes[at] for at in list(question.positions)]
        axes = {"use": list(question.uses), "area": codes, "year": list(question.by_year)}
        money = xr.DataArray(found.plan, axes, tuple(axes), "money", {"units": "£m, 2019 prices"})
        scenario = scenario_of_plan(
            found.plan,
            uses=question.uses,
            codes=codes,
            years=list(question.by_year),
            name=question.name,
            title=title_of(question),
            description=_described(question, command),
            source="An optimum of the Four Capitals model",
        )
        runs = counterfactuals_of(scenario, baseline=self.base, parameters=self.table).at(self.table.central())
        return Optimum(
            money,
            question,
            found,
            runs.effects(scenario.name),
            scenario,
            self.worse_off(found.plan),
            self.space(),
            self.last.curves,
            self.last.more,
            self._factors(),
            self.value,
            input_lines(baseline=self.base, parameters=self.table),
        )


EDGES: Final = (0.1, 0.25, 0.45, 0.7, 1.0)
"""Ends of the segments within which returns are taken to be constant, as shares of the most that an area may have."""
LEAST_SLOPE: Final = 0.01
"""Of the first £, that the last is taken to bring at least: more money never harms by a curve."""
FEW: Final = 64
"""Draws in which it is seen how often the effect of a use falls below its flip, where none are asked for."""
ALIKE: Final = 5e-3
"""Largest difference between years, as a share, at which a £ of every year is taken to be worth the same."""


def title_of(question: PlanQuestion) -> str:
    """Name a plan by its money, years and outcome."""
    return shortened(f"Best found for {question.money_in_words}: {question.outcomes_in_words}")


def _described(question: PlanQuestion, command: str) -> str:
    """What the plan is best for, within which limits, and how it was made."""
    within = "; ".join(limits_in_words(question.limits)) or "no caps on uses"
    robust = (
        f" It has the best mean of the worst {100 * question.worst:g}% of {question.draws} draws."
        if question.draws
        else ""
    )
    said = (
        f"The plan that the model finds best, within limits ({within}); a £ of 2019. Outcome: "
        f"{'; '.join(UTILITIES[each].label for each in question.outcome)}.{robust} What it brings rests on the model's "
        f"effects of each use, of which several are judgement."
    )
    made = f" Made by: {command}" if command else ""
    return said + made if len(said + made) <= LONGEST_NOTE else said
