"""What money can be: no more a head than the state spends, and no more out of a budget than it has.

The bounds are generous. They catch slips of units and of places, such as a national sum given to one small district;
what a sum within them makes of an area is judged by its outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.vocabulary import USE_NAMES, USES, Period

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.scenario.files import Scenario
    from fourcapitals.scenario.terms import Terms

MOST_GBP_PER_HEAD: Final = 10_000.0
"""Of one area in one year: all public spending in England was about £9,300 a head in 2018/19 (HM Treasury, Country and
Regional Analysis 2019)."""
MOST_CUT_GBP_PER_HEAD: Final = 1_000.0
"""Of one area in one year, below today's: all public investment in the United Kingdom was about £1,100 a head in
2018/19 (OBR, public finances databank)."""
BUDGETS_GBP_M: Final[Mapping[str, float]] = {
    "public_health": 3_100.0,
    "nhs": 124_000.0,
    "council_services": 45_500.0,
}
"""England, 2019, rounded: the public health grant of 2019/20, the NHS England mandate of 2019/20, and councils' core
spending power. More than all of a budget cannot be taken from it."""


_ALL_SPENDING: Final = f"£{MOST_GBP_PER_HEAD:,.0f}: all public spending in England is about £9,300 a head"
_ALL_INVESTMENT: Final = f"£{MOST_CUT_GBP_PER_HEAD:,.0f}: all public investment is about £1,100 a head"


def money_faults(scenario: Scenario, terms: Terms, baseline: Baseline) -> tuple[str, ...]:
    """Tell of the areas, years and budgets in which a scenario has more money than there can be.

    Parameters
    ----------
    scenario : Scenario
    terms : Terms
        Of the scenario.
    baseline : Baseline

    Returns
    -------
    tuple of str
        One line for each fault; none where all is well.
    """
    people = baseline.arrays.population
    places = [f"{name} ({code})" for code, name in baseline.areas["name"].items()]
    found = (
        *_given_and_taken(scenario, terms, baseline, places),
        *_grants(scenario, terms, people, places),
        *_budgets(scenario, terms, baseline.period),
    )
    return tuple(f"{scenario.name}: {each}" for each in found)


def _given_and_taken(scenario: Scenario, terms: Terms, baseline: Baseline, places: Sequence[str]) -> Iterator[str]:
    """The area and year with the most money by formula, and with the least, where that is beyond a bound."""
    money = terms.budget[:, :, None] * np.where(terms.competitive[:, None] > 0, 0.0, terms.share)
    per_head = money.sum(axis=1) * 1e6 / baseline.arrays.population
    bounds = (
        (1, MOST_GBP_PER_HEAD, "given to", f"{_ALL_SPENDING}; give less money, or share it among more areas"),
        (-1, MOST_CUT_GBP_PER_HEAD, "taken from", f"{_ALL_INVESTMENT}; let it replace less"),
    )
    for sign, bound, verb, why in bounds:
        year, area = map(int, np.unravel_index(int(np.argmax(sign * per_head)), per_head.shape))
        if sign * per_head[year, area] > bound:
            fund = int(np.argmax(sign * money[year, :, area]))
            yield (
                f"{_named(scenario, fund)}: £{abs(per_head[year, area]):,.0f} a head would be {verb} {places[area]} in "
                f"{baseline.period.simulated[year]}, more than {why}"
            )


def _grants(scenario: Scenario, terms: Terms, people: Array, places: Sequence[str]) -> Iterator[str]:
    """The area in which one grant of a competition would be most a head, where that is beyond the bound."""
    for fund in map(int, np.flatnonzero(terms.competitive)):
        per_head = np.where(terms.share[fund] > 0, terms.grant[fund] * 1e6 / people, 0.0)
        area = int(np.argmax(per_head))
        if per_head[area] > MOST_GBP_PER_HEAD:
            yield (
                f"{_named(scenario, fund)}.allocation.grant_gbp_m: one grant of £{terms.grant[fund]:,.6g}m would be "
                f"£{per_head[area]:,.0f} a head in {places[area]}, more than {_ALL_SPENDING}; give smaller grants, or "
                "keep them to larger areas"
            )


def _budgets(scenario: Scenario, terms: Terms, period: Period) -> Iterator[str]:
    """The year in which most is taken from each budget, by funds that displace it or replace more than they give."""
    money = np.einsum("yf,fu->fyu", terms.budget, terms.split)
    for fund, use in enumerate(terms.displaced_use):
        if use >= 0:
            money[fund, :, use] -= terms.budget[:, fund]
    for name, budget in BUDGETS_GBP_M.items():
        use = USE_NAMES.index(name)
        taken = -money[:, :, use]
        year = int(np.argmax(taken.sum(axis=0)))
        sum_taken = taken[:, year].sum()
        if sum_taken > budget:
            named = [_named(scenario, fund) for fund in range(len(taken)) if taken[fund, year] > 0]
            funds = ", ".join(dict.fromkeys(named))
            yield (
                f"{funds}: £{sum_taken:,.0f}m would be taken from the budget of {USES[use].label} in "
                f"{period.simulated[year]}, which had about £{budget:,.0f}m in 2019; take less from it"
            )


def _named(scenario: Scenario, fund: int) -> str:
    return f"funds.{rows_of(scenario)[fund].name}"
