"""The whole life of effects: what drivers still change after the last year, until what was bought has worn out.

After the last year no money is given and no habit is changed by decree; money under way is delivered, stocks wear out,
responses follow. Instead of running on, the sums over all years to come are worked out at once: steps of a year that
keep a share of what was there are replaced by the sums of their series (`equations.whole_life`), and everything else is
the year's own behaviour, called on those sums (`behaviour.to_come`). They are scaled down, so that curves are straight
lines through no change, and feedbacks are followed for some rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import investment, productivity, space
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import Links
from fourcapitals.equations.whole_life import discount_factor, total_handed_on, total_to_come
from fourcapitals.simulation import compiled
from fourcapitals.simulation.arrays import at_year, each_area, laid_out, sum_of_products
from fourcapitals.simulation.behaviour.households import Nation, Support
from fourcapitals.simulation.behaviour.to_come import Met, ToCome, Weights, economy_to_come, lives_to_come
from fourcapitals.simulation.behaviour.year import Received
from fourcapitals.simulation.construction import connect
from fourcapitals.simulation.environment import Environment, Place, SlopesBySex
from fourcapitals.simulation.responses import bought_of, nation_of, support_of
from fourcapitals.simulation.state import (
    AreaShocks,
    Capitals,
    Ending,
    Outcomes,
    Physical,
    Responses,
    Spillovers,
    Trends,
)
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


class Surroundings(NamedTuple):
    """What holds still while responses are followed."""

    parameters: Parameters
    nation: Nation
    place: Place
    slopes: SlopesBySex
    commuting: Links
    population: float


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
    total: Array = weights @ change + weights[:, -1:] * years_to_come(ending, environment)
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


def years_to_come(ending: Ending, environment: Environment) -> Array:
    """Change of healthy life expectancy that drivers bring after the last year of a run, in sum over all years to come.

    Parameters
    ----------
    ending : Ending
    environment : Environment

    Returns
    -------
    (2, area), years of healthy life expectancy times years
        Undiscounted, and discounted to the last year of the run.
    """
    total = np.zeros((2, len(ending.responses.income)))
    if is_over(ending):
        return total
    p, place = environment.parameters, environment.place
    factors = (1.0, discount_factor(float(p.health_discount_rate), 1.0))
    nets = [net_to_come(ending.delivery.stages, environment, factor) for factor in factors]
    near = spillovers_to_come(nets, factors, ending.capitals, environment)
    still = Trends(0.0, 0.0, AreaShocks(*(total[0] for _ in AreaShocks._fields)), 0.0, 0.0)
    held = Surroundings(
        parameters=p,
        nation=nation_of(environment.base_year, still, total[0], 0.0, environment),
        place=place,
        slopes=environment.slopes,
        commuting=environment.geography.commute_of_residents,
        population=environment.population,
    )
    follow = compiled.compile_function(follow_responses)
    none = np.zeros_like(place.population)  # changed habits end with the last year
    for row, (factor, net) in enumerate(zip(factors, nets, strict=True)):
        early, delivery = net[EARLY_YEARS], ending.delivery
        skills, nhs = early, early
        if delivery.early_to_skills.any() or early.any():
            skills = total_handed_on(SMALL * delivery.early_to_skills, early, p.early_years_to_skills_delay, factor)
            nhs = total_handed_on(SMALL * delivery.early_to_nhs, early, p.early_years_to_nhs_delay, factor)
        coming = Coming(
            physical=Physical(transport=net[CONNECTIVITY], premises=net[PREMISES], housing=net[HOUSING]),
            received=Received(bought=bought_of(net, skills), spillovers=at_year(near, row)),
            support=support_of(net, nhs, none, none),
        )
        total[row] = follow(held, ending.capitals, ending.responses, coming, Weights(factor, SMALL))
    return total / SMALL


def is_over(ending: Ending) -> bool:
    """Whether nothing is left that could still do something."""
    return not any(part.any() for part in (*ending.responses.health, *ending.capitals, *ending.delivery))


def spillovers_to_come(
    nets: Sequence[Array], factors: Sequence[float], capitals: Capitals, environment: Environment
) -> Spillovers:
    """What new capital anywhere still means for an area, in sum over all years to come, scaled by `SMALL`.

    Parameters
    ----------
    nets : sequence of (use, area), £ per head
        From `net_to_come`.
    factors : sequence of float, share
        Weight of a year relative to the year before.
    capitals : Capitals
        At the end of the last year.
    environment : Environment

    Returns
    -------
    Spillovers
        Each (factor, area).
    """
    p, place = environment.parameters, environment.place
    kept, per_job = 1 - p.physical_depreciation, p.premises_cost_per_job
    jobs, transport = np.zeros((2, len(place.population))), np.zeros((2, len(place.population)))
    for row, (net, factor) in enumerate(zip(nets, factors, strict=True)):
        premises = total_to_come(SMALL * capitals.premises, net[PREMISES], kept, factor)
        jobs[row] = productivity.jobs_in_premises(premises, place.population, per_job)
        transport[row] = total_to_come(SMALL * capitals.transport, net[CONNECTIVITY], kept, factor)
    if not (jobs.any() or transport.any()):
        return Spillovers(jobs, jobs, jobs, jobs)
    return connect(jobs, transport, environment)


def follow_responses(
    held: Surroundings, capitals: Capitals, last: Responses, coming: Coming, weights: Weights
) -> Array:
    """Change of healthy life expectancy that drivers bring, in sum over all years to come: round after round.

    Parameters
    ----------
    held : Surroundings
    capitals : Capitals
        At the end of the last year.
    last : Responses
        At the end of the last year.
    coming : Coming
    weights : Weights

    Returns
    -------
    (area,), years of healthy life expectancy times years
        Scaled by `SMALL`.
    """
    p, place, slopes, people = held.parameters, laid_out(held.place), laid_out(held.slopes), held.place.population
    taxes = held.place.tax_per_log_income
    stocks, responses, physical = laid_out(capitals), laid_out(last), laid_out(coming.physical)
    received, none = laid_out(coming.received), np.zeros_like(last.income)
    to_come = laid_out(ToCome(none, none))
    for _ in range(MOST_ROUNDS):
        economy = each_area(economy_to_come, (p, weights), place, stocks, responses, physical, received, to_come)
        met = laid_out(
            Met(
                jobs=coming.received.spillovers.jobs_for_residents,
                wage_pool=space.gather(held.commuting, economy.production.output),
                support=coming.support,
            )
        )
        before = weights.part * sum_of_products(taxes, last.income, people)
        tax_yield = weights.factor * (before + sum_of_products(taxes, to_come.income, people)) / held.population
        year = p, with_tax_yield(held.nation, tax_yield), weights
        now = each_area(lives_to_come, year, place, slopes, economy, responses, met, to_come)
        moved = np.max(np.abs(now.healthy_years - to_come.healthy_years))
        to_come = now
        if moved <= CLOSE * np.max(np.abs(now.healthy_years)):
            break
    return to_come.healthy_years


def with_tax_yield(nation: Nation, mean: float) -> Nation:
    """The same nation at another mean change of the council-tax yield, £ per head."""
    return Nation(
        years_since_base=nation.years_since_base,
        productivity=nation.productivity,
        health=nation.health,
        covid=nation.covid,
        covid_life=nation.covid_life,
        mean_tax_yield=mean,
        tax_per_income=nation.tax_per_income,
        councils_pay=nation.councils_pay,
        per_public_health=nation.per_public_health,
        per_nhs=nation.per_nhs,
        mortality_per_budget_year=nation.mortality_per_budget_year,
        council_effect=nation.council_effect,
        log_ratio_particulates=nation.log_ratio_particulates,
        log_ratio_green=nation.log_ratio_green,
    )


def net_to_come(stages: Array, environment: Environment, factor: float) -> Array:
    """What of the money under way will be effective and additional, in sum over all years to come.

    The dose of an area, on which its effective share depends, is taken as its money under way for stocks over the mean
    delays: what is delivered a year where the same was awarded in every year.

    Parameters
    ----------
    stages : (stage, area), £m
        Held at the end of the last year.
    environment : Environment
    factor : float, share
        Weight of a year relative to the year before.

    Returns
    -------
    (use, area), £ per head
        Scaled by `SMALL`.
    """
    per_head = environment.place.per_head
    net, dose, none = np.zeros((len(STAGES), len(per_head))), np.zeros_like(per_head), np.zeros_like(per_head)
    if not stages.any():
        return net
    first = 0
    for use, (count, delay) in enumerate(zip(STAGES, environment.delays, strict=True)):
        held = stages[first : first + count]
        first += count
        if held.any():
            net[use] = SMALL * per_head * total_handed_on(held, none, delay, factor)
            dose += per_head * held.sum(axis=0) / delay if ON_STOCK_ROUTE[use] else none
    least = environment.parameters.minimum_effective_scale
    share = investment.effective_share(dose, least, environment.place.absorptive_scale)
    for use in map(int, np.flatnonzero(ON_STOCK_ROUTE)):
        net[use] = investment.net_of_deadweight(net[use], share, environment.deadweight[use])
    return net
