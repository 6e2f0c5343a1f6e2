"""The best allocation of a budget between uses, areas and years, within limits: solved, and priced by the model again.

Without caps on uses every best plan puts all money on one use: that is the priors speaking, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from fourcapitals.appraisal.gap_programme import CurvesWithGap
from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_limits import PlanLimits
from fourcapitals.appraisal.plan_questions import PlanQuestion, asked_of_plan
from fourcapitals.appraisal.plan_search import PlanSearch
from fourcapitals.appraisal.plan_space import PlanSpace, Rows
from fourcapitals.appraisal.successive_programmes import Found, successive
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, counterfactuals_of
from fourcapitals.ensemble.utilities import Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.written_plan import scenario_of_plan
from fourcapitals.text import LONGEST_NOTE, shortened
from fourcapitals.vocabulary import USE_NAMES, Say

if TYPE_CHECKING:
    import xarray as xr

MOST_ROUNDS: Final = 3
MOST_WITH_DRAWS: Final = 5
"""Rounds with draws, which need no run for each area."""


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
    curves: Curves | CurvesWithGap
    more: Sequence[Rows]
    factors: Array
    value: Callable[[Array], float]
    inputs: Sequence[str]

    @property
    def shares(self) -> dict[str, float]:
        """The share of each use in all money."""
        by_use = self.money.sum(("area", "year")).to_numpy()
        return dict(zip(self.money["use"].to_numpy().tolist(), (by_use / by_use.sum()).tolist(), strict=True))


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
    return _optimum(PlanSearch(question, base, table, say), command)


def _optimum(search: PlanSearch, command: str) -> Optimum:
    """Search, and price the answer as a scenario of its own."""
    import xarray as xr

    question = search.question
    found = successive(
        np.zeros(search.shape),
        curves_at=search.curves_at,
        best_by=search.best_by,
        value=search.value,
        tolerance=question.tolerance,
        most_rounds=MOST_WITH_DRAWS if question.draws else MOST_ROUNDS,
        keeps=lambda plan: not search.worse_off(plan),
    )
    assert search.last is not None
    codes = [search.base.codes[at] for at in list(question.positions)]
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
    runs = counterfactuals_of(scenario, baseline=search.base, parameters=search.table).at(search.table.central())
    return Optimum(
        money=money,
        question=question,
        found=found,
        effects=runs.effects(scenario.name),
        scenario=scenario,
        worse_off=search.worse_off(found.plan),
        space=search.space(),
        curves=search.last.curves,
        more=search.last.more,
        factors=search.factors(),
        value=search.value,
        inputs=input_lines(baseline=search.base, parameters=search.table),
    )


def title_of(question: PlanQuestion) -> str:
    """Name a plan by its money, years and outcome."""
    return shortened(f"Best found within limits for {question.money_in_words}: {question.outcomes_in_words}")


def _described(question: PlanQuestion, command: str) -> str:
    """What the plan is best for, within which limits, and how it was made."""
    robust = (
        f" It has the best mean of the worst {100 * question.worst:g}% of {question.draws} draws."
        if question.draws
        else ""
    )
    said = (
        f"The best plan that was found, within limits ({'; '.join(question.within)}); £ of 2019. Outcome: "
        f"{question.outcomes_in_words}.{robust} What it brings rests on the model's effects of each use, of which "
        f"several are judgement."
    )
    made = f" Made by: {command}" if command else ""
    return said + made if len(said + made) <= LONGEST_NOTE else said
