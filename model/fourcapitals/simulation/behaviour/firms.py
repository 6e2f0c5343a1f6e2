"""Firms: what new physical capital offers them, the jobs in it, and what they produce."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import capitals as stocks
from fourcapitals.equations import productivity
from fourcapitals.equations.delays import approach
from fourcapitals.equations.elementary import Array, log
from fourcapitals.simulation.environment import Place
from fourcapitals.simulation.state import Capitals, Construction, Physical, Responses, Spillovers


class NewJobs(NamedTuple):
    """Jobs and transport that are new; each (area,)."""

    own: Array
    """Workplace jobs in new premises of the area."""
    of_neighbours: Array
    """Of its neighbours."""
    transport: Array
    """£ per head: new stock."""


class Offer(NamedTuple):
    """What an area's new capital offers other areas; each (area,)."""

    jobs: Array
    """Workplace jobs, net of those displaced."""
    share_of_jobs: Array
    """Those as a share of the jobs of 2019."""
    travel_cut: Array
    """Log cut of generalised travel cost."""


class Production(NamedTuple):
    """How firms respond; each (area,), log."""

    mass: Array
    """Economic mass."""
    log_skills: Array
    """Skills over those of 2019."""
    output: Array
    """GVA per hour, trend and area shocks apart."""


def build_physical(p: Parameters, place: Place, last: Physical, bought: Physical) -> Construction:
    """Physical stock after this year's depreciation and investment; jobs and running costs of it.

    Parameters
    ----------
    p : Parameters
    place : Place
    last : Physical
        At the end of last year.
    bought : Physical
        Effective and additional money of the year.
    """
    now = Physical(
        transport=stocks.physical(stock=last.transport, net=bought.transport, depreciation=p.physical_depreciation),
        premises=stocks.physical(stock=last.premises, net=bought.premises, depreciation=p.physical_depreciation),
        housing=stocks.physical(stock=last.housing, net=bought.housing, depreciation=p.physical_depreciation),
    )
    return Construction(
        physical=now,
        jobs=productivity.jobs_in_premises(
            premises=now.premises, population=place.population, cost_per_job=p.premises_cost_per_job
        ),
        running_cost=p.running_cost_rate * physical_stock(now) * place.population / 1e6,
    )


def physical_stock(capitals: Capitals | Physical) -> Array:
    """New physical stock that has to be run, £ per head."""
    return capitals.transport + capitals.premises + capitals.housing


def offer_jobs(p: Parameters, place: Place, new: NewJobs) -> Offer:
    """Net workplace jobs, their share of those of 2019, and the log cut of travel cost.

    Parameters
    ----------
    p : Parameters
    place : Place
    new : NewJobs
    """
    jobs = new.own - p.job_displacement * new.of_neighbours
    return Offer(
        jobs=jobs,
        share_of_jobs=jobs / place.jobs,
        travel_cut=productivity.travel_cost_cut(
            transport=new.transport, base=p.transport_capital, elasticity=p.travel_cost_elasticity
        ),
    )


def produce(
    p: Parameters,
    place: Place,
    capitals: Capitals,
    spillovers: Spillovers,
    last: Responses,
) -> Production:
    """Economic mass, skills (log) and the log response of GVA per hour.

    Parameters
    ----------
    p : Parameters
    place : Place
    capitals : Capitals
    spillovers : Spillovers
    last : Responses
        At the end of last year.
    """
    mass = productivity.economic_mass(
        travel_cut=spillovers.travel_cut,
        cut_of_others=spillovers.cut_of_others,
        jobs_of_others=spillovers.jobs_of_others,
        mean_distance=place.mean_distance,
    )
    log_skills = log(1 + capitals.skills / place.base_skills)
    target = productivity.potential(
        premises=capitals.premises,
        transport=capitals.transport,
        log_skills=log_skills,
        mass=mass,
        social=capitals.social,
        last_health=last.healthy_years,
        complement=place.complement,
        public_capital=p.public_capital,
        premises_as_network=p.premises_as_network,
        agglomeration=p.agglomeration_in_public_capital,
        per_public_capital=p.output_per_log_public_capital,
        per_skills=p.output_per_log_skills,
        per_mass=p.output_per_log_economic_mass,
        per_social=p.output_per_social_capital,
        per_healthy_year=p.output_per_healthy_year,
        private_multiplier=p.private_capital_multiplier,
    )
    output = approach(current=last.productivity, target=target, speed=p.productivity_speed)
    return Production(mass=mass, log_skills=log_skills, output=output)
