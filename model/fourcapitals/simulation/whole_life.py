"""The whole life of effects: what drivers still change after the last year, until what was bought has worn out.

After the last year no money is given and no habit is changed by decree; money under way is delivered, stocks wear out,
responses follow. Instead of running on, the sums over all years to come are worked out at once: steps of a year that
keep a share of what was there are replaced by the sums of their series (`equations.whole_life`), and everything else is
the year's own behaviour, called on those sums (`behaviour.to_come`). They are scaled down, so that curves are straight
lines through no change, and feedbacks are followed for some rounds. Runs on the same parameters are followed together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import investment, space
from fourcapitals.equations.delays import handed_on
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.whole_life import discount_factor, share_handed_on
from fourcapitals.simulation.behaviour.households import Nation, Support
from fourcapitals.simulation.behaviour.to_come import (
    ConditionsToCome,
    ToCome,
    Weights,
    construction_to_come,
    economy_to_come,
    health_and_income_to_come,
)
from fourcapitals.simulation.behaviour.year import Received
from fourcapitals.simulation.construction import connect, physical_of
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.responses import bought_of, nation_of, support_of
from fourcapitals.simulation.state import AreaShocks, Delivery, Ending, Outcomes, Physical, Spillovers, Trends
from fourcapitals.vocabulary import (
    CONNECTIVITY,
    EARLY_YEARS,
    HOUSING,
    ON_STOCK_ROUTE,
    PREMISES,
    STAGES,
    Period,
)

SMALL: Final = 1e-4
"""Of the sums over decades: at that size the equations are straight lines."""
MOST_ROUNDS: Final = 100
CLOSE: Final = 1e-2
"""Share of the largest sum by which a round of feedbacks must still change some area to be followed by another."""
TOGETHER: Final = 16
"""Runs that are followed at once: enough to spare most calls, few enough for the memory that is nearest."""


class Coming(NamedTuple):
    """What money under way and capital bring, in sum over all years to come, scaled by `SMALL`."""

    physical: Physical
    received: Received
    support: Support


def whole_life(outcomes: Outcomes, ending: Ending, environment: Environment, period: Period) -> Array:
    """Healthy life expectancy over the whole life of effects, in sum over years.

    Of two runs on the same shocks the difference is what one brings beyond the other: trends and noise stop with the
    run, and so fall out.

    Parameters
    ----------
    outcomes : Outcomes
        Of a run, with a year axis before the others.
    ending : Ending
        Of the same run.
    environment : Environment
    period : Period
        Of the run.

    Returns
    -------
    (2, area), years of healthy life expectancy times years
        Change since the base year, mean of the sexes, from the first year that is appraised on; undiscounted and
        discounted to that year.
    """
    change = (outcomes.hle - outcomes.hle[0]).mean(axis=1)
    weights = year_weights(environment.parameters.health_discount_rate, period)
    total: Array = weights @ change + weights[:, -1:] * years_to_come([ending], [environment])[0]
    return total


def year_weights(rate: float, period: Period) -> Array:
    """Weights of the years of a run in sums over the whole life of effects.

    Parameters
    ----------
    rate : float, 1 per year
        Of discounting.
    period : Period

    Returns
    -------
    (2, year), share
        Without and with discounting; none before the first year that is appraised.

    Examples
    --------
    >>> year_weights(0.25, Period(base=2019, end=2022, appraisal_start=2021))
    array([[0. , 0. , 1. , 1. ],
           [0. , 0. , 1. , 0.8]])
    """
    later = np.array([year - period.appraisal_start for year in period.years])
    discounted = [discount_factor(rate, float(each)) for each in later]
    weights: Array = np.where(later >= 0, np.array([np.ones(len(later)), discounted]), 0.0)
    return weights


def years_to_come(endings: Sequence[Ending], environments: Sequence[Environment]) -> Array:
    """Change of healthy life expectancy that drivers bring after the last year of runs, in sum over all years to come.

    Parameters
    ----------
    endings : sequence of Ending
    environments : sequence of Environment
        Of each run; they differ in their policies alone. Of those, only who pays running costs outlives the last year.

    Returns
    -------
    (run, 2, area), years of healthy life expectancy times years
        Undiscounted, and discounted to the last year of the run; of a run the same whatever others are followed.
    """
    total = np.zeros((len(endings), 2, len(environments[0].place.population)))
    going_on = [row for row, ending in enumerate(endings) if not is_over(ending)]
    for first in range(0, len(going_on), TOGETHER):
        rows = going_on[first : first + TOGETHER]
        councils_pay = np.array([environments[row].councils_pay for row in rows])
        total[rows] = _followed([endings[row] for row in rows], environments[0], councils_pay)
    return total


def is_over(ending: Ending) -> bool:
    """Whether nothing is left that could still do something: money under way, capitals, responses of health."""
    responses = ending.responses
    return not any(part.any() for part in (*responses.health, *ending.capitals, *ending.delivery))


def _followed(endings: Sequence[Ending], environment: Environment, councils_pay: Array) -> Array:
    """`years_to_come` of runs that go on."""
    # A record is slow to read name by name, which many calls on small arrays would feel.
    record: Any = environment.parameters
    environment = environment._replace(parameters=Parameters(*record.item()))
    factors = np.array([1.0, discount_factor(float(environment.parameters.health_discount_rate), 1.0)])
    runs, size, p = len(endings), len(environment.place.population), environment.parameters
    weights = Weights(np.tile(factors, runs)[:, None], SMALL)  # type: ignore[arg-type]
    delivery = Delivery(*map(np.stack, zip(*(ending.delivery for ending in endings), strict=True)))
    net = net_to_come(delivery.stages, environment, factors)
    # Each run twice: undiscounted and discounted. By number first, as an ending has them by name.
    held = Ending(delivery, np.repeat(np.stack([ending.carried for ending in endings], axis=1), 2, axis=1))
    physical = Physical(transport=net[CONNECTIVITY], premises=net[PREMISES], housing=net[HOUSING])
    near = spillovers_to_come(physical_of(held.capitals), physical, environment, weights)
    early = net[EARLY_YEARS]
    skills = chain_to_come(delivery.early_to_skills, early, p.early_years_to_skills_delay, factors)
    nhs = chain_to_come(delivery.early_to_nhs, early, p.early_years_to_nhs_delay, factors)
    none = np.zeros(size)  # changed habits and the NHS as an anchor end with the last year
    coming = Coming(
        physical=physical,
        received=Received(bought=bought_of(net, skills), spillovers=near),
        support=support_of(net, nhs, none, none, none),
    )
    still = Trends(0.0, 0.0, AreaShocks(none, none, none, none, none), 0.0, 0.0)
    nation = nation_of(environment.base_year, still, none, 0.0, environment)
    nation = nation._replace(councils_pay=np.repeat(councils_pay, 2)[:, None])  # type: ignore[arg-type]
    return follow_responses(environment, nation, held, coming, weights).reshape(runs, 2, size) / SMALL


def net_to_come(stages: Array, environment: Environment, factors: Array) -> Array:
    """What of the money under way will be effective and additional, in sum over all years to come.

    The dose of an area, on which its effective share depends, is taken as its money under way for stocks over the mean
    delays: what is delivered a year where the same was awarded in every year.

    Parameters
    ----------
    stages : (run, stage, area), £m
        Held at the end of the last year.
    environment : Environment
    factors : (factor,), share
        Weight of a year relative to the year before.

    Returns
    -------
    (use, run times factor, area), £ per head
        Scaled by `SMALL`.
    """
    counts, per_head = np.array(STAGES), environment.place.per_head
    net = np.zeros((len(counts), len(stages), len(factors), stages.shape[-1]))
    dose, first = np.zeros((len(stages), stages.shape[-1])), 0
    for use, (count, delay) in enumerate(zip(STAGES, environment.delays, strict=True)):
        held = stages[:, first : first + count]
        first += count
        if held.any():
            net[use] = SMALL * per_head * handed_on_in_the_end(held, float(delay), factors)
            dose += per_head * held.sum(axis=1) / delay if ON_STOCK_ROUTE[use] else 0.0
    least = environment.parameters.minimum_effective_scale
    share = investment.effective_share(dose, least, environment.place.absorptive_scale)[:, None]
    for use in map(int, np.flatnonzero(ON_STOCK_ROUTE)):
        net[use] = investment.net_of_deadweight(net[use], share, environment.deadweight[use])
    return net.reshape(len(counts), -1, stages.shape[-1])


def handed_on_in_the_end(held: Array, mean: float, factors: Array) -> Array:
    """What a chain of stages hands on in all years to come of what it holds.

    Parameters
    ----------
    held : (run, stage, area), any unit
    mean : float, years
        Mean time in the chain; at least the number of stages.
    factors : (factor,), share
        Weight of a year relative to the year before.

    Returns
    -------
    (run, factor, area), unit of `held`

    Examples
    --------
    >>> handed_on_in_the_end(np.array([[[60.0], [40.0]]]), 4.0, np.array([1.0]))
    array([[[100.]]])
    """
    stages = held.shape[1]
    share = share_handed_on(handed_on(stages, mean), factors)
    passed = np.zeros((len(held), len(factors), held.shape[-1]))
    for stage in range(stages):
        passed = share[:, None] * (held[:, stage, None] + passed)
    return passed


def chain_to_come(held: Array, inflow: Array, mean: float, factors: Array) -> Array:
    """What a chain of stages hands on in all years to come of what it holds, and of what still enters it.

    Parameters
    ----------
    held : (run, stage, area), £ per head
    inflow : (run times factor, area), £ per head
        In sum over all years to come, scaled by `SMALL`.
    mean, factors
        As in `handed_on_in_the_end`.

    Returns
    -------
    (run times factor, area), £ per head
        Scaled by `SMALL`.
    """
    share = share_handed_on(handed_on(held.shape[1], mean), factors) ** held.shape[1]
    left = np.tile(share, len(held))[:, None] * inflow
    total: Array = left + SMALL * handed_on_in_the_end(held, mean, factors).reshape(inflow.shape)
    return total


def spillovers_to_come(last: Physical, physical: Physical, environment: Environment, weights: Weights) -> Spillovers:
    """What new capital anywhere still means for an area, in sum over all years to come, scaled by `SMALL`.

    Parameters
    ----------
    last : Physical
        At the end of the last year.
    physical : Physical
        Investment under way, in sum over all years to come.
    environment : Environment
    weights : Weights

    Returns
    -------
    Spillovers
        Each (run times factor, area).
    """
    built = construction_to_come((environment.parameters, weights), environment.place, last, physical)
    jobs, transport = built.jobs, built.physical.transport
    some = np.flatnonzero(jobs.any(axis=1) | transport.any(axis=1))
    near = Spillovers(*(np.zeros_like(jobs) for _ in Spillovers._fields))
    if len(some):
        still = np.zeros_like(jobs[some]), np.zeros_like(jobs[some])  # what moves ends with the last year
        for into, values in zip(near, connect(jobs[some], transport[some], *still, environment), strict=True):
            into[some] = values
    return near


def follow_responses(
    environment: Environment, nation: Nation, ending: Ending, coming: Coming, weights: Weights
) -> Array:
    """Change of healthy life expectancy that drivers bring, in sum over all years to come: round after round.

    Parameters
    ----------
    environment : Environment
    nation : Nation
        Without trends.
    ending : Ending
        Of all runs, each number (run times factor, area).
    coming : Coming
    weights : Weights

    Returns
    -------
    (run times factor, area), years of healthy life expectancy times years
        Scaled by `SMALL`.
    """
    p, place, slopes = environment.parameters, environment.place, environment.slopes
    capitals, last = ending.capitals, ending.responses
    per_income = place.tax_per_log_income * place.population / environment.population
    none = np.zeros_like(last.income)
    to_come, waiting = ToCome(none, none), np.ones((len(none), 1), bool)
    before, received = weights.part * mean_yield(last.income, per_income), coming.received
    for _ in range(MOST_ROUNDS):
        economy = economy_to_come((p, weights), place, capitals, last, coming.physical, received, to_come)
        conditions = ConditionsToCome(
            jobs=received.spillovers.jobs_for_residents,
            wage_pool=space.gather_years(environment.geography.commute_of_residents, economy.production.output),
            support=coming.support,
        )
        tax_yield: Any = weights.factor * (before + mean_yield(to_come.income, per_income))
        year = p, nation._replace(mean_tax_yield=tax_yield), weights
        now = health_and_income_to_come(year, place, slopes, economy, last, conditions, to_come)
        moved = np.abs(now.healthy_years - to_come.healthy_years).max(axis=1, keepdims=True)
        # A run that has come to rest stays as it is, whatever others are followed with it.
        to_come = ToCome(*(np.where(waiting, new, old) for new, old in zip(now, to_come, strict=True)))
        waiting = waiting & (moved > CLOSE * np.abs(now.healthy_years).max(axis=1, keepdims=True))
        if not waiting.any():
            break
    return to_come.healthy_years


def mean_yield(income: Array, per_income: Array) -> Array:
    """Mean change of the council-tax yield, £ per head, (run, 1), from (run, area) changes of log income."""
    total: Array = (income * per_income).sum(axis=1, keepdims=True)
    return total
