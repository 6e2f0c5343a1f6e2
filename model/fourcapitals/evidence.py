"""What rests on what: what the priors say of each use, and what would turn a ranking of strategies round.

Utilities are those of `workbench.UTILITIES`; noise is off. A contrast below 2% of the effect is a tie (science: 1.13).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from fourcapitals.baseline import Baseline, load_baseline
from fourcapitals.comparison import NOTHING, POUND, readable_percent, readable_years, signed, wilson_interval
from fourcapitals.draws import Block, coordinates, parameters_at
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.parameters import (
    LABELS,
    Bernoulli,
    Beta,
    Lognormal,
    Mixture,
    Parameters,
    ParameterTable,
    Uniform,
    load_parameters,
)
from fourcapitals.scenario import Scenario, parse_scenario
from fourcapitals.vocabulary import (
    APPRAISAL_START,
    EARLY_YEARS_NHS_STAGES,
    EARLY_YEARS_SKILL_STAGES,
    END_YEAR,
    USE_NAMES,
    USES,
    worst_grade,
)
from fourcapitals.workbench import (
    UTILITIES,
    AnyScenario,
    Effects,
    Say,
    Trial,
    Workbench,
    bench_of,
    check_utility,
    drawn_parameters,
    unit_of,
)

Array = npt.NDArray[np.float64]

TIE: Final = 0.02
"""A contrast below this share of the larger effect is a tie (science: 1.13)."""
PRIOR_POINTS: Final = 4096
"""Points at which each prior is read, one in each of as many equal parts of its probability."""
RECOMPOSED_WELL: Final = 0.1
"""Largest miss of a recomposition by use that goes without a warning."""
BAND: Final = (0.05, 0.95)
LEAST: Final = {
    "early_years_to_skills_delay": float(EARLY_YEARS_SKILL_STAGES),
    "early_years_to_nhs_delay": float(EARLY_YEARS_NHS_STAGES),
}
"""A mean delay has no less than a year for each of its stages."""


def grade_of(use: str, table: ParameterTable) -> str:
    """Worst grade among the parameters that turn a £ of this use into an effect.

    Examples
    --------
    >>> grade_of("adult_skills", load_parameters())
    'M'
    """
    evidence = USES[USE_NAMES.index(use)].evidence
    return worst_grade([table[name].grade for name in evidence])


def judged_uses(table: ParameterTable, *, strict: bool = True) -> frozenset[str]:
    """Uses whose effect is a judgement.

    Parameters
    ----------
    table : ParameterTable
    strict : bool
        True: some parameter between £ and effect has a J in its grade. False: for some such parameter there is no
        estimate at all (its grade is J alone), the conversion of a QALY into a healthy year set aside, which the
        uses on actual health budgets share.

    Examples
    --------
    >>> sorted(set(USE_NAMES) - judged_uses(load_parameters()))
    ['adult_skills', 'household_income']
    >>> sorted(judged_uses(load_parameters(), strict=False))
    ['connectivity', 'culture', 'job_quality', 'premises']
    """
    if strict:
        return frozenset(use for use in USE_NAMES if grade_of(use, table) == "J")
    return frozenset(
        use.name
        for use in USES
        if any(table[name].grade == "J" for name in use.evidence if name != "healthy_years_per_qaly")
    )


# What the priors say


OUTCOMES_OF_USES: Final[dict[str, tuple[str, str, Callable[[Effects], float]]]] = {
    "hle_years": (UTILITIES["hle_years"].label, "years", lambda effects: effects.hle_years),
    "healthy_person_years": (
        UTILITIES["healthy_person_years"].label,
        "years",
        lambda effects: effects.healthy_person_years,
    ),
    "healthy_person_years_per_gbp_m": (
        UTILITIES["healthy_person_years"].label + ", for each £1m",
        unit_of("healthy_person_years", per_gbp=True),
        lambda effects: effects.of("healthy_person_years", per_gbp=True),
    ),
    "gva_percent": (UTILITIES["gva_percent"].label, "%", lambda effects: effects.gva_percent),
}
"""What `priors` shows of each use: label, unit, and how it is read off."""


def one_use(use: str, pounds_per_head: float, baseline: Baseline) -> Scenario:
    """A scenario that spends the same on one use in every year from 2021 to 2035, per head, in pounds of 2019."""
    gbp_m = pounds_per_head * float(baseline.arrays.population.sum()) / 1e6
    years = "\n".join(f"{year} = {gbp_m!r}" for year in range(APPRAISAL_START, END_YEAR + 1))
    return parse_scenario(
        f"""
        title = "{USES[USE_NAMES.index(use)].label} alone"
        description = "£{pounds_per_head:g} per head per year, prices of 2019."
        sources = ["a test amount"]
        [funds.test]
        title = "Test amount"
        source = "a test amount"
        grade = "J"
        money = "revenue"
        price_year = 2019
        financing = "unfunded"
        uses = {{ {use} = 1.0 }}
        uses_source = "one use alone"
        uses_grade = "J"
        allocation = {{ rule = "per_head" }}
        [funds.test.gbp_m]
        {years}
        """,
        name=use,
    )


def priors(
    draws: int = 200,
    seed: int = 0,
    pounds_per_head: float = 10.0,
    *,
    baseline: Baseline | None = None,
    table: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Say what the priors imply for each use of money, before any strategy is compared.

    The same money on one use at a time: per head, in every year from 2021 to 2035, noise off.

    Parameters
    ----------
    draws : int
        Of parameters, those of an ensemble of the same seed; 0 gives central values alone.
    seed : int
    pounds_per_head : float, £ of 2019 a year
    baseline : Baseline, optional
    table : ParameterTable, optional
    say : callable, optional
        Told in words when the model must first be compiled.

    Returns
    -------
    pandas.DataFrame
        One row a use and outcome (`OUTCOMES_OF_USES`): ``use, label, capital, grade, outcome, outcome_label, unit,
        pounds_per_head, central``; over draws ``median, mean, low, high`` (90% band: 5% and 95%), ``share_zero``
        (draws in which it does nothing at all) and ``draws, seed``.
    """
    if not np.isfinite(pounds_per_head) or pounds_per_head <= 0:
        raise BadInput(f"pounds per head: a number above 0 expected, got {pounds_per_head!r}")
    base, rows = baseline or load_baseline(), table or load_parameters()
    bench = bench_of([one_use(use, pounds_per_head, base) for use in USE_NAMES], baseline=base, table=rows, say=say)
    central = bench.effects(rows.central())
    drawn = [bench.effects(parameters) for parameters in drawn_parameters(draws, seed, baseline=base, table=rows)]
    people = float(base.arrays.population.sum())
    made = []
    for use in USES:
        years = np.array([effects[use.name].healthy_person_years for effects in drawn])
        for outcome, (label, unit, read) in OUTCOMES_OF_USES.items():
            row: dict[str, Any] = {
                "use": use.name,
                "label": use.label,
                "capital": "" if use.capital is None else use.capital.value,
                "grade": grade_of(use.name, rows),
                "outcome": outcome,
                "outcome_label": label,
                "unit": unit,
                "pounds_per_head": pounds_per_head,
                "central": read(central[use.name]),
            }
            if draws:
                values = np.array([read(effects[use.name]) for effects in drawn])
                low, high = np.quantile(values, BAND)
                # Rounding is told from an effect by the years of each person, not of all together.
                sizes = years / people if outcome.startswith("healthy_person_years") else values
                row |= {
                    "median": float(np.median(values)),
                    "mean": float(np.mean(values)),
                    "low": float(low),
                    "high": float(high),
                    "share_zero": float(np.mean(np.abs(sizes) < NOTHING)),
                }
            made.append({**row, "draws": draws, "seed": seed})
    return pd.DataFrame(made)


def prior_lines(table: pd.DataFrame, outcome: str = "healthy_person_years_per_gbp_m") -> list[str]:
    """Write the table of `priors` for one outcome, the use that gives most first.

    Raises
    ------
    UnknownName
        When the table has no such outcome.
    """
    if outcome not in OUTCOMES_OF_USES:
        raise UnknownName(unknown("outcome", outcome, OUTCOMES_OF_USES))
    rows = table[table["outcome"] == outcome]
    first = rows.iloc[0]
    over = (
        f"median and 90% of {first['draws']} draws of the parameters" if first["draws"] else "central values, no draws"
    )
    lines = [
        f"{first['outcome_label']}: £{first['pounds_per_head']:g} per head per year on one use, "
        f"{APPRAISAL_START}-{END_YEAR}; {over}; noise off"
    ]
    by = "median" if first["draws"] else "central"
    for _, row in rows.sort_values(by, ascending=False, kind="stable").iterrows():
        write = _writer(str(row["outcome"]))
        text = f"{row['label']}: {write(row[by])}"
        if row["draws"]:
            text += f" ({write(row['low'])} to {write(row['high'])}), nothing in {row['share_zero']:.0%} of draws"
        lines.append(f"{text} [{row['grade']}]")
    return lines


def _writer(outcome: str) -> Callable[[float], str]:
    if outcome == "hle_years":
        return readable_years
    return readable_percent if outcome == "gva_percent" else signed


# Uncertain numbers, one at a time


@dataclass(frozen=True, eq=False)
class Uncertain:
    """One uncertain number of the table: a value, one element of a vector, or a causal share.

    Parameters
    ----------
    name : str
        Of the parameter.
    element : str
        Of a vector; empty for a number.
    role : {"value", "causal share"}
    symbol, meaning, unit, source, grade : str
    central : float
        In the unit and price year of the row.
    prior : (point,), ascending
        The prior as it is drawn, read at `PRIOR_POINTS` probabilities.
    lowest, highest : float
        How far it is searched: beyond the prior, within what the number can mean.
    """

    name: str
    element: str
    role: Literal["value", "causal share"]
    symbol: str
    meaning: str
    unit: str
    source: str
    grade: str
    central: float
    prior: Array
    lowest: float
    highest: float

    @property
    def label(self) -> str:
        """Name to show.

        Examples
        --------
        >>> uncertain_numbers(load_parameters())[0].label
        'delay_factor[connectivity]'
        """
        name = f"{self.name}[{self.element}]" if self.element else self.name
        return name if self.role == "value" else f"causal share of {name}"

    @property
    def range(self) -> tuple[float, float]:
        """The middle 95% of the prior."""
        low, high = np.quantile(self.prior, (0.025, 0.975))
        return float(low), float(high)

    def probability_beyond(self, value: float) -> float:
        """Share of the prior at least as far as a value, on its side of the central one."""
        beyond = self.prior >= value if value >= self.central else self.prior <= value
        return float(np.mean(beyond))

    def probability_at_least(self, value: float) -> float:
        """Share of the prior that is at least a value."""
        return float(np.mean(self.prior >= value))


_read: dict[str, tuple[Uncertain, ...]] = {}
"""Uncertain numbers by the checksum of their table."""


def uncertain_numbers(table: ParameterTable) -> tuple[Uncertain, ...]:
    """List every number that the priors leave open, causal shares included; read once for each table."""
    key = table.checksum
    if key not in _read:
        _read[key] = tuple(_uncertain_numbers(table))
    return _read[key]


_drawn: dict[str, Block] = {}


def priors_as_drawn(table: ParameterTable) -> Block:
    """Read all priors and causal shares at once, each in as many equal parts of its probability; once for a table."""
    key = table.checksum
    if key not in _drawn:
        order = np.random.default_rng(0)
        middle = (np.arange(PRIOR_POINTS) + 0.5) / PRIOR_POINTS
        _drawn[key] = parameters_at(table, np.column_stack([order.permutation(middle) for _ in coordinates(table)]))
    return _drawn[key]


def _uncertain_numbers(table: ParameterTable) -> Iterator[Uncertain]:
    drawn = priors_as_drawn(table)
    for axis in coordinates(table):
        if axis.role == "indicator":
            continue
        row = table[axis.name]
        labels = LABELS[row.labels] if row.labels else ("",)
        common = {"name": axis.name, "symbol": row.symbol, "source": row.source, "grade": row.grade}
        if axis.role == "share" and row.causal_class is not None:
            share = table.causal_shares[row.causal_class]
            yield Uncertain(
                **{**common, "source": share.source, "grade": share.grade},
                element="",
                role="causal share",
                meaning=f"causal share of: {row.meaning}",
                unit="share",
                central=share.mean,
                prior=np.sort(drawn.shares[axis.name]),
                lowest=0.0,
                highest=1.0,
            )
            continue
        values = drawn.values[axis.name]
        prior = np.sort(values if values.ndim == 1 else values[:, axis.element])
        stated = row.prior[axis.element] if isinstance(row.prior, list) else row.prior
        central = float(np.atleast_1d(np.asarray(row.value, np.float64))[axis.element])
        unit = row.unit if row.price_year is None else f"{row.unit}, {row.price_year} prices"
        lowest, highest = _searched(stated, prior, central, row.unit, ratio=row.shaded_as.endswith("ratio"))
        lowest = max(lowest, LEAST.get(axis.name, lowest))
        yield Uncertain(
            **common,
            element=labels[axis.element],
            role="value",
            meaning=row.meaning,
            unit=unit,
            central=central,
            prior=prior,
            lowest=lowest,
            highest=highest,
        )


def _searched(stated: Any, prior: Array, central: float, unit: str, *, ratio: bool) -> tuple[float, float]:
    """How far a value is searched: ten times beyond a lognormal prior, as far again beyond others, within reason."""
    low, high = float(min(prior[0], central)), float(max(prior[-1], central))
    if isinstance(stated, Beta | Bernoulli):
        return 0.0, 1.0
    if low > 0 and isinstance(stated, Lognormal | Mixture):
        if ratio:
            return low * low / central, high * high / central
        low, high = low / 10, high * 10
    elif isinstance(stated, Mixture | Lognormal) and low == 0:
        high *= 10
    else:
        low, high = 2 * low - central, 2 * high - central
        if prior[0] >= 0 and (isinstance(stated, Uniform) or low < 0):
            low = max(low, 0.0) or float(prior[0]) / 10
    return low, min(high, 1.0) if unit == "1 per year" else high


def with_value(table: ParameterTable, number: Uncertain, value: float) -> Parameters:
    """Central parameters with one uncertain number replaced by a value in its own unit and price year.

    Examples
    --------
    >>> table = load_parameters()
    >>> number = find_uncertain(table, "healthy_years_per_log_income")
    >>> round(with_value(table, number, 14.0).healthy_years_per_log_income, 3)
    4.9
    """
    values = {name: np.array(row.value, dtype=np.float64) for name, row in table.parameters.items()}
    shares = {
        name: table.causal_shares[row.causal_class].mean if row.causal_class else 1.0
        for name, row in table.parameters.items()
    }
    if number.role == "causal share":
        shares[number.name] = value
    elif number.element:
        labels = LABELS[table[number.name].labels or "use"]
        values[number.name][labels.index(number.element)] = value
    else:
        values[number.name] = np.asarray(value, np.float64)
    return table.effective(values, shares)


def find_uncertain(table: ParameterTable, name: str) -> Uncertain:
    """Find an uncertain number by its label, such as ``deadweight[human]`` or ``causal share of early_years_return``.

    Raises
    ------
    UnknownName
        When there is none; fixed parameters are not uncertain.
    """
    numbers = {number.label: number for number in uncertain_numbers(table)}
    if name not in numbers:
        raise UnknownName(unknown("uncertain parameter", name, numbers))
    return numbers[name]


# Flips


@dataclass(frozen=True)
class Flip:
    """A value of one number at which two strategies change places."""

    number: Uncertain
    value: float

    @property
    def probability(self) -> float:
        """Share of the prior at least as far as the value, on its side of the central one."""
        return self.number.probability_beyond(self.value)

    @property
    def is_inside(self) -> bool:
        """Whether the value lies within the middle 95% of the prior."""
        low, high = self.number.range
        return low <= self.value <= high

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as columns of `flips`."""
        number = self.number
        low, high = number.range
        return {
            "flip": number.label,
            "flip_symbol": number.symbol,
            "flip_meaning": number.meaning,
            "flip_unit": number.unit,
            "flip_grade": number.grade,
            "flip_source": number.source,
            "flip_central": number.central,
            "flip_value": self.value,
            "flip_low": low,
            "flip_high": high,
            "flip_inside_range": self.is_inside,
            "flip_probability_beyond": self.probability,
        }


NO_FLIP: Final = {
    "flip": "",
    "flip_symbol": "",
    "flip_meaning": "",
    "flip_unit": "",
    "flip_grade": "",
    "flip_source": "",
    "flip_central": np.nan,
    "flip_value": np.nan,
    "flip_low": np.nan,
    "flip_high": np.nan,
    "flip_inside_range": False,
    "flip_probability_beyond": np.nan,
}


def is_tie(first: float, second: float) -> bool:
    """Whether a contrast is below 2% of the larger effect (science: 1.13).

    Examples
    --------
    >>> is_tie(1.0, 0.99), is_tie(1.0, 0.97), is_tie(0.0, 0.0)
    (True, False, True)
    """
    return abs(first - second) <= TIE * max(abs(first), abs(second))


class Ranking:
    """Strategies ranked by one utility, with everything that is asked of the ranking worked out once.

    Parameters
    ----------
    bench : Workbench
    table : ParameterTable
    utility : str
        A name in `workbench.UTILITIES`.
    per_gbp : bool
        For each £1m of new money; strategies that bring none, or take money away, then have no place.
    """

    def __init__(self, bench: Workbench, table: ParameterTable, utility: str, *, per_gbp: bool) -> None:
        self.bench, self.table, self.per_gbp = bench, table, per_gbp
        self.utility = check_utility(utility)
        self.trial = bench.at(table.central())
        effects = {name: self.trial.effects(name) for name in bench.names}
        self.central = {name: each.of(utility, per_gbp=per_gbp) for name, each in effects.items()}
        ranked = [name for name, each in effects.items() if not per_gbp or each.new_money_gbp_m >= POUND]
        self.names = tuple(sorted(ranked, key=lambda name: -self.central[name]))
        """The best first."""
        self.unranked = tuple(name for name in bench.names if name not in ranked)
        self._reached: dict[str, list[tuple[float, dict[str, float]]]] | None = None
        self._composed: dict[str, Composition] = {}

    def values(self, parameters: Parameters, names: Sequence[str] | None = None) -> dict[str, float]:
        """Utility of every strategy at some parameters; nothing where the feedbacks do not die out."""
        trial = self.bench.at(parameters)
        if not trial.is_stable:
            return {}
        chosen = self.bench.names if names is None else names
        return {name: trial.effects(name).of(self.utility, per_gbp=self.per_gbp) for name in chosen}

    @property
    def reached(self) -> dict[str, list[tuple[float, dict[str, float]]]]:
        """Utilities at the ends of each number's search and of its prior, for the numbers that move any of them."""
        if self._reached is None:
            self._reached = {}
            for number in uncertain_numbers(self.table):
                ends = [self._at(number, value) for value in (number.lowest, number.highest)]
                if not any(self._moves(values) for _, values in ends):
                    continue
                inner = [self._at(number, float(value)) for value in np.quantile(number.prior, (0.01, 0.99))]
                found = [*ends, *inner, (number.central, self.central)]
                self._reached[number.label] = sorted((pair for pair in found if pair[1]), key=lambda pair: pair[0])
        return self._reached

    def _at(self, number: Uncertain, value: float) -> tuple[float, dict[str, float]]:
        return value, self.values(with_value(self.table, number, value))

    def _moves(self, values: dict[str, float]) -> bool:
        """Whether any strategy is moved; feedbacks that no longer die out are a move."""
        return not values or any(
            abs(values[name] - self.central[name]) > 1e-6 * abs(self.central[name]) for name in self.names
        )

    def flips(self, better: str, worse: str) -> list[Flip]:
        """Every number that alone can make two strategies change places, the nearest first.

        Each is searched between the ends of its range, of its prior and its central value; of several crossings
        between neighbouring points one is found. Nearest is the flip with the largest share of the prior beyond it;
        of equals, the one nearest to the central value in proportion. (The share of the prior between the central
        value and the flip would not do: where a prior has a spike, its mean stands where nothing is drawn.)
        """
        found = []
        for number in uncertain_numbers(self.table):
            crossings = [
                self._crossing(number, better, worse, left[0], right[0])
                for left, right in pairwise(self.reached.get(number.label, []))
                if _sign(left[1], better, worse) != _sign(right[1], better, worse)
            ]
            if crossings:
                found.append(min((Flip(number, value) for value in crossings), key=_nearness))
        return sorted(found, key=_nearness)

    def _crossing(self, number: Uncertain, better: str, worse: str, low: float, high: float) -> float:
        def contrast(value: float) -> float:
            values = self.values(with_value(self.table, number, value), (better, worse))
            return values[better] - values[worse]

        if low > 0:
            return float(np.exp(brentq(lambda log: contrast(float(np.exp(log))), np.log(low), np.log(high), rtol=1e-6)))
        return float(brentq(contrast, low, high, xtol=1e-6 * max(abs(low), abs(high)), rtol=1e-6))

    def composition(self, name: str) -> Composition:
        """A strategy taken apart by use, at central values."""
        if name not in self._composed:
            self._composed[name] = compose(self.trial, name, self.utility)
        return self._composed[name]

    def equalised(self, better: str, worse: str, judged: Collection[str]) -> tuple[float, float]:
        """Utilities of two strategies when judged uses all have the same effect for each £.

        Each strategy is the sum of its parts by use. The effect per £ of every judged use of either is replaced by
        their money-weighted mean over both strategies, so that which of them is bought, where and when no longer
        counts; other uses keep their effect. Levers, whose sizes are judgement, are left out.
        """
        both = [self.composition(name) for name in (better, worse)]
        effect = sum(each.effect[use] for each in both for use in each.effect if use in judged)
        money = sum(each.money[use] for each in both for use in each.effect if use in judged)
        per_gbp = effect / money if money else 0.0
        totals = []
        for each in both:
            kept = sum(value for use, value in each.effect.items() if use not in judged)
            total = kept + per_gbp * sum(each.money[use] for use in each.effect if use in judged)
            totals.append(total / sum(each.money.values()) if self.per_gbp else total)
        return totals[0], totals[1]


def _sign(values: dict[str, float], better: str, worse: str) -> bool:
    return values[better] > values[worse]


def _nearness(flip: Flip) -> tuple[float, float]:
    central, value = flip.number.central, flip.value
    apart = abs(np.log(value / central)) if value > 0 and central > 0 else abs(value - central)
    return -round(flip.probability, 4), float(apart)


@dataclass(frozen=True)
class Composition:
    """A strategy as the sum of what each of its uses would do alone.

    Parameters
    ----------
    effect : dict of use to utility, in sum
    money : dict of use to £m, less than 0 where it is taken away
    levers : float
        Utility of the levers alone.
    whole : float
        Utility of the strategy itself.
    """

    effect: dict[str, float]
    money: dict[str, float]
    levers: float
    whole: float

    @property
    def residual(self) -> float:
        """Miss of the sum of the parts, as a share of the whole.

        Examples
        --------
        >>> Composition({"nhs": 1.0, "culture": 0.1}, {"nhs": 5.0, "culture": 5.0}, 0.0, 1.0).residual
        0.10000000000000009
        """
        parts = sum(self.effect.values()) + self.levers
        return (parts - self.whole) / abs(self.whole) if self.whole else float("nan")


def compose(trial: Trial, name: str, utility: str) -> Composition:
    """Run each use of a strategy alone, its place and its years kept, and what it takes from other budgets."""
    ready = trial.bench.ready(name)
    none = np.zeros_like(ready.terms.split)
    effect: dict[str, float] = {}
    money: dict[str, float] = {}

    def add(use: str, effects: Effects) -> None:
        effect[use] = effect.get(use, 0.0) + effects.of(utility)
        money[use] = money.get(use, 0.0) + effects.new_money_gbp_m

    for position in np.flatnonzero((ready.terms.split > 0).any(axis=0)):
        split = none.copy()
        split[:, position] = ready.terms.split[:, position]
        add(USE_NAMES[position], trial.effects(name, split=split, displaces=False, levers=False))
    for taken_from in sorted({int(use) for use in ready.terms.displaced_use if use >= 0}):
        taking = ready.terms.displaced_use == taken_from
        budget = {fund: float(taken) for fund, taken in zip(ready.funds, taking, strict=True)}
        add(USE_NAMES[taken_from], trial.effects(name, scale=budget, split=none, levers=False))
    moved = bool(np.any(ready.policy.prevalence_change))
    levers = trial.effects(name, split=none, displaces=False).of(utility) if moved else 0.0
    return Composition(effect, money, levers, trial.effects(name).of(utility))


def flips(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    *,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    reference: AnyScenario = "baseline",
    pairs: Sequence[tuple[str, str]] | None = None,
    draws: int = 200,
    seed: int = 0,
    baseline: Baseline | None = None,
    table: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Rank strategies at central values, and say for each neighbouring pair what would turn it round.

    **The flip** is the one uncertain number (a value, an element of a vector or a causal share) that reverses the
    pair and has the largest share of its prior beyond the value at which it does so, all others at central values.

    **The badge** is "assumed" when the order reverses, or becomes a tie (a contrast below 2% of the larger effect),
    once judged uses are made equal; else "found"; a pair that is a tie as it stands is a "tie". Made equal: each
    strategy is taken as the sum of what each of its uses does alone, in its own places and years; the effect per £
    of every judged use of either strategy is replaced by the money-weighted mean of them all; levers are left out.
    Judged is a use with a J among the grades of the parameters between its £ and its effect. Since nearly every
    use has one, ``badge_no_estimate`` says the same where a use is judged only when for one of them no estimate
    exists at all (`judged_uses`). How far the sum of the parts misses each strategy is in ``residual_better`` and
    ``residual_worse``; a miss above 10% is told in ``note``.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or a bench
    utility : str
        A name in `workbench.UTILITIES`.
    per_gbp : bool
        Rank by the utility of each £1m of new money, not by its sum.
    reference : Scenario, name or path
    pairs : sequence of pairs of names, optional
        Those instead of the neighbours in the ranking; each is put in its central order.
    draws, seed : int
        For the probability that the better one is better; 0 draws leaves it out.
    baseline, table : optional
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a pair, the best first: ``better, worse, utility, per_gbp, unit``; ``value_better, value_worse`` and
        ``advantage_percent`` at central values; ``probability_better`` with ``probability_low, probability_high``
        (95% Wilson) and ``share_tied`` over ``draws``; the columns of `Flip.to_dict`, empty where no single number
        turns it round; ``flips_inside``, how many numbers do so within the middle 95% of their priors;
        ``causal_better, causal_worse`` and ``holds_if_causal``, with all causal shares 1; ``badge,
        equalised_better, equalised_worse, equalised_advantage_percent`` (how much of ``advantage_percent`` is
        left: a small rest may only be the few £ on uses that are not judged), ``badge_no_estimate``;
        ``residual_better, residual_worse, note``.

    Raises
    ------
    UnknownName
        When there is no such utility, or a pair names what is not ranked.
    """
    rows = table or load_parameters()
    bench = (
        scenarios
        if isinstance(scenarios, Workbench)
        else bench_of(scenarios, baseline=baseline, reference=reference, table=rows, say=say)
    )
    ranking = Ranking(bench, rows, utility, per_gbp=per_gbp)
    asked = list(pairwise(ranking.names)) if pairs is None else [_in_order(ranking, pair) for pair in pairs]
    causal = ranking.values(rows.central(causal=False))
    drawn = [
        ranking.values(parameters, ranking.names)
        for parameters in drawn_parameters(draws, seed, baseline=bench.baseline, table=rows)
    ]
    made = [
        {
            "better": better,
            "worse": worse,
            "utility": utility,
            "per_gbp": per_gbp,
            "unit": unit_of(utility, per_gbp=per_gbp),
            "value_better": ranking.central[better],
            "value_worse": ranking.central[worse],
            "advantage_percent": _advantage(ranking.central[better], ranking.central[worse]),
            **_over_draws(drawn, better, worse),
            **_nearest(ranking, better, worse),
            **_if_causal(causal, better, worse),
            **_badges(ranking, better, worse),
        }
        for better, worse in asked
    ]
    found = pd.DataFrame(made)
    found.attrs = {"ranking": list(ranking.names), "unranked": list(ranking.unranked), "seed": seed}
    return found


def every_flip(
    scenarios: AnyScenario | Sequence[AnyScenario] | Workbench,
    first: str,
    second: str,
    *,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    reference: AnyScenario = "baseline",
    baseline: Baseline | None = None,
    table: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """List every number that alone turns two strategies round, the most probable first.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or a bench
    first, second : str
        Names among them, in any order.
    utility, per_gbp, reference, baseline, table, say
        As in `flips`.

    Returns
    -------
    pandas.DataFrame
        ``better, worse`` at central values, and the columns of `Flip.to_dict`; no row when nothing turns them round.
    """
    rows = table or load_parameters()
    bench = (
        scenarios
        if isinstance(scenarios, Workbench)
        else bench_of(scenarios, baseline=baseline, reference=reference, table=rows, say=say)
    )
    ranking = Ranking(bench, rows, utility, per_gbp=per_gbp)
    better, worse = _in_order(ranking, (first, second))
    found = [{"better": better, "worse": worse, **flip.to_dict()} for flip in ranking.flips(better, worse)]
    return pd.DataFrame(found, columns=["better", "worse", *NO_FLIP])


def _in_order(ranking: Ranking, pair: tuple[str, str]) -> tuple[str, str]:
    missing = [name for name in pair if name not in ranking.names]
    if missing:
        raise UnknownName(*(unknown("ranked scenario", name, ranking.names) for name in missing))
    first, second = sorted(pair, key=ranking.names.index)
    return first, second


def _advantage(better: float, worse: float) -> float:
    size = max(abs(better), abs(worse))
    return 100 * (better - worse) / size if size else 0.0


def _over_draws(drawn: list[dict[str, float]], better: str, worse: str) -> dict[str, Any]:
    """P(better) over draws; a draw in which the two are equal counts half."""
    if not drawn:
        nothing = dict.fromkeys(("probability_better", "probability_low", "probability_high", "share_tied"), np.nan)
        return {**nothing, "draws": 0}
    first, second = (np.array([values[name] for values in drawn]) for name in (better, worse))
    apart = first - second
    equal = np.abs(apart) <= NOTHING * np.maximum(np.abs(first), np.abs(second))
    share = float(np.mean((apart > 0) & ~equal) + np.mean(equal) / 2)
    low, high = wilson_interval(round(share * len(drawn)), len(drawn))
    tied = np.mean([is_tie(*pair) for pair in zip(first.tolist(), second.tolist(), strict=True)])
    return {
        "probability_better": share,
        "probability_low": low,
        "probability_high": high,
        "share_tied": float(tied),
        "draws": len(drawn),
    }


def _nearest(ranking: Ranking, better: str, worse: str) -> dict[str, Any]:
    if is_tie(ranking.central[better], ranking.central[worse]):
        return {**NO_FLIP, "flips_inside": 0}
    found = ranking.flips(better, worse)
    inside = sum(flip.is_inside for flip in found)
    return {**(found[0].to_dict() if found else NO_FLIP), "flips_inside": inside}


def _if_causal(causal: dict[str, float], better: str, worse: str) -> dict[str, Any]:
    if not causal:
        return {"causal_better": np.nan, "causal_worse": np.nan, "holds_if_causal": None}
    first, second = causal[better], causal[worse]
    return {
        "causal_better": first,
        "causal_worse": second,
        "holds_if_causal": bool(first > second and not is_tie(first, second)),
    }


def _badges(ranking: Ranking, better: str, worse: str) -> dict[str, Any]:
    tied = is_tie(ranking.central[better], ranking.central[worse])
    notes: list[str] = []
    found: dict[str, Any] = {}
    for column, strict in (("badge", True), ("badge_no_estimate", False)):
        first, second = ranking.equalised(better, worse, judged_uses(ranking.table, strict=strict))
        holds = first > second and not is_tie(first, second)
        found[column] = "tie" if tied else "found" if holds else "assumed"
        if strict:
            found |= {
                "equalised_better": first,
                "equalised_worse": second,
                "equalised_advantage_percent": _advantage(first, second),
            }
    judged = judged_uses(ranking.table)
    resting = [name for name in (better, worse) if judged & set(ranking.composition(name).effect)]
    if len(resting) == 1:
        notes.append(f"only {resting[0]} buys judged uses: that they are made equal tests it against nothing")
    for side, name in (("better", better), ("worse", worse)):
        composition = ranking.composition(name)
        found[f"residual_{side}"] = composition.residual
        if abs(composition.residual) > RECOMPOSED_WELL:
            notes.append(f"the sum of the uses of {name} misses it by {composition.residual:+.0%}")
        if composition.levers:
            notes.append(f"the levers of {name} are judgement and left out of the badge")
    return {**found, "note": "; ".join(notes)}


def flip_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `flips` in sentences, one paragraph a pair."""
    lines = []
    for _, row in table.iterrows():
        over = (
            f"better in {row['probability_better']:.0%} of {row['draws']} draws" if row["draws"] else "central values"
        )
        lines.append(
            f"{row['better']} > {row['worse']}: {row['value_better']:.4g} against {row['value_worse']:.4g} "
            f"({row['unit']}; central), {over} [{row['badge']}]"
        )
        if row["badge"] == "found":
            left = row["equalised_advantage_percent"]
            lines.append(f"  {row['advantage_percent']:.0f}% ahead, {left:.0f}% with judged uses equal")
        if row["badge"] == "tie":
            lines.append("  a tie: the contrast is below 2% of the effect")
        elif not row["flip"]:
            lines.append("  no single number turns it round")
        else:
            where = "inside" if row["flip_inside_range"] else "outside"
            unit = "" if row["flip_unit"] in ("1", "share") else f" {row['flip_unit']}"
            lines.append(
                f"  flips at {row['flip']} = {row['flip_value']:.3g}{unit} (central "
                f"{row['flip_central']:.3g}; {where} {row['flip_low']:.3g} to {row['flip_high']:.3g}, 95% of the "
                f"prior; {row['flip_probability_beyond']:.1%} of it beyond) [{row['flip_grade']}]: "
                f"{row['flip_meaning']}"
            )
        if row["holds_if_causal"] is not None and not row["holds_if_causal"] and row["badge"] != "tie":
            lines.append("  with all causal shares 1 it does not hold")
        if row["note"]:
            lines.append(f"  {row['note']}")
    return lines
