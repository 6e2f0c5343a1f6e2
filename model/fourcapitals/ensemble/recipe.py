"""The recipe of an ensemble, what it comes to in a process, and each scenario made ready to run."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.statistics_errors import statistics_errors
from fourcapitals.ensemble.life_sums import regional_shares
from fourcapitals.ensemble.summary import WiderPlaces, places_of, wider_places_of
from fourcapitals.equations.elementary import Array
from fourcapitals.results.area_bins import milestones_of
from fourcapitals.results.axes import published_start
from fourcapitals.results.bid_sums import Councils
from fourcapitals.results.carried import published_levels
from fourcapitals.results.ensemble_arrays import BY_SEX, Sizes
from fourcapitals.scenario.files import Scenario, parse_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.own_rules import RuleFile, rules_used, take_rules
from fourcapitals.scenario.policy import Policy, terms_and_policy_of
from fourcapitals.scenario.terms import Terms, with_rounds_alike
from fourcapitals.simulation.bids import councils_before, holds_bids
from fourcapitals.simulation.compiled.layout import hand_over
from fourcapitals.simulation.devolution import Devolved, devolved_of
from fourcapitals.simulation.environment import settled_by
from fourcapitals.simulation.state import State, base_state
from fourcapitals.vocabulary import ENGLAND, OUTCOMES, SEXES

Keep = Literal["summary", "areas"]


@dataclass(frozen=True, eq=False)
class Recipe:
    """All that a worker needs to make any block of an ensemble, small enough to be sent with each.

    Parameters
    ----------
    scenarios : tuple of (name, text)
    seed : int
    reference : str
    keep : {"summary", "areas"}
    baseline, table
        None for those that the package carries.
    files : tuple of (name of the scenario, name of the file, text)
        That the scenarios take money from.
    rules : tuple of (name, RuleFile)
        Of the user's own, that the scenarios use.
    """

    scenarios: tuple[tuple[str, str], ...]
    seed: int
    reference: str
    keep: Keep
    baseline: Baseline | None = None
    table: ParameterTable | None = None
    files: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[tuple[str, RuleFile], ...] = ()

    @property
    def key(self) -> str:
        """Address of the recipe, equal for equal recipes."""
        own = (
            self.baseline and (self.baseline.checksum, self.baseline.period, self.baseline.folder),
            self.table and self.table.checksum,
        )
        rules = tuple((name, rule.checksum) for name, rule in self.rules)
        asked = (self.scenarios, self.files, self.seed, self.reference, self.keep, own, rules)
        return hashlib.sha256(repr(asked).encode()).hexdigest()

    def read(self) -> tuple[Scenario, ...]:
        """Read the scenarios, with the files that they name."""
        files: dict[str, dict[str, str]] = {}
        for scenario, file, text in self.files:
            files.setdefault(scenario, {})[file] = text
        return tuple(parse_scenario(text, name=name, files=files.get(name)) for name, text in self.scenarios)


def without(recipe: Recipe, names: Collection[str]) -> Recipe:
    """Leave scenarios out of a recipe.

    Parameters
    ----------
    recipe : Recipe
    names : collection of str
        Of scenarios other than the reference.
    """
    return replace(
        recipe,
        scenarios=tuple(each for each in recipe.scenarios if each[0] not in names),
        files=tuple(each for each in recipe.files if each[0] not in names),
    )


class Strategy(NamedTuple):
    """One scenario, ready to run."""

    scenario: Scenario
    funds: tuple[str, ...]
    """Of each row of the terms, the name of its fund."""
    bidding: tuple[str, ...]
    """The funds whose bids have shocks."""
    terms: Terms
    policy: Policy
    start: State
    """As machine code takes it (`layout.hand_over`)."""
    councils: Councils | None
    """What is known of them before anyone bids; None where nobody does."""
    devolved: Devolved | None
    """What bodies go by that decide in the place of the centre."""
    settled: Mapping[str, Any] | None
    """What of an environment the policy sets, the same in every draw; None where it follows from a draw's numbers."""


class Job(NamedTuple):
    """A recipe with everything that all its blocks share worked out."""

    recipe: Recipe
    baseline: Baseline
    table: ParameterTable
    wider_places: WiderPlaces
    regional: Array
    """(area, region): people of each area as a share of its region's."""
    strategies: tuple[Strategy, ...]
    reference: int
    """Position of the scenario that differences are taken from."""
    moves: bool
    """Whether in some scenario households move."""
    sizes: Sizes
    statistics_errors: dict[str, Array]
    """(area,) each, where some scenario scores need anew."""
    starts: dict[str, Array]
    """(place,) or (sex,): published levels of the base year, by series."""

    @property
    def holds_bids(self) -> bool:
        """Whether councils bid in some scenario."""
        return any(strategy.councils is not None for strategy in self.strategies)


_jobs: dict[str, Job] = {}
_jobs_lock = threading.Lock()


def job_of(recipe: Recipe) -> Job:
    """Work a recipe out, once in each process."""
    key = recipe.key
    with _jobs_lock:
        if key not in _jobs:
            if len(_jobs) > 1:
                _jobs.clear()
            take_rules(recipe.rules)
            _jobs[key] = _worked_out(recipe)
        return _jobs[key]


def _worked_out(recipe: Recipe) -> Job:
    baseline, table = recipe.baseline or load_baseline(), recipe.table or load_parameters()
    table.check_priors_follow()
    strategies = [strategy_of(scenario, baseline, table) for scenario in recipe.read()]
    years, milestones = len(baseline.period.years), milestones_of(baseline.period)
    sizes = Sizes(len(strategies), len(places_of(baseline)), len(baseline.codes), years, len(milestones))
    starts, wider_places = _starts(baseline), wider_places_of(baseline)
    return _with_strategies(
        Job(
            recipe=recipe,
            baseline=baseline,
            table=table,
            wider_places=wider_places,
            regional=regional_shares(wider_places),
            strategies=(),
            reference=0,
            moves=False,
            sizes=sizes,
            statistics_errors={},
            starts=starts,
        ),
        recipe,
        strategies,
    )


def strategy_of(scenario: Scenario, baseline: Baseline, table: ParameterTable) -> Strategy:
    """Make a scenario ready to run.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    table : ParameterTable
        Whose deflator turns announced cash into pounds of 2019.
    """
    terms, policy = terms_and_policy_of(scenario, baseline, table.deflator)
    funds = fund_names(scenario)
    return Strategy(
        scenario=scenario,
        funds=funds,
        bidding=tuple(fund for fund, bids in zip(funds, terms.competitive, strict=True) if bids > 0),
        terms=terms,
        policy=policy,
        start=hand_over(base_state(baseline.arrays, funds=len(funds), moves=scenario.households_move)),
        councils=councils_before(scenario, baseline, terms) if holds_bids(scenario) else None,
        devolved=devolved_of(scenario, terms, policy, baseline),
        settled=settled_by(policy, baseline.arrays),
    )


def beside(job: Job, scenario: Scenario) -> Job:
    """Give the job of the same recipe with one scenario more, without working out anew what they share.

    Parameters
    ----------
    job : Job
    scenario : Scenario
        Of another name than those of the job.
    """
    files = tuple((scenario.name, file, text) for file, text in scenario.files.items())
    recipe = replace(
        job.recipe,
        scenarios=(*job.recipe.scenarios, (scenario.name, scenario.text)),
        files=(*job.recipe.files, *files),
        rules=rules_used([*(each.scenario for each in job.strategies), scenario]),
    )
    return _with_strategies(job, recipe, [*job.strategies, strategy_of(scenario, job.baseline, job.table)])


def _with_strategies(job: Job, recipe: Recipe, strategies: Sequence[Strategy]) -> Job:
    """Put the strategies of a recipe into a job, with all that follows from which they are."""
    alike = with_rounds_alike([each.terms for each in strategies])
    return job._replace(
        recipe=recipe,
        strategies=tuple(each._replace(terms=own) for each, own in zip(strategies, alike, strict=True)),
        reference=[name for name, _ in recipe.scenarios].index(recipe.reference),
        moves=any(strategy.scenario.households_move for strategy in strategies),
        sizes=job.sizes._replace(scenarios=len(strategies)),
        statistics_errors=statistics_errors(job.baseline) if any(each.rescored for each in alike) else {},
    )


def _starts(baseline: Baseline) -> dict[str, Array]:
    """Published levels of the base year, by series: England and its regions, and England by sex."""
    published, places = published_levels(baseline), list(places_of(baseline))
    starts = {f"place_{outcome.name}": published_start(published, outcome.name, places) for outcome in OUTCOMES}
    for name in BY_SEX:
        by_sex = [published_start(published, f"{name}_{sex}", [ENGLAND]) for sex in SEXES]
        starts[f"{name}_by_sex"] = np.concatenate(by_sex)
    return starts
