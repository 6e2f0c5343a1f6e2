"""What is spent today on the budgets that money adds to, and how far beyond it the model can say what money does."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.counterfactual import Counterfactuals
from fourcapitals.ensemble.utilities import Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import readable_money
from fourcapitals.vocabulary import POUND, USE_NAMES, USES, how_read

TWICE: Final = 2.0
"""Estimates on actual budgets are unsafe beyond this multiple of today's spend (ODD.md, Weak points)."""
LIFE_TABLE_YEARS: Final = 1.3
"""The life tables are followed by an expansion that is tested up to 5% more deaths and 0.1 in the log odds of good
health (ODD.md, 7.9), which together are about this many years of healthy life expectancy."""
BEYOND: Final = "beyond what the model can say"
UNTESTED: Final = "some area changes by more than the life tables are tested for"


class TodaysSpend(NamedTuple):
    """What is spent today on a budget that the outcome route adds to."""

    gbp_per_head: float
    """A year, £ of 2019, mean by people."""
    by_area: Array
    """(area,), the same where it is published."""
    source: str
    source_read: str
    """How far it was read."""


@checked
def todays_spend(baseline: Baseline) -> dict[str, TodaysSpend]:
    """Give today's spend per head on the three budgets whose estimates rest on actual spending.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> {use: round(spend.gbp_per_head) for use, spend in todays_spend(load_baseline()).items()}
    {'public_health': 63, 'nhs': 2310, 'council_services': 721}
    """
    arrays, nhs = baseline.arrays, load_parameters()["nhs_budget"]
    outturn = "DLUHC revenue outturn 2017-18"
    services = f"{outturn}: service expenditure less education and public health"
    by_area = {
        "public_health": (arrays.public_health_budget, f"{outturn}: public health", how_read("S")),
        "nhs": (np.full_like(arrays.population, nhs.value), nhs.source, how_read(nhs.grade)),
        "council_services": (arrays.council_budget, services, how_read("S")),
    }
    return {
        use: TodaysSpend(float(np.average(spent, weights=arrays.population)), spent, *about)
        for use, (spent, *about) in by_area.items()
    }


def spend_in_words(use: str, baseline: Baseline) -> str:
    """Say which spending of today an estimate rests on, and how far its source was read.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> spend_in_words("public_health", load_baseline())
    '£3.6bn a year on public health today (DLUHC revenue outturn 2017-18: public health; source seen)'
    """
    today, people = todays_spend(baseline)[use], float(baseline.arrays.population.sum())
    label = next(each.label for each in USES if each.name == use)
    named = f"the {label}" if label.isupper() else label.lower()
    spent = readable_money(today.gbp_per_head * people / 1e6, 2)
    return f"{spent} a year on {named} today ({today.source}; source {today.source_read})"


def unknown_spend(counterfactuals: Counterfactuals, name: str) -> list[str]:
    """Name the uses that a strategy buys of which the data hold no spending of today: how far they carry is not known.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.
    """
    bought = np.flatnonzero(counterfactuals.strategy(name).terms.split.any(axis=0))
    return [USES[at].label.lower() for at in bought if USE_NAMES[at] not in todays_spend(counterfactuals.baseline)]


class Money(NamedTuple):
    """What a multiple of a strategy's money comes to."""

    gbp_m_a_year: float
    """Mean of the years with money."""
    years: int
    beyond: tuple[str, ...]
    """Budgets that reach twice today's spend in England in some year."""
    beyond_areas: int
    """Areas in which some budget does."""


def money_of(counterfactuals: Counterfactuals, name: str, multiple: float) -> Money:
    """Say what a multiple of a strategy's money comes to, and which budgets it doubles.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.
    multiple : float, times the stated money
    """
    money = counterfactuals.money(name, scale=multiple)
    people = counterfactuals.baseline.arrays.population
    yearly = money.sum(axis=(1, 2))
    spent = np.abs(counterfactuals.money(name)).sum(axis=(1, 2)) >= POUND
    per_head = 1e6 * money / people
    beyond, areas = [], np.zeros(len(people), dtype=bool)
    for use, today in todays_spend(counterfactuals.baseline).items():
        position = USE_NAMES.index(use)
        most = (TWICE - 1) * today.gbp_per_head
        if (1e6 * money[:, position].sum(axis=1) / people.sum() > most).any():
            beyond.append(use)
        areas |= (per_head[:, position] > (TWICE - 1) * today.by_area).any(axis=0)
    years = int(spent.sum())
    return Money(float(yearly.sum() / years) if years else 0.0, years, tuple(beyond), int(areas.sum()))


def limit_of(counterfactuals: Counterfactuals, name: str) -> float:
    """Give the multiple of a strategy's money at which the first of its budgets reaches twice today's spend in England.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.

    Returns
    -------
    float
        Infinite where it adds to no budget whose spending of today is known.
    """
    money, people = counterfactuals.money(name).sum(axis=2), float(counterfactuals.baseline.arrays.population.sum())
    today = todays_spend(counterfactuals.baseline)
    most = {use: 1e6 * money[:, USE_NAMES.index(use)].max() / people for use in today}
    limits = [(TWICE - 1) * today[use].gbp_per_head / each for use, each in most.items() if each > 0]
    return float(min(limits, default=np.inf))


def why_beyond(money: Money, effects: Effects | None, baseline: Baseline) -> str:
    """Say why what some money does is beyond what the model can say; empty where it is not.

    Parameters
    ----------
    money : Money
    effects : Effects, optional
        Of that money, where it was run.
    baseline : Baseline
    """
    if money.beyond:
        return f"more than twice {' and '.join(spend_in_words(use, baseline) for use in money.beyond)}"
    return UNTESTED if effects and effects.largest_change_years > LIFE_TABLE_YEARS else ""
