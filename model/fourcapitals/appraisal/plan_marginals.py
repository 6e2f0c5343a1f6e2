"""What each £m more of a plan would bring, by use, area and year, and what the plan brings: noise-free runs.

Marginals of uses by area are worked out in a run each, spread over the years as the budget is. By how much a £ of one
year is worth more than of another is worked out for each use over all areas together: within a use it differs little
between areas. Every plan found by them is priced again. What differs between draws is in `plan_draws`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.ensemble.counterfactual import Counterfactuals
from fourcapitals.ensemble.counterfactual_runs import Beside, CounterfactualRuns
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.extra_money import Extra
from fourcapitals.vocabulary import USE_NAMES

TIMED_AS: Final = {"gap_narrowing_years": "hle_years", "gap_narrowing_percent": "hle_years"}
"""Outcomes whose worth of a year is that of another: the gap is between places in healthy life expectancy."""
AWARD_GBP_M: Final = 1.0
"""Of each award by which marginals are taken."""


class Marginals(NamedTuple):
    """What one £m more brings on top of a plan, at central values."""

    by_area: Mapping[str, Array]
    """Of each outcome (use, area), where it is spread over the years as the budget is."""
    by_year: Mapping[str, Array]
    """Of each outcome (use, year): how many times as much it brings in one year as when it is spread."""
    own: Array
    """(use, area), years: healthy life expectancy in 2035 of the area that gets it."""

    def of(self, outcome: str) -> Array:
        """(use, area, year), of one outcome."""
        each: Array = self.by_area[outcome][:, :, None] * self.by_year[outcome][:, None, :]
        return each

    @property
    def in_own_area(self) -> Array:
        """(use, area, year), years: healthy life expectancy in 2035 of the area that gets it."""
        each: Array = self.own[:, :, None] * self.by_year["hle_years"][:, None, :]
        return each


class OwnResponses(NamedTuple):
    """What money for one use does in the areas that get it, by its amount a head."""

    hle: Array
    """(use, level, area), years: healthy life expectancy in 2035."""
    output: Array
    """(use, level, area), % of England's output in 2035."""


@dataclass(eq=False)
class PlanRuns:
    """Runs of plans on top of a scenario without noise.

    Parameters
    ----------
    counterfactuals : Counterfactuals
        Of which the reference is what plans are run on top of.
    numbers : Parameters
        Central ones.
    uses : sequence of str
    positions : sequence of int
        Of the areas that plans give money to.
    by_year : mapping of year to £m of 2019
        How the budget is spread.
    outcomes : sequence of str
        Names in `utilities.UTILITIES`.
    drawn : sequence of Parameters
    """

    counterfactuals: Counterfactuals
    numbers: Parameters
    uses: Sequence[str]
    positions: Sequence[int]
    by_year: Mapping[int, float]
    outcomes: Sequence[str]
    drawn: Sequence[Parameters] = ()

    def __post_init__(self) -> None:
        self.central = self.counterfactuals.at(self.numbers)
        self.in_draws = [self.counterfactuals.at(each) for each in self.drawn]
        self.whole_life = bool({*self.outcomes} & {*WHOLE_LIFE_NAMES})

    @property
    def _name(self) -> str:
        return self.counterfactuals.reference

    def flows(self, money: Array) -> Array:
        """(use, area, year) of a plan as the model takes it: (year, use, area), all years and uses."""
        period = self.counterfactuals.baseline.period
        given = np.zeros((len(period.simulated), len(USE_NAMES), len(self.counterfactuals.baseline.codes)))
        years = [period.simulated.index(year) for year in self.by_year]
        uses = [USE_NAMES.index(use) for use in self.uses]
        given[np.ix_(years, uses, list(self.positions))] = np.moveaxis(money, -1, 0)
        return given

    def priced(self, money: Array, *, whole_life: bool | None = None) -> Beside:
        """Run a plan at central values."""
        return self._priced(self.central, money, self.whole_life if whole_life is None else whole_life)

    def priced_in_draws(self, money: Array) -> list[Beside]:
        """Run a plan in every draw."""
        return [self._priced(runs, money, self.whole_life) for runs in self.in_draws]

    def _priced(self, runs: CounterfactualRuns, money: Array, whole_life: bool) -> Beside:
        return runs.beside(self._name, [None], whole_life=whole_life, flows=self.flows(money))[0]

    def marginals(self, money: Array) -> Marginals:
        """What £1m more would bring on top of a plan."""
        flows, every = self.flows(money), len(self.counterfactuals.baseline.codes)
        spread = self._spread()
        plan = self.priced(money)
        found: list[list[Beside]] = []
        for use in self.uses:
            awards = [_award(use, np.eye(1, every, area)[0], spread) for area in self.positions]
            found.append(self.central.beside(self._name, awards, whole_life=self.whole_life, flows=flows))
        at = self.positions
        own = [[each.hle[area] - plan.hle[area] for area, each in zip(at, of_use, strict=True)] for of_use in found]
        timed = {*self.outcomes, "hle_years"}
        return Marginals(
            {
                outcome: np.array([[self._gain(each, plan, outcome) for each in of_use] for of_use in found])
                for outcome in self.outcomes
            },
            self._by_year(flows, plan, sorted({TIMED_AS.get(each, each) for each in timed}), timed),
            np.array(own) / AWARD_GBP_M,
        )

    def _gain(self, with_award: Beside, without: Beside, outcome: str) -> float:
        return (with_award.effects.of(outcome) - without.effects.of(outcome)) / AWARD_GBP_M

    @property
    def _people(self) -> Array:
        """(area,): the part of each area in the people of those that plans give money to."""
        within = np.zeros(len(self.counterfactuals.baseline.codes))
        within[list(self.positions)] = self.counterfactuals.baseline.arrays.population[list(self.positions)]
        part: Array = within / within.sum()
        return part

    def _spread(self) -> Array:
        """(year,): the share of the budget in every year that is run."""
        simulated = self.counterfactuals.baseline.period.simulated
        total = sum(self.by_year.values())
        return np.array([self.by_year.get(year, 0.0) / total for year in simulated])

    def _by_year(self, flows: Array, plan: Beside, read: Sequence[str], outcomes: set[str]) -> dict[str, Array]:
        """How much a £ of each year is worth against the same spread over years, of each use over all areas."""
        worth: dict[str, list[Array]] = {each: [] for each in read}
        for found in self._in_each_year(flows):
            for outcome in read:
                worth[outcome].append(self._timed(np.array([self._gain(each, plan, outcome) for each in found])))
        return {each: np.array(worth[TIMED_AS.get(each, each)]) for each in outcomes}

    def timing(self, money: Array, worth: Callable[[Beside], float]) -> Array:
        """(use, year): how many times as much £1m more brings in one year as when it is spread, over all areas.

        Parameters
        ----------
        money : (use, area, year), £m of 2019
            On top of which.
        worth : callable
            What a run is worth.
        """
        plan = worth(self.priced(money))
        in_years = self._in_each_year(self.flows(money))
        return np.array([self._timed(np.array([worth(each) - plan for each in found])) for found in in_years])

    def _in_each_year(self, flows: Array) -> Iterator[list[Beside]]:
        """Of each use a run for each year that has the award, over all areas."""
        simulated = self.counterfactuals.baseline.period.simulated
        years = [np.array([float(each == year) for each in simulated]) for year in self.by_year]
        for use in self.uses:
            awards = [_award(use, self._people, year) for year in years]
            yield self.central.beside(self._name, awards, whole_life=self.whole_life, flows=flows)

    def _timed(self, gains: Array) -> Array:
        """(year,): gains of years as multiples of that of all years as the budget is spread."""
        mean = np.array(list(self.by_year.values())) / sum(self.by_year.values()) @ gains
        return gains / mean if mean else np.ones(len(gains))

    def returns_to_scale(self, levels: Array, worth: Callable[[Beside], float]) -> Array:
        """(use, area, level): mean return per £ of some money a head, as a share of that of the first £m.

        Parameters
        ----------
        levels : (level,), £ a head of all years
            The same in every area.
        worth : callable
            What a run is worth; how returns differ between areas is taken from their healthy life expectancy.
        """
        people, at = float(self.counterfactuals.baseline.arrays.population[list(self.positions)].sum()), self.positions
        found = []
        for use in self.uses:
            awards = [_award(use, self._people, self._spread(), gbp_m=1.0)]
            awards += [_award(use, self._people, self._spread(), gbp_m=each * people / 1e6) for each in levels]
            runs = self.central.beside(self._name, awards, whole_life=self.whole_life)
            money = np.array([each.gbp_m.sum() for each in awards])
            hle = np.array([each.hle[list(at)] for each in runs]) / money[:, None]
            own = np.divide(hle[1:], hle[0], out=np.ones_like(hle[1:]), where=hle[0] > 0)
            whole = np.array([worth(each) for each in runs]) / money
            england = np.array([each.effects.hle_years for each in runs]) / money
            if whole[0] > 0 and (england > 0).all():
                own = own * ((whole[1:] / whole[0]) / (england[1:] / england[0]))[:, None]
            found.append(own.T)
        return np.array(found)

    def factors(self, value: Callable[[Beside], float]) -> Array:
        """(draw, use): how many times as much the budget brings in each draw as at central values, over all areas.

        Of so much money, because in some draws little money a head brings nothing.
        """
        budget = sum(self.by_year.values())
        awards = [_award(use, self._people, self._spread(), gbp_m=budget) for use in self.uses]

        def gains(runs: CounterfactualRuns) -> Array:
            found = runs.beside(self._name, awards, whole_life=self.whole_life)
            return np.array([value(each) for each in found])

        central = gains(self.central)
        drawn = np.array([gains(runs) for runs in self.in_draws])
        found: Array = np.divide(drawn, central, out=np.zeros_like(drawn), where=central != 0)
        return found

    def own_responses(self, runs: CounterfactualRuns, per_head: Array, money: Array | None = None) -> OwnResponses:
        """What money does in the areas that get it, so much a head for one use in all of them at once.

        Parameters
        ----------
        runs : CounterfactualRuns
            At central values or of a draw.
        per_head : (level,), £ a head of all years
        money : (use, area, year), £m of 2019, optional
            On top of which.
        """
        population, at = self.counterfactuals.baseline.arrays.population, list(self.positions)
        people = float(population[at].sum())
        awards = [
            _award(use, self._people, self._spread(), gbp_m=float(each) * people / 1e6)
            for use in self.uses
            for each in per_head
        ]
        flows = None if money is None else self.flows(money)
        without, *found = runs.beside(self._name, [None, *awards], whole_life=False, flows=flows)
        hle = np.array([each.hle[at] - without.hle[at] for each in found])
        output = np.array([each.output[at] - without.output[at] for each in found])
        shape = (len(self.uses), len(per_head), len(at))
        return OwnResponses(hle.reshape(shape), output.reshape(shape))

    def brought_in_england(self, runs: CounterfactualRuns, per_head: float) -> dict[str, Array]:
        """(use,) of each outcome: what so much a head for one use in all areas brings.

        Parameters
        ----------
        runs : CounterfactualRuns
        per_head : float, £ a head of all years
        """
        people = float(self.counterfactuals.baseline.arrays.population[list(self.positions)].sum())
        awards = [_award(use, self._people, self._spread(), gbp_m=per_head * people / 1e6) for use in self.uses]
        found = runs.beside(self._name, awards, whole_life=self.whole_life)
        return {outcome: np.array([each.effects.of(outcome) for each in found]) for outcome in self.outcomes}


def _award(use: str, share: Array, years: Array, *, gbp_m: float = AWARD_GBP_M) -> Extra:
    """An award for one use: shared between areas, and over years."""
    split = np.zeros(len(USE_NAMES))
    split[USE_NAMES.index(use)] = 1.0
    return Extra(gbp_m * years, share, split)
