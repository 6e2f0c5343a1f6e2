"""The order of a year: one definition, state in, state out.

`decide` says which fund gives how much to which area for which use; `advance` carries the world through the year.
Both are plain functions of arrays: they run as they are under NumPy, and unchanged through Numba (`compiled`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.baseline import Areas
from fourcapitals.chance import noise_of_year
from fourcapitals.equations import capitals as stocks
from fourcapitals.equations import (
    health,
    investment,
    productivity,
    space,
    trends,
    wellbeing,
    work_and_income,
)
from fourcapitals.equations.delays import approach, mean_delay, pass_stages
from fourcapitals.equations.life_table import second_order_change
from fourcapitals.parameters import Parameters
from fourcapitals.state import Capitals, Delivery, Money, Noise, Outcomes, Responses, State, Trends
from fourcapitals.vocabulary import (
    ADULT_SKILLS,
    BASE_YEAR,
    CAPITAL_OF_USE,
    CLEAN_AIR,
    COMMUNITY,
    CONNECTIVITY,
    COUNCIL_SERVICES,
    CULTURE,
    EARLY_YEARS,
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

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


class Terms(NamedTuple):
    """The funds of a scenario, funds in order of their names."""

    budget: Array
    """(year, fund), £m of 2019: new money, from 2020."""
    share: Array
    """(fund, area): of the year's budget; sums to 1 over areas."""
    split: Array
    """(fund, use): of each award; sums to 1 over uses."""
    tax_financed: Array
    """(fund,): 1 when households pay the budget as a flat share of income."""
    displaced_use: Indices
    """(fund,): the use whose budget is displaced, -1 for none."""
    competitive: Array
    """(fund,): 1 when bids are ranked and the best win a grant of fixed size, 0 when a formula shares."""
    need: Array
    """(fund, area): what need adds to the score of a bid."""
    capacity_weight: Array
    """(fund,): what council capacity adds to the score of a bid."""
    luck_weight: Array
    """(fund,): what luck adds to the score of a bid."""
    grant: Array
    """(fund,), £m of 2019: size of a grant."""
    rolls_over: Array
    """(fund,): 1 when what no bid took is added to the next budget, 0 when it lapses."""
    once: Array
    """(fund,): 1 when an area wins at most once."""


class Policy(NamedTuple):
    """What a scenario sets beside the awards."""

    tax_financed: Array
    """(fund,)."""
    councils_pay: float
    """1 when councils carry the running costs of new physical stock."""
    prevalence_change: Array
    """(year, risk, area), share of adults: dated levers on habits, from 2020."""


class Geography(NamedTuple):
    """Who is near whom, for given decays."""

    mass_shares: Array
    mass_distances: Array
    mean_distance: Array
    neighbour: Indices
    origin: Indices
    neighbour_share: Array


class Setting(NamedTuple):
    """What holds still during a run: observed areas, one draw's parameters and what follows from both."""

    areas: Areas
    parameters: Parameters
    geography: Geography
    policy: Policy
    delays: Array
    """(use,), years."""
    deadweight: Array
    """(use,)."""
    capacity: Array
    """(area,)."""
    absorptive_scale: Array
    """(area,), £ per head per year."""
    complement: Array
    """(area,), population mean 1."""
    base_skills: Array
    """(area,), £ per person aged 16-64."""
    council_effect: Array
    """(sex,), years of life per £100 per head per year."""
    weight_council: Array
    weight_public_health: Array
    weight_nhs: Array
    weight_social: Array
    weight_income: Array


def map_geography(areas: Areas, parameters: Parameters) -> Geography:
    """Work out economic mass and neighbourhoods from distances.

    Raises
    ------
    ValueError
        Never; an area without neighbours within reach displaces nothing.
    """
    distance = areas.distance
    shares = space.market_shares(areas.jobs, distance, parameters.economic_mass_decay)
    scaled = shares * distance / parameters.economic_mass_decay
    near = (distance <= parameters.neighbour_reach) & ~np.eye(len(distance), dtype=bool)
    weight = np.where(near, np.exp(-distance / parameters.neighbour_decay), 0.0)
    total = weight.sum(axis=1, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    origin, neighbour = np.nonzero(near)
    return Geography(
        shares,
        scaled,
        scaled.sum(axis=1),
        neighbour.astype(np.int64),
        origin.astype(np.int64),
        weight[origin, neighbour],
    )


def settle(areas: Areas, parameters: Parameters, geography: Geography, policy: Policy) -> Setting:
    """Work out once what one draw's parameters fix for the whole run."""
    p = parameters
    population = areas.population

    def per_mean(values: Array) -> Array:
        return values / space.weighted_mean(values, population)

    stages = np.array(STAGES, dtype=np.float64)
    by_use = [0.0 if capital < 0 else p.deadweight[capital] for capital in CAPITAL_OF_USE]
    capacity = investment.capacity(
        areas.cut_share, space.weighted_mean(areas.cut_share, population), p.capacity_per_cut
    )
    complement = productivity.complementarity(
        areas.relative_pay,
        capacity - space.weighted_mean(capacity, population),
        p.complementarity_with_skills,
        p.complementarity_with_capacity,
    )
    public_health = health.healthy_years_per_spending(
        p.healthy_years_per_qaly, p.life_expectancy_reference, p.public_health_cost_per_qaly
    )
    public_health_part = (
        100 * p.public_health_in_council_spending * p.life_year_per_healthy_year * public_health
    )
    council_effect = np.array(
        [
            health.council_effect(
                estimate,
                p.council_effect_multiple,
                p.fast_health_speed,
                p.council_response_years,
                public_health_part,
            )
            for estimate in p.life_years_per_council_spending
        ]
    )
    return Setting(
        areas=areas,
        parameters=parameters,
        geography=geography,
        policy=policy,
        delays=mean_delay(stages, p.mean_delay, p.delay_factor),
        deadweight=np.where(ON_STOCK_ROUTE, by_use, 0.0),
        capacity=capacity,
        absorptive_scale=p.absorptive_scale * per_mean(capacity),
        complement=per_mean(complement),
        base_skills=p.human_capital_value * areas.relative_pay,
        council_effect=council_effect,
        weight_council=per_mean(health.need_weight(areas.deprivation, p.need_gradient_council)),
        weight_public_health=per_mean(health.need_weight(areas.deprivation, p.need_gradient_public_health)),
        weight_nhs=per_mean(health.need_weight(areas.deprivation, p.need_gradient_nhs)),
        weight_social=per_mean(health.need_weight(areas.deprivation, p.need_gradient_social_capital)),
        weight_income=per_mean(health.need_weight(areas.deprivation, p.need_gradient_income)),
    )


def decide(state: State, terms: Terms, setting: Setting, noise: Noise) -> Array:
    """Share out next year's budgets.

    Parameters
    ----------
    state : State
        At the end of last year.
    terms : Terms
    setting : Setting
    noise : Noise
        Of the year to come.

    Returns
    -------
    awards : (fund, area, use), £m of 2019
    """
    population = setting.areas.population
    funds, areas = terms.share.shape
    awards = np.zeros((funds, areas, terms.split.shape[1]))
    year = state.year + 1 - (BASE_YEAR + 1)
    for fund in range(funds):
        if terms.competitive[fund] > 0:
            money = compete(year, fund, state.money.awarded[fund], terms, setting.capacity, noise.bids[fund])
        else:
            money = terms.budget[year, fund] * terms.share[fund]
        awards[fund] = np.outer(money, terms.split[fund])
        displaced = terms.displaced_use[fund]
        if displaced >= 0:
            awards[fund, :, displaced] -= np.sum(money) * population / np.sum(population)
    return awards


def compete(year: int, fund: int, awarded: Array, terms: Terms, capacity: Array, luck: Array) -> Array:
    """Rank the bids of a competition and give grants of fixed size until the budget binds.

    Parameters
    ----------
    year, fund : int
        Positions in the terms.
    awarded : (area,), £m
        What the fund has given so far.
    terms : Terms
    capacity : (area,)
        Of councils to bid, between 0 and 1.
    luck : (area,)
        Standard Gumbel.

    Returns
    -------
    (area,), £m
        Ties go to the earlier code; what no bid takes rolls over or lapses, as the terms say.
    """
    pot = terms.budget[year, fund]
    if terms.rolls_over[fund] > 0:
        pot += np.sum(terms.budget[:year, fund]) - np.sum(awarded)
    score = terms.need[fund] + terms.capacity_weight[fund] * capacity + terms.luck_weight[fund] * luck
    ranked = np.argsort(-score, kind="mergesort")
    money = np.zeros(len(score))
    for place in range(len(ranked)):
        area = ranked[place]
        may_win = terms.share[fund, area] > 0 and not (terms.once[fund] > 0 and awarded[area] > 0)
        # A pound's millionth forgives the rounding of what rolls over.
        if may_win and pot + 1e-12 >= terms.grant[fund]:
            money[area] = terms.grant[fund]
            pot -= terms.grant[fund]
    return money


def advance(state: State, awards: Array, setting: Setting, noise: Noise) -> State:
    """Carry the world through one year.

    Parameters
    ----------
    state : State
        At the end of last year.
    awards : (fund, area, use), £m of 2019
        What funds give this year, from `decide` or from anyone else.
    setting : Setting
    noise : Noise

    Returns
    -------
    State
        At the end of this year.
    """
    year = state.year + 1
    trend = move_trends(state.trends, float(year), setting, noise)
    delivered, stages = deliver(state.delivery.stages, awards, setting.delays)
    per_head, net, share = apply_money(delivered, setting)
    matured_skills, early_to_skills = pass_stages(
        state.delivery.early_to_skills, net[EARLY_YEARS], setting.parameters.early_years_to_skills_delay
    )
    matured_nhs, early_to_nhs = pass_stages(
        state.delivery.early_to_nhs, net[EARLY_YEARS], setting.parameters.early_years_to_nhs_delay
    )
    capitals = build_capitals(state, net, matured_skills, setting)
    jobs, mass, output = produce(state, capitals, setting)
    tax = tax_per_head(awards, setting)
    sick, employed, income, council = live(state, capitals, jobs, mass, output, per_head, net, tax, setting)
    habits = setting.policy.prevalence_change[year - (BASE_YEAR + 1)]
    health_now, theta, eta = heal(
        state.responses, capitals, employed, income, council, per_head, matured_nhs, habits, setting
    )
    slopes = setting.areas.expansion
    life_change, healthy_change = second_order_change(
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
    responses = Responses(output, *health_now, (healthy_change[0] + healthy_change[1]) / 2, income)
    outcomes = observe(
        year,
        capitals,
        output,
        sick,
        employed,
        income,
        life_change,
        healthy_change,
        eta,
        trend,
        setting,
        noise,
    )
    running_cost = (
        setting.parameters.running_cost_rate
        * (capitals.transport + capitals.premises + capitals.housing)
        * setting.areas.population
        / 1e6
    )
    return State(
        year,
        Delivery(stages, early_to_skills, early_to_nhs),
        Money(delivered, share, running_cost, state.money.awarded + awards.sum(axis=2)),
        capitals,
        responses,
        trend,
        outcomes,
    )


def move_trends(last: Trends, year: float, setting: Setting, noise: Noise) -> Trends:
    """Block 1: national drifts, area noise, COVID-19."""
    p = setting.parameters
    together = p.area_health_sex_correlation
    both = np.empty_like(noise.area_health)
    both[0] = noise.area_health[0]
    both[1] = together * noise.area_health[0] + np.sqrt(1 - together * together) * noise.area_health[1]
    return Trends(
        trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, noise.productivity),
        trends.drift(last.health, p.health_drift, p.health_noise, noise.health),
        trends.autoregression(
            last.area_productivity,
            p.area_productivity_persistence,
            p.area_productivity_noise,
            noise.area_productivity,
        ),
        trends.autoregression(last.area_health, p.area_health_persistence, p.area_health_noise, both),
        trends.covid_weight(year, p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years),
    )


def deliver(stages: Array, awards: Array, delays: Array) -> tuple[Array, Array]:
    """Block 3: pass awards through the stages of delivery.

    Parameters
    ----------
    stages : (stage, area), £m
    awards : (fund, area, use), £m
    delays : (use,), years

    Returns
    -------
    delivered : (use, area), £m
    stages : (stage, area), £m
    """
    total = awards.sum(axis=0)
    delivered = np.zeros((total.shape[1], total.shape[0]))
    after = np.zeros_like(stages)
    first = 0
    for use in range(len(STAGES)):
        count = STAGES[use]
        if count == 0:
            delivered[use] = total[:, use]
        else:
            outflow, held = pass_stages(stages[first : first + count], total[:, use], delays[use])
            delivered[use] = outflow
            after[first : first + count] = held
            first += count
    return delivered, after


def apply_money(delivered: Array, setting: Setting) -> tuple[Array, Array, Array]:
    """Block 4: money per head, what of it is effective and additional, and the effective share.

    Returns
    -------
    per_head, net : (use, area), £ per head
    effective_share : (area,)
        On the stock route; outcome routes rest on actual budgets and lose nothing.
    """
    per_head = delivered * 1e6 / setting.areas.population
    spend = np.zeros_like(setting.areas.population)
    for use in range(len(ON_STOCK_ROUTE)):
        if ON_STOCK_ROUTE[use]:
            spend += per_head[use]
    share = investment.effective_share(
        spend, setting.parameters.minimum_effective_scale, setting.absorptive_scale
    )
    net = per_head.copy()
    for use in range(len(ON_STOCK_ROUTE)):
        if ON_STOCK_ROUTE[use]:
            net[use] = investment.net_of_deadweight(per_head[use], share, setting.deadweight[use])
    return per_head, net, share


def build_capitals(state: State, net: Array, matured_early_years: Array, setting: Setting) -> Capitals:
    """Block 5: the stocks after this year's wear and investment."""
    p, areas, last = setting.parameters, setting.areas, state.capitals
    return Capitals(
        transport=stocks.physical(last.transport, net[CONNECTIVITY], p.physical_depreciation),
        premises=stocks.physical(last.premises, net[PREMISES], p.physical_depreciation),
        housing=stocks.physical(last.housing, net[HOUSING], p.physical_depreciation),
        skills=stocks.skills(
            last.skills,
            net[ADULT_SKILLS],
            matured_early_years,
            state.responses.income,
            setting.base_skills,
            areas.population / areas.working_age,
            p.skills_depreciation,
            p.adult_skills_return,
            p.early_years_return,
            p.skills_renewal_per_log_income,
        ),
        low_quality_jobs=stocks.low_quality_jobs(
            last.low_quality_jobs,
            net[JOB_QUALITY],
            areas.population / (areas.employment * areas.working_age),
            p.job_quality_fading,
            p.job_quality_cost,
        ),
        social=stocks.social(
            last.social,
            net[COMMUNITY],
            net[CULTURE],
            p.social_capital_reversion,
            p.culture_as_community,
            p.social_capital_cost,
        ),
        green_space=stocks.green_space(
            last.green_space, net[GREEN_SPACE], p.green_space_loss, p.green_space_cost
        ),
        particulates=stocks.particulates(
            last.particulates, net[CLEAN_AIR], p.clean_air_catch_up, p.clean_air_cost
        ),
    )


def produce(state: State, capitals: Capitals, setting: Setting) -> tuple[Array, Array, Array]:
    """Block 6: net workplace jobs, economic mass and the log response of GVA per hour."""
    p, areas, near = setting.parameters, setting.areas, setting.geography
    own = productivity.jobs_in_premises(capitals.premises, areas.population, p.premises_cost_per_job)
    jobs = own - p.job_displacement * space.gather(near.neighbour, near.origin, near.neighbour_share, own)
    mass = productivity.economic_mass(
        productivity.travel_cost_cut(capitals.transport, p.transport_capital, p.travel_cost_elasticity),
        jobs / areas.jobs,
        near.mass_shares,
        near.mass_distances,
        near.mean_distance,
    )
    target = productivity.potential(
        capitals.premises,
        capitals.transport,
        capitals.skills / setting.base_skills,
        mass,
        capitals.social,
        state.responses.healthy_years,
        setting.complement,
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
    return jobs, mass, approach(state.responses.productivity, target, p.productivity_speed)


def tax_per_head(awards: Array, setting: Setting) -> Array:
    """Tax that pays this year's tax-financed awards: a flat share of income, £ per head."""
    total = 0.0
    for fund in range(awards.shape[0]):
        total += setting.policy.tax_financed[fund] * np.sum(awards[fund])
    incomes = setting.areas.income
    return total * 1e6 * incomes / np.sum(incomes * setting.areas.population)


def live(
    state: State,
    capitals: Capitals,
    jobs: Array,
    mass: Array,
    output: Array,
    per_head: Array,
    net: Array,
    tax: Array,
    setting: Setting,
) -> tuple[Array, Array, Array, Array]:
    """Block 7: changes of sickness, employment, income (log) and council money (£ per head)."""
    p, areas = setting.parameters, setting.areas
    sick = work_and_income.sickness(state.responses.healthy_years, p.sickness_per_healthy_year)
    employed = work_and_income.employment(
        sick,
        space.gather(areas.commute_home, areas.commute_work, areas.commute_of_jobs, jobs),
        mass,
        capitals.low_quality_jobs,
        areas.working_age,
        p.employment_per_sickness,
        p.employment_share_of_jobs,
        p.employment_per_log_economic_mass,
        p.employment_per_job_quality,
    )
    income = work_and_income.income(
        space.gather(areas.commute_home, areas.commute_work, areas.commute_of_residents, output),
        employed,
        per_head[HOUSEHOLD_INCOME] + p.job_quality_pay_share * net[JOB_QUALITY] - tax,
        areas.employment,
        areas.income,
        p.income_per_log_wage_pool,
        p.income_per_log_employment,
    )
    tax_yield = areas.council_tax * p.council_tax_per_log_income * state.responses.income
    council = work_and_income.council_money(
        per_head[COUNCIL_SERVICES],
        tax_yield,
        space.weighted_mean(tax_yield, areas.population),
        capitals.transport + capitals.premises + capitals.housing,
        p.council_tax_pooling,
        p.running_cost_rate,
        setting.policy.councils_pay,
    )
    return sick, employed, income, council


def heal(
    last: Responses,
    capitals: Capitals,
    employed: Array,
    income: Array,
    council: Array,
    per_head: Array,
    matured_early_years: Array,
    habits: Array,
    setting: Setting,
) -> tuple[tuple[Array, Array, Array, Array, Array, Array], Array, Array]:
    """Block 8: the six responses of health, and the two shifts of the life table."""
    p, areas = setting.parameters, setting.areas
    slow = health.slow_target(
        income,
        employed,
        capitals.housing,
        capitals.social,
        capitals.skills / setting.base_skills,
        (capitals.transport + capitals.premises) / p.public_capital,
        capitals.low_quality_jobs,
        setting.weight_income,
        setting.weight_social,
        p.healthy_years_per_log_income,
        p.healthy_years_per_employment,
        p.healthy_years_per_housing_stock,
        p.healthy_years_per_social_capital,
        p.healthy_years_per_log_skills,
        p.healthy_years_per_log_public_capital,
        p.healthy_years_per_low_quality_job,
    )
    fast = health.fast_target(
        per_head[PUBLIC_HEALTH],
        per_head[NHS] + p.early_years_nhs_saving * matured_early_years,
        setting.weight_public_health,
        setting.weight_nhs,
        health.healthy_years_per_spending(
            p.healthy_years_per_qaly, p.life_expectancy_reference, p.public_health_cost_per_qaly
        ),
        health.healthy_years_per_spending(
            p.healthy_years_per_qaly, p.life_expectancy_reference, p.nhs_cost_per_qaly
        ),
    )
    services = setting.council_effect.reshape(-1, 1) * (setting.weight_council * council / 100)
    environment = health.environment_mortality(
        capitals.particulates,
        areas.pm25,
        capitals.green_space,
        np.log(p.mortality_ratio_of_particulates),
        np.log(p.mortality_ratio_of_greenness),
    )
    now = (
        approach(last.slow_health, slow, p.slow_health_speed),
        approach(last.fast_health, fast, p.fast_health_speed),
        approach(last.council_health, services, p.fast_health_speed),
        approach(last.environment_mortality, environment, p.fast_health_speed),
        approach(
            last.risk_mortality,
            health.risk_mortality(areas.risk_prevalence, habits, p.mortality_ratio_of_risk),
            p.risk_speed,
        ),
        approach(
            last.risk_good_health, health.risk_morbidity(habits, p.good_health_odds_of_risk), p.risk_speed
        ),
    )
    healthy_years = now[0] + now[1]
    slopes = areas.expansion
    theta = health.mortality_shift(
        healthy_years, now[2], now[3] + now[4], slopes.le_theta, p.life_year_per_healthy_year
    )
    eta = health.good_health_shift(
        healthy_years,
        now[2],
        now[5],
        slopes.le_theta,
        slopes.hle_theta,
        slopes.hle_eta,
        p.life_year_per_healthy_year,
        p.council_effect_on_life_only,
    )
    return now, theta, eta


def observe(
    year: int,
    capitals: Capitals,
    output: Array,
    sick: Array,
    employed: Array,
    income: Array,
    life_change: Array,
    healthy_change: Array,
    eta: Array,
    trend: Trends,
    setting: Setting,
    noise: Noise,
) -> Outcomes:
    """Block 9: wellbeing, and every outcome with the trends and shocks that no driver reads."""
    p, areas = setting.parameters, setting.areas
    wandering = trend.health + trend.area_health
    healthy_shock = trends.covid_shock(
        p.covid_healthy_life_shock, trend.covid, p.covid_gradient, areas.deprivation
    )
    life_shock = trends.covid_shock(p.covid_life_shock, trend.covid, p.covid_gradient, areas.deprivation)
    return Outcomes(
        hle=areas.hle + healthy_change + wandering + healthy_shock,
        le=areas.le + life_change + p.life_year_per_healthy_year * wandering + life_shock,
        gva_per_hour=areas.gva_per_hour * np.exp(output + trend.productivity + trend.area_productivity),
        employment=areas.employment + employed,
        long_term_sick=areas.long_term_sick + sick,
        income=areas.income * np.exp(income + p.income_per_log_wage_pool * trend.productivity),
        life_satisfaction=wellbeing.life_satisfaction(
            areas.life_satisfaction,
            income,
            employed,
            areas.good_health_eta * ((eta[0] + eta[1]) / 2),
            capitals.social,
            float(year - BASE_YEAR),
            noise.life_satisfaction,
            p.satisfaction_per_log_income,
            p.satisfaction_per_employment,
            p.satisfaction_per_good_health,
            p.satisfaction_per_social_capital,
            p.satisfaction_drift,
            p.satisfaction_noise,
        ),
        pm25=areas.pm25 * np.exp(capitals.particulates),
    )


def project(state: State, terms: Terms, setting: Setting, noise: Noise) -> Outcomes:
    """Run all years of the terms' budgets and keep the outcomes.

    Parameters
    ----------
    state : State
        At the end of the base year.
    terms : Terms
    setting : Setting
    noise : Noise
        With a year axis (`chance`).

    Returns
    -------
    Outcomes
        Each with a year axis before the others: the base year, then every year of the budgets.
    """
    years = terms.budget.shape[0]
    sexes, areas = state.outcomes.hle.shape
    hle, le = np.empty((years + 1, sexes, areas)), np.empty((years + 1, sexes, areas))
    rest = np.empty((6, years + 1, areas))
    for year in range(years + 1):
        if year > 0:
            chance = noise_of_year(noise, year - 1)
            state = advance(state, decide(state, terms, setting, chance), setting, chance)
        now = state.outcomes
        hle[year], le[year] = now.hle, now.le
        rest[0, year], rest[1, year] = now.gva_per_hour, now.employment
        rest[2, year], rest[3, year] = now.long_term_sick, now.income
        rest[4, year], rest[5, year] = now.life_satisfaction, now.pm25
    return Outcomes(hle, le, rest[0], rest[1], rest[2], rest[3], rest[4], rest[5])
