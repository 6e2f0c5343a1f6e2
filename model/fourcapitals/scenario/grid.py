"""The factorial of scenarios: every mix at every place, decided by formula or by competition, with the same money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import fsum
from typing import Final

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, shown, unknown
from fourcapitals.scenario.files import Scenario, load_scenario, parse_scenario
from fourcapitals.vocabulary import USE_NAMES

MIXES: Final[Mapping[str, str]] = {
    "announced": "the uses of the announced programme's new money, weighted by money",
    "balanced": "an equal quarter to each capital, as in balanced_health_need",
    "services": "council services 0.4, public health 0.3, early years 0.15, adult skills 0.15: judgement",
}
"""What a mix buys, in words."""

SERVICES: Final[Mapping[str, float]] = {
    "council_services": 0.4,
    "public_health": 0.3,
    "early_years": 0.15,
    "adult_skills": 0.15,
}
"""Judgement: the two budgets that the briefing says were cut first, and early and late learning in equal parts."""

PLACES: Final[Mapping[str, str]] = {
    "luf": "luf_priority",
    "deprivation": "deprivation_need",
    "health": "health_need",
    "per_head": "per_head",
}
"""The allocation rule of each place; in a competition it is the need that bids are scored by."""

DECIDERS: Final[Mapping[str, str]] = {
    "formula": 'rule = "{rule}"',
    "competition": 'rule = "competitive"\nneed = {{ rule = "{rule}" }}',
}

TEMPLATE: Final = """\
title = "The announced money: {mix} mix, by {rule}, decided by {decider}"
description = "One arm of a factorial: arms differ in mix, place and decider, and have the same money in every year."
sources = ["The scenarios announced_2021 and balanced_health_need"]

[funds.one_fund]
title = "One fund"
source = "The scenario announced_2021: the new money of its funds in sum"
grade = "S/J"
money = "capital"
price_year = "cash"
financing = "unfunded"
uses_source = "{words}"
uses_grade = "J"

[funds.one_fund.gbp_m]
{money}

[funds.one_fund.uses]
{uses}

[funds.one_fund.allocation]
{allocation}
"""


@checked
def scenario_grid(
    *,
    mixes: Sequence[str] = ("announced", "balanced", "services"),
    places: Sequence[str] = ("luf", "deprivation", "health", "per_head"),
    deciders: Sequence[str] = ("formula", "competition"),
) -> tuple[Scenario, ...]:
    """Make a scenario for every combination of a mix, a place and a decider.

    All have one fund and the announced programme's new money, so that two arms differ only in what their names say.

    Parameters
    ----------
    mixes : sequence of str
        What the money buys: keys of `MIXES`.
    places : sequence of str
        Where need is seen: keys of `PLACES`.
    deciders : sequence of str
        ``"formula"`` shares every year's money by need; in a ``"competition"`` councils bid for grants of fixed
        size and need is one part of the score.

    Returns
    -------
    tuple of Scenario
        Named ``mix_place_decider``; mixes vary slowest, deciders fastest.

    Raises
    ------
    UnknownName
        When a mix, place or decider has no such name or is given twice; all are told at once.

    Examples
    --------
    >>> [arm.name for arm in scenario_grid(mixes=["balanced"], places=["luf", "health"], deciders=["formula"])]
    ['balanced_luf_formula', 'balanced_health_formula']
    >>> len(scenario_grid())
    24
    """
    faults = [
        *_faults("mix", mixes, MIXES),
        *_faults("place", places, PLACES),
        *_faults("decider", deciders, DECIDERS),
    ]
    if faults:
        raise UnknownName(*faults)
    return tuple(_arm(mix, place, decider) for mix in mixes for place in places for decider in deciders)


def _faults(what: str, given: Sequence[str], known: Mapping[str, str]) -> Iterator[str]:
    if isinstance(given, str):
        yield f"{what}: expected a list of names, got {shown(given)}"
        return
    for index, name in enumerate(given):
        if name not in known:
            yield unknown(what, name, known)
        elif name in given[:index]:
            yield f"the {what} {shown(name)} is given twice; keep one"


def _arm(mix: str, place: str, decider: str) -> Scenario:
    rule = PLACES[place]
    text = TEMPLATE.format(
        mix=mix,
        rule=rule,
        decider=decider,
        words=MIXES[mix][:1].upper() + MIXES[mix][1:],
        money=_table(announced_money()),
        uses=_table(_uses(mix)),
        allocation=DECIDERS[decider].format(rule=rule),
    )
    return parse_scenario(text, name=f"{mix}_{place}_{decider}")


def _uses(mix: str) -> Mapping[str, float]:
    if mix == "announced":
        return announced_uses()
    if mix == "balanced":
        (fund,) = load_scenario("balanced_health_need").funds.values()
        return fund.uses
    return SERVICES


@cache
def announced_money() -> Mapping[int, float]:
    """New money of each year in announced_2021, £m in cash; what it replaces is taken off.

    In cash, so that it stays the same money under any deflator.

    Examples
    --------
    >>> list(announced_money().values())
    [600.0, 1734.0, 1600.0, 1600.0, 1600.0, 600.0]
    """
    money = _new_cash_by_fund()
    years = sorted({year for of_fund in money.values() for year in of_fund})
    total = {year: fsum(of_fund.get(year, 0.0) for of_fund in money.values()) for year in years}
    return {year: amount for year, amount in total.items() if amount}


@cache
def announced_uses() -> Mapping[str, float]:
    """Share of each use in the new money of announced_2021, funds weighted by their money.

    Examples
    --------
    >>> {use: round(share, 3) for use, share in announced_uses().items()}
    {'connectivity': 0.265, 'premises': 0.456, 'culture': 0.219, 'adult_skills': 0.032, 'community': 0.004, \
'green_space': 0.023}
    """
    funds = load_scenario("announced_2021").funds
    weight = {name: fsum(of_fund.values()) for name, of_fund in _new_cash_by_fund().items()}
    each = {use: fsum(weight[name] * funds[name].uses.get(use, 0.0) for name in funds) for use in USE_NAMES}
    total = fsum(each.values())
    return {use: amount / total for use, amount in each.items() if amount}


@cache
def _new_cash_by_fund() -> Mapping[str, Mapping[int, float]]:
    funds = load_scenario("announced_2021").funds
    money = {}
    for name, fund in funds.items():
        replaced = fund.replaces.gbp_m if fund.replaces else {}
        years = sorted({*fund.gbp_m, *replaced})
        money[name] = {year: fund.gbp_m.get(year, 0.0) - replaced.get(year, 0.0) for year in years}
    return money


def _table(rows: Mapping[int, float] | Mapping[str, float]) -> str:
    return "\n".join(f"{key} = {value!r}" for key, value in rows.items())
