"""What is asked of an optimiser of money, checked: everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from fourcapitals.appraisal.plan_limits import TIMES_THE_MEAN, PlanLimits, conflicts, limit_faults, limits_in_words
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.places import find_areas, find_place
from fourcapitals.ensemble.counterfactual import AnyScenario
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.evidence.prior_effects import judged_uses
from fourcapitals.formatting import areas_of, decapitalised, readable_money
from fourcapitals.scenario.files import Scenario, load_scenario, scenario_names
from fourcapitals.scenario.money_bounds import MOST_GBP_PER_HEAD
from fourcapitals.text import LONGEST_NAME, fault_of
from fourcapitals.vocabulary import END_YEAR, USE_NAMES

_OUTPUT: Final = "gva_percent"
MOST_NAMED: Final = 3
"""Places that are named where money may go to them alone."""


@dataclass(frozen=True, eq=False)
class PlanQuestion:
    """What is asked of the optimiser, without a fault."""

    by_year: Mapping[int, float]
    """£m of 2019; in equal parts where the plan chooses the years."""
    outcome: Mapping[str, float]
    """Name of each outcome to its weight, as a share of all weights."""
    uses: tuple[str, ...]
    positions: tuple[int, ...]
    """Of the areas that money may go to."""
    limits: PlanLimits
    floor_of_areas: Scenario | None
    draws: int
    worst: float
    seed: int
    tolerance: float
    name: str
    judged: frozenset[str]
    letters: Mapping[str, str]
    """Use to the letter of its effect on the outcome: on health, or where output alone is asked for on that."""
    places: tuple[str, ...] = ()
    """As they were asked for, where money may not go to all."""

    @property
    def budget(self) -> float:
        """All money, £m of 2019."""
        return sum(self.by_year.values())

    @property
    def money_in_words(self) -> str:
        """The budget with its years."""
        first, last = min(self.by_year), max(self.by_year)
        return f"{readable_money(self.budget)} {f'in {first}' if first == last else f'over {first}-{last}'}"

    @property
    def outcomes_in_words(self) -> str:
        """The outcomes, each with its year, and its weight where there are several."""
        if len(self.outcome) == 1:
            return decapitalised(UTILITIES[next(iter(self.outcome))].label)
        return ", ".join(f"{name} {100 * weight:.3g}%" for name, weight in self.outcome.items())

    @property
    def within(self) -> list[str]:
        """All that plans keep to, one phrase each: limits, and where money may not go everywhere, to what and where."""
        said = []
        if len(self.uses) < len(USE_NAMES):
            said.append(f"money on {', '.join(self.uses)} alone")
        of, rest = areas_of(len(self.positions)), len(self.places) - MOST_NAMED
        if self.places:
            named = ", ".join(find_place(each).name for each in self.places[:MOST_NAMED]) + (
                f" and {rest} more places" if rest > 0 else ""
            )
            said.append(f"money in {named} alone ({of})")
        said += limits_in_words(self.limits)
        if self.floor_of_areas is not None:
            said.append(
                f"{f'none of these {of}' if self.places else 'no area'} with lower healthy life expectancy in "
                f"{END_YEAR} than under {self.floor_of_areas.name}"
            )
        return said

    @property
    def unit(self) -> str:
        """Of what is maximised."""
        one = len(self.outcome) == 1
        return UTILITIES[next(iter(self.outcome))].unit if one else "share of the best of each"


def asked_of_plan(
    baseline: Baseline,
    table: ParameterTable,
    *,
    budget_gbp_m: float,
    years: Sequence[int],
    by_year: Mapping[int, float] | None,
    outcome: str | Mapping[str, float],
    uses: Sequence[str],
    areas: Sequence[str] | None,
    limits: PlanLimits,
    no_area_worse_than: AnyScenario | None = None,
    draws: int = 0,
    worst: float = 1.0,
    seed: int = 0,
    tolerance: float = 0.5,
    name: str = "plan",
) -> PlanQuestion:
    """Check what is asked of the optimiser; the arguments are those of `optimisation.optimise`.

    Raises
    ------
    BadInput
        With everything that cannot be taken, and with limits that leave no plan.
    """
    faults = [*limit_faults(limits), *_faults_of_numbers(draws, worst, seed, tolerance, baseline)]
    money = _money(budget_gbp_m, years, by_year, baseline, faults)
    outcomes = _outcomes(outcome, faults)
    faults += _faults_of_uses(uses)
    positions = _positions(areas, baseline, faults)
    faults += _faults_of_name(name)
    floor = _floor(no_area_worse_than, faults)
    if faults:
        raise BadInput(*faults)
    evidence = load_evidence_letters().uses
    on_output = set(outcomes) == {_OUTPUT}
    letters = {
        use: (evidence[use].effect_on_output if on_output else evidence[use].effect_on_health).letter for use in uses
    }
    judged = judged_uses(table)
    people = float(baseline.arrays.population[positions].sum())
    found_conflicts = [
        *conflicts(limits, money, uses=letters, judged=judged, people=people),
        *_beyond_reason(limits, money, people),
    ]
    if found_conflicts:
        raise BadInput(*found_conflicts)
    return PlanQuestion(
        by_year=money,
        outcome=outcomes,
        uses=tuple(uses),
        positions=tuple(positions),
        limits=limits,
        floor_of_areas=floor,
        draws=draws,
        worst=worst,
        seed=seed,
        tolerance=tolerance,
        name=name,
        judged=judged,
        letters=letters,
        places=() if areas is None else tuple(dict.fromkeys(areas)),
    )


def _faults_of_numbers(draws: int, worst: float, seed: int, tolerance: float, baseline: Baseline) -> list[str]:
    faults: list[str] = []
    try:
        drawn_parameters(draws, seed, baseline=baseline)
    except BadInput as error:
        faults += error.faults
    if seed < 0:
        faults.append(f"seed: a whole number from 0 on expected, got {seed}")
    if not 0 < worst <= 1:
        faults.append(f"worst: a share above 0, to 1, expected, got {shown(worst)}")
    if not 0 < tolerance < 1:
        faults.append(f"tolerance: a share above 0 and below 1 expected, got {shown(tolerance)}")
    return faults


def _faults_of_uses(uses: Sequence[str]) -> list[str]:
    faults = [unknown("use", use, USE_NAMES) for use in dict.fromkeys(uses) if use not in USE_NAMES]
    if not uses:
        faults.append("uses: at least one expected, none given")
    return faults + [f"uses: {use} is given twice; name it once" for use in dict.fromkeys(uses) if uses.count(use) > 1]


def _faults_of_name(name: str) -> list[str]:
    if found := fault_of(name, longest=LONGEST_NAME):
        return [f"name {shown(name)}: {found}"]
    return [f"{name}: is the name of a bundled scenario; give another"] if name in scenario_names() else []


def _floor(no_area_worse_than: AnyScenario | None, faults: list[str]) -> Scenario | None:
    """Load the strategy under which no area may be better off, or tell why it cannot be."""
    if no_area_worse_than is None or isinstance(no_area_worse_than, Scenario):
        return no_area_worse_than
    try:
        return load_scenario(no_area_worse_than)
    except BadInput as error:
        faults += error.faults
        return None


def _money(
    budget: float, years: Sequence[int], by_year: Mapping[int, float] | None, baseline: Baseline, faults: list[str]
) -> dict[int, float]:
    """Give the money of each year, or tell what is wrong with it."""
    period = baseline.period
    asked = list(years if by_year is None else by_year)
    if not asked:
        faults.append("years: at least one expected, none given")
    for year in dict.fromkeys(asked):
        if year not in period.simulated:
            faults.append(f"years: a year from {period.first} to {period.end} expected, got {shown(year)}")
        if asked.count(year) > 1:
            faults.append(f"years: {year} is given twice; name it once")
    amounts = {"budget": budget} if by_year is None else {f"budget of {year}": each for year, each in by_year.items()}
    wrong = [
        f"{what}: an amount above 0 expected, £ million of 2019, got {shown(amount)}"
        for what, amount in amounts.items()
        if not (isfinite(amount) and amount > 0)
    ]
    faults += wrong
    if wrong or not asked:
        return {}
    given = dict.fromkeys(asked, budget / len(asked)) if by_year is None else dict(by_year)
    return {year: float(given[year]) for year in sorted(given)}


def _outcomes(outcome: str | Mapping[str, float], faults: list[str]) -> dict[str, float]:
    """Give each outcome with its weight, or tell what is wrong."""
    asked: dict[str, Any] = {outcome: 1.0} if isinstance(outcome, str) else dict(outcome)
    if not asked:
        faults.append("outcome: at least one expected, none given")
    for name, weight in asked.items():
        if name not in UTILITIES:
            faults.append(unknown("outcome", name, UTILITIES))
        if not (isfinite(weight) and weight > 0):
            faults.append(f"weight of {name}: a number above 0 expected, got {shown(weight)}")
    return asked if faults else {name: weight / sum(asked.values()) for name, weight in asked.items()}


def _positions(areas: Sequence[str] | None, baseline: Baseline, faults: list[str]) -> list[int]:
    """Give the positions of areas, a wider place standing for all that it holds, or tell what is wrong."""
    if areas is None:
        return list(range(len(baseline.codes)))
    codes: list[str] = []
    for area in areas:
        try:
            codes += find_areas(area)
        except BadInput as error:
            faults += error.faults
    faults += [unknown("area in the baseline", code, baseline.codes) for code in codes if code not in baseline.codes]
    if not areas:
        faults.append("areas: at least one expected, none given")
    return sorted({baseline.codes.index(code) for code in codes if code in baseline.codes})


def _beyond_reason(limits: PlanLimits, by_year: Mapping[int, float], people: float) -> list[str]:
    """Tell of money beyond what a scenario can hold, before it is looked for where it goes."""
    budget = sum(by_year.values())
    largest = max(by_year.values()) if limits.most_of_year is None else limits.most_of_year * budget
    mean = largest * 1e6 / people
    most = TIMES_THE_MEAN * mean if limits.most_per_head is None else limits.most_per_head
    if most <= MOST_GBP_PER_HEAD:
        return []
    what = f"£{mean:,.0f} a head in a year"
    if limits.most_per_head is None:
        what += f", and up to {TIMES_THE_MEAN:g} times that in one area"
    else:
        what = f"up to £{most:,.0f} a head in one area in a year"
    return [
        f"budget: {what}, is more than £{MOST_GBP_PER_HEAD:,.0f}: all public spending in England is about £9,300 a "
        "head; give less money, more years, or a lower most per head"
    ]
