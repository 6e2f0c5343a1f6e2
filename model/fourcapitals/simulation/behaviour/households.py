"""Households: work, income and the council money that income brings, and how satisfied people are."""

from __future__ import annotations

from typing import NamedTuple

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import wellbeing, work_and_income
from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.behaviour.firms import Production, physical_stock
from fourcapitals.simulation.environment import Place
from fourcapitals.simulation.state import Capitals, Responses


class Nation(NamedTuple):
    """What is the same for all areas in a year."""

    years_since_base: float
    """Years since 2019."""
    productivity: float
    """Trend, log."""
    health: float
    """Trend, years."""
    covid: float
    """Share of the COVID-19 shock to healthy life expectancy that is felt."""
    covid_life: float
    """The same, of that to life expectancy."""
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
    mortality_per_budget_year: float
    """Fall of log mortality with each healthy year that health budgets bring."""
    council_effect: tuple[float, float]
    """(sex,), years of life per £100 per head per year."""
    log_ratio_particulates: float
    """Log mortality rate ratio per 10 µg/m³ of PM2.5."""
    log_ratio_green: float
    """Log mortality hazard ratio per 0.1 of the vegetation index."""


class Residents(NamedTuple):
    """What residents have from elsewhere; each (area,)."""

    jobs: Array
    """Workplace jobs, net, that they take."""
    wage_pool: Array
    """Log response of GVA per hour where they work."""
    tax_yield: Array
    """Change of the council-tax yield, £ per head."""


class Support(NamedTuple):
    """Money that reaches people in a year (£ per head), and changed habits; each (area,)."""

    household_income: Array
    job_quality: Array
    council_services: Array
    public_health: Array
    nhs: Array
    matured_early_years: Array
    """£ per head whose children need less of the NHS."""
    hired: Array
    """People in work who would not be."""
    risk_mortality: Array
    """Log mortality that changed habits would bring in the long run."""
    risk_good_health: Array
    """Log odds of good health that they would bring."""


class Work(NamedTuple):
    """How work and income have changed since 2019; each (area,)."""

    long_term_sick: Array
    """Share of people aged 16-64."""
    employment: Array
    """Share of people aged 16-64."""
    income: Array
    """Log."""
    earned_income: Array
    """Log: of income, what transfers to households did not bring."""
    recipients_income: Array
    """Log: what transfers bring those who receive them."""
    council_money: Array
    """£ per head."""


def labour_and_income(
    held: tuple[Parameters, Nation],
    place: Place,
    capitals: Capitals,
    production: Production,
    residents: Residents,
    support: Support,
    last: Responses,
) -> Work:
    """Changes of sickness, employment, income (log) and council money (£ per head).

    Parameters
    ----------
    held : Parameters, Nation
    place : Place
    capitals : Capitals
    production : Production
    residents : Residents
    support : Support
    last : Responses
        At the end of last year.
    """
    p, nation = held
    sick = work_and_income.sickness(
        last_health=last.healthy_years, base=place.long_term_sick, per_healthy_year=p.sickness_per_healthy_year
    )
    employed = work_and_income.employment(
        sickness_change=sick,
        jobs_for_residents=residents.jobs,
        mass=production.mass,
        low_quality=capitals.low_quality_jobs,
        hired=support.hired,
        working_age=place.working_age,
        per_sickness=p.employment_per_sickness,
        share_of_jobs=p.employment_share_of_jobs,
        per_mass=p.employment_per_log_economic_mass,
        per_job_quality=p.employment_per_job_quality,
    )
    pay_less_tax = p.job_quality_pay_share * support.job_quality - nation.tax_per_income * place.income
    earned = work_and_income.income(
        wage_pool=residents.wage_pool,
        employment_change=employed,
        transfers=pay_less_tax,
        base_employment=place.employment,
        base_income=place.income,
        per_wage_pool=p.income_per_log_wage_pool,
        per_employment=p.income_per_log_employment,
    )
    transfers = support.household_income
    every = work_and_income.gain_by_transfers(transfers=transfers, income=place.income + pay_less_tax)
    recipients = work_and_income.gain_by_transfers(
        transfers=transfers, income=p.recipients_share_of_mean_income * place.income
    )
    council = work_and_income.council_money(
        services=support.council_services,
        tax_yield=residents.tax_yield,
        mean_tax_yield=nation.mean_tax_yield,
        physical_stock=physical_stock(capitals),
        pooled=p.council_tax_pooling,
        running_cost_rate=p.running_cost_rate,
        councils_pay=nation.councils_pay,
    )
    return Work(
        long_term_sick=sick,
        employment=employed,
        income=earned + every,
        earned_income=earned,
        recipients_income=recipients,
        council_money=council,
    )


def life_satisfaction(
    p: Parameters, nation: Nation, place: Place, work: Work, good_health: Array, social: Array, survey: Array
) -> Array:
    """Mean life satisfaction, points from 0 to 10.

    Parameters
    ----------
    p : Parameters
    nation : Nation
    place : Place
    work : Work
    good_health : (area,), share
        Change of the share in good health.
    social : (area,), SD
        Change of social capital.
    survey : (area,)
        Sampling error, standard normal.
    """
    return wellbeing.life_satisfaction(
        base=place.life_satisfaction,
        income_change=work.income,
        employment_change=work.employment,
        good_health_change=good_health,
        social=social,
        years_since_base=nation.years_since_base,
        noise=survey,
        per_income=p.satisfaction_per_log_income,
        per_employment=p.satisfaction_per_employment,
        per_good_health=p.satisfaction_per_good_health,
        per_social=p.satisfaction_per_social_capital,
        drift=p.satisfaction_drift,
        noise_sd=p.satisfaction_noise,
    )
