"""The model state at the end of a year, and the shocks of a year: named arrays over areas."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fourcapitals.data.area_arrays import Areas
from fourcapitals.equations.elementary import Array
from fourcapitals.vocabulary import (
    EARLY_YEARS_NHS_STAGES,
    EARLY_YEARS_SKILL_STAGES,
    STAGES,
    USES,
)


class Delivery(NamedTuple):
    """Money in delivery."""

    stages: Array
    """(stage, area), £m: awarded and not yet in use, the stages of all uses one after another."""
    early_to_skills: Array
    """(stage, area), £ per head: early-years money whose children are not yet of working age."""
    early_to_nhs: Array
    """(stage, area), £ per head: early-years money that does not yet lower NHS use."""


class Money(NamedTuple):
    """What money did this year."""

    delivered: Array
    """(use, area), £m: gross spending at work."""
    effective_share: Array
    """(area,): share of spending on stocks that became effective."""
    running_cost: Array
    """(area,), £m: of new physical stock."""
    awarded: Array
    """(fund, area), £m: given so far; what a fund takes from another budget does not count."""


class Physical(NamedTuple):
    """New physical stock, or what is invested in it."""

    transport: Array
    """(area,), £ per head."""
    premises: Array
    """(area,), £ per head."""
    housing: Array
    """(area,), £ per head."""


class Construction(NamedTuple):
    """Physical capital at the end of a year, and what it brings; each (area,)."""

    physical: Physical
    jobs: Array
    """Workplace jobs in new premises, before displacement."""
    running_cost: Array
    """£m a year: of new physical stock."""


class NewCapital(NamedTuple):
    """What a year's money builds and buys, before anyone responds to it."""

    net: Array
    """(use, area), £ per head: effective and additional."""
    matured_skills: Array
    """(area,), £ per head: early-years money whose children reach working age."""
    matured_nhs: Array
    """(area,), £ per head: early-years money that lowers NHS use."""
    construction: Construction


class Spillovers(NamedTuple):
    """What new capital anywhere means for an area; each (area,), or with a year axis before it."""

    travel_cut: Array
    """Log cut of its own travel cost."""
    cut_of_others: Array
    """Log cut of travel costs elsewhere, by economic mass and distance over decay."""
    jobs_of_others: Array
    """New jobs elsewhere as a share of those of 2019, by economic mass."""
    jobs_for_residents: Array
    """Workplace jobs, net, that the area's residents take."""


class Capitals(NamedTuple):
    """The four capitals as deviations from 2019."""

    transport: Array
    """(area,), £ per head."""
    premises: Array
    """(area,), £ per head."""
    housing: Array
    """(area,), £ per head."""
    skills: Array
    """(area,), £ per person aged 16-64."""
    low_quality_jobs: Array
    """(area,), share of residents' jobs."""
    social: Array
    """(area,), standard deviations between areas."""
    green_space: Array
    """(area,), vegetation index (NDVI)."""
    particulates: Array
    """(area,), log of PM2.5."""


class Health(NamedTuple):
    """How far health has followed its drivers."""

    slow: Array
    """(area,), years of healthy life expectancy: living conditions."""
    housing: Array
    """(area,), years of healthy life expectancy: housing."""
    fast: Array
    """(area,), years of healthy life expectancy: health spending."""
    council_male: Array
    """(area,), years of men's life expectancy: council services."""
    council_female: Array
    """(area,), years of women's life expectancy: council services."""
    environment_mortality: Array
    """(area,), log mortality: air and green space."""
    risk_mortality: Array
    """(area,), log mortality: habits."""
    risk_good_health: Array
    """(area,), log odds of good health: habits."""


class Responses(NamedTuple):
    """How far productivity and health have followed the capitals."""

    productivity: Array
    """(area,), log."""
    health: Health
    healthy_years: Array
    """(area,), years: change of healthy life expectancy that drivers have brought, mean of the sexes."""
    income: Array
    """(area,), log: change of income that drivers have brought."""


class AreaShocks(NamedTuple):
    """Shocks of an area in a year, or what they have added up to; each (area,)."""

    productivity: Array
    """Log."""
    health_male: Array
    """Years of life expectancy."""
    health_female: Array
    """Years of life expectancy."""
    good_health_male: Array
    """Years of healthy life expectancy beside those that move with life expectancy."""
    good_health_female: Array
    """As of men."""


class Councils(NamedTuple):
    """What councils are and have learned; each (area,)."""

    capacity: Array
    """To bid and to deliver, from 0 to 1."""
    belief: Array
    """Chance that a bid wins, as the council believes, from 0 to 1."""
    wins: Array
    """Awards won from competitions so far."""
    bids: Array
    """Bids of this year."""
    bid_cost: Array
    """£m: spent on bids so far."""
    sustained: Array
    """Log odds of capacity at the start, which it returns to: from cuts since 2010/11, and the council's own."""


class Trends(NamedTuple):
    """What happens whatever the scenario: added to outcomes, read by no driver."""

    productivity: float
    """Log, national."""
    health: float
    """Years, national."""
    areas: AreaShocks
    covid: float
    """Share of the COVID-19 shock to healthy life expectancy that is felt."""
    covid_life: float
    """The same, of that to life expectancy."""


class Outcomes(NamedTuple):
    """The projected outcomes; names, units and labels stand in `vocabulary.OUTCOMES`."""

    hle: Array
    le: Array
    gva_per_hour: Array
    employment: Array
    long_term_sick: Array
    income: Array
    life_satisfaction: Array
    pm25: Array


class State(NamedTuple):
    """Everything that one year hands to the next."""

    year: int
    delivery: Delivery
    money: Money
    capitals: Capitals
    responses: Responses
    trends: Trends
    outcomes: Outcomes
    councils: Councils
    bids: Array
    """(fund, area): 1 where the council bid this year."""
    published: Array
    """(year, statistic, area): statistics that are out or will be, the oldest first (`behaviour.need`)."""
    people: Array
    """(health, age and degree, area), people: the cells of `migration.CELLS`; none where households stay."""


class Competition(NamedTuple):
    """What councils did in each simulated year; no years where no fund takes bids and no council acts."""

    bids: Array
    """(year, fund, area): 1 where the council bid."""
    awards: Array
    """(year, fund, area), £m of 2019: what funds that take bids gave."""
    capacity: Array
    """(year, area), from 0 to 1: at the end of the year."""
    belief: Array
    """(year, area), from 0 to 1: at the end of the year."""
    bid_cost: Array
    """(year, area), £m: spent on bids in the year."""


class PullFactors(NamedTuple):
    """What draws households to an area in each simulated year, as drivers bring it; no years where households stay."""

    income: Array
    """(year, area), log: change of income since the base year."""
    employment: Array
    """(year, area), share of people aged 16-64."""
    social: Array
    """(year, area), SD: change of social capital since the base year."""


class Ending(NamedTuple):
    """What goes on working after the last year of a run."""

    delivery: Delivery
    carried: Array
    """(number, area): capitals, then responses, in the order of their names."""

    @property
    def capitals(self) -> Capitals:
        """The capitals by name."""
        return Capitals(*self.carried[: len(Capitals._fields)])

    @property
    def responses(self) -> Responses:
        """The responses by name."""
        productivity, *health, healthy_years, income = self.carried[len(Capitals._fields) :]
        return Responses(productivity, Health(*health), healthy_years, income)


class Shocks(NamedTuple):
    """Shocks, standard normal, of one year or (with a year axis before the others) of a run; zero when off."""

    productivity: Any
    """A number: national."""
    health: Any
    """A number: national."""
    area_productivity: Array
    """(area,)."""
    area_health: Array
    """(sex, area), independent: the sexes are correlated by the equations."""
    area_good_health: Array
    """(sex, area)."""
    life_satisfaction: Array
    """(area,)."""
    bids: Array
    """(fund, area): standard Gumbel, the shock of each bid's score."""
    statistics: Array
    """(statistic, area): errors of published statistics, as `behaviour.need.publish` takes them; empty for none."""


def published_at_base(areas: Areas) -> Array:
    """Statistics of the base year as published, (statistic, area), the higher the greater the need."""
    both = [np.mean(areas.hle, axis=0), np.mean(areas.le, axis=0)]
    others = (areas.gva_per_hour, areas.income, areas.employment, -areas.long_term_sick, areas.life_satisfaction)
    return -np.array([*both, *others, -areas.deprivation])


def base_state(areas: Areas, *, funds: int, moves: bool = False) -> State:
    """The state at the end of the base year: nothing new, every outcome as published.

    Parameters
    ----------
    areas : Areas
    funds : int
        How many funds the scenario has.
    moves : bool
        Whether households move; who they are follows from the numbers of a draw (`migration.moves_of`).

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> base_state(load_baseline().arrays, funds=0).year
    2019
    """
    count = len(areas.population)

    def none(*rows: int) -> Array:
        return np.zeros((*rows, count))

    stages = Delivery(none(sum(STAGES)), none(EARLY_YEARS_SKILL_STAGES), none(EARLY_YEARS_NHS_STAGES))
    health = Health(*(none() for _ in Health._fields))
    return State(
        year=areas.year,
        delivery=stages,
        money=Money(delivered=none(len(USES)), effective_share=none(), running_cost=none(), awarded=none(funds)),
        capitals=Capitals(*(none() for _ in Capitals._fields)),
        responses=Responses(productivity=none(), health=health, healthy_years=none(), income=none()),
        trends=Trends(
            productivity=0.0,
            health=0.0,
            areas=AreaShocks(*(none() for _ in AreaShocks._fields)),
            covid=0.0,
            covid_life=0.0,
        ),
        outcomes=Outcomes(*(getattr(areas, name) for name in Outcomes._fields)),
        councils=Councils(*(none() for _ in Councils._fields)),
        bids=none(funds),
        published=published_at_base(areas)[None],
        people=np.zeros((2 * moves, 4, count)),
    )
