"""An area of the peer in plain Mesa, and the life tables of its sexes: the equations of ODD.md, one float at a time."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING

import mesa
import numpy as np
from fourcapitals.simulation.environment import Environment
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
    ON_STOCK_ROUTE,
    PREMISES,
    PUBLIC_HEALTH,
    STAGES,
)

if TYPE_CHECKING:
    from plain_mesa import PlainMesa

USES = range(len(STAGES))
TINY = float(np.finfo(np.float64).tiny)


def pass_through_stages(held: list[float], inflow: float, mean: float) -> float:
    """Pass one year's money through a chain of stages, in place; gives what comes out."""
    for stage, amount in enumerate(held):
        out = len(held) / mean * amount
        held[stage] = amount - out + inflow
        inflow = out
    return inflow


class Area(mesa.Agent):
    """One local authority district: its capitals, how its people live, and its neighbours."""

    def __init__(self, model: PlainMesa, row: int) -> None:
        super().__init__(model)
        self.row = row
        environment = model.environment
        # What holds still: population, jobs, deprivation and the rest of the observed place.
        for name, values in environment.place._asdict().items():
            setattr(self, name, float(values[row]))
        self.male = Sex(environment, 0, row)
        self.female = Sex(environment, 1, row)
        self.risk_mortality_target = environment.risk_mortality[:, row].tolist()
        self.risk_good_health_target = environment.risk_good_health[:, row].tolist()
        self.neighbours: list[tuple[Area, float]] = []
        self.homes_of_jobs: list[tuple[Area, float]] = []
        self.workplaces: list[tuple[Area, float]] = []
        # Every area is in every market: one list of weights each, read beside the list of all areas.
        self.market_shares = environment.geography.mass_shares[:, row].tolist()
        self.market_distances = environment.geography.mass_distances[:, row].tolist()
        # Money on its way.
        self.awards = [0.0] * len(STAGES)
        self.stages = [[0.0] * stages for stages in STAGES]
        self.early_to_skills = [0.0] * EARLY_YEARS_SKILL_STAGES
        self.early_to_nhs = [0.0] * EARLY_YEARS_NHS_STAGES
        self.net = [0.0] * len(STAGES)
        # The capitals, as deviations from 2019.
        self.transport = self.premises = self.housing = self.skills = 0.0
        self.low_quality_jobs = self.social = self.green_space = self.particulates = 0.0
        # Responses.
        self.log_output = self.slow_health = self.housing_health = self.fast_health = self.environment_mortality = 0.0
        self.risk_mortality = self.risk_good_health = self.healthy_years = self.log_income = 0.0
        self.own_jobs = self.new_jobs = self.relative_jobs = self.travel_cut = 0.0
        self.mass = self.log_skills = 0.0
        self.chance_productivity = 0.0
        # Outcomes, which start as published.
        self.outcome_gva_per_hour = self.gva_per_hour
        self.outcome_employment = self.employment
        self.outcome_long_term_sick = self.long_term_sick
        self.outcome_income = self.income
        self.outcome_life_satisfaction = self.life_satisfaction
        self.outcome_pm25 = self.pm25

    def wander(self) -> None:
        """Area noise of the year; the sexes are correlated."""
        p, noise, year, row = self.model.parameters, self.model.noise, self.model.position, self.row
        first, second = noise.area_health[year][0][row], noise.area_health[year][1][row]
        together = p.area_health_sex_correlation
        women = together * first + sqrt(1 - together * together) * second
        self.chance_productivity = (
            p.area_productivity_persistence * self.chance_productivity
            + p.area_productivity_noise * noise.area_productivity[year][row]
        )
        for sex, longer, healthier in zip(
            (self.male, self.female), (first, women), noise.area_good_health[year], strict=True
        ):
            sex.chance = p.area_health_persistence * sex.chance + p.area_health_noise * longer
            sex.good_health_chance *= p.area_good_health_persistence
            sex.good_health_chance += p.area_good_health_noise * healthier[row]

    def deliver(self) -> None:
        """Pass awards through the stages of delivery; what is effective and additional is `net`."""
        p, delays, deadweight = self.model.parameters, self.model.delays, self.model.deadweight
        net, spend = self.net, 0.0
        for use in USES:
            net[use] = pass_through_stages(self.stages[use], self.awards[use], delays[use]) * self.per_head
            self.awards[use] = 0.0
            if ON_STOCK_ROUTE[use]:
                spend += net[use]
        square = spend * spend
        effective = square / max(square + p.minimum_effective_scale**2, TINY) / (1 + abs(spend) / self.absorptive_scale)
        for use in USES:
            if ON_STOCK_ROUTE[use]:
                net[use] *= (1 - deadweight[use]) * effective
        self.matured_skills = pass_through_stages(self.early_to_skills, net[EARLY_YEARS], p.early_years_to_skills_delay)
        self.matured_nhs = pass_through_stages(self.early_to_nhs, net[EARLY_YEARS], p.early_years_to_nhs_delay)

    def build_capitals(self) -> None:
        """Wear and investment of the year in each stock."""
        p, net = self.model.parameters, self.net
        kept = 1 - p.physical_depreciation
        self.transport = kept * self.transport + net[CONNECTIVITY]
        self.premises = kept * self.premises + net[PREMISES]
        self.housing = kept * self.housing + net[HOUSING]
        self.skills = (
            (1 - p.skills_depreciation) * self.skills
            + (p.adult_skills_return * net[ADULT_SKILLS] + p.early_years_return * self.matured_skills)
            * self.people_per_working_age
            + p.skills_depreciation * self.base_skills * p.skills_renewal_per_log_income * self.log_income
        )
        self.low_quality_jobs = (1 - p.job_quality_fading) * self.low_quality_jobs - (
            p.job_quality_fading * net[JOB_QUALITY] * self.people_per_job / p.job_quality_cost
        )
        self.social = (1 - p.social_capital_reversion) * self.social + (
            net[COMMUNITY] + p.culture_as_community * net[CULTURE]
        ) / p.social_capital_cost
        self.green_space = (1 - p.green_space_loss) * self.green_space + 0.1 * net[GREEN_SPACE] / p.green_space_cost
        self.particulates = (1 - p.clean_air_catch_up) * self.particulates - 0.1 * net[CLEAN_AIR] / p.clean_air_cost
        self.own_jobs = self.premises * self.population / p.premises_cost_per_job
        self.running_cost = p.running_cost_rate * self.physical_stock * self.population / 1e6

    @property
    def physical_stock(self) -> float:
        """New physical stock that has to be run, £ per head."""
        return self.transport + self.premises + self.housing

    def offer_jobs(self) -> None:
        """New jobs less those that neighbours' premises draw away, and the cut of travel cost."""
        p = self.model.parameters
        lost = 0.0
        for area, weight in self.neighbours:
            lost += weight * area.own_jobs
        self.new_jobs = self.own_jobs - p.job_displacement * lost
        self.relative_jobs = self.new_jobs / self.jobs
        self.travel_cut = p.travel_cost_elasticity * log(1 + self.transport / p.transport_capital)

    def produce(self) -> None:
        """Economic mass, skills, and how far productivity follows the capitals."""
        p = self.model.parameters
        cut_of_others = jobs_of_others = 0.0
        for area, share, scaled in zip(self.model.areas, self.market_shares, self.market_distances, strict=True):
            cut_of_others += scaled * area.travel_cut
            jobs_of_others += share * area.relative_jobs
        self.mass = (self.travel_cut * self.mean_distance + cut_of_others) / 2 + jobs_of_others
        self.log_skills = log(1 + self.skills / self.base_skills)
        network = (
            p.premises_as_network * self.premises + (1 - p.agglomeration_in_public_capital) * self.transport
        ) / p.public_capital
        capitals = (
            self.complement * p.output_per_log_public_capital * log(1 + network)
            + p.output_per_log_skills * self.log_skills
            + p.output_per_log_economic_mass * self.mass
            + p.output_per_social_capital * self.social
        )
        target = p.private_capital_multiplier * capitals + p.output_per_healthy_year * self.healthy_years
        self.log_output += p.productivity_speed * (target - self.log_output)

    def live(self) -> None:
        """Work, income and council money; then health; then what can be observed."""
        model, p, net = self.model, self.model.parameters, self.net
        # Work, income, councils.
        jobs_for_residents = wage_pool = 0.0
        for area, share in self.homes_of_jobs:
            jobs_for_residents += share * area.new_jobs
        for area, share in self.workplaces:
            wage_pool += share * area.log_output
        sick = max(-self.long_term_sick, -p.sickness_per_healthy_year * self.healthy_years)
        employed = (
            -p.employment_per_sickness * sick
            + p.employment_share_of_jobs * jobs_for_residents / self.working_age
            + p.employment_per_log_economic_mass * self.mass
            - p.employment_per_job_quality * self.low_quality_jobs
        )
        tax_yield = self.tax_per_log_income * self.log_income
        other = p.job_quality_pay_share * net[JOB_QUALITY] - model.tax_per_income * self.income
        earned = (
            p.income_per_log_wage_pool * wage_pool
            + p.income_per_log_employment * log(1 + employed / self.employment)
            + log(1 + other / self.income)
        )
        income = earned + log(1 + net[HOUSEHOLD_INCOME] / (self.income + other))
        recipients = log(1 + net[HOUSEHOLD_INCOME] / (p.recipients_share_of_mean_income * self.income))
        council = (
            net[COUNCIL_SERVICES]
            + (1 - p.council_tax_pooling) * tax_yield
            + p.council_tax_pooling * model.mean_tax_yield
            - model.environment.councils_pay * p.running_cost_rate * self.physical_stock
        )
        # Health.
        slow = (
            self.weight_income
            * (
                p.healthy_years_per_log_income * earned
                + p.healthy_years_per_log_income_of_recipients * recipients
                + p.healthy_years_per_employment * employed
            )
            + self.weight_social * p.healthy_years_per_social_capital * self.social
            + p.healthy_years_per_log_skills * self.log_skills
            + p.healthy_years_per_log_public_capital * log(1 + (self.transport + self.premises) / p.public_capital)
            - p.healthy_years_per_low_quality_job * self.low_quality_jobs
        )
        public_health = at_constant_elasticity(net[PUBLIC_HEALTH], self.public_health_budget, p.budget_cut_followed)
        nhs = at_constant_elasticity(
            net[NHS] + p.early_years_nhs_saving * self.matured_nhs, p.nhs_budget, p.budget_cut_followed
        )
        fast = (
            self.weight_public_health * model.environment.per_public_health * public_health
            + self.weight_nhs * model.environment.per_nhs * nhs
        )
        pm25 = self.pm25 * exp(self.particulates)
        environment = (
            log(p.mortality_ratio_of_particulates) / 10 * (pm25 - self.pm25)
            + log(p.mortality_ratio_of_greenness) / 0.1 * self.green_space
        )
        housing = self.weight_income * p.healthy_years_per_housing_stock * self.housing / 1000
        self.housing_health += p.housing_health_speed * (housing - self.housing_health)
        self.slow_health += p.slow_health_speed * (slow - self.slow_health)
        self.fast_health += p.fast_health_speed * (fast - self.fast_health)
        self.environment_mortality += p.fast_health_speed * (environment - self.environment_mortality)
        self.risk_mortality += p.risk_speed * (self.risk_mortality_target[model.position] - self.risk_mortality)
        self.risk_good_health += p.risk_speed * (self.risk_good_health_target[model.position] - self.risk_good_health)
        steeper = 1 + p.covid_gradient * self.deprivation
        felt = model.covid * steeper, model.covid_life * steeper
        equal = at_constant_elasticity(council, self.council_budget, p.budget_cut_followed)
        services = self.weight_council * equal / 100
        healthy_male, eta_male = self.male.live(self, services, felt)
        healthy_female, eta_female = self.female.live(self, services, felt)
        self.healthy_years = (healthy_male + healthy_female) / 2
        self.log_income = income
        # What can be observed.
        self.outcome_gva_per_hour = self.gva_per_hour * exp(
            self.log_output + model.trend_productivity + self.chance_productivity
        )
        self.outcome_employment = self.employment + employed
        self.outcome_long_term_sick = self.long_term_sick + sick
        self.outcome_income = self.income * exp(income + p.income_per_log_wage_pool * model.trend_productivity)
        self.outcome_pm25 = pm25
        self.outcome_life_satisfaction = (
            self.life_satisfaction
            + p.satisfaction_per_log_income * income
            + p.satisfaction_per_employment * employed
            + p.satisfaction_per_good_health * self.good_health_eta * (eta_male + eta_female) / 2
            + p.satisfaction_per_social_capital * self.social
            + p.satisfaction_drift * (model.year - BASE_YEAR)
            + p.satisfaction_noise * model.noise.life_satisfaction[model.position][self.row]
        )


def at_constant_elasticity(extra: float, budget: float, followed: float) -> float:
    """Extra money of a budget by what it does, cuts beyond a share of it in a straight line."""
    relative = extra / budget
    if relative < -followed:
        return budget * (log(1 - followed) + (relative + followed) / (1 - followed))
    return budget * log(1 + relative)


class Sex:
    """The life table of one sex in one area, and how it answers."""

    def __init__(self, environment: Environment, sex: int, row: int) -> None:
        for name, values in environment.slopes[sex]._asdict().items():
            setattr(self, name, float(values[row]))
        p = environment.parameters
        self.council_effect = environment.council_effect[sex]
        self.healthy_shock, self.life_shock = p.covid_healthy_life_shock[sex], p.covid_life_shock[sex]
        self.council_health = self.chance = self.good_health_chance = 0.0
        self.outcome_hle, self.outcome_le = self.hle, self.le

    def live(self, area: Area, services: float, felt: tuple[float, float]) -> tuple[float, float]:
        """Shift the life table; gives the change of healthy life expectancy and the shift of good health."""
        p, model = area.model.parameters, area.model
        self.council_health += p.fast_health_speed * (self.council_effect * services - self.council_health)
        years, psi = area.slow_health + area.housing_health, p.life_year_per_healthy_year
        deaths = area.fast_health * model.environment.mortality_per_budget_year
        theta = (psi * years + self.council_health) / self.le_theta - deaths
        theta += area.environment_mortality + area.risk_mortality
        by_mortality = self.hle_theta / self.le_theta
        eta = (
            years * (1 - psi * by_mortality)
            + area.fast_health
            + deaths * self.hle_theta
            + (1 - p.council_effect_on_life_only) * self.council_health * (1 / psi - by_mortality)
        ) / self.hle_eta + area.risk_good_health
        life = self.le_theta * theta + self.le_theta_theta * theta**2 / 2
        healthy = (
            self.hle_theta * theta
            + self.hle_eta * eta
            + (self.hle_theta_theta * theta**2 + 2 * self.hle_theta_eta * theta * eta + self.hle_eta_eta * eta**2) / 2
        )
        wander = p.healthy_years_per_life_year * self.chance + self.good_health_chance
        healthy_felt, life_felt = felt
        self.outcome_hle = self.hle + healthy + model.trend_health + wander + self.healthy_shock * healthy_felt
        self.outcome_le = self.le + life + psi * model.trend_health + self.chance + self.life_shock * life_felt
        return healthy, eta
