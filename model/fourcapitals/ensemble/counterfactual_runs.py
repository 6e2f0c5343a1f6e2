"""Noise-free runs of strategies at one set of parameters, and what each changes against the reference."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.ensemble.feedbacks import is_stable
from fourcapitals.ensemble.one_thread import one_thread
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES, Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.person_years import person_years
from fourcapitals.results.plausibility import check_run
from fourcapitals.scenario.extra_money import Extra, Multiple, with_extra
from fourcapitals.scenario.nhs_plan import without_work
from fourcapitals.scenario.policy import Policy, policy_with_money
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.devolution import decided
from fourcapitals.simulation.environment import Environment, environment_of, with_policy
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.state import Competition, Ending, Outcomes, base_state
from fourcapitals.simulation.whole_life import TOGETHER, year_weights, years_to_come

if TYPE_CHECKING:
    from fourcapitals.ensemble.counterfactual import Counterfactuals


class _Run(NamedTuple):
    """One run, with what it was run on."""

    outcomes: Outcomes
    ending: Ending
    environment: Environment
    terms: Terms
    competition: Competition


class Beside(NamedTuple):
    """What a strategy changes against the reference with an award beside."""

    effects: Effects
    hle: Array
    """(area,), years: healthy life expectancy in the last year of money, mean of the sexes."""
    output: Array
    """(area,), % of England's: GVA per hour by hours worked in the last year of money."""


def _to_come(runs: Sequence[_Run]) -> Array:
    """`whole_life.years_to_come` after the last year of runs on one set of numbers, (run, 2, area)."""
    with one_thread():
        return years_to_come([run.ending for run in runs], [run.environment for run in runs])


class CounterfactualRuns:
    """Noise-free runs at one set of parameters.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    numbers : Parameters
    """

    def __init__(self, counterfactuals: Counterfactuals, numbers: Parameters) -> None:
        self.counterfactuals = counterfactuals
        self.numbers = numbers
        self._environments: dict[tuple[str, int, bool], Environment] = {}

    @cached_property
    def is_stable(self) -> bool:
        """Whether the feedbacks die out at these parameters."""
        return is_stable(self._environment(self.counterfactuals.reference, 0, levers=True))

    @cached_property
    def reference(self) -> Outcomes:
        """What the reference gives."""
        return self._reference_run.outcomes

    @property
    def reference_hle(self) -> Array:
        """(area,), years: healthy life expectancy of the reference in the last year of money, mean of the sexes."""
        levels: Array = self.reference.hle[self._end].mean(axis=0)
        return levels

    @cached_property
    def _reference_run(self) -> _Run:
        return self._run(self.counterfactuals.reference)

    @cached_property
    def _reference_to_come(self) -> Array:
        to_come: Array = _to_come([self._reference_run])[0]
        return to_come

    @cached_property
    def _year_weights(self) -> Array:
        return year_weights(self.numbers.health_discount_rate, self.counterfactuals.baseline.period)

    @cached_property
    def _reference_money(self) -> float:
        return _money_of(self._reference_run)

    @property
    def _end(self) -> int:
        """Position of the last year of money, in which effects are taken."""
        period = self.counterfactuals.baseline.period
        return period.end - period.base

    def _position(self, year: int) -> int:
        """Position of a year in which effects are asked for."""
        period = self.counterfactuals.baseline.period
        if year not in period.appraised:
            first, last = period.appraised[0], period.appraised[-1]
            raise BadInput(f"year: one from {first} to {last} expected, got {year}")
        return year - period.base

    @cached_property
    def reference_gap(self) -> float:
        """Years: the gap between places of the reference in the last year of money."""
        return self.counterfactuals.gap(self.reference.hle[self._end])

    def outcomes(
        self,
        name: str,
        *,
        scale: Multiple = 1.0,
        extra: Extra | None = None,
        split: Array | None = None,
        displaces: bool = True,
        levers: bool = True,
        flows: Array | None = None,
    ) -> Outcomes:
        """Run a strategy through all years of the baseline.

        Parameters
        ----------
        name : str
        scale, extra
            As in `Counterfactuals.effects`.
        split : (fund, use), optional
            Shares of the uses in place of the strategy's own; they may sum to less than 1.
        displaces, levers : bool
            False leaves out what is taken from other budgets, or the levers without money and what the NHS does beside
            care.
        flows : (year, use, area), £m of 2019, optional
            Money that goes to areas beside the strategy's own, and is not counted as new.

        Returns
        -------
        Outcomes
            Each with a year axis before the others, the base year first.
        """
        parts: dict[str, Any] = {"split": split, "displaces": displaces, "levers": levers, "flows": flows}
        return self._run(name, scale=scale, extra=extra, **parts).outcomes

    def ending(self, name: str) -> Ending:
        """Give what goes on working after the last year of a strategy: money under way, capitals, responses."""
        return self._run(name).ending

    def _run(
        self,
        name: str,
        *,
        scale: Multiple = 1.0,
        extra: Extra | None = None,
        split: Array | None = None,
        displaces: bool = True,
        levers: bool = True,
        flows: Array | None = None,
    ) -> _Run:
        run = compiled.compile_function(schedule.project)
        terms = self._terms(name, scale, extra, split, displaces)
        environment = self._environment(name, len(terms.share), levers=levers)
        policy = self.counterfactuals.strategy(name).policy
        if policy.nhs is not None:
            environment = self._with_nhs(environment, policy, terms, levers=levers)
        if flows is not None:
            held = environment.flows
            environment = environment._replace(flows=held + flows if len(held) else flows)
        terms = decided(terms, self.counterfactuals.strategy(name).devolved, environment)
        areas = self.counterfactuals.baseline.arrays
        size, funds = len(areas.population), len(terms.share)
        alike = np.zeros((3, size))
        outcomes, ending, competition, _ = run(
            with_councils(base_state(areas, funds=funds), environment, alike),
            terms,
            environment,
            no_shocks(areas=size, years=len(terms.budget), funds=funds),
        )
        return _Run(outcomes, ending, environment, terms, competition)

    def effects(
        self,
        name: str,
        *,
        scale: Multiple = 1.0,
        extra: Extra | None = None,
        year: int | None = None,
        whole_life: bool = True,
        **parts: Any,
    ) -> Effects:
        """Give what a strategy changes against the reference, by the last year or by ``year``.

        Parameters
        ----------
        name, scale, extra, **parts
            As in `outcomes`.
        year : int, optional
        whole_life : bool
            False leaves out what comes after the last year, for who asks for nothing of it.

        Raises
        ------
        BadInput
            When nothing is appraised in that year.
        """
        own = self._run(name, scale=scale, extra=extra, **parts)
        return self._effects(own, _to_come([own])[0] if whole_life else None, year=year)

    def effects_beside(self, name: str, extras: Sequence[Extra]) -> list[Effects]:
        """Give what a strategy changes against the reference with each of some awards beside, as `effects` of each."""
        return [each.effects for each in self.beside(name, extras)]

    def beside(
        self, name: str, extras: Sequence[Extra | None], *, whole_life: bool = True, flows: Array | None = None
    ) -> list[Beside]:
        """Give what a strategy changes against the reference with each of some awards beside, in places too.

        Parameters
        ----------
        name : str
        extras : sequence of Extra or None
        whole_life : bool
            False leaves out what comes after the last year.
        flows : (year, use, area), £m of 2019, optional
            As in `outcomes`.
        """
        found: list[Beside] = []
        for first in range(0, len(extras), TOGETHER):
            runs = [self._run(name, extra=extra, flows=flows) for extra in extras[first : first + TOGETHER]]
            comes = _to_come(runs) if whole_life else [None] * len(runs)
            for run, to_come in zip(runs, comes, strict=True):
                change = (run.outcomes.hle[self._end] - self.reference.hle[self._end]).mean(axis=0)
                found.append(Beside(self._effects(run, to_come), change, self._output(run)))
        return found

    def _output(self, own: _Run) -> Array:
        """(area,): what a run changes in the output of each area, % of England's, in the last year of money."""
        other = self.reference.gva_per_hour[self._end]
        hours = self.counterfactuals.baseline.arrays.hours
        change: Array = 100 * hours * (own.outcomes.gva_per_hour[self._end] - other) / (other @ hours)
        return change

    def effects_of_all(self, *, scale: Multiple = 1.0, extra: Extra | None = None) -> dict[str, Effects]:
        """Give what every strategy changes against the reference, as `effects` of each."""
        runs = {name: self._run(name, scale=scale, extra=extra) for name in self.counterfactuals.names}
        return dict(zip(runs, map(self._effects, runs.values(), _to_come(list(runs.values()))), strict=True))

    def _effects(self, own: _Run, to_come: Array | None, *, year: int | None = None) -> Effects:
        """What a run changes against the reference; of the whole life nothing where what is to come is not given."""
        end, other = self._end if year is None else self._position(year), self.reference
        if not np.isfinite(own.outcomes.hle[end]).all():
            base = self.counterfactuals.baseline
            check_run(own.outcomes, who="with the money that is asked about", years=base.period.years, areas=base.areas)
        areas, life = self.counterfactuals.baseline.arrays, self.numbers.life_expectancy_reference
        change = (own.outcomes.hle - other.hle).mean(axis=1)
        period = self.counterfactuals.baseline.period
        appraised = [each - period.base for each in period.appraised if each - period.base <= end]
        whole_life = [float("nan")] * len(WHOLE_LIFE_NAMES)
        if to_come is not None:
            later = self._year_weights[:, -1:] * (to_come - self._reference_to_come)
            sums = self._year_weights @ change + later
            whole_life = [float(person_years(each, areas.population, life).sum()) for each in sums]
        gap = self.reference_gap if end == self._end else self.counterfactuals.gap(other.hle[end])
        narrowing = gap - self.counterfactuals.gap(own.outcomes.hle[end])
        output = own.outcomes.gva_per_hour[end] @ areas.hours
        return Effects(
            hle_years=float((change @ areas.population)[end] / areas.population.sum()),
            healthy_person_years=float(person_years(change[appraised].sum(axis=0), areas.population, life).sum()),
            gva_percent=float(100 * (output / (other.gva_per_hour[end] @ areas.hours) - 1)),
            gap_narrowing_years=narrowing,
            gap_narrowing_percent=100 * narrowing / gap,
            new_money_gbp_m=_money_of(own) - self._reference_money,
            largest_change_years=float(np.abs(change).max()),
            **dict(zip(WHOLE_LIFE_NAMES, whole_life, strict=True)),
        )

    def healthy_years(self, name: str, *, scale: Multiple = 1.0, extra: Extra | None = None) -> Array:
        """(year, area): change of healthy life expectancy against the reference, mean of the sexes, 2019 first."""
        own = self.outcomes(name, scale=scale, extra=extra)
        change: Array = (own.hle - self.reference.hle).mean(axis=1)
        return change

    def _terms(self, name: str, scale: Multiple, extra: Extra | None, split: Array | None, displaces: bool) -> Terms:
        terms = self.counterfactuals.terms(name, scale)
        if split is not None:
            terms = terms._replace(split=np.ascontiguousarray(split, np.float64))
        if not displaces:
            terms = terms._replace(displaced_use=np.full_like(terms.displaced_use, -1))
        return terms if extra is None else with_extra(terms, extra)

    def _environment(self, name: str, funds: int, *, levers: bool) -> Environment:
        key = (name, funds, levers)
        if key not in self._environments:
            policy = self.counterfactuals.strategy(name).policy
            more = max(funds - len(policy.tax_financed), 0)
            change = policy.prevalence_change if levers else np.zeros_like(policy.prevalence_change)
            policy = policy._replace(
                tax_financed=np.append(policy.tax_financed, np.zeros(more)),
                prevalence_change=change,
                nhs=None,
            )
            areas = self.counterfactuals.baseline.arrays
            if not self._environments:
                geography = self.counterfactuals.geography(self.numbers)
                self._environments[key] = environment_of(areas, self.numbers, geography, policy)
            else:
                first = next(iter(self._environments.values()))
                self._environments[key] = with_policy(first, areas, policy)
        return self._environments[key]

    def _with_nhs(self, environment: Environment, policy: Policy, terms: Terms, *, levers: bool) -> Environment:
        """Posts and subsidies follow the money that is run, not that of the file."""
        change = policy.prevalence_change if levers else np.zeros_like(policy.prevalence_change)
        policy = policy._replace(tax_financed=environment.tax_financed, prevalence_change=change)
        plan = policy_with_money(policy, terms).nhs
        if plan is not None and not levers:
            plan = without_work(plan)
        return with_policy(environment, self.counterfactuals.baseline.arrays, policy._replace(nhs=plan))


def _money_of(run: _Run) -> float:
    """Money awarded over all years less what it is taken from, £m; of competitions what grants took."""
    terms = run.terms
    given = np.where(terms.displaced_use >= 0, terms.split.sum(axis=1) - 1, terms.split.sum(axis=1))
    by_formula = terms.budget.sum(axis=0) @ np.where(terms.competitive > 0, 0.0, given)
    in_rounds = run.competition.awards.sum(axis=(0, 2)) @ given
    return float(by_formula + in_rounds)
