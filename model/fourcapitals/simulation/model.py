"""The simulation: the Mesa model whose step is one year, and `simulate`, which drives it to the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import mesa
import numpy as np

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import Parameters, load_parameters
from fourcapitals.data.places import find_area
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.results.results import FORMAT, Results
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.terms import policy_of, terms_of
from fourcapitals.simulation.agents import Area, Council, Fund
from fourcapitals.simulation.behaviour.funds import decide
from fourcapitals.simulation.environment import map_geography, settle
from fourcapitals.simulation.ledger import Ledger, keep_books
from fourcapitals.simulation.noise import draw_noise, no_noise, noise_of_year
from fourcapitals.simulation.schedule import advance
from fourcapitals.simulation.state import State, base_state
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, OUTCOMES, SEXES, SIMULATED_YEARS, USE_NAMES, Outcome

if TYPE_CHECKING:
    import xarray as xr

Decision: TypeAlias = Callable[["FourCapitals"], Array]

CAPITAL_UNITS = {
    "transport": ("Transport stock, change since 2019", "£ per head, 2019 prices"),
    "premises": ("Premises stock, change since 2019", "£ per head, 2019 prices"),
    "housing": ("Housing-quality stock, change since 2019", "£ per head, 2019 prices"),
    "skills": ("Skills stock, change since 2019", "£ per person aged 16-64, 2019 prices"),
    "low_quality_jobs": ("Low-quality jobs, change since 2019", "share of residents' jobs"),
    "social": ("Social capital, change since 2019", "standard deviations between areas"),
    "green_space": ("Vegetation around homes, change since 2019", "NDVI"),
    "particulates": ("Fine particulate matter, change since 2019", "log"),
}


class FourCapitals(mesa.Model):
    """English local areas that hold the four capitals, and the funds of one scenario that invest in them.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a bundled one, or a file.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : Parameters, optional
        The central numbers by default.
    seed : int, optional
        With a seed, chance is on: area noise, national noise and survey noise of that seed and draw.
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
        parameters: Parameters | None = None,
        seed: int | None = None,
        draw: int = 0,
        decision: Decision | None = None,
        councils: Mapping[str, type[Council]] | None = None,
    ) -> None:
        super().__init__(rng=0)
        self.strategy = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.baseline = baseline or load_baseline()
        self.parameters = parameters or load_parameters().central()
        self.seed = seed
        areas = self.baseline.arrays
        self.terms = terms_of(self.strategy, self.baseline, self.parameters.deflator)
        policy = policy_of(self.strategy, self.baseline, self.terms)
        self.setting = settle(areas, self.parameters, map_geography(areas, self.parameters), policy)
        size = len(areas.population)
        funds = list(self.strategy.funds)
        self.noise = (
            no_noise(areas=size, years=len(SIMULATED_YEARS), funds=len(funds))
            if seed is None
            else draw_noise(seed, draw, areas=size, years=len(SIMULATED_YEARS), funds=funds)
        )
        self.state: State = base_state(areas, funds=len(funds))
        self.awards: Array = np.zeros((len(funds), size, len(USE_NAMES)))
        self.decision = decision
        own = {find_area(name): council for name, council in (councils or {}).items()}
        places = list(zip(self.baseline.areas.index, self.baseline.areas["name"], strict=True))
        self._areas = [Area(self, row, code, name) for row, (code, name) in enumerate(places)]
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
        noise = noise_of_year(self.noise, self.year - BASE_YEAR)
        if self.decision is None:
            awards = decide(self.state, self.terms, self.setting, noise)
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
        self.state = advance(self.state, self.awards, self.setting, noise)
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


def simulate(
    scenarios: Scenario | str | Path | Sequence[Scenario | str | Path],
    *,
    baseline: Baseline | None = None,
    parameters: Parameters | None = None,
    seed: int | None = None,
) -> Results:
    """Run one or more scenarios from 2019 to 2035 on the same parameters and the same chance.

    Parameters
    ----------
    scenarios : Scenario, name, path, or a sequence of them
    baseline : Baseline, optional
    parameters : Parameters, optional
        The central numbers by default.
    seed : int, optional
        None (the default) leaves noise off.

    Returns
    -------
    Results
        With one draw.

    Examples
    --------
    >>> results = simulate(["baseline", "public_health_restored"])
    >>> results.scenarios
    ('baseline', 'public_health_restored')
    """
    import xarray as xr

    asked = [scenarios] if isinstance(scenarios, Scenario | str | Path) else list(scenarios)
    base, table = baseline or load_baseline(), load_parameters()
    numbers = parameters or table.central()
    parts, texts = [], {}
    for scenario in asked:
        model = FourCapitals(scenario, baseline=base, parameters=numbers, seed=seed)
        if model.strategy.name in texts:
            raise ValueError(f"scenario {model.strategy.name!r} is given twice; scenarios need different names")
        texts[model.strategy.name] = model.strategy.text
        parts.append(_as_dataset(model, model.run()))
    lines = xr.concat([part[1] for part in parts], dim="line")
    dataset = xr.concat([part[0] for part in parts], dim="scenario").merge(lines)
    dataset.attrs = {
        "format": FORMAT,
        "title": "Four capitals: projected outcomes of English local areas",
        "fourcapitals_version": version("fourcapitals"),
        "scenario_files": json.dumps(texts),
        "seed": "noise off" if seed is None else int(seed),
        "parameters": "central values with mean causal shares" if parameters is None else "given by the caller",
        "data_checksum": base.checksum,
        # Of the package's table, or of the numbers themselves where they come from elsewhere.
        "parameters_checksum": table.checksum if parameters is None else parameters.checksum,
        "life_expectancy_reference": numbers.life_expectancy_reference,
        "price_base": f"£ of {BASE_YEAR}",
        "healthy_life_expectancy_series": "ONS, original method; base 2017-19",
    }
    return Results(dataset)


def books_of(model: FourCapitals, path: list[tuple[State, Array]]) -> Ledger:
    """Keep the books of a run that `FourCapitals.run` made."""
    return keep_books(
        np.array([awards for _, awards in path[1:]]),
        np.array([state.money.effective_share for state, _ in path[1:]]),
        model.setting.delays,
        model.setting.deadweight,
    )


def _as_dataset(model: FourCapitals, path: list[tuple[State, Array]]) -> tuple[xr.Dataset, xr.Dataset]:
    """One run as labelled arrays: outcomes and capitals, and the ledger by line (fund and use)."""
    import xarray as xr

    states = [state for state, _ in path]
    years = [state.year for state in states]
    variables: dict[str, Any] = {}
    for outcome in OUTCOMES:
        values = np.stack([getattr(state.outcomes, outcome.name) for state in states], axis=-1)
        dims = ("scenario", "draw", "sex", "area", "year") if outcome.by_sex else ("scenario", "draw", "area", "year")
        variables[outcome.name] = (
            dims,
            values[None, None],
            {"long_name": outcome.label, "units": outcome.unit},
        )
    for name, (label, unit) in CAPITAL_UNITS.items():
        values = np.stack([getattr(state.capitals, name) for state in states], axis=-1)
        variables[name] = (
            ("scenario", "draw", "area", "year"),
            values[None, None],
            {"long_name": label, "units": unit},
        )
    running = np.stack([state.money.running_cost for state in states], axis=-1)
    variables["running_cost"] = (
        ("scenario", "draw", "area", "year"),
        running[None, None],
        {"long_name": "Running cost of new physical stock", "units": "£m a year, 2019 prices"},
    )
    table, arrays = model.baseline.areas, model.baseline.arrays
    people = {"units": "people"}
    coords: dict[str, Any] = {
        "scenario": [model.strategy.name],
        "title": ("scenario", [model.strategy.title]),
        "draw": [0],
        "sex": list(SEXES),
        "area": list(table.index),
        "year": years,
        "area_name": ("area", table["name"].to_list()),
        "upper_tier": ("area", table["upper_tier_code"].to_list()),
        "upper_tier_name": ("area", table["upper_tier_name"].to_list()),
        "region": ("area", table["region_code"].to_list()),
        "region_name": ("area", table["region_name"].to_list()),
        "population": ("area", arrays.population, {"long_name": "Population 2019", **people}),
        "population_16_64": ("area", arrays.working_age, {"long_name": "Population 2019, 16-64", **people}),
        "hours_worked": ("area", arrays.hours, {"long_name": "Hours worked 2019", "units": "hours a week"}),
    }
    return xr.Dataset(variables, coords), _ledger_lines(model, path, coords)


def _ledger_lines(model: FourCapitals, path: list[tuple[State, Array]], coords: dict[str, Any]) -> xr.Dataset:
    """The ledger, one line a fund and use that ever gets money."""
    import xarray as xr

    books = books_of(model, path)
    names = list(model.strategy.funds)
    deflator = model.parameters.deflator
    pairs = [
        (fund, use)
        for fund in range(len(names))
        for use in range(len(USE_NAMES))
        if books.gross[:, fund, :, use].any() or model.terms.split[fund, use] > 0
    ]
    none_in_base_year = ((0, 0), (0, 0), (1, 0))

    def by_line(values: Array) -> Array:
        rows = [values[:, fund, :, use].T for fund, use in pairs]
        stacked = np.array(rows) if rows else np.zeros((0, len(model.areas), len(SIMULATED_YEARS)))
        return np.pad(stacked, none_in_base_year)

    announced = np.zeros((len(pairs), len(SIMULATED_YEARS) + 1))
    for row, (fund, use) in enumerate(pairs):
        money = list(model.strategy.funds[names[fund]].gross_money(deflator).values())
        announced[row, 1:] = np.array(money) * model.terms.split[fund, use]
    unit = {"units": "£m, 2019 prices"}
    variables = {
        "award": (
            ("line", "draw", "area", "year"),
            by_line(books.gross)[:, None],
            {"long_name": "New money awarded in the year", **unit},
        ),
        "announced": (
            ("line", "year"),
            announced,
            {"long_name": "Money announced for the year, with what it replaces", **unit},
        ),
    }
    for name, label in (
        ("net", "Delivered in the year: effective and additional"),
        ("deadweight", "Delivered in the year: would have been spent anyway"),
        ("ineffective", "Delivered in the year: lost to too thin or too thick a spend"),
        ("in_delivery", "Awarded and not yet delivered at the end of the year"),
    ):
        variables[name] = (
            ("line", "draw", "year"),
            by_line(getattr(books, name)).sum(axis=1)[:, None],
            {"long_name": label, **unit},
        )
    lines = {
        "line": [f"{model.strategy.name}/{names[fund]}/{USE_NAMES[use]}" for fund, use in pairs],
        "line_scenario": ("line", [model.strategy.name] * len(pairs)),
        "line_fund": ("line", [names[fund] for fund, _ in pairs]),
        "line_use": ("line", [USE_NAMES[use] for _, use in pairs]),
    }
    return xr.Dataset(variables, {**lines, "draw": [0], "area": coords["area"], "year": coords["year"]})
