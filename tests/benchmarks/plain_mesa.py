"""The peer in plain Mesa: one Python agent an area, as a Mesa user would write it from the equations of ODD.md.

It is the comparison, not a second copy for use: the package has one definition of every equation (`schedule`,
`behaviour`, `equations`), and this module stands in the benchmark alone, where it counts only as long as its outcomes
are those of the package. Chance is handed in, so that both meet the same.
"""

from __future__ import annotations

from math import exp

import mesa
import numpy as np
from fourcapitals.data.area_arrays import Areas
from fourcapitals.equations.space import Links
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Outcomes, Shocks
from fourcapitals.vocabulary import BASE_YEAR, FIRST_YEAR
from inputs import the_inputs
from plain_mesa_area import Area


class Fund(mesa.Agent):
    """One fund, which shares each year's budget by its formula."""

    def __init__(self, model: PlainMesa, row: int, terms: Terms) -> None:
        super().__init__(model)
        self.budget = terms.budget[:, row].tolist()
        self.shares = terms.share[row].tolist()
        self.split = [(use, float(part)) for use, part in enumerate(terms.split[row]) if part]
        self.tax_financed = float(model.environment.tax_financed[row])
        self.displaced = int(terms.displaced_use[row])
        self.awarded = [0.0] * len(self.shares)

    def decide(self) -> None:
        """Award the year's budget, and take what it displaces."""
        model = self.model
        budget, paid = self.budget[model.position], 0.0
        if budget == 0.0:
            return
        for area, share in zip(model.areas, self.shares, strict=True):
            for use, part in self.split:
                money = part * budget * share
                area.awards[use] += money
                self.awarded[area.row] += max(money, 0.0)
                paid += money
        if self.displaced >= 0:
            for area in model.areas:
                area.awards[self.displaced] -= budget * area.population / model.population
            paid -= budget
        model.tax += self.tax_financed * paid


class PlainMesa(mesa.Model):
    """English local areas as Mesa agents, and the funds of a scenario."""

    def __init__(self, areas: Areas, environment: Environment, terms: Terms, noise: Shocks) -> None:
        super().__init__()
        if np.any(terms.competitive):
            raise ValueError("this peer knows funds that share by formula only")
        if isinstance(environment.geography.mass_shares, Links) or isinstance(
            environment.geography.mass_distances, Links
        ):
            raise TypeError("this peer takes economic mass as a table of all pairs")
        self.environment, self.parameters = environment, environment.parameters
        self.noise = Shocks(*(np.asarray(values).tolist() for values in noise))
        self.year, self.last_year = BASE_YEAR, BASE_YEAR + len(terms.budget)
        self.delays, self.deadweight = environment.delays.tolist(), environment.deadweight.tolist()
        self.trend_productivity = self.trend_health = self.covid = self.covid_life = self.tax = 0.0
        self.areas = [Area(self, row) for row in range(len(areas.population))]
        self.funds = [Fund(self, row, terms) for row in range(len(terms.share))]
        self.population = sum(area.population for area in self.areas)
        self.incomes = sum(area.population * area.income for area in self.areas)
        self.join()
        people = areas.population.tolist(), areas.working_age.tolist(), areas.hours.tolist()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "hle": lambda model: (
                    (model.mean(people[0], "hle", "male") + model.mean(people[0], "hle", "female")) / 2
                ),
                "le": lambda model: (model.mean(people[0], "le", "male") + model.mean(people[0], "le", "female")) / 2,
                "gva_per_hour": lambda model: model.mean(people[2], "gva_per_hour"),
                "employment": lambda model: model.mean(people[1], "employment"),
                "long_term_sick": lambda model: model.mean(people[1], "long_term_sick"),
                "income": lambda model: model.mean(people[0], "income"),
                "life_satisfaction": lambda model: model.mean(people[0], "life_satisfaction"),
                "pm25": lambda model: model.mean(people[0], "pm25"),
            }
        )
        self.datacollector.collect(self)

    def join(self) -> None:
        """Tell each area its neighbours and its commuters."""
        geography, areas = self.environment.geography, self.areas
        for along, name in (
            (geography.neighbour, "neighbours"),
            (geography.commute_of_jobs, "homes_of_jobs"),
            (geography.commute_of_residents, "workplaces"),
        ):
            for receiver, sender, share in zip(*(part.tolist() for part in along[:3]), strict=True):
                getattr(areas[receiver], name).append((areas[sender], share))

    def mean(self, weights: list[float], name: str, sex: str = "") -> float:
        """Mean of an outcome over areas."""
        name = f"outcome_{name}"
        holders = [getattr(area, sex) for area in self.areas] if sex else self.areas
        pairs = zip(holders, weights, strict=True)
        return sum(getattr(holder, name) * weight for holder, weight in pairs) / sum(weights)

    @property
    def position(self) -> int:
        """How many years were projected before this one."""
        return self.year - FIRST_YEAR

    def step(self) -> None:
        """Carry all areas through one year."""
        p = self.parameters
        self.year += 1
        year = self.position
        self.trend_productivity += p.productivity_drift + p.productivity_noise * self.noise.productivity[year]
        self.trend_health += p.health_drift + p.health_noise * self.noise.health[year]
        since, rising = self.year - p.covid_first_year + 1, p.covid_full_from - p.covid_first_year + 1
        passing = exp(-max(self.year - p.covid_full_until, 0.0) / p.covid_recovery_years)
        self.covid = min(max(since / rising, 0.0), 1.0) * (
            p.covid_lasting_share + (1 - p.covid_lasting_share) * passing
        )
        passing = exp(-max(self.year - p.covid_life_full_until, 0.0) / p.covid_life_recovery_years)
        lasting = p.covid_life_lasting_share
        self.covid_life = min(max(since, 0.0), 1.0) * (lasting + (1 - lasting) * passing)
        self.mean_tax_yield = (
            sum(area.population * area.tax_per_log_income * area.log_income for area in self.areas) / self.population
        )
        self.tax = 0.0
        for fund in self.funds:
            fund.decide()
        self.tax_per_income = self.tax * 1e6 / self.incomes
        # All areas finish a stage before any begins the next: each sees the others as they are this year.
        for stage in (Area.wander, Area.deliver, Area.build_capitals, Area.offer_jobs, Area.produce, Area.live):
            for area in self.areas:
                stage(area)
        self.datacollector.collect(self)
        self.running = self.year < self.last_year

    def outcomes(self) -> dict[str, np.ndarray]:
        """The outcomes of the year by area, to compare with those of others."""
        own = ("gva_per_hour", "employment", "long_term_sick", "income", "life_satisfaction", "pm25")
        now = {name: np.array([getattr(area, f"outcome_{name}") for area in self.areas]) for name in own}
        for name in ("hle", "le"):
            each = [[getattr(sex, f"outcome_{name}") for sex in (area.male, area.female)] for area in self.areas]
            now[name] = np.array(each).T
        return now

    def run(self) -> None:
        """Step to the last year."""
        while self.running:
            self.step()


class OneDraw(PlainMesa):
    """A run that finds its inputs by the number of its draw, as `mesa.batch_run` needs."""

    def __init__(self, draw: int = 0) -> None:
        inputs = the_inputs()
        super().__init__(inputs.areas, inputs.environment(draw), inputs.terms, inputs.noise(draw))


def outcomes_of(model: PlainMesa) -> Outcomes:
    """Step a fresh model to its last year; all outcomes, with a year axis first."""
    years = [model.outcomes()]
    while model.running:
        model.step()
        years.append(model.outcomes())
    return Outcomes(**{name: np.array([year[name] for year in years]) for name in years[0]})
