"""The peer in NumPy over [member, area]: the package's own equations, called once a year for a chunk of draws.

Nothing is written twice but the order of a year: what an area does by itself (`behaviour`) and the flow of money take
a leading axis of members as they stand; only sums over areas, sums along links and the pairing of the sexes need a
form of their own here, because `schedule.carry` takes one member at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import space, trends
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour import firms, health, households, places
from fourcapitals.simulation.behaviour.funds import decide
from fourcapitals.simulation.behaviour.households import Nation, Residents
from fourcapitals.simulation.delivery import apply_money, deliver, mature
from fourcapitals.simulation.environment import Environment, Geography, Place, SlopesBySex
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.responses import bought_of, support_of
from fourcapitals.simulation.state import (
    AreaShocks,
    Capitals,
    Health,
    Outcomes,
    Physical,
    Responses,
    Shocks,
    Spillovers,
    State,
)
from fourcapitals.vocabulary import (
    BASE_YEAR,
    CONNECTIVITY,
    EARLY_YEARS,
    EARLY_YEARS_NHS_STAGES,
    EARLY_YEARS_SKILL_STAGES,
    HOUSING,
    PREMISES,
    STAGES,
)
from scipy.sparse import csr_array

Array = np.ndarray
CHUNK = 32
"""Members at a time, so that their arrays stay near the processor."""


def stacked(values: Sequence[Any]) -> Any:
    """One value for all members where they agree, else numbers over (member, 1) and arrays over (member, area)."""
    first = values[0]
    if isinstance(first, tuple):
        parts = [stacked(part) for part in zip(*values, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else tuple(parts)
    if all(value is first for value in values) or all(np.array_equal(value, first) for value in values):
        return first
    return np.array(values)[:, None] if np.ndim(first) == 0 else np.array(values)


def as_tuple(record: Any) -> Parameters:
    """The numbers of one member as a named tuple, vectors as tuples."""
    return Parameters(*(tuple(value.tolist()) if np.ndim(value) else float(value) for value in record))


def over_members(values: Sequence[Array]) -> Array:
    """Arrays over (row, …) of each member, as (row, member, …)."""
    return np.stack(values, axis=1)


class Batch:
    """A chunk of draws under one scenario."""

    def __init__(
        self, start: State, terms: Terms, environments: Sequence[Environment], noises: Sequence[Shocks]
    ) -> None:
        if np.any(terms.competitive):
            raise ValueError("this peer knows funds that share by formula only")
        if any(environment.geography is not environments[0].geography for environment in environments):
            raise ValueError("this peer takes one map for all members")
        self.start, self.terms, self.one = start, terms, environments[0]
        self.p = stacked([as_tuple(environment.parameters) for environment in environments])
        self.place: Place = stacked([environment.place for environment in environments])
        self.slopes: SlopesBySex = stacked([environment.slopes for environment in environments])
        self.council_effect = stacked([environment.council_effect for environment in environments])
        self.per_public_health = stacked([environment.per_public_health for environment in environments])
        self.per_nhs = stacked([environment.per_nhs for environment in environments])
        self.mortality_per_budget_year = stacked([each.mortality_per_budget_year for each in environments])
        self.delays = over_members([environment.delays for environment in environments])[..., None]
        self.deadweight = over_members([environment.deadweight for environment in environments])[..., None]
        self.risk_mortality = over_members([environment.risk_mortality for environment in environments])
        self.risk_good_health = over_members([environment.risk_good_health for environment in environments])
        self.noise = Shocks(*(over_members(values) for values in zip(*noises, strict=True)))
        # Trends of a year as (member, 1), health by sex as (sex, member, area).
        self.trend_noise = self.noise.productivity[..., None], self.noise.health[..., None]
        self.area_health_noise = np.moveaxis(self.noise.area_health, 2, 1)
        self.good_health_noise = np.moveaxis(self.noise.area_good_health, 2, 1)
        self.survey = self.noise.life_satisfaction
        self.shape = len(environments), terms.share.shape[1]
        self.no_luck = no_shocks(areas=self.shape[1], years=len(terms.budget), funds=len(terms.share))
        self.per_head = np.broadcast_to(self.place.per_head, self.shape).copy()
        geography: Geography = self.one.geography
        self.neighbour, self.of_jobs, self.of_residents = (
            csr_array((along.share, along.sender, along.first), shape=(self.shape[1], self.shape[1]))
            for along in (geography.neighbour, geography.commute_of_jobs, geography.commute_of_residents)
        )
        of_members = [environment.parameters for environment in environments]
        self.covid_terms = [
            (p.covid_first_year, p.covid_full_from, p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years)
            for p in of_members
        ]
        self.covid_life_terms = [
            (
                p.covid_first_year,
                p.covid_first_year,
                p.covid_life_full_until,
                p.covid_life_lasting_share,
                p.covid_life_recovery_years,
            )
            for p in of_members
        ]

    def awards_of_year(self, year: int) -> tuple[Array, float]:
        """What all funds award, (use, member, area), and what households pay for it: the same for all members."""
        state = self.start._replace(year=BASE_YEAR + year)
        awards = decide(state, self.terms, self.one, at_year(self.no_luck, year))
        tax = float(self.one.tax_financed @ awards.sum(axis=(1, 2)))
        return np.repeat(awards.sum(axis=0).T[:, None, :], self.shape[0], axis=1), tax

    def run(self) -> Outcomes:
        """Run all years; outcomes (year, [sex,] member, area)."""
        p, place, shape = self.p, self.place, self.shape
        years = len(self.terms.budget)

        def none(rows: int = 0) -> Array:
            return np.zeros((rows, *shape) if rows else shape)

        stages, skills_chain, nhs_chain = (
            none(rows) for rows in (sum(STAGES), EARLY_YEARS_SKILL_STAGES, EARLY_YEARS_NHS_STAGES)
        )
        capitals = Capitals(*(none() for _ in Capitals._fields))
        physical = Physical(*(none() for _ in Physical._fields))
        last = Responses(none(), Health(*(none() for _ in Health._fields)), none(), none())
        added_up = AreaShocks(*(none() for _ in AreaShocks._fields))
        trend_productivity = trend_health = np.zeros((shape[0], 1))
        kept = self._room(years)
        for year in range(years):
            trend_productivity = trends.drift(
                trend_productivity, p.productivity_drift, p.productivity_noise, self.trend_noise[0][year]
            )
            trend_health = trends.drift(trend_health, p.health_drift, p.health_noise, self.trend_noise[1][year])
            covid, covid_life = (
                np.array([[trends.covid_weight(BASE_YEAR + year + 1.0, *each)] for each in terms])
                for terms in (self.covid_terms, self.covid_life_terms)
            )
            shock = AreaShocks(
                self.noise.area_productivity[year], *self.area_health_noise[year], *self.good_health_noise[year]
            )
            added_up = places.area_shocks(p, added_up, shock)
            awards, tax = self.awards_of_year(year)
            delivered, stages = deliver(stages, awards, self.delays)
            net, _ = apply_money(p, self.per_head, place.absorptive_scale, self.deadweight, delivered)
            matured_skills, skills_chain = mature(skills_chain, net[EARLY_YEARS], p.early_years_to_skills_delay)
            matured_nhs, nhs_chain = mature(nhs_chain, net[EARLY_YEARS], p.early_years_to_nhs_delay)
            bought = Physical(net[CONNECTIVITY], net[PREMISES], net[HOUSING])
            physical, own_jobs, _ = firms.build_physical(p, place, physical, bought)
            capitals = places.build_capitals(p, place, capitals, physical, last, bought_of(net, matured_skills))
            of_neighbours = along(self.neighbour, own_jobs)
            offer = firms.offer_jobs(p, place, firms.NewJobs(own_jobs, of_neighbours, physical.transport))
            spillovers = Spillovers(
                offer.travel_cut,
                cut_of_others=space.spread(self.one.geography.mass_distances, offer.travel_cut),
                jobs_of_others=space.spread(self.one.geography.mass_shares, offer.share_of_jobs),
                jobs_for_residents=along(self.of_jobs, offer.jobs),
            )
            production = firms.produce(p, place, capitals, spillovers, last)
            tax_yield = place.tax_per_log_income * last.income
            nation = Nation(
                years_since_base=year + 1,
                productivity=trend_productivity,
                health=trend_health,
                covid=covid,
                covid_life=covid_life,
                mean_tax_yield=np.sum(tax_yield * place.population, axis=-1, keepdims=True) / self.one.population,
                tax_per_income=tax * 1e6 / self.one.income,
                councils_pay=self.one.councils_pay,
                per_public_health=self.per_public_health,
                per_nhs=self.per_nhs,
                mortality_per_budget_year=self.mortality_per_budget_year,
                council_effect=self.council_effect,
                log_ratio_particulates=np.log(p.mortality_ratio_of_particulates),
                log_ratio_green=np.log(p.mortality_ratio_of_greenness),
            )
            wage_pool = along(self.of_residents, production.output)
            residents = Residents(spillovers.jobs_for_residents, wage_pool, tax_yield)
            hired = np.zeros_like(matured_nhs)
            support = support_of(net, matured_nhs, hired, self.risk_mortality[year], self.risk_good_health[year])
            held = p, nation
            work = households.labour_and_income(held, place, capitals, production, residents, support, last)
            now = health.health_response(held, place, capitals, production, work, support, last.health)
            expectancies = health.expectancies_by_sex(held, place, self.slopes, now, added_up)
            unforeseen = places.Unforeseen(added_up.productivity, self.survey[year])
            seen = places.observe_outcomes(held, place, capitals, production, work, expectancies, unforeseen)
            last = health.carried_on(None, production, work, now, expectancies)
            for sex, table in enumerate(expectancies):
                kept.hle[year + 1, sex], kept.le[year + 1, sex] = table.hle, table.le
            for values, value in zip(kept[2:], seen, strict=True):
                values[year + 1] = value
        return kept

    def _room(self, years: int) -> Outcomes:
        """Room for the outcomes, the base year filled in."""
        base = self.start.outcomes
        room = Outcomes(*(np.empty((years + 1, *np.shape(value)[:-1], *self.shape)) for value in base))
        for values, value in zip(room, base, strict=True):
            values[0] = value[:, None, :] if np.ndim(value) == 2 else value
        return room


def along(links: csr_array, values: Array) -> Array:
    """Sum what each area receives along links, for every member."""
    return (links @ values.T).T


def member_of(outcomes: Outcomes, member: int) -> Outcomes:
    """One member's outcomes, in the shape of a single run."""
    return Outcomes(*(values[..., member, :] for values in outcomes))
