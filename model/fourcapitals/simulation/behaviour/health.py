"""Health: how it follows living conditions, services and habits, and what that means in each sex's life table."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import exposures, health_spending, trends
from fourcapitals.equations import health as equations
from fourcapitals.equations.delays import approach
from fourcapitals.equations.elementary import Array, exp
from fourcapitals.equations.relational import second_order_change
from fourcapitals.equations.whole_life import total_to_come
from fourcapitals.simulation.behaviour.firms import Production
from fourcapitals.simulation.behaviour.households import Nation, Support, Work
from fourcapitals.simulation.environment import Place, Slopes, SlopesBySex
from fourcapitals.simulation.state import AreaShocks, Capitals, Health, Responses


class LifeTable(NamedTuple):
    """The life table of one sex; each (area,)."""

    healthy_years: Array
    """Years: change of healthy life expectancy that drivers have brought."""
    eta: Array
    """Log odds of good health: their shift by drivers."""
    hle: Array
    """Years: healthy life expectancy that is observed."""
    le: Array
    """Years: life expectancy that is observed."""


class ExpectanciesBySex(NamedTuple):
    """The life tables of both sexes."""

    male: LifeTable
    female: LifeTable


def health_response(
    held: tuple[Parameters, Nation],
    place: Place,
    capitals: Capitals,
    production: Production,
    work: Work,
    support: Support,
    last: Health,
) -> Health:
    """Move each response of health a step towards what its drivers would support in the long run.

    Parameters
    ----------
    held : Parameters, Nation
    place : Place
    capitals : Capitals
    production : Production
    work : Work
    support : Support
    last : Health
        At the end of last year.
    """
    p, nation = held
    followed = p.budget_cut_followed
    slow = living_conditions(p, place, capitals, production, work)
    housing = equations.housing_target(
        housing=capitals.housing,
        weight_income=place.weight_income,
        per_housing=p.healthy_years_per_housing_stock,
    )
    fast = health_spending.fast_target(
        public_health=health_spending.at_constant_elasticity(
            extra=support.public_health, budget=place.public_health_budget, followed=followed
        ),
        nhs=health_spending.at_constant_elasticity(
            extra=support.nhs + p.early_years_nhs_saving * support.matured_early_years,
            budget=p.nhs_budget,
            followed=followed,
        ),
        weight_public_health=place.weight_public_health,
        weight_nhs=place.weight_nhs,
        per_public_health=nation.per_public_health,
        per_nhs=nation.per_nhs,
    )
    council = health_spending.at_constant_elasticity(
        extra=work.council_money, budget=place.council_budget, followed=followed
    )
    services = place.weight_council * council / 100
    surroundings = exposures.environment_mortality(
        particulates=place.pm25 * exp(capitals.particulates) - place.pm25,
        green=capitals.green_space,
        log_ratio_particulates=nation.log_ratio_particulates,
        log_ratio_green=nation.log_ratio_green,
    )
    speed = p.fast_health_speed
    male, female = nation.council_effect
    return Health(
        slow=approach(current=last.slow, target=slow, speed=p.slow_health_speed),
        housing=approach(current=last.housing, target=housing, speed=p.housing_health_speed),
        fast=approach(current=last.fast, target=fast, speed=speed),
        council_male=approach(current=last.council_male, target=male * services, speed=speed),
        council_female=approach(current=last.council_female, target=female * services, speed=speed),
        environment_mortality=approach(current=last.environment_mortality, target=surroundings, speed=speed),
        risk_mortality=approach(current=last.risk_mortality, target=support.risk_mortality, speed=p.risk_speed),
        risk_good_health=approach(current=last.risk_good_health, target=support.risk_good_health, speed=p.risk_speed),
    )


def health_to_come(p: Parameters, last: Health, added: Health, factor: float, part: float) -> Health:
    """How far health follows its drivers, in sum over all years to come.

    Parameters
    ----------
    p : Parameters
    last : Health
        At the end of the last year.
    added : Health
        What steps add to the responses, in sum over all years to come.
    factor : float, share
        Weight of a year relative to the year before.
    part : float, share
        What of `last` is taken.
    """
    slow, fast, risk = 1 - p.slow_health_speed, 1 - p.fast_health_speed, 1 - p.risk_speed
    surroundings = part * last.environment_mortality
    return Health(
        slow=total_to_come(part * last.slow, added.slow, slow, factor),
        housing=total_to_come(part * last.housing, added.housing, 1 - p.housing_health_speed, factor),
        fast=total_to_come(part * last.fast, added.fast, fast, factor),
        council_male=total_to_come(part * last.council_male, added.council_male, fast, factor),
        council_female=total_to_come(part * last.council_female, added.council_female, fast, factor),
        environment_mortality=total_to_come(surroundings, added.environment_mortality, fast, factor),
        risk_mortality=total_to_come(part * last.risk_mortality, added.risk_mortality, risk, factor),
        risk_good_health=total_to_come(part * last.risk_good_health, added.risk_good_health, risk, factor),
    )


def living_conditions(p: Parameters, place: Place, capitals: Capitals, production: Production, work: Work) -> Array:
    """Healthy life expectancy that living conditions would support in the long run, change since 2019, years.

    Parameters
    ----------
    p : Parameters
    place : Place
    capitals : Capitals
    production : Production
    work : Work
    """
    return equations.slow_target(
        income_change=work.earned_income,
        recipients_income_change=work.recipients_income,
        employment_change=work.employment,
        social=capitals.social,
        log_skills=production.log_skills,
        public_capital_ratio=(capitals.transport + capitals.premises) / p.public_capital,
        low_quality=capitals.low_quality_jobs,
        weight_income=place.weight_income,
        weight_social=place.weight_social,
        per_income=p.healthy_years_per_log_income,
        per_recipients_income=p.healthy_years_per_log_income_of_recipients,
        per_employment=p.healthy_years_per_employment,
        per_social=p.healthy_years_per_social_capital,
        per_skills=p.healthy_years_per_log_skills,
        per_public_capital=p.healthy_years_per_log_public_capital,
        per_low_quality=p.healthy_years_per_low_quality_job,
    )


def life_expectancies(
    held: tuple[Parameters, Nation, float, float],
    place: Place,
    slopes: Slopes,
    health: Health,
    council_years: Array,
    shocks: tuple[Array, Array],
) -> LifeTable:
    """Life and healthy life expectancy of one sex: what drivers shift in its life table, trends and COVID-19.

    Parameters
    ----------
    held : Parameters, Nation, years, years
        The last two: what COVID-19 took of the sex's healthy life expectancy and life expectancy, nationally.
    place : Place
    slopes : Slopes
        Of the sex.
    health : Health
    council_years : (area,), years of life
        The sex's response to council services.
    shocks : (area,), years, and (area,), years
        The sex's area shocks to length of life and to good health.
    """
    p, nation, covid_healthy_life, covid_life = held
    life, healthy, eta = shift_life_table((p, nation), health, council_years, slopes)
    felt = trends.covid_felt(weight=nation.covid, gradient=p.covid_gradient, deprivation=place.deprivation)
    felt_in_life = trends.covid_felt(weight=nation.covid_life, gradient=p.covid_gradient, deprivation=place.deprivation)
    longer, healthier = shocks
    by_chance = p.healthy_years_per_life_year * longer + healthier
    return LifeTable(
        healthy_years=healthy,
        eta=eta,
        hle=slopes.hle + healthy + nation.health + by_chance + covid_healthy_life * felt,
        le=slopes.le + life + p.life_year_per_healthy_year * nation.health + longer + covid_life * felt_in_life,
    )


def expectancies_by_sex(
    held: tuple[Parameters, Nation], place: Place, slopes: SlopesBySex, health: Health, shocks: AreaShocks
) -> ExpectanciesBySex:
    """Life and healthy life expectancy of each sex.

    Parameters
    ----------
    held : Parameters, Nation
    place : Place
    slopes : SlopesBySex
    health : Health
    shocks : AreaShocks
        What they have added up to.
    """
    p, nation = held
    covid_healthy, covid = p.covid_healthy_life_shock, p.covid_life_shock
    men = shocks.health_male, shocks.good_health_male
    women = shocks.health_female, shocks.good_health_female
    return ExpectanciesBySex(
        male=life_expectancies(
            (p, nation, covid_healthy[0], covid[0]), place, slopes.male, health, health.council_male, men
        ),
        female=life_expectancies(
            (p, nation, covid_healthy[1], covid[1]), place, slopes.female, health, health.council_female, women
        ),
    )


def carried_on(
    held: None, production: Production, work: Work, health: Health, expectancies: ExpectanciesBySex
) -> Responses:
    """What productivity and health hand to the next year.

    Parameters
    ----------
    held : None
    production : Production
    work : Work
    health : Health
    expectancies : ExpectanciesBySex
    """
    return Responses(
        productivity=production.output,
        health=health,
        healthy_years=(expectancies.male.healthy_years + expectancies.female.healthy_years) / 2,
        income=work.income,
    )


def shift_life_table(
    held: tuple[Parameters, Nation], health: Health, council_years: Array, slopes: Slopes
) -> tuple[Array, Array, Array]:
    """Change of life and healthy life expectancy of one sex that drivers bring (years), and the shift eta.

    Parameters
    ----------
    held : Parameters, Nation
    health, council_years, slopes
        As in `life_expectancies`.
    """
    p, nation = held
    healthy_years = health.slow + health.housing
    theta = equations.mortality_shift(
        healthy_years=healthy_years,
        budget_years=health.fast,
        council_years=council_years,
        direct=health.environment_mortality + health.risk_mortality,
        le_theta=slopes.le_theta,
        life_per_healthy_year=p.life_year_per_healthy_year,
        mortality_per_budget_year=nation.mortality_per_budget_year,
    )
    eta = equations.good_health_shift(
        healthy_years=healthy_years,
        budget_years=health.fast,
        council_years=council_years,
        direct=health.risk_good_health,
        le_theta=slopes.le_theta,
        hle_theta=slopes.hle_theta,
        hle_eta=slopes.hle_eta,
        life_per_healthy_year=p.life_year_per_healthy_year,
        mortality_per_budget_year=nation.mortality_per_budget_year,
        council_life_only=p.council_effect_on_life_only,
    )
    life, healthy = second_order_change(
        le_theta=slopes.le_theta,
        le_theta_theta=slopes.le_theta_theta,
        hle_theta=slopes.hle_theta,
        hle_eta=slopes.hle_eta,
        hle_theta_theta=slopes.hle_theta_theta,
        hle_theta_eta=slopes.hle_theta_eta,
        hle_eta_eta=slopes.hle_eta_eta,
        theta=theta,
        eta=eta,
    )
    return life, healthy, eta
