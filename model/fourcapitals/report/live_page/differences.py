"""What two strategies state otherwise: in plain words, and in the texts of a file that was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum
from typing import Any, Final

from fourcapitals.data.places import find_place
from fourcapitals.data.prices import Deflator
from fourcapitals.formatting import readable_money
from fourcapitals.scenario.files import Fund, Scenario
from fourcapitals.text import LONGEST_NOTE
from fourcapitals.vocabulary import NOTHING, POUND, USES

RULES_OFFERED: Final[Mapping[str, str]] = {
    "per_head": "the same for every resident",
    "per_area": "the same for every area",
    "health_need": "by population and poor health",
    "deprivation_need": "by population and deprivation",
    "luf_priority": "by the priority categories of the Levelling Up Fund",
    "luf_index": "by the index of the Levelling Up Fund",
    "economic_resilience": "least economic resilience",
    "ukspf": "as the Shared Prosperity Fund",
}
"""Rules that need no options, and what they share money by."""
RULES_OF_FILES: Final[Mapping[str, str]] = {
    "as_awarded": "in proportion to published awards",
    "as_spent": "in proportion to what councils spent on a budget",
    "blend": "a part by one rule and the rest by another",
    "competitive": "among those who win a competition of bids",
    "from_file": "as a file beside the scenario says",
    "top_n": "by population among the areas that are worst on one statistic",
}
"""Rules with options that a file states, and what they share money by."""
_USES: Final = {use.name: use.label for use in USES}
_JUDGEMENT: Final = "J"
_MOST_NAMED: Final = 2
"""Areas that are named where money is kept to some."""


def real_money(fund: Fund, deflator: Deflator) -> dict[int, float]:
    """Give the money of a fund in each year that has any, £m of 2019, before what it replaces is taken off."""
    return {year: gbp_m for year, gbp_m in fund.gross_money(deflator).items() if gbp_m}


def fund_titles(scenario: Scenario) -> dict[str, str]:
    """Give what each fund is called, with its key in the file where others have its title."""
    titles = [fund.title for fund in scenario.funds.values()]
    return {
        name: fund.title if titles.count(fund.title) == 1 else f"{fund.title} ({name})"
        for name, fund in scenario.funds.items()
    }


def differences_in_words(one: Scenario, other: Scenario, deflator: Deflator) -> list[str]:
    """Say what the second of two strategies states otherwise than the first, a line each.

    Parameters
    ----------
    one, other : Scenario
    deflator : Deflator
        Gives money in pounds of 2019.
    """
    lines: list[str] = []
    titles = {**fund_titles(one), **fund_titles(other)}
    for name in dict.fromkeys([*one.funds, *other.funds]):
        if name not in other.funds:
            lines.append(f"Without the fund ‘{titles[name]}’ ({_total(one.funds[name], deflator)}).")
        elif name not in one.funds:
            lines.append(f"With the fund ‘{titles[name]}’ ({_total(other.funds[name], deflator)}).")
        else:
            lines += [f"{titles[name]}: {line}" for line in _of_fund(one.funds[name], other.funds[name], deflator)]
    for name in dict.fromkeys([*one.levers, *other.levers]):
        if one.levers.get(name) != other.levers.get(name):
            lever = other.levers.get(name) or one.levers[name]
            word = "Without" if name not in other.levers else "With" if name not in one.levers else "Another size of"
            lines.append(f"{word} the lever ‘{lever.title}’.")
    for key, words in (("behaviour", "which actors choose"), ("nhs_anchor", "the NHS beside care")):
        if getattr(one, key) != getattr(other, key):
            lines.append(f"Otherwise: {words} ([{key}]).")
    return lines


def _total(fund: Fund, deflator: Deflator) -> str:
    return readable_money(fsum(real_money(fund, deflator).values()))


def _of_fund(one: Fund, other: Fund, deflator: Deflator) -> list[str]:
    total, *rest = _of_award(one, other, deflator)
    return [*([total] if total else []), *_of_uses(one, other, deflator), *rest]


def _of_uses(one: Fund, other: Fund, deflator: Deflator) -> Iterator[str]:
    """Say how much more or less each use has."""
    was, now = (fsum(real_money(fund, deflator).values()) for fund in (one, other))
    moved = {use: now * other.uses.get(use, 0.0) - was * one.uses.get(use, 0.0) for use in _USES}
    for use in sorted(moved, key=lambda use: -abs(moved[use])):
        if abs(moved[use]) >= POUND:
            yield f"{_USES[use]} {'+' if moved[use] > 0 else '-'}{readable_money(abs(moved[use]))}"


def _of_award(one: Fund, other: Fund, deflator: Deflator) -> Iterator[str]:
    """Say what is otherwise of its money, the total first or nothing, its years, who gets it and who decides."""
    before, after = real_money(one, deflator), real_money(other, deflator)
    was, now = fsum(before.values()), fsum(after.values())
    yield f"{readable_money(now)} in all, in place of {readable_money(was)}" if abs(now - was) >= POUND else ""
    if before and after and (min(before), max(before)) != (min(after), max(after)):
        yield f"money {_when(after)}, in place of {_when(before)}"
    elif was and now and any(abs(after.get(year, 0.0) / now - before[year] / was) > POUND for year in before):
        yield "another spread over the years"
    rules = [fund.allocation.model_dump(exclude={"areas"}) for fund in (one, other)]
    if rules[0] != rules[1]:
        yield f"shared {_rule(other)}, in place of {_rule(one)}"
    places = [getattr(fund.allocation, "areas", None) for fund in (one, other)]
    if places[0] != places[1]:
        yield f"{_where(places[1])}, in place of {_where(places[0])}"
    if one.decided_by != other.decided_by:
        yield f"decided by {other.decided_by}, in place of {one.decided_by}"


def rule_in_words(name: str) -> str:
    """Say what a rule shares money by."""
    return RULES_OFFERED.get(name) or RULES_OF_FILES.get(name, f"by the rule {name}")


def _when(money: Mapping[int, float]) -> str:
    first, last = min(money), max(money)
    return f"in {first} alone" if first == last else f"from {first} to {last}"


def _rule(fund: Fund) -> str:
    name = fund.allocation.rule
    slope = getattr(fund.allocation, "slope", None)
    return f"{rule_in_words(name)}{'' if slope is None else f', slope {slope:g}'}"


def _where(areas: Any) -> str:
    if areas is None:
        return "everywhere"
    few = len(areas) <= _MOST_NAMED
    return f"only in {' and '.join(find_place(code).name for code in areas) if few else f'{len(areas)} areas'}"


def tell_changes(stated: dict[str, Any], start: Scenario, made: Scenario, origin: str, deflator: Deflator) -> list[str]:
    """Say in the texts of a file what was changed in it, so that none of them tells of what it was before.

    Parameters
    ----------
    stated : dict
        As `tomllib` reads the file that was changed; its description is changed here, and of each fund the source of
        what was changed, with the grade of judgement.
    start, made : Scenario
        Before and after.
    origin : str
        What is called that it was changed from.
    deflator : Deflator

    Returns
    -------
    list of str
        What was changed, a line each; nothing is changed in the texts where nothing was in the strategy.
    """
    lines = differences_in_words(start, made, deflator)
    if not lines:
        return lines
    stated["description"] = _headed(origin, lines, start.description)
    for name in start.funds.keys() & made.funds.keys():
        one, other, fund = start.funds[name], made.funds[name], stated["funds"][name]
        award = [line for line in _of_award(one, other, deflator) if line]
        if award:
            fund |= {"source": _headed(origin, award, one.source), "grade": _JUDGEMENT}
        if any(abs(other.uses.get(use, 0.0) - one.uses.get(use, 0.0)) > NOTHING for use in _USES):
            uses = _headed(origin, list(_of_uses(one, other, deflator)), one.uses_source)
            fund |= {"uses_source": uses, "uses_grade": _JUDGEMENT}
    return lines


def _headed(origin: str, lines: list[str], before: str) -> str:
    """Put what was changed before what stood there, which is cut where both are too long."""
    said = f"Changed from {origin}: {'; '.join(line.rstrip('.') for line in lines)}. Before: {' '.join(before.split())}"
    return said if len(said) <= LONGEST_NOTE else f"{said[: LONGEST_NOTE - 1]}…"
