"""The order of a year: one definition, state in, state out.

`decide` says which fund gives how much to which area for which use; `advance` carries the world through the year.
`each_area` asks every area to act by itself (`behaviour`); what areas do to each other are the sums over space between
those calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fourcapitals.behaviour import Health, Help, Luck, Nation, Work, build_capitals, live, offer_jobs, produce, wander
from fourcapitals.chance import noise_of_year
from fourcapitals.equations import investment, space, trends
from fourcapitals.equations.delays import pass_stage
from fourcapitals.parameters import Parameters
from fourcapitals.setting import Place, Setting, Terms
from fourcapitals.state import Delivery, Money, Noise, Outcomes, Responses, State, Trends
from fourcapitals.vocabulary import (
    ADULT_SKILLS,
    BASE_YEAR,
    CLEAN_AIR,
    COMMUNITY,
    CONNECTIVITY,
    COUNCIL_SERVICES,
    CULTURE,
    EARLY_YEARS,
    FIRST_YEAR,
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


def each_area(behaviour: Callable[..., Any], held: Any, *own: Any) -> Any:
    """Let every area act by itself.

    Parameters
    ----------
    behaviour : callable
        Takes `held` and one area's own numbers; gives numbers. Element by element: no area sees another.
    held
        What is the same for all areas.
    own : arrays over areas, or (named) tuples of them
        What each area has.

    Returns
    -------
    As `behaviour`, with arrays over areas.

    Examples
    --------
    >>> each_area(lambda rate, stock: (1 - rate) * stock, 0.1, np.array([10.0, 20.0]))
    array([ 9., 18.])
    """
    return behaviour(held, *own)


def put(where: Array, values: Array) -> None:
    """Write values into a part of an array, of the same shape."""
    where[...] = values


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
    funds, areas = terms.share.shape
    awards = np.zeros((funds, areas, terms.split.shape[1]))
    population = setting.place.population
    for fund in range(funds):
        by_use = np.zeros((terms.split.shape[1], areas))
        by_area = share_budget(fund, state, terms, setting.place, noise)
        split_by_use(by_use, fund, by_area, terms, population)
        put(awards[fund], np.ascontiguousarray(by_use.T))
    return awards


def share_budget(fund: int, state: State, terms: Terms, place: Place, noise: Noise) -> Array:
    """Share out one fund's budget of the year to come: by its formula, or among the best bids.

    Returns
    -------
    (area,), £m of 2019
    """
    year = state.year + 1 - FIRST_YEAR
    if terms.competitive[fund] > 0:
        return compete(year, fund, state.money.awarded[fund], terms, place.capacity, noise.bids[fund])
    by_formula: Array = terms.budget[year, fund] * terms.share[fund]
    return by_formula


def split_by_use(awards: Array, fund: int, by_area: Array, terms: Terms, population: Array) -> None:
    """Add one fund's money to awards, use by use, and take what it displaces from another budget.

    Parameters
    ----------
    awards : (use, area), £m of 2019
        Written to.
    fund : int
    by_area : (area,), £m of 2019
    terms : Terms
    population : (area,)
        A displaced budget is taken by head.
    """
    for use in range(len(awards)):
        part = terms.split[fund, use]
        if part != 0:
            put(awards[use], awards[use] + part * by_area)
    displaced = terms.displaced_use[fund]
    if displaced >= 0:
        put(awards[displaced], awards[displaced] - np.sum(by_area) * population / np.sum(population))


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
    total = np.zeros((awards.shape[2], awards.shape[1]))
    tax = 0.0
    for fund in range(awards.shape[0]):
        total += awards[fund].T
        tax += setting.tax_financed[fund] * np.sum(awards[fund])
    return carry(state, total, state.money.awarded + np.maximum(awards, 0.0).sum(axis=2), tax, setting, noise)


def carry(state: State, awards: Array, awarded: Array, tax: float, setting: Setting, noise: Noise) -> State:
    """Carry the world through one year, all funds together.

    Parameters
    ----------
    state : State
    awards : (use, area), £m of 2019
        Of all funds.
    awarded : (fund, area), £m of 2019
        Given in all years so far, this one included; what a fund takes from another budget does not count.
    tax : float, £m of 2019
        What households pay for them.
    setting : Setting
    noise : Noise
    """
    p, place, near = setting.parameters, setting.place, setting.geography
    last, responses = state.capitals, state.responses
    year = state.year + 1
    trend = move_trends(p, state.trends, float(year), noise)
    delivered, stages = deliver(state.delivery.stages, awards, setting.delays)
    net, share = apply_money(p, place.per_head, place.absorptive_scale, setting.deadweight, delivered)
    matured_skills, early_to_skills = mature(
        state.delivery.early_to_skills, net[EARLY_YEARS], p.early_years_to_skills_delay
    )
    matured_nhs, early_to_nhs = mature(state.delivery.early_to_nhs, net[EARLY_YEARS], p.early_years_to_nhs_delay)
    bought = (
        net[CONNECTIVITY],
        net[PREMISES],
        net[HOUSING],
        net[ADULT_SKILLS],
        matured_skills,
        net[JOB_QUALITY],
        net[COMMUNITY],
        net[CULTURE],
        net[GREEN_SPACE],
        net[CLEAN_AIR],
    )
    capitals, own_jobs, running_cost = each_area(build_capitals, p, place, last, responses.income, bought)
    jobs, new_jobs, travel_cut = each_area(
        offer_jobs, p, place, own_jobs, space.gather(near.neighbour, own_jobs), capitals.transport
    )
    mass, log_skills, output = each_area(
        produce,
        p,
        place,
        capitals,
        travel_cut,
        space.spread(near.mass_distances, travel_cut),
        space.spread(near.mass_shares, new_jobs),
        responses.productivity,
        responses.healthy_years,
    )
    tax_yield = place.tax_per_log_income * responses.income
    nation = Nation(
        year - BASE_YEAR,
        trend.productivity,
        trend.health,
        trend.covid,
        np.sum(tax_yield * place.population) / setting.population,
        tax * 1e6 / setting.income,
        setting.councils_pay,
        setting.per_public_health,
        setting.per_nhs,
        setting.council_effect,
    )
    male, female = setting.slopes
    health_now, felt, seen = each_area(
        live,
        (p, nation),
        place,
        male,
        female,
        capitals,
        Work(
            log_skills,
            output,
            mass,
            space.gather(near.commute_of_jobs, jobs),
            space.gather(near.commute_of_residents, output),
            responses.healthy_years,
            tax_yield,
        ),
        Help(
            net[HOUSEHOLD_INCOME],
            net[JOB_QUALITY],
            net[COUNCIL_SERVICES],
            net[PUBLIC_HEALTH],
            net[NHS],
            matured_nhs,
            setting.risk_mortality[year - FIRST_YEAR],
            setting.risk_good_health[year - FIRST_YEAR],
        ),
        last_health(responses),
        Luck(trend.area_productivity, trend.area_health[0], trend.area_health[1], noise.life_satisfaction),
    )
    healthy_years, income = felt
    hle_male, hle_female, le_male, le_female, gva, employment, sick, incomes, satisfaction, pm25 = seen
    return State(
        year,
        Delivery(stages, early_to_skills, early_to_nhs),
        Money(delivered, share, running_cost, awarded),
        capitals,
        Responses(
            output,
            health_now.slow,
            health_now.fast,
            by_sex(health_now.council_male, health_now.council_female),
            health_now.environment_mortality,
            health_now.risk_mortality,
            health_now.risk_good_health,
            healthy_years,
            income,
        ),
        trend,
        Outcomes(
            by_sex(hle_male, hle_female),
            by_sex(le_male, le_female),
            gva,
            employment,
            sick,
            incomes,
            satisfaction,
            pm25,
        ),
    )


def by_sex(male: Array, female: Array) -> Array:
    """Put two arrays over areas into one over sex and area."""
    both = np.empty((2, len(male)))
    put(both[0], male)
    put(both[1], female)
    return both


def last_health(last: Responses) -> Health:
    """Last year's responses of health, council services by sex."""
    return Health(
        last.slow_health,
        last.fast_health,
        last.council_health[0],
        last.council_health[1],
        last.environment_mortality,
        last.risk_mortality,
        last.risk_good_health,
    )


def move_trends(p: Parameters, last: Trends, year: float, noise: Noise) -> Trends:
    """Block 1: national drifts, area noise, COVID-19."""
    area_productivity, male, female = each_area(
        wander,
        p,
        (last.area_productivity, last.area_health[0], last.area_health[1]),
        (noise.area_productivity, noise.area_health[0], noise.area_health[1]),
    )
    return Trends(
        trends.drift(last.productivity, p.productivity_drift, p.productivity_noise, noise.productivity),
        trends.drift(last.health, p.health_drift, p.health_noise, noise.health),
        area_productivity,
        by_sex(male, female),
        trends.covid_weight(year, p.covid_full_until, p.covid_lasting_share, p.covid_recovery_years),
    )


def deliver(stages: Array, awards: Array, delays: Array) -> tuple[Array, Array]:
    """Block 3: pass awards through the stages of delivery.

    Parameters
    ----------
    stages : (stage, area), £m
    awards : (use, area), £m
    delays : (use,), years

    Returns
    -------
    delivered : (use, area), £m
    stages : (stage, area), £m
    """
    delivered = np.empty_like(awards)
    after = np.empty_like(stages)
    first = 0
    for use in range(len(STAGES)):
        last = first + STAGES[use]
        put(delivered[use], pass_chain(stages, after, first, last, awards[use], delays[use]))
        first = last
    return delivered, after


def pass_chain(stages: Array, after: Array, first: int, last: int, inflow: Array, mean: float) -> Array:
    """Pass one year's inflow through the stages from first to last; gives the outflow and writes what they hold.

    Parameters
    ----------
    stages, after : (stage, area)
        What each stage held at the end of last year and holds at the end of this year, in any unit.
    first, last : int
        Positions of the chain in them, the last not included.
    inflow : (area,), same unit
    mean : float, years
        Mean time in the chain; at least the number of stages.

    Examples
    --------
    >>> held, after = np.zeros((3, 1)), np.zeros((3, 1))
    >>> for award in (100.0, 0.0, 0.0, 0.0, 0.0):
    ...     print(pass_chain(held, after, 0, 3, np.array([award]), 5.0).round(2))
    ...     held = after.copy()
    [0.]
    [0.]
    [0.]
    [21.6]
    [25.92]
    """
    for stage in range(first, last):
        inflow, held = each_area(pass_stage, (last - first) / mean, stages[stage], inflow)
        put(after[stage], held)
    return inflow


def mature(stages: Array, early_years: Array, delay: float) -> tuple[Array, Array]:
    """Pass early-years money (£ per head) on to the year when its children show the effect."""
    after = np.empty_like(stages)
    return pass_chain(stages, after, 0, len(stages), early_years, delay), after


def apply_money(
    p: Parameters, per_head: Array, absorptive_scale: Array, deadweight: Array, delivered: Array
) -> tuple[Array, Array]:
    """Block 4: what of the money is effective and additional.

    Returns
    -------
    net : (use, area), £ per head
        Effective and additional on the stock route; outcome routes rest on actual budgets and lose nothing.
    effective_share : (area,)
        On the stock route.
    """
    net = delivered * per_head
    spend = np.zeros_like(per_head)
    for use in range(len(ON_STOCK_ROUTE)):
        if ON_STOCK_ROUTE[use]:
            spend += net[use]
    share = investment.effective_share(spend, p.minimum_effective_scale, absorptive_scale)
    for use in range(len(ON_STOCK_ROUTE)):
        if ON_STOCK_ROUTE[use]:
            put(net[use], investment.net_of_deadweight(net[use], share, deadweight[use]))
    return net, share


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
            awards = np.zeros((terms.split.shape[1], areas))
            awarded = state.money.awarded.copy()
            tax = 0.0
            for fund in range(len(terms.share)):
                by_area = share_budget(fund, state, terms, setting.place, chance)
                split_by_use(awards, fund, by_area, terms, setting.place.population)
                awarded[fund] += np.maximum(by_area, 0.0)
                if setting.tax_financed[fund] > 0:
                    displaced = 1.0 if terms.displaced_use[fund] >= 0 else 0.0
                    net = np.sum(by_area) * (np.sum(terms.split[fund]) - displaced)
                    tax += setting.tax_financed[fund] * net
            state = carry(state, awards, awarded, tax, setting, chance)
        now = state.outcomes
        put(hle[year], now.hle)
        put(le[year], now.le)
        put(rest[0, year], now.gva_per_hour)
        put(rest[1, year], now.employment)
        put(rest[2, year], now.long_term_sick)
        put(rest[3, year], now.income)
        put(rest[4, year], now.life_satisfaction)
        put(rest[5, year], now.pm25)
    return Outcomes(hle, le, rest[0], rest[1], rest[2], rest[3], rest[4], rest[5])
