"""Allocation rules: how a fund shares one year's budget between areas.

A rule is a function of the baseline and its own options that gives shares over areas. Every share is zero or more
and all sum to 1, so that every rule spends the pot to the penny. A rule of your own joins with `allocation_rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from fourcapitals.baseline import Baseline
from fourcapitals.equations.space import weighted_mean
from fourcapitals.faults import UnknownName, unknown

Array = npt.NDArray[np.float64]
Rule = Callable[..., Array]
AnyRule = TypeVar("AnyRule", bound=Rule)

RULES: Final[dict[str, Rule]] = {}


def allocation_rule(name: str) -> Callable[[AnyRule], AnyRule]:
    """Register a function as an allocation rule.

    Parameters
    ----------
    name : str
        What scenario files call it.

    Raises
    ------
    ValueError
        When the name is taken by another function.

    Examples
    --------
    >>> from fourcapitals.allocation import RULES, allocation_rule, share_out
    >>> @allocation_rule("by_working_age")
    ... def by_working_age(baseline):
    ...     return baseline.arrays.working_age
    >>> from fourcapitals.baseline import load_baseline
    >>> float(share_out("by_working_age", load_baseline()).sum().round(12))
    1.0
    >>> del RULES["by_working_age"]
    """

    def register(function: AnyRule) -> AnyRule:
        if name in RULES and RULES[name] is not function:
            raise ValueError(f"allocation rule {name!r} exists; choose another name")
        RULES[name] = function
        return function

    return register


def share_out(
    rule: str, baseline: Baseline, *, areas: Sequence[str] = (), options: Mapping[str, Any] | None = None
) -> Array:
    """Share a pot of 1 between areas.

    Parameters
    ----------
    rule : str
        Name of a registered rule.
    baseline : Baseline
    areas : sequence of str
        Codes of the only areas that share the pot; empty for all.
    options : mapping
        The rule's own options.

    Returns
    -------
    (area,), sums to 1

    Raises
    ------
    UnknownName
        When no rule has that name.
    ValueError
        When the rule gives a negative or unknown weight, or no area has any.

    Examples
    --------
    >>> from fourcapitals.baseline import load_baseline
    >>> share_out("per_head", load_baseline(), areas=["E06000001"]).max()
    np.float64(1.0)
    """
    if rule not in RULES:
        raise UnknownName(unknown("allocation rule", rule, RULES))
    weights = np.asarray(RULES[rule](baseline, **(options or {})), dtype=np.float64)
    if weights.shape != (len(baseline.codes),) or not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"allocation rule {rule!r} must give one weight of 0 or more for each of the areas")
    if areas:
        weights = np.where(np.isin(baseline.codes, list(areas)), weights, 0.0)
    if weights.sum() == 0:
        raise ValueError(f"allocation rule {rule!r} gives nothing to any of the areas that may share the pot")
    return weights / weights.sum()


@allocation_rule("per_head")
def per_head(baseline: Baseline) -> Array:
    """The same for every resident."""
    return baseline.arrays.population


@allocation_rule("luf_priority")
def luf_priority(baseline: Baseline, *, weights: Sequence[float] = (1.0, 0.35, 0.1)) -> Array:
    """By head, weighted by the published priority category of the Levelling Up Fund (round 1, March 2021).

    A district that spans two categories counts with the population in each.

    Parameters
    ----------
    baseline : Baseline
    weights : three numbers
        Of categories 1, 2 and 3: scenario data, not published.
    """
    columns = [f"luf_category_{category}_share" for category in (1, 2, 3)]
    return baseline.arrays.population * (baseline.areas[columns].to_numpy(np.float64) @ np.asarray(weights))


@allocation_rule("health_need")
def health_need(baseline: Baseline, *, slope: float = 0.25) -> Array:
    """By head, more where healthy life expectancy falls short of its mean.

    Parameters
    ----------
    baseline : Baseline
    slope : float, log per year
        Assumption: money a head is e to the slope for each year of shortfall.
    """
    people = baseline.arrays.population
    hle = baseline.arrays.hle.mean(axis=0)
    return people * np.exp(-slope * (hle - weighted_mean(hle, people)))


@allocation_rule("deprivation_need")
def deprivation_need(baseline: Baseline, *, slope: float = 0.5) -> Array:
    """By head, more where deprivation (IMD 2019 average score) is high.

    Parameters
    ----------
    baseline : Baseline
    slope : float, log per standard deviation
    """
    return baseline.arrays.population * np.exp(slope * baseline.arrays.deprivation)


@allocation_rule("as_awarded")
def as_awarded(baseline: Baseline, *, awards: Sequence[str]) -> Array:
    """In proportion to the published awards of one or more rounds.

    Parameters
    ----------
    baseline : Baseline
    awards : sequence of str
        Names in the awards table: levelling_up_fund_round_1, town_deals, future_high_streets_fund.
    """
    table = baseline.tables["awards"]
    of_area = table[table["fund"].isin(list(awards))].groupby("code")["award_gbp"].sum()
    return of_area.reindex(list(baseline.codes), fill_value=0.0).to_numpy(np.float64)
