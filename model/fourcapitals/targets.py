"""What it would take: money for a target, the coefficient that evens two strategies, the best place for the next £10m.

And the first year in which published figures could show an effect. Formulas: science, section 5, "Small effects: units
and aids". Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from fourcapitals.baseline import Baseline, load_baseline
from fourcapitals.comparison import ENGLAND, NOTHING, POUND, readable_money, readable_years, signed
from fourcapitals.evidence import Uncertain, find_uncertain, grade_of, priors_as_drawn, with_value
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.inequality import published_standard_errors
from fourcapitals.parameters import LABELS, Parameters, ParameterTable, load_parameters
from fourcapitals.places import find_area
from fourcapitals.vocabulary import END_YEAR, SEXES, USE_NAMES, USES, worst_grade
from fourcapitals.workbench import (
    SHOWN_YEARS,
    UTILITIES,
    AnyScenario,
    Effects,
    Say,
    Trial,
    Workbench,
    award,
    bench_of,
    check_utility,
    drawn_parameters,
    unit_of,
)

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

MULTIPLES: Final = (1.0, 3.0, 10.0, 30.0, 100.0)
MOST: Final = 100.0
"""Multiples of a strategy's money beyond this are out of range."""
LEAST: Final = 1e-3
CONSTANT: Final = 0.9
"""Returns per £ below this share of those at the strategy's own size are no longer constant."""
TWICE: Final = 2.0
"""Estimates on actual budgets are unsafe beyond this multiple of today's spend (science: section 8)."""
SURE: Final = 1.96
"""Standard errors of a difference that are significant at 5%, as published intervals take them."""
LIFE_TABLE_YEARS: Final = 1.3
"""The life tables are followed by an expansion that is tested up to 5% more deaths and 0.1 in the log odds of good
health (science: 1.8), which together are about this many years of healthy life expectancy."""


BEYOND_LIFE_TABLE: Final = "; an order of magnitude only: further than the life tables are tested"


class TodaysSpend(NamedTuple):
    """What is spent today on a budget that the outcome route adds to."""

    gbp_per_head: float
    """A year, £ of 2019."""
    grade: str
    source: str


def todays_spend(baseline: Baseline) -> dict[str, TodaysSpend]:
    """Give today's spend per head on the three budgets whose estimates rest on actual spending.

    Examples
    --------
    >>> {use: round(spend.gbp_per_head) for use, spend in todays_spend(load_baseline()).items()}
    {'public_health': 59, 'nhs': 2310, 'council_services': 721}
    """
    people = float(baseline.arrays.population.sum())
    councils = baseline.history("council_spending")
    last = int(councils["year"].max())
    by_area = councils[councils["year"] == last].set_index("code")["value"]
    weight = pd.Series(baseline.arrays.population, index=list(baseline.codes)).reindex(by_area.index)
    return {
        "public_health": TodaysSpend(3_300e6 / people, "M", "public health grant of England, about £3.3bn a year"),
        "nhs": TodaysSpend(130_000e6 / people, "B", "Dixon and Everest 2021: NHS of England, about £130bn a year"),
        "council_services": TodaysSpend(
            float(np.average(by_area, weights=weight)),
            "S",
            f"DLUHC revenue outturn {last}-{(last + 1) % 100}: service expenditure less education and public health",
        ),
    }


def _bench(scenarios: AnyScenario | Sequence[AnyScenario] | Workbench, say: Say | None = None) -> Workbench:
    return scenarios if isinstance(scenarios, Workbench) else bench_of(scenarios, say=say)


def _trial(bench: Workbench, parameters: Parameters | None) -> tuple[Trial, str]:
    """A bench at given or central parameters, and the words for them."""
    values = "central values, noise off" if parameters is None else "given parameters, noise off"
    return bench.at(load_parameters().central() if parameters is None else parameters), values


def evidence_grade(bench: Workbench, name: str, table: ParameterTable | None = None) -> str:
    """Worst grade among the uses that a strategy's money buys; of levers without money, J."""
    ready = bench.ready(name)
    bought = [USE_NAMES[use] for use in np.flatnonzero(ready.terms.split.any(axis=0))]
    grades = [grade_of(use, table or load_parameters()) for use in bought]
    return worst_grade([*grades, "J"] if ready.policy.prevalence_change.any() else grades or ["S"])


class _Money(NamedTuple):
    """What a multiple of a strategy's money is."""

    gbp_m_a_year: float
    """Mean of the years with money."""
    years: int
    beyond: tuple[str, ...]
    """Budgets that reach twice today's spend in England in some year."""
    beyond_areas: int
    """Areas in which some budget does."""


def _money_of(bench: Workbench, name: str, multiple: float) -> _Money:
    money = bench.money(name, scale=multiple)
    people = bench.baseline.arrays.population
    yearly = money.sum(axis=(1, 2))
    spent = np.abs(bench.money(name)).sum(axis=(1, 2)) >= POUND
    per_head = 1e6 * money / people
    beyond, areas = [], np.zeros(len(people), dtype=bool)
    for use, today in todays_spend(bench.baseline).items():
        position = USE_NAMES.index(use)
        most = (TWICE - 1) * today.gbp_per_head
        if (1e6 * money[:, position].sum(axis=1) / people.sum() > most).any():
            beyond.append(use)
        areas |= (per_head[:, position] > most).any(axis=0)
    years = int(spent.sum())
    return _Money(float(yearly.sum() / years) if years else 0.0, years, tuple(beyond), int(areas.sum()))


def scale(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    multiples: Sequence[float] = MULTIPLES,
    *,
    parameters: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Run strategies at multiples of their money: the dose response, every nonlinearity kept.

    Levers without money stay as they are at every multiple.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or a bench
    multiples : sequence of float
    parameters : Parameters, optional
        The central ones by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and multiple: ``scenario, multiple``; ``gbp_m_a_year`` (mean of the years with money),
        ``money_years`` (how many), ``new_money_gbp_m`` in all; the utilities of `workbench.UTILITIES`;
        ``healthy_person_years_per_gbp_m``; ``returns``, that as a share of what the strategy's own size gives, and
        ``constant_returns``, whether it is 90% or more; ``beyond_twice_today``, the budgets on the outcome route
        that reach twice today's spend in England, and ``areas_beyond``, in how many areas some budget does;
        ``beyond_life_table``, whether some area changes by more than the life tables are tested for; ``grade``;
        ``values``.
    """
    if not multiples or any(not np.isfinite(multiple) or multiple <= 0 for multiple in multiples):
        raise BadInput("multiples: numbers above 0 expected")
    bench = _bench(scenarios, say)
    trial, values = _trial(bench, parameters)
    rows = []
    for name in bench.names:
        own = trial.effects(name).of("healthy_person_years", per_gbp=True)
        for multiple in multiples:
            effects, money = trial.effects(name, scale=multiple), _money_of(bench, name, multiple)
            per_gbp = effects.of("healthy_person_years", per_gbp=True)
            returns = per_gbp / own if own else float("nan")
            rows.append(
                {
                    "scenario": name,
                    "multiple": float(multiple),
                    "gbp_m_a_year": money.gbp_m_a_year,
                    "money_years": money.years,
                    "new_money_gbp_m": effects.new_money_gbp_m,
                    **{utility: getattr(effects, utility) for utility in UTILITIES},
                    "healthy_person_years_per_gbp_m": per_gbp,
                    "returns": returns,
                    "constant_returns": bool(returns >= CONSTANT),
                    "beyond_twice_today": ", ".join(money.beyond),
                    "areas_beyond": money.beyond_areas,
                    "beyond_life_table": bool(effects.largest_change_years > LIFE_TABLE_YEARS),
                    "grade": evidence_grade(bench, name),
                    "values": values,
                }
            )
    return pd.DataFrame(rows)


def scale_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `scale`, one line a multiple."""
    lines = []
    for name, rows in table.groupby("scenario", sort=False):
        lines.append(f"{name}, multiples of its money ({rows['values'].iloc[0]}) [{rows['grade'].iloc[0]}]")
        for _, row in rows.iterrows():
            text = (
                f"  x{row['multiple']:g}: {readable_money(row['gbp_m_a_year'])} a year for {row['money_years']} years, "
                f"{readable_years(row['hle_years'])} of HLE in {END_YEAR}, "
                f"{row['healthy_person_years']:,.0f} healthy person-years"
            )
            if np.isfinite(row["returns"]):
                text += f", returns per £ {row['returns']:.1%}"
                text += "" if row["constant_returns"] else " (no longer constant)"
            if row["beyond_twice_today"]:
                text += f"; beyond twice today's spend: {row['beyond_twice_today']}"
            elif row["areas_beyond"]:
                text += f"; beyond twice today's spend in {row['areas_beyond']} areas"
            lines.append(text + (BEYOND_LIFE_TABLE if row["beyond_life_table"] else ""))
    return lines


# Needed


class Target(NamedTuple):
    """A level of a utility."""

    label: str
    utility: str
    level: float


TARGETS: Final[Mapping[str, Target]] = {
    "+0.1 years": Target(f"England's HLE up 0.1 years in {END_YEAR}", "hle_years", 0.1),
    "+1 year": Target(f"England's HLE up 1 year in {END_YEAR}", "hle_years", 1.0),
    "+5 years": Target(f"England's HLE up 5 years in {END_YEAR}", "hle_years", 5.0),
    "gap 10% narrower": Target(
        f"gap in HLE between the tenths of upper tiers 10% narrower in {END_YEAR}", "gap_narrowing_percent", 10.0
    ),
}
"""All against the reference in the same year."""


def needed(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    targets: Sequence[str] = tuple(TARGETS),
    *,
    parameters: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find the smallest multiple of each strategy's money that reaches each target.

    By bisection in the log of the multiple, between the first two points of a scan over 0.001 to 100 that enclose
    the target; its own shape of money over years, uses and places is kept. Beyond 100: out of range.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or a bench
    targets : sequence of str
        Names in `TARGETS`.
    parameters : Parameters, optional
        The central ones by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and target: ``scenario, target, target_label, utility, level``; ``reached``; ``multiple``,
        ``gbp_m_a_year`` (mean of the years with money) and ``new_money_gbp_m``, not numbers when out of range;
        ``at_most``, what 100 times its money reaches; ``beyond_twice_today, areas_beyond, beyond_life_table, grade,
        values`` as in `scale`; ``note``.

    Raises
    ------
    UnknownName
        When there is no such target.
    """
    faults = [unknown("target", name, TARGETS) for name in targets if name not in TARGETS]
    if faults:
        raise UnknownName(*faults)
    bench = _bench(scenarios, say)
    trial, values = _trial(bench, parameters)
    rows = []
    for name in bench.names:
        at = _response(trial, name)
        for wanted in targets:
            target = TARGETS[wanted]
            multiple = smallest_multiple(_reading(at, target.utility), target.level)
            row: dict[str, Any] = {
                "scenario": name,
                "target": wanted,
                "target_label": target.label,
                "utility": target.utility,
                "level": target.level,
                "reached": multiple is not None,
                "multiple": np.nan,
                "gbp_m_a_year": np.nan,
                "new_money_gbp_m": np.nan,
                "at_most": at(MOST).of(target.utility),
                "beyond_twice_today": "",
                "areas_beyond": 0,
                "beyond_life_table": False,
                "grade": evidence_grade(bench, name),
                "values": values,
                "note": "",
            }
            if multiple is None:
                row["note"] = f"out of range: not with {MOST:g} times the money"
            else:
                money = _money_of(bench, name, multiple)
                row |= {
                    "multiple": multiple,
                    "gbp_m_a_year": money.gbp_m_a_year,
                    "new_money_gbp_m": at(multiple).new_money_gbp_m,
                    "beyond_twice_today": ", ".join(money.beyond),
                    "areas_beyond": money.beyond_areas,
                    "beyond_life_table": bool(at(multiple).largest_change_years > LIFE_TABLE_YEARS),
                    "note": "reached by its levers, without money" if multiple == 0 else "",
                }
            rows.append(row)
    return pd.DataFrame(rows)


def _response(trial: Trial, name: str) -> Callable[[float], Effects]:
    """Effects of a strategy by the multiple of its money, each run once."""
    return cache(lambda multiple: trial.effects(name, scale=multiple))


def _reading(at: Callable[[float], Effects], utility: str) -> Callable[[float], float]:
    return lambda multiple: at(multiple).of(utility)


def smallest_multiple(utility: Callable[[float], float], target: float) -> float | None:
    """Find the smallest multiple at which a utility reaches a target.

    Returns
    -------
    float or None
        0 when it is reached without money; None when 100 times the money does not reach it.

    Examples
    --------
    >>> round(smallest_multiple(lambda k: 0.02 * k, 0.1), 6)
    5.0
    >>> smallest_multiple(lambda k: 0.02 * k, 5.0) is None
    True
    """
    if utility(0.0) >= target:
        return 0.0
    below = LEAST
    for above in (*np.geomspace(LEAST, 1.0, 7)[:-1].tolist(), *MULTIPLES):
        if utility(above) >= target:
            break
        below = above
    else:
        return None
    if above == below:
        return below
    low, high = float(np.log(below)), float(np.log(above))
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (low, middle) if utility(float(np.exp(middle))) >= target else (middle, high)
    return float(np.exp(high))


def needed_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `needed`, one line a strategy and target."""
    lines = []
    for _, row in table.iterrows():
        text = f"{row['scenario']}, {row['target']}: "
        if not row["reached"]:
            lines.append(
                f"{text}{row['note']} (which gives {_reached(row['utility'], row['at_most'])}) [{row['grade']}]"
            )
            continue
        text += f"{readable_money(row['gbp_m_a_year'])} a year, {row['multiple']:.3g} times its money"
        if row["beyond_twice_today"]:
            text += f"; beyond twice today's spend, where constant returns are unsafe: {row['beyond_twice_today']}"
        elif row["areas_beyond"]:
            text += f"; beyond twice today's spend in {row['areas_beyond']} areas"
        text += BEYOND_LIFE_TABLE if row["beyond_life_table"] else ""
        lines.append(f"{text}{'; ' + row['note'] if row['note'] else ''} [{row['grade']}]")
    return lines


def _reached(utility: str, value: float) -> str:
    return readable_years(value) if UTILITIES[utility].unit == "years" else f"{signed(value)}%"


# Breakeven


@dataclass(frozen=True)
class Breakeven:
    """The multiplier of one coefficient at which two strategies are even, all else at central values.

    Parameters
    ----------
    first, second, utility, unit : str
    per_gbp : bool
    value_first, value_second : float
        At central values.
    parameter, symbol, meaning, source, grade : str
    parameter_unit : str
    multiplier : float or None
        None when none from 1/100 to 100, within what the coefficient can be, makes them even. Of a ratio it
        multiplies the log or the excess over 1, so that 0 is no effect.
    central, coefficient : float
        Stated value of the coefficient, central and at the multiplier.
    range_low, range_high : float
        The middle 95% of the prior of the stated value.
    inside_range : bool
    probability_at_least : float
        Share of the prior of the effective coefficient, its causal share included, at least this many times its
        central one.
    """

    first: str
    second: str
    utility: str
    unit: str
    per_gbp: bool
    value_first: float
    value_second: float
    parameter: str
    symbol: str
    meaning: str
    source: str
    grade: str
    parameter_unit: str
    multiplier: float | None
    central: float
    coefficient: float
    range_low: float
    range_high: float
    inside_range: bool
    probability_at_least: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    def line(self) -> str:
        """The result in a sentence."""
        stated = f"{self.parameter} [{self.grade}]"
        ahead, behind = (
            (self.first, self.second) if self.value_first >= self.value_second else (self.second, self.first)
        )
        if self.multiplier is None:
            return (
                f"{ahead} stays ahead of {behind} at any value of {stated} from a hundredth to a hundred times its own"
            )
        where = "inside" if self.inside_range else "outside"
        return (
            f"{self.first} and {self.second} are even at {self.multiplier:.3g} times {stated}: {self.coefficient:.3g} "
            f"{self.parameter_unit} (central {self.central:.3g}; {where} {self.range_low:.3g} to "
            f"{self.range_high:.3g}, 95% of the prior); at least that large in {self.probability_at_least:.1%} of the "
            "prior, causal share included; other numbers central"
        )


def breakeven(
    first: AnyScenario,
    second: AnyScenario,
    parameter: str,
    *,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    bench: Workbench | None = None,
    table: ParameterTable | None = None,
    say: Say | None = None,
) -> Breakeven:
    """Find the multiplier of one coefficient at which two strategies have the same utility.

    Parameters
    ----------
    first, second : Scenario, name or path; with a bench, names on it
    parameter : str
        A name in parameters.toml, with its element in brackets where it is a vector, such as
        ``public_health_cost_per_qaly`` or ``deadweight[human]``.
    utility : str
        A name in `workbench.UTILITIES`.
    per_gbp : bool
    bench : Workbench, optional
        That has both; built if left out.
    table : ParameterTable, optional
    say : callable, optional

    Raises
    ------
    UnknownName
        When there is no such strategy, utility or uncertain parameter.
    BadInput
        When the central value is 0, which no multiplier changes.
    """
    rows = table or load_parameters()
    number = find_uncertain(rows, parameter)
    if number.central == 0:
        raise BadInput(f"{parameter}: its central value is 0, which no multiplier changes; see the flips instead")
    bench = bench or bench_of([first, second], table=rows, say=say)
    names = [_name_of(one) for one in (first, second)]
    check_utility(utility)

    def values(multiplier: float) -> tuple[float, float]:
        trial = bench.at(with_value(rows, number, multiplied(rows, number, multiplier)))
        if not trial.is_stable:
            return float("nan"), float("nan")
        one, other = (trial.effects(name).of(utility, per_gbp=per_gbp) for name in names)
        return one, other

    def contrast(log: float) -> float:
        one, other = values(float(np.exp(log)))
        return one - other

    tried = {
        *np.geomspace(0.01, 100.0, 17).tolist(),
        *(end / number.central for end in (number.lowest, number.highest)),
    }
    points = [
        float(np.log(q))
        for q in sorted(tried)
        if 0.01 <= q <= 100 and number.lowest <= multiplied(rows, number, q) <= number.highest
    ]
    found = [contrast(point) for point in points]
    crossings = [
        float(np.exp(brentq(contrast, points[place], points[place + 1], xtol=1e-9)))
        for place in range(len(points) - 1)
        if found[place] * found[place + 1] < 0
    ]
    multiplier = min(crossings, key=lambda crossing: abs(np.log(crossing))) if crossings else None
    coefficient = multiplied(rows, number, multiplier) if multiplier is not None else float("nan")
    low, high = number.range
    one, other = values(1.0)
    return Breakeven(
        names[0],
        names[1],
        utility,
        unit_of(utility, per_gbp=per_gbp),
        per_gbp,
        one,
        other,
        number.label,
        number.symbol,
        number.meaning,
        number.source,
        number.grade,
        number.unit,
        multiplier,
        number.central,
        coefficient,
        low,
        high,
        bool(low <= coefficient <= high),
        probability_at_least(rows, number, multiplier) if multiplier is not None else float("nan"),
    )


def _name_of(scenario: AnyScenario) -> str:
    if isinstance(scenario, str | Path):
        return Path(scenario).stem if str(scenario).endswith(".toml") else str(scenario)
    return scenario.name


def multiplied(table: ParameterTable, number: Uncertain, multiplier: float) -> float:
    """Stated value of a coefficient whose effect is multiplied: of a ratio its log, or its excess over 1.

    Examples
    --------
    >>> table = load_parameters()
    >>> multiplied(table, find_uncertain(table, "healthy_years_per_log_income"), 2.0)
    14.0
    >>> round(multiplied(table, find_uncertain(table, "mortality_ratio_of_greenness"), 2.0), 4)
    0.9216
    """
    shaded = table[number.name].shaded_as if number.role == "value" else "product"
    if shaded == "log_ratio":
        return float(number.central**multiplier)
    if shaded == "excess_ratio":
        return float(1 + multiplier * (number.central - 1))
    return float(number.central * multiplier)


def probability_at_least(table: ParameterTable, number: Uncertain, multiplier: float) -> float:
    """Share of the prior in which the effective coefficient is at least some multiple of its central one.

    Effective is what the equations take: the value with its causal share. A coefficient whose share is 0 has no
    effect at all; a cost per QALY is then without end.
    """
    if number.role == "causal share":
        return number.probability_at_least(multiplier * number.central)
    row, drawn = table[number.name], priors_as_drawn(table)
    place = LABELS[row.labels].index(number.element) if row.labels else ()
    central = float(np.asarray(getattr(table.central(), number.name))[place])
    effective = np.array([np.asarray(getattr(each, number.name))[place] for each in drawn.parameters], np.float64)
    if row.shaded_as in ("log_ratio", "excess_ratio"):
        size = np.log if row.shaded_as == "log_ratio" else (lambda ratio: ratio - 1)
        return float(np.mean(size(effective) / size(central) >= multiplier))
    return float(np.mean(effective >= multiplier * central))


# Marginal


def marginal(
    plan: AnyScenario = "baseline",
    *,
    gbp_m: float = 10.0,
    years: Sequence[int] = range(2022, 2027),
    utility: str = "healthy_person_years",
    uses: Sequence[str] = USE_NAMES,
    areas: Sequence[str] | None = None,
    draws: int = 0,
    seed: int = 0,
    baseline: Baseline | None = None,
    progress: Callable[[int, int], None] | None = None,
    say: Say | None = None,
) -> xr.Dataset:
    """Find what a little more money would do, for every use in every area, on top of a plan.

    Utility of the plan with the award less utility of the plan, in all of England, for each £1m of the award.

    Parameters
    ----------
    plan : Scenario, name or path
        The baseline, nothing else, by default.
    gbp_m : float, £m of 2019
        Of each award in all.
    years : sequence of int
        Over which it is spread in equal parts.
    utility : str
        A name in `workbench.UTILITIES`.
    uses : sequence of str
    areas : sequence of str, optional
        Names or codes; all by default.
    draws, seed : int
        With draws, probabilities over that many draws of the parameters; each takes as long as the whole table.
    baseline : Baseline, optional
    progress : callable, optional
        Told the tables done and all tables.
    say : callable, optional

    Returns
    -------
    xarray.Dataset
        ``return`` (use, area) at central values, and ``rank``, 1 for the best of all cells; with draws also
        ``median``, ``probability_best_use`` (this use is the best for this area) and ``probability_top_tenth``
        (the cell is among the best tenth of all). Coordinates ``area_name``, ``use_label``, ``grade``.
    """
    import xarray as xr

    faults = [unknown("use", use, USE_NAMES) for use in uses if use not in USE_NAMES]
    if faults:
        raise UnknownName(*faults)
    check_utility(utility)
    base, table = baseline or load_baseline(), load_parameters()
    bench = bench_of(plan, baseline=base, say=say)
    name = bench.names[0] if bench.names else bench.reference
    codes = list(base.codes) if areas is None else [find_area(one) for one in areas]
    rows = [base.codes.index(code) for code in codes]

    def returns(parameters: Parameters) -> Array:
        trial = bench.at(parameters)
        without = trial.effects(name).of(utility)
        made = np.empty((len(uses), len(rows)))
        for place, use in enumerate(uses):
            for column, row in enumerate(rows):
                extra = award(use, row, gbp_m, years=years, areas=len(base.codes))
                made[place, column] = (trial.effects(name, extra=extra).of(utility) - without) / gbp_m
        return made

    central = returns(table.central())
    if progress is not None:
        progress(1, 1 + draws)
    order = np.argsort(-central, axis=None, kind="stable")
    rank = np.empty(central.size, np.int64)
    rank[order] = np.arange(1, central.size + 1)
    dims = ("use", "area")
    unit = unit_of(utility, per_gbp=True)
    variables: dict[str, Any] = {
        "return": (dims, central, {"long_name": UTILITIES[utility].label, "units": unit}),
        "rank": (dims, rank.reshape(central.shape), {"long_name": "Rank among all uses and areas", "units": "1"}),
    }
    if draws:
        drawn = np.empty((draws, *central.shape))
        for draw, parameters in enumerate(drawn_parameters(draws, seed, baseline=base, table=table)):
            drawn[draw] = returns(parameters)
            if progress is not None:
                progress(2 + draw, 1 + draws)
        variables |= {
            "median": (dims, np.median(drawn, axis=0), {"long_name": "Median of the draws", "units": unit}),
            "probability_best_use": (
                dims,
                _share_of(drawn == drawn.max(axis=1, keepdims=True), axis=1),
                {"long_name": "Share of draws in which the use is the best for the area", "units": "share"},
            ),
            "probability_top_tenth": (
                dims,
                np.mean(drawn >= np.quantile(drawn, 0.9, axis=(1, 2), keepdims=True), axis=0),
                {"long_name": "Share of draws in which the cell is in the best tenth", "units": "share"},
            ),
        }
    labels = {use.name: use.label for use in USES}
    names = base.areas["name"]
    return xr.Dataset(
        variables,
        {
            "use": list(uses),
            "area": codes,
            "use_label": ("use", [labels[use] for use in uses]),
            "grade": ("use", [grade_of(use, table) for use in uses]),
            "area_name": ("area", [str(names[code]) for code in codes]),
        },
        {
            "plan": name,
            "award": f"£{gbp_m:g}m over {min(years)}-{max(years)}, 2019 prices",
            "values": "central values, noise off" + (f"; {draws} draws of parameters, seed {seed}" if draws else ""),
            "draws": draws,
        },
    )


def _share_of(best: npt.NDArray[np.bool_], *, axis: int) -> Array:
    """Mean over draws of being the best; equals share it."""
    shared: Array = (best / best.sum(axis=axis, keepdims=True)).mean(axis=0)
    return shared


def marginal_lines(made: xr.Dataset, top: int = 10) -> list[str]:
    """Write the best cells of `marginal`, and the mean of each use over areas."""
    unit = made["return"].attrs["units"]
    lines = [f"One more {made.attrs['award']}, on top of {made.attrs['plan']} ({made.attrs['values']}); {unit}"]
    by_use = made["return"].mean("area").to_series().sort_values(ascending=False)
    grades = dict(zip(made["use"].to_numpy().tolist(), made["grade"].to_numpy().tolist(), strict=True))
    lines += [f"  {use}: mean of areas {signed(value)} [{grades[str(use)]}]" for use, value in by_use.items()]
    returns, names = made["return"].to_numpy(), made["area_name"].to_numpy()
    for cell in np.argsort(-returns, axis=None, kind="stable")[:top]:
        row, column = np.unravel_index(cell, returns.shape)
        use = str(made["use"].to_numpy()[row])
        lines.append(f"  best: {use} in {names[column]}: {signed(float(returns[row, column]))} [{grades[use]}]")
    return lines


# Detectable


def detectable_change(standard_error: float) -> float:
    """Smallest difference of two independent published figures that is significant at 5%.

    Examples
    --------
    >>> round(detectable_change(0.09), 5)
    0.24947
    """
    return SURE * float(np.sqrt(2)) * standard_error


def detectable(changes_by_year: Mapping[int, float], standard_error: float) -> int | None:
    """Give the first year in which published figures could show a change, None for never.

    An optimist's bound: the course without the strategy is never seen.

    Parameters
    ----------
    changes_by_year : mapping of year to change of healthy life expectancy, years
    standard_error : float, years
        Of one published figure.

    Examples
    --------
    >>> detectable({t: 0.01 * t for t in range(41)}, 0.09)
    25
    >>> detectable({t: 0.01 * t for t in range(16)}, 0.09) is None
    True
    """
    threshold = detectable_change(standard_error)
    return next((year for year in sorted(changes_by_year) if abs(changes_by_year[year]) > threshold), None)


def published_errors(baseline: Baseline, codes: Sequence[str]) -> Array:
    """Standard error of published healthy life expectancy of one sex in 2017-19, mean of both sexes, by place.

    Examples
    --------
    >>> published_errors(load_baseline(), [ENGLAND]).round(2).tolist()
    [0.09]
    """
    both = [published_standard_errors(baseline, list(codes), sex=sex) for sex in SEXES]
    errors: Array = np.mean(both, axis=0)
    return errors


def detectable_in(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    *,
    parameters: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find where and when published healthy life expectancy could show what strategies do.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or a bench
    parameters : Parameters, optional
        The central ones by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and place, England and the upper tiers: ``scenario, code, name, level``;
        ``standard_error`` of the published figure of one sex; ``threshold``; ``largest_change``, of any year up to
        2035, and ``times_too_small``, how many times it would have to be; ``first_year``, missing for never;
        ``grade, values``.
    """
    bench = _bench(scenarios, say)
    trial, values = _trial(bench, parameters)
    people = bench.baseline.arrays.population
    table = bench.baseline.areas.drop_duplicates("upper_tier_code").set_index("upper_tier_code")["upper_tier_name"]
    codes = [ENGLAND, *bench.upper_tiers]
    errors = published_errors(bench.baseline, codes)
    rows = []
    for name in bench.names:
        by_area = trial.healthy_years(name)
        changes = np.column_stack([by_area @ people / people.sum(), bench.of_upper_tiers(by_area)])
        for place, code in enumerate(codes):
            path, error = changes[:, place], float(errors[place])
            largest = float(path[np.argmax(np.abs(path))])
            found = detectable(dict(zip(SHOWN_YEARS, path.tolist(), strict=True)), error)
            rows.append(
                {
                    "scenario": name,
                    "code": code,
                    "name": "England" if code == ENGLAND else str(table[code]),
                    "level": "england" if code == ENGLAND else "upper_tier",
                    "standard_error": error,
                    "threshold": detectable_change(error),
                    "largest_change": largest,
                    "times_too_small": detectable_change(error) / abs(largest) if abs(largest) > NOTHING else np.inf,
                    "first_year": found,
                    "grade": evidence_grade(bench, name),
                    "values": values,
                }
            )
    return pd.DataFrame(rows).astype({"first_year": "Int64"})


def detectable_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `detectable_in`, two lines a strategy."""
    lines = []
    for name, rows in table.groupby("scenario", sort=False):
        england = rows[rows["level"] == "england"].iloc[0]
        tiers = rows[rows["level"] == "upper_tier"]
        when = (
            f"never up to {END_YEAR}: {england['times_too_small']:.3g} times too small"
            if pd.isna(england["first_year"])
            else f"from {england['first_year']}"
        )
        seen = tiers["first_year"].dropna()
        lines.append(
            f"{name} in England ({england['values']}): {when} (largest {readable_years(england['largest_change'])}, "
            f"needed {england['threshold']:.2f} years, standard error {england['standard_error']:.2f}) "
            f"[{england['grade']}]"
        )
        lines.append(
            f"  upper tiers: in {len(seen)} of {len(tiers)}"
            + (f", first in {int(seen.min())}" if len(seen) else "")
            + f" (standard error {tiers['standard_error'].mean():.2f} on average)"
        )
    lines.append("an optimist's bound: the course without the strategy is never seen")
    return lines
