"""The Mesa model: areas, councils and funds of one scenario, and a step that is one year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import mesa
import numpy as np

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import Parameters, ParameterTable, numbers_of_run
from fourcapitals.data.places import find_area
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.terms import policy_of, terms_of
from fourcapitals.simulation.agents import Area, Council, Fund
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour.funds import decide
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import draw_shocks, no_shocks
from fourcapitals.simulation.schedule import advance
from fourcapitals.simulation.state import State, base_state
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, OUTCOMES, SIMULATED_YEARS, USE_NAMES, Outcome

Decision: TypeAlias = Callable[["FourCapitals"], Array]


class FourCapitals(mesa.Model):
    """English local areas that hold the four capitals, and the funds of one scenario that invest in them.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a bundled one, or a file.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    seed : int, optional
        With a seed, shocks are on: area, national and survey noise of that seed and draw.
    draw : int
        Number of the draw.
    decision : callable, optional
        Replaces the funds' decision: takes the model, gives ``awards[fund, area, use]`` in £m of 2019.
    councils : mapping of str to subclass of Council, optional
        Areas, by name or code, whose council answers awards in a way of its own.

    Examples
    --------
    >>> model = FourCapitals("announced_2021")
    >>> for _ in range(3):
    ...     model.step()
    >>> model.year, round(sum(fund.awarded for fund in model.funds))
    (2022, 1458)
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        baseline: Baseline | None = None,
        parameters: ParameterTable | None = None,
        numbers: Parameters | None = None,
        seed: int | None = None,
        draw: int = 0,
        decision: Decision | None = None,
        councils: Mapping[str, type[Council]] | None = None,
    ) -> None:
        super().__init__(rng=0)
        self.strategy = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.baseline = baseline or load_baseline()
        self.numbers = numbers_of_run(parameters, numbers)
        self.seed = seed
        areas = self.baseline.arrays
        self.terms = terms_of(self.strategy, self.baseline, self.numbers.deflator)
        policy = policy_of(self.strategy, self.baseline, self.terms)
        self.environment = environment_of(areas, self.numbers, map_geography(areas, self.numbers), policy)
        size = len(areas.population)
        funds = list(self.strategy.funds)
        self.shocks = (
            no_shocks(areas=size, years=len(SIMULATED_YEARS), funds=len(funds))
            if seed is None
            else draw_shocks(seed, draw, areas=size, years=len(SIMULATED_YEARS), funds=funds)
        )
        self.state: State = base_state(areas, funds=len(funds))
        self.awards: Array = np.zeros((len(funds), size, len(USE_NAMES)))
        self.decision = decision
        own = {find_area(name): council for name, council in (councils or {}).items()}
        table = self.baseline.areas
        places = list(zip(table.index, table["name"], strict=True))
        around = list(zip(table["upper_tier_name"], table["region_name"], strict=True))
        self._areas = [
            Area(self, row, *place, upper_tier=tier, region=region)
            for row, (place, (tier, region)) in enumerate(zip(places, around, strict=True))
        ]
        self._councils = [own.get(code, Council)(self, row, code, name) for row, (code, name) in enumerate(places)]
        self._funds = [Fund(self, row, name, self.strategy.funds[name].title) for row, name in enumerate(funds)]
        self._answering = [council for council in self._councils if type(council).respond is not Council.respond]
        self.datacollector = mesa.DataCollector(
            model_reporters={"year": "year"} | {outcome.name: national_reporter(outcome) for outcome in OUTCOMES}
        )
        self.datacollector.collect(self)

    @property
    def year(self) -> int:
        """The year that has been completed."""
        return self.state.year

    @property
    def years(self) -> range:
        """The years that the model can step through."""
        return SIMULATED_YEARS

    @property
    def areas(self) -> list[Area]:
        """The area agents, in GSS order."""
        return self._areas

    @property
    def councils(self) -> list[Council]:
        """The council agents, in GSS order."""
        return self._councils

    @property
    def funds(self) -> list[Fund]:
        """The fund agents, in order of name."""
        return self._funds

    def area(self, name_or_code: str) -> Area:
        """Find an area by name or code.

        Raises
        ------
        UnknownName
            When there is none; with the nearest name.
        """
        return self._areas[self.baseline.codes.index(find_area(name_or_code))]

    def step(self) -> None:
        """Carry the model through one year: the funds decide, the state advances.

        Raises
        ------
        ValueError
            After the last year, or when a decision gives awards of the wrong shape or not finite.
        """
        if self.year >= END_YEAR:
            raise ValueError(f"the model ends in {END_YEAR}")
        shocks = at_year(self.shocks, self.year - BASE_YEAR)
        if self.decision is None:
            awards = decide(self.state, self.terms, self.environment, shocks)
        else:
            awards = np.asarray(self.decision(self), dtype=np.float64)
            if awards.shape != self.awards.shape or not np.isfinite(awards).all():
                raise ValueError(
                    f"a decision must give finite awards of shape (fund, area, use) = {self.awards.shape}; "
                    f"got shape {awards.shape}"
                )
        for council in self._answering:
            awards[:, council.row] = _answer(council, awards[:, council.row])
        self.awards = awards
        self.state = advance(self.state, self.awards, self.environment, shocks)
        self.datacollector.collect(self)

    def run(self) -> list[tuple[State, Array]]:
        """Step to the end year; each year's state and awards, the year at hand first."""
        path = [(self.state, self.awards)]
        while self.year < END_YEAR:
            self.step()
            path.append((self.state, self.awards))
        return path


def national_reporter(outcome: Outcome) -> Callable[[FourCapitals], float]:
    """Give what the data collector asks each year: one outcome's mean over areas, under its own weights.

    It is the mean of the modelled areas, not the published level of England.
    """

    def report(model: FourCapitals) -> float:
        values: Array = getattr(model.state.outcomes, outcome.name)
        by_area = values.mean(axis=0) if outcome.by_sex else values
        return float(weighted_mean(by_area, model.baseline.arrays.weights(outcome.weight)))

    return report


def _answer(council: Council, awards: Array) -> Array:
    """What a council makes of its awards, checked: each fund's sum must stay."""
    answer = np.asarray(council.respond(awards.copy()), dtype=np.float64)
    if answer.shape != awards.shape or not np.isfinite(answer).all():
        raise ValueError(f"{council!r} must answer with finite awards of shape (fund, use) = {awards.shape}")
    if np.abs(answer.sum(axis=1) - awards.sum(axis=1)).max(initial=0.0) > 1e-8:
        raise ValueError(f"{council!r} may move money between uses, but each fund's sum must stay to the penny")
    return answer
