"""The multiplier of one coefficient at which two strategies are even.

Noise is off; all other numbers are central.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_of
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES, check_utility, unit_of
from fourcapitals.errors import BadInput
from fourcapitals.evidence.uncertain import Uncertain, effective_as_drawn, find_uncertain, with_value
from fourcapitals.formatting import plain, written, written_in_full
from fourcapitals.vocabulary import Say


@dataclass(frozen=True)
class Breakeven:
    """The multiplier of one coefficient at which two strategies are even, all else at central values.

    Parameters
    ----------
    first, second, utility, unit : str
    per_gbp : bool
    value_first, value_second : float
        At central values.
    parameter, symbol, meaning, source, letter : str
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
    letter: str
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
        stated = f"{self.parameter} [{self.letter}]"
        ahead, behind = (
            (self.first, self.second) if self.value_first >= self.value_second else (self.second, self.first)
        )
        if self.multiplier is None:
            return (
                f"{ahead} stays ahead of {behind} at any value of {stated} from a hundredth to a hundred times its own"
            )
        where, unit = "inside" if self.inside_range else "outside", self.parameter_unit
        return (
            f"{self.first} and {self.second} are even at {plain(self.multiplier)} times {stated}: "
            f"{written_in_full(self.coefficient, unit)} (central {written(self.central, unit)}; {where} "
            f"{written(self.range_low, unit)} to {written(self.range_high, unit)}, 95% of the prior); at least that "
            f"large in {self.probability_at_least:.1%} of the prior, causal share included; other numbers central"
        )


@checked
def breakeven(
    first: AnyScenario,
    second: AnyScenario,
    *,
    parameter: str,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    counterfactuals: Counterfactuals | None = None,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> Breakeven:
    """Find the multiplier of one coefficient at which two strategies have the same utility.

    Parameters
    ----------
    first, second : Scenario, name or path; with counterfactuals, names among them
    parameter : str
        A name in parameters.toml, with its element in brackets where it is a vector, such as
        ``public_health_cost_per_qaly`` or ``deadweight[human]``.
    utility : str
        A name in `utilities.UTILITIES`.
    per_gbp : bool
    counterfactuals : Counterfactuals, optional
        Set up of both; set up here if left out.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional

    Raises
    ------
    UnknownName
        When there is no such strategy, utility or uncertain parameter.
    BadInput
        When the central value is 0, which no multiplier changes.
    """
    rows = parameters or load_parameters()
    number = find_uncertain(rows, parameter)
    if number.central == 0:
        raise BadInput(f"{parameter}: its central value is 0, which no multiplier changes; see the flips instead")
    counterfactuals = counterfactuals or counterfactuals_of(
        [first, second], baseline=baseline, parameters=rows, say=say
    )
    names = [_name_of(one) for one in (first, second)]
    check_utility(utility)

    def values(multiplier: float) -> tuple[float, float]:
        runs = counterfactuals.at(with_value(rows, number, multiplied(rows, number, multiplier)))
        if not runs.is_stable:
            return float("nan"), float("nan")
        later = utility in WHOLE_LIFE_NAMES
        one, other = (runs.effects(name, whole_life=later).of(utility, per_gbp=per_gbp) for name in names)
        return one, other

    def contrast(log: float) -> float:
        one, other = values(float(np.exp(log)))
        return one - other

    multiplier = _nearest_crossing(contrast, _tried(rows, number))
    coefficient = float("nan") if multiplier is None else multiplied(rows, number, multiplier)
    (low, high), (one, other) = number.range, values(1.0)
    return Breakeven(
        first=names[0],
        second=names[1],
        utility=utility,
        unit=unit_of(utility, per_gbp=per_gbp),
        per_gbp=per_gbp,
        value_first=one,
        value_second=other,
        parameter=number.label,
        symbol=number.symbol,
        meaning=number.meaning,
        source=number.source,
        letter=number.letter,
        parameter_unit=number.unit,
        multiplier=multiplier,
        central=number.central,
        coefficient=coefficient,
        range_low=low,
        range_high=high,
        inside_range=bool(low <= coefficient <= high),
        probability_at_least=float("nan") if multiplier is None else probability_at_least(rows, number, multiplier),
    )


def _tried(table: ParameterTable, number: Uncertain) -> list[float]:
    """Logs of the multipliers, ascending, between which a crossing is looked for; within what the number can be."""
    ends = (end / number.central for end in (number.lowest, number.highest))
    multipliers = sorted({*np.geomspace(0.01, 100.0, 17).tolist(), *ends})
    return [
        float(np.log(each))
        for each in multipliers
        if 0.01 <= each <= 100 and number.lowest <= multiplied(table, number, each) <= number.highest
    ]


def _nearest_crossing(contrast: Callable[[float], float], logs: Sequence[float]) -> float | None:
    """Find the multiplier nearest to 1, in proportion, at which a contrast of its log is zero; None for none."""
    found = [contrast(log) for log in logs]
    crossings = [
        float(np.exp(brentq(contrast, logs[place], logs[place + 1], xtol=1e-9)))
        for place in range(len(logs) - 1)
        if found[place] * found[place + 1] < 0
    ]
    return min(crossings, key=lambda crossing: abs(np.log(crossing)), default=None)


def _name_of(scenario: AnyScenario) -> str:
    if isinstance(scenario, str | Path):
        return Path(scenario).stem if str(scenario).endswith(".toml") else str(scenario)
    return scenario.name


def multiplied(table: ParameterTable, number: Uncertain, multiplier: float) -> float:
    """Stated value of a coefficient whose effect is multiplied: of a ratio its log, or its excess over 1.

    Parameters
    ----------
    table : ParameterTable
    number : Uncertain
        The coefficient.
    multiplier : float, ratio
        On its effect.

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
    effect at all; a cost per QALY is then unbounded.

    Parameters
    ----------
    table : ParameterTable
    number : Uncertain
        The coefficient.
    multiplier : float, ratio
        Of its central value.
    """
    if number.role == "causal share":
        return number.probability_at_least(multiplier * number.central)
    row, drawn = table[number.name], effective_as_drawn(table)
    place = LABELS[row.labels].index(number.element) if row.labels else ()
    central = float(np.asarray(getattr(table.central(), number.name))[place])
    effective = np.array([np.asarray(getattr(each, number.name))[place] for each in drawn], np.float64)
    if row.shaded_as in ("log_ratio", "excess_ratio"):
        size = np.log if row.shaded_as == "log_ratio" else (lambda ratio: ratio - 1)
        return float(np.mean(size(effective) / size(central) >= multiplier))
    return float(np.mean(effective >= multiplier * central))
