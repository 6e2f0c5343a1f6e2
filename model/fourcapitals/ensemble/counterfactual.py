"""A bench for many runs that nobody keeps: strategies at any parameters, any multiple of their money, any extra award.

Chance is off. What money changes in healthy life expectancy does not depend on chance, because drivers read no trend
and no noise (ODD.md, order of a year); the GVA per hour of England, a mean over areas, and the gap between ranked
places are taken on the levels that the model gives without noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import Parameters, ParameterTable, load_parameters, numbers_of_run
from fourcapitals.ensemble.draws import is_stable, stable_block
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.inequality import absolute_gap
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.comparison import person_years
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.terms import Policy, Terms, policy_of, terms_of
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.behaviour.funds import compete
from fourcapitals.simulation.environment import Environment, Geography, environment_of, map_geography
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.state import Outcomes, base_state
from fourcapitals.vocabulary import APPRAISAL_START, BASE_YEAR, END_YEAR, POUND, SIMULATED_YEARS, USE_NAMES

AnyScenario = Scenario | str | Path
Say = Callable[[str], None]
Multiple = float | Mapping[str, float]

_APPRAISED: Final = slice(APPRAISAL_START - BASE_YEAR, END_YEAR - BASE_YEAR + 1)


class Effects(NamedTuple):
    """What a strategy changes against the reference, in England; of each, more is better."""

    hle_years: float
    """Healthy life expectancy in 2035, mean of the sexes, years."""
    healthy_person_years: float
    """Of 2021 to 2035, years."""
    gva_percent: float
    """GVA per hour worked in 2035, %."""
    gap_narrowing_years: float
    """Fall of the gap in healthy life expectancy in 2035: top less bottom tenth of upper tiers, ranked anew, mean of
    the sexes, years."""
    gap_narrowing_percent: float
    """That fall as a share of the reference's gap in 2035, %."""
    new_money_gbp_m: float
    """Money awarded in all years, less what it is taken from, beyond that of the reference, £m of 2019."""
    largest_change_years: float = 0.0
    """Largest change of healthy life expectancy of any area in any year, years; no utility."""

    def of(self, utility: str, *, per_gbp: bool = False) -> float:
        """One utility, by its name in `UTILITIES`, in sum or for each £1m; not a number per £ without money.

        Examples
        --------
        >>> Effects(0.1, 500.0, 0.0, 0.0, 0.0, 1000.0).of("healthy_person_years", per_gbp=True)
        0.5
        """
        value = float(getattr(self, check_utility(utility)))
        if not per_gbp:
            return value
        return value / self.new_money_gbp_m if abs(self.new_money_gbp_m) >= POUND else float("nan")


class Utility(NamedTuple):
    """What strategies can be ranked by."""

    label: str
    unit: str


UTILITIES: Final[Mapping[str, Utility]] = {
    "hle_years": Utility(f"Healthy life expectancy of England, {END_YEAR}", "years"),
    "healthy_person_years": Utility(f"Healthy person-years, {APPRAISAL_START} to {END_YEAR}", "years"),
    "gva_percent": Utility(f"GVA per hour worked of England, {END_YEAR}", "%"),
    "gap_narrowing_years": Utility(f"Narrowing of the gap in healthy life expectancy, {END_YEAR}", "years"),
    "gap_narrowing_percent": Utility(f"Narrowing of the gap in healthy life expectancy, {END_YEAR}", "%"),
}


def check_utility(name: str) -> str:
    """Check the name of a utility.

    Raises
    ------
    UnknownName
        When there is none of that name.
    """
    if name not in UTILITIES:
        raise UnknownName(unknown("utility", name, UTILITIES))
    return name


def unit_of(utility: str, *, per_gbp: bool) -> str:
    """Unit of a utility, in sum or for each £1m.

    Examples
    --------
    >>> unit_of("healthy_person_years", per_gbp=True)
    'years per £1m, 2019 prices'
    """
    unit = UTILITIES[check_utility(utility)].unit
    return f"{unit} per £1m, 2019 prices" if per_gbp else unit


class Extra(NamedTuple):
    """An award beside a strategy's own."""

    gbp_m: Array
    """(year,), £m of 2019, from 2020."""
    share: Array
    """(area,): of each year's money; sums to 1."""
    split: Array
    """(use,): of each award; sums to 1."""


class _Ready(NamedTuple):
    """A strategy as arrays."""

    terms: Terms
    policy: Policy
    funds: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Workbench:
    """Strategies on a bench, built once; run them at any parameters.

    Parameters
    ----------
    strategies : mapping of name to its arrays
        From `bench_of`.
    reference : str
        What effects are taken against.
    baseline : Baseline
    titles : mapping of name to title

    Examples
    --------
    >>> bench = bench_of(["public_health_restored"])
    >>> effects = bench.effects(load_parameters().central())["public_health_restored"]
    >>> round(effects.new_money_gbp_m), effects.hle_years > 0
    (10726, True)
    """

    strategies: Mapping[str, _Ready]
    reference: str
    baseline: Baseline
    titles: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The strategies, without the reference."""
        return tuple(name for name in self.strategies if name != self.reference)

    def at(self, parameters: Parameters) -> Trial:
        """Put the bench at one set of parameters: central ones, a draw, or any with a number replaced."""
        return Trial(self, parameters)

    def effects(
        self, parameters: Parameters, *, scale: Multiple = 1.0, extra: Extra | None = None
    ) -> dict[str, Effects]:
        """Give what every strategy changes against the reference at one set of parameters.

        Parameters
        ----------
        parameters : Parameters
        scale : float or mapping of fund to float
            Multiple of the money, of all funds or of those named. Levers without money stay as they are; a
            competition gives more grants of the same size.
        extra : Extra, optional
            An award beside.
        """
        trial = self.at(parameters)
        return {name: trial.effects(name, scale=scale, extra=extra) for name in self.names}

    def ready(self, name: str) -> _Ready:
        """Find a strategy.

        Raises
        ------
        UnknownName
            When it is not on the bench.
        """
        if name not in self.strategies:
            raise UnknownName(unknown("scenario on the bench:", name, self.strategies))
        return self.strategies[name]

    def money(self, name: str, *, scale: Multiple = 1.0) -> Array:
        """(year, use, area): awards of a strategy where formulas share them, £m of 2019, what is displaced taken off.

        A competition is taken as its budget, shared by head.
        """
        terms = _scaled(self.ready(name), scale)
        people = self.baseline.arrays.population
        by_area = terms.budget[:, :, None] * terms.share[None]
        money: Array = np.einsum("tfa,fu->tua", by_area, terms.split)
        for fund in np.flatnonzero(terms.displaced_use >= 0):
            money[:, terms.displaced_use[fund]] -= terms.budget[:, fund, None] * people / people.sum()
        return money

    @cached_property
    def _geographies(self) -> dict[tuple[float, float, float], Geography]:
        return {}

    def geography(self, p: Parameters) -> Geography:
        """Map who is near whom, once for each set of decays."""
        reach = (p.economic_mass_decay, p.neighbour_reach, p.neighbour_decay)
        if reach not in self._geographies:
            self._geographies[reach] = map_geography(self.baseline.arrays, p)
        return self._geographies[reach]

    @cached_property
    def _upper_tiers(self) -> npt.NDArray[np.int64]:
        codes = self.baseline.areas["upper_tier_code"].to_numpy(str)
        return np.unique(codes, return_inverse=True)[1].astype(np.int64)

    @property
    def upper_tiers(self) -> list[str]:
        """Codes of the upper tiers, in order."""
        return sorted(set(self.baseline.areas["upper_tier_code"]))

    def of_upper_tiers(self, values: Array) -> Array:
        """Means by population of the areas of each upper tier, (..., area) to (..., upper tier)."""
        people = self.baseline.arrays.population
        tiers = self._upper_tiers
        size = int(tiers.max()) + 1
        total = np.apply_along_axis(lambda row: np.bincount(tiers, row * people, size), -1, values)
        means: Array = total / np.bincount(tiers, people, size)
        return means

    def gap(self, hle: Array) -> float:
        """Top less bottom tenth of upper tiers, ranked anew, mean of the sexes.

        Parameters
        ----------
        hle : (sex, area), years
        """
        people = np.bincount(self._upper_tiers, self.baseline.arrays.population).astype(np.float64)
        return float(absolute_gap(self.of_upper_tiers(hle.mean(axis=0)), people))


def bench_of(
    scenarios: AnyScenario | Sequence[AnyScenario],
    *,
    baseline: Baseline | None = None,
    reference: AnyScenario = "baseline",
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Workbench:
    """Build a bench from scenarios.

    Parameters
    ----------
    scenarios : Scenario, name, path, or a sequence of them
    baseline : Baseline, optional
        The bundled one by default.
    reference : Scenario, name or path
        Put on the bench when it is not among the scenarios.
    parameters : ParameterTable, optional
        Whose deflator turns announced cash into pounds of 2019.
    say : callable, optional
        Told in words when the model must first be compiled for this machine.

    Raises
    ------
    BadInput
        When a scenario has a fault or two have one name.
    """
    asked = [scenarios] if isinstance(scenarios, AnyScenario) else list(scenarios)
    loaded: dict[str, Scenario] = {}
    for one in (reference, *asked):
        scenario = one if isinstance(one, Scenario) else load_scenario(one)
        if scenario.name in loaded and loaded[scenario.name].text != scenario.text:
            raise BadInput(f"two scenarios are named {scenario.name!r}; rename one")
        loaded[scenario.name] = scenario
    base, deflator = baseline or load_baseline(), (parameters or load_parameters()).deflator
    ready = {}
    for name, scenario in loaded.items():
        terms = terms_of(scenario, base, deflator)
        ready[name] = _Ready(terms, policy_of(scenario, base, terms), tuple(scenario.funds))
    if say is not None and not is_compiled():
        say("Compiling the model for this machine, once: about half a minute")
    titles = {name: scenario.title for name, scenario in loaded.items()}
    return Workbench(ready, next(iter(loaded)), base, titles)


def is_compiled() -> bool:
    """Whether machine code of a whole run is at hand from an earlier time."""
    from platformdirs import user_cache_path

    folder = user_cache_path("fourcapitals") / compiled.source_checksum()
    return any(folder.glob("**/schedule.project*.nbi"))


class Trial:
    """A bench at one set of parameters.

    Parameters
    ----------
    bench : Workbench
    parameters : Parameters
    """

    def __init__(self, bench: Workbench, parameters: Parameters) -> None:
        self.bench = bench
        self.parameters = parameters
        self._settings: dict[tuple[str, int, bool], Environment] = {}

    @cached_property
    def is_stable(self) -> bool:
        """Whether the feedbacks die out at these parameters."""
        return is_stable(self._setting(self.bench.reference, 0, levers=True))

    @cached_property
    def reference(self) -> Outcomes:
        """What the reference gives."""
        return self.outcomes(self.bench.reference)

    @cached_property
    def _reference_money(self) -> float:
        return self._money(self.bench.ready(self.bench.reference).terms)

    @cached_property
    def _reference_gap(self) -> float:
        return self.bench.gap(self.reference.hle[-1])

    def outcomes(
        self,
        name: str,
        *,
        scale: Multiple = 1.0,
        extra: Extra | None = None,
        split: Array | None = None,
        displaces: bool = True,
        levers: bool = True,
    ) -> Outcomes:
        """Run a strategy from 2019 to 2035.

        Parameters
        ----------
        name : str
        scale, extra
            As in `Workbench.effects`.
        split : (fund, use), optional
            Shares of the uses in place of the strategy's own; they may sum to less than 1.
        displaces, levers : bool
            False leaves out what is taken from other budgets, or the levers without money.

        Returns
        -------
        Outcomes
            Each with a year axis before the others, 2019 first.
        """
        run = compiled.compile_function(schedule.project)
        terms = self._terms(name, scale, extra, split, displaces)
        setting = self._setting(name, len(terms.share), levers=levers)
        areas = self.bench.baseline.arrays
        size, funds = len(areas.population), len(terms.share)
        given: Outcomes = run(
            base_state(areas, funds=funds),
            terms,
            setting,
            no_shocks(areas=size, years=len(SIMULATED_YEARS), funds=funds),
        )
        return given

    def effects(self, name: str, *, scale: Multiple = 1.0, extra: Extra | None = None, **parts: Any) -> Effects:
        """Give what a strategy changes against the reference; arguments as in `outcomes`."""
        own, other = self.outcomes(name, scale=scale, extra=extra, **parts), self.reference
        areas, life = self.bench.baseline.arrays, self.parameters.life_expectancy_reference
        change = (own.hle - other.hle).mean(axis=1)
        narrowing = self._reference_gap - self.bench.gap(own.hle[-1])
        terms = self._terms(name, scale, extra, parts.get("split"), parts.get("displaces", True))
        return Effects(
            hle_years=float((change @ areas.population)[-1] / areas.population.sum()),
            healthy_person_years=float(person_years(change[_APPRAISED].sum(axis=0), areas.population, life).sum()),
            gva_percent=float(
                100 * ((own.gva_per_hour[-1] @ areas.hours) / (other.gva_per_hour[-1] @ areas.hours) - 1)
            ),
            gap_narrowing_years=narrowing,
            gap_narrowing_percent=100 * narrowing / self._reference_gap,
            new_money_gbp_m=self._money(terms) - self._reference_money,
            largest_change_years=float(np.abs(change).max()),
        )

    def healthy_years(self, name: str, *, scale: Multiple = 1.0, extra: Extra | None = None) -> Array:
        """(year, area): change of healthy life expectancy against the reference, mean of the sexes, 2019 first."""
        own = self.outcomes(name, scale=scale, extra=extra)
        change: Array = (own.hle - self.reference.hle).mean(axis=1)
        return change

    def _terms(self, name: str, scale: Multiple, extra: Extra | None, split: Array | None, displaces: bool) -> Terms:
        terms = _scaled(self.bench.ready(name), scale)
        if split is not None:
            terms = terms._replace(split=np.ascontiguousarray(split, np.float64))
        if not displaces:
            terms = terms._replace(displaced_use=np.full_like(terms.displaced_use, -1))
        return terms if extra is None else _with_extra(terms, extra)

    def _setting(self, name: str, funds: int, *, levers: bool) -> Environment:
        key = (name, funds, levers)
        if key not in self._settings:
            policy = self.bench.ready(name).policy
            more = max(funds - len(policy.tax_financed), 0)
            change = policy.prevalence_change if levers else np.zeros_like(policy.prevalence_change)
            policy = policy._replace(
                tax_financed=np.append(policy.tax_financed, np.zeros(more)), prevalence_change=change
            )
            areas = self.bench.baseline.arrays
            self._settings[key] = environment_of(areas, self.parameters, self.bench.geography(self.parameters), policy)
        return self._settings[key]

    def _money(self, terms: Terms) -> float:
        """Money awarded over all years less what it is taken from, £m; of competitions what grants took."""
        given = np.where(terms.displaced_use >= 0, terms.split.sum(axis=1) - 1, terms.split.sum(axis=1))
        total = float(terms.budget.sum(axis=0) @ np.where(terms.competitive > 0, 0.0, given))
        for fund in np.flatnonzero(terms.competitive > 0):
            capacity = self._setting(self.bench.reference, 0, levers=True).place.capacity
            awarded = np.zeros(terms.share.shape[1])
            for year in range(len(terms.budget)):
                awarded += compete(year, int(fund), awarded, terms, capacity, np.zeros_like(awarded))
            total += float(awarded.sum() * given[fund])
        return total


def _scaled(ready: _Ready, scale: Multiple) -> Terms:
    if isinstance(scale, Mapping):
        missing = [name for name in scale if name not in ready.funds]
        if missing:
            raise UnknownName(*(unknown("fund", name, ready.funds) for name in missing))
        factor = np.array([scale.get(fund, 1.0) for fund in ready.funds])
    else:
        factor = np.full(len(ready.funds), float(scale))
    if not np.isfinite(factor).all() or (factor < 0).any():
        raise BadInput("scale: multiples of 0 or more expected")
    return ready.terms._replace(budget=ready.terms.budget * factor)


def _with_extra(terms: Terms, extra: Extra) -> Terms:
    """Add an award as one more fund, shared by formula."""
    rows: dict[str, Any] = {"share": extra.share, "split": extra.split, "need": np.zeros_like(extra.share)}
    added: dict[str, Any] = {}
    for name, held in terms._asdict().items():
        if name == "budget":
            added[name] = np.column_stack([held, extra.gbp_m])
        elif name in rows:
            added[name] = np.vstack([held, rows[name]])
        else:
            none = -1 if name == "displaced_use" else 0
            added[name] = np.append(held, np.array([none], dtype=held.dtype))
    return Terms(**added)


def award(use: str, area: int, gbp_m: float, *, years: Sequence[int], areas: int) -> Extra:
    """An award to one area for one use, in equal parts over some years.

    Parameters
    ----------
    use : str
    area : int
        Position.
    gbp_m : float, £m of 2019
        Of all years together.
    years : sequence of int
    areas : int
        How many there are.

    Examples
    --------
    >>> award("nhs", 0, 10.0, years=range(2022, 2027), areas=3).gbp_m.sum()
    np.float64(10.0)
    """
    money, share, split = np.zeros(len(SIMULATED_YEARS)), np.zeros(areas), np.zeros(len(USE_NAMES))
    money[[SIMULATED_YEARS.index(year) for year in years]] = gbp_m / len(years)
    share[area] = 1.0
    split[USE_NAMES.index(use)] = 1.0
    return Extra(money, share, split)


def drawn_parameters(
    draws: int, seed: int = 0, *, baseline: Baseline | None = None, parameters: ParameterTable | None = None
) -> Iterator[Parameters]:
    """Give the parameters of the first draws of a seed: those that an ensemble of that seed runs.

    Unstable draws are replaced as there (ODD.md, 7.13).

    Examples
    --------
    >>> first, second = drawn_parameters(2, seed=1)
    >>> first.healthy_years_per_log_income != second.healthy_years_per_log_income
    True
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 0:
        raise BadInput(f"draws: a whole number from 0 expected, got {draws!r}")
    table, areas = parameters or load_parameters(), (baseline or load_baseline()).arrays

    table.check_priors_follow()

    def every() -> Iterator[Parameters]:
        block = 0
        while True:
            yield from stable_block(table, areas, seed, block).block.parameters
            block += 1

    return islice(every(), draws)


def bench_for(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Workbench:
    """Put scenarios on a bench; a bench is taken as it is."""
    return scenarios if isinstance(scenarios, Workbench) else bench_of(scenarios, parameters=parameters, say=say)


def trial_at(bench: Workbench, parameters: ParameterTable | None, numbers: Parameters | None) -> tuple[Trial, str]:
    """A bench at the central or at given numbers, and the words for them."""
    values = "central values, noise off" if numbers is None else "given parameters, noise off"
    return bench.at(numbers_of_run(parameters, numbers)), values
