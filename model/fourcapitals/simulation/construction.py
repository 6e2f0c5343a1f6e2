"""What money builds: budgets allocated, delivered and turned into new capital, and what that means for other areas.

Nothing here waits for anyone's response, so that a run in one sweep builds and connects all years first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.equations import space
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import add_to, each_area, laid_out, put, put_each
from fourcapitals.simulation.behaviour.firms import NewJobs, build_physical, offer_jobs
from fourcapitals.simulation.behaviour.funds import spend_budgets
from fourcapitals.simulation.behaviour.learning import Rounds, learn, record, what_is_absorbed
from fourcapitals.simulation.behaviour.need import need_of
from fourcapitals.simulation.delivery import apply_money, deliver, mature
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import (
    Capitals,
    Competition,
    Councils,
    Delivery,
    NewCapital,
    Physical,
    Shocks,
    Spillovers,
)
from fourcapitals.vocabulary import (
    CONNECTIVITY,
    COUNCIL_SERVICES,
    EARLY_YEARS,
    HOUSING,
    PREMISES,
)


class Built(NamedTuple):
    """What has become of money by the end of a year."""

    delivery: Delivery
    delivered: Array
    """(use, area), £m."""
    effective_share: Array
    """(area,): of spending on stocks."""
    capital: NewCapital


def physical_of(capitals: Capitals) -> Physical:
    """The physical stocks among all, £ per head."""
    return Physical(transport=capitals.transport, premises=capitals.premises, housing=capitals.housing)


class Underway(NamedTuple):
    """What one block of years hands to the next."""

    delivery: Delivery
    physical: Physical
    awarded: Array
    """(fund, area), £m of 2019: given so far."""
    councils: Councils


def build_years(
    years: tuple[int, int],
    last: Underway,
    published: Array,
    terms: Terms,
    environment: Environment,
    shocks: Shocks,
    competition: Competition,
) -> tuple[list[NewCapital], Array, Underway]:
    """Allocate and build the budgets of some years, whatever anyone makes of them.

    Parameters
    ----------
    years : two of int
        Position of the first, and that after the last.
    last : Underway
        At the end of the year before.
    published : (year, statistic, area)
        The statistics that are out in each year.
    terms, environment, shocks
        As in `project`.
    competition : Competition
        Written to, where it has years.

    Returns
    -------
    capital : list of NewCapital
        Year by year.
    taxes : (year,), £m of 2019
        What households pay for the awards.
    underway : Underway
        At the end of the last year.
    """
    first, until = years
    capital, taxes = [], np.zeros(until - first)
    delivery, physical, awarded, councils = last.delivery, last.physical, last.awarded, last.councils
    for year in range(first, until):
        need = need_of(terms.need, published[year], terms.rescored)
        awards, taxes[year - first], bids, won = spend_budgets(
            year, awarded, councils, need, terms, environment, shocks.bids[year]
        )
        built = build(delivery, physical, awards, absorbed_by(councils, bids, terms.rounds, environment), environment)
        delivery, physical = built.delivery, built.capital.construction.physical
        capital.append(built.capital)
        held = Rounds(bids, won, terms.grant)
        before, councils = councils, after(councils, held, terms.rounds, built.capital, environment)
        record(competition, year, held, before, councils, terms.rounds)
    return capital, taxes, Underway(delivery, physical, awarded, councils)


def absorbed_by(councils: Councils, bids: Array, rounds: Array | None, environment: Environment) -> Array:
    """Spending on stocks at which saturation halves its effect, (area,), £ per head per year.

    Parameters
    ----------
    councils : Councils
        At the end of last year.
    bids : (fund, area)
        Of this year.
    rounds : (year, fund), or None
        As in `rounds.take_bids`.
    environment : Environment
    """
    scale, in_2019 = environment.place.absorptive_scale, environment.place.capacity
    if environment.behaviour.councils > 0:
        return what_is_absorbed(scale, in_2019, councils.capacity, bids, environment.parameters, rounds)
    return scale


def after(
    councils: Councils, held: Rounds, rounds: Array | None, capital: NewCapital, environment: Environment
) -> Councils:
    """Councils at the end of a year.

    Parameters
    ----------
    councils : Councils
        At the end of last year.
    held : Rounds
        Of this year.
    rounds : (year, fund), or None
        As in `rounds.take_bids`.
    capital : NewCapital
        What the year's money built and bought.
    environment : Environment
    """
    return learn(
        councils,
        held,
        capital.net[COUNCIL_SERVICES],
        (environment.place.council_budget, environment.cut_share),
        environment.geography.neighbour,
        environment.parameters,
        environment.behaviour.councils,
        rounds,
    )


def empty_competition(years: int, funds: int, areas: int) -> Competition:
    """Make room for what councils do in some years, not yet filled."""
    of_funds, of_areas = (years, funds, areas), (years, areas)
    return Competition(
        np.empty(of_funds), np.empty(of_funds), np.empty(of_areas), np.empty(of_areas), np.empty(of_areas)
    )


def build(last: Delivery, physical: Physical, awards: Array, absorbed: Array, environment: Environment) -> Built:
    """What a year's money builds and buys, before anyone responds to it.

    Parameters
    ----------
    last : Delivery
        At the end of last year.
    physical : Physical
        At the end of last year.
    awards : (use, area), £m of 2019
    absorbed : (area,), £ per head per year
        Of `absorbed_by`.
    environment : Environment
    """
    p, place = environment.parameters, environment.place
    delivered, stages = deliver(last.stages, awards, environment.delays)
    net, share = apply_money(p, place.per_head, absorbed, environment.deadweight, delivered)
    skills, early_to_skills = mature(last.early_to_skills, net[EARLY_YEARS], p.early_years_to_skills_delay)
    nhs, early_to_nhs = mature(last.early_to_nhs, net[EARLY_YEARS], p.early_years_to_nhs_delay)
    bought = Physical(transport=net[CONNECTIVITY], premises=net[PREMISES], housing=net[HOUSING])
    construction = each_area(build_physical, p, place, physical, laid_out(bought))
    return Built(
        delivery=Delivery(stages=stages, early_to_skills=early_to_skills, early_to_nhs=early_to_nhs),
        delivered=delivered,
        effective_share=share,
        capital=NewCapital(
            net=net,
            matured_skills=skills,
            matured_nhs=nhs,
            construction=construction,
        ),
    )


def jobs_and_transport(capital: list[NewCapital]) -> tuple[Array, Array]:
    """What areas' new capital of some years means for other areas: each (year, area), as `connect` takes them."""
    shape = len(capital), len(capital[0].matured_skills)
    jobs, transport = np.empty(shape), np.empty(shape)
    for year in range(len(capital)):
        construction = capital[year].construction
        put(jobs[year], construction.jobs)
        put(transport[year], construction.physical.transport)
    return jobs, transport


def connect(
    own_jobs: Array, transport: Array, moved_jobs: Array, moved_share: Array, environment: Environment
) -> Spillovers:
    """What areas' new capital does to each other, for some years at once.

    Parameters
    ----------
    own_jobs : (year, area)
        Workplace jobs in new premises, before displacement.
    transport : (year, area), £ per head
    moved_jobs, moved_share : (year, area)
        As in `Environment`, of these years.
    environment : Environment

    Returns
    -------
    Spillovers
        Each (year, area).
    """
    near = environment.geography
    of_neighbours = space.gather_years(near.neighbour, own_jobs)
    jobs, share, cut = np.empty(own_jobs.shape), np.empty(own_jobs.shape), np.empty(own_jobs.shape)
    for year in range(len(own_jobs)):
        own = NewJobs(own=own_jobs[year], of_neighbours=of_neighbours[year], transport=transport[year])
        offer = each_area(offer_jobs, environment.parameters, environment.place, laid_out(own))
        put_each((jobs[year], share[year], cut[year]), offer)
        add_to(jobs[year], 1.0, moved_jobs[year])
        add_to(share[year], 1.0, moved_share[year])
    return Spillovers(
        travel_cut=cut,
        cut_of_others=space.spread(near.mass_distances, cut),
        jobs_of_others=space.spread(near.mass_shares, share),
        jobs_for_residents=space.gather_years(near.commute_of_jobs, jobs),
    )
