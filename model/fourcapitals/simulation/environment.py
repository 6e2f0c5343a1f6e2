"""The environment: exogenous inputs, constant in a run: the map, and what one draw's parameters fix for each area."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import exposures, health, health_spending, investment, productivity, space
from fourcapitals.equations.delays import mean_delay
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import Links
from fourcapitals.scenario.policy import Behaviour, Policy
from fourcapitals.simulation.arrays import as_record, handed_over
from fourcapitals.simulation.behaviour.nhs import MovedByNhs, moved_by_nhs
from fourcapitals.vocabulary import CAPITAL_OF_USE, ON_STOCK_ROUTE, STAGES

Indices = npt.NDArray[np.int64]


class Geography(NamedTuple):
    """Who is near whom, for given decays."""

    mass_shares: Array | Links
    """(sender, receiver): share of the receiver's economic mass that lies in the sender."""
    mass_distances: Array | Links
    """(sender, receiver): those shares times distance over decay."""
    mean_distance: Array
    """(area,): distance over decay, mean by economic mass."""
    neighbour: Links
    """New jobs of an area in premises, and the neighbours that lose by them."""
    commute_of_jobs: Links
    """To homes, from workplaces: share of the workplace's jobs."""
    commute_of_residents: Links
    """To homes, from workplaces: share of the home's residents in work."""


class Place(NamedTuple):
    """What holds still about an area during a run; each (area,), of 2019 unless said."""

    population: Array
    """People."""
    per_head: Array
    """£ per head that £1m is."""
    people_per_working_age: Array
    """Residents per resident aged 16-64."""
    people_per_job: Array
    """Residents per resident in work."""
    working_age: Array
    """People aged 16-64."""
    jobs: Array
    """Workplace jobs."""
    employment: Array
    """Share of people aged 16-64."""
    long_term_sick: Array
    """Share of people aged 16-64."""
    income: Array
    """£ per head per year."""
    gva_per_hour: Array
    """£ per hour worked."""
    life_satisfaction: Array
    """Points, 0 to 10."""
    pm25: Array
    """µg/m³."""
    deprivation: Array
    """IMD 2019 average score, mean 0 and standard deviation 1 by population."""
    good_health_eta: Array
    """Change of the share in good health per log odds."""
    public_health_budget: Array
    """£ per head per year, 2017-18: what councils spent on public health."""
    council_budget: Array
    """£ per head per year, 2017-18: what councils spent on services, education and public health apart."""
    tax_per_log_income: Array
    """Council-tax yield, £ per head per log income."""
    absorptive_scale: Array
    """£ per head per year."""
    complement: Array
    """Population mean 1."""
    mean_distance: Array
    """As in `Geography`."""
    base_skills: Array
    """£ per person aged 16-64."""
    capacity: Array
    """Of the council to bid and to deliver, between 0 and 1."""
    weight_council: Array
    """Population mean 1, as the four weights below."""
    weight_public_health: Array
    """Of need for public health money."""
    weight_nhs: Array
    """Of need for NHS money."""
    weight_social: Array
    """Of need for social capital."""
    weight_income: Array
    """Of need for income."""


class Slopes(NamedTuple):
    """How one sex's life table answers its two shifts; each (area,)."""

    le: Array
    """Years, 2017-19."""
    hle: Array
    """Years, 2017-19."""
    le_theta: Array
    le_theta_theta: Array
    hle_theta: Array
    hle_eta: Array
    hle_theta_theta: Array
    hle_theta_eta: Array
    hle_eta_eta: Array


class SlopesBySex(NamedTuple):
    """How both sexes' life tables answer."""

    male: Slopes
    female: Slopes


class Environment(NamedTuple):
    """What holds still during a run: observed areas, one draw's parameters and what follows from both."""

    base_year: int
    """The year that the areas were observed in."""
    parameters: Parameters
    geography: Geography
    place: Place
    slopes: SlopesBySex
    tax_financed: Array
    """(fund,)."""
    councils_pay: float
    """1 when councils carry the running costs of new physical stock."""
    population: float
    """Of all areas."""
    income: float
    """Of all areas, £ a year."""
    risk_mortality: Array
    """(year, area), log mortality that changed habits would bring in the long run."""
    risk_good_health: Array
    """(year, area), log odds of good health that changed habits would bring in the long run."""
    flows: Array
    """(year, use, area), £m of 2019: given whatever funds give, less what the NHS takes from care; empty for none."""
    moved_jobs: Array
    """(year, area): workplace jobs that the NHS moves between areas."""
    moved_share: Array
    """(year, area): those as a share of the jobs of 2019."""
    hired: Array
    """(year, area), people: in work since the NHS or a fund hires from outside work."""
    delays: Array
    """(use,), years."""
    deadweight: Array
    """(use,)."""
    council_effect: tuple[float, float]
    """(sex,), years of life per £100 per head per year."""
    per_public_health: float
    """Healthy life expectancy that £1 per head per year buys in steady state, years."""
    per_nhs: float
    mortality_per_budget_year: float
    """Fall of log mortality with each healthy year that public health and the NHS bring."""
    behaviour: Behaviour
    cut_share: Array
    """(area,): council spending per head lost from 2010/11 to 2017/18, share."""


def map_geography(areas: Areas, parameters: Parameters, *, keep: float = 1.0) -> Geography:
    """Work out economic mass and neighbourhoods from distances.

    An area without neighbours within reach displaces nothing.

    Parameters
    ----------
    areas : Areas
    parameters : Parameters
    keep : float
        Share of each area's economic mass that is followed link by link, largest links first; the rest is spread
        over the links kept. 1 keeps a table of all pairs, which is exact and the faster for some hundreds of areas.
    """
    distance = areas.distance
    shares = space.market_shares(areas.jobs, distance, parameters.economic_mass_decay)
    scaled = shares * distance / parameters.economic_mass_decay
    near = (distance <= parameters.neighbour_reach) & ~np.eye(len(distance), dtype=bool)
    weight = np.where(near, np.exp(-distance / parameters.neighbour_decay), 0.0)
    total = weight.sum(axis=1, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    origin, neighbour = np.nonzero(near)
    count = len(distance)
    return Geography(
        np.ascontiguousarray(shares.T) if keep == 1 else space.thin(shares, keep),
        np.ascontiguousarray(scaled.T) if keep == 1 else space.thin(scaled, keep),
        scaled.sum(axis=1),
        space.links(neighbour, origin, weight[origin, neighbour], count),
        space.links(areas.commute_home, areas.commute_work, areas.commute_of_jobs, count),
        space.links(areas.commute_home, areas.commute_work, areas.commute_of_residents, count),
    )


def environment_of(areas: Areas, parameters: Parameters, geography: Geography, policy: Policy) -> Environment:
    """Work out once what one draw's parameters fix for the whole run.

    Parameters
    ----------
    areas : Areas
    parameters : Parameters
        One set of numbers.
    geography : Geography
        Of the same areas and numbers, from `map_geography`.
    policy : Policy
    """
    p = parameters
    public_health = health_spending.healthy_years_per_spending(
        p.healthy_years_per_qaly, p.life_expectancy_reference, p.public_health_cost_per_qaly
    )
    by_use = np.array([0.0 if capital < 0 else p.deadweight[capital] for capital in CAPITAL_OF_USE])
    return Environment(
        base_year=areas.year,
        parameters=as_record(p),
        geography=geography,
        place=_place_of(areas, p, geography),
        slopes=_slopes_of(areas),
        population=float(np.sum(areas.population)),
        income=float(np.sum(areas.income * areas.population)),
        **set_by(policy, areas, p),
        delays=mean_delay(np.array(STAGES, dtype=np.float64), p.mean_delay, p.delay_factor),
        deadweight=np.where(ON_STOCK_ROUTE, by_use * (1 - p.estimate_is_net), 0.0),
        council_effect=council_effects(p, areas.expansion.le_theta),
        per_public_health=public_health,
        per_nhs=health_spending.healthy_years_per_spending(
            p.healthy_years_per_qaly, p.life_expectancy_reference, p.nhs_cost_per_qaly
        ),
        mortality_per_budget_year=_mortality_per_budget_year(p),
        cut_share=areas.cut_share,
    )


def _place_of(areas: Areas, p: Parameters, geography: Geography) -> Place:
    """What each area has, its weights and its scales, relative to England's mean by population where they are."""
    population = areas.population

    def per_mean(values: Array) -> Array:
        return values / space.weighted_mean(values, population)

    def need(gradient: float) -> Array:
        return per_mean(health.need_weight(areas.deprivation, gradient))

    capacity = investment.capacity(
        areas.cut_share, space.weighted_mean(areas.cut_share, population), p.capacity_per_cut
    )
    complement = productivity.complementarity(
        areas.relative_pay,
        capacity - space.weighted_mean(capacity, population),
        p.complementarity_with_skills,
        p.complementarity_with_capacity,
    )
    as_observed = {name: getattr(areas, name) for name in Place._fields if name in Areas._fields}
    return Place(
        **as_observed,
        per_head=1e6 / population,
        people_per_working_age=population / areas.working_age,
        people_per_job=population / (areas.employment * areas.working_age),
        tax_per_log_income=areas.council_tax * p.council_tax_per_log_income,
        absorptive_scale=p.absorptive_scale * per_mean(capacity),
        complement=per_mean(complement),
        mean_distance=geography.mean_distance,
        base_skills=p.human_capital_value * areas.relative_pay,
        capacity=capacity,
        weight_council=need(p.need_gradient_council),
        weight_public_health=need(p.need_gradient_public_health),
        weight_nhs=need(p.need_gradient_nhs),
        weight_social=need(p.need_gradient_social_capital),
        weight_income=need(p.need_gradient_income),
    )


def _slopes_of(areas: Areas) -> SlopesBySex:
    """How each area's life tables answer to shifts, men and women."""
    male, female = (
        Slopes(areas.le[sex], areas.hle[sex], *(slope[sex] for slope in areas.expansion[:7])) for sex in range(2)
    )
    return SlopesBySex(male=male, female=female)


def _mortality_per_budget_year(p: Parameters) -> float:
    return health_spending.mortality_per_healthy_year(
        p.healthy_years_per_qaly, p.life_expectancy_reference, p.qalys_per_death_averted, p.deaths_per_head
    )


def council_effects(p: Parameters, le_theta: Array) -> tuple[float, float]:
    """Years of life per £100 of council services a head, men and women, less what public health does within them.

    Parameters
    ----------
    p : Parameters
    le_theta : (sex, area), years per log mortality
        Slope of life expectancy.
    """
    per_public_health = health_spending.healthy_years_per_spending(
        p.healthy_years_per_qaly, p.life_expectancy_reference, p.public_health_cost_per_qaly
    )
    in_services = 100 * p.public_health_in_council_spending * per_public_health * _mortality_per_budget_year(p)
    slopes = zip(p.life_years_per_council_spending.tolist(), le_theta.mean(axis=1).tolist(), strict=True)
    male, female = (
        health_spending.council_effect(
            estimate, p.council_effect_multiple, p.fast_health_speed, p.council_response_years, -slope * in_services
        )
        for estimate, slope in slopes
    )
    return male, female


def with_policy(environment: Environment, areas: Areas, policy: Policy) -> Environment:
    """Put an environment under another policy, on the same areas and parameters: as `environment_of` would, and sooner.

    Parameters
    ----------
    environment : Environment
    areas : Areas
        Those that it was made for.
    policy : Policy
    """
    return environment._replace(**set_by(policy, areas, environment.parameters))


def settled_by(policy: Policy, areas: Areas) -> dict[str, Any] | None:
    """What `with_policy` puts into any environment, where it follows from no parameter; None where it does.

    Parameters
    ----------
    policy : Policy
    areas : Areas
    """
    changes = policy.prevalence_change.any() or policy.nhs is not None
    return None if changes else _set_without_change(policy, areas)


def with_areas_laid_out(environment: Environment) -> Environment:
    """Lay out what holds still about the areas, once for a whole run."""
    return Environment(
        base_year=environment.base_year,
        parameters=handed_over(Parameters, environment.parameters),
        geography=environment.geography,
        place=handed_over(Place, environment.place),
        slopes=handed_over(SlopesBySex, environment.slopes),
        tax_financed=environment.tax_financed,
        councils_pay=environment.councils_pay,
        population=environment.population,
        income=environment.income,
        risk_mortality=environment.risk_mortality,
        risk_good_health=environment.risk_good_health,
        flows=environment.flows,
        moved_jobs=environment.moved_jobs,
        moved_share=environment.moved_share,
        hired=environment.hired,
        delays=environment.delays,
        deadweight=environment.deadweight,
        council_effect=environment.council_effect,
        per_public_health=environment.per_public_health,
        per_nhs=environment.per_nhs,
        mortality_per_budget_year=environment.mortality_per_budget_year,
        behaviour=environment.behaviour,
        cut_share=environment.cut_share,
    )


def set_by(policy: Policy, areas: Areas, parameters: Parameters) -> dict[str, Any]:
    """What of an environment follows from the policy, by name.

    Parameters
    ----------
    policy : Policy
    areas : Areas
    parameters : Parameters
        Vectors may be tuples.
    """
    settled, change = _set_without_change(policy, areas), policy.prevalence_change
    if change.any():
        settled["risk_mortality"] = exposures.risk_mortality(
            areas.risk_prevalence, change, np.asarray(parameters.mortality_ratio_of_risk)
        )
        settled["risk_good_health"] = exposures.risk_morbidity(change, np.asarray(parameters.good_health_odds_of_risk))
    if policy.nhs is not None:
        settled |= moved_by_nhs(policy.nhs, policy.flows, areas, parameters)._asdict()
    return settled


def _set_without_change(policy: Policy, areas: Areas) -> dict[str, Any]:
    """What of an environment follows from the policy where it leaves habits and the NHS as they are."""
    none = np.zeros((len(policy.prevalence_change), len(areas.population)))
    return {
        "tax_financed": policy.tax_financed,
        "councils_pay": policy.councils_pay,
        "risk_mortality": none,
        "risk_good_health": none,
        **MovedByNhs(policy.flows, none, none, none)._asdict(),
        "behaviour": policy.behaviour,
    }
