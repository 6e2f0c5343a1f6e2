"""Places: the stocks that an area holds, the shocks that it meets, and what can be observed of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import capitals as stocks
from fourcapitals.equations import trends
from fourcapitals.equations.elementary import Array, exp
from fourcapitals.equations.whole_life import total_to_come
from fourcapitals.simulation.behaviour.firms import Production
from fourcapitals.simulation.behaviour.health import ExpectanciesBySex
from fourcapitals.simulation.behaviour.households import Nation, Work, life_satisfaction
from fourcapitals.simulation.environment import Place
from fourcapitals.simulation.state import AreaShocks, Capitals, Physical, Responses


class Bought(NamedTuple):
    """What becomes stock beside physical capital, effective and additional; each (area,), £ per head."""

    adult_skills: Array
    matured_early_years: Array
    """Early-years money whose children reach working age."""
    job_quality: Array
    community: Array
    culture: Array
    green_space: Array
    clean_air: Array


class Unforeseen(NamedTuple):
    """What makes an observation differ from what the drivers bring; each (area,)."""

    productivity: Array
    """Log: what shocks have added up to."""
    life_satisfaction: Array
    """Sampling error, standard normal."""


class Observed(NamedTuple):
    """The outcomes that are held for men and women together, as in `state.Outcomes`; each (area,)."""

    gva_per_hour: Array
    employment: Array
    long_term_sick: Array
    income: Array
    life_satisfaction: Array
    pm25: Array


def area_shocks(p: Parameters, last: AreaShocks, shock: AreaShocks) -> AreaShocks:
    """Area noise: productivity (log), length of life and good health of men and of women (years).

    Parameters
    ----------
    p : Parameters
    last : AreaShocks
        At the end of last year.
    shock : AreaShocks
        Of this year: standard normal; in length of life the sexes are correlated here.
    """
    together = p.area_health_sex_correlation
    women = together * shock.health_male + np.sqrt(1 - together * together) * shock.health_female
    return AreaShocks(
        productivity=trends.autoregression(
            level=last.productivity,
            persistence=p.area_productivity_persistence,
            noise_sd=p.area_productivity_noise,
            noise=shock.productivity,
        ),
        health_male=trends.autoregression(
            level=last.health_male,
            persistence=p.area_health_persistence,
            noise_sd=p.area_health_noise,
            noise=shock.health_male,
        ),
        health_female=trends.autoregression(
            level=last.health_female,
            persistence=p.area_health_persistence,
            noise_sd=p.area_health_noise,
            noise=women,
        ),
        good_health_male=trends.autoregression(
            level=last.good_health_male,
            persistence=p.area_good_health_persistence,
            noise_sd=p.area_good_health_noise,
            noise=shock.good_health_male,
        ),
        good_health_female=trends.autoregression(
            level=last.good_health_female,
            persistence=p.area_good_health_persistence,
            noise_sd=p.area_good_health_noise,
            noise=shock.good_health_female,
        ),
    )


def build_capitals(
    p: Parameters, place: Place, last: Capitals, physical: Physical, responses: Responses, bought: Bought
) -> Capitals:
    """All stocks after this year's depreciation and investment.

    Parameters
    ----------
    p : Parameters
    place : Place
    last : Capitals
        At the end of last year.
    physical : Physical
        At the end of this year.
    responses : Responses
        At the end of last year: income renews skills.
    bought : Bought
    """
    return Capitals(
        transport=physical.transport,
        premises=physical.premises,
        housing=physical.housing,
        skills=stocks.skills(
            stock=last.skills,
            adult_skills=bought.adult_skills,
            matured_early_years=bought.matured_early_years,
            income_change=responses.income,
            base_stock=place.base_skills,
            people_per_working_age=place.people_per_working_age,
            depreciation=p.skills_depreciation,
            adult_return=p.adult_skills_return,
            early_return=p.early_years_return,
            renewal=p.skills_renewal_per_log_income,
        ),
        low_quality_jobs=stocks.low_quality_jobs(
            share=last.low_quality_jobs,
            net=bought.job_quality,
            people_per_job=place.people_per_job,
            fading=p.job_quality_fading,
            cost_per_job=p.job_quality_cost,
        ),
        social=stocks.social(
            stock=last.social,
            community=bought.community,
            culture=bought.culture,
            reversion=p.social_capital_reversion,
            culture_weight=p.culture_as_community,
            cost=p.social_capital_cost,
        ),
        green_space=stocks.green_space(
            stock=last.green_space,
            net=bought.green_space,
            loss=p.green_space_loss,
            cost_per_tenth=p.green_space_cost,
        ),
        particulates=stocks.particulates(
            log_change=last.particulates,
            net=bought.clean_air,
            catch_up=p.clean_air_catch_up,
            cost_per_tenth=p.clean_air_cost,
        ),
    )


def capitals_to_come(p: Parameters, last: Capitals, added: Capitals, factor: float, part: float) -> Capitals:
    """All stocks in sum over all years to come.

    Parameters
    ----------
    p : Parameters
    last : Capitals
        At the end of the last year.
    added : Capitals
        What is added to the stocks, in sum over all years to come.
    factor : float, share
        Weight of a year relative to the year before.
    part : float, share
        What of `last` is taken.
    """
    fading, physical = 1 - p.job_quality_fading, 1 - p.physical_depreciation
    return Capitals(
        transport=total_to_come(part * last.transport, added.transport, physical, factor),
        premises=total_to_come(part * last.premises, added.premises, physical, factor),
        housing=total_to_come(part * last.housing, added.housing, physical, factor),
        skills=total_to_come(part * last.skills, added.skills, 1 - p.skills_depreciation, factor),
        low_quality_jobs=total_to_come(part * last.low_quality_jobs, added.low_quality_jobs, fading, factor),
        social=total_to_come(part * last.social, added.social, 1 - p.social_capital_reversion, factor),
        green_space=total_to_come(part * last.green_space, added.green_space, 1 - p.green_space_loss, factor),
        particulates=total_to_come(part * last.particulates, added.particulates, 1 - p.clean_air_catch_up, factor),
    )


def observe_outcomes(
    held: tuple[Parameters, Nation],
    place: Place,
    capitals: Capitals,
    production: Production,
    work: Work,
    expectancies: ExpectanciesBySex,
    unforeseen: Unforeseen,
) -> Observed:
    """What can be observed of an area at the end of the year: 2019, what drivers changed, trends and shocks.

    Parameters
    ----------
    held : Parameters, Nation
    place : Place
    capitals : Capitals
    production : Production
    work : Work
    expectancies : ExpectanciesBySex
    unforeseen : Unforeseen
    """
    p, nation = held
    good_health = place.good_health_eta * ((expectancies.male.eta + expectancies.female.eta) / 2)
    return Observed(
        gva_per_hour=place.gva_per_hour * exp(production.output + nation.productivity + unforeseen.productivity),
        employment=place.employment + work.employment,
        long_term_sick=place.long_term_sick + work.long_term_sick,
        income=place.income * exp(work.income + p.income_per_log_wage_pool * nation.productivity),
        life_satisfaction=life_satisfaction(
            p, nation, place, work, good_health, capitals.social, unforeseen.life_satisfaction
        ),
        pm25=place.pm25 * exp(capitals.particulates),
    )
