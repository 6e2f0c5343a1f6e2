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
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters, numbers_of_run
from fourcapitals.ensemble.counterfactual_runs import CounterfactualRuns
from fourcapitals.ensemble.utilities import Effects
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.plausibility import check_run, own_inputs_told
from fourcapitals.scenario.extra_money import Extra, Multiple, multiplied
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.policy import Policy, terms_and_policy_of
from fourcapitals.scenario.terms import Terms, with_rounds_alike
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.devolution import Devolved, devolved_of
from fourcapitals.simulation.environment import Geography, map_geography
from fourcapitals.text import told_apart
from fourcapitals.vocabulary import Say

AnyScenario = Scenario | str | Path


class Strategy(NamedTuple):
    """A strategy as arrays."""

    terms: Terms
    policy: Policy
    funds: tuple[str, ...]
    """Their names, in the order of the terms: of a fund with several rows, its name for each."""
    devolved: Devolved | None = None
    """What bodies go by that decide in the place of the centre."""


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

    def gap_by_area(self, hle: Array) -> Array:
        """(area,): by how many years the gap widens for each year of an area's own, the ranks of places kept.

        Parameters
        ----------
        hle : (area,), years
            Mean of the sexes, by which places are ranked.
        """
        people = np.bincount(self._upper_tiers, self.baseline.arrays.population).astype(np.float64)
        ranks = np.argsort(self.of_upper_tiers(hle), kind="stable")
        by_area: Array = absolute_gap(self.of_upper_tiers(np.eye(len(hle))), people, fixed_order=ranks)
        return by_area


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
        terms, policy = terms_and_policy_of(scenario, base, table.deflator)
        ready[name] = Strategy(terms, policy, funds, devolved_of(scenario, terms, policy, base))
    alike = with_rounds_alike([each.terms for each in ready.values()])
    ready = {name: each._replace(terms=own) for (name, each), own in zip(ready.items(), alike, strict=True)}
    if say is not None and (slow := compiled.what_is_compiled(schedule.project)):
        say(slow)
    titles = told_apart({name: scenario.title for name, scenario in loaded.items()})
    texts = {name: scenario.text for name, scenario in loaded.items()}
    made = Counterfactuals(ready, next(iter(loaded)), base, titles, texts)
    runs = CounterfactualRuns(made, table.central())
    with own_inputs_told(base, table):
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
