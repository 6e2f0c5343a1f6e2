"""What councils, or bodies of several, buy with money that the centre leaves to them: by local value and visibility.

Local value is the model's own: what £1 a head more a year of each use would do in each area, at central numbers.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.choice_of_uses import (
    chosen_split,
    judged_value,
    pooled,
    standard_values,
    valued_visibility,
)
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.bodies import CENTRE, Indices, bodies_of
from fourcapitals.scenario.extra_money import Extra, with_extra
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.policy import Behaviour, Policy
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.behaviour.councils import first_councils
from fourcapitals.simulation.environment import Environment, environment_of, map_geography
from fourcapitals.simulation.noise import council_deviates, no_shocks, stream
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import CAPITAL_OF_USE, CAPITALS, USE_NAMES, Capital

VISIBILITY: Final = np.array([float(capital == CAPITALS.index(Capital.PHYSICAL)) for capital in CAPITAL_OF_USE])
"""(use,): 1 for what is built and seen, 0 for the rest."""
_MOST_KEPT: Final = 64


class Devolved(NamedTuple):
    """What holds still about the choices that the centre leaves to others."""

    bodies: Indices
    """(fund, area): number of the body that decides there, -1 where the centre does."""
    value: Array
    """(fund, use, area), standard deviations between uses: what money does there, in the outcome that it names."""
    split: Array
    """(fund, use): the fund's own shares; those above 0 are open to choice."""
    councils_act: bool
    """Whether councils differ in capacity beyond what cuts have left."""


def devolved_of(scenario: Scenario, terms: Terms, policy: Policy, baseline: Baseline) -> Devolved | None:
    """Work out what bodies go by where a scenario leaves the choice of uses to them; None where it does nowhere.

    Parameters
    ----------
    scenario : Scenario
    terms : Terms
        Of the scenario.
    policy : Policy
        Of the scenario.
    baseline : Baseline
    """
    funds = [row.fund for row in rows_of(scenario)]
    left = np.array([fund.decided_by != CENTRE for fund in funds], dtype=bool)
    if not left.any():
        return None
    years = (terms.budget[:, left] != 0).any(axis=1)
    by_outcome = values_of_uses(terms, policy, baseline, years)
    bodies = np.full(terms.share.shape, -1, np.int64)
    value = np.zeros((*terms.split.shape, terms.share.shape[1]))
    for row in map(int, np.flatnonzero(left)):
        bodies[row] = bodies_of(funds[row].decided_by, baseline)
        value[row] = by_outcome[funds[row].valued_by]
    return Devolved(bodies, value, terms.split, policy.behaviour.councils > 0)


def decided(
    terms: Terms, devolved: Devolved | None, environment: Environment, seed: int | None = None, draw: int = 0
) -> Terms:
    """Let bodies choose what money buys, at one set of parameters.

    Parameters
    ----------
    terms : Terms
        Where they split a fund's money otherwise than `devolved` has it, as to follow one use alone, choices are scaled
        alike; funds beyond those of `devolved` are the centre's.
    devolved : Devolved, optional
        None gives the terms as they are.
    environment : Environment
        Of the draw: its parameters, and the capacity that cuts have left councils in the base year.
    seed : int, optional
        Of the errors of judgement, of tastes and of councils' own capacity; without one there are no errors, and
        councils are alike.
    draw : int

    Returns
    -------
    Terms
        With `Terms.local_split`.
    """
    if devolved is None:
        return terms
    p, place = environment.parameters, environment.place
    areas = len(place.population)
    error = np.zeros((len(USE_NAMES), areas))
    if seed is not None:
        error = stream(seed, draw, "judgement").standard_normal(error.shape)
    deviates = council_deviates(seed, draw, areas=areas)
    first = first_councils(place.capacity, deviates, p).capacity if devolved.councils_act else place.capacity
    taste = deviates[2]
    split = np.repeat(terms.split[:, :, None], areas, axis=2)
    for fund in map(int, np.flatnonzero((devolved.bodies >= 0).any(axis=1))):
        own, bodies = devolved.split[fund], devolved.bodies[fund]
        value, capacity = (pooled(each, bodies, place.population) for each in (devolved.value[fund], first))
        # A body judges once: with the error and the taste of its first area.
        lead = np.unique(bodies, return_index=True)[1][bodies]
        judged = judged_value(value, p.misjudgement_of_value, capacity, error[:, lead])
        seen = valued_visibility(VISIBILITY, p.visibility_spread, taste[lead])
        chosen = chosen_split(judged, seen, p.local_weight_of_value, p.choice_noise_of_uses, own > 0)
        followed = np.divide(terms.split[fund], own, out=np.zeros_like(own), where=own > 0)
        split[fund] = followed[:, None] * chosen
    return terms._replace(local_split=split)


_values: dict[str, Mapping[str, Array]] = {}


def values_of_uses(
    terms: Terms, policy: Policy, baseline: Baseline, years: npt.NDArray[np.bool_]
) -> Mapping[str, Array]:
    """Work out what £1 a head more a year of each use would do in each area, on top of a plan.

    Every area gets it at the same time, so that what money does to neighbours counts in; without noise, at the central
    numbers of the package, by the end of the years of money.

    Parameters
    ----------
    terms : Terms
        Of the plan.
    policy : Policy
        Of the plan.
    baseline : Baseline
    years : (year,), bool
        In which there is more.

    Returns
    -------
    mapping of ``healthy_years`` and ``gva`` to (use, area), standard deviations between uses
        As `choice_of_uses.standard_values` scales them.
    """
    key = _key(terms, policy, baseline, years)
    if key not in _values:
        if len(_values) >= _MOST_KEPT:
            _values.clear()
        _values[key] = _worked_out(terms, policy, baseline, years)
    return _values[key]


def _key(terms: Terms, policy: Policy, baseline: Baseline, years: npt.NDArray[np.bool_]) -> str:
    """Address of what a table of values follows from."""
    plan = pickle.dumps((terms, policy, years))
    return hashlib.sha256(f"{baseline.checksum} {baseline.period}".encode() + plan).hexdigest()


def _worked_out(terms: Terms, policy: Policy, baseline: Baseline, years: npt.NDArray[np.bool_]) -> Mapping[str, Array]:
    areas, numbers = baseline.arrays, load_parameters().central()
    people = areas.population
    # Who bids is not for a council to foresee.
    beside = policy._replace(tax_financed=np.append(policy.tax_financed, 0.0), behaviour=Behaviour())
    environment = environment_of(areas, numbers, map_geography(areas, numbers), beside)
    state = base_state(areas, funds=len(terms.share) + 1)
    shocks = no_shocks(areas=len(people), years=len(terms.budget), funds=len(terms.share) + 1)
    until = baseline.period.end - baseline.period.base

    def come_to(split: Array) -> tuple[Array, Array]:
        """Healthy years a head, and £ of GVA a head and hour, summed over the years of money, (area,) each."""
        more = Extra(years * people.sum() / 1e6, people / people.sum(), split)
        outcomes, *_ = project(state, with_extra(terms, more), environment, shocks)
        gva = outcomes.gva_per_hour[: until + 1].sum(axis=0) * areas.hours / people
        return outcomes.hle[: until + 1].mean(axis=1).sum(axis=0), gva

    of_plan = come_to(np.zeros(len(USE_NAMES)))
    of_uses = [come_to(split) for split in np.eye(len(USE_NAMES))]
    return {
        outcome: standard_values(np.array([with_more[index] - of_plan[index] for with_more in of_uses]))
        for index, outcome in enumerate(("healthy_years", "gva"))
    }
