"""The peer in NumPy over [member, area]: the package's own equations, called once a year for a chunk of draws.

Nothing is written twice but the order of a year: what an area does by itself (`behaviour`) and the flow of money take
a leading axis of members as they stand; only sums over areas, sums along links and the pairing of the sexes need a
form of their own here, because `schedule.carry` takes one member at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from fourcapitals.equations import space, trends
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.behaviour import households
from fourcapitals.simulation.behaviour.funds import decide
from fourcapitals.simulation.behaviour.households import Health, Help, Luck, Nation, Work
from fourcapitals.simulation.delivery import apply_money, deliver, mature
from fourcapitals.simulation.environment import Environment, Geography, Place, Slopes
from fourcapitals.simulation.noise import at_year, no_shocks
from fourcapitals.simulation.state import Capitals, Outcomes, Physical, Shocks, State
from fourcapitals.vocabulary import (
    ADULT_SKILLS,
    BASE_YEAR,
    CLEAN_AIR,
    COMMUNITY,
    CONNECTIVITY,
    COUNCIL_SERVICES,
    CULTURE,
    EARLY_YEARS,
    EARLY_YEARS_NHS_STAGES,
    EARLY_YEARS_SKILL_STAGES,
    GREEN_SPACE,
    HOUSEHOLD_INCOME,
    HOUSING,
    JOB_QUALITY,
    NHS,
    PREMISES,
    PUBLIC_HEALTH,
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
        self.p = stacked([environment.parameters for environment in environments])
        self.place: Place = stacked([environment.place for environment in environments])
        self.slopes: tuple[Slopes, Slopes] = stacked([environment.slopes for environment in environments])
        self.council_effect = stacked([environment.council_effect for environment in environments])
        self.per_public_health = stacked([environment.per_public_health for environment in environments])
        self.per_nhs = stacked([environment.per_nhs for environment in environments])
        self.delays = over_members([environment.delays for environment in environments])[..., None]
        self.deadweight = over_members([environment.deadweight for environment in environments])[..., None]
        self.risk_mortality = over_members([environment.risk_mortality for environment in environments])
        self.risk_good_health = over_members([environment.risk_good_health for environment in environments])
        self.noise = Shocks(*(over_members(values) for values in zip(*noises, strict=True)))
        # Trends of a year as (member, 1), health by sex as (sex, member, area).
        self.trend_noise = self.noise.productivity[..., None], self.noise.health[..., None]
        self.area_health_noise = np.moveaxis(self.noise.area_health, 2, 1)
        self.shape = len(environments), terms.share.shape[1]
        self.no_luck = no_shocks(areas=self.shape[1], years=len(terms.budget), funds=len(terms.share))
        self.per_head = np.broadcast_to(self.place.per_head, self.shape).copy()
        geography: Geography = self.one.geography
        self.neighbour, self.of_jobs, self.of_residents = (
            csr_array((along.share, along.sender, along.first), shape=(self.shape[1], self.shape[1]))
            for along in (geography.neighbour, geography.commute_of_jobs, geography.commute_of_residents)
        )
        self.covid_terms = [
            (p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years)
            for p in (environment.parameters for environment in environments)
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
        male, female = self.slopes
        years = len(self.terms.budget)

        def none(rows: int = 0) -> Array:
            return np.zeros((rows, *shape) if rows else shape)

        stages, skills_chain, nhs_chain = (
            none(rows) for rows in (sum(STAGES), EARLY_YEARS_SKILL_STAGES, EARLY_YEARS_NHS_STAGES)
        )
        capitals = Capitals(*(none() for _ in Capitals._fields))
        physical = Physical(*(none() for _ in Physical._fields))
        health = Health(*(none() for _ in Health._fields))
        output, healthy_years, income = none(), none(), none()
        wandering = none(), none(), none()
        trend_productivity = trend_health = np.zeros((shape[0], 1))
        kept = self._room(years)
        for year in range(years):
            trend_productivity = trends.drift(
                trend_productivity, p.productivity_drift, p.productivity_noise, self.trend_noise[0][year]
            )
            trend_health = trends.drift(trend_health, p.health_drift, p.health_noise, self.trend_noise[1][year])
            covid = np.array([[trends.covid_weight(BASE_YEAR + year + 1.0, *each)] for each in self.covid_terms])
            wandering = households.wander(
                p, wandering, (self.noise.area_productivity[year], *self.area_health_noise[year])
            )
            awards, tax = self.awards_of_year(year)
            delivered, stages = deliver(stages, awards, self.delays)
            net, _ = apply_money(p, self.per_head, place.absorptive_scale, self.deadweight, delivered)
            matured_skills, skills_chain = mature(skills_chain, net[EARLY_YEARS], p.early_years_to_skills_delay)
            matured_nhs, nhs_chain = mature(nhs_chain, net[EARLY_YEARS], p.early_years_to_nhs_delay)
            physical, own_jobs, _ = households.build_works(
                p, place, physical, Physical(net[CONNECTIVITY], net[PREMISES], net[HOUSING])
            )
            bought = (
                net[ADULT_SKILLS],
                matured_skills,
                net[JOB_QUALITY],
                net[COMMUNITY],
                net[CULTURE],
                net[GREEN_SPACE],
                net[CLEAN_AIR],
            )
            capitals = households.build_capitals(p, place, capitals, physical, income, bought)
            jobs, new_jobs, cut = households.offer_jobs(
                p, place, own_jobs, along(self.neighbour, own_jobs), physical.transport
            )
            mass, log_skills, output = households.produce(
                p,
                place,
                capitals,
                (
                    cut,
                    space.spread(self.one.geography.mass_distances, cut),
                    space.spread(self.one.geography.mass_shares, new_jobs),
                ),
                output,
                healthy_years,
            )
            tax_yield = place.tax_per_log_income * income
            nation = Nation(
                year + 1,
                trend_productivity,
                trend_health,
                covid,
                np.sum(tax_yield * place.population, axis=-1, keepdims=True) / self.one.population,
                tax * 1e6 / self.one.income,
                self.one.councils_pay,
                self.per_public_health,
                self.per_nhs,
                self.council_effect,
            )
            health, (healthy_years, income), seen = households.live(
                (p, nation),
                place,
                male,
                female,
                capitals,
                Work(
                    log_skills,
                    output,
                    mass,
                    along(self.of_jobs, jobs),
                    along(self.of_residents, output),
                    healthy_years,
                    tax_yield,
                ),
                Help(
                    net[HOUSEHOLD_INCOME],
                    net[JOB_QUALITY],
                    net[COUNCIL_SERVICES],
                    net[PUBLIC_HEALTH],
                    net[NHS],
                    matured_nhs,
                    self.risk_mortality[year],
                    self.risk_good_health[year],
                ),
                health,
                Luck(*wandering, self.noise.life_satisfaction[year]),
            )
            self._keep(kept, year + 1, seen)
        return kept

    def _room(self, years: int) -> Outcomes:
        """Room for the outcomes, the base year filled in."""
        base = self.start.outcomes
        room = Outcomes(*(np.empty((years + 1, *np.shape(value)[:-1], *self.shape)) for value in base))
        for values, value in zip(room, base, strict=True):
            values[0] = value[:, None, :] if np.ndim(value) == 2 else value
        return room

    @staticmethod
    def _keep(room: Outcomes, year: int, seen: tuple[Array, ...]) -> None:
        room.hle[year, 0], room.hle[year, 1], room.le[year, 0], room.le[year, 1] = seen[:4]
        for values, value in zip(room[2:], seen[4:], strict=True):
            values[year] = value


def along(links: csr_array, values: Array) -> Array:
    """Sum what each area receives along links, for every member."""
    return (links @ values.T).T


def member_of(outcomes: Outcomes, member: int) -> Outcomes:
    """One member's outcomes, in the shape of a single run."""
    return Outcomes(*(values[..., member, :] for values in outcomes))
