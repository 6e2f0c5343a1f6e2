"""The money that it would take to reach a target.

Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.appraisal.returns_to_scale import BEYOND_LIFE_TABLE, LIFE_TABLE_YEARS, MULTIPLES, money_of
from fourcapitals.data.parameters import Parameters, ParameterTable
from fourcapitals.ensemble.counterfactual import (
    AnyScenario,
    CounterfactualRuns,
    Counterfactuals,
    Say,
    counterfactuals_for,
    runs_at,
)
from fourcapitals.ensemble.utilities import UTILITIES, Effects
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.evidence.prior_effects import evidence_grade
from fourcapitals.formatting import plain, readable_money, readable_years, signed
from fourcapitals.vocabulary import END_YEAR

MOST: Final = 100.0
"""Multiples of a strategy's money beyond this are out of range."""
LEAST: Final = 1e-3


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
_COLUMNS: Final = (
    *("scenario", "target", "target_label", "utility", "level", "reached", "multiple", "gbp_m_a_year"),
    *("new_money_gbp_m", "at_most", "beyond_twice_today", "areas_beyond", "beyond_life_table", "grade", "values"),
    "note",
)


def needed(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    targets: Sequence[str] = tuple(TARGETS),
    *,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find the smallest multiple of each strategy's money that reaches each target.

    By bisection in the log of the multiple, between the first two points of a scan over 0.001 to 100 that enclose
    the target; its own shape of money over years, uses and places is kept. Beyond 100: out of range.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    targets : sequence of str
        Names in `TARGETS`.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
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
    counterfactuals = counterfactuals_for(scenarios, parameters, say)
    runs, values = runs_at(counterfactuals, parameters, numbers)
    rows = []
    for name in counterfactuals.names:
        at, grade = _response(runs, name), evidence_grade(counterfactuals, name, parameters)
        for wanted in targets:
            reached = _reached_at(counterfactuals, name, at, TARGETS[wanted])
            rows.append({"scenario": name, "target": wanted, **reached, "grade": grade, "values": values})
    return pd.DataFrame(rows)[list(_COLUMNS)]


def _reached_at(
    counterfactuals: Counterfactuals, name: str, at: Callable[[float], Effects], target: Target
) -> dict[str, Any]:
    """Say at which multiple of its money a strategy reaches a target, and what that comes to."""
    multiple = smallest_multiple(_reading(at, target.utility), target.level)
    asked = {
        "target_label": target.label,
        "utility": target.utility,
        "level": target.level,
        "reached": multiple is not None,
        "at_most": at(MOST).of(target.utility),
    }
    if multiple is None:
        nothing = dict.fromkeys(("multiple", "gbp_m_a_year", "new_money_gbp_m"), np.nan)
        none = {"beyond_twice_today": "", "areas_beyond": 0, "beyond_life_table": False}
        return {**asked, **nothing, **none, "note": f"out of range: not with {MOST:g} times the money"}
    money = money_of(counterfactuals, name, multiple)
    return {
        **asked,
        "multiple": multiple,
        "gbp_m_a_year": money.gbp_m_a_year,
        "new_money_gbp_m": at(multiple).new_money_gbp_m,
        "beyond_twice_today": ", ".join(money.beyond),
        "areas_beyond": money.beyond_areas,
        "beyond_life_table": bool(at(multiple).largest_change_years > LIFE_TABLE_YEARS),
        "note": "reached by its levers, without money" if multiple == 0 else "",
    }


def _response(runs: CounterfactualRuns, name: str) -> Callable[[float], Effects]:
    """Effects of a strategy by the multiple of its money, each run once."""
    return cache(lambda multiple: runs.effects(name, scale=multiple))


def _reading(at: Callable[[float], Effects], utility: str) -> Callable[[float], float]:
    return lambda multiple: at(multiple).of(utility)


def smallest_multiple(utility: Callable[[float], float], target: float) -> float | None:
    """Find the smallest multiple at which a utility reaches a target.

    Parameters
    ----------
    utility : function of a multiple, in any unit
        Rising with the multiple of the money.
    target : float, in the unit of the utility

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
        text += f"{readable_money(row['gbp_m_a_year'])} a year, {plain(row['multiple'])} times its money"
        if row["beyond_twice_today"]:
            text += f"; beyond twice today's spend, where constant returns are unsafe: {row['beyond_twice_today']}"
        elif row["areas_beyond"]:
            text += f"; beyond twice today's spend in {row['areas_beyond']} areas"
        text += BEYOND_LIFE_TABLE if row["beyond_life_table"] else ""
        lines.append(f"{text}{'; ' + row['note'] if row['note'] else ''} [{row['grade']}]")
    return lines


def _reached(utility: str, value: float) -> str:
    return readable_years(value) if UTILITIES[utility].unit == "years" else f"{signed(value)}%"
