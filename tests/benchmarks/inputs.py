"""What every implementation of the benchmark is given: one scenario, stable draws, and the chance of each draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.equations.relational import RelationalExpansion
from fourcapitals.equations.space import Links, links
from fourcapitals.scenario.files import load_scenario
from fourcapitals.scenario.policy import Policy, terms_and_policy_of
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.environment import Environment, Geography, environment_of, map_geography, with_policy
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.state import Outcomes, Shocks, State, base_state
from fourcapitals.vocabulary import OUTCOME_NAMES

SCENARIO = "announced_2021"
SEED = 4
TOLERANCE = 1e-9
"""Relative; an implementation whose outcomes differ by more does not count."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """One scenario and its draws; implementations make the noise of each draw themselves."""

    areas: Areas
    funds: tuple[str, ...]
    terms: Terms
    start: State
    environments: tuple[Environment, ...]
    """One a draw; further draws take them again from the first, with chance of their own."""
    parameters: tuple[Parameters, ...]

    @property
    def size(self) -> int:
        """Number of areas."""
        return len(self.areas.population)

    @property
    def years(self) -> int:
        """Number of projected years."""
        return len(self.terms.budget)

    def environment(self, draw: int) -> Environment:
        """What one draw fixes."""
        return self.environments[draw % len(self.environments)]

    def parameters_of(self, draw: int) -> Parameters:
        """The numbers that one draw's environment follows from."""
        return self.parameters[draw % len(self.parameters)]

    def noise(self, draw: int) -> Shocks:
        """Chance of one draw; no fund of the scenario takes bids, so that none draws luck."""
        noise = draw_shocks(SEED, draw, areas=self.size, years=self.years)
        return noise._replace(bids=np.zeros((self.years, len(self.funds), self.size)))


@cache
def the_inputs() -> Inputs:
    """The real areas under the scenario, on the first block of stable draws."""
    baseline: Baseline = load_baseline()
    table, scenario = load_parameters(), load_scenario(SCENARIO)
    terms, policy = terms_and_policy_of(scenario, baseline, table.deflator)
    drawn = stable_block(table, baseline.arrays, SEED, 0)
    return Inputs(
        areas=baseline.arrays,
        funds=tuple(scenario.funds),
        terms=terms,
        start=base_state(baseline.arrays, funds=len(scenario.funds)),
        environments=tuple(with_policy(environment, baseline.arrays, policy) for environment in drawn.settings),
        parameters=tuple(drawn.block.parameters),
    )


def tiled(inputs: Inputs, copies: int, *, keep: float = 1.0) -> Inputs:
    """Lay copies of the areas side by side as islands that trade and commute with none but themselves.

    No table of all pairs of areas is made: the links of one copy are repeated, moved on by the number of areas.

    Parameters
    ----------
    inputs : Inputs
    copies : int
    keep : float
        As in `map_geography`; with copies, economic mass always goes along links.
    """

    def repeat(values: np.ndarray) -> np.ndarray:
        return np.tile(values, (1,) * (values.ndim - 1) + (copies,))

    size, central = inputs.size, load_parameters().central()
    areas = inputs.areas
    shifts = np.repeat(np.arange(copies) * size, len(areas.commute_home))
    many = Areas(
        **{
            name: repeat(values)
            for name, values in areas._asdict().items()
            if name not in ("expansion", "distance", "commute_home", "commute_work", "year")
        },
        expansion=RelationalExpansion(*(repeat(values) for values in areas.expansion)),
        distance=np.zeros((0, 0)),
        commute_home=np.tile(areas.commute_home, copies) + shifts,
        commute_work=np.tile(areas.commute_work, copies) + shifts,
    )
    none = np.zeros((inputs.years, len(areas.risk_prevalence), size * copies))
    policy = Policy(inputs.environments[0].tax_financed, inputs.environments[0].councils_pay, none)
    geography = tiled_geography(map_geography(areas, central, keep=keep), copies, size)
    return replace(
        inputs,
        areas=many,
        terms=inputs.terms._replace(
            budget=inputs.terms.budget * copies,
            share=repeat(inputs.terms.share) / copies,
            need=repeat(inputs.terms.need),
        ),
        start=base_state(many, funds=len(inputs.funds)),
        environments=tuple(environment_of(many, parameters, geography, policy) for parameters in inputs.parameters[:1]),
    )


def tiled_geography(one: Geography, copies: int, size: int) -> Geography:
    """Repeat the links of one map, each copy moved on by the number of areas."""

    def repeat(along: Links) -> Links:
        shifts = np.repeat(np.arange(copies) * size, len(along.share))
        receiver, sender = np.tile(along.receiver, copies) + shifts, np.tile(along.sender, copies) + shifts
        return links(receiver, sender, np.tile(along.share, copies), size * copies)

    return Geography(
        repeat(as_links(one.mass_shares)),
        repeat(as_links(one.mass_distances)),
        np.tile(one.mean_distance, copies),
        repeat(one.neighbour),
        repeat(one.commute_of_jobs),
        repeat(one.commute_of_residents),
    )


def as_links(shares: np.ndarray | Links) -> Links:
    """A table of all pairs (sender, receiver) as links."""
    if isinstance(shares, Links):
        return shares
    receiver, sender = np.nonzero(shares.T)
    return links(receiver, sender, shares[sender, receiver], len(shares))


def greatest_difference(ours: Outcomes, theirs: Outcomes) -> float:
    """Greatest relative difference between two sets of outcomes."""
    worst = 0.0
    for name in OUTCOME_NAMES:
        one, other = getattr(ours, name), getattr(theirs, name)
        if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
            return float("inf")
        worst = max(worst, float(np.max(np.abs(one - other) / np.abs(other))))
    return worst


def check_equal(name: str, ours: Outcomes, theirs: Outcomes) -> float:
    """Refuse an implementation whose outcomes are not those of the compiled model."""
    worst = greatest_difference(ours, theirs)
    if not worst <= TOLERANCE:
        raise AssertionError(f"{name}: outcomes differ by {worst:.1e} from the compiled ones, {TOLERANCE:.0e} allowed")
    return worst
