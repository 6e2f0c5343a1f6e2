"""Allocation rules: how a fund shares one year's budget between areas.

A rule is a function of the baseline and its own options that gives shares over areas. Every share is zero or more
and all sum to 1, so that every rule spends the pot to the penny. A rule of your own joins with `allocation_rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.errors import BadInput, UnknownName, shown, unknown
from fourcapitals.scenario.need import (
    STATISTICS,
    economic_resilience_index,
    levelling_up_index,
    rank_normal,
    statistic,
    worst,
)
from fourcapitals.scenario.rule_weights import check_weights, weights_in_order
from fourcapitals.text import LONGEST_NAME, fault_of

Rule = Callable[..., Array]
AnyRule = TypeVar("AnyRule", bound=Rule)

RULES: Final[dict[str, Rule]] = {}


@checked
def allocation_rule(name: str) -> Callable[[AnyRule], AnyRule]:
    """Register a function as an allocation rule.

    Parameters
    ----------
    name : str
        What scenario files call it.

    Raises
    ------
    ValueError
        When the name is taken by another function, or is none.

    Examples
    --------
    >>> from fourcapitals.scenario.allocation import RULES, allocation_rule, share_out
    >>> @allocation_rule("by_working_age")
    ... def by_working_age(baseline):
    ...     return baseline.arrays.working_age
    >>> from fourcapitals.data.baseline import load_baseline
    >>> float(share_out("by_working_age", load_baseline()).sum().round(12))
    1.0
    >>> del RULES["by_working_age"]
    """
    if not isinstance(name, str) or fault_of(name, longest=LONGEST_NAME):
        raise ValueError(f"{shown(name)} cannot name an allocation rule; give a text such as by_jobs")

    def register(function: AnyRule) -> AnyRule:
        if not callable(function):
            raise ValueError(f"allocation rule {name!r}: a function of the baseline expected, got {shown(function)}")
        if name in RULES and RULES[name] is not function:
            raise ValueError(f"allocation rule {name!r} exists; choose another name")
        RULES[name] = function
        return function

    return register


@checked
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
        When the rule fails, gives a weight that is negative, not finite or not an area's, or no area has any. Weights
        that come with labels (a Series by code or name, a DataArray) are put in order by them; a rule gets arrays that
        it cannot change.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> share_out("per_head", load_baseline(), areas=["E06000001"]).max()
    np.float64(1.0)
    """
    if rule not in RULES:
        raise UnknownName(unknown("allocation rule", rule, RULES))
    weights = _weights(rule, baseline, options or {})
    if areas:
        weights = np.where(np.isin(baseline.codes, list(areas)), weights, 0.0)
    if weights.sum() == 0:
        raise ValueError(f"allocation rule {rule!r} gives nothing to any of the areas that may share the pot")
    shares: Array = weights / weights.sum()
    return shares


def _weights(rule: str, baseline: Baseline, options: Mapping[str, Any]) -> Array:
    """What a rule gives, by area in the order of the baseline; a rule can change nothing of what it is given."""
    try:
        own = not RULES[rule].__module__.startswith("fourcapitals.")
        given = RULES[rule](baseline.guarded() if own else baseline, **options)
        again = RULES[rule](baseline.guarded(), **options) if own else given
    except BadInput:
        raise
    except (Exception, SystemExit) as error:
        hint = "; copy an array before changing it" if "read-only" in str(error) else ""
        raise ValueError(f"allocation rule {rule!r} failed: {type(error).__name__}: {error}{hint}") from error
    weights = weights_in_order(rule, given, baseline)
    if own and not np.array_equal(weights, weights_in_order(rule, again, baseline), equal_nan=True):
        raise ValueError(
            f"allocation rule {rule!r} gives other weights when it is asked again; let them follow from its arguments"
        )
    check_weights(rule, weights, baseline)
    return weights


def per_head_need(rule: str, baseline: Baseline, options: Mapping[str, Any] | None = None) -> Array:
    """Need as a rule sees it: the normal score of the money per head that it would give.

    This is how a formula becomes the need that bids are scored by.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> float(np.ptp(per_head_need("per_head", load_baseline())))
    0.0
    """
    given = share_out(rule, baseline, options=options) / baseline.arrays.population
    # Rounding aside, a rule that treats all heads alike sees no need at all.
    return rank_normal(np.round(given / given.max(), 12)) if np.ptp(given) > 1e-12 * given.max() else 0 * given


@allocation_rule("per_head")
def per_head(baseline: Baseline) -> Array:
    """The same for every resident."""
    return baseline.arrays.population


@allocation_rule("per_area")
def per_area(baseline: Baseline) -> Array:
    """The same sum for every area, whatever its size."""
    return np.ones_like(baseline.arrays.population)


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
    weight: Array = baseline.areas[columns].to_numpy(np.float64) @ np.asarray(weights, dtype=np.float64)
    return baseline.arrays.population * weight


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
    hle: Array = baseline.arrays.hle.mean(axis=0)
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


@allocation_rule("as_spent")
def as_spent(baseline: Baseline, *, budget: str) -> Array:
    """In proportion to what councils spent on a budget in 2017-18: every one gets the same part of its own again.

    Parameters
    ----------
    baseline : Baseline
    budget : str
        public_health, or council_services (education and public health apart).
    """
    arrays = baseline.arrays
    spent = {"public_health": arrays.public_health_budget, "council_services": arrays.council_budget}
    if budget not in spent:
        raise UnknownName(unknown("budget", budget, spent))
    return arrays.population * spent[budget]


@allocation_rule("luf_index")
def luf_index(baseline: Baseline, *, weights: Sequence[float] = (1.0, 0.35, 0.1)) -> Array:
    """By head, weighted by the category that the recomputed Levelling Up Fund index would give.

    Regeneration is missing (no vacancy data). As many areas fall into each category as on the published list.

    Parameters
    ----------
    baseline : Baseline
    weights : three numbers
        Of categories 1, 2 and 3: scenario data, not published.
    """
    columns = [f"luf_category_{category}_share" for category in (1, 2, 3)]
    sizes = baseline.areas[columns].to_numpy(np.float64).sum(axis=0)
    worst_first = np.argsort(-levelling_up_index(baseline), kind="stable")
    limits = np.round(np.cumsum(sizes)).astype(int)
    category = np.empty(len(worst_first), dtype=int)
    category[worst_first] = np.searchsorted(limits[:2], np.arange(len(worst_first)), side="right")
    return baseline.arrays.population * np.asarray(weights, dtype=np.float64)[category]


@allocation_rule("economic_resilience")
def economic_resilience(baseline: Baseline, *, places: int = 100) -> Array:
    """Equal per head among the places with the least economic resilience (UK Community Renewal Fund).

    Parameters
    ----------
    baseline : Baseline
    places : int
        How many share the pot; 100 was the number of priority places in Great Britain.
    """
    return baseline.arrays.population * worst(economic_resilience_index(baseline), places)


@allocation_rule("ukspf")
def ukspf(baseline: Baseline, *, need_share: float = 0.3) -> Array:
    """By head, and a part by head and economic need (UK Shared Prosperity Fund).

    The former EU shares within which the fund's formula worked are not published by area here.

    Parameters
    ----------
    baseline : Baseline
    need_share : float
        Part of the pot that follows need; 0.3 from memory of the fund's note.
    """
    people = baseline.arrays.population
    needy = people * np.exp(economic_resilience_index(baseline))
    shares: Array = (1 - need_share) * people / people.sum() + need_share * needy / needy.sum()
    return shares


@allocation_rule("top_n")
def top_n(baseline: Baseline, *, n: int, statistic_name: str = "hle") -> Array:
    """Equal per head among the n areas that are worst on one statistic.

    Parameters
    ----------
    baseline : Baseline
    n : int
    statistic_name : str
        One of `STATISTICS`.
    """
    worse = STATISTICS.get(statistic_name, 1)
    return baseline.arrays.population * worst(worse * statistic(baseline, statistic_name), n)


@allocation_rule("blend")
def blend(
    baseline: Baseline,
    *,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    second_share: float,
) -> Array:
    """A part of the pot by one rule and the rest by another.

    Parameters
    ----------
    baseline : Baseline
    first, second : mapping
        ``rule`` and its options.
    second_share : float
        Part of the pot that follows the second rule.
    """
    shares = []
    for part in (first, second):
        options = {key: value for key, value in part.items() if key != "rule"}
        shares.append(share_out(part["rule"], baseline, options=options))
    return (1 - second_share) * shares[0] + second_share * shares[1]
