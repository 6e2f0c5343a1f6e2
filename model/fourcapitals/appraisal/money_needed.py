"""The money that it would take to reach a target.

Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from fourcapitals.appraisal.returns_to_scale import BAND, limits_in_words
from fourcapitals.appraisal.todays_spend import (
    BEYOND,
    LIFE_TABLE_YEARS,
    UNTESTED,
    limit_of,
    money_of,
    spend_in_words,
    unknown_spend,
)
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import (
    AnyScenario,
    Counterfactuals,
    counterfactuals_for,
    runs_at,
)
from fourcapitals.ensemble.counterfactual_runs import CounterfactualRuns
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, Effects
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.evidence.strategy_shares import rests_on
from fourcapitals.formatting import one_figure, readable_money, share_of_draws
from fourcapitals.results.difference_units import scale_of
from fourcapitals.results.evidence_shares import CAUTION, RESTS
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, Say

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


@checked
def needed(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    *,
    targets: Sequence[str] = tuple(TARGETS),
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    draws: int = 0,
    seed: int = 0,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find the smallest multiple of each strategy's money that reaches each target, as far as the model can say.

    By bisection in the log of the multiple, between the first two points of a scan over 0.001 to 100 that enclose
    the target; its own shape of money over years, uses and places is kept. Beyond 100: out of range. Beyond twice
    today's spend on a budget whose estimate rests on it, or beyond what the life tables are tested for, no money is
    named.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    targets : sequence of str
        Names in `TARGETS`.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    draws, seed : int
        For bands: draws of the parameters, without noise; none by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and target: ``scenario, target, target_label, utility, level``; ``reached``; ``multiple``,
        ``gbp_m_a_year`` (mean of the years with money) and ``new_money_gbp_m``, not numbers when it is not reached;
        ``beyond``, why that is beyond what the model can say; ``at_most``, what the most that it can say of reaches
        (not a number where the life tables are the limit), and ``at_most_gbp_m_a_year``, its money; ``areas_beyond`` as
        in `scale`; with draws ``gbp_m_a_year_median, gbp_m_a_year_low_80, gbp_m_a_year_high_80``, infinite where it is
        not reached, and ``share_reached`` of the draws; ``draws, evidence, values, not_known, note``; ``evidence`` says
        on which letters its uncertainty rests.

    Raises
    ------
    UnknownName
        When there is no such target.
    """
    faults = [unknown("target", name, TARGETS) for name in targets if name not in TARGETS]
    if faults:
        raise UnknownName(*faults)
    counterfactuals = counterfactuals_for(scenarios, parameters, say, baseline=baseline)
    runs, values = runs_at(counterfactuals, parameters, numbers)
    rows = []
    for name in counterfactuals.names:
        at = _response(runs, name)
        stated = {"draws": draws, "evidence": rests_on(counterfactuals, name=name, table=parameters), "values": values}
        stated["not_known"] = ", ".join(unknown_spend(counterfactuals, name))
        for wanted in targets:
            reached = _reached_at(counterfactuals, name, at, TARGETS[wanted])
            rows.append({"scenario": name, "target": wanted, **reached, **stated})
    table = pd.DataFrame(rows)
    return _with_bands(table, counterfactuals, parameters, draws, seed) if draws else table


def _reached_at(
    counterfactuals: Counterfactuals, name: str, at: Callable[[float], Effects], target: Target
) -> dict[str, Any]:
    """Say at which multiple of its money a strategy reaches a target, and what that comes to."""
    limit = limit_of(counterfactuals, name)
    most = min(MOST, limit)
    multiple = multiple_within(at, target, most)
    found = multiple is not None
    money = money_of(counterfactuals, name, multiple if multiple is not None else most)
    note = why = ""
    if multiple == 0:
        note = "reached by its levers, without money"
    elif not found and at(most).of(target.utility) >= target.level:
        why = UNTESTED
    elif not found and limit < MOST:
        why = _limited(counterfactuals, name)
    elif not found:
        note = f"out of range: not with {MOST:g} times the money"
    return {
        "target_label": target.label,
        "utility": target.utility,
        "level": target.level,
        "reached": found,
        "multiple": np.nan if multiple is None else multiple,
        "gbp_m_a_year": money.gbp_m_a_year if found else np.nan,
        "new_money_gbp_m": np.nan if multiple is None else at(multiple).new_money_gbp_m,
        "beyond": why,
        "at_most": np.nan if why == UNTESTED else at(most).of(target.utility),
        "at_most_gbp_m_a_year": money_of(counterfactuals, name, most).gbp_m_a_year,
        "areas_beyond": money.beyond_areas if found else 0,
        "note": note,
    }


def _limited(counterfactuals: Counterfactuals, name: str) -> str:
    """Say which budget reaches twice today's spend first."""
    just_beyond = money_of(counterfactuals, name, 1.0001 * limit_of(counterfactuals, name))
    spent = " and ".join(spend_in_words(use, counterfactuals.baseline) for use in just_beyond.beyond)
    return f"more than twice {spent}"


def _with_bands(
    table: pd.DataFrame, counterfactuals: Counterfactuals, parameters: ParameterTable | None, draws: int, seed: int
) -> pd.DataFrame:
    """Add the median and the middle 80% of draws of the money; infinite where the model cannot say."""
    limits = {name: min(MOST, limit_of(counterfactuals, name)) for name in counterfactuals.names}
    several = drawn_parameters(draws, seed, baseline=counterfactuals.baseline, parameters=parameters)
    found = np.full((draws, len(table)), np.inf)
    for draw, numbers in enumerate(several):
        runs = counterfactuals.at(numbers)
        responses = {name: _response(runs, name) for name in counterfactuals.names}
        for at, (name, wanted) in enumerate(zip(table["scenario"], table["target"], strict=True)):
            multiple = multiple_within(responses[name], TARGETS[wanted], limits[name], tolerance=0.01)
            found[draw, at] = np.inf if multiple is None else multiple
    own = np.array([money_of(counterfactuals, name, 1.0).gbp_m_a_year for name in table["scenario"]])
    money = np.where(np.isfinite(found), found * own, np.inf)
    # The order statistics themselves: between a number and infinity there is nothing.
    low, middle, high = np.quantile(money, (BAND[0], 0.5, BAND[1]), axis=0, method="inverted_cdf")
    return table.assign(
        gbp_m_a_year_median=middle,
        gbp_m_a_year_low_80=low,
        gbp_m_a_year_high_80=high,
        share_reached=np.isfinite(found).mean(axis=0),
    )


def _response(runs: CounterfactualRuns, name: str) -> Callable[[float], Effects]:
    """Effects of a strategy by the multiple of its money, each run once."""
    return cache(lambda multiple: runs.effects(name, scale=multiple, whole_life=False))


def multiple_within(
    at: Callable[[float], Effects], target: Target, most: float, *, tolerance: float = 1e-7
) -> float | None:
    """Find the smallest multiple that reaches a target, within the most that the model can say of.

    Parameters
    ----------
    at : function of a multiple
        Effects.
    target : Target
    most : float, times the money
    tolerance : float
        Of the log of the multiple.

    Returns
    -------
    float or None
        None where it is not reached, or only with more change than the life tables are tested for.
    """
    multiple = smallest_multiple(
        lambda times: at(times).of(target.utility), target.level, most=most, tolerance=tolerance
    )
    if multiple is None or at(multiple).largest_change_years > LIFE_TABLE_YEARS:
        return None
    return multiple


def smallest_multiple(
    utility: Callable[[float], float], target: float, *, most: float = MOST, tolerance: float = 1e-7
) -> float | None:
    """Find the smallest multiple at which a utility reaches a target.

    Parameters
    ----------
    utility : function of a multiple, in any unit
        Rising with the multiple of the money.
    target : float, in the unit of the utility
    most : float, times the money
    tolerance : float
        Of the log of the multiple.

    Returns
    -------
    float or None
        0 when it is reached without money; None when the most does not reach it.

    Examples
    --------
    >>> round(smallest_multiple(lambda k: 0.02 * k, 0.1), 4)
    5.0
    >>> smallest_multiple(lambda k: 0.02 * k, 5.0), smallest_multiple(lambda k: 0.02 * k, 1.0, most=49.0)
    (None, None)
    """
    if utility(0.0) >= target:
        return 0.0
    if utility(most) < target:
        return None
    if utility(min(LEAST, most)) >= target:
        return min(LEAST, most)
    low, high = float(np.log(min(LEAST, most))), float(np.log(most))

    def missing(log: float) -> float:
        return utility(float(np.exp(log))) - target

    found = float(np.exp(brentq(missing, low, high, xtol=tolerance)))
    # From below, the root may fall short by the tolerance.
    return found if utility(found) >= target else float(found * np.exp(2 * tolerance))


@checked
def needed_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `needed`, one line a strategy and target: money to one figure, with its band."""
    lines = []
    for name, rows in table.groupby("scenario", sort=False):
        lines += [f"{name}, {row['target']}: {_line_of_target(row)}" for _, row in rows.iterrows()]
        lines += limits_in_words(rows)
        lines.append(f"  {RESTS}: {rows['evidence'].iloc[0]}")
    if not lines:
        return []
    first = table.iloc[0]
    over = f"80% of {first['draws']} draws of the parameters" if first["draws"] else "central values, no band"
    years = f"{APPRAISAL_START}-{END_YEAR}"
    about = f"A year: mean of the years with money. {over}; noise off; £ of 2019; against the baseline, {years}."
    return [*lines, f"{about[0].upper()}{about[1:]}", CAUTION]


def _line_of_target(row: pd.Series[Any]) -> str:
    drawn = bool(row["draws"])
    money = row["gbp_m_a_year_median"] if drawn else row["gbp_m_a_year"]
    if row["note"] and not drawn:
        return row["note"] if row["reached"] else f"{row['note']} (which gives {_reached(row)})"
    share = f"; reached in {share_of_draws(row['share_reached'])} of draws" if drawn else ""
    if drawn and row["multiple"] == 0:
        return f"{row['note']} at central values{share}"
    if not np.isfinite(money):
        what = BEYOND if row["beyond"] else f"out of range: not with {MOST:g} times the money"
        if np.isnan(row["at_most"]):
            return f"{what}{share}"
        most = f"the most of which it can say, {readable_money(row['at_most_gbp_m_a_year'], 1)} a year, gives"
        return f"{what}; {most} {_reached(row)} at central values{share}"
    text = f"about {readable_money(money, 1)} a year"
    if drawn:
        low, high = row["gbp_m_a_year_low_80"], row["gbp_m_a_year_high_80"]
        end = readable_money(high, 1) if np.isfinite(high) else BEYOND
        text += f" (80% of draws: {readable_money(low, 1)} to {end}){share}"
    if row["areas_beyond"]:
        text += f"; more than twice today's spend of some budget in {row['areas_beyond']} areas"
    return text


def _reached(row: pd.Series[Any]) -> str:
    if UTILITIES[str(row["utility"])].unit != "years":
        return f"{one_figure(row['at_most'])}%"
    unit = scale_of("years", row["at_most"])
    return f"{one_figure(row['at_most'] * unit.factor)} {unit.unit}"
