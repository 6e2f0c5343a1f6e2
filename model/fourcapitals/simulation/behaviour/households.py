"""What an area does by itself in a year, each step a function of that area's own numbers.

Units are those that `state`, `environment` and the named tuples below give; where a function says nothing else,
changes are from 2019 and in the unit of the outcome. Under NumPy the numbers are arrays over all areas and one call
does for all; compiled, the same function is called for one area after another (`arrays.each_area`). What areas do to
each other stands in `schedule`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.parameters import Parameters
from fourcapitals.equations import capitals as stocks
from fourcapitals.equations import health, productivity, trends, wellbeing, work_and_income
from fourcapitals.equations.delays import approach
from fourcapitals.equations.elementary import Array, exp, log
from fourcapitals.equations.relational import second_order_change
from fourcapitals.simulation.environment import Place, Slopes
from fourcapitals.simulation.state import Capitals, Physical


class Nation(NamedTuple):
    """What is the same for all areas in a year."""

    years_since_base: float
    """Years since 2019."""
    productivity: float
    """Trend, log."""
    health: float
    """Trend, years."""
    covid: float
    """Share of the COVID-19 shock that is felt."""
    mean_tax_yield: float
    """Change of the council-tax yield, £ per head."""
    tax_per_income: float
    """Share of income that pays the tax-financed awards."""
    councils_pay: float
    """1 when councils carry the running costs of new physical stock."""
    per_public_health: float
    """Healthy life expectancy that £1 per head per year buys in steady state, years."""
    per_nhs: float
    """The same, of NHS money."""
    council_effect: tuple[float, float]
    """(sex,), years of life per £100 per head per year."""


class Work(NamedTuple):
    """What production and neighbours bring to an area in a year."""

    log_skills: Array
    """Log of skills over those of 2019."""
    output: Array
    """Log response of GVA per hour."""
    mass: Array
    """Log response of economic mass."""
    jobs_for_residents: Array
    """Workplace jobs, net, that its residents take."""
    wage_pool: Array
    """Log response of GVA per hour where residents work."""
    last_healthy_years: Array
    """Years: change of healthy life expectancy that drivers had brought a year before."""
    tax_yield: Array
    """Change of the council-tax yield, £ per head."""


class Help(NamedTuple):
    """Money that reaches people in a year (£ per head), and changed habits."""

    household_income: Array
    job_quality: Array
    council_services: Array
    public_health: Array
    nhs: Array
    matured_early_years: Array
    """£ per head whose children need less of the NHS."""
    risk_mortality: Array
    """Log mortality that changed habits would bring in the long run."""
    risk_good_health: Array
    """Log odds of good health that they would bring."""


class Luck(NamedTuple):
    """Area noise of a year."""

    productivity: Array
    """Log."""
    health_male: Array
    """Years."""
    health_female: Array
    """Years."""
    survey: Array
    """Standard normal: sampling error of life satisfaction."""


class Health(NamedTuple):
    """The responses of health, as in `Responses`; council services by sex."""

    slow: Array
    fast: Array
    council_male: Array
    council_female: Array
    environment_mortality: Array
    risk_mortality: Array
    risk_good_health: Array


def wander(
    p: Parameters, last: tuple[Array, Array, Array], noise: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """Area noise: productivity (log), health of men and of women (years), the sexes correlated."""
    together = p.area_health_sex_correlation
    women = together * noise[1] + np.sqrt(1 - together * together) * noise[2]
    return (
        trends.autoregression(last[0], p.area_productivity_persistence, p.area_productivity_noise, noise[0]),
        trends.autoregression(last[1], p.area_health_persistence, p.area_health_noise, noise[1]),
        trends.autoregression(last[2], p.area_health_persistence, p.area_health_noise, women),
    )


def build_works(p: Parameters, place: Place, last: Physical, bought: Physical) -> tuple[Physical, Array, Array]:
    """Physical stock after this year's wear and investment, and what it brings.

    Returns
    -------
    physical : Physical
    jobs
        Workplace jobs in new premises, before displacement.
    running_cost : £m
        Of new physical stock.
    """
    now = Physical(
        stocks.physical(last.transport, bought.transport, p.physical_depreciation),
        stocks.physical(last.premises, bought.premises, p.physical_depreciation),
        stocks.physical(last.housing, bought.housing, p.physical_depreciation),
    )
    jobs = productivity.jobs_in_premises(now.premises, place.population, p.premises_cost_per_job)
    return now, jobs, p.running_cost_rate * physical_stock(now) * place.population / 1e6


def build_capitals(
    p: Parameters, place: Place, last: Capitals, physical: Physical, income: Array, bought: tuple[Array, ...]
) -> Capitals:
    """All stocks after this year's wear and investment."""
    adult_skills, matured_early_years, job_quality, community, culture, green_space, clean_air = bought
    return Capitals(
        physical.transport,
        physical.premises,
        physical.housing,
        stocks.skills(
            last.skills,
            adult_skills,
            matured_early_years,
            income,
            place.base_skills,
            place.people_per_working_age,
            p.skills_depreciation,
            p.adult_skills_return,
            p.early_years_return,
            p.skills_renewal_per_log_income,
        ),
        stocks.low_quality_jobs(
            last.low_quality_jobs, job_quality, place.people_per_job, p.job_quality_fading, p.job_quality_cost
        ),
        stocks.social(
            last.social,
            community,
            culture,
            p.social_capital_reversion,
            p.culture_as_community,
            p.social_capital_cost,
        ),
        stocks.green_space(last.green_space, green_space, p.green_space_loss, p.green_space_cost),
        stocks.particulates(last.particulates, clean_air, p.clean_air_catch_up, p.clean_air_cost),
    )


def physical_stock(capitals: Capitals | Physical) -> Array:
    """New physical stock that has to be run, £ per head."""
    return capitals.transport + capitals.premises + capitals.housing


def offer_jobs(
    p: Parameters, place: Place, own: Array, of_neighbours: Array, transport: Array
) -> tuple[Array, Array, Array]:
    """Net workplace jobs, their share of those of 2019, and the log cut of travel cost."""
    jobs = own - p.job_displacement * of_neighbours
    cut = productivity.travel_cost_cut(transport, p.transport_capital, p.travel_cost_elasticity)
    return jobs, jobs / place.jobs, cut


def produce(
    p: Parameters,
    place: Place,
    capitals: Capitals,
    mass_of: tuple[Array, Array, Array],
    last_output: Array,
    last_healthy_years: Array,
) -> tuple[Array, Array, Array]:
    """Economic mass, skills (log) and the log response of GVA per hour."""
    travel_cut, cut_of_others, jobs_of_others = mass_of
    mass = productivity.economic_mass(travel_cut, cut_of_others, jobs_of_others, place.mean_distance)
    log_skills = log(1 + capitals.skills / place.base_skills)
    target = productivity.potential(
        capitals.premises,
        capitals.transport,
        log_skills,
        mass,
        capitals.social,
        last_healthy_years,
        place.complement,
        p.public_capital,
        p.premises_as_network,
        p.agglomeration_in_public_capital,
        p.output_per_log_public_capital,
        p.output_per_log_skills,
        p.output_per_log_economic_mass,
        p.output_per_social_capital,
        p.output_per_healthy_year,
        p.private_capital_multiplier,
    )
    return mass, log_skills, approach(last_output, target, p.productivity_speed)


def live(
    held: tuple[Parameters, Nation],
    place: Place,
    male: Slopes,
    female: Slopes,
    capitals: Capitals,
    work: Work,
    money: Help,
    last: Health,
    luck: Luck,
) -> tuple[Health, tuple[Array, Array], tuple[Array, ...]]:
    """How people in an area live, and what can be observed of it.

    Returns
    -------
    health : Health
    healthy_years, income : years, log
        Changes that drivers have brought.
    outcomes
        Healthy life expectancy and life expectancy of men and of women, then the other outcomes of `Outcomes`.
    """
    p, nation = held
    sick, employed, income, council = earn(p, nation, place, capitals, work, money)
    now = heal(p, nation, place, capitals, work.log_skills, employed, income, council, money, last)
    life_male, healthy_male, eta_male = shift_life_table(p, now, now.council_male, male)
    life_female, healthy_female, eta_female = shift_life_table(p, now, now.council_female, female)
    felt = trends.covid_felt(nation.covid, p.covid_gradient, place.deprivation)
    wander_male, wander_female = nation.health + luck.health_male, nation.health + luck.health_female
    per_healthy_year = p.life_year_per_healthy_year
    outcomes = (
        male.hle + healthy_male + wander_male + p.covid_healthy_life_shock[0] * felt,
        female.hle + healthy_female + wander_female + p.covid_healthy_life_shock[1] * felt,
        male.le + life_male + per_healthy_year * wander_male + p.covid_life_shock[0] * felt,
        female.le + life_female + per_healthy_year * wander_female + p.covid_life_shock[1] * felt,
        place.gva_per_hour * exp(work.output + nation.productivity + luck.productivity),
        place.employment + employed,
        place.long_term_sick + sick,
        place.income * exp(income + p.income_per_log_wage_pool * nation.productivity),
        wellbeing.life_satisfaction(
            place.life_satisfaction,
            income,
            employed,
            place.good_health_eta * ((eta_male + eta_female) / 2),
            capitals.social,
            nation.years_since_base,
            luck.survey,
            p.satisfaction_per_log_income,
            p.satisfaction_per_employment,
            p.satisfaction_per_good_health,
            p.satisfaction_per_social_capital,
            p.satisfaction_drift,
            p.satisfaction_noise,
        ),
        place.pm25 * exp(capitals.particulates),
    )
    return now, ((healthy_male + healthy_female) / 2, income), outcomes


def earn(
    p: Parameters, nation: Nation, place: Place, capitals: Capitals, work: Work, money: Help
) -> tuple[Array, Array, Array, Array]:
    """Changes of sickness, employment, income (log) and council money (£ per head)."""
    sick = work_and_income.sickness(work.last_healthy_years, p.sickness_per_healthy_year)
    employed = work_and_income.employment(
        sick,
        work.jobs_for_residents,
        work.mass,
        capitals.low_quality_jobs,
        place.working_age,
        p.employment_per_sickness,
        p.employment_share_of_jobs,
        p.employment_per_log_economic_mass,
        p.employment_per_job_quality,
    )
    income = work_and_income.income(
        work.wage_pool,
        employed,
        money.household_income + p.job_quality_pay_share * money.job_quality - nation.tax_per_income * place.income,
        place.employment,
        place.income,
        p.income_per_log_wage_pool,
        p.income_per_log_employment,
    )
    council = work_and_income.council_money(
        money.council_services,
        work.tax_yield,
        nation.mean_tax_yield,
        physical_stock(capitals),
        p.council_tax_pooling,
        p.running_cost_rate,
        nation.councils_pay,
    )
    return sick, employed, income, council


def heal(
    p: Parameters,
    nation: Nation,
    place: Place,
    capitals: Capitals,
    log_skills: Array,
    employed: Array,
    income: Array,
    council: Array,
    money: Help,
    last: Health,
) -> Health:
    """The responses of health."""
    slow = health.slow_target(
        income,
        employed,
        capitals.housing,
        capitals.social,
        log_skills,
        (capitals.transport + capitals.premises) / p.public_capital,
        capitals.low_quality_jobs,
        place.weight_income,
        place.weight_social,
        p.healthy_years_per_log_income,
        p.healthy_years_per_employment,
        p.healthy_years_per_housing_stock,
        p.healthy_years_per_social_capital,
        p.healthy_years_per_log_skills,
        p.healthy_years_per_log_public_capital,
        p.healthy_years_per_low_quality_job,
    )
    fast = health.fast_target(
        money.public_health,
        money.nhs + p.early_years_nhs_saving * money.matured_early_years,
        place.weight_public_health,
        place.weight_nhs,
        nation.per_public_health,
        nation.per_nhs,
    )
    services = place.weight_council * council / 100
    environment = health.environment_mortality(
        place.pm25 * exp(capitals.particulates) - place.pm25,
        capitals.green_space,
        np.log(p.mortality_ratio_of_particulates),
        np.log(p.mortality_ratio_of_greenness),
    )
    speed = p.fast_health_speed
    return Health(
        approach(last.slow, slow, p.slow_health_speed),
        approach(last.fast, fast, speed),
        approach(last.council_male, nation.council_effect[0] * services, speed),
        approach(last.council_female, nation.council_effect[1] * services, speed),
        approach(last.environment_mortality, environment, speed),
        approach(last.risk_mortality, money.risk_mortality, p.risk_speed),
        approach(last.risk_good_health, money.risk_good_health, p.risk_speed),
    )


def shift_life_table(p: Parameters, now: Health, council: Array, slopes: Slopes) -> tuple[Array, Array, Array]:
    """Change of life and healthy life expectancy of one sex that drivers bring (years), and the shift eta."""
    healthy_years = now.slow + now.fast
    theta = health.mortality_shift(
        healthy_years,
        council,
        now.environment_mortality + now.risk_mortality,
        slopes.le_theta,
        p.life_year_per_healthy_year,
    )
    eta = health.good_health_shift(
        healthy_years,
        council,
        now.risk_good_health,
        slopes.le_theta,
        slopes.hle_theta,
        slopes.hle_eta,
        p.life_year_per_healthy_year,
        p.council_effect_on_life_only,
    )
    life, healthy = second_order_change(
        slopes.le_theta,
        slopes.le_theta_theta,
        slopes.hle_theta,
        slopes.hle_eta,
        slopes.hle_theta_theta,
        slopes.hle_theta_eta,
        slopes.hle_eta_eta,
        theta,
        eta,
    )
    return life, healthy, eta
