"""Noise-free counterfactual runs: strategies at any parameters, any multiple of their money, any extra award.

What money changes in healthy life expectancy does not depend on shocks, because drivers read no trend and no noise
(ODD.md, order of a year); the GVA per hour of England, a mean over areas, and the gap between ranked places are taken
on the levels that the model gives without noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters, numbers_of_run
from fourcapitals.ensemble.extra_money import Extra, Multiple, multiplied, with_extra
from fourcapitals.ensemble.feedbacks import is_stable
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES, Effects
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.person_years import person_years
from fourcapitals.results.plausibility import check_run
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.terms import Policy, Terms, terms_and_policy_of
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.behaviour.funds import compete
from fourcapitals.simulation.environment import Environment, Geography, environment_of, map_geography
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.state import Ending, Outcomes, base_state
from fourcapitals.simulation.whole_life import TOGETHER, year_weights, years_to_come
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import Say

AnyScenario = Scenario | str | Path


class Strategy(NamedTuple):
    """A strategy as arrays."""

    terms: Terms
    policy: Policy
    funds: tuple[str, ...]
    """Their names, in the order of the terms: of a fund with several rows, its name for each."""


@dataclass(frozen=True, eq=False)
class Counterfactuals:
    """Strategies and what they are compared with, set up once; run them at any parameters, without noise.

    Parameters
    ----------
    strategies : mapping of name to its arrays
        From `counterfactuals_of`.
    reference : str
        The counterfactual: what effects are taken against.
    baseline : Baseline
    titles : mapping of name to title
    texts : mapping of name to the text of its file

    Examples
    --------
    >>> strategies = counterfactuals_of(["public_health_restored"])
    >>> effects = strategies.effects(load_parameters().central())["public_health_restored"]
    >>> round(effects.new_money_gbp_m), effects.hle_years > 0
    (10726, True)
    """

    strategies: Mapping[str, Strategy]
    reference: str
    baseline: Baseline
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The strategies, without the reference."""
        return tuple(name for name in self.strategies if name != self.reference)

    def at(self, numbers: Parameters) -> CounterfactualRuns:
        """Give the runs at one set of parameters: central ones, a draw's, or any with a number replaced."""
        return CounterfactualRuns(self, numbers)

    def effects(self, numbers: Parameters, *, scale: Multiple = 1.0, extra: Extra | None = None) -> dict[str, Effects]:
        """Give what every strategy changes against the reference at one set of parameters.

        Parameters
        ----------
        numbers : Parameters
        scale : float or mapping of fund to float
            Multiple of the money, of all funds or of those named. Levers without money stay as they are; a
            competition gives more grants of the same size.
        extra : Extra, optional
            An award beside.
        """
        return self.at(numbers).effects_of_all(scale=scale, extra=extra)

    def strategy(self, name: str) -> Strategy:
        """Find a strategy.

        Raises
        ------
        UnknownName
            When it is not among those set up.
        """
        if name not in self.strategies:
            raise UnknownName(unknown("scenario among these runs:", name, self.strategies))
        return self.strategies[name]

    def terms(self, name: str, scale: Multiple = 1.0) -> Terms:
        """Give the funds of a strategy with a multiple of their money, as in `effects`."""
        strategy = self.strategy(name)
        return multiplied(strategy.terms, strategy.funds, scale)

    def money(self, name: str, *, scale: Multiple = 1.0) -> Array:
        """(year, use, area): awards of a strategy where formulas share them, £m of 2019, what is displaced taken off.

        A competition is taken as its budget, shared by head.
        """
        terms = self.terms(name, scale)
        people = self.baseline.arrays.population
        by_area = terms.budget[:, :, None] * terms.share[None]
        money: Array = np.einsum("tfa,fu->tua", by_area, terms.split)
        for fund in np.flatnonzero(terms.displaced_use >= 0):
            money[:, terms.displaced_use[fund]] -= terms.budget[:, fund, None] * people / people.sum()
        return money

    @cached_property
    def _geographies(self) -> dict[tuple[float, float, float], Geography]:
        return {}

    def geography(self, p: Parameters) -> Geography:
        """Map who is near whom, once for each set of decays."""
        reach = (p.economic_mass_decay, p.neighbour_reach, p.neighbour_decay)
        if reach not in self._geographies:
            self._geographies[reach] = map_geography(self.baseline.arrays, p)
        return self._geographies[reach]

    @cached_property
    def _upper_tiers(self) -> npt.NDArray[np.int64]:
        codes = self.baseline.areas["upper_tier_code"].to_numpy(str)
        return np.unique(codes, return_inverse=True)[1].astype(np.int64)

    @property
    def upper_tiers(self) -> list[str]:
        """Codes of the upper tiers, in order."""
        return sorted(set(self.baseline.areas["upper_tier_code"]))

    def of_upper_tiers(self, values: Array) -> Array:
        """Means by population of the areas of each upper tier, (..., area) to (..., upper tier).

        Parameters
        ----------
        values : (..., area), any unit
        """
        people = self.baseline.arrays.population
        tiers = self._upper_tiers
        size = int(tiers.max()) + 1
        total = np.apply_along_axis(lambda row: np.bincount(tiers, row * people, size), -1, values)
        means: Array = total / np.bincount(tiers, people, size)
        return means

    def gap(self, hle: Array) -> float:
        """Top less bottom tenth of upper tiers, ranked anew, mean of the sexes.

        Parameters
        ----------
        hle : (sex, area), years
        """
        people = np.bincount(self._upper_tiers, self.baseline.arrays.population).astype(np.float64)
        return float(absolute_gap(self.of_upper_tiers(hle.mean(axis=0)), people))


def counterfactuals_of(
    scenarios: AnyScenario | Sequence[AnyScenario],
    *,
    baseline: Baseline | None = None,
    reference: AnyScenario = "baseline",
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Counterfactuals:
    """Set up counterfactual runs of scenarios.

    Parameters
    ----------
    scenarios : Scenario, name, path, or a sequence of them
    baseline : Baseline, optional
        The bundled one by default.
    reference : Scenario, name or path
        What effects are taken against, beside the scenarios or one of them.
    parameters : ParameterTable, optional
        Whose deflator turns announced cash into pounds of 2019.
    say : callable, optional
        Called with words when the model must first be compiled for this machine.

    Raises
    ------
    BadInput
        When a scenario has a fault or two have one name.
    ImpossibleOutcome
        When a scenario brings an area to what cannot be at central values (`results.plausibility`).
    """
    asked = [scenarios] if isinstance(scenarios, AnyScenario) else list(scenarios)
    loaded: dict[str, Scenario] = {}
    for one in (reference, *asked):
        scenario = one if isinstance(one, Scenario) else load_scenario(one)
        if scenario.name in loaded and not loaded[scenario.name].is_same_as(scenario):
            raise BadInput(f"two scenarios are named {scenario.name!r}; rename one")
        loaded[scenario.name] = scenario
    base, table = baseline or load_baseline(), parameters or load_parameters()
    ready = {}
    for name, scenario in loaded.items():
        funds = fund_names(scenario)
        ready[name] = Strategy(*terms_and_policy_of(scenario, base, table.deflator), funds)
    if say is not None and (slow := compiled.what_is_compiled(schedule.project)):
        say(slow)
    titles = told_apart({name: scenario.title for name, scenario in loaded.items()})
    texts = {name: scenario.text for name, scenario in loaded.items()}
    made = Counterfactuals(ready, next(iter(loaded)), base, titles, texts)
    runs = CounterfactualRuns(made, table.central())
    for name in ready:
        check_run(runs.outcomes(name), who=name, years=base.period.years, areas=base.areas)
    return made


def strategy_of(
    scenario: AnyScenario,
    *,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> tuple[Counterfactuals, str]:
    """Set up counterfactual runs of one strategy, and give its name.

    Parameters
    ----------
    scenario, baseline, parameters, say
        As in `counterfactuals_of`.

    Raises
    ------
    BadInput
        When it is the baseline, against which effects are taken.
    """
    counterfactuals = counterfactuals_for(scenario, parameters, say, baseline=baseline)
    return counterfactuals, counterfactuals.names[0]


class _Run(NamedTuple):
    """One run, with what it was run on."""

    outcomes: Outcomes
    ending: Ending
    environment: Environment
    terms: Terms


def _to_come(runs: Sequence[_Run]) -> Array:
    """`whole_life.years_to_come` after the last year of runs on one set of numbers, (run, 2, area)."""
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
        return self._money(self.counterfactuals.strategy(self.counterfactuals.reference).terms)

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
    def _reference_gap(self) -> float:
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
            False leaves out what is taken from other budgets, or the levers without money.

        Returns
        -------
        Outcomes
            Each with a year axis before the others, the base year first.
        """
        return self._run(name, scale=scale, extra=extra, split=split, displaces=displaces, levers=levers).outcomes

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
    ) -> _Run:
        run = compiled.compile_function(schedule.project)
        terms = self._terms(name, scale, extra, split, displaces)
        environment = self._environment(name, len(terms.share), levers=levers)
        areas = self.counterfactuals.baseline.arrays
        size, funds = len(areas.population), len(terms.share)
        outcomes, ending = run(
            base_state(areas, funds=funds),
            terms,
            environment,
            no_shocks(areas=size, years=len(terms.budget), funds=funds),
        )
        return _Run(outcomes, ending, environment, terms)

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
        found: list[Effects] = []
        for first in range(0, len(extras), TOGETHER):
            runs = [self._run(name, extra=extra) for extra in extras[first : first + TOGETHER]]
            found += map(self._effects, runs, _to_come(runs))
        return found

    def effects_of_all(self, *, scale: Multiple = 1.0, extra: Extra | None = None) -> dict[str, Effects]:
        """Give what every strategy changes against the reference, as `effects` of each."""
        runs = {name: self._run(name, scale=scale, extra=extra) for name in self.counterfactuals.names}
        return dict(zip(runs, map(self._effects, runs.values(), _to_come(list(runs.values()))), strict=True))

    def _effects(self, own: _Run, to_come: Array | None, *, year: int | None = None) -> Effects:
        """What a run changes against the reference; of the whole life nothing where what is to come is not given."""
        end, other = self._end if year is None else self._position(year), self.reference
        areas, life = self.counterfactuals.baseline.arrays, self.numbers.life_expectancy_reference
        change = (own.outcomes.hle - other.hle).mean(axis=1)
        period = self.counterfactuals.baseline.period
        appraised = [each - period.base for each in period.appraised if each - period.base <= end]
        whole_life = [float("nan")] * len(WHOLE_LIFE_NAMES)
        if to_come is not None:
            later = self._year_weights[:, -1:] * (to_come - self._reference_to_come)
            sums = self._year_weights @ change + later
            whole_life = [float(person_years(each, areas.population, life).sum()) for each in sums]
        gap = self._reference_gap if end == self._end else self.counterfactuals.gap(other.hle[end])
        narrowing = gap - self.counterfactuals.gap(own.outcomes.hle[end])
        output = own.outcomes.gva_per_hour[end] @ areas.hours
        return Effects(
            hle_years=float((change @ areas.population)[end] / areas.population.sum()),
            healthy_person_years=float(person_years(change[appraised].sum(axis=0), areas.population, life).sum()),
            gva_percent=float(100 * (output / (other.gva_per_hour[end] @ areas.hours) - 1)),
            gap_narrowing_years=narrowing,
            gap_narrowing_percent=100 * narrowing / gap,
            new_money_gbp_m=self._money(own.terms) - self._reference_money,
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
                tax_financed=np.append(policy.tax_financed, np.zeros(more)), prevalence_change=change
            )
            areas = self.counterfactuals.baseline.arrays
            self._environments[key] = environment_of(
                areas, self.numbers, self.counterfactuals.geography(self.numbers), policy
            )
        return self._environments[key]

    def _money(self, terms: Terms) -> float:
        """Money awarded over all years less what it is taken from, £m; of competitions what grants took."""
        given = np.where(terms.displaced_use >= 0, terms.split.sum(axis=1) - 1, terms.split.sum(axis=1))
        total = float(terms.budget.sum(axis=0) @ np.where(terms.competitive > 0, 0.0, given))
        for fund in np.flatnonzero(terms.competitive > 0):
            capacity = self._environment(self.counterfactuals.reference, 0, levers=True).place.capacity
            awarded = np.zeros(terms.share.shape[1])
            for year in range(len(terms.budget)):
                awarded += compete(year, int(fund), awarded, terms, capacity, np.zeros_like(awarded))
            total += float(awarded.sum() * given[fund])
        return total


def counterfactuals_for(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
    *,
    baseline: Baseline | None = None,
    reference: AnyScenario = "baseline",
) -> Counterfactuals:
    """Set up counterfactual runs of scenarios; those that are set up are taken as they are.

    Raises
    ------
    BadInput
        When there is no strategy beside the reference, and as `counterfactuals_of`.
    """
    made = (
        scenarios
        if isinstance(scenarios, Counterfactuals)
        else counterfactuals_of(scenarios, baseline=baseline, reference=reference, parameters=parameters, say=say)
    )
    if not made.names:
        raise BadInput(f"{made.reference}: is what effects are taken against; give a strategy beside it")
    return made


def runs_at(
    counterfactuals: Counterfactuals, parameters: ParameterTable | None, numbers: Parameters | None
) -> tuple[CounterfactualRuns, str]:
    """Give the runs at the central or at given numbers, and the words for them."""
    values = "central values, noise off" if numbers is None else "given parameters, noise off"
    return counterfactuals.at(numbers_of_run(parameters, numbers)), values
